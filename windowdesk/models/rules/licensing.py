"""行政许可法: what must be told, by when, and by whose hand. Each function is one provision."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from windowdesk.models.calendar import Due, Spans
from windowdesk.models.catalogue import Item, ItemKind
from windowdesk.models.events import Deficiency, MaterialLine
from windowdesk.models.rules import Law, article

ONE_WINDOW = "行政许可法 第二十六条第一款"
AGENT = "行政许可法 第二十九条第二款"
HANDLED = "行政许可法 第三十二条第一款"
NO_PERMIT_NEEDED = "行政许可法 第三十二条第一款第一项"
NOT_OUR_POWER = "行政许可法 第三十二条第一款第二项"
ON_THE_SPOT_CORRECTION = "行政许可法 第三十二条第一款第三项"
TOLD_ONCE = "行政许可法 第三十二条第一款第四项"
ACCEPT = "行政许可法 第三十二条第一款第五项"
IN_WRITING = "行政许可法 第三十二条第二款"
DECIDED_AT_ONCE = "行政许可法 第三十四条第二款"
REVIEW = "行政许可法 第三十四条第一款"
DECISION = "行政许可法 第三十八条"
GRANT = "行政许可法 第三十八条第一款"
DENY = "行政许可法 第三十八条第二款"
CERTIFICATE = "行政许可法 第三十九条"
DECISION_DAYS = "行政许可法 第四十二条第一款"
JOINT_DAYS = "行政许可法 第四十二条第二款"
UPWARD_DAYS = "行政许可法 第四十三条"
SERVICE_DAYS = "行政许可法 第四十四条"
PROMISED = "优化营商环境条例 第三十五条"
UNRELATED = "行政许可法 第三十一条"
WORKING_DAYS = "行政许可法 第八十二条"
PROMISED_DAYS = "优化营商环境条例 第三十六条第二款"


@article(TOLD_ONCE)
def notice_due(received_on: date, law: Law) -> Due:
    """申请材料不齐全或者不符合法定形式的，应当当场或者在五日内一次告知申请人需要补正的全部内容。"""
    return law.calendar.due(received_on, law.figure("notice_days", received_on))


@article(TOLD_ONCE)
def silence_accepts(due: Due, today: date) -> bool:
    """逾期不告知的，自收到申请材料之日起即为受理。"""
    return today > due.on and not due.provisional


@article(TOLD_ONCE)
def left_out(lacking: Iterable[MaterialLine], told: Iterable[Deficiency]) -> tuple[str, ...]:
    """应当当场或者在五日内一次告知申请人需要补正的全部内容: the lacking materials a notice does not name."""
    named = {deficiency.material for deficiency in told}
    return tuple(line.name for line in lacking if line.name not in named)


@article(UNRELATED)
def not_listed(item: Item, names: Iterable[str]) -> tuple[str, ...]:
    """行政机关不得要求申请人提交与其申请的行政许可事项无关的技术资料和其他材料: materials the item does not list."""
    listed = {material.name for material in item.materials}
    return tuple(name for name in names if listed and name not in listed)


@article(DECISION_DAYS)
def statutory_days(item: Item, on: date, law: Law) -> tuple[int, str] | None:
    """除可以当场作出行政许可决定的外，行政机关应当自受理行政许可申请之日起二十日内作出行政许可决定。

    The item's own statutory number prevails; then, for permits only, the Act's. None when neither states one.
    """
    if item.statutory_days is not None:
        return item.statutory_days, item.statutory_basis or DECISION_DAYS
    if item.kind is ItemKind.JOINT:
        return law.figure("joint_days", on), JOINT_DAYS
    if item.kind is ItemKind.UPWARD:
        return law.figure("upward_days", on), UPWARD_DAYS
    if item.type == "行政许可":
        return law.figure("decision_days", on), DECISION_DAYS
    return None


@article(DECISION_DAYS)
def decision_due(item: Item, accepted_on: date, law: Law, extended: int = 0, skipped: Spans = ()) -> Due | None:
    """行政机关应当自受理行政许可申请之日起二十日内作出行政许可决定: the last day, or None when no period is stated.

    `extended` are the days an extension added, `skipped` the spans of 第四十五条 that are not counted.
    """
    found = statutory_days(item, accepted_on, law)
    return law.calendar.due(accepted_on, found[0] + extended, skipped) if found else None


@article(PROMISED_DAYS)
def promised_due(item: Item, accepted_on: date, law: Law, skipped: Spans = ()) -> Due | None:
    """各地区可以在国家规定的政务服务事项办理时限内进一步压减时间，并应当向社会公开: the day the hall promised.

    None when the catalogue states no promise: nothing is guessed. A promise beyond the statutory period is none.
    """
    days = 0 if item.on_the_spot and item.promised_days is None else item.promised_days
    if days is None:
        return None
    found = statutory_days(item, accepted_on, law)
    return law.calendar.due(accepted_on, min(days, found[0]) if found else days, skipped)


@article(SERVICE_DAYS)
def service_due(decided_on: date, law: Law) -> Due:
    """应当自作出决定之日起十日内向申请人颁发、送达行政许可证件。"""
    return law.calendar.due(decided_on, law.figure("service_days", decided_on))


def timing(decided_on: date, promised: Due | None, statutory: Due | None) -> str:
    """early, on_time or overdue, judged by the promise first; "not_stated" when there is no date to judge by."""
    due = promised or statutory
    if due is None:
        return "not_stated"
    if decided_on == due.on:
        return "on_time"
    return "early" if decided_on < due.on else "overdue"
