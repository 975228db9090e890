"""收费: what was told to be paid that day, what was paid to the treasury, and what was still owed (第五十九条)."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import date

_OPEN = """
NOT EXISTS (SELECT 1 FROM case_row c WHERE c.case_id = f.case_id AND c.closed_on <= :day)
"""
_ASK = f"""
SELECT department, window, sum(told), sum(told * fen), sum(paid), sum(paid * fen), sum(unpaid), sum(unpaid * fen) FROM (
    SELECT department, window, fen, 1 AS told, 0 AS paid, 0 AS unpaid FROM fee_row WHERE told_on = :day
    UNION ALL SELECT department, window, fen, 0, 1, 0 FROM fee_row WHERE paid_on = :day
    UNION ALL SELECT department, window, fen, 0, 0, 1 FROM fee_row f INDEXED BY fee_open
    WHERE paid_on IS NULL AND told_on <= :day AND {_OPEN}
    UNION ALL SELECT department, window, fen, 0, 0, 1 FROM fee_row f
    WHERE paid_on > :day AND +told_on <= :day AND {_OPEN}
) WHERE :window = '' OR window = :window GROUP BY 1, 2
"""  # noqa: S608 - fixed parts only
_PAID = """
SELECT f.department, f.window, f.receipt_no, f.case_id, coalesce(c.item_name, ''), f.fen
FROM fee_row f LEFT JOIN case_row c ON c.case_id = f.case_id
WHERE f.paid_on = :day AND (:window = '' OR f.window = :window) ORDER BY f.window, f.department, f.receipt_no, f.case_id
"""


@dataclass(frozen=True, slots=True)
class Fees:
    """Fees in number and in fen: told that day, paid that day, and unpaid at its end. A closed case owes nothing."""

    department: str
    window: str
    told: int
    told_fen: int
    paid: int
    paid_fen: int
    unpaid: int
    unpaid_fen: int


@dataclass(frozen=True, slots=True)
class Payment:
    """One payment, by the number of the treasury's receipt."""

    department: str
    window: str
    receipt_no: str
    case_id: str
    item_name: str
    fen: int


def fees(db: sqlite3.Connection, day: date, window: str = "") -> tuple[Fees, ...]:
    """The fees of a day, a row a place."""
    return tuple(Fees(*row) for row in db.execute(_ASK, {"day": day.isoformat(), "window": window}))


def payments(db: sqlite3.Connection, day: date, window: str = "") -> tuple[Payment, ...]:
    """Every payment of a day: what the treasury's receipts are held against."""
    return tuple(Payment(*row) for row in db.execute(_PAID, {"day": day.isoformat(), "window": window}))
