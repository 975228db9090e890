"""Instruments that run out, and heads nobody has named: what will one morning keep a window from acting."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from windowdesk.i18n import say
from windowdesk.models.catalogue import ItemKind
from windowdesk.models.parties import Delegation, Proxy, StandIn

if TYPE_CHECKING:
    from windowdesk.desk.door import Desk
    from windowdesk.models.setting import Setting

AHEAD = timedelta(days=30)
"""How long beforehand the desk warns: time to have an instrument signed again."""

Instrument = Delegation | Proxy | StandIn


@dataclass(frozen=True, slots=True)
class Ending:
    """An instrument of this window that ends soon, or has ended, and that no other goes on from."""

    instrument: Instrument
    kind: str
    about: str
    over: bool

    @property
    def sentence(self) -> str:
        """What ends when, and what to do."""
        kinds = {"delegation": ("授权", "delegation"), "proxy": ("代理接办", "proxy"), "standin": ("顶岗", "stand-in")}
        zh, en = kinds[self.kind]
        number, last = self.instrument.instrument, self.instrument.valid_to
        ends = say(f"已于 {last} 到期", f"ended on {last}") if self.over else say(f"{last} 到期", f"ends on {last}")
        return say(
            f"{zh} {number}（{self.about}）{ends}，期满即不能办理，请换发后更新大厅资料",
            f"{en} {number} ({self.about}) {ends}: nothing can be done under it afterwards; have it renewed",
        )


def endings(desk: Desk, today: date) -> Iterator[Ending]:
    """Every instrument of this window that ends within AHEAD or has ended, without one that goes on from it."""
    setting = desk.setting
    for kind, found in _here(setting).items():
        for one in found:
            if one.valid_to <= today + AHEAD and not any(_goes_on(one, other) for other in found):
                yield Ending(one, kind, _about(setting, one), one.valid_to < today)


def _here(setting: Setting) -> dict[str, tuple[Instrument, ...]]:
    """The instruments under which people act at this window."""
    code = setting.window.code
    standins = tuple(one for one in setting.standins if one.window == code)
    people = {person.number for person in setting.staff.values() if person.window == code}
    people |= {one.staff for one in standins}
    return {
        "delegation": tuple(
            one for one in setting.delegations if one.staff in people and setting.window.accepts(one.department)
        ),
        "proxy": tuple(one for one in setting.proxies if one.window == code),
        "standin": standins,
    }


def _goes_on(one: Instrument, other: Instrument) -> bool:
    """Whether the other gives at least the same power without a gap, and for longer."""
    if other.valid_to <= one.valid_to or other.valid_from > one.valid_to + timedelta(days=1):
        return False
    if isinstance(one, StandIn) or isinstance(other, StandIn):
        return isinstance(one, StandIn) and isinstance(other, StandIn) and one.staff == other.staff
    whose = ("staff", "department") if isinstance(one, Delegation) else ("window", "department")
    same = all(getattr(one, field) == getattr(other, field, None) for field in whose)
    return same and set(one.steps) <= set(other.steps) and ("*" in other.items or set(one.items) <= set(other.items))


def _about(setting: Setting, one: Instrument) -> str:
    person = setting.staff.get(one.staff) if isinstance(one, Delegation | StandIn) else None
    name = person.name if person else ""
    department = one.department if isinstance(one, Delegation | Proxy) else ""
    return " ".join(part for part in (name, department) if part)


def headless(desk: Desk) -> list[str]:
    """Departments of this window with matters and no head named: nothing of theirs can be extended or paused."""
    setting = desk.setting
    matters = [
        item for item in desk.reading.catalogue() if setting.window.accepts(item.department) and not item.outside
    ]
    found = [setting.department(item).name for item in matters if not setting.department(item).head]
    if not setting.hall.government_head and any(item.kind is ItemKind.JOINT for item in matters):
        found.append(setting.hall.government)
    return list(dict.fromkeys(found))
