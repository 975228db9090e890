"""The command line: results go to stdout, talk goes to stderr, and every ending has its exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence

from windowdesk.cli.exits import Exit, explain
from windowdesk.cli.output import talk


def run(words: Sequence[str]) -> int:
    """Run one command line; returns the exit code."""
    return guarded(lambda: _command(words))


def guarded(action: Callable[[], int]) -> int:
    """Do something; whatever goes wrong becomes a sentence on stderr and an exit code."""
    for name in ("stdin", "stdout", "stderr"):
        if getattr(sys, name) is None:  # started without one, as services are
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_RDWR), "r" if name == "stdin" else "w"))
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        return action()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # nobody reads on: nothing more to flush
        return Exit.FAILED
    except KeyboardInterrupt:
        return 130
    except Exception as error:  # the last door: nothing leaves the program as a traceback
        code, sentence = explain(error)
        talk(sentence)
        return code


def _command(words: Sequence[str]) -> int:
    from windowdesk.cli.tree import tree

    try:
        ended = tree()(args=list(words), prog_name="windowdesk")
    except SystemExit as end:
        ended = end.code
    return ended if isinstance(ended, int) else Exit.DONE
