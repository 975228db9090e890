"""Two machines, one identity: the second to reach the hall gives it up and loses nothing of what it accepted.

What the hall does not have is copied, in order, into a register of the desk's own: each copy names where the fact was
first written, so that nobody counts it twice; what a third machine has carried over already stays that one's. A case
number that both gave out stays with the case the hall heard of first; the other case gets a new one, its applicant a
notice, and both numbers find it. What was done to a case that had gone on otherwise is kept as it was written, without
effect, until a person rules.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from msgspec import structs

from windowdesk.desk import identity
from windowdesk.i18n import say
from windowdesk.models import events as ev
from windowdesk.models import intake
from windowdesk.models.case import Case
from windowdesk.models.opinion import Opinion
from windowdesk.models.papers import numbering
from windowdesk.models.refusal import Refused
from windowdesk.models.wire import GENESIS, Entry, chain, from_line
from windowdesk.store import arrivals, beside, jobs, lineage, lists, register
from windowdesk.store.codec import Origin, copied, fact_of, recorded, version_of

if TYPE_CHECKING:
    from windowdesk.desk.door import Desk
    from windowdesk.hall.interface import Hall
    from windowdesk.models.setting import Setting

DOUBLED = "doubled"
"""The note that lists paper and certificate numbers which two machines gave out."""
SESSIONS = ("DeskOpened", "SessionOpened")
PAGE = 500


class Line(NamedTuple):
    """A line at its place in a register."""

    seq: int
    line: str
    hash: bytes


@dataclass
class Parted:
    """What became of one register: where the two machines parted, and what was done about it."""

    stream: str
    common: int
    others: tuple[str, ...] = ()
    now: str = ""
    copied: int = 0
    renumbered: list[tuple[str, str]] = field(default_factory=list)
    aside: tuple[str, ...] = ()
    doubled: tuple[str, ...] = ()

    @property
    def sentences(self) -> tuple[str, ...]:
        """What the clerk and the office should know."""
        found = [_met(self)]
        found += [
            say(
                f"办件编号 {before} 两台机器都用过：本机的这一件改为 {now}，告知书已排队打印，两个编号都能查到。",
                f"Case number {before} was given out by both machines: this desk's case is {now} now, a notice for the "
                "applicant waits to be printed, and both numbers find it.",
            )
            for before, now in self.renumbered
        ]
        if self.aside:
            listed = "、".join(self.aside)
            found.append(
                say(
                    f"办件 {listed} 在另一台机器上先有办理，本机的办理已留存，请大厅办公室裁定。",
                    f"{listed} had gone on at the other machine first; what was done here waits for the office.",
                )
            )
        if self.doubled:
            listed = "、".join(self.doubled)
            found.append(
                say(
                    f"下列文书、证件编号两台机器都用过，请收回本机出具的并换发：{listed}。",
                    f"Both machines gave out these paper or certificate numbers; replace this desk's papers: {listed}.",
                )
            )
        return tuple(found)


def _met(parted: Parted) -> str:
    others = "、".join(parted.others) or say("另一台机器", "another machine")
    told = say(
        f"{others} 与本机共用身份 {parted.stream}，并已先向大厅上报（第 {parted.common} 条以后）。",
        f"{others} shares the identity {parted.stream} with this machine and reported to the hall first "
        f"(after line {parted.common}).",
    )
    if not parted.now:
        return told + say("本机不再使用该身份。", " This machine gives it up.")
    return told + say(
        f"本机改用 {parted.now}，{parted.copied} 笔已转入，没有丢失。请查明两台机器，停用其中一台。",
        f" This one is {parted.now} now; {parted.copied} lines were carried over and none is lost. Find both machines "
        "and stop one.",
    )


def settle(desk: Desk, hall: Hall, stream: str, at: datetime, *, lodge: bool = False) -> Parted | None:
    """Give up what another machine went on with. None when there is nothing to give up, or it was done already.

    A hall put back from a backup may have begun a register otherwise than it had: then more of it is given up.
    `lodge` also hands the hall the branch as evidence, where the push itself could not. Raises HallError.
    """
    db = desk.store.read()
    if stream not in lineage.own(db):
        return None
    end = lineage.ends(db).get(stream, lineage.OPEN)
    common, theirs = _parting(db, hall, stream)
    if common >= end:
        return None
    if lodge:
        _lodge(db, hall, stream, common)
    window = f"{stream.rpartition('.')[0]}."
    there = [one.stream for one in hall.streams() if one.stream.startswith(window)]
    carried = _carried(db, hall, stream, common, [one for one in there if one not in lineage.own(db)])
    parting = _Parting(stream, common, theirs, carried, {int(one[-1]) for one in there if one[-1].isdigit()})
    with desk.store.write() as writer:
        if lineage.ends(writer).get(stream, lineage.OPEN) != end:
            return None
        return _give_up(desk, writer, parting, at)


def _parting(db: sqlite3.Connection, hall: Hall, stream: str) -> tuple[int, list[Line]]:
    """The last line both hold, and what the hall has after it."""
    head = hall.head(stream)
    acked = db.execute("SELECT seq FROM acknowledged WHERE stream=?", (stream,)).fetchone()
    start = min(int(acked[0]) if acked else 0, head.seq, register.head(db, stream)[0])
    for after in dict.fromkeys((start, 0)):
        lines = list(_chained(hall, stream, after, _hash_at(db, stream, after)))
        if (lines[-1].hash if lines else _hash_at(db, stream, after)) == head.hash:
            break
    same = 0
    for one in lines:
        if _hash_at(db, stream, one.seq) != one.hash:
            break
        same += 1
    return after + same, lines[same:]


def _carried(
    db: sqlite3.Connection, hall: Hall, stream: str, common: int, others: list[str]
) -> dict[Origin, tuple[str, Line]]:
    """What of this desk's part another machine, with which it was shared in turn, has carried over already."""
    query = "SELECT line, hash FROM register WHERE stream=? AND seq>?"
    wanted = {fact_of(from_line(line), line_hash) for line, line_hash in db.execute(query, (stream, common))}
    found: dict[Origin, tuple[str, Line]] = {}
    for other in others if wanted else ():
        for one in _chained(hall, other, 0, GENESIS):
            if (fact := fact_of(from_line(one.line), one.hash)) in wanted:
                found.setdefault(fact, (other, one))
    return found


