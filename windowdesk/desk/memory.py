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
    """The end of the register, the cases last written, the numbers last issued, items and notes last asked for.

    Everything but these two is a reading of the register, which only grows: one look at its end says whether all of it
    still holds, whoever wrote meanwhile. Items and notes hold as long as nobody has written but this desk's acts.
    Belongs to the writer: to be used inside `Store.write` only, but for `find`.
    """

    store: Store
    end: int = -1
    last: ev.Recorded | None = None
    cases: dict[str, Case] = field(default_factory=dict)
    counters: dict[str, int] = field(default_factory=dict)
    issued: dict[str, int] = field(default_factory=dict)
    items: dict[tuple[str, date | None], Item | None] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    seen: tuple[int, int] = (-1, -1)
    """What other connections and this one had written when all of this was known to hold."""
    turn: int = 0
    """The transaction it was last recalled for."""
    db: sqlite3.Connection | None = None
    """The connection of that transaction, the writer's."""

    def recall(self, db: sqlite3.Connection) -> bool:
        """Forget what no longer holds, and say whether the register has moved; what was not written was not issued."""
        if self.store.undone >= self.turn:
            self.forget()
        self.turn, self.db = self.store.turn, db
        self.issued.clear()
        seen = self.store.data_version(), db.total_changes
        if seen == self.seen:
            return False
        self.seen = seen
        self.items.clear()
        self.notes.clear()
        end = register.end(db)
        stale = end != self.end
        if stale:
            self.end, self.last = end, None
            self.cases.clear()
            self.counters.clear()
        return stale

    def forget(self) -> None:
        """Trust nothing at the next act: this one may not have been written."""
        self.end, self.seen = -1, (-1, -1)

    def next_serial(self, db: sqlite3.Connection, series: str) -> int:
        """The next number of a series, within this act."""
        last = self.issued.get(series)
        if last is None:
            last = self.counters.get(series)
        if last is None:
            last = lists.counter(db, series)
        self.issued[series] = last + 1
        return last + 1

    def keep(self, db: sqlite3.Connection, written: Sequence[ev.Recorded], cases: Iterable[Case | Opinion]) -> None:
        """Remember what this transaction has just written at the register's end."""
        self.seen = self.seen[0], db.total_changes
        self.end += len(written)
        if written:
            self.last = written[-1]
        if len(self.cases) > 256:
            self.cases.clear()
        for one in cases:
            if isinstance(one, Case):
                self.cases[one.id] = one
        self.counters.update(self.issued)

    def find(self, asked: str, on: date | None = None) -> Item | None:
        """The item of that code or short number, in the version of a day, or None: the catalogue as the law asks for
        it. It is read from the store whenever it is asked for, unless nobody has written since an act asked."""
        db = self.store.read()
        if db is not self.db or self.turn != self.store.turn or db.total_changes != self.seen[1]:
            return items.find(db, asked, on)
        if (asked, on) not in self.items:
            self.items[asked, on] = items.find(db, asked, on)
        return self.items[asked, on]

    def note(self, db: sqlite3.Connection, key: str) -> str:
        """A note of the desk about itself, or "", as it stood when all of this was recalled."""
        found = self.notes.get(key)
        if found is None:
            found = self.notes[key] = lists.meta(db, key)
        return found
