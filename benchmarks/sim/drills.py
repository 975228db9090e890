"""Short schedules that try one accident at every place it can happen: a drill is a name and such schedules."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from benchmarks.sim.line import FAULTS
from benchmarks.sim.world import Step

WINDOWS = ("007", "015", "008")
"""Two windows of one department, and one that is asked."""

MOST_BOUNDARIES = 52
"""A round passes fewer; a schedule in which nobody dies costs little."""

ASKED = (2611, 32324, 3670)
"""Picks by which desk 0 receives a case, accepts it and asks two departments of it."""

OFFICE_TOO = (*WINDOWS, "000")
"""The same with the hall office, which steps name by a number below 0."""

Story = tuple[Step, ...]

MORNING: Story = (
    *(Step("act", 0, pick) for pick in range(4)),
    *(Step("act", 1, pick) for pick in range(3)),
    Step("sync", 1),
    *(Step("act", 0, pick) for pick in range(10, 13)),
)
"""Desk 0 has lines to send and lines to read."""

EVENING: Story = (
    Step("again", 0),
    Step("act", 0, 8),
    Step("sync", 0),
    Step("act", 1, 9),
    Step("sync", 1),
    Step("sync", 0),
)


def killed_in_an_act() -> Iterator[Story]:
    """The process dies at each boundary of an act."""
    for cut in range(1, 8):
        yield *MORNING, Step("act", 0, 7, "", cut), *EVENING


def killed_in_a_round() -> Iterator[Story]:
    """The process dies at each boundary of a round."""
    for cut in range(1, MOST_BOUNDARIES):
        yield *MORNING, Step("sync", 0, 0, "", cut), *EVENING


def troubled() -> Iterator[Story]:
    """Each fault strikes each message of a round."""
    for fault in FAULTS:
        for at in range(1, 7):
            yield *MORNING, Step("sync", 0, at, fault), Step("deliver"), *EVENING


def restored() -> Iterator[Story]:
    """The hall forgets; a desk that it knew is no more; then the first desk dies at each boundary of its next round."""
    day = (
        *MORNING,
        *(Step("sync", who) for who in (0, 1, 2)),
        Step("backup"),
        *(Step("act", who, pick) for pick in (21, 22, 23) for who in (0, 1)),
        *(Step("sync", who) for who in (0, 1, 0, 2)),
        Step("die", 1),
    )
    for cut in range(0, MOST_BOUNDARIES, 3):
        yield *day, Step("restore"), Step("act", 0, 24), Step("sync", 0, 0, "", cut), *EVENING


def delivered_late() -> Iterator[Story]:
    """A push arrives after the hall was restored to before what preceded it."""
    for restores in (1, 2):
        yield (
            Step("backup"),
            *MORNING,
            Step("sync", 0),
            *(Step("act", 0, pick) for pick in (31, 32, 33)),
            Step("sync", 0, 1, "late"),
            *(Step(what) for what in ("restore", "deliver") * restores),
            *EVENING,
        )


def cloned() -> Iterator[Story]:
    """Two machines write one register; the hall takes one branch, forgets it, and is told the other."""
    for first, second in ((0, -1), (-1, 0)):
        for forgets in (False, True):
            yield (
                *MORNING,
                *(Step("sync", who) for who in (0, 1, 2)),
                Step("backup"),
                Step("clone", 0),
                *(Step("act", who, pick) for pick in (41, 42, 43, 44) for who in (0, 3)),
                *(Step("sync", who) for who in (first % 4, 1, 2)),
                *((Step("restore"),) if forgets else ()),
                *(Step("sync", who) for who in (second % 4, 1, 2, first % 4)),
                *EVENING,
            )


def copied_twice() -> Iterator[Story]:
    """Three machines of one desk. The second gives the register up and another reads its new one: the third, which has
    written nothing yet, or the first, and then the hall forgets both and hears of the third before them."""
    before = (
        *MORNING,
        *(Step("sync", who) for who in (0, 1, 2)),
        Step("backup"),
        *(Step("clone", 0) for _ in range(2)),
        *(Step("act", who, pick) for pick in (20, 22, 23) for who in (0, 3)),
    )
    yield *before, *(Step("sync", who) for who in (0, 3, 4)), *(Step("act", 4, pick) for pick in (25, 26)), *EVENING
    for order in ((4, 0, 3), (4, 3, 0)):
        yield (
            *before,
            *(Step("act", 4, pick) for pick in (24, 25)),
            *(Step("sync", who) for who in (0, 3, 0)),
            Step("restore"),
            *(Step("sync", who) for who in order),
            *EVENING,
        )


def copied_and_forgotten() -> Iterator[Story]:
    """The hall heard one of two machines of a desk, others read it, and then it is put back from a backup and hears the
    other machine first: what the readers hold gives way."""
    yield (
        *(Step("backup"), Step("clone", 0), Step("act", 0, 1), Step("act", 3, 2), Step("sync", 0), Step("sync", 1)),
        *(Step("restore"), Step("sync", 3), Step("sync", 0), Step("sync", 1)),
    )


def three_of_one() -> Iterator[Story]:
    """Three machines of one desk and a hall that forgets: the third takes the name the second had gone on under, while
    the first gives out the number of a case the second carried over; or what the second had in common with the first,
    and kept when it gave the rest up, the third wrote otherwise, and the hall hears of that first."""
    yield (
        *(Step("clone", 0), Step("act", 0, 33), Step("clone", 0), Step("act", 4, 1), Step("act", 0, 53)),
        *(Step("sync", 0), Step("backup"), Step("act", 3, 29), Step("sync", 4), Step("act", 0, 49)),
        *(Step("restore"), Step("sync", 0), Step("sync", 3), Step("sync", 4), *EVENING),
    )
    yield (
        *(Step("backup"), Step("clone", 0), Step("act", 3, 2), Step("clone", 0), Step("act", 0, 1), Step("clone", 3)),
        *(Step("act", 3, 20), Step("sync", 3), Step("sync", 5), Step("die", 3)),
        *(Step("restore"), Step("sync", 0), Step("sync", 4), Step("act", 4, 23), *EVENING),
    )


def answered_twice() -> Iterator[Story]:
    """Two machines of one desk, each by then with a register of its own, answer one question before they read of each
    other: the answers stand beside the question, and its case rests at every desk until the office rules."""
    asked = (*(Step("act", 0, pick) for pick in ASKED), Step("sync", 0), Step("clone", 2), Step("act", 2, 8114))
    both = (*(Step("sync", who) for who in (2, 3)), Step("act", 2, 26817), Step("act", 3, 26817))
    for first in (2, 3):
        yield *asked, *both, Step("sync", first), Step("sync", 5 - first), *EVENING


def joined() -> Iterator[Story]:
    """A department is asked late, one desk is new, and events nobody can read are among the rest."""
    for poison in range(8):
        yield (
            Step("poison", 0, poison),
            *MORNING,
            Step("sync", 0),
            *(Step("act", 0, pick) for pick in range(50, 70)),
            Step("sync", 0),
            Step("join"),
            Step("sync", 2),
            *(Step("act", 2, pick) for pick in range(70, 76)),
            *EVENING,
        )


def handed_over() -> Iterator[Story]:
    """A case goes to the other window and back; the window that gives it away dies at each boundary of the act."""
    for cut in range(8):
        yield (
            *MORNING,
            Step("pass", 0, 3, "", cut),
            Step("again", 0),
            *(Step("sync", who) for who in (0, 1)),
            *(Step("pass", 1, pick) for pick in (5, 6, 7)),
            *EVENING,
        )


def recovered() -> Iterator[Story]:
    """A disk dies and is recovered from the hall, which fails at each message; the new one dies at each boundary."""
    day = (*MORNING, Step("sync", 0), *(Step("act", 0, pick) for pick in (21, 22)))
    for at in range(1, 12):
        yield *day, Step("recover", 0, at, "down"), *EVENING
    for cut in range(1, MOST_BOUNDARIES):
        yield *day, Step("recover", 0, 0, "", cut), *EVENING


def reassigned() -> Iterator[Story]:
    """The office gives cases away on which their window goes on meanwhile; its verdict comes, and is ruled upon; it
    dies at each boundary of the round that judges, or its own disk is recovered then."""
    apart = (
        *MORNING,
        *(Step("sync", who) for who in (0, -1)),
        *(Step("act", -1, pick) for pick in range(12)),
        *(Step("act", 0, pick) for pick in range(10, 22)),
    )
    later = (*(Step("act", -1, pick) for pick in range(20, 26)), Step("sync", -1), *EVENING, Step("recover", -1))
    for cut in range(0, MOST_BOUNDARIES, 6):
        yield *apart, Step("sync", 0), Step("sync", -1, 0, "", cut), *later
        yield *apart, Step("sync", -1, 0, "", cut), Step("sync", 0), Step("sync", -1), *later


Drill = Callable[[], Iterator[Story]]

DRILLS: tuple[Drill, ...] = (
    *(killed_in_an_act, killed_in_a_round, troubled, restored, delivered_late),
    *(cloned, copied_twice, copied_and_forgotten, three_of_one, answered_twice, joined),
    *(handed_over, recovered, reassigned),
)
