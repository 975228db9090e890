"""Whoever must be heard: third parties, statements, and the hearing from its being told to its record."""

from __future__ import annotations

from windowdesk.models import authority
from windowdesk.models import commands as cmd
from windowdesk.models import events as ev
from windowdesk.models.acts import Events
from windowdesk.models.acts.between import IN_HAND
from windowdesk.models.case import Case, Status
from windowdesk.models.papers import hearings
from windowdesk.models.refusal import Reason, refuse
from windowdesk.models.rules import procedures
from windowdesk.models.setting import Act, Setting


def tell_party(case: Case, command: cmd.TellParty, act: Act, setting: Setting) -> Events:
    """告知利害关系人, in writing."""
    authority.person(act)
    authority.stands_at(case, *IN_HAND)
    if not command.name.strip() or not command.interest.strip():
        raise refuse(Reason.REASON_MISSING, procedures.THIRD_PARTY)
    due = procedures.statement_due(act.today, setting.law)
    made = ev.PartyTold(
        command.name, command.address, command.phone, command.interest, act.today, due, (procedures.THIRD_PARTY,)
    )
    return [made, hearings.party(setting, act, case, made)]


def hear(case: Case, command: cmd.HearStatement, act: Act, setting: Setting) -> Events:
    """陈述申辩, as it was said."""
    authority.person(act)
    authority.stands_at(case, *IN_HAND, Status.TO_REVOKE)
    if not command.who.strip() or not command.statement.strip():
        raise refuse(Reason.REASON_MISSING, procedures.STATEMENT)
    return [ev.StatementHeard(command.who, command.statement, act.today, (procedures.STATEMENT,))]


def tell_hearing_right(case: Case, _: cmd.TellHearingRight, act: Act, setting: Setting) -> Events:
    """听证权利告知: five days to ask."""
    authority.person(act)
    authority.stands_at(case, *IN_HAND)
    if case.hearing_told is not None:
        raise refuse(Reason.SECOND_NOTICE, procedures.HEARING_RIGHT, on=case.hearing_told.on, matter="hearing_right")
    due = procedures.hearing_request_due(act.today, setting.law)
    made = ev.HearingRightTold(act.today, due, (procedures.HEARING_RIGHT, procedures.HEARING_FREE))
    return [made, *hearings.hearing_right(setting, act, case, made)]


def request_hearing(case: Case, command: cmd.RequestHearing, act: Act, setting: Setting) -> Events:
    """申请听证 within the five days; it is to be held within twenty."""
    authority.person(act)
    authority.stands_at(case, *IN_HAND)
    if case.hearing_told is None:
        raise refuse(Reason.HEARING_NOT_TOLD, procedures.HEARING_RIGHT, case=case.id)
    if case.hearing_asked is not None:
        raise refuse(Reason.SECOND_NOTICE, procedures.HEARING_RIGHT, on=case.hearing_asked.on, matter="hearing")
    last = procedures.hearing_request_due(case.hearing_told.on, setting.law)
    if act.today > last.on:
        raise refuse(Reason.HEARING_ASKED_LATE, procedures.HEARING_RIGHT, until=last.on)
    if not command.who.strip():
        raise refuse(Reason.NAME_MISSING, procedures.HEARING_RIGHT)
    due = procedures.hearing_hold_due(act.today, setting.law)
    return [ev.HearingRequested(command.who, act.today, due, (procedures.HEARING_RIGHT,))]


def announce(case: Case, command: cmd.AnnounceHearing, act: Act, setting: Setting) -> Events:
    """听证通知: seven days ahead, within the twenty, presided by somebody who does not review."""
    authority.person(act)
    authority.stands_at(case, *IN_HAND)
    if case.hearing is not None or not (case.item.hearing or case.hearing_asked):
        raise refuse(Reason.HEARING_NOT_TOLD, procedures.HEARING_HELD, case=case.id)
    if not command.time.strip() or not command.place.strip():
        raise refuse(Reason.REASON_MISSING, procedures.HEARING_NOTICE)
    earliest = procedures.hearing_earliest(act.today, setting.law)
    if command.held_on < earliest.on:
        raise refuse(Reason.HEARING_TOO_SOON, procedures.HEARING_NOTICE, earliest=earliest.on)
    # A period that ran out does not make the hearing impossible: late is late, and stands in the record.
    last = case.hearing_asked.hold_by.on if case.hearing_asked else None
    if last and earliest.on <= last < command.held_on:
        raise refuse(Reason.HEARING_TOO_LATE, procedures.HEARING_RIGHT, latest=last)
    reviewer = setting.staff[case.reviewer].name if case.reviewer in setting.staff else ""
    if not procedures.may_preside(command.presider, reviewer):
        raise refuse(Reason.PRESIDER_REVIEWS, procedures.PRESIDER, name=command.presider)
    cites = (procedures.HEARING_NOTICE, procedures.PRESIDER)
    made = ev.HearingAnnounced(command.held_on, command.time, command.place, command.presider, act.today, cites)
    return [made, *hearings.hearing(setting, act, case, made)]


def hold(case: Case, command: cmd.HoldHearing, act: Act, setting: Setting) -> Events:
    """听证笔录: signed; the decision rests on it."""
    authority.person(act)
    authority.stands_at(case, *IN_HAND)
    if case.hearing_set is None or case.hearing is not None:
        raise refuse(Reason.HEARING_NOT_TOLD, procedures.HEARING_NOTICE, case=case.id)
    if act.today < case.hearing_set.held_on:
        raise refuse(Reason.HEARING_TOO_SOON, procedures.HEARING_NOTICE, earliest=case.hearing_set.held_on)
    if not command.record.strip() or not command.findings.strip():
        raise refuse(Reason.REASON_MISSING, procedures.RECORD)
    return [ev.HearingHeld(command.record, command.findings, act.today, (procedures.RECORD, procedures.ON_RECORD))]
