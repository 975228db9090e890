"""The fonts of the papers: Song with a rare Song behind it, Hei for labels, all embedded."""

from __future__ import annotations

import threading
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from reportlab import rl_config
from reportlab.pdfbase import pdfmetrics, ttfonts

from windowdesk.documents.coverage import BOXES, RARE, UndrawableError, unseen

BODY = "Song"
"""The font a canvas starts with: without it reportlab refers to a Helvetica that is not embedded."""

ONE_AT_A_TIME = threading.Lock()
"""reportlab reads a font with a moving position: two papers drawn at once would mix their glyphs."""


class Face:
    """One weight of one family, with the rare font behind it. Widths are in thousandths of the size."""

    def __init__(self, font: Any, book: FontBook) -> None:
        self.font = font
        self.book = book
        self.rare: set[str] = set()
        self.widths = _Widths(self)

    def width(self, text: str, size: float) -> float:
        """The width of a text in points. Raises UndrawableError."""
        return sum(map(self.widths.__getitem__, text)) * size / 1000

    def runs(self, text: str) -> list[tuple[Any, str]]:
        """The text cut where the font changes: (reportlab font, text) pairs."""
        if self.rare.isdisjoint(text):
            return [(self.font, text)]
        found: list[tuple[Any, str]] = []
        for character in text:
            font = self.book.rare if character in self.rare else self.font
            if found and found[-1][0] is font:
                found[-1] = (font, found[-1][1] + character)
            else:
                found.append((font, character))
        return found


class _Widths(dict[str, float]):
    """Character → width, filled as characters appear; where a missing glyph stops the paper."""

    def __init__(self, face: Face) -> None:
        super().__init__()
        self._face = face

    def __missing__(self, character: str) -> float:
        face, code = self._face, ord(character)
        if unseen(character):
            raise UndrawableError(character)
        font = face.font
        if code not in font.face.charToGlyph:
            font = face.book.rare
            if code not in font.face.charToGlyph:
                raise UndrawableError(character)
            face.rare.add(character)
        width = self[character] = float(font.face.charWidths[code])
        return width


class FontBook:
    """The fonts of one folder, each loaded when a paper first needs it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._loaded: dict[str, Any] = {}

    @cached_property
    def song(self) -> Face:
        """Body text."""
        return Face(self._load(BODY, "WindowDeskSong-Regular.ttf"), self)

    @cached_property
    def bold(self) -> Face:
        """Titles, heads, the seal."""
        return Face(self._load("SongBold", "WindowDeskSong-Bold.ttf"), self)

    @cached_property
    def hei(self) -> Face:
        """Labels."""
        return Face(self._load("Hei", "WindowDeskHei-Regular.ttf"), self)

    @cached_property
    def hei_bold(self) -> Face:
        """Names on labels."""
        return Face(self._load("HeiBold", "WindowDeskHei-Bold.ttf"), self)

    @cached_property
    def rare(self) -> Any:
        """The reportlab font for characters beyond GB 2312 and the 8,105 of the common list."""
        return self._load("SongRare", RARE)

    def lay_out(self) -> None:
        """Make these the fonts that reportlab finds by name: the names stand in the bytes of the paper."""
        _ = self.song
        for font in self._loaded.values():
            pdfmetrics.registerFont(font)

    def _load(self, name: str, file: str) -> Any:
        font = ttfonts.TTFont(name, str(self._folder / file), shapable=False)
        glyphs, widths = font.face.charToGlyph, font.face.charWidths
        for box, square in BOXES.items():
            if ord(square) in glyphs:
                glyphs[ord(box)], widths[ord(box)] = glyphs[ord(square)], widths[ord(square)]
        self._loaded[name] = font
        return font


@lru_cache(maxsize=4)
def load(folder: Path) -> FontBook:
    """The fonts of a folder, once per process."""
    rl_config.useA85 = 0  # a third smaller, and no Base 85 in pure Python
    ttfonts.makeToUnicodeCMap = to_unicode
    return FontBook(folder)


def to_unicode(name: str, subset: list[int]) -> str:
    """The map from bytes to text of an embedded subset (ISO 32000-1 9.10.3).

    reportlab writes characters beyond U+FFFF as five hex digits, so that 𬭊 copies out as Ⲵ; here they are
    surrogate pairs, and blocks hold at most 100 entries as the CMap specification asks.
    """
    entries = [
        f"<{code:02X}> <{chr(point).encode('utf-16-be').hex().upper()}>" for code, point in enumerate(subset) if point
    ]
    lines = [
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap",
        f"/CIDSystemInfo << /Registry ({name}) /Ordering ({name}) /Supplement 0 >> def",
        f"/CMapName /{name} def\n/CMapType 2 def\n1 begincodespacerange\n<00> <FF>\nendcodespacerange",
    ]
    for start in range(0, len(entries), 100):
        block = entries[start : start + 100]
        lines += [f"{len(block)} beginbfchar", *block, "endbfchar"]
    return "\n".join([*lines, "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"])
