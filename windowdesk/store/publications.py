"""What the hall office published, as desks keep it: parts of the hall file, matters, rates and years of days off.

Each part remembers the line it came by, so that lines may come in any order and be read again: the last one said
stands. What a desk took in from a file of its own stays until the office publishes that part anew.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from hashlib import sha256
from typing import Any, NamedTuple, TypeVar

import msgspec

from windowdesk.models import events as ev
from windowdesk.models.catalogue import Item, item_of, item_table
from windowdesk.models.office import of_office, turn, window_of
from windowdesk.models.parties import Window
from windowdesk.models.setting import Rate
from windowdesk.models.wire import from_line
from windowdesk.store import hallfile, items
from windowdesk.store.codec import recorded

Publication = ev.HallPublished | ev.ItemsPublished | ev.CalendarPublished | ev.TariffPublished
Key = tuple[str, str]
"""Kind and code of a part; an item's code is its first day, a slash and its own code."""

_Part = TypeVar("_Part")

_NOTE = "INSERT OR REPLACE INTO published VALUES (?,?,?,?,?,?)"
_PARK = "INSERT OR IGNORE INTO parked SELECT stream, seq, line, ? FROM register WHERE stream=? AND seq=?"


class Year(NamedTuple):
    """A year of days off as it was last published, None when it was taken back, and the line that says so."""

    year: str
    event: ev.CalendarPublished | None
    place: str


def digest(body: Any) -> str:
    """A digest of a part that is the same whatever the order of its keys."""
    return sha256(msgspec.json.encode(body, order="deterministic")).hexdigest()


def last(db: sqlite3.Connection) -> dict[Key, str]:
    """The digest of every part that was published last, "" for one taken away."""
    return {(kind, code): told for kind, code, told in db.execute("SELECT kind, code, digest FROM published")}


def current(db: sqlite3.Connection) -> dict[Key, Any]:
    """Every part of this desk that may be published, as plain data. Secret matters are in no register."""
    kinds = (*hallfile.SHAPES, "tariff")
    rows = db.execute("SELECT kind, code, body FROM reference ORDER BY rowid").fetchall()
    found: dict[Key, Any] = {(kind, code): msgspec.json.decode(body) for kind, code, body in rows if kind in kinds}
    for item in items.every(db):
        if not item.secret:
            found[("item", item_code(item))] = item_table(item)
    return found


def item_code(item: Item) -> str:
    """The code a version of a matter is published under."""
    return f"{item.valid_from.isoformat() if item.valid_from else ''}/{item.code}"


def apply(db: sqlite3.Connection, entry: ev.Recorded, event: Publication, own: bool) -> None:
    """Bring what a line publishes into this desk's tables, if the hall office wrote it; else keep it aside, named."""
    hall = hallfile.load(db, "hall", dict)
    if not hall:
        return  # tables without a hall: those a report is read from
    if fault := _fault(hall[""]["division"], entry.stream, event):
        db.execute(_PARK, (fault, entry.stream, entry.seq))
        return
    fresh, when = False, _turn(turn(entry.stream, entry.seq, entry.origin))
    for key, body in _parts(event):
        if _said_last(db, key) > when:
            continue
        said = "" if body is None else digest(body)
        db.execute(_NOTE, (*key, said, entry.stream, entry.seq, when))
        fresh = True
        _write(db, key, body)  # its own too: an office recovered from the hall has what it published
    if fresh and not own:
        place = f"{entry.stream}/{entry.seq}"
        db.execute("INSERT OR REPLACE INTO meta VALUES ('published', ?)", (place,))


def _fault(division: str, stream: str, event: Publication) -> str:
    """Why nobody may publish this, or ""."""
    if not of_office(stream, division):
        return f"published by {stream}, which is not the hall office's register"
    for part in event.parts if isinstance(event, ev.HallPublished) else ():
        shape = hallfile.SHAPES.get(part.kind)
        if shape is None:
            return f"no part of a hall file: {part.kind}"
        try:
            made: Any = msgspec.convert(part.body, shape)
        except msgspec.ValidationError as error:
            return f"{part.kind} {part.code}: {error}"
        if part.kind == "hall" and made.division != division:
            return f"the hall of another division: {made.division}"
    return ""


