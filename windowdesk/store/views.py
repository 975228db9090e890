"""The rows of cases and opinions: a reading of the register, which can be emptied and made again, and is the same."""

from __future__ import annotations

import sqlite3
from datetime import date
from functools import lru_cache

from windowdesk.models import events as ev
from windowdesk.models.case import Case
from windowdesk.models.clocks import decision_clock, running_clock
from windowdesk.models.decide import waits_for_time
from windowdesk.models.opinion import Opinion
from windowdesk.models.rules.licensing import timing
from windowdesk.store import search
from windowdesk.store.schema import CASE_TABLES, ROW_TABLES

_RECEIVED = (
    *("case_id", "window", "department", "item_code", "item_name", "kind", "intake", "channel", "applicant_kind"),
    *("applicant_name", "applicant_number", "phone", "clerk", "off_hours", "received_at", "received_on"),
)
"""What the receipt says once and for all."""
_UPDATED = (
    *("version", "stream", "status", "notice_due", "accepted_on", "deemed", "statutory_due", "promised_due"),
    *("serve_due", "next_due", "provisional", "finished_on", "outcome", "timing", "closed_on", "waits_on", "lapse_on"),
    *("way", "green", "decision_due", "held", "stopped"),
)
_COLUMNS = (*_RECEIVED, *_UPDATED)
_UPDATE = f"UPDATE case_row SET {','.join(f'{c}=?' for c in _UPDATED)} WHERE case_id=?"  # noqa: S608
_REWRITE = f"UPDATE case_row SET {','.join(f'{c}=?' for c in _COLUMNS)} WHERE case_id=?"  # noqa: S608
_INSERT = f"INSERT INTO case_row ({','.join(_COLUMNS)}) VALUES ({','.join('?' * len(_COLUMNS))})"  # noqa: S608


@lru_cache(maxsize=1024)
def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _finish(case: Case) -> tuple[date | None, str | None, str | None]:
    """When, how and how timely the matter was finished.

    At the decision, the filing, the refusal to accept, or what else ended it; an upward matter when it went up, for
    the superior's days are not the hall's. A renewal by silence counts on the day it was written, as nobody knew of
    it before; it is timed by the day the law gives it.
    """
    if case.refused:
        return case.refused.on, "not_accepted", "on_time"
    if case.dispatched:
        return case.dispatched.on, "forwarded", timing(case.dispatched.on, decision_clock(case), None)
    if case.decision:
        outcome = "granted" if case.decision.granted else "denied"
        return case.decided_on, outcome, timing(case.decision.on, decision_clock(case), None)
    if case.ended:
        word = "revoked" if isinstance(case.ended, ev.PermitRevoked) else "cancelled"
        return case.ended.on, word, timing(case.ended.on, decision_clock(case), None)
    if case.closed:
        return case.closed.on, case.closed.result, "on_time"
    return None, None, None


def case_values(case: Case) -> tuple[object, ...]:
    """The row of a case, in the order of its columns."""
    return (*_received(case), *_updated(case))


def _received(case: Case) -> tuple[object, ...]:
    return (
        case.id,
        case.window,
        case.item.department,
        case.item.code,
        case.item.name,
        str(case.item.kind),
        case.intake,
        case.channel,
        str(case.applicant.kind),
        case.applicant.name,
        case.applicant.number,
        case.applicant.phone,
        case.clerk,
        int(case.off_hours),
        case.received_at.isoformat(timespec="seconds"),
        case.received_on.isoformat(),
    )


def _updated(case: Case) -> tuple[object, ...]:
    accepted, due = case.accepted, running_clock(case)
    finished, outcome, timely = _finish(case)
    statutory, promised, serve, decision = case.statutory_due, case.promised_due, case.serve_due, decision_clock(case)
    return (
        case.version,
        case.holder,
        str(case.status),
        _iso(case.notice_due.on),
        _iso(accepted.on) if accepted else None,
        int(bool(accepted and accepted.deemed)),
        _iso(statutory.on) if statutory else None,
        _iso(promised.on) if promised else None,
        _iso(serve.on) if serve else None,
        _iso(due.on) if due else None,
        int(bool(due and due.provisional)),
        _iso(finished) if finished else None,
        outcome,
        timely,
        _iso(case.closed.on) if case.closed else None,
        case.waits_on,
        _iso(waits_for_time(case)),
        case.way,
        int(case.green),
        _iso(decision.on) if decision else None,
        case.at_window,
        case.stopped,
    )


def write_case(db: sqlite3.Connection, case: Case) -> None:
    """Write the row of a case, and its search index when it is new."""
    updated = _updated(case)
    if db.execute(_UPDATE, (*updated, case.id)).rowcount:
        return
    row = db.execute(_INSERT, (*_received(case), *updated)).lastrowid
    search.index(db, row or 0, case.applicant.name)


def version(db: sqlite3.Connection, case_id: str) -> int:
    """How many events the row of a case was read from; 0 without one."""
    found = db.execute("SELECT version FROM case_row WHERE case_id=?", (case_id,)).fetchone()
    return int(found[0]) if found else 0


def rewrite_case(db: sqlite3.Connection, case: Case) -> None:
    """Write the row of a case of which another receipt may stand than before: every column, and the search index."""
    before = db.execute("SELECT id, applicant_name FROM case_row WHERE case_id=?", (case.id,)).fetchone()
    if before is not None:
        search.drop(db, *before)
        search.index(db, before[0], case.applicant.name)
        db.execute(_REWRITE, (*case_values(case), case.id))
    else:
        write_case(db, case)


_OPINION = "INSERT OR REPLACE INTO opinion_row VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"


def write_opinion(db: sqlite3.Connection, opinion: Opinion) -> None:
    """Write the row of an opinion; one whose case ended before it was answered is `recalled` since that day."""
    asked, gone = opinion.asked, opinion.recalled_on
    values = (
        opinion.id,
        asked.case_id,
        asked.kind,
        asked.department,
        asked.lead,
        opinion.lead_window,
        asked.item_name,
        asked.applicant,
        opinion.asked_on.isoformat(),
        asked.due.on.isoformat(),
        int(asked.due.provisional),
        "recalled" if gone else opinion.answer,
        opinion.reasons,
        opinion.signer,
        _iso(gone or opinion.answered_on),
        asked.default_basis,
    )
    db.execute(_OPINION, values)


def empty(db: sqlite3.Connection) -> None:
    """Empty every row table. Print jobs stay: whether a paper came out of the printer is not in the register."""
    for table in ROW_TABLES:
        if table != "case_grams":
            db.execute(f"DELETE FROM {table}")  # noqa: S608 - names from the schema
    db.execute("INSERT INTO case_grams(case_grams) VALUES ('delete-all')")


def forget(db: sqlite3.Connection, case_id: str) -> None:
    """Empty the lists of one case, which are then read again from its first line. A case without a row has none."""
    if not version(db, case_id):
        return
    for table in CASE_TABLES:
        db.execute(f"DELETE FROM {table} WHERE case_id=?", (case_id,))  # noqa: S608 - names from the schema
