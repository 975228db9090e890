"""How a command reaches the hall: which one is meant, its office, and the hall itself."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from windowdesk import config
from windowdesk.cli.exits import Exit, Stop
from windowdesk.i18n import say

if TYPE_CHECKING:
    from windowdesk.hall.interface import Hall
    from windowdesk.hall.office import Office

Where = Annotated[
    str,
    typer.Option(
        "--hall",
        help=say(
            "大厅数据库；默认 WINDOWDESK_HALL，再默认本窗口的设置",
            "The hall database; WINDOWDESK_HALL, then this desk's setting, by default",
        ),
    ),
]
Json = Annotated[bool, typer.Option("--json", help=say("以 JSON 输出", "Answer in JSON"))]
PATIENCE = 30.0
"""Seconds an administrator waits for one answer."""


def setting_of(context: typer.Context, told: str) -> str:
    """The hall that was named, or this desk's own."""
    setting = told or os.environ.get("WINDOWDESK_HALL", "")
    if not setting:
        setting = config.read_settings(context.obj.home).hall
    if not setting:
        raise Stop(Exit.HALL, say("没有设置大厅，请用 --hall 指明。", "No hall is set: name one with --hall."))
    return setting


def on_server(setting: str) -> bool:
    """Whether the hall is PostgreSQL."""
    return setting.startswith(("postgresql://", "postgres://"))


def office_of(setting: str) -> Office:
    """The owner of the hall's tables. Stops where there are no logins."""
    if not on_server(setting):
        raise Stop(
            Exit.USAGE,
            say("内嵌大厅不分账号；账号只在 PostgreSQL 大厅开设。", "An embedded hall has no logins; PostgreSQL has."),
        )
    from windowdesk.hall.office import Office

    try:
        return Office(setting, PATIENCE)
    except ValueError as error:
        raise Stop(Exit.USAGE, str(error)) from None


@contextmanager
def opened_hall(setting: str) -> Iterator[Hall]:
    """The hall, closed afterwards."""
    from windowdesk.hall import open_hall

    try:
        hall = open_hall(setting, timeout=PATIENCE)
    except ValueError as error:
        raise Stop(Exit.USAGE, str(error)) from None
    with closing(hall):
        yield hall
