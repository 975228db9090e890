"""What leaves the program: text that a terminal cannot be hurt by, and JSON that is always one line."""

from __future__ import annotations

import json
import re
import sys
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_RISKY = re.compile("[\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff]")


def visible(text: str) -> str:
    """Text with everything a terminal would act upon or hide shown by its number: ‹U+001B›."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(c if unicodedata.category(c) not in _UNSEEN else f"‹U+{ord(c):04X}›" for c in text)


def result(line: str = "") -> None:
    """One line of the result."""
    sys.stdout.write(visible(line) + "\n")


def exact(line: str) -> None:
    """One line that must leave as it is."""
    sys.stdout.write(line + "\n")


def talk(sentence: str) -> None:
    """Something said to the person at the keyboard."""
    for line in sentence.split("\n"):
        sys.stderr.write(visible(line) + "\n")
    sys.stderr.flush()


def as_json(data: Any) -> str:
    """JSON on one line, Chinese left readable, invisible and control characters escaped."""
    text = json.dumps(data, ensure_ascii=False, default=str)
    return _RISKY.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def answer(data: Any) -> None:
    """One JSON document, sent at once: whoever drives the desk is waiting for it."""
    sys.stdout.write(as_json(data) + "\n")
    sys.stdout.flush()


def width(text: str) -> int:
    """How many cells a text takes in a terminal."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A table whose columns are as wide as their widest cell."""
    body = [[visible(cell) for cell in row] for row in rows]
    lines = [list(heads), *body]
    widths = [max(width(line[n]) for line in lines) for n in range(len(heads))]
    for line in lines:
        cells = (cell + " " * (widths[n] - width(cell)) for n, cell in enumerate(line))
        sys.stdout.write("  ".join(cells).rstrip() + "\n")
