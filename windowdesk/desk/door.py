"""Desk.do: load the case, ask the law, write what happens, in one transaction. No screen and no SQL here."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from functools import cached_property, partial
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from windowdesk import config
from windowdesk.desk import identity, known, pins, statutes, timekeeping
from windowdesk.desk.done import Done
from windowdesk.desk.machine import machine_id
from windowdesk.desk.memory import Memory
from windowdesk.desk.reading import Reading
from windowdesk.documents.coverage import undrawable
from windowdesk.models import commands as cmd
from windowdesk.models import events as ev
from windowdesk.models import inputs, intake
from windowdesk.models.acts import Events, beside
from windowdesk.models.case import Case
from windowdesk.models.decide import decide, lapse, recompute, waits_for_time
from windowdesk.models.opinion import Opinion
from windowdesk.models.parties import Staff
from windowdesk.models.permits import Permit
from windowdesk.models.refusal import Reason, Refused, refuse
from windowdesk.models.rules import Law
from windowdesk.models.setting import Act, Setting
from windowdesk.store import hallfile, lineage, lists, register
from windowdesk.store.connection import Store
from windowdesk.store.secondcopy import SecondCopy

if TYPE_CHECKING:
    import sqlite3

    from windowdesk.sealing import KeyFileSigner

Judge = Callable[[Case, Act, Setting], Events]

_BEGIN: dict[type, Callable[[Any, Act, Setting], list[ev.Happening]]] = {
    cmd.ReceiveApplication: intake.receive,
    cmd.ReferMatter: intake.refer,
    cmd.OpenProceeding: intake.open_proceeding,
}
"""Commands that no case stands behind yet, and what judges them."""


class _Ended(Refused):
    """Another machine went on with this desk's register: the act is judged again in a new one."""


