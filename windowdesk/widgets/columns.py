"""How wide the columns of a table are, and how one line of it is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from windowdesk.widgets.pages import Cell
from windowdesk.widgets.text import fit


@dataclass(frozen=True, slots=True)
class Column:
    """A column `width` cells wide; 0 shares what is left. Shown on tables of `at_least` to `at_most` cells."""

    title: str
    width: int = 0
    at_least: int = 0
    at_most: int = 10_000


def line(columns: Sequence[Column], mark: str, cells: Sequence[Cell], width: int, base: Style) -> Strip:
    """A line `width` cells wide: a mark, then each cell in its column."""
    shown = [n for n, column in enumerate(columns) if column.at_least <= width <= column.at_most]
    segments = [Segment(mark, base)]
    for n, wide in zip(shown, _widths([columns[n].width for n in shown], width), strict=True):
        found = cells[n] if n < len(cells) else ""
        text, style = (found, "") if isinstance(found, str) else found
        segments.append(Segment(fit(text, wide), base + Style.parse(style) if style else base))
        segments.append(Segment(" ", base))
    return Strip(segments).adjust_cell_length(width, base)


def _widths(fixed: Sequence[int], width: int) -> list[int]:
    """What every column gets; those without a width share the rest."""
    shares = max(1, fixed.count(0))
    left = max(shares * 4, width - 1 - sum(fixed) - len(fixed))
    return [wanted or left // shares for wanted in fixed]
