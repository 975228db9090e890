"""A list that may hold a million rows: pages are fetched by key, lines are drawn once and kept as strips."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, Generic

from rich.segment import Segment
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from windowdesk.widgets.columns import Column, line
from windowdesk.widgets.guard import Guarded
from windowdesk.widgets.pages import Cell, Pages, Row, Source
from windowdesk.widgets.text import fit


class VirtualTable(Guarded, ScrollView, Generic[Row], can_focus=True):
    """A list with a cursor. Posts `Chosen` on Enter and `Moved` when the cursor moves."""

    DEFAULT_CSS = """
    VirtualTable { height: 1fr; background: $surface; scrollbar-size-vertical: 1; }
    VirtualTable > .table--head { text-style: bold; color: $text-muted; background: $panel; }
    VirtualTable > .table--cursor { background: $panel-lighten-2; }
    VirtualTable:focus > .table--cursor { background: $primary; color: $text; text-style: bold; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"table--head", "table--cursor"}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("pageup", "leaf(-1)", show=False),
        Binding("pagedown", "leaf(1)", show=False),
        Binding("home", "jump(0)", show=False),
        Binding("end", "jump(-1)", show=False),
        Binding("enter", "choose", show=False),
    ]
    cursor = reactive(0, repaint=False)

    class Chosen(Message):
        """Enter was pressed on a row."""

        def __init__(self, table: VirtualTable[Any], row: Any) -> None:
            super().__init__()
            self.table = table
            self.row = row

        @property
        def control(self) -> VirtualTable[Any]:
            """The table."""
            return self.table

    def __init__(self, columns: Sequence[Column], source: Source[Row], *, empty: str = "", id: str = "") -> None:
        super().__init__(id=id or None)
        self._columns = columns
        self._pages = Pages(source)
        self._empty = empty
        self._strips: dict[tuple[int, bool], Strip] = {}

    @property
    def count(self) -> int:
        """How many rows are known."""
        return self._pages.count

    @property
    def row(self) -> Row | None:
        """The row under the cursor."""
        return self._pages.row(self.cursor) if self.count else None

    def show(self, source: Source[Row]) -> None:
        """List something else, from the top."""
        self._pages = Pages(source)
        self._begin()
        self.cursor = 0
        self.scroll_to(y=0, animate=False)

    def reload(self) -> None:
        """Fetch anew; the cursor stays on its row while that row is near where it was."""
        was, key = self.cursor, self._pages.key_at(self.cursor)
        self._begin()
        self._reach(was)
        self.cursor = self._pages.find(key, was)

    def _begin(self) -> None:
        self._pages.forget()
        self._strips.clear()
        self._measure()
        self.refresh()

    def _reach(self, n: int) -> None:
        if self._pages.reach(n):
            self._measure()

    def _measure(self) -> None:
        self.virtual_size = Size(self.scrollable_content_region.width, self.count + 1)

    def on_mount(self) -> None:
        """Fetch the first page."""
        self._begin()

    def on_resize(self, event: events.Resize) -> None:
        """Another width draws every line anew."""
        self._strips.clear()
        self._measure()

    def notify_style_update(self) -> None:
        """Another theme or focus does too."""
        super().notify_style_update()
        self._strips.clear()

    def validate_cursor(self, wanted: int) -> int:
        """The cursor stays in the list, which grows when it comes near its known end."""
        self._reach(wanted)
        return max(0, min(wanted, self.count - 1))

    def watch_cursor(self, before: int, after: int) -> None:
        """Two lines change, no more."""
        shown = int(self.scroll_offset.y)
        for n in (before, after):
            self.refresh(Region(0, n + 1 - shown, self.size.width, 1))
        self.call_next(self._paint)
        page = max(1, self.size.height - 1)
        if after < shown:
            self.scroll_to(y=after, animate=False)
        elif after >= shown + page:
            self.scroll_to(y=after - page + 1, animate=False)

    def _paint(self) -> None:
        """Paint now. Textual would at its next sixtieth of a second, which a finger on an arrow key feels."""
        if self.is_attached and self.screen.is_current:
            self.screen._compositor.update_widgets({self})
            self.screen._compositor_refresh()

    def action_move(self, by: int) -> None:
        """Up or down."""
        self.cursor += by

    def action_leaf(self, by: int) -> None:
        """A screen up or down."""
        self.cursor += by * max(1, self.size.height - 2)

    def action_jump(self, to: int) -> None:
        """To the first row, or the last one known."""
        self.cursor = self.count - 1 if to < 0 else to

    def action_choose(self) -> None:
        """Open the row under the cursor."""
        if (row := self.row) is not None:
            self.post_message(self.Chosen(self, row))

    def render_line(self, y: int) -> Strip:
        """One line: the head, a row, or nothing."""
        width = self.scrollable_content_region.width
        n = y - 1 + int(self.scroll_offset.y)
        if y == 0:
            heads = [column.title for column in self._columns]
            return line(self._columns, " ", heads, width, self.get_component_rich_style("table--head"))
        if n >= self.count:
            text = self._empty if n == self.count == 0 else ""
            return Strip([Segment(fit(f"  {text}", width), self.rich_style)], width)
        at_cursor = n == self.cursor
        kept = self._strips.get((n, at_cursor))
        if kept is None:
            row = self._pages.row(n)
            cells = self._pages.source.draw(row) if row is not None else ()
            kept = self._strips[n, at_cursor] = self._drawn(cells, width, at_cursor=at_cursor)
            if len(self._strips) > 1000:
                self._strips.clear()
        return kept

    def _drawn(self, cells: Sequence[Cell], width: int, *, at_cursor: bool) -> Strip:
        if not at_cursor:
            return line(self._columns, " ", cells, width, self.rich_style)
        plain = [cell if isinstance(cell, str) else cell[0] for cell in cells]  # colours would clash with the bar's
        return line(self._columns, ">", plain, width, self.get_component_rich_style("table--cursor"))
