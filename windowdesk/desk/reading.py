"""What screens and commands read: frozen rows and nothing that can be changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from windowdesk.desk.duties import Expiry, expiry
from windowdesk.desk.reasons import usable
from windowdesk.desk.telling import told
from windowdesk.i18n import say
from windowdesk.models import available
from windowdesk.models import events as ev
from windowdesk.models.case import Case
from windowdesk.models.catalogue import Item
from windowdesk.models.clocks import Clock, clocks, light
from windowdesk.models.dispute import CLASH
from windowdesk.models.intake import acceptable, find_item
from windowdesk.models.reasons import Suggestion, omitted, suggestions
from windowdesk.models.refusal import Refused
from windowdesk.models.rows import CaseRow, HistoryLine, Light, OpinionRow, PaperRow, SyncState
from windowdesk.store import beside, duties, items, jobs, lists, register
from windowdesk.store.duties import CheckDue
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
        """The events of a case, oldest first, ready for words.history; and what stands beside it."""
        staff, db = self._desk.setting.staff, self._desk.store.read()
        found = [_line(entry, staff) for entry in register.case_entries(db, case_id)]
        if not beside.disputed(db, case_id):
            return found
        waits = beside.stopped(db, case_id) == CLASH
        for entry, fallen in beside.lines(db, case_id):
            mark = "" if not fallen else "contested" if waits else "fallen"
            found.append(replace(_line(entry, staff), beside=mark))
        return sorted(found, key=lambda line: line.at)

    def opinions(self, case_id: str) -> list[OpinionRow]:
        """The opinions asked for a case, and its copies."""
        return lists.opinions_of(self._desk.store.read(), case_id)

    def opinions_waiting(self) -> list[OpinionRow]:
        """Questions and copies of other windows that wait for this window's departments."""
        window = self._desk.setting.window
        return lists.opinions_waiting(self._desk.store.read(), (*window.departments, *window.proxied))

    def told_before(self, item_code: str) -> list[tuple[str, str, int]]:
        """What notices for an item found wrong before: material, what was wrong, how often."""
        return lists.told_before(self._desk.store.read(), item_code)

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
            acceptable(setting, find_item(setting, asked, at.date()), at.date())
        except Refused as refused:
            return refused
        return None

    def catalogue(self) -> list[Item]:
        """Every item that is not secret."""
        return [item for item in items.every(self._desk.store.read()) if not item.secret]

    def expiring(self, today: date, days: int) -> list[Expiry]:
        """Permits of this hall that expire within that many days, each with the last day to ask for its renewal."""
        db, found = self._desk.store.read(), []
        for permit, renewals in duties.expiring(db, today, today + timedelta(days=days)):
            cases = (self._desk.case(one) for one in renewals)
            asked = next((case.id for case in cases if case and case.about == permit.number), "")
            found.append(expiry(self._desk, replace(permit, renewal=asked)))
        return found

    def checks_due(self, today: date, days: int) -> list[CheckDue]:
        """What was granted on a promise and is to be checked within that many days, or should have been."""
        return duties.checks(self._desk.store.read(), today + timedelta(days=days))

    def sync_state(self) -> SyncState:
        """Proof of receipt by the hall."""
        return lists.sync_state(self._desk.store.read(), self._desk.stream)

    def unprinted(self) -> int:
        """Papers that are not out yet."""
        return jobs.unfinished(self._desk.store.read())

    def parked(self) -> list[tuple[str, int, str]]:
        """Foreign lines kept aside, with why."""
        return lists.parked(self._desk.store.read())

    def reasons(self, item: Item | None, material: str) -> list[Suggestion]:
        """What a notice may say of a material, the best match first."""
        return list(suggestions(usable(self._desk.data, self._desk.home), "correction", item, material))

    def grounds(self, kind: str, item: Item | None) -> list[Suggestion]:
        """Grounds of a refusal for an item: `kind` is not_accepted, denial or return."""
        return list(suggestions(usable(self._desk.data, self._desk.home), kind, item))

    def omitted(self, item_code: str, materials_told: Iterable[str], case: Case) -> list[tuple[str, str, int]]:
        """What earlier notices for the item found wrong that this one does not name: material, wrong, how often.

        一次告知要完整: only of materials that stand on this case's checklist and were handed in.
        """
        return list(omitted(self.told_before(item_code), materials_told, case.materials))


def _line(entry: ev.Recorded, staff: dict[str, Any] | Any) -> HistoryLine:
    person = staff.get(entry.by)
    name = f"{person.name}（{entry.by}）" if person else entry.by or say("依法", "by law")
    cites = tuple(getattr(entry.event, "cites", ()))
    kind = type(entry.event).__name__
    stamp = entry.at.isoformat(timespec="seconds")
    return HistoryLine(stamp, name, entry.window, kind, told(entry.event), cites, entry.stream, entry.seq)
