"""发证 and what comes after: the window, EMS, and the later check of a promise."""

from __future__ import annotations

from windowdesk.models import authority, numbers
from windowdesk.models import commands as cmd
from windowdesk.models import events as ev
from windowdesk.models.acts import Events
from windowdesk.models.case import Case, Status
from windowdesk.models.papers import service as papers
from windowdesk.models.parties import Party, PartyKind
from windowdesk.models.refusal import Reason, refuse
from windowdesk.models.rules import licensing, permits, procedures, service
from windowdesk.models.setting import Act, Setting


def result(case: Case) -> str:
    """How the case ends: the word its closing carries."""
    if case.ended is not None:
        return "revoked" if isinstance(case.ended, ev.PermitRevoked) else "cancelled"
    return "granted" if case.decision and case.decision.granted else "denied"


def closing(case: Case, act: Act) -> Events:
    """The end of the case, but for a promise that is still to be checked."""
    if case.promise and case.decision and case.decision.granted and case.ended is None:
        return []
    return [ev.CaseClosed(result(case), act.today)]


def hand_over(case: Case, command: cmd.HandOverResult, act: Act, setting: Setting) -> Events:
    """发证 at the window: to the applicant, or to somebody with their written power; nothing while a fee is open."""
    authority.at_window(setting, act)
    authority.stands_at(case, Status.READY, Status.DENIED)
    _paid(case)
    by_agent = command.as_agent
    receiver, number = command.receiver, command.receiver_number
    if by_agent and not receiver and case.agent:
        receiver, number = case.agent.name, case.agent.number
    elif not receiver and not by_agent:
        person = case.applicant.kind is PartyKind.PERSON
        receiver = case.applicant.name if person else case.applicant.contact
        number = case.applicant.number if person else ""
    if not receiver.strip() or (by_agent and not number):
        raise refuse(Reason.RECEIVER_MISSING, licensing.AGENT)
    if not by_agent and case.applicant.kind is PartyKind.PERSON and receiver != case.applicant.name:
        raise refuse(Reason.AGENT_WITHOUT_POWER, licensing.AGENT)
    if number and (fault := numbers.id_number_fault(number, act.today)):
        raise refuse(Reason.NUMBER_WRONG, kind=PartyKind.PERSON.value, fault=fault)
    tail = number[-4:]
    handed = ev.ResultHandedOver(receiver, by_agent, tail, act.today, (licensing.SERVICE_DAYS,))
    return [
        handed,
        papers.pickup(setting, act, case, receiver, tail, by_agent),
        papers.proof_of_service(setting, act, case, "直接送达", receiver),
        *closing(case, act),
    ]


def _paid(case: Case) -> None:
    """A certificate waits for its fee; a refusal reaches the applicant whatever is owed."""
    if case.fee is not None and case.paid is None and case.status is Status.READY:
        raise refuse(Reason.FEE_UNPAID, permits.PUBLISHED_FEE, yuan=f"{case.fee.fen / 100:.2f}")


def post(case: Case, command: cmd.PostResult, act: Act, setting: Setting) -> Events:
    """发证 by EMS."""
    authority.at_window(setting, act)
    authority.stands_at(case, Status.READY, Status.DENIED)
    _paid(case)
    if not case.item.service:
        raise refuse(Reason.NOT_POSTABLE, item=case.item.name)
    used = "used" if command.mail_no in case.returned else ""
    if fault := numbers.mail_number_fault(command.mail_no) or used:
        raise refuse(Reason.MAIL_NUMBER_WRONG, fault=fault)
    to = Party(
        case.applicant.kind,
        command.receiver or case.applicant.contact or case.applicant.name,
        "",
        command.phone or case.applicant.phone,
        command.address or case.applicant.address,
    )
    if not to.address.strip():
        raise refuse(Reason.ADDRESS_MISSING, "快递暂行条例 第二十二条")
    if not numbers.is_phone(to.phone):
        raise refuse(Reason.PHONE_WRONG, "快递暂行条例 第二十二条")
    fen = setting.postage(command.zone, act.today)
    posted = ev.ParcelPosted(
        command.mail_no,
        to.name,
        to.phone,
        to.address,
        act.today,
        fen,
        (licensing.SERVICE_DAYS, "邮政法 第五十五条"),
    )
    label, listing = papers.parcel(setting, act, case, command.mail_no, to)
    proof = papers.proof_of_service(setting, act, case, "邮寄送达", to.name, command.mail_no)
    return [posted, label, listing, proof]


def deliver(case: Case, command: cmd.ConfirmDelivery, act: Act, setting: Setting) -> Events:
    """签收: the date on the return receipt is the date of service."""
    authority.at_window(setting, act)
    authority.stands_at(case, Status.POSTED)
    if case.parcel is None or not case.parcel.on <= command.on <= act.today:
        raise refuse(Reason.DATE_IMPOSSIBLE, licensing.SERVICE_DAYS, field="on")
    signed = command.signed_by or case.parcel.receiver
    return [
        ev.ParcelDelivered(command.on, signed, (licensing.SERVICE_DAYS,)),
        *closing(case, act),
    ]


def parcel_back(case: Case, command: cmd.RecordReturn, act: Act, setting: Setting) -> Events:
    """退回登记: it is to be issued at the window or posted again, under a new number; the ten days run on."""
    authority.at_window(setting, act)
    authority.stands_at(case, Status.POSTED)
    if case.parcel is None or not case.parcel.on <= command.on <= act.today:
        raise refuse(Reason.DATE_IMPOSSIBLE, licensing.SERVICE_DAYS, field="on")
    if not command.why.strip():
        raise refuse(Reason.REASON_MISSING, licensing.SERVICE_DAYS)
    return [ev.ParcelReturned(case.parcel.mail_no, command.why, command.on, (licensing.SERVICE_DAYS,))]


def later_check(case: Case, command: cmd.RecordLaterCheck, act: Act, setting: Setting) -> Events:
    """事后核查 of a promise: kept ends the case; broken makes revoking the next step, and bars promising again."""
    authority.at_window(setting, act)
    authority.stands_at(case, Status.VERIFYING)
    if not procedures.enough_visitors(command.persons, act.today, setting.law):
        raise refuse(Reason.PERSONS_TOO_FEW, procedures.SITE_VISIT, step="visit")
    if not command.findings.strip():
        raise refuse(Reason.REASON_MISSING, service.MODEL_CHECK)
    done = ev.LaterCheckDone(command.kept, command.findings, command.persons, act.today, (service.MODEL_CHECK,))
    if command.kept:
        return [done, ev.CaseClosed("granted", act.today)]
    bar = ev.BarImposed(case.applicant.number, case.item.code, "promise", None, (service.MODEL_BROKEN,))
    return [done, bar]


def reprint(case: Case, command: cmd.ReprintPaper) -> Events:
    """补打: the same paper, marked with its count."""
    paper = case.paper(command.paper_no)
    if paper is None:
        raise refuse(Reason.PAPER_UNKNOWN, paper=command.paper_no)
    return [ev.PaperReprinted(paper.number, paper.copies + 1)]


def show(command: cmd.ShowIdentity) -> Events:
    """Personal data in full, for a reason that is recorded."""
    if not command.why.strip():
        raise refuse(Reason.REASON_MISSING, "个人信息保护法 第五条")
    return [ev.IdentityShown(command.why)]
