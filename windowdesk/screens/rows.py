"""How a case looks as a line of a list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from windowdesk import words
from windowdesk.desk import Desk
from windowdesk.i18n import say
from windowdesk.models.numbers import spoken
from windowdesk.models.rows import CaseRow
from windowdesk.widgets.columns import Column
from windowdesk.widgets.pages import Cell

STYLES = {"green": "green", "yellow": "yellow", "red": "bold red"}
"""Colours of the lights; the word in the cell says the same."""


def waits(on: str) -> str:
    """Whose time it is that runs, to stand before a date or what is left of it; "" when it is the window's."""
    known = {
        "": ("", ""),
        "applicant": ("待补正 ", "applicant: "),
        "superior": ("上级决定中 ", "superior: "),
        "procedure": ("停计 ", "stopped: "),
    }
    return say(*known.get(on, (f"{on} ", f"{on}: ")))


_SHORT = {"applicant": ("待补", ""), "superior": ("", ""), "procedure": ("停", "p. ")}
_UNIT = ("单位", "u. ")


def columns() -> list[Column]:
    """Time left, due day, number, applicant, item, status, window."""
    return [
        Column(say("时限", "left"), 9 if say("中", "en") == "中" else 12),
        Column(say("到期", "due"), 7),
        Column(say("尾号", "no."), 6, at_most=109),
        Column(say("办件编号", "case number"), 29, at_least=110),
        Column(say("申请人", "applicant"), 10, at_most=109),
        Column(say("申请人", "applicant"), 20, at_least=110),
        Column(say("事项", "item")),
        Column(say("状态", "status"), 14 if say("中", "en") == "中" else 20),
        Column(say("窗口", "at"), 4),
    ]


def drawer(desk: Desk, today: Callable[[], date]) -> Callable[[CaseRow], Sequence[Cell]]:
    """The function that draws a row as of today."""

    def draw(row: CaseRow) -> Sequence[Cell]:
        light = desk.reading.light(row, today())
        closed = row.status == "closed"
        left = "—" if closed else words.light(light)
        if row.waits_on and light.left is not None and not closed:
            left = say(*_SHORT.get(row.waits_on, _UNIT)) + left
        due = f"{row.next_due:%m-%d}{say('暂', '?') if row.provisional else ''}" if row.next_due and not closed else ""
        return (
            (left.replace("—", "-"), "" if closed else STYLES.get(light.level, "")),
            due,
            row.case_id[-6:],
            spoken(row.case_id),
            row.applicant_name,
            row.applicant_name,
            say("绿 ", "green ") * row.green + row.item_name,
            _standing(row),
            row.window,
        )

    return draw


def _standing(row: CaseRow) -> str:
    """Where it stands: stopped, or with somebody else, before where it is here."""
    if row.stopped:
        return say("停办待裁", "stopped")
    if row.waits_on == "procedure":
        return say("特别程序", "procedure")
    if row.waits_on and row.waits_on not in _SHORT:
        return say("在原单位", "at the home unit")
    return words.status(row.status)


def key_of(row: CaseRow) -> str:
    """What the cursor holds on to when a list is read anew."""
    return row.case_id
