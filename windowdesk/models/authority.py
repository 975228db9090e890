"""Whose hand may take a step: the right window, regular staff, a live delegation, and never the same hand twice."""

from __future__ import annotations

from windowdesk.models.case import Case, Status
from windowdesk.models.catalogue import Item
from windowdesk.models.parties import Staff
from windowdesk.models.refusal import Reason, refuse
from windowdesk.models.setting import Act, Setting

ROLES = ("clerk", "head")


def person(act: Act, *, guide: bool = False) -> Staff:
    """The person acting. Temporary staff may guide, never take a step of a case; supervisors watch."""
    if act.by is None:
        raise refuse(Reason.NOT_SIGNED_IN)
    if guide:
        return act.by
    if act.by.temporary:
        raise refuse(Reason.TEMPORARY_STAFF, name=act.by.name)
    if act.by.role not in ROLES:
        raise refuse(Reason.NO_DELEGATION, name=act.by.name, step=act.by.role)
    return act.by


def delegated(setting: Setting, act: Act, item: Item, step: str) -> str:
    """The instrument under which this person may take this step for this item today."""
    by = person(act)
    for delegation in setting.delegations:
        if delegation.department == item.department and delegation.covers(by.number, item.code, step, act.today):
            return delegation.instrument
    raise refuse(Reason.NO_DELEGATION, "行政许可法 第二十二条", name=by.name, step=step, item=item.name)


def other_hand(act: Act, first: str) -> None:
    """一审一核: the checker is not the reviewer."""
    if act.by and act.by.number == first:
        raise refuse(Reason.SAME_PERSON, name=act.by.name)


def held(setting: Setting, case: Case) -> None:
    """Only the desk that holds a case goes on with it."""
    if case.holder != setting.stream:
        raise refuse(Reason.CASE_ELSEWHERE, case=case.id, window=case.window)


def stands_at(case: Case, *allowed: Status) -> None:
    """The case stands where this step begins."""
    if not case.open:
        raise refuse(Reason.CASE_CLOSED, case=case.id)
    if case.status not in allowed:
        raise refuse(Reason.WRONG_STATE, case=case.id, status=case.status.value)
