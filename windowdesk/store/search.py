"""Finding a case by whatever the citizen has at hand: number, name, initials, telephone, item.

A contentless full-text table holds the 1- and 2-grams of each name and the 1- to 4-grams of its pinyin initials;
everything else is a B-tree. Answers come newest first.
"""

from __future__ import annotations

import re
import sqlite3
from functools import lru_cache
from itertools import pairwise, product

MAX_READINGS = 16
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
    asked = text.strip()
    bound = before if before is not None else 1 << 62
    if not asked:
        return []
    compact = re.sub(r"[\s-]", "", asked).upper()
    if re.fullmatch(r"[0-9A-Z]{4,24}", compact) and any(c.isdigit() for c in compact):
        return _by_number(db, compact, bound, limit)
    found = set(_by_name(db, asked, bound, limit)) | set(_by_item(db, asked, bound, limit))
    return sorted(found, reverse=True)[:limit]


def _by_number(db: sqlite3.Connection, text: str, bound: int, limit: int) -> list[int]:
    whole = {24: "case_id", 18: "applicant_number", 11: "phone"}.get(len(text))
    columns: list[str] = [whole] if whole else []
    if len(text) == 6:
        columns = ["substr(case_id, -6)"]
    if len(text) == 4:
        columns = ["substr(applicant_number, -4)", "substr(phone, -4)"]
    found: set[int] = set()
    for column in columns:
        rows = db.execute(
            f"SELECT id FROM case_row WHERE {column}=? AND id<? ORDER BY id DESC LIMIT ?",  # noqa: S608
            (text, bound, limit),
        )
        found.update(row[0] for row in rows)
    mail = db.execute(
        "SELECT c.id FROM parcel_row p JOIN case_row c USING (case_id) WHERE p.mail_no=? AND c.id<?", (text, bound)
    )
    found.update(row[0] for row in mail)
    codes = db.execute(
        "SELECT id FROM case_row WHERE item_code IN (SELECT code FROM item WHERE number=? OR code=?) AND id<? "
        "ORDER BY id DESC LIMIT ?",
        (text, text, bound, limit),
    )
    found.update(row[0] for row in codes)
    if not found and 5 <= len(text) < 24 and text.isdigit():
        low, high = text, text[:-1] + chr(ord(text[-1]) + 1)
        rows = db.execute(
            "SELECT id FROM case_row WHERE case_id>=? AND case_id<? AND id<? ORDER BY id DESC LIMIT ?",
            (low, high, bound, limit),
        )
        found.update(row[0] for row in rows)
    return sorted(found, reverse=True)[:limit]


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
        "SELECT id FROM case_row WHERE item_code IN (SELECT code FROM item WHERE name LIKE ? ESCAPE '\\' "
        "OR initials LIKE ? ESCAPE '\\') AND id<? ORDER BY id DESC LIMIT ?",
        (like, like.lower(), bound, limit),
    )
    return [row[0] for row in rows]
