"""Papers that move a date: extension, procedures not counted, a calendar better known, the home unit, the superior."""

from __future__ import annotations

from typing import Any

from windowdesk.models import events as ev
from windowdesk.models.calendar import Due
from windowdesk.models.case import Case
from windowdesk.models.notice import Listing, PaperKind
from windowdesk.models.papers.common import (
    any_provisional,
    clerk,
    day,
    draw,
    due,
    letter,
    materials_of,
    name_of,
    sentence,
    who,
)
from windowdesk.models.redating import PARTY
from windowdesk.models.rules.procedures import JOINT_EXTENSION
from windowdesk.models.setting import Act, Setting

DATES = {
    "notice_due": "答复期限",
    "statutory_due": "法定办结日期",
    "promised_due": "承诺办结日期",
    "serve_due": "送达期限",
    "unit_due": "原单位办理期限",
    "planned_until": "特别程序预计结束日期",
    "tolerance_until": "补交期限",
    "request_by": "申请听证期限",
    "hold_by": "组织听证期限",
    "check_due": "承诺核查期限",
    "holder_reply_by": "陈述申辩期限",
}
"""The dates of a case as papers name them."""


def extension(setting: Setting, act: Act, case: Case, made: ev.DecisionExtended, cite: str) -> ev.PaperDrawn:
    """延长办理期限通知书: why, by how much, the old date and the new one, and who approved."""
    joint = cite == JOINT_EXTENSION
    office = setting.hall.government if joint else setting.department(case.item).full_name
    whose = office if joint else "本机关"
    return letter(
        setting,
        act,
        case,
        PaperKind.EXTENSION,
        (
            f"你（单位）的申请不能在法定期限内作出决定，理由是：{sentence(made.reasons)}",
            f"依照{_statute(cite)}，经{whose}负责人批准，办理期限延长{made.days}个工作日。本次申请的办理期限不再延长。",
        ),
        ("受理日期", day(case.accepted.on) if case.accepted else ""),
        ("原法定办结日期", due(made.before)),
        ("延长后办结日期", due(made.statutory_due)),
        ("批准人", f"{made.approver}（{office}负责人）"),
        ("批准文号", made.approval),
        counterfoil=True,
        provisional=any_provisional(made.before, made.statutory_due),
    )


def procedure(setting: Setting, act: Act, case: Case, made: ev.ProcedureStarted) -> ev.PaperDrawn:
    """特别程序告知书: which procedure, on what basis, by whom, from when to when; that time is not counted."""
    return letter(
        setting,
        act,
        case,
        PaperKind.PROCEDURE,
        (
            f"办理你（单位）的申请，依法需要{made.procedure}。依照《中华人民共和国行政许可法》第四十五条，所需时间不计算在"
            "办理期限内，现将所需时间书面告知。",
            "超过预计结束日期仍未结束的，其后的时间计入办理期限。",
        ),
        ("特别程序", made.procedure),
        ("依据", made.basis),
        ("实施单位", made.body or setting.department(case.item).full_name),
        *((("实施人员", "、".join(made.persons)),) if made.persons else ()),
        ("开始日期", day(made.on)),
        ("所需时间", f"{made.days}个工作日，自开始日期的次日起算"),
        ("预计结束日期", due(made.planned_until)),
        *_dues(made.promised_due, made.statutory_due),
        ("批准人", f"{made.approver}（{setting.department(case.item).full_name}负责人）"),
        counterfoil=True,
        provisional=any_provisional(made.planned_until, made.promised_due, made.statutory_due),
    )


def resumed(setting: Setting, act: Act, case: Case, made: ev.ProcedureEnded) -> ev.PaperDrawn:
    """恢复办理通知书: the result, from when days count again, and the dates as they now stand."""
    longer = "超过书面告知的时间已计入办理期限。" if made.on > made.skipped_to else ""
    return letter(
        setting,
        act,
        case,
        PaperKind.RESUMED,
        (
            f"办理你（单位）的申请所需的{made.procedure}已经结束，结果是：{sentence(made.result)}",
            f"办理期限自{day(made.skipped_to)}的次日起继续计算。{longer}",
        ),
        ("特别程序", made.procedure),
        ("结束日期", day(made.on)),
        *_dues(made.promised_due, made.statutory_due),
        counterfoil=True,
        provisional=any_provisional(made.promised_due, made.statutory_due),
    )


def _dues(promised: Due | None, statutory: Due | None) -> tuple[tuple[str, str], ...]:
    stated = (("承诺办结日期", promised), ("法定办结日期", statutory))
    return tuple((label, due(found)) for label, found in stated if found)


