"""Rows by the page: fetched when they are needed, forgotten when they are not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Row = TypeVar("Row")
Cell = str | tuple[str, str]
"""A cell's text, or text and style. The style never says more than the text."""
KEPT_PAGES = 32


@dataclass(frozen=True)
class Source(Generic[Row]):
    """Where rows come from. `fetch(offset, before)` gives the page at `offset`, the row before it being `before`.

    `count` is None when nobody knows: then the list grows while the cursor goes down.
    """

    fetch: Callable[[int, Row | None], Sequence[Row]]
    key: Callable[[Row], str]
    draw: Callable[[Row], Sequence[Cell]]
    count: Callable[[], int] | None = None
    page: int = 64


class Pages(Generic[Row]):
    """The rows of a source as far as they are known. `count` is how many; `ended` when there are no more."""

    def __init__(self, source: Source[Row]) -> None:
        self.source = source
        self.count = 0
        self.ended = False
        self._pages: dict[int, Sequence[Row]] = {}
        self._last_of: dict[int, Row] = {}

    def forget(self) -> None:
        """Begin anew with the first page."""
        self._pages.clear()
        self._last_of.clear()
        self.ended = self.source.count is not None
        self.count = self.source.count() if self.source.count else 0
        self.reach(0)

    def reach(self, n: int) -> bool:
        """Fetch on until row `n` and one more are known, or the end. Whether the list grew."""
        before = self.count
        while not self.ended and self.count <= n + 1:
            fresh = self._page(self.count // self.source.page)
            self.count += len(fresh)
            self.ended = len(fresh) < self.source.page
        return self.count > before

    def row(self, n: int) -> Row | None:
        """The n-th row."""
        number, place = divmod(n, self.source.page)
        rows = self._page(number)
        return rows[place] if 0 <= place < len(rows) else None

    def key_at(self, n: int) -> str:
        """The key of the n-th row as it was fetched last, "" when it was not."""
        number, place = divmod(n, self.source.page)
        held = self._pages.get(number, ())
        return self.source.key(held[place]) if place < len(held) else ""

    def find(self, key: str, near: int) -> int:
        """Where the row of that key stands now, looking round `near`; `near` itself when it is gone."""
        wide = 2 * self.source.page
        around = sorted(range(max(0, near - wide), min(self.count, near + wide)), key=lambda n: abs(n - near))
        rows = ((n, self.row(n)) for n in around if key)
        return next((n for n, row in rows if row is not None and self.source.key(row) == key), near)

    def _page(self, number: int) -> Sequence[Row]:
        rows = self._pages.pop(number, None)
        if rows is None:
            rows = self.source.fetch(number * self.source.page, self._last_of.get(number - 1))
            if rows:
                self._last_of[number] = rows[-1]
        self._pages[number] = rows
        if len(self._pages) > KEPT_PAGES:
            del self._pages[next(iter(self._pages))]
        return rows
