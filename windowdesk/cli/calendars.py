"""`calendar`: a year's days off taken in, with every case whose date they move; and the days as the desk knows them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from windowdesk import config, words
from windowdesk.cli.exits import Exit, Stop, unreadable
from windowdesk.cli.office import newer_wins
from windowdesk.cli.opening import Asked, opened
from windowdesk.cli.output import answer, result, table, talk
from windowdesk.i18n import say

if TYPE_CHECKING:
    from datetime import date

    from windowdesk.desk.calendars import Moved, TakenIn
    from windowdesk.models.calendar import Due, WorkCalendar

Json = Annotated[bool, typer.Option("--json", help=say("以 JSON 输出", "Answer in JSON"))]


def CALENDAR() -> dict[str, tuple[Any, str]]:  # noqa: N802 - a table of commands
    """The commands under `calendar`."""
    return {
        "import": (
            take_in,
            say(
                "导入年度放假安排（JSON，同 data/calendar/2026.json），重新计算期限，日期有变动的办件逐件告知",
                "Import a year's days off (JSON, as data/calendar/2026.json); counts dates again and tells them",
            ),
        ),
        "show": (show, say("放假、调休上班和日历知至何日", "Days off, make-up days, and how far the calendar reaches")),
    }


def take_in(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(metavar="FILE", help=say("年度文件", "Year files"))],
    force: Annotated[
        bool, typer.Option("--force", help=say("缺法定节假日也导入", "Even where statutory days off are missing"))
    ] = False,
    json: Json = False,
) -> None:
    """Take in year files, all or none."""
    from windowdesk.desk.calendars import CalendarFault, bring_in

    with opened(context.obj) as (desk, at):
        try:
            found = bring_in(desk, files, at, force=force)
            newer_wins(desk)
        except CalendarFault as fault:
            raise Stop(Exit.INPUT, str(fault)) from fault
        except OSError as error:
            if error.filename in map(str, files):
                raise unreadable(error, error.filename) from error
            raise
    if json:
        answer(_data(found))
    else:
        _tell(found)


def _data(found: TakenIn) -> dict[str, Any]:
    return {
        "years": list(found.years),
        "unchanged": found.unchanged,
        "known_until": _iso(found.known_until),
        "past": [{"on": one.on.isoformat(), "works": one.works, "name": one.name or None} for one in found.past],
        "moved": [
            {
                "case": one.case_id,
                "date": one.date,
                "before": _due(one.before),
                "after": _due(one.after),
                "paper": one.paper,
            }
            for one in found.moved
        ],
    }


def _tell(found: TakenIn) -> None:
    years = "、".join(map(str, found.years))
    if found.unchanged:
        result(say(f"{years} 年的安排已经在用，没有改动。", f"{years} is in use already; nothing was changed."))
        if not found.moved:
            return
    else:
        until = _iso(found.known_until) or "–"
        result(say(f"已导入 {years} 年，日历知至 {until}。", f"{years} taken in; the calendar is known until {until}."))
    for one in found.past:
        works = say("改为上班", "is now a working day") if one.works else say("改为放假", "is now a day off")
        talk(say(f"注意：已过去的 {one.on} {works}。", f"Note: {one.on}, already past, {works}."))
    if not found.moved:
        result(say("没有办件的日期变动。", "No case has a date that moved."))
        return
    heads = (
        say("申报号", "Case"),
        say("日期", "Date"),
        say("原为", "Was"),
        say("现为", "Is"),
        say("告知书", "Notice"),
    )
    table(heads, [_row(one) for one in found.moved])
    cases = len({one.case_id for one in found.moved})
    talk(
        say(
            f"{cases} 件的日期有变动，办理期限变更告知书待打印；此前出具的纸件不改动。",
            f"{cases} cases have dates that moved; a notice for each waits to be printed. "
            "Earlier papers stay as they are.",
        )
    )


def _row(one: Moved) -> tuple[str, ...]:
    return (
        one.case_id,
        words.date_name(one.date),
        words.due(one.before.on, provisional=one.before.provisional),
        words.due(one.after.on, provisional=one.after.provisional),
        one.paper,
    )


def show(
    context: typer.Context,
    year: Annotated[
        int | None, typer.Argument(help=say("年份，默认全部已知年份", "The year; every known one by default"))
    ] = None,
    json: Json = False,
) -> None:
    """The days off and make-up days as the desk counts them."""
    calendar = known(context.obj)
    years = sorted(calendar.years) if year is None else [year]
    if year is not None and year not in calendar.years:
        raise Stop(Exit.REFUSED, say(f"还没有 {year} 年的放假安排。", f"The days off of {year} are not known yet."))
    days = [(day, *calendar.exceptions[day]) for day in sorted(calendar.exceptions) if day.year in years]
    if json:
        answer(
            {
                "years": years,
                "known_until": _iso(calendar.known_until),
                "off": [{"on": day.isoformat(), "name": name} for day, works, name in days if not works],
                "makeup": [{"on": day.isoformat(), "name": name} for day, works, name in days if works],
            }
        )
        return
    off, makeup = say("放假", "off"), say("调休上班", "make-up")
    heads = (say("日期", "Date"), say("星期", "Weekday"), say("安排", "What"), say("节日", "Festival"))
    table(heads, [(day.isoformat(), words.weekday(day), makeup if works else off, name) for day, works, name in days])
    until = _iso(calendar.known_until) or "–"
    talk(say(f"日历知至 {until}，之后的日期都是暂定。", f"Known until {until}; later dates are provisional."))


def known(asked: Asked) -> WorkCalendar:
    """The calendar as the desk knows it; that of the program where there is no desk."""
    from windowdesk.desk.statutes import read_law

    own = asked.home / "calendar"
    return read_law(config.data_folder(), own if own.is_dir() else None).calendar


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _due(due: Due) -> dict[str, Any]:
    return {"on": due.on.isoformat(), "provisional": due.provisional}
