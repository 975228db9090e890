"""What one event adds to the rows beside its case: papers, print jobs, counters, permits, and the case's own lists."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any

from windowdesk.models import events as ev
from windowdesk.models.case import Case
from windowdesk.store import publications

_PAPER = (
    "INSERT INTO paper_row (number, case_id, kind, drawn_at, drawn_on, by, window, department, seal_id, impression, "
    "copies, stream, seq) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT (number) DO NOTHING"
)
_JOB = (
    "INSERT INTO print_job (paper_no, copy, created_at, state, tries, next_at, error) "
    "VALUES (?,?,?,'queued',0,?,'') ON CONFLICT (paper_no, copy) DO NOTHING"
)
_COUNT = "INSERT INTO counter VALUES (?,?) ON CONFLICT (series) DO UPDATE SET value=max(value, excluded.value)"
_PERMIT = (
    "INSERT INTO permit_row VALUES (?,?,'valid',?) ON CONFLICT (number) DO UPDATE "
    "SET case_id=excluded.case_id, valid_until=excluded.valid_until WHERE permit_row.case_id=''"
)
_STATES = "valid replaced revoked cancelled"
"""From the weakest to the strongest: whichever arrives first, the strongest stands."""
_ENDED = (
    f"INSERT INTO permit_row VALUES (?,'',?,NULL) ON CONFLICT (number) DO UPDATE SET state=excluded.state "  # noqa: S608
    f"WHERE instr('{_STATES}', excluded.state) > instr('{_STATES}', permit_row.state)"
)
_PARCEL = "INSERT INTO parcel_row VALUES (?,?,?,?,?,NULL,?) ON CONFLICT (case_id) DO NOTHING"
_CAME_BACK = (
    "INSERT INTO returned_row SELECT case_id, mail_no, window, department, posted_on, ?, fen FROM parcel_row "
    "WHERE case_id=?"
)
_FEE = "INSERT INTO fee_row VALUES (?,?,?,?,?,'',NULL) ON CONFLICT (case_id) DO NOTHING"


def apply(db: sqlite3.Connection, entry: ev.Recorded, *, own: bool = True) -> None:
    """Write what an event adds whatever came before it. Foreign papers are listed, not printed or counted here."""
    found = _ALONE.get(type(entry.event))
    if found:
        found(db, entry, entry.event, own)


def apply_to(db: sqlite3.Connection, case: Case, entry: ev.Recorded) -> None:
    """Write what an event of a case adds to the case's own lists; its events come here in their order."""
    found = _IN_ORDER.get(type(entry.event))
    if found:
        found(db, case, entry, entry.event)


# -- whatever came before


