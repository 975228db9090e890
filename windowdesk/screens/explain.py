"""Every date of a case explained: each day counted and each day skipped, with why."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import ClassVar

from rich.cells import set_cell_size
from textual.containers import VerticalScroll
from textual.widget import Widget

from windowdesk import words
from windowdesk.i18n import say
from windowdesk.models.calendar import Counted
from windowdesk.models.case import Case
from windowdesk.models.clocks import Explained, explained
from windowdesk.models.numbers import spoken
from windowdesk.screens.keys import BACK, Key
from windowdesk.screens.room import DeskScreen
from windowdesk.screens.session import Session
from windowdesk.widgets.bars import Plain


def headline(one: Explained) -> str:
    """A clock in one line: its name, days, and from when to when."""
    unit = say("日", "days") if one.name == "correction" else say("个工作日", "working days")
    due = words.due(one.due.on, provisional=one.due.provisional)
    return f"{words.clock_name(one.name)} {one.days} {unit}  {one.start} {say('至', 'to')} {due}"


def day_line(day: Counted, today: date) -> str:
    """A day: date, weekday, its number or none, why."""
    number = "-" if not day.number else say(f"第{day.number}日", f"day {day.number}")
    why = words.day_why(day.why) or say(f"节假日：{day.why}", f"holiday: {day.why}")
    now = say("  * 今天", "  * today") if day.on == today else ""
    return f"{day.on}  {set_cell_size(words.weekday(day.on), 6)}{set_cell_size(number, 9)}{why}{now}"


class Explain(DeskScreen):
    """The clocks of a case, one below the other; left and right go from clock to clock."""

    DEFAULT_CSS = """
    Explain #days { padding: 0 1; scrollbar-size-vertical: 1; }
    Explain .section { text-style: bold; color: $accent; height: auto; }
    Explain .cites { color: $text-muted; height: auto; }
    Explain .days { height: auto; margin: 0 0 1 2; }
    """
    HEADING: ClassVar[tuple[str, str]] = ("期限逐日说明", "The days explained")
    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("right", "turn(1)", ("下一个", "next"), ("下一个期限", "The next clock")),
        Key("left", "turn(-1)", ("上一个", "previous"), ("上一个期限", "The clock before")),
        BACK,
    )

    def __init__(self, session: Session, case: Case) -> None:
        super().__init__(session)
        self.case = case
        self._found = explained(case, session.desk.law)
        self._place = 0

    def heading(self) -> str:
        """Of which case."""
        return f"{super().heading()}  {spoken(self.case.id)}  {self.case.item.name}"

    def body(self) -> Iterable[Widget]:
        """A block per clock."""
        today = self.session.today
        with VerticalScroll(id="days"):
            if not self._found:
                yield Plain(say("本件没有计期限的日期。", "No date of this case is counted."))
            for n, one in enumerate(self._found):
                yield Plain(headline(one), id=f"clock-{n}", classes="section")
                yield Plain(one.article + self._moved(one), classes="cites")
                yield Plain("\n".join(day_line(day, today) for day in one.counted), classes="days")

    def _moved(self, one: Explained) -> str:
        if one.moved is None:
            return ""
        return say(
            f"  已告知 {one.due.on}，按现在的日历为 {one.moved}",
            f"  {one.due.on} was told; by the calendar {one.moved}",
        )

    def on_mount(self) -> None:
        """The arrow keys scroll."""
        super().on_mount()
        self.query_one("#days").focus()

    def action_turn(self, by: int) -> None:
        """Put another clock on top."""
        if self._found:
            self._place = (self._place + by) % len(self._found)
            self.query_one(f"#clock-{self._place}").scroll_visible(top=True, animate=False)
