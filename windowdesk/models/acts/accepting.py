"""From the receipt to acceptance: supplements, the one notice, acceptance in its ways, refusal, withdrawal."""

from __future__ import annotations

from datetime import date, timedelta

from windowdesk.models import authority
from windowdesk.models import commands as cmd
from windowdesk.models import events as ev
from windowdesk.models.acts import Events, beside
from windowdesk.models.case import Case, Status
from windowdesk.models.catalogue import ItemKind
from windowdesk.models.checklist import check_lines, checklist, in_force
from windowdesk.models.papers import applications, ways
from windowdesk.models.refusal import Reason, refuse
from windowdesk.models.rules import licensing, permits, procedures, service
from windowdesk.models.setting import Act, Setting

MAX_REPLY_DAYS = 365
REPLY_DAYS = 30
UNDECIDED = (
    *(Status.RECEIVED, Status.CORRECTING, Status.ACCEPTED, Status.REVIEWED, Status.CHECKED),
    Status.AT_SUPERIOR,
)


def supplement(case: Case, command: cmd.SupplementMaterials, act: Act, setting: Setting) -> Events:
    """补交, before acceptance or of what may follow after it."""
    authority.at_window(setting, act)
    if not case.tolerated:
        authority.stands_at(case, Status.RECEIVED, Status.CORRECTING)
    if not command.materials:
        raise refuse(Reason.NOTHING_RECEIVED, item=case.item.name)
    fresh = {line.name for line in command.materials}
    if case.tolerance and (more := fresh - set(case.tolerance.materials)):
        # What was accepted stays accepted: only what was to follow can come in.
        raise refuse(Reason.MATERIAL_UNKNOWN, service.MODEL_TOLERANCE, materials="、".join(sorted(more)))
    kept = tuple(line for line in case.materials if line.name not in fresh)
    check_lines(case.item, command.materials)
    after = checklist(case.item, kept + command.materials)
    lines = tuple(line for line in after if line.name in fresh)
    # Without a notice the five days run on from the receipt; a window cannot restart them by taking in one paper more.
    complete = case.status is Status.CORRECTING and all(line.state == "ok" for line in after)
    due = licensing.notice_due(act.today, setting.law) if complete else None
    cite = licensing.ACCEPT if case.corrections else licensing.ON_THE_SPOT_CORRECTION
    if case.tolerance:
        cite = service.MODEL_TOLERANCE
    return [ev.MaterialsSupplemented(lines, act.today, complete, due, (cite,))]


def correct(case: Case, command: cmd.RequestCorrections, act: Act, setting: Setting) -> Events:
    """一次告知: everything, once."""
    authority.at_window(setting, act)
    if case.corrections is not None and case.status in (Status.RECEIVED, Status.CORRECTING):
        raise refuse(Reason.SECOND_NOTICE, licensing.TOLD_ONCE, on=case.corrections.on, matter="corrections")
    if case.accepted is not None and case.open:
        raise refuse(Reason.ALREADY_ACCEPTED, licensing.TOLD_ONCE, case=case.id, on=case.accepted.on)
    authority.stands_at(case, Status.RECEIVED)
    if not case.lacking:
        raise refuse(Reason.NOTHING_MISSING, licensing.ACCEPT, case=case.id)
    told = command.deficiencies or tuple(wanting(line) for line in case.lacking)
    if missing := licensing.left_out(case.lacking, told):
        raise refuse(Reason.MATERIALS_MISSING, licensing.TOLD_ONCE, materials="、".join(missing))
    if strange := licensing.not_listed(case.item, (one.material for one in told)):
        raise refuse(Reason.MATERIAL_UNKNOWN, licensing.UNRELATED, materials="、".join(strange))
    if any(not one.wrong.strip() for one in told):
        raise refuse(Reason.REASON_MISSING, licensing.TOLD_ONCE)
    days = reply_days(case) if command.reply_days is None else command.reply_days
    if not 1 <= days <= MAX_REPLY_DAYS:
        raise refuse(Reason.DATE_IMPOSSIBLE, licensing.TOLD_ONCE, field="reply_days")
    reply_by = act.today + timedelta(days=days)
    paper = applications.correction(setting, act, case, told, reply_by)
    return [ev.CorrectionRequested(told, act.today, reply_by, (licensing.TOLD_ONCE,)), paper]


def reply_days(case: Case) -> int:
    """The days an applicant has to correct: the item's, else thirty."""
    return case.item.correction_days or REPLY_DAYS


def wanting(line: ev.MaterialLine) -> ev.Deficiency:
    """What the notice says of a lacking material unless the clerk puts it better."""
    wanted = f"提交{line.form or '符合法定形式的材料'}{line.copies}份"
    if line.state == "missing":
        return ev.Deficiency(line.name, "未提交", wanted)
    return ev.Deficiency(line.name, line.note or "不符合法定形式", wanted)


def accept(case: Case, _: cmd.AcceptCase, act: Act, setting: Setting) -> Events:
    """受理: complete and in form, or not at all."""
    _may_accept(case, act, setting)
    if case.lacking:
        raise refuse(Reason.MATERIALS_MISSING, licensing.TOLD_ONCE, materials=_names(case))
    return accepted(case, act, setting, act.today)


def _may_accept(case: Case, act: Act, setting: Setting) -> None:
    """Everything that any way of accepting asks for."""
    authority.at_window(setting, act)
    if case.status is Status.CORRECTING:
        raise refuse(Reason.CORRECTION_INCOMPLETE, licensing.ACCEPT, materials=_names(case))
    authority.stands_at(case, Status.RECEIVED)
    authority.proxied(setting, case.item, "accept", act.today)
    now = setting.catalogue.find(case.item.code, act.today)
    if now is not None:
        in_force(now, act.today)


