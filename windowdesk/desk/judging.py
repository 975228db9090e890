"""What no desk alone can know, ruled by the hall office: it reads the hall in hall order and says what it found."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING

from windowdesk.desk import identity
from windowdesk.desk.office import at_office
from windowdesk.models import events as ev
from windowdesk.models.dispute import Claim, Place, Ruled, standing
from windowdesk.models.office import window_of
from windowdesk.models.rules import licensing
from windowdesk.models.wire import from_line
from windowdesk.store import arrivals, beside, forgotten, judged, lineage, lists, register
from windowdesk.store.codec import copied

if TYPE_CHECKING:
    import sqlite3

    from windowdesk.desk.door import Desk
    from windowdesk.hall.interface import Hall, HallEvent

PAGE = 2000
"""Lines of the hall taken in one transaction."""

CITES = (licensing.ONE_WINDOW,)

Ends = Callable[[], dict[str, int]]
"""How far the hall has each register, asked once and only where it matters; one that it forgot is not among them."""

LOST = "原定为准的一条已随磁盘丢失"
"""Why another line stands than was ruled."""


@dataclass(frozen=True, slots=True)
class Judged:
    """How many lines of the hall were new, and what was said of which case.

    `awaited` are the registers that a restored hall still waits for: nothing is said before they are back.
    """

    read: int = 0
    verdicts: tuple[ev.Happening, ...] = ()
    awaited: tuple[str, ...] = ()


def judge(desk: Desk, hall: Hall, at: datetime) -> Judged:
    """Read what the hall has that was not read yet, and write the verdicts to the office's register.

    A verdict once given is never given otherwise, whatever the hall's order became since, unless the line that it
    names is lost. Raises HallError, and Refused at any other desk.
    """
    at_office(desk)
    read = _read(desk, hall)
    if awaited := hall.awaited():
        return Judged(read, awaited=awaited)
    found: list[ev.Happening] = []
    identity.take_new(desk, at)
    ends = cache(lambda: {one.stream: one.head.seq for one in hall.streams()})
    with desk.store.write() as db:
        _say_again(desk, db, ends, at)
        for case_id in judged.waiting(db):
            found += _verdicts(db, ends, case_id, at)
        judged.done(db)
        if found:
            arrivals.note(db, register.place(db, desk.stream, at), register.Hand("", desk.settings.window), found)
    return Judged(read, tuple(found))


def _say_again(desk: Desk, db: sqlite3.Connection, ends: Ends, at: datetime) -> None:
    """What an older register of the office said, and hall and disk have lost, is carried over: every register is back
    or closed by now, so nobody else will send it."""
    own = lineage.own(db)
    lines = forgotten.by_office(db, desk.setting.hall.division, own)
    lost = [(entry, line_hash) for entry, line_hash in lines if entry.seq > ends().get(entry.stream, 0)]
    if not lost:
        return
    before, place = register.end(db), register.place(db, desk.stream, at)
    gone = forgotten.Forgotten(db)
    for entry, line_hash in lost:
        gone.yields_to_copy(entry.stream, entry.seq)
        place = register.append_copy(db, place, copied(entry, line_hash, "", 0, entry.case_id, {}))
    arrivals.rebuild(db, own)
    register.grown(db, before)
    identity.copy_out(desk)


def _read(desk: Desk, hall: Hall) -> int:
    """Take in the hall's new lines, a page a transaction; all of them anew when the hall was restored."""
    position, mark = _place(desk)
    if position and not _stands(hall, position, mark):
        with desk.store.write() as db:
            judged.forget(db)
        position = 0
    count = 0
    source = hall.events(position, PAGE)
    while page := list(islice(source, PAGE)):
        with desk.store.write() as db:
            for one in page:
                judged.take(db, from_line(one.line), one.hash, one.position, one.received_at)
            lists.set_meta(db, "judged", f"{page[-1].position} {page[-1].hash.hex()}")
        count += len(page)
    return count


def _place(desk: Desk) -> tuple[int, str]:
    position, _, mark = lists.meta(desk.store.read(), "judged").partition(" ")
    return int(position or 0), mark


def _stands(hall: Hall, position: int, mark: str) -> bool:
    """Whether the line read last is still where it was."""
    found: HallEvent | None = next(iter(hall.events(position - 1, 1)), None)
    return found is not None and found.position == position and found.hash.hex() == mark


