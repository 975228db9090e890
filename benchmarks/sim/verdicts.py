"""What must be true at rest where the hall office is: what it said of every matter is what every desk reads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import msgspec

from benchmarks.sim import bureau
from benchmarks.sim.desks import SimDesk
from windowdesk.models import events as ev
from windowdesk.models import opinion as opinions
from windowdesk.models.case import Case, fold
from windowdesk.models.dispute import CLASH, CONFLICT, Ruled, ruled, standing
from windowdesk.models.office import of_office, turn
from windowdesk.models.opinion import Opinion
from windowdesk.store.beside import KINDS, claim
from windowdesk.store.codec import known, origin_of, recorded

if TYPE_CHECKING:
    from benchmarks.sim.truth import Line, Truth

DIVISION = "510824"


@dataclass(frozen=True)
class Matter:
    """A case or a question as the hall's lines and the verdicts among them make it: what stands of it, in order."""

    entries: tuple[ev.Recorded, ...]
    said: Ruled
    verdicts: tuple[ev.Recorded, ...]
    contested: bool

    @property
    def stopped(self) -> str:
        """Why it is stopped, or ""."""
        return CLASH if self.contested else CONFLICT if self.said.open_conflict else ""


def matter(truth: Truth, matter_id: str) -> Matter:
    """What the hall holds of a case or of a question."""
    lines = [line for line in truth.cases.get(matter_id, ()) if known(line.entry.kind)]
    verdicts = tuple(recorded(line.entry, line.written.hash) for line in lines if line.entry.kind in KINDS)
    steps = {
        line.place: recorded(line.entry, line.written.hash) for line in _once(lines) if line.entry.kind not in KINDS
    }
    said = ruled(matter_id, verdicts)
    claims = [claim(line.entry, line.written.hash) for line in _once(lines) if line.entry.kind not in KINDS]
    found = standing(claims, said.places, held="-" not in matter_id)
    stands = sorted((steps[place] for place in found.stands), key=lambda one: one.version)
    whole = tuple(one for n, one in enumerate(stands, 1) if one.version == n)
    return Matter(whole, said, verdicts, bool(found.contested))


def _once(lines: list[Line]) -> list[Line]:
    """Each fact where the hall has it first."""
    return list({line.fact: line for line in reversed(lines)}.values())


def case(truth: Truth, case_id: str) -> Case | None:
    """A case as it must read, with what stands beside it and its questions."""
    own = matter(truth, case_id)
    if not own.entries or not isinstance(own.entries[0].event, ev.CaseReceived):
        return None
    beside = {matter(truth, one).stopped for one in truth.questions.get(case_id, ())} | {own.stopped}
    stop = CLASH if CLASH in beside else CONFLICT if CONFLICT in beside else ""
    found: Case = fold(list(own.entries))
    return replace(found, stopped=stop, twins=own.said.twins, main=own.said.main)


def opinion(truth: Truth, opinion_id: str) -> Opinion | None:
    """A question as it must read, with what its case told of it since."""
    own = matter(truth, opinion_id)
    if not own.entries:
        return None
    found: Opinion = opinions.fold(list(own.entries))
    for entry in matter(truth, opinion_id.partition("-")[0]).entries:
        if isinstance(entry.event, ev.OpinionRecalled | ev.OpinionDueMoved):
            found = opinions.retold(found, entry.event)
    return replace(found, stopped=own.stopped)


def at_rest(truth: Truth) -> Iterator[str]:
    """Nothing waits for a verdict, and nothing was decided twice unsaid."""
    for matter_id, lines in truth.cases.items():
        if not matter_id or matter_id.startswith("poison"):
            continue
        found = matter(truth, matter_id)
        if found.stopped:
            yield f"{matter_id} rests: {found.stopped}"
        decided = [one for one in _once(lines) if one.entry.kind in ("DecisionMade", "OpinionGiven")]
        stand = {(one.stream, one.seq) for one in found.entries}
        told = any(isinstance(one.event, ev.DecidedTwice | ev.ClashRuled) for one in found.verdicts)
        if len(decided) > 1 and not told and not {one.place for one in decided} <= stand:
            yield f"{matter_id} was decided by {[one.place for one in decided]}, and the office said nothing"


def published(truth: Truth, desk: SimDesk) -> Iterator[str]:
    """What the office published last is what a desk has, or what it read before the hall lost it for good."""
    told = [
        (turn(line.written.stream, line.written.seq, origin_of(line.entry.body)), part.body)
        for line in truth.lines
        if line.entry.kind == "HallPublished" and of_office(line.written.stream, DIVISION)
        for event in [recorded(line.entry).event]
        if isinstance(event, ev.HallPublished)
        for part in event.parts
        if (part.kind, part.code) == bureau.TOLD
    ]
    if not told:
        return
    db = desk.store.read()
    if db.execute("SELECT stream, seq FROM published WHERE kind=? AND code=?", bureau.TOLD).fetchone() in truth.lost:
        return
    ((body,),) = db.execute("SELECT body FROM reference WHERE kind=? AND code=?", bureau.TOLD)
    last = max(told, key=lambda one: one[0])[1]
    if msgspec.json.decode(body) != last:
        yield f"it has {body} for window {bureau.TOLD[1]}, published is {last}"
