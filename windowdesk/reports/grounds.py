"""一票否决事由: a custom of some halls, which no statute knows. The desk lists grounds and decides nothing."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import date

from windowdesk.reports.register_days import IN_SPANS, LINE_DAY, Span, as_json
from windowdesk.reports.whose import APPLICATIONS, TIMING

GROUNDS = ("deemed", "overdue", "unit_late")
"""Accepted by silence (第三十二条第一款第四项); decided late by the window; decided late by the home unit."""

_DEEMED = f"""
SELECT DISTINCT c.department, c.window, 'deemed', c.case_id, c.item_name, c.notice_due FROM {IN_SPANS}
CROSS JOIN case_row c ON c.case_id = r.case_id WHERE r.kind = 'CaseAccepted' AND c.deemed = 1 AND {LINE_DAY} = :day
AND (:window = '' OR c.window = :window)
"""  # noqa: S608 - fixed parts only
_LATE = f"""
SELECT c.department, c.window, {TIMING}, c.case_id, c.item_name, c.decision_due FROM case_row c
WHERE c.finished_on = :day AND c.timing = 'overdue' AND {APPLICATIONS} AND (:window = '' OR c.window = :window)
"""  # noqa: S608 - fixed parts only


@dataclass(frozen=True, slots=True)
class Ground:
    """One fact of the day with its case, and the day that was missed."""

    department: str
    window: str
    ground: str
    case_id: str
    item_name: str
    due: str


def grounds(db: sqlite3.Connection, day: date, found: list[Span], window: str = "") -> tuple[Ground, ...]:
    """The facts of a day; `found` are its spans."""
    asked = {"day": day.isoformat(), "window": window}
    rows = [Ground(*row) for row in db.execute(_DEEMED, asked | {"spans": as_json(found)})]
    rows += [Ground(*row) for row in db.execute(_LATE, asked)]
    return tuple(sorted(rows, key=lambda one: (one.window, one.department, GROUNDS.index(one.ground), one.case_id)))
