"""The waybill: names, telephones, addresses, the mail number, nothing more (快递暂行条例 第二十二条)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from windowdesk.documents.blocks import MM, RISE, Block, Picture, Rule, Text, circle
from windowdesk.documents.codes import QUIET_BARS, bar_picture, bar_width
from windowdesk.documents.coverage import UnfitError
from windowdesk.documents.endings import mark_copy
from windowdesk.documents.fonts import Face
from windowdesk.documents.lines import break_lines
from windowdesk.documents.page import Composition
from windowdesk.documents.parts import Job

DOT = 25.4 / 203
"""Millimetres in a dot of a 203 dpi printer: bars of whole dots stay sharp."""
LEAST = 6.0
"""The smallest type a label may be set in, in points."""


def layout(job: Job) -> Composition:
    """Receiver large, sender below; the mail number as a code at the top, and at the foot to tear off.

    Raises ValueError without a parcel, UnfitError when a party needs smaller type than `LEAST`.
    """
    parcel, frame = job.notice.parcel, job.frame
    if parcel is None:
        raise ValueError("a label needs a parcel")
    sheet = Block(frame.room)
    number, receiver, sender, foot, end = 14 * MM, 48 * MM, 86 * MM, 112 * MM, frame.room - 0.6
    sheet.texts.append(Text(frame.left + 6, 11 * MM - 3, 19, job.book.hei_bold, "邮政特快专递"))
    _code(job, sheet, (number, receiver), 16 * MM)
    to = (parcel.receiver_name, parcel.receiver_phone, parcel.receiver_address)
    _party(job, sheet, "收", to, (receiver, sender, 15.0))
    by = (parcel.sender_name, parcel.sender_phone, parcel.sender_address)
    _party(job, sheet, "寄", by, (sender, foot, 11.0))
    _foot(job, sheet, foot, end)
    for down in (0.6, number, receiver, sender, foot, end):
        sheet.rules.append(Rule(frame.left, down, frame.edge, down, 1.2))
    for x in (frame.left, frame.edge):
        sheet.rules.append(Rule(x, 0, x, frame.room, 1.2))
    mark_copy(sheet, job.copy, job.book.hei_bold, (frame.edge - 6, 10 * MM))
    return Composition(frame, [sheet], lambda page, pages: Block(0))


def _code(job: Job, sheet: Block, between: tuple[float, float], high: float) -> None:
    """The mail number as Code 128 between two heights, its digits below. Raises UnfitError."""
    frame, face = job.frame, job.book.hei_bold
    number = job.notice.parcel.mail_no if job.notice.parcel else ""
    if not number:  # stuck on by the carrier
        return
    module, wide = _module(number, frame.width - 2 * QUIET_BARS * 2 * DOT * MM)
    start = round((frame.middle - wide / 2) / (DOT * MM)) * DOT * MM
    above = between[0] + (between[1] - between[0] - high - 18) / 2
    sheet.pictures.append(bar_picture(number, start, above, module, high))
    space = 1.5
    size = min(15.0, 15 * (frame.width - 12 - space * len(number)) / face.width(number, 15))
    reach = face.width(number, size) + space * (len(number) - 1)
    sheet.texts.append(Text(frame.middle - reach / 2, above + high + 16, size, face, number, space))


def _module(number: str, room: float) -> tuple[float, float]:
    """The widest bar of whole dots, three at most, with which the code fits."""
    for dots in (3, 2):
        module = dots * DOT * MM
        if (wide := bar_width(number, module)) <= room:
            return module, wide
    raise UnfitError(number)


def _party(job: Job, sheet: Block, sign: str, party: Sequence[str], place: tuple[float, float, float]) -> None:
    """Name and telephone, then the address, between two heights; from a size down until they fit."""
    frame, book = job.frame, job.book
    (top, low, size), mark, x = place, 9 * MM, frame.left + 12.5 * MM
    name = "　".join(filter(None, party[:2]))
    room = (frame.edge - x - 6, low - top - 10)
    while (lines := _set([(name, book.hei_bold), (party[2], book.hei)], size, room)) is None:
        size -= 0.5
        if size < LEAST:
            raise UnfitError(name + party[2])
    middle = (top + low) / 2
    first = middle - len(lines) * size * 1.35 / 2
    for number, (line, face) in enumerate(lines):
        sheet.texts.append(Text(x, first + size * (number * 1.35 + 0.175 + RISE), size, face, line))
    centre = frame.left + 1.75 * MM + mark / 2
    sheet.pictures.append(Picture(centre, middle, partial(circle, mark / 2 - 0.6, 1.2)))
    sheet.texts.append(Text(centre - 9, middle + 6.8, 18, book.hei_bold, sign))


def _set(texts: Sequence[tuple[str, Face]], size: float, room: tuple[float, float]) -> list[tuple[str, Face]] | None:
    """The lines of some texts at a size, or None when they need more room than there is."""
    lines = [(line, face) for text, face in texts for line in break_lines(text, face, size, room[0])]
    return lines if len(lines) * size * 1.35 <= room[1] else None


def _foot(job: Job, sheet: Block, top: float, low: float) -> None:
    """Where the receiver signs, and the code once more for the copy that stays."""
    frame, face = job.frame, job.book.hei
    sheet.texts.append(Text(frame.left + 6, top + 17, 10, face, "收件人签收："))
    sheet.texts.append(Text(frame.middle + 10, top + 17, 10, face, "日期："))
    sheet.rules.append(Rule(frame.left, top + 26, frame.edge, top + 26, 0.8))
    _code(job, sheet, (top + 26, low), 9 * MM)
