"""Rows are a reading of the register: each can be emptied and made again, and is then the same."""

from __future__ import annotations

import sqlite3
from datetime import date

from windowdesk.models import events as ev
from windowdesk.models.calendar import Due
from windowdesk.models.case import Case, running_clock
from windowdesk.models.rules.licensing import timing
from windowdesk.store import search

_COLUMNS = (
    "case_id",
    "version",
    "stream",
    "window",
    "department",
    "item_code",
    "item_name",
    "kind",
    "intake",
    "channel",
    "applicant_kind",
    "applicant_name",
    "applicant_number",
    "phone",
    "clerk",
    "status",
    "off_hours",
    "received_at",
    "received_on",
    "notice_due",
    "accepted_on",
    "deemed",
    "statutory_due",
    "promised_due",
    "serve_due",
    "next_due",
    "provisional",
    "finished_on",
    "outcome",
    "timing",
    "closed_on",
)
_UPDATED = ("version", "stream", "status", "notice_due", *_COLUMNS[20:])
_PLACES = tuple(_COLUMNS.index(column) for column in _UPDATED)
_UPDATE = f"UPDATE case_row SET {','.join(f'{c}=?' for c in _UPDATED)} WHERE case_id=?"  # noqa: S608
_INSERT = f"INSERT INTO case_row ({','.join(_COLUMNS)}) VALUES ({','.join('?' * len(_COLUMNS))})"  # noqa: S608
_PAPER = (
    "INSERT INTO paper_row (number, case_id, kind, drawn_at, drawn_on, by, window, department, seal_id, impression, "
    "copies, stream, seq) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT (number) DO NOTHING"
)
_JOB = (
    "INSERT INTO print_job (paper_no, copy, created_at, state, tries, next_at, error) "
    "VALUES (?,?,?,'queued',0,?,'') ON CONFLICT (paper_no, copy) DO NOTHING"
)
_COUNT = "INSERT INTO counter VALUES (?,?) ON CONFLICT (series) DO UPDATE SET value=max(value, excluded.value)"


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _on(due: Due | None) -> str | None:
    return due.on.isoformat() if due else None


def _finish(case: Case) -> tuple[date | None, str | None, str | None]:
    """When, how and how timely the matter was finished: at the decision, the filing, or the refusal to accept."""
    if case.refused:
        return case.refused.on, "not_accepted", "on_time"
    accepted = case.accepted
    if case.decision and accepted:
        outcome = "granted" if case.decision.granted else "denied"
        return case.decision.on, outcome, timing(case.decision.on, accepted.promised_due, accepted.statutory_due)
    if case.closed and case.closed.result in ("filed", "not_corrected"):
        return case.closed.on, case.closed.result, "on_time"
    return None, None, None


def case_values(case: Case) -> tuple[object, ...]:
    """The row of a case, in the order of its columns."""
    accepted, due = case.accepted, running_clock(case)
    finished, outcome, timely = _finish(case)
    return (
        case.id,
        case.version,
        case.holder,
        case.window,
        case.item.department,
        case.item.code,
        case.item.name,
        case.item.kind.value,
        case.intake,
        case.channel,
        case.applicant.kind.value,
        case.applicant.name,
        case.applicant.number,
        case.applicant.phone,
        case.clerk,
        case.status.value,
        int(case.off_hours),
        case.received_at.isoformat(timespec="seconds"),
        case.received_on.isoformat(),
        case.notice_due.on.isoformat(),
        _iso(accepted.on) if accepted else None,
        int(bool(accepted and accepted.deemed)),
        _on(accepted.statutory_due) if accepted else None,
        _on(accepted.promised_due) if accepted else None,
        _on(case.decision.serve_due) if case.decision else None,
        _on(due),
        int(bool(due and due.provisional)),
        _iso(finished),
        outcome,
        timely,
        _iso(case.closed.on) if case.closed else None,
    )


def write_case(db: sqlite3.Connection, case: Case) -> None:
    """Write the row of a case, and its search index when it is new."""
    values = case_values(case)
    if db.execute(_UPDATE, (*(values[n] for n in _PLACES), case.id)).rowcount:
        return
    row = db.execute(_INSERT, values).lastrowid
    search.index(db, row or 0, case.applicant.name)


def apply(db: sqlite3.Connection, entry: ev.Recorded, *, own: bool = True) -> None:
    """Write what one event adds to the rows beside its case: papers, parcels, counters, print jobs."""
    event = entry.event
    match event:
        case ev.PaperDrawn():
            _paper(db, entry, event, own)
        case ev.PaperReprinted():
            db.execute("UPDATE paper_row SET copies=? WHERE number=?", (event.copy, event.paper_no))
            if own:
                stamp = entry.at.isoformat(timespec="seconds")
                db.execute(_JOB, (event.paper_no, event.copy, stamp, stamp))
        case ev.CaseReceived():
            if own:
                db.execute(_COUNT, (_case_series(entry, event), event.serial))
        case ev.CertificateMade():
            if own:
                db.execute(_COUNT, (event.series, event.serial))
        case ev.ParcelPosted():
            department = db.execute("SELECT department FROM case_row WHERE case_id=?", (entry.case_id,)).fetchone()
            db.execute(
                "INSERT INTO parcel_row VALUES (?,?,?,?,?,NULL,?) ON CONFLICT (case_id) DO NOTHING",
                (
                    entry.case_id,
                    event.mail_no,
                    entry.window,
                    department[0] if department else "",
                    event.on.isoformat(),
                    event.fen,
                ),
            )
        case ev.ParcelDelivered():
            db.execute("UPDATE parcel_row SET delivered_on=? WHERE case_id=?", (event.on.isoformat(), entry.case_id))
        case _:
            pass


def _case_series(entry: ev.Recorded, event: ev.CaseReceived) -> str:
    window, incarnation = entry.stream.rpartition("-")[2].split(".")
    return f"case/{event.received_on:%Y%m%d}/{window}{incarnation}"


def _paper(db: sqlite3.Connection, entry: ev.Recorded, event: ev.PaperDrawn, own: bool) -> None:
    notice, stamp = event.notice, entry.at.isoformat(timespec="seconds")
    seal = notice.seal
    values = (
        notice.number,
        entry.case_id,
        notice.kind.value,
        stamp,
        stamp[:10],
        entry.by,
        entry.window,
        notice.issuer,
        seal.seal_id if seal else "",
        seal.impression if seal else "",
        0,
        entry.stream,
        entry.seq,
    )
    db.execute(_PAPER, values)
    if not own:
        return
    db.execute(_COUNT, (event.series, event.serial))
    if event.impression_series:
        db.execute(_COUNT, (event.impression_series, event.impression_serial))
    db.execute(_JOB, (notice.number, 0, stamp, stamp))


def empty(db: sqlite3.Connection) -> None:
    """Empty every row table. Print jobs stay: whether a paper came out of the printer is not in the register."""
    for table in ("case_row", "paper_row", "parcel_row", "counter"):
        db.execute(f"DELETE FROM {table}")  # noqa: S608 - names from this line
    db.execute("INSERT INTO case_grams(case_grams) VALUES ('delete-all')")
