"""The day's report: every figure of a small day, whatever comes later and whoever is asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import desks
import pytest
from desks import at
from report_desks import (
    AFTER,
    BEFORE,
    FRIDAY,
    GAJ,
    LATER,
    MONDAY,
    SCJG,
    THE_DAY,
    TUESDAY,
    WGLJ,
    WSJK,
    eod,
    play,
    shown,
    values,
    with_hall,
)

from windowdesk.desk import Desk, reporting
from windowdesk.desk.syncing import synchronise
from windowdesk.models import commands as cmd
from windowdesk.models.wire import Entry, to_line
from windowdesk.reports.places import count
from windowdesk.store import arrivals, hallfile, register


@pytest.fixture
def priced(desk: Desk) -> Desk:
    """A desk with one tariff: 8.50 yuan within the county."""
    with desk.store.write() as db:
        entry = {"zone": "县内", "from": "2026-01-01", "fen": 850}
        hallfile.save(db, hallfile.read_tariff({"tariff": [entry]}))
    desk.reload()
    return desk


def test_every_figure_of_the_day(priced: Desk) -> None:
    play(priced, BEFORE, THE_DAY)
    report = eod(priced)
    assert report.balanced
    assert values(report) == {
        "opening": 4,
        "received": 4,
        "received_on_the_spot": 1,
        "received_promised": 2,
        "received_filing": 1,
        "received_off_hours": 1,
        "finished": 3,
        "granted": 1,
        "denied": 1,
        "filed": 1,
        "finished_early": 1,
        "finished_on_time": 2,
        "finished_promised_early": 1,
        "finished_on_the_spot_on_time": 1,
        "finished_filing_on_time": 1,
        "early_rate": "100.0%",
        "in_time_rate": "100.0%",
        "returned": 1,
        "returned_not_accepted": 1,
        "pending": 4,
        "pending_on_the_spot": 1,
        "pending_promised": 3,
        "pending_awaiting": 1,
        "pending_not_due": 1,
        "pending_overdue": 1,
        "pending_applicant": 1,
        "to_issue": 1,
        "corrections": 1,
        "deemed": 1,
        "looked_up": 1,
        "posted": 1,
        "postage_yuan": "8.50",
        "impressions": 12,
        "papers": 16,
        "papers_receipt": 4,
        "papers_acceptance": 3,
        "papers_correction": 1,
        "papers_not_accepted": 1,
        "papers_grant": 1,
        "papers_denial": 1,
        "papers_certificate": 1,
        "papers_ems_label": 1,
        "papers_ems_list": 1,
        "papers_service": 1,
        "papers_referral": 1,
        "reprints": 2,
    }


def test_each_department_has_its_row(priced: Desk) -> None:
    play(priced, BEFORE, THE_DAY)
    report = eod(priced)
    assert set(report.figures.places) == {SCJG, WSJK, WGLJ, GAJ}
    health = values(report, WSJK)
    assert (health["opening"], health["received"], health["pending"]) == (1, 1, 2)
    assert health["early_rate"] == health["in_time_rate"] == "—"
    assert values(report, WGLJ)["returned"] == 1
    police = {"papers": 1, "papers_referral": 1, "early_rate": "—", "in_time_rate": "—"}
    assert values(report, GAJ) == GAJ._asdict() | police
    rest = ("finished", "pending", "to_issue", "impressions", "posted", "looked_up", "deemed")
    for key in rest:
        assert sum(values(report, place).get(key, 0) for place in report.figures.places) == values(report)[key]


def test_seals_name_their_first_and_last_impression(desk: Desk) -> None:
    play(desk, BEFORE, THE_DAY)
    used = {one.seal_id: one for one in eod(desk).figures.seals}
    assert sum(one.number for one in used.values()) == 12
    mark = used["007-agency-scjg"]
    assert (mark.number, mark.first, mark.last) == (1, "007126000001", "007126000001")
    window = used["007-window-scjg"]
    assert int(window.last) - int(window.first) + 1 == window.number


def test_days_that_follow(priced: Desk) -> None:
    play(priced, BEFORE, THE_DAY, AFTER)
    tuesday = values(eod(priced, TUESDAY))
    assert (tuesday["opening"], tuesday["pending"]) == (4, 3)
    assert tuesday["finished_on_the_spot_overdue"] == tuesday["finished"] == tuesday["granted"] == 1
    assert tuesday["in_time_rate"] == "0.0%"
    assert tuesday["early_rate"] == "—", "what is decided on the spot cannot be early"
    assert tuesday["pending_due_today"] == 1, "the silent one's promise runs out seven working days after its receipt"
    assert tuesday["delivered"] == 1 and "posted" not in tuesday
    assert tuesday["to_issue"] == 1 and tuesday["reprints"] == 1 and tuesday["looked_up"] == 1
    wednesday = values(eod(priced, date(2026, 11, 25)))
    assert wednesday["finished_promised_overdue"] == 1 and wednesday["early_rate"] == "0.0%"
    assert wednesday["to_issue"] == 2


def test_a_past_day_stays_as_it_was(priced: Desk) -> None:
    """Deemed acceptance, delivery, reprint and closing are all written later, the first dated back."""
    played = play(priced, BEFORE)
    friday = eod(priced, FRIDAY).figures
    play(priced, THE_DAY, by=played)
    monday = eod(priced).figures
    assert eod(priced, FRIDAY).figures == friday
    play(priced, AFTER, by=played)
    assert eod(priced, FRIDAY).figures == friday
    assert eod(priced).figures == monday


def test_one_day_opens_with_what_the_day_before_left(desk: Desk) -> None:
    play(desk, BEFORE, THE_DAY, AFTER)
    for before, after in pairwise(date(2026, 11, 12) + timedelta(days=n) for n in range(15)):
        assert eod(desk, after).figures.opening == eod(desk, before).figures.pending
        assert eod(desk, after).balanced


def test_what_is_posted_is_issued_from_that_day_on(desk: Desk) -> None:
    case_id = desks.receive(desk)
    desks.carry(desk, case_id)
    desk.do(cmd.PostResult(case_id, desks.MAIL_NO), desks.staff(desk, "1001"), at("2026-11-25 10:00"))
    left = [count(eod(desk, MONDAY + timedelta(days=n)).figures.to_issue) for n in range(4)]
    assert left == [1, 1, 0, 0]


def test_past_the_ten_days_of_service_and_the_statutory_day(desk: Desk) -> None:
    play(desk, BEFORE, THE_DAY)
    late = values(eod(desk, date(2026, 12, 8)))
    assert (late["to_issue"], late["to_issue_overdue"]) == (1, 1)
    assert "to_issue_overdue" not in values(eod(desk, date(2026, 12, 7)))
    assert values(eod(desk, date(2026, 11, 26)))["pending_past_statutory"] == 1
    assert "pending_past_statutory" not in values(eod(desk, date(2026, 11, 25)))


def test_a_due_date_beyond_the_calendar_is_called_provisional(desk: Desk) -> None:
    play(desk, "2026-12-30 09:00 王敏 收件 101\n2026-12-30 09:01 王敏 受理")
    report = reporting.eod(desk, date(2026, 12, 30), at=at("2026-12-30 17:00"))
    assert values(report)["pending_provisional"] == 1
    assert "期限晚于 2026-12-31" in shown(report)


def test_an_empty_day(desk: Desk) -> None:
    report = eod(desk, date(2026, 2, 1))
    assert report.balanced and report.figures.places == ()
    assert values(report) == {"early_rate": "—", "in_time_rate": "—"}
    assert "昨日在办 0 ＋ 收件 0 ＝ 办结 0 ＋ 退件 0 ＋ 在办 0" in shown(report)
    assert reporting.as_csv(report).count("\r\n") == 2
    assert reporting.as_pdf(report, desk.fonts).startswith(b"%PDF")


@pytest.mark.parametrize("day", [date.min, date.max])
def test_the_ends_of_the_calendar(desk: Desk, day: date) -> None:
    play(desk, BEFORE)
    report = eod(desk, day)
    assert report.balanced
    assert count(report.figures.pending) == (4 if day == date.max else 0)


def test_the_hall_gives_the_same_report(priced: Desk, tmp_path) -> None:
    desk = with_hall(priced, tmp_path / "hall")
    play(desk, BEFORE, THE_DAY)
    assert eod(desk).unsynced == len(desks.all_lines(desk))
    assert not synchronise(desk, LATER).unreachable
    here, there = eod(desk), eod(desk, source="hall")
    assert (here.unsynced, there.unsynced) == (0, None)
    assert there == replace(here, source="hall", unsynced=None)
    shared = {"source", "unsynced"}
    pair = [{k: v for k, v in reporting.as_json(one).items() if k not in shared} for one in (here, there)]
    assert pair[0] == pair[1]
    desk.close()


def test_acts_not_yet_at_the_hall_are_counted(priced: Desk, tmp_path) -> None:
    desk = with_hall(priced, tmp_path / "hall")
    played = play(desk, BEFORE)
    synchronise(desk, LATER)
    pushed = len(desks.all_lines(desk))
    play(desk, THE_DAY, by=played)
    assert eod(desk, FRIDAY).unsynced == 0
    assert eod(desk).unsynced == eod(desk, window="007").unsynced == len(desks.all_lines(desk)) - pushed
    assert eod(desk, window="008").unsynced is None
    desk.close()


def test_one_window_of_two(priced: Desk, neighbour: Desk, tmp_path) -> None:
    desk, other = with_hall(priced, tmp_path / "hall"), with_hall(neighbour, tmp_path / "hall")
    play(desk, BEFORE, THE_DAY)
    item = next(one for one in other.reading.items() if one.number.isdigit())
    desks.receive(other, "2026-11-23 11:00", item.number, by=_clerk(other))
    alone = eod(desk)
    for one in (desk, other, desk):
        assert not synchronise(one, LATER).problems
    whole = eod(desk, source="hall")
    assert whole.balanced
    assert count(whole.figures.received) == count(alone.figures.received) + 1
    assert eod(desk, source="hall", window="007").figures == alone.figures == eod(desk, window="007").figures
    assert eod(desk, source="hall", window="008").figures == eod(other, window="008").figures
    assert {place.window for place in eod(other, window="008").figures.places} == {"008"}
    desk.close()
    other.close()


def _clerk(desk: Desk) -> str:
    """Somebody who may act for the window's first department."""
    department = desk.setting.window.departments[0]
    return next(one.staff for one in desk.setting.delegations if one.department == department)