def _chained(hall: Hall, stream: str, after: int, previous: bytes) -> Iterator[Line]:
    """The hall's lines of a register, with their hashes."""
    while lines := hall.register(stream, after, PAGE):
        for line in lines:
            after, previous = after + 1, chain(previous, line)
            yield Line(after, line, previous)


def _hash_at(db: sqlite3.Connection, stream: str, seq: int) -> bytes:
    found = db.execute("SELECT hash FROM register WHERE stream=? AND seq=?", (stream, seq)).fetchone()
    return bytes(found[0]) if found else GENESIS


def _lodge(db: sqlite3.Connection, hall: Hall, stream: str, common: int) -> None:
    lines = register.lines(db, stream, common, PAGE)
    if lines:
        hall.push(stream, common + 1, lines, _hash_at(db, stream, common + len(lines)))


# -- in one transaction


class _Parting(NamedTuple):
    """A register and its last common line, what the hall has after it, what of this desk's part it has by other
    registers, and the incarnations it knows of."""

    stream: str
    common: int
    theirs: list[Line]
    carried: dict[Origin, tuple[str, Line]]
    taken: set[int]


def _give_up(desk: Desk, db: sqlite3.Connection, parting: _Parting, at: datetime) -> Parted:
    stream, common, theirs, carried, taken = parting
    found = Parted(stream, common, _machines(theirs))
    end = lineage.ends(db).get(stream, lineage.OPEN)
    if register.head(db, stream)[0] > common:
        # Refused while the clock stands behind what was written last: notices bear its date. Asked here once, for the
        # copies below keep their own times, which may be of a clock that was ahead.
        register.place(db, desk.stream, at)
    before = register.end(db)
    tail = [row for row in lineage.moved_tail(db, stream, common) if row[0] <= end]
    lineage.end(db, stream, common)
    others = [from_line(one.line) for one in theirs]
    there = {*carried, *(fact_of(entry, one.hash) for entry, one in zip(others, theirs, strict=True))}
    written = [(entry, row[2]) for row in tail for entry in [from_line(row[1])]]
    mine = [one for one in written if fact_of(*one) not in there]
    renamed = {
        entry.case_id: case_id
        for entry, line_hash in written
        if entry.kind == "CaseReceived" and (held := carried.get(fact_of(entry, line_hash)))
        if (case_id := from_line(held[1].line).case_id) != entry.case_id
    }
    arrivals.absorb(db, [_foreign(other, one) for other, one in carried.values()], lineage.own(db))
    setting = desk.setting
    if mine and lineage.ended(db, desk.stream):
        found.now = identity.succeed(desk, db, at, "cloned", taken=taken, take_over=False)
        setting = replace(setting, incarnation=lineage.newest(db))
    elif mine:
        found.now = desk.stream
    if found.now:
        plan = _plan(desk, db, setting, mine, others, renamed, at)
        entries = list(_copies(mine, plan))
        found.copied, found.aside = len(entries), tuple(sorted(map(plan.named, plan.aside)))
        _append(desk, db, register.place_anyway(db, found.now, at), entries)
    arrivals.absorb(db, [_foreign(stream, one) for one in theirs], lineage.own(db))
    arrivals.rebuild(db, lineage.own(db))
    if found.now:
        found.renumbered = [_renumber(desk, db, setting, was, now, at) for was, now in plan.numbers.items()]
        found.doubled = _doubled([entry for entry, _ in mine], others)
    _hold_orphans(db)
    register.grown(db, before)
    if found.doubled:
        lists.set_meta(db, DOUBLED, json.dumps(found.doubled, ensure_ascii=False))
    identity.copy_out(desk)
    desk.store.after(lambda: _forget(desk))
    return found


