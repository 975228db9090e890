"""`customs`: what some halls do by local rule; off unless a local instrument turns it on at this desk."""

from __future__ import annotations

from dataclasses import asdict
from enum import StrEnum
from typing import Annotated, Any

import typer

from windowdesk.cli.exits import Exit, Stop
from windowdesk.cli.office import newer_wins
from windowdesk.cli.opening import opened, plain
from windowdesk.cli.output import answer, result
from windowdesk.i18n import say

Json = Annotated[bool, typer.Option("--json", help=say("以 JSON 输出", "Answer in JSON"))]


class Switch(StrEnum):
    """On or off."""

    ON = "on"
    OFF = "off"


def HELP() -> str:  # noqa: N802 - beside the tables of commands
    """What `customs` says of itself, the reasons for off included."""
    return say(
        "本地惯例：默认都不启用\n\n"
        "超时默认（silence_consents）：行政许可法没有规定沉默即同意，逾期视为准予的只有延续（第五十条第二款）。\n\n"
        "一票否决（veto）：有关部门分别提出意见（第二十六条第二款），符合法定条件的应当准予（第三十八条第一款）。\n\n"
        "不带命令时列出现状。",
        "Local customs: off by default\n\n"
        "Silence is consent (silence_consents): the Act knows it for renewals only (第五十条第二款).\n\n"
        "Veto (veto): departments give opinions (第二十六条第二款), and what meets the conditions is to be granted "
        "(第三十八条第一款).\n\n"
        "Without a command it lists how things stand.",
    )


def CUSTOMS() -> dict[str, tuple[Any, str]]:  # noqa: N802 - a table of commands
    """The commands under `customs`."""
    return {
        "set": (
            change,
            say("启用或停用一项，启用须写明本地依据", "Turn one on or off; on needs the local instrument it rests on"),
        )
    }


def listing(context: typer.Context, json: Json = False) -> None:
    """Each custom with on or off, what it does and why it is off by default."""
    if context.invoked_subcommand is not None:
        return
    from windowdesk.desk.customs import customs

    with opened(context.obj) as (desk, _):
        found = customs(desk)
    if json:
        answer([asdict(one) | {"instrument": one.instrument or None} for one in found])
        return
    for one in found:
        state = say("启用", "on") if one.on else say("不启用", "off")
        under = one.instrument or (say("没有写明依据", "no instrument named") if one.on else "")
        result(f"{one.name}  {one.title}  {state}" + (f"  {under}" if under else ""))
        result("  " + one.what)
        result("  " + say("为何默认不启用：", "Why it is off by default: ") + one.why)


def change(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="silence_consents, veto")],
    switch: Annotated[Switch, typer.Argument(help=say("on 启用，off 停用", "on or off"))],
    instrument: Annotated[
        str, typer.Option("--instrument", help=say("本地依据的名称和文号", "The local instrument and its number"))
    ] = "",
) -> None:
    """Turn a custom on or off at this desk."""
    from windowdesk.desk.customs import CustomFault, turn

    with opened(context.obj) as (desk, _):
        try:
            found = turn(desk, name, on=switch is Switch.ON, instrument=plain(instrument, "instrument"))
            newer_wins(desk)
        except CustomFault as fault:
            raise Stop(Exit.USAGE, str(fault)) from fault
    state = say("已启用", "is on") if found.on else say("已停用", "is off")
    result(f"{found.title} {state}" + (f"：{found.instrument}" if found.instrument else ""))
