"""`due`: the last day of a period in working days, or of every clock of a case, and why each day counts or not."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from windowdesk import words
from windowdesk.cli.calendars import known
from windowdesk.cli.exits import Exit, Stop
from windowdesk.cli.opening import Asked, opened, plain
from windowdesk.cli.output import answer, result
from windowdesk.i18n import say

if TYPE_CHECKING:
    from collections.abc import Iterable

    from windowdesk.models.calendar import Counted, Spans
    from windowdesk.models.clocks import Explained

LONGEST = 3660
"""Working days; no provision counts further."""


def commands() -> dict[str, tuple[Any, str]]:
    """The commands of this file."""
    helps = say(
        "计算期限：自某日起若干个工作日，或者一个办件的每个期限",
        "A deadline: so many working days from a date, or every one of a case",
    )
    return {"due": (due, helps)}


def due(
    context: typer.Context,
    case: Annotated[
        str, typer.Argument(metavar="CASE", help=say("申报号：这一件的每个期限", "Case number: every deadline of it"))
    ] = "",
    start: Annotated[
        str, typer.Option("--from", help=say("起算日，如 2026-02-10", "The day it starts, such as 2026-02-10"))
    ] = "",
    days: Annotated[
        int | None, typer.Option("--days", min=0, max=LONGEST, help=say("工作日数", "Working days"))
    ] = None,
    pause: Annotated[
        list[str] | None,
        typer.Option(
            "--pause",
            metavar="FROM..TO",
            help=say(
                "特别程序的起止日，起日的次日至止日整日不计，可写多次",
                "A procedure's first and last day: whole days after the first up to the last are left out; may repeat",
            ),
        ),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help=say("以 JSON 输出", "Answer in JSON"))] = False,
    explain: Annotated[bool, typer.Option("--explain", help=say("逐日说明", "Say why, day by day"))] = False,
) -> None:
    """The last day of a period or of each clock of a case, and with --explain every day of it."""
    if case and not (start or days is not None or pause):
        _of_case(context.obj, case, json=json, explain=explain)
    elif not case and start and days is not None:
        _of_period(context.obj, _day(start), days, tuple(map(_span, pause or ())), json=json, explain=explain)
    else:
        raise Stop(
            Exit.USAGE,
            say("请写申报号，或者 --from 和 --days。", "Give a case number, or --from and --days."),
        )


def _of_period(asked: Asked, first: date, days: int, left_out: Spans, *, json: bool, explain: bool) -> None:
    calendar = known(asked)
    found = calendar.due(first, days, left_out)
    walked = list(calendar.walk(first, days, left_out))
    if json:
        until = calendar.known_until
        told = {"from": first.isoformat(), "period": days, "due": found.on.isoformat()}
        more = {"provisional": found.provisional, "known_until": until.isoformat() if until else None}
        answer({**told, **more, "days": _listed(walked)})
        return
    result(words.due(found.on, provisional=found.provisional))
    if explain:
        _show(walked)


def _of_case(asked: Asked, case_id: str, *, json: bool, explain: bool) -> None:
    from windowdesk.models.clocks import explained
    from windowdesk.models.refusal import Reason, refuse

    number = "".join(plain(case_id, "case").split())
    with opened(asked) as (desk, _):
        case = desk.case(number)
        if case is None:
            raise refuse(Reason.CASE_UNKNOWN, case=case_id)
        found = explained(case, desk.law)
    if json:
        answer({"case": number, "status": case.status.value, "clocks": [_clock(one) for one in found]})
        return
    for one in found:
        told = words.due(one.due.on, provisional=one.due.provisional)
        working = one.name != "correction"
        chinese, english = ("个工作日", "working days") if working else ("日", "days")
        begins = say(f"自 {one.start} 起 {one.days} {chinese}", f"{one.days} {english} from {one.start}")
        result(f"{words.clock_name(one.name)}  {told}  {begins}  {one.article}")
        if one.moved:
            result("  " + say(f"按现在的日历为 {one.moved}", f"by the calendar now {one.moved}"))
        if explain:
            _show(one.counted, "  ")


def _clock(one: Explained) -> dict[str, Any]:
    return {
        "name": one.name,
        "article": one.article,
        "from": one.start.isoformat(),
        "period": one.days,
        "due": one.due.on.isoformat(),
        "provisional": one.due.provisional,
        "moved": one.moved.isoformat() if one.moved else None,
        "days": _listed(one.counted),
    }


def _listed(walked: Iterable[Counted]) -> list[dict[str, Any]]:
    return [
        {"on": one.on.isoformat(), "counts": bool(one.number), "number": one.number or None, "why": one.why}
        for one in walked
    ]


def _show(walked: Iterable[Counted], before: str = "") -> None:
    for one in walked:
        why = words.day_why(one.why) or one.why
        result(f"{before}{one.on.isoformat()}  {words.weekday(one.on)}  {one.number or '–':>4}  {why}")


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Stop(Exit.USAGE, say(f"不是日期：{text}", f"not a date: {text}")) from None
    if not 1900 <= day.year <= 2200:
        raise Stop(Exit.USAGE, say(f"年份太远：{text}", f"that year is too far: {text}"))
    return day


def _span(text: str) -> tuple[date, date]:
    first, joined, last = text.partition("..")
    if not joined:
        raise Stop(Exit.USAGE, say(f"--pause 应写作 起日..止日：{text}", f"--pause is FROM..TO, not {text}"))
    span = _day(first), _day(last)
    if span[1] < span[0]:
        raise Stop(Exit.USAGE, say(f"止日早于起日：{text}", f"ends before it begins: {text}"))
    return span
