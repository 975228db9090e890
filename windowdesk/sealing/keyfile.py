"""A seal's key file, opened once: its dates for asking whether it may seal, its key for sealing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from windowdesk.config import LOCAL
from windowdesk.sealing.files import Stamp, stamp

if TYPE_CHECKING:
    from pyhanko.sign.signers import SimpleSigner


_LAST = datetime(9999, 12, 31, tzinfo=UTC)
"""RFC 5280 dates a certificate without an end to the last second of 9999, which is no local time any more."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A key file that its passphrase has opened. Dates are local, as those of acts are: so they compare at once."""

    since: datetime
    until: datetime


def signing_key(path: Path, passphrase: bytes) -> SimpleSigner:
    """The key as the PDF library wants it. Errors as `opened` and `stamp`."""
    return _signing_key(stamp(path), passphrase)


@lru_cache(maxsize=16)
def opened(of: Stamp, passphrase: bytes) -> Opened:
    """The dates of the seal's certificate. OSError when unreadable, ValueError for a wrong passphrase."""
    from cryptography.hazmat.primitives.serialization import pkcs12

    found = pkcs12.load_pkcs12(Path(of[0]).read_bytes(), passphrase)
    if found.key is None or found.cert is None:
        raise ValueError("the file lacks its key or its certificate")
    certificate = found.cert.certificate
    since, until = certificate.not_valid_before_utc, min(certificate.not_valid_after_utc, _LAST)
    return Opened(since.astimezone(LOCAL), until.astimezone(LOCAL))


@lru_cache(maxsize=16)
def _signing_key(of: Stamp, passphrase: bytes) -> SimpleSigner:
    from pyhanko.sign.signers import SimpleSigner

    key: SimpleSigner = SimpleSigner.load_pkcs12_data(Path(of[0]).read_bytes(), [], passphrase)
    return key
