"""The press: the layout of each kind of paper, and a notice printed by it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from windowdesk.documents import certificate, ems_list, label, letter, pickup, receipt, service, undertaking
from windowdesk.documents.fonts import ONE_AT_A_TIME, load
from windowdesk.documents.page import A4, LABEL, LANDSCAPE, LYING, Composition, Frame, Placed, draw
from windowdesk.documents.parts import Job
from windowdesk.models.notice import Notice, PaperKind

LAYOUTS: dict[PaperKind, tuple[Frame, Callable[[Job], Composition]]] = {
    PaperKind.RECEIPT: (A4, receipt.layout),
    PaperKind.CERTIFICATE: (LANDSCAPE, certificate.layout),
    PaperKind.PICKUP: (A4, pickup.layout),
    PaperKind.SERVICE: (A4, service.layout),
    PaperKind.EMS_LABEL: (LABEL, label.layout),
    PaperKind.EMS_LIST: (A4, ems_list.layout),
    PaperKind.TOLERANCE_PROMISE: (A4, undertaking.layout),
    PaperKind.SUMMARY: (LYING, letter.layout),
}
"""The papers that have a layout of their own."""

LETTER = (A4, letter.layout)
"""What every other paper is: a letter."""

Box = tuple[float, float, float, float]


def press(notice: Notice, *, fonts: Path, qr: str, copy: int) -> tuple[bytes, int, Box | None]:
    """The PDF, the page of the seal counted from 0, and the seal's box in points or None."""
    if copy < 0:
        raise ValueError("reprints are counted from 1")
    frame, layout = LAYOUTS.get(notice.kind, LETTER)
    with ONE_AT_A_TIME:
        book = load(fonts)
        composition = layout(Job(notice, qr, copy, book, frame))
        pdf, pages = draw(composition, book, *_names(notice))
    return pdf, *_seat(pages)


def _names(notice: Notice) -> tuple[str, str]:
    """Title and author of the file. A label's file tells no more than the label."""
    if notice.kind is PaperKind.EMS_LABEL:
        return (notice.parcel.mail_no if notice.parcel else "", "")
    return f"{notice.heading} {notice.number}".strip(), notice.issuer


def _seat(pages: list[list[Placed]]) -> tuple[int, Box | None]:
    for number, page in enumerate(pages):
        for top, block in page:
            if block.seat:
                left, down, diameter = block.seat
                return number, (left, top - down - diameter, left + diameter, top - down)
    return len(pages) - 1, None
