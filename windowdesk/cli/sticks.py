"""Sync by a file on a stick, and a whole hall in a file: `sync --to/--from`, `hall export`, `hall import`."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from windowdesk.cli.exits import Exit, Stop
from windowdesk.cli.opening import Asked, opened, plain
from windowdesk.cli.output import answer, as_json, exact, result, talk
from windowdesk.cli.reaching import PATIENCE, Json, Where, office_of, on_server, opened_hall, setting_of
from windowdesk.i18n import say

if TYPE_CHECKING:
    from windowdesk.desk.syncing import SyncOutcome
    from windowdesk.hall.stick import Checked
    from windowdesk.hall.to_hall import Carried, Carrier


def sync(asked: Asked, *, to: Path | None, source: Path | None, whole: bool, tell: bool) -> SyncOutcome:
    """One way of a sync by file; `tell` says what was done."""
    from windowdesk.desk import sticks
    from windowdesk.hall.stick import StickError

    with opened(asked) as (desk, at):
        try:
            if to is not None:
                found = sticks.write(desk, to, at, whole=whole)
                done = say(f"{found.pushed} 笔写入 {to}", f"{found.pushed} lines written to {to}")
            else:
                assert source is not None
                found = sticks.take(desk, source, at)
                state = desk.reading.sync_state()
                held = f"{state.acknowledged}/{state.written}"
                done = say(f"收到 {found.pulled} 笔；已上报 {held}", f"{found.pulled} received; reported {held}")
        except StickError as error:
            raise Stop(Exit.INPUT, str(error)) from error
    if tell:
        result(done)
    return found


def export(
    context: typer.Context,
    file: Annotated[
        Path | None,
        typer.Argument(help=say("写到文件；不写则逐行输出到屏幕", "A file; every line on the screen without one")),
    ] = None,
    window: Annotated[
        str, typer.Option("--for", help=say("只导出这个窗口可读的内容", "Only what this window may read"))
    ] = "",
    after: Annotated[
        Path | None,
        typer.Option(
            "--after", help=say("该窗口 sync --to 写的文件：只导出它没有的", "The window's file of sync --to")
        ),
    ] = None,
    hall: Where = "",
) -> None:
    """Every line in hall order; with a file the whole hall, to be imported elsewhere, or what one window may read."""
    setting = setting_of(context, hall)
    if file is None:
        if window or after:
            raise Stop(Exit.USAGE, say("--for 要写明文件。", "--for needs a file to write to."))
        with opened_hall(setting) as found:
            for one in found.events():
                exact(as_json({"position": one.position, "received_at": one.received_at, "stream": one.stream,
                               "seq": one.seq, "hash": one.hash.hex(), "line": one.line}))  # fmt: skip
        return
    if window:
        _export_window(context.obj, setting, plain(window, "window"), file, after)
        return
    if after:
        raise Stop(Exit.USAGE, say("--after 只用于 --for。", "--after goes with --for."))
    from windowdesk.hall import open_engine
    from windowdesk.hall.whole import write_whole

    with closing(open_engine(setting, timeout=PATIENCE)) as engine:
        count = write_whole(engine, file, {})
    result(say(f"整厅 {count} 条写入 {file}", f"The whole hall, {count} lines, written to {file}"))


def _export_window(asked: Asked, setting: str, window: str, file: Path, after: Path | None) -> None:
    from windowdesk.desk import sticks
    from windowdesk.desk.syncing import audiences_of
    from windowdesk.hall.to_desk import places, write_window

    with opened(asked) as (desk, _), opened_hall(setting) as found:
        known = desk.setting
        told = known.windows.get(window)
        if told is None:
            raise Stop(Exit.INPUT, say(f"大厅资料中没有 {window} 号窗口。", f"The hall file has no window {window}."))
        prefix = f"{known.hall.division}-{window}."
        reached = _checked(after, "desk", prefix) if after else None
        count = write_window(
            found,
            file,
            {"for": window, "prefix": prefix, "whole": bool(reached and reached.header.get("whole"))},
            prefix,
            audiences_of(known, told),
            places(reached) if reached else {},
            sticks.signer(desk),
        )
    result(say(f"{window} 号窗口的 {count} 条写入 {file}", f"{count} lines for window {window} written to {file}"))


def take_in(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help=say("窗口或大厅写出的文件", "A file of a window or of a hall"))],
    hall: Where = "",
    json: Json = False,
) -> None:
    """A window's file is taken in as if the window had pushed it; the file of a whole hall fills an empty one."""
    setting = setting_of(context, hall)
    checked = _checked(file)
    if checked.kind == "hall":
        count = _fill(setting, checked)
        if json:
            answer({"lines": count, "registers": None, "problems": []})
        else:
            result(
                say(f"导入整厅 {count} 条，请用 hall verify 校验", f"{count} lines imported; check with hall verify")
            )
        return
    if checked.kind != "desk":
        raise Stop(
            Exit.INPUT,
            say(f"{file} 是给窗口的，请在窗口用 sync --from。", f"{file} is for a window: use sync --from there."),
        )
    found = _take_desk(setting, checked)
    sentences = [problem.sentence for problem in found.problems]
    if json:
        answer({"lines": found.lines, "registers": found.acked, "problems": sentences})
    else:
        result(say(f"新收 {found.lines} 条", f"{found.lines} new lines"))
        for stream, seq in found.acked.items():
            result(f"{stream}  {seq}")
    for sentence in sentences:
        talk(sentence)
    if sentences:
        raise typer.Exit(Exit.FAILED)


def _take_desk(setting: str, checked: Checked) -> Carried:
    from windowdesk.hall.stick import StickError
    from windowdesk.hall.to_hall import registers, take_desk
    from windowdesk.sealing import signed_by

    try:
        carried = registers(checked, signed_by)
        _let_in(setting, checked, carried)
        with opened_hall(setting) as found:
            return take_desk(found, checked, carried, granted=on_server(setting))
    except StickError as error:
        raise Stop(Exit.INPUT, str(error)) from error


def _let_in(setting: str, checked: Checked, carried: list[Carrier]) -> None:
    """A file carries the registers of one window, and on a server of one that the office has let in."""
    prefix = str(checked.header.get("prefix", ""))
    if not prefix or not all(one.stream.startswith(prefix) for one in carried):
        raise Stop(
            Exit.INPUT,
            say(
                "文件里有别的窗口的登记簿，没有取用其中任何内容。",
                "The file holds registers of another window. Nothing of it was taken.",
            ),
        )
    if on_server(setting) and prefix not in {one.prefix for one in office_of(setting).logins() if not one.revoked}:
        raise Stop(
            Exit.INPUT,
            say(f"大厅没有开通 {prefix}* ，请先 hall grant。", f"The hall has not let {prefix}* in: hall grant first."),
        )


def _fill(setting: str, checked: Checked) -> int:
    from windowdesk.hall import open_engine
    from windowdesk.hall.stick import StickError
    from windowdesk.hall.whole import read_whole

    try:
        with closing(open_engine(setting, timeout=PATIENCE)) as engine:
            return read_whole(engine, checked)
    except StickError as error:
        raise Stop(Exit.INPUT, str(error)) from error


def _checked(file: Path, kind: str = "", prefix: str = "") -> Checked:
    from windowdesk.hall.stick import Checked, StickError

    try:
        found = Checked(file)
    except StickError as error:
        raise Stop(Exit.INPUT, str(error)) from error
    if kind and (found.kind != kind or found.header.get("prefix") != prefix):
        raise Stop(Exit.INPUT, say(f"{file} 不是这个窗口写的文件。", f"{file} was not written by that window."))
    return found
