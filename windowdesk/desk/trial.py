"""Why a step of a case cannot be taken now, whoever asks: the law's own answer to a command with nothing amiss."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from windowdesk.models import available
from windowdesk.models import commands as cmd
from windowdesk.models.acts.handing import takers
from windowdesk.models.case import Case
from windowdesk.models.decide import decide
from windowdesk.models.opinion import Opinion
from windowdesk.models.parties import Delegation, Staff
from windowdesk.models.refusal import Reason, Refused, refuse
from windowdesk.models.rules import procedures
from windowdesk.models.setting import Act, Setting
from windowdesk.store import lists

if TYPE_CHECKING:
    from windowdesk.desk.door import Desk

_STEPS = ("review", "check", "decide", "stamp", "opinion")
_SAID = "—"
_PERSONS = ("甲", "乙")
_MAIL = "EE123456785CN"

_Ask = Callable[[Case, Setting, date], cmd.CaseCommand]

_FULL: dict[type, _Ask] = {
    cmd.SupplementMaterials: lambda case, _, __: cmd.SupplementMaterials(
        case.id, tuple(replace(line, state="ok") for line in case.lacking or case.materials)
    ),
    cmd.RefuseAcceptance: lambda case, _, __: cmd.RefuseAcceptance(case.id, "not_our_power", _SAID, _SAID),
    cmd.WithdrawApplication: lambda case, _, __: cmd.WithdrawApplication(case.id, _SAID),
    cmd.DecideCase: lambda case, _, __: cmd.DecideCase(case.id, grant=False, reasons=_SAID, basis=_SAID),
    cmd.ExtendDecision: lambda case, setting, today: cmd.ExtendDecision(
        case.id, _SAID, _approver(case, setting, today), _SAID
    ),
    cmd.StartProcedure: lambda case, setting, _: cmd.StartProcedure(
        case.id, procedures.PROCEDURES[-1], _SAID, 1, setting.department(case.item).head
    ),
    cmd.EndProcedure: lambda case, _, __: cmd.EndProcedure(case.id, _SAID),
    cmd.SendToUnit: lambda case, _, __: cmd.SendToUnit(case.id, _SAID, 1),
    cmd.ReturnFromUnit: lambda case, _, __: cmd.ReturnFromUnit(case.id, _SAID),
    cmd.RecordSuperior: lambda case, _, today: cmd.RecordSuperior(case.id, True, _SAID, today),
    cmd.AskOpinions: lambda case, _, __: cmd.AskOpinions(case.id, days=1),
    cmd.RecordReply: lambda case, setting, today: cmd.RecordReply(
        case.id, _away(case, setting), "agree", _SAID, _SAID, today
    ),
    cmd.TellParty: lambda case, _, __: cmd.TellParty(case.id, _SAID, _SAID),
    cmd.HearStatement: lambda case, _, __: cmd.HearStatement(case.id, _SAID, _SAID),
    cmd.DeclareHearing: lambda case, _, __: cmd.DeclareHearing(case.id, _SAID),
    cmd.RequestHearing: lambda case, _, __: cmd.RequestHearing(case.id, _asker(case)),
    cmd.AnnounceHearing: lambda case, setting, today: cmd.AnnounceHearing(
        case.id, procedures.hearing_earliest(today, setting.law).on, _SAID, _SAID, _SAID
    ),
    cmd.HoldHearing: lambda case, _, __: cmd.HoldHearing(case.id, _SAID, _SAID),
    cmd.RecordSiteVisit: lambda case, _, __: cmd.RecordSiteVisit(case.id, _PERSONS, _SAID),
    cmd.RecordPayment: lambda case, _, __: cmd.RecordPayment(case.id, _SAID),
    cmd.HandOverResult: lambda case, _, __: cmd.HandOverResult(case.id, case.applicant.name),
    cmd.PostResult: lambda case, _, __: cmd.PostResult(case.id, _MAIL, _SAID, "13800000000", _SAID),
    cmd.ConfirmDelivery: lambda case, _, today: cmd.ConfirmDelivery(case.id, today),
    cmd.RecordReturn: lambda case, _, today: cmd.RecordReturn(case.id, today, _SAID),
    cmd.NotifyFee: lambda case, _, __: cmd.NotifyFee(case.id, "1" if case.item.fee and case.item.fee.rate else ""),
    cmd.RecordLaterCheck: lambda case, _, __: cmd.RecordLaterCheck(case.id, True, _SAID, _PERSONS),
    cmd.TellHolder: lambda case, _, __: cmd.TellHolder(case.id, _SAID),
    cmd.OrderMending: lambda case, _, today: cmd.OrderMending(case.id, _SAID, today + timedelta(days=1)),
    cmd.CheckMending: lambda case, _, __: cmd.CheckMending(case.id, True, _SAID, _PERSONS),
    cmd.RevokePermit: lambda case, _, __: cmd.RevokePermit(case.id, _SAID, _SAID),
    cmd.CancelPermit: lambda case, _, __: cmd.CancelPermit(case.id, _SAID),
    cmd.HandOverCase: lambda case, setting, _: cmd.HandOverCase(case.id, _taker(case, setting), _SAID),
}
"""Each step as it is asked with nothing left out; what is not here needs no words."""


def _away(case: Case, setting: Setting) -> str:
    """The first department of the matter that has no window in the hall."""
    here = {name for window in setting.windows.values() for name in window.departments}
    return next((one for one in case.item.asks if one not in here), "、".join(case.item.asks))


def _asker(case: Case) -> str:
    """Who was told last of the right to a hearing."""
    return case.late_parties[-1].name if case.late_parties else case.applicant.name


def _approver(case: Case, setting: Setting, today: date) -> str:
    found = procedures.extension(case.item, today, setting.law)
    return setting.hall.government_head if found and found[2] else setting.department(case.item).head


def _taker(case: Case, setting: Setting) -> str:
    return next(iter(takers(setting, case)), _SAID)


def why_not(desk: Desk, case: Case, step: type, at: datetime) -> Refused | None:
    """Why `step` cannot be taken now, by anybody; None when somebody with the powers for it could."""
    stream = desk.stream
    if not case.held_by(stream):
        return refuse(Reason.CASE_ELSEWHERE, case=case.id, window=case.at_window)
    if step in available.ALWAYS:
        return None
    setting = desk.setting
    ask = _FULL.get(step)
    command = ask(case, setting, at.date()) if ask else step(case.id)
    try:
        decide(case, command, _act(desk, at, setting), _all_powers(setting, case))
    except Refused as refused:
        return refused
    if step in available.offered(case, stream):
        return None
    return refuse(Reason.WRONG_STATE, case=case.id, status=case.status.value)


def _anybody(setting: Setting) -> Staff:
    return Staff("", _SAID, setting.window.code, "head")


def _all_powers(setting: Setting, case: Case) -> Setting:
    """The same hall, where one person may take every step of this case: who asks is another question."""
    every = Delegation(_SAID, case.item.department, "", ("*",), _STEPS, date.min, date.max)
    return replace(setting, delegations=(every,))


def _act(desk: Desk, at: datetime, setting: Setting) -> Act:
    def opinions(case_id: str) -> tuple[Opinion, ...]:
        found = (desk.opinion(row.opinion_id) for row in desk.reading.opinions(case_id))
        return tuple(one for one in found if one is not None)

    return Act(
        at=at,
        today=at.date(),
        by=_anybody(setting),
        next_serial=lambda _: 1,
        open_case=lambda *_: "",
        seal_fault=lambda _: "",
        query_code=lambda: "",
        opinions=opinions,
        bars=lambda number: lists.bars(desk.store.read(), number),
    )
