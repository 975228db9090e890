"""Rates as exact fractions, rounded once, at the end."""

from __future__ import annotations

from fractions import Fraction
from math import floor


def percent(part: int, whole: int) -> str:
    """`part` of `whole` in per cent with one decimal, half rounded up; "—" when there is nothing to measure by."""
    if whole == 0:
        return "—"
    tenths = floor(Fraction(part, whole) * 1000 + Fraction(1, 2))
    return f"{tenths // 10}.{tenths % 10}%"


def yuan(fen: int) -> str:
    """An amount in yuan with two decimals."""
    return f"{fen // 100}.{fen % 100:02d}"
