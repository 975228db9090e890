"""The library of reasons as files: the one the desk came with, and a hall's own beside it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from windowdesk.models.reasons import GROUNDS, KINDS, Suggestion

_TEXTS = ("wrong", "required", "article")
_LISTS = ("material", "item", "department")
_ARTICLE = re.compile(r"(《.+》(（.+）)?|\S+ )第[一二三四五六七八九十百]+[条章].*")


class ReasonsFault(ValueError):
    """A library that cannot be used; the message names the file, the entry and what is wrong with it."""


def library(data: Path, home: Path | None = None) -> tuple[Suggestion, ...]:
    """Every reason, the hall's own first. Raises ReasonsFault."""
    own = home / "reasons.toml" if home else None
    there = own is not None and own.is_file()
    stamp = own.stat().st_mtime_ns if own and there else 0
    return (*(_read(own, stamp, own=True) if own and there else ()), *_read(data / "reasons.toml", 0, own=False))


def usable(data: Path, home: Path) -> tuple[Suggestion, ...]:
    """The library for a notice: a hall's own that cannot be read is left out, and `doctor` says so."""
    try:
        return library(data, home)
    except ReasonsFault:
        return library(data)


@lru_cache(maxsize=8)
def _read(path: Path, stamp: int, *, own: bool) -> tuple[Suggestion, ...]:
    del stamp  # a file that changed is another file to the cache
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ReasonsFault(f"读不了理由库 {path}：{error} / cannot read the library of reasons") from error
    entries = table.get("reason")
    if not isinstance(entries, list):
        raise ReasonsFault(f"理由库 {path} 没有 [[reason]] / the library has no [[reason]]")
    return tuple(_reason(path, number, entry, own) for number, entry in enumerate(entries, 1))


def _reason(path: Path, number: int, entry: Any, own: bool) -> Suggestion:
    if fault := _fault(entry):
        told = entry.get("wrong", "") if isinstance(entry, Mapping) else entry
        raise ReasonsFault(f"理由库 {path.name} 第 {number} 条「{told}」：{fault}")
    wrong, required, article = (entry[name].strip() for name in _TEXTS)
    materials, items, departments = (tuple(entry.get(name, ())) for name in _LISTS)
    return Suggestion(
        entry["kind"], wrong, required, article, materials, items, departments, entry.get("ground", ""), own
    )


def _fault(entry: Any) -> str:
    """What is wrong with an entry, in both languages, or ""."""
    if not isinstance(entry, Mapping):
        return "不是一张表 / not a table"
    if strange := sorted(set(entry) - {"kind", "ground", *_TEXTS, *_LISTS}):
        return f"不认识的字段 {'、'.join(strange)} / unknown keys"
    if entry.get("kind") not in KINDS:
        return f"kind 只能是 {'、'.join(KINDS)} / kind is one of these"
    for name in _TEXTS:
        if not isinstance(entry.get(name), str) or not entry[name].strip():
            return f"缺 {name} / {name} is missing"
    for name in _LISTS:
        found = entry.get(name, [])
        if not isinstance(found, list) or not all(isinstance(one, str) and one.strip() for one in found):
            return f"{name} 应为文字的列表 / {name} is a list of texts"
    if not _ARTICLE.fullmatch(entry["article"]):
        return f"article 应写法规和条：{entry['article']} / the article names a statute and its article"
    if entry["kind"] == "not_accepted" and entry.get("ground") not in GROUNDS:
        return f"不予受理须写 ground：{'、'.join(GROUNDS)} / a refusal to accept names its ground"
    return ""
