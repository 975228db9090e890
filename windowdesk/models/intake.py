"""收件: who applies for what with which papers; every ground for stopping is found before anything is written."""

from __future__ import annotations

from datetime import date

from windowdesk.models import authority, numbers
from windowdesk.models import commands as cmd
from windowdesk.models import events as ev
from windowdesk.models.acts import Events, accepting
from windowdesk.models.calendar import Due
from windowdesk.models.case import Case, fold
from windowdesk.models.catalogue import Item
from windowdesk.models.checklist import check_lines, checklist, in_force, own_lines
from windowdesk.models.papers import applications
from windowdesk.models.papers import service as service_papers
from windowdesk.models.parties import Agent, Party, PartyKind
from windowdesk.models.permits import Permit
from windowdesk.models.refusal import Reason, refuse
from windowdesk.models.rules import licensing, permits, service
from windowdesk.models.setting import Act, Setting


def find_item(setting: Setting, asked: str, on: date) -> Item:
    """The item asked for, in the version of a day. A secret matter is refused before anything is looked at."""
    item = setting.catalogue.find(asked, on)
    if item is None:
        raise refuse(Reason.ITEM_UNKNOWN, item=asked)
    if item.secret:
        raise refuse(Reason.ITEM_SECRET, "保守国家秘密法 第五条第二款")
    return item


def acceptable(setting: Setting, item: Item, on: date) -> None:
    """Whether this window takes in this item that day."""
    if item.outside:
        raise refuse(Reason.ITEM_OUTSIDE_HALL, item=item.name, office=item.outside_office, address=item.outside_address)
    in_force(item, on)
    if not setting.window.accepts(item.department):
        right = setting.right_window(item) or item.department
        raise refuse(Reason.ITEM_NOT_AT_WINDOW, item=item.name, right=right)
    authority.proxied(setting, item, "receive", on)


def check_party(party: Party, act: Act) -> None:
    """Name, number by its check digits, phone."""
    if not party.name.strip():
        raise refuse(Reason.NAME_MISSING)
    if fault := party.number_fault(act.today):
        raise refuse(Reason.NUMBER_WRONG, kind=party.kind.value, fault=fault)
    if not numbers.is_phone(party.phone):
        raise refuse(Reason.PHONE_WRONG)


def check_agent(agent: Agent, act: Act) -> None:
    """An agent comes with a written power (行政许可法 第二十九条第二款)."""
    if not agent.name.strip() or not agent.power.strip():
        raise refuse(Reason.AGENT_WITHOUT_POWER, licensing.AGENT)
    if fault := numbers.id_number_fault(agent.number, act.today):
        raise refuse(Reason.NUMBER_WRONG, kind=PartyKind.PERSON.value, fault=fault)
    if not numbers.is_phone(agent.phone):
        raise refuse(Reason.PHONE_WRONG)


def receive(command: cmd.ReceiveApplication, act: Act, setting: Setting) -> list[ev.Happening]:
    """One intake: a case for each item, all or none."""
    items = [find_item(setting, asked, act.today) for asked in command.items]
    authority.at_window(setting, act)
    if not items:
        raise refuse(Reason.ITEM_UNKNOWN, item="")
    for item in items:
        acceptable(setting, item, act.today)
        if command.agent is not None and item.personal:
            raise refuse(Reason.PERSONAL_ATTENDANCE, licensing.AGENT, item=item.name)
    check_party(command.applicant, act)
    if command.agent is not None:
        check_agent(command.agent, act)
    if command.green and not service.green(command.applicant, investor=command.investor):
        raise refuse(Reason.GREEN_NOT_OPEN, service.GREEN, name=command.applicant.name)
    for n, item in enumerate(items):
        found = act.open_case(command.applicant.number, item.code)
        if found or item in items[:n]:
            raise refuse(Reason.DUPLICATE_CASE, item=item.name, case=found or item.code)
        unbarred(command.applicant, item, act)
    happenings: list[ev.Happening] = []
    intake = ""
    for item in items:
        lines = checklist(item, own_lines(item, items, command.materials))
        check_lines(item, lines)
        if not any(line.state != "missing" for line in lines):
            raise refuse(Reason.NOTHING_RECEIVED, item=item.name)
        until = about(command, item, act, setting) if item.way != "new" else None
        fresh = _one(command, act, setting, item, lines, intake, until)
        intake = intake or fresh[0].case_id
        happenings += fresh
    return happenings


