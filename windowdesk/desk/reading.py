"""What screens and commands read: frozen rows and nothing that can be changed."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from windowdesk import words
from windowdesk.i18n import say
from windowdesk.models import available
from windowdesk.models import events as ev
from windowdesk.models.case import Case
from windowdesk.models.catalogue import Item
from windowdesk.models.clocks import Clock, clocks, light
from windowdesk.models.intake import acceptable, find_item
from windowdesk.models.refusal import Refused
from windowdesk.models.rows import CaseRow, HistoryLine, Light, PaperRow, SyncState
from windowdesk.store import items, jobs, lists, register
from windowdesk.store.items import ItemRow

if TYPE_CHECKING:
    from windowdesk.desk.door import Desk


class Reading:
    """The lists of one desk."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def today(self, clerk: str = "", offset: int = 0, limit: int = 64) -> list[CaseRow]:
        """Open cases of this window, by clock; those received by one clerk when told."""
        window = self._desk.settings.window
        return lists.open_cases(self._desk.store.read(), window=window, clerk=clerk, offset=offset, limit=limit)

    def count_today(self, clerk: str = "") -> int:
        """How many `today` lists."""
        return lists.count_open(self._desk.store.read(), window=self._desk.settings.window, clerk=clerk)

    def newest(self, before: int | None = None, limit: int = 64) -> list[CaseRow]:
        """The whole register, newest case first, below a row id."""
        return lists.newest(self._desk.store.read(), before=before, limit=limit)

    def found(self, text: str, before: int | None = None, limit: int = 20) -> list[CaseRow]:
        """Cases by number, its last six, name, initials, ID, telephone, their last four, mail number or item."""
        return lists.found(self._desk.store.read(), text, before=before, limit=limit)

    def light(self, row: CaseRow, today: date) -> Light:
        """How much of a row's running clock is left."""
        return light(row.next_due, today, self._desk.law)

    def clocks(self, case: Case, today: date) -> tuple[Clock, Clock, Clock]:
        """The three clocks of a case."""
        return clocks(case, self._desk.law, today)

    def offered(self, case: Case) -> tuple[type, ...]:
        """The commands whose key is live for a case."""
        return available.offered(case, self._desk.stream)

    def history(self, case_id: str) -> list[HistoryLine]:
        """The events of a case, oldest first, ready for words.history."""
        staff = self._desk.setting.staff
        return [_line(entry, staff) for entry in register.case_entries(self._desk.store.read(), case_id)]

    def papers(self, case_id: str) -> list[PaperRow]:
        """The papers of a case."""
        return lists.papers(self._desk.store.read(), case_id)

    def items(self, text: str = "", *, here: bool = True, limit: int = 50) -> list[ItemRow]:
        """Items by number, name, initials or code; `here` keeps those this window takes in."""
        window = self._desk.setting.window
        departments = (*window.departments, *window.proxied) if here else ()
        return items.search(self._desk.store.read(), text, departments, limit)

    def item(self, asked: str) -> Item | None:
        """One item by code or short number; secret ones are not shown."""
        found = items.find(self._desk.store.read(), asked)
        return None if found is None or found.secret else found

    def stopped(self, asked: str, at: datetime) -> Refused | None:
        """Why this window does not take in the item of that code or number today, or None when it does."""
        setting = self._desk.setting
        try:
            acceptable(setting, find_item(setting, asked), at.date())
        except Refused as refused:
            return refused
        return None

    def catalogue(self) -> list[Item]:
        """Every item that is not secret."""
        return [item for item in items.every(self._desk.store.read()) if not item.secret]

    def sync_state(self) -> SyncState:
        """Proof of receipt by the hall."""
        return lists.sync_state(self._desk.store.read(), self._desk.stream)

    def unprinted(self) -> int:
        """Papers that are not out yet."""
        return jobs.unfinished(self._desk.store.read())

    def parked(self) -> list[tuple[str, int, str]]:
        """Foreign lines kept aside, with why."""
        return lists.parked(self._desk.store.read())


def _line(entry: ev.Recorded, staff: dict[str, Any] | Any) -> HistoryLine:
    person = staff.get(entry.by)
    name = f"{person.name}（{entry.by}）" if person else entry.by or say("依法", "by law")
    cites = tuple(getattr(entry.event, "cites", ()))
    kind = type(entry.event).__name__
    stamp = entry.at.isoformat(timespec="seconds")
    return HistoryLine(stamp, name, entry.window, kind, _told(entry.event), cites, entry.stream, entry.seq)


def _told(event: ev.Event) -> dict[str, str]:
    """The values a sentence about an event may use. Personal numbers are not among them."""
    match event:
        case ev.CaseReceived():
            return {"applicant": event.applicant.name, "item": event.item.name}
        case ev.MaterialsSupplemented():
            return {"materials": "、".join(line.name for line in event.materials)}
        case ev.CorrectionRequested():
            names = "、".join(one.material for one in event.deficiencies)
            return {"materials": names, "reply_by": event.reply_by.isoformat()}
        case ev.CaseAccepted():
            deemed = say("（逾期未告知，视为受理）", " (by silence)") if event.deemed else ""
            return {"on": event.on.isoformat(), "deemed": deemed}
        case ev.CaseNotAccepted():
            office = say(f"，请向{event.right_office}申请", f"; apply to {event.right_office}")
            return {"reason": event.reason, "right_office": office if event.right_office else ""}
        case ev.DecisionMade():
            word = say("准予", "Granted") if event.granted else say("不予许可", "Denied")
            reasons = f"：{event.reasons}" if event.reasons else ""
            return {"outcome": word, "instrument": event.instrument, "reasons": reasons}
        case ev.CaseClosed():
            return {"result": words.outcome(event.result)}
        case ev.PaperDrawn():
            return {"title": event.notice.heading, "number": event.notice.number}
        case _:
            return {key: str(value) for key, value in asdict(event).items() if isinstance(value, (str, int, date))}
