"""The commands and where each is written."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

import typer
from typer.main import get_command

from windowdesk import __version__, config
from windowdesk.cli import (
    acting,
    asking,
    calendars,
    checking,
    customs,
    deadlines,
    hall,
    ledger,
    outgoing,
    reasons,
    recovering,
    setting_up,
    trying,
)
from windowdesk.cli.exits import EPILOG, Exit
from windowdesk.cli.opening import Asked
from windowdesk.cli.output import result
from windowdesk.i18n import say


class Language(StrEnum):
    """The languages the desk speaks."""

    ZH = "zh"
    EN = "en"


def tree() -> Any:
    """The whole command line, its help texts in the language chosen before."""
    app = group(
        say(
            "政务服务大厅窗口台。不带命令时打开窗口。",
            "The window desk of a government service hall. Without a command it opens the desk.",
        ),
        say(*EPILOG),
    )
    app.callback(invoke_without_command=True)(every_command)
    for name, helps, commands in (
        ("staff", say("人员与口令", "People and PINs"), setting_up.STAFF),
        ("items", say("事项目录", "The catalogue of matters"), setting_up.ITEMS),
        ("seals", say("印章密钥", "The keys of seals"), setting_up.SEALS),
        ("calendar", say("放假安排与调休上班", "Days off and make-up days"), calendars.CALENDAR),
        ("reasons", say("理由库", "The library of reasons"), reasons.REASONS),
        ("register", say("登记簿", "The register"), ledger.REGISTER),
        ("report", say("报表", "Reports"), outgoing.REPORT),
        ("hall", say("大厅数据库（管理员）", "The hall database (administrators)"), hall.HALL),
    ):
        below = group(helps)
        _add(below, commands())
        app.add_typer(below, name=name, help=helps)
    below = group(customs.HELP())
    below.callback(invoke_without_command=True, help=customs.HELP())(customs.listing)
    _add(below, customs.CUSTOMS())
    app.add_typer(below, name="customs")
    for module in (setting_up, recovering, acting, asking, deadlines, checking, ledger, outgoing, trying):
        _add(app, module.commands())
    return get_command(app)


def group(helps: str, epilog: str | None = None) -> typer.Typer:
    """A Typer without decoration: plain help, no tracebacks of its own."""
    return typer.Typer(
        help=helps,
        epilog=epilog,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        no_args_is_help=False,
    )


def _add(app: typer.Typer, commands: dict[str, tuple[Any, str]]) -> None:
    for name, (function, helps) in commands.items():
        app.command(name, help=helps)(function)


def every_command(
    context: typer.Context,
    home: Annotated[str | None, typer.Option("--home", help=say("窗口的数据文件夹", "The desk's folder"))] = None,
    lang: Annotated[Language | None, typer.Option("--lang", help=say("界面语言", "Language"))] = None,
    now: Annotated[
        str | None, typer.Option("--now", help=say("演示窗口的时间", "The time, for demonstrations"))
    ] = None,
    version: Annotated[bool, typer.Option("--version", help=say("版本", "The version"))] = False,
) -> None:
    """The options before the command, and the screen where there is none."""
    del lang  # chosen before this module was read
    context.obj = Asked(config.home_folder(home), now)
    if version:
        result(f"windowdesk {__version__}")
    elif context.invoked_subcommand is None:
        raise typer.Exit(_screen(home, now))


def _screen(home: str | None, now: str | None) -> Exit:
    from windowdesk.cli.screen import open_screen

    return Exit(open_screen(home, now))
