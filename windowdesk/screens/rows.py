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


def columns() -> list[Column]:
    """Time left, due day, number, applicant, item, status, window."""
    return [
        Column(say("时限", "left"), 9),
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
        due = f"{row.next_due:%m-%d}{say('暂', '?') if row.provisional else ''}" if row.next_due and not closed else ""
        return (
            (left.replace("—", "-"), "" if closed else STYLES.get(light.level, "")),
            due,
            row.case_id[-6:],
            spoken(row.case_id),
            row.applicant_name,
            row.applicant_name,
            row.item_name,
            words.status(row.status),
            row.window,
        )

    return draw


def key_of(row: CaseRow) -> str:
    """What the cursor holds on to when a list is read anew."""
    return row.case_id
