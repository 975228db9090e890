"""代理接办: what a window took in in another department's name counts for both, the window and the principal."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import date

from windowdesk.reports.finished import OUTCOMES

_DONE = ", ".join(f"'{outcome}'" for outcome in OUTCOMES)
_ASK = f"""
SELECT department, window, instrument, sum(received), sum(finished), sum(returned) FROM (
    SELECT c.department, c.window, p.instrument, 1 AS received, 0 AS finished, 0 AS returned
    FROM case_row c CROSS JOIN proxy_row p ON p.case_id = c.case_id WHERE c.received_on = :day
    UNION ALL SELECT c.department, c.window, p.instrument, 0, c.outcome IN ({_DONE}), c.outcome NOT IN ({_DONE})
    FROM case_row c CROSS JOIN proxy_row p ON p.case_id = c.case_id WHERE c.finished_on = :day
) WHERE :window = '' OR window = :window GROUP BY 1, 2, 3
"""  # noqa: S608 - fixed parts only


@dataclass(frozen=True, slots=True)
class Proxied:
    """Matters of the principal `department` taken in at `window` under an instrument."""

    department: str
    window: str
    instrument: str
    received: int
    finished: int
    returned: int


def proxied(db: sqlite3.Connection, day: date, window: str = "") -> tuple[Proxied, ...]:
    """What was received and what ended that day by proxy."""
    return tuple(Proxied(*row) for row in db.execute(_ASK, {"day": day.isoformat(), "window": window}))
