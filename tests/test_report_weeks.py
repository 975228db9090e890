"""Two weeks of everything: whose delay it is, what is counted apart, money, opinions, copies, proxies, grounds."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import desks
import pytest
import report_weeks
from desks import at
from pypdf import PdfReader
from report_desks import LATER, eod, shown, values, with_hall
from report_weeks import FIRST, SECOND, THIRD, priced
from rich.cells import cell_len

from windowdesk import i18n
from windowdesk.desk import Desk, reporting
from windowdesk.desk.syncing import synchronise
from windowdesk.models import commands as cmd
from windowdesk.reports import sheets
from windowdesk.reports.places import Place, count
from windowdesk.store import hallfile

MONDAY, TUESDAY, FRIDAY = date(2026, 11, 9), date(2026, 11, 10), date(2026, 11, 13)
NEXT, WEDNESDAY = date(2026, 11, 16), date(2026, 11, 18)
EVERY_DAY = [date(2026, 11, 6) + timedelta(days=n) for n in range(16)]
FIRE, PRESS = Place("消防救援大队", "007"), Place("新闻出版局", "007")


@pytest.fixture(scope="module")
def weeks(prepared: Path, prepared_neighbour: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The desk of window 007 after both weeks. Not written to."""
    desk = Desk.open(desks.copied(prepared, tmp_path_factory.mktemp("weeks")))
    neighbour = Desk.open(desks.copied(prepared_neighbour, tmp_path_factory.mktemp("neighbour")))
    report_weeks.everything(desk, neighbour)
    yield desk
    desk.close()
    neighbour.close()


def figures(desk: Desk, day: date, *keys: str) -> list[object]:
    found = reporting.as_json(eod(desk, day))["total"]
    return [found[key] for key in keys]


def test_every_day_adds_up(weeks: Desk) -> None:
    for before, after in pairwise(EVERY_DAY):
        assert eod(weeks, after).balanced
        assert eod(weeks, after).figures.opening == eod(weeks, before).figures.pending


def test_where_each_way_of_ending_belongs(weeks: Desk) -> None:
    """办结: decided or sent up. 退件: withdrawn, not corrected, not supplemented."""
    keys = ("finished", "granted", "forwarded", "returned", "returned_withdrawn", "pending")
    assert figures(weeks, MONDAY, *keys) == [5, 4, 1, 1, 1, 6]
    assert figures(weeks, NEXT, "finished", "returned", "returned_not_corrected") == [1, 1, 1]
    assert figures(weeks, WEDNESDAY, "finished", "returned", "returned_not_supplemented") == [1, 1, 1]
    kinds = ("received_promised", "received_upward", "received_joint", "received_green")
    assert figures(weeks, MONDAY, *kinds) == [10, 1, 1, 1]


def test_a_delay_belongs_to_who_has_the_case(weeks: Desk) -> None:
    keys = ("pending_overdue", "pending_unit_late", "pending_at_unit", "pending_applicant", "pending_paused")
    assert figures(weeks, MONDAY, *keys) == [0, 0, 1, 1, 1]
    assert figures(weeks, date(2026, 11, 12), *keys) == [0, 1, 0, 1, 0], "the unit had two days"
    assert figures(weeks, NEXT, *keys) == [0, 0, 0, 0, 0], "the last day of the promise"
    assert figures(weeks, date(2026, 11, 17), *keys) == [0, 1, 0, 0, 0], "the unit took five days too many"
    assert figures(weeks, WEDNESDAY, "finished_overdue", "finished_unit_late") == [0, 1]
    assert figures(weeks, date(2026, 11, 19), *keys) == [1, 0, 0, 0, 0], "the window let the green case lie"


def test_at_the_superior_no_clock_of_the_hall_runs(weeks: Desk) -> None:
    assert [figures(weeks, day, "at_superior")[0] for day in (MONDAY, FRIDAY, NEXT)] == [1, 1, 0]
    waiting = [count(eod(weeks, day).figures.to_issue, kind="upward") for day in (FRIDAY, NEXT, WEDNESDAY)]
    assert waiting == [0, 1, 0], "it is to be issued from the day its decision came until it is served"


def test_what_was_granted_on_a_promise_is_issued_once(weeks: Desk) -> None:
    assert count(eod(weeks, MONDAY).figures.to_issue, department="财政局") == 1, "one of two is handed over"
    assert count(eod(weeks, WEDNESDAY).figures.to_issue, department="财政局") == 1


def test_what_the_organ_opens_itself_is_counted_apart(weeks: Desk) -> None:
    keys = [f"proceedings_{field}" for field in ("opening", "received", "ended", "closing")]
    assert figures(weeks, NEXT, *keys) == [0, 1, 0, 1]
    assert figures(weeks, date(2026, 11, 17), *keys) == [1, 0, 0, 1]
    assert figures(weeks, WEDNESDAY, *keys) == [1, 0, 1, 0]
    assert figures(weeks, NEXT, "received", "struck_off", "revoked") == [1, 0, 1]
    assert "依职权办理" in shown(eod(weeks, NEXT)) and "依职权办理" not in shown(eod(weeks, MONDAY))


