"""Taking a permit away: a broken promise first put right, the holder told and heard, then 撤销 or 注销."""

from __future__ import annotations

from datetime import timedelta

from windowdesk.models import authority
from windowdesk.models import commands as cmd
from windowdesk.models import events as ev
from windowdesk.models.acts import Events
from windowdesk.models.acts.deciding import ripe
from windowdesk.models.case import IN_HAND, Case, Status
from windowdesk.models.papers import permits as papers
from windowdesk.models.refusal import Reason, refuse
from windowdesk.models.rules import permits, procedures, service
from windowdesk.models.setting import Act, Setting

MAX_MENDING_DAYS = 365


def order_mending(case: Case, command: cmd.OrderMending, act: Act, setting: Setting) -> Events:
    """责令限期整改: what was found not to agree with the promise is to be put right by a day, once."""
    authority.stands_at(case, Status.TO_REVOKE)
    instrument = authority.delegated(setting, act, case.item, "decide")
    if case.mending is not None:
        raise refuse(Reason.SECOND_NOTICE, service.MODEL_CHECK, on=case.mending.on, matter="mending")
    if not command.what.strip():
        raise refuse(Reason.REASON_MISSING, service.MODEL_CHECK)
    if not act.today < command.mend_by <= act.today + timedelta(days=MAX_MENDING_DAYS):
        raise refuse(Reason.DATE_IMPOSSIBLE, service.MODEL_CHECK, field="mend_by")
    made = ev.MendingOrdered(command.what, command.mend_by, act.today, instrument, (service.MODEL_CHECK,))
    return [made, papers.mending(setting, act, case, made)]


def check_mending(case: Case, command: cmd.CheckMending, act: Act, setting: Setting) -> Events:
    """整改复查: put right, the permit stands and the case ends; not put right is found when the day has passed."""
    authority.at_window(setting, act)
    authority.stands_at(case, Status.TO_REVOKE)
    if case.mending is None:
        raise refuse(Reason.MENDING_NOT_ORDERED, service.MODEL_CHECK, case=case.id)
    if not procedures.enough_visitors(command.persons, act.today, setting.law):
        raise refuse(Reason.PERSONS_TOO_FEW, procedures.SITE_VISIT, step="visit")
    if not command.findings.strip():
        raise refuse(Reason.REASON_MISSING, service.MODEL_CHECK)
    if service.may_still_mend(case.mending.mend_by, act.today) and not command.mended:
        raise refuse(Reason.MENDING_RUNNING, service.MODEL_CHECK, until=case.mending.mend_by)
    done = ev.MendingChecked(command.mended, command.findings, command.persons, act.today, (service.MODEL_CHECK,))
    return [done, ev.CaseClosed("granted", act.today)] if command.mended else [done]


def tell_holder(case: Case, command: cmd.TellHolder, act: Act, setting: Setting) -> Events:
    """告知持有人 in writing what is meant to be done and why, before it is: they may speak."""
    authority.at_window(setting, act)
    authority.stands_at(case, Status.TO_REVOKE, *(IN_HAND if case.ground else ()))
    if not command.facts.strip():
        raise refuse(Reason.REASON_MISSING, procedures.STATEMENT)
    due = procedures.holder_reply_due(act.today, setting.law)
    made = ev.HolderTold(command.facts, command.to, act.today, due, (procedures.STATEMENT,))
    return [made, papers.holder_told(setting, act, case, made)]


def _spoke(case: Case, act: Act, setting: Setting) -> None:
    """The holder was told in writing, and spoke since or let the time pass."""
    if case.holder_told is None or not case.holder_knows:
        raise refuse(Reason.HOLDER_NOT_TOLD, procedures.STATEMENT, name=case.applicant.name)
    due = procedures.holder_reply_due(case.holder_told.on, setting.law)
    if not case.holder_heard and act.today <= due.on:
        raise refuse(Reason.HOLDER_NOT_HEARD, procedures.STATEMENT, name=case.applicant.name, until=due.on)


def _not_mended(case: Case, command: cmd.RevokePermit) -> None:
    """A broken promise was ordered to be put right and was not, or cannot be."""
    if case.mending is None:
        if not command.beyond_mending.strip():
            raise refuse(Reason.MENDING_NOT_ORDERED, service.MODEL_CHECK, case=case.id)
    elif case.mending_checked is None:
        raise refuse(Reason.MENDING_RUNNING, service.MODEL_CHECK, until=case.mending.mend_by)


def revoke(case: Case, command: cmd.RevokePermit, act: Act, setting: Setting) -> Events:
    """撤销, the holder having been told and heard; fraud bars from applying again where safety is touched."""
    authority.stands_at(case, Status.TO_REVOKE, *((Status.CHECKED,) if case.way == "revoke" else ()))
    instrument = authority.delegated(setting, act, case.item, "decide")
    ripe(case, act, setting)
    if not command.reasons.strip():
        raise refuse(Reason.REASON_MISSING, permits.REVOKE)
    if case.status is Status.TO_REVOKE:
        _not_mended(case, command)
    _spoke(case, act, setting)
    ground = case.ground or "第六十九条第一款第四项"
    # What a broken promise brought is taken back: of a renewal the new certificate, not the one it replaced.
    number = case.about if case.ground or case.certificate is None else case.certificate.number
    cites: ev.Cites = (f"行政许可法 {ground}", procedures.STATEMENT)
    if case.status is Status.TO_REVOKE:
        cites = (*cites, service.MODEL_CHECK)
    beyond = "" if case.mending else command.beyond_mending if case.status is Status.TO_REVOKE else ""
    made = ev.PermitRevoked(number, ground, command.reasons, act.today, instrument, cites, beyond)
    until = permits.fraud_bar(case.item, act.today, setting.law) if ground == "第六十九条第二款" else None
    paper = papers.revocation(setting, act, case, made, until)
    matter = case.item.of or case.item.code
    bar = ev.BarImposed(case.applicant.number, matter, "fraud", until, (permits.FRAUD_BAR,))
    return [made, paper, *([bar] if until else [])]


def cancel(case: Case, command: cmd.CancelPermit, act: Act, setting: Setting) -> Events:
    """注销, on the ground the proceeding was opened on, the holder told and heard; or because the holder asked."""
    authority.stands_at(case, *((Status.CHECKED,) if case.way == "cancel" else ()))
    instrument = authority.delegated(setting, act, case.item, "decide")
    ripe(case, act, setting)
    if case.ground:
        _spoke(case, act, setting)
    ground = case.ground or "第七十条第六项"
    cites = (f"行政许可法 {ground}", *((procedures.STATEMENT,) if case.ground else ()))
    made = ev.PermitCancelled(case.about, ground, command.reasons, act.today, instrument, cites)
    return [made, papers.cancellation(setting, act, case, made)]
