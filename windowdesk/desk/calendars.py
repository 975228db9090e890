"""A year's days off taken in from a file: looked at whole, kept in the desk's own folder, and what it moved."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from windowdesk import config
from windowdesk.desk.statutes import year_tables
from windowdesk.i18n import say
from windowdesk.models import events as ev
from windowdesk.models.calendar import Due, WorkCalendar, calendar_of
from windowdesk.models.redating import PARTY
from windowdesk.models.rules.holidays import FESTIVALS, Festival, wanting

if TYPE_CHECKING:
    from windowdesk.desk.door import Desk

FIRST_YEAR, LAST_YEAR = 2008, 2200
"""Yearly arrangements with make-up days in their present form begin with 2008."""


class CalendarFault(ValueError):
    """A year file that cannot be taken in; `lines` are sentences, one a fault."""

    def __init__(self, path: Path, faults: Iterable[str]) -> None:
        self.lines = [f"{path.name}：{fault}" for fault in faults]
        super().__init__("\n".join(self.lines))


@dataclass(frozen=True, slots=True)
class YearFile:
    """A year's arrangement: each day it speaks of, whether it is worked, and its name."""

    year: int
    days: Mapping[date, tuple[bool, str]]
    papers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DayChanged:
    """A day that the calendar now reads otherwise."""

    on: date
    works: bool
    name: str


@dataclass(frozen=True, slots=True)
class Moved:
    """A case with a date that moved: its name, as it was, as it is; and the paper that tells so."""

    case_id: str
    date: str
    before: Due
    after: Due
    paper: str


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What importing brought about. `past` are days already gone by that were read otherwise."""

    years: tuple[int, ...]
    known_until: date | None
    unchanged: bool
    past: tuple[DayChanged, ...] = ()
    moved: tuple[Moved, ...] = ()


def bring_in(desk: Desk, paths: Sequence[Path], at: datetime, *, force: bool = False) -> TakenIn:
    """Take in year files, all or none, and count the dates of every open case again. Raises CalendarFault or OSError.

    What was printed stays as it was printed; each case whose date moved gets a notice of its own. `force` takes in
    a year that lacks statutory days.
    """
    files = [examined(path, force=force) for path in paths]
    years = tuple(file.year for file in files)
    for file, path in zip(files, paths, strict=True):
        if years.count(file.year) > 1:
            raise CalendarFault(path, [say(f"{file.year} 年有两个文件", f"there are two files for {file.year}")])
    folder = desk.home / "calendar"
    before = desk.law.calendar
    own = year_tables(desk.data, folder) | {str(file.year): _table(file) for file in files}
    after = calendar_of(own.values())
    if _same(before, after):  # an earlier import may have been cut short after the file was written
        return TakenIn(years, before.known_until, unchanged=True, moved=tuple(moves(desk.recompute(at))))
    config.make_private(folder)
    for file in files:
        config.write_private(folder / f"{file.year}.json", written(file))
    desk.reload()
    moved = tuple(moves(desk.recompute(at)))
    past = tuple(one for one in changed(before, after) if one.on <= at.date())
    return TakenIn(years, after.known_until, unchanged=False, past=past, moved=moved)


def _same(before: WorkCalendar, after: WorkCalendar) -> bool:
    return before.years == after.years and dict(before.exceptions) == dict(after.exceptions)


def _table(file: YearFile) -> dict[str, Any]:
    days = [
        {"name": name, "date": day.isoformat(), "isOffDay": not works}
        for day, (works, name) in sorted(file.days.items())
    ]
    return {"year": file.year, "papers": list(file.papers), "days": days}


def written(file: YearFile) -> bytes:
    """The year file as the desk's own folder keeps it."""
    return (json.dumps(_table(file), ensure_ascii=False, indent=1) + "\n").encode()


def changed(before: WorkCalendar, after: WorkCalendar) -> tuple[DayChanged, ...]:
    """Every day that works in one calendar and not in the other, of the years that both know."""
    days = sorted(set(before.exceptions) | set(after.exceptions))
    return tuple(
        DayChanged(day, after.is_workday(day), after.exceptions.get(day, (False, ""))[1])
        for day in days
        if before.knows(day) and after.knows(day) and before.is_workday(day) != after.is_workday(day)
    )


