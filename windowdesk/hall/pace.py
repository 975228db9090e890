"""When a desk asks its hall again: often while it answers, ever more seldom while it does not. Seconds throughout."""

from __future__ import annotations

import random
from collections.abc import Callable

EVERY = 10.0
"""Between two rounds with a hall that answers; what other windows do is heard of sooner, by its bell."""

GAP = 0.02
"""The least between two rounds: however often the bell rings, a desk asks at most fifty times a second."""

FIRST = 2.0
"""After the first failure; doubled by each that follows."""

MOST = 300.0
"""However long the hall is away."""


class Pace:
    """Says how long to wait. It reads no clock: `now` is any clock that only goes forward.

    All desks of a hall lose it at the same moment. So each wait is made shorter by chance, up to the half of it, and a
    clerk's act does not call a hall that did not answer a moment ago.
    """

    def __init__(self, every: float = EVERY, chance: Callable[[], float] = random.random) -> None:
        """`chance` gives numbers from 0 up to 1."""
        self._every = every
        self._chance = chance
        self._failures = 0
        self._due = 0.0
        self._soonest = 0.0

    def ended(self, now: float, *, reached: bool) -> None:
        """A round is over."""
        if reached:
            self._failures = 0
            self._due, self._soonest = now + self._every * (0.8 + 0.4 * self._chance()), now + GAP
            return
        self._failures += 1
        self._due = now + self._shortened(min(MOST, FIRST * 2.0 ** min(self._failures - 1, 30)))
        self._soonest = min(self._due, now + self._shortened(FIRST))

    def lost(self, now: float) -> None:
        """The line was cut while nothing was asked: the hall may be starting again, and every desk has seen it."""
        self._due = min(self._due, now + FIRST * self._chance())
        self._soonest = max(self._soonest, min(self._due, now + FIRST * self._chance()))

    def left(self, now: float, *, asked: bool = False) -> float:
        """How long until the next round; `asked`: the clerk has acted, or the hall's bell has rung."""
        return max(0.0, (self._soonest if asked else self._due) - now)

    def _shortened(self, wait: float) -> float:
        return wait * (1.0 - 0.5 * self._chance())
