"""A whole hall in a file: to move it to another database, SQLite or PostgreSQL, with every number and time as it was.

Row by row, table by table as the schema's files name them; logins stay behind, since their passwords are kept nowhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from windowdesk.hall.engine import Engine, Row, Session
from windowdesk.hall.interface import HallError
from windowdesk.hall.migrations import numbered, statements
from windowdesk.hall.portable import GATE
from windowdesk.hall.stick import Checked, StickError, field, writing
from windowdesk.i18n import say

PAGE = 1000


class Table(NamedTuple):
    """A table of the schema: its columns in order, and those its rows are ordered by."""

    name: str
    columns: tuple[str, ...]
    key: tuple[str, ...]


_CREATE = re.compile(r"CREATE TABLE (\w+) \((.*)\)", re.DOTALL)
_COLUMN = re.compile(r"^\s*(\w+) (?:TEXT|BIGINT)\b([^,]*)", re.MULTILINE)
_KEY = re.compile(r"^\s*PRIMARY KEY \(([^)]*)\)", re.MULTILINE)


def tables() -> tuple[Table, ...]:
    """The tables of the portable schema, as its files create them."""
    found = []
    for _, _, text in numbered():
        for statement in statements(text):
            if made := _CREATE.fullmatch(statement):
                columns = _COLUMN.findall(made[2])
                key = _KEY.search(made[2])
                ordered = (
                    re.findall(r"\w+", key[1]) if key else [name for name, rest in columns if "PRIMARY KEY" in rest]
                )
                found.append(Table(made[1], tuple(name for name, _ in columns), tuple(ordered)))
    return tuple(found)


def _latest() -> int:
    return max(number for number, _, _ in numbered())


def write_whole(engine: Engine, path: Path, header: Mapping[str, object]) -> int:
    """Write the whole hall; returns how many lines of registers it holds.

    The hall takes nothing meanwhile: whoever pushes waits, and tries again later.
    """
    known = tables()
    described = {table.name: table.columns for table in known}
    count = 0
    with engine.writing() as session:
        session.locked(GATE)
        with writing(path, "hall", {**header, "schema": _latest(), "tables": described}) as out:
            for table in known:
                for row in _rows(session, table):
                    out.put({"t": table.name, "r": row})
                    count += table.name == "event"
    return count


def _rows(session: Session, table: Table) -> Iterator[Row]:
    """The rows of a table by its key, a page at a time."""
    columns, key = ", ".join(table.columns), ", ".join(table.key)
    at = [table.columns.index(name) for name in table.key]
    marks = ", ".join("?" * len(at))
    first = f"SELECT {columns} FROM {table.name} ORDER BY {key} LIMIT {PAGE}"  # noqa: S608 - names of the schema
    rest = f"SELECT {columns} FROM {table.name} WHERE ({key}) > ({marks}) ORDER BY {key} LIMIT {PAGE}"  # noqa: S608
    page = session.rows(first)
    while page:
        yield from page
        page = session.rows(rest, *(page[-1][n] for n in at))


def read_whole(engine: Engine, file: Checked) -> int:
    """Fill an empty hall from a file, all of it or nothing; returns how many lines of registers it holds.

    Raises StickError for a file of another schema, HallError for a hall that is not empty.
    """
    known = {table.name: table for table in tables()}
    told = field(file.header, "tables", dict)
    if file.header.get("schema") != _latest() or told != {name: list(table.columns) for name, table in known.items()}:
        raise StickError(
            say(
                "这个文件是另一版本的大厅导出的：请用同一版本导出和导入。",
                "The file is of a hall of another release: export and import with the same one.",
            )
        )
    count = 0
    with engine.writing() as session:
        _empty(session, known)
        batch: list[list[object]] = []
        name = ""
        for record in file.records():
            if field(record, "t", str) != name or len(batch) >= PAGE:
                _insert(session, known, name, batch)
                name, batch = record["t"], []
            batch.append(field(record, "r", list))
            count += name == "event"
        _insert(session, known, name, batch)
    return count


def _empty(session: Session, known: Mapping[str, Table]) -> None:
    """Take away what a new hall begins with. Raises HallError for one that is in use."""
    ((position,),) = session.locked(GATE)
    if position or session.rows("SELECT stream FROM stream LIMIT 1"):
        raise HallError(
            say(
                "这个大厅已有内容；整厅文件只能导入新建的空大厅。",
                "This hall is in use; the file of a whole hall goes into an empty one only.",
            )
        )
    for table in known:
        session.run(f"DELETE FROM {table}")  # noqa: S608


def _insert(session: Session, known: Mapping[str, Table], name: str, rows: list[list[object]]) -> None:
    if not rows:
        return
    table = known.get(name)
    if table is None or any(len(row) != len(table.columns) for row in rows):
        raise StickError(say(f"文件中有大厅没有的表 {name}。", f"The file holds a table the hall has not: {name}."))
    marks = ", ".join("?" * len(table.columns))
    session.run_many(f"INSERT INTO {name} ({', '.join(table.columns)}) VALUES ({marks})", rows)  # noqa: S608
