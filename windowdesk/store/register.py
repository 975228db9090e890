"""The register: the only thing a desk writes. Append-only, hash-chained, one per desk."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from msgspec import Struct, structs

from windowdesk.models import events as ev
from windowdesk.models import opinion as opinions
from windowdesk.models.case import Case, evolve, fold, received
from windowdesk.models.opinion import Opinion
from windowdesk.models.refusal import Reason, refuse
from windowdesk.models.wire import GENESIS, Entry, chain, from_line, linked, to_line
from windowdesk.store import beside, effects, lineage, stays, views
from windowdesk.store.codec import encoded, known, origin_of, recorded, version_of

SLACK = timedelta(minutes=10)
"""How far a machine's clock may step back before the desk stops writing dates by it."""

INSERT = "INSERT INTO register (stream, seq, kind, case_id, version, line, hash) VALUES (?,?,?,?,?,?,?)"
_APPEND = "INSERT INTO register (stream, seq, kind, case_id, version, line, hash) VALUES (?,?,?,?,?,CAST(? AS TEXT),?)"
"""The same for a line that is at hand as UTF-8."""


def head(db: sqlite3.Connection, stream: str) -> tuple[int, bytes]:
    """The last sequence number of a register and its hash; (0, GENESIS) for an empty one."""
    found = db.execute("SELECT seq, hash FROM register WHERE stream=? ORDER BY seq DESC LIMIT 1", (stream,)).fetchone()
    return (found[0], found[1]) if found else (0, GENESIS)


def end(db: sqlite3.Connection) -> int:
    """The number of the last row, of whatever register: it grows with every line and never otherwise."""
    return db.execute("SELECT max(id) FROM register").fetchone()[0] or 0


def grown(db: sqlite3.Connection, before: int) -> None:
    """Let the register end beyond where it did, so that nobody who remembers that end takes it for unchanged."""
    if (now := end(db)) <= before:
        db.execute("UPDATE register SET id=? WHERE id=?", (before + 1, now))


def case_entries(
    db: sqlite3.Connection, case_id: str, after: int = 0, read: Mapping[bytes, ev.Recorded] | None = None
) -> list[ev.Recorded]:
    """Every event of a case after a version, in order. Stops before one that is missing or that this desk is too old
    to read. `read` holds, by their hash, lines that were just read and need not be read again."""
    query = (
        "SELECT line, hash, version FROM register WHERE case_id=? AND case_id<>'' AND beside=0 AND version>? "
        "ORDER BY version"
    )
    found: list[ev.Recorded] = []
    for line, line_hash, version in db.execute(query, (case_id, after)):
        if version != after + len(found) + 1:
            break
        one = read.get(line_hash) if read else None
        if one is None:
            entry = from_line(line)
            if not known(entry.kind):
                break
            one = recorded(entry, line_hash)
        found.append(one)
    return found


def version(db: sqlite3.Connection, case_id: str) -> int:
    """How many events of a case are held; 0 for an unknown one."""
    found = db.execute(
        "SELECT max(version) FROM register WHERE case_id=? AND case_id<>'' AND beside=0", (case_id,)
    ).fetchone()
    return int(found[0] or 0)


def stands(db: sqlite3.Connection, case: Case) -> bool:
    """Whether a case read before is still what the register says, and nothing stands beside it."""
    return version(db, case.id) == case.version and not beside.disputed(db, case.id)


def load(db: sqlite3.Connection, case_id: str, until: int | None = None) -> Case | None:
    """The case, or the case as it was after `until` events; None when no register this desk holds knows it."""
    entries = case_entries(db, case_id)[:until]
    if not entries or not isinstance(entries[0].event, ev.CaseReceived):
        return None
    return beside.marked(db, continued(db, fold(entries)))


def continued(db: sqlite3.Connection, case: Case) -> Case:
    """The case with the register that goes on with it, where this desk's newer register continues an older one."""
    found = lineage.continued_by(db, case.holder)
    return replace(case, holder=found) if found else case


def load_opinion(db: sqlite3.Connection, opinion_id: str) -> Opinion | None:
    """The opinion of that number; None when no register this desk holds knows it."""
    entries = case_entries(db, opinion_id)
    if not entries or not isinstance(entries[0].event, ev.OpinionAsked):
        return None
    opinion = retold(db, opinions.fold(entries), entries[0].event.case_id)
    if not beside.disputed(db, opinion_id):
        return opinion
    last = beside.last(db, opinion_id, opinion.version)
    return replace(opinion, stopped=beside.stopped(db, opinion_id), upon=last)


_BESIDE = (
    "SELECT line FROM register WHERE case_id=? AND case_id<>'' AND beside=0 "
    "AND kind IN ('OpinionRecalled','OpinionDueMoved') ORDER BY version"
)


