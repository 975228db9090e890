"""A hall in memory: cases, questions, certificates and bars, judged by the law alone and folded as registers do.

No disk and no desk, so that a test can try thousands of acts. What is asked comes from `asking`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from desks import DATA, at

from windowdesk.desk.statutes import read_law
from windowdesk.models import case as folding
from windowdesk.models import commands as cmd
from windowdesk.models import events as ev
from windowdesk.models import inputs, intake, opinion
from windowdesk.models.acts import beside
from windowdesk.models.calendar import WorkCalendar
from windowdesk.models.case import Case
from windowdesk.models.catalogue import Catalogue, Item
from windowdesk.models.decide import decide, lapse
from windowdesk.models.opinion import Opinion
from windowdesk.models.parties import Customs, Staff
from windowdesk.models.permits import Bar, Permit
from windowdesk.models.rules import Law
from windowdesk.models.setting import Act, Setting
from windowdesk.store import hallfile

LAW = read_law(DATA)
MONDAY = at("2026-03-02 09:30")
NEXT_YEAR = Law(
    LAW.figures,
    WorkCalendar(
        {**LAW.calendar.exceptions, **{date(2027, 1, n): (False, "元旦") for n in (1, 4, 5)}},
        LAW.calendar.years | {2027},
    ),
)
"""The law when a notice for 2027 is in: New Year's days that plain weekends do not foresee."""

_HALL = hallfile.read(tomllib.loads((DATA / "demo-hall.toml").read_text(encoding="utf-8")))


def _parts(kind: str) -> dict[str, Any]:
    return {code: part for (found, code), part in _HALL.items() if found == kind}


def setting_of(window: str, items: Sequence[Item] = (), customs: Customs | None = None) -> Setting:
    """The demonstration hall as one window knows it, with a catalogue of its own and instruments that do not end."""
    endless = {"valid_from": date(2020, 1, 1), "valid_to": date(2099, 12, 31)}
    return Setting(
        hall=_HALL[("hall", "")],
        window=_parts("window")[window],
        incarnation=1,
        windows=_parts("window"),
        departments=_parts("department"),
        staff=_parts("staff"),
        delegations=tuple(replace(one, **endless) for one in _parts("delegation").values()),
        seals=tuple(_parts("seal").values()),
        catalogue=Catalogue({item.code: item for item in items}),
        law=LAW,
        tariff=tuple(_parts("tariff").values()),
        proxies=tuple(replace(one, **endless) for one in _parts("proxy").values()),
        customs=customs or Customs(),
    )


@dataclass
class World:
    """One window at work, and a neighbour that answers what it is asked."""

    setting: Setting
    neighbour: Setting
    now: datetime = MONDAY
    cases: dict[str, Case] = field(default_factory=dict)
    opinions: dict[str, Opinion] = field(default_factory=dict)
    permits: dict[str, Permit] = field(default_factory=dict)
    bars: list[Bar] = field(default_factory=list)
    counters: dict[str, int] = field(default_factory=dict)

    @property
    def today(self) -> date:
        return self.now.date()

    def staff(self, number: str) -> Staff | None:
        return self.setting.staff.get(number)

    def act(self, by: Staff | None) -> Act:
        """An act of now. Serials come from memory, every seal signs."""
        return Act(
            at=self.now,
            today=self.now.date(),
            by=by,
            next_serial=self._serial,
            open_case=self._open_case,
            seal_fault=lambda _: "",
            query_code=lambda: "000000",
            opinions=self.asked,
            permit=self.permits.get,
            bars=lambda number: tuple(bar for bar in self.bars if bar.applicant_number == number),
        )

    def asked(self, case_id: str) -> tuple[Opinion, ...]:
        """What was asked beside a case."""
        return tuple(one for one in self.opinions.values() if one.asked.case_id == case_id)

    def open_cases(self) -> list[Case]:
        return [case for case in self.cases.values() if case.open]

    def do(self, command: Any, by: Staff | None) -> list[ev.Happening]:
        """What `Desk.do` does, in memory. Raises Refused."""
        inputs.check(command)
        if isinstance(command, cmd.CaseCommand):
            self.let_time_pass(command.case_id)
        found = self.judged(command, by)
        self.write(found, by)
        return found

    def judged(self, command: Any, by: Staff | None) -> list[ev.Happening]:
        """What would happen; nothing is kept. Raises Refused."""
        act = self.act(by)
        match command:
            case cmd.ReceiveApplication():
                return intake.receive(command, act, self.setting)
            case cmd.ReferMatter():
                return intake.refer(command, act, self.setting)
            case cmd.OpenProceeding():
                return intake.open_proceeding(command, act, self.setting)
            case cmd.GiveOpinion() | cmd.AcknowledgeCopy():
                return beside.answer(self.opinions[command.opinion_id], command, act, self.neighbour)
        case = self.cases[command.case_id]
        return intake.happening(case, decide(case, command, act, self.setting))

    def let_time_pass(self, case_id: str) -> list[ev.Happening]:
        """What the calendar alone has brought about for a case."""
        found: list[ev.Happening] = []
        while events := lapse(self.cases[case_id], self.act(None), self.setting):
            happened = intake.happening(self.cases[case_id], events)
            self.write(happened, None)
            found += happened
        return found

    def wait(self, days: int) -> None:
        """Let days go by, and what they bring about for every open case."""
        self.now += timedelta(days=days)
        for case in self.open_cases():
            self.let_time_pass(case.id)

    def write(self, happenings: Sequence[ev.Happening], by: Staff | None) -> None:
        """Fold what happened, as a register would read it."""
        for one in happenings:
            if not one.case_id:
                continue
            kept = self.cases.get(one.case_id) or self.opinions.get(one.case_id)
            version = kept.version + 1 if kept else 1
            number, window = by.number if by else "", self.setting.window.code
            entry = ev.Recorded(one.event, self.setting.stream, 0, self.now, number, window, one.case_id, version)
            if isinstance(one.event, ev.CaseReceived):
                self.cases[one.case_id] = folding.received(entry, one.event)
            elif isinstance(one.event, ev.OpinionAsked):
                self.opinions[one.case_id] = opinion.opened(entry, one.event)
            elif isinstance(kept, Opinion):
                self.opinions[one.case_id] = opinion.answered(kept, entry)
            else:
                self.cases[one.case_id] = folding.evolve(self.cases[one.case_id], entry)
                if isinstance(one.event, opinion.BESIDE):
                    asked = self.opinions[one.event.opinion_id]
                    self.opinions[asked.id] = opinion.retold(asked, one.event)
                self._outlives(self.cases[one.case_id], one.event)

    def _outlives(self, case: Case, event: ev.Event) -> None:
        match event:
            case ev.CertificateMade():
                self._permit_is(event.replaces, "replaced")
                self.permits[event.number] = Permit(event.number, case.id, case.item, case.applicant, event.valid_until)
            case ev.PermitRevoked():
                self._permit_is(event.certificate, "revoked")
            case ev.PermitCancelled():
                self._permit_is(event.certificate, "cancelled")
            case ev.BarImposed():
                self.bars.append(
                    Bar(event.applicant_number, event.item_code, event.kind, event.until, event.cites[0], case.id)
                )

    def _permit_is(self, number: str, state: str) -> None:
        if number in self.permits:
            self.permits[number] = replace(self.permits[number], state=state)

    def _serial(self, series: str) -> int:
        self.counters[series] = self.counters.get(series, 0) + 1
        return self.counters[series]

    def _open_case(self, number: str, code: str) -> str:
        found = (case for case in self.open_cases() if (case.applicant.number, case.item.code) == (number, code))
        return next((case.id for case in found), "")
