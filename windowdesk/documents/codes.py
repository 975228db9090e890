"""Code 128 for scanners and QR for telephones, as page operators."""

from __future__ import annotations

from windowdesk.documents.blocks import MM, Picture

QUIET_BARS = 10
"""Modules of white on each side of a Code 128 symbol: ISO/IEC 15417."""
QUIET_QR = 4
"""Modules of white around a QR symbol: ISO/IEC 18004."""


def bars(value: str) -> list[tuple[int, int]]:
    """Code 128 of an ASCII text: (first module, width in modules) of each bar, without quiet zones.

    An even run of digits is packed in pairs (set C). Raises ValueError for text it cannot carry.
    """
    from reportlab.graphics.barcode.code128 import Code128

    if not value or not value.isascii() or not value.isprintable():
        raise ValueError(f"Code 128 carries printable ASCII, not {value!r}")
    symbol = Code128(value, quiet=0)
    symbol.validate()
    symbol.encode()
    symbol.decompose()
    found, place = [], 0
    for mark in symbol.decomposed:  # upper case: bar, lower case: space; A..D are one to four modules
        width = ord(mark.upper()) - ord("A") + 1
        if mark.isupper():
            found.append((place, width))
        place += width
    return found


def bar_width(value: str, module: float) -> float:
    """The width of a Code 128 symbol in points, without quiet zones."""
    place, width = bars(value)[-1]
    return (place + width) * module


def bar_picture(value: str, x: float, down: float, module: float, height: float) -> Picture:
    """Code 128 with bars `module` points wide; `x` is the left edge of the first bar."""
    found = bars(value)

    def paint(left: float, top: float) -> str:
        rects = [f"{left + at * module:.3f} {top - height:.3f} {w * module:.3f} {height:.3f} re" for at, w in found]
        return "\n".join([*rects, "f"])

    return Picture(x, down, paint)


def qr_rows(payload: str) -> list[list[bool]]:
    """The modules of a QR code of level M, dark is True, without the quiet zone."""
    from reportlab.graphics.barcode.qrencoder import QRCode, QRErrorCorrectLevel

    code = QRCode(None, QRErrorCorrectLevel.M)
    code.addData(payload)
    code.make()
    return [[bool(module) for module in row] for row in code.modules]


def qr_picture(payload: str, x: float, down: float, side: float = 32 * MM) -> Picture:
    """A QR code in a square of `side` points, quiet zone included."""
    rows = qr_rows(payload)
    module = side / (len(rows) + 2 * QUIET_QR)
    runs = [(r, start, length) for r, row in enumerate(rows) for start, length in _runs(row)]

    def paint(left: float, top: float) -> str:
        rects = [
            f"{left + (QUIET_QR + start) * module:.3f} {top - (QUIET_QR + r + 1) * module:.3f} "
            f"{length * module:.3f} {module:.3f} re"
            for r, start, length in runs
        ]
        return "\n".join([*rects, "f"])

    return Picture(x, down, paint)


def _runs(row: list[bool]) -> list[tuple[int, int]]:
    """Neighbouring dark modules joined, so that no hairline shows between them."""
    found: list[tuple[int, int]] = []
    for place, dark in enumerate(row):
        if dark and found and sum(found[-1]) == place:
            found[-1] = (found[-1][0], found[-1][1] + 1)
        elif dark:
            found.append((place, 1))
    return found
