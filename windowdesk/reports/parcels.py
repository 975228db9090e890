"""What was posted that day and for how much."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import date

_ASK = """
SELECT coalesce(c.department, p.department), p.window, coalesce(sum(p.fen), 0), sum(p.fen IS NULL), count(*)
FROM parcel_row p LEFT JOIN case_row c ON c.case_id = p.case_id
WHERE p.posted_on = :day AND (:window = '' OR p.window = :window) GROUP BY 1, 2
"""


@dataclass(frozen=True, slots=True)
class Parcels:
    """Parcels posted; `fen` is their postage by the tariff, `unpriced` of them had none."""

    department: str
    window: str
    fen: int
    unpriced: int
    number: int


def parcels(db: sqlite3.Connection, day: date, window: str = "") -> tuple[Parcels, ...]:
    """The parcels posted on a day."""
    return tuple(Parcels(*row) for row in db.execute(_ASK, {"day": day.isoformat(), "window": window}))