def moves(entries: Iterable[ev.Recorded]) -> Iterable[Moved]:
    """The dates that moved, each with the number of the paper drawn for its case."""
    found = list(entries)
    for n, entry in enumerate(found):
        papers = takewhile(lambda one: isinstance(one.event, ev.PaperDrawn), found[n + 1 :])
        drawn = [one.event.notice for one in papers if isinstance(one.event, ev.PaperDrawn)]
        if isinstance(entry.event, ev.DatesRecomputed):
            theirs = {one.addressee: one.number for one in drawn}
            for name, before, after in entry.event.moved:
                to = theirs.get(name.removeprefix(PARTY), "") if name.startswith(PARTY) else drawn[0].number
                yield Moved(entry.case_id, name, before, after, to)
        elif isinstance(entry.event, ev.OpinionDueMoved):
            one = entry.event
            yield Moved(entry.case_id, f"opinion:{one.department}", one.before, one.after, drawn[0].number)


def examined(path: Path, *, force: bool = False) -> YearFile:
    """A year file read and found whole. Raises CalendarFault that names everything wrong with it, or OSError."""
    try:
        table = json.loads(path.read_text(encoding="utf-8-sig"))
    except (UnicodeDecodeError, ValueError) as error:
        raise CalendarFault(path, [say(f"不是 JSON 文本：{error}", f"not JSON text: {error}")]) from None
    year = table.get("year") if isinstance(table, dict) else None
    entries = table.get("days") if isinstance(table, dict) else None
    if type(year) is not int or not FIRST_YEAR <= year <= LAST_YEAR:
        raise CalendarFault(path, [say(f"year 应为年份，写的是 {year!r}", f"year is to be a year, not {year!r}")])
    if not isinstance(entries, list) or not entries:
        raise CalendarFault(path, [say(f"{year} 年没有 days", f"{year} has no days")])
    papers = table.get("papers")
    file = YearFile(year, _days(path, year, entries), tuple(map(str, papers)) if isinstance(papers, list) else ())
    if not force and (faults := list(_incomplete(file))):
        raise CalendarFault(path, faults)
    return file


def _days(path: Path, year: int, entries: list[Any]) -> dict[date, tuple[bool, str]]:
    days: dict[date, tuple[bool, str]] = {}
    faults = []
    for number, entry in enumerate(entries, 1):
        place = say(f"第 {number} 日", f"day {number}")
        try:
            day, off, name = date.fromisoformat(entry["date"]), entry["isOffDay"], entry["name"]
        except (KeyError, TypeError, ValueError):
            faults.append(
                f"{place}：" + say("应有 date、isOffDay、name", "needs date, isOffDay and name") + f" {entry!r}"
            )
            continue
        if not isinstance(off, bool) or not isinstance(name, str) or not name.strip():
            faults.append(
                f"{place}：{day} "
                + say("isOffDay 为 true 或 false，name 为文字", "isOffDay is true or false, name a text")
            )
        elif abs(day.year - year) > 1:
            faults.append(
                f"{place}：{day} " + say(f"不属于 {year} 年及其前后", f"does not belong to {year} or next to it")
            )
        elif days.get(day, (not off, ""))[0] is off:
            faults.append(f"{place}：{day} " + say("既写放假又写上班", "is said to be off and to be worked"))
        else:
            days[day] = (not off, name.strip())
    if faults:
        raise CalendarFault(path, faults)
    return days


def _incomplete(file: YearFile) -> Iterable[str]:
    off = {day: name for day, (works, name) in file.days.items() if not works}
    for festival, given in wanting(file.year, off, festivals(config.data_folder())):
        yield say(
            f"{file.year} 年缺{festival.name}：应至少放假 {festival.days} 天，写有 {given} 天（{FESTIVALS}）；"
            "确实如此请加 --force",
            f"{file.year} lacks {festival.name}: at least {festival.days} days off, {given} given ({FESTIVALS}); "
            "if it is so, add --force",
        )


@cache
def festivals(data: Path) -> tuple[Festival, ...]:
    """The festivals of the statute, with their days off."""
    table = tomllib.loads((data / "statutes" / "holidays.toml").read_text(encoding="utf-8"))
    return tuple(
        Festival(
            one["name"],
            one["days"],
            date.fromisoformat(one["from"]),
            tuple((int(day[:2]), int(day[3:])) for day in one["fixed"]),
        )
        for one in table["festival"]
    )
