"""Streams beside a case: opinions asked of other departments at the same time, copies, and their answers."""

from __future__ import annotations

from datetime import date

from windowdesk.models import authority
from windowdesk.models import commands as cmd
from windowdesk.models import events as ev
from windowdesk.models.acts import Events
from windowdesk.models.case import Case, Status
from windowdesk.models.opinion import ACKNOWLEDGED, ANSWERS, DISAGREE, FORWARD, Opinion
from windowdesk.models.papers import opinions as papers
from windowdesk.models.refusal import Reason, refuse
from windowdesk.models.rules import licensing, procedures, service
from windowdesk.models.setting import Act, Setting

OPINION_DAYS = 5
"""Working days to answer, where neither the item nor the lead says otherwise. No statute gives a number."""


def ask(case: Case, command: cmd.AskOpinions, act: Act, setting: Setting) -> Events:
    """并联审批: every department at the same time, each with its own question, paper and last day."""
    authority.delegated(setting, act, case.item, "review")
    authority.stands_at(case, Status.ACCEPTED, Status.REVIEWED, Status.CHECKED)
    asked_before = {opinion.asked.department for opinion in act.opinions(case.id) if not opinion.copy}
    if not case.item.asks:
        named = "、".join(command.departments) or case.item.name
        raise refuse(Reason.DEPARTMENT_NOT_ASKABLE, procedures.JOINT, departments=named)
    names = command.departments or tuple(name for name in case.item.asks if name not in asked_before)
    if not names:
        raise refuse(Reason.ALREADY_ASKED, procedures.JOINT, departments="、".join(case.item.asks))
    known = _in_hall(setting) | {*case.item.asks}
    if strange := [name for name in names if name not in known or name == case.item.department]:
        raise refuse(Reason.DEPARTMENT_NOT_ASKABLE, procedures.JOINT, departments="、".join(strange))
    if twice := [name for name in names if name in asked_before or names.count(name) > 1]:
        raise refuse(Reason.ALREADY_ASKED, procedures.JOINT, departments="、".join(twice))
    days = _days(case) if command.days is None else command.days
    due = setting.law.calendar.due(act.today, max(days, 0))
    # A case that is late already must still be asked about, or it could never be decided.
    limit = case.statutory_due.on if case.statutory_due else date.max
    if days < 1 or due.on > limit >= act.today:
        raise refuse(Reason.LIMIT_TOO_LONG, procedures.JOINT_EXTENSION, due=limit)
    question = command.question or "请就该事项涉及你单位职责的部分提出意见。"
    return _send(case, act, setting, names, "opinion", question, days)


def _in_hall(setting: Setting) -> set[str]:
    """Every department with a window in the hall."""
    return {name for window in setting.windows.values() for name in window.departments}


def copies(case: Case, act: Act, setting: Setting) -> Events:
    """抄送 to every department linked to a green-channel item."""
    return _send(case, act, setting, case.item.asks, "copy", "", _days(case))


def _days(case: Case) -> int:
    return OPINION_DAYS if case.item.opinion_days is None else case.item.opinion_days


def _send(
    case: Case, act: Act, setting: Setting, names: tuple[str, ...], kind: str, question: str, days: int
) -> Events:
    """A question or a copy to each. To a department without a window the paper goes by hand, and its reply comes so."""
    happenings: Events = []
    due, here = setting.law.calendar.due(act.today, days), _in_hall(setting)
    count = len(act.opinions(case.id))
    silence = case.item.silence_basis if setting.customs.silence_consents and kind == "opinion" else ""
    for n, name in enumerate(names, count + 1):
        asked = ev.OpinionAsked(
            case_id=case.id,
            kind=kind,
            department=name,
            lead=case.item.department,
            item_code=case.item.code,
            item_name=case.item.name,
            applicant=case.applicant.name,
            question=question,
            materials=tuple(line.name for line in case.materials if line.state == "ok"),
            due=due,
            default_basis=silence,
            cites=(procedures.JOINT if kind == "opinion" else service.PARALLEL,),
            days=days,
            by_hand=name not in here,
        )
        happenings.append(ev.Happening(f"{case.id}-{n:02d}", asked, case.item.department if asked.by_hand else name))
        happenings.append(papers.contact(setting, act, case, asked))
    return happenings


