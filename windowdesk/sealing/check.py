"""Is this paper as it left the desk? One question, answered offline, in one word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from windowdesk.i18n import say
from windowdesk.sealing.files import Stamp, stamp
from windowdesk.sealing.libraries import finish, hush

if TYPE_CHECKING:
    from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
    from pyhanko.sign.validation.status import PdfSignatureStatus


class PdfState(StrEnum):
    """What became of a paper."""

    VALID = "valid"
    NO_SIGNATURE = "no_signature"
    ALTERED = "altered"
    APPENDED = "appended"
    UNTRUSTED = "untrusted"
    EXPIRED = "expired"
    DAMAGED = "damaged"

    @property
    def sentence(self) -> str:
        """What the reader is told."""
        match self:
            case PdfState.VALID:
                return say("印章有效，文书未被改动", "The seal is valid and the paper unaltered")
            case PdfState.NO_SIGNATURE:
                return say("文书没有电子签名", "The paper carries no signature")
            case PdfState.ALTERED:
                return say("文书在盖章后被改动", "The paper was altered after it was sealed")
            case PdfState.APPENDED:
                return say("文书在盖章后被追加内容", "Something was appended after the paper was sealed")
            case PdfState.UNTRUSTED:
                return say("签名不是本大厅印章所签", "Not signed by a seal of this hall")
            case PdfState.EXPIRED:
                return say("签名时印章证书不在有效期内", "The seal's certificate was not in force at that time")
            case PdfState.DAMAGED:
                return say("文件损坏，无法查验", "The file is damaged and cannot be checked")


@dataclass(frozen=True, slots=True)
class PdfFinding:
    """The verdict on a paper.

    `signer` is the seal's name in its certificate and `signed_at` the time the signature claims (aware): both
    empty when unreadable, and to be believed only when the state is VALID. `detail` is the library's word for
    whoever looks into it, in English.
    """

    state: PdfState
    signer: str = ""
    signed_at: datetime | None = None
    detail: str = ""


def check_pdf(pdf: bytes, *, trusted: Sequence[Path], moment: datetime | None = None) -> PdfFinding:
    """Whether the paper is, byte for byte, what a seal certified by one of the `trusted` authorities signed.

    `trusted` are PEM files. `moment` (aware) is when the paper was sealed, best taken from the register;
    without it the time that the signature claims is used, which the holder of a stolen key can choose. Never
    raises for what the bytes are; OSError or ValueError for an unreadable authority.
    """
    hush()
    roots = [_authority(stamp(path)) for path in trusted]
    try:
        return _found(pdf, roots, moment)
    except Exception as error:  # bytes from outside break a parser in more ways than can be listed
        return PdfFinding(PdfState.DAMAGED, detail=f"{type(error).__name__}: {error}")


def _found(pdf: bytes, roots: Sequence[Any], moment: datetime | None) -> PdfFinding:
    from pyhanko.pdf_utils.reader import PdfFileReader

    signatures = PdfFileReader(BytesIO(pdf)).embedded_signatures
    if not signatures:
        state = PdfState.DAMAGED if b"/ByteRange" in pdf else PdfState.NO_SIGNATURE
        return PdfFinding(state)
    first = signatures[0]
    signed_at = first.self_reported_timestamp
    when = moment or signed_at
    if when is None:
        return PdfFinding(PdfState.DAMAGED, detail="the signature names no time")
    status = _status(first, roots, when)
    state = _integrity(pdf, first, status) or _trust(first, status, roots)
    name = str(status.signing_cert.subject.native.get("common_name", ""))
    return PdfFinding(state, name, signed_at, status.summary())


def _status(signature: EmbeddedPdfSignature, roots: Sequence[Any], when: datetime) -> PdfSignatureStatus:
    from pyhanko.sign.validation.pdf_embedded import async_validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    context = ValidationContext(trust_roots=list(roots), moment=when, allow_fetching=False)
    return finish(async_validate_pdf_signature(signature, context, skip_diff=True))


def _integrity(pdf: bytes, signature: EmbeddedPdfSignature, status: PdfSignatureStatus) -> PdfState | None:
    """What is wrong with the bytes, if anything."""
    if not (status.intact and status.valid):
        return PdfState.ALTERED
    start, length, after, rest = (int(number) for number in signature.byte_range)
    if after + rest < len(pdf):
        return PdfState.APPENDED
    whole = start == 0 and after + rest == len(pdf)
    if not whole or not _nothing_hidden(pdf[length:after], signature):
        return PdfState.ALTERED
    return None


def _nothing_hidden(gap: bytes, signature: EmbeddedPdfSignature) -> bool:
    """The one stretch no signature covers holds the signature, written the one way, and nothing else."""
    content = signature.pkcs7_content
    written = content.hex().encode()
    if gap not in (b"<" + written + b">", b"<" + written.upper() + b">"):
        return False
    from asn1crypto import cms  # type: ignore[import-untyped]

    message = cms.ContentInfo.load(content)
    signed, signer = signature.signed_data, signature.signer_info
    return bool(
        content == message.dump().ljust(len(content), b"\0")
        and message.contents == message["content_type"].dump() + message["content"].dump()
        and signed["version"].native == signer["version"].native == "v1"
        and [signer["digest_algorithm"].native] == signed["digest_algorithms"].native
    )


def _trust(signature: EmbeddedPdfSignature, status: PdfSignatureStatus, roots: Sequence[Any]) -> PdfState:
    """A seal trusted on the first day of its certificate but not at the time asked about was out of force."""
    if status.bottom_line:
        return PdfState.VALID
    first_day = status.signing_cert.not_valid_before
    return PdfState.EXPIRED if _status(signature, roots, first_day).trusted else PdfState.UNTRUSTED


@lru_cache(maxsize=16)
def _authority(of: Stamp) -> Any:
    from pyhanko.keys import load_cert_from_pemder

    return load_cert_from_pemder(of[0])  # type: ignore[no-untyped-call]
