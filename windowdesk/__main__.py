"""The door of the program: the language is chosen first, then the screen or a command is opened."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass

from windowdesk import i18n

GLOBAL = ("--home", "--lang", "--now")


@dataclass(frozen=True, slots=True)
class Opening:
    """What stands before any command. `rest` is what is left: a command, or something to complain about."""

    home: str | None = None
    lang: str | None = None
    now: str | None = None
    rest: tuple[str, ...] = ()


def opening(words: Sequence[str]) -> Opening:
    """Read the global options without a parser: the first screen does not wait for one."""
    told: dict[str, str] = {}
    left = list(words)
    while left:
        name, joined, value = left[0].partition("=")
        if name not in GLOBAL or (not joined and len(left) < 2):
            break
        told[name[2:]] = value if joined else left[1]
        del left[: 1 if joined else 2]
    return Opening(told.get("home"), told.get("lang"), told.get("now"), tuple(left))


def main(words: Sequence[str] | None = None) -> int:
    """Run what the command line asks for; the exit code is explained by `windowdesk --help`."""
    asked = list(sys.argv[1:] if words is None else words)
    told = opening(asked)
    i18n.choose(told.lang)
    if told.rest or (told.lang or "zh") not in ("zh", "en"):
        from windowdesk.cli import run

        return run(asked)
    from windowdesk.cli import guarded
    from windowdesk.cli.screen import open_screen

    return guarded(lambda: open_screen(told.home, told.now))


if __name__ == "__main__":
    sys.exit(main())
