"""Which of a printer's own names means the sheet a paper wants (PWG 5101.1 names end in their size)."""

from __future__ import annotations

import re
from collections.abc import Iterable

from windowdesk.printing.queue import PrinterError

Size = tuple[float, float]
"""Width and height in mm."""

_SHEETS: dict[str, Size] = {"A3": (297, 420), "A4": (210, 297), "A5": (148, 210), "A6": (105, 148)}
_OWN = re.compile(r"([0-9]{1,4}(?:\.[0-9]{1,2})?)x([0-9]{1,4}(?:\.[0-9]{1,2})?)mm", re.ASCII)
_PWG = re.compile(r"[^_]+_[^_]+_([0-9]+(?:\.[0-9]+)?)x([0-9]+(?:\.[0-9]+)?)(mm|in)", re.ASCII)
_SLACK = 0.5  # mm; sizes in inches are rounded


def size_of(media: str) -> Size:
    """The size of "A4" or "100x150mm". Raises PrinterError on any other text."""
    if sheet := _SHEETS.get(media.upper()):
        return sheet
    if found := _OWN.fullmatch(media):
        return float(found[1]), float(found[2])
    raise PrinterError(
        f"看不懂纸张「{media}」，请写 A4 或 100x150mm 这样的尺寸。",
        f"{media!r} is no sheet size: write A4, or a size such as 100x150mm.",
    )


def _named_size(name: str) -> Size | None:
    found = _PWG.fullmatch(name)
    if not found:
        return None
    scale = 25.4 if found[3] == "in" else 1.0
    return float(found[1]) * scale, float(found[2]) * scale


def media_name(media: str, supported: Iterable[str]) -> str | None:
    """The printer's name for the sheet, its custom size when that fits, None when it lists no sheets at all.

    Raises PrinterError when the printer lists its sheets and this is none of them: printers either refuse an
    unknown name or quietly print on another sheet.
    """
    width, height = size_of(media)
    smallest: Size = (0, 0)
    largest: Size = (0, 0)
    names = tuple(supported)
    for name in names:
        size = _named_size(name)
        if size is None:
            continue
        if name.startswith("custom_min"):
            smallest = size
        elif name.startswith("custom_max"):
            largest = size
        elif abs(size[0] - width) <= _SLACK and abs(size[1] - height) <= _SLACK:
            return name
    if smallest[0] <= width <= largest[0] and smallest[1] <= height <= largest[1]:
        return f"custom_{width:g}x{height:g}mm_{width:g}x{height:g}mm"
    if names:
        raise PrinterError(f"打印机没有 {media} 的纸。", f"The printer has no {media} sheets.")
    return None
