"""The hall office at its own desk: what it tells every desk, and what a desk does with what it was told."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from windowdesk import config
from windowdesk.desk import calendars, identity, setup, statutes
from windowdesk.models import events as ev
from windowdesk.models.office import OFFICE
from windowdesk.models.refusal import Reason, Refused, refuse
from windowdesk.models.rules import licensing
from windowdesk.models.wire import EVERYBODY
from windowdesk.store import hallfile, items, lists, publications, register

if TYPE_CHECKING:
    import sqlite3

    from windowdesk.desk.door import Desk
    from windowdesk.models.parties import Staff

PORTION = 48 * 1024
"""Bytes of parts in one line: small enough for a slow line, few enough lines for a whole county's catalogue."""


@dataclass(frozen=True, slots=True)
class Published:
    """How many parts were new or changed, how many were taken away, and in how many lines."""

    changed: int = 0
    gone: int = 0
    lines: int = 0


@dataclass(frozen=True, slots=True)
class Files:
    """Files that replace what the office has: what they no longer hold is taken away."""

    hall: Path | None = None
    items: Path | None = None
    tariff: Path | None = None


def at_office(desk: Desk, name: str = "") -> None:
    """Refuse what only the hall office's own desk does."""
    if desk.settings.window != OFFICE:
        raise refuse(Reason.OFFICE_ONLY, licensing.ONE_WINDOW, name=name or "—", window=desk.settings.window)


def publish(
    desk: Desk, at: datetime, by: Staff | None = None, files: Files | None = None, *, anew: bool = False
) -> Published:
    """Write what changed since the last publication to the office's register, for every desk; or, `anew`, all of it.

    Desks may have read publications that a restored hall and a dead disk of the office both lost: what is published
    anew comes after those. Raises SetupError, CatalogueError and Refused; all of it is written or none.
    """
    at_office(desk, by.name if by else "")
    identity.speak_last(desk, at)
    with desk.store.write() as db:
        if files:
            _replace(desk, db, files, at)
            desk.reload()
        place = register.place(db, desk.stream, at)
        found = publications.current(db)
        years = statutes.year_tables(desk.data, desk.home / "calendar")
        told = {year: _year(year, table) for year, table in years.items()}
        found |= {("calendar", year): publications.year_body(event) for year, event in told.items()}
        last = publications.last(db)
        changed = {key: body for key, body in found.items() if anew or last.get(key) != publications.digest(body)}
        gone = [key for key, digest in last.items() if digest and key not in found]
        events = publications.happenings(changed, gone, PORTION)
        events += [event for year, event in told.items() if ("calendar", year) in changed]
        events += [ev.CalendarPublished(int(code), (), (), True) for kind, code in gone if kind == "calendar"]
        happenings = [ev.Happening("", event, EVERYBODY) for event in events]
        hand = register.Hand(by.number if by else "", desk.settings.window)
        register.append(db, place, hand, happenings, {})
    return Published(len(changed), len(gone), len(events))


def _year(year: str, table: dict[str, Any]) -> ev.CalendarPublished:
    days = tuple(
        (date.fromisoformat(one["date"]), not one["isOffDay"], str(one["name"]))
        for one in sorted(table["days"], key=lambda one: str(one["date"]))
    )
    return ev.CalendarPublished(int(year), days, tuple(map(str, table.get("papers") or ())))


def _replace(desk: Desk, db: sqlite3.Connection, files: Files, at: datetime) -> None:
    if files.hall is not None:
        parts = setup.read_hall(files.hall)
        if parts[("hall", "")].division != desk.setting.hall.division:  # type: ignore[attr-defined]
            raise setup.SetupError(f"{files.hall}：行政区划代码不同 / the division is another")
        setup.lawful_seals(parts.values(), at)
        parts.setdefault(("window", OFFICE), setup.OFFICE_WINDOW)
        kinds = {*hallfile.SHAPES, *(kind for kind, _ in parts)}
        _swap(db, parts, kinds)
    if files.tariff is not None:
        _swap(db, setup.read_hall(files.tariff, hallfile.read_tariff), {"tariff"})
    if files.items is not None:
        catalogue = items.read_file(files.items)
        db.execute("DELETE FROM item")
        items.save(db, catalogue)


def _swap(db: sqlite3.Connection, parts: dict[tuple[str, str], object], kinds: set[str]) -> None:
    kept = db.execute("SELECT kind, code FROM reference").fetchall()
    for kind, code in kept:
        if kind in kinds and (kind, code) not in parts:
            db.execute("DELETE FROM reference WHERE kind=? AND code=?", (kind, code))
    hallfile.save(db, parts)


def bring_years(desk: Desk) -> bool:
    """Bring the years that the office published into this desk's calendar folder. Returns whether it changed.

    Done after the lines are in: a desk that dies in between does it when it next syncs or opens its day. A year that
    this desk took in itself stays until the office publishes that year anew.
    """
    fresh = False
    for year, event, place in publications.years(desk.store.read()):
        if lists.meta(desk.store.read(), f"calendar.{year}") == place:
            continue
        if not place.startswith(f"{desk.stream}/"):
            fresh |= _bring(desk, year, event)
        with desk.store.write() as db:
            lists.set_meta(db, f"calendar.{year}", place)
    if fresh:
        desk.reload()
    return fresh


def settle(desk: Desk, at: datetime) -> tuple[calendars.Moved, ...]:
    """Bring published years in and count every open case again, as `calendar import` does."""
    if not bring_years(desk):
        return ()
    with suppress(Refused):  # as when the day is opened: a date that cannot be told today is told another day
        return tuple(calendars.moves(desk.recompute(at)))
    return ()


def _bring(desk: Desk, year: str, event: ev.CalendarPublished | None) -> bool:
    """Whether the folder changed."""
    file = desk.home / "calendar" / f"{year}.json"
    if event is None:
        was = file.exists()
        file.unlink(missing_ok=True)
        return was
    known = statutes.year_tables(desk.data, file.parent).get(year)
    if known is not None and _year(year, known) == event:
        return False
    config.make_private(file.parent)
    days = {on: (works, name) for on, works, name in event.days}
    config.write_private(file, calendars.written(calendars.YearFile(event.year, days, event.papers)))
    return True


def under_office(desk: Desk) -> bool:
    """Whether a hall office publishes to this desk."""
    return desk.settings.window != OFFICE and bool(lists.meta(desk.store.read(), "published"))
