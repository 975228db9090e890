"""How many matters ended that day: with which outcome, early, on time or overdue."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import date

from windowdesk.reports.places import kind_of

OUTCOMES = ("granted", "denied", "filed")
"""办结: decided or filed."""
RETURNED = "not_accepted"
"""退件: refused at the door, or not corrected in time. A denial is a decision and not among them."""
TIMINGS = ("early", "on_time", "overdue", "not_stated")

_ASK = """
SELECT department, window, kind, CASE outcome WHEN 'not_corrected' THEN 'not_accepted' ELSE coalesce(outcome, '') END,
    coalesce(timing, ''), count(*) FROM case_row
WHERE finished_on = :day AND (:window = '' OR window = :window) GROUP BY 1, 2, 3, 4, 5
"""


@dataclass(frozen=True, slots=True)
class Finished:
    """Matters that ended in one way; `outcome` is granted, denied, filed or not_accepted."""

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
