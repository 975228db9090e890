"""已上报: what the superior had at the end of a day. The hall's clock ended when it went up; no period runs here."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import date

_ASK = """
SELECT c.department, c.window, count(*) FROM stay_row s CROSS JOIN case_row c ON c.case_id = s.case_id
WHERE s.place = 'superior' AND s.since <= :day AND (s.until IS NULL OR s.until > :day)
AND (:window = '' OR c.window = :window) GROUP BY 1, 2
"""


@dataclass(frozen=True, slots=True)
class AtSuperior:
    """Matters that wait for the superior's decision."""

    department: str
    window: str
    number: int


def superior(db: sqlite3.Connection, day: date, window: str = "") -> tuple[AtSuperior, ...]:
    """The matters at the superior by the end of a day."""
    return tuple(AtSuperior(*row) for row in db.execute(_ASK, {"day": day.isoformat(), "window": window}))