def test_the_sheet_says_where_the_registers_stood(desk: Desk) -> None:
    play(desk, BEFORE)
    friday = eod(desk, FRIDAY).figures.heads
    seq, last = register.head(desk.store.read(), desk.stream)
    assert [(one.stream, one.seq, one.head) for one in friday] == [(desk.stream, seq, last.hex()[:8])]
    play(desk, "2026-11-23 09:00 王敏 收件 121")
    assert eod(desk, FRIDAY).figures.heads == friday
    assert f"{seq} · {last.hex()[:8]}" in shown(eod(desk, FRIDAY))


def test_lines_kept_aside_are_told(desk: Desk) -> None:
    lines = [
        to_line(Entry("510824-008.1", n, f"2026-11-{20 + n}T09:00:00+08:00", "Unheard", "", "公安局", "{}"))
        for n in (1, 4)
    ]
    with desk.store.write() as db:
        arrivals.absorb(db, [("510824-008.1", n, line, b"\0" * 32) for n, line in zip((1, 4), lines, strict=True)], ())
    assert eod(desk).figures.parked == 1
    assert eod(desk, window="007").figures.parked == 0
    assert "有 1 条登记读不懂，未计入" in shown(eod(desk))


def test_all_questions_see_one_moment(desk: Desk) -> None:
    """A case that comes in between two questions is in all the figures or in none."""
    play(desk, BEFORE, THE_DAY)
    db = desk.store.read()

    def between(statement: str) -> None:
        if "finished_on = " in statement:
            db.set_trace_callback(None)
            desks.receive(desk, "2026-11-23 16:00", "105", desks.COMPANY)

    db.set_trace_callback(between)
    report = eod(desk)
    assert count(report.figures.received) == 4 and report.balanced
    assert count(eod(desk).figures.received) == 5
