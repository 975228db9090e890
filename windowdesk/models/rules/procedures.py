"""行政许可法, between acceptance and decision: extension, what is not counted, site visits, third parties, hearings."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from windowdesk.models.calendar import Due, Spans
from windowdesk.models.catalogue import Item, ItemKind
from windowdesk.models.rules import Law, article

STATEMENT = "行政许可法 第七条"
ENTRUST = "行政许可法 第二十四条"
SITE_VISIT = "行政许可法 第三十四条第三款"
UPWARD = "行政许可法 第三十五条"
THIRD_PARTY = "行政许可法 第三十六条"
EXTENSION = "行政许可法 第四十二条第一款"
JOINT_EXTENSION = "行政许可法 第四十二条第二款"
NOT_COUNTED = "行政许可法 第四十五条"
HEARING_HELD = "行政许可法 第四十六条"
HEARING_RIGHT = "行政许可法 第四十七条第一款"
HEARING_FREE = "行政许可法 第四十七条第二款"
HEARING_NOTICE = "行政许可法 第四十八条第一款第一项"
PRESIDER = "行政许可法 第四十八条第一款第三项"
RECORD = "行政许可法 第四十八条第一款第五项"
ON_RECORD = "行政许可法 第四十八条第二款"
INSPECTION = "行政许可法 第五十五条第二款"
JOINT = "行政许可法 第二十六条第二款"

PROCEDURES = ("听证", "招标", "拍卖", "检验", "检测", "检疫", "鉴定", "专家评审")
"""The closed list of 第四十五条."""

INSPECTIONS = ("检验", "检测", "检疫")
"""Those that 第五十五条第二款 gives to two or more, sent within five days."""


def extendable(item: Item) -> bool:
    """Whether the period may be extended at all: one of another statute only as that statute says."""
    if item.extension_days is not None:
        return item.extension_days > 0
    if item.kind is ItemKind.UPWARD:
        return False  # the review of 第四十三条 has twenty days and no more
    own = item.statutory_days is not None and bool(item.statutory_basis)
    return not own or "行政许可法》第四十二条" in item.statutory_basis


@article(EXTENSION)
def extension(item: Item, on: date, law: Law) -> tuple[int, str, bool] | None:
    """二十日内不能作出决定的，经本行政机关负责人批准，可以延长十日，并应当将延长期限的理由告知申请人。

    The days, the article, and whether the head of the government approves in place of the agency's (joint
    handling). A period of another statute is extended only as that statute says: None when it says nothing.
    """
    if not extendable(item):
        return None
    if item.extension_days is not None:
        return item.extension_days, item.statutory_basis or EXTENSION, False
    if item.kind is ItemKind.JOINT:
        return law.figure("joint_extension_days", on), JOINT_EXTENSION, True
    return law.figure("extension_days", on), EXTENSION, False


@article(NOT_COUNTED)
def not_counted(procedure: str) -> bool:
    """依法需要听证、招标、拍卖、检验、检测、检疫、鉴定和专家评审的，所需时间不计算在本节规定的期限内。"""
    return procedure in PROCEDURES


@article(NOT_COUNTED)
def skipped_to(planned_until: date, ended_on: date) -> date:
    """行政机关应当将所需时间书面告知申请人: only time that was told is left out; what takes longer counts."""
    return min(planned_until, ended_on)


@article(NOT_COUNTED)
def spans(done: Spans, running: tuple[date, date] | None) -> Spans:
    """所需时间不计算在本节规定的期限内: the spans that ended, and the one that runs, up to its planned end."""
    return (*done, running) if running else done


@article(SITE_VISIT)
def enough_visitors(persons: Iterable[str], on: date, law: Law) -> bool:
    """需要对申请材料的实质内容进行核实的，行政机关应当指派两名以上工作人员进行核查。"""
    return len({name.strip() for name in persons if name.strip()}) >= law.figure("site_visit_persons", on)


@article(INSPECTION)
def assign_by(accepted_on: date, law: Law) -> Due:
    """应当自受理申请之日起五日内指派两名以上工作人员按照技术标准、技术规范进行检验、检测、检疫。"""
    return law.calendar.due(accepted_on, law.figure("inspection_days", accepted_on))


@article(THIRD_PARTY)
def statement_due(told_on: date, law: Law) -> Due:
    """申请人、利害关系人有权进行陈述和申辩。行政机关应当听取申请人、利害关系人的意见。

    The Act gives no number; the five days of 第四十七条 are taken, as the shortest the Act knows for them.
    """
    return law.calendar.due(told_on, law.figure("hearing_request_days", told_on))


@article(HEARING_RIGHT)
def hearing_request_due(told_on: date, law: Law) -> Due:
    """申请人、利害关系人在被告知听证权利之日起五日内提出听证申请的，行政机关应当在二十日内组织听证。"""
    return law.calendar.due(told_on, law.figure("hearing_request_days", told_on))


@article(HEARING_RIGHT)
def hearing_hold_due(requested_on: date, law: Law) -> Due:
    """行政机关应当在二十日内组织听证。"""
    return law.calendar.due(requested_on, law.figure("hearing_hold_days", requested_on))


@article(HEARING_NOTICE)
def hearing_earliest(announced_on: date, law: Law) -> Due:
    """行政机关应当于举行听证的七日前将举行听证的时间、地点通知申请人、利害关系人，必要时予以公告；"""
    return law.calendar.due(announced_on, law.figure("hearing_notice_days", announced_on))


@article(PRESIDER)
def may_preside(presider: str, examiners: Iterable[str]) -> bool:
    """行政机关应当指定审查该行政许可申请的工作人员以外的人员为听证主持人: nobody who reviews, checks or inspects."""
    return bool(presider.strip()) and presider.strip() not in {name.strip() for name in examiners}


@article(STATEMENT)
def holder_reply_due(told_on: date, law: Law) -> Due:
    """公民、法人或者其他组织对行政机关实施行政许可，享有陈述权、申辩权；

    The Act gives no number; the five days of 第四十七条 are taken, as for interested parties.
    """
    return law.calendar.due(told_on, law.figure("hearing_request_days", told_on))
