"""移交与接收 in the day's report: who gave a case to whom, the same at every desk and at the hall."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date

import desks
import hall_fixtures
import pytest
import test_handover
import towns
from desks import at, staff
from pypdf import PdfReader
from report_desks import eod, shown
from rich.cells import cell_len
from towns import ELEVEN, NOON, TEN, Town

from windowdesk import i18n
from windowdesk.desk import Desk, reporting, ruling
from windowdesk.models import commands as cmd
from windowdesk.reports.handings import Handings
from windowdesk.reports.places import count

prepared_second = test_handover.prepared_second
postgres_place = hall_fixtures.postgres_place
town, served_town = towns.town, towns.served_town
MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)
SCJG = "市场监督管理局"


def hand(desk: Desk, case_id: str, to: str, by: str, when: str) -> None:
    desk.do(cmd.HandOverCase(case_id, to, "人员调休"), staff(desk, by), at(when))


def given_away(town: Town) -> Town:
    """On Monday 007 hands over three cases; one of them comes back, another the office gives back; a fourth the office
    takes from 007. On Tuesday 007 hands over the one that came back."""
    kept, back, given_back, taken = (desks.receive(town.first, applicant=desks.person(n)) for n in range(1, 5))
    for case_id in (kept, back, given_back):
        hand(town.first, case_id, "015", "1001", TEN)
    town.settle()
    hand(town.second, back, "007", "1151", ELEVEN)
    ruling.reassign(town.bureau, given_back, "007", "当事人要求", town.supervisor(), at(ELEVEN))
    ruling.reassign(town.bureau, taken, "015", "机器损坏", town.supervisor(), at(ELEVEN))
    town.settle()
    hand(town.first, back, "015", "1001", "2026-11-24 09:00")
    for _ in range(2):
        town.sync(*town.desks, town.bureau, when="2026-11-24 09:30")
    return town


@pytest.fixture
def handed(town: Town) -> Town:
    """Both days, at an embedded hall."""
    return given_away(town)


def test_what_is_handed_over_is_taken_over_and_counts_at_the_window_that_had_it(handed: Town) -> None:
    monday, tuesday = (eod(handed.first, day).figures.handings for day in (MONDAY, TUESDAY))
    assert monday == (Handings(SCJG, "007", 4, 2), Handings(SCJG, "015", 2, 4))
    assert tuesday == (Handings(SCJG, "007", 1, 0), Handings(SCJG, "015", 0, 1))
    for found in (monday, tuesday):
        assert count(found, field="given") == count(found, field="taken")
    assert eod(handed.first, date(2026, 11, 25)).figures.handings == ()
    assert count(eod(handed.first, TUESDAY).figures.pending, window="007") == 4, "they stay where they were received"


def test_every_desk_and_the_hall_say_the_same(handed: Town) -> None:
    everybody_says_the_same(handed)


def test_so_they_do_at_a_hall_on_postgresql(served_town: Town) -> None:
    everybody_says_the_same(given_away(served_town))


def everybody_says_the_same(handed: Town) -> None:
    """For all windows and for each, asked of every desk and of the hall."""
    for day in (MONDAY, TUESDAY):
        here = eod(handed.first, day)
        assert eod(handed.first, day, source="hall") == replace(here, source="hall", unsynced=None)
        for window in ("", "007", "015", "000"):
            found = eod(handed.first, day, window=window).figures.handings
            assert found == tuple(one for one in here.figures.handings if window in ("", one.window))
            for desk in (handed.second, handed.bureau):
                assert eod(desk, day, window=window).figures.handings == found
                assert eod(desk, day, window=window, source="hall").figures.handings == found
    for desk in (*handed.desks, handed.bureau):
        desks.soundly(desk)


def test_a_step_that_fell_is_in_no_figure(town: Town) -> None:
    """The window and the office gave the same case away apart; what came to the hall first stands."""
    case_id = desks.receive(town.first)
    town.sync(town.first, town.bureau)
    ruling.reassign(town.bureau, case_id, "015", "机器损坏", town.supervisor(), at(TEN))
    hand(town.first, case_id, "015", "1001", TEN)
    town.sync(town.bureau, town.first, when=NOON)
    town.settle()
    for desk in (*town.desks, town.bureau):
        assert eod(desk).figures.handings == (Handings(SCJG, "007", 1, 0), Handings(SCJG, "015", 0, 1))


@pytest.mark.parametrize(
    ("language", "title", "heads", "total"),
    [
        ("zh", "移交与接收", ("移交", "移交·接收"), "合计"),
        (
            "en",
            "Handed over and taken over",
            ("Hand-overs: Handed over", "Hand-overs: Taken over"),
            "Total",
        ),
    ],
)
def test_every_shape_says_so(handed: Town, language: str, title: str, heads: tuple[str, str], total: str) -> None:
    i18n.choose(language)
    report = eod(handed.first)
    (sheet,) = [one for one in reporting.sheets(report) if one.title == title]
    assert sheet.rows == ((SCJG, "007", "4", "2"), (SCJG, "015", "2", "4"), (total, "", "6", "6"))
    assert title in shown(report) and max(map(cell_len, shown(report).splitlines())) <= 80
    first, *rows = csv.reader(io.StringIO(reporting.as_csv(report).removeprefix("\ufeff")))
    assert [[row[1], row[2], *(row[first.index(head)] for head in heads)] for row in rows] == [
        [SCJG, "007", "4", "2"],
        [SCJG, "015", "2", "4"],
        [total, "", "6", "6"],
    ]
    told = reporting.as_json(report)
    assert (told["total"]["handings_given"], told["total"]["handings_taken"]) == (6, 6)
    assert told["detail"]["handings"][0] == {"department": SCJG, "window": "007", "given": 4, "taken": 2}
    pages = PdfReader(io.BytesIO(reporting.as_pdf(report, handed.first.fonts))).pages
    assert title in "".join(page.extract_text() for page in pages)


def test_a_day_on_which_nothing_changed_hands_says_nothing_of_it(desk: Desk) -> None:
    desks.receive(desk)
    assert "移交与接收" not in shown(eod(desk))
    assert reporting.as_json(eod(desk))["total"]["handings_given"] == 0
