"""What was under way at the end of a day, and how it stood against its periods then.

Everything is told by dates. A deemed acceptance is dated back to the receipt by law, yet nobody knew of it before it
was written: it counts from the day its line was written, so that a past day's report stays as it was. So do the
places where a case was, and the dates it had before they moved.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import date

from windowdesk.reports.places import kind_of
from windowdesk.reports.register_days import LINE_DAY
from windowdesk.reports.whose import APPLICATIONS, STAY, UNIT_DAYS

STANDINGS = ("awaiting", "not_due", "due_today", "overdue", "no_period", "applicant", "at_unit", "unit_late", "paused")
"""At the window: 待受理; then by the day its decision is due not yet due, due that day, overdue; no period stated.
Elsewhere: waiting for the applicant to correct; at the home unit; late by the home unit; paused by a procedure of
第四十五条 whose told days have not run out."""

_COLUMNS = "case_id, department, window, kind, accepted_on, deemed, statutory_due, decision_due"
_ASK = f"""
WITH under_way AS (
    SELECT {_COLUMNS} FROM case_row WHERE finished_on IS NULL AND received_on <= :day AND {APPLICATIONS}
    UNION ALL
    SELECT {_COLUMNS} FROM case_row WHERE finished_on > :day AND +received_on <= :day AND {APPLICATIONS}
), judged AS (
    SELECT c.case_id, c.department, c.window, c.kind, s.place, s.due AS stay_due,
        CASE WHEN d.case_id IS NULL THEN c.statutory_due ELSE d.statutory_due END AS statutory_due,
        CASE WHEN d.case_id IS NULL THEN c.decision_due ELSE d.decision_due END AS due,
        CASE WHEN c.deemed = 0 THEN coalesce(c.accepted_on <= :day, 0) ELSE EXISTS (
            SELECT 1 FROM register r WHERE r.case_id = c.case_id AND r.case_id <> '' AND r.beside = 0
            AND r.kind = 'CaseAccepted' AND {LINE_DAY} <= :day) END AS accepted
    FROM under_way c LEFT JOIN {STAY} LEFT JOIN due_row d ON d.case_id = c.case_id AND d.version = (
        SELECT min(m.version) FROM due_row m WHERE m.case_id = c.case_id AND m.told_on > :day)
    WHERE :window = '' OR c.window = :window
)
SELECT department, window, kind,
    CASE WHEN place = 'applicant' THEN 'applicant' WHEN NOT accepted THEN 'awaiting'
        WHEN place = 'unit' AND stay_due < :day THEN 'unit_late'
        WHEN place = 'paused' AND stay_due >= :day THEN 'paused'
        WHEN due < :day AND {UNIT_DAYS} >= julianday(:day) - julianday(due) THEN 'unit_late'
        WHEN due < :day THEN 'overdue' WHEN place = 'unit' THEN 'at_unit' WHEN due IS NULL THEN 'no_period'
        WHEN due = :day THEN 'due_today' ELSE 'not_due' END,
    coalesce(sum(accepted AND statutory_due < :day), 0), coalesce(sum(accepted AND due > :known), 0), count(*)
FROM judged c GROUP BY 1, 2, 3, 4
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
