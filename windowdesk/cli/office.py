"""The hall office's own commands: what it publishes, what it found, what a supervisor rules."""

from __future__ import annotations

from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from windowdesk.cli.exits import Exit, Stop
from windowdesk.cli.opening import opened, plain, signed_in
from windowdesk.cli.output import answer, result, table, talk
from windowdesk.i18n import say

if TYPE_CHECKING:
    from windowdesk.desk.door import Desk
    from windowdesk.desk.ruling import Dispute

Json = Annotated[bool, typer.Option("--json", help=say("以 JSON 输出", "Answer in JSON"))]
Case = Annotated[str, typer.Argument(metavar="CASE", help=say("办件编号", "The case number"))]
Reason = Annotated[str, typer.Option("--reason", help=say("理由", "The reason"))]
By = Annotated[
    str,
    typer.Option("--staff", help=say("督查人员工号；口令另行询问", "The supervisor's number; the PIN is asked for")),
]
FOUND = {
    "duplicate": ("两头受理", "received twice"),
    "number": ("编号重复", "one number twice"),
    "version": ("两处各记一步", "one step twice"),
    "twice": ("一事两决", "decided twice"),
}
STATES = {"open": ("待裁定", "to be ruled"), "ruled": ("已裁定", "ruled"), "told": ("已告知", "told")}


def OFFICE() -> dict[str, tuple[Any, str]]:  # noqa: N802 - a table of commands
    """The commands under `hall` that only the hall office's desk (window 000) has."""
    return {
        "publish": (
            publish,
            say(
                "发布大厅资料、事项、放假安排、资费中有变动的部分（大厅办公室）",
                "Publish what changed of hall file, matters, days off and rates (hall office)",
            ),
        ),
        "judge": (
            judge,
            say("按到达先后核对全厅登记簿，写入裁定（大厅办公室）", "Read the hall and rule (hall office)"),
        ),
        "disputes": (disputes, say("两头受理、重复、相抵的办件", "Cases received twice, clashing or decided twice")),
        "rule": (rule, say("督查人员裁定以哪一件、哪一步为准", "A supervisor rules which one stands")),
        "reassign": (reassign, say("把办件指定给另一窗口", "Give a case to another window")),
    }


def publish(
    context: typer.Context,
    hall_file: Annotated[
        Path | None, typer.Option("--hall-file", help=say("以此文件替换大厅资料", "Replace the hall file by this"))
    ] = None,
    items: Annotated[
        Path | None, typer.Option("--items", help=say("以此文件替换事项目录", "Replace the catalogue by this"))
    ] = None,
    tariff: Annotated[
        Path | None, typer.Option("--tariff", help=say("以此文件替换邮政资费", "Replace the express tariff by this"))
    ] = None,
    anew: Annotated[
        bool, typer.Option("--all", help=say("未变的也重新发布", "Publish what did not change once more, too"))
    ] = False,
    json: Json = False,
) -> None:
    """What a file no longer holds is taken away at every desk. Staff PINs are never published."""
    from windowdesk.desk import office

    with opened(context.obj) as (desk, at):
        found = office.publish(desk, at, files=office.Files(hall_file, items, tariff), anew=anew)
        sent = _sent(desk, at)
    if json:
        answer({"changed": found.changed, "gone": found.gone, "lines": found.lines, "hall": sent})
        return
    result(
        say(
            f"发布 {found.changed} 项，撤去 {found.gone} 项，共 {found.lines} 条",
            f"{found.changed} parts published, {found.gone} taken away, in {found.lines} lines",
        )
    )
    talk(sent)


def judge(
    context: typer.Context,
    hall: Annotated[str, typer.Option("--hall", help=say("以大厅自己的账号读", "Read by the hall's own login"))] = "",
    json: Json = False,
) -> None:
    """The office's sync does the same where its own login may read the whole hall."""
    from windowdesk.desk.judging import judge as read_and_rule
    from windowdesk.desk.office import at_office
    from windowdesk.hall import open_hall

    with opened(context.obj) as (desk, at):
        at_office(desk)
        if hall:
            with closing(open_hall(hall, timeout=30.0)) as whole:
                read_and_rule(desk, whole, at)
        sent = _sent(desk, at)
        waiting = [one for one in _disputes(desk) if one.state == "open"]
    if json:
        answer({"hall": sent, "open": len(waiting)})
        return
    result(say(f"待裁定 {len(waiting)} 件", f"{len(waiting)} to be ruled"))
    talk(sent)


