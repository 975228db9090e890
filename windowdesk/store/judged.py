"""What the hall office read of the hall, in hall order: every step of every case, and who received what from whom.

Kept beside the office's own register, so that each round reads only what is new. Nothing here is a record: it is
emptied and read again when the hall was restored.
"""

from __future__ import annotations

import sqlite3
from typing import NamedTuple

from windowdesk.models import events as ev
from windowdesk.models.dispute import Claim
from windowdesk.models.wire import Entry
from windowdesk.store.beside import KINDS
from windowdesk.store.codec import Origin, fact_of, known, recorded, upon, version_of

_LINE = "INSERT OR IGNORE INTO judged_line VALUES (?,?,?,?,?,?,?,?,?)"
_WAITS = "INSERT OR IGNORE INTO judged_waiting VALUES (?)"
_READ = "SELECT 1 FROM judged_line WHERE case_id=? AND version=? AND fact=?"
_RECEIPT = "INSERT OR IGNORE INTO judged_receipt VALUES (?,?,?,?,?,?,?,?,?,?,?)"
_TOLD = ("CaseReceived", "CaseAccepted", "CaseClosed", "DecisionMade", "OpinionGiven", "OpinionAsked")
_PASSED_ON = ("CaseHandedOver", "CaseReassigned")
_RECEIPTS = (
    "SELECT case_id, stream, department, limited, position, reached_at, received_at, accepted_at FROM judged_receipt "
)


class Receipt(NamedTuple):
    """A receipt as the hall has it: hall position and the hall's clock when it came; received and accepted as told."""

    case_id: str
    stream: str
    department: str
    limited: bool
    position: int
    reached_at: str
    received_at: str
    accepted_at: str


class Decided(NamedTuple):
    """A line that decides a task, and what it said."""

    place: tuple[str, int]
    kind: str
    said: str


def take(db: sqlite3.Connection, entry: Entry, line_hash: bytes, position: int, reached_at: str) -> None:
    """One line of the hall. What cannot be read claims nothing, and a copy of a fact that was read nothing more.

    A verdict claims nothing either, but lets other steps of its case meet: the case is looked at again.
    """
    if not entry.case_id:
        return
    if entry.kind in KINDS:
        db.execute(_WAITS, (entry.case_id,))
        return
    try:
        version, below = version_of(entry.body), upon(entry.body)
        event = recorded(entry).event if entry.kind in (*_TOLD, *_PASSED_ON) and known(entry.kind) else None
    except ValueError:
        return
    if version < 1:
        return
    fact = _text(fact_of(entry, line_hash))
    if db.execute(_READ, (entry.case_id, version, fact)).fetchone():
        return
    row = (entry.case_id, version, entry.stream, entry.seq, position, entry.kind, _told(event), fact, _text(below))
    db.execute(_LINE, row)
    match event:
        case ev.CaseReceived():
            whose = (event.applicant.number, event.item.code, event.item.department, int(event.item.limited))
            db.execute(_RECEIPT, (entry.case_id, entry.stream, *whose, position, reached_at, entry.at, "", 0))
        case ev.CaseAccepted():
            change = "UPDATE judged_receipt SET accepted_at=? WHERE case_id=? AND accepted_at=''"
            db.execute(change, (entry.at, entry.case_id))
        case ev.CaseClosed():
            db.execute("UPDATE judged_receipt SET closed=1 WHERE case_id=?", (entry.case_id,))
        case _:
            pass
    db.execute(_WAITS, (entry.case_id,))


def _text(fact: Origin | None) -> str:
    return "{}/{}/{}".format(*fact) if fact else ""


def _fact(text: str) -> Origin | None:
    stream, seq, line_hash = text.rsplit("/", 2) if text else ("", "0", "")
    return (stream, int(seq), line_hash) if text else None


def _told(event: ev.Event | None) -> str:
    match event:
        case ev.DecisionMade():
            return "granted" if event.granted else "denied"
        case ev.OpinionGiven():
            return event.answer
        case ev.OpinionAsked():
            return event.department
        case ev.CaseHandedOver() | ev.CaseReassigned():
            return event.to
        case _:
            return ""


