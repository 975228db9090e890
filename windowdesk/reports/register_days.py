"""Which lines of each register were written on a day, found by halving: a register's clock never runs backwards.

A desk refuses to write when its clock stepped back by more than ten minutes, so lines stand in order of time but for
those minutes; a margin of an hour on both sides takes them in, and a query then compares the exact date.
"""

from __future__ import annotations

import json
import sqlite3
from bisect import bisect_left
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

LINE_DAY = "substr(r.line, 5 + length(r.stream) + length(r.seq), 10)"
"""The local date of a line of `register r`: a line begins with version, register, number and time, tab-separated."""

IN_SPANS = (
    "json_each(:spans) s CROSS JOIN register r ON r.stream = json_extract(s.value, '$[0]') "
    "AND r.seq BETWEEN json_extract(s.value, '$[1]') AND json_extract(s.value, '$[2]')"
)
"""A FROM clause: the lines `r` that lie in the spans given as `:spans` (see `as_json`)."""

_STREAMS = """
WITH RECURSIVE names (stream) AS (
    SELECT min(stream) FROM register
    UNION ALL SELECT (SELECT min(stream) FROM register WHERE stream > names.stream) FROM names WHERE stream IS NOT NULL
)
SELECT stream, (SELECT max(seq) FROM register WHERE stream = names.stream) FROM names WHERE stream IS NOT NULL
"""
_NEXT = "SELECT line FROM register WHERE stream=? AND seq>=? ORDER BY seq LIMIT 1"
_MARGIN = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Span:
    """Lines `first` to `last` of a register; none when `last` < `first`."""

    stream: str
    first: int
    last: int


def spans(db: sqlite3.Connection, first: date, last: date) -> list[Span]:
    """For each register, lines that hold all those written from day `first` to day `last`, and few others."""
    since, until = _at(first, -_MARGIN), _at(last, timedelta(days=1) + _MARGIN)
    return [
        Span(stream, _first_since(db, stream, end, since), _first_since(db, stream, end, until) - 1)
        for stream, end in db.execute(_STREAMS).fetchall()
    ]


def as_json(found: list[Span]) -> str:
    """Spans as the parameter `:spans`."""
    return json.dumps([(span.stream, span.first, span.last) for span in found])


def _at(day: date, by: timedelta) -> str:
    """A moment as lines have it, counted from a day's first; the calendar's ends are as far as it goes."""
    midnight = datetime.combine(day, time.min)
    try:
        return (midnight + by).isoformat(timespec="minutes")
    except OverflowError:
        return midnight.isoformat(timespec="minutes") if by < timedelta(0) else "9999-12-31T24"


def _first_since(db: sqlite3.Connection, stream: str, end: int, stamp: str) -> int:
    """The first number from which on lines are not older than `stamp`; `end` + 1 when all are. Gaps may occur."""

    def written(seq: int) -> str:
        line: str = db.execute(_NEXT, (stream, seq)).fetchone()[0]
        return line.split("\t", 4)[3]

    return bisect_left(range(1, end + 1), stamp, key=written) + 1