def answer(
    opinion: Opinion, command: cmd.GiveOpinion | cmd.AcknowledgeCopy, act: Act, setting: Setting
) -> list[ev.Happening]:
    """答复 by a window of the asked department: one of three answers, a "no" with its reasons; or 签收 of a copy."""
    asked = opinion.asked
    by = authority.at_window(setting, act)
    if opinion.stopped:
        raise refuse(Reason.CASE_STOPPED, licensing.ONE_WINDOW, case=opinion.id)
    if asked.by_hand or not setting.window.accepts(asked.department):
        raise refuse(Reason.OPINION_ELSEWHERE, procedures.JOINT, department=asked.department)
    if opinion.recalled_on:
        raise refuse(Reason.OPINION_RECALLED, procedures.JOINT, opinion=opinion.id, on=opinion.recalled_on)
    late = act.today > asked.due.on
    if isinstance(command, cmd.AcknowledgeCopy):
        if not opinion.copy:
            raise refuse(Reason.ANSWER_UNLAWFUL, procedures.JOINT, answer=ACKNOWLEDGED)
        if opinion.answer:
            raise refuse(Reason.OPINION_SETTLED, service.PARALLEL, opinion=opinion.id)
        given = ev.OpinionGiven(ACKNOWLEDGED, "", by.name, act.today, late, (service.PARALLEL,))
        return [ev.Happening(opinion.id, given, asked.lead)]
    if opinion.copy or command.answer not in ANSWERS:
        raise refuse(Reason.ANSWER_UNLAWFUL, procedures.JOINT, answer=command.answer)
    if opinion.settled(act.today) or (opinion.answer, command.answer) == (FORWARD, FORWARD):
        raise refuse(Reason.OPINION_SETTLED, procedures.JOINT, opinion=opinion.id)
    if command.answer == DISAGREE and not command.reasons.strip():
        raise refuse(Reason.REASON_MISSING, procedures.JOINT)
    authority.delegated_for(setting, act, asked.department, asked.item_code, "opinion")
    given = ev.OpinionGiven(command.answer, command.reasons, by.name, act.today, late, (procedures.JOINT,))
    paper = papers.reply(setting, act, opinion, given)
    return [ev.Happening(opinion.id, given, asked.lead), ev.Happening(opinion.id, paper, asked.lead)]


SINCE_ACCEPTED = tuple(one for one in Status if one not in (Status.RECEIVED, Status.CORRECTING, Status.CLOSED))
"""Where a case may stand when a reply comes: a question is answered before the decision, a copy also later."""


def record_reply(case: Case, command: cmd.RecordReply, act: Act, setting: Setting) -> Events:
    """登记纸质答复: what a department without a window replied on paper, with number, signer and date, as it says."""
    by_hand = [one for one in act.opinions(case.id) if one.asked.by_hand and one.asked.department == command.department]
    authority.at_window(setting, act)
    authority.stands_at(case, *SINCE_ACCEPTED)
    copy = command.answer == ACKNOWLEDGED
    opinion = next((one for one in by_hand if one.copy is copy), None)
    if opinion is None:
        raise refuse(Reason.OPINION_ELSEWHERE, procedures.JOINT, department=command.department)
    if not copy and command.answer not in ANSWERS:
        raise refuse(Reason.ANSWER_UNLAWFUL, procedures.JOINT, answer=command.answer)
    if opinion.settled(act.today) or (opinion.answer, command.answer) == (FORWARD, FORWARD):
        raise refuse(Reason.OPINION_SETTLED, procedures.JOINT, opinion=opinion.id)
    if not (command.document.strip() and command.signer.strip()):
        raise refuse(Reason.REPLY_INCOMPLETE, procedures.JOINT, department=command.department)
    if command.answer == DISAGREE and not command.reasons.strip():
        raise refuse(Reason.REASON_MISSING, procedures.JOINT)
    if not opinion.asked_on <= command.on <= act.today:
        raise refuse(Reason.DATE_IMPOSSIBLE, procedures.JOINT, field="on")
    given = ev.OpinionGiven(
        command.answer,
        command.reasons,
        command.signer,
        command.on,
        command.on > opinion.asked.due.on,
        (service.PARALLEL if copy else procedures.JOINT,),
        command.document,
    )
    return [ev.Happening(opinion.id, given, opinion.asked.lead)]


def recall(case: Case, act: Act, setting: Setting, why: str) -> Events:
    """The case ends: every department that has not answered is told, and what it was asked waits no longer."""
    happenings: Events = []
    for one in act.opinions(case.id):
        if not one.settled(act.today):
            cites = one.asked.cites
            gone = ev.OpinionRecalled(one.id, one.asked.department, why, act.today, cites)
            happenings.append(ev.Happening(case.id, gone, _whom(case, one)))
            happenings.append(ev.Happening(case.id, papers.recalled(setting, act, case, one, why), _whom(case, one)))
    return happenings


def _whom(case: Case, one: Opinion) -> str:
    return case.item.department if one.asked.by_hand else one.asked.department


def retold(case: Case, act: Act, setting: Setting) -> Events:
    """The last days of what waits for an answer, where the calendar now counts them otherwise."""
    happenings: Events = []
    for one in act.opinions(case.id):
        if one.asked.days is None or one.settled(act.today):
            continue
        due = setting.law.calendar.due(one.asked_on, one.asked.days)
        if due == one.asked.due:
            continue
        cites = (licensing.WORKING_DAYS,)
        moved = ev.OpinionDueMoved(one.id, one.asked.department, one.asked.due, due, act.today, cites)
        happenings.append(ev.Happening(case.id, moved, _whom(case, one)))
        happenings.append(ev.Happening(case.id, papers.due_moved(setting, act, case, one, due), _whom(case, one)))
    return happenings
