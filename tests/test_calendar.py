"""Working days: the vectors the law was read with, an independent calendar, and what is not known yet."""

from __future__ import annotations

import json
from bisect import bisect_right
from datetime import date, timedelta
from pathlib import Path

import chinese_calendar
import pytest
from desks import DATA
from hypothesis import given
from hypothesis import strategies as st

from windowdesk.desk.statutes import read_calendar, read_law
from windowdesk.models.calendar import DAY, Due, Spans, WorkCalendar, calendar_of
from windowdesk.models.clocks import light
from windowdesk.models.rules import licensing

CALENDAR = read_calendar(DATA)
LAW = read_law(DATA)
FIRST, LAST = date(2020, 1, 1), date(2026, 12, 31)

spans = st.lists(
    st.builds(lambda on, length: (on, on + DAY * length), st.dates(FIRST, LAST), st.integers(0, 90)), max_size=3
).map(tuple)
"""Pauses anywhere, of any length, also overlapping and of no day at all."""

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


def test_a_period_counts_as_an_independent_calendar_counts() -> None:
    """Every day both calendars know and every period of 0 to 60 days: no sample, all 155,977 pairs."""
    known = [FIRST + DAY * n for n in range((LAST - FIRST).days + 1)]
    worked = [day for day in known if chinese_calendar.is_workday(day)]
    compared = 0
    for start in known:
        first = bisect_right(worked, start)
        for days in range(61):
            due = CALENDAR.due(start, days)
            if days == 0:
                assert due == Due(start)
            elif first + days <= len(worked):
                assert due == Due(worked[first + days - 1]), (start, days)
            else:
                assert due.provisional, (start, days)
            compared += 1
    assert compared == 2557 * 61 == 155_977


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


@given(start=st.dates(FIRST, LAST), days=st.integers(0, 60), skipped=spans)
def test_the_shown_count_ends_on_the_due_day(start: date, days: int, skipped: Spans) -> None:
    walked = list(CALENDAR.walk(start, days, skipped))
    assert walked[-1].on == CALENDAR.due(start, days, skipped).on
    assert [day.number for day in walked if day.number] == list(range(1, days + 1))
    assert [day.on for day in walked] == [start + DAY * n for n in range(len(walked))]
    for day in walked[1:]:
        assert bool(day.number) == (day.why in ("workday", "makeup"))
        assert (day.why == "paused") == any(first < day.on <= last for first, last in skipped)
        assert CALENDAR.worked(start, day.on, skipped) == sum(1 for one in walked if one.number and one.on <= day.on)


# -- days that are left out


@given(data=st.data(), start=st.dates(FIRST, date(2026, 6, 30)), days=st.integers(0, 60))
def test_a_pause_counts_as_the_days_crossed_out_by_hand(data: st.DataObject, start: date, days: int) -> None:
    begins = st.builds(lambda after: start + DAY * after, st.integers(-10, 90))
    pause = st.builds(lambda on, length: (on, on + DAY * length), begins, st.integers(0, 40))
    pauses = tuple(data.draw(st.lists(pause, max_size=3)))
    crossed = {first + DAY * n for first, last in pauses for n in range(1, (last - first).days + 1)}
    day, left = start, days
    while left:
        day += DAY
        if day > LAST:
            assert CALENDAR.due(start, days, pauses).provisional
            return
        left -= chinese_calendar.is_workday(day) and day not in crossed
    assert CALENDAR.due(start, days, pauses) == Due(day)
    assert CALENDAR.worked(start, day, pauses) == days


@given(start=st.dates(FIRST, LAST), days=st.integers(0, 60), skipped=spans)
def test_a_pause_never_brings_a_day_nearer_and_never_costs_more_than_its_days(
    start: date, days: int, skipped: Spans
) -> None:
    plain, paused = CALENDAR.due(start, days), CALENDAR.due(start, days, skipped)
    within = sum(CALENDAR.worked(first, last) for first, last in skipped)
    assert plain.on <= paused.on <= CALENDAR.due(start, days + within).on


def test_a_pause_begins_the_day_after_it_was_ordered_and_ends_with_its_last_day() -> None:
    start, five = date(2026, 11, 23), CALENDAR.due(date(2026, 11, 23), 5)
    assert five == Due(date(2026, 11, 30))
    assert CALENDAR.due(start, 5, ((date(2026, 11, 24), date(2026, 11, 26)),)) == Due(date(2026, 12, 2))
    assert CALENDAR.due(start, 5, ((start, start),)) == five, "no day, no pause"
    assert CALENDAR.due(start, 5, ((date(2026, 11, 27), date(2026, 11, 29)),)) == five, "a weekend left out twice"
    assert CALENDAR.due(start, 5, ((date(2026, 11, 30), date(2026, 12, 31)),)) == five, "too late to move it"


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
