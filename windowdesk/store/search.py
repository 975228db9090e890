"""Finding a case by whatever the citizen has at hand: number, name, initials, telephone, item.

A contentless full-text table holds the 1- and 2-grams of each name and the 1- to 4-grams of its pinyin initials;
everything else is a B-tree. Answers come newest first.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise, product

MAX_READINGS = 16
MAX_ASKED = 100
"""Characters of a question that are read; no name is longer."""

_INITIAL = "ˇ"
"""Marks a gram of initials. Not ASCII, so that the tokenizer keeps it."""
_WORD = re.compile(r"[^\W_]+")


@lru_cache(maxsize=4096)
def initials(name: str) -> tuple[str, ...]:
    """Every way a name may be abbreviated to pinyin initials: 曾 is both c and z, surnames being read oddly."""
    from pypinyin import Style, pinyin

    letters = []
    for reading in pinyin(name, style=Style.FIRST_LETTER, heteronym=True, errors="ignore"):
        letters.append(sorted({part[0].lower() for part in reading if part and part[0].isascii()}))
    ways: list[str] = []
    for combined in product(*letters):
        ways.append("".join(combined))
        if len(ways) == MAX_READINGS:
            break
    return tuple(ways)


def _grams(name: str) -> str:
    """The search document of a name."""
    plain = "".join(_WORD.findall(name)).lower()
    found = dict.fromkeys(plain)
    found.update(dict.fromkeys(a + b for a, b in pairwise(plain)))
    if not plain.isascii():
        for way in initials(name):
            for size in (1, 2, 3, 4):
                found.update(dict.fromkeys(_INITIAL + way[n : n + size] for n in range(len(way) - size + 1)))
    return " ".join(found)


def index(db: sqlite3.Connection, row: int, name: str) -> None:
    """Add a case to the search index."""
    db.execute("INSERT INTO case_grams (rowid, grams) VALUES (?,?)", (row, _grams(name)))


def drop(db: sqlite3.Connection, row: int, name: str) -> None:
    """Take a case out of the search index; `name` is the one it was added under."""
    db.execute("INSERT INTO case_grams (case_grams, rowid, grams) VALUES ('delete',?,?)", (row, _grams(name)))


def _match(text: str) -> str:
    """A full-text query for a piece of a name, or "" when there is nothing to ask. Every token is quoted."""
    plain = "".join(_WORD.findall(text)).lower()
    if not plain:
        return ""
    pairs = [a + b for a, b in pairwise(plain)] or [plain]
    asked = " AND ".join(f'"{pair}"' for pair in pairs)
    if plain.isascii() and plain.isalpha():
        parts = [plain[n : n + 4] for n in range(max(1, len(plain) - 3))]
        by_initials = " AND ".join(f'"{_INITIAL}{part}"' for part in parts)
        return f"({asked}) OR ({by_initials})"
    return asked


def find_ids(db: sqlite3.Connection, text: str, limit: int = 20, before: int | None = None) -> list[int]:
    """The row ids of the cases that `text` may mean, newest first."""
    asked = text.strip()[:MAX_ASKED]
    bound = before if before is not None else 1 << 62
    if not asked:
        return []
    compact = re.sub(r"[\s-]", "", asked).upper()
    if re.fullmatch(r"[0-9A-Z]{3,24}", compact) and any(c.isdigit() for c in compact):
        numbered = _by_number(db, asked, compact, bound, limit)
        if numbered:
            return numbered
    found = set(_by_name(db, asked, bound, limit)) | set(_by_item(db, asked, bound, limit))
    return sorted(found, reverse=True)[:limit]


def _by_number(db: sqlite3.Connection, asked: str, text: str, bound: int, limit: int) -> list[int]:
    """`asked` as it was typed, `text` without blanks and hyphens."""
    found: set[int] = set()
    for where, values in _meanings(asked, text):
        rows = db.execute(
            f"SELECT id FROM case_row WHERE {where} AND id<? ORDER BY id DESC LIMIT ?",  # noqa: S608 - from `_meanings`
            (*values, bound, limit),
        )
        found.update(row[0] for row in rows)
    if not found and 5 <= len(text) < 24 and text.isdigit():
        rows = db.execute(
            "SELECT id FROM case_row WHERE case_id>=? AND case_id<? AND id<? ORDER BY id DESC LIMIT ?",
            (text, text[:-1] + chr(ord(text[-1]) + 1), bound, limit),
        )
        found.update(row[0] for row in rows)
    return sorted(found, reverse=True)[:limit]


def _meanings(asked: str, text: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What a number may be, by its length: a condition on case_row and its values."""
    yield "item_code IN (SELECT code FROM item WHERE number=? OR code=?)", (text, asked)
    yield "case_id IN (SELECT case_id FROM parcel_row WHERE mail_no=?)", (text,)
    yield "case_id IN (SELECT case_id FROM returned_row WHERE mail_no=?)", (text,)
    match len(text):
        case 24:
            yield "case_id=?", (text,)
            yield "case_id IN (SELECT case_id FROM renumbered_row WHERE before=?)", (text,)
        case 18:
            yield "applicant_number=?", (text,)
        case 10 | 11 | 12:
            yield "phone IN (?,?,?)", (text, f"{text[:3]}-{text[3:]}", f"{text[:4]}-{text[4:]}")
        case 6:
            yield "substr(case_id, -6)=?", (text,)
            yield "case_id IN (SELECT case_id FROM renumbered_row WHERE substr(before, -6)=?)", (text,)
        case 4:
            yield "substr(applicant_number, -4)=?", (text,)
            yield "substr(phone, -4)=?", (text,)


def _by_name(db: sqlite3.Connection, text: str, bound: int, limit: int) -> list[int]:
    match = _match(text)
    if not match:
        return []
    rows = db.execute(
        "SELECT c.id, c.applicant_name FROM case_grams JOIN case_row c ON c.id=case_grams.rowid "
        "WHERE case_grams MATCH ? AND case_grams.rowid<? ORDER BY case_grams.rowid DESC LIMIT ?",
        (match, bound, limit * 4),
    )
    plain = "".join(_WORD.findall(text)).lower()
    return [row for row, name in rows if plain.isascii() or plain in "".join(_WORD.findall(name)).lower()][:limit]


def _by_item(db: sqlite3.Connection, text: str, bound: int, limit: int) -> list[int]:
    like = "%" + text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    rows = db.execute(
        "SELECT id FROM case_row WHERE item_code IN (SELECT code FROM item WHERE code=? OR name LIKE ? ESCAPE '\\' "
        "OR initials LIKE ? ESCAPE '\\') AND id<? ORDER BY id DESC LIMIT ?",
        (text, like, like.lower(), bound, limit),
    )
    return [row[0] for row in rows]
