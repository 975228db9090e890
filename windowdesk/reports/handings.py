"""移交、接收: the cases that a window gave to another that day, and those it was given."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import date

_ASK = """
SELECT department, window, sum(given), sum(taken) FROM (
    SELECT department, gave AS window, 1 AS given, 0 AS taken FROM handing_row WHERE given_on = :day
    UNION ALL SELECT department, took, 0, 1 FROM handing_row WHERE given_on = :day
) WHERE :window = '' OR window = :window GROUP BY 1, 2
"""


@dataclass(frozen=True, slots=True)
class Handings:
    """Cases of a department handed over and taken over by a window.

    A case that the hall office gave to another window was handed over by the window that had it. Over all windows
    both are the same number.
    """

    department: str
    window: str
    given: int
    taken: int


def handings(db: sqlite3.Connection, day: date, window: str = "") -> tuple[Handings, ...]:
    """What changed hands on a day; a case counts each time."""
    return tuple(Handings(*row) for row in db.execute(_ASK, {"day": day.isoformat(), "window": window}))
