"""Desk.do: load the case, ask the law, write what happens, in one transaction. No screen and no SQL here."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from windowdesk import config
from windowdesk.desk import statutes
from windowdesk.desk.reading import Reading
from windowdesk.documents.coverage import undrawable
from windowdesk.models import commands as cmd
from windowdesk.models import events as ev
from windowdesk.models import inputs, intake
from windowdesk.models.case import Case, Status, running_clock
from windowdesk.models.catalogue import Item
from windowdesk.models.decide import decide, lapse
from windowdesk.models.parties import Delegation, Department, Staff, Window
from windowdesk.models.refusal import Reason, refuse
from windowdesk.models.rules import Law
from windowdesk.models.seals import Seal
from windowdesk.models.setting import Act, Setting
from windowdesk.store import hallfile, items, lists, people, register
from windowdesk.store.connection import Store

if TYPE_CHECKING:
    import sqlite3


@dataclass(frozen=True, slots=True)
class Done:
    """What an act brought about: its events, and those that time had brought about before it."""

    events: tuple[ev.Recorded, ...]
    lapsed: tuple[ev.Recorded, ...] = ()

    @property
    def case_ids(self) -> tuple[str, ...]:
        """The cases touched, in order."""
        return tuple(dict.fromkeys(entry.case_id for entry in self.events if entry.case_id))

    @property
    def papers(self) -> tuple[str, ...]:
        """The numbers of the papers drawn or printed again."""
        drawn = [entry.event.notice.number for entry in self.events if isinstance(entry.event, ev.PaperDrawn)]
        again = [entry.event.paper_no for entry in self.events if isinstance(entry.event, ev.PaperReprinted)]
        return (*drawn, *again)


class Items:
    """The catalogue as the law asks for it, read from the store when asked."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def find(self, asked: str) -> Item | None:
        """The item of that code or short number, or None."""
        return items.find(self._store.read(), asked)


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
        self._cases: dict[str, Case] = {}
        self._seal_keys: dict[str, Path] = {}

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
        db = self.store.read()
        hall = hallfile.hall(db)
        windows: dict[str, Window] = hallfile.load(db, "window", Window)
        window = windows.get(self.settings.window)
        if window is None:
            raise hallfile.HallFileError(
                f"大厅资料中没有 {self.settings.window} 号窗口 / the hall file lacks the window"
            )
        departments: dict[str, Department] = hallfile.load(db, "department", Department)
        return Setting(
            hall=hall,
            window=window,
            incarnation=self.settings.incarnation,
            windows=windows,
            departments=departments,
            staff=self.staff(),
            delegations=tuple(hallfile.load(db, "delegation", Delegation).values()),
            seals=tuple(hallfile.load(db, "seal", Seal).values()),
            catalogue=Items(self.store),
            law=self.law,
            tariff=hallfile.tariff(db),
        )

    def reload(self) -> None:
        """Forget what was read of hall and law; the next act reads it anew."""
        self.__dict__.pop("setting", None)
        self.__dict__.pop("law", None)
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
        from windowdesk.sealing import verify_pin

        person = self.staff().get(number.strip())
        kept = people.pin(self.store.read(), number.strip())
        if person is None or kept is None:
            raise refuse(Reason.WRONG_PIN)
        if kept.locked_until and at.isoformat(timespec="seconds") < kept.locked_until:
            raise refuse(Reason.SIGN_IN_LOCKED, until=kept.locked_until[11:16])
        right = verify_pin(pin, kept.phc)
        with self.store.write() as db:
            people.count_attempt(db, person.number, right, at)
        if not right:
            raise refuse(Reason.WRONG_PIN)
        return person

    def set_pin(self, number: str, pin: str) -> None:
        """Set a PIN: four to twelve digits. Raises ValueError or Refused."""
        from windowdesk.sealing import hash_pin

        if not (4 <= len(pin) <= 12 and pin.isascii() and pin.isdigit()):
            raise ValueError("PIN: 4–12 位数字 / 4 to 12 digits")
        if number not in self.staff():
            raise refuse(Reason.STAFF_UNKNOWN, number=number)
        with self.store.write() as db:
            people.set_pin(db, number, hash_pin(pin))

    # -- what happens

    def do(self, command: cmd.Command, by: Staff | None, at: datetime) -> Done:
        """Do what is asked, or raise Refused. Written durably when it returns."""
        inputs.check(command)
        if isinstance(command, cmd.ReceiveApplication):
            return self._begin(lambda act: intake.receive(command, act, self.setting), by, at)
        if isinstance(command, cmd.ReferMatter):
            return self._begin(lambda act: intake.refer(command, act, self.setting), by, at)
        return self._go_on(command, by, at)

    def _begin(self, judge: Callable[[Act], list[ev.Happening]], by: Staff | None, at: datetime) -> Done:
        cases: dict[str, Case] = {}
        with self.store.write() as db:
            place = register.place(db, self.stream, at)
            happenings = judge(self._act(db, by, at))
            written = self._write(db, place, happenings, by, cases)
        self._keep(cases)
        return Done(tuple(written))

    def _go_on(self, command: cmd.CaseCommand, by: Staff | None, at: datetime) -> Done:
        # What time has brought about stands even when the act itself is refused: a transaction of its own.
        lapsed: tuple[ev.Recorded, ...] = ()
        with self.store.write() as db:
            cases = self._found(db, command.case_id)
            late = _late(cases[command.case_id], at)
            written = [] if late else self._act_on(db, cases, command, by, at)
        if late:
            lapsed = self._let_time_pass(command.case_id, at)
            with self.store.write() as db:
                cases = self._found(db, command.case_id)
                written = self._act_on(db, cases, command, by, at)
        self._keep(cases)
        return Done(tuple(written), lapsed)

    def _found(self, db: sqlite3.Connection, case_id: str) -> dict[str, Case]:
        case = self._case(db, case_id)
        if case is None:
            raise refuse(Reason.CASE_UNKNOWN, case=case_id)
        return {case_id: case}

    def _act_on(
        self,
        db: sqlite3.Connection,
        cases: dict[str, Case],
        command: cmd.CaseCommand,
        by: Staff | None,
        at: datetime,
    ) -> list[ev.Recorded]:
        place, case = register.place(db, self.stream, at), cases[command.case_id]
        events = decide(case, command, self._act(db, by, at), self.setting)
        return self._write(db, place, _of(case, events), by, cases)

    def _let_time_pass(self, case_id: str, at: datetime) -> tuple[ev.Recorded, ...]:
        """Write what the calendar has already brought about for a case."""
        with self.store.write() as db:
            place, cases = register.place(db, self.stream, at), self._found(db, case_id)
            events = lapse(cases[case_id], self._act(db, None, at), self.setting)
            written = self._write(db, place, _of(cases[case_id], events), None, cases) if events else []
        self._keep(cases)
        return tuple(written)

    def open_day(self, at: datetime) -> tuple[ev.Recorded, ...]:
        """Let time pass for every open case of this desk."""
        waiting = lists.waiting_for_time(self.store.read(), self.stream, at.date())
        return tuple(entry for case_id in waiting for entry in self._let_time_pass(case_id, at))

    def _write(
        self,
        db: sqlite3.Connection,
        place: register.Place,
        happenings: Sequence[ev.Happening],
        by: Staff | None,
        cases: dict[str, Case],
    ) -> list[ev.Recorded]:
        hand = register.Hand(by.number if by else "", self.settings.window)
        return register.append(db, place, hand, happenings, cases, self._printable)

    def _printable(self, paper: str) -> None:
        """A paper that could not be drawn stops the act that needs it: its line is never written."""
        if missing := undrawable(paper, fonts=self.fonts):
            raise refuse(Reason.CHARACTER_NOT_IN_FONT, character=missing, code=f"U+{ord(missing[0]):04X}")

    def _case(self, db: sqlite3.Connection, case_id: str) -> Case | None:
        kept = self._cases.get(case_id)
        if kept is not None and register.version(db, case_id) == kept.version:
            return kept
        found = register.load(db, case_id)
        if found is not None:
            self._keep({case_id: found})
        return found

    def _keep(self, cases: dict[str, Case]) -> None:
        """Remember cases just read or committed, so that the next act on them need not fold them again."""
        if len(self._cases) > 256:
            self._cases.clear()
        self._cases.update(cases)

    def _act(self, db: sqlite3.Connection, by: Staff | None, at: datetime) -> Act:
        issued: dict[str, int] = {}

        def next_serial(series: str) -> int:
            issued[series] = (issued[series] if series in issued else lists.counter(db, series)) + 1
            return issued[series]

        return Act(
            at=at,
            by=by,
            next_serial=next_serial,
            open_case=lambda number, code: lists.open_case_of(db, number, code),
            seal_fault=lambda seal: self._seal_fault(seal, at),
            query_code=lambda: f"{secrets.randbelow(10**6):06d}",
        )

    def _seal_fault(self, seal_id: str, at: datetime) -> str:
        from windowdesk.sealing import SealState, seal_ready

        state = seal_ready(self.seal_key(seal_id), self.passphrase, at)
        return "" if state is SealState.READY else state.sentence

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
        """The key that signs statements and register heads."""
        return self.home / "keys" / "desk.key"

    # -- what is there

    def case(self, case_id: str) -> Case | None:
        """The case of that number, or None."""
        return self._case(self.store.read(), case_id)

    def case_at(self, entry: ev.Recorded) -> Case | None:
        """The case as it was when that entry was written, which is what a paper speaks of."""
        return register.load(self.store.read(), entry.case_id, entry.version)


def _of(case: Case, events: Sequence[ev.Event]) -> list[ev.Happening]:
    return [ev.Happening(case.id, event, case.item.department) for event in events]


def _late(case: Case, at: datetime) -> bool:
    """Whether a period ran out that the law gives a meaning to: notice, or corrections."""
    due = running_clock(case)
    return case.status in (Status.RECEIVED, Status.CORRECTING) and due is not None and at.date() > due.on
