"""Where a figure belongs: a department at a window, and the kind of matter."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple, Protocol

from windowdesk.models.catalogue import ItemKind

KINDS = ("on_the_spot", "promised", "filing", "upward", "joint", "other")
"""The kinds of matter a report tells apart; every other kind of the catalogue is `other`."""

_KINDS = {
    ItemKind.ON_THE_SPOT.value: "on_the_spot",
    ItemKind.PROMISED.value: "promised",
    ItemKind.FILING.value: "filing",
    ItemKind.UPWARD.value: "upward",
    ItemKind.JOINT.value: "joint",
}


class Place(NamedTuple):
    """A row of a report: a department's matters at one window."""

    department: str
    window: str


class Located(Protocol):
    """A row of figures that knows its place."""

    @property
    def department(self) -> str:
        """The department's name."""

    @property
    def window(self) -> str:
        """The window's code."""


def kind_of(stored: str) -> str:
    """The kind of a report for a stored one (即办件, 承诺件, …)."""
    return _KINDS.get(stored, "other")


def window_of(stream: str) -> str:
    """The window a register belongs to: the name of a register is division-window.incarnation."""
    return stream.rpartition("-")[2].partition(".")[0]


def count(rows: Iterable[object], place: Place | None = None, /, field: str = "number", **where: str) -> int:
    """The sum of a field over the rows of a place (None: of all places) whose columns are as told."""
    if place is not None:
        where |= place._asdict()
    return sum(getattr(row, field) for row in rows if all(getattr(row, name) == value for name, value in where.items()))
