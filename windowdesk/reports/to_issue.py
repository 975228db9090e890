"""待发证: what was decided and had neither been handed over nor posted by the end of a day, or came back.

What the superior decides is to be issued from the day its decision came. What was granted on a promise (告知承诺) stays
open after it was issued, until it is checked.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import date

from windowdesk.reports.places import kind_of
from windowdesk.reports.register_days import IN_SPANS, as_json, spans
from windowdesk.reports.whose import APPLICATIONS

_ASK = f"""
SELECT c.department, c.window, c.kind, coalesce(sum(c.serve_due < :day), 0), count(*) FROM (
    SELECT * FROM case_row WHERE closed_on IS NULL AND +finished_on <= :day
    UNION ALL SELECT c.* FROM {IN_SPANS} CROSS JOIN case_row c ON c.case_id = r.case_id
    WHERE r.kind = 'CaseClosed' AND c.closed_on > :day AND c.finished_on <= :day
) c WHERE (c.outcome IN ('granted', 'denied', 'cancelled') OR c.outcome = 'forwarded' AND EXISTS (
    SELECT 1 FROM stay_row s WHERE s.case_id = c.case_id AND s.place = 'superior' AND s.until <= :day))
AND {APPLICATIONS} AND (:window = '' OR c.window = :window)
AND NOT EXISTS (SELECT 1 FROM parcel_row p WHERE p.case_id = c.case_id AND p.posted_on <= :day)
AND NOT EXISTS (
    SELECT 1 FROM returned_row p WHERE p.case_id = c.case_id AND p.posted_on <= :day AND p.returned_on > :day)
AND c.case_id NOT IN (SELECT case_id FROM stay_row WHERE place = 'check' AND since <= :day)
GROUP BY 1, 2, 3
"""  # noqa: S608 - fixed parts only


@dataclass(frozen=True, slots=True)
class ToIssue:
    """Decisions not yet served; `overdue` of them past the ten days of 行政许可法 第四十四条."""

    department: str
    window: str
    kind: str
    overdue: int
    number: int


def to_issue(db: sqlite3.Connection, day: date, window: str = "") -> tuple[ToIssue, ...]:
    """The decisions not served by the end of a day. What was closed since is found in the registers' later lines."""
    since = as_json(spans(db, day, date.max))
    rows = db.execute(_ASK, {"day": day.isoformat(), "window": window, "spans": since})
    return tuple(ToIssue(row[0], row[1], kind_of(row[2]), *row[3:]) for row in rows)
