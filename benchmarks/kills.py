"""Desks killed with SIGKILL while they work and sync: `python -m benchmarks.kills [--kills 1000] [--hall postgres]`.

Every act is told to the parent through a pipe as soon as `Desk.do` has returned, before the next one. A desk that was
killed is started again and its clerk asks once more for what was not answered. At the end nothing that was told may be
missing on desk or hall, and nothing may be there twice.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import pickle
import select
import signal
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from benchmarks.accidents.places import START, Judgement, Told, hall_of, judge, make_homes, warm
from benchmarks.sim import acts
from windowdesk.desk import Desk, syncing
from windowdesk.models.refusal import Refused

WINDOWS = ("007", "008", "015")
LONGEST = 1.2
"""Seconds a desk may work before it is killed, drawn evenly; for three of four from its first word, else from birth."""


class Killing(NamedTuple):
    """What a run came to: kills, acts acknowledged, rounds finished, seconds, and the judgement."""

    kills: int
    acts: int
    rounds: int
    seconds: float
    found: Judgement


class Child:
    """A desk's process, and what it told before it was killed."""

    def __init__(self, home: Path, rng: Random, number: int, unanswered: bytes) -> None:
        self.unanswered, self.told, self.acts, self.rounds = unanswered, set[Told](), 0, 0
        self.pipe, end = os.pipe()
        chance = Random(rng.random())
        self.pid = os.fork()
        if self.pid == 0:
            with contextlib.suppress(BaseException):
                os.close(self.pipe)
                work(home, chance, number, unanswered, end)
            os._exit(1)
        os.close(end)
        self._said = b""
        self._left = rng.random() * LONGEST
        self.until = time.monotonic() + (self._left if rng.random() < 0.25 else 10)

    def hear(self) -> None:
        """Take what it says; its time runs from its first word."""
        if not self._said:
            self.until = min(self.until, time.monotonic() + self._left)
        self._said += os.read(self.pipe, 1 << 16)

    def kill(self) -> None:
        """Kill it, and read what is left in the pipe. Raises when it had ended by itself: it must not."""
        os.kill(self.pid, signal.SIGKILL)
        _, status = os.waitpid(self.pid, 0)
        said = self._said
        while part := os.read(self.pipe, 1 << 16):
            said += part
        os.close(self.pipe)
        for line in said.split(b"\n")[:-1]:
            self._read(line)
        if not os.WIFSIGNALED(status):
            raise RuntimeError("a desk ended by itself: " + said[-2000:].decode(errors="replace"))

    def _read(self, line: bytes) -> None:
        word, _, rest = line.partition(b" ")
        if word == b"ask":
            self.unanswered = bytes.fromhex(rest.decode())
        elif word == b"done":
            self.unanswered, self.acts = b"", self.acts + 1
            self.told |= {Told(*one) for one in json.loads(rest)}
        elif word == b"refused":
            self.unanswered = b""
        elif word == b"round":
            self.rounds += 1


def work(home: Path, rng: Random, number: int, unanswered: bytes, pipe: int) -> None:
    """Act and sync until killed. Whatever ends it otherwise is written to the pipe."""

    def say(word: str, rest: str = "") -> None:
        os.write(pipe, f"{word} {rest}\n".encode())

    try:
        desk = Desk.open(home)
        asked: tuple[Any, Any] = pickle.loads(unanswered) if unanswered else acts.choose(desk, rng)
        at = START + timedelta(minutes=number)
        while True:
            say("ask", pickle.dumps(asked).hex())
            try:
                done = desk.do(*asked, at)
            except Refused as refused:
                say("refused", refused.reason.value)
            else:
                entries = (*done.lapsed, *done.events)
                say("done", json.dumps([(one.stream, one.seq, one.hash.hex()) for one in entries]))
            if rng.random() < 0.25:
                outcome = syncing.synchronise(desk, at, timeout=10)
                if outcome.unreachable or outcome.problems:
                    raise RuntimeError(outcome.sentence)
                say("round")
            asked = acts.choose(desk, rng)
    except BaseException as error:
        say("error", f"{type(error).__name__}: {error}")
        raise


def killed(homes: Sequence[Path], setting: str, kills: int, seed: int = 1) -> Killing:
    """Let desks work side by side and kill each again and again."""
    rng, start = Random(seed), time.monotonic()
    for home in homes:
        warm(home)
    told: set[Told] = set()
    many, acted, rounds = 0, 0, 0
    running = {home: Child(home, rng, 0, b"") for home in homes}
    while running:
        home = min(running, key=lambda one: running[one].until)
        speaking = {child.pipe: child for child in running.values()}
        for pipe in select.select([*speaking], [], [], max(0.0, running[home].until - time.monotonic()))[0]:
            speaking[pipe].hear()
        if time.monotonic() < running[home].until:
            continue
        child = running.pop(home)
        child.kill()
        many, acted, rounds = many + 1, acted + child.acts, rounds + child.rounds
        told |= child.told
        if many + len(running) < kills:
            running[home] = Child(home, rng, many, child.unanswered)
    return Killing(many, acted, rounds, time.monotonic() - start, judge(homes, setting, told))


def run(kills: int, hall: str) -> Killing:
    """Fresh desks, a fresh hall, and so many kills."""
    with tempfile.TemporaryDirectory(prefix="kills") as folder, hall_of(hall) as setting:
        return killed(make_homes(Path(folder), WINDOWS, setting), setting, kills)


def measure() -> list[tuple[str, float, float]]:
    """1 when nothing was lost or doubled by a hundred kills."""
    return [("kill -9: a hundred, nothing lost or doubled", float(run(100, "postgres").found.sound), -1)]


def main() -> int:
    """Run what was asked for; 1 when something was lost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--hall", choices=("postgres", "embedded"), default="postgres")
    asked = parser.parse_args()
    made = run(asked.kills, asked.hall)
    found = made.found
    print(f"{made.kills} kills in {made.seconds:.0f} s; {made.acts} acts acknowledged, {made.rounds} rounds finished")
    print(f"{found.written} lines written, {found.untold} of them not acknowledged before the kill")
    print(f"{found.lost} lost, {found.doubled} doubled, {len(found.faults)} faults")
    print(*found.faults, sep="\n")
    return int(not found.sound)


if __name__ == "__main__":
    sys.exit(main())
