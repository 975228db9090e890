"""Whose hand may take a step: the right window, regular staff, a live delegation, and never the same hand twice."""

from __future__ import annotations

from datetime import date

from windowdesk.models.case import Case, Status
from windowdesk.models.catalogue import Item
from windowdesk.models.parties import Staff
from windowdesk.models.refusal import Reason, refuse
from windowdesk.models.rules.procedures import ENTRUST
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


def at_window(setting: Setting, act: Act) -> Staff:
    """The person acting belongs to this window, or was named beforehand to stand in (顶岗)."""
    by = person(act)
    if by.window == setting.window.code or any(
        one.staff == by.number and one.window == setting.window.code and one.valid_from <= act.today <= one.valid_to
        for one in setting.standins
    ):
        return by
    raise refuse(Reason.NOT_THIS_WINDOW, name=by.name, window=setting.window.code)


def approving(setting: Setting, act: Act, item: Item) -> Staff:
    """The same, or a head whose approval the step rests on: of the item's organ, or of the government."""
    by = person(act)
    if by.name in {setting.department(item).head, setting.hall.government_head} - {""}:
        return by
    return at_window(setting, act)


def proxied(setting: Setting, item: Item, step: str, on: date) -> str:
    """The live instrument under which this window takes a step for another department, or "" for its own matters."""
    if item.department not in setting.window.proxied:
        return ""
    for proxy in setting.proxies:
        if proxy.covers(setting.window.code, item.department, item.code, step, on):
            return proxy.instrument
    raise refuse(Reason.PROXY_EXPIRED, ENTRUST, item=item.name, department=item.department, step=step)


def delegated(setting: Setting, act: Act, item: Item, step: str) -> str:
    """The instrument under which this person may take this step for this item today."""
    return delegated_for(setting, act, item.department, item.code, step, item.name)


def delegated_for(setting: Setting, act: Act, department: str, code: str, step: str, name: str = "") -> str:
    """The instrument under which this person may take a step for a department's item today."""
    by = person(act)
    for delegation in setting.delegations:
        if delegation.department == department and delegation.covers(by.number, code, step, act.today):
            return delegation.instrument
    raise refuse(Reason.NO_DELEGATION, "行政许可法 第二十二条", name=by.name, step=step, item=name or code)


def other_hand(act: Act, first: str) -> None:
    """一审一核: the checker is not the reviewer."""
    if act.by and act.by.number == first:
        raise refuse(Reason.SAME_PERSON, name=act.by.name)


def held(setting: Setting, case: Case) -> None:
    """Only the desk that holds a case goes on with it."""
    if not case.held_by(setting.stream):
        raise refuse(Reason.CASE_ELSEWHERE, case=case.id, window=case.at_window)


def stands_at(case: Case, *allowed: Status) -> None:
    """The case stands where this step begins."""
    if not case.open:
        raise refuse(Reason.CASE_CLOSED, case=case.id)
    if case.status not in allowed:
        raise refuse(Reason.WRONG_STATE, case=case.id, status=case.status.value)