def test_the_money_of_the_day(weeks: Desk) -> None:
    keys = ("fees_told_yuan", "fees_paid", "fees_paid_yuan", "fees_unpaid", "fees_unpaid_yuan")
    assert figures(weeks, MONDAY, *keys) == ["20.00", 0, "0.00", 1, "20.00"]
    thursday = date(2026, 11, 12)
    assert figures(weeks, thursday, *keys) == ["0.00", 1, "20.00", 0, "0.00"]
    (paid,) = eod(weeks, thursday).figures.payments
    assert (paid.receipt_no, paid.window, paid.fen) == ("川财票0001234", "007", 2000)
    assert "川财票0001234" in shown(eod(weeks, thursday))
    assert "川财票0001234" not in shown(eod(weeks, thursday + timedelta(days=1)))


def test_a_withdrawn_case_owes_nothing(desk: Desk) -> None:
    case_id = desks.receive(priced(desk), item="109")
    by, when = desks.staff(desk, "1001"), at("2026-11-23 10:00")
    for command in (cmd.AcceptCase(case_id), cmd.NotifyFee(case_id)):
        desk.do(command, by, when)
    assert figures(desk, when.date(), "fees_unpaid_yuan") == ["20.00"]
    desk.do(cmd.WithdrawApplication(case_id, "不办了"), by, at("2026-11-24 10:00"))
    assert figures(desk, date(2026, 11, 24), "fees_unpaid_yuan") == ["0.00"]
    assert figures(desk, when.date(), "fees_unpaid_yuan") == ["20.00"], "a past day stays as it was"


def test_what_departments_were_asked_and_owe(weeks: Desk) -> None:
    keys = [f"opinion_{field}" for field in ("asked", "answered", "late", "waiting", "overdue")]
    assert figures(weeks, MONDAY, *keys) == [2, 1, 0, 1, 0]
    assert figures(weeks, date(2026, 11, 12), *keys) == [0, 0, 0, 1, 1]
    assert figures(weeks, NEXT, *keys) == [0, 0, 0, 1, 1], "同意但需转报 is on its way and still waits"
    assert figures(weeks, WEDNESDAY, *keys) == [0, 1, 1, 0, 0]
    assert values(eod(weeks, MONDAY), FIRE)["opinion_answered"] == 1


def test_copies_of_the_green_channel_not_acknowledged(weeks: Desk) -> None:
    (open_copy,) = eod(weeks, FRIDAY).figures.copies
    assert (open_copy.department, open_copy.due, open_copy.late) == (FIRE.department, "2026-11-16", False)
    assert open_copy.case_id in shown(eod(weeks, FRIDAY))
    assert eod(weeks, NEXT).figures.copies == ()
    assert figures(weeks, NEXT, "copy_answered", "copy_late", "copy_waiting") == [1, 0, 0]


def test_what_is_taken_in_by_proxy_counts_for_window_and_principal(weeks: Desk) -> None:
    report = eod(weeks, MONDAY)
    (found,) = report.figures.proxied
    assert found.instrument == "苍新出代〔2026〕1号" and (found.received, found.finished) == (1, 1)
    assert (values(report, PRESS)["proxied_received"], values(report)["proxied_received"]) == (1, 1)
    sheet = next(sheet for sheet in sheets.sheets(report) if sheet.title == "代理接办")
    assert [row[:2] for row in sheet.rows] == [("007 号窗口", "1"), ("新闻出版局", "1"), ("合计（每件一次）", "1")]


def test_grounds_of_a_veto_are_listed_only_where_it_is_a_custom(weeks: Desk) -> None:
    assert eod(weeks, WEDNESDAY).figures.grounds == ()
    assert "一票否决" not in shown(eod(weeks, WEDNESDAY)) and "一票否决" not in reporting.as_csv(eod(weeks, WEDNESDAY))
    assert reporting.as_json(eod(weeks, WEDNESDAY))["veto"] is False


def test_a_hall_with_the_custom_has_the_facts_and_no_verdict(desk: Desk) -> None:
    with desk.store.write() as db:
        hallfile.save(db, {("customs", ""): replace(desk.setting.customs, veto=True)})
    desk.reload()
    first, second = desks.receive(desk, "2026-11-09 09:00"), desks.receive(desk, "2026-11-09 09:01", "104")
    clerk = desks.staff(desk, "1001")
    desk.do(cmd.AcceptCase(second), clerk, at("2026-11-09 09:02"))
    desk.open_day(at("2026-11-17 08:30"))
    desk.do(cmd.ReviewCase(second), clerk, at("2026-11-17 09:00"))
    for step in (cmd.CheckCase, cmd.DecideCase):
        desk.do(step(second), desks.staff(desk, "1003"), at("2026-11-17 09:01"))
    report = eod(desk, date(2026, 11, 17))
    assert [(one.ground, one.case_id, one.due) for one in report.figures.grounds] == [
        ("deemed", first, "2026-11-16"),
        ("overdue", second, "2026-11-09"),
    ]
    sheet = next(sheet for sheet in sheets.sheets(report) if "一票否决事由" in sheet.title)
    assert "地方做法" in sheet.title and "不作结论" in sheet.title
    assert [row[2] for row in sheet.rows] == ["逾期未告知，视为受理", "窗口逾期办结"]
    assert reporting.as_json(report)["veto"] is True
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(reporting.as_pdf(report, desk.fonts))).pages)
    assert "一票否决事由" in text


