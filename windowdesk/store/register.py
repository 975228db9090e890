"""The register: the only thing a desk writes. Append-only, hash-chained, one per desk."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from windowdesk.models import events as ev
from windowdesk.models.case import Case, evolve, fold, received
from windowdesk.models.refusal import Reason, refuse
from windowdesk.models.wire import GENESIS, Entry, chain, from_line, to_line
from windowdesk.store import views
from windowdesk.store.codec import body_of, known, recorded

_INSERT = "INSERT INTO register (stream, seq, kind, case_id, version, line, hash) VALUES (?,?,?,?,?,?,?)"


def head(db: sqlite3.Connection, stream: str) -> tuple[int, bytes]:
    """The last sequence number of a register and its hash; (0, GENESIS) for an empty one."""
    found = db.execute("SELECT seq, hash FROM register WHERE stream=? ORDER BY seq DESC LIMIT 1", (stream,)).fetchone()
    return (found[0], found[1]) if found else (0, GENESIS)


def last_at(db: sqlite3.Connection, stream: str) -> datetime | None:
    """When the register was last written, by the clock of that moment."""
    found = db.execute("SELECT line FROM register WHERE stream=? ORDER BY seq DESC LIMIT 1", (stream,)).fetchone()
    return datetime.fromisoformat(from_line(found[0]).at) if found else None


def case_entries(db: sqlite3.Connection, case_id: str) -> list[ev.Recorded]:
    """Every event of a case in order. Stops before one this desk is too old to read."""
    rows = db.execute("SELECT line, hash FROM register WHERE case_id=? ORDER BY version", (case_id,))
    found = []
    for line, line_hash in rows:
        entry = from_line(line)
        if not known(entry.kind):
            break
        found.append(recorded(entry, line_hash))
    return found


def version(db: sqlite3.Connection, case_id: str) -> int:
    """How many events of a case are held; 0 for an unknown one."""
    found = db.execute("SELECT max(version) FROM register WHERE case_id=? AND case_id<>''", (case_id,)).fetchone()
    return int(found[0] or 0)


def load(db: sqlite3.Connection, case_id: str) -> Case | None:
    """The case, or None when no register this desk holds knows it."""
    entries = case_entries(db, case_id)
    return fold(entries) if entries else None


def append(
    db: sqlite3.Connection,
    stream: str,
    happenings: Sequence[ev.Happening],
    at: datetime,
    by: str,
    window: str,
    cases: dict[str, Case],
) -> list[ev.Recorded]:
    """Write events and, in the same transaction, the rows that screens read.

    `cases` holds the cases the events belong to as they were; it holds them as they are afterwards.
    """
    seq, previous = head(db, stream)
    stamp = at.isoformat(timespec="seconds")
    written: list[ev.Recorded] = []
    touched: dict[str, None] = {}
    rows = []
    for happening in happenings:
        seq += 1
        case = cases.get(happening.case_id)
        version = (case.version if case else 0) + 1 if happening.case_id else 0
        kind = type(happening.event).__name__
        body = body_of(happening.event, by, window, version)
        line = to_line(Entry(stream, seq, stamp, kind, happening.case_id, happening.audience, body))
        previous = chain(previous, line)
        rows.append((stream, seq, kind, happening.case_id, version, line, previous))
        entry = ev.Recorded(happening.event, stream, seq, at, by, window, happening.case_id, version, previous)
        written.append(entry)
        if happening.case_id:
            after = evolve(case, entry) if case else _begin(entry)
            cases[happening.case_id] = after
            touched[happening.case_id] = None
    try:
        db.executemany(_INSERT, rows)
    except sqlite3.IntegrityError as error:
        raise refuse(Reason.CASE_CHANGED, case=happenings[0].case_id) from error
    for entry in written:
        views.apply(db, entry)
    for case_id in touched:
        views.write_case(db, cases[case_id])
    return written


def _begin(entry: ev.Recorded) -> Case:
    if not isinstance(entry.event, ev.CaseReceived):
        raise refuse(Reason.CASE_UNKNOWN, case=entry.case_id)
    return received(entry, entry.event)


def lines(db: sqlite3.Connection, stream: str, after: int = 0, limit: int = 500) -> list[str]:
    """Lines of a register in order, exactly as written."""
    rows = db.execute("SELECT line FROM register WHERE stream=? AND seq>? ORDER BY seq LIMIT ?", (stream, after, limit))
    return [row[0] for row in rows]


def verify(db: sqlite3.Connection, stream: str) -> int:
    """The first sequence number at which the chain of an own register does not hold, or 0 when all of it does."""
    previous, expected = GENESIS, 1
    for seq, line, kept in db.execute("SELECT seq, line, hash FROM register WHERE stream=? ORDER BY seq", (stream,)):
        previous = chain(previous, line)
        if seq != expected or previous != kept or not _agrees(line, stream, seq):
            return expected
        expected += 1
    return 0


def _agrees(line: str, stream: str, seq: int) -> bool:
    try:
        entry = from_line(line)
    except ValueError:
        return False
    return entry.stream == stream and entry.seq == seq


def absorb(db: sqlite3.Connection, foreign: Iterable[tuple[str, int, str, bytes]], own: Sequence[str]) -> int:
    """Take in lines of other registers as they are: (stream, seq, line, hash). Returns how many were new.

    Lines of own registers are passed over. A line that collides with another is parked with its reason and
    stops nothing but its own case.
    """
    fresh, touched = 0, dict[str, None]()
    for stream, seq, line, line_hash in foreign:
        if stream in own or _held(db, stream, seq):
            continue
        entry = from_line(line)
        try:
            found = recorded(entry, line_hash) if known(entry.kind) else None
            version = found.version if found else 0
            db.execute(_INSERT, (stream, seq, entry.kind, entry.case_id if found else "", version, line, line_hash))
        except (ValueError, sqlite3.IntegrityError) as error:
            db.execute("INSERT OR IGNORE INTO parked VALUES (?,?,?,?)", (stream, seq, line, str(error)))
            continue
        fresh += 1
        if found is None:
            db.execute("INSERT OR IGNORE INTO parked VALUES (?,?,?,?)", (stream, seq, line, "needs a newer desk"))
            continue
        views.apply(db, found, own=False)
        if entry.case_id:
            touched[entry.case_id] = None
    for case_id in touched:
        _refresh(db, case_id)
    return fresh


def _held(db: sqlite3.Connection, stream: str, seq: int) -> bool:
    return db.execute("SELECT 1 FROM register WHERE stream=? AND seq=?", (stream, seq)).fetchone() is not None


def _refresh(db: sqlite3.Connection, case_id: str) -> None:
    entries = case_entries(db, case_id)
    if entries and isinstance(entries[0].event, ev.CaseReceived):
        views.write_case(db, fold(entries))


def every(db: sqlite3.Connection) -> Iterator[ev.Recorded]:
    """Every event this desk can read, in the order it arrived."""
    for line, line_hash in db.execute("SELECT line, hash FROM register ORDER BY id"):
        entry = from_line(line)
        if known(entry.kind):
            yield recorded(entry, line_hash)


def rebuild(db: sqlite3.Connection, own: Sequence[str]) -> int:
    """Empty the rows and read them again from the register. Returns how many events were read."""
    views.empty(db)
    count = 0
    for entry in every(db):
        views.apply(db, entry, own=entry.stream in own)
        count += 1
    ids = db.execute("SELECT DISTINCT case_id FROM register WHERE case_id<>'' ORDER BY case_id").fetchall()
    order = db.execute("SELECT case_id FROM register WHERE kind='CaseReceived' ORDER BY id").fetchall()
    for (case_id,) in dict.fromkeys([*order, *ids]):
        _refresh(db, case_id)
    return count
