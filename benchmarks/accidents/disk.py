"""A disk that forgets what it was not told to keep, under the desk's own store.

apsw brings a SQLite of its own and lets a VFS stand under it; this one notes every write since the last sync. When the
power is cut each 512-byte sector written since then comes out as it was at the sync or after any later write, drawn
for every sector alone. Writes and syncs can also be made to fail.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Any
from unittest import mock

import apsw

from windowdesk.store import connection

SECTOR = 512
KEPT = apsw.SQLITE_OPEN_MAIN_DB | apsw.SQLITE_OPEN_WAL | apsw.SQLITE_OPEN_MAIN_JOURNAL
NAME = "forgetful"


class PowerCut(Exception):
    """The machine has no power from here."""


class File:
    """One file as the disk has it: what was synced, and what every sector was written to since."""

    def __init__(self, content: bytes) -> None:
        self.synced = bytearray(content)
        self.now = bytearray(content)
        self.since: dict[int, list[bytes]] = {}

    def write(self, data: bytes, offset: int) -> None:
        """Write, as yet only into the disk's cache."""
        if offset > len(self.now):
            self.now.extend(bytes(offset - len(self.now)))
        self.now[offset : offset + len(data)] = data
        for sector in range(offset // SECTOR, (offset + len(data) - 1) // SECTOR + 1):
            self._note(sector)

    def truncate(self, size: int) -> None:
        """Cut, as yet only in the cache."""
        for sector in range(size // SECTOR, (len(self.now) - 1) // SECTOR + 1):
            self.since.setdefault(sector, []).append(b"")
        del self.now[size:]

    def sync(self) -> None:
        """What was written since is on the platter."""
        del self.synced[len(self.now) :]
        for sector in sorted(self.since):
            at = sector * SECTOR
            if at < len(self.now):
                self.synced.extend(bytes(max(0, at - len(self.synced))))
                self.synced[at : at + SECTOR] = self.now[at : at + SECTOR]
        self.since.clear()

    def fail(self, rng: Random) -> None:
        """A sync failed: some of it is on the platter, and the system no longer knows that the rest is not.

        A later sync succeeds without it, unless it is written again.
        """
        self.synced = bytearray(self.after_cut(rng))
        self.since.clear()

    def after_cut(self, rng: Random) -> bytes:
        """What is found when the power is back."""
        found = bytearray(self.synced)
        for sector, versions in sorted(self.since.items()):
            at = sector * SECTOR
            kept = rng.randrange(len(versions) + 1)
            if not kept:
                continue
            data = versions[kept - 1]
            if at > len(found):
                found.extend(bytes(at - len(found)))
            found[at : at + SECTOR] = data
        return bytes(found)

    def _note(self, sector: int) -> None:
        at = sector * SECTOR
        self.since.setdefault(sector, []).append(bytes(self.now[at : at + SECTOR]))


class Disk:
    """The files of one desk. `cut_at` is the write or sync at which the power goes; 0 for never."""

    def __init__(self, seed: int) -> None:
        self.rng = Random(seed)
        self.files: dict[str, File] = {}
        self.count = 0
        self.cut_at = 0
        self.fail: dict[int, type[Exception]] = {}
        self.dead = False

    def tick(self) -> None:
        """One write or sync; it may be the last, and it may fail."""
        if self.dead:
            raise PowerCut
        self.count += 1
        if self.count == self.cut_at:
            self.dead = True
            raise PowerCut
        if error := self.fail.pop(self.count, None):
            raise error("injected")

    def after_cut(self, folder: Path, rng: Random) -> None:
        """Write into an empty folder what is left of the files."""
        for name, file in self.files.items():
            (folder / Path(name).name).write_bytes(file.after_cut(rng))


class _File(apsw.VFSFile):
    def __init__(self, disk: Disk, name: Any, flags: list[int]) -> None:
        super().__init__("", name, flags)
        path = Path(name.filename() if isinstance(name, apsw.URIFilename) else name)
        self._disk = disk
        self._kept: File | None = None
        if flags[0] & KEPT:
            self._kept = disk.files.setdefault(str(path), File(path.read_bytes() if path.exists() else b""))

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802 - apsw's name
        if self._kept is not None:
            self._disk.tick()
            self._kept.write(bytes(data), offset)
        super().xWrite(data, offset)

    def xTruncate(self, size: int) -> None:  # noqa: N802
        if self._kept is not None:
            self._disk.tick()
            self._kept.truncate(size)
        super().xTruncate(size)

    def xSync(self, flags: int) -> None:  # noqa: N802
        if self._kept is None:
            super().xSync(flags)
            return
        try:
            self._disk.tick()
        except apsw.Error:
            self._kept.fail(self._disk.rng)
            raise
        self._kept.sync()


class _System(apsw.VFS):
    def __init__(self, disk: Disk) -> None:
        self._disk = disk
        super().__init__(NAME, "")

    def xOpen(self, name: Any, flags: list[int]) -> apsw.VFSFile:  # noqa: N802
        return _File(self._disk, name, flags)

    def xDelete(self, name: str, sync: bool) -> None:  # noqa: N802
        if not self._disk.dead:
            self._disk.files.pop(str(name), None)
        super().xDelete(name, sync)


class _Cursor:
    """What a statement brought, as sqlite3 tells it."""

    def __init__(self, db: apsw.Connection, found: Any) -> None:
        self._found = found
        self.rowcount, self.lastrowid = db.changes(), db.last_insert_rowid()

    def __iter__(self) -> Iterator[Any]:
        return iter(self._found)

    def fetchone(self) -> Any:
        return next(iter(self._found), None)

    def fetchall(self) -> list[Any]:
        return list(self._found)


class Link:
    """As much of sqlite3's connection as the store uses, over apsw and the forgetful disk."""

    def __init__(self, path: Path, synchronous: str) -> None:
        with _as_sqlite3():
            self._db = apsw.Connection(str(path), vfs=NAME)
            for pragma in ("journal_mode=WAL", f"synchronous={synchronous}", "foreign_keys=ON"):
                self._db.execute(f"PRAGMA {pragma}").fetchall()

    def execute(self, sql: str, values: Sequence[Any] = ()) -> _Cursor:
        """One statement, run to its end."""
        with _as_sqlite3():
            before = self._db.total_changes()
            rows = self._db.execute(sql, tuple(values)).fetchall()
            found = _Cursor(self._db, iter(rows))
            if self._db.total_changes() == before:
                found.rowcount = 0
            return found

    def executemany(self, sql: str, rows: Sequence[Sequence[Any]]) -> None:
        """The same statement for many rows."""
        with _as_sqlite3():
            self._db.executemany(sql, [tuple(row) for row in rows])

    @property
    def total_changes(self) -> int:
        """Rows changed since it was opened."""
        return self._db.total_changes()

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open."""
        return bool(self._db.in_transaction)

    def close(self) -> None:
        """Close it; without power that cannot be done well."""
        with contextlib.suppress(apsw.Error, PowerCut):
            self._db.close(True)


@contextlib.contextmanager
def _as_sqlite3() -> Iterator[None]:
    """apsw's errors under the names the store knows."""
    try:
        yield
    except apsw.ConstraintError as error:
        raise sqlite3.IntegrityError(str(error)) from error
    except apsw.FullError as error:
        raise sqlite3.OperationalError("database or disk is full") from error
    except apsw.IOError as error:
        raise sqlite3.OperationalError("disk I/O error") from error
    except apsw.Error as error:
        raise sqlite3.DatabaseError(str(error)) from error


@contextlib.contextmanager
def forgetful(synchronous: str = "FULL", tidy: int = connection.TIDY, seed: int = 1) -> Iterator[Disk]:
    """Every store opened inside stands on one forgetful disk, with the desk's own pragmas unless told otherwise.

    `tidy` is after how many rows the log is written back into the file.
    """
    disk = Disk(seed)
    system = _System(disk)

    def connect(path: Path, kind: type = object) -> Any:
        del kind
        return Link(path, synchronous)

    try:
        with mock.patch.object(connection, "_connect", connect), mock.patch.object(connection, "TIDY", tidy):
            yield disk
    finally:
        system.unregister()
