"""The register: one line to type in, cases as it is typed, newest first."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual import events, on
from textual.widget import Widget
from textual.widgets import Input

from windowdesk.i18n import say
from windowdesk.models.rows import CaseRow
from windowdesk.screens.keys import BACK, Key
from windowdesk.screens.proceeding import PROCEED, at_cursor, begin
from windowdesk.screens.room import DeskScreen
from windowdesk.screens.rows import columns, drawer, key_of
from windowdesk.screens.session import Session
from windowdesk.widgets.field import Field
from windowdesk.widgets.pages import Source
from windowdesk.widgets.table import VirtualTable

PAGE = 20


class Search(DeskScreen):
    """Number, last six, name, initials, ID, telephone, their last four, mail number, item."""

    HEADING: ClassVar[tuple[str, str]] = ("查找办件", "Find a case")
    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("enter", "open", ("打开", "open"), ("打开光标处的办件", "Open the case at the cursor")),
        PROCEED,
        BACK,
    )

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._draw = drawer(session.desk, lambda: session.today)

    def body(self) -> Iterable[Widget]:
        """The line and the list."""
        hint = say("编号、尾号、姓名、首字母、证件号、电话、邮件号、事项", "number, name, initials, ID, phone, item")
        yield Field(say("查找", "Find"), "asked", hint=hint)
        yield VirtualTable[CaseRow](columns(), self._source(""), empty=say("没有找到。", "Nothing found."), id="found")

    def _source(self, asked: str) -> Source[CaseRow]:
        reading = self.session.desk.reading
        if not asked:
            return Source(
                lambda _, last: reading.newest(last.id if last else None, PAGE), key_of, self._draw, page=PAGE
            )
        return Source(
            lambda _, last: reading.found(asked, last.id if last else None, PAGE), key_of, self._draw, page=PAGE
        )

    @property
    def table(self) -> VirtualTable[CaseRow]:
        """The list."""
        return self.query_one("#found", VirtualTable)

    def reload(self) -> None:
        """Rows, keys and proof."""
        super().reload()
        if self.table.is_mounted:
            self.table.reload()

    @on(Input.Changed, "#asked")
    def look(self) -> None:
        """Show what the text may mean."""
        self.table.show(self._source(self.query_one("#field-asked", Field).value))

    def on_key(self, event: events.Key) -> None:
        """The list moves while the line keeps the focus."""
        step = {"up": ("move", -1), "down": ("move", 1), "pageup": ("leaf", -1), "pagedown": ("leaf", 1)}.get(event.key)
        if step and self.focused is not self.table:
            event.stop()
            {"move": self.table.action_move, "leaf": self.table.action_leaf}[step[0]](step[1])

    @on(Input.Submitted, "#asked")
    def action_open(self) -> None:
        """Open the case at the cursor."""
        self.table.action_choose()

    def action_proceed(self) -> None:
        """Begin to revoke or cancel the permit of the case at the cursor, or another."""
        self.run_worker(begin(self.app, self.session, at_cursor(self.session, self.table.row)), exclusive=True)

    @on(VirtualTable.Chosen, "#found")
    def open_case(self, message: VirtualTable.Chosen) -> None:
        """Open a case."""
        from windowdesk.screens.case import CasePage

        self.app.push_screen(CasePage(self.session, message.row.case_id))
