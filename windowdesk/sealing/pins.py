"""A clerk's PIN is kept as an Argon2id hash, so that whoever reads the register still does not know it."""

from __future__ import annotations

import os
import re
import unicodedata

_MEMORY_KIB = 19_456
_PASSES = 2
_LANES = 1
_PHC = re.compile(r"\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,3}),p=(\d{1,2})(?:\$[A-Za-z0-9+/]{11,88}){2}", re.ASCII)


def hash_pin(pin: str) -> str:
    """The PIN as a PHC string: Argon2id, 19 MiB, two passes, a fresh salt of 16 bytes. About 50 ms.

    Raises ValueError for an empty PIN.
    """
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

    secret = _secret(pin)
    if not secret:
        raise ValueError("an empty PIN protects nothing")
    salt = os.urandom(16)
    kdf = Argon2id(salt=salt, length=32, iterations=_PASSES, lanes=_LANES, memory_cost=_MEMORY_KIB)
    return kdf.derive_phc_encoded(secret)


def verify_pin(pin: str, phc: str) -> bool:
    """Whether this is the PIN that was hashed. Wrong PIN and malformed hash are both False; never raises."""
    from cryptography.exceptions import InvalidKey
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

    if not _affordable(phc):
        return False
    try:
        Argon2id.verify_phc_encoded(_secret(pin), phc)
    except (InvalidKey, ValueError):
        return False
    return True


def _secret(pin: str) -> bytes:
    """A Chinese input method may type full-width digits: they are the same PIN."""
    return unicodedata.normalize("NFKC", pin).encode()


def _affordable(phc: str) -> bool:
    """A hash comes from a register, perhaps not our own: it may not ask for gigabytes or for minutes."""
    found = _PHC.fullmatch(phc)
    if found is None:
        return False
    memory, passes, lanes = (int(part) for part in found.groups())
    return memory <= 4 * _MEMORY_KIB and 1 <= passes <= 8 and 1 <= lanes <= 4
