"""The checklist of materials: each is received, missing or faulty, in so many copies, with a note."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message

from windowdesk.i18n import say
from windowdesk.models.events import MaterialLine
from windowdesk.widgets.columns import Column
from windowdesk.widgets.pages import Cell, Source
from windowdesk.widgets.table import VirtualTable

STATES = {"missing": ("缺", "missing"), "ok": ("收", "received"), "faulty": ("不符", "faulty")}
_STYLES = {"missing": "yellow", "ok": "green", "faulty": "bold red"}
_NEXT = {"missing": "ok", "ok": "faulty", "faulty": "missing"}


class Checklist(VirtualTable[MaterialLine]):
    """Space turns the state over, + and - count copies, Enter writes a note.

    `listed` names the materials the item states: only these can be found missing or faulty, others are received.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "turn", show=False),
        Binding("plus,equals_sign", "copies(1)", show=False),
        Binding("minus", "copies(-1)", show=False),
    ]

    def __init__(self, lines: Sequence[MaterialLine] = (), listed: Iterable[str] = (), *, id: str = "") -> None:
        self.lines = list(lines)
        self.listed = set(listed)
        columns = [
            Column(say("状态", "state"), 4 if say("中", "en") == "中" else 8),
            Column(say("材料", "material")),
            Column(say("要求", "need"), 4),
            Column(say("形式", "form"), 8),
            Column(say("份", "no."), 3),
            Column(say("备注", "note"), 16),
        ]
        empty = say("先选事项；没有列明材料的，按 F9 添加。", "Choose an item first; F9 adds a material.")
        super().__init__(columns, self._rows(), empty=empty, id=id)

    class Noting(Message):
        """A note is wanted for a line."""

        def __init__(self, place: int, line: MaterialLine) -> None:
            super().__init__()
            self.place = place
            self.line = line

    def _rows(self) -> Source[MaterialLine]:
        return Source(lambda at, _: self.lines[at : at + 64], lambda line: line.name, _draw, lambda: len(self.lines))

    def put(self, lines: Sequence[MaterialLine], listed: Iterable[str]) -> None:
        """Another list; what was already entered for a material of the same name stays."""
        kept = {line.name: line for line in self.lines}
        self.listed = set(listed)
        self.lines = [kept.get(line.name, line) for line in lines]
        self.reload()

    def change(self, place: int, line: MaterialLine) -> None:
        """Put a line in the place of another."""
        self.lines[place] = line
        self.reload()

    def all_received(self) -> None:
        """Everything is there and in form."""
        self.lines = [replace(line, state="ok") for line in self.lines]
        self.reload()

    def action_turn(self) -> None:
        """Missing, received, faulty."""
        if (line := self.row) is not None:
            state = _NEXT[line.state] if line.name in self.listed else "ok"
            self.change(self.cursor, replace(line, state=state))

    def action_copies(self, by: int) -> None:
        """One copy more or less."""
        if (line := self.row) is not None:
            self.change(self.cursor, replace(line, copies=max(1, min(99, line.copies + by))))

    def action_choose(self) -> None:
        """Write a note."""
        if (line := self.row) is not None:
            self.post_message(self.Noting(self.cursor, line))

    def action_move(self, by: int) -> None:
        """Beyond the ends the form's other fields are next."""
        if 0 <= self.cursor + by < self.count:
            super().action_move(by)
        elif by < 0:
            self.screen.focus_previous()
        else:
            self.screen.focus_next()


def _draw(line: MaterialLine) -> Sequence[Cell]:
    state = say(*STATES[line.state])
    need = say("主要", "main") if line.main else say("次要", "2nd")
    return ((state, _STYLES[line.state]), line.name, need, line.form, str(line.copies), line.note)
