"""How many matters ended that day: with which outcome, early, on time or overdue, and by whom late."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import date

from windowdesk.reports.places import kind_of
from windowdesk.reports.whose import APPLICATIONS, TIMING

OUTCOMES = ("granted", "denied", "filed", "forwarded", "cancelled")
"""办结: decided, filed, sent up to the superior (转报), or struck off because the holder asked."""
RETURNS = ("not_accepted", "withdrawn", "not_corrected", "not_supplemented", "duplicate")
"""退件: refused at the door, taken back, or not made complete in time. A denial is a decision and not among them."""
TIMINGS = ("early", "on_time", "overdue", "unit_late", "not_stated")
"""`overdue` by the window; `unit_late` by the home unit alone."""

_ASK = f"""
SELECT department, window, kind, coalesce(outcome, ''), {TIMING}, count(*) FROM case_row c
WHERE finished_on = :day AND {APPLICATIONS} AND (:window = '' OR window = :window) GROUP BY 1, 2, 3, 4, 5
"""  # noqa: S608 - fixed parts only


@dataclass(frozen=True, slots=True)
class Finished:
    """Matters that ended in one way; `outcome` is one of OUTCOMES or RETURNS."""

    department: str
    window: str
    kind: str
    outcome: str
    timing: str
    number: int


def finished(db: sqlite3.Connection, day: date, window: str = "") -> tuple[Finished, ...]:
    """The matters that ended on a day, returned ones among them."""
    rows = db.execute(_ASK, {"day": day.isoformat(), "window": window})
    return tuple(Finished(row[0], row[1], kind_of(row[2]), *row[3:]) for row in rows)
