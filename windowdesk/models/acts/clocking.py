"""What moves the day a decision is due: extension, what is not counted, a calendar better known."""

from __future__ import annotations

from datetime import date

from windowdesk.models import authority
from windowdesk.models import commands as cmd
from windowdesk.models import events as ev
from windowdesk.models.acts import Events
from windowdesk.models.acts.between import MAX_DAYS
from windowdesk.models.acts.deciding import at_hand
from windowdesk.models.calendar import Due, Spans
from windowdesk.models.case import IN_HAND, Case, Status
from windowdesk.models.papers import clocks
from windowdesk.models.redating import PARTY
from windowdesk.models.refusal import Reason, refuse
from windowdesk.models.rules import licensing, procedures, service
from windowdesk.models.setting import Act, Setting


def dues(case: Case, setting: Setting, skipped: Spans) -> tuple[Due | None, Due | None]:
    """Statutory and promised day of the decision with spans of days left out; the organ's own proceeding has none."""
    if case.accepted is None or case.ground:
        return None, None
    extended = case.extension.days if case.extension else 0
    statutory = licensing.decision_due(case.item, case.accepted.on, setting.law, extended, skipped)
    return statutory, licensing.promised_due(case.item, case.accepted.on, setting.law, skipped)


def extend(case: Case, command: cmd.ExtendDecision, act: Act, setting: Setting) -> Events:
    """延长: once, in time, by the head the law names, with reasons told in writing."""
    authority.approving(setting, act, case.item)
    authority.stands_at(case, *IN_HAND)
    if case.extension is not None:
        raise refuse(Reason.EXTENDED_ALREADY, procedures.EXTENSION, case=case.id, due=case.extension.statutory_due.on)
    found = procedures.extension(case.item, act.today, setting.law)
    if found is None or case.statutory_due is None or case.accepted is None:
        raise refuse(Reason.EXTENSION_NOT_PROVIDED, procedures.EXTENSION, item=case.item.name)
    days, cite, government = found
    if act.today > case.statutory_due.on:
        raise refuse(Reason.EXTENSION_LATE, cite, due=case.statutory_due.on)
    if not command.reasons.strip():
        raise refuse(Reason.REASON_MISSING, cite)
    head = setting.hall.government_head if government else setting.department(case.item).head
    if not head or command.approver.strip() != head or not command.approval.strip():
        office = setting.hall.government if government else setting.department(case.item).full_name
        raise refuse(Reason.APPROVER_WRONG, cite, office=office)
    running = (case.procedure.on, case.procedure.planned_until.on) if case.procedure else None
    due = licensing.decision_due(
        case.item, case.accepted.on, setting.law, days, procedures.spans(case.skipped, running)
    )
    made = ev.DecisionExtended(
        days, command.reasons, head, command.approval, due or case.statutory_due, case.statutory_due, (cite,)
    )
    return [made, clocks.extension(setting, act, case, made, cite)]


def start(case: Case, command: cmd.StartProcedure, act: Act, setting: Setting) -> Events:
    """特别程序 of the closed list, told in writing; inspections by two or more."""
    authority.approving(setting, act, case.item)
    authority.stands_at(case, *IN_HAND)
    if not procedures.not_counted(command.procedure):
        listed = "、".join(procedures.PROCEDURES)
        raise refuse(Reason.PROCEDURE_NOT_LISTED, procedures.NOT_COUNTED, procedure=command.procedure, listed=listed)
    at_hand(case)
    if not command.basis.strip():
        raise refuse(Reason.REASON_MISSING, procedures.NOT_COUNTED)
    if not 1 <= command.days <= MAX_DAYS:
        raise refuse(Reason.DATE_IMPOSSIBLE, procedures.NOT_COUNTED, field="days")
    head = setting.department(case.item).head
    if not head or command.approver.strip() != head:
        raise refuse(Reason.APPROVER_WRONG, procedures.NOT_COUNTED, office=setting.department(case.item).full_name)
    assign_by = None
    cites: tuple[str, ...] = (procedures.NOT_COUNTED,)
    if command.procedure in procedures.INSPECTIONS:
        if not procedures.enough_visitors(command.persons, act.today, setting.law):
            raise refuse(Reason.PERSONS_TOO_FEW, procedures.INSPECTION, step=command.procedure)
        assign_by = procedures.assign_by(case.accepted.on, setting.law) if case.accepted else None
        cites = (*cites, procedures.INSPECTION)
    planned = setting.law.calendar.due(act.today, command.days)
    statutory, promised = dues(case, setting, procedures.spans(case.skipped, (act.today, planned.on)))
    made = ev.ProcedureStarted(
        command.procedure,
        command.basis,
        command.days,
        planned,
        head,
        command.body,
        act.today,
        statutory,
        promised,
        command.persons,
        assign_by,
        cites,
    )
    return [made, clocks.procedure(setting, act, case, made)]