def unbarred(applicant: Party, item: Item, act: Act) -> None:
    """Nobody barred for false materials or fraud applies for the same item again within the time."""
    for bar in act.bars(applicant.number):
        if bar.kind != "promise" and bar.item_code in (item.code, item.of) and bar.holds(act.today):
            raise refuse(Reason.BARRED, bar.article, name=applicant.name, item=item.name, until=bar.until or "")


def about(command: cmd.ReceiveApplication, item: Item, act: Act, setting: Setting) -> date | None:
    """The last day of the certificate an application is about: known here, or told from the certificate shown.

    A renewal is asked for thirty days before that day (第五十条第一款).
    """
    if not command.about.strip():
        raise refuse(Reason.CERTIFICATE_MISSING, permits.CHANGE, item=item.name)
    permit, until = act.permit(command.about), command.about_until
    if permit is not None:
        # What a renewal or change issued is a certificate of the matter it was about.
        matter = permit.item.of or permit.item.code
        if permit.holder.number != command.applicant.number or item.of not in ("", matter):
            raise refuse(Reason.CERTIFICATE_NOT_THEIRS, permits.CHANGE, certificate=command.about)
        until = permit.valid_until
    if ended := _ended(permit, command.about, act):
        raise refuse(Reason.CERTIFICATE_ENDED, permits.CANCEL, certificate=command.about, state=ended)
    if until is not None and act.today > until and item.way in ("change", "duplicate"):
        raise refuse(Reason.CERTIFICATE_ENDED, permits.CANCEL, certificate=command.about, state="expired")
    if item.way != "renew":
        return until
    if until is None:
        raise refuse(Reason.DATE_IMPOSSIBLE, permits.RENEWAL_ASKED, field="about_until")
    last = permits.renewal_ask_by(until, setting.law)
    if act.today > last:
        raise refuse(Reason.RENEWAL_LATE, permits.RENEWAL_ASKED, until=until, last=last)
    return until


def _ended(permit: Permit | None, number: str, act: Act) -> str:
    """How the certificate ended in this hall, whoever issued it, or "" while it is good."""
    if permit is None:
        return act.ended(number)
    return "" if permit.state == "valid" else permit.state


def case_number(act: Act, setting: Setting) -> tuple[str, int]:
    """A fresh case number and its serial of the day."""
    return numbered(act, setting, act.today)


def numbered(act: Act, setting: Setting, on: date) -> tuple[str, int]:
    """A fresh case number of a day and its serial."""
    serial = act.next_serial(f"case/{on:%Y%m%d}/{setting.window.code}{setting.incarnation}")
    return numbers.case_number(setting.hall.division, on, setting.window.code, setting.incarnation, serial), serial


def _one(
    command: cmd.ReceiveApplication,
    act: Act,
    setting: Setting,
    item: Item,
    lines: tuple[ev.MaterialLine, ...],
    intake: str,
    until: date | None,
) -> list[ev.Happening]:
    number, serial = case_number(act, setting)
    due = licensing.notice_due(act.today, setting.law)
    code = act.query_code()
    event = ev.CaseReceived(
        serial=serial,
        intake=intake or number,
        item=item,
        applicant=command.applicant,
        agent=command.agent,
        materials=lines,
        received_on=act.today,
        notice_due=due,
        query_code=code,
        off_hours=not in_office_hours(setting, act),
        channel=command.channel,
        cites=(licensing.TOLD_ONCE,),
        way=item.way,
        about=command.about if item.way != "new" else "",
        about_until=until,
        green=command.green,
        proxy=authority.proxied(setting, item, "receive", act.today),
    )
    paper = applications.receipt(setting, act, number, item, command.applicant, lines, due, code)
    first = [ev.Happening(number, event, item.department), ev.Happening(number, paper, item.department)]
    if not command.green or any(line.state != "ok" for line in lines):
        return first
    # 首接窗口均应立即受理并抄送相关单位: complete as it is, it is accepted in the same act.
    case = begun(first[0], act, setting)
    authority.proxied(setting, item, "accept", act.today)
    return first + happening(case, accepting.accepted(case, act, setting, act.today))


