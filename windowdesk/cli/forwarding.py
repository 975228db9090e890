"""The hall above: a county's registers go to the city's hall, a city's to the province's."""

from __future__ import annotations

import re
import secrets
from typing import Annotated

import typer

from windowdesk.cli.exits import Exit, Stop
from windowdesk.cli.output import result, talk
from windowdesk.cli.reaching import Where, office_of, opened_hall, setting_of
from windowdesk.i18n import say


def forward(
    context: typer.Context,
    to: Annotated[str, typer.Option("--to", help=say("上级大厅的数据库", "The database of the hall above"))],
    hall: Where = "",
) -> None:
    """Send what the hall above lacks. Repeatable; exit code 7 when it knows a register otherwise."""
    from windowdesk.hall.forwarding import forward as send

    with opened_hall(setting_of(context, hall)) as below, opened_hall(to) as above:
        found = send(below, above)
    for problem in found.problems:
        result(problem.sentence)
    told = say(
        f"转报 {found.lines} 行；上级大厅已完整保存 {found.whole} 本登记簿",
        f"{found.lines} lines forwarded; the hall above holds {found.whole} registers whole",
    )
    result(told)
    if found.problems:
        raise typer.Exit(Exit.UNTRUE)


def grant_hall(
    context: typer.Context,
    division: Annotated[
        str, typer.Argument(help=say("下级大厅的区划代码，如 510824", "The division of the hall below"))
    ],
    hall: Where = "",
) -> None:
    """A login for a whole hall below: it may send the registers of its division and reads nobody's."""
    office = office_of(setting_of(context, hall))
    if not re.fullmatch(r"[0-9]{6}", division):
        raise Stop(Exit.INPUT, say("区划代码是 6 位数字。", "A division has six digits."))
    name, password = f"windowdesk_{division}", secrets.token_urlsafe(24)
    office.grant(name, f"{division}-", (), password)
    talk(say("口令只显示这一次。", "Shown this once."))
    result(office.address(name, password))
