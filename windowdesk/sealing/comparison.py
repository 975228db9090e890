"""A paper is held against its QR code: which of the things printed on it are not what the desk stated."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta, timezone

from windowdesk.i18n import say
from windowdesk.sealing.digests import applicant_digest, item_digest, materials_digest, plain
from windowdesk.sealing.statement import Statement

_BEIJING = timezone(timedelta(hours=8))


def differences(
    statement: Statement,
    *,
    case_no: str | None = None,
    paper_no: str | None = None,
    kind: str | None = None,
    window: str | None = None,
    received: datetime | str | None = None,
    due: date | str | None = None,
    item_code: str | None = None,
    name: str | None = None,
    id_number: str | None = None,
    materials: Iterable[str] | None = None,
) -> tuple[str, ...]:
    """The statement's fields that differ from what the paper says, in the statement's order.

    Only what is told is compared. Times are compared to the minute; `due=""` says that the paper names none.
    A name is compared together with its ID number: ValueError when only one of the two is told.
    """
    if (name is None) != (id_number is None):
        raise ValueError("an applicant is compared by name and ID number together")
    told = {
        "case_no": case_no,
        "paper_no": paper_no,
        "kind": kind,
        "window": window,
        "received": None if received is None else _minute(received),
        "item": None if item_code is None else item_digest(statement.case_no, item_code),
        "applicant": None
        if name is None or id_number is None
        else applicant_digest(statement.case_no, name, id_number),
        "materials": None if materials is None else materials_digest(statement.case_no, materials),
        "due": None if due is None else _day(due),
    }
    return tuple(
        field for field, value in told.items() if value is not None and plain(value) != plain(getattr(statement, field))
    )


def field_word(field: str) -> str:
    """What a field that differs is called on the paper."""
    return {
        "case_no": say("申报号", "case number"),
        "paper_no": say("文书字号", "paper number"),
        "kind": say("文书种类", "kind of paper"),
        "window": say("窗口", "window"),
        "received": say("收件时间", "time of receipt"),
        "item": say("事项", "item"),
        "applicant": say("申请人", "applicant"),
        "materials": say("材料清单", "list of materials"),
        "due": say("办结期限", "due date"),
    }[field]


def _minute(moment: datetime | str) -> str:
    if isinstance(moment, datetime):
        local = moment if moment.tzinfo is None else moment.astimezone(_BEIJING)
        return local.strftime("%Y-%m-%dT%H:%M")
    return moment.strip().replace(" ", "T")[:16]


def _day(day: date | str) -> str:
    return day.strftime("%Y-%m-%d") if isinstance(day, date) else day.strip()[:10]
