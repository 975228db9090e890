"""What falls due when nobody does anything: permits that expire, promises still to be checked."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class ExpiringPermit:
    """A permit of this hall that expires. `renewal` is the open case that asks to renew it, or ""."""

    number: str
    case_id: str
    item_name: str
    department: str
    window: str
    holder: str
    phone: str
    valid_until: date
    renewal: str = ""


@dataclass(frozen=True, slots=True)
class CheckDue:
    """A permit given on a promise (告知承诺) that is to be checked by a day."""

    case_id: str
    item_name: str
    department: str
    window: str
    holder: str
    due: date
    provisional: bool


_EXPIRING = """
SELECT p.number, p.case_id, c.item_name, c.department, c.window, c.applicant_name, c.phone, p.valid_until,
    c.applicant_number
FROM permit_row p JOIN case_row c ON c.case_id = p.case_id
WHERE p.state='valid' AND p.valid_until BETWEEN ? AND ? ORDER BY p.valid_until, p.number
"""
_RENEWALS = """
SELECT DISTINCT case_id FROM case_row
WHERE way='renew' AND finished_on IS NULL AND applicant_number=? ORDER BY case_id
"""
_CHECKS = """
SELECT case_id, item_name, department, window, applicant_name, next_due, provisional FROM case_row
WHERE closed_on IS NULL AND next_due<=? AND +status='verifying' ORDER BY next_due, id
"""


def expiring(db: sqlite3.Connection, first: date, last: date) -> list[tuple[ExpiringPermit, tuple[str, ...]]]:
    """Permits whose last day lies between two days, the first on top; each with its holder's open renewals."""
    rows = db.execute(_EXPIRING, (first.isoformat(), last.isoformat())).fetchall()
    return [
        (
            ExpiringPermit(*(*row[:7], date.fromisoformat(row[7]))),
            tuple(found for (found,) in db.execute(_RENEWALS, (row[8],))),
        )
        for row in rows
    ]


def checks(db: sqlite3.Connection, last: date) -> list[CheckDue]:
    """Promises to be checked by a day, those overdue on top."""
    rows = db.execute(_CHECKS, (last.isoformat(),))
    return [CheckDue(*(*row[:5], date.fromisoformat(row[5]), bool(row[6]))) for row in rows]
