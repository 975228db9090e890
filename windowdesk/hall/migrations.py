"""The hall's schema grows by numbered SQL files, each applied once and noted in schema_migrations."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from importlib.resources import files

from windowdesk.hall.engine import Session
from windowdesk.hall.feeds import adopt

MEMBERS = "0002_members.sql"
"""The file since which cases have members: what was numbered before it is brought up to date."""


def numbered(part: str = "schema") -> Iterator[tuple[int, str, str]]:
    """Number, file name and text of every schema file, in order; `part` is schema, or walls for PostgreSQL's own."""
    folder = files("windowdesk.hall") / part
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if found := re.fullmatch(r"(\d{4})_\w+\.sql", file.name):
            yield int(found[1]), file.name, file.read_text(encoding="utf-8")


def statements(text: str) -> list[str]:
    """The statements of a schema file; a semicolon ends one only at the end of a line."""
    bare = re.sub(r"--.*", "", text)
    return [part.strip() for part in re.split(r";[ \t]*(?:\n|$)", bare) if part.strip()]


def missing(session: Session, tables: str) -> list[tuple[int, str, str]]:
    """The schema files not yet applied; `tables` selects the names of the tables."""
    known = any(name == "schema_migrations" for (name,) in session.rows(tables))
    done = {version for (version,) in session.rows("SELECT version FROM schema_migrations")} if known else set()
    return [step for step in numbered() if step[0] not in done]


def migrate(session: Session, tables: str, now: str) -> None:
    """Apply what is missing, inside the caller's transaction."""
    if all(name != "schema_migrations" for (name,) in session.rows(tables)):
        session.run(
            "CREATE TABLE schema_migrations (version BIGINT PRIMARY KEY, name TEXT NOT NULL, applied_at TEXT NOT NULL)"
        )
    for version, name, text in missing(session, tables):
        for statement in statements(text):
            session.run(statement)
        session.run(
            f"INSERT INTO schema_migrations (version, name, applied_at) VALUES (?, ?, {now})",  # noqa: S608
            version,
            name,
        )
        if name == MEMBERS:
            adopt(session)
            begin(session, now)


def begin(session: Session, now: str) -> str:
    """Name the time that begins: when a hall is made, and after it was restored from a backup. Returns the name."""
    name = secrets.token_hex(16)
    ((last,),) = session.rows("SELECT coalesce(max(id), 0) FROM generation")
    session.run(f"INSERT INTO generation (id, name, since) VALUES (?, ?, {now})", last + 1, name)  # noqa: S608
    return name
