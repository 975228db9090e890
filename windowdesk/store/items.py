"""The catalogue in the store: importing CSV and TOML, finding by code, number, name or initials."""

from __future__ import annotations

import csv
import io
import re
import sqlite3
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import msgspec

from windowdesk.models.catalogue import Item, item_of, item_table
from windowdesk.models.inputs import unprintable

_CSV_COLUMNS = {"item_code", "item_name", "department"}
MAX_NAME = 1000
MAX_BYTES = 64 * 1024 * 1024


class CatalogueError(ValueError):
    """A catalogue that cannot be taken in. `lines` names every fault with its place; nothing was imported."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__("\n".join(lines[:20]) + (f"\n… {len(lines) - 20}" if len(lines) > 20 else ""))
        self.lines = lines


@dataclass(frozen=True, slots=True)
class ItemRow:
    """An item as lists show it."""

    code: str
    number: str
    name: str
    department: str


def read_file(path: Path) -> list[Item]:
    """The items of a CSV or TOML catalogue. What the file does not state stays unstated. Raises CatalogueError."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise CatalogueError([f"{path.name}：文件过大 / the file is too large"])
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise CatalogueError([f"打不开 {path}：{error.strerror} / cannot open the file"]) from error
    except UnicodeDecodeError as error:
        raise CatalogueError([f"{path.name}：不是 UTF-8 文本 / not UTF-8 text (byte {error.start})"]) from error
    items = _from_toml(text) if path.suffix.lower() == ".toml" else _from_csv(text)
    if not items:
        raise CatalogueError([f"{path.name}：没有事项 / no items in the file"])
    return items


def _from_toml(text: str) -> list[Item]:
    try:
        tables = tomllib.loads(text).get("item", [])
    except tomllib.TOMLDecodeError as error:
        raise CatalogueError([f"TOML：{error}"]) from error
    items, faults = [], []
    for n, table in enumerate(tables, 1):
        try:
            items.append(_checked(item_of(table)))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            name = table.get("name", "") if isinstance(table, dict) else ""
            faults.append(f"[[item]] {n} {name}：{error}")
    if faults:
        raise CatalogueError(faults)
    return items


def _from_csv(text: str) -> list[Item]:
    reader = csv.DictReader(io.StringIO(text, newline=""))
    try:
        columns = set(reader.fieldnames or ())
        if missing := sorted(_CSV_COLUMNS - columns):
            raise CatalogueError([f"缺少列 {', '.join(missing)} / missing columns"])
        items, faults = [], []
        for row in reader:
            try:
                items.append(_checked(_csv_item(row)))
            except ValueError as error:
                faults.append(f"第 {reader.line_num} 行 / line {reader.line_num}：{error}")
    except csv.Error as error:
        raise CatalogueError([f"CSV：{error}"]) from error
    if faults:
        raise CatalogueError(faults)
    return items


def _csv_item(row: dict[str, str | None]) -> Item:
    if None in row:
        raise ValueError("列数不对 / too many columns")
    take = {key: (value or "").strip() for key, value in row.items()}
    return Item(
        code=take["item_code"],
        name=take["item_name"],
        department=take["department"],
        type=take.get("kind", ""),
        group=take.get("group", ""),
    )


def _checked(item: Item) -> Item:
    for text in (item.code, item.name, item.department, item.type, item.group, item.result):
        if bad := unprintable(text):
            raise ValueError(f"含有不能打印的字符 {bad} / a character that cannot be printed")
        if len(text) > MAX_NAME:
            raise ValueError(f"超过 {MAX_NAME} 个字符 / more than {MAX_NAME} characters")
    return item


def save(db: sqlite3.Connection, items: Iterable[Item]) -> int:
    """Write items; those of the same code are replaced, cases keep the version they were received under."""
    from windowdesk.store.search import initials

    count = 0
    for item in items:
        body = msgspec.json.encode(item_table(item)).decode()
        plain = re.sub(r"[^\w]", "", item.name)[:40]
        row = (item.code, item.number, item.name, item.department, initials(plain)[0] if plain else "", body)
        db.execute("INSERT OR REPLACE INTO item VALUES (?,?,?,?,?,?)", row)
        count += 1
    return count


@lru_cache(maxsize=2048)
def _decoded(body: str) -> Item:
    return item_of(msgspec.json.decode(body))


def find(db: sqlite3.Connection, asked: str) -> Item | None:
    """The item of that code or short number, or None."""
    if not asked:
        return None
    found = db.execute("SELECT body FROM item WHERE code=?", (asked,)).fetchone()
    if found is None:
        found = db.execute("SELECT body FROM item WHERE number=? ORDER BY code LIMIT 1", (asked,)).fetchone()
    return _decoded(found[0]) if found else None


def search(db: sqlite3.Connection, text: str, departments: Iterable[str] = (), limit: int = 50) -> list[ItemRow]:
    """Items whose number begins with the text, or whose name, initials or code hold it."""
    plain = text.strip().lower().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    names = list(departments)
    where = " AND coalesce(json_extract(body, '$.secret'), 0) = 0"
    where += f" AND department IN ({','.join('?' * len(names))})" if names else ""
    rows = db.execute(
        "SELECT code, number, name, department FROM item "  # noqa: S608 - placeholders only
        "WHERE (number LIKE ? ESCAPE '\\' OR name LIKE ? ESCAPE '\\' "
        f"OR initials LIKE ? ESCAPE '\\' OR code LIKE ? ESCAPE '\\'){where} "
        "ORDER BY number='', number, code LIMIT ?",
        (f"{plain}%", f"%{plain}%", f"%{plain}%", f"%{plain}%", *names, limit),
    )
    return [ItemRow(*row) for row in rows]


def every(db: sqlite3.Connection) -> list[Item]:
    """The whole catalogue by number and code."""
    rows = db.execute("SELECT body FROM item ORDER BY number='', number, code")
    return [_decoded(row[0]) for row in rows]