def test_a_past_day_stays_as_it_was(desk: Desk, neighbour: Desk) -> None:
    """Cases come back, dates move, the superior answers, fees are paid: none of it changes a day that is over."""
    played = report_weeks.play(priced(desk), neighbour, FIRST)
    monday = eod(desk, MONDAY).figures
    played = report_weeks.play(desk, neighbour, SECOND, by=played)
    assert eod(desk, MONDAY).figures == monday
    kept = {day: eod(desk, day).figures for day in EVERY_DAY if day <= NEXT}
    report_weeks.play(desk, neighbour, THIRD, by=played)
    assert {day: eod(desk, day).figures for day in kept} == kept


def test_a_day_that_was_late_stays_late_when_the_period_moves(desk: Desk) -> None:
    """An extension or a pause moves the last day; the days before it were as late as they were."""
    told = """
    2026-11-02 09:00 王敏 收件 101
    2026-11-02 09:01 王敏 受理
    2026-11-02 09:02 王敏 收件 108 证号=510824198001010026
    2026-11-02 09:03 王敏 受理"""
    played = report_weeks.play(desk, desk, told)
    late, keys = date(2026, 11, 19), ("pending_overdue", "pending_not_due", "pending_paused")
    assert figures(desk, late, *keys) == [2, 0, 0]
    moved = """
    2026-11-20 09:00 王敏 延长 理由=案情复杂 批准人=周远征 案=1
    2026-11-20 09:01 王敏 特别程序 检测 依据=药品管理法 天数=5 批准人=周远征 人员=王敏、何川 案=2"""
    report_weeks.play(desk, desk, moved, by=played)
    assert figures(desk, late, *keys) == [2, 0, 0]
    assert figures(desk, date(2026, 11, 20), *keys) == [0, 1, 1]
    report_weeks.play(desk, desk, "2026-11-23 09:00 王敏 程序结束 结果=合格 案=2", by=played)
    assert figures(desk, date(2026, 11, 20), *keys) == [0, 1, 1]


def test_a_renewal_by_silence_counts_on_the_day_it_was_written(desk: Desk) -> None:
    """It is dated back to the last day of the certificate, which was over when anybody could know of it."""
    told = "2026-09-01 09:00 王敏 收件 102 证件=苍市监证0001 到期=2026-10-10"
    report_weeks.play(desk, desk, told + "\n2026-09-01 09:01 王敏 受理")
    saturday, monday = date(2026, 10, 10), date(2026, 10, 12)
    before = eod(desk, saturday).figures
    desk.open_day(at("2026-10-12 08:30"))
    assert eod(desk, saturday).figures == before
    assert figures(desk, saturday, "granted", "pending") == [0, 1]
    assert figures(desk, monday, "granted", "pending", "finished_overdue") == [1, 0, 1]


def test_the_hall_gives_the_same_report(desk: Desk, neighbour: Desk, tmp_path: Path) -> None:
    here, there = with_hall(desk, tmp_path / "hall"), with_hall(neighbour, tmp_path / "hall")
    report_weeks.everything(here, there)
    for one in (here, there, here, there):
        assert not synchronise(one, LATER).problems
    for day in EVERY_DAY:
        mine = eod(here, day)
        assert eod(here, day, source="hall") == replace(mine, source="hall", unsynced=None)
        for window in ("007", "008"):
            part = eod(here, day, window=window, source="hall").figures
            assert part == eod(here, day, window=window).figures
        assert part == eod(there, day, window="008").figures
    here.close()
    there.close()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_new_tables_fit_and_say_it_in_every_shape(weeks: Desk, language: str) -> None:
    i18n.choose(language)
    for day in (MONDAY, FRIDAY, NEXT, WEDNESDAY):
        report = eod(weeks, day)
        assert max(map(cell_len, shown(report).splitlines())) <= 80
        pdf = reporting.as_pdf(report, weeks.fonts)
        assert pdf == reporting.as_pdf(eod(weeks, day), weeks.fonts)
        text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
        assert all(sheet.title in text for sheet in sheets.sheets(report))
        heads, *rows = csv.reader(io.StringIO(reporting.as_csv(report).removeprefix("\ufeff")))
        assert len(heads) == len(set(heads)) and all(len(row) == len(heads) for row in rows)
        assert reporting.as_csv(report) == reporting.as_csv(eod(weeks, day))