def _verdicts(db: sqlite3.Connection, ends: Ends, case_id: str, at: datetime) -> Iterator[ev.Happening]:
    said, department = beside.said(db, case_id), judged.department(db, case_id)
    lost = _lost(db, ends, case_id, said)
    places = {version: place for version, place in said.places.items() if version not in lost}
    for event in (*_clashes(db, case_id, places, lost, at), *_twice(db, case_id, places, at)):
        yield ev.Happening(case_id, event, department)
    if "-" in case_id:
        return
    for other in judged.same(db, case_id):
        yield from _duplicate(db, case_id, other, said, department, at)


def _lost(db: sqlite3.Connection, ends: Ends, case_id: str, said: Ruled) -> set[int]:
    """The steps for which a line was named that is gone: with a disk, when the hall had been put back from a backup."""
    if not said.places:
        return set()
    there = {claim.place for claim in judged.claims(db, case_id)}
    gone = {version: place for version, place in said.places.items() if place not in there}
    return {version for version, (stream, seq) in gone.items() if ends().get(stream, 0) < seq}


def _clashes(
    db: sqlite3.Connection, case_id: str, places: dict[int, Place], lost: set[int], at: datetime
) -> Iterator[ev.Event]:
    """Steps that two lines claim: the first in hall order stands. `places` gains what is ruled here."""
    claims = judged.claims(db, case_id)
    order = {claim.place: n for n, claim in enumerate(claims)}
    while contested := standing(claims, places, held="-" not in case_id).contested:
        first, *rest = sorted(contested, key=lambda claim: order[claim.place])
        places[first.version] = first.place
        fallen = tuple(claim.place for claim in rest)
        if first.version in lost:
            yield ev.ClashRuled(first.version, *first.place, LOST, "", at.date(), CITES)
        elif first.version == 1 and judged.kind_at(db, case_id, first) == "CaseReceived":
            yield ev.NumberClash(first.stream, first.seq, fallen, at.date(), CITES)
        else:
            yield ev.VersionClash(first.version, first.stream, first.seq, fallen, at.date(), CITES)
    stands = standing(claims, places, held="-" not in case_id).stands if lost else ()
    for claim in claims:
        if claim.version in lost.difference(places) and claim.place in stands:
            places[claim.version] = claim.place
            yield ev.ClashRuled(claim.version, *claim.place, LOST, "", at.date(), CITES)


def _twice(db: sqlite3.Connection, case_id: str, places: dict[int, Place], at: datetime) -> Iterator[ev.Event]:
    """A task that two registers decided: both lines are kept; opposite ones stop the case."""
    found = judged.decided(db, case_id)
    if len(found) < 2 or not places:
        return
    claims = judged.claims(db, case_id)
    stands = standing(claims, places, held="-" not in case_id).stands
    told = {frozenset((one.first, one.second)) for one in _said(db, case_id) if isinstance(one, ev.DecidedTwice)}
    first = next((one for one in found if one.place in stands), found[0])
    for second in found:
        if second.place in stands or second is first or frozenset((first.place, second.place)) in told:
            continue
        effect = "concur" if second.said == first.said else "conflict"
        task = "decision" if second.kind == "DecisionMade" else "opinion"
        version = max((v for v, place in places.items() if v <= _version(claims, second.place)), default=0)
        yield ev.DecidedTwice(task, version, first.place, second.place, effect, at.date(), CITES)


def _version(claims: list[Claim], place: Place) -> int:
    return next(claim.version for claim in claims if claim.place == place)


def _said(db: sqlite3.Connection, case_id: str) -> list[ev.Event]:
    return [entry.event for entry, fallen in beside.lines(db, case_id) if not fallen]


def _duplicate(
    db: sqlite3.Connection, case_id: str, other: judged.Receipt, said: Ruled, department: str, at: datetime
) -> Iterator[ev.Happening]:
    """两头受理: both cases are told of each other, once."""
    mine = judged.receipts(db, case_id)
    if not mine or mine[0].stream == other.stream:
        return
    if other.case_id not in said.twins:
        event = ev.DuplicateFound(other.case_id, window_of(other.stream), at.date(), CITES)
        yield ev.Happening(case_id, event, department)
    if case_id not in beside.said(db, other.case_id).twins and other.case_id not in judged.waiting(db):
        event = ev.DuplicateFound(case_id, window_of(mine[0].stream), at.date(), CITES)
        yield ev.Happening(other.case_id, event, other.department)
