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
from windowdesk.models.office import OFFICE

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
_MORE: tuple[tuple[tuple[str, bool], int], ...] = ((("pass", False), 30), (("recover", False), 8))
_OFFICE: tuple[tuple[tuple[str, bool], int], ...] = (
    *((("act", True), 40), (("sync", True), 45), (("again", True), 3)),
    *((("die", True), 2), (("recover", True), 2), (("clone", True), 2), (("clock", True), 2)),
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
    steps = tuple(_step(rng, rng.choices(_NAMES, _WEIGHTS)[0]) for _ in range(rng.randint(30, 110)))
    return _beset(Random(f"more {seed}"), windows, steps)


def _beset(rng: Random, windows: tuple[str, ...], steps: Sequence[Step]) -> tuple[tuple[str, ...], tuple[Step, ...]]:
    """The same story where cases change windows and disks are recovered, in two of five with the hall office; two of
    five stay as they were."""
    lot = rng.random()
    if lot < 0.4:
        return windows, tuple(steps)
    plan = _MORE if lot < 0.6 else _MORE + _OFFICE
    told = list(steps)
    for _ in range(len(steps) // (6 if lot < 0.6 else 3)):
        (what, office), _ = rng.choices(plan, [weight for _, weight in plan])[0]
        step = _step(rng, what)
        told.insert(rng.randint(0, len(told)), step._replace(who=-1 - step.who) if office else step)
    return (windows if lot < 0.6 else (*windows, OFFICE)), tuple(told)


def _step(rng: Random, what: str) -> Step:
    who, pick = rng.randrange(1 << 10), rng.randrange(1 << 16)
    if what in ("act", "again", "day", "pass"):
        return Step(what, who, pick, cut=rng.randint(1, 6) if rng.random() < 0.08 else 0)
    if what == "recover":
        lot = rng.random()
        fault = rng.choice(("down", "lost", "twice", "")) if lot < 0.4 else ""
        return Step(what, who, rng.randint(1, 20), fault, rng.randint(1, 60) if lot > 0.6 else 0)
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
