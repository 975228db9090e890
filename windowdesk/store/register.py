"""The register: the only thing a desk writes. Append-only, hash-chained, one per desk."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple

from windowdesk.models import events as ev
from windowdesk.models import opinion as opinions
from windowdesk.models.case import Case, evolve, fold, received
from windowdesk.models.opinion import Opinion
from windowdesk.models.refusal import Reason, refuse
from windowdesk.models.wire import GENESIS, Entry, chain, from_line, to_line
from windowdesk.store import beside, effects, lineage, stays, views
from windowdesk.store.codec import body_of, known, origin_of, recorded, version_of

SLACK = timedelta(minutes=10)
"""How far a machine's clock may step back before the desk stops writing dates by it."""


_INSERT = "INSERT INTO register (stream, seq, kind, case_id, version, line, hash) VALUES (?,?,?,?,?,?,?)"


def head(db: sqlite3.Connection, stream: str) -> tuple[int, bytes]:
    """The last sequence number of a register and its hash; (0, GENESIS) for an empty one."""
    found = db.execute("SELECT seq, hash FROM register WHERE stream=? ORDER BY seq DESC LIMIT 1", (stream,)).fetchone()
    return (found[0], found[1]) if found else (0, GENESIS)


def end(db: sqlite3.Connection) -> int:
    """The number of the last row, of whatever register: it grows with every line and never otherwise."""
    return db.execute("SELECT max(id) FROM register").fetchone()[0] or 0


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
    return beside.marked(db, _continued(db, fold(entries)))


def _continued(db: sqlite3.Connection, case: Case) -> Case:
    """The case with the register that goes on with it, where this desk's newer register continues an older one."""
    found = lineage.continued_by(db, case.holder)
    return replace(case, holder=found) if found else case


def load_opinion(db: sqlite3.Connection, opinion_id: str) -> Opinion | None:
    """The opinion of that number; None when no register this desk holds knows it."""
    entries = case_entries(db, opinion_id)
    if not entries or not isinstance(entries[0].event, ev.OpinionAsked):
        return None
    opinion = _retold(db, opinions.fold(entries), entries[0].event.case_id)
    stopped = beside.stopped(db, opinion_id) if beside.disputed(db, opinion_id) else ""
    return replace(opinion, stopped=stopped)


_BESIDE = (
    "SELECT line FROM register WHERE case_id=? AND case_id<>'' AND beside=0 "
    "AND kind IN ('OpinionRecalled','OpinionDueMoved') ORDER BY version"
)


def _retold(db: sqlite3.Connection, opinion: Opinion, case_id: str) -> Opinion:
    """The opinion with what its case has told of it since."""
    for (line,) in db.execute(_BESIDE, (case_id,)):
        opinion = opinions.retold(opinion, recorded(from_line(line)).event)
    return opinion


class Kept(NamedTuple):
    """A case as it was when its rows were last written, and the hashes of the lines it was folded from."""

    case: Case
    hashes: tuple[bytes, ...]


KEPT = 1024
"""Cases remembered from page to page of a feed. A page speaks of some hundreds, most of them not for the first time."""


class Place(NamedTuple):
    """Where a register ends, and the moment of the act that goes on from there."""

    stream: str
    seq: int
    hash: bytes
    at: datetime


class Hand(NamedTuple):
    """Whose hand writes ("" for the law itself), at which window."""

    by: str
    window: str


