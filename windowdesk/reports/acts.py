"""What only the registers tell: look-ups of personal data, deemed acceptances, corrections, extensions, hearings."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import date

from windowdesk.reports.places import window_of
from windowdesk.reports.register_days import IN_SPANS, LINE_DAY, Span, as_json

ACTS = {
    "IdentityShown": "looked_up",
    "CaseAccepted": "deemed",
    "ParcelDelivered": "delivered",
    "CorrectionRequested": "corrections",
    "DecisionExtended": "extended",
    "ProcedureStarted": "paused",
    "SentToUnit": "sent_to_unit",
    "DispatchedUpward": "dispatched",
    "SiteVisited": "visits",
    "HearingHeld": "hearings",
    "LaterCheckDone": "later_checks",
    "PermitRevoked": "revoked",
    "PermitCancelled": "struck_off",
    "DatesRecomputed": "dates_moved",
}
"""Kinds of lines and the figures they make. An acceptance counts only when silence brought it about."""

_ALWAYS = ", ".join(f"'{kind}'" for kind in ACTS if kind != "CaseAccepted")
_ASK = f"""
SELECT coalesce(c.department, ''), r.stream, r.kind, count(*) FROM {IN_SPANS}
LEFT JOIN case_row c ON c.case_id = r.case_id AND r.case_id <> ''
WHERE {LINE_DAY} = :day AND (r.kind IN ({_ALWAYS})
OR (r.kind = 'CaseAccepted' AND c.deemed = 1)) GROUP BY 1, 2, 3
"""  # noqa: S608 - fixed parts only


@dataclass(frozen=True, slots=True)
class Acts:
    """Acts of one sort, written that day at that window."""

    department: str
    window: str
    act: str
    number: int


def acts(db: sqlite3.Connection, day: date, found: list[Span], window: str = "") -> tuple[Acts, ...]:
    """The acts of a day; `found` are the day's spans. They count where and when they were written."""
    rows = db.execute(_ASK, {"day": day.isoformat(), "spans": as_json(found)})
    made = (Acts(department, window_of(stream), ACTS[kind], number) for department, stream, kind, number in rows)
    return tuple(one for one in made if window in ("", one.window))
