"""`demo`: a desk to try, or the same day played as a script where there is no terminal."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from windowdesk import config
from windowdesk.cli.exits import Exit, Stop
from windowdesk.cli.opening import Asked, moment_of
from windowdesk.cli.output import result, talk
from windowdesk.i18n import say

if TYPE_CHECKING:
    from datetime import datetime

MARK = "windowdesk-demo"
"""The file that marks a folder as a demonstration; nothing else is ever cleared."""


def commands() -> dict[str, tuple[Any, str]]:
    """The commands of this file."""
    return {
        "demo": (
            demo,
            say(
                "演示：在终端打开演示窗口，否则按脚本走完一天",
                "A demonstration: opens a desk, or plays the day without a terminal",
            ),
        )
    }


def demo(context: typer.Context) -> None:
    """Open a demonstration desk at a terminal; without one, play the day and print it."""
    from windowdesk.cli.screen import at_terminal

    asked: Asked = context.obj
    with _alone(_place()) as place:
        folder = _cleared(place)
        if at_terminal():
            at = moment_of(asked.now) if asked.now else config.now()
            raise typer.Exit(_by_hand(folder, at, asked.now))
        _by_script(folder)


def _place() -> Path:
    from platformdirs import user_data_path

    return user_data_path(MARK, appauthor=False)


@contextmanager
def _alone(folder: Path) -> Iterator[Path]:
    """A demonstration begins with an empty folder: never under one that is open."""
    from windowdesk.store.connection import take

    folder.parent.mkdir(parents=True, exist_ok=True)
    with folder.with_name(f"{folder.name}.lock").open("ab") as gate:
        try:
            take(gate)
        except OSError:
            told = say("演示已经开着，请先退出那一个。", "A demonstration is open already: leave that one first.")
            raise Stop(Exit.REFUSED, told) from None
        yield folder


def _cleared(folder: Path) -> Path:
    """An empty demonstration folder. A folder without the mark is somebody's, and is left alone."""
    if folder.exists():
        if folder.is_symlink() or not (folder / MARK).is_file():
            raise Stop(
                Exit.REFUSED,
                say(f"{folder} 不是演示文件夹，没有改动。", f"{folder} is no demonstration; nothing was changed."),
            )
        shutil.rmtree(folder)
    config.make_private(folder)
    config.write_private(folder / MARK, b"")
    return folder


def _by_hand(folder: Path, at: datetime, now: str | None) -> int:
    from windowdesk.cli.screen import show
    from windowdesk.desk import day, press

    talk(say("正在准备演示窗口……", "Preparing the demonstration desk…"))
    desk = day.prepare(folder, at)
    home = desk.home
    press.run(desk, at)
    desk.close()
    talk(say("演示窗口 007。登录：", "Demonstration desk 007. Sign in as:"))
    for number, name, pin in day.people("007"):
        talk(f"  {number} {name}  PIN {pin}")
    return show(home, now)


def _by_script(folder: Path) -> None:
    from windowdesk.desk import day

    count = 0
    try:
        for step in day.play(folder):
            count += 1
            result(f"{count:>2}  {step.title}")
            for line in (*step.told, *(f"→ {file.absolute()}" for file in step.files)):
                result(f"      {line}")
    except day.DemoFailed as failed:
        told = say(f"第 {count + 1} 步不符合预期：{failed}", f"step {count + 1} did not end as it must: {failed}")
        raise Stop(Exit.FAILED, told) from failed
    talk(say(f"{count} 步全部符合预期。", f"{count} steps, all as they should be."))
