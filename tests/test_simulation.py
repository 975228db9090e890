"""Days of a hall with every accident at once: some sixty schedules hold, and each planted bug is noticed by one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest

from benchmarks.sim.desks import Workshop
from benchmarks.sim.drills import DRILLS, OFFICE_TOO, WINDOWS, Drill, reassigned
from benchmarks.sim.mutants import MUTANTS, Mutant
from benchmarks.sim.schedule import made, of_seed, run, shrunken
from benchmarks.sim.seeds import SEEDS
from benchmarks.sim.world import Step

ACCIDENTS = {
    *("killed in act", "killed in sync", "disk died", "disk cloned", "hall down", "hall restored", "late joiner"),
    *("poisoned event", "clock moved", "late message", "line: lost", "line: twice", "line: got cut", "line: sent cut"),
    *("line: sent shuffled", "line: got shuffled", "line: got holed", "line: sent again", "line: got again"),
}

AT_LEAST = {
    "killed_in_an_act": ("killed in act", 3),
    "killed_in_a_round": ("killed in sync", 30),
    "troubled": ("line: lost", 5),
    "restored": ("hall restored", 18),
    "delivered_late": ("late message", 2),
    "cloned": ("disk cloned", 4),
    "copied_twice": ("disk cloned", 6),
    "copied_and_forgotten": ("hall restored", 1),
    "three_of_one": ("disk cloned", 5),
    "answered_twice": ("disk cloned", 2),
    "joined": ("poisoned event", 8),
    "handed_over": ("killed in act", 3),
    "recovered": ("killed in recovery", 20),
    "reassigned": ("verdicts", 15),
}
"""What must have happened in a drill, and how often."""


@pytest.fixture(scope="module")
def workshop() -> Iterator[Workshop]:
    made_once = Workshop()
    yield made_once
    made_once.close()


def at_windows(drill: Drill | None) -> tuple[str, ...]:
    return OFFICE_TOO if drill is reassigned else WINDOWS


@pytest.mark.parametrize("part", range(4))
def test_a_hall_and_its_desks_come_to_rest_with_one_truth(workshop: Workshop, part: int) -> None:
    befallen = set()
    for seed in SEEDS[part::4]:
        outcome = of_seed(workshop, seed)
        assert not outcome.faults, f"seed {seed}: {outcome.faults}\n{outcome.replay()}"
        befallen |= set(outcome.counts)
    assert {"acts", "syncs", "killed in act", "killed in sync", "disk cloned", "hall restored"} <= befallen


def test_every_kind_of_accident_is_among_the_schedules() -> None:
    steps = [step for seed in SEEDS for step in made(seed)[1]]
    assert {step.what for step in steps} >= {
        "act",
        "again",
        "sync",
        "die",
        "clone",
        "restore",
        "poison",
        "join",
        "clock",
        "pass",
    }
    assert any("000" in made(seed)[0] for seed in SEEDS)  # a hall office among the desks
    assert {step.fault for step in steps} >= {name.removeprefix("line: ") for name in ACCIDENTS if ":" in name}


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.what)
def test_a_planted_bug_is_noticed(workshop: Workshop, mutant: Mutant) -> None:
    assert set(mutant.seeds) <= set(SEEDS)
    with mutant.patch():
        noticed = any(of_seed(workshop, seed).faults for seed in mutant.seeds)
        stories = mutant.drill() if mutant.drill and not noticed else ()
        noticed = noticed or any(run(workshop, 0, at_windows(mutant.drill), story).faults for story in stories)
    assert noticed, f"nobody noticed that {mutant.what}"


@pytest.mark.parametrize("drill", DRILLS, ids=lambda drill: drill.__name__)
def test_one_accident_at_every_place_it_can_happen(workshop: Workshop, drill: Drill) -> None:
    befallen = Counter[str]()
    for story in drill():
        outcome = run(workshop, 0, at_windows(drill), story)
        assert not outcome.faults, f"{outcome.faults}\n{outcome.replay()}"
        befallen += outcome.counts
    wanted, times = AT_LEAST[drill.__name__]
    assert befallen[wanted] >= times


def test_a_seed_is_one_story_however_often_it_is_told(workshop: Workshop) -> None:
    first, second = of_seed(workshop, SEEDS[0]), of_seed(workshop, SEEDS[0])
    assert (first.steps, first.counts) == (second.steps, second.counts)
    assert made(SEEDS[0]) != made(SEEDS[1])


def test_a_failing_schedule_is_made_short_and_can_be_replayed(workshop: Workshop) -> None:
    mutant = next(one for one in MUTANTS if one.what == "never sends again what a hall forgot")
    with mutant.patch():
        whole = of_seed(workshop, mutant.seeds[0])
        short = shrunken(workshop, whole, tries=80)
        assert short.faults
        assert len(short.steps) < len(whole.steps) // 2
        assert {"backup", "restore"} <= {step.what for step in short.steps}
        assert run(workshop, short.seed, short.windows, [Step(*step) for step in short.steps]).faults
    assert not run(workshop, short.seed, short.windows, short.steps).faults
    assert "('restore'" in short.replay()
