"""The hall office: a desk like any other but for its window code; its register speaks to every desk and rules."""

from __future__ import annotations

from functools import lru_cache

OFFICE = "000"
"""Its window code. It takes in no applications."""


@lru_cache(maxsize=1024)
def window_of(stream: str) -> str:
    """The window a register belongs to, or "" for a name of another shape."""
    return stream.rpartition("-")[2].partition(".")[0]


def of_office(stream: str, division: str) -> bool:
    """Whether a register is the hall office's of that division, of whichever incarnation."""
    return stream.startswith(f"{division}-{OFFICE}.") and stream.rpartition(".")[2].isdigit()


def turn(stream: str, seq: int, origin: tuple[str, int, str] | None = None) -> tuple[int, int, int, int]:
    """The order of what the hall office said, by where it was first written: a later incarnation comes after all of an
    earlier one. Where two machines wrote one number, the one that carried its line over comes after the other."""
    first, number = origin[:2] if origin and origin[0].startswith(stream[:-1]) else (stream, seq)
    own = int(stream.rpartition(".")[2])
    return int(first[-1]) if first[-1].isdigit() else own, number, own, seq
