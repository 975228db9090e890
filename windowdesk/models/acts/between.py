"""Between acceptance and decision: the home unit, the superior, the site, money."""

from __future__ import annotations

from windowdesk.models import authority
from windowdesk.models import commands as cmd
from windowdesk.models import events as ev
from windowdesk.models.acts import Events
from windowdesk.models.acts.deciding import at_hand, ripe
from windowdesk.models.case import IN_HAND, Case, Status
from windowdesk.models.catalogue import ItemKind
from windowdesk.models.papers import clocks, ways
from windowdesk.models.refusal import Reason, refuse
from windowdesk.models.rules import licensing, permits, procedures
from windowdesk.models.setting import Act, Setting

MAX_DAYS = 250
"""Working days of a year: no single step is planned for longer."""


def send_to_unit(case: Case, command: cmd.SendToUnit, act: Act, setting: Setting) -> Events:
    """转原单位: with a limit that leaves the window's own date whole."""
    authority.at_window(setting, act)
    authority.stands_at(case, *IN_HAND)
    at_hand(case)
    if not command.matter.strip():
        raise refuse(Reason.REASON_MISSING, licensing.DECISION_DAYS)
    days = case.item.unit_days if command.days is None else command.days
    if days is None or not 1 <= days <= MAX_DAYS:
        raise refuse(Reason.DATE_IMPOSSIBLE, licensing.DECISION_DAYS, field="days")
    due = setting.law.calendar.due(act.today, days)
    if case.statutory_due and due.on > case.statutory_due.on >= act.today:
        raise refuse(Reason.LIMIT_TOO_LONG, licensing.DECISION_DAYS, due=case.statutory_due.on)
    unit = setting.department(case.item).full_name
    made = ev.SentToUnit(unit, command.matter, days, due, act.today, (licensing.DECISION_DAYS,))
    return [made, clocks.unit_slip(setting, act, case, made)]


def return_from_unit(case: Case, command: cmd.ReturnFromUnit, act: Act, setting: Setting) -> Events:
    """The unit's result, and whether the unit was late."""
    authority.at_window(setting, act)
    if case.unit is None:
        raise refuse(Reason.NOT_AT_UNIT, licensing.DECISION_DAYS, case=case.id)
    if not command.result.strip():
        raise refuse(Reason.REASON_MISSING, licensing.DECISION_DAYS)
    late = act.today > case.unit.due.on
    return [ev.ReturnedFromUnit(case.unit.unit, command.result, act.today, late, (licensing.DECISION_DAYS,))]


def dispatch(case: Case, command: cmd.DispatchUpward, act: Act, setting: Setting) -> Events:
    """上报: opinion and all materials go up directly; this organ's twenty days end here."""
    authority.stands_at(case, Status.CHECKED)
    authority.delegated(setting, act, case.item, "decide")
    if case.item.kind is not ItemKind.UPWARD or not case.item.upward_to or case.ground:
        raise refuse(Reason.NOT_UPWARD, procedures.UPWARD, item=case.item.name)
    ripe(case, act, setting)
    opinion = command.opinion or (case.reviewed.opinion if case.reviewed else "")
    due = case.statutory_due
    made = ev.DispatchedUpward(
        case.item.upward_to,
        opinion,
        tuple(line.name for line in case.materials),
        act.today,
        bool(due and act.today > due.on),
        (procedures.UPWARD, licensing.UPWARD_DAYS),
    )
    return [made, clocks.upward(setting, act, case, made)]


def superior(case: Case, command: cmd.RecordSuperior, act: Act, setting: Setting) -> Events:
    """The superior's decision: the ten days to serve it run from its date."""
    authority.at_window(setting, act)
    authority.stands_at(case, Status.AT_SUPERIOR)
    since = case.dispatched.on if case.dispatched else act.today
    if not since <= command.on <= act.today:
        raise refuse(Reason.DATE_IMPOSSIBLE, procedures.UPWARD, field="on")
    if not command.document.strip() or (not command.granted and not command.reasons.strip()):
        raise refuse(Reason.REASON_MISSING, licensing.DENY if not command.granted else licensing.GRANT)
    made = ev.DecisionMade(
        granted=command.granted,
        reasons=command.reasons,
        on=command.on,
        serve_due=licensing.service_due(command.on, setting.law),
        instrument=command.document,
        valid_until=command.valid_until,
        cites=(licensing.GRANT if command.granted else licensing.DENY, procedures.UPWARD, licensing.SERVICE_DAYS),
        organ=case.item.upward_to,
        document=command.document,
    )
    return [made]


def visit(case: Case, command: cmd.RecordSiteVisit, act: Act, setting: Setting) -> Events:
    """现场核查 by two or more, none of whom presides at the hearing."""
    authority.at_window(setting, act)
    authority.stands_at(case, *IN_HAND)
    if not procedures.enough_visitors(command.persons, act.today, setting.law):
        raise refuse(Reason.PERSONS_TOO_FEW, procedures.SITE_VISIT, step="visit")
    if case.hearing_set and not procedures.may_preside(case.hearing_set.presider, command.persons):
        raise refuse(Reason.PRESIDER_REVIEWS, procedures.PRESIDER, name=case.hearing_set.presider)
    if not command.findings.strip():
        raise refuse(Reason.REASON_MISSING, procedures.SITE_VISIT)
    return [ev.SiteVisited(command.persons, command.findings, act.today, (procedures.SITE_VISIT,))]


def notify_fee(case: Case, command: cmd.NotifyFee, act: Act, setting: Setting) -> Events:
    """缴费通知: only a published fee that a law or administrative regulation knows."""
    authority.at_window(setting, act)
    fee = case.item.fee
    if case.ground or not permits.payable(case.item) or fee is None:
        raise refuse(Reason.FEE_WITHOUT_BASIS, permits.NO_FEE, item=case.item.name)
    authority.stands_at(case, *IN_HAND, Status.GRANTED, Status.CERTIFIED, Status.READY)
    if case.fee is not None:
        raise refuse(Reason.FEE_TOLD_ALREADY, permits.PUBLISHED_FEE, on=case.fee.on)
    fen = permits.amount(fee, command.quantity)
    if not fen:
        raise refuse(Reason.QUANTITY_WRONG, permits.PUBLISHED_FEE, standard=fee.standard)
    cites = (permits.NO_FEE, permits.PUBLISHED_FEE)
    made = ev.FeeNotified(fee.basis, fee.standard, fen, act.today, cites, command.quantity, fee.unit, fee.rate)
    return [made, ways.fee(setting, act, case, made)]


def pay(case: Case, command: cmd.RecordPayment, act: Act, setting: Setting) -> Events:
    """缴费登记 with the treasury's receipt number."""
    authority.at_window(setting, act)
    if case.fee is None or case.paid is not None:
        raise refuse(Reason.FEE_NOT_TOLD, permits.PUBLISHED_FEE, case=case.id)
    if not command.receipt_no.strip():
        raise refuse(Reason.REASON_MISSING, permits.PUBLISHED_FEE)
    made = ev.FeePaid(command.receipt_no, case.fee.fen, act.today, (permits.PUBLISHED_FEE,))
    return [made, ways.paid(setting, act, case, made)]
