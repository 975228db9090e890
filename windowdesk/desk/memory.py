"""What a desk remembers between two of its acts, good for as long as the register ends where it then ended."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from windowdesk.models import events as ev
from windowdesk.models.case import Case
from windowdesk.models.catalogue import Item
from windowdesk.models.opinion import Opinion
from windowdesk.store import items, lists, register
from windowdesk.store.connection import Store


@dataclass(slots=True)
class Memory:
    """The end of the register, the cases last written and the numbers last issued.

    Everything here is a reading of the register, which only grows: one look at its end says whether all of it still
    holds, whoever wrote meanwhile. Belongs to the writer: to be used inside `Store.write` only.
    """

    end: int = -1
    place: register.Place | None = None
    cases: dict[str, Case] = field(default_factory=dict)
    counters: dict[str, int] = field(default_factory=dict)
    issued: dict[str, int] = field(default_factory=dict)

    def recall(self, db: sqlite3.Connection) -> bool:
        """Forget everything if anybody has written since, and say so; numbers not written were never issued."""
        end = register.end(db)
        stale = end != self.end
        if stale:
            self.end, self.place = end, None
            self.cases.clear()
            self.counters.clear()
        self.issued.clear()
        return stale

    def forget(self) -> None:
        """Trust nothing at the next act: this one may not have been written."""
        self.end = -1

    def next_serial(self, db: sqlite3.Connection, series: str) -> int:
        """The next number of a series, within this act."""
        last = self.issued.get(series)
        if last is None:
            last = self.counters.get(series)
        if last is None:
            last = lists.counter(db, series)
        self.issued[series] = last + 1
        return last + 1

    def keep(self, written: Sequence[ev.Recorded], cases: Iterable[Case | Opinion]) -> None:
        """Remember what this transaction has just written at the register's end."""
        self.end += len(written)
        if written:
            last = written[-1]
            self.place = register.Place(last.stream, last.seq, last.hash, last.at)
        if len(self.cases) > 256:
            self.cases.clear()
        self.cases.update((one.id, one) for one in cases if isinstance(one, Case))
        self.counters.update(self.issued)


class Items:
    """The catalogue as the law asks for it, read from the store when asked."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def find(self, asked: str, on: date | None = None) -> Item | None:
        """The item of that code or short number, in the version of a day, or None."""
        return items.find(self._store.read(), asked, on)
