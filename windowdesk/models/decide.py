"""From what a case is and what is asked to what happens, or why not: decide = lapse + act.

`lapse` is what the calendar has already brought about; it is written before the act is judged. Nothing here reads
a clock or a file, and nothing is changed: the answer is a list of events or a `Refused`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from msgspec.structs import replace

from windowdesk.models import authority
from windowdesk.models import commands as cmd
from windowdesk.models import events as ev
from windowdesk.models.acts import (
    Events,
    accepting,
    beside,
    between,
    clocking,
    deciding,
    handing,
    hearing,
    serving,
    taking,
)
from windowdesk.models.case import IN_HAND, Case, Status
from windowdesk.models.papers import clocks, decisions, ways
from windowdesk.models.papers.common import day
from windowdesk.models.refusal import Reason, refuse
from windowdesk.models.rules import licensing, permits, service
from windowdesk.models.setting import Act, Setting

STEPS: dict[type, Callable[[Case, Any, Act, Setting], Events]] = {
    cmd.SupplementMaterials: accepting.supplement,
    cmd.RequestCorrections: accepting.correct,
    cmd.AcceptCase: accepting.accept,
    cmd.AcceptTolerantly: accepting.accept_tolerantly,
    cmd.AcceptOnPromise: accepting.accept_on_promise,
    cmd.RefuseAcceptance: accepting.refuse_acceptance,
    cmd.WithdrawApplication: accepting.withdraw,
    cmd.ReviewCase: deciding.review,
    cmd.CheckCase: deciding.check,
    cmd.DecideCase: deciding.decide,
    cmd.MakeCertificate: deciding.make,
    cmd.StampCertificate: deciding.stamp,
    cmd.ExtendDecision: clocking.extend,
    cmd.StartProcedure: clocking.start,
    cmd.EndProcedure: clocking.end,
    cmd.SendToUnit: between.send_to_unit,
    cmd.ReturnFromUnit: between.return_from_unit,
    cmd.DispatchUpward: between.dispatch,
    cmd.RecordSuperior: between.superior,
    cmd.AskOpinions: beside.ask,
    cmd.RecordReply: beside.record_reply,
    cmd.TellParty: hearing.tell_party,
    cmd.HearStatement: hearing.hear,
    cmd.TellHearingRight: hearing.tell_hearing_right,
    cmd.DeclareHearing: hearing.declare,
    cmd.RequestHearing: hearing.request_hearing,
    cmd.AnnounceHearing: hearing.announce,
    cmd.HoldHearing: hearing.hold,
    cmd.RecordSiteVisit: between.visit,
    cmd.NotifyFee: between.notify_fee,
    cmd.RecordPayment: between.pay,
    cmd.HandOverResult: serving.hand_over,
    cmd.PostResult: serving.post,
    cmd.ConfirmDelivery: serving.deliver,
    cmd.RecordReturn: serving.parcel_back,
    cmd.RecordLaterCheck: serving.later_check,
    cmd.TellHolder: taking.tell_holder,
    cmd.OrderMending: taking.order_mending,
    cmd.CheckMending: taking.check_mending,
    cmd.RevokePermit: taking.revoke,
    cmd.CancelPermit: taking.cancel,
    cmd.HandOverCase: handing.hand_over,
    cmd.ReturnDuplicate: handing.return_duplicate,
}
"""Every command that moves a case, and what judges it."""


def decide(case: Case, command: cmd.CaseCommand, act: Act, setting: Setting) -> Events:
    """What happens when `command` is asked of `case`. Raises Refused with its reason and article."""
    authority.person(act)
    authority.held(setting, case)
    if isinstance(command, cmd.ReprintPaper):
        return serving.reprint(case, command)
    if isinstance(command, cmd.ShowIdentity):
        return serving.show(command)
    if not case.open:
        raise refuse(Reason.CASE_CLOSED, case=case.id)
    if case.stopped:
        raise refuse(Reason.CASE_STOPPED, licensing.ONE_WINDOW, case=case.id)
    if case.main and not isinstance(command, cmd.ReturnDuplicate | cmd.WithdrawApplication):
        raise refuse(Reason.CASE_GOES_ON_ELSEWHERE, licensing.ONE_WINDOW, case=case.id, main=case.main)
    return STEPS[type(command)](case, command, act, setting)


def lapse(case: Case, act: Act, setting: Setting) -> Events:
    """What time alone has brought about.

    Five silent days accept (第三十二条第一款第四项); corrections and materials that did not come in by the day they
    were told end the application; a renewal not decided before expiry is granted (第五十条第二款).
    """
    if not _goes_on(case, setting):
        return []
    silent = replace(act, by=None, seal_fault=lambda _: "")
    if case.status is Status.CORRECTING:
        return _not_corrected(case, silent, setting)
    if case.status is Status.RECEIVED:
        since = case.complete_on or case.received_on
        if licensing.silence_accepts(licensing.notice_due(since, setting.law), act.today):
            return accepting.accepted(case, silent, setting, since, deemed=True)
        return []
    if case.tolerance and case.tolerated and service.too_late_to_follow(case.tolerance.due, act.today):
        until = day(case.tolerance.until)
        reason = f"你（单位）承诺在{until}前补齐的材料逾期未补齐，依照容缺受理通知书，本次申请视为撤回。"
        return [
            ways.returned(setting, silent, case, reason),
            *beside.recall(case, silent, setting, "容缺材料逾期未补，申请视为撤回"),
            ev.CaseClosed("not_supplemented", act.today, (service.MODEL_TOLERANCE,)),
        ]
    return _renewed(case, silent, setting)


def _goes_on(case: Case, setting: Setting) -> bool:
    """Whether time alone may change the case here: it is this desk's, open, and waits for no ruling."""
    return case.held_by(setting.stream) and case.open and not case.stopped and not case.main


