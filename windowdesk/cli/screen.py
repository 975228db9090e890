"""Opening the desk's screen on this terminal."""

from __future__ import annotations

import sys
from pathlib import Path

from windowdesk import config
from windowdesk.cli.exits import Exit, Stop
from windowdesk.cli.opening import Asked, moment_of
from windowdesk.i18n import say


def open_screen(home: str | None, now: str | None) -> int:
    """Open the desk in `home`; returns the exit code. Only a demonstration desk may be told the time."""
    asked = Asked(config.home_folder(home), now)
    asked.moment(demo=config.read_settings(asked.home).demo)
    if not at_terminal():
        raise Stop(
            Exit.USAGE,
            say(
                "窗口需要终端；不用终端请看 windowdesk --help。",
                "The desk's screen needs a terminal; without one see windowdesk --help.",
            ),
        )
    return show(asked.home, now)


def at_terminal() -> bool:
    """Whether a person sits at both ends."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def show(home: Path, now: str | None) -> int:
    """Run the screen until it is left. A time that was told goes on from there."""
    from windowdesk.app import WindowDesk

    began, told = config.now(), moment_of(now) if now else None
    WindowDesk(home, clock=config.now if told is None else lambda: told + (config.now() - began)).run()
    return Exit.DONE
