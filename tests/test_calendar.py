"""Working days: the vectors the law was read with, an independent calendar, and what is not known yet."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import chinese_calendar
import pytest
from desks import DATA
from hypothesis import given
from hypothesis import strategies as st

from windowdesk.desk.statutes import read_calendar, read_law
from windowdesk.models.calendar import DAY, Due, WorkCalendar, calendar_of
from windowdesk.models.clocks import light
from windowdesk.models.rules import licensing

CALENDAR = read_calendar(DATA)
LAW = read_law(DATA)
FIRST, LAST = date(2020, 1, 1), date(2026, 12, 31)

VECTORS = [
    ("2025-09-26", 5, "2025-10-10", "works Sunday 09-28, skips an eight-day holiday"),
    ("2025-09-26", 20, "2025-10-30", "and work Saturday 10-11"),
    ("2025-09-28", 5, "2025-10-11", "starts and ends on make-up days"),
    ("2025-01-24", 10, "2025-02-13", "Spring Festival, two make-up days"),
    ("2025-12-31", 1, "2026-01-04", "crosses the year file"),
    ("2026-02-10", 20, "2026-03-16", "02-14 and 02-28 work"),
    ("2026-02-14", 1, "2026-02-24", "from a make-up Saturday"),
    ("2026-02-16", 5, "2026-02-28", "intake on a holiday"),
    ("2026-09-18", 20, "2026-10-22", "National Day"),
    ("2026-09-30", 45, "2026-12-08", "joint handling"),
    ("2026-11-23", 20, "2026-12-21", "still inside the known year"),
    ("2026-11-23", 0, "2026-11-23", "on the spot"),
]


@pytest.mark.parametrize(("start", "days", "due", "why"), VECTORS, ids=[vector[3] for vector in VECTORS])
def test_a_period_ends_on_the_day_the_law_was_read_to_say(start: str, days: int, due: str, why: str) -> None:
    assert CALENDAR.due(date.fromisoformat(start), days) == Due(date.fromisoformat(due)), why


def test_a_period_that_leaves_the_known_years_is_provisional() -> None:
    due = CALENDAR.due(date(2026, 11, 23), 30)
    assert due.on >= date(2027, 1, 1)
    assert due.provisional
    assert CALENDAR.due(date(2026, 12, 30), 1) == Due(date(2026, 12, 31))
    assert CALENDAR.due(date(2019, 12, 30), 1).provisional


def test_every_day_works_as_an_independent_calendar_says() -> None:
    day = FIRST
    while day <= LAST:
        assert CALENDAR.is_workday(day) == chinese_calendar.is_workday(day), day
        day += DAY


@given(start=st.dates(FIRST, LAST), days=st.integers(0, 60))
def test_a_period_counts_as_an_independent_calendar_counts(start: date, days: int) -> None:
    day, left = start, days
    while left:
        day += DAY
        if day > LAST:
            assert CALENDAR.due(start, days).provisional
            return
        left -= chinese_calendar.is_workday(day)
    assert CALENDAR.due(start, days) == Due(day)


@given(start=st.dates(FIRST, date(2027, 6, 30)), days=st.integers(0, 90))
def test_counting_back_gives_the_days_counted(start: date, days: int) -> None:
    due = CALENDAR.due(start, days)
    assert CALENDAR.worked(start, due.on) == days
    assert days == 0 or CALENDAR.is_workday(due.on)
    assert CALENDAR.worked(due.on, start) == 0


@given(start=st.dates(FIRST, LAST), days=st.integers(0, 60), more=st.integers(0, 20))
def test_a_longer_period_never_ends_earlier(start: date, days: int, more: int) -> None:
    assert CALENDAR.due(start, days).on <= CALENDAR.due(start, days + more).on
    assert CALENDAR.due(start, days).on <= CALENDAR.due(start + DAY, days).on


def test_a_count_can_be_shown_day_by_day() -> None:
    walked = list(CALENDAR.walk(date(2026, 9, 18), 6))
    assert [(day.on.day, day.number, day.why) for day in walked] == [
        (18, 0, "day0"),
        (19, 0, "weekend"),
        (20, 1, "makeup"),
        (21, 2, "workday"),
        (22, 3, "workday"),
        (23, 4, "workday"),
        (24, 5, "workday"),
        (25, 0, "中秋节"),
        (26, 0, "中秋节"),
        (27, 0, "中秋节"),
        (28, 6, "workday"),
    ]


@given(start=st.dates(FIRST, LAST), days=st.integers(0, 60))
def test_the_shown_count_ends_on_the_due_day(start: date, days: int) -> None:
    walked = list(CALENDAR.walk(start, days))
    assert walked[-1].on == CALENDAR.due(start, days).on
    assert [day.number for day in walked if day.number] == list(range(1, days + 1))
    assert [day.on for day in walked] == [start + DAY * n for n in range(len(walked))]


def test_a_negative_period_is_an_error() -> None:
    with pytest.raises(ValueError, match="negative"):
        CALENDAR.due(date(2026, 11, 23), -1)


def test_an_empty_calendar_knows_weekends_and_is_never_sure() -> None:
    empty = WorkCalendar()
    assert empty.due(date(2026, 11, 27), 1) == Due(date(2026, 11, 30), provisional=True)
    assert empty.known_until is None
    assert CALENDAR.known_until == LAST
    assert WorkCalendar({}, frozenset({2024, 2025, 2027})).known_until == date(2025, 12, 31), "a gap ends the run"


def test_the_next_years_notice_prevails_in_december() -> None:
    year = {"year": 2026, "days": [{"name": "x", "date": "2026-12-31", "isOffDay": False}]}
    following = {"year": 2027, "days": [{"name": "元旦", "date": "2026-12-31", "isOffDay": True}]}
    for order in ([year, following], [following, year]):
        calendar = calendar_of(order)
        assert not calendar.is_workday(date(2026, 12, 31))
        assert calendar.why(date(2026, 12, 31)) == "元旦"
        assert calendar.known_until == date(2027, 12, 31)


def test_when_the_new_year_file_arrives_the_date_is_certain(tmp_path: Path) -> None:
    days = [{"name": "元旦", "date": f"2027-01-0{n}", "isOffDay": True} for n in (1, 2, 3)]
    (tmp_path / "2027.json").write_text(json.dumps({"year": 2027, "days": days}), encoding="utf-8")
    with_next = read_calendar(DATA, tmp_path)
    assert not with_next.due(date(2026, 11, 23), 30).provisional
    assert with_next.due(date(2026, 12, 29), 5) == Due(date(2027, 1, 6))
    assert CALENDAR.due(date(2026, 12, 29), 5) == Due(date(2027, 1, 5), provisional=True)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        "null",
        '"2027"',
        '{"year": 2027}',
        '{"year": 2027, "days": []}',
        '{"year": "2027", "days": [{"name": "x", "date": "2027-01-01", "isOffDay": true}]}',
        '{"year": "MMXXVII", "days": [{"name": "x", "date": "2027-01-01", "isOffDay": true}]}',
        '{"year": 2027, "days": [{"name": "x", "date": "2027-02-30", "isOffDay": true}]}',
        '{"year": 2027, "days": [{"date": "2027-01-01"}]}',
        '{"year": 2027, "days": ["2027-01-01"]}',
        '{"year": 2027, "days": {"2027-01-01": true}}',
        '{"year": 2027, "days": [{"name": "x", "date": 20270101, "isOffDay": true}]}',
        '{"year": 2027, "days": [{"name": "x", "date": "2027-01-01", "isOffDay": "yes"}]}',
        '{"year": 2027, "days": [{"name": "x", "date": "2031-01-01", "isOffDay": true}]}',
        '{"year": 2027, "days": [',
    ],
)
def test_a_year_file_that_is_not_one_is_refused_by_name(tmp_path: Path, text: str) -> None:
    (tmp_path / "2027.json").write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match="calendar file"):
        read_calendar(DATA, tmp_path)


def test_a_year_file_in_another_encoding_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "2027.json").write_bytes("元旦".encode("gb18030"))
    with pytest.raises(ValueError, match=r"2027\.json"):
        read_calendar(DATA, tmp_path)


# -- what is counted in them


def test_silence_accepts_on_the_sixth_day_and_never_by_an_unknown_calendar() -> None:
    due = licensing.notice_due(date(2026, 11, 23), LAW)
    assert due == Due(date(2026, 11, 30))
    assert not licensing.silence_accepts(due, due.on)
    assert licensing.silence_accepts(due, due.on + DAY)
    assert not licensing.silence_accepts(Due(due.on, provisional=True), due.on + timedelta(days=99))


@pytest.mark.parametrize(
    ("today", "left", "level"),
    [
        ("2026-11-23", 5, "green"),
        ("2026-11-26", 2, "green"),
        ("2026-11-27", 1, "yellow"),
        ("2026-11-28", 1, "yellow"),
        ("2026-11-30", 0, "yellow"),
        ("2026-12-01", -1, "red"),
        ("2026-12-07", -5, "red"),
    ],
)
def test_the_light_of_a_clock(today: str, left: int, level: str) -> None:
    found = light(date(2026, 11, 30), date.fromisoformat(today), LAW)
    assert (found.left, found.level) == (left, level)


def test_a_fifth_of_the_period_is_yellow_too() -> None:
    due = date(2026, 12, 21)
    assert light(due, date(2026, 12, 15), LAW, total=20).level == "yellow"
    assert light(due, date(2026, 12, 14), LAW, total=20).level == "green"
    assert light(due, date(2026, 12, 15), LAW).level == "green"


def test_a_clock_that_ran_out_at_the_weekend_is_red_by_a_day() -> None:
    found = light(date(2026, 11, 27), date(2026, 11, 28), LAW)
    assert (found.left, found.level) == (-1, "red")
    assert light(None, date(2026, 11, 28), LAW).level == "blue"
