"""`due`: the last day of a period in working days, and why each day counts or not. Needs no desk."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

import typer

from windowdesk import config, words
from windowdesk.cli.exits import Exit, Stop
from windowdesk.cli.output import answer, result
from windowdesk.i18n import say

LONGEST = 3660
"""Working days; no provision counts further."""


def commands() -> dict[str, tuple[Any, str]]:
    """The commands of this file."""
    return {"due": (due, say("计算期限：自某日起若干个工作日", "A deadline: so many working days from a date"))}


def due(
    context: typer.Context,
    start: Annotated[
        str, typer.Option("--from", help=say("起算日，如 2026-02-10", "The day it starts, such as 2026-02-10"))
    ],
    days: Annotated[int, typer.Option("--days", min=0, max=LONGEST, help=say("工作日数", "Working days"))],
    json: Annotated[bool, typer.Option("--json", help=say("以 JSON 输出", "Answer in JSON"))] = False,
    explain: Annotated[bool, typer.Option("--explain", help=say("逐日说明", "Say why, day by day"))] = False,
) -> None:
    """The last day of a period, and with --explain every day of it."""
    from windowdesk.desk.statutes import read_law

    first = _day(start)
    own = context.obj.home / "calendar"
    calendar = read_law(config.data_folder(), own if own.is_dir() else None).calendar
    found = calendar.due(first, days)
    walked = [{"on": one.on.isoformat(), "number": one.number, "why": one.why} for one in calendar.walk(first, days)]
    if json:
        told = {
            "from": first.isoformat(),
            "days": days,
            "due": found.on.isoformat(),
            "provisional": found.provisional,
            "known_until": calendar.known_until.isoformat() if calendar.known_until else None,
        }
        answer({**told, "counted": walked} if explain else told)
        return
    result(words.due(found.on, provisional=found.provisional))
    if explain:
        for one in walked:
            result(f"{one['on']}  {one['number'] or '–':>4}  {_why(str(one['why']))}")


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Stop(Exit.USAGE, say(f"不是日期：{text}", f"not a date: {text}")) from None
    if not 1900 <= day.year <= 2200:
        raise Stop(Exit.USAGE, say(f"年份太远：{text}", f"that year is too far: {text}"))
    return day


def _why(why: str) -> str:
    known = {
        "day0": say("起算日，不计入", "the first day, not counted"),
        "workday": say("工作日", "working day"),
        "makeup": say("调休上班", "make-up working day"),
        "weekend": say("周末", "weekend"),
    }
    return known.get(why, why)
