"""What leaves the desk: papers to the printer, lines to the hall, reports to the supervisor."""

from __future__ import annotations

import shutil
import sys
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from windowdesk.cli import sticks
from windowdesk.cli.exits import Exit, Stop
from windowdesk.cli.opening import opened, plain
from windowdesk.cli.output import answer, result, table, talk
from windowdesk.i18n import say

Json = Annotated[bool, typer.Option("--json", help=say("以 JSON 输出", "Answer in JSON"))]
BATCH = 50


def commands() -> dict[str, tuple[Any, str]]:
    """The commands at the top."""
    return {
        "print": (print_queue, say("打印待打印的纸件", "Print what waits")),
        "sync": (sync, say("与大厅同步一次", "Synchronise with the hall once")),
    }


def print_queue(context: typer.Context, json: Json = False) -> None:
    """Print what waits, batch by batch."""
    from windowdesk.desk import press

    done: list[press.Printed] = []
    with opened(context.obj) as (desk, at):
        while batch := press.run(desk, at, BATCH):
            done += batch
            if len(batch) < BATCH or all(one.problem for one in batch):
                break
    if json:
        answer(
            [
                {
                    "paper": one.paper_no,
                    "copy": one.copy,
                    "file": str(one.file.absolute()) if one.file else None,
                    "problem": one.problem or None,
                }
                for one in done
            ]
        )
    else:
        for one in done:
            if one.file:
                result(f"{one.paper_no}  {one.file.absolute()}")
            else:
                talk(f"{one.paper_no}  {one.problem}")
        talk(say(f"打印 {sum(1 for one in done if one.file)} 份", f"{sum(1 for one in done if one.file)} printed"))
    if any(one.problem for one in done):
        raise typer.Exit(Exit.FAILED)


def sync(
    context: typer.Context,
    json: Json = False,
    to: Annotated[
        Path | None,
        typer.Option("--to", help=say("没有网络：把待上报的写到文件", "No network: write what waits to a file")),
    ] = None,
    source: Annotated[
        Path | None,
        typer.Option("--from", help=say("取用大厅导出给本窗口的文件", "Take the hall's file for this window")),
    ] = None,
    whole: Annotated[
        bool, typer.Option("--all", help=say("与 --to：从第一条写起", "With --to: from the first line"))
    ] = False,
) -> None:
    """One round with the hall, or one way of it by a file."""
    from windowdesk.desk.syncing import synchronise

    if to is not None and source is not None:
        raise Stop(Exit.USAGE, say("--to 和 --from 一次用一个。", "One of --to and --from at a time."))
    if to is not None or source is not None:
        found = sticks.sync(context.obj, to=to, source=source, whole=whole, tell=not json)
    else:
        with opened(context.obj) as (desk, at):
            found = synchronise(desk, at, tell=_coming)
            desk.news = [one for one in desk.news if one not in found.problems]
    if json:
        answer(
            {
                "pushed": found.pushed,
                "pulled": found.pulled,
                "problems": list(found.problems),
                "unreachable": found.unreachable or None,
            }
        )
    elif not found.unreachable and to is None and source is None:
        result(say(f"上报 {found.pushed} 笔，收到 {found.pulled} 笔", f"{found.pushed} sent, {found.pulled} received"))
    for sentence in (*found.problems, *found.news):
        talk(sentence)
    if found.unreachable:
        talk(found.unreachable)
        raise typer.Exit(Exit.HALL)
    if found.problems:
        raise typer.Exit(Exit.FAILED)


def _coming(audience: str, n: int, end: int) -> None:
    talk(say(f"正在接收 {audience} {n}/{end}", f"receiving {audience}: {n} of {end}"))


class Shape(StrEnum):
    """How a report leaves."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"
    PDF = "pdf"


class Source(StrEnum):
    """Where a report is counted."""

    DESK = "desk"
    HALL = "hall"


def REPORT() -> dict[str, tuple[Any, str]]:  # noqa: N802 - a table of commands
    """The commands under `report`."""
    return {
        "eod": (
            eod,
            say(
                "日报：一天的收件、受理、办结、时限、用章、邮寄",
                "End of day: intake, decisions, deadlines, seals, parcels",
            ),
        ),
        "permits": (
            permits,
            say("将到期的许可和待核查的承诺", "Permits that expire, and promises to be checked"),
        ),
    }


def eod(
    context: typer.Context,
    day: Annotated[str, typer.Option("--date", help=say("哪一天，默认今天", "Which day, today by default"))] = "",
    window: Annotated[str, typer.Option("--window", help=say("窗口；all 为全部", "Window; all for every one"))] = "",
    source: Annotated[Source, typer.Option("--source", help=say("在哪里统计", "Counted where"))] = Source.DESK,
    shape: Annotated[Shape, typer.Option("--format", help=say("格式", "Format"))] = Shape.TABLE,
    out: Annotated[Path | None, typer.Option("--out", help=say("写到文件", "Write to a file"))] = None,
) -> None:
    """The day's report. One that does not add up is given all the same, with exit code 7."""
    from windowdesk.desk import report_files, reporting

    if out is None and shape is Shape.PDF:
        raise Stop(Exit.USAGE, say("PDF 须用 --out 指明文件。", "A PDF needs --out FILE."))
    with opened(context.obj) as (desk, at):
        if source is Source.HALL and not desk.settings.hall:
            raise Stop(Exit.HALL, say("没有设置大厅。", "No hall is set."))
        here = desk.settings.window if source is Source.DESK else ""
        asked = {"": here, "all": ""}.get(window, window)
        found = reporting.eod(desk, _day(day) or at.date(), window=plain(asked, "window"), source=source.value, at=at)
        width = max(80, shutil.get_terminal_size((120, 40)).columns)
        content = report_files.content(desk, found, shape.value, width=width)
    if out is None:
        sys.stdout.write(content.decode())
    else:
        _write(out, content)
    if not found.balanced:
        raise typer.Exit(Exit.UNTRUE)


def permits(
    context: typer.Context,
    days: Annotated[int, typer.Option("--days", min=0, max=3660, help=say("多少天之内", "Within how many days"))] = 60,
    json: Json = False,
) -> None:
    """What falls due, so that holders can be told the last day to ask for renewal and promises are checked in time."""
    from windowdesk.desk import duties

    with opened(context.obj) as (desk, at):
        found = duties.duties(desk, at.date(), days)
    if json:
        answer(duties.as_json(found))
        return
    for heads, rows in (
        (duties.PERMIT_HEADS, duties.permit_rows(found)),
        (duties.CHECK_HEADS, duties.check_rows(found)),
    ):
        if rows:
            table([say(*pair) for pair in heads], rows)
    talk(
        say(
            f"{days} 天内到期的许可 {len(found.permits)} 件，待核查的承诺 {len(found.checks)} 件",
            f"within {days} days: {len(found.permits)} permits expire, {len(found.checks)} promises to be checked",
        )
    )


def _write(out: Path, content: bytes) -> None:
    try:
        out.write_bytes(content)
    except OSError as error:
        raise Stop(
            Exit.INPUT, say(f"写不了 {out}：{error.strerror}", f"cannot write {out}: {error.strerror}")
        ) from error
    result(str(out.absolute()))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Stop(Exit.USAGE, say(f"不是日期：{text}", f"not a date: {text}")) from None
