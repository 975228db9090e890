"""All writes of a desk pass through one connection and one lock; readers have their own connections."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import IO, Any, Self

from windowdesk.models.refusal import Reason, Refused, refuse
from windowdesk.store import arrivals, lists, schema

if sys.platform == "win32":
    import msvcrt

    def take(gate: IO[bytes]) -> None:
        msvcrt.locking(gate.fileno(), msvcrt.LK_NBLCK, 1)

    def leave(gate: IO[bytes]) -> None:
        msvcrt.locking(gate.fileno(), msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def take(gate: IO[bytes]) -> None:
        """Take the lock of a file for this process. Raises OSError when another has it."""
        fcntl.flock(gate, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def leave(gate: IO[bytes]) -> None:
        """Give the lock back."""
        fcntl.flock(gate, fcntl.LOCK_UN)


CACHE = 16384
"""Kilobytes the writer may keep of the file. With SQLite's own 2,000 a desk of some hundred thousand lines reads the
branches of its indexes again for every line it takes in."""

_DAMAGE = (sqlite3.DatabaseError, UnicodeDecodeError)
"""What a damaged file raises; the second when SQLite's own complaint quotes damaged text."""

WAIT = 5.0
"""Seconds a writer waits for another process of the same desk."""

TIDY = 500
"""Rows changed until the log is written back into the file: some thirty acts, SQLite's own thousand pages."""


class Store:
    """The file `desk.db` of one home.

    SQLite before 3.51.3 can damage a WAL that two connections write or checkpoint at once; so every process of the
    desk writes through `write()`, which holds a lock file, and only that connection checkpoints.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.RLock()
        self._local = threading.local()
        self._readers: list[sqlite3.Connection] = []
        self._depth = 0
        self._writing = 0  # the thread whose transaction runs
        self._after: list[Callable[[], None]] = []
        self.turn = 0
        """The number of the last transaction begun here."""
        self.undone = 0
        """The number of the last one taken back."""
        fresh = not path.exists()
        if fresh:
            os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
        self._gate: IO[bytes] = path.with_suffix(".lock").open("ab")
        path.with_suffix(".lock").chmod(0o600)
        try:
            with self._sole():
                self._writer = _connect(path)
                self._writer.execute(f"PRAGMA cache_size=-{CACHE}")
                self._writer.execute("PRAGMA wal_autocheckpoint=0")
                _bring_up_to_date(self._writer)
                self._tidied = self._writer.total_changes
                self._elsewhere = self.data_version()
        except BaseException as error:
            if writer := self.__dict__.get("_writer"):
                writer.close()
            self._gate.close()
            if isinstance(error, sqlite3.Error | UnicodeDecodeError):
                raise told(error) from error
            raise

    @contextlib.contextmanager
    def _sole(self) -> Iterator[None]:
        """Hold the lock of the desk against its other processes."""
        self._wait_for_gate()
        try:
            yield
        finally:
            leave(self._gate)

    def _wait_for_gate(self) -> None:
        """Take the lock of the desk; give up after WAIT seconds with a sentence."""
        until = time.monotonic() + WAIT
        while True:
            try:
                take(self._gate)
                return
            except OSError:
                if time.monotonic() > until:
                    raise refuse(Reason.DESK_BUSY) from None
                time.sleep(0.01)

    def write(self) -> AbstractContextManager[sqlite3.Connection]:
        """One transaction: all of it is written or none. Nests as one.

        Storage errors come out as refusals: the disk is full, the file is damaged, another program holds it.
        """
        return _Transaction(self)

    def _begin(self) -> sqlite3.Connection:
        self._lock.acquire()
        try:
            if not self._writing:
                self._wait_for_gate()
                try:
                    self._writer.execute("BEGIN IMMEDIATE")
                except BaseException:
                    leave(self._gate)
                    raise
                self._writing = threading.get_ident()
                self.turn += 1
            self._depth += 1
        except BaseException:
            self._lock.release()
            raise
        return self._writer

    def _end(self, *, kept: bool) -> None:
        self._depth -= 1
        if self._depth:
            self._lock.release()
            return
        stands = False
        try:
            if kept:
                self._writer.execute("COMMIT")
                stands = True
                for action in self._after:
                    action()
                if self._writer.total_changes - self._tidied >= TIDY:
                    self._tidy()
        finally:
            if not stands:
                self.undone = self.turn
            if self._writer.in_transaction:
                self._writer.execute("ROLLBACK")
            self._after.clear()
            self._writing = 0
            try:
                leave(self._gate)
            finally:
                self._lock.release()

    def after(self, action: Callable[[], None]) -> None:
        """Do something as soon as the transaction under way is durable; not at all when it is rolled back.

        The action holds the desk's lock and must neither fail nor write here.
        """
        self._after.append(action)

    def _tidy(self) -> None:
        """Write the log back into the file now and then.

        Left to SQLite this would be part of the commit, and a disk that fails here would have an act refused that
        stands already. What fails here is tried again after the next act.
        """
        with contextlib.suppress(sqlite3.Error):
            self._writer.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
            self._tidied = self._writer.total_changes

    @property
    def writing(self) -> bool:
        """Whether the transaction under way is this thread's."""
        return self._writing == threading.get_ident()

    def read(self) -> sqlite3.Connection:
        """This thread's reading connection; within its own transaction, the writing one. Storage errors come out as
        refusals."""
        if self.writing:
            return self._writer
        found: sqlite3.Connection | None = getattr(self._local, "reader", None)
        if found is None:
            try:
                found = _connect(self.path, _Reader)
            except sqlite3.Error as error:
                raise told(error) from error
            found.execute("PRAGMA query_only=ON")
            found.execute("PRAGMA wal_autocheckpoint=0")
            self._local.reader = found
            self._readers.append(found)
        return found

    def elsewhere(self) -> int:
        """A number that is another one whenever another process has written to the desk, this one's acts aside.

        Takes microseconds and waits for nobody: while this process writes, it is the number told last.
        """
        if self._lock.acquire(blocking=False):
            try:
                with contextlib.suppress(sqlite3.Error):
                    self._elsewhere = self.data_version()
            finally:
                self._lock.release()
        return self._elsewhere

    def data_version(self) -> int:
        """A number that is another one after any other connection has written. For whoever holds the writer."""
        return int(self._writer.execute("PRAGMA data_version").fetchone()[0])

    def close(self) -> None:
        """Close every connection; the writer last, under the lock, since closing checkpoints."""
        with self._lock:
            for reader in self._readers:
                reader.close()
            self._readers.clear()
            with contextlib.suppress(Refused), self._sole():
                self._writer.close()
            self._gate.close()
            self._local = threading.local()