def append(
    db: sqlite3.Connection,
    place: Place,
    hand: Hand,
    happenings: Sequence[ev.Happening],
    cases: dict[str, Case | Opinion],
    proof: Callable[[str], None] = lambda paper: None,
) -> list[ev.Recorded]:
    """Write events and, in the same transaction, the rows that screens read.

    `cases` holds the cases the events belong to as they were; it holds them as they are afterwards. `proof` sees the
    text of every paper before anything is written, and refuses one that cannot be drawn.
    """
    stream, seq, previous, at = place
    by, window = hand
    stamp = at.isoformat(timespec="seconds")
    written: list[ev.Recorded] = []
    steps: list[tuple[Case | Opinion | None, ev.Recorded, Case | Opinion]] = []
    touched: dict[str, None] = {}
    rows = []
    for case_id, event, _ in happenings:
        if isinstance(event, ev.OpinionGiven) and case_id not in cases and (asked := load_opinion(db, case_id)):
            cases[case_id] = asked  # a reply on paper, which the case it belongs to records
    for case_id, event, audience in happenings:
        seq += 1
        case = cases.get(case_id)
        version = (case.version if case else 0) + 1 if case_id else 0
        kind = type(event).__name__
        body = body_of(event, by, window, version)
        if kind == "PaperDrawn":
            proof(body)
        line = to_line(Entry(stream, seq, stamp, kind, case_id, audience, body))
        previous = chain(previous, line)
        rows.append((stream, seq, kind, case_id, version, line, previous))
        entry = ev.Recorded(event, stream, seq, at, by, window, case_id, version, previous)
        written.append(entry)
        if case_id:
            cases[case_id] = after = _after(case, entry) if case else _begin(entry)
            steps.append((case, entry, after))
            touched[case_id] = None
    try:
        db.executemany(_INSERT, rows)
    except sqlite3.IntegrityError as error:
        raise refuse(Reason.CASE_CHANGED, case=happenings[0].case_id) from error
    for case_id in touched:
        _write_row(db, cases[case_id])
    for entry in written:
        if isinstance(entry.event, opinions.BESIDE):
            _refresh(db, entry.event.opinion_id, marked=False)
    for entry in written:
        effects.apply(db, entry)
    for before, entry, after in steps:
        _step(db, before, entry, after)
    return written


def append_copy(db: sqlite3.Connection, place: Place, entry: Entry) -> Place:
    """Write a fact that was first written elsewhere (see `codec.copied`) at the end of a register. Rows stay as they
    are: `rebuild` reads them. Returns where the register then ends."""
    entry = replace(entry, stream=place.stream, seq=place.seq + 1)
    line = to_line(entry)
    after = place._replace(seq=entry.seq, hash=chain(place.hash, line))
    values = (entry.stream, entry.seq, entry.kind, entry.case_id, version_of(entry.body), line, after.hash)
    db.execute(_INSERT, values)
    return after


def restore(db: sqlite3.Connection, found: Iterable[str]) -> None:
    """Put back a whole register, lines as they were written. Rows stay as they are: `rebuild` reads them."""
    previous, rows = GENESIS, []
    for line in found:
        entry, previous = from_line(line), chain(previous, line)
        version = version_of(entry.body)
        rows.append((entry.stream, entry.seq, entry.kind, entry.case_id, version, line, previous))
    db.executemany(_INSERT, rows)


def line_of(entry: Entry) -> str:
    """The text of a line that was taken apart."""
    return to_line(entry)


def lines_of_kind(db: sqlite3.Connection, kind: str) -> list[str]:
    """Lines of one kind in the order they arrived. Reads the whole register: for rare questions."""
    return [row[0] for row in db.execute("SELECT line FROM register WHERE kind=? ORDER BY id", (kind,))]


def place(db: sqlite3.Connection, stream: str, at: datetime, known: Place | None = None) -> Place:
    """Where the register ends, `known` or looked up. Refused when the clock stands well before its last line."""
    last = known if known and known.stream == stream else _last(db, stream)
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
    query = "SELECT seq, hash, line FROM register WHERE stream=? ORDER BY seq DESC LIMIT 1"
    found = db.execute(query, (stream,)).fetchone()
    return found and Place(stream, found[0], found[1], datetime.fromisoformat(found[2].split("\t", 4)[3]))


def _begin(entry: ev.Recorded) -> Case | Opinion:
    if isinstance(entry.event, ev.OpinionAsked):
        return opinions.opened(entry, entry.event)
    if not isinstance(entry.event, ev.CaseReceived):
        raise refuse(Reason.CASE_UNKNOWN, case=entry.case_id)
    return received(entry, entry.event)


def _after(one: Case | Opinion, entry: ev.Recorded) -> Case | Opinion:
    return evolve(one, entry) if isinstance(one, Case) else opinions.answered(one, entry)


def _write_row(db: sqlite3.Connection, one: Case | Opinion) -> None:
    if isinstance(one, Case):
        views.write_case(db, one)
    else:
        views.write_opinion(db, one)


def _step(db: sqlite3.Connection, before: Case | Opinion | None, entry: ev.Recorded, after: Case | Opinion) -> None:
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