def newer_wins(desk: Desk) -> None:
    """What is taken in at a desk under a hall office holds until the office publishes that part anew."""
    from windowdesk.desk.office import under_office

    if under_office(desk):
        talk(
            say(
                "本窗口的资料由大厅办公室发布：本机改动的部分，用到办公室下次发布该部分为止。",
                "The hall office publishes to this desk: what was taken in here holds until that part comes anew.",
            )
        )


def _sent(desk: Desk, at: datetime) -> str:
    from windowdesk.desk.syncing import synchronise

    return synchronise(desk, at, timeout=30.0).sentence


def _disputes(desk: Desk) -> list[Dispute]:
    from windowdesk.desk.ruling import disputes as found

    return found(desk)


def disputes(context: typer.Context, json: Json = False) -> None:
    """Those that wait for a ruling on top, with what the order is judged by."""
    with opened(context.obj) as (desk, _):
        found = _disputes(desk)
    if json:
        answer([_data(one) for one in found])
        return
    heads = (
        say("情况", "What"),
        say("状态", "State"),
        say("办件、登记簿", "Case, register"),
        say("窗口", "Window"),
        say("大厅次序", "Hall order"),
        say("收件", "Received"),
        say("受理、决定", "Accepted, said"),
    )
    rows = []
    for one in found:
        for n, side in enumerate(one.sides):
            first = (say(*FOUND[one.kind]), say(*STATES[one.state])) if n == 0 else ("", "")
            mark = "→ " if side.name == one.first else ""
            times = (side.received_at[:16].replace("T", " "), side.accepted_at[:16].replace("T", " ") or side.said)
            rows.append((*first, f"{mark}{side.name}", side.window, str(side.position or "–"), *times))
    table(heads, rows)
    for rule_of in dict.fromkeys(one.rule for one in found if one.state == "open"):
        talk(say(f"→ 依{rule_of}在先", f"→ comes first under {rule_of}"))


def _data(one: Dispute) -> dict[str, Any]:
    from dataclasses import asdict

    told = asdict(one)
    return told | {"sides": [{key: value or None for key, value in side.items()} for side in told["sides"]]}


def rule(
    context: typer.Context,
    case: Case,
    reason: Reason,
    staff: By,
    main: Annotated[
        str, typer.Option("--main", help=say("两头受理：由这一办件继续", "Received twice: this case goes on"))
    ] = "",
    stands: Annotated[
        str, typer.Option("--stands", help=say("相抵：以这一登记簿为准", "Clash: this register's step stands"))
    ] = "",
) -> None:
    """Say which of two goes on. Nothing is deleted; every desk is told."""
    from windowdesk.desk import ruling

    if bool(main) == bool(stands):
        raise Stop(Exit.USAGE, say("--main 和 --stands 用其中一个。", "Use one of --main and --stands."))
    with opened(context.obj) as (desk, at):
        by = signed_in(desk, staff, at)
        if main:
            ruling.rule_duplicate(desk, plain(case, "case"), plain(main, "case"), plain(reason, "reason"), by, at)
        else:
            ruling.rule_clash(desk, plain(case, "case"), plain(stands, "stream"), plain(reason, "reason"), by, at)
        sent = _sent(desk, at)
    result(say(f"办件 {case} 已裁定", f"Case {case} is ruled"))
    talk(sent)


def reassign(
    context: typer.Context,
    case: Case,
    to: Annotated[str, typer.Option("--to", help=say("窗口号", "The window"))],
    reason: Reason,
    staff: By,
) -> None:
    """For a window whose machine is lost. What it still wrote meanwhile does not stand, and is shown."""
    from windowdesk.desk import ruling

    with opened(context.obj) as (desk, at):
        by = signed_in(desk, staff, at)
        _sent(desk, at)
        ruling.reassign(desk, plain(case, "case"), plain(to, "to"), plain(reason, "reason"), by, at)
        sent = _sent(desk, at)
    result(say(f"办件 {case} 指定 {to} 号窗口办理", f"Case {case} is given to window {to}"))
    talk(sent)
