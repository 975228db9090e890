"""The catalogue of matters (事项): what may be applied for, under which law, with which papers, in how many days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, Protocol

MAX_CODE = 64


class ItemKind(StrEnum):
    """办件类型. The values are the trade's own words and are stored as they are."""

    ON_THE_SPOT = "即办件"
    PROMISED = "承诺件"
    FILING = "备案"
    UPWARD = "上报件"
    JOINT = "联办件"
    NOT_STATED = "未载明"


@dataclass(frozen=True, slots=True)
class Material:
    """A material the applicant brings. Main ones decide acceptance, secondary ones may follow under 容缺受理."""

    name: str
    main: bool = True
    form: str = ""
    copies: int = 1
    source: str = ""


@dataclass(frozen=True, slots=True)
class Fee:
    """A fee and the law it rests on; without a basis there is no fee (行政许可法 第五十八、五十九条)."""

    basis: str
    standard: str
    fen: int | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One version of one matter. What the catalogue does not state is None or empty, and stays so.

    Days are working days. Raises ValueError when the parts contradict each other.
    """

    code: str
    name: str
    department: str
    kind: ItemKind = ItemKind.NOT_STATED
    type: str = ""
    number: str = ""
    basis: str = ""
    statutory_days: int | None = None
    statutory_basis: str = ""
    promised_days: int | None = None
    materials: tuple[Material, ...] = ()
    fee: Fee | None = None
    place: str = "in_hall"
    outside_reason: str = ""
    outside_office: str = ""
    outside_address: str = ""
    secret: bool = False
    result: str = ""
    validity_years: int | None = None
    certificate_seal: str = "agency"
    upward_to: str = ""
    asks: tuple[str, ...] = ()
    service: bool = True
    valid_from: date | None = None
    valid_to: date | None = None
    group: str = ""

    def __post_init__(self) -> None:
        if not self.code or len(self.code) > MAX_CODE:
            raise ValueError(f"事项编码应为 1 至 {MAX_CODE} 个字符 / an item code has 1 to {MAX_CODE} characters")
        if not self.name or not self.department:
            raise ValueError("事项应有名称和部门 / an item needs a name and a department")
        for days in (self.statutory_days, self.promised_days):
            if days is not None and days < 0:
                raise ValueError("期限不能为负数 / days cannot be negative")
        if (
            self.statutory_days is not None
            and self.promised_days is not None
            and self.promised_days > self.statutory_days
        ):
            raise ValueError("承诺时限不得长于法定时限 / the promised period may not exceed the statutory one")
        if self.fee is not None and not self.fee.basis:
            raise ValueError("收费必须有法定依据（行政许可法 第五十八条） / a fee needs its legal basis")

    def in_force(self, on: date) -> bool:
        """Whether the matter may be applied for on that day."""
        return (self.valid_from is None or self.valid_from <= on) and (self.valid_to is None or on <= self.valid_to)

    @property
    def outside(self) -> bool:
        """Whether the matter is handled elsewhere."""
        return self.place == "outside"

    @property
    def on_the_spot(self) -> bool:
        """Whether it is decided while the applicant waits (行政许可法 第三十四条第二款)."""
        return self.kind is ItemKind.ON_THE_SPOT


def _day(value: object) -> date | None:
    if value is None or value == "":
        return None
    if isinstance(value, date):
        return value
    return date.fromisoformat(str(value))


def item_of(table: Mapping[str, Any]) -> Item:
    """An item from a table of the catalogue file. Raises ValueError that says which key is wrong."""
    known = set(_PLAIN) | {"kind", "material", "fee", "asks", "valid_from", "valid_to"}
    strange = sorted(set(table) - known)
    if strange:
        raise ValueError(f"不认识的字段 {', '.join(strange)} / unknown keys")
    plain: dict[str, Any] = {}
    for key, kinds in _PLAIN.items():
        if key in table:
            value = table[key]
            if not isinstance(value, kinds) or (isinstance(value, bool) and kinds is not bool):
                raise ValueError(f"{key} 的值 {value!r} 类型不对 / {key} has the wrong type")
            plain[key] = value
    fee = table.get("fee")
    return Item(
        **plain,
        kind=ItemKind(table.get("kind", ItemKind.NOT_STATED)),
        materials=tuple(_material(found) for found in table.get("material", ())),
        fee=Fee(fee["basis"], fee.get("standard", ""), fee.get("yuan_cents")) if fee else None,
        asks=tuple(str(found) for found in table.get("asks", ())),
        valid_from=_day(table.get("valid_from")),
        valid_to=_day(table.get("valid_to")),
    )


def _material(table: Mapping[str, Any]) -> Material:
    return Material(
        name=str(table["name"]),
        main=bool(table.get("main", True)),
        form=str(table.get("form", "")),
        copies=int(table.get("copies", 1)),
        source=str(table.get("source", "")),
    )


def item_table(item: Item) -> dict[str, Any]:
    """The table an item is stored and listed as; `item_of` gives the item back. Unstated keys are left out."""
    table: dict[str, Any] = {
        key: value for key in _PLAIN if (value := getattr(item, key)) not in (None, "") or key in ("code", "name")
    }
    table["kind"] = item.kind.value
    if item.materials:
        table["material"] = [
            {"name": m.name, "main": m.main, "form": m.form, "copies": m.copies, "source": m.source}
            for m in item.materials
        ]
    if item.fee:
        table["fee"] = {"basis": item.fee.basis, "standard": item.fee.standard}
        if item.fee.fen is not None:
            table["fee"]["yuan_cents"] = item.fee.fen
    if item.asks:
        table["asks"] = list(item.asks)
    for key in ("valid_from", "valid_to"):
        day = getattr(item, key)
        if day is not None:
            table[key] = day.isoformat()
    return table


_PLAIN: dict[str, type] = {
    "code": str,
    "name": str,
    "department": str,
    "type": str,
    "number": str,
    "basis": str,
    "statutory_days": int,
    "statutory_basis": str,
    "promised_days": int,
    "place": str,
    "outside_reason": str,
    "outside_office": str,
    "outside_address": str,
    "secret": bool,
    "result": str,
    "validity_years": int,
    "certificate_seal": str,
    "upward_to": str,
    "service": bool,
    "group": str,
}


class Finder(Protocol):
    """Whatever knows the items: the desk's store, or a list in a test."""

    def find(self, asked: str) -> Item | None:
        """The item of that code or short number, or None."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Items by code, found by code or short number."""

    items: Mapping[str, Item] = field(default_factory=dict)

    def find(self, asked: str) -> Item | None:
        """The item of that code or short number, or None."""
        found = self.items.get(asked)
        if found is None and asked:
            found = next((item for item in self.items.values() if item.number == asked), None)
        return found
