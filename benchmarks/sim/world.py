"""A hall, its desks and what befalls them: each step of a schedule is one method here."""

from __future__ import annotations

import secrets
import shutil
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from random import Random
from typing import Any, NamedTuple
from unittest import mock

from benchmarks.sim import acts, bureau, recovering
from benchmarks.sim.desks import FUSE, Killed, SimDesk, Workshop, new_desk, open_desk
from benchmarks.sim.line import Late, Line, Trouble
from benchmarks.sim.lives import Broken, Life, Written
from benchmarks.sim.strangers import Stranger
from windowdesk import config
from windowdesk import hall as hall_package
from windowdesk.desk import syncing
from windowdesk.hall import live
from windowdesk.hall import sync as rounds
from windowdesk.hall.interface import HallError, PushKind
from windowdesk.hall.portable import PortableHall
from windowdesk.hall.sqlite import SqliteEngine
from windowdesk.models.refusal import Reason, Refused
from windowdesk.store import lineage, lists, register
from windowdesk.store.journal import StoredJournal

START = datetime(2026, 11, 23, 9, 0, tzinfo=config.LOCAL)
MOST_DESKS = 8
STORAGE = (Reason.DISK_FULL, Reason.STORE_DAMAGED, Reason.DESK_BUSY, Reason.STORE_NEWER)


class Step(NamedTuple):
    """One step of a schedule: what, at which desk, and numbers whose meaning the step knows. Printed, it is the code
    that replays it."""

    what: str
    who: int = 0
    pick: int = 0
    fault: str = ""
    cut: int = 0


