"""Something of any type that a command or an event is made of, so that a new field is covered without a word."""

from __future__ import annotations

import types
from collections.abc import Callable
from dataclasses import fields
from datetime import date
from typing import Any, Union, get_args, get_origin, get_type_hints

from windowdesk.models.parties import PartyKind

ON = date(2026, 11, 23)


def names_of(kind: Any) -> tuple[str, ...]:
    """The fields of a command, an event or a part of one."""
    return getattr(kind, "__struct_fields__", None) or tuple(field.name for field in fields(kind))


def made(kind: Any, text: Callable[[], str]) -> Any:
    """One of that type, with a text of its own in every place that takes text."""
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        return made(next(part for part in get_args(kind) if part is not type(None)), text)
    if origin is tuple:
        return (made(get_args(kind)[0], text),)
    plain = {int: 1, bool: True, date: ON, PartyKind: PartyKind.ORGANISATION}
    if kind is str:
        return text()
    if kind in plain:
        return plain[kind]
    hints = get_type_hints(kind)
    return kind(**{name: made(hints[name], text) for name in names_of(kind)})
