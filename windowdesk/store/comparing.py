"""Whether the rows that screens read are what the register makes them, told on a copy that nobody else sees."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from hashlib import sha256

from windowdesk.store import arrivals, lineage
from windowdesk.store.connection import told
from windowdesk.store.schema import ROW_TABLES

_GRAMS = "CREATE VIRTUAL TABLE temp.grams USING fts5vocab(main, case_grams, instance)"
_ROWS = {table: f"SELECT * FROM {table}" for table in ROW_TABLES} | {"case_grams": "SELECT term, doc FROM temp.grams"}  # noqa: S608


def differing(db: sqlite3.Connection) -> list[str]:
    """The tables that `windowdesk rebuild` would change, the search index among them. `db` is only read, and others
    may write meanwhile.

    The copy lies in memory or, where that is short, in a file without a name. Raises Refused for a damaged file,
    ValueError for a line that cannot be read.
    """
    try:
        with closing(sqlite3.connect("", isolation_level=None)) as copy:
            db.backup(copy)
            copy.execute("PRAGMA journal_mode=OFF")
            copy.execute(_GRAMS)
            before = _digests(copy)
            copy.execute("BEGIN")
            arrivals.rebuild(copy, lineage.own(copy))
            after = _digests(copy)
    except (sqlite3.Error, UnicodeDecodeError) as error:
        raise told(error) from error
    return [table for table in ROW_TABLES if before[table] != after[table]]


def _digests(db: sqlite3.Connection) -> dict[str, bytes]:
    """A digest of each table's rows, in whatever order they lie."""
    return {table: _digest(db, query) for table, query in _ROWS.items()}


def _digest(db: sqlite3.Connection, query: str) -> bytes:
    width = len(db.execute(f"{query} LIMIT 0").description)
    found = sha256()
    for row in db.execute(f"{query} ORDER BY {','.join(map(str, range(1, width + 1)))}"):
        found.update(repr(row).encode())
    return found.digest()
