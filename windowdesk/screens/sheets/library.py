"""The library of reasons as a list to choose from: what is wrong, what is asked for instead, by which article."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual.widget import Widget

from windowdesk.i18n import say
from windowdesk.models.reasons import Suggestion
from windowdesk.screens.keys import BACK, Key
from windowdesk.screens.session import Session
from windowdesk.screens.sheet import Fault, Sheet
from windowdesk.widgets.bars import Plain
from windowdesk.widgets.columns import Column
from windowdesk.widgets.field import Field
from windowdesk.widgets.pages import Cell, Source
from windowdesk.widgets.table import VirtualTable

LIBRARY = Key("f4", "library", ("理由库", "reasons"), ("从理由库选用措辞", "Words from the library of reasons"), True)


class Library(Sheet[Suggestion]):
    """Enter takes the words at the cursor over; Esc takes none."""

    HEADING: ClassVar[tuple[str, str]] = ("理由库", "The library of reasons")
    DEFAULT_CSS = """
    Library VirtualTable { height: 8; }
    Library #whole { height: auto; max-height: 5; padding: 0 1; color: $text-muted; }
    """
    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("enter,f2,ctrl+s", "send", ("选用", "take"), ("选用光标处的措辞", "Take these words"), priority=True),
        BACK,
    )

    def __init__(self, session: Session, name: str, rows: Sequence[Suggestion]) -> None:
        super().__init__(session, name)
        self._rows = rows

    def body(self) -> Iterable[Widget]:
        """The list, and the reason at the cursor in full."""
        columns = [Column(say("问题", "wrong")), Column(say("应提交", "needed"))]
        source = Source[Suggestion](
            lambda at, _: self._rows[at : at + 64],
            lambda row: f"{row.wrong}{row.required}",
            _draw,
            lambda: len(self._rows),
        )
        yield VirtualTable[Suggestion](columns, source, empty=say("没有合适的理由。", "None fits."), id="reasons")
        yield Plain(id="whole")

    def on_mount(self) -> None:
        """Begin at the best match."""
        super().on_mount()
        table = self.query_one("#reasons", VirtualTable)
        table.focus()
        self.watch(table, "cursor", self._show)

    def _show(self) -> None:
        row = self.query_one("#reasons", VirtualTable).row
        if row is not None:
            self.query_one("#whole", Plain).say(f"{row.wrong}\n{row.required}\n{row.article}")

    def answer(self) -> Suggestion:
        """The reason at the cursor. Raises Fault when there is none."""
        row = self.query_one("#reasons", VirtualTable).row
        if not isinstance(row, Suggestion):
            raise Fault(say("没有合适的理由。", "None fits."))
        return row


def _draw(row: Suggestion) -> Sequence[Cell]:
    return (row.wrong, row.required)


def take(field: Field, words: str, *, instead: str = "") -> None:
    """Put words into a field: in the place of what stood there unasked, after what the clerk has written."""
    written = field.value
    field.input.value = words if written in ("", instead) else f"{written}；{words}"
    field.input.cursor_position = len(field.input.value)
