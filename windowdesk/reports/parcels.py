"""What was posted that day and for how much, also what came back since."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import date

_ASK = """
SELECT coalesce(c.department, p.department), p.window, coalesce(sum(p.fen), 0), sum(p.fen IS NULL), count(*)
FROM (
    SELECT case_id, window, department, fen FROM parcel_row WHERE posted_on = :day
    UNION ALL SELECT case_id, window, department, fen FROM returned_row WHERE posted_on = :day
) p LEFT JOIN case_row c ON c.case_id = p.case_id
WHERE (:window = '' OR p.window = :window) GROUP BY 1, 2
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
