"""Forms and tables: facts in ruled cells, listings that run over pages with their heads repeated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, repeat

from windowdesk.documents.blocks import RISE, Block, Rule, Text, bind, lines_at
from windowdesk.documents.fonts import Face, FontBook
from windowdesk.documents.lines import break_lines
from windowdesk.documents.page import Frame
from windowdesk.models.notice import Listing

TORN_AFTER = 12
"""Lines after which a row may be torn at a page's end: no cell is too long for the paper."""

THIN, OUTER = 0.5, 0.8
"""Widths of rules in points."""


@dataclass(frozen=True, slots=True)
class Grid:
    """How the cells of a table are set: column edges in points, type size, and what surrounds the text."""

    edges: tuple[float, ...]
    size: float = 10.5
    leading: float = 15.0
    pad: float = 5.0
    least: float = 23.0

    def room(self, column: int) -> float:
        """The width that text may take in a column."""
        return self.edges[column + 1] - self.edges[column] - 2 * self.pad


@dataclass(frozen=True, slots=True)
class Cell:
    """The text of one cell."""

    text: str
    face: Face
    middle: bool = False


def row(grid: Grid, cells: Sequence[Cell], head: Block | None = None) -> list[Block]:
    """One row as blocks: usually one, several when its text is long."""
    broken = [break_lines(c.text, c.face, grid.size, grid.room(i)) for i, c in enumerate(cells)]
    deepest = max(map(len, broken))
    if deepest <= TORN_AFTER:
        return [_part(grid, cells, broken, head, (True, True))]
    parts = range(0, deepest, TORN_AFTER)
    return [_part(grid, cells, [c[i : i + TORN_AFTER] for c in broken], head, (i == 0, i == parts[-1])) for i in parts]


def _part(
    grid: Grid, cells: Sequence[Cell], broken: list[list[str]], head: Block | None, ends: tuple[bool, bool]
) -> Block:
    """Lines of a row between its rules; `ends` says whether it is the first and the last part of its row."""
    depth = max(map(len, broken)) * grid.leading
    height = max(grid.least, depth + 2 * grid.pad)
    block = Block(height, sides=(grid.edges[0], grid.edges[-1]), head=head)
    for column, (cell, lines) in enumerate(zip(cells, broken, strict=True)):
        above = (height - len(lines) * grid.leading) / 2 if all(ends) else grid.pad
        left, right = grid.edges[column], grid.edges[column + 1]
        for number, line in enumerate(lines):
            x = left + grid.pad
            if cell.middle:
                x = (left + right - cell.face.width(line, grid.size)) / 2
            down = above + number * grid.leading + (grid.leading - grid.size) / 2 + grid.size * RISE
            block.texts.append(Text(x, down, grid.size, cell.face, line))
    block.rules.extend(
        Rule(x, 0, x, height, OUTER if x in (grid.edges[0], grid.edges[-1]) else THIN) for x in grid.edges
    )
    for number, down in enumerate((0.0, height)):
        if ends[number]:
            block.rules.append(Rule(grid.edges[0], down, grid.edges[-1], down, THIN))
    return block


def form(
    facts: Sequence[tuple[str, str]],
    frame: Frame,
    book: FontBook,
    *,
    paired: bool = True,
    grid: Grid | None = None,
    labels: Sequence[str] = (),
) -> list[Block]:
    """Label and value pairs as a ruled form; neighbours that are short share a row.

    `labels` are all the labels a form of several pieces is to be aligned by; by default those of `facts`.
    """
    model, face = grid or Grid(()), book.song
    widest = max((face.width(label, model.size) for label in labels or [f[0] for f in facts]), default=0.0)
    label = min(max(widest + 0.1, 5 * model.size), 8.5 * model.size) + 2 * model.pad
    half, ends = frame.left + frame.width / 2, (frame.left, frame.left + label)
    single = replace(model, edges=(*ends, frame.edge))
    double = replace(model, edges=(*ends, half, half + label, frame.edge))

    def short(fact: tuple[str, str]) -> bool:
        size = model.size
        return face.width(fact[0], size) <= single.room(0) and face.width(fact[1], size) <= double.room(1)

    blocks: list[Block] = []
    place = 0
    while place < len(facts):
        pair = facts[place : place + 2]
        if not (paired and len(pair) == 2 and all(map(short, pair))):
            pair = pair[:1]
        cells = [c for fact in pair for c in (Cell(fact[0], face, middle=True), Cell(fact[1], face))]
        blocks += row(double if len(pair) == 2 else single, cells)
        place += len(pair)
    return _framed(blocks)


def listing(table: Listing, frame: Frame, book: FontBook, grid: Grid | None = None) -> list[Block]:
    """A titled table whose head is printed again on every page it reaches."""
    model = grid or Grid(())
    widths = column_widths(table, frame.width, book, model)
    edges = (*accumulate(widths[:-1], initial=frame.left), frame.edge)
    set_as = replace(model, edges=edges)
    heads = row(set_as, [Cell(head, book.bold, middle=True) for head in table.heads])
    title = lines_at(table.title, book.bold, 12, frame.left, frame.width, leading=1.9) if table.title else []
    head = heads[0] if len(heads) == 1 else None
    middles = _middles(table, widths, book, model.size)
    rows = [
        part
        for line in table.rows
        for part in row(set_as, list(map(Cell, line, repeat(book.song), middles)), head=head)
    ]
    return bind(title, 99) + bind(_framed(heads), 99 if rows else 0) + _framed(rows)


def column_widths(table: Listing, width: float, book: FontBook, grid: Grid) -> list[float]:
    """Column widths in points that add up to `width`: what is short keeps its width, the rest share."""
    columns = list(zip(table.heads, *table.rows, strict=True))
    natural = [
        max(
            book.bold.width(cells[0], grid.size) + 0.1,
            *(book.song.width(text, grid.size) + 0.1 for text in cells[1:]),
            2.4 * grid.size,
        )
        + 2 * grid.pad
        for cells in columns
    ]
    if sum(natural) <= width:
        narrow = 2.5 * grid.size + 2 * grid.pad
        loose = [i for i, each in enumerate(natural) if each > narrow] or range(len(natural))
        spare, base = width - sum(natural), sum(natural[i] for i in loose)
        return [each + (spare * each / base if i in loose else 0) for i, each in enumerate(natural)]
    shares = dict.fromkeys(range(len(natural)), 0.0)
    left, open_ = width, sorted(shares, key=natural.__getitem__)
    while open_ and natural[open_[0]] <= left / len(open_):
        shares[open_[0]] = natural[open_[0]]
        left -= natural[open_.pop(0)]
    for number in open_:
        shares[number] = left / len(open_)
    return list(shares.values())


def _middles(table: Listing, widths: list[float], book: FontBook, size: float) -> list[bool]:
    """Which columns are set about their middle: narrow ones of short entries."""
    return [
        wide <= 9 * size and all(book.song.width(line[i], size) <= 6 * size for line in table.rows)
        for i, wide in enumerate(widths)
    ]


def _framed(blocks: list[Block]) -> list[Block]:
    """A heavier rule above the first and below the last row."""
    if blocks:
        left, right = blocks[0].sides or (0.0, 0.0)
        blocks[0].rules.append(Rule(left, 0, right, 0, OUTER))
        height = blocks[-1].height
        blocks[-1].rules.append(Rule(left, height, right, height, OUTER))
    return blocks
