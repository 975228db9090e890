"""审、核、签批、制证、盖章: two hands, a live delegation, and nothing the law wants first left undone."""

from __future__ import annotations

from datetime import date, timedelta

from windowdesk.models import authority
from windowdesk.models import commands as cmd
from windowdesk.models import events as ev
from windowdesk.models.acts import Events
from windowdesk.models.acts.accepting import false_bar
from windowdesk.models.case import Case, Status
from windowdesk.models.catalogue import ItemKind
from windowdesk.models.opinion import Opinion
from windowdesk.models.papers import decisions
from windowdesk.models.papers import opinions as opinion_papers
from windowdesk.models.refusal import Reason, refuse
from windowdesk.models.rules import licensing, permits, procedures, service
from windowdesk.models.setting import Act, Setting

EX_OFFICIO = ("revoke", "cancel")


def at_hand(case: Case) -> None:
    """The case is here: no procedure runs, and the home unit has given it back."""
    if case.procedure:
        raise refuse(
            Reason.PROCEDURE_RUNNING,
            procedures.NOT_COUNTED,
            procedure=case.procedure.procedure,
            until=case.procedure.planned_until.on,
        )
    if case.unit:
        raise refuse(Reason.AT_UNIT, licensing.DECISION_DAYS, unit=case.unit.unit, until=case.unit.due.on)


def review(case: Case, command: cmd.ReviewCase, act: Act, setting: Setting) -> Events:
    """审: an opinion by one who may; not by who presides at its hearing, and not unseen where it must be seen."""
    # Again before the check: a case that the only person who may check has reviewed would otherwise stand for ever.
    authority.stands_at(case, Status.ACCEPTED, Status.REVIEWED)
    authority.delegated(setting, act, case.item, "review")
    at_hand(case)
    if not command.favourable and not command.opinion.strip():
        raise refuse(Reason.REASON_MISSING, licensing.REVIEW)
    _does_not_preside(case, act)
    if case.item.site_visit and case.visited is None and not case.ground:
        raise refuse(Reason.VISIT_MISSING, procedures.SITE_VISIT, item=case.item.name)
    opinion = command.opinion or "材料齐全，符合法定条件、标准，建议准予。"
    return [ev.CaseReviewed(command.favourable, opinion, (licensing.REVIEW,))]


def _does_not_preside(case: Case, act: Act) -> None:
    """Who presides at the hearing examines nothing (第四十八条第一款第三项)."""
    if case.hearing_set and act.by and not procedures.may_preside(case.hearing_set.presider, (act.by.name,)):
        raise refuse(Reason.PRESIDER_REVIEWS, procedures.PRESIDER, name=act.by.name)


def check(case: Case, command: cmd.CheckCase, act: Act, setting: Setting) -> Events:
    """核: by a second person."""
    authority.stands_at(case, Status.REVIEWED)
    authority.other_hand(act, case.reviewer)
    authority.delegated(setting, act, case.item, "check")
    at_hand(case)
    _does_not_preside(case, act)
    if not command.agrees and not command.opinion.strip():
        raise refuse(Reason.REASON_MISSING, licensing.REVIEW)
    return [ev.CaseChecked(command.agrees, command.opinion or "同意审查意见。", (licensing.REVIEW,))]


def decide(case: Case, command: cmd.DecideCase, act: Act, setting: Setting) -> Events:
    """签批: grant, or deny with reasons, basis and remedies."""
    # A promise stands in for the review: the decision is made on the spot and checked afterwards.
    authority.stands_at(case, Status.CHECKED, *((Status.ACCEPTED,) if case.promise else ()))
    instrument = authority.delegated(setting, act, case.item, "decide")
    at_hand(case)
    if case.item.kind is ItemKind.UPWARD and not case.ground:
        raise refuse(Reason.DECIDED_ABOVE, procedures.UPWARD, item=case.item.name, superior=case.item.upward_to)
    if command.grant and case.way in EX_OFFICIO:
        raise refuse(Reason.DECISION_OTHER_WAY, permits.CANCEL, case=case.id)
    if not command.grant and not (command.reasons.strip() and (command.basis or case.item.basis).strip()):
        raise refuse(Reason.REASON_MISSING, licensing.DENY)
    opinions = ripe(case, act, setting)
    if command.grant:
        _overruled(opinions, command, setting)
    if command.grant and case.reviewed is not None and not case.reviewed.favourable:
        raise refuse(Reason.OPINION_NEGATIVE, licensing.GRANT, opinion=case.reviewed.opinion)
    made = _made(case, command, act, setting, instrument)
    paper = decisions.decision(
        setting,
        act,
        case,
        granted=command.grant,
        reasons=command.reasons,
        basis=command.basis,
        valid_until=made.valid_until,
        false_materials=command.false_materials,
    )
    summary = [opinion_papers.summary(setting, act, case, opinions, made)] if opinions else []
    barred = false_bar(case, act, setting) if command.false_materials and not command.grant else []
    return [made, paper, *summary, *barred]


def _made(case: Case, command: cmd.DecideCase, act: Act, setting: Setting, instrument: str) -> ev.DecisionMade:
    spot = licensing.DECIDED_AT_ONCE if case.item.on_the_spot or case.promise else licensing.DECISION_DAYS
    told = [licensing.GRANT if command.grant else licensing.DENY, spot, licensing.SERVICE_DAYS]
    told += [procedures.ON_RECORD] if case.hearing else []
    told += [permits.FALSE_MATERIALS] if command.false_materials and not command.grant else []
    check = case.promise.check_days if case.promise and command.grant else None
    return ev.DecisionMade(
        granted=command.grant,
        reasons=command.reasons,
        on=act.today,
        serve_due=licensing.service_due(act.today, setting.law),
        instrument=instrument,
        certificate=case.item.result if command.grant else "",
        valid_until=valid_until(case, act) if command.grant else None,
        cites=tuple(told),
        check_due=service.check_due(check, act.today, setting.law) if check else None,
    )


