"""The dates of a case that moved when the calendar came to be known better, each under its name on the case."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from windowdesk.models import events as ev

if TYPE_CHECKING:
    from windowdesk.models.case import Case

PARTY = "party:"
"""Before a party's name in the name of the day until which they may speak."""


def recomputed(case: Case, event: ev.DatesRecomputed) -> dict[str, Any]:
    """The dates that moved, each under its name on the case; those of a procedure or a unit within theirs."""
    changes: dict[str, Any] = {}
    for name, before, due in event.moved:
        if name == "tolerance_until" and case.tolerance:
            changes["tolerance"] = replace(case.tolerance, until=due.on, provisional=due.provisional)
        elif name == "request_by" and case.hearing_told:
            changes["hearing_told"] = replace(case.hearing_told, request_by=due)
        elif name == "hold_by" and case.hearing_asked:
            changes["hearing_asked"] = replace(case.hearing_asked, hold_by=due)
        elif name == "check_due" and case.decision:
            changes["decision"] = replace(case.decision, check_due=due)
        elif name == "unit_due" and case.unit:
            changes["unit"] = replace(case.unit, due=due)
        elif name == "planned_until" and case.procedure:
            changes["procedure"] = replace(case.procedure, planned_until=due)
        elif name == "holder_reply_by" and case.holder_told:
            changes["holder_told"] = replace(case.holder_told, reply_by=due)
        elif name.startswith(PARTY):
            told = changes.get("parties", case.parties)
            moved = (one.name == name.removeprefix(PARTY) and one.reply_by == before for one in told)
            changes["parties"] = tuple(
                replace(one, reply_by=due) if hit else one for one, hit in zip(told, moved, strict=True)
            )
        elif name in ("notice_due", "statutory_due", "promised_due", "serve_due"):
            changes[name] = due
    return changes
