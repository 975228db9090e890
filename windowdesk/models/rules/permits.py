"""行政许可法, after the decision: renewal, change, fees, revocation, cancellation, and bars on applying again."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal

from windowdesk.models.catalogue import Fee, Item
from windowdesk.models.rules import Law, article

CHANGE = "行政许可法 第四十九条"
RENEWAL_ASKED = "行政许可法 第五十条第一款"
RENEWAL_SILENCE = "行政许可法 第五十条第二款"
ORDER_OF_ACCEPTANCE = "行政许可法 第五十七条"
NO_FEE = "行政许可法 第五十八条第一款"
PUBLISHED_FEE = "行政许可法 第五十九条"
REVOKE = "行政许可法 第六十九条"
FRAUD = "行政许可法 第六十九条第二款"
CANCEL = "行政许可法 第七十条"
FALSE_MATERIALS = "行政许可法 第七十八条"
FRAUD_BAR = "行政许可法 第七十九条"

REVOCATION_GROUNDS: dict[str, str] = {
    "第六十九条第一款第一项": "行政机关工作人员滥用职权、玩忽职守作出准予行政许可决定",
    "第六十九条第一款第二项": "超越法定职权作出准予行政许可决定",
    "第六十九条第一款第三项": "违反法定程序作出准予行政许可决定",
    "第六十九条第一款第四项": "对不具备申请资格或者不符合法定条件的申请人准予行政许可",
    "第六十九条第一款第五项": "依法可以撤销行政许可的其他情形",
    "第六十九条第二款": "被许可人以欺骗、贿赂等不正当手段取得行政许可",
}
"""The closed list of 第六十九条."""

CANCELLATION_GROUNDS: dict[str, str] = {
    "第七十条第一项": "行政许可有效期届满未延续",
    "第七十条第二项": "赋予公民特定资格的行政许可，该公民死亡或者丧失行为能力",
    "第七十条第三项": "法人或者其他组织依法终止",
    "第七十条第四项": "行政许可依法被撤销、撤回，或者行政许可证件依法被吊销",
    "第七十条第五项": "因不可抗力导致行政许可事项无法实施",
    "第七十条第六项": "法律、法规规定的应当注销行政许可的其他情形",
}
"""The closed list of 第七十条."""

EXPIRED = "第七十条第一项"


@article(RENEWAL_ASKED)
def renewal_ask_by(valid_until: date, law: Law) -> date:
    """应当在该行政许可有效期届满三十日前向作出行政许可决定的行政机关提出申请。"""
    return valid_until - timedelta(days=law.figure("renewal_ask_days", valid_until))


@article(RENEWAL_SILENCE)
def silence_renews(valid_until: date, today: date) -> bool:
    """逾期未作决定的，视为准予延续。"""
    return today > valid_until


@article(PUBLISHED_FEE)
def payable(item: Item) -> bool:
    """行政机关实施行政许可，依照法律、行政法规收取费用的，应当按照公布的法定项目和标准收费。"""
    fee = item.fee
    return fee is not None and bool(fee.basis and fee.standard and (fee.fen or (fee.rate and fee.unit)))


_QUANTITY = re.compile(r"(?!0+(\.0+)?$)[0-9]{1,7}(\.[0-9]{1,2})?")


@article(PUBLISHED_FEE)
def amount(fee: Fee, quantity: str) -> int | None:
    """应当按照公布的法定项目和标准收费: the published amount, or the published rate times the quantity, in fen.

    None for a quantity that is none, or one where the amount is fixed. What is less than a fen is not charged.
    """
    if fee.rate is None:
        return None if quantity else fee.fen
    if not _QUANTITY.fullmatch(quantity):
        return None
    return int(fee.rate * Decimal(quantity))


@article(FALSE_MATERIALS)
def false_materials_bar(item: Item, on: date, law: Law) -> date | None:
    """行政许可申请属于直接关系公共安全、人身健康、生命财产安全事项的，申请人在一年内不得再次申请该行政许可。"""
    return anniversary(on, law.figure("false_materials_bar_years", on)) if item.public_safety else None


@article(FRAUD_BAR)
def fraud_bar(item: Item, on: date, law: Law) -> date | None:
    """取得的行政许可属于直接关系公共安全、人身健康、生命财产安全事项的，申请人在三年内不得再次申请该行政许可。"""
    return anniversary(on, law.figure("fraud_bar_years", on)) if item.public_safety else None


def anniversary(opened: date, years: int) -> date:
    """The last day of a period of years that begins with an event: its opening day is not counted.

    So it ends with the day of the same date, or, where the year has none, with the last of that month.
    """
    try:
        return opened.replace(year=opened.year + years)
    except ValueError:
        return date(opened.year + years, 2, 28)


def years_on(start: date, years: int) -> date:
    """The last day of a validity of whole years, whose first day counts: the day before the anniversary."""
    try:
        after = start.replace(year=start.year + years)
    except ValueError:
        after = date(start.year + years, 3, 1)
    return after - timedelta(days=1)
