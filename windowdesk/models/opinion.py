"""An opinion asked of another department, or a copy sent to it: a small stream of its own, answered by its window."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from msgspec import structs

from windowdesk.models import events as ev
from windowdesk.models.calendar import Due

AGREE, DISAGREE, FORWARD, ACKNOWLEDGED = "agree", "disagree", "forward", "acknowledged"
ANSWERS = (AGREE, DISAGREE, FORWARD)
"""同意 · 不同意（附理由） · 同意但需转报: no other answer is one."""


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the register says of one question. `version` counts its events; `answer` is the last one given; `stopped`
    says why nothing more is said before the hall office has ruled (models/dispute.py), `upon` is as in Case."""

    id: str
    version: int
    asked: ev.OpinionAsked
    asked_on: date
    asked_by: str
    lead_window: str
    lead_stream: str
    answer: str = ""
    reasons: str = ""
    signer: str = ""
    answered_on: date | None = None
    document: str = ""
    recalled_on: date | None = None
    stopped: str = ""
    upon: tuple[str, int, str] | None = field(default=None, compare=False)

    @property
    def copy(self) -> bool:
        """Whether it is a copy to take note of, not a question."""
        return self.asked.kind == "copy"

    def silent_consent(self, today: date) -> bool:
        """Whether silence has become consent, by the local rule the question named; never without one."""
        due = self.asked.due
        return bool(self.asked.default_basis and not self.answer and today > due.on and not due.provisional)

    def settled(self, today: date) -> bool:
        """Whether it no longer waits: answered for good, silence has become consent, or the case ended before."""
        return self.final or self.recalled_on is not None or self.silent_consent(today)

    @property
    def final(self) -> bool:
        """Whether the department has said its last."""
        return self.answer in (AGREE, DISAGREE, ACKNOWLEDGED)

    def negative(self) -> bool:
        """Whether the department said no."""
        return self.answer == DISAGREE

    @property
    def waiting(self) -> Due | None:
        """The clock that runs, or None when it is answered or waits no longer."""
        return None if self.final or self.recalled_on else self.asked.due


def opened(entry: ev.Recorded, event: ev.OpinionAsked) -> Opinion:
    """The opinion that a question begins."""
    return Opinion(entry.case_id, entry.version, event, entry.at.date(), entry.by, entry.window, entry.stream)


def answered(opinion: Opinion, entry: ev.Recorded) -> Opinion:
    """The opinion after one more event."""
    event = entry.event
    if isinstance(event, ev.OpinionGiven):
        return replace(
            opinion,
            version=entry.version,
            answer=event.answer,
            reasons=event.reasons,
            signer=event.signer,
            answered_on=event.on,
            document=event.document,
        )
    return replace(opinion, version=entry.version)


BESIDE = (ev.OpinionRecalled, ev.OpinionDueMoved)
"""Events of a case that speak of a question: its stream is the asked department's to write."""


def retold(opinion: Opinion, event: ev.Event) -> Opinion:
    """The opinion after what the case it belongs to tells of it. What was answered for good stays as it was."""
    if opinion.final or not isinstance(event, BESIDE) or event.opinion_id != opinion.id:
        return opinion
    if isinstance(event, ev.OpinionRecalled):
        return replace(opinion, recalled_on=event.on)
    return replace(opinion, asked=structs.replace(opinion.asked, due=event.after))


def fold(entries: Iterable[ev.Recorded]) -> Opinion:
    """The opinion its events make. Raises ValueError when the first is not a question."""
    found = iter(entries)
    first = next(found, None)
    if first is None or not isinstance(first.event, ev.OpinionAsked):
        raise ValueError("an opinion begins with a question")
    opinion = opened(first, first.event)
    for entry in found:
        opinion = answered(opinion, entry)
    return opinion
