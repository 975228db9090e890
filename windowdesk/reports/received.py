"""How many applications came in that day: by kind, by channel, and how many outside office hours."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import date

from windowdesk.reports.places import kind_of
from windowdesk.reports.whose import APPLICATIONS

_ASK = f"""
SELECT department, window, kind, channel, sum(off_hours), sum(green), count(*) FROM case_row
WHERE received_on = :day AND {APPLICATIONS} AND (:window = '' OR window = :window) GROUP BY 1, 2, 3, 4
"""  # noqa: S608 - fixed parts only


@dataclass(frozen=True, slots=True)
class Received:
    """Applications received through one channel; `off_hours` of them outside published office hours.

    `green` of them by the green channel.
    """

    department: str
    window: str
    kind: str
    channel: str
    off_hours: int
    green: int
    number: int


def received(db: sqlite3.Connection, day: date, window: str = "") -> tuple[Received, ...]:
    """The applications received on a day, at one window or at all."""
    rows = db.execute(_ASK, {"day": day.isoformat(), "window": window})
    return tuple(Received(row[0], row[1], kind_of(row[2]), *row[3:]) for row in rows)
