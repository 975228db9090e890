"""收件: who applies for what with which papers; every ground for stopping is found before anything is written."""

from __future__ import annotations

from datetime import date

from windowdesk.models import authority, numbers, papers
from windowdesk.models import commands as cmd
from windowdesk.models import events as ev
from windowdesk.models.catalogue import Item, ItemKind
from windowdesk.models.parties import Agent, Party, PartyKind
from windowdesk.models.refusal import Reason, refuse
from windowdesk.models.rules import licensing
from windowdesk.models.setting import Act, Setting


def find_item(setting: Setting, asked: str) -> Item:
    """The item asked for by code or short number. A secret matter is refused before anything is looked at."""
    item = setting.catalogue.find(asked)
    if item is None:
        raise refuse(Reason.ITEM_UNKNOWN, item=asked)
    if item.secret:
        raise refuse(Reason.ITEM_SECRET, "保守国家秘密法")
    return item


def acceptable(setting: Setting, item: Item, on: date) -> None:
    """Whether this window takes in this item that day."""
    if item.outside:
        raise refuse(Reason.ITEM_OUTSIDE_HALL, item=item.name, office=item.outside_office, address=item.outside_address)
    if not item.in_force(on):
        raise refuse(Reason.ITEM_NOT_IN_FORCE, item=item.name, until=item.valid_to or "", since=item.valid_from or "")
    if item.kind in (ItemKind.UPWARD, ItemKind.JOINT):
        raise refuse(Reason.KIND_NEEDS_OTHER_WAY, item=item.name, kind=item.kind.value, office=item.department)
    if not setting.window.accepts(item.department):
        right = setting.right_window(item) or item.department
        raise refuse(Reason.ITEM_NOT_AT_WINDOW, item=item.name, right=right)


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


def checklist(item: Item, handed: tuple[ev.MaterialLine, ...]) -> tuple[ev.MaterialLine, ...]:
    """The item's own list with what was handed in; what nobody mentioned is missing.

    Papers the item does not list may be taken in but never found faulty: they cannot be demanded.
    """
    given = {line.name: line for line in handed}
    lines = []
    for material in item.materials:
        line = given.pop(material.name, None)
        if line is None:
            line = ev.MaterialLine(material.name, "missing", material.main, material.form, material.copies)
        else:
            line = ev.MaterialLine(
                line.name,
                line.state,
                material.main,
                line.form or material.form,
                line.copies,
                line.pages,
                line.note,
            )
        lines.append(line)
    return tuple(lines) + tuple(given.values())


def _own_lines(item: Item, items: list[Item], handed: tuple[ev.MaterialLine, ...]) -> tuple[ev.MaterialLine, ...]:
    """Of one set of materials shared by several items, those that concern this one."""
    elsewhere = {m.name for other in items if other is not item for m in other.materials}
    mine = {m.name for m in item.materials}
    return tuple(line for line in handed if line.name in mine or line.name not in elsewhere)


def check_lines(item: Item, lines: tuple[ev.MaterialLine, ...]) -> None:
    """States are known words, counts are counts, and nothing unlisted is found wanting."""
    names = [line.name for line in lines]
    for line in lines:
        if line.state not in papers.STATES or not (0 <= line.copies <= 999 and 0 <= line.pages <= 9999):
            raise refuse(Reason.COMMAND_MALFORMED, field=f"materials: {line.name}")
        if not line.name.strip() or names.count(line.name) > 1:
            raise refuse(Reason.COMMAND_MALFORMED, field=f"materials: {line.name or '—'}")
    wanting = licensing.not_listed(item, (line.name for line in lines if line.state != "ok"))
    if wanting or (not item.materials and any(line.state != "ok" for line in lines)):
        raise refuse(Reason.MATERIAL_UNKNOWN, licensing.UNRELATED, materials="、".join(wanting))


def receive(command: cmd.ReceiveApplication, act: Act, setting: Setting) -> list[ev.Happening]:
    """One intake: a case for each item, all or none."""
    items = [find_item(setting, asked) for asked in command.items]
    authority.person(act)
    if not items:
        raise refuse(Reason.ITEM_UNKNOWN, item="")
    for item in items:
        acceptable(setting, item, act.today)
    check_party(command.applicant, act)
    if command.agent is not None:
        check_agent(command.agent, act)
    for n, item in enumerate(items):
        found = act.open_case(command.applicant.number, item.code)
        if found or item in items[:n]:
            raise refuse(Reason.DUPLICATE_CASE, item=item.name, case=found or item.code)
    happenings: list[ev.Happening] = []
    intake = ""
    for item in items:
        lines = checklist(item, _own_lines(item, items, command.materials))
        check_lines(item, lines)
        if not any(line.state != "missing" for line in lines):
            raise refuse(Reason.NOTHING_RECEIVED, item=item.name)
        fresh = _one(command, act, setting, item, lines, intake)
        intake = intake or fresh[0].case_id
        happenings += fresh
    return happenings


def _one(
    command: cmd.ReceiveApplication,
    act: Act,
    setting: Setting,
    item: Item,
    lines: tuple[ev.MaterialLine, ...],
    intake: str,
) -> list[ev.Happening]:
    serial = act.next_serial(f"case/{act.today:%Y%m%d}/{setting.window.code}{setting.incarnation}")
    number = numbers.case_number(setting.hall.division, act.today, setting.window.code, setting.incarnation, serial)
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
    )
    paper = papers.receipt(setting, act, number, item, command.applicant, lines, due, code)
    return [ev.Happening(number, event, item.department), ev.Happening(number, paper, item.department)]


def in_office_hours(setting: Setting, act: Act) -> bool:
    """Whether the act falls in published office hours on a working day."""
    clock = f"{act.at:%H:%M}"
    open_now = any(start <= clock < end for start, end in setting.hall.office_hours)
    return setting.law.calendar.is_workday(act.today) and (open_now or not setting.hall.office_hours)


def refer(command: cmd.ReferMatter, act: Act, setting: Setting) -> list[ev.Happening]:
    """首问负责: a matter handled outside the hall gets a slip with the place to go, not a case."""
    item = find_item(setting, command.item)
    authority.person(act, guide=True)
    if not item.outside:
        raise refuse(Reason.ITEM_INSIDE_HALL, item=item.name, right=setting.right_window(item))
    office = item.outside_office or setting.department(item).full_name
    referred = ev.MatterReferred(item.code, item.name, office, item.outside_address)
    paper = papers.referral(setting, act, item)
    return [ev.Happening("", referred, item.department), ev.Happening("", paper, item.department)]
