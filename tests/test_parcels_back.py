"""A parcel that comes back: nothing was served, the days run on, and a day that is past stays as it was."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import desks
import pytest
from desks import at, staff
from keyboard import Clock, sitting, with_pins

from windowdesk.desk import Desk
from windowdesk.models import commands as cmd
from windowdesk.models.case import Status
from windowdesk.models.clocks import clocks
from windowdesk.models.refusal import Reason, Refused
from windowdesk.reports.parcels import parcels
from windowdesk.reports.to_issue import to_issue
from windowdesk.store import items
from windowdesk.store.connection import Store

SECOND = "1199830687479"
POSTED, BACK, AGAIN = date(2026, 11, 23), date(2026, 11, 26), date(2026, 11, 30)


@pytest.fixture
def returned(desk: Desk) -> tuple[Desk, str]:
    """A permit posted on Monday whose parcel came back on Thursday."""
    case_id = desks.receive(desk)
    desks.carry(desk, case_id)
    desk.do(cmd.PostResult(case_id, desks.MAIL_NO, zone="省内"), staff(desk, "1001"), at("2026-11-23 11:00"))
    desk.do(cmd.RecordReturn(case_id, BACK, "地址不详"), staff(desk, "1001"), at("2026-11-26 10:00"))
    return desk, case_id


def test_the_ten_days_run_on_and_the_case_waits_to_be_issued(returned: tuple[Desk, str]) -> None:
    desk, case_id = returned
    case = desks.the_case(desk, case_id)
    assert (case.status, case.parcel, case.returned) == (Status.READY, None, (desks.MAIL_NO,))
    _, _, service = clocks(case, desk.law, AGAIN)
    assert (service.used, service.total, service.running) == (5, 10, True)
    assert case.serve_due is not None and case.serve_due.on == date(2026, 12, 7)
    desks.soundly(desk)


def test_what_was_posted_that_day_stays_counted_and_what_is_posted_again_counts_again(
    returned: tuple[Desk, str],
) -> None:
    desk, case_id = returned
    db = desk.store.read()
    (then,) = parcels(db, POSTED)
    assert (then.number, then.unpriced) == (1, 0)
    assert [sum(row.number for row in to_issue(db, day)) for day in (POSTED, BACK)] == [0, 1]
    desk.do(cmd.PostResult(case_id, SECOND, zone="省内"), staff(desk, "1001"), at("2026-11-30 09:00"))
    assert [len(parcels(db, day)) for day in (POSTED, BACK, AGAIN)] == [1, 0, 1]
    assert [sum(row.number for row in to_issue(db, day)) for day in (POSTED, BACK, AGAIN)] == [0, 1, 0]
    assert parcels(db, POSTED) == (then,)
    desk.do(cmd.ConfirmDelivery(case_id, date(2026, 12, 2)), staff(desk, "1001"), at("2026-12-02 09:00"))
    case = desks.the_case(desk, case_id)
    assert (case.status, case.served_on) == (Status.CLOSED, date(2026, 12, 2))
    desks.soundly(desk)


def test_either_mail_number_finds_the_case(returned: tuple[Desk, str]) -> None:
    desk, case_id = returned
    desk.do(cmd.PostResult(case_id, SECOND), staff(desk, "1001"), at("2026-11-30 09:00"))
    for number in (desks.MAIL_NO, SECOND):
        assert [row.case_id for row in desk.reading.found(number)] == [case_id]


def test_the_number_of_the_first_parcel_is_not_used_again(returned: tuple[Desk, str]) -> None:
    desk, case_id = returned
    with pytest.raises(Refused) as caught:
        desk.do(cmd.PostResult(case_id, desks.MAIL_NO), staff(desk, "1001"), at("2026-11-30 09:00"))
    assert (caught.value.reason, caught.value.told) == (Reason.MAIL_NUMBER_WRONG, {"fault": "used"})


def test_another_desk_reads_the_same(returned: tuple[Desk, str], tmp_path: Path) -> None:
    from windowdesk.store import arrivals

    desk, _ = returned
    other = Store(tmp_path / "other.db")
    with other.write() as db:
        arrivals.absorb(db, desks.all_lines(desk), [])
    query = "SELECT * FROM returned_row"
    assert other.read().execute(query).fetchall() == desk.store.read().execute(query).fetchall() != []
    other.close()


# -- at the keyboard


async def test_a_parcel_comes_back_and_the_result_is_issued_at_the_window(desk: Desk) -> None:
    case_id = desks.receive(desk)
    desks.carry(desk, case_id)
    desk.do(cmd.PostResult(case_id, desks.MAIL_NO), staff(desk, "1001"), at("2026-11-23 11:00"))
    async with sitting(with_pins(desk), clock=Clock(at("2026-11-26 10:00"))) as keyboard:
        await keyboard.press("enter", "Y")
        assert desks.MAIL_NO in keyboard.seen() and "2026-12-07" in keyboard.seen()
        await keyboard.press("f2")
        assert "请填写“退回原因”" in keyboard.seen()
        await keyboard.put(why="拒收")
        await keyboard.press("f2")
        assert "邮件退回" in keyboard.seen() and desks.the_case(desk, case_id).status is Status.READY
        await keyboard.press("i", "f2")
    assert desks.the_case(desk, case_id).status is Status.CLOSED


METERED = """
[[item]]
code = "FEE-3"
name = "城市道路挖掘"
department = "市场监督管理局"
kind = "联办件"
type = "行政许可"
statutory_days = 20
asks = ["气象局"]
fee = { basis = "《城市道路管理条例》第三十七条", standard = "每平方米12.5元", rate_cents = 1250, unit = "平方米" }
material = [{ name = "申请书" }]
"""


async def test_a_fee_by_quantity_a_reply_on_paper_and_a_hearing_found_due_have_their_keys(desk: Desk) -> None:
    path = desk.home / "items.toml"
    path.write_text(METERED, encoding="utf-8")
    with desk.store.write() as db:
        items.save(db, items.read_file(path))
    case_id = desks.receive(desk, item="FEE-3")
    desk.do(cmd.AcceptCase(case_id), staff(desk, "1001"), at("2026-11-23 09:35"))
    async with sitting(with_pins(desk)) as keyboard:
        await keyboard.press("enter", "f")
        assert "每平方米 12.50" in keyboard.seen()
        await keyboard.put(quantity="30.2")
        await keyboard.press("f2")
        assert "377.50 元" in keyboard.seen()
        await keyboard.press("A")
        assert "！" in keyboard.seen(), "nothing was asked yet"
        await keyboard.press("o", "f2", "A")
        await keyboard.put(document="苍气函〔2026〕5号", signer="卢新")
        await keyboard.press("f2")
        assert "气象局 同意" in keyboard.seen() and "同意，卢新（书面答复 苍气函〔2026〕5号）" in keyboard.seen()
        await keyboard.press("P")
        await keyboard.put(why="涉及整条街居民的出行")
        await keyboard.press("f2")
        if keyboard.screen.__class__.__name__ == "SecondPerson":
            await keyboard.fill("1003", "8642")
        assert "应当听证：涉及整条街居民的出行" in keyboard.seen()
        await keyboard.press("P")
        assert "！" in keyboard.seen()
    case = desks.the_case(desk, case_id)
    assert case.fee is not None and (case.fee.fen, case.fee.quantity) == (37750, "30.2")
    assert case.hearing_declared is not None