_MOVED = (
    "放假安排已经公布。此前出具的书面凭证所载日期，依照《中华人民共和国行政许可法》第八十二条重新计算如下，"
    "以本告知书为准。"
)


def new_dates(setting: Setting, act: Act, case: Case, made: ev.DatesRecomputed) -> tuple[ev.PaperDrawn, ...]:
    """办理期限变更告知书: each date as it was printed and as it is, now that the days off are better known.

    One to the applicant, of theirs; one to each interested party whose time to speak is another.
    """
    own = tuple(one for one in made.moved if not one[0].startswith(PARTY))
    known = (("放假安排已公布至", day(made.calendar_until)),) if made.calendar_until else ()
    found = []
    if own:
        rows = tuple((DATES[name], due(before), due(after)) for name, before, after in own)
        told: dict[str, Any] = {"counterfoil": True, "provisional": any_provisional(*(one[2] for one in own))}
        found.append(
            letter(setting, act, case, PaperKind.NEW_DATES, (_MOVED,), *known, listings=(_dates_listed(rows),), **told)
        )
    for name, before, after in made.moved:
        if name.startswith(PARTY):
            party = name.removeprefix(PARTY)
            found.append(
                draw(
                    setting,
                    act,
                    case.item,
                    PaperKind.NEW_DATES,
                    case_no=case.id,
                    addressee=party,
                    facts=(
                        ("利害关系人", party),
                        ("申请人", case.applicant.name),
                        ("申请事项", case.item.name),
                        *known,
                        ("经办窗口", clerk(setting, act)),
                    ),
                    paragraphs=(_MOVED,),
                    listings=(_dates_listed((("陈述申辩期限", due(before), due(after)),)),),
                    counterfoil=True,
                    provisional=after.provisional,
                )
            )
    return tuple(found)


def _dates_listed(rows: tuple[tuple[str, str, str], ...]) -> Listing:
    return Listing("变更的日期", ("事项", "原日期", "现日期"), rows)


def unit_slip(setting: Setting, act: Act, case: Case, made: ev.SentToUnit) -> ev.PaperDrawn:
    """办件交接单: what the home unit is to do, and until when; late is the unit's, not the window's."""
    return draw(
        setting,
        act,
        case.item,
        PaperKind.UNIT_SLIP,
        case_no=case.id,
        addressee=made.unit,
        facts=(
            ("接收单位", made.unit),
            ("事项", case.item.name),
            ("申请人", case.applicant.name),
            ("交办内容", made.matter),
            ("办理期限", due(made.due)),
            ("移交窗口", clerk(setting, act)),
        ),
        listings=(materials_of(case.materials, "移交材料"),),
        paragraphs=(
            "请在期限内办结，并将结果连同材料退回窗口；逾期的，记为接收单位逾期。本单一式两份，窗口和接收单位各执一份。",
        ),
        signatures=("移交人签名", "接收人签名", "接收时间", "退回人签名", "收回人签名", "收回时间"),
        provisional=made.due.provisional,
        copies=2,
    )


def upward(setting: Setting, act: Act, case: Case, made: ev.DispatchedUpward) -> ev.PaperDrawn:
    """上报审查意见书, with the agency's own seal, and the list of all materials sent with it."""
    return draw(
        setting,
        act,
        case.item,
        PaperKind.UPWARD,
        case_no=case.id,
        addressee=made.to,
        facts=(
            ("上报机关", made.to),
            *who(case.applicant),
            ("申请事项", case.item.name),
            ("受理日期", day(case.accepted.on) if case.accepted else ""),
            ("审查期限", due(case.statutory_due)),
            ("初步审查意见", made.opinion),
            ("审查人", name_of(setting, case.reviewer)),
            ("复核人", name_of(setting, case.checker)),
            ("签发人", act.by.name if act.by else ""),
            ("经办窗口", clerk(setting, act)),
        ),
        listings=(materials_of(case.materials, "随文报送的全部申请材料"),),
        paragraphs=(
            "下列申请依法应当先经本机关审查后报你机关决定。依照《中华人民共和国行政许可法》第三十五条，现将初步审查意见和"
            "全部申请材料直接报送，请予审查决定。申请材料已经全部随文报送，申请人不需要重复提供。",
        ),
        counterfoil=True,
    )


def _statute(cite: str) -> str:
    name, _, article = cite.partition(" ")
    return f"《中华人民共和国{name}》{article}" if name == "行政许可法" else cite
