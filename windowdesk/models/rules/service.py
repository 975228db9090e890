"""优化营商环境条例 and the halls' own rules: promises, materials that may follow, silence of other departments."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from windowdesk.models.calendar import Due
from windowdesk.models.catalogue import Item, ItemKind
from windowdesk.models.events import MaterialLine
from windowdesk.models.parties import Party, PartyKind
from windowdesk.models.rules import Law, article

GREEN = "优化营商环境条例 第三十六条第一款"
PROMISE = "优化营商环境条例 第四十条第三款"
PARALLEL = "行政许可法 第二十六条第二款"
MODEL_TOLERANCE = "安阳市政务服务条例 第二十四条"
MODEL_PROMISE = "安阳市政务服务条例 第二十五条"
MODEL_CHECK = "安阳市政务服务条例 第二十七条"
MODEL_BROKEN = "安阳市政务服务条例 第二十九条"
"""A city's regulation, the clearest text there is; a hall publishes its own list and rule."""


@article(MODEL_TOLERANCE)
def may_follow(item: Item, lacking: Iterable[MaterialLine]) -> bool:
    """主要申请材料齐全且符合法定形式，仅欠缺次要条件或者材料的政务服务事项: only secondary ones lack."""
    if item.tolerance_days is None or item.kind is ItemKind.FILING:
        return False  # a filing ends when it is accepted: nothing could follow
    secondary = {material.name for material in item.materials if not material.main}
    return all(line.name in secondary and line.state == "missing" for line in lacking)


@article(MODEL_TOLERANCE)
def follow_until(item: Item, on: date, law: Law) -> Due:
    """申请人补齐补正全部材料的，在承诺办理时限内及时办结: the item's own days, never more than it promises."""
    return law.calendar.due(on, follow_days(item))


def follow_days(item: Item) -> int:
    """The working days for what may follow: the item's own, never more than it promises."""
    days = item.tolerance_days or 0
    return days if item.promised_days is None else min(days, item.promised_days)


@article(MODEL_TOLERANCE)
def too_late_to_follow(until: Due, today: date) -> bool:
    """申请人逾期未补齐补正材料的，视为撤回申请: never on a day that is not known to be the last."""
    return today > until.on and not until.provisional


@article(MODEL_PROMISE)
def may_promise(item: Item) -> bool:
    """除直接涉及国家安全、国家秘密、公共安全、金融业审慎监管、生态环境保护以及直接关系人身健康、生命财产安全的行政许可事项外。"""
    return (
        bool(item.promise)
        and item.kind is not ItemKind.FILING
        and not (item.public_safety or item.secret or item.prohibited)
    )


@article(MODEL_CHECK)
def check_due(days: int, decided_on: date, law: Law) -> Due:
    """应当在国家、省、市规定期限内，对被许可人承诺的履行情况进行核查。"""
    return law.calendar.due(decided_on, days)


@article(MODEL_CHECK)
def may_still_mend(mend_by: date, today: date) -> bool:
    """被许可人实际情况与承诺内容不符的，责令限期整改；逾期拒不整改或者整改后仍不符合条件的，依法撤销行政许可决定。"""
    return today <= mend_by


@article(GREEN)
def green(applicant: Party, *, investor: bool) -> bool:
    """推行当场办结、一次办结、限时办结等制度: the green channel, open to 企业、社会法人和外来投资者."""
    return applicant.kind is PartyKind.ORGANISATION or investor