class Desk:
    """One window's desk: `do(command)` and a method for every list. Screens, `act` and tests all come in here."""

    def __init__(self, home: Path, settings: config.Settings) -> None:
        """Open the desk in `home`. Raises Refused for a damaged, locked or full store."""
        self.home = home
        self.settings = settings
        self.data = config.data_folder()
        self.fonts = self.data / "fonts"
        self.store = Store(home / "desk.db")
        self.reading = Reading(self)
        self.machine = machine_id()
        self.known = False
        """Whether this machine was compared with the one of the last session."""
        self.marked = False
        """Whether this program's session stands in the register."""
        self.credible = datetime.min.replace(tzinfo=config.LOCAL)
        """Up to when the machine's clock is believed, by the last time that was proven or stands in the register."""
        self.news: list[str] = []
        """Sentences a person at this desk should read: about its identity, its disks, its clock."""
        self.second = SecondCopy(Path(settings.journal)) if settings.journal else None
        self.copy_fault = ""
        """Why the second copy cannot be written now, or ""."""
        self._cases: dict[str, Case | Opinion] = {}
        self.memory = Memory(self.store)
        """What is known from the last act, and the catalogue."""
        self._asking: partial[Act] | None = None
        self._seal_keys: dict[str, Path] = {}
        self._signers: dict[str, KeyFileSigner] = {}

    @classmethod
    def open(cls, home: Path) -> Desk:
        """The desk whose home this is. Raises SettingsError when there is none."""
        return cls(home, config.read_settings(home))

    def close(self) -> None:
        """Close the files."""
        self.store.close()

    # -- what acts are judged against

    @cached_property
    def law(self) -> Law:
        """The figures and the calendar."""
        return statutes.read_law(self.data, self.home / "calendar")

    @cached_property
    def setting(self) -> Setting:
        """The hall as this desk knows it. `reload` after importing."""
        return known.setting(self.store, self.settings, self.law, self.memory)

    def reload(self) -> None:
        """Forget what was read of hall and law; the next act reads it anew."""
        self.__dict__.pop("setting", None)
        self.__dict__.pop("law", None)
        self._cases.clear()
        self.memory.forget()
        statutes.read_law.cache_clear()

    def staff(self) -> dict[str, Staff]:
        """The people of the hall by number."""
        return hallfile.load(self.store.read(), "staff", Staff)

    @property
    def stream(self) -> str:
        """The name of this desk's register."""
        return self.setting.stream

    # -- who

    def sign_in(self, number: str, pin: str, at: datetime) -> Staff:
        """The person of that number and PIN. Raises Refused; five wrong PINs in a row lock for five minutes."""
        return pins.sign_in(self.store, self.staff(), number, pin, at)

    def set_pin(self, number: str, pin: str) -> None:
        """Set a PIN: four to twelve digits. Raises ValueError or Refused."""
        pins.set_pin(self.store, self.staff(), number, pin)

    # -- what happens

    def do(self, command: cmd.Command, by: Staff | None, at: datetime) -> Done:
        """Do what is asked, or raise Refused. Written durably when it returns."""
        inputs.check(command)
        if not self.known:
            self.ready(at)
        try:
            return self._do(command, by, at)
        except _Ended:
            identity.take_new(self, at)
            return self._do(command, by, at)

    def _do(self, command: Any, by: Staff | None, at: datetime) -> Done:
        begin = _BEGIN.get(type(command))
        if begin is not None:
            return self._begin(lambda act: begin(command, act, self.setting), by, at)
        if isinstance(command, (cmd.GiveOpinion, cmd.AcknowledgeCopy)):
            return self._answer(command, by, at)
        return self._go_on(command, by, at)

    def ready(self, at: datetime) -> None:
        """Before anything is written: the machine's date is believed, and the desk is who it says. Raises Refused."""
        timekeeping.check(self, at)
        identity.take_new(self, at)

    def confirm_date(self, by: Staff, at: datetime) -> ev.Recorded:
        """A head or supervisor who has just given a PIN says that today is the day of `at`. Raises Refused."""
        return timekeeping.confirm(self, by, at)

    def _begin(self, judge: Callable[[Act], list[ev.Happening]], by: Staff | None, at: datetime) -> Done:
        cases: dict[str, Case | Opinion] = {}
        with self.store.write() as db:
            self._recall(db, at)
            place = self._place(db, at)
            happenings = judge(self._act(db, by, at))
            written = self._write(db, place, happenings, by, cases)
        self._keep(cases)
        return Done(tuple(written))

    def _answer(self, command: cmd.OpinionCommand, by: Staff | None, at: datetime) -> Done:
        with self.store.write() as db:
            self._recall(db, at)
            place, opinion = self._place(db, at), register.load_opinion(db, command.opinion_id)
            if opinion is None:
                raise refuse(Reason.OPINION_UNKNOWN, opinion=command.opinion_id)
            happenings = beside.answer(opinion, command, self._act(db, by, at), self.setting)
            return Done(tuple(self._write(db, place, happenings, by, {opinion.id: opinion})))

    def _go_on(self, command: cmd.CaseCommand, by: Staff | None, at: datetime) -> Done:
        # What time has brought about stands even when the act itself is refused: a transaction of its own.
        lapsed: tuple[ev.Recorded, ...] = ()
        with self.store.write() as db:
            self._recall(db, at)
            case = self._found(db, command.case_id)
            cases: dict[str, Case | Opinion] = {case.id: case}
            late = _late(case, at)
            written = [] if late else self._act_on(db, cases, case, command, by, at)
        if late:
            lapsed = self._let_time_pass(command.case_id, at)
            with self.store.write() as db:
                self._recall(db, at)
                case = self._found(db, command.case_id)
                cases = {case.id: case}
                written = self._act_on(db, cases, case, command, by, at)
        self._keep(cases)
        return Done(tuple(written), lapsed)

    def _place(self, db: sqlite3.Connection, at: datetime) -> register.Place:
        return register.place(db, self.setting.stream, at, self.memory.last)

    def _recall(self, db: sqlite3.Connection, at: datetime) -> None:
        """Make what is remembered good for this transaction, and look at the clock. Another thread or program of this
        desk may have taken a new incarnation meanwhile, or learnt that another machine went on with this one."""
        stale = self.memory.recall(db)
        timekeeping.weigh(self, at, self.memory.note(db, timekeeping.DIFFERS))
        if not stale:
            return
        if lineage.newest(db) > self.setting.incarnation:
            self.reload()
            self.memory.recall(db)
        if lineage.ended(db, self.stream):
            raise _Ended(Reason.DESK_BUSY)

    def _found(self, db: sqlite3.Connection, case_id: str) -> Case:
        case = self.memory.cases.get(case_id) or self._case(db, case_id)
        if case is None:
            raise refuse(Reason.CASE_UNKNOWN, case=case_id)
        return case

    def _act_on(
        self,
        db: sqlite3.Connection,
        cases: dict[str, Case | Opinion],
        case: Case,
        command: cmd.CaseCommand,
        by: Staff | None,
        at: datetime,
    ) -> list[ev.Recorded]:
        place = self._place(db, at)
        events = decide(case, command, self._act(db, by, at), self.setting)
        return self._write(db, place, intake.happening(case, events), by, cases)

    def _passing(self, case_id: str, at: datetime, judge: Judge) -> tuple[ev.Recorded, ...]:
        """Write what time, or a calendar better known, has already brought about for a case."""
        with self.store.write() as db:
            self._recall(db, at)
            place, case = self._place(db, at), self._found(db, case_id)
            cases: dict[str, Case | Opinion] = {case_id: case}
            events = judge(case, self._act(db, None, at), self.setting)
            written = self._write(db, place, intake.happening(case, events), None, cases) if events else []
        self._keep(cases)
        return tuple(written)

    def _let_time_pass(self, case_id: str, at: datetime) -> tuple[ev.Recorded, ...]:
        """Everything time has brought about: a renewal silently accepted may since have been silently renewed."""
        found: tuple[ev.Recorded, ...] = ()
        while written := self._passing(case_id, at, lapse):
            found += written
        return found

    def open_day(self, at: datetime) -> tuple[ev.Recorded, ...]:
        """Let time pass for every open case of this desk, and tell dates that a newer calendar has moved."""
        from windowdesk.desk.office import bring_years

        bring_years(self)
        self.ready(at)
        moved: tuple[ev.Recorded, ...] = ()
        with suppress(Refused):  # a date that cannot be told today is told another day; the day opens all the same
            moved = self.recompute(at)
        waiting = lists.waiting_for_time(self.store.read(), self.stream, at.date())
        return moved + tuple(entry for case_id in waiting for entry in self._let_time_pass(case_id, at))

    def recompute(self, at: datetime) -> tuple[ev.Recorded, ...]:
        """Count the dates of every open case again when the calendar on file is another than the last time.

        Raises Refused after the last case when one could not be told, its seal for one; it stays to be told.
        """
        digest = statutes.calendar_digest(self.law.calendar)
        self.ready(at)
        if lists.meta(self.store.read(), "calendar") == digest:
            return ()
        found: tuple[ev.Recorded, ...] = ()
        untold: Refused | None = None
        for case_id in lists.open_ids(self.store.read(), self.stream):
            try:
                found += self._passing(case_id, at, recompute)
            except Refused as refused:
                untold = untold or refused
        if untold:
            raise untold
        with self.store.write() as db:
            lists.set_meta(db, "calendar", digest)
        return found

    def _write(
        self,
        db: sqlite3.Connection,
        place: register.Place,
        happenings: Sequence[ev.Happening],
        by: Staff | None,
        cases: dict[str, Case | Opinion],
    ) -> list[ev.Recorded]:
        hand = register.Hand(by.number if by else "", self.settings.window)
        place = identity.mark(self, db, place)
        identity.copy_out(self)
        written = register.append(db, place, hand, happenings, cases)
        self.memory.keep(db, written, cases.values())
        return written

    def _undrawable(self, text: str) -> str:
        return undrawable(text, fonts=self.fonts)

    def _case(self, db: sqlite3.Connection, case_id: str) -> Case | None:
        kept = self._cases.get(case_id)
        if isinstance(kept, Case) and register.stands(db, kept):
            return kept
        found = register.load(db, case_id)
        if found is not None:
            self._keep({case_id: found})
        return found

    def _keep(self, cases: Mapping[str, Case | Opinion]) -> None:
        """Remember cases just read or committed, so that the next act on them need not fold them again."""
        if len(self._cases) > 256:
            self._cases.clear()
        self._cases.update(cases)

    def act(self, db: sqlite3.Connection, at: datetime) -> Act:
        """What the law's own hand is judged with, inside a transaction of `db` that is no act."""
        self.memory.recall(db)
        return self._act(db, None, at)

    def _act(self, db: sqlite3.Connection, by: Staff | None, at: datetime) -> Act:
        if self._asking is None:  # `db` is the writer's connection, which is one as long as the desk is open
            self._asking = partial(
                Act,
                next_serial=partial(self.memory.next_serial, db),
                open_case=partial(lists.open_case_of, db),
                query_code=_query_code,
                opinions=partial(self._opinions, db),
                permit=partial(self._permit, db),
                ended=partial(lists.permit_ended, db),
                bars=partial(lists.bars, db),
                undrawable=self._undrawable,
            )
        return self._asking(at=at, today=at.date(), by=by, seal_fault=partial(self._seal_fault, at))

    def _opinions(self, db: sqlite3.Connection, case_id: str) -> tuple[Opinion, ...]:
        found = (register.load_opinion(db, one) for one in lists.opinion_ids(db, case_id))
        return tuple(one for one in found if one is not None)

    def _permit(self, db: sqlite3.Connection, number: str) -> Permit | None:
        found = lists.permit(db, number)
        case = self._case(db, found[0]) if found else None
        if found is None or case is None:
            return None
        until = case.certificate.valid_until if case.certificate else None
        return Permit(number, case.id, case.item, case.applicant, until, found[1])

    def _seal_fault(self, at: datetime, seal_id: str) -> str:
        signer = self._signers.get(seal_id)
        if signer is None:
            from windowdesk.sealing import KeyFileSigner

            signer = self._signers[seal_id] = KeyFileSigner(self.seal_key(seal_id), self.passphrase)
        return signer.state(at).fault

    # -- keys

    @cached_property
    def passphrase(self) -> bytes:
        """What opens the seal keys of this desk; empty when the file is missing."""
        path = self.home / "keys" / "passphrase"
        return path.read_bytes().strip() if path.is_file() else b""

    def seal_key(self, seal_id: str) -> Path:
        """The key file of a seal. Its name is a digest: an identifier is text, never a path."""
        kept = self._seal_keys.get(seal_id)
        if kept is None:
            kept = self.home / "keys" / f"{sha256(seal_id.encode()).hexdigest()[:16]}.p12"
            self._seal_keys[seal_id] = kept
        return kept

    @property
    def desk_key(self) -> Path:
        """The key that signs statements and register heads; each register after the first has its own."""
        own = self.home / "keys" / f"desk.{self.setting.incarnation}.key"
        return own if own.is_file() else self.home / "keys" / "desk.key"

    # -- what is there

    def case(self, case_id: str) -> Case | None:
        """The case of that number, or None."""
        return self._case(self.store.read(), case_id)

    def opinion(self, opinion_id: str) -> Opinion | None:
        """The opinion of that number, or None."""
        return register.load_opinion(self.store.read(), opinion_id)

    def case_at(self, entry: ev.Recorded) -> Case | None:
        """The case as it was when that entry was written, which is what a paper speaks of."""
        return register.load(self.store.read(), entry.case_id, entry.version)


def _query_code() -> str:
    return f"{secrets.randbelow(10**6):06d}"


def _late(case: Case, at: datetime) -> bool:
    """Whether a day went by that the law gives a meaning to."""
    last = waits_for_time(case)
    return last is not None and at.date() > last