def _forget(desk: Desk) -> None:
    """What the desk remembers of itself and its cases is read anew."""
    desk.known = False
    desk.reload()


def _foreign(stream: str, one: Line) -> tuple[str, int, str, bytes]:
    return stream, one.seq, one.line, one.hash


def _machines(theirs: Iterable[Line]) -> tuple[str, ...]:
    """The machines whose sessions those lines are, with the time each began."""
    found = {}
    for one in theirs:
        entry = from_line(one.line)
        if entry.kind in SESSIONS:
            event = _event(entry)
            name = str(event.get("host") or event.get("machine") or "?")
            found[name] = f"{name}（{entry.at[:16].replace('T', ' ')}）"
    return tuple(found.values())


@dataclass
class _Plan:
    """New numbers by old ones, their serials, and the cases on which another machine was first; `renamed` are those
    that a third machine has given a new number already."""

    renamed: dict[str, str]
    numbers: dict[str, str] = field(default_factory=dict)
    serials: dict[str, int] = field(default_factory=dict)
    aside: set[str] = field(default_factory=set)

    def named(self, case_id: str) -> str:
        """The number of a case, or of a question with its case, as it is from now on."""
        root = _root(case_id)
        return (self.numbers.get(root) or self.renamed.get(root, root)) + case_id.removeprefix(root)


def _plan(
    desk: Desk,
    db: sqlite3.Connection,
    setting: Setting,
    mine: list[tuple[Entry, bytes]],
    others: list[Entry],
    renamed: dict[str, str],
    at: datetime,
) -> _Plan:
    theirs = {(one.case_id, _version(one)): one.kind for one in others if one.case_id}
    plan = _Plan(renamed)
    act = desk.act(db, at)
    for one, line_hash in mine:
        case_id = one.case_id if _root(one.case_id) in plan.numbers else plan.named(one.case_id)
        place = (case_id, _version(one))
        if not all(place):  # of no case, or said beside one
            continue
        first = theirs.get(place) or _elsewhere(db, place, fact_of(one, line_hash))
        if not first:
            continue
        if one.kind == first == "CaseReceived":
            on = date.fromisoformat(_event(one)["received_on"])
            number, serial = intake.numbered(act, setting, on)
            plan.numbers[one.case_id], plan.serials[one.case_id] = number, serial
        else:
            plan.aside.add(one.case_id)
    plan.aside = {one for one in plan.aside if _root(one) not in plan.numbers}
    return plan


def _elsewhere(db: sqlite3.Connection, place: tuple[str, int], fact: Origin) -> str:
    """The kind of another fact that a line held here claims a step of a case for, or ""."""
    return next((entry.kind for entry, found in beside.claimed(db, *place) if found != fact), "")


