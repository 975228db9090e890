"""The catalogue of matters (事项): what may be applied for, under which law, with which papers, in how many days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, Protocol

MAX_CODE = 64
WAYS = ("new", "renew", "change", "duplicate", "cancel")


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
    """A fee and the law it rests on; without a basis there is no fee (行政许可法 第五十八、五十九条).

    Either a fixed amount, `fen`, or a `rate` in fen for each `unit`.
    """

    basis: str
    standard: str
    fen: int | None = None
    rate: int | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One version of one matter. What the catalogue does not state is None or empty, and stays so.

    Days are working days, but `correction_days`, which are the applicant's own. `way` is new, renew, change,
    duplicate or cancel, and `of` the code of the matter whose certificate it is about; `change` says how a version
    ended: 取消, 下放, 转备案. With `tolerance_days` the secondary materials may follow (容缺受理); `promise` are the
    conditions told under 告知承诺, checked `promise_check_days` after the decision. `hearing` is the provision that
    demands one; `asks` the departments asked for an opinion, or sent a copy; `silence_basis` the local rule under
    which their silence is consent; `unit_days` the home unit's own limit. `limited` says that the number
    of permits is (第五十七条). Raises ValueError when the parts contradict each other.
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
    way: str = "new"
    of: str = ""
    change: str = ""
    extension_days: int | None = None
    correction_days: int | None = None
    tolerance_days: int | None = None
    promise: tuple[str, ...] = ()
    promise_check_days: int | None = None
    public_safety: bool = False
    prohibited: bool = False
    personal: bool = False
    hearing: str = ""
    site_visit: bool = False
    opinion_days: int | None = None
    silence_basis: str = ""
    unit_days: int | None = None
    limited: bool = False

    def __post_init__(self) -> None:
        if not self.code or len(self.code) > MAX_CODE:
            raise ValueError(f"事项编码应为 1 至 {MAX_CODE} 个字符 / an item code has 1 to {MAX_CODE} characters")
        if not self.name or not self.department:
            raise ValueError("事项应有名称和部门 / an item needs a name and a department")
        for days in (getattr(self, key) for key, kind in _PLAIN.items() if kind is int):
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
        if self.fee is not None and self.fee.rate is not None and (self.fee.fen is not None or not self.fee.unit):
            raise ValueError(
                "按数量收费的须写明单位 unit，且没有固定金额 / a fee by quantity names its unit and has no fixed amount"
            )
        if self.way not in WAYS:
            raise ValueError(f"办理方式 way 只能是 {'、'.join(WAYS)} / way is one of these")
        if self.promise and (self.public_safety or self.secret or self.prohibited):
            raise ValueError(
                "涉及公共安全、国家秘密或者法律禁止的事项不适用告知承诺 / "
                "no promise for public safety, secrets or what is prohibited"
            )
        if self.promise and not self.promise_check_days:
            raise ValueError("告知承诺须有事后核查期限 promise_check_days / a promise needs the days to its check")

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
    known = set(_PLAIN) | {"kind", "material", "fee", "asks", "promise", "valid_from", "valid_to"}
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
        fee=Fee(
            fee["basis"], fee.get("standard", ""), fee.get("yuan_cents"), fee.get("rate_cents"), fee.get("unit", "")
        )
        if fee
        else None,
        asks=_list(table, "asks"),
        promise=_list(table, "promise"),
        valid_from=_day(table.get("valid_from")),
        valid_to=_day(table.get("valid_to")),
    )


def _list(table: Mapping[str, Any], key: str) -> tuple[str, ...]:
    """A list of texts; a bare text is not one, and would fall apart into its characters."""
    value = table.get(key, ())
    if isinstance(value, str) or not all(isinstance(found, str) and found.strip() for found in value):
        raise ValueError(f"{key} 应为文字的列表 / {key} is a list of texts")
    return tuple(value)


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
        key: value
        for key in _PLAIN
        if ((value := getattr(item, key)) != _UNSTATED.get(key, "") and value is not None) or key in ("code", "name")
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
        if item.fee.rate is not None:
            table["fee"] |= {"rate_cents": item.fee.rate, "unit": item.fee.unit}
    for key in ("asks", "promise"):
        if found := getattr(item, key):
            table[key] = list(found)
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
    "way": str,
    "of": str,
    "change": str,
    "extension_days": int,
    "correction_days": int,
    "tolerance_days": int,
    "promise_check_days": int,
    "public_safety": bool,
    "prohibited": bool,
    "personal": bool,
    "hearing": str,
    "site_visit": bool,
    "opinion_days": int,
    "silence_basis": str,
    "unit_days": int,
    "limited": bool,
}
_UNSTATED = {
    "way": "new",
    **dict.fromkeys(("public_safety", "prohibited", "personal", "site_visit", "limited"), False),
}


class Finder(Protocol):
    """Whatever knows the items: the desk's store, or a list in a test."""

    def find(self, asked: str, on: date | None = None) -> Item | None:
        """The item of that code or short number, in the version of a day, or None."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Items by code, found by code or short number."""

    items: Mapping[str, Item] = field(default_factory=dict)

    def find(self, asked: str, on: date | None = None) -> Item | None:
        """The item of that code or short number, or None."""
        found = self.items.get(asked)
        if found is None and asked:
            found = next((item for item in self.items.values() if item.number == asked), None)
        return found
