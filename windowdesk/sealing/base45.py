"""Base45 (RFC 9285): bytes in the 45 characters that a QR code stores most densely."""

from __future__ import annotations

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_VALUE = {character: value for value, character in enumerate(_ALPHABET)}


def encode(data: bytes) -> str:
    """Two bytes become three characters, a last single byte two."""
    out = []
    for start in range(0, len(data), 2):
        pair = data[start : start + 2]
        rest = int.from_bytes(pair, "big")
        for _ in range(len(pair) + 1):
            rest, digit = divmod(rest, 45)
            out.append(_ALPHABET[digit])
    return "".join(out)


def decode(text: str) -> bytes:
    """The bytes. Raises ValueError for any text that `encode` cannot have made."""
    out = bytearray()
    for start in range(0, len(text), 3):
        group = text[start : start + 3]
        if len(group) == 1 or not all(character in _VALUE for character in group):
            raise ValueError("not base45")
        value = sum(_VALUE[character] * 45**place for place, character in enumerate(group))
        size = len(group) - 1
        if value >= 256**size:
            raise ValueError("not base45")
        out += value.to_bytes(size, "big")
    return bytes(out)
