"""Every provision that acts are judged by is seen at work in the situations: followed, and refused by its article."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Any

import desks
import pytest
from test_cases import needs_neighbour, prepared_play, read_cases

from windowdesk.desk import Desk
from windowdesk.models.refusal import Refused
from windowdesk.models.rules import RULES, licensing, permits, procedures, service

HOMES = (licensing, permits, procedures, service)
JUDGING = {name: module for module in HOMES for name in RULES if name in vars(module)}
"""The rules of acts by name, with the module each stands in."""

REFUSES_BY = {"payable": permits.NO_FEE, "may_promise": service.PROMISE}
"""Rules whose refusals name another provision than the rule follows."""

NEVER_REFUSE = {
    *("promised_due", "service_due", "check_due", "follow_until", "too_late_to_follow", "silence_renews"),
    *("spans", "skipped_to", "assign_by"),
}
"""Rules that only say a day or what time brought about: nothing is refused by them."""

ALSO = {"green": "绿色通道", "silence_renews": " 102 ", "fraud_bar": "第六十九条第二款"}
"""Words of the situations that show a rule under another article than its own."""


def _side(answer: object) -> str:
    """Which way a rule answered, for those that can answer two ways."""
    return "yes" if answer or isinstance(answer, str) else "no"


def _sides(rule: Callable[..., Any]) -> set[str]:
    told = rule.__annotations__["return"]
    return {"yes", "no"} if told == "bool" or "None" in told or told == "tuple[str, ...]" else {"yes"}


class Seen:
    """What has been seen so far: how each rule answered, in situations done and in situations refused by it."""

    def __init__(self) -> None:
        self.answers: dict[str, set[str]] = defaultdict(set)
        self.done: set[str] = set()
        self.refused: set[str] = set()
        self._now: set[str] = set()

    @contextmanager
    def watching(self, patch: pytest.MonkeyPatch) -> Iterator[None]:
        """Count every call of every rule, those that rules make of each other too."""
        with patch.context() as watched:
            for name, module in JUDGING.items():
                watched.setattr(module, name, self._counted(name, vars(module)[name]))
            yield

    def _counted(self, name: str, rule: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(rule)
        def call(*args: Any, **kwargs: Any) -> Any:
            answer = rule(*args, **kwargs)
            self._now.add(name)
            self.answers[name].add(_side(answer))
            return answer

        return call

    def played(self, case: dict[str, Any], article: str) -> None:
        """Book what the situation called; a refusal counts for the rules of its article alone."""
        called, self._now = self._now, set()
        if "refused" in case:
            self.refused |= {name for name in called if _article(name) == article}
        else:
            self.done |= called

    def wants(self, name: str) -> bool:
        """Whether a rule was not yet seen every way."""
        lacking = name not in self.done or not _sides(vars(JUDGING[name])[name]) <= self.answers[name]
        return lacking or (name not in NEVER_REFUSE and name not in self.refused)


def _article(name: str) -> str:
    return REFUSES_BY.get(name, RULES[name])


def test_every_rule_is_followed_and_refused_in_some_situation(
    prepared: Path, prepared_neighbour: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Played are the situations that name the article of a rule which was not yet seen every way."""
    seen = Seen()
    for n, (_, case) in enumerate(read_cases()):
        wanting = {name for name in JUDGING if seen.wants(name)}
        if "since" not in case and any(_speaks_of(case, name) for name in wanting):
            _play(case, seen, tmp_path / str(n), (prepared, prepared_neighbour), monkeypatch)
    assert {name for name in JUDGING if seen.wants(name)} == set()


def _speaks_of(case: dict[str, Any], name: str) -> bool:
    text = case.get("given", "") + case["when"]
    return case.get("article") in (RULES[name], _article(name)) or (name in ALSO and ALSO[name] in text)


def _play(
    case: dict[str, Any], seen: Seen, folder: Path, homes: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    prepared, neighbour = homes
    desk = Desk.open(desks.copied(prepared, folder))
    there = Desk.open(desks.copied(neighbour, folder / "there")) if needs_neighbour(case) else None
    article = ""
    with seen.watching(monkeypatch):
        try:
            prepared_play(case, desk, there).play(case["when"])
        except Refused as refused:
            article = refused.article
    for one in (desk, there):
        if one is not None:
            one.close()
    seen.played(case, article)


def test_what_never_refuses_is_known_by_name() -> None:
    assert {*REFUSES_BY, *NEVER_REFUSE} <= set(JUDGING)
