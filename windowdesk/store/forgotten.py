"""Lines of other registers that a hall put back from a backup has not sent again.

They are read as before, for whoever wrote them will send them once more. But what the hall holds comes before what it
lost: where both cannot stand, the lost line gives way, with what was built on it, and is kept as a branch.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import get_args

from windowdesk.models.office import OFFICE
from windowdesk.models.wire import Entry, from_line
from windowdesk.store import beside, lineage
from windowdesk.store.codec import Origin, fact_of, version_of
from windowdesk.store.publications import Publication

_WORDS = (*beside.KINDS, *(kind.__name__ for kind in get_args(Publication)))
_LOST = "(stream, seq) IN (SELECT stream, seq FROM forgotten)"
_PLACE = "stream=? AND seq=?"
# Two halves, each with an index of its own.
_STEPS = ("case_id=? AND case_id<>'' AND beside=0 AND version>=?", "case_id=? AND beside>0 AND version>=?")
_QUESTIONS = ("case_id>? AND case_id<? AND case_id<>'' AND beside=0", "case_id>? AND case_id<? AND beside>0")


def begin(db: sqlite3.Connection) -> None:
    """The hall sends everything from the beginning: each line of others counts as forgotten until it comes again."""
    theirs, own = lineage.others(db)
    db.execute(f"INSERT OR IGNORE INTO forgotten SELECT stream, seq FROM register WHERE {theirs}", own)  # noqa: S608


def by_office(db: sqlite3.Connection, division: str, own: Sequence[str]) -> list[tuple[Entry, bytes]]:
    """What other registers of the hall office said or published and the hall has not sent again, in order."""
    query = "SELECT line, hash FROM register NATURAL JOIN forgotten WHERE stream GLOB ? ORDER BY id"
    rows = db.execute(query, (f"{division}-{OFFICE}.*",)).fetchall()
    found = [(from_line(line), line_hash) for line, line_hash in rows]
    return [one for one in found if one[0].kind in _WORDS and one[0].stream not in own]


class Forgotten:
    """What is forgotten, while lines come in: whether there is `some`, and whether any of it `gave_way`, so that rows
    are to be read anew."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self.gave_way = False
        self._db = db
        self.some = bool(db.execute("SELECT EXISTS (SELECT 1 FROM forgotten)").fetchone()[0])

    def comes_again(self, entry: Entry, line_hash: bytes) -> None:
        """The hall holds that line; what stood beside it, or in its way, may be lost."""
        place = (entry.stream, entry.seq)
        if self._db.execute(f"DELETE FROM forgotten WHERE {_PLACE}", place).rowcount:  # noqa: S608
            self.make_room(entry.case_id, version_of(entry.body), fact_of(entry, line_hash))

    def yields(self, stream: str, seq: int) -> bool:
        """Whether a line gives way to another line at its place, and then the rest of its case does too."""
        if not self._lost(stream, seq):
            return False
        query = f"SELECT case_id, version FROM register WHERE {_PLACE}"  # noqa: S608
        case_id, version = self._db.execute(query, (stream, seq)).fetchone()
        self._move(_PLACE, stream, seq)
        if case_id and version:
            self._fall(case_id, version)
        return True

    def yields_to_copy(self, stream: str, seq: int) -> bool:
        """Whether a line gives way to the copy of it that the hall holds. The case stays as it is."""
        if found := self._lost(stream, seq):
            self._move(_PLACE, stream, seq)
        return found

    def make_room(self, case_id: str, version: int, fact: Origin) -> None:
        """Let what claims a step of a case give way to a line of the hall's."""
        if not self.some or not case_id or not version:
            return
        for entry, found in beside.claimed(self._db, case_id, version):
            if found == fact:
                self.yields_to_copy(entry.stream, entry.seq)
            elif self._lost(entry.stream, entry.seq):
                self._fall(case_id, version)

    def _lost(self, stream: str, seq: int) -> bool:
        query = f"SELECT 1 FROM forgotten WHERE {_PLACE}"  # noqa: S608
        return self.some and self._db.execute(query, (stream, seq)).fetchone() is not None

    def _fall(self, case_id: str, version: int) -> None:
        """A case goes on otherwise from a step; where its first step is another, its questions are another's too."""
        for steps in _STEPS:
            self._move(steps, case_id, version)
        for questions in _QUESTIONS if version == 1 else ():
            self._move(questions, f"{case_id}-", f"{case_id}.")

    def _move(self, which: str, *values: object) -> None:
        """Out of the register and into the branches."""
        gone = f"DELETE FROM register WHERE {which} AND {_LOST} RETURNING stream, seq, line, hash"  # noqa: S608
        found = self._db.execute(gone, values).fetchall()
        self._db.executemany("INSERT OR IGNORE INTO branch VALUES (?,?,?,?)", found)
        self._db.executemany(f"DELETE FROM forgotten WHERE {_PLACE}", [one[:2] for one in found])  # noqa: S608
        self.gave_way |= bool(found)
