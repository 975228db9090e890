"""How long a clerk waits for the first usable screen, against the smallest Textual application."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import struct
import sys
import tempfile
import termios
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from statistics import median

from windowdesk import config
from windowdesk.desk import setup

ROUNDS = 11
GOAL = 1.5
SIZE = (40, 120)

BARE = """
from textual.app import App
from textual.widgets import Static
class Bare(App):
    def compose(self):
        yield Static("ready")
Bare().run()
"""

ANSWERS = {
    b"\x1b[?2026$p": b"\x1b[?2026;2$y",
    b"\x1b[?2048$p": b"\x1b[?2048;0$y",
    b"\x1b[c": b"\x1b[?62c",
}
"""What a terminal answers to the questions Textual asks."""


def first_screen(command: Sequence[str], shown: str, environ: dict[str, str]) -> float:
    """Seconds from starting a program in a terminal of 120×40 until it shows a text. Raises TimeoutError."""
    started = time.perf_counter()
    child, terminal = pty.fork()
    if child == 0:
        os.execvpe(command[0], list(command), environ)
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", *SIZE, 0, 0))
    try:
        return _until(terminal, shown.encode(), started)
    finally:
        with suppress(ProcessLookupError):
            os.kill(child, 9)
        os.waitpid(child, 0)
        os.close(terminal)


def _until(terminal: int, shown: bytes, started: float) -> float:
    seen = b""
    while shown not in seen:
        if time.perf_counter() - started > 30:
            raise TimeoutError(seen.decode(errors="replace")[-2000:])
        if not select.select([terminal], [], [], 1)[0]:
            continue
        fresh = os.read(terminal, 65536)
        for question, answer in ANSWERS.items():
            if question in fresh:
                os.write(terminal, answer)
        seen += fresh
    return time.perf_counter() - started


def prepared(folder: Path) -> Path:
    """A demonstration desk's home."""
    data = config.data_folder()
    plan = setup.Plan(
        folder / "desk",
        config.Settings("007", demo=True),
        data / "demo-hall.toml",
        data / "items.toml",
        folder / "ca",
        b"demo",
    )
    setup.create(plan, config.now()).close()
    return plan.home


def medians(rounds: int = ROUNDS) -> tuple[float, float]:
    """Median seconds of the desk's sign-in screen and of the bare application, interleaved."""
    with tempfile.TemporaryDirectory() as folder:
        home = prepared(Path(folder))
        root = str(Path(__file__).parent.parent)
        environ = {**os.environ, "TERM": "xterm-256color", "PYTHONPATH": root, "WINDOWDESK_LANG": "zh"}
        desk = (sys.executable, "-m", "windowdesk", "--home", str(home))
        bare = (sys.executable, "-c", BARE)
        times: dict[str, list[float]] = {"desk": [], "bare": []}
        for turn in range(rounds + 1):
            for name, command, shown in (("desk", desk, "工号"), ("bare", bare, "ready")):
                took = first_screen(command, shown, environ)
                if turn:  # the first round fills the file cache
                    times[name].append(took)
    return median(times["desk"]), median(times["bare"])


def measure() -> list[tuple[str, float, float]]:
    """(what is compared, ratio, goal) triples."""
    desk, bare = medians()
    return [("first usable screen ÷ smallest Textual app", desk / bare, GOAL)]


if __name__ == "__main__":
    for what, ratio, goal in measure():
        print(f"{what}: {ratio:.2f} (goal {goal})")