def end(case: Case, command: cmd.EndProcedure, act: Act, setting: Setting) -> Events:
    """The result is in: days really used are left out, but none beyond those told."""
    authority.at_window(setting, act)
    running = case.procedure
    if running is None:
        raise refuse(Reason.NO_PROCEDURE, procedures.NOT_COUNTED, case=case.id)
    if not command.result.strip():
        raise refuse(Reason.REASON_MISSING, procedures.NOT_COUNTED)
    until = procedures.skipped_to(running.planned_until.on, act.today)
    statutory, promised = dues(case, setting, procedures.spans(case.skipped, (running.on, until)))
    made = ev.ProcedureEnded(
        running.procedure, command.result, act.today, until, statutory, promised, (procedures.NOT_COUNTED,)
    )
    return [made, clocks.resumed(setting, act, case, made)]


def _speaking(case: Case, setting: Setting) -> list[tuple[str, Due | None, Due | None]]:
    """The days until which the parties and the holder may speak; of those who have not spoken."""
    spoke, law = {one.who for one in case.statements}, setting.law
    found: list[tuple[str, Due | None, Due | None]] = [
        (f"{PARTY}{one.name}", one.reply_by, procedures.statement_due(one.on, law))
        for one in case.late_parties
        if one.name not in spoke
    ]
    if case.holder_told and not case.holder_heard:
        told = case.holder_told
        found.append(("holder_reply_by", told.reply_by, procedures.holder_reply_due(told.on, law)))
    return found


def moved(case: Case, setting: Setting, today: date) -> tuple[tuple[str, Due, Due], ...]:
    """Every date of an open case that the calendar now counts otherwise: its name, as it was, as it is."""
    law, found = setting.law, list[tuple[str, Due | None, Due | None]]()
    if case.status is Status.RECEIVED:
        since = case.complete_on or case.received_on
        found.append(("notice_due", case.notice_due, licensing.notice_due(since, law)))
    elif case.status in IN_HAND and case.accepted:
        running = None
        if case.procedure:
            planned = law.calendar.due(case.procedure.on, case.procedure.days)
            found.append(("planned_until", case.procedure.planned_until, planned))
            running = (case.procedure.on, planned.on)
        statutory, promised = dues(case, setting, procedures.spans(case.skipped, running))
        found += [("statutory_due", case.statutory_due, statutory), ("promised_due", case.promised_due, promised)]
        if case.unit:
            found.append(("unit_due", case.unit.due, law.calendar.due(case.unit.on, case.unit.days)))
        if case.hearing_told and not case.hearing_asked:
            ask = procedures.hearing_request_due(case.hearing_told.on, law)
            found.append(("request_by", case.hearing_told.request_by, ask))
        if case.hearing_asked and not case.hearing:
            hold = procedures.hearing_hold_due(case.hearing_asked.on, law)
            found.append(("hold_by", case.hearing_asked.hold_by, hold))
        found += _speaking(case, setting)
        if case.tolerance and case.tolerated:
            follow = service.follow_until(case.item, case.accepted.on, law)
            found.append(("tolerance_until", case.tolerance.due, follow))
    elif case.status is Status.TO_REVOKE:
        found += _speaking(case, setting)
    elif case.decision and case.ended is None:
        if case.status is not Status.VERIFYING:
            found.append(("serve_due", case.serve_due, licensing.service_due(case.decision.on, law)))
        if case.promise and case.decision.check_due:
            check = service.check_due(case.promise.check_days, case.decision.on, law)
            found.append(("check_due", case.decision.check_due, check))
    return tuple((name, before, after) for name, before, after in found if before and after and before != after)