def _parts(event: Publication) -> Iterator[tuple[Key, Any]]:
    """Each part with its body, None when it is taken away."""
    match event:
        case ev.HallPublished():
            yield from (((part.kind, part.code), part.body) for part in event.parts)
            yield from ((key, None) for key in event.gone)
        case ev.ItemsPublished():
            yield from ((("item", item_code(item)), item_table(item)) for item in event.items)
            yield from ((("item", f"{since}/{code}"), None) for code, since in event.gone)
        case ev.TariffPublished():
            for since, zone, fen in event.rates:
                yield ("tariff", f"{zone}/{since}"), msgspec.to_builtins(Rate(since, zone, fen))
            yield from ((("tariff", f"{zone}/{since}"), None) for since, zone in event.gone)
        case ev.CalendarPublished():
            yield ("calendar", str(event.year)), None if event.gone else year_body(event)


def year_body(event: ev.CalendarPublished) -> Any:
    """What two publications of a year are compared by."""
    return msgspec.to_builtins([event.days, event.papers])


def _said_last(db: sqlite3.Connection, key: Key) -> str:
    """When a part was last published, as text that sorts like the order of what the office said; "" for never."""
    found = db.execute("SELECT turn, stream, seq FROM published WHERE kind=? AND code=?", key).fetchone()
    if not found:
        return ""
    return str(found[0]) or _turn(turn(found[1], found[2]))


def _turn(when: tuple[int, int, int, int]) -> str:
    return "{:02d} {:012d} {:02d} {:012d}".format(*when)


def _write(db: sqlite3.Connection, key: Key, body: Any) -> None:
    kind, code = key
    if kind == "calendar":
        return  # the desk's calendar is a folder; it is brought there after this transaction
    if kind == "item":
        since, _, item = code.partition("/")
        if body is None:
            db.execute("DELETE FROM item WHERE code=? AND since=?", (item, since))
        else:
            items.save(db, [item_of(body)])
    elif body is None and kind == "window" and code in _own_windows(db):
        # The window is closed: it takes in nothing more, but what it holds is still its own.
        kept = hallfile.load(db, "window", Window)[code]
        hallfile.save(db, {key: replace(kept, departments=(), proxied=())})
    elif body is None:
        db.execute("DELETE FROM reference WHERE kind=? AND code=?", key)
    else:
        hallfile.save(db, {key: body})


def _own_windows(db: sqlite3.Connection) -> set[str]:
    rows = db.execute("SELECT value FROM meta WHERE key LIKE 'stream.%'")
    return {window_of(stream) for (stream,) in rows}


def years(db: sqlite3.Connection) -> list[Year]:
    """The years that were published, each with the line that says so."""
    query = (
        "SELECT p.code, p.digest, p.stream, p.seq, r.line FROM published p "
        "LEFT JOIN register r ON r.stream=p.stream AND r.seq=p.seq WHERE p.kind='calendar' ORDER BY p.code"
    )
    found = []
    for code, told, stream, seq, line in db.execute(query):
        event = recorded(from_line(line)).event if told and line else None
        found.append(Year(code, event if isinstance(event, ev.CalendarPublished) else None, f"{stream}/{seq}"))
    return found


def happenings(changed: Mapping[Key, Any], gone: Sequence[Key], portion: int) -> list[ev.Event]:
    """The events that publish parts, `portion` bytes of them at a time; the hall and its windows come first."""
    events: list[ev.Event] = []
    parts = [ev.HallPart(kind, code, body) for (kind, code), body in changed.items() if kind in hallfile.SHAPES]
    old = tuple(key for key in gone if key[0] in hallfile.SHAPES)
    events += [ev.HallPublished(tuple(some)) for some in _portions(parts, portion)]
    matters = [item_of(body) for (kind, _), body in changed.items() if kind == "item"]
    events += [ev.ItemsPublished(tuple(some)) for some in _portions(matters, portion)]
    rates = [msgspec.convert(body, Rate) for (kind, _), body in changed.items() if kind == "tariff"]
    priced = [(rate.since, rate.zone, rate.fen) for rate in rates]
    events += [ev.TariffPublished(tuple(some)) for some in _portions(priced, portion)]
    if old:
        events.append(ev.HallPublished((), old))
    if ended := tuple((code.partition("/")[2], code.partition("/")[0]) for kind, code in gone if kind == "item"):
        events.append(ev.ItemsPublished((), ended))
    if dropped := tuple(_rate_key(code) for kind, code in gone if kind == "tariff"):
        events.append(ev.TariffPublished((), dropped))
    return events


def _rate_key(code: str) -> tuple[date, str]:
    zone, _, since = code.rpartition("/")
    return date.fromisoformat(since), zone


def _portions(parts: Sequence[_Part], portion: int) -> Iterator[list[_Part]]:
    some: list[_Part] = []
    size = 0
    for part in parts:
        length = len(msgspec.json.encode(part))
        if some and size + length > portion:
            yield some
            some, size = [], 0
        some.append(part)
        size += length
    if some:
        yield some
