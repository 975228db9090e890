"""The list of what falls due: permits that expire, with the last day to ask for renewal, and promises to check."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from windowdesk.i18n import say
from windowdesk.models.numbers import masked_phone
from windowdesk.models.rules.permits import renewal_ask_by

if TYPE_CHECKING:
    from windowdesk.desk.door import Desk
    from windowdesk.store.duties import CheckDue, ExpiringPermit


@dataclass(frozen=True, slots=True)
class Expiry:
    """A permit that expires and the last day its renewal can be asked for (行政许可法 第五十条第一款)."""

    permit: ExpiringPermit
    ask_by: date


@dataclass(frozen=True, slots=True)
class Duties:
    """What falls due between today and a day."""

    today: date
    days: int
    permits: tuple[Expiry, ...]
    checks: tuple[CheckDue, ...]


def duties(desk: Desk, today: date, days: int) -> Duties:
    """What falls due within that many days; a promise that should have been checked before is among it."""
    return Duties(today, days, tuple(desk.reading.expiring(today, days)), tuple(desk.reading.checks_due(today, days)))


def expiry(desk: Desk, permit: ExpiringPermit) -> Expiry:
    """A permit with its last day to ask for renewal."""
    return Expiry(permit, renewal_ask_by(permit.valid_until, desk.law))


def as_json(found: Duties) -> dict[str, Any]:
    """The list for programs: plain data with keys that stay. Telephones are masked."""
    permits = [
        asdict(one.permit) | {"phone": masked_phone(one.permit.phone), "ask_by": one.ask_by} for one in found.permits
    ]
    return {
        "report": "permits",
        "today": found.today,
        "days": found.days,
        "permits": permits,
        "checks": [asdict(one) for one in found.checks],
    }


PERMIT_HEADS = (
    *(("有效期至", "Valid until"), ("可申请延续至", "Renewal by"), ("证件", "Permit"), ("持有人", "Holder")),
    *(("电话", "Phone"), ("事项", "Item"), ("窗口", "Window"), ("延续申请", "Renewal case")),
)
CHECK_HEADS = (
    *(("核查期限", "To be checked by"), ("办件", "Case"), ("被许可人", "Holder"), ("事项", "Item")),
    ("窗口", "Window"),
)


def permit_rows(found: Duties) -> list[tuple[str, ...]]:
    """The permits as lines of a table."""
    return [
        (
            one.permit.valid_until.isoformat(),
            one.ask_by.isoformat() + (say("（已过）", " (past)") if found.today > one.ask_by else ""),
            one.permit.number,
            one.permit.holder,
            masked_phone(one.permit.phone),
            one.permit.item_name,
            one.permit.window,
            one.permit.renewal or say("没有", "none"),
        )
        for one in found.permits
    ]


def check_rows(found: Duties) -> list[tuple[str, ...]]:
    """The promises as lines of a table."""
    return [
        (
            one.due.isoformat()
            + (say("（已过）", " (past)") if found.today > one.due else "")
            + (say("（暂定）", " (provisional)") if one.provisional else ""),
            one.case_id,
            one.holder,
            one.item_name,
            one.window,
        )
        for one in found.checks
    ]
