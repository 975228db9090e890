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
    """An instrument of delegation: which person may take which steps for which items, from when to when."""

    instrument: str
    department: str
    staff: str
    items: tuple[str, ...]
    steps: tuple[str, ...]
    valid_from: date
    valid_to: date

    def covers(self, staff: str, item: str, step: str, on: date) -> bool:
        """Whether it is alive on that day for that person, item and step."""
        return (
            self.staff == staff
            and step in self.steps
            and ("*" in self.items or item in self.items)
            and self.valid_from <= on <= self.valid_to
        )


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
    """An organ whose matters the hall takes in."""

    name: str
    full_name: str
    abbr: str
    uscc: str = ""
    address: str = ""
    phone: str = ""


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
