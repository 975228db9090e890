"""Whose the case is: handed over by the window that has it, or given to another by the hall office; and the end of an
application that goes on in another case."""

from __future__ import annotations

from datetime import date

from windowdesk.models import authority
from windowdesk.models import commands as cmd
from windowdesk.models import events as ev
from windowdesk.models.acts import Events
from windowdesk.models.acts.accepting import UNDECIDED
from windowdesk.models.case import Case
from windowdesk.models.office import OFFICE
from windowdesk.models.papers import ways
from windowdesk.models.parties import Staff
from windowdesk.models.refusal import Reason, refuse
from windowdesk.models.rules import licensing
from windowdesk.models.setting import Act, Setting


def takers(setting: Setting, case: Case) -> tuple[str, ...]:
    """The windows, other than the one that has it, at which the case could go on."""
    return tuple(
        one.code for one in setting.windows.values() if one.accepts(case.item.department) and one.code != case.at_window
    )


def hand_over(case: Case, command: cmd.HandOverCase, act: Act, setting: Setting) -> Events:
    """移交 to another window that takes in matters of the same organ, with the reason."""
    authority.at_window(setting, act)
    return [ev.CaseHandedOver(*_told(case, command.to, command.reason, setting), act.today, (licensing.ONE_WINDOW,))]


def reassign(case: Case, to: str, reason: str, by: Staff | None, on: date, setting: Setting) -> ev.CaseReassigned:
    """指定窗口 by a supervisor at the hall office, for a window that cannot go on."""
    supervisor(setting, by)
    if not case.open:
        raise refuse(Reason.CASE_CLOSED, case=case.id)
    if case.stopped:
        raise refuse(Reason.CASE_STOPPED, licensing.ONE_WINDOW, case=case.id)
    return ev.CaseReassigned(*_told(case, to, reason, setting), on, (licensing.ONE_WINDOW,))


def supervisor(setting: Setting, by: Staff | None) -> str:
    """The number of the supervisor who acts, at the hall office's own desk."""
    if by is None:
        raise refuse(Reason.NOT_SIGNED_IN)
    if setting.window.code != OFFICE or by.role != "supervisor":
        raise refuse(Reason.OFFICE_ONLY, licensing.ONE_WINDOW, name=by.name, window=setting.window.code)
    return by.number


def _told(case: Case, to: str, reason: str, setting: Setting) -> tuple[str, str]:
    found = takers(setting, case)
    if to not in found:
        listed = "、".join(f"{code} {setting.windows[code].name}" for code in found)
        raise refuse(Reason.WINDOW_UNFIT, licensing.ONE_WINDOW, window=to, item=case.item.name, right=listed)
    if not reason.strip():
        raise refuse(Reason.REASON_MISSING, licensing.ONE_WINDOW)
    return to, reason


def return_duplicate(case: Case, _: cmd.ReturnDuplicate, act: Act, setting: Setting) -> Events:
    """退件: the same application goes on in another case, which the paper names."""
    authority.at_window(setting, act)
    authority.stands_at(case, *UNDECIDED)
    if not case.main:
        raise refuse(Reason.NOT_DUPLICATE, licensing.ONE_WINDOW, case=case.id)
    reason = f"你（单位）的同一申请已由本大厅另一窗口收件，经裁定由办件 {case.main} 继续办理，本件不再办理。"
    return [ways.returned(setting, act, case, reason), ev.CaseClosed("duplicate", act.today, (licensing.ONE_WINDOW,))]