def retold(db: sqlite3.Connection, opinion: Opinion, case_id: str) -> Opinion:
    """The opinion with what its case has told of it since."""
    for (line,) in db.execute(_BESIDE, (case_id,)):
        opinion = opinions.retold(opinion, recorded(from_line(line)).event)
    return opinion


class Place(Struct, frozen=True):
    """Where a register ends, and the moment of the act that goes on from there."""

    stream: str
    seq: int
    hash: bytes
    at: datetime


class Hand(Struct, frozen=True):
    """Whose hand writes ("" for the law itself), at which window."""

    by: str
    window: str


_Step = tuple[Case | Opinion | None, ev.Recorded, Case | Opinion]
"""A case before an event, the event, and the case after it."""


def append(
    db: sqlite3.Connection,
    place: Place,
    hand: Hand,
    happenings: Sequence[ev.Happening],
    cases: dict[str, Case | Opinion],
) -> list[ev.Recorded]:
    """Write events and, in the same transaction, the rows that screens read.

    `cases` holds the cases the events belong to as they were; it holds them as they are afterwards.
    """
    stream, seq, previous, at = place.stream, place.seq, place.hash, place.at
    by, window = hand.by, hand.window
    stamp = at.isoformat(timespec="seconds")
    written: list[ev.Recorded] = []
    steps: list[_Step] = []
    touched: dict[str, Case | Opinion] = {}
    rows = []
    for one in happenings:
        case_id, event, audience = one.case_id, one.event, one.audience
        seq += 1
        case = cases.get(case_id)
        if case is None and isinstance(event, ev.OpinionGiven):
            case = load_opinion(db, case_id)  # a reply on paper, which the case it belongs to records
        version = (case.version if case else 0) + 1 if case_id else 0
        kind = type(event).__name__
        upon = case.upon if case else None
        body = encoded(event, by, window, version, upon)
        line, previous = linked(previous, stream, seq, stamp, kind, case_id, audience, body)
        rows.append((stream, seq, kind, case_id, version, line, previous))
        entry = ev.Recorded(event, stream, seq, at, by, window, case_id, version, previous)
        written.append(entry)
        if case_id:
            after = evolve(case, entry) if isinstance(case, Case) else _begin(entry, case)
            if upon:
                after = replace(after, upon=(stream, seq, previous[:16].hex()))
            cases[case_id] = touched[case_id] = after
            if kind != "PaperDrawn":  # which adds nothing to the lists of its case
                steps.append((case, entry, after))
    try:
        db.executemany(_APPEND, rows)
    except sqlite3.IntegrityError as error:
        raise refuse(Reason.CASE_CHANGED, case=happenings[0].case_id) from error
    _show(db, touched.values(), written, steps)
    return written


def _show(
    db: sqlite3.Connection, touched: Iterable[Case | Opinion], written: Sequence[ev.Recorded], steps: Sequence[_Step]
) -> None:
    """Write the rows of what an act wrote: first the cases as they are afterwards, then what each event adds."""
    for one in touched:
        if isinstance(one, Case):
            views.write_case(db, one)
        else:
            views.write_opinion(db, one)
    for entry in written:
        if isinstance(entry.event, opinions.BESIDE) and (told := load_opinion(db, entry.event.opinion_id)):
            views.write_opinion(db, told)
        effects.apply(db, entry)
    for before, entry, after in steps:
        step(db, before, entry, after)


def append_copy(db: sqlite3.Connection, place: Place, entry: Entry) -> Place:
    """Write a fact that was first written elsewhere (see `codec.copied`) at the end of a register. Rows stay as they
    are: `rebuild` reads them. Returns where the register then ends."""
    entry = replace(entry, stream=place.stream, seq=place.seq + 1)
    line = to_line(entry)
    after = structs.replace(place, seq=entry.seq, hash=chain(place.hash, line))
    _keep(db, entry, line, after.hash)
    return after


def restore(db: sqlite3.Connection, found: Iterable[str]) -> None:
    """Put back a whole register, lines as they were written. Rows stay as they are: `rebuild` reads them."""
    previous = GENESIS
    for line in found:
        entry, previous = from_line(line), chain(previous, line)
        _keep(db, entry, line, previous)


def _keep(db: sqlite3.Connection, entry: Entry, line: str, line_hash: bytes) -> None:
    """Keep a line that was written before: in its case or, a verdict or a step that the case has already, beside it."""
    row = (entry.stream, entry.seq, entry.kind, entry.case_id, version_of(entry.body), line, line_hash)
    if entry.kind in beside.KINDS:
        db.execute(beside.INSERT, (*row, beside.SAID))
        return
    try:
        db.execute(INSERT, row)
    except sqlite3.IntegrityError:
        db.execute(beside.INSERT, (*row, beside.FALLEN))


def line_of(entry: Entry) -> str:
    """The text of a line that was taken apart."""
    return to_line(entry)


def lines_of_kind(db: sqlite3.Connection, kind: str) -> list[str]:
    """Lines of one kind in the order they arrived. Reads the whole register: for rare questions."""
    return [row[0] for row in db.execute("SELECT line FROM register WHERE kind=? ORDER BY id", (kind,))]


