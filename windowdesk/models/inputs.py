"""Text from outside is data: what may stand in a command is checked once, here, before anything is judged."""

from __future__ import annotations

import unicodedata
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache

from windowdesk.models.refusal import Reason, refuse

MAX_LONG = 2000
_LONG = {
    *("reason", "reasons", "opinion", "basis", "why", "wrong", "required", "note", "power"),
    *("statement", "findings", "facts", "question", "matter", "result"),
}
_LIMITS = {
    "name": 100,
    "receiver": 100,
    "signed_by": 100,
    "contact": 100,
    "number": 18,
    "phone": 20,
    "mail_no": 13,
    **dict.fromkeys(_LONG, MAX_LONG),
}
MAX_SHORT = 200
MAX_LINES = 200


def limit(field: str) -> int:
    """How many characters a field takes; the widths are those of the national exchange tables."""
    return _LIMITS.get(field, MAX_SHORT)


def unprintable(text: str, *, lines: bool = False) -> str:
    """The first character that cannot stand on a paper, as U+XXXX, or "".

    Controls, bidirectional and other format marks, lone surrogates and private or unassigned code points cannot.
    """
    if text.isprintable():  # says the same of every character, and of other spaces than the plain one besides
        return ""
    for letter in text:
        if lines and letter == "\n":
            continue
        if unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"):
            return f"U+{ord(letter):04X}"
    return ""


def check(command: object, field: str = "") -> None:
    """Refuse a command whose text is too long or could not be printed. Looks into every part of it."""
    if isinstance(command, str):
        if not isinstance(command, Enum):
            _check_text(command, field)
    elif isinstance(command, tuple):
        if len(command) > MAX_LINES:
            raise refuse(Reason.TEXT_TOO_LONG, field=field, length=len(command), limit=MAX_LINES)
        for one in command:
            check(one, field)
    else:
        shape: type = type(command)
        for name in _names(shape):
            check(getattr(command, name), name)


def _check_text(text: str, field: str) -> None:
    if len(text) > limit(field):
        raise refuse(Reason.TEXT_TOO_LONG, field=field, length=len(text), limit=limit(field))
    if bad := unprintable(text, lines=field in _LONG):
        raise refuse(Reason.TEXT_UNPRINTABLE, field=field, character=bad)


@cache
def _names(shape: type) -> tuple[str, ...]:
    """The fields of a part of a command; a number or a day has none."""
    return tuple(one.name for one in fields(shape)) if is_dataclass(shape) else ()
