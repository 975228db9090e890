"""Reports on paper: titled tables on A4 lying down, with page numbers. A report is no notice and bears no seal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial
from itertools import accumulate
from pathlib import Path

from windowdesk.documents.blocks import MM, Block, Rule, Text, bind, centred, gap, lines_at
from windowdesk.documents.coverage import undrawable
from windowdesk.documents.fonts import ONE_AT_A_TIME, FontBook, load
from windowdesk.documents.forms import Cell, Grid, column_widths, row
from windowdesk.documents.page import Composition, Frame, draw
from windowdesk.models.notice import Listing

SHEET = Frame(297 * MM, 210 * MM, 14 * MM, 14 * MM, 13 * MM, 15 * MM)
_FIGURE, _NAME = 20 * MM, 48 * MM
"""The least widths of columns, so that tables below each other are of one cut."""
_GRID = Grid((), size=9.0, leading=12.0, pad=3.0, least=17.0)
_NO_GLYPH = "〓"
"""What a character no font has is printed as: a report counts, it does not quote."""


def draw_report(
    title: str,
    lines: Sequence[str],
    tables: Sequence[Listing],
    *,
    fonts: Path,
    alarm: str = "",
    total: str = "",
    author: str = "",
) -> bytes:
    """A report as a PDF; the same content gives the same bytes.

    `lines` stand below the title, `alarm` in bold between rules before them; rows named `total` are bold. A table
    keeps together while a page can hold it, and repeats its head when none can. `fonts` is the folder of the
    vendored fonts. Raises UnfitError.
    """
    said = partial(_drawable, fonts)
    with ONE_AT_A_TIME:
        book = load(fonts)
        blocks = _top(said(title), [said(line) for line in lines], said(alarm), book)
        for table in tables:
            blocks += [*_table(_drawn(table, said), said(total), book), gap(9)]
        composition = Composition(SHEET, blocks, partial(_foot, book, said(title)))
        return draw(composition, book, said(title), said(author))[0]


def _drawable(fonts: Path, text: str) -> str:
    missing = undrawable(text, fonts=fonts)
    return "".join(_NO_GLYPH if character in missing else character for character in text) if missing else text


def _drawn(table: Listing, said: partial[str]) -> Listing:
    return Listing(said(table.title), _row(table.heads, said), tuple(_row(row, said) for row in table.rows))


def _table(table: Listing, total: str, book: FontBook) -> list[Block]:
    grid = replace(_GRID, edges=tuple(accumulate(_widths(table, book), initial=SHEET.left)))
    middles = [_figures(table, column) for column in range(len(table.heads))]
    (head, *more) = row(grid, [Cell(text, book.bold, middle=True) for text in table.heads])
    title = lines_at(table.title, book.bold, 11, SHEET.left, SHEET.width, leading=1.9)
    blocks = [*bind(title, 99), head, *more]
    for cells in table.rows:
        face = book.bold if total and cells[0] == total else book.song
        set_cells = [Cell(text, face, middle) for text, middle in zip(cells, middles, strict=True)]
        blocks += row(grid, set_cells, None if more else head)
    whole = sum(block.height for block in blocks) <= SHEET.room
    return [*bind(blocks[:-1], 99 if whole else 2), blocks[-1]]


def _figures(table: Listing, column: int) -> bool:
    """Whether a column holds no words: it is set about its middle."""
    return not any(letter.isalpha() for cells in table.rows for letter in cells[column])


def _widths(table: Listing, book: FontBook) -> list[float]:
    """Column widths in points: names as wide as they are, figures alike; all narrower when the sheet is."""
    wide, size, pad = book.bold.width, _GRID.size, 2 * _GRID.pad + 0.1
    widths = []
    for column, head in enumerate(table.heads):
        natural = max(wide(text, size) for text in (head, *(cells[column] for cells in table.rows))) + pad
        widths.append(max(natural, _FIGURE) if _figures(table, column) else max(natural, _NAME))
    return widths if sum(widths) <= SHEET.width else column_widths(table, SHEET.width, book, _GRID)


def _row(cells: Iterable[str], said: partial[str]) -> tuple[str, ...]:
    return tuple(said(cell) for cell in cells)


def _top(title: str, lines: Sequence[str], alarm: str, book: FontBook) -> list[Block]:
    blocks = centred(title, book.bold, 18, SHEET.middle, SHEET.width, leading=1.6, space=1.0)
    if alarm:
        blocks.append(Block(6, rules=[Rule(SHEET.left, 2, SHEET.edge, 2, 2.0)]))
        blocks += lines_at(alarm, book.bold, 13, SHEET.left, SHEET.width)
        blocks.append(Block(8, rules=[Rule(SHEET.left, 4, SHEET.edge, 4, 2.0)]))
    for line in lines:
        blocks += lines_at(line, book.song, 10, SHEET.left, SHEET.width, leading=1.5)
    return [*bind(blocks, 1), gap(6)]


def _foot(book: FontBook, title: str, page: int, pages: int) -> Block:
    """The report's name and the page's number, at the foot of every page."""
    down, face = SHEET.high - SHEET.bottom + 20, book.song
    number = f"{page} / {pages}"
    left = Text(SHEET.left, down, 9, face, title)
    return Block(0, [left, Text(SHEET.edge - face.width(number, 9), down, 9, face, number)])
