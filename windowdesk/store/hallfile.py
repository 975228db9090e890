"""The hall file: the hall, its organs, windows, people, seals and delegations, from TOML to rows and back."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Mapping
from typing import Any

import msgspec

from windowdesk.models.parties import Customs, Delegation, Department, Hall, Proxy, Staff, StandIn, Window
from windowdesk.models.seals import Seal
from windowdesk.models.setting import Rate

_SHAPES: dict[str, tuple[type, str]] = {
    "department": (Department, "name"),
    "window": (Window, "code"),
    "staff": (Staff, "number"),
    "seal": (Seal, "id"),
}
_DATED: dict[str, tuple[type, tuple[str, ...]]] = {
    "delegation": (Delegation, ("instrument", "staff", "department")),
    "proxy": (Proxy, ("instrument", "window", "department")),
    "standin": (StandIn, ("staff", "window", "valid_from")),
}


_SAVE = "INSERT INTO reference VALUES (?,?,?) ON CONFLICT (kind, code) DO UPDATE SET body=excluded.body"
"""A part that changes keeps its place: instruments and seals are asked in the order of the file."""

SHAPES: dict[str, type] = {
    "hall": Hall,
    "customs": Customs,
    **{kind: shape for kind, (shape, _) in _SHAPES.items()},
    **{kind: shape for kind, (shape, _) in _DATED.items()},
}
"""Every kind of part a hall file has, but the express tariff."""


class HallFileError(ValueError):
    """A hall file that cannot be used; the message names the table and what is wrong."""


def read(table: Mapping[str, Any]) -> dict[tuple[str, str], Any]:
    """The parts of a hall file by (kind, code). Raises HallFileError."""
    found: dict[tuple[str, str], Any] = {("hall", ""): _convert("hall", table.get("hall", {}), Hall)}
    for kind, (shape, key) in _SHAPES.items():
        for entry in table.get(kind, ()):
            made = _convert(kind, entry, shape)
            found[(kind, str(getattr(made, key)))] = made
    for kind, (shape, keys) in _DATED.items():
        for entry in table.get(kind, ()):
            made = _dated(kind, entry, shape)
            found[(kind, "/".join(str(getattr(made, key)) for key in keys))] = made
    if "customs" in table:
        found[("customs", "")] = _convert("customs", table["customs"], Customs)
    _known(found)
    _lawful(found)
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
    return _dated("delegation", entry, Delegation)  # type: ignore[no-any-return]


def _dated(kind: str, entry: Any, shape: type) -> Any:
    if not isinstance(entry, Mapping):
        raise HallFileError(f"大厅文件 [{kind}] {entry!r} / wrong entry in the hall file")
    if missing := [key for key in ("from", "to") if not entry.get(key)]:
        raise HallFileError(
            f"大厅文件 [[{kind}]] {entry.get('instrument', '')}：缺少 {'、'.join(missing)}，请写明起止日期 / "
            "missing in the hall file: say from when to when it holds"
        )
    plain = {key: value for key, value in entry.items() if key not in ("from", "to")}
    return _convert(kind, {**plain, "valid_from": entry.get("from"), "valid_to": entry.get("to")}, shape)


STEPS = {
    "delegation": ("review", "check", "decide", "stamp", "opinion"),
    "proxy": ("receive", "accept"),
}
"""The steps an instrument may name; any other word would silently give nobody any power."""
_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


def _known(found: Mapping[tuple[str, str], Any]) -> None:
    """Instruments name people, windows and departments of the hall, steps there are, and days in their order."""
    windows = {code: part for (kind, code), part in found.items() if kind == "window"}
    named = {name for window in windows.values() for name in (*window.departments, *window.proxied)}
    lists = {
        "department": ({code for kind, code in found if kind == "department"} | named, "[[department]]"),
        "window": (set(windows), "[[window]]"),
        "staff": ({code for kind, code in found if kind == "staff"}, "[[staff]]"),
    }
    for (kind, code), one in found.items():
        if kind not in _DATED:
            continue
        place = f"大厅文件 [[{kind}]] {code}"
        for field, (codes, table) in lists.items():
            asked = getattr(one, field, None)
            if asked is not None and asked not in codes:
                raise HallFileError(
                    f"{place}：{table} 里没有 {field} = “{asked}”，请改正或者补上 / "
                    f"no such {field}: correct it or add it"
                )
        if one.valid_from > one.valid_to:
            raise HallFileError(
                f"{place}：from {one.valid_from} 晚于 to {one.valid_to}，请改正 / "
                "it ends before it begins: correct from, to"
            )
        if kind == "proxy" and one.department not in windows[one.window].proxied:
            raise HallFileError(
                f"{place}：[[window]] {one.window} 的 proxied 里没有“{one.department}”，请补上 / "
                "the window does not list it as proxied: add it"
            )
        strange = [step for step in getattr(one, "steps", ()) if step not in STEPS.get(kind, ())]
        if strange:
            words = "、".join(STEPS[kind])
            raise HallFileError(f"{place}：没有环节 {'、'.join(strange)}，只能是 {words} / no such steps")
    _hours(found[("hall", "")])


def _hours(hall: Hall) -> None:
    """Office hours are times of a day in their order, and exceptions begin before they end."""
    for one in hall.hours:
        if one.since > one.until:
            raise HallFileError(
                f"大厅文件 [[hall.hours]] {one.since}：since 晚于 until {one.until}，请改正 / "
                "it ends before it begins: correct since, until"
            )
    for start, end in (*hall.office_hours, *(pair for one in hall.hours for pair in one.hours)):
        if not (_CLOCK.fullmatch(start) and _CLOCK.fullmatch(end) and start < end):
            raise HallFileError(
                f"大厅文件 [hall] 办公时间 {start}–{end}：请写成 09:00 这样的时刻，先起后止 / "
                "write office hours like 09:00, the beginning first"
            )


def _lawful(found: Mapping[tuple[str, str], Any]) -> None:
    """What is entrusted goes to another administrative organ, announced, and no further (行政许可法 第二十四条)."""
    organs = {code for kind, code in found if kind == "department"}
    for (kind, code), one in found.items():
        if kind != "delegation" or not one.organ:
            continue
        if one.organ not in organs or one.organ == one.department:
            raise HallFileError(
                f"委托书 {code}：受委托的只能是本厅的其他行政机关（行政许可法 第二十四条第一款） / "
                "only another administrative organ can be entrusted"
            )
        if not one.announced:
            raise HallFileError(
                f"委托书 {code}：委托须公告，请填写 announced（行政许可法 第二十四条第一款） / "
                "what is entrusted must be announced"
            )
        if any(
            other.organ and other.department == one.organ and set(other.items) & set(one.items)
            for (other_kind, _), other in found.items()
            if other_kind == "delegation" and other is not one
        ):
            raise HallFileError(
                f"委托书 {code}：受委托的不得再委托（行政许可法 第二十四条第三款） / no further entrusting"
            )


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
        db.execute(_SAVE, (kind, code, body))


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