def forget(db: sqlite3.Connection) -> None:
    """Empty what was read: the hall is another than it was."""
    for table in ("judged_line", "judged_receipt", "judged_waiting"):
        db.execute(f"DELETE FROM {table}")  # noqa: S608 - fixed names


def waiting(db: sqlite3.Connection) -> list[str]:
    """The cases with new lines, in the order of their numbers."""
    return [row[0] for row in db.execute("SELECT case_id FROM judged_waiting ORDER BY case_id")]


def done(db: sqlite3.Connection) -> None:
    """All that waited was looked at."""
    db.execute("DELETE FROM judged_waiting")


def claims(db: sqlite3.Connection, case_id: str) -> list[Claim]:
    """Every line that claims a step of a case, in hall order."""
    rows = db.execute(
        "SELECT version, stream, seq, CASE WHEN kind IN ('CaseHandedOver','CaseReassigned') THEN told ELSE '' END, "
        "fact, upon FROM judged_line WHERE case_id=? ORDER BY position",
        (case_id,),
    )
    return [
        Claim(version, stream, seq, to, _fact(fact), _fact(below)) for version, stream, seq, to, fact, below in rows
    ]


def kind_at(db: sqlite3.Connection, case_id: str, claim: Claim) -> str:
    """What sort of line a claim is."""
    query = "SELECT kind FROM judged_line WHERE case_id=? AND version=? AND stream=? AND seq=?"
    found = db.execute(query, (case_id, claim.version, claim.stream, claim.seq)).fetchone()
    return str(found[0]) if found else ""


def position(db: sqlite3.Connection, case_id: str, place: tuple[str, int]) -> int:
    """The place of a line in hall order, 0 when the hall was not read that far."""
    query = "SELECT position FROM judged_line WHERE case_id=? AND stream=? AND seq=?"
    found = db.execute(query, (case_id, *place)).fetchone()
    return int(found[0]) if found else 0


def decided(db: sqlite3.Connection, case_id: str) -> list[Decided]:
    """The lines that decide a case or answer a question, in hall order."""
    rows = db.execute(
        "SELECT stream, seq, kind, told FROM judged_line "
        "WHERE case_id=? AND kind IN ('DecisionMade','OpinionGiven') ORDER BY position",
        (case_id,),
    )
    return [Decided((stream, seq), kind, told) for stream, seq, kind, told in rows]


def department(db: sqlite3.Connection, case_id: str) -> str:
    """The department a case is of, or that a question was put to; "" when the hall does not know it yet."""
    asked = "SELECT told FROM judged_line WHERE case_id=? AND kind='OpinionAsked'"
    receipt = "SELECT department FROM judged_receipt WHERE case_id=?"
    found = db.execute(asked if "-" in case_id else receipt, (case_id,)).fetchone()
    return str(found[0]) if found else ""


def receipts(db: sqlite3.Connection, case_id: str) -> list[Receipt]:
    """The receipts of a case number, in hall order: more than one when a number was given twice."""
    return [_receipt(row) for row in db.execute(f"{_RECEIPTS} WHERE case_id=? ORDER BY position", (case_id,))]


def same(db: sqlite3.Connection, case_id: str) -> list[Receipt]:
    """Open cases of the same applicant and matter as this one, if this one is open, in hall order."""
    rows = db.execute(
        f"{_RECEIPTS} WHERE closed=0 AND case_id<>? AND (applicant, item) IN "  # noqa: S608 - fixed parts only
        "(SELECT applicant, item FROM judged_receipt WHERE case_id=? AND closed=0) ORDER BY position",
        (case_id, case_id),
    )
    return [_receipt(row) for row in rows]


def _receipt(row: tuple[str, str, str, int, int, str, str, str]) -> Receipt:
    return Receipt(row[0], row[1], row[2], bool(row[3]), *row[4:])
