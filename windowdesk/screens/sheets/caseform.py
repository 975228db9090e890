"""What every dialog about one case shares: the case on top, and dates, numbers and names read from what is typed."""

from __future__ import annotations

import re
from datetime import date
from typing import ClassVar

from windowdesk.i18n import say
from windowdesk.models.case import Case
from windowdesk.models.inputs import MAX_LONG
from windowdesk.screens.keys import Key
from windowdesk.screens.session import Session
from windowdesk.screens.sheet import ActSheet, Confirm, Fault
from windowdesk.widgets.field import Choice, Field

LONG = MAX_LONG
"""Characters an opinion or a reason may have."""

_BETWEEN = re.compile(r"[\s、，,；;]+")


def read_day(text: str) -> date:
    """A day as it is written here. Raises Fault with the way to write it."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Fault(say("日期应写成 2026-11-23。", "Write the date as 2026-11-23.")) from None


def day_fault(text: str) -> str:
    """What is wrong with a day that is being typed, or ""."""
    if len(text) < len("2026-11-23"):
        return ""
    try:
        read_day(text)
    except Fault as fault:
        return str(fault)
    return ""


def read_names(text: str) -> tuple[str, ...]:
    """Names with 、 or spaces between them."""
    return tuple(name for name in _BETWEEN.split(text) if name)


class CaseSheet(ActSheet):
    """A dialog about one case; the case and its applicant stand on top."""

    def __init__(self, session: Session, case: Case, lines: str = "") -> None:
        named = f"{case.item.name}  {case.applicant.name}"
        super().__init__(session, f"{named}\n{lines}" if lines else named)
        self.case = case

    def chosen(self, name: str) -> str:
        """The answer of a choice."""
        return self.query_one(f"#{name}", Choice).value

    def day(self, name: str) -> date:
        """The day in a field. Raises Fault."""
        return read_day(self.value(name))

    def whole(self, name: str) -> int | None:
        """The number of days in a field, None when it is empty. Raises Fault."""
        text = self.value(name)
        if not text:
            return None
        if not (text.isascii() and text.isdigit()):
            raise Fault(say("天数应为数字。", "Days are a number."))
        return int(text)

    def needed(self, name: str) -> str:
        """What stands in a field that must not be empty. Raises Fault that names it."""
        field = self.query_one(f"#field-{name}", Field)
        if not field.value:
            field.input.focus()
            raise Fault(say(f"请填写“{field.label}”。", f"Fill in “{field.label}”."))
        return field.value

    def names(self, name: str) -> tuple[str, ...]:
        """The names in a field."""
        return read_names(self.value(name))


class Agreed(CaseSheet):
    """A dialog with nothing to fill in: Enter does what it says, Esc does not."""

    KEYS: ClassVar[tuple[Key, ...]] = Confirm.KEYS


def long_field(label: str, id: str, *, value: str = "", hint: str = "") -> Field:
    """A field for reasons, findings and the like."""
    return Field(label, id, value=value, room=LONG, hint=hint)


def day_field(label: str, id: str, day: date | None, *, hint: str = "") -> Field:
    """A field for a day."""
    return Field(label, id, value=f"{day}" if day else "", room=10, numeric=True, check=day_fault, hint=hint)


def names_field(label: str, id: str, *, hint: str = "") -> Field:
    """A field for several names."""
    return Field(label, id, room=200, hint=hint or say("两人以上，用、或空格隔开", "two or more, spaces between"))
