"""What the hall's own administrator does: build the walls, let a window in, shut it out, and check the whole."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import quote, urlencode

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from windowdesk.hall.belonging import desk_of
from windowdesk.hall.engine import Row
from windowdesk.hall.interface import HallError, HallUnreachable
from windowdesk.hall.migrations import numbered
from windowdesk.hall.postgres import PostgresEngine, reached
from windowdesk.i18n import say

FIRST_WALL = 1000
"""Numbers of the walls' files in schema_migrations begin above this."""


@dataclass(frozen=True, slots=True)
class Login:
    """A desk's login: its window, whose feeds it reads, and whether it is shut out."""

    login: str
    prefix: str
    audiences: tuple[str, ...]
    revoked: bool


class Office:
    """The owner of the hall's tables, on PostgreSQL."""

    def __init__(self, setting: str, timeout: float = 10.0) -> None:
        self._setting = reached(setting)
        self._timeout = timeout

    def init(self) -> list[str]:
        """Build or bring up to date tables, functions and walls. Returns the names of the files applied."""
        engine = PostgresEngine(self._setting, self._timeout)
        try:
            with engine.reading():
                pass
        finally:
            engine.close()
        applied = []
        with self._connection() as db:
            done = {row[0] for row in db.execute("SELECT version FROM schema_migrations")}
            for number, name, text in numbered("walls"):
                if FIRST_WALL + number in done:
                    continue
                db.execute(text.encode())
                db.execute(
                    "INSERT INTO schema_migrations (version, name, applied_at) VALUES (%s, %s, wd_now())",
                    (FIRST_WALL + number, name),
                )
                applied.append(name)
        return applied

    def grant(self, login: str, prefix: str, audiences: Sequence[str], password: str = "") -> None:
        """Let a desk in: a login of its own, two connections at most, the functions and nothing else.

        The password never travels in the open: only its SCRAM verifier does.
        """
        if not re.fullmatch(r"[a-z][a-z0-9_]{0,62}", login):
            raise HallError(
                say(
                    f"账号名 {login!r} 只能用小写字母、数字和下划线。",
                    f"A login is lower-case letters, digits and _: {login!r}",
                )
            )
        with self._connection() as db:
            role = sql.Identifier(login)
            if not db.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (login,)).fetchone():
                db.execute(sql.SQL("CREATE ROLE {}").format(role))
            db.execute(sql.SQL("ALTER ROLE {} LOGIN INHERIT CONNECTION LIMIT 2").format(role))
            if password:
                verifier = db.pgconn.encrypt_password(password.encode(), login.encode(), b"scram-sha-256").decode()
                db.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(role, sql.Literal(verifier)))
            db.execute(sql.SQL("GRANT windowdesk_desk TO {}").format(role))
            db.execute(
                "INSERT INTO desk_login (login, prefix, audiences) VALUES (%s, %s, %s) ON CONFLICT (login) "
                "DO UPDATE SET prefix = excluded.prefix, audiences = excluded.audiences, revoked_at = NULL",
                (login, prefix, list(audiences)),
            )
            db.execute("SELECT wd_let_read(%s, %s)", (desk_of(prefix), list(audiences)))

    def address(self, login: str, password: str) -> str:
        """The setting with which that login reaches this hall."""
        named: dict[str, str] = {key: str(value) for key, value in conninfo_to_dict(self._setting).items()}
        host, port = named.pop("host", named.pop("hostaddr", "localhost")), named.pop("port", "5432")
        name = named.pop("dbname", "")
        kept = {key: value for key, value in named.items() if key not in ("user", "password")}
        kept |= {"host": host} if host.startswith("/") else {}
        place = "" if host.startswith("/") else f"{host}:{port}"
        more = f"?{urlencode(kept)}" if kept else ""
        return f"postgresql://{login}:{quote(password, safe='')}@{place}/{quote(name)}{more}"

    def revoke(self, login: str) -> bool:
        """Shut a desk out at once: no new login, and its connections are cut. What it wrote stays."""
        with self._connection() as db:
            known = db.execute(
                "UPDATE desk_login SET revoked_at = clock_timestamp() "
                "WHERE login = %s AND revoked_at IS NULL RETURNING 1",
                (login,),
            ).fetchone()
            if known:
                db.execute(sql.SQL("ALTER ROLE {} NOLOGIN").format(sql.Identifier(login)))
                db.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = %s", (login,))
        return known is not None

    def logins(self) -> list[Login]:
        """Every desk's login, by name."""
        with self._connection() as db:
            rows = db.execute("SELECT login, prefix, audiences, revoked_at IS NOT NULL FROM desk_login ORDER BY login")
            return [Login(row[0], row[1], tuple(row[2]), row[3]) for row in rows]

    @contextmanager
    def _connection(self) -> Iterator[psycopg.Connection[Row]]:
        """One transaction, by the same encrypted line as a desk's; psycopg's errors become the hall's."""
        try:
            patience = max(2, math.ceil(self._timeout))
            with psycopg.connect(self._setting, client_encoding="utf8", connect_timeout=patience) as db:
                yield db
        except psycopg.OperationalError as error:
            raise HallUnreachable(say("连接不上大厅数据库。", "The hall database cannot be reached.")) from error
        except psycopg.Error as error:
            told = error.diag.message_primary or type(error).__name__
            raise HallError(
                say(f"大厅数据库拒绝了请求：{told}", f"The hall database refused the request: {told}")
            ) from error
