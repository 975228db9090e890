"""When two registers say different things of one case: what stands, what waits for a ruling, and what was ruled.

Nothing is deleted. Of two lines that claim one version of a case, the hall office's verdict names the one that stands,
the first in hall order; the other falls, and with it what its author wrote on top of it. Until the verdict is there
the case stands where both agree, and is stopped.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from windowdesk.models import events as ev
from windowdesk.models.office import OFFICE, of_office, turn, window_of

Place = tuple[str, int]
"""A line: its register and its number there."""

CLASH, CONFLICT = "clash", "conflict"
"""Why a case is `stopped`: two registers claim one step, or two opposite decisions wait for a ruling.

Its `twins` are the cases of the same application, its `main` the one of them that goes on in its place.
"""

Verdict = ev.VersionClash | ev.NumberClash | ev.DecidedTwice | ev.ClashRuled | ev.DuplicateFound | ev.DuplicateRuled


Fact = tuple[str, int, str]
"""Where a step was first written: register, number, the first 16 bytes of the hash there (hexadecimal)."""


class Claim(NamedTuple):
    """A line that claims a version of a case; `to` is the window that it hands the case to, "" for none; `upon` is the
    step it was written upon, where its author knew that others had claimed steps of the case."""

    version: int
    stream: str
    seq: int
    to: str = ""
    fact: Fact | None = None
    upon: Fact | None = None

    @property
    def place(self) -> Place:
        """Its line."""
        return self.stream, self.seq


@dataclass(frozen=True, slots=True)
class Standing:
    """Which lines stand, and the claims to the first version that no verdict settles; none when all is settled."""

    stands: frozenset[Place]
    contested: tuple[Claim, ...] = ()


def standing(claims: Iterable[Claim], ruled: Mapping[int, Place], *, held: bool = True) -> Standing:
    """The lines of a case that stand, version by version, by the verdicts there are.

    `held` is False for a question, which any window of the department asked may answer.
    """
    by_version: dict[int, list[Claim]] = {}
    for claim in claims:
        by_version.setdefault(claim.version, []).append(claim)
    branch = _Branch(held)
    for version in sorted(by_version):
        if version > 1 and version - 1 not in branch.chosen:
            break  # what was written on top of nothing that stands
        claims_here = sorted(by_version[version])
        found = [one for one in claims_here if branch.follows(one)]
        # Nobody else claims the step: a window that gave the case away may still have told of its new number.
        found = found or [one for one in claims_here if branch.follows(one, anybody=True)]
        named = [claim for claim in found if claim.place == ruled.get(version)]
        if version in ruled and not named:
            break  # the line that stands has not come in yet
        if len(found) > 1 and not named:
            kept = {one.place for one in branch.chosen.values()} or {min(found).place}
            return Standing(frozenset(kept), tuple(found))
        branch.grow(version, (named or found)[:1], by_version[version])
    return Standing(frozenset(one.place for one in branch.chosen.values()))


class _Branch:
    """The lines that stand so far, who has the case by them, and which registers' lines fell, and where first."""

    def __init__(self, held: bool) -> None:
        self.chosen: dict[int, Claim] = {}
        self._held = held
        self._holder = ""
        self._since = 0
        self._fell: dict[str, int] = {}

    def follows(self, claim: Claim, *, anybody: bool = False) -> bool:
        """Whether a line was written on top of what stands.

        Where it does not say, it was not when its author's own line before it fell, unless the case came to that window
        since. It does not follow either when another window has the case by then, unless `anybody` may write; the hall
        office may always give a case away.
        """
        window = window_of(claim.stream)
        if self._held and not anybody and self._holder not in ("", window) and window != OFFICE:
            return False
        below = self.chosen.get(claim.version - 1)
        if claim.upon:
            return below is not None and below.fact == claim.upon
        fell = self._fell.get(claim.stream, 0)
        stands = below is not None and below.stream == claim.stream
        return not fell or stands or (self._since > fell and self._holder == window)

    def grow(self, version: int, winner: list[Claim], others: list[Claim]) -> None:
        """Let the winner stand, and every other line of its version fall."""
        for one in winner:
            self.chosen[version] = one
            if one.to or not self._holder:
                self._holder, self._since = one.to or window_of(one.stream), version
        for one in others:
            if one not in winner:
                self._fell.setdefault(one.stream, version)


@dataclass(frozen=True, slots=True)
class Ruled:
    """What the hall office has said of a case. `places` names the line that stands, by version; `open_conflict` is
    the version at which two opposite decisions part and no supervisor has ruled, 0 for none."""

    places: Mapping[int, Place] = field(default_factory=dict)
    open_conflict: int = 0
    twins: tuple[str, ...] = ()
    main: str = ""


def ruled(case_id: str, said: Iterable[ev.Recorded]) -> Ruled:
    """The verdicts of a case in the order the office gave them; nobody else's count."""
    division = case_id[:6]
    ours = (one for one in said if of_office(one.stream, division))
    places: dict[int, Place] = {}
    conflict: dict[int, bool] = {}
    twins: dict[str, None] = {}
    main = ""
    for entry in sorted(ours, key=lambda one: turn(one.stream, one.seq, one.origin)):
        match event := entry.event:
            case ev.VersionClash():
                places.setdefault(event.version, (event.stream, event.seq))
            case ev.NumberClash():
                places.setdefault(1, (event.stream, event.seq))
            case ev.DecidedTwice() if event.effect == CONFLICT:
                conflict.setdefault(event.version, True)
            case ev.ClashRuled():
                places[event.version] = (event.stream, event.seq)
                conflict[event.version] = False
            case ev.DuplicateFound():
                twins[event.other] = None
            case ev.DuplicateRuled():
                main = "" if event.main == case_id else event.main
            case _:
                pass
    waiting = min((version for version, waits in conflict.items() if waits), default=0)
    return Ruled(places, waiting, tuple(twins), main)
