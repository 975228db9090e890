"""Schedules of accidents at up to eight desks and their hall: `python -m benchmarks.simulation [--seeds N --first S]`.

Prints what was run and what befell it, and each schedule that failed, made short, as code that replays it. With
`--planted` it runs the planted bugs instead and names, for each, the first seeds that notice it.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter

from benchmarks.sim.desks import Workshop
from benchmarks.sim.mutants import MUTANTS
from benchmarks.sim.schedule import Outcome, of_seed, shrunken

ORDINARY = ("acts", "syncs", "refusals")


def many(first: int, count: int) -> tuple[list[Outcome], Counter[str], float]:
    """Run seeds from `first`: the schedules that failed, made short, what happened in all, and seconds."""
    workshop, total, failed = Workshop(), Counter[str](), []
    start = time.perf_counter()
    try:
        for seed in range(first, first + count):
            outcome = of_seed(workshop, seed)
            total += outcome.counts
            if outcome.faults:
                failed.append(shrunken(workshop, outcome))
    finally:
        workshop.close()
    return failed, total, time.perf_counter() - start


def noticed(first: int, count: int, enough: int = 2) -> dict[str, list[int]]:
    """For each planted bug the first seeds that notice it; those that a drill is for are left to the drill."""
    workshop = Workshop()
    found: dict[str, list[int]] = {}
    try:
        for mutant in (one for one in MUTANTS if one.drill is None):
            seeds = found[mutant.what] = []
            for seed in range(first, first + count):
                with mutant.patch():
                    if of_seed(workshop, seed).faults:
                        seeds.append(seed)
                if len(seeds) == enough:
                    break
    finally:
        workshop.close()
    return found


def measure() -> list[tuple[str, float, float]]:
    """The share of schedules that held; every one must."""
    failed, _, _ = many(1, 200)
    return [("simulation: schedules that held", 1 - len(failed) / 200, -1)]


def main() -> int:
    """Run what was asked for; 1 when a schedule failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=1000)
    parser.add_argument("--first", type=int, default=1)
    parser.add_argument("--planted", action="store_true")
    asked = parser.parse_args()
    if asked.planted:
        found = noticed(asked.first, asked.seeds)
        for what, seeds in found.items():
            print(f"{', '.join(map(str, seeds)) or 'NOT NOTICED':>12}  {what}")
        return int(not all(found.values()))
    failed, total, seconds = many(asked.first, asked.seeds)
    print(f"{asked.seeds} schedules in {seconds:.0f} s: {', '.join(f'{total[name]} {name}' for name in ORDINARY)}")
    for name, times in sorted(total.items()):
        if name not in ORDINARY:
            print(f"  {times:7} {name}")
    for outcome in failed:
        print(f"\nseed {outcome.seed} fails:", *outcome.faults[:5], sep="\n  ")
        print(outcome.replay())
    print(f"{len(failed)} failures")
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
