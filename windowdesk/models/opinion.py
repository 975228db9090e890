"""An opinion asked of another department, or a copy sent to it: a small stream of its own, answered by its window."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from windowdesk.models import events as ev
from windowdesk.models.calendar import Due

AGREE, DISAGREE, FORWARD, ACKNOWLEDGED = "agree", "disagree", "forward", "acknowledged"
ANSWERS = (AGREE, DISAGREE, FORWARD)
"""同意 · 不同意（附理由） · 同意但需转报: no other answer is one."""


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the register says of one question. `version` counts its events; `answer` is the last one given."""

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

    @property
    def copy(self) -> bool:
        """Whether it is a copy to take note of, not a question."""
        return self.asked.kind == "copy"

    def silent_consent(self, today: date) -> bool:
        """Whether silence has become consent, by the local rule the question named; never without one."""
        due = self.asked.due
        return bool(self.asked.default_basis and not self.answer and today > due.on and not due.provisional)

    def settled(self, today: date) -> bool:
        """Whether it no longer waits: answered for good, or silence has become consent."""
        return self.answer in (AGREE, DISAGREE, ACKNOWLEDGED) or self.silent_consent(today)

    def negative(self) -> bool:
        """Whether the department said no."""
        return self.answer == DISAGREE

    @property
    def waiting(self) -> Due | None:
        """The clock that runs, or None when it is answered."""
        return None if self.answer in (AGREE, DISAGREE, ACKNOWLEDGED) else self.asked.due


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
        )
    return replace(opinion, version=entry.version)


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
