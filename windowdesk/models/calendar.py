"""Working days: the periods of the Act are counted in them, statutory holidays left out (行政许可法 第八十二条)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

DAY = timedelta(days=1)
Spans = tuple[tuple[date, date], ...]
KEPT = 4096
"""Periods whose last day is remembered: a day's cases share their dates."""


@dataclass(frozen=True, slots=True)
class Due:
    """The last day of a period. `provisional` when it lies beyond the last year whose notice is known."""

    on: date
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class Counted:
    """One day of a count and why it counts or not.

    `why` is "day0", "workday", "makeup", "weekend", "paused", or a holiday's name.
    """

    on: date
    number: int
    why: str


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """The days off and make-up days of the years whose State Council notice is known.

    `exceptions` maps a date to (works, name). Outside known years plain weekends are assumed and every
    answer is provisional.
    """

    exceptions: Mapping[date, tuple[bool, str]] = field(default_factory=dict)
    years: frozenset[int] = frozenset()
    _counted: dict[tuple[date, int, Spans], Due] = field(default_factory=dict, compare=False, repr=False)

    @property
    def known_until(self) -> date | None:
        """The last day of the unbroken run of known years, or None when none is known."""
        run = min(self.years, default=0)
        while run + 1 in self.years:
            run += 1
        return date(run, 12, 31) if run else None

    def knows(self, day: date) -> bool:
        """Whether the notice for the year of `day` is in."""
        return day.year in self.years

    def is_workday(self, day: date) -> bool:
        """Whether the hall's offices work on that day."""
        found = self.exceptions.get(day)
        return day.weekday() < 5 if found is None else found[0]

    def why(self, day: date) -> str:
        """Why a day counts or is skipped."""
        works, name = self.exceptions.get(day, (None, ""))
        if works is None:
            return "workday" if day.weekday() < 5 else "weekend"
        return "makeup" if works else name

    def walk(self, start: date, days: int, skipped: Spans = ()) -> Iterator[Counted]:
        """Every day from `start` to the last day of the period; day 0 is not counted (民事诉讼法 第八十五条).

        `skipped` are spans of days left out whole, each after its first day up to and with its last.
        """
        yield Counted(start, 0, "day0")
        day, number = start, 0
        while number < days:
            day += DAY
            paused = _within(day, skipped)
            works = self.is_workday(day) and not paused
            number += works
            yield Counted(day, number if works else 0, "paused" if paused else self.why(day))

    def due(self, start: date, days: int, skipped: Spans = ()) -> Due:
        """The last day of a period of `days` working days after `start`, spans of skipped days left out."""
        if days < 0:
            raise ValueError("a period cannot be negative")
        kept = self._counted.get((start, days, skipped))
        if kept is None:
            if len(self._counted) >= KEPT:
                self._counted.clear()
            kept = self._counted[start, days, skipped] = self._count(start, days, skipped)
        return kept

    def _count(self, start: date, days: int, skipped: Spans) -> Due:
        last, left = start, days
        while left:
            last += DAY
            left -= self.is_workday(last) and not (skipped and _within(last, skipped))
        return Due(last, not self.years.issuperset(range(start.year, last.year + 1)))

    def worked(self, start: date, until: date, skipped: Spans = ()) -> int:
        """How many working days have been counted after `start` up to and with `until`; negative never."""
        days = (start + DAY * n for n in range(1, (until - start).days + 1))
        return sum(self.is_workday(d) and not _within(d, skipped) for d in days)


def _within(day: date, spans: Spans) -> bool:
    for first, last in spans:  # noqa: SIM110 - every day of a paused count comes by here, and any() takes twice as long
        if first < day <= last:
            return True
    return False


def calendar_of(years: Iterable[Mapping[str, Any]]) -> WorkCalendar:
    """A calendar from year files: {"year": 2026, "days": [{"name", "date", "isOffDay"}, …]}.

    Raises ValueError that names the file's year and what is wrong. A later file's word on a date prevails, since
    the December days of a year may be changed by the next year's notice.
    """
    exceptions: dict[date, tuple[bool, str]] = {}
    known: set[int] = set()
    for year, days in sorted((_year(file) for file in years), key=lambda found: found[0]):
        for entry in days:
            day, works, name = _exception(entry, year)
            exceptions[day] = (works, name)
        known.add(year)
    return WorkCalendar(exceptions, frozenset(known))


def _year(file: object) -> tuple[int, list[Any]]:
    year = file.get("year") if isinstance(file, Mapping) else None
    days = file.get("days") if isinstance(file, Mapping) else None
    if not isinstance(year, int) or not isinstance(days, list) or not days:
        raise ValueError(f"calendar file: needs a year and its days (year: {year!r})")
    return year, days


def _exception(entry: Any, year: int) -> tuple[date, bool, str]:
    """A day of a year file: the day, whether it is worked, and its name. It may lie in a neighbouring year."""
    try:
        day, off, name = date.fromisoformat(entry["date"]), entry["isOffDay"], str(entry["name"])
        if not isinstance(off, bool) or abs(day.year - year) > 1:
            raise ValueError("isOffDay is true or false, and the day belongs to its year")
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"calendar file {year}: {entry!r} is not a day: {error}") from error
    return day, not off, name