def place(db: sqlite3.Connection, stream: str, at: datetime, known: ev.Recorded | None = None) -> Place:
    """Where the register ends: after the line `known`, or looked up. Refused when the clock stands well before it."""
    last = known if known is not None and known.stream == stream else _last(db, stream)
    if last is None:
        return Place(stream, 0, GENESIS, at)
    if at < last.at - SLACK:
        raise refuse(Reason.CLOCK_WENT_BACK, now=f"{at:%Y-%m-%d %H:%M}", last=f"{last.at:%Y-%m-%d %H:%M}")
    return Place(stream, last.seq, last.hash, at)


def place_anyway(db: sqlite3.Connection, stream: str, at: datetime) -> Place:
    """Where the register ends, whatever the clock says: for the line that puts the clock right."""
    last = _last(db, stream)
    return Place(stream, last.seq, last.hash, at) if last else Place(stream, 0, GENESIS, at)


def last_at(db: sqlite3.Connection, stream: str) -> datetime | None:
    """The time of the last line, None for an empty register."""
    last = _last(db, stream)
    return last.at if last else None


def went_back(db: sqlite3.Connection, stream: str) -> list[tuple[int, str, str]]:
    """Lines of a register dated well before the line above: number, its time, the time above. Copies of earlier facts
    keep their own time and are none."""
    found, before = [], ""
    for seq, line in db.execute("SELECT seq, line FROM register WHERE stream=? ORDER BY seq", (stream,)):
        entry = from_line(line)
        if origin_of(entry.body):
            continue
        if before and datetime.fromisoformat(entry.at) < datetime.fromisoformat(before) - SLACK:
            found.append((seq, entry.at, before))
        before = entry.at
    return found


def _last(db: sqlite3.Connection, stream: str) -> Place | None:
    """Where a register ends, and the time of its last line that is no copy: copies keep the time of another clock."""
    seq, line_hash = head(db, stream)
    at = ""
    for (line,) in db.execute("SELECT line FROM register WHERE stream=? ORDER BY seq DESC", (stream,)):
        entry = from_line(line)
        at = entry.at
        if not origin_of(entry.body):
            break
    return Place(stream, seq, line_hash, datetime.fromisoformat(at)) if at else None


def _begin(entry: ev.Recorded, opinion: Opinion | None) -> Case | Opinion:
    if opinion is not None:
        return opinions.answered(opinion, entry)
    if isinstance(entry.event, ev.OpinionAsked):
        return opinions.opened(entry, entry.event)
    if not isinstance(entry.event, ev.CaseReceived):
        raise refuse(Reason.CASE_UNKNOWN, case=entry.case_id)
    return received(entry, entry.event)


def step(db: sqlite3.Connection, before: Case | Opinion | None, entry: ev.Recorded, after: Case | Opinion) -> None:
    """Write what one event adds to the lists of its case."""
    if isinstance(after, Case):
        if isinstance(before, Case):
            stays.step(db, before, entry, after)
        effects.apply_to(db, after, entry)


def first(db: sqlite3.Connection, stream: str) -> ev.Recorded | None:
    """The first event of a register, if this desk holds and can read it."""
    found = db.execute("SELECT line, hash FROM register WHERE stream=? AND seq=1", (stream,)).fetchone()
    entry = from_line(found[0]) if found else None
    return recorded(entry, found[1]) if entry and known(entry.kind) else None


def lines(db: sqlite3.Connection, stream: str, after: int = 0, limit: int = 500) -> list[str]:
    """Lines of a register in order, exactly as written."""
    rows = db.execute("SELECT line FROM register WHERE stream=? AND seq>? ORDER BY seq LIMIT ?", (stream, after, limit))
    return [row[0] for row in rows]


def verify(db: sqlite3.Connection, stream: str) -> int:
    """The first sequence number at which the chain of an own register does not hold, or 0 when all of it does.

    A register that another machine went on with is this desk's own up to where they parted.
    """
    previous, expected = GENESIS, 1
    until = lineage.ends(db).get(stream, lineage.OPEN)
    query = "SELECT seq, line, hash, kind, case_id, version FROM register WHERE stream=? AND seq<=? ORDER BY seq"
    for seq, line, kept, *columns in db.execute(query, (stream, until)):
        previous = chain(previous, line)
        if seq != expected or previous != kept or not _agrees(line, stream, seq, columns):
            return expected
        expected += 1
    return 0


def _agrees(line: str, stream: str, seq: int, columns: list[object]) -> bool:
    """Whether a line stands where it says, and is found by its own kind, case and version."""
    try:
        entry = from_line(line)
        said = [entry.kind, entry.case_id, version_of(entry.body)]
    except ValueError:
        return False
    return (entry.stream, entry.seq) == (stream, seq) and said == columns