def _names(case: Case) -> str:
    return "、".join(line.name for line in case.lacking)


def accepted(case: Case, act: Act, setting: Setting, on: date, *, deemed: bool = False) -> Events:
    """The acceptance, its notice, a filing's end, and the copies of the green channel."""
    statutory = licensing.decision_due(case.item, on, setting.law)
    promised = licensing.promised_due(case.item, on, setting.law)
    cites = (licensing.TOLD_ONCE if deemed else licensing.ACCEPT, licensing.IN_WRITING)
    found = licensing.statutory_days(case.item, on, setting.law)
    event = ev.CaseAccepted(on, deemed, statutory, promised, (*cites, *((found[1],) if found else ())))
    paper = applications.acceptance(setting, act, case, on, deemed, statutory, promised)
    if case.item.kind is ItemKind.FILING:
        return [event, paper, ev.CaseClosed("filed", act.today)]
    copies = beside.copies(case, act, setting) if case.green else []
    return [event, paper, *copies]


def accept_tolerantly(case: Case, _: cmd.AcceptTolerantly, act: Act, setting: Setting) -> Events:
    """容缺受理: the main materials are in, the secondary ones are promised; the decision waits for them."""
    _may_accept(case, act, setting)
    if not case.lacking:
        raise refuse(Reason.NOTHING_MISSING, licensing.ACCEPT, case=case.id)
    if not service.may_follow(case.item, case.lacking):
        raise refuse(Reason.NOT_TOLERABLE, service.MODEL_TOLERANCE, materials=_names(case), item=case.item.name)
    until = service.follow_until(case.item, act.today, setting.law)
    names = tuple(line.name for line in case.lacking)
    granted = ev.ToleranceGranted(names, until.on, (service.MODEL_TOLERANCE,), until.provisional)
    return [*accepted(case, act, setting, act.today), granted, *ways.tolerance(setting, act, case, granted)]


def accept_on_promise(case: Case, _: cmd.AcceptOnPromise, act: Act, setting: Setting) -> Events:
    """告知承诺: only listed items; decided on the spot, checked afterwards."""
    _may_accept(case, act, setting)
    if not service.may_promise(case.item):
        raise refuse(Reason.PROMISE_NOT_OPEN, service.PROMISE, item=case.item.name)
    if case.lacking:
        raise refuse(Reason.MATERIALS_MISSING, licensing.TOLD_ONCE, materials=_names(case))
    _unbroken(case, act)
    made = ev.PromiseMade(case.item.promise, case.item.promise_check_days or 0, (service.PROMISE,))
    return [*accepted(case, act, setting, act.today), made, ways.promise(setting, act, case, made)]


def _unbroken(case: Case, act: Act) -> None:
    """Who promised falsely promises no conditions again. What may follow (容缺受理) the provision denies nobody."""
    for bar in act.bars(case.applicant.number):
        if bar.kind == "promise" and bar.holds(act.today):
            raise refuse(Reason.PROMISE_BROKEN, service.MODEL_BROKEN, name=case.applicant.name, case=bar.case_id)


_GROUNDS = {
    "no_permit_needed": licensing.NO_PERMIT_NEEDED,
    "not_our_power": licensing.NOT_OUR_POWER,
    "false_materials": permits.FALSE_MATERIALS,
}


def refuse_acceptance(case: Case, command: cmd.RefuseAcceptance, act: Act, setting: Setting) -> Events:
    """不予受理, on a ground the law knows."""
    authority.at_window(setting, act)
    authority.stands_at(case, Status.RECEIVED)
    cite = _GROUNDS.get(command.ground)
    if cite is None:
        raise refuse(Reason.GROUND_UNLAWFUL, licensing.HANDLED, ground=command.ground, listed="、".join(_GROUNDS))
    if not command.reason.strip():
        raise refuse(Reason.REASON_MISSING, "行政许可法 第七十二条第七项")
    if command.ground == "not_our_power" and not command.right_office.strip():
        raise refuse(Reason.RIGHT_OFFICE_MISSING, cite)
    cites = (cite, licensing.IN_WRITING)
    refused = ev.CaseNotAccepted(command.ground, command.reason, command.right_office, act.today, cites)
    paper = applications.not_accepted(setting, act, case, command.ground, command.reason, command.right_office)
    barred = false_bar(case, act, setting) if command.ground == "false_materials" else []
    return [refused, paper, *barred, ev.CaseClosed("not_accepted", act.today)]


def false_bar(case: Case, act: Act, setting: Setting) -> Events:
    """A year's bar for false materials, where safety is touched (第七十八条)."""
    until = permits.false_materials_bar(case.item, act.today, setting.law)
    if until is None:
        return []
    matter = case.item.of or case.item.code
    return [ev.BarImposed(case.applicant.number, matter, "false_materials", until, (permits.FALSE_MATERIALS,))]


def withdraw(case: Case, command: cmd.WithdrawApplication, act: Act, setting: Setting) -> Events:
    """撤回, any time before the decision; not what the organ itself began."""
    authority.at_window(setting, act)
    authority.stands_at(case, *UNDECIDED)
    if case.ground:
        raise refuse(Reason.DECISION_OTHER_WAY, permits.REVOKE, case=case.id)
    if not command.reason.strip():
        raise refuse(Reason.REASON_MISSING, procedures.STATEMENT)
    goes_on = f"（同一申请由办件 {case.main} 继续办理）" if case.main else ""
    made = ev.ApplicationWithdrawn(command.reason + goes_on, act.today, (procedures.STATEMENT,))
    gone = beside.recall(case, act, setting, "申请人撤回申请")
    return [made, ways.withdrawal(setting, act, case, made), *gone, ev.CaseClosed("withdrawn", act.today)]