def begun(first: ev.Happening, act: Act, setting: Setting) -> Case:
    """The case that a receipt begins, before it is written: what comes in the same act is judged against it."""
    by = act.by.number if act.by else ""
    entry = ev.Recorded(first.event, setting.stream, 0, act.at, by, setting.window.code, first.case_id, 1)
    return fold([entry])


def happening(case: Case, events: Events) -> list[ev.Happening]:
    """Events of a case as happenings; those of streams beside it are that already."""
    return [
        one if isinstance(one, ev.Happening) else ev.Happening(case.id, one, case.item.department) for one in events
    ]


def open_proceeding(command: cmd.OpenProceeding, act: Act, setting: Setting) -> list[ev.Happening]:
    """依职权: the organ begins to revoke or cancel. The case is accepted as it begins; two hands, then the decision."""
    grounds = {"revoke": permits.REVOCATION_GROUNDS, "cancel": permits.CANCELLATION_GROUNDS}.get(command.way, {})
    cite = permits.REVOKE if command.way == "revoke" else permits.CANCEL
    if not grounds:
        raise refuse(Reason.COMMAND_MALFORMED, field="way")
    if command.ground not in grounds:
        raise refuse(Reason.GROUND_UNLAWFUL, cite, ground=command.ground, listed="、".join(grounds))
    if not command.facts.strip():
        raise refuse(Reason.REASON_MISSING, cite)
    permit = act.permit(command.certificate)
    ended = _ended(permit, command.certificate, act)
    # What was revoked is still to be struck off (第七十条第四项); nothing else that ended ends again.
    if ended and (ended, command.way) != ("revoked", "cancel"):
        raise refuse(Reason.CERTIFICATE_ENDED, cite, certificate=command.certificate, state=ended)
    if permit is not None:
        item, holder, until = permit.item, permit.holder, permit.valid_until
        if command.ground == permits.EXPIRED and (until is None or act.today <= until):
            raise refuse(Reason.DATE_IMPOSSIBLE, f"行政许可法 {permits.EXPIRED}", field="about_until")
    else:
        if not command.certificate.strip() or command.holder is None:
            raise refuse(Reason.CERTIFICATE_MISSING, cite, item=command.item)
        item, holder, until = find_item(setting, command.item, act.today), command.holder, None
        check_party(holder, act)
    authority.delegated(setting, act, item, "review")
    if not setting.window.accepts(item.department):
        raise refuse(Reason.ITEM_NOT_AT_WINDOW, item=item.name, right=setting.right_window(item) or item.department)
    if found := act.open_case(holder.number, item.code):
        raise refuse(Reason.DUPLICATE_CASE, cite, item=item.name, case=found)
    number, serial = case_number(act, setting)
    article = f"行政许可法 {command.ground}"
    event = ev.CaseReceived(
        serial=serial,
        intake=number,
        item=item,
        applicant=holder,
        agent=None,
        materials=(ev.MaterialLine(f"事实和证据：{command.facts}"),),
        received_on=act.today,
        notice_due=Due(act.today),
        query_code=act.query_code(),
        channel="ex_officio",
        cites=(article,),
        way=command.way,
        about=command.certificate,
        about_until=until,
        ground=command.ground,
    )
    accepted = ev.CaseAccepted(act.today, False, None, None, (article,))
    return [ev.Happening(number, event, item.department), ev.Happening(number, accepted, item.department)]


def in_office_hours(setting: Setting, act: Act) -> bool:
    """Whether the act falls in published office hours on a working day."""
    clock = f"{act.at:%H:%M}"
    hours = setting.hall.hours_on(act.today)
    open_now = any(start <= clock < end for start, end in hours)
    return setting.law.calendar.is_workday(act.today) and (open_now or not hours)


def refer(command: cmd.ReferMatter, act: Act, setting: Setting) -> list[ev.Happening]:
    """首问负责: a matter handled outside the hall gets a slip with the place to go, not a case."""
    item = find_item(setting, command.item, act.today)
    authority.person(act, guide=True)
    if not item.outside:
        raise refuse(Reason.ITEM_INSIDE_HALL, item=item.name, right=setting.right_window(item))
    office = item.outside_office or setting.department(item).full_name
    referred = ev.MatterReferred(item.code, item.name, office, item.outside_address)
    paper = service_papers.referral(setting, act, item)
    return [ev.Happening("", referred, item.department), ev.Happening("", paper, item.department)]