class _Transaction:
    """What `Store.write` gives. A class, for every act pays for it: a generator would cost three times as much."""

    __slots__ = ("_store",)

    def __init__(self, store: Store) -> None:
        self._store = store

    def __enter__(self) -> sqlite3.Connection:
        try:
            return self._store._begin()
        except sqlite3.Error as error:
            raise told(error) from error

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        try:
            self._store._end(kept=kind is None)
        except sqlite3.Error as failed:
            raise told(failed) from failed
        if isinstance(error, sqlite3.Error):
            raise told(error) from error


class _Answer(sqlite3.Cursor):
    """What a reader asked for; a damaged page is found when its row is fetched, so fetching refuses too."""

    def execute(self, sql: str, parameters: Any = (), /) -> Self:
        try:
            return super().execute(sql, parameters)
        except UnicodeEncodeError:  # a lone surrogate from a terminal: nothing stored can equal it
            return super().execute(sql, [_storable(value) for value in parameters])
        except _DAMAGE as error:
            raise told(error) from error

    def fetchone(self) -> Any:
        try:
            return super().fetchone()
        except _DAMAGE as error:
            raise told(error) from error

    def fetchall(self) -> list[Any]:
        try:
            return super().fetchall()
        except _DAMAGE as error:
            raise told(error) from error

    def __next__(self) -> Any:
        try:
            return super().__next__()
        except _DAMAGE as error:
            raise told(error) from error


def _storable(value: Any) -> Any:
    return value.encode(errors="replace").decode() if isinstance(value, str) else value


class _Reader(sqlite3.Connection):
    def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
        return self.cursor(_Answer).execute(sql, parameters)


def _connect(path: Path, kind: type[sqlite3.Connection] = sqlite3.Connection) -> sqlite3.Connection:
    link = sqlite3.connect(
        path, isolation_level=None, check_same_thread=False, timeout=WAIT, cached_statements=256, factory=kind
    )
    try:
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            link.execute(f"PRAGMA {pragma}")
    except sqlite3.Error:
        link.close()
        raise
    return link


def _bring_up_to_date(link: sqlite3.Connection) -> None:
    """Tables of the last step, and rows as this release reads them. A file that a newer release wrote is left alone."""
    found = link.execute("PRAGMA user_version").fetchone()[0]
    if found > schema.LATEST:
        raise refuse(Reason.STORE_NEWER, found=found, known=schema.LATEST)
    if found == schema.LATEST:
        return
    schema.migrate(link)
    link.execute("BEGIN IMMEDIATE")
    try:
        if lists.meta(link, "rows") == "stale":
            arrivals.rebuild(link, lists.own_streams(link))
            link.execute("DELETE FROM meta WHERE key='rows'")
        link.execute(f"PRAGMA user_version={schema.LATEST}")
        link.execute("COMMIT")
    except BaseException:
        link.execute("ROLLBACK")
        raise


def told(error: sqlite3.Error | UnicodeDecodeError) -> Refused:
    """A storage error as the sentence a clerk can act on."""
    text = str(error)
    if "full" in text or "disk I/O" in text or "readonly" in text:
        return refuse(Reason.DISK_FULL, detail=text)
    if "locked" in text or "busy" in text:
        return refuse(Reason.DESK_BUSY, detail=text)
    return refuse(Reason.STORE_DAMAGED, detail=text)
