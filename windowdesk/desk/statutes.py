"""The law as the desk reads it from its data: dated figures and the calendar of working days."""

from __future__ import annotations

import json
import tomllib
from datetime import date
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from windowdesk.models.calendar import WorkCalendar, calendar_of
from windowdesk.models.rules import Figure, Law


def _figure(table: dict[str, Any]) -> Figure:
    return Figure(
        name=table["name"],
        value=table["value"],
        unit=table["unit"],
        statute=table["statute"],
        article=table["article"],
        since=date.fromisoformat(str(table["from"])),
        quote=table.get("quote", ""),
    )


@lru_cache(maxsize=8)
def read_law(data: Path, own_calendar: Path | None = None) -> Law:
    """Every figure of `data/statutes` and every year of `data/calendar`, then of the desk's own calendar folder."""
    figures: dict[str, list[Figure]] = {}
    for path in sorted((data / "statutes").glob("*.toml")):
        for table in tomllib.loads(path.read_text(encoding="utf-8")).get("figure", ()):
            figures.setdefault(table["name"], []).append(_figure(table))
    return Law({name: tuple(found) for name, found in figures.items()}, read_calendar(data, own_calendar))


def calendar_digest(calendar: WorkCalendar) -> str:
    """A digest that changes when any day of the calendar does."""
    days = sorted((day.isoformat(), works) for day, (works, _) in calendar.exceptions.items())
    return sha256(json.dumps([sorted(calendar.years), days]).encode()).hexdigest()


def read_calendar(data: Path, own_calendar: Path | None = None) -> WorkCalendar:
    """The year files, the desk's own ones last. Raises ValueError that names a file that cannot be read."""
    return calendar_of(year_tables(data, own_calendar).values())


def year_tables(data: Path, own_calendar: Path | None = None) -> dict[str, Any]:
    """The year files by year, one of the desk's own in place of the one it came with."""
    folders = [data / "calendar", *([own_calendar] if own_calendar else [])]
    years = {}
    for folder in folders:
        for path in sorted(folder.glob("[0-9][0-9][0-9][0-9].json")):
            try:
                years[path.stem] = json.loads(path.read_text(encoding="utf-8"))
            except (OSError, ValueError) as error:
                raise ValueError(f"读不懂日历文件 {path}：{error} / cannot read the calendar file") from error
    return years
