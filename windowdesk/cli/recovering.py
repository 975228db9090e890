"""After an accident: `recover` a desk whose disk died, `confirm-date` where the clock cannot be believed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from windowdesk import config
from windowdesk.cli.exits import Exit, Stop
from windowdesk.cli.opening import Asked, opened, signed_in
from windowdesk.cli.output import result, talk
from windowdesk.cli.setting_up import Authority, Tariff, authority_folder, authority_passphrase, free_home, whole
from windowdesk.i18n import say


def commands() -> dict[str, tuple[Any, str]]:
    """The commands of this file."""
    return {
        "confirm-date": (
            confirm_date,
            say(
                "时钟不可信时，由负责人或督查人员凭口令确认今天的日期",
                "Where the clock is not believed: a head or supervisor confirms today's date by PIN",
            ),
        ),
        "recover": (
            recover,
            say(
                "硬盘坏了：由大厅（和第二份副本）恢复窗口",
                "The disk died: recover a desk from the hall and a second copy",
            ),
        ),
    }


def confirm_date(
    context: typer.Context,
    staff: Annotated[str, typer.Option("--staff", help=say("确认人工号", "Who confirms: staff number"))],
) -> None:
    """Say that the date this machine shows is today's; it is recorded."""
    with opened(context.obj) as (desk, at):
        desk.confirm_date(signed_in(desk, staff, at), at)
    result(say(f"已确认今天是 {at:%Y-%m-%d}", f"Confirmed: today is {at:%Y-%m-%d}"))


def recover(
    context: typer.Context,
    window: Annotated[str, typer.Option("--window", help=say("窗口号，三位数字", "Window code, three digits"))],
    hall: Annotated[str, typer.Option("--hall", help=say("大厅：文件夹或地址", "The hall: a folder or an address"))],
    hall_file: Annotated[Path, typer.Option("--hall-file", help=say("大厅文件（TOML）", "The hall file (TOML)"))],
    items: Annotated[Path | None, typer.Option("--items", help=say("事项目录", "The catalogue"))] = None,
    journal: Annotated[
        Path | None, typer.Option("--journal", help=say("第二份副本的文件夹", "The folder of the second copy"))
    ] = None,
    register: Annotated[
        str,
        typer.Option("--register", help=say("坏盘写的登记簿，有几本时指明", "The dead disk's register, of several")),
    ] = "",
    authority: Authority = None,
    tariff: Tariff = None,
    print_to: Annotated[str, typer.Option("--print", help=say("打印到", "Print to"))] = "folder",
) -> None:
    """Set up the desk of --home anew, with a new identity and everything the hall knows of it."""
    from windowdesk.desk import recovery, setup

    asked: Asked = context.obj
    at = asked.moment(demo=False)
    free_home(asked.home, print_to)
    if journal is not None and not journal.is_dir():
        raise Stop(Exit.INPUT, say(f"没有文件夹 {journal}。", f"There is no folder {journal}."))
    folder = authority_folder(authority, hall)
    plan = setup.Plan(
        home=asked.home,
        settings=config.Settings(window, hall=whole(hall), print_to=print_to),
        hall_file=hall_file,
        items_file=items or config.data_folder() / "items.toml",
        authority=folder,
        authority_passphrase=authority_passphrase(),
        tariff_file=tariff,
    )
    desk, found = recovery.recover(plan, at, journal=journal and journal.resolve(), name=register)
    desk.close()
    result(say(f"窗口 {window} 已恢复：{found.stream}", f"Desk {window} is recovered: {found.stream}"))
    for sentence in found.sentences:
        talk(sentence)
