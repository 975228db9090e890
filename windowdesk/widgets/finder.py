"""Choosing an item by number, name or initials: the list follows what is typed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Input

from windowdesk.i18n import say
from windowdesk.widgets.columns import Column
from windowdesk.widgets.field import Field
from windowdesk.widgets.pages import Cell, Source
from windowdesk.widgets.table import VirtualTable


class Named(Protocol):
    """An item as the list shows it."""

    @property
    def code(self) -> str: ...
    @property
    def number(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def department(self) -> str: ...


class ItemFinder(Vertical):
    """One line to type in and the items it may mean. Posts `Picked` with the code, or with what was typed."""

    DEFAULT_CSS = """
    ItemFinder { height: auto; }
    ItemFinder > VirtualTable { height: 7; display: none; background: $panel; }
    ItemFinder.-open > VirtualTable { display: block; }
    """

    class Picked(Message):
        """An item was chosen."""

        def __init__(self, code: str) -> None:
            super().__init__()
            self.code = code

    def __init__(self, search: Callable[[str], Sequence[Named]], *, id: str = "") -> None:
        super().__init__(id=id or None)
        self._search = search

    def compose(self) -> ComposeResult:
        """The line and its list."""
        hint = say("编号、名称或首字母，如 101、健康证、jkz", "number, name or initials, such as 101 or jkz")
        yield Field(say("事项", "Item"), "item", hint=hint, room=64)
        columns = [Column(say("编号", "no."), 6), Column(say("事项", "item")), Column(say("部门", "department"), 20)]
        yield VirtualTable[Named](columns, self._source(""), empty=say("没有这个事项。", "No such item."), id="items")

    def _source(self, asked: str) -> Source[Named]:
        found = self._search(asked) if asked else []
        return Source(lambda at, _: found[at : at + 64], lambda one: one.code, _draw, lambda: len(found))

    @property
    def text(self) -> str:
        """What is typed."""
        return self.query_one(Field).value

    @property
    def list(self) -> VirtualTable[Named]:
        """The items found."""
        return self.query_one("#items", VirtualTable)

    def clear(self) -> None:
        """Leave nothing of what was typed."""
        self.query_one(Field).input.value = ""

    @on(Input.Changed)
    def look(self, message: Input.Changed) -> None:
        """Follow what is typed."""
        message.stop()
        self._follow()

    def _follow(self) -> None:
        self.set_class(bool(self.text), "-open")
        self.list.show(self._source(self.text))

    def on_key(self, event: events.Key) -> None:
        """Arrows move in the list while it is open, Enter picks, Esc empties the line."""
        if not self.text or event.key not in ("up", "down", "enter", "escape"):
            return
        event.stop()
        if not self.has_class("-open"):  # a scanner's Enter is here before the news of what it wrote
            self._follow()
        if event.key == "escape":
            self.clear()
        elif event.key == "enter":
            row = self.list.row
            exact = [one for one in self._search(self.text) if self.text in (one.number, one.code)]
            chosen = exact[0] if len(exact) == 1 and self.list.cursor == 0 else row
            self.post_message(self.Picked(chosen.code if chosen else self.text))
        else:
            self.list.action_move(-1 if event.key == "up" else 1)


def _draw(item: Named) -> Sequence[Cell]:
    return (item.number, item.name, item.department)
