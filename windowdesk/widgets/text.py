"""Text from outside on a screen: always literal, always as wide as its cells say."""

from __future__ import annotations

import unicodedata

from rich.cells import cell_len, set_cell_size

_UNSEEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


def seemly(text: str) -> str:
    """The text with every character that a terminal might obey replaced by a middle dot."""
    if text.isprintable():
        return text
    return "".join("·" if unicodedata.category(letter) in _UNSEEN else letter for letter in text)


def stripped(text: str) -> str:
    """The text without characters that cannot be printed; line ends and tabs become spaces."""
    if text.isprintable():
        return text
    spaced = text.replace("\r\n", " ").replace("\n", " ").replace("\t", " ")
    return "".join(letter for letter in spaced if unicodedata.category(letter) not in _UNSEEN)


def fit(text: str, width: int) -> str:
    """The text in exactly `width` cells; one that is too long ends in two full stops.

    No ellipsis: it is one cell here and two in some Chinese terminals, which would shift the rest of the row.
    """
    plain = seemly(text)
    if cell_len(plain) <= width:
        return set_cell_size(plain, width)
    return set_cell_size(plain, width - 2) + ".." if width > 2 else set_cell_size(plain, width)
