"""Which characters can be printed: known from the fonts' character maps, before an act is written."""

from __future__ import annotations

import re
import struct
import unicodedata
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from windowdesk.i18n import say

BASE = "WindowDeskSong-Regular.ttf"
RARE = "WindowDeskSongRare-Regular.ttf"

BOXES = {"☐": "□", "☑": "□"}
"""Ballot boxes no font has, and the glyph each is drawn with; the tick is added by hand."""

UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Unicode categories that leave no honest mark on paper: controls, bidi marks, surrogates, unassigned."""


class UndrawableError(ValueError):
    """A character that no vendored font has."""

    def __init__(self, character: str) -> None:
        self.character = character
        self.code_point = f"U+{ord(character):04X}"
        shown = character if character.isprintable() else self.code_point
        super().__init__(
            say(
                f"字库中没有“{shown}”（{self.code_point}），纸上印不出来",
                f"no font has “{shown}” ({self.code_point}); it cannot be printed",
            )
        )


class UnfitError(ValueError):
    """Text that does not fit its paper. It is refused, never cut."""

    def __init__(self, text: str) -> None:
        super().__init__(
            say(f"内容过长，纸上放不下：{text[:20]}…", f"too long for its place on the paper: {text[:20]}…")
        )


def undrawable(text: str, *, fonts: Path) -> str:
    """The characters of `text` that cannot be printed, each once, in order; empty when all can."""
    if _plain(fonts).fullmatch(text):
        return ""
    missing = set(text) - _base(fonts)
    missing = {ch for ch in missing if unseen(ch) or ord(ch) not in covered(fonts / RARE)}
    return "".join(ch for ch in dict.fromkeys(text) if ch in missing)


def unseen(character: str) -> bool:
    """Whether a character leaves no honest mark on paper, whatever the font says."""
    return unicodedata.category(character) in UNSEEN


@lru_cache(maxsize=8)
def _base(fonts: Path) -> frozenset[str]:
    return frozenset(ch for ch in map(chr, covered(fonts / BASE)) if not unseen(ch)) | BOXES.keys()


@lru_cache(maxsize=8)
def _plain(fonts: Path) -> re.Pattern[str]:
    """What the base font alone can draw, as one character class: ten times quicker than a set on a whole notice."""
    points = sorted(map(ord, _base(fonts)))
    starts = [point for before, point in pairwise([-2, *points]) if point != before + 1]
    ends = [point for point, after in pairwise([*points, points[-1] + 2]) if after != point + 1]
    ranges = (f"\\U{first:08x}-\\U{last:08x}" for first, last in zip(starts, ends, strict=True))
    return re.compile(f"[{''.join(ranges)}]*+")


@lru_cache(maxsize=8)
def covered(font: Path) -> frozenset[int]:
    """The code points of a TrueType font, from the format 12 subtable of its cmap alone."""
    with font.open("rb") as file:
        count = struct.unpack(">4xH6x", file.read(12))[0]
        tables = {tag: place for tag, *place in struct.iter_unpack(">4s4xLL", file.read(16 * count))}
        offset, length = tables[b"cmap"]
        file.seek(offset)
        cmap = file.read(length)
    for number in range(struct.unpack_from(">2xH", cmap)[0]):
        start = struct.unpack_from(">4xL", cmap, 4 + 8 * number)[0]
        if struct.unpack_from(">H", cmap, start)[0] == 12:
            return _groups(cmap, start)
    raise ValueError(f"{font.name}: no format 12 character map")


def _groups(cmap: bytes, start: int) -> frozenset[int]:
    count = struct.unpack_from(">12xL", cmap, start)[0]
    found: set[int] = set()
    for first, last, _ in struct.iter_unpack(">LLL", cmap[start + 16 : start + 16 + 12 * count]):
        found.update(range(first, last + 1))
    return frozenset(found)
