"""What falls due when nobody does anything: permits that expire, promises to be checked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import commandline
import pytest
from desks import COMPANY
from report_weeks import play

from windowdesk.desk import Desk, duties
from windowdesk.models.refusal import Refused
from windowdesk.store import items

YEARLY = f"""
    2026-01-05 09:00 王敏 收件 101 单位={COMPANY.name}
    2026-01-05 09:01 王敏 受理
    2026-01-05 09:02 王敏 审查
    2026-01-05 09:03 李国栋 核
    2026-01-05 09:04 李国栋 签批
    2026-01-05 09:05 李国栋 制证
    2026-01-05 09:06 李国栋 盖章
    2026-01-05 09:07 王敏 发证 领取人=李㛃
"""
"""A permit for a year: valid until 2027-01-04, to be renewed by 2026-12-05."""

RENEWED = f"""
    2026-11-09 10:00 王敏 收件 102 单位={COMPANY.name} 证件=案1
    2026-11-09 10:01 王敏 受理
    2026-11-09 10:02 王敏 审查
    2026-11-09 10:03 李国栋 核
    2026-11-09 10:04 李国栋 签批
    2026-11-09 10:05 李国栋 制证
    2026-11-09 10:06 李国栋 盖章
    2026-11-09 10:07 王敏 发证 领取人=李㛃
"""
PROMISED = """
    2026-11-09 11:00 王敏 收件 151
    2026-11-09 11:01 王敏 承诺受理
    2026-11-09 11:02 李国栋 签批
    2026-11-09 11:03 李国栋 制证
    2026-11-09 11:04 李国栋 盖章
"""
AUTUMN = date(2026, 11, 9)


@pytest.fixture
def yearly(desk: Desk) -> Iterator[Desk]:
    """A desk whose food permits hold for a year."""
    with desk.store.write() as db:
        for number in ("101", "102", "115"):
            item = desk.setting.catalogue.find(number)
            assert item is not None
            items.save(db, [replace(item, validity_years=1)])
    desk.reload()
    yield desk


def test_a_permit_is_listed_with_the_last_day_to_ask_for_its_renewal(yearly: Desk) -> None:
    play(yearly, yearly, YEARLY)
    (one,) = yearly.reading.expiring(AUTUMN, 60)
    assert (one.permit.valid_until, one.ask_by) == (date(2027, 1, 4), date(2026, 12, 5))
    assert (one.permit.holder, one.permit.renewal) == (COMPANY.name, "")
    assert yearly.reading.expiring(AUTUMN, 56) != []
    assert yearly.reading.expiring(AUTUMN, 55) == [], "the fifty-sixth day is its last"
    assert yearly.reading.expiring(date(2027, 1, 4), 0) != []
    assert yearly.reading.expiring(date(2027, 1, 5), 99) == [], "what has expired expires no more"


def test_a_renewal_asked_for_is_named_until_it_is_given(yearly: Desk) -> None:
    lines = RENEWED.strip().splitlines()
    played = play(yearly, yearly, YEARLY, lines[0])
    (one,) = yearly.reading.expiring(AUTUMN, 60)
    assert one.permit.renewal == played.cases[1]
    play(yearly, yearly, "\n".join(lines[1:]), by=played)
    assert yearly.reading.expiring(AUTUMN, 60) == [], "the old certificate is replaced"
    (one,) = yearly.reading.expiring(AUTUMN, 800)
    assert (one.permit.valid_until, one.ask_by) == (date(2028, 1, 4), date(2027, 12, 5))


def test_a_permit_that_was_renewed_can_be_renewed_and_changed_again(yearly: Desk) -> None:
    """Its certificate came from the matter of renewal, and is of the same permit all the same."""
    played = play(yearly, yearly, YEARLY, RENEWED)
    changed = RENEWED.replace("收件 102", "收件 115").replace("证件=案1", "证件=案2")
    play(yearly, yearly, changed.replace("2026-11-09 10", "2026-11-10 10"), by=played)
    again = RENEWED.replace("证件=案1", "证件=案3").replace("2026-11-09 10", "2026-11-11 10")
    play(yearly, yearly, again, by=played)
    (one,) = yearly.reading.expiring(AUTUMN, 1200)
    assert one.permit.valid_until == date(2029, 1, 4)
    with pytest.raises(Refused, match="certificate_not_theirs"):
        play(
            yearly, yearly, f"2026-11-12 10:00 王敏 收件 102 单位=别人 证号=91110000600037341L 证件={one.permit.number}"
        )


def test_a_promise_is_listed_from_its_issue_until_it_is_checked(desk: Desk) -> None:
    played = play(desk, desk, PROMISED)
    assert desk.reading.checks_due(AUTUMN, 90) == [], "not handed over yet"
    play(desk, desk, "2026-11-09 11:05 王敏 发证", by=played)
    (one,) = desk.reading.checks_due(AUTUMN, 90)
    assert (one.case_id, one.holder, one.due, one.provisional) == (played.cases[0], "李㛃", date(2027, 1, 4), True)
    assert desk.reading.checks_due(AUTUMN, 55) == []
    assert desk.reading.checks_due(date(2027, 3, 1), 0) == [one], "what was not checked in time stays"
    play(desk, desk, "2026-11-23 09:00 王敏 事后核查 属实 情况=与承诺一致 人员=王敏、何川", by=played)
    assert desk.reading.checks_due(AUTUMN, 90) == []


def test_the_list_as_data_and_as_lines(yearly: Desk) -> None:
    play(yearly, yearly, YEARLY, PROMISED, "2026-11-09 11:05 王敏 发证")
    found = duties.duties(yearly, date(2026, 12, 7), 60)
    data = json.loads(json.dumps(duties.as_json(found), default=str))
    assert data["permits"][0]["ask_by"] == "2026-12-05" and data["permits"][0]["phone"] == "083****0555"
    assert data["checks"][0]["due"] == "2027-01-04"
    assert duties.permit_rows(found)[0][1] == "2026-12-05（已过）"
    assert duties.check_rows(found)[0][0] == "2027-01-04（暂定）"
    assert COMPANY.phone not in json.dumps(data) + str(duties.permit_rows(found))


def test_the_command(yearly: Desk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    play(yearly, yearly, YEARLY)
    command = commandline.CommandLine(yearly.home, monkeypatch, capsys)
    now = "2026-11-09T09:00"
    assert command("report", "permits", "--days", "60", "--json", now=now).data["permits"][0]["ask_by"] == "2026-12-05"
    done = command("report", "permits", "--days", "60", now=now)
    assert "2026-12-05" in done.out and "1 件" in done.err
    done = command("report", "permits", "--days", "3", now=now)
    assert done.out == "" and "0 件" in done.err
