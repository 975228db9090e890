"""A desk whose disk died: a new home, a new identity, its own registers back from the hall, and its cases gone on with.

Numbers never go on from what the hall knows: the dead disk may have given out others. What was never sent is gone,
unless a second copy was kept; then it is taken from there, put into the old register where it belongs, and sent.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from windowdesk.desk import identity, setup, syncing
from windowdesk.desk.door import Desk
from windowdesk.i18n import say
from windowdesk.models.office import OFFICE, window_of
from windowdesk.models.parties import Hall as HallFile
from windowdesk.models.wire import GENESIS, chain, from_line
from windowdesk.store import arrivals, jobs, lineage, register, secondcopy
from windowdesk.store.connection import Store

if TYPE_CHECKING:
    from collections.abc import Sequence

    from windowdesk.hall.interface import Hall, StreamStatus

PAGE = 5000
GONE_ON = ("moved", "restored", "recovered", "overtaken")
"""Why a register followed another whose cases it went on with."""

Lines = list[tuple[str, bytes]]


@dataclass(frozen=True, slots=True)
class Recovered:
    """What came back: registers with their number of lines, lines only the second copy had, papers to look at."""

    stream: str
    registers: tuple[tuple[str, int], ...]
    unsent: int
    held: int
    outcome: syncing.SyncOutcome

    @property
    def sentences(self) -> tuple[str, ...]:
        """What the clerk should know and do."""
        listed = "、".join(f"{name}（{count}）" for name, count in self.registers)
        found = [
            say(
                f"已取回 {listed}，本窗口现在是 {self.stream}，编号从头开始，不会重复。",
                f"Back: {listed}. This desk is {self.stream} now; its numbers start anew and none repeats.",
            )
        ]
        if self.unsent:
            found.append(
                say(
                    f"其中 {self.unsent} 笔只在第二份副本中，已补报大厅。",
                    f"{self.unsent} lines were in the second copy only and have been sent to the hall.",
                )
            )
        if self.held:
            found.append(
                say(
                    f"{self.held} 份纸件不能确定是否已经打印，请核对后补打。",
                    f"{self.held} papers may not have been printed: look, and reprint those that were not.",
                )
            )
        found.append(
            say(
                "请为每个人重设口令，并重新导入放假安排；旧盘如果修好，不要再使用。",
                "Set every PIN anew and import the days off again; never use the old disk again, even repaired.",
            )
        )
        if window_of(self.stream) == OFFICE:
            found.append(
                say(
                    "大厅如曾恢复旧备份，请用 hall publish --all 把资料全部重新发布一次。",
                    "If the hall was put back from a backup, publish everything once more: `hall publish --all`.",
                )
            )
        return (*found, *self.outcome.problems, *filter(None, [self.outcome.unreachable]))


def recover(plan: setup.Plan, at: datetime, *, journal: Path | None = None, name: str = "") -> tuple[Desk, Recovered]:
    """Make the home anew. `name` is the dead desk's register where the hall has several open ones.

    Raises SetupError, HallError and OSError; a home that already holds a desk is never touched.
    """
    from windowdesk.hall import open_hall

    kept = secondcopy.registers(journal) if journal else {}
    parts = setup.read_hall(plan.hall_file)
    office = parts.get(("hall", ""))
    division = office.division if isinstance(office, HallFile) else ""
    prefix = f"{division}-{plan.settings.window}."
    hall = open_hall(plan.settings.hall, timeout=30.0)
    try:
        there = [one for one in hall.streams() if one.stream.startswith(prefix)]
        open_there = {one.stream: not one.closed for one in there}
        mine = {stream: lines for stream, lines in kept.items() if stream.startswith(prefix) and lines}
        dead = _dead({one.stream: not one.closed for one in there if one.head.seq}, mine, name)
        _gone_on_with(hall, dead, there)
        back, unsent = _lineage(hall, dead, open_there, mine)
    finally:
        hall.close()
    number = _number(plan.home, there, mine)
    if number > 9:
        raise setup.SetupError(
            say(
                "本窗口的九个身份都已用过，请大厅办公室换一个窗口号。",
                "This window has used all nine identities: ask the office for another window code.",
            )
        )
    settings = replace(plan.settings, incarnation=number, journal=str(journal or plan.settings.journal))
    held = 0

    def begin(desk: Desk, at: datetime) -> None:
        nonlocal held
        _reserve(desk)
        held = _begin(desk, at, back)

    desk = setup.create(replace(plan, settings=settings), at, begin=begin)
    outcome = syncing.synchronise(desk, at, timeout=30.0)
    counted = tuple((stream, len(lines)) for stream, lines in back.items())
    return desk, Recovered(desk.stream, counted, unsent, held, outcome)


def _number(home: Path, there: Sequence[StreamStatus], mine: dict[str, Lines]) -> int:
    """The incarnation of the recovered desk: none that anybody bore; after an attempt that was cut short, its own."""
    from windowdesk.sealing import load_public

    if (home / "desk.db").exists():
        with closing(Store(home / "desk.db")) as store:
            if begun := lineage.newest(store.read()):
                return begun
    key = home / "keys" / "desk.key"
    own = load_public(key).hex() if key.exists() else ""
    reserved = [int(one.stream[-1]) for one in there if one.public_key == own]
    used = {int(one[-1]) for one in (*(status.stream for status in there), *mine)}
    return reserved[0] if reserved else max(used) + 1


def _reserve(desk: Desk) -> None:
    """Tell the hall the name before any number is given out under it: should this disk die too before it has sent
    anything, nobody is recovered under the same name. Raises HallError."""
    from windowdesk.hall import open_hall

    with closing(open_hall(desk.settings.hall, timeout=30.0)) as hall:
        public = identity.public_key(desk, desk.stream)
        hall.hello(desk.stream, public, desk.settings.window, syncing.audiences(desk.setting))


def _dead(open_there: dict[str, bool], mine: dict[str, Lines], name: str) -> str:
    """The register of the dead disk: one that has lines, for an empty one does not say which it went on from."""
    known = sorted({*open_there, *mine})
    if name in known:
        return name
    if name:
        listed = "、".join(known) or "—"
        raise setup.SetupError(
            say(
                f"登记簿 {name} 没有，或在大厅是空的。有内容的是 {listed}：请用 --register 指明坏盘接着办的那一本。",
                f"There is no register {name}, or it is empty at the hall. Those with lines are {listed}: name with "
                "--register the one that the dead disk went on with.",
            )
        )
    if not known:
        raise setup.SetupError(
            say(
                "大厅和第二份副本中都没有本窗口的登记簿，请用 init 新设。",
                "Neither the hall nor a second copy knows this window: set it up with init.",
            )
        )
    live = [one for one in known if open_there.get(one, True)]
    if len(live) > 1:
        listed = "、".join(live)
        raise setup.SetupError(
            say(
                f"本窗口有几本登记簿在用：{listed}。请用 --register 指明坏盘写的那一本。",
                f"This window has several live registers: {listed}. Name the dead disk's with --register.",
            )
        )
    return live[0] if live else known[-1]


def _gone_on_with(hall: Hall, dead: str, there: Sequence[StreamStatus]) -> None:
    """Refuse where another machine was recovered from that register already: both would go on with its cases."""
    for one in there:
        first = [(line, b"") for line in hall.register(one.stream, 0, 1)]
        if _followed(first) == dead:
            raise setup.SetupError(
                say(
                    f"{dead} 已由 {one.stream} 接着办理。坏的是那台就用 --register {one.stream}，否则用 init 新设。",
                    f"{dead} is gone on with in {one.stream} already. If that machine is dead, name it with --register "
                    f"{one.stream}; else set the window up with init.",
                )
            )


def _lineage(
    hall: Hall, dead: str, open_there: dict[str, bool], mine: dict[str, Lines]
) -> tuple[dict[str, Lines], int]:
    """The dead register and those it went on with, oldest first; and how many lines only the second copy had."""
    found: dict[str, Lines] = {}
    unsent = 0
    while dead and dead not in found:
        there = _read(hall, dead) if dead in open_there else []
        lines = mine.get(dead, [])
        # Where the two part, the hall keeps its branch; what it lacks is carried over at the first sync.
        found[dead] = there if there[: len(lines)] == lines else lines
        unsent += max(0, len(found[dead]) - len(there))
        dead = _followed(found[dead])
    return dict(reversed(found.items())), unsent


def _followed(lines: Lines) -> str:
    first = from_line(lines[0][0]) if lines else None
    event = first.data()["event"] if first and first.kind == "DeskOpened" else {}
    return str(event.get("follows", "")) if event.get("why") in GONE_ON else ""


def _read(hall: Hall, stream: str) -> Lines:
    """A whole register from the hall, checked against its head. Raises SetupError."""
    lines: Lines = []
    previous = GENESIS
    while page := hall.register(stream, len(lines), PAGE):
        for line in page:
            previous = chain(previous, line)
            lines.append((line, previous))
    if (head := hall.head(stream)).hash != previous or head.seq != len(lines):
        raise setup.SetupError(
            say(
                f"大厅的登记簿 {stream} 校验不符，没有恢复。",
                f"Register {stream} does not hold at the hall: nothing done.",
            )
        )
    return lines


def _begin(desk: Desk, at: datetime, back: dict[str, Lines]) -> int:
    """The old registers and the first line of the new one, in one transaction. Returns how many papers are held."""
    from windowdesk.sealing import load_public

    last = next(reversed(back))
    seq, head = len(back[last]), back[last][-1][1] if back[last] else GENESIS
    opened = identity.opening_line(desk, load_public(desk.desk_key).hex(), last, (seq, head.hex()), "recovered")
    with desk.store.write() as db:
        for stream, lines in back.items():
            lineage.begin(db, int(stream.rpartition(".")[2]), stream)
            register.restore(db, [line for line, _ in lines])
        identity.start_register(desk, db, desk.settings.incarnation, desk.stream, opened, at)
        lineage.take_over(db, desk.stream)
        arrivals.rebuild(db, lineage.own(db))
        held = _hold_papers(db, back)
    desk.marked = True
    desk.reload()
    return held


def _hold_papers(db: sqlite3.Connection, back: dict[str, Lines]) -> int:
    """Nobody knows which papers of the last day came out of the printer; those before it did."""
    days = [from_line(line).at[:10] for lines in back.values() for line, _ in lines[-1:]]
    told = say("本窗口恢复前出具，请核对是否已经打印", "issued before this desk was recovered: was it printed?")
    return jobs.settle_recovered(db, max(days, default=""), told)
