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

from windowdesk import config
from windowdesk.models.wire import Entry, to_line
from windowdesk.reports import register_days
from windowdesk.reports.balance import check
from windowdesk.reports.eod import Figures, read
from windowdesk.reports.places import count, window_of
from windowdesk.reports.rates import percent, yuan
from windowdesk.store import schema

DAYS = [date(2026, 11, 18) + timedelta(days=n) for n in range(6)]
days = st.sampled_from(DAYS)
after = st.integers(0, 3)


@st.composite
def cases(draw: st.DrawFn) -> dict[str, object]:
    """A row as the store writes it: dates in order, an outcome with an ending, a closing with what comes before."""
    came = draw(days)
    taken = draw(st.one_of(st.none(), after))
    accepted = came + timedelta(days=taken) if taken is not None else None
    ended = draw(st.one_of(st.none(), after))
    finished = (accepted or came) + timedelta(days=ended) if ended is not None else None
    outcome = draw(st.sampled_from(["granted", "denied", "filed"] if accepted else ["not_accepted"]))
    served = draw(st.one_of(st.none(), after)) if outcome in ("granted", "denied") else 0
    promised = accepted + timedelta(days=draw(after)) if accepted and draw(st.booleans()) else None
    return {
        "department": draw(st.sampled_from(["甲局", "乙局"])),
        "window": draw(st.sampled_from(["007", "008"])),
        "kind": draw(st.sampled_from(["即办件", "承诺件", "备案", "联办件", "未载明"])),
        "channel": draw(st.sampled_from(["window", "online"])),
        "off_hours": draw(st.integers(0, 1)),
        "received_on": came,
        "accepted_on": accepted,
        "statutory_due": accepted + timedelta(days=4) if accepted and draw(st.booleans()) else None,
        "promised_due": promised,
        "finished_on": finished,
        "outcome": outcome if finished else None,
        "timing": draw(st.sampled_from(["early", "on_time", "overdue", "not_stated"])) if finished else None,
        "closed_on": finished + timedelta(days=served) if finished and served is not None else None,
    }


@pytest.fixture(scope="module")
def tables() -> Iterator[sqlite3.Connection]:
    """Empty tables in memory."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
        schema.migrate(db)
        yield db


def put(db: sqlite3.Connection, rows: list[dict[str, object]]) -> None:
    """Write rows, and the closing lines a register would hold for them, in order of time."""
    names = [row[1] for row in db.execute("PRAGMA table_info(case_row)")][1:]
    number = {"version", "off_hours", "deemed", "provisional"}
    nothing = {name: 0 if name in number else "" for name in names}
    db.execute("DELETE FROM case_row")
    db.execute("DELETE FROM register")
    for n, row in enumerate(rows):
        plain = {key: value.isoformat() if isinstance(value, date) else value for key, value in row.items()}
        full = nothing | {"case_id": f"case{n}"} | plain
        marks = ",".join("?" * len(names))
        db.execute(f"INSERT INTO case_row ({','.join(names)}) VALUES ({marks})", [full[name] for name in names])
    closings = sorted((row["closed_on"], n, row["window"]) for n, row in enumerate(rows) if row["closed_on"])
    for seq, (day, n, window) in enumerate(closings, 1):
        stream = f"510824-{window}.1"
        line = to_line(Entry(stream, seq, f"{day}T09:00:00+08:00", "CaseClosed", f"case{n}", "", "{}"))
        db.execute(
            "INSERT INTO register VALUES (NULL,?,?,?,?,?,?,?)", (stream, seq, "CaseClosed", f"case{n}", 9, line, b"")
        )


def tally(rows: list[dict[str, object]], day: date) -> dict[str, int]:
    """The same figures counted by hand."""
    under_way = [r for r in rows if r["received_on"] <= day and not (r["finished_on"] and r["finished_on"] <= day)]
    ended = [r for r in rows if r["finished_on"] == day]
    known = [r for r in under_way if r["accepted_on"] and r["accepted_on"] <= day]
    dues = [r["promised_due"] or r["statutory_due"] for r in known]
    issue = [
        r
        for r in rows
        if r["outcome"] in ("granted", "denied")
        and r["finished_on"] <= day
        and not (r["closed_on"] and r["closed_on"] <= day)
    ]
    return {
        "received": sum(r["received_on"] == day for r in rows),
        "off_hours": sum(r["off_hours"] for r in rows if r["received_on"] == day),
        "ended": len(ended),
        "returned": sum(r["outcome"] == "not_accepted" for r in ended),
        "pending": len(under_way),
        "awaiting": len(under_way) - len(known),
        "not_due": sum(due is not None and due > day for due in dues),
        "due_today": sum(due == day for due in dues),
        "overdue": sum(due is not None and due < day for due in dues),
        "no_period": dues.count(None),
        "by_statute": sum(bool(r["statutory_due"] and r["statutory_due"] < day) for r in known),
        "to_issue": len(issue),
    }


def told(figures: Figures) -> dict[str, int]:
    standings = ("awaiting", "not_due", "due_today", "overdue", "no_period")
    return {
        "received": count(figures.received),
        "off_hours": count(figures.received, field="off_hours"),
        "ended": count(figures.finished),
        "returned": count(figures.finished, outcome="not_accepted"),
        "pending": count(figures.pending),
        **{one: count(figures.pending, standing=one) for one in standings},
        "by_statute": count(figures.pending, field="by_statute"),
        "to_issue": count(figures.to_issue),
    }


@given(st.lists(cases(), max_size=12), days)
@example([], DAYS[0])
def test_every_day_adds_up(tables: sqlite3.Connection, rows: list[dict[str, object]], day: date) -> None:
    put(tables, rows)
    figures = read(tables, day)
    assert check(figures) == ()
    assert told(figures) == tally(rows, day)
    assert count(figures.opening) == tally(rows, day - timedelta(days=1))["pending"]
    for window in ("007", "008"):
        part = [row for row in rows if row["window"] == window]
        assert told(read(tables, day, window)) == tally(part, day)
    for place in figures.places:
        mine = [row for row in rows if (row["department"], row["window"]) == place]
        assert count(figures.pending, place) == tally(mine, day)["pending"]


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
                "INSERT INTO register VALUES (NULL,?,?,?,?,?,?,?)", (stream, seq, "DeskOpened", "", 0, line, b"")
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
