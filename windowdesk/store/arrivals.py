"""Lines that arrive from other desks, the office's word beside them, and the rows read anew from all of it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from windowdesk.models import events as ev
from windowdesk.models import opinion as opinions
from windowdesk.models.case import Case, evolve, fold
from windowdesk.models.wire import Entry, chain, from_line, to_line
from windowdesk.store import beside, effects, forgotten, lineage, lists, register, views
from windowdesk.store.codec import Origin, body_of, known, origin_of, recorded, version_of


class Kept(NamedTuple):
    """A case as it was when its rows were last written, and the hashes of the lines it was folded from."""

    case: Case
    hashes: tuple[bytes, ...]


KEPT = 1024
"""Cases remembered from page to page of a feed. A page speaks of some hundreds, most of them not for the first time."""


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
    reason and stops nothing but its own case. What a restored hall has forgotten gives way to what it sends.
    """
    fresh, begun, touched, disputed = 0, dict[str, None](), dict[str, None](), beside.cases(db)
    readable: list[ev.Recorded] = []
    ends, last = lineage.ends(db), dict[str, int]()
    before, lost = register.end(db), forgotten.Forgotten(db)
    for stream, seq, line, line_hash in foreign:
        if stream in own and seq <= ends.get(stream, lineage.OPEN):
            continue
        if stream not in last:
            last[stream] = register.head(db, stream)[0]
        entered = _enter(db, (stream, seq, line, line_hash), disputed, lost, perhaps_held=seq <= last[stream])
        last[stream] = max(last[stream], seq)
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
    if lost.gave_way:
        rebuild(db, lineage.own(db))
        register.grown(db, before)
        if kept:
            kept.clear()
        return fresh
    for found in readable:
        effects.apply(db, found, own=False)
    touched |= _settled(db, touched)
    marked, read = beside.cases(db), {found.hash: found for found in readable}
    for case_id in begun | touched:  # in the order `rebuild` has them
        _refresh(db, case_id, marked=case_id in marked, kept=kept, read=read)
    return fresh


def _settled(db: sqlite3.Connection, touched: Iterable[str]) -> dict[str, None]:
    """Let the right lines of each case stand. Returns what is to be read anew: those cases, those a question is of, and
    their questions, of which a step of the case may have told."""
    found: dict[str, None] = {}
    marked = beside.cases(db)
    for case_id in touched if marked else ():
        if case_id in marked:
            beside.settle(db, case_id)
            root = case_id.partition("-")[0]
            found |= dict.fromkeys((case_id, root, *lists.opinion_ids(db, root)))
    return found


def note(
    db: sqlite3.Connection, place: register.Place, hand: register.Hand, happenings: Sequence[ev.Happening]
) -> None:
    """Write what the hall office says beside cases: lines without a version, which settle what stands."""
    stream, previous, stamp = place.stream, place.hash, place.at.isoformat(timespec="seconds")
    for seq, one in enumerate(happenings, place.seq + 1):
        kind = type(one.event).__name__
        body = body_of(one.event, hand.by, hand.window, 0)
        line = to_line(Entry(stream, seq, stamp, kind, one.case_id, one.audience, body))
        previous = chain(previous, line)
        db.execute(beside.INSERT, (stream, seq, kind, one.case_id, 0, line, previous, beside.SAID))
    for case_id in _settled(db, dict.fromkeys(one.case_id for one in happenings)):
        _refresh(db, case_id, marked=True)


def _park(db: sqlite3.Connection, stream: str, seq: int, line: str, why: str) -> None:
    db.execute("INSERT OR IGNORE INTO parked VALUES (?,?,?,?)", (stream, seq, line, why))


def _enter(
    db: sqlite3.Connection,
    foreign: tuple[str, int, str, bytes],
    marked: dict[str, None],
    lost: forgotten.Forgotten,
    *,
    perhaps_held: bool,
) -> tuple[Entry, ev.Recorded | None] | None:
    """Keep one foreign line in its place, beside its case, or aside. None when it is nothing new to read.

    `marked` are the cases that something stands beside; it gains those of which this line does. A line after the last
    of its register cannot be `perhaps_held`.
    """
    stream, seq, line, line_hash = foreign
    if perhaps_held and (held := _held(db, stream, seq)) is not None:
        if held == line_hash:
            if lost.some:
                lost.comes_again(from_line(line), line_hash)
            return None
        if not lost.yields(stream, seq):
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
    if origin and _stands(db, origin) and not lost.yields_to_copy(origin[0], origin[1]):
        return None  # what this line copies is here already
    row = (stream, seq, entry.kind, entry.case_id, version, line, line_hash)
    fact = origin or (stream, seq, line_hash[:16].hex())
    lost.make_room(entry.case_id, version, fact)
    if entry.kind in beside.KINDS:
        db.execute(beside.INSERT, (*row, beside.SAID))
        marked[entry.case_id] = None
        return entry, found
    if entry.case_id in marked and _same_fact(db, entry.case_id, version, fact):
        return None
    try:
        db.execute(register.INSERT, row)
    except sqlite3.IntegrityError:
        if _same_fact(db, entry.case_id, version, fact):
            return None
        db.execute(beside.INSERT, (*row, beside.FALLEN))
        marked[entry.case_id] = None
    return entry, found


def _held(db: sqlite3.Connection, stream: str, seq: int) -> bytes | None:
    found = db.execute("SELECT hash FROM register WHERE stream=? AND seq=?", (stream, seq)).fetchone()
    return bytes(found[0]) if found else None


def _stands(db: sqlite3.Connection, fact: Origin) -> bool:
    """Whether a fact is held here where it was first written."""
    held = _held(db, fact[0], fact[1])
    return held is not None and held[:16].hex() == fact[2]


def _same_fact(db: sqlite3.Connection, case_id: str, version: int, fact: Origin) -> bool:
    """Whether a line that claims a step of a case is the same fact: the line itself, or another copy of it."""
    return any(found == fact for _, found in beside.claimed(db, case_id, version))


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
    entries = register.case_entries(db, case_id, len(hashes), read)
    if case is None:
        if entries and isinstance(entries[0].event, ev.OpinionAsked):
            views.write_opinion(db, register.retold(db, opinions.fold(entries), entries[0].event.case_id))
        if not entries or not isinstance(entries[0].event, ev.CaseReceived):
            return
        if not fresh:
            views.forget(db, case_id)
    for entry in entries:
        after = evolve(case, entry) if case else fold([entry])
        register.step(db, case, entry, after)
        case = after
    if case and marked:
        views.rewrite_case(db, beside.marked(db, register.continued(db, case)))
    elif case:
        views.write_case(db, register.continued(db, case))
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