def absorb(
    db: sqlite3.Connection,
    foreign: Iterable[tuple[str, int, str, bytes]],
    own: Sequence[str],
    kept: dict[str, Kept] | None = None,
) -> int:
    """Take in lines of other registers as they are: (stream, seq, line, hash). Returns how many were new.

    `kept` remembers cases from page to page, so that a case need not be folded from its first line for each; to be
    emptied when the transaction is undone.

    Lines of own registers are passed over. A line that cannot be read or collides with another is parked with its
    reason and stops nothing but its own case.
    """
    fresh, begun, touched, disputed = 0, dict[str, None](), dict[str, None](), beside.cases(db)
    readable: list[ev.Recorded] = []
    ends = lineage.ends(db)
    for stream, seq, line, line_hash in foreign:
        if stream in own and seq <= ends.get(stream, lineage.OPEN):
            continue
        entered = _enter(db, (stream, seq, line, line_hash), disputed)
        if entered is None:
            continue
        fresh += 1
        entry, found = entered
        if found is None:
            _park(db, stream, seq, line, "needs a newer desk")
            continue
        readable.append(found)
        if entry.case_id:
            touched[entry.case_id] = None
        if isinstance(found.event, opinions.BESIDE):
            touched[found.event.opinion_id] = None
        if entry.kind == "CaseReceived":
            begun[entry.case_id] = None
    for found in readable:
        effects.apply(db, found, own=False)
    touched |= _settled(db, touched)
    marked, read = beside.cases(db), {found.hash: found for found in readable}
    for case_id in begun | touched:  # in the order `rebuild` has them
        _refresh(db, case_id, marked=case_id in marked, kept=kept, read=read)
    return fresh


def _settled(db: sqlite3.Connection, touched: Iterable[str]) -> dict[str, None]:
    """Let the right lines of each case stand. Returns the cases to read anew: those, and those a question is of."""
    found: dict[str, None] = {}
    marked = beside.cases(db)
    for case_id in touched if marked else ():
        if case_id in marked:
            beside.settle(db, case_id)
            found |= dict.fromkeys((case_id, case_id.partition("-")[0]))
    return found


def note(db: sqlite3.Connection, place: Place, hand: Hand, happenings: Sequence[ev.Happening]) -> None:
    """Write what the hall office says beside cases: lines without a version, which settle what stands."""
    stream, seq, previous, at = place
    stamp = at.isoformat(timespec="seconds")
    for case_id, event, audience in happenings:
        seq += 1
        kind = type(event).__name__
        line = to_line(Entry(stream, seq, stamp, kind, case_id, audience, body_of(event, *hand, 0)))
        previous = chain(previous, line)
        db.execute(beside.INSERT, (stream, seq, kind, case_id, 0, line, previous, beside.SAID))
    for case_id in _settled(db, dict.fromkeys(one.case_id for one in happenings)):
        _refresh(db, case_id, marked=True)


def _park(db: sqlite3.Connection, stream: str, seq: int, line: str, why: str) -> None:
    db.execute("INSERT OR IGNORE INTO parked VALUES (?,?,?,?)", (stream, seq, line, why))


def _enter(
    db: sqlite3.Connection, foreign: tuple[str, int, str, bytes], marked: dict[str, None]
) -> tuple[Entry, ev.Recorded | None] | None:
    """Keep one foreign line in its place, beside its case, or aside. None when it is nothing new to read.

    `marked` are the cases that something stands beside; it gains those of which this line does.
    """
    stream, seq, line, line_hash = foreign
    if (held := _held(db, stream, seq)) is not None:
        if held != line_hash:
            _park(db, stream, seq, line, "another line stands at this place")
        return None
    try:
        entry = from_line(line)
        if (entry.stream, entry.seq) != (stream, seq):
            raise ValueError(f"the line says {entry.stream}/{entry.seq}")
        found = recorded(entry, line_hash) if known(entry.kind) else None
        version = found.version if found else version_of(entry.body)
        origin = found.origin if found else origin_of(entry.body)
    except ValueError as error:
        _park(db, stream, seq, line, str(error))
        return None
    if origin and (held := _held(db, origin[0], origin[1])) is not None and held[:16].hex() == origin[2]:
        return None  # what this line copies stands here already
    row = (stream, seq, entry.kind, entry.case_id, version, line, line_hash)
    fact = origin or (stream, seq, line_hash[:16].hex())
    if entry.kind in beside.KINDS:
        db.execute(beside.INSERT, (*row, beside.SAID))
        marked[entry.case_id] = None
        return entry, found
    if entry.case_id in marked and _same_fact(db, entry.case_id, version, fact):
        return None
    try:
        db.execute(_INSERT, row)
    except sqlite3.IntegrityError:
        if _same_fact(db, entry.case_id, version, fact):
            return None
        db.execute(beside.INSERT, (*row, beside.FALLEN))
        marked[entry.case_id] = None
    return entry, found


