"""A day's figures against the same counted by hand, over rows nobody chose; rates; a day's lines in a register."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from report_rows import DAYS, World, days, put, tally, told, worlds

from windowdesk import config
from windowdesk.models.wire import Entry, to_line
from windowdesk.reports import register_days
from windowdesk.reports.balance import check
from windowdesk.reports.eod import read
from windowdesk.reports.places import count, window_of
from windowdesk.reports.rates import percent, yuan
from windowdesk.store import schema


@pytest.fixture(scope="module")
def tables() -> Iterator[sqlite3.Connection]:
    """Empty tables in memory."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
        schema.migrate(db)
        yield db


@given(worlds, days)
@example(World(), DAYS[0])
def test_every_day_adds_up(tables: sqlite3.Connection, world: World, day: date) -> None:
    put(tables, world)
    figures = read(tables, day)
    assert check(figures) == ()
    assert told(figures) == tally(world, day)
    assert count(figures.opening) == tally(world, day - timedelta(days=1))["pending"]
    assert len(figures.copies) == tally(world, day)["copy waiting"]
    assert [one.late for one in figures.copies] == [one.due < day.isoformat() for one in figures.copies]
    for window in ("007", "008"):
        assert told(read(tables, day, window)) == tally(world.of(window), day, world)
    for place in figures.places:
        mine = World([row for row in world.cases if (row["department"], row["window"]) == place])
        assert count(figures.pending, place) == tally(mine, day)["pending"]
        assert count(figures.fees, place, "unpaid_fen") == tally(mine, day)["unpaid"]


_MONDAY = date(2026, 11, 23)


def _before(days_: int) -> date:
    return _MONDAY - timedelta(days=days_)


def _stay(place: str, since: int, until: int | None, due: int) -> dict[str, object]:
    """A stay told in days before Monday."""
    until_on = None if until is None else _before(until)
    return {"place": place, "since": _before(since), "until": until_on, "due": _before(due)}


@pytest.mark.parametrize(
    ("due", "stays", "stands"),
    [
        (0, [], "due_today"),
        (1, [], "overdue"),
        (1, [_stay("paused", 5, None, 0)], "paused"),
        (1, [_stay("paused", 5, None, 1)], "overdue"),
        (-1, [_stay("unit", 5, None, 0)], "at_unit"),
        (-1, [_stay("unit", 5, None, 1)], "unit_late"),
        (1, [_stay("unit", 5, None, 0)], "overdue"),
        (2, [_stay("unit", 9, 4, 6)], "unit_late"),
        (3, [_stay("unit", 9, 4, 6)], "overdue"),
        (3, [_stay("unit", 9, 7, 8), _stay("unit", 7, 4, 6)], "unit_late"),
        (1, [_stay("applicant", 5, None, 0)], "applicant"),
    ],
    ids=[
        *("its last day", "a day late", "a procedure within its days", "a procedure past them: the clock runs on"),
        *("the unit within its limit", "the unit past it", "sent with a limit past the case's own: the window's"),
        *("the unit took the two days that are lacking", "and the window one more", "twice at the unit", "correcting"),
    ],
)
def test_whose_delay_it_is(tables: sqlite3.Connection, due: int, stays: list[dict[str, object]], stands: str) -> None:
    """The same while it is pending and, where it is late, once it is finished."""
    accepted = None if stands == "applicant" else _before(12)
    row = {"department": "甲局", "window": "007", "kind": "承诺件", "channel": "window"}
    row |= {"received_on": _before(12), "accepted_on": accepted, "decision_due": _before(due), "stays": stays}
    row |= {"finished_on": None, "closed_on": None, "moves": [], "proxy": "", "told_on": None}
    put(tables, World([row]))
    assert [one.standing for one in read(tables, _MONDAY).pending] == [stands]
    if stands in ("overdue", "unit_late") and due > 0:
        put(tables, World([row | {"finished_on": _MONDAY, "outcome": "granted", "timing": "overdue"}]))
        (found,) = read(tables, _MONDAY, veto=True).finished
        assert found.timing == stands
        (ground,) = read(tables, _MONDAY, veto=True).grounds
        assert (ground.ground, ground.due) == (stands, _before(due).isoformat())


