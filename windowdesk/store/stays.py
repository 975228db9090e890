"""Where a case was when it was not at the window, what its dates were before they moved, and who gave it to whom.

A report of a past day asks who had the case that day and when it was due then; both are told by the days on which
it was written, so that a past day stays as it was.
"""

from __future__ import annotations

import sqlite3

from windowdesk.models import events as ev
from windowdesk.models.calendar import Due
from windowdesk.models.case import IN_HAND, Case, Status
from windowdesk.models.clocks import decision_clock

PLACES = ("applicant", "unit", "paused", "superior", "check")
"""Correcting; at the home unit; a procedure of 第四十五条; at the superior; issued on a promise still to be checked."""

_BEGIN = "INSERT INTO stay_row VALUES (?,?,?,?,?,NULL,?)"
_END = "UPDATE stay_row SET until=? WHERE case_id=? AND until IS NULL"
_MOVED = "INSERT INTO due_row VALUES (?,?,?,?,?)"
_GIVEN = "INSERT INTO handing_row VALUES (?,?,?,?,?,?)"

Stay = tuple[str, str, Due | None]


def _stay(case: Case) -> Stay | None:
    """Where the case is, by what name, and until when; None at the window."""
    if case.status in IN_HAND:
        if case.procedure:
            return "paused", case.procedure.procedure, case.procedure.planned_until
        return ("unit", case.unit.unit, case.unit.due) if case.unit else None
    match case.status:
        case Status.CORRECTING:
            return "applicant", "", Due(case.corrections.reply_by) if case.corrections else None
        case Status.AT_SUPERIOR:
            return "superior", case.dispatched.to if case.dispatched else "", None
        case Status.VERIFYING:
            return "check", "", case.decision.check_due if case.decision else None
        case _:
            return None


def step(db: sqlite3.Connection, before: Case, entry: ev.Recorded, after: Case) -> None:
    """Write what one event of a case changed of its whereabouts, of its dates and of its window."""
    was, now, day = _stay(before), _stay(after), entry.at.date()
    if was != now:
        if was:
            db.execute(_END, (day.isoformat(), entry.case_id))
        if now:
            place, name, due = now
            db.execute(_BEGIN, (entry.case_id, entry.version, place, name, day.isoformat(), _on(due)))
    if before.accepted and _dates(before) != _dates(after):
        db.execute(_MOVED, (entry.case_id, entry.version, day.isoformat(), *map(_on, _dates(before))))
    if isinstance(entry.event, ev.CaseHandedOver | ev.CaseReassigned):
        windows = (before.at_window, after.at_window)
        db.execute(_GIVEN, (entry.case_id, entry.version, after.item.department, *windows, entry.event.on.isoformat()))


def _dates(case: Case) -> tuple[Due | None, Due | None]:
    return decision_clock(case), case.statutory_due


def _on(due: Due | None) -> str | None:
    return due.on.isoformat() if due else None
