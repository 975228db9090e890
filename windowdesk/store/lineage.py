"""The registers of one desk, one after another: which it writes, which it goes on with, where another took over."""

from __future__ import annotations

import sqlite3

OPEN = 1 << 62
"""The end of a register that no other machine went on with."""

KEY = "desk_key"
"""The kind of reference row that holds a register's public key, as the hall told it."""


def own(db: sqlite3.Connection) -> tuple[str, ...]:
    """Every register this desk ever wrote, oldest first."""
    values = db.execute("SELECT value FROM meta WHERE key LIKE 'stream.%' ORDER BY key").fetchall()
    return tuple(row[0] for row in values)


def newest(db: sqlite3.Connection) -> int:
    """The incarnation this desk writes as; 0 before its first register."""
    found = db.execute("SELECT max(key) FROM meta WHERE key LIKE 'stream.%'").fetchone()[0]
    return int(found.rpartition(".")[2]) if found else 0


def ends(db: sqlite3.Connection) -> dict[str, int]:
    """Registers that another machine went on with, and the last line that is this desk's own."""
    rows = db.execute("SELECT key, value FROM meta WHERE key LIKE 'end.%'").fetchall()
    return {key.partition(".")[2]: int(value) for key, value in rows}


def ended(db: sqlite3.Connection, stream: str) -> bool:
    """Whether another machine went on with a register."""
    return db.execute("SELECT 1 FROM meta WHERE key=?", (f"end.{stream}",)).fetchone() is not None


def others(db: sqlite3.Connection) -> tuple[str, tuple[str | int, ...]]:
    """A condition that lines of the register meet which this desk did not write, and its values."""
    until, streams = ends(db), own(db)
    values = tuple(value for one in streams for value in (one, until.get(one, OPEN)))
    return " AND ".join(("true", *("NOT (stream=? AND seq<=?)" for _ in streams))), values


def continued_by(db: sqlite3.Connection, stream: str) -> str:
    """The register of this desk that goes on with the cases of an older one of its own, or ""."""
    found = db.execute("SELECT value FROM meta WHERE key=?", (f"continues.{stream}",)).fetchone()
    return str(found[0]) if found else ""


def begin(db: sqlite3.Connection, incarnation: int, stream: str) -> None:
    """Note a new register of this desk, which from now on is the one it writes."""
    db.execute("INSERT OR REPLACE INTO meta VALUES (?,?)", (f"stream.{incarnation}", stream))


def met(db: sqlite3.Connection, stream: str) -> bool:
    """Whether this desk holds a line of a register or was told of it, be the register its own or another machine's.

    A hall put back from a backup may have forgotten a register whose lines stand here.
    """
    query = (
        "SELECT EXISTS (SELECT 1 FROM register WHERE stream=:stream) OR EXISTS (SELECT 1 FROM branch WHERE "
        "stream=:stream) OR EXISTS (SELECT 1 FROM parked WHERE stream=:stream) OR EXISTS (SELECT 1 FROM reference "
        "WHERE kind=:kind AND code=:stream)"
    )
    return bool(db.execute(query, {"stream": stream, "kind": KEY}).fetchone()[0])


def overtaken(db: sqlite3.Connection, stream: str) -> bool:
    """Whether this desk holds lines of a later register of its window, which another machine writes."""
    query = "SELECT EXISTS (SELECT 1 FROM register WHERE stream>? AND stream<?)"
    return bool(db.execute(query, (stream, f"{stream.rpartition('.')[0]}.:")).fetchone()[0])


def take_over(db: sqlite3.Connection, stream: str) -> None:
    """The cases of every older register that is still this desk's are gone on with in `stream`."""
    lost = ends(db)
    for older in own(db):
        if older != stream and older not in lost:
            db.execute("INSERT OR REPLACE INTO meta VALUES (?,?)", (f"continues.{older}", stream))
            db.execute("UPDATE case_row SET stream=? WHERE stream=?", (stream, older))


def end(db: sqlite3.Connection, stream: str, seq: int) -> None:
    """Another machine went on with `stream` after line `seq`, and with every case held until then."""
    db.execute("INSERT OR REPLACE INTO meta VALUES (?,?)", (f"end.{stream}", str(seq)))
    for older in own(db):
        db.execute("DELETE FROM meta WHERE key=?", (f"continues.{older}",))
        if older == stream:
            break


def moved_tail(db: sqlite3.Connection, stream: str, after: int) -> list[tuple[int, str, bytes, str, int]]:
    """Take the lines of `stream` after a number out of the register and keep them as a branch.

    Returns them in order: number, line, hash, case, version.
    """
    query = "SELECT seq, line, hash, case_id, version FROM register WHERE stream=? AND seq>? ORDER BY seq"
    tail = db.execute(query, (stream, after)).fetchall()
    db.executemany("INSERT OR IGNORE INTO branch VALUES (?,?,?,?)", [(stream, row[0], row[1], row[2]) for row in tail])
    db.execute("DELETE FROM register WHERE stream=? AND seq>?", (stream, after))
    return tail


def branch(db: sqlite3.Connection, stream: str) -> list[tuple[int, str, bytes]]:
    """The lines of a register that stand as evidence: number, line, hash."""
    query = "SELECT seq, line, hash FROM branch WHERE stream=? ORDER BY seq"
    return db.execute(query, (stream,)).fetchall()
