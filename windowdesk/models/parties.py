"""Who applies, who acts for them, who serves them, and under what instrument."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from windowdesk.models import numbers


class PartyKind(StrEnum):
    """A natural person or an organisation."""

    PERSON = "person"
    ORGANISATION = "organisation"


@dataclass(frozen=True, slots=True)
class Party:
    """An applicant. `number` is a citizen's number (GB 11643) or a unified social credit code (GB 32100).

    `contact` is the person to call when the applicant is an organisation.
    """

    kind: PartyKind
    name: str
    number: str
    phone: str = ""
    address: str = ""
    contact: str = ""

    def number_fault(self, today: date) -> str:
        """What is wrong with the number, or "" when nothing is."""
        if self.kind is PartyKind.PERSON:
            return numbers.id_number_fault(self.number, today)
        return numbers.uscc_fault(self.number)


@dataclass(frozen=True, slots=True)
class Agent:
    """Who acts for the applicant, by a written power (行政许可法 第二十九条第二款)."""

    name: str
    number: str
    phone: str
    power: str


@dataclass(frozen=True, slots=True)
class Staff:
    """A member of staff. Temporary staff never accept or decide."""

    number: str
    name: str
    window: str
    role: str
    employment: str = "编内"
    rank: str = ""

    @property
    def temporary(self) -> bool:
        """Whether this person may only guide."""
        return self.employment == "临时"


@dataclass(frozen=True, slots=True)
class Delegation:
    """An instrument of delegation: which person may take which steps for which items, from when to when.

    With `organ` it entrusts another administrative organ, announced under `announced`; what is entrusted cannot be
    entrusted again (行政许可法 第二十四条).
    """

    instrument: str
    department: str
    staff: str
    items: tuple[str, ...]
    steps: tuple[str, ...]
    valid_from: date
    valid_to: date
    organ: str = ""
    announced: str = ""

    def covers(self, staff: str, item: str, step: str, on: date) -> bool:
        """Whether it is alive on that day for that person, item and step."""
        return (
            self.staff == staff
            and step in self.steps
            and ("*" in self.items or item in self.items)
            and self.valid_from <= on <= self.valid_to
        )


@dataclass(frozen=True, slots=True)
class StandIn:
    """顶岗: who takes over a window from when to when, named beforehand."""

    staff: str
    window: str
    valid_from: date
    valid_to: date
    instrument: str = ""


@dataclass(frozen=True, slots=True)
class Proxy:
    """代理接办: a window takes in a department's matters in its name, within the steps and dates of the instrument."""

    department: str
    window: str
    instrument: str
    valid_from: date
    valid_to: date
    items: tuple[str, ...] = ("*",)
    steps: tuple[str, ...] = ("receive", "accept")

    def covers(self, window: str, department: str, item: str, step: str, on: date) -> bool:
        """Whether it is alive on that day for that window, item and step."""
        return (
            (self.window, self.department) == (window, department)
            and step in self.steps
            and ("*" in self.items or item in self.items)
            and self.valid_from <= on <= self.valid_to
        )


@dataclass(frozen=True, slots=True)
class Customs:
    """What some halls do by local rule and the Act does not know: off unless a hall turns it on.

    Each stands under the local instrument that orders it.
    """

    silence_consents: bool = False
    veto: bool = False
    silence_instrument: str = ""
    veto_instrument: str = ""


@dataclass(frozen=True, slots=True)
class Hours:
    """Office hours that hold from one day to another in place of the usual ones."""

    since: date
    until: date
    hours: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Window:
    """A window of the hall: resident for one department, or comprehensive for several."""

    code: str
    name: str
    kind: str
    departments: tuple[str, ...]
    proxied: tuple[str, ...] = ()
    phone: str = ""

    def accepts(self, department: str) -> bool:
        """Whether this window takes in matters of that department, its own or by proxy."""
        return department in self.departments or department in self.proxied


@dataclass(frozen=True, slots=True)
class Department:
    """An organ whose matters the hall takes in.

    `head` approves extensions; `reconsideration` is the organ that reviews its decisions when that is not the county
    government (行政复议法 第二十七条); `account` is where its fees are paid.
    """

    name: str
    full_name: str
    abbr: str
    uscc: str = ""
    address: str = ""
    phone: str = ""
    head: str = ""
    reconsideration: str = ""
    account: str = ""


@dataclass(frozen=True, slots=True)
class Hall:
    """The hall itself and the organs a remedy is addressed to."""

    name: str
    division: str
    government: str
    court: str
    address: str
    phone: str
    complaint_phone: str
    postcode: str = ""
    office_hours: tuple[tuple[str, str], ...] = ()
    hours: tuple[Hours, ...] = ()
    government_head: str = ""

    def hours_on(self, day: date) -> tuple[tuple[str, str], ...]:
        """The office hours of that day: the newest dated exception that covers it, else the usual ones."""
        found = [one for one in self.hours if one.since <= day <= one.until]
        return max(found, key=lambda one: one.since).hours if found else self.office_hours
