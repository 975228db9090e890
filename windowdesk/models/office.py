"""The hall office: a desk like any other but for its window code; its register speaks to every desk and rules."""

from __future__ import annotations

OFFICE = "000"
"""Its window code. It takes in no applications."""


def window_of(stream: str) -> str:
    """The window a register belongs to, or "" for a name of another shape."""
    return stream.rpartition("-")[2].partition(".")[0]


def of_office(stream: str, division: str) -> bool:
    """Whether a register is the hall office's of that division, of whichever incarnation."""
    return stream.startswith(f"{division}-{OFFICE}.") and stream.rpartition(".")[2].isdigit()


def turn(stream: str, seq: int) -> tuple[int, int]:
    """The order of what the hall office said: a later incarnation comes after all of an earlier one."""
    return int(stream.rpartition(".")[2]), seq
