"""Between events in memory and the body of a register line."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import Any

import msgspec

from windowdesk.models import events as ev
from windowdesk.models.dispute import Fact
from windowdesk.models.wire import Entry

Origin = Fact
"""Where what a line says was first written, which tells it from every other however often it was copied."""


class _Body(msgspec.Struct, frozen=True, omit_defaults=True):
    by: str
    window: str
    version: int
    event: Any
    upon: Origin | None = None


class _Place(msgspec.Struct, frozen=True):
    version: int
    orig: Origin | None = None
    upon: Origin | None = None


_encoder = msgspec.json.Encoder()
_place = msgspec.json.Decoder(_Place)


def body_of(event: ev.Event, by: str, window: str, version: int, upon: Origin | None = None) -> str:
    """The JSON body of a line. `upon` is the step before it, named where another line claimed a step of the case."""
    return encoded(event, by, window, version, upon).decode()


def encoded(event: ev.Event, by: str, window: str, version: int, upon: Origin | None = None) -> bytes:
    """The same, as the UTF-8 it is kept in."""
    return _encoder.encode(_Body(by, window, version, event, upon))


@cache
def _decoder(kind: str) -> msgspec.json.Decoder[Any] | None:
    found = ev.KINDS.get(kind)
    if found is None:
        return None
    named = (Origin | None, None)
    own: list[Any] = [("by", str), ("window", str), ("version", int), ("event", found)]
    fields = [*own, ("orig", *named), ("upon", *named)]
    shape = msgspec.defstruct(f"Body{kind}", fields, frozen=True)
    return msgspec.json.Decoder(shape)


def known(kind: str) -> bool:
    """Whether this version of the desk knows that kind of event."""
    return kind in ev.KINDS


def version_of(body: str) -> int:
    """The version a body gives its event, whatever its kind. Raises ValueError when it gives none."""
    return _placed(body).version


def _placed(body: str) -> _Place:
    try:
        return _place.decode(body)
    except msgspec.MsgspecError as error:
        raise ValueError(f"a body without a version: {error}") from error


def recorded(entry: Entry, line_hash: bytes = b"") -> ev.Recorded:
    """A line as the event it records. Raises ValueError for an unknown kind or a body of another shape."""
    decoder = _decoder(entry.kind)
    if decoder is None:
        raise ValueError(f"unknown kind of event: {entry.kind}")
    try:
        body = decoder.decode(entry.body)
        at = datetime.fromisoformat(entry.at)
    except (msgspec.MsgspecError, ValueError) as error:
        raise ValueError(f"{entry.stream}/{entry.seq} {entry.kind}: {error}") from error
    place = (entry.stream, entry.seq, at, body.by, body.window, entry.case_id, body.version, line_hash)
    return ev.Recorded(body.event, *place, body.orig)


def origin_of(body: str) -> Origin | None:
    """Where the fact of a body was first written, when its line is a copy. Raises ValueError as `version_of`."""
    return _placed(body).orig


def upon(body: str) -> Origin | None:
    """The step that a line was written upon, where it names it. Raises ValueError as `version_of`."""
    return _placed(body).upon


def fact_of(entry: Entry, line_hash: bytes) -> Origin:
    """What tells a fact from every other, however often it was copied: where it was first written. Raises ValueError
    as `version_of`."""
    return origin_of(entry.body) or (entry.stream, entry.seq, line_hash[:16].hex())


def copied(entry: Entry, line_hash: bytes, stream: str, seq: int, case_id: str, changes: dict[str, Any]) -> Entry:
    """The same fact at another place: a line of `stream` that names where it was first written.

    `changes` are values of the event that are not as they were; everything else stays, kinds this desk does not know
    included.
    """
    body = msgspec.json.decode(entry.body)
    body["orig"] = fact_of(entry, line_hash)
    body["event"] |= changes
    text = msgspec.json.encode(body).decode()
    return replace(entry, stream=stream, seq=seq, case_id=case_id, body=text)
