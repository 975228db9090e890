"""The certificate: a framed sheet to hang on a wall (行政许可法 第三十九条)."""

from __future__ import annotations

from functools import partial
from math import pi

from windowdesk.documents.blocks import RISE, Block, Picture, Text, bind, centred, gap, lines_at
from windowdesk.documents.endings import closing, mark_copy
from windowdesk.documents.page import Composition, Frame
from windowdesk.documents.parts import Job, body, listings, remarks, remedies

SIZE, LEADING = 15.5, 1.85
BAND = 17.0
"""The ornament's width in points, between an outer frame and an inner one."""
EDGE = 24.0
"""How far the outer frame stands from the edge of the sheet."""
INK = "0.62 0.13 0.13"
"""The dark red of the frame; a black printer makes it a middle grey."""


def layout(job: Job) -> Composition:
    """Title, number, particulars; issuer, date and seal at the foot."""
    frame, book, notice = job.frame, job.book, job.notice
    top = centred(notice.heading, book.bold, 34, frame.middle, frame.width, leading=1.5, space=4.0)
    if notice.number:
        said = f"编号：{notice.number}"
        top += centred(said, book.song, 12, frame.middle, frame.width, leading=1.8)
    blocks = [line for fact in notice.facts for line in _particular(job, fact)]
    blocks += [gap(4), *body(job), *listings(job), *remedies(job), *remarks(job)]
    foot = closing(job, "本证照")
    spare = frame.room - foot.height - sum(block.height for block in [*top, *blocks])
    blocks = [*bind(top, 99), gap(min(max(spare * 0.4, 12.0), 48.0)), *blocks]
    furnish = partial(_furniture, job)
    if spare < 12:  # more than one sheet: the last particulars go with the seal
        return Composition(frame, [*bind(blocks, 3), foot], furnish)
    return Composition(frame, blocks, furnish, foot)


def _particular(job: Job, fact: tuple[str, str]) -> list[Block]:
    """A label, set to the right of its column, and its value."""
    frame, book = job.frame, job.book
    start = frame.left + 10 * SIZE
    label, value = f"{fact[0]}：", fact[1]
    blocks = lines_at(value, book.bold, SIZE, start, frame.edge - start, leading=LEADING)
    wide = book.song.width(label, SIZE)
    if wide > start - frame.left:
        said = lines_at(label, book.song, SIZE, frame.left, frame.width, leading=LEADING)
        return [*bind(said, len(said)), *blocks]
    down = SIZE * ((LEADING - 1) / 2 + RISE)
    blocks[0].texts.insert(0, Text(start - wide, down, SIZE, book.song, label))
    return blocks


def _furniture(job: Job, page: int, pages: int) -> Block:
    frame, book = job.frame, job.book
    block = Block(0, pictures=[Picture(0, 0, partial(_ornament, frame))])
    if pages > 1:
        said = f"第 {page} 页　共 {pages} 页"
        x, down = frame.middle - book.song.width(said, 9) / 2, frame.high - EDGE - BAND - 10
        block.texts.append(Text(x, down, 9, book.song, said))
    mark_copy(block, job.copy, book.bold, (frame.wide - EDGE - BAND - 12, EDGE + BAND + 34))
    return block


def _ornament(frame: Frame, left: float, top: float) -> str:
    """Two frames with plaited waves between them."""
    outer = (left + EDGE, top - frame.high + EDGE, frame.wide - 2 * EDGE, frame.high - 2 * EDGE)
    inner = (outer[0] + BAND, outer[1] + BAND, outer[2] - 2 * BAND, outer[3] - 2 * BAND)
    lines = [f"q {INK} RG", *(_box(box, width) for box, width in ((outer, 2.2), (inner, 0.9)))]
    lines += [_box((outer[0] + 3, outer[1] + 3, outer[2] - 6, outer[3] - 6), 0.4), "0.4 w"]
    x, y, wide, high = outer[0] + BAND / 2, outer[1] + BAND / 2, outer[2] - BAND, outer[3] - BAND
    for phase in (1, -1):
        for swing in (4.6, 2.4):
            lines += [
                _wave(x, y, wide, swing * phase, upright=False),
                _wave(x, y + high, wide, swing * phase, upright=False),
                _wave(x, y, high, swing * phase, upright=True),
                _wave(x + wide, y, high, swing * phase, upright=True),
            ]
    return "\n".join([*lines, "Q"])


def _box(box: tuple[float, float, float, float], width: float) -> str:
    return f"{width:.1f} w {box[0]:.2f} {box[1]:.2f} {box[2]:.2f} {box[3]:.2f} re S"


def _wave(x: float, y: float, length: float, swing: float, *, upright: bool) -> str:
    """A sine of whole periods along an axis, one curve for half a period."""
    halves = 2 * round(length / 18)
    half = length / halves
    third, rise = half * 0.3642, swing * 0.3642 * pi

    def at(along: float, across: float) -> str:
        return f"{x + across:.2f} {y + along:.2f}" if upright else f"{x + along:.2f} {y + across:.2f}"

    path = [f"{at(0, 0)} m"]
    for number in range(halves):
        start, side = number * half, rise if number % 2 == 0 else -rise
        path.append(f"{at(start + third, side)} {at(start + half - third, side)} {at(start + half, 0)} c")
    return " ".join([*path, "S"])
