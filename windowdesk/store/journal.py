"""What the sync loop needs of the store: own lines to push, a place in each feed, and foreign lines to keep."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from windowdesk.models.wire import GENESIS
from windowdesk.store import arrivals, forgotten, lineage, lists, register
from windowdesk.store.connection import Store

GENERATION = "hall.generation"
"""The note that names the hall's generation."""


class StoredJournal:
    """A desk's own registers and its places in the hall's feeds."""

    def __init__(self, store: Store, streams: Sequence[str], audiences: Sequence[str], stamp: str) -> None:
        """`stamp` is the time this sync began, kept with each acknowledgement."""
        self._store = store
        self._streams = tuple(streams)
        self._audiences = tuple(audiences)
        self._stamp = stamp
        self._kept: dict[str, arrivals.Kept] = {}
        self._ends = lineage.ends(store.read())

    def streams(self) -> tuple[str, ...]:
        """Every register this desk ever wrote."""
        return self._streams

    def audiences(self) -> tuple[str, ...]:
        """The departments whose feeds this desk reads."""
        return self._audiences

    def head(self, stream: str) -> tuple[int, bytes]:
        """The end of an own register; where another machine went on with it, the last line before that."""
        seq, head = register.head(self._store.read(), stream)
        end = self._ends.get(stream, seq)
        return (end, self.hash_at(stream, end)) if end < seq else (seq, head)

    def hash_at(self, stream: str, seq: int) -> bytes:
        """The hash after line `seq`; GENESIS for 0 and for a line the desk does not hold."""
        query = "SELECT hash FROM register WHERE stream=? AND seq=? AND seq<=?"
        found = self._store.read().execute(query, (stream, seq, self._ends.get(stream, seq))).fetchone()
        return found[0] if found else GENESIS

    def lines(self, stream: str, after: int, limit: int) -> list[str]:
        """Own lines after a number."""
        limit = max(0, min(limit, self._ends.get(stream, lineage.OPEN) - after))
        return register.lines(self._store.read(), stream, after, limit)

    def acked(self, stream: str) -> int:
        """How far the hall has acknowledged a register."""
        query = "SELECT seq FROM acknowledged WHERE stream=?"
        found = self._store.read().execute(query, (stream,)).fetchone()
        return int(found[0]) if found else 0

    def set_acked(self, stream: str, seq: int, head_hash: bytes) -> None:
        """Note what the hall acknowledged; after a restore of the hall it may go back."""
        with self._store.write() as db:
            db.execute("INSERT OR REPLACE INTO acknowledged VALUES (?,?,?,?)", (stream, seq, head_hash, self._stamp))

    def cursor(self, audience: str) -> tuple[int, bytes]:
        """The place in a feed: row number and feed hash."""
        query = "SELECT n, fhash FROM feed_cursor WHERE audience=?"
        found = self._store.read().execute(query, (audience,)).fetchone()
        return (int(found[0]), bytes.fromhex(found[1])) if found else (0, GENESIS)

    def absorb(self, audience: str, rows: Iterable[tuple[str, int, str, bytes]], n: int, fhash: bytes) -> None:
        """Keep foreign lines and the new place, in one transaction."""
        try:
            with _without_collector(), self._store.write() as db:
                arrivals.absorb(db, rows, self._streams, self._kept)
                db.execute("INSERT OR REPLACE INTO feed_cursor VALUES (?,?,?)", (audience, n, fhash.hex()))
        except BaseException:
            self._kept.clear()  # the transaction was undone
            raise

    def rewind(self) -> None:
        """Begin every feed anew, with a hall that was put back from a backup."""
        with self._store.write() as db:
            forgotten.begin(db)
            db.execute("DELETE FROM feed_cursor")

    def generation(self) -> str:
        """The hall's generation at the last completed round."""
        return lists.meta(self._store.read(), GENERATION)

    def set_generation(self, name: str) -> None:
        """Note the hall's generation."""
        with self._store.write() as db:
            lists.set_meta(db, GENERATION, name)

    def others(self, after: int, limit: int) -> list[tuple[int, str, int, bytes, str]]:
        """Lines of other registers: place, stream, seq, hash, line."""
        db = self._store.read()
        theirs, own = lineage.others(db)
        query = (
            f"SELECT id, stream, seq, hash, line FROM register WHERE id>? AND {theirs} UNION ALL "  # noqa: S608
            f"SELECT rowid+{lineage.OPEN}, stream, seq, hash, line FROM branch WHERE rowid+{lineage.OPEN}>? "
            "ORDER BY id LIMIT ?"
        )
        return db.execute(query, (after, *own, after, limit)).fetchall()


@contextmanager
def _without_collector() -> Iterator[None]:
    """Python does not look for cycles meanwhile: a page of events has none, and looking took a quarter of the time."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()
