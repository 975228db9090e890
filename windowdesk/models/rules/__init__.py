"""One function a provision: its article in the decorator, the statute's words as docstring, its figure in data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from windowdesk.models.calendar import WorkCalendar

Rule = TypeVar("Rule", bound=Callable[..., Any])

RULES: dict[str, str] = {}
"""Every rule's name and the article it follows."""


def article(cite: str) -> Callable[[Rule], Rule]:
    """Bind a rule to its article: `@article("行政许可法 第四十二条第一款")`."""

    def bind(rule: Rule) -> Rule:
        RULES[rule.__name__] = cite
        return rule

    return bind


@dataclass(frozen=True, slots=True)
class Figure:
    """A number in a statute, from the day it holds."""

    name: str
    value: int
    unit: str
    statute: str
    article: str
    since: date
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Law:
    """The figures of the statutes and the calendar they are counted in."""

    figures: Mapping[str, tuple[Figure, ...]] = field(default_factory=dict)
    calendar: WorkCalendar = field(default_factory=WorkCalendar)
    _in_force: dict[tuple[str, date], int] = field(default_factory=dict, compare=False, repr=False)

    def figure(self, name: str, on: date) -> int:
        """The figure in force on that day. Raises LookupError when the statutes on file give none."""
        kept = self._in_force.get((name, on))
        if kept is None:
            found = [figure for figure in self.figures.get(name, ()) if figure.since <= on]
            if not found:
                raise LookupError(f"no figure {name!r} in force on {on}")
            kept = self._in_force[name, on] = max(found, key=lambda figure: figure.since).value
        return kept
