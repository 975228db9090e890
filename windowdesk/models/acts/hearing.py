"""Whoever must be heard: third parties, statements, and the hearing from its being told to its record."""

from __future__ import annotations

from datetime import date

from windowdesk.models import authority
from windowdesk.models import commands as cmd
from windowdesk.models import events as ev
from windowdesk.models.acts import Events
from windowdesk.models.case import IN_HAND, Case, Status
from windowdesk.models.papers import hearings
from windowdesk.models.refusal import Reason, refuse
from windowdesk.models.rules import permits, procedures
from windowdesk.models.setting import Act, Setting


def tell_party(case: Case, command: cmd.TellParty, act: Act, setting: Setting) -> Events:
    """告知利害关系人, in writing; and of the hearing, where the others have been told of it already."""
    authority.at_window(setting, act)
    authority.stands_at(case, *IN_HAND)
    if not command.name.strip() or not command.interest.strip():
        raise refuse(Reason.REASON_MISSING, procedures.THIRD_PARTY)
    due = procedures.statement_due(act.today, setting.law)
    made = ev.PartyTold(
        command.name, command.address, command.phone, command.interest, act.today, due, (procedures.THIRD_PARTY,)
    )
    papers: Events = [hearings.party(setting, act, case, made)]
    if case.hearing_told is not None:
        papers += hearings.hearing_right(setting, act, case, _right(act, setting), (command.name,))
    if case.hearing_set is not None and case.hearing is None:
        papers += hearings.hearing(setting, act, case, case.hearing_set, (command.name,))
    return [made, *papers]


def hear(case: Case, command: cmd.HearStatement, act: Act, setting: Setting) -> Events:
    """陈述申辩, as it was said."""
    authority.at_window(setting, act)
    authority.stands_at(case, *IN_HAND, Status.TO_REVOKE)
    if not command.who.strip() or not command.statement.strip():
        raise refuse(Reason.REASON_MISSING, procedures.STATEMENT)
    return [ev.StatementHeard(command.who, command.statement, act.today, (procedures.STATEMENT,))]


def _right(act: Act, setting: Setting) -> ev.HearingRightTold:
    due = procedures.hearing_request_due(act.today, setting.law)
    return ev.HearingRightTold(act.today, due, (procedures.HEARING_RIGHT, procedures.HEARING_FREE))


def tell_hearing_right(case: Case, _: cmd.TellHearingRight, act: Act, setting: Setting) -> Events:
    """听证权利告知: five days to ask."""
    authority.at_window(setting, act)
    authority.stands_at(case, *IN_HAND)
    if case.hearing_told is not None:
        raise refuse(Reason.SECOND_NOTICE, procedures.HEARING_RIGHT, on=case.hearing_told.on, matter="hearing_right")
    made = _right(act, setting)
    return [made, *hearings.hearing_right(setting, act, case, made)]


def declare(case: Case, command: cmd.DeclareHearing, act: Act, setting: Setting) -> Events:
    """认定应当听证: by one who may decide the matter; then it is announced, held, and decided on its record."""
    authority.stands_at(case, *IN_HAND)
    instrument = authority.delegated(setting, act, case.item, "decide")
    if case.ground:
        raise refuse(Reason.DECISION_OTHER_WAY, permits.REVOKE, case=case.id)
    if case.must_hear:
        raise refuse(Reason.HEARING_DUE_ALREADY, procedures.HEARING_HELD, basis=case.must_hear)
    if not command.why.strip():
        raise refuse(Reason.REASON_MISSING, procedures.HEARING_HELD)
    return [ev.HearingDeclared(command.why, act.today, instrument, (procedures.HEARING_HELD,))]


def told_on(case: Case, who: str) -> date | None:
    """The day on which somebody was told of the right to a hearing, or None: only they may ask for one."""
    if case.hearing_told is None:
        return None
    if who in case.own_names:
        return case.hearing_told.on
    return max((max(one.on, case.hearing_told.on) for one in case.parties if one.name == who), default=None)


def request_hearing(case: Case, command: cmd.RequestHearing, act: Act, setting: Setting) -> Events:
    """申请听证 by one who was told of the right, within five days of being told; it is to be held within twenty."""
    authority.at_window(setting, act)
    authority.stands_at(case, *IN_HAND)
    if case.hearing_told is None:
        raise refuse(Reason.HEARING_NOT_TOLD, procedures.HEARING_RIGHT, case=case.id)
    who = command.who.strip()
    late = case.hearing is not None and who in {one.name for one in case.late_parties}
    if (before := case.hearing_asked or case.hearing) and not late:
        raise refuse(Reason.SECOND_NOTICE, procedures.HEARING_RIGHT, on=before.on, matter="hearing")
    if not who:
        raise refuse(Reason.NAME_MISSING, procedures.HEARING_RIGHT)
    since = told_on(case, who)
    if since is None:
        raise refuse(Reason.HEARING_NOT_THEIRS, procedures.HEARING_RIGHT, name=who)
    last = procedures.hearing_request_due(since, setting.law)
    if act.today > last.on:
        raise refuse(Reason.HEARING_ASKED_LATE, procedures.HEARING_RIGHT, until=last.on)
    due = procedures.hearing_hold_due(act.today, setting.law)
    return [ev.HearingRequested(who, act.today, due, (procedures.HEARING_RIGHT,))]


def announce(case: Case, command: cmd.AnnounceHearing, act: Act, setting: Setting) -> Events:
    """听证通知: seven days ahead, within the twenty, presided by somebody who does not examine the application."""
    authority.at_window(setting, act)
    authority.stands_at(case, *IN_HAND)
    if case.hearing is not None or not (case.must_hear or case.hearing_asked):
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
    if not procedures.may_preside(command.presider, examiners(case, setting)):
        raise refuse(Reason.PRESIDER_REVIEWS, procedures.PRESIDER, name=command.presider)
    cites = (procedures.HEARING_NOTICE, procedures.PRESIDER)
    made = ev.HearingAnnounced(command.held_on, command.time, command.place, command.presider, act.today, cites)
    return [made, *hearings.hearing(setting, act, case, made)]


def examiners(case: Case, setting: Setting) -> set[str]:
    """The names of all who ever reviewed, checked or inspected."""
    names = {setting.staff[number].name for number in case.examined if number in setting.staff}
    return names | ({*case.visited.persons} if case.visited else set())


def hold(case: Case, command: cmd.HoldHearing, act: Act, setting: Setting) -> Events:
    """听证笔录: signed; the decision rests on it. Every party had the seven days, also who was told later."""
    authority.at_window(setting, act)
    authority.stands_at(case, *IN_HAND)
    if case.hearing_set is None or case.hearing is not None:
        raise refuse(Reason.HEARING_NOT_TOLD, procedures.HEARING_NOTICE, case=case.id)
    since = case.hearing_set.on
    told_late = [one.on for one in case.parties if one.on > since]
    earliest = max((procedures.hearing_earliest(on, setting.law).on for on in told_late), default=since)
    if case.hearing_set.held_on < earliest or act.today < case.hearing_set.held_on:
        first = max(earliest, case.hearing_set.held_on)
        raise refuse(Reason.HEARING_TOO_SOON, procedures.HEARING_NOTICE, earliest=first)
    if not command.record.strip() or not command.findings.strip():
        raise refuse(Reason.REASON_MISSING, procedures.RECORD)
    return [ev.HearingHeld(command.record, command.findings, act.today, (procedures.RECORD, procedures.ON_RECORD))]
