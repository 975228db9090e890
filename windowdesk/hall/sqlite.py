"""The embedded hall: one SQLite file in a folder that the desks of one machine share."""

from __future__ import annotations

import os
import sqlite3
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from weakref import WeakValueDictionary

from windowdesk.hall.engine import Row
from windowdesk.hall.interface import HallError, HallUnreachable
from windowdesk.hall.migrations import migrate, missing
from windowdesk.i18n import say

if sys.platform == "win32":
    import msvcrt

    def _take(lock: int) -> None:
        msvcrt.locking(lock, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _take(lock: int) -> None:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)


FILE = "hall.db"
_PAUSE = 0.002
"""Seconds between two tries for the lock file: a push of one page holds it for some ten milliseconds."""


class _Session:
    """One connection, held by the caller's lock."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def rows(self, sql: str, *values: object) -> list[Row]:
        return self._connection.execute(sql, values).fetchall()

    def begin(self, sql: str, *values: object) -> None:
        """Nothing is far away."""

    def locked(self, sql: str, *values: object) -> list[Row]:
        return self.rows(sql, *values)  # BEGIN IMMEDIATE has locked everything already

    def run(self, sql: str, *values: object) -> None:
        self._connection.execute(sql, values)

    def run_many(self, sql: str, rows: Sequence[Sequence[object]]) -> None:
        self._connection.executemany(sql, rows)


class SqliteEngine:
    """A SQLite file as a hall; use `engine_for`, so that a process has one engine for a file.

    SQLite 3.7.0 to 3.51.2 can corrupt a WAL database when two connections write or checkpoint at once. So a
    process has one connection, and a lock file lets one process at a time open, write, checkpoint
    or close. WAL needs shared memory: the folder must be on a disk of this machine.
    """

    now = "strftime('%Y-%m-%dT%H:%M:%SZ', 'now')"
    tables = "SELECT name FROM sqlite_master WHERE type = 'table'"

    def __init__(self, file: Path, limit: float) -> None:
        self._file = file
        self._limit = limit
        self._turn = threading.RLock()
        self._connection: sqlite3.Connection | None = None

    def __repr__(self) -> str:
        return f"SqliteEngine({str(self._file)!r})"

    @contextmanager
    def reading(self) -> Iterator[_Session]:
        """See Engine.reading."""
        with self._guarded():
            yield _Session(self._connected())

    @contextmanager
    def writing(self) -> Iterator[_Session]:
        """See Engine.writing."""
        with self._guarded():
            connection = self._connected()
            with self._alone(), _transaction(connection):
                yield _Session(connection)

    def close(self) -> None:
        """Close the file. Another desk of this process that uses it opens it again."""
        with self._guarded():
            self._drop()

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        """This thread's turn; SQLite's errors become the hall's.

        After an error the connection is closed: what a failed fsync left in the cache is not to be trusted.
        """
        if not self._turn.acquire(timeout=self._limit):
            raise HallUnreachable(_busy(self._file))
        try:
            yield
        except sqlite3.OperationalError as error:
            self._drop()
            raise HallUnreachable(
                say(f"大厅数据库 {self._file} 打不开：{error}", f"The hall database {self._file} fails: {error}")
            ) from error
        except sqlite3.Error as error:
            self._drop()
            raise HallError(
                say(f"大厅数据库 {self._file} 出错：{error}", f"The hall database {self._file} is wrong: {error}")
            ) from error
        finally:
            self._turn.release()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """No other process writes to the file meanwhile."""
        until = time.monotonic() + self._limit
        try:
            lock = os.open(self._file.with_name(self._file.name + ".lock"), os.O_RDWR | os.O_CREAT, 0o666)
        except OSError as error:
            raise HallUnreachable(
                say(f"大厅文件夹用不了：{error}", f"The hall folder cannot be used: {error}")
            ) from error
        try:
            while not _taken(lock):
                if time.monotonic() > until:
                    raise HallUnreachable(_busy(self._file))
                time.sleep(_PAUSE)
            yield
        finally:
            os.close(lock)  # gives the lock back

    def _connected(self) -> sqlite3.Connection:
        if self._connection is None:
            with self._alone():
                self._connection = _opened(self._file, self._limit)
                session = _Session(self._connection)
                if missing(session, self.tables):
                    with _transaction(self._connection):
                        migrate(session, self.tables, self.now)
        return self._connection

    def _drop(self) -> None:
        """Close the connection alone, because the last connection to a file checkpoints as it closes.

        Whoever cannot be waited for has the file open, so then this is not the last.
        """
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(HallUnreachable), self._alone():
                connection.close()
            connection.close()


_engines: WeakValueDictionary[tuple[int, Path], SqliteEngine] = WeakValueDictionary()
_engines_lock = threading.Lock()


def engine_for(file: Path, limit: float) -> SqliteEngine:
    """The one engine of this process for a file; `limit` is how many seconds to wait for a turn.

    The folder must exist: a share that is not mounted must not quietly become a second, empty hall.
    """
    file = file.resolve()
    if not file.parent.is_dir():
        raise HallUnreachable(say(f"大厅文件夹不存在：{file.parent}", f"There is no hall folder {file.parent}."))
    with _engines_lock:
        return _engines.setdefault((os.getpid(), file), SqliteEngine(file, limit))


def _opened(file: Path, limit: float) -> sqlite3.Connection:
    connection = sqlite3.connect(file, timeout=limit, isolation_level=None, check_same_thread=False)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
    except sqlite3.Error:
        connection.close()
        raise
    return connection


@contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _taken(lock: int) -> bool:
    try:
        _take(lock)
    except OSError:
        return False
    return True


def _busy(file: Path) -> str:
    return say(f"大厅数据库 {file} 正忙，请稍后再试。", f"The hall database {file} is busy; try again later.")
