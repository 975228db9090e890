"""How often each seal was used that day, with the first and last number of its impressions."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import date

_ASK = """
SELECT coalesce(c.department, o.department, u.department), u.window, u.seal_id,
    min(u.impression), max(u.impression), count(*)
FROM seal_use u LEFT JOIN case_row c ON c.case_id = u.case_id LEFT JOIN opinion_row o ON o.opinion_id = u.case_id
WHERE u.drawn_on = :day AND (:window = '' OR u.window = :window) GROUP BY 1, 2, 3
"""


@dataclass(frozen=True, slots=True)
class SealUse:
    """Impressions of one seal; a reprint bears the impression of its paper and is not a new one."""

    department: str
    window: str
    seal_id: str
    first: str
    last: str
    number: int


def seals(db: sqlite3.Connection, day: date, window: str = "") -> tuple[SealUse, ...]:
    """The impressions of a day by seal."""
    return tuple(SealUse(*row) for row in db.execute(_ASK, {"day": day.isoformat(), "window": window}))