def waits_for_time(case: Case) -> date | None:
    """The last day before time alone changes the case, or None when it cannot."""
    if case.status is Status.RECEIVED:
        return case.notice_due.on
    if case.status is Status.CORRECTING and case.corrections:
        return case.corrections.reply_by
    if case.status not in IN_HAND:
        return None
    days = [case.tolerance.until] if case.tolerance and case.tolerated else []
    days += [case.about_until] if case.way == "renew" and case.about_until else []
    return min(days, default=None)


def _not_corrected(case: Case, act: Act, setting: Setting) -> Events:
    if case.corrections is None or act.today <= case.corrections.reply_by:
        return []
    reason = "你（单位）逾期未按照补正材料一次性告知书补正，本次申请按退件处理。"
    return [
        ways.returned(setting, act, case, reason),
        ev.CaseClosed("not_corrected", act.today, (licensing.TOLD_ONCE,)),
    ]


def _renewed(case: Case, act: Act, setting: Setting) -> Events:
    expiry = case.about_until
    if case.way != "renew" or case.status not in IN_HAND or expiry is None:
        return []
    if not permits.silence_renews(expiry, act.today):
        return []
    made = ev.DecisionMade(
        granted=True,
        reasons="",
        on=expiry,
        serve_due=licensing.service_due(expiry, setting.law),
        instrument="",
        certificate=case.item.result,
        valid_until=deciding.valid_until(case, act),
        cites=(permits.RENEWAL_SILENCE, licensing.SERVICE_DAYS),
        deemed=True,
    )
    paper = decisions.decision(
        setting, act, case, granted=True, reasons="", basis="", valid_until=made.valid_until, deemed=True
    )
    return [made, paper, *beside.recall(case, act, setting, "届满前未作决定，视为准予延续")]


def recompute(case: Case, act: Act, setting: Setting) -> Events:
    """The dates that a newly known calendar moves, and the notices that tell them. Nothing when none did.

    The applicant is told theirs, each interested party theirs, and each department asked when its answer is due.
    """
    if not _goes_on(case, setting):
        return []
    found = clocking.moved(case, setting, act.today)
    asked = beside.retold(case, act, setting)
    if not found:
        return asked
    made = ev.DatesRecomputed(found, setting.law.calendar.known_until, act.today, (licensing.WORKING_DAYS,))
    return [made, *clocks.new_dates(setting, act, case, made), *asked]