class World:
    """Everything there is. Use `running()` around steps and checks."""

    def __init__(self, workshop: Workshop, folder: Path, windows: Sequence[str]) -> None:
        self.workshop, self.folder = workshop, folder
        folder.mkdir()
        self.now = START
        self.engine = SqliteEngine(folder / "hall.db", 5.0)
        self.hall = PortableHall(self.engine)
        self.lives: list[Life] = []
        self.windows = windows
        self.down = 0
        self.backups: list[Path] = []
        self.late: list[Late] = []
        self.forgotten: dict[Written, None] = {}
        self.given: dict[str, Life] = {}
        self.stranger = Stranger()
        self.counts: Counter[str] = Counter()
        self._codes = count(1)
        self._syncing: Life | None = None

    @contextmanager
    def running(self) -> Iterator[None]:
        """Chance comes from the schedule, halls from this world, and every acknowledgement is looked at."""
        number, original, one_round = count(1), StoredJournal.set_acked, rounds.synchronise

        def checked(journal: StoredJournal, stream: str, seq: int, head_hash: bytes) -> None:
            self._held(stream, seq, head_hash)
            original(journal, stream, seq, head_hash)

        def listened(*args: Any, **more: Any) -> rounds.SyncReport:
            report = one_round(*args, **more)
            if self._syncing:
                self._syncing.problems = report.problems
            return report

        with ExitStack() as stack:
            for target, name, made in (
                (secrets, "token_hex", lambda size=16: f"{next(number):0{2 * size}x}"),
                (secrets, "randbelow", lambda below: next(number) % below),
                (hall_package, "open_hall", lambda *_, **__: self.line),
                (live, "open_hall", lambda *_, **__: self.line),
                (StoredJournal, "set_acked", checked),
                (rounds, "synchronise", listened),
            ):
                stack.enter_context(mock.patch.object(target, name, made))
            self._ready_hall()
            for window in self.windows:
                self._add(window, 1)
            try:
                yield
            finally:
                FUSE.set(0)
                for life in self.lives:
                    self._close(life)
                self.engine.close()

    def take(self, step: Step) -> None:
        """One step. Raises Broken, or whatever the program raised that no clerk should see."""
        self.now += timedelta(minutes=1)
        self.down = max(0, self.down - 1)
        getattr(self, f"_{step.what}")(step)

    def life(self, who: int) -> Life:
        """The desk a step speaks of: one of the windows' that live, below 0 one of the hall office's."""
        living = self.living(office=who < 0)
        return living[who % len(living)]

    def living(self, *, office: bool) -> list[Life]:
        """The desks that live, of the windows or of the hall office."""
        return [life for life in self.lives if life.alive and life.office is office]

    def desk(self, life: Life) -> SimDesk:
        """The desk of a life, started if it is not running."""
        if life.desk is None:
            life.desk = open_desk(self.workshop, life.home)
        return life.desk

    # -- ordinary days

    def _act(self, step: Step) -> None:
        life = self.life(step.who)
        life.intent = acts.intent(self.desk(life), Random(step.pick))
        self._do(life, step.cut)

    def _pass(self, step: Step) -> None:
        """A case is handed over to another window."""
        life = self.life(step.who)
        life.intent = acts.handed_over(self.desk(life), Random(step.pick))
        self._do(life, step.cut)

    def _again(self, step: Step) -> None:
        """The clerk asks once more for what they asked last: they do not know whether it was done."""
        life = self.life(step.who)
        if life.intent:
            self._do(life, step.cut)

    def _do(self, life: Life, cut: int) -> None:
        desk, intent = self.desk(life), life.intent
        if intent is None:
            return
        FUSE.set(cut)
        try:
            done = intent(desk, self.now + life.offset)
        except Refused as refused:
            self._lawful(refused)
        except Killed:
            self._died(life, "act")
        else:
            self.counts["acts"] += 1
            self._promise(life, done)
        finally:
            FUSE.set(0)

    def _day(self, step: Step) -> None:
        life = self.life(step.who)
        FUSE.set(step.cut)
        try:
            self._promise(life, map(Written.of, self.desk(life).open_day(self.now + life.offset)))
        except Refused as refused:
            self._lawful(refused)
        except Killed:
            self._died(life, "day")
        finally:
            FUSE.set(0)

    def _sync(self, step: Step) -> None:
        life = self.life(step.who)
        kind = "down" if self.down else step.fault
        trouble = Trouble(kind, 0 if self.down else step.pick)
        FUSE.set(step.cut)
        try:
            self.round(life, trouble)
        except Killed:
            self._died(life, "sync")
        finally:
            FUSE.set(0)
        if trouble.struck:
            self.counts[f"line: {kind}"] += 1

    def round(self, life: Life, trouble: Trouble | None = None) -> syncing.SyncOutcome:
        """One round of a desk with the hall."""
        self.counts["syncs"] += 1
        self.line = Line(self.hall, trouble or Trouble(), self.late)
        self._syncing, desk = life, self.desk(life)
        stream, before = desk.stream, register.head(desk.store.read(), desk.stream)[0]
        outcome = syncing.SyncOutcome()
        try:
            outcome = syncing.synchronise(desk, self.now + life.offset)
        except Refused as refused:
            self._lawful(refused)
        finally:
            self._syncing = None
        if life.office:
            for fault in bureau.unjust(desk, self.hall, stream, before):
                raise Broken(fault)
            said = list(bureau.written(desk, stream, before))
            self.counts["verdicts"] += len(said)
            self._promise(life, said)
        return outcome

    def _wait(self, step: Step) -> None:
        self.now += timedelta(hours=step.pick)

    # -- accidents

    def _died(self, life: Life, during: str) -> None:
        self.counts[f"killed in {during}"] += 1
        self._close(life)

    def _close(self, life: Life) -> None:
        if life.desk is not None:
            life.desk.close()
            life.desk = None

    def _down(self, step: Step) -> None:
        self.counts["hall down"] += 1
        self.down = step.pick

    def _backup(self, step: Step) -> None:
        del step
        self.engine.close()
        self.backups.append(self.folder / f"hall-{len(self.backups)}.backup")
        shutil.copy(self.folder / "hall.db", self.backups[-1])
        self._ready_hall()

    def _restore(self, step: Step) -> None:
        if not self.backups:
            return
        self.counts["hall restored"] += 1
        before = self.held()
        self.engine.close()
        shutil.copy(self.backups[step.pick % len(self.backups)], self.folder / "hall.db")
        self._ready_hall()
        self.hall.restored()
        after = self.held()
        for _ in range(3 * (step.pick % 2)):
            self._deliver(step)
        self.forgotten.update((one, None) for one in before if one not in after)

    def _deliver(self, step: Step) -> None:
        """A push that was on its way for long arrives now; nobody waits for its answer."""
        if self.late and not self.down:
            self.counts["late message"] += 1
            self.take_late(step.pick)

    def take_late(self, pick: int = 0) -> None:
        """One of the late messages arrives; it may arrive again."""
        at = pick % len(self.late)
        with suppress(HallError):
            if self.hall.push(*self.late[at]).kind is PushKind.GAP:
                self.counts["late message: refused for a gap"] += 1
        if pick % 4 == 0:
            del self.late[at]

    def _die(self, step: Step) -> None:
        """A disk dies; the window goes on with a new one under the next incarnation."""
        life = self.life(step.who)
        known = [stream for stream, *_ in self.held()] + [self.desk(one).stream for one in self.lives if one.alive]
        incarnation = 1 + max(int(one[-1]) for one in known if f"-{life.window}." in one)
        if incarnation > 9:
            return
        self.counts["disk died"] += 1
        self._buried(life)
        self._add(life.window, incarnation)

    def _buried(self, life: Life) -> None:
        """The disk is gone: of what it promised the hall can give back what it holds."""
        life.wrote = self.streams(life)
        self._close(life)
        life.alive = False
        held = self.held()
        life.promised = [one for one in life.promised if one in held]

    def _recover(self, step: Step) -> None:
        """A disk dies; the window goes on with a new one, recovered from the hall; it may die on the way."""
        life = self.life(step.who)
        window = self.desk(life).stream[:-1]
        known = {one.stream: one.head.seq for one in self.hall.streams()}
        ends = lineage.ends(self.desk(life).store.read())
        own = [one for one in self.streams(life) if known.get(one) and one not in ends]
        lost = any(one.stream.startswith(window) for one in self.forgotten if one not in self.held())
        if not own or f"{window}9" in known or lost or self.down or recovering.gone_on_with(self.hall, own[-1]):
            return self._die(step)
        stream = own[-1]
        self.counts["recovered"] += 1
        self._buried(life)
        number = len(self.lives)
        new = Life(number, self.folder / f"desk{number}", life.window, number, recovered=stream)
        self.line = Line(self.hall, Trouble(step.fault, step.pick), self.late)
        self._syncing = new
        FUSE.set(step.cut)
        try:
            new.desk = recovering.made_anew(self, new, stream)
        finally:
            FUSE.set(0)
            self._syncing = None
        new.root = self._sharing(new.desk.stream, life.root, new.number)
        new.promised = list(life.promised)
        self.lives.append(new)
        return None

    def _sharing(self, stream: str, root: int, number: int) -> int:
        """Whose copy a recovered desk is: of one that bears its name, and never told the hall so, or of another copy of
        the disk it comes from; else it is nobody's."""
        living = [one for one in self.lives if one.alive]
        return next((one.root for one in living if one.root == root or self.desk(one).stream == stream), number)

    def _clone(self, step: Step) -> None:
        """A second machine starts from a copy of the disk."""
        life = self.life(step.who)
        if len(self.living(office=life.office)) >= MOST_DESKS:
            return
        self.counts["disk cloned"] += 1
        self._close(life)
        home = self.folder / f"desk{len(self.lives)}"
        shutil.copytree(life.home, home)
        copy = Life(len(self.lives), home, life.window, life.root, life.offset)
        copy.promised = list(life.promised)
        self.lives.append(copy)

    def _clock(self, step: Step) -> None:
        self.counts["clock moved"] += 1
        self.life(step.who).offset = timedelta(hours=step.pick)

    def _poison(self, step: Step) -> None:
        self.counts["poisoned event"] += 1
        departments = self.desk(self.life(step.who)).setting.window.departments
        self.stranger.write(Random(step.pick), departments)
        self.stranger_sends()

    def stranger_sends(self) -> None:
        """The stranger sends what the hall does not have of its register."""
        if not self.down:
            self.stranger.push(self.hall)

    def _join(self, step: Step) -> None:
        del step
        free = [window for window in acts.WINDOWS if all(life.window != window for life in self.lives)]
        if free and len(self.living(office=False)) < MOST_DESKS:
            self.counts["late joiner"] += 1
            self._add(free[0], 1)

    # -- what is known of it all

    def streams(self, life: Life) -> tuple[str, ...]:
        """Every register a desk writes or wrote; of a dead one, as it was when its disk died."""
        return lists.own_streams(self.desk(life).store.read()) if life.alive else life.wrote

    def held(self) -> dict[Written, None]:
        """Every line the hall holds."""
        with self.engine.reading() as session:
            found = session.rows("SELECT stream, seq, hash, case_id, kind FROM event")
        return {Written(stream, seq, bytes.fromhex(own), *more): None for stream, seq, own, *more in found}

    def _held(self, stream: str, seq: int, head_hash: bytes) -> None:
        """An acknowledgement speaks of a line that the hall holds."""
        with self.engine.reading() as session:
            found = session.rows("SELECT hash FROM event WHERE stream = ? AND seq = ?", stream, seq)
        if seq and found != [(head_hash.hex(),)]:
            raise Broken(f"{stream} is marked as sent up to {seq}, which the hall does not hold")

    def _add(self, window: str, incarnation: int) -> None:
        home = self.folder / f"desk{len(self.lives)}"
        settings = config.Settings(window, incarnation, hall=str(self.folder), demo=True)
        life = Life(len(self.lives), home, window, len(self.lives))
        life.desk = new_desk(self.workshop, home, settings, f"{window}.{incarnation}", self.now)
        self.lives.append(life)

    def _promise(self, life: Life, entries: Iterable[Written]) -> None:
        """Lines acknowledged to a person. A number is given once, but where copies of a disk take part."""
        copied = [one.root for one in self.lives if one.number != one.root]
        for one in entries:
            life.promised.append(one)
            first = self.given.setdefault(one.case_id, life) if one.kind == "CaseReceived" else life
            if first.root != life.root and not {first.root, life.root} & {*copied}:
                raise Broken(f"{one.case_id} was given out by desk {first.number} and again by desk {life.number}")

    def _lawful(self, refused: Refused) -> None:
        self.counts["refusals"] += 1
        if refused.reason in STORAGE:
            raise Broken(f"the store refused: {refused}") from refused

    def _ready_hall(self) -> None:
        self.engine.now = f"'{self.now:%Y-%m-%dT%H:%M:%SZ}'"
        with suppress(sqlite3.Error), self.engine.reading() as session:
            session.rows("PRAGMA synchronous=OFF")