def _held(db: sqlite3.Connection, stream: str, seq: int) -> bytes | None:
    found = db.execute("SELECT hash FROM register WHERE stream=? AND seq=?", (stream, seq)).fetchone()
    return bytes(found[0]) if found else None


def _same_fact(db: sqlite3.Connection, case_id: str, version: int, fact: tuple[str, int, str]) -> bool:
    """Whether a line that claims a step of a case is the same fact: the line itself, or another copy of it."""
    for line, line_hash in beside.claimed(db, case_id, version):
        there = from_line(line)
        if (origin_of(there.body) or (there.stream, there.seq, line_hash[:16].hex())) == fact:
            return True
    return False


def _refresh(
    db: sqlite3.Connection,
    case_id: str,
    *,
    marked: bool,
    fresh: bool = False,
    kept: dict[str, Kept] | None = None,
    read: Mapping[bytes, ev.Recorded] | None = None,
) -> None:
    """Read a case or an opinion anew: its lines may have come late and in any order.

    `marked`: something stands beside it or a question of it; it is then read from its first line. `fresh`: it has no
    rows yet.
    """
    if marked and kept:
        kept.pop(case_id, None)
    case, hashes = _remembered(db, case_id, kept)
    entries = case_entries(db, case_id, len(hashes), read)
    if case is None:
        if entries and isinstance(entries[0].event, ev.OpinionAsked):
            views.write_opinion(db, _retold(db, opinions.fold(entries), entries[0].event.case_id))
        if not entries or not isinstance(entries[0].event, ev.CaseReceived):
            return
        if not fresh:
            views.forget(db, case_id)
    for entry in entries:
        after = evolve(case, entry) if case else fold([entry])
        _step(db, case, entry, after)
        case = after
    if case and marked:
        views.rewrite_case(db, beside.marked(db, _continued(db, case)))
    elif case:
        views.write_case(db, _continued(db, case))
    if case and kept is not None and not marked:
        kept[case_id] = Kept(case, (*hashes, *(entry.hash for entry in entries)))
        if len(kept) > KEPT:
            del kept[next(iter(kept))]


def _remembered(
    db: sqlite3.Connection, case_id: str, kept: dict[str, Kept] | None
) -> tuple[Case | None, tuple[bytes, ...]]:
    """A case remembered from an earlier page, if its lines and its row still stand where they stood then."""
    found = kept.pop(case_id, None) if kept else None
    if found is None or views.version(db, case_id) != found.case.version:
        return None, ()
    query = "SELECT hash FROM register WHERE case_id=? AND case_id<>'' AND beside=0 AND version<=? ORDER BY version"
    standing = db.execute(query, (case_id, len(found.hashes))).fetchall()
    return (found.case, found.hashes) if [one for (one,) in standing] == list(found.hashes) else (None, ())


def every(db: sqlite3.Connection) -> Iterator[ev.Recorded]:
    """Every event this desk can read, in the order it arrived."""
    for line, line_hash in db.execute("SELECT line, hash FROM register ORDER BY id"):
        entry = from_line(line)
        if known(entry.kind):
            yield recorded(entry, line_hash)


def rebuild(db: sqlite3.Connection, own: Sequence[str]) -> int:
    """Empty the rows and read them again from the register. Returns how many events were read.

    Lines that were kept aside for a newer desk are read when this desk is new enough.
    """
    views.empty(db)
    count, ends = 0, lineage.ends(db)
    for entry in every(db):
        db.execute("DELETE FROM parked WHERE stream=? AND seq=?", (entry.stream, entry.seq))
        effects.apply(db, entry, own=entry.stream in own and entry.seq <= ends.get(entry.stream, lineage.OPEN))
        count += 1
    ids = db.execute("SELECT DISTINCT case_id FROM register WHERE case_id<>'' ORDER BY case_id").fetchall()
    order = db.execute("SELECT case_id FROM register WHERE kind='CaseReceived' ORDER BY id").fetchall()
    marked = beside.cases(db)
    _settled(db, marked)
    for (case_id,) in dict.fromkeys([*order, *ids]):
        _refresh(db, case_id, marked=case_id in marked, fresh=True)
    return count
