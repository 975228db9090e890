"""What is known of one disk of one desk, and of what it promised."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from benchmarks.sim.desks import SimDesk
from windowdesk.hall.problems import ProblemKind, SyncProblem
from windowdesk.models import events as ev
from windowdesk.models.office import OFFICE

Intent = Callable[[SimDesk, datetime], "Sequence[Written]"]
"""What a person asks of a desk at a time. Returns the lines written; raises Refused."""


class Broken(Exception):
    """Something happened that must never happen."""


class Written(NamedTuple):
    """A line that was acknowledged to a clerk, or that a hall once held."""

    stream: str
    seq: int
    hash: bytes
    case_id: str
    kind: str

    @classmethod
    def of(cls, entry: ev.Recorded) -> Written:
        """What a desk says it has written."""
        return cls(entry.stream, entry.seq, entry.hash, entry.case_id, type(entry.event).__name__)


@dataclass
class Life:
    """One disk of one desk: a copy of it is another life of the same register."""

    number: int
    home: Path
    window: str
    root: int
    offset: timedelta = timedelta()
    alive: bool = True
    wrote: tuple[str, ...] = ()
    recovered: str = ""
    """The register it was recovered from."""
    desk: SimDesk | None = None
    promised: list[Written] = field(default_factory=list)
    problems: tuple[SyncProblem, ...] = ()
    intent: Intent | None = None

    @property
    def office(self) -> bool:
        """Whether it is the hall office's."""
        return self.window == OFFICE

    @property
    def stopped(self) -> bool:
        """Whether the last sync said that another machine writes this register."""
        return any(problem.kind is ProblemKind.FORK for problem in self.problems)