def _paper(db: sqlite3.Connection, entry: ev.Recorded, event: ev.PaperDrawn, own: bool) -> None:
    notice, stamp = event.notice, entry.at.isoformat(timespec="seconds")
    seal = notice.seal
    values = (
        notice.number,
        entry.case_id,
        str(notice.kind),
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
    counted = [(event.series, event.serial)]
    if event.impression_series:
        counted.append((event.impression_series, event.impression_serial))
    db.executemany(_COUNT, counted)
    db.execute(_JOB, (notice.number, 0, stamp, stamp))


def _again(db: sqlite3.Connection, entry: ev.Recorded, event: ev.PaperReprinted, own: bool) -> None:
    if own:
        stamp = entry.at.isoformat(timespec="seconds")
        db.execute(_JOB, (event.paper_no, event.copy, stamp, stamp))


def _number(db: sqlite3.Connection, entry: ev.Recorded, event: ev.CaseReceived, own: bool) -> None:
    # A copy may bear a number of our own that another machine gave out: it is never given again.
    if own or entry.origin:
        series = f"case/{event.received_on:%Y%m%d}/{entry.case_id[14:18]}"
        db.execute(_COUNT, (series, event.serial))


def _certificate(db: sqlite3.Connection, entry: ev.Recorded, event: ev.CertificateMade, own: bool) -> None:
    if own:
        db.execute(_COUNT, (event.series, event.serial))
    until = event.valid_until.isoformat() if event.valid_until else None
    db.execute(_PERMIT, (event.number, entry.case_id, until))
    if event.replaces:
        db.execute(_ENDED, (event.replaces, "replaced"))


def _ends(state: str) -> Callable[..., None]:
    def end(db: sqlite3.Connection, _: ev.Recorded, event: ev.PermitRevoked | ev.PermitCancelled, own: bool) -> None:
        del own
        if event.certificate:
            db.execute(_ENDED, (event.certificate, state))

    return end


_ALONE: dict[type, Callable[..., None]] = {
    ev.PaperDrawn: _paper,
    ev.PaperReprinted: _again,
    ev.CaseReceived: _number,
    ev.CertificateMade: _certificate,
    ev.PermitRevoked: _ends("revoked"),
    ev.PermitCancelled: _ends("cancelled"),
    ev.HallPublished: publications.apply,
    ev.ItemsPublished: publications.apply,
    ev.CalendarPublished: publications.apply,
    ev.TariffPublished: publications.apply,
}


# -- in the order of the case


def _copies(db: sqlite3.Connection, _: Case, __: ev.Recorded, event: ev.PaperReprinted) -> None:
    db.execute("UPDATE paper_row SET copies=? WHERE number=?", (event.copy, event.paper_no))


def _proxy(db: sqlite3.Connection, case: Case, _: ev.Recorded, event: ev.CaseReceived) -> None:
    if event.proxy:
        db.execute("INSERT INTO proxy_row VALUES (?,?)", (case.id, event.proxy))


def _posted(db: sqlite3.Connection, case: Case, entry: ev.Recorded, event: ev.ParcelPosted) -> None:
    values = (case.id, event.mail_no, entry.window, case.item.department, event.on.isoformat(), event.fen)
    db.execute(_PARCEL, values)


def _delivered(db: sqlite3.Connection, case: Case, _: ev.Recorded, event: ev.ParcelDelivered) -> None:
    db.execute("UPDATE parcel_row SET delivered_on=? WHERE case_id=?", (event.on.isoformat(), case.id))


def _returned(db: sqlite3.Connection, case: Case, _: ev.Recorded, event: ev.ParcelReturned) -> None:
    """What was posted that day was posted that day: it is kept beside, and the case may have another parcel."""
    db.execute(_CAME_BACK, (event.on.isoformat(), case.id))
    db.execute("DELETE FROM parcel_row WHERE case_id=?", (case.id,))


def _bar(db: sqlite3.Connection, case: Case, _: ev.Recorded, event: ev.BarImposed) -> None:
    until = event.until.isoformat() if event.until else None
    cite = event.cites[0] if event.cites else ""
    values = (event.applicant_number, event.item_code, event.kind, until, cite, case.id)
    db.execute("INSERT INTO bar_row VALUES (?,?,?,?,?,?)", values)


def _told(db: sqlite3.Connection, case: Case, _: ev.Recorded, event: ev.CorrectionRequested) -> None:
    code, on = case.item.code, event.on.isoformat()
    rows = [(code, one.material, one.wrong, one.required, on, case.id) for one in event.deficiencies]
    db.executemany("INSERT INTO deficiency_row VALUES (?,?,?,?,?,?)", rows)


def _fee(db: sqlite3.Connection, case: Case, entry: ev.Recorded, event: ev.FeeNotified) -> None:
    db.execute(_FEE, (case.id, entry.window, case.item.department, event.fen, event.on.isoformat()))


def _paid(db: sqlite3.Connection, case: Case, _: ev.Recorded, event: ev.FeePaid) -> None:
    values = (event.receipt_no, event.on.isoformat(), case.id)
    db.execute("UPDATE fee_row SET receipt_no=?, paid_on=? WHERE case_id=?", values)


def _renumbered(db: sqlite3.Connection, case: Case, _: ev.Recorded, event: ev.CaseRenumbered) -> None:
    db.execute("INSERT OR IGNORE INTO renumbered_row VALUES (?,?)", (event.before, case.id))


_IN_ORDER: dict[type, Callable[[sqlite3.Connection, Case, ev.Recorded, Any], None]] = {
    ev.PaperReprinted: _copies,
    ev.CaseReceived: _proxy,
    ev.ParcelPosted: _posted,
    ev.ParcelDelivered: _delivered,
    ev.ParcelReturned: _returned,
    ev.BarImposed: _bar,
    ev.CorrectionRequested: _told,
    ev.FeeNotified: _fee,
    ev.FeePaid: _paid,
    ev.CaseRenumbered: _renumbered,
}
