"""The hall file: the hall, its organs, windows, people, seals and delegations, from TOML to rows and back."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from typing import Any

import msgspec

from windowdesk.models.parties import Delegation, Department, Hall, Staff, Window
from windowdesk.models.seals import Seal
from windowdesk.models.setting import Rate

_SHAPES: dict[str, tuple[type, str]] = {
    "department": (Department, "name"),
    "window": (Window, "code"),
    "staff": (Staff, "number"),
    "seal": (Seal, "id"),
}


class HallFileError(ValueError):
    """A hall file that cannot be used; the message names the table and what is wrong."""


def read(table: Mapping[str, Any]) -> dict[tuple[str, str], Any]:
    """The parts of a hall file by (kind, code). Raises HallFileError."""
    found: dict[tuple[str, str], Any] = {("hall", ""): _convert("hall", table.get("hall", {}), Hall)}
    for kind, (shape, key) in _SHAPES.items():
        for entry in table.get(kind, ()):
            made = _convert(kind, entry, shape)
            found[(kind, str(getattr(made, key)))] = made
    for entry in table.get("delegation", ()):
        made = delegation(entry)
        found[("delegation", f"{made.instrument}/{made.staff}/{made.department}")] = made
    return found | read_tariff(table)


def read_tariff(table: Mapping[str, Any]) -> dict[tuple[str, str], Any]:
    """The express tariff of a hall file or a file of its own. Raises HallFileError."""
    found = {}
    for entry in table.get("tariff", ()):
        plain = {**entry, "since": entry.get("from")} if isinstance(entry, Mapping) else entry
        rate = _convert("tariff", plain, Rate)
        found[("tariff", f"{rate.zone}/{rate.since}")] = rate
    return found


def delegation(entry: Mapping[str, Any]) -> Delegation:
    """An instrument from its table; `from` and `to` are dates."""
    if not isinstance(entry, Mapping):
        raise HallFileError(f"大厅文件 [delegation] {entry!r} / wrong entry in the hall file")
    plain = {key: value for key, value in entry.items() if key not in ("from", "to")}
    return _convert("delegation", {**plain, "valid_from": entry.get("from"), "valid_to": entry.get("to")}, Delegation)  # type: ignore[no-any-return]


def _convert(kind: str, entry: Any, shape: type) -> Any:
    try:
        if not isinstance(entry, Mapping):
            raise msgspec.ValidationError("not a table")
        return msgspec.convert(dict(entry), shape)
    except msgspec.ValidationError as error:
        raise HallFileError(f"大厅文件 [{kind}] {entry!r}：{error} / wrong entry in the hall file") from error


def save(db: sqlite3.Connection, parts: Mapping[tuple[str, str], Any]) -> None:
    """Write the parts of a hall file; those already there are replaced."""
    for (kind, code), part in parts.items():
        body = msgspec.json.encode(part).decode()
        db.execute("INSERT OR REPLACE INTO reference VALUES (?,?,?)", (kind, code, body))


def load(db: sqlite3.Connection, kind: str, shape: type) -> dict[str, Any]:
    """Every part of one kind by its code."""
    rows = db.execute("SELECT code, body FROM reference WHERE kind=? ORDER BY rowid", (kind,))
    return {code: msgspec.json.decode(body, type=shape) for code, body in rows}


def hall(db: sqlite3.Connection) -> Hall:
    """The hall. Raises HallFileError when none was ever read in."""
    found = load(db, "hall", Hall)
    if "" not in found:
        raise HallFileError("本机还没有大厅资料，请运行 windowdesk init --hall-file / no hall file was read in yet")
    return found[""]  # type: ignore[no-any-return]


def tariff(db: sqlite3.Connection) -> tuple[Rate, ...]:
    """The express tariff: every rate with the day it holds from."""
    return tuple(load(db, "tariff", Rate).values())
