"""全国年节及纪念日放假办法: the days off that no year's arrangement can do without."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from windowdesk.models.rules import article

FESTIVALS = "全国年节及纪念日放假办法 第二条"


@dataclass(frozen=True, slots=True)
class Festival:
    """A festival and its days off, from the day the provision holds. `fixed` are month and day where it dates them."""

    name: str
    days: int
    since: date
    fixed: tuple[tuple[int, int], ...] = ()


@article(FESTIVALS)
def wanting(year: int, off: Mapping[date, str], festivals: Iterable[Festival]) -> tuple[tuple[Festival, int], ...]:
    """全体公民放假的节日: the festivals that a year's days off do not give whole, each with how many days there are.

    Days the provision dates must be off; of the others there must be enough under the festival's name, which may
    stand beside another's (国庆节、中秋节).
    """
    names: dict[str, Festival] = {}
    for one in sorted(festivals, key=lambda one: one.since):
        if one.since <= date(year, 1, 1):
            names[one.name] = one
    found = ((one, _given(one, year, off)) for one in names.values())
    return tuple((one, given) for one, given in found if given < one.days)


def _given(festival: Festival, year: int, off: Mapping[date, str]) -> int:
    if festival.fixed:
        return sum(date(year, month, day) in off for month, day in festival.fixed)
    return sum(day.year == year and festival.name in name for day, name in off.items())
