"""The parts that papers share from the top down: heading, form, body, lists, remedies, remarks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from windowdesk.documents.blocks import MM, Block, Rule, Text, bind, centred, gap, lines_at
from windowdesk.documents.codes import bar_picture, bar_width
from windowdesk.documents.fonts import FontBook
from windowdesk.documents.forms import Grid, form, listing
from windowdesk.documents.page import Frame
from windowdesk.models.notice import Notice

BODY_SIZE, LEADING = 12.0, 1.6
PROVISIONAL = "注：本件所载期限为预计。期限跨入的年度放假安排尚未公布，公布后重新计算并告知。"


@dataclass(frozen=True, slots=True)
class Job:
    """One paper to lay out: content, payload of its code, number of the reprint, fonts, sheet."""

    notice: Notice
    qr: str
    copy: int
    book: FontBook
    frame: Frame


def heading(job: Job) -> list[Block]:
    """Issuer and title in the middle; case number left, paper number right, over a rule."""
    notice, book, frame = job.notice, job.book, job.frame
    blocks = centred(notice.issuer, book.song, 14, frame.middle, frame.width, leading=1.5, space=1.0)
    blocks += centred(notice.heading, book.bold, 22, frame.middle, frame.width, leading=1.5, space=1.5)
    left = f"申报号：{notice.case_no}" if notice.case_no else ""
    size, wide = 10.5, book.song.width
    if wide(left, size) + wide(notice.number, size) + 12 > frame.width:
        for text in filter(None, (left, notice.number)):
            blocks += lines_at(text, book.song, size, frame.left, frame.width)
        return bind([*blocks, Block(12, rules=[Rule(frame.left, 4, frame.edge, 4, 0.8)])], 99)
    line = Block(30, rules=[Rule(frame.left, 23, frame.edge, 23, 0.8)])
    line.texts.append(Text(frame.left, 17, size, book.song, left))
    line.texts.append(Text(frame.edge - wide(notice.number, size), 17, size, book.song, notice.number))
    return bind([*blocks, line], 99)


def addressee(job: Job) -> list[Block]:
    """Whom the paper speaks to."""
    notice, frame = job.notice, job.frame
    if not notice.addressee:
        return []
    said = f"{notice.addressee}："
    lines = lines_at(said, job.book.song, BODY_SIZE, frame.left, frame.width, leading=LEADING)
    return [gap(2), *bind(lines)]


def body(job: Job, paragraphs: Sequence[str] | None = None, size: float = BODY_SIZE) -> list[Block]:
    """Paragraphs, each begun two characters in."""
    face, frame = job.book.song, job.frame
    blocks: list[Block] = []
    for text in job.notice.paragraphs if paragraphs is None else paragraphs:
        blocks += lines_at(text, face, size, frame.left, frame.width, leading=LEADING, indent=2 * size)
    return blocks


def facts(job: Job, grid: Grid | None = None) -> list[Block]:
    """The form, with white above and below."""
    if not job.notice.facts:
        return []
    return [gap(5), *form(job.notice.facts, job.frame, job.book, grid=grid), gap(7)]


def listings(job: Job, grid: Grid | None = None) -> list[Block]:
    """The tables of the paper, one after another."""
    blocks: list[Block] = []
    for table in job.notice.listings:
        blocks += [*listing(table, job.frame, job.book, grid), gap(8)]
    return blocks


def remedies(job: Job) -> list[Block]:
    """The way to reconsideration and to court, set apart: 行政许可法 第三十八条."""
    notice, book, frame = job.notice, job.book, job.frame
    if not notice.remedies:
        return []
    top = Block(12, rules=[Rule(frame.left, 8, frame.edge, 8)], keep=True)
    title = bind(lines_at("救济途径", book.bold, BODY_SIZE, frame.left, frame.width, leading=LEADING))
    end = Block(10, rules=[Rule(frame.left, 5, frame.edge, 5)])
    return [top, *title, *bind(body(job, notice.remedies), 2), end]


def remarks(job: Job) -> list[Block]:
    """That a date is only expected."""
    if not job.notice.provisional:
        return []
    return lines_at(PROVISIONAL, job.book.bold, 10.5, job.frame.left, job.frame.width, leading=1.7)


def number_band(job: Job, value: str) -> Block:
    """The number as Code 128 with its digits below; the query code in a box at the right."""
    notice, book, frame = job.notice, job.book, job.frame
    module, high = 0.32 * MM, 32.0
    if not value and not notice.query_code:
        return gap(0)
    block = Block(high + 24, keep=True)
    if value:
        x = frame.left + 4
        block.pictures.append(bar_picture(value, x, 2, module, high))
        spare = bar_width(value, module) - book.song.width(value, 10)
        space = min(1.5, max(0.0, spare / len(value)))
        block.texts.append(Text(x, high + 13, 10, book.song, value, space))
    if notice.query_code:
        _query_box(block, notice.query_code, book, frame.edge)
    return block


def _query_box(block: Block, code: str, book: FontBook, right: float) -> None:
    wide = max(book.bold.width(code, 17) + 1.5 * len(code) + 16, 96.0)
    left, top, low = right - wide, 1.5, 47.0
    box(block, (left, top, right, low), 0.8)
    middle = (left + right) / 2
    block.texts.append(Text(middle - book.song.width("查询密码", 10) / 2, 15, 10, book.song, "查询密码"))
    x = middle - (book.bold.width(code, 17) + 1.5 * (len(code) - 1)) / 2
    block.texts.append(Text(x, 38, 17, book.bold, code, 1.5))


def box(block: Block, edges: tuple[float, float, float, float], width: float) -> None:
    """Four rules around a place: left, top, right, low."""
    left, top, right, low = edges
    for line in (
        (left, top, right, top),
        (left, low, right, low),
        (left, top, left, low),
        (right, top, right, low),
    ):
        block.rules.append(Rule(*line, width=width))
