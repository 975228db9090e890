"""Every desk has an Ed25519 key: it signs the heads of its register and the statements in its QR codes."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from windowdesk.sealing.files import Stamp, stamp, write_whole

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


def create_desk_key(path: Path) -> bytes:
    """Make the key (PKCS#8 PEM, mode 0600) and return its public half: 32 raw bytes.

    Raises FileExistsError rather than replace a key: what the old one signed must stay verifiable.
    """
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    if path.exists():
        raise FileExistsError(path)
    key = Ed25519PrivateKey.generate()
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    write_whole(path, pem)
    return key.public_key().public_bytes_raw()


def load_public(path: Path) -> bytes:
    """The public half of the desk key in this file: 32 raw bytes. OSError or ValueError for no such key."""
    return _load(stamp(path)).public_key().public_bytes_raw()


def sign_bytes(path: Path, data: bytes) -> bytes:
    """The signature of `data` by the desk key in this file: 64 bytes. Errors as `load_public`."""
    return _load(stamp(path)).sign(data)


def verify_bytes(public: bytes, data: bytes, signature: bytes) -> bool:
    """Whether the holder of `public` (32 raw bytes) signed exactly this data. Malformed input is False."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, data)
    except (InvalidSignature, ValueError):
        return False
    return True


def signed_by(public: str, data: bytes, signature: str) -> bool:
    """See verify_bytes; key and signature in hexadecimal."""
    try:
        return verify_bytes(bytes.fromhex(public), data, bytes.fromhex(signature))
    except ValueError:
        return False


def key_id(public: bytes) -> str:
    """The short name of a desk key: the first 8 hex digits of the SHA-256 of its public half."""
    return hashlib.sha256(public).hexdigest()[:8]


@lru_cache(maxsize=8)
def _load(of: Stamp) -> Ed25519PrivateKey:
    """Keyed by the file's stamp, so a replaced file is read again."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    key = load_pem_private_key(Path(of[0]).read_bytes(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise ValueError("a desk key is an Ed25519 key")
    return key
