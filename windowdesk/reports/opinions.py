"""并联审批 and the green channel: what each department was asked or sent, answered, and still owed at a day's end."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import date

_COLUMNS = "opinion_id, case_id, kind, department, lead, lead_window, asked_on, due, default_basis"
_OPEN = f"""
open AS (
    SELECT {_COLUMNS} FROM opinion_row INDEXED BY opinion_open
    WHERE answer IN ('', 'forward') AND asked_on <= :day
    UNION ALL SELECT {_COLUMNS} FROM opinion_row WHERE answered_on > :day AND answer <> 'forward' AND +asked_on <= :day
)
"""  # noqa: S608 - fixed parts only
"""What had no last answer by the end of `:day`: 同意但需转报 is on its way and still waits."""
_SETTLED = """(
    o.default_basis <> '' AND o.due < :day OR o.kind = 'opinion'
    AND EXISTS (SELECT 1 FROM case_row c WHERE c.case_id = o.case_id AND c.finished_on <= :day)
)"""
"""A local rule has made silence consent, or the case of a question is finished; copies are acknowledged even then."""

_ASK = f"""
WITH {_OPEN}
SELECT department, lead_window, kind, sum(asked), sum(answered), sum(late), sum(waiting), sum(overdue) FROM (
    SELECT department, lead_window, kind, 1 AS asked, 0 AS answered, 0 AS late, 0 AS waiting, 0 AS overdue
    FROM opinion_row WHERE asked_on = :day
    UNION ALL SELECT department, lead_window, kind, 0, 1, answered_on > due, 0, 0 FROM opinion_row
    WHERE answered_on = :day AND answer NOT IN ('forward', 'recalled')
    UNION ALL SELECT department, lead_window, kind, 0, 0, 0, 1, due < :day FROM open o WHERE NOT {_SETTLED}
) WHERE :window = '' OR lead_window = :window GROUP BY 1, 2, 3
"""  # noqa: S608 - fixed parts only
_COPIES = f"""
WITH {_OPEN} SELECT lead, lead_window, case_id, department, asked_on, due, due < :day FROM open
WHERE kind = 'copy' AND (:window = '' OR lead_window = :window) ORDER BY due, opinion_id
"""  # noqa: S608 - fixed parts only


@dataclass(frozen=True, slots=True)
class Opinions:
    """What the window that leads asked of a department: `kind` is opinion or copy.

    `late` of those answered that day came after their last day; `overdue` of those waiting at its end are past it.
    """

    department: str
    window: str
    kind: str
    asked: int
    answered: int
    late: int
    waiting: int
    overdue: int


@dataclass(frozen=True, slots=True)
class OpenCopy:
    """A copy of a green-channel case that its department has not acknowledged."""

    lead: str
    window: str
    case_id: str
    department: str
    sent_on: str
    due: str
    late: bool


def opinions(db: sqlite3.Connection, day: date, window: str = "") -> tuple[Opinions, ...]:
    """The questions and copies of a day by the department asked and the window that asks."""
    return tuple(Opinions(*row) for row in db.execute(_ASK, {"day": day.isoformat(), "window": window}))


def open_copies(db: sqlite3.Connection, day: date, window: str = "") -> tuple[OpenCopy, ...]:
    """Every copy not acknowledged by the end of a day, the first due on top."""
    rows = db.execute(_COPIES, {"day": day.isoformat(), "window": window})
    return tuple(OpenCopy(*(*row[:6], bool(row[6]))) for row in rows)
