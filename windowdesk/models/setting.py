"""What an act is judged against: the hall, this window, its people, its items, its law, and the moment."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from msgspec import Struct

from windowdesk.models.catalogue import Finder, Item
from windowdesk.models.notice import PaperKind, SealMark
from windowdesk.models.office import OFFICE
from windowdesk.models.opinion import Opinion
from windowdesk.models.parties import Customs, Delegation, Department, Hall, Proxy, Staff, StandIn, Window
from windowdesk.models.permits import Bar, Permit
from windowdesk.models.refusal import Reason, refuse
from windowdesk.models.rules import Law
from windowdesk.models.seals import Seal, choose_seal, seal_kind


@dataclass(frozen=True, slots=True)
class Rate:
    """What a parcel to a zone costs from a day on, in fen."""

    since: date
    zone: str
    fen: int


def zones(tariff: Iterable[Rate], on: date) -> dict[str, int]:
    """What a parcel to each zone costs that day, in fen: the newest rate not after it holds."""
    return {rate.zone: rate.fen for rate in sorted(tariff, key=lambda rate: rate.since) if rate.since <= on}


@dataclass(frozen=True, slots=True)
class Setting:
    """Everything about the hall that an act needs and that no act changes."""

    hall: Hall
    window: Window
    incarnation: int
    windows: Mapping[str, Window]
    departments: Mapping[str, Department]
    staff: Mapping[str, Staff]
    delegations: tuple[Delegation, ...]
    seals: tuple[Seal, ...]
    catalogue: Finder
    law: Law
    tariff: tuple[Rate, ...] = ()
    standins: tuple[StandIn, ...] = ()
    proxies: tuple[Proxy, ...] = ()
    customs: Customs = field(default_factory=Customs)
    stream: str = field(init=False)
    """The name of this desk's register: division-window.incarnation."""

    def __post_init__(self) -> None:
        stream = f"{self.hall.division}-{self.window.code}.{self.incarnation}"
        object.__setattr__(self, "stream", stream)

    @property
    def own_seals(self) -> tuple[Seal, ...]:
        """The seals that this window's desk puts on papers; the hall office draws no papers and has none."""
        mine = () if self.window.code == OFFICE else ("", self.window.code)
        return tuple(seal for seal in self.seals if seal.window in mine)

    def department(self, item: Item) -> Department:
        """The organ an item belongs to; an organ the hall file does not list speaks in its short name."""
        return self.departments.get(item.department) or Department(item.department, item.department, item.department)

    def zones(self, on: date) -> dict[str, int]:
        """What a parcel to each zone costs that day, in fen."""
        return zones(self.tariff, on)

    def postage(self, zone: str, on: date) -> int | None:
        """What a parcel costs that day, in fen; None when no zone is told. Refused for a zone the tariff lacks."""
        if not zone:
            return None
        if zone not in self.zones(on):
            raise refuse(Reason.ZONE_UNKNOWN, zone=zone, zones="、".join(self.zones(on)))
        return self.zones(on)[zone]

    def right_window(self, item: Item) -> str:
        """The windows that take in an item, as a sentence part, or ""."""
        found = [f"{w.code} {w.name}" for w in self.windows.values() if w.accepts(item.department)]
        return "、".join(found)


class Act(Struct, frozen=True):
    """Who acts, when, where fresh numbers come from, and what the register says beside the case.

    `at` is aware local time, `today` its date. `next_serial` gives the next number of a series inside the act's
    transaction; `open_case` finds an open case of the same applicant number and item code, or ""; `seal_fault` says
    why a seal cannot sign now, or "". `opinions` are those asked for a case; `permit` is the certificate of a number
    this hall issued; `ended` how a certificate of that number ended here, whoever issued it, or ""; `bars` are the
    bars on an applicant's number; `undrawable` the characters of a text that no font has, or "".
    """

    at: datetime
    today: date
    by: Staff | None
    next_serial: Callable[[str], int]
    open_case: Callable[[str, str], str]
    seal_fault: Callable[[str], str]
    query_code: Callable[[], str]
    opinions: Callable[[str], tuple[Opinion, ...]] = lambda _: ()
    permit: Callable[[str], Permit | None] = lambda _: None
    ended: Callable[[str], str] = lambda _: ""
    bars: Callable[[str], tuple[Bar, ...]] = lambda _: ()
    undrawable: Callable[[str], str] = lambda _: ""


