"""What was under way at the end of a day, and how it stood against its periods then.

Everything is told by dates. A deemed acceptance is dated back to the receipt by law, yet nobody knew of it before it
was written: it counts from the day its line was written, so that a past day's report stays as it was.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import date

from windowdesk.reports.places import kind_of
from windowdesk.reports.register_days import LINE_DAY

STANDINGS = ("awaiting", "not_due", "due_today", "overdue", "no_period")
"""待受理; then by the promised day, else the statutory one: not yet due, due that day, overdue; no period stated."""

_COLUMNS = "case_id, department, window, kind, accepted_on, deemed, statutory_due, promised_due"
_ASK = f"""
WITH under_way AS (
    SELECT {_COLUMNS} FROM case_row WHERE finished_on IS NULL AND received_on <= :day
    UNION ALL SELECT {_COLUMNS} FROM case_row WHERE finished_on > :day AND +received_on <= :day
), judged AS (
    SELECT department, window, kind, statutory_due, coalesce(promised_due, statutory_due) AS due,
        CASE WHEN deemed = 0 THEN coalesce(accepted_on <= :day, 0) ELSE EXISTS (
            SELECT 1 FROM register r WHERE r.case_id = under_way.case_id AND r.case_id <> ''
            AND r.kind = 'CaseAccepted' AND {LINE_DAY} <= :day) END AS accepted
    FROM under_way WHERE :window = '' OR window = :window
)
SELECT department, window, kind,
    CASE WHEN NOT accepted THEN 'awaiting' WHEN due IS NULL THEN 'no_period'
        WHEN due > :day THEN 'not_due' WHEN due = :day THEN 'due_today' ELSE 'overdue' END,
    coalesce(sum(accepted AND statutory_due < :day), 0), coalesce(sum(accepted AND due > :known), 0), count(*)
FROM judged GROUP BY 1, 2, 3, 4
"""  # noqa: S608 - fixed parts only


@dataclass(frozen=True, slots=True)
class Pending:
    """Matters under way that stood alike.

    `by_statute` of them were past the statutory day; of `provisional` ones the day lies beyond the known calendar.
    """

    department: str
    window: str
    kind: str
    standing: str
    by_statute: int
    provisional: int
    number: int


def pending(
    db: sqlite3.Connection, day: date, window: str = "", known_until: date | None = None
) -> tuple[Pending, ...]:
    """The matters received and not ended by the end of a day. `known_until` is the calendar's last known day."""
    known = (known_until or date.max).isoformat()
    rows = db.execute(_ASK, {"day": day.isoformat(), "window": window, "known": known})
    return tuple(Pending(row[0], row[1], kind_of(row[2]), *row[3:]) for row in rows)
