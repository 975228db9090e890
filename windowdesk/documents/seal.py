"""The seal's impression: ring, star, name on the arc, line and number, all as vectors (国发〔1999〕25号)."""

from __future__ import annotations

import math
from io import BytesIO
from pathlib import Path
from typing import Any

from windowdesk.documents.blocks import MM, circle
from windowdesk.documents.fonts import BODY, ONE_AT_A_TIME, Face, load
from windowdesk.models.notice import SealMark

RED = "0.83 0.05 0.06"

# Shares of the seal's radius.
RING = 0.055
NAME_TOP = 0.875
STAR = 0.33
LINE_BASE, LINE_HIGH, LINE_WIDE = -0.62, 0.19, 0.9
NUMBER_BASE, NUMBER_HIGH, NUMBER_WIDE = -0.775, 0.095, 0.9


def draw(mark: SealMark, fonts: Path) -> bytes:
    """One page, `mark.diameter_mm` square, transparent; the same mark gives the same bytes.

    Raises UndrawableError for a character no font has, ValueError for a name that is empty or a diameter that
    no seal of an organ has (2 to 6 cm: 第二至第十四条).
    """
    from reportlab.pdfgen.canvas import Canvas

    if not mark.ring or not 20 <= mark.diameter_mm <= 60:
        raise ValueError("a seal has a name and a diameter of 20 to 60 mm")
    radius = mark.diameter_mm * MM / 2
    with ONE_AT_A_TIME:
        book = load(fonts)
        face = book.bold
        book.lay_out()
        out = BytesIO()
        canvas = Canvas(out, pagesize=(2 * radius, 2 * radius), initialFontName=BODY, invariant=1)
        canvas.setTitle(mark.ring)
        canvas.setBlendMode("Multiply")  # ink, not paint: what was printed stays legible beneath it
        pieces = [
            f"q {RED} RG {RED} rg 1 0 0 1 {radius:.3f} {radius:.3f} cm",
            _ring(radius),
            _star(radius * STAR),
            "BT",
        ]
        pieces += _name(mark.ring, radius, face, canvas._doc)
        pieces += _straight(mark.line, radius, (LINE_BASE, LINE_HIGH, LINE_WIDE), face, canvas._doc)
        number = (NUMBER_BASE, NUMBER_HIGH, NUMBER_WIDE)
        pieces += _straight(mark.impression, radius, number, face, canvas._doc)
        canvas.addLiteral("\n".join([*pieces, "ET Q"]))
        canvas.showPage()
        canvas.save()
    return out.getvalue()


def _ring(radius: float) -> str:
    width = radius * RING
    return circle(radius - width / 2 - 0.1, width, 0, 0)


def _star(radius: float) -> str:
    """Five points, one of them up; the inner corners stand where the sides cross."""
    inner = radius * math.sin(math.radians(18)) / math.sin(math.radians(54))
    corners = []
    for number in range(10):
        reach, angle = (inner if number % 2 else radius), math.radians(36 * number)
        corners.append(f"{reach * math.sin(angle):.3f} {reach * math.cos(angle):.3f}")
    return f"{corners[0]} m {' l '.join(corners[1:])} l f"


def _name(name: str, radius: float, face: Face, doc: Any) -> list[str]:
    """The name from left to right over the arc, feet to the centre, evenly spaced whatever its length."""
    count = len(name)
    step = math.radians(min(28.0, 240 / max(count - 1, 1)))
    high = radius * (0.275 - 0.06 * min(max(count - 8, 0), 18) / 18)
    foot = radius * NAME_TOP - 0.86 * high
    narrow = min(1.0, 0.97 * foot * step / high)
    shown = []
    for number, character in enumerate(name):
        angle = (number - (count - 1) / 2) * step
        sin, cos = math.sin(angle), math.cos(angle)
        half = face.width(character, high) * narrow / 2
        x, y = foot * sin - half * cos, foot * cos + half * sin
        matrix = f"{narrow * cos:.4f} {-narrow * sin:.4f} {sin:.4f} {cos:.4f} {x:.3f} {y:.3f} Tm"
        shown += [matrix, *_codes(character, high, face, doc)]
    return shown


def _straight(text: str, radius: float, place: tuple[float, float, float], face: Face, doc: Any) -> list[str]:
    """A level line about the middle, narrowed to its place, smaller when that alone would spoil it."""
    if not text:
        return []
    base, high, wide = (radius * share for share in place)
    high = min(high, high * wide / (0.6 * face.width(text, high)))
    narrow = min(1.0, wide / face.width(text, high))
    x = -face.width(text, high) * narrow / 2
    return [f"{narrow:.4f} 0 0 1 {x:.3f} {base:.3f} Tm", *_codes(text, high, face, doc)]


def _codes(text: str, size: float, face: Face, doc: Any) -> list[str]:
    return [
        f"{font.getSubsetInternalName(subset, doc)} {size:.3f} Tf <{codes.hex()}> Tj"
        for font, run in face.runs(text)
        for subset, codes in font.splitString(run, doc)
    ]
