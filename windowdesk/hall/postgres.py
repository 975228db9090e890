"""The hall on PostgreSQL. This module alone imports psycopg, and is itself imported only when a desk connects."""

from __future__ import annotations

import logging
import math
import re
import selectors
import threading
import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import lru_cache
from itertools import count
from typing import Any

import psycopg
import psycopg.adapt
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.types.numeric import Int8Dumper

from windowdesk.hall.bell import Heard, Wake
from windowdesk.hall.engine import Row
from windowdesk.hall.interface import HallError, HallUnreachable
from windowdesk.hall.migrations import migrate, missing
from windowdesk.hall.watchdog import Watchdog
from windowdesk.i18n import say

logging.getLogger("psycopg").addHandler(logging.NullHandler())  # what it logs of a broken line lands on no screen

ROWS_A_STATEMENT = 25
"""Rows of one INSERT: measured 1.5 to 2 times as quick as one row each; with hundreds, planning eats the gain."""

ROWS_A_CALL = 250
"""Rows sent under one limit of time, so that a slow line is not taken for a dead one."""

_PEEK = 0.1
"""Seconds until the line is read though nothing seems to come: an encrypted one may have read ahead."""

_TRIES = 5
"""Desks that meet an empty database at the same moment all try to build it; all but one try again."""

SETTINGS = (
    "SELECT set_config('statement_timeout', %s, false), set_config('lock_timeout', %s, false),"
    # A desk that falls silent in a transaction holds the gate: the server gives it up as soon as the desk would.
    " set_config('idle_in_transaction_session_timeout', %s, false),"
    # Plans are cached while tables are still empty and would scan them for ever after. JIT has to go with it:
    # the penalty on scans makes every plan look dear enough to compile.
    " set_config('enable_seqscan', 'off', false), set_config('jit', 'off', false),"
    # whatever the server's default is
    " set_config('default_transaction_isolation', 'read committed', false)"
)

LISTEN = "LISTEN windowdesk"
"""The channel on which the walls tell which department's feed has grown (walls/0004_notify.sql)."""


@lru_cache(maxsize=256)
def _driver_text(sql: str, rows: int = 1) -> str:
    """The portable text in psycopg's marks. No statement of the hall holds a percent sign or a literal `?`.

    With `rows`, an INSERT of one row of values becomes one of that many.
    """
    head, word, values = sql.replace("?", "%s").partition(" VALUES ")
    return head + word + ", ".join([values] * rows)


@lru_cache
def _libpq_text(sql: str) -> bytes:
    """The portable text in libpq's marks."""
    number = count(1)
    return re.sub(r"\?", lambda _: f"${next(number)}", sql).encode()