def valid_until(case: Case, act: Act) -> date | None:
    """The last day of what is granted: a renewal runs on from the old one, a change or duplicate keeps its day."""
    if case.way in ("change", "duplicate"):
        return case.about_until
    years = case.item.validity_years
    if not years:
        return None
    if case.way == "renew" and case.about_until:
        return permits.years_on(case.about_until + timedelta(days=1), years)
    return permits.years_on(act.today, years)


def heard(case: Case, act: Act, setting: Setting) -> None:
    """Whoever must be heard was heard, or let the time to speak pass: by the calendar as it is known now."""
    if case.must_hear and case.hearing is None:
        raise refuse(Reason.HEARING_NOT_HELD, procedures.HEARING_HELD, basis=case.must_hear)
    if case.hearing_asked and case.hearing is None:
        raise refuse(Reason.HEARING_NOT_HELD, procedures.HEARING_RIGHT, basis=case.hearing_asked.who)
    if case.late_parties and case.hearing_told is None and not case.ground:
        raise refuse(Reason.HEARING_RIGHT_NOT_TOLD, procedures.HEARING_RIGHT, name=case.late_parties[0].name)
    spoke = {one.who for one in case.statements}
    for party in case.late_parties:
        due = procedures.statement_due(party.on, setting.law)
        if party.name not in spoke and act.today <= due.on:
            raise refuse(Reason.PARTY_NOT_HEARD, procedures.THIRD_PARTY, name=party.name, until=due.on)
    _hearing_right(case, act, setting)


def _hearing_right(case: Case, act: Act, setting: Setting) -> None:
    """Whoever was told that they may ask for a hearing let their five days pass.

    Who took part in a hearing that was held needs none; who was told later has five days of their own.
    """
    told, late = case.hearing_told, case.late_parties
    if told is None:
        return
    since = [max(told.on, one.on) for one in late] + ([told.on] if case.hearing is None else [])
    if since and act.today <= (due := procedures.hearing_request_due(max(since), setting.law)).on:
        raise refuse(Reason.HEARING_RIGHT_RUNNING, procedures.HEARING_RIGHT, until=due.on)


def answered(case: Case, act: Act) -> tuple[Opinion, ...]:
    """The opinions on which the decision of an application rests: all asked, all in."""
    opinions = tuple(one for one in act.opinions(case.id) if not one.copy)
    asked = {one.asked.department for one in opinions}
    joint = case.item.kind is ItemKind.JOINT and not case.ground
    if joint and (missing := [name for name in case.item.asks if name not in asked]):
        raise refuse(Reason.OPINIONS_NOT_ASKED, procedures.JOINT, departments="、".join(missing))
    if waiting := [one.asked.department for one in opinions if not one.settled(act.today)]:
        raise refuse(Reason.OPINIONS_OPEN, procedures.JOINT, departments="、".join(waiting))
    return opinions


def ripe(case: Case, act: Act, setting: Setting) -> tuple[Opinion, ...]:
    """Nothing the law wants first is left undone: the case is here, complete, everybody heard, every answer in."""
    at_hand(case)
    if case.tolerated:
        names = "、".join(line.name for line in case.tolerated)
        raise refuse(Reason.TOLERANCE_OPEN, service.MODEL_TOLERANCE, materials=names)
    heard(case, act, setting)
    return answered(case, act)


def _overruled(opinions: tuple[Opinion, ...], command: cmd.DecideCase, setting: Setting) -> None:
    """A "no" is overruled by the lead with reasons only, and never where the hall's custom is the veto."""
    against = "、".join(one.asked.department for one in opinions if one.negative())
    if against and setting.customs.veto:
        raise refuse(Reason.VETOED, procedures.JOINT, departments=against)
    if against and not command.reasons.strip():
        raise refuse(Reason.OPINION_AGAINST, procedures.JOINT, departments=against)


def make(case: Case, _: cmd.MakeCertificate, act: Act, setting: Setting) -> Events:
    """制证: number it."""
    authority.stands_at(case, Status.GRANTED)
    authority.at_window(setting, act)
    series = f"{setting.department(case.item).abbr}证{act.today.year}{setting.window.code}{setting.incarnation}"
    serial = act.next_serial(series)
    decision = case.decision
    made = ev.CertificateMade(
        number=f"{series}{serial:05d}",
        series=series,
        serial=serial,
        name=case.item.result,
        issued_on=act.today,
        valid_until=decision.valid_until if decision else None,
        cites=(licensing.CERTIFICATE,),
        replaces=case.about,
    )
    return [made]


def stamp(case: Case, _: cmd.StampCertificate, act: Act, setting: Setting) -> Events:
    """盖章, with the seal the matrix names."""
    authority.stands_at(case, Status.CERTIFIED)
    authority.delegated(setting, act, case.item, "stamp")
    if case.certificate is None:
        raise refuse(Reason.WRONG_STATE, licensing.CERTIFICATE, case=case.id, status=case.status.value)
    paper = decisions.certificate(setting, act, case, case.certificate)
    seal = paper.notice.seal
    if seal is None:
        raise refuse(Reason.NO_SEAL, licensing.CERTIFICATE, department=case.item.department, paper="certificate")
    stamped = ev.CertificateStamped(case.certificate.number, seal.seal_id, seal.impression, (licensing.CERTIFICATE,))
    return [stamped, paper]
