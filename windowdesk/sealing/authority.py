"""The hall's own certificate authority: it says which key belongs to which seal."""

from __future__ import annotations

import warnings
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from windowdesk.sealing.files import write_whole

if TYPE_CHECKING:
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey, EllipticCurvePublicKey

KEY_FILE = "ca.p12"
CERTIFICATE_FILE = "ca.pem"


def create_authority(folder: Path, name: str, now: datetime, years: int = 10, *, passphrase: bytes) -> None:
    """Make the hall's authority: `ca.p12` (key, mode 0600) and `ca.pem` (certificate, for every verifier).

    EC P-256, may certify seals and nothing below them. Raises FileExistsError where an authority already is:
    replacing it would make every paper sealed so far untrusted. ValueError for a bad name or no passphrase.
    """
    from cryptography import x509
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    if (folder / KEY_FILE).exists():
        raise FileExistsError(folder / KEY_FILE)
    key = ec.generate_private_key(ec.SECP256R1())
    subject = _name(name, name)
    marks = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    certificate = _sign(
        _draft(subject, key.public_key(), now, _after(now, years))
        .issuer_name(subject)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(authority=True), critical=True)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(marks), critical=False),
        key,
    )
    protected = _pkcs12(key, certificate, passphrase)
    write_whole(folder / CERTIFICATE_FILE, certificate.public_bytes(serialization.Encoding.PEM), mode=0o644)
    write_whole(folder / KEY_FILE, protected)


def issue_seal_key(
    authority: Path,
    target: Path,
    *,
    common_name: str,
    organization: str,
    now: datetime,
    years: int = 3,
    passphrase: bytes,
    authority_passphrase: bytes,
) -> None:
    """Make the key of one seal: a PKCS#12 file at `target`, mode 0600, certified by that folder's authority.

    `common_name` is the legend of the seal, at most 64 characters. An existing target is replaced: that is
    how a key is renewed, and papers sealed with the old one carry its certificate. The certificate never
    outlives the authority. Raises OSError without an authority; ValueError for a wrong passphrase, a bad
    name, or an authority that is not valid at `now`.
    """
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric import ec

    issuer, issuer_key = _authority(authority, authority_passphrase)
    if not issuer.not_valid_before_utc <= now <= issuer.not_valid_after_utc:
        raise ValueError("the authority is not valid at this time")
    key = ec.generate_private_key(ec.SECP256R1())
    marks = issuer.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    certificate = _sign(
        _draft(
            _name(common_name, organization),
            key.public_key(),
            now,
            min(_after(now, years), issuer.not_valid_after_utc),
        )
        .issuer_name(_subject(issuer))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(authority=False), critical=True)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(marks), critical=False),
        issuer_key,
    )
    write_whole(target, _pkcs12(key, certificate, passphrase))


def same_authority(folder: Path, certificate: Path, *, passphrase: bytes) -> bool:
    """Whether the authority of a folder is the one of that certificate (a PEM file); False where none can be read.

    Errors as `issue_seal_key`.
    """
    from cryptography import x509

    issuer, _ = _authority(folder, passphrase)
    try:
        return x509.load_pem_x509_certificate(certificate.read_bytes()) == issuer
    except (OSError, ValueError):
        return False


def _authority(folder: Path, passphrase: bytes) -> tuple[x509.Certificate, EllipticCurvePrivateKey]:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
    from cryptography.hazmat.primitives.serialization import pkcs12

    found = pkcs12.load_pkcs12((folder / KEY_FILE).read_bytes(), passphrase)
    if found.cert is None or not isinstance(found.key, EllipticCurvePrivateKey):
        raise ValueError("the authority's file lacks its key or its certificate")
    return found.cert.certificate, found.key


def _pkcs12(key: EllipticCurvePrivateKey, certificate: x509.Certificate, passphrase: bytes) -> bytes:
    """Without the issuer's certificate: verifiers have it, and in a signature it would be unsigned."""
    from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12

    return pkcs12.serialize_key_and_certificates(None, key, certificate, None, BestAvailableEncryption(passphrase))


def _draft(
    subject: x509.Name, public: EllipticCurvePublicKey, since: datetime, until: datetime
) -> x509.CertificateBuilder:
    from cryptography import x509

    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(since.astimezone(UTC))
        .not_valid_after(until.astimezone(UTC))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
    )


def _sign(draft: x509.CertificateBuilder, key: EllipticCurvePrivateKey) -> x509.Certificate:
    from cryptography.hazmat.primitives import hashes

    return draft.sign(key, hashes.SHA256())


def _usage(*, authority: bool) -> x509.KeyUsage:
    """An authority signs certificates; a seal signs papers and cannot deny it (nonRepudiation)."""
    from cryptography import x509

    return x509.KeyUsage(
        digital_signature=not authority,
        content_commitment=not authority,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=authority,
        crl_sign=authority,
        encipher_only=False,
        decipher_only=False,
    )


def _name(common_name: str, organization: str) -> x509.Name:
    """C=CN, O, CN. X.520 allows 64 characters; the library counts bytes, 21 Chinese characters."""
    from cryptography import x509
    from cryptography.x509.oid import NameOID

    for part in (common_name, organization):
        if not part.strip() or len(part) > 64 or not part.isprintable():
            raise ValueError("a name in a certificate is 1 to 64 printable characters")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return x509.Name(
            [
                x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"),
                x509.NameAttribute(NameOID.ORGANIZATION_NAME, organization),
                x509.NameAttribute(NameOID.COMMON_NAME, common_name, _validate=False),
            ]
        )


def _subject(certificate: x509.Certificate) -> x509.Name:
    """Reading a long Chinese name back warns for the same reason as writing it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return certificate.subject


def _after(now: datetime, years: int) -> datetime:
    """The same date some years on; 29 February becomes 28 February."""
    if years < 1:
        raise ValueError("a certificate is valid for at least one year")
    try:
        return now.replace(year=now.year + years)
    except ValueError:
        return now.replace(year=now.year + years, day=28)
