"""What an act brought about."""

from __future__ import annotations

from msgspec import Struct

from windowdesk.models import events as ev


class Done(Struct, frozen=True):
    """What an act brought about: its events, and those that time had brought about before it."""

    events: tuple[ev.Recorded, ...]
    lapsed: tuple[ev.Recorded, ...] = ()

    @property
    def case_ids(self) -> tuple[str, ...]:
        """The cases touched, in order; what was asked of others beside a case is not one."""
        beside = {entry.case_id for entry in self.events if isinstance(entry.event, ev.OpinionAsked | ev.OpinionGiven)}
        return tuple(
            dict.fromkeys(entry.case_id for entry in self.events if entry.case_id and entry.case_id not in beside)
        )

    @property
    def papers(self) -> tuple[str, ...]:
        """The numbers of the papers drawn or printed again."""
        drawn = [entry.event.notice.number for entry in self.events if isinstance(entry.event, ev.PaperDrawn)]
        again = [entry.event.paper_no for entry in self.events if isinstance(entry.event, ev.PaperReprinted)]
        return (*drawn, *again)
