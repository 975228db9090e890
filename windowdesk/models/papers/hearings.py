"""Papers to those who are heard: interested parties, the right to a hearing, the hearing itself."""

from __future__ import annotations

from typing import Any

from windowdesk.models import events as ev
from windowdesk.models.case import Case
from windowdesk.models.notice import PaperKind
from windowdesk.models.papers.common import Facts, clerk, day, draw, due, name_of
from windowdesk.models.setting import Act, Setting

Fact = tuple[str, str]


def party(setting: Setting, act: Act, case: Case, made: ev.PartyTold) -> ev.PaperDrawn:
    """利害关系人告知书: the application, how it touches them, and until when they may state their case."""
    return draw(
        setting,
        act,
        case.item,
        PaperKind.PARTY,
        case_no=case.id,
        addressee=made.name,
        facts=(
            ("利害关系人", made.name),
            *((("联系电话", made.phone),) if made.phone else ()),
            *((("通讯地址", made.address),) if made.address else ()),
            ("申请人", case.applicant.name),
            ("申请事项", case.item.name),
            ("所涉利益", made.interest),
            ("陈述申辩期限", due(made.reply_by)),
            ("经办窗口", clerk(setting, act)),
        ),
        paragraphs=(
            "该行政许可事项直接关系你（单位）的重大利益。依照《中华人民共和国行政许可法》第三十六条，你（单位）有权进行陈述和申辩，"
            "请在期限内到窗口或者书面提出。逾期未提出的，不影响本机关依法作出决定。",
        ),
        counterfoil=True,
        provisional=made.reply_by.provisional,
    )


def hearing_right(
    setting: Setting, act: Act, case: Case, made: ev.HearingRightTold, to: tuple[str, ...] = ()
) -> tuple[ev.PaperDrawn, ...]:
    """听证权利告知书, one to the applicant and one to each interested party; or to those named, who are told later."""
    days = setting.law.figure("hearing_hold_days", act.today)
    touched = (
        "该行政许可直接涉及申请人与他人之间重大利益关系。依照《中华人民共和国行政许可法》第四十七条，你（单位）享有要求听证的权利。"
        f"要求听证的，请在申请听证期限内到窗口或者书面提出，本机关将在收到听证申请之日起{days}个工作日内组织听证；"
        "逾期未提出的，视为不要求听证。",
        "申请人、利害关系人不承担组织听证的费用。",
    )
    return _to_everybody(
        setting,
        act,
        case,
        PaperKind.HEARING_RIGHT,
        touched,
        ("申请听证期限", due(made.request_by)),
        to=to,
        provisional=made.request_by.provisional,
    )


def hearing(
    setting: Setting, act: Act, case: Case, made: ev.HearingAnnounced, to: tuple[str, ...] = ()
) -> tuple[ev.PaperDrawn, ...]:
    """听证通知书: when, where, who presides; one to the applicant and one to each interested party.

    One that a statute prescribes or the organ found due is announced to the public as well (第四十六条). `to` are
    those who are told later than the others.
    """
    where = (
        ("听证时间", f"{day(made.held_on)}{made.time}"),
        ("听证地点", made.place),
        ("听证主持人", made.presider),
        *((("审查人员", name_of(setting, case.reviewer)),) if case.reviewer else ()),
    )
    rights = (
        "依照《中华人民共和国行政许可法》第四十八条，本机关决定就下列行政许可事项公开举行听证，请携带本通知书和身份证件按时参加；"
        "委托代理人参加的，另出示授权委托书。",
        "你（单位）认为主持人与该行政许可事项有直接利害关系的，有权申请回避；在听证中可以提出证据，进行申辩和质证。"
        "听证笔录经确认无误后签字或者盖章，本机关根据听证笔录作出决定。参加听证不承担费用。",
    )
    told = _to_everybody(setting, act, case, PaperKind.HEARING, rights, *where, to=to)
    return (*told, _announcement(setting, act, case, where)) if case.must_hear and not to else told


def _announcement(setting: Setting, act: Act, case: Case, where: Facts) -> ev.PaperDrawn:
    """听证公告, to be posted: nobody's number, telephone or address is on it."""
    found = f"本机关认为该事项属于涉及公共利益的重大行政许可事项，需要听证（{case.must_hear.rstrip('。')}）。依照"
    basis = f"依照{case.item.hearing}和" if case.item.hearing else found
    return draw(
        setting,
        act,
        case.item,
        PaperKind.HEARING,
        title="听证公告",
        case_no=case.id,
        facts=(("申请人", case.applicant.name), ("申请事项", case.item.name), *where),
        paragraphs=(
            f"{basis}《中华人民共和国行政许可法》第四十六条，本机关决定就下列行政许可事项公开举行听证，现予公告。"
            "公民、法人或者其他组织可以旁听；认为该事项直接关系自己重大利益的，可以向窗口登记参加。",
        ),
    )


def _to_everybody(
    setting: Setting,
    act: Act,
    case: Case,
    kind: PaperKind,
    paragraphs: tuple[str, ...],
    *facts: Fact,
    to: tuple[str, ...] = (),
    **more: Any,
) -> tuple[ev.PaperDrawn, ...]:
    """The same paper to the applicant and each interested party; nobody reads another's telephone or address."""
    about = (("申请人", case.applicant.name), ("申请事项", case.item.name), *facts, ("经办窗口", clerk(setting, act)))
    names = dict.fromkeys(to or (case.applicant.name, *(one.name for one in case.parties)))
    return tuple(
        draw(
            setting,
            act,
            case.item,
            kind,
            case_no=case.id,
            addressee=name,
            facts=about if name == case.applicant.name else (("利害关系人", name), *about),
            paragraphs=paragraphs,
            counterfoil=True,
            **more,
        )
        for name in names
    )