def _root(case_id: str) -> str:
    return case_id.partition("-")[0]


def _copies(tail: Iterable[tuple[Entry, bytes]], plan: _Plan) -> Iterator[Entry | ev.Happening]:
    """The tail as it goes into the new register; marks of sessions stay with the old one."""
    for entry, line_hash in tail:
        if entry.kind in SESSIONS:
            continue
        if entry.case_id in plan.aside:
            kept = ev.ActSetAside(plan.named(entry.case_id), register.line_of(entry), line_hash.hex())
            yield ev.Happening("", kept, entry.audience)
            continue
        case_id = plan.named(entry.case_id)
        changes: dict[str, Any] = {}
        if entry.case_id in plan.serials and entry.kind == "CaseReceived":
            changes["serial"] = plan.serials[entry.case_id]
        if case_id != entry.case_id and entry.kind == "OpinionAsked":
            changes["case_id"] = _root(case_id)
        yield copied(entry, line_hash, "", 0, case_id, changes)


def _append(desk: Desk, db: sqlite3.Connection, place: register.Place, found: Sequence[Entry | ev.Happening]) -> None:
    for one in found:
        if isinstance(one, Entry):
            place = register.append_copy(db, place, one)
        else:
            hand = register.Hand("", desk.settings.window)
            (written,) = register.append(db, place, hand, [one], {})
            place = structs.replace(place, seq=written.seq, hash=written.hash)


def _renumber(
    desk: Desk, db: sqlite3.Connection, setting: Setting, before: str, number: str, at: datetime
) -> tuple[str, str]:
    """Say so in the register, and tell the applicant."""
    case = register.load(db, number)
    if case is None:  # not to be read by this desk; its lines are kept all the same
        return before, number
    act = structs.replace(desk.act(db, at), seal_fault=lambda _: "", undrawable=lambda _: "")
    made = ev.CaseRenumbered(before, number, tuple(paper.number for paper in case.papers), act.today)
    events: list[ev.Event | ev.Happening] = [made]
    with suppress(Refused):  # a hall without the seal: the number is right all the same
        events.append(numbering.renumbered(setting, act, case, made))
    cases: dict[str, Case | Opinion] = {number: case}
    hand = register.Hand("", desk.settings.window)
    register.append(db, register.place_anyway(db, setting.stream, at), hand, intake.happening(case, events), cases)
    return before, number


def _doubled(mine: list[Entry], others: list[Entry]) -> tuple[str, ...]:
    """Paper and certificate numbers that both machines gave out."""
    return tuple(sorted(_numbers(mine) & _numbers(others)))


def _numbers(entries: Iterable[Entry]) -> set[str]:
    found = set()
    for entry in entries:
        if entry.kind == "PaperDrawn":
            found.add(str(_event(entry).get("notice", {}).get("number", "")))
        elif entry.kind == "CertificateMade":
            found.add(str(_event(entry).get("number", "")))
    return found - {""}


def _event(entry: Entry) -> dict[str, Any]:
    """The event of a line as data; empty where another machine wrote what cannot be read."""
    try:
        event = entry.data().get("event")
    except ValueError:
        return {}
    return event if isinstance(event, dict) else {}


def _version(entry: Entry) -> int:
    try:
        return version_of(entry.body)
    except ValueError:
        return 0


def _hold_orphans(db: sqlite3.Connection) -> None:
    """A paper whose act was set aside is not printed any more; a person sees why."""
    told = say(
        "本笔办理已留存待裁定，纸件不再打印", "the act was set aside until somebody rules; its paper is not printed"
    )
    jobs.hold_orphans(db, told)


def kept_aside(db: sqlite3.Connection) -> list[ev.ActSetAside]:
    """What stands without effect until somebody rules, in the order it arrived."""
    found = (recorded(from_line(line)).event for line in register.lines_of_kind(db, "ActSetAside"))
    return [event for event in found if isinstance(event, ev.ActSetAside)]


def doubled(db: sqlite3.Connection) -> tuple[str, ...]:
    """Numbers of papers and certificates that two machines gave out."""
    told = lists.meta(db, DOUBLED)
    return tuple(json.loads(told)) if told else ()