class Numbered(Struct, frozen=True):
    """A fresh paper number with the series and serial it came from."""

    text: str
    series: str
    serial: int


_WORDS = {
    PaperKind.RECEIPT: "收",
    PaperKind.ACCEPTANCE: "受",
    PaperKind.CORRECTION: "补",
    PaperKind.NOT_ACCEPTED: "不受",
    PaperKind.GRANT: "准",
    PaperKind.DENIAL: "不准",
    PaperKind.CERTIFICATE: "证",
    PaperKind.PICKUP: "取",
    PaperKind.SERVICE: "送",
    PaperKind.EMS_LABEL: "面",
    PaperKind.EMS_LIST: "寄",
    PaperKind.REFERRAL: "引",
    PaperKind.TOLERANCE: "容",
    PaperKind.TOLERANCE_PROMISE: "容诺",
    PaperKind.PROMISE: "诺",
    PaperKind.EXTENSION: "延",
    PaperKind.PROCEDURE: "特",
    PaperKind.RESUMED: "恢",
    PaperKind.NEW_DATES: "期",
    PaperKind.UNIT_SLIP: "交",
    PaperKind.UPWARD: "报",
    PaperKind.CONTACT: "联",
    PaperKind.COPY: "抄",
    PaperKind.REPLY: "回",
    PaperKind.SUMMARY: "汇",
    PaperKind.RETURN: "退",
    PaperKind.WITHDRAWAL: "撤回",
    PaperKind.PARTY: "利",
    PaperKind.HEARING_RIGHT: "听告",
    PaperKind.HEARING: "听通",
    PaperKind.FEE: "缴",
    PaperKind.PAID: "缴记",
    PaperKind.MENDING: "改",
    PaperKind.HOLDER: "拟撤告",
    PaperKind.REVOCATION: "撤",
    PaperKind.CANCELLATION: "注",
    PaperKind.RENUMBERED: "更",
}


def paper_number(setting: Setting, act: Act, kind: PaperKind, item: Item) -> Numbered:
    """The next paper number (字号): 机关代字, kind, 〔year〕, desk and incarnation, serial.

    The desk stands in the number, so two windows of one organ cannot issue the same.
    """
    window = setting.window.code
    series = f"{setting.department(item).abbr}{_WORDS[kind]}〔{act.today.year}〕{window}{setting.incarnation}"
    serial = act.next_serial(series)
    return Numbered(f"{series}-{serial:05d}号", series, serial)


def impression(setting: Setting, act: Act, kind: PaperKind, item: Item) -> tuple[SealMark, str, int] | None:
    """One impression of the one right seal, with its series and serial in the seal-use register.

    None when the paper carries no seal. Refused when the hall has no such seal or its key cannot sign now:
    a paper the law wants sealed must not be promised without its seal.
    """
    window, year = setting.window.code, act.today.year
    seal = choose_seal(setting.seals, kind, item, window)
    if seal is None and not seal_kind(kind, item):
        return None
    if seal is None:
        raise refuse(Reason.NO_SEAL, "行政许可法 第三十二条第二款", department=item.department, paper=kind.value)
    if fault := act.seal_fault(seal.id):
        raise refuse(Reason.SEAL_NOT_READY, "行政许可法 第三十二条第二款", seal=seal.ring + seal.line, fault=fault)
    series = f"{seal.id}/{year}/{window}{setting.incarnation}"
    serial = act.next_serial(series)
    number = f"{window}{setting.incarnation}{year % 100:02d}{serial:06d}"
    return SealMark(seal.id, seal.ring, seal.line, seal.diameter_mm, number), series, serial
