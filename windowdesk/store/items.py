"""The catalogue in the store: importing CSV and TOML, finding by code, number, name or initials."""

from __future__ import annotations

import csv
import io
import re
import sqlite3
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

import msgspec

from windowdesk.models import seals
from windowdesk.models.catalogue import Item, ItemKind, item_of, item_table
from windowdesk.models.inputs import unprintable
from windowdesk.models.refusal import Reason, refuse

_CSV_COLUMNS = {"item_code", "item_name", "department"}
MAX_NAME = 1000
MAX_BYTES = 64 * 1024 * 1024
PLACES = ("in_hall", "outside")


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
    """What a catalogue may not say, though an item once stored is read as it is."""
    for text in _texts(item_table(item)):
        if bad := unprintable(text):
            raise ValueError(f"含有不能打印的字符 {bad} / a character that cannot be printed")
        if len(text) > MAX_NAME:
            raise ValueError(f"超过 {MAX_NAME} 个字符 / more than {MAX_NAME} characters")
    if item.kind is ItemKind.UPWARD and not item.upward_to:
        raise ValueError("上报件须写明上级机关 upward_to / a matter decided above names its superior, upward_to")
    if item.certificate_seal not in (seals.WINDOW, seals.AGENCY):
        raise ValueError("certificate_seal 只能是 agency 或者 window / it is one of these")
    if item.place not in PLACES:
        raise ValueError(f"place 只能是 {'、'.join(PLACES)} / place is one of these")
    if item.valid_from and item.valid_to and item.valid_to < item.valid_from:
        raise ValueError("valid_to 早于 valid_from / the last day lies before the first")
    return item


def _texts(part: object) -> Iterator[str]:
    """Every text of a table, however deep."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, (dict, list)):
        for one in part.values() if isinstance(part, dict) else part:
            yield from _texts(one)


def save(db: sqlite3.Connection, items: Iterable[Item]) -> int:
    """Write items; a version of the same code and first day is replaced, other versions stay.

    Cases keep the version they were received under.
    """
    from windowdesk.store.search import initials

    count = 0
    for item in items:
        body = msgspec.json.encode(item_table(item)).decode()
        plain = re.sub(r"[^\w]", "", item.name)[:40]
        since = item.valid_from.isoformat() if item.valid_from else ""
        row = (item.code, since, item.number, item.name, item.department, initials(plain)[0] if plain else "", body)
        db.execute("INSERT OR REPLACE INTO item VALUES (?,?,?,?,?,?,?)", row)
        count += 1
    return count


@lru_cache(maxsize=2048)
def _decoded(body: str) -> Item:
    try:
        return item_of(msgspec.json.decode(body))
    except (TypeError, ValueError) as error:  # a damaged page may hold anything, even nothing
        raise refuse(Reason.STORE_DAMAGED, detail=str(error)) from error


def find(db: sqlite3.Connection, asked: str, on: date | None = None) -> Item | None:
    """The item of that code or short number as it stands on a day: the version that began last, or the first to come.

    Without a day the newest version; None when no version is there.
    """
    if not asked:
        return None
    day = on.isoformat() if on else "9999"
    found = _version(db, "code", asked, day)
    if found is None and (named := _version(db, "number", asked, day)):
        # A later version may have another number: which version holds that day is asked of the code.
        found = _version(db, "code", named[0], day)
    return _decoded(found[1]) if found else None


_VERSION = {
    column: f"SELECT code, body FROM item WHERE {column}=? "  # noqa: S608 - the two names of this table
    "ORDER BY since>?, CASE WHEN since>? THEN since END, since DESC, code LIMIT 1"
    for column in ("code", "number")
}


def _version(db: sqlite3.Connection, column: str, asked: str, day: str) -> tuple[str, str] | None:
    """Code and body of the version of a day among those of a code or number."""
    found: tuple[str, str] | None = db.execute(_VERSION[column], (asked, day, day)).fetchone()
    return found


def search(db: sqlite3.Connection, text: str, departments: Iterable[str] = (), limit: int = 50) -> list[ItemRow]:
    """Items whose number begins with the text, or whose name, initials or code hold it."""
    plain = text.strip().lower().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    names = list(departments)
    where = " AND coalesce(json_extract(body, '$.secret'), 0) = 0"
    where += f" AND department IN ({','.join('?' * len(names))})" if names else ""
    rows = db.execute(
        "SELECT code, number, name, department FROM item "  # noqa: S608 - placeholders only
        "WHERE since=(SELECT max(since) FROM item newest WHERE newest.code=item.code) "
        "AND (number LIKE ? ESCAPE '\\' OR name LIKE ? ESCAPE '\\' "
        f"OR initials LIKE ? ESCAPE '\\' OR code LIKE ? ESCAPE '\\'){where} "
        "ORDER BY number='', number, code LIMIT ?",
        (f"{plain}%", f"%{plain}%", f"%{plain}%", f"%{plain}%", *names, limit),
    )
    return [ItemRow(*row) for row in rows]


def every(db: sqlite3.Connection) -> list[Item]:
    """The whole catalogue by number and code."""
    rows = db.execute("SELECT body FROM item ORDER BY number='', number, code")
    return [_decoded(row[0]) for row in rows]
