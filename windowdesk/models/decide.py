"""From what a case is and what is asked to what happens, or why not: decide = lapse + act.

`lapse` is what the calendar has already brought about; it is written before the act is judged. Nothing here reads
a clock or a file, and nothing is changed: the answer is a list of events or a `Refused`.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import assert_never

from windowdesk.models import authority, intake, numbers, papers
from windowdesk.models import commands as cmd
from windowdesk.models import events as ev
from windowdesk.models.case import Case, Status
from windowdesk.models.catalogue import ItemKind
from windowdesk.models.parties import Party, PartyKind
from windowdesk.models.refusal import Reason, refuse
from windowdesk.models.rules import licensing
from windowdesk.models.setting import Act, Setting

MAX_REPLY_DAYS = 365


def lapse(case: Case, act: Act, setting: Setting) -> list[ev.Event]:
    """What time alone has brought about.

    Five silent days accept (第三十二条第一款第四项); corrections that did not come in by the day the notice named
    return the application, as the notice said they would.
    """
    if case.holder != setting.stream:
        return []
    if case.status is Status.CORRECTING and case.corrections and act.today > case.corrections.reply_by:
        return [ev.CaseClosed("not_corrected", act.today)]
    if case.status is not Status.RECEIVED:
        return []
    since = case.complete_on or case.received_on
    if not licensing.silence_accepts(licensing.notice_due(since, setting.law), act.today):
        return []
    silent = Act(act.at, None, act.next_serial, act.open_case, lambda _: "", act.query_code)
    return _accepted(case, silent, setting, since, deemed=True)


def decide(case: Case, command: cmd.CaseCommand, act: Act, setting: Setting) -> list[ev.Event]:
    """What happens when `command` is asked of `case`. Raises Refused with its reason and article."""
    authority.person(act)
    authority.held(setting, case)
    if isinstance(command, cmd.ReprintPaper):
        return _reprint(case, command)
    if isinstance(command, cmd.ShowIdentity):
        return _show(command)
    if not case.open:
        raise refuse(Reason.CASE_CLOSED, case=case.id)
    return _step(case, command, act, setting)


def _step(  # noqa: PLR0912 - one line a command
    case: Case, command: cmd.CaseCommand, act: Act, setting: Setting
) -> list[ev.Event]:
    match command:
        case cmd.SupplementMaterials():
            return _supplement(case, command, act, setting)
        case cmd.RequestCorrections():
            return _correct(case, command, act, setting)
        case cmd.AcceptCase():
            return _accept(case, act, setting)
        case cmd.RefuseAcceptance():
            return _refuse(case, command, act, setting)
        case cmd.ReviewCase():
            return _review(case, command, act, setting)
        case cmd.CheckCase():
            return _check(case, command, act, setting)
        case cmd.DecideCase():
            return _decide(case, command, act, setting)
        case cmd.MakeCertificate():
            return _make(case, act, setting)
        case cmd.StampCertificate():
            return _stamp(case, act, setting)
        case cmd.HandOverResult():
            return _hand_over(case, command, act, setting)
        case cmd.PostResult():
            return _post(case, command, act, setting)
        case cmd.ConfirmDelivery():
            return _deliver(case, command, act)
        case cmd.ReprintPaper() | cmd.ShowIdentity():
            raise AssertionError("judged before")
        case _:
            assert_never(command)


def _supplement(case: Case, command: cmd.SupplementMaterials, act: Act, setting: Setting) -> list[ev.Event]:
    authority.stands_at(case, Status.RECEIVED, Status.CORRECTING)
    if not command.materials:
        raise refuse(Reason.NOTHING_RECEIVED, item=case.item.name)
    fresh = {line.name for line in command.materials}
    kept = tuple(line for line in case.materials if line.name not in fresh)
    intake.check_lines(case.item, command.materials)
    after = intake.checklist(case.item, kept + command.materials)
    lines = tuple(line for line in after if line.name in fresh)
    # Without a notice the five days run on from the receipt; a window cannot restart them by taking in one paper more.
    complete = case.status is Status.CORRECTING and all(line.state == "ok" for line in after)
    due = licensing.notice_due(act.today, setting.law) if complete else None
    cite = licensing.ACCEPT if case.corrections else licensing.ON_THE_SPOT_CORRECTION
    return [ev.MaterialsSupplemented(lines, act.today, complete, due, (cite,))]


def _correct(case: Case, command: cmd.RequestCorrections, act: Act, setting: Setting) -> list[ev.Event]:
    if case.corrections is not None and case.status in (Status.RECEIVED, Status.CORRECTING):
        raise refuse(Reason.SECOND_NOTICE, licensing.TOLD_ONCE, case=case.id, on=case.corrections.on)
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
    if not 1 <= command.reply_days <= MAX_REPLY_DAYS:
        raise refuse(Reason.DATE_IMPOSSIBLE, field="reply_days")
    reply_by = act.today + timedelta(days=command.reply_days)
    paper = papers.correction(setting, act, case, told, reply_by)
    return [ev.CorrectionRequested(told, act.today, reply_by, (licensing.TOLD_ONCE,)), paper]


def wanting(line: ev.MaterialLine) -> ev.Deficiency:
    """What the notice says of a lacking material unless the clerk puts it better."""
    wanted = f"提交{line.form or '符合法定形式的材料'}{line.copies}份"
    if line.state == "missing":
        return ev.Deficiency(line.name, "未提交", wanted)
    return ev.Deficiency(line.name, line.note or "不符合法定形式", wanted)


def _accept(case: Case, act: Act, setting: Setting) -> list[ev.Event]:
    if case.status is Status.CORRECTING:
        names = "、".join(line.name for line in case.lacking)
        raise refuse(Reason.CORRECTION_INCOMPLETE, licensing.ACCEPT, materials=names)
    authority.stands_at(case, Status.RECEIVED)
    if case.lacking:
        names = "、".join(line.name for line in case.lacking)
        raise refuse(Reason.MATERIALS_MISSING, licensing.TOLD_ONCE, materials=names)
    return _accepted(case, act, setting, act.today, deemed=False)


def _accepted(case: Case, act: Act, setting: Setting, on: date, *, deemed: bool) -> list[ev.Event]:
    statutory = licensing.decision_due(case.item, on, setting.law)
    promised = licensing.promised_due(case.item, on, setting.law)
    cites = (licensing.TOLD_ONCE if deemed else licensing.ACCEPT, licensing.IN_WRITING)
    found = licensing.statutory_days(case.item, on, setting.law)
    accepted = ev.CaseAccepted(on, deemed, statutory, promised, (*cites, *((found[1],) if found else ())))
    paper = papers.acceptance(setting, act, case, on, deemed, statutory, promised)
    if case.item.kind is ItemKind.FILING:
        return [accepted, paper, ev.CaseClosed("filed", act.today)]
    return [accepted, paper]


def _refuse(case: Case, command: cmd.RefuseAcceptance, act: Act, setting: Setting) -> list[ev.Event]:
    authority.stands_at(case, Status.RECEIVED)
    cite = {"no_permit_needed": licensing.NO_PERMIT_NEEDED, "not_our_power": licensing.NOT_OUR_POWER}.get(
        command.ground
    )
    if cite is None:
        raise refuse(Reason.COMMAND_MALFORMED, field="ground")
    if not command.reason.strip():
        raise refuse(Reason.REASON_MISSING, "行政许可法 第七十二条第七项")
    if command.ground == "not_our_power" and not command.right_office.strip():
        raise refuse(Reason.RIGHT_OFFICE_MISSING, cite)
    refused = ev.CaseNotAccepted(
        command.ground, command.reason, command.right_office, act.today, (cite, licensing.IN_WRITING)
    )
    paper = papers.not_accepted(setting, act, case, command.ground, command.reason, command.right_office)
    return [refused, paper, ev.CaseClosed("not_accepted", act.today)]


def _review(case: Case, command: cmd.ReviewCase, act: Act, setting: Setting) -> list[ev.Event]:
    # Again before the check: a case that the only person who may check has reviewed would otherwise stand for ever.
    authority.stands_at(case, Status.ACCEPTED, Status.REVIEWED)
    authority.delegated(setting, act, case.item, "review")
    if not command.favourable and not command.opinion.strip():
        raise refuse(Reason.REASON_MISSING, licensing.REVIEW)
    opinion = command.opinion or "材料齐全，符合法定条件、标准，建议准予。"
    return [ev.CaseReviewed(command.favourable, opinion, (licensing.REVIEW,))]


def _check(case: Case, command: cmd.CheckCase, act: Act, setting: Setting) -> list[ev.Event]:
    authority.stands_at(case, Status.REVIEWED)
    authority.other_hand(act, case.reviewer)
    authority.delegated(setting, act, case.item, "check")
    if not command.agrees and not command.opinion.strip():
        raise refuse(Reason.REASON_MISSING, licensing.REVIEW)
    return [ev.CaseChecked(command.agrees, command.opinion or "同意审查意见。", (licensing.REVIEW,))]


def _decide(case: Case, command: cmd.DecideCase, act: Act, setting: Setting) -> list[ev.Event]:
    authority.stands_at(case, Status.CHECKED)
    instrument = authority.delegated(setting, act, case.item, "decide")
    if not command.grant and not (command.reasons.strip() and (command.basis or case.item.basis).strip()):
        raise refuse(Reason.REASON_MISSING, licensing.DENY)
    if command.grant and case.reviewed is not None and not case.reviewed.favourable:
        raise refuse(Reason.OPINION_NEGATIVE, licensing.GRANT, opinion=case.reviewed.opinion)
    years = case.item.validity_years
    until = _years_after(act.today, years) if command.grant and years else None
    spot = (licensing.DECIDED_AT_ONCE,) if case.item.on_the_spot else (licensing.DECISION_DAYS,)
    made = ev.DecisionMade(
        granted=command.grant,
        reasons=command.reasons,
        on=act.today,
        serve_due=licensing.service_due(act.today, setting.law),
        instrument=instrument,
        certificate=case.item.result if command.grant else "",
        valid_until=until,
        cites=(licensing.GRANT if command.grant else licensing.DENY, *spot, licensing.SERVICE_DAYS),
    )
    paper = papers.decision(
        setting,
        act,
        case,
        granted=command.grant,
        reasons=command.reasons,
        basis=command.basis,
        valid_until=until,
    )
    return [made, paper]


def _years_after(start: date, years: int) -> date:
    """The last day of a validity of whole years: the day before the anniversary."""
    try:
        anniversary = start.replace(year=start.year + years)
    except ValueError:
        anniversary = date(start.year + years, 3, 1)
    return anniversary - timedelta(days=1)


def _make(case: Case, act: Act, setting: Setting) -> list[ev.Event]:
    authority.stands_at(case, Status.GRANTED)
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
    )
    return [made]


def _stamp(case: Case, act: Act, setting: Setting) -> list[ev.Event]:
    authority.stands_at(case, Status.CERTIFIED)
    authority.delegated(setting, act, case.item, "stamp")
    if case.certificate is None:
        raise refuse(Reason.WRONG_STATE, case=case.id, status=case.status.value)
    paper = papers.certificate(setting, act, case, case.certificate)
    seal = paper.notice.seal
    if seal is None:
        raise refuse(Reason.NO_SEAL, licensing.CERTIFICATE, department=case.item.department, paper="certificate")
    stamped = ev.CertificateStamped(case.certificate.number, seal.seal_id, seal.impression, (licensing.CERTIFICATE,))
    return [stamped, paper]


def _result(case: Case) -> str:
    return "granted" if case.decision and case.decision.granted else "denied"


def _hand_over(case: Case, command: cmd.HandOverResult, act: Act, setting: Setting) -> list[ev.Event]:
    authority.stands_at(case, Status.READY, Status.DENIED)
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
        ev.CaseClosed(_result(case), act.today),
    ]


def _post(case: Case, command: cmd.PostResult, act: Act, setting: Setting) -> list[ev.Event]:
    authority.stands_at(case, Status.READY, Status.DENIED)
    if not case.item.service:
        raise refuse(Reason.NOT_POSTABLE, item=case.item.name)
    if fault := numbers.mail_number_fault(command.mail_no):
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
        raise refuse(Reason.PHONE_WRONG)
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
    service = papers.proof_of_service(setting, act, case, "邮寄送达", to.name, command.mail_no)
    return [posted, label, listing, service]


def _deliver(case: Case, command: cmd.ConfirmDelivery, act: Act) -> list[ev.Event]:
    authority.stands_at(case, Status.POSTED)
    if case.parcel is None or not case.parcel.on <= command.on <= act.today:
        raise refuse(Reason.DATE_IMPOSSIBLE, field="on")
    signed = command.signed_by or case.parcel.receiver
    return [
        ev.ParcelDelivered(command.on, signed, (licensing.SERVICE_DAYS,)),
        ev.CaseClosed(_result(case), act.today),
    ]


def _reprint(case: Case, command: cmd.ReprintPaper) -> list[ev.Event]:
    paper = case.paper(command.paper_no)
    if paper is None:
        raise refuse(Reason.PAPER_UNKNOWN, paper=command.paper_no)
    return [ev.PaperReprinted(paper.number, paper.copies + 1)]


def _show(command: cmd.ShowIdentity) -> list[ev.Event]:
    if not command.why.strip():
        raise refuse(Reason.REASON_MISSING, "个人信息保护法 第五条")
    return [ev.IdentityShown(command.why)]
