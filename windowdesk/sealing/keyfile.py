"""A seal's key file, opened once: its dates for asking whether it may seal, its key for sealing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from windowdesk.sealing.files import Stamp, stamp

if TYPE_CHECKING:
    from pyhanko.sign.signers import SimpleSigner


@dataclass(frozen=True, slots=True)
class Opened:
    """A key file that its passphrase has opened. Dates are aware, UTC."""

    since: datetime
    until: datetime


def opened(path: Path, passphrase: bytes) -> Opened:
    """The dates of the seal's certificate. OSError when unreadable, ValueError for a wrong passphrase."""
    return _open(stamp(path), passphrase)


def signing_key(path: Path, passphrase: bytes) -> SimpleSigner:
    """The key as the PDF library wants it. Errors as `opened`."""
    return _signing_key(stamp(path), passphrase)


@lru_cache(maxsize=16)
def _open(of: Stamp, passphrase: bytes) -> Opened:
    from cryptography.hazmat.primitives.serialization import pkcs12

    found = pkcs12.load_pkcs12(Path(of[0]).read_bytes(), passphrase)
    if found.key is None or found.cert is None:
        raise ValueError("the file lacks its key or its certificate")
    certificate = found.cert.certificate
    return Opened(certificate.not_valid_before_utc, certificate.not_valid_after_utc)


@lru_cache(maxsize=16)
def _signing_key(of: Stamp, passphrase: bytes) -> SimpleSigner:
    from pyhanko.sign.signers import SimpleSigner

    key: SimpleSigner = SimpleSigner.load_pkcs12_data(Path(of[0]).read_bytes(), [], passphrase)
    return key
