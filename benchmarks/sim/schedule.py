"""Schedules: made from a seed, run, judged, and made short when they fail."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count
from random import Random

from benchmarks.sim import acts
from benchmarks.sim.checks import faults
from benchmarks.sim.desks import Workshop
from benchmarks.sim.line import FAULTS
from benchmarks.sim.world import Step, World

YEAR = 366 * 24

_PLAN: tuple[tuple[str, int], ...] = (
    ("act", 560),
    ("again", 30),
    ("sync", 260),
    ("day", 15),
    ("wait", 40),
    ("down", 8),
    ("backup", 16),
    ("restore", 14),
    ("deliver", 16),
    ("die", 7),
    ("clone", 7),
    ("clock", 10),
    ("poison", 14),
    ("join", 10),
)
_NAMES = [name for name, _ in _PLAN]
_WEIGHTS = [weight for _, weight in _PLAN]
_runs = count(1)


@dataclass
class Outcome:
    """What a schedule came to. Without faults it held."""

    seed: int
    windows: tuple[str, ...]
    steps: tuple[Step, ...]
    faults: tuple[str, ...] = ()
    counts: Counter[str] = field(default_factory=Counter)

    def replay(self) -> str:
        """The code that runs it again."""
        lines = ",\n".join(f"        {tuple(step)!r}" for step in self.steps)
        return f"run({self.seed}, {self.windows!r}, [\n{lines},\n])"


def made(seed: int) -> tuple[tuple[str, ...], tuple[Step, ...]]:
    """The windows and the steps of a seed."""
    rng = Random(seed)
    names = list(acts.WINDOWS)
    windows = tuple(names[: rng.randint(2, 6)])
    return windows, tuple(_step(rng) for _ in range(rng.randint(30, 110)))


def _step(rng: Random) -> Step:
    what = rng.choices(_NAMES, _WEIGHTS)[0]
    who, pick = rng.randrange(1 << 10), rng.randrange(1 << 16)
    if what in ("act", "again", "day"):
        return Step(what, who, pick, cut=rng.randint(1, 6) if rng.random() < 0.08 else 0)
    if what == "sync":
        lot = rng.random()
        fault = rng.choice((*FAULTS, "late")) if lot < 0.45 else ""
        return Step(what, who, rng.randint(1, 6), fault, rng.randint(1, 45) if lot > 0.88 else 0)
    if what == "wait":
        return Step(what, pick=rng.choice((1, 4, 20, 24, 72, 24 * 9)))
    if what == "down":
        return Step(what, pick=rng.randint(3, 20))
    if what == "clock":
        return Step(what, who, rng.choice((0, 0, 1, -1, 24, -24, YEAR, -YEAR)))
    return Step(what, who, pick)


def run(workshop: Workshop, seed: int, windows: Sequence[str], steps: Sequence[Step]) -> Outcome:
    """Run a schedule and judge how it ended."""
    folder = workshop.folder / f"world{next(_runs)}"
    world = World(workshop, folder, windows)
    found: tuple[str, ...]
    try:
        with world.running():
            for at, step in enumerate(steps):
                try:
                    world.take(step)
                except Exception as error:
                    found = (f"step {at} {tuple(step)!r}: {type(error).__name__}: {error}",)
                    break
            else:
                found = judged(world)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return Outcome(seed, tuple(windows), tuple(steps), found, world.counts)


def judged(world: World) -> tuple[str, ...]:
    """What is wrong at the end. What cannot even be read is wrong too."""
    found: list[str] = []
    try:
        found += faults(world)
    except Exception as error:
        found.append(f"at rest: {type(error).__name__}: {error}")
    return tuple(found)


def of_seed(workshop: Workshop, seed: int) -> Outcome:
    """The schedule of a seed, run."""
    return run(workshop, seed, *made(seed))


def shrunken(workshop: Workshop, outcome: Outcome, tries: int = 400) -> Outcome:
    """A shorter schedule that still fails: runs of steps are left out while the failure stays, halving the runs."""
    size = max(1, len(outcome.steps) // 2)
    while size and tries > 0:
        at = 0
        while at < len(outcome.steps) and tries > 0:
            tries -= 1
            shorter = run(workshop, outcome.seed, outcome.windows, outcome.steps[:at] + outcome.steps[at + size :])
            if shorter.faults:
                outcome = shorter
            else:
                at += size
        size //= 2
    return outcome