class _Session:
    """One connection under the watchdog's eye."""

    def __init__(self, connection: psycopg.Connection[Row], watchdog: Watchdog) -> None:
        self._connection = connection
        self._watchdog = watchdog
        self._begun: tuple[str, tuple[object, ...]] | None = None

    def begin(self, sql: str, *values: object) -> None:
        """See Session.begin. psycopg sends and waits in one; so libpq itself is asked."""
        self._forget()
        told = [None if value is None else str(value).encode() for value in values]
        with self._watchdog.guard():
            self._connection.pgconn.send_query_params(_libpq_text(sql), told)
        self._begun = (sql, values)

    def rows(self, sql: str, *values: object) -> list[Row]:
        if self._begun == (sql, values):
            # Its server gives up what is not fetched for as long as a statement may take: then it is asked anew.
            with suppress(psycopg.errors.QueryCanceled):
                return self._fetched()
        self._forget()
        with self._watchdog.guard():
            return self._connection.execute(_driver_text(sql), values).fetchall()

    def _forget(self) -> None:
        """Nobody asks for what was begun."""
        if self._begun is not None:
            with suppress(psycopg.errors.QueryCanceled):
                self._fetched()

    def _fetched(self) -> list[Row]:
        self._begun = None
        libpq = self._connection.pgconn
        with self._watchdog.guard(), selectors.DefaultSelector() as coming:
            coming.register(libpq.socket, selectors.EVENT_READ)
            while libpq.is_busy():
                coming.select(_PEEK)
                libpq.consume_input()
            result = libpq.get_result()
            while libpq.get_result() is not None:
                pass
        if result is None or result.status != psycopg.pq.ExecStatus.TUPLES_OK:
            raise psycopg.errors.error_from_result(result) if result else psycopg.OperationalError("no answer")
        reading = psycopg.adapt.Transformer(self._connection)
        reading.set_pgresult(result)
        return reading.load_rows(0, result.ntuples, tuple)

    def locked(self, sql: str, *values: object) -> list[Row]:
        return self.rows(f"{sql} FOR UPDATE", *values)

    def run(self, sql: str, *values: object) -> None:
        self._forget()
        with self._watchdog.guard():
            self._connection.execute(_driver_text(sql), values)

    def run_many(self, sql: str, rows: Sequence[Sequence[object]]) -> None:
        whole = len(rows) - len(rows) % ROWS_A_STATEMENT
        grouped = [
            [value for row in rows[at : at + ROWS_A_STATEMENT] for value in row]
            for at in range(0, whole, ROWS_A_STATEMENT)
        ]
        self._send(_driver_text(sql, ROWS_A_STATEMENT), grouped, ROWS_A_CALL // ROWS_A_STATEMENT)
        self._send(_driver_text(sql), rows[whole:], ROWS_A_CALL)

    def _send(self, text: str, rows: Sequence[Sequence[object]], at_once: int) -> None:
        self._forget()
        with self._connection.cursor() as cursor:
            for at in range(0, len(rows), at_once):
                with self._watchdog.guard():
                    cursor.executemany(text, rows[at : at + at_once])


class PostgresEngine:
    """A PostgreSQL database as a hall. It connects at the first verb, and again after the line was lost.

    `limit` in seconds bounds every call: libpq bounds the connecting (two seconds at the least), the server its
    statements and locks, the watchdog what neither can see. Threads take turns.
    """

    now = "to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')"
    tables = "SELECT tablename FROM pg_catalog.pg_tables WHERE schemaname = current_schema()"

    def __init__(self, setting: str, limit: float) -> None:
        self._setting = reached(setting)
        self._place = conninfo_to_dict(self._setting)
        self._limit = limit
        self._turn = threading.RLock()
        self._session: _Session | None = None
        self._connection: psycopg.Connection[Row] | None = None
        self._watchdog: Watchdog | None = None
        self._ear: _Ear | None = None

    def __repr__(self) -> str:
        return f"PostgresEngine({self._where()!r})"

    @contextmanager
    def reading(self) -> Iterator[_Session]:
        """See Engine.reading."""
        with self._guarded():
            yield self._connected()

    @contextmanager
    def writing(self) -> Iterator[_Session]:
        """See Engine.writing."""
        with self._guarded(), _transaction(self._connected()) as session:
            yield session

    def listen(self, audiences: Collection[str]) -> None:
        """From now on hear when somebody else writes to the feed of one of these departments."""
        with self._guarded():
            first, self._ear = self._ear is None, self._ear or _Ear()
            self._ear.mark(audiences)
            if first and self._connection is not None:
                self._ear.begin(self._connection)

    def heard(self, wake: Wake, seconds: float) -> Heard:
        """Wait for that, at most so long. No call to the server is made, so nothing can hang."""
        with self._turn:
            if self._connection is None or self._ear is None:
                return Heard.WAKE if wake.wait(seconds) else Heard.TIME
            try:
                return self._ear.listen(self._connection, wake, seconds)
            except (psycopg.Error, OSError, ValueError):
                self._drop()
                return Heard.LOST

    def close(self) -> None:
        """Close the connection."""
        with self._turn:
            self._drop()

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        """This thread's turn; psycopg's errors become the hall's. A connection that failed is not used again."""
        with self._turn:
            try:
                yield
            except (psycopg.OperationalError, psycopg.InterfaceError) as error:
                self._drop()
                raise HallUnreachable(
                    say(
                        f"大厅（{self._where()}）没有应答，稍后会自动再试。",
                        f"The hall ({self._where()}) does not answer; it will be tried again.",
                    )
                ) from error
            except psycopg.Error as error:
                self._drop()
                told = error.diag.message_primary or type(error).__name__  # the details would quote rows
                raise HallError(
                    say(
                        f"大厅（{self._where()}）拒绝了请求：{told}",
                        f"The hall ({self._where()}) refused the request: {told}",
                    )
                ) from error
            except BaseException:
                # An interrupt in the middle of a call leaves psycopg's connection in an unknown state.
                if self._connection is not None and self._connection.info.transaction_status != _IDLE:
                    self._drop()
                raise

    def _connected(self) -> _Session:
        if self._session is None:
            self._connection = psycopg.connect(
                self._setting,
                autocommit=True,
                connect_timeout=max(2, math.ceil(self._limit)),
                fallback_application_name="windowdesk",
                client_encoding="utf8",
            )
            # one type for all numbers, or each size of number would be prepared and planned as another statement
            self._connection.adapters.register_dumper(int, Int8Dumper)
            self._watchdog = Watchdog(self._connection.fileno(), self._limit)
            session = _Session(self._connection, self._watchdog)
            with self._watchdog.guard():
                self._connection.execute(SETTINGS, [f"{math.ceil(self._limit * 1000)}ms"] * 3)
            self._build(session)
            if self._ear is not None:
                with self._watchdog.guard():
                    self._ear.begin(self._connection)
            self._session = session
        return self._session

    def _build(self, session: _Session) -> None:
        """Bring the schema up to date; a login that may not create tables needs a database already built."""
        for left in reversed(range(_TRIES)):
            if not missing(session, self.tables):
                return
            try:
                with _transaction(session):
                    migrate(session, self.tables, self.now)
            except (psycopg.errors.UniqueViolation, psycopg.errors.DuplicateTable):
                if not left:
                    raise

    def _drop(self) -> None:
        watchdog, self._watchdog = self._watchdog, None
        connection, self._connection = self._connection, None
        self._session = None
        if watchdog is not None:
            watchdog.end()
        if connection is not None:
            connection.close()

    def _where(self) -> str:
        """User, host and database, never the password."""
        named: dict[str, Any] = self._place
        host = named.get("host") or named.get("hostaddr") or "localhost"
        return f"{named.get('user', '')}@{host}:{named.get('port', 5432)}/{named.get('dbname', '')}"


class _Ear:
    """Hears the notifications of one connection that come from others and name a department one reads."""

    def __init__(self) -> None:
        self._audiences: frozenset[str] = frozenset()
        self._own = 0
        self._rung = False

    def mark(self, audiences: Collection[str]) -> None:
        """Forget what rang before."""
        self._audiences, self._rung = frozenset(audiences), False

    def begin(self, connection: psycopg.Connection[Row]) -> None:
        """Ask a new connection for them. An engine that knows no LISTEN has no bell; polling is the truth."""
        with suppress(psycopg.NotSupportedError, psycopg.ProgrammingError):
            connection.execute(LISTEN)
        self._own = connection.info.backend_pid
        connection.add_notify_handler(self._note)

    def listen(self, connection: psycopg.Connection[Row], wake: Wake, seconds: float) -> Heard:
        """Until something is heard. Raises psycopg's errors when the line is gone."""
        until = time.monotonic() + seconds
        with selectors.DefaultSelector() as selector:
            selector.register(wake, selectors.EVENT_READ)
            selector.register(connection.fileno(), selectors.EVENT_READ)
            while not self._rung:
                ready = selector.select(max(0.0, until - time.monotonic()))
                if any(key.fileobj is wake for key, _ in ready):
                    return Heard.WAKE
                if not ready:
                    return Heard.TIME
                connection.pgconn.consume_input()
                while notice := connection.pgconn.notifies():
                    self._heed(notice.be_pid, notice.extra.decode(errors="replace"))
        return Heard.RING

    def _note(self, notice: psycopg.Notify) -> None:
        self._heed(notice.pid, notice.payload)

    def _heed(self, pid: int, audience: str) -> None:
        self._rung = self._rung or (pid != self._own and audience in self._audiences)


def reached(setting: str) -> str:
    """The address a connection is made with, encryption added where it must be. Raises ValueError."""
    try:
        place = conninfo_to_dict(setting)
    except psycopg.Error:
        # libpq's own words would quote the password
        raise ValueError(say("大厅数据库地址写法不对。", "The address of the hall database cannot be read.")) from None
    return make_conninfo(setting, **_sealed(place))


def _sealed(place: dict[str, Any]) -> dict[str, str]:
    """What must be added so that nobody between desk and hall reads or answers. Raises ValueError when it is refused.

    Off this machine the line is encrypted and the server proves its name: verify-full unless the setting asks for
    less, and never less than encryption.
    """
    host = str(place.get("host") or place.get("hostaddr") or "")
    here = all(one in ("", "localhost", "::1") or one.startswith(("/", "127.")) for one in host.split(","))
    if here or place.get("sslmode") in ("require", "verify-ca", "verify-full"):
        return {}
    if place.get("sslmode"):
        raise ValueError(
            say(
                "连接其他机器上的大厅必须加密：sslmode 应为 verify-full。",
                "A hall on another machine needs an encrypted line: sslmode=verify-full.",
            )
        )
    return {"sslmode": "verify-full"}


_IDLE = psycopg.pq.TransactionStatus.IDLE


@contextmanager
def _transaction(session: _Session) -> Iterator[_Session]:
    session.run("BEGIN")
    try:
        yield session
        session.run("COMMIT")
    except BaseException:
        with suppress(psycopg.Error):  # the first error is the one to tell
            session.run("ROLLBACK")
        raise