@pytest.mark.parametrize(
    ("part", "whole", "said"),
    [
        *((1, 3, "33.3%"), (2, 3, "66.7%"), (1, 16, "6.3%"), (3, 16, "18.8%"), (1, 2000, "0.1%"), (1, 2001, "0.0%")),
        *((0, 7, "0.0%"), (7, 7, "100.0%"), (0, 0, "—"), (1999, 2000, "100.0%"), (997, 1000, "99.7%")),
    ],
)
def test_rates_are_rounded_half_up(part: int, whole: int, said: str) -> None:
    assert percent(part, whole) == said


@given(st.integers(0, 10**9), st.integers(1, 10**9))
def test_a_rate_is_never_further_off_than_half_a_tenth(part: int, whole: int) -> None:
    shown_rate = Fraction(percent(part, whole).removesuffix("%"))
    assert abs(shown_rate - Fraction(100 * part, whole)) <= Fraction(1, 20)


def test_money() -> None:
    assert [yuan(fen) for fen in (0, 5, 850, 123456)] == ["0.00", "0.05", "8.50", "1234.56"]


minutes = st.lists(st.tuples(st.integers(0, 6000), st.integers(1, 3), st.integers(-10, 0)), max_size=40)


@given(minutes, minutes, days, st.integers(0, 2))
@example([(1430, 1, 0), (1442, 1, 0), (1443, 1, -5)], [], DAYS[0], 0)
def test_a_day_is_found_whole(
    tables: sqlite3.Connection, one: list[tuple[int, int, int]], two: list[tuple[int, int, int]], day: date, more: int
) -> None:
    """Registers with gaps, whose clocks step back by up to ten minutes: no line of the day is missed."""
    tables.execute("DELETE FROM register")
    written: dict[str, list[tuple[int, datetime]]] = {}
    start = datetime(2026, 11, 18, 0, 0, tzinfo=config.LOCAL)
    for stream, steps in (("510824-007.1", one), ("510824-008.2", two)):
        seq = 0
        for minute, gap, back in sorted(steps):
            seq += gap
            stamp = start + timedelta(minutes=minute + back)
            line = to_line(Entry(stream, seq, stamp.isoformat(timespec="seconds"), "DeskOpened", "", "", "{}"))
            tables.execute(
                "INSERT INTO register (stream, seq, kind, case_id, version, line, hash) VALUES (?,?,?,?,?,?,?)",
                (stream, seq, "DeskOpened", "", 0, line, b""),
            )
            written.setdefault(stream, []).append((seq, stamp))
    last = day + timedelta(days=more)
    found = register_days.spans(tables, day, last)
    assert {span.stream for span in found} == set(written)
    for span in found:
        wanted = {seq for seq, stamp in written[span.stream] if day <= stamp.date() <= last}
        assert all(span.first <= seq <= span.last for seq in wanted)
        inside = [stamp for seq, stamp in written[span.stream] if span.first <= seq <= span.last]
        slack = timedelta(hours=1, minutes=10)
        assert all(datetime.combine(day, datetime.min.time(), config.LOCAL) - slack <= stamp for stamp in inside), (
            "few others"
        )
    query = f"SELECT count(*) FROM {register_days.IN_SPANS} WHERE {register_days.LINE_DAY} BETWEEN :a AND :b"
    told_of = {"spans": register_days.as_json(found), "a": day.isoformat(), "b": last.isoformat()}
    assert tables.execute(query, told_of).fetchone()[0] == sum(
        day <= stamp.date() <= last for lines in written.values() for _, stamp in lines
    )


def test_a_register_names_its_window() -> None:
    assert [window_of(name) for name in ("510824-007.1", "510824-012.3", "x-y-001.1", "")] == ["007", "012", "001", ""]
