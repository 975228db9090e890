"""Every way through the law at the keyboard: what is tolerated, promised, joint, sent up, paused, heard, taken back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import desks
import pytest
from keyboard import Clock, Keyboard, sitting, with_pins

from windowdesk import config, words
from windowdesk.desk import Desk, syncing
from windowdesk.models import available
from windowdesk.models import commands as cmd
from windowdesk.models.case import Case, Status
from windowdesk.models.events import Deficiency
from windowdesk.screens.acts import ACTS
from windowdesk.screens.case import CasePage
from windowdesk.screens.explain import Explain
from windowdesk.screens.inbox import Inbox, Question
from windowdesk.screens.sheets.received import Received
from windowdesk.screens.sheets.second import SecondPerson
from windowdesk.screens.today import Today

HEAD = ("1003", "8642")


@pytest.fixture
def staffed(desk: Desk) -> Desk:
    """The desk of window 007 with its people's PINs."""
    return with_pins(desk)


@pytest.fixture
def pair(home: Path, prepared_neighbour: Path, tmp_path: Path) -> Iterator[tuple[Desk, Desk]]:
    """Windows 007 and 008 at one hall."""
    hall, folder = tmp_path / "hall", tmp_path / "neighbour"
    hall.mkdir()
    folder.mkdir()
    homes = (home, desks.copied(prepared_neighbour, folder))
    for one in homes:
        config.write_settings(one, replace(config.read_settings(one), hall=str(hall)))
    found = tuple(with_pins(Desk.open(one)) for one in homes)
    yield found[0], found[1]
    for desk in found:
        desk.close()


def exchange(*found: Desk) -> None:
    """Every desk tells the hall and hears from it, twice round."""
    for desk in (*found, *found):
        outcome = syncing.synchronise(desk, desks.at("2026-11-27 12:00"))
        assert not outcome.unreachable and not outcome.problems


def the_case(desk: Desk, keyboard: Keyboard) -> Case:
    """The case whose page stands in front."""
    assert isinstance(keyboard.screen, CasePage), keyboard.seen()
    return desks.the_case(desk, keyboard.screen.case_id)


async def by(keyboard: Keyboard, *keys: str, hand: tuple[str, str] = HEAD) -> None:
    """Press keys; when the desk asks for another hand, lend it."""
    await keyboard.press(*keys)
    if isinstance(keyboard.screen, SecondPerson):
        await keyboard.fill(*hand)


async def intake(keyboard: Keyboard, item: str, *, n: int = 1, name: str = "李㛃") -> None:
    """Fill in applicant and item; the materials follow."""
    await keyboard.press("n")
    await keyboard.fill(name, desks.citizen(n), f"138000{n:05d}", "", "苍溪县陵江镇滨江路1号", item)


async def opened(keyboard: Keyboard) -> None:
    """From the sheet of the received case to its page."""
    assert isinstance(keyboard.screen, Received), keyboard.seen()
    await keyboard.press("enter")


async def accepted(keyboard: Keyboard, item: str, *, n: int = 1) -> None:
    """A complete application, received and accepted."""
    await intake(keyboard, item, n=n)
    await keyboard.press("f5", "f2")
    await opened(keyboard)
    await keyboard.press("a", "enter")


async def checked(keyboard: Keyboard) -> None:
    """Reviewed and checked."""
    await keyboard.press("v", "f2")
    await by(keyboard, "k", "f2")


async def made(keyboard: Keyboard) -> None:
    """The certificate made and stamped."""
    await keyboard.press("z", "enter")
    await by(keyboard, "t", "enter")


async def test_what_is_secondary_may_follow_and_is_waited_for_until_a_day(staffed: Desk) -> None:
    async with sitting(staffed) as keyboard:
        await intake(keyboard, "101")
        await keyboard.press("space", "down", "space", "down", "space", "f2")
        await opened(keyboard)
        await keyboard.press("q")
        assert "食品安全管理制度文本" in keyboard.seen() and "2026-11-30" in keyboard.seen()
        await keyboard.press("enter")
        case = the_case(staffed, keyboard)
        assert case.tolerance is not None and case.tolerance.until == date(2026, 11, 30)
        assert "待补" in keyboard.seen() and "2026-11-30" in keyboard.seen()
        await checked(keyboard)
        await keyboard.press("d")
        assert "！" in keyboard.seen() and "食品安全管理制度文本" in keyboard.seen()
        assert the_case(staffed, keyboard).status is Status.CHECKED
        keyboard.clock.forward(days=2)
        await keyboard.press("m", "f5", "f2")
        assert not the_case(staffed, keyboard).tolerated
        await by(keyboard, "d", "f2")
        assert the_case(staffed, keyboard).status is Status.GRANTED


async def test_a_promise_is_told_taken_kept_and_checked_later(staffed: Desk) -> None:
    async with sitting(staffed) as keyboard:
        await intake(keyboard, "151")
        await keyboard.press("f5", "f2")
        await opened(keyboard)
        await keyboard.press("g")
        assert "有三名以上专职从业人员" in keyboard.seen()
        await keyboard.press("enter")
        assert the_case(staffed, keyboard).promise is not None
        await by(keyboard, "d", "f2")
        await made(keyboard)
        await keyboard.press("i", "f2")
        case = the_case(staffed, keyboard)
        assert case.status is Status.VERIFYING and case.decision is not None and case.decision.check_due is not None
        assert f"{case.decision.check_due.on}" in keyboard.seen()
        await keyboard.press("K")
        await keyboard.put(findings="与承诺相符", persons="王敏")
        await keyboard.press("f2")
        assert "两" in keyboard.seen() and the_case_behind(staffed, case).status is Status.VERIFYING
        await keyboard.put(persons="王敏、何川")
        await keyboard.press("f2")
        case = the_case(staffed, keyboard)
    assert case.closed is not None and case.closed.result == "granted"


def the_case_behind(desk: Desk, case: Case) -> Case:
    """The case as it stands now, whatever stands in front."""
    return desks.the_case(desk, case.id)


async def test_a_broken_promise_ends_the_permit_after_the_holder_was_heard(staffed: Desk) -> None:
    async with sitting(staffed) as keyboard:
        await intake(keyboard, "151")
        await keyboard.press("f5", "f2")
        await opened(keyboard)
        await keyboard.press("g", "enter")
        await by(keyboard, "d", "f2")
        await made(keyboard)
        await keyboard.press("i", "f2", "K")
        await keyboard.choose("kept", "no")
        await keyboard.put(findings="从业人员只有一名", persons="王敏 何川")
        await keyboard.press("f2")
        assert the_case(staffed, keyboard).status is Status.TO_REVOKE
        await keyboard.press("M")
        await keyboard.put(what="补足三名", mend_by="2026-11-25")
        await by(keyboard, "f2")
        assert "2026-11-25" in keyboard.seen() and the_case(staffed, keyboard).mending is not None
        await keyboard.press("R")
        assert "整改期限" in keyboard.seen() and the_case(staffed, keyboard).status is Status.TO_REVOKE
        keyboard.clock.forward(days=3)
        await keyboard.press("G")
        await keyboard.choose("mended", "no")
        await keyboard.put(findings="仍只有一名", persons="王敏 何川")
        await keyboard.press("f2", "R")
        assert "书面告知" in keyboard.seen() and the_case(staffed, keyboard).status is Status.TO_REVOKE
        await keyboard.press("J", "f2")
        assert the_case(staffed, keyboard).holder_told is not None
        await keyboard.press("S")
        await keyboard.put(statement="正在招聘")
        await keyboard.press("f2")
        await keyboard.press("R")
        assert "正在招聘" in keyboard.seen()
        await keyboard.put(reasons="不具备法定条件")
        await by(keyboard, "f2")
        assert the_case(staffed, keyboard).ended is not None, keyboard.seen()
        await keyboard.press("i", "f2")
        case = the_case(staffed, keyboard)
    assert case.closed is not None and case.closed.result == "revoked"


async def test_every_department_is_asked_and_answers_at_its_own_window(pair: tuple[Desk, Desk]) -> None:
    ours, theirs = pair
    async with sitting(ours) as keyboard:
        await accepted(keyboard, "110")
        await keyboard.press("o")
        assert "消防救援大队" in keyboard.seen() and "综合行政执法局" in keyboard.seen()
        await keyboard.press("f2")
        case = the_case(ours, keyboard)
        assert [row.department for row in ours.reading.opinions(case.id)] == ["消防救援大队", "综合行政执法局"]
        await checked(keyboard)
        await keyboard.press("o", "d")
        assert "消防救援大队" in keyboard.seen() and the_case(ours, keyboard).status is Status.CHECKED
    exchange(ours, theirs)
    async with sitting(theirs, signed_in="1082", clock=Clock(desks.at("2026-11-24 10:00"))) as keyboard:
        assert "待答意见 2 件" in keyboard.seen()
        await keyboard.press("O")
        assert isinstance(keyboard.screen, Inbox) and "开办餐饮店" in keyboard.seen()
        await keyboard.press("enter")
        assert isinstance(keyboard.screen, Question)
        assert "李㛃" in keyboard.seen() and "营业执照" in keyboard.seen() and "2026-11-26" in keyboard.seen()
        await keyboard.press("r", "f2")
        assert "请写明理由" in keyboard.seen()
        await keyboard.write("疏散通道宽度不足")
        await keyboard.press("f2")
        assert "回执函" in keyboard.seen()
        await keyboard.press("a")
        assert "！" in keyboard.seen() and isinstance(keyboard.screen, Question)
        await keyboard.press("escape", "enter", "a", "f2", "escape")
        assert "没有等待答复" in keyboard.seen()
    exchange(ours, theirs)
    async with sitting(ours, clock=Clock(desks.at("2026-11-27 10:00"))) as keyboard:
        await keyboard.press("enter")
        assert "不同意" in keyboard.seen() and "疏散通道宽度不足" in keyboard.seen()
        await by(keyboard, "d", "f2")
        assert "消防救援大队" in keyboard.seen() and the_case_behind(ours, case).status is Status.CHECKED
        await keyboard.put(reasons="已现场整改到位")
        await by(keyboard, "f2")
        assert the_case(ours, keyboard).status is Status.GRANTED, keyboard.seen()


async def test_a_green_case_is_accepted_at_once_and_its_copy_acknowledged(pair: tuple[Desk, Desk]) -> None:
    ours, theirs = pair
    async with sitting(ours) as keyboard:
        await keyboard.press("n", "f3")
        await keyboard.fill("苍溪红阳餐饮有限公司", "91510824MA0000015Y", "0839-0000555", "李㛃", "陵江镇", "101")
        await keyboard.press("ctrl+g")
        assert "绿色通道" in keyboard.seen()
        await keyboard.press("f5", "f2")
        await opened(keyboard)
        case = the_case(ours, keyboard)
        assert case.status is Status.ACCEPTED and case.green and "[抄送] 消防救援大队" in keyboard.seen()
    exchange(ours, theirs)
    async with sitting(theirs, signed_in="1081") as keyboard:
        await keyboard.press("O", "enter")
        assert "a 同意" not in keyboard.seen()
        await keyboard.press("a")
        assert isinstance(keyboard.screen, Question)
        await keyboard.press("y", "enter")
        assert "已答复" in keyboard.seen()
    exchange(ours, theirs)
    assert [row.answer for row in ours.reading.opinions(case.id)] == ["acknowledged"]


async def test_an_upward_matter_is_decided_by_the_superior(staffed: Desk) -> None:
    async with sitting(staffed) as keyboard:
        await accepted(keyboard, "125")
        await checked(keyboard)
        assert " d " not in keyboard.seen()
        await keyboard.press("d")
        assert isinstance(keyboard.screen, CasePage) and "！" not in keyboard.seen()
        await keyboard.press("U")
        assert "广元市卫生健康委员会" in keyboard.seen()
        await by(keyboard, "f2")
        assert the_case(staffed, keyboard).status is Status.AT_SUPERIOR
        assert "上级决定中" in keyboard.seen()
        keyboard.clock.forward(days=14)
        await keyboard.press("D", "f2")
        assert "请填写“文号”" in keyboard.seen()
        await keyboard.put(document="广卫许〔2026〕88号", on="2026-13-01")
        assert "日期应写成" in keyboard.seen()
        await keyboard.put(on="2026-12-04")
        await keyboard.press("f2")
        case = the_case(staffed, keyboard)
        assert case.status is Status.READY and case.decision is not None and case.decision.on == date(2026, 12, 4)
        await keyboard.press("i", "f2")
        assert the_case(staffed, keyboard).status is Status.CLOSED


async def test_a_decision_is_extended_once_by_the_head(staffed: Desk) -> None:
    async with sitting(staffed) as keyboard:
        await accepted(keyboard, "101")
        await keyboard.press("E")
        assert "周远征" in keyboard.seen() and "2027-01-04" in keyboard.seen()
        await keyboard.put(approval="苍市监批〔2026〕9号", reasons="需补充现场资料")
        await keyboard.press("f2")
        case = the_case(staffed, keyboard)
        assert case.extension is not None and case.extension.approver == "周远征"
        assert "已延期" in keyboard.seen() and "0/30" in keyboard.seen()
        await keyboard.press("E")
        assert "！" in keyboard.seen() and isinstance(keyboard.screen, CasePage)


async def test_a_procedure_stops_the_clock_and_each_day_of_it_is_explained(staffed: Desk) -> None:
    async with sitting(staffed, clock=Clock(desks.at("2026-09-17 09:30"))) as keyboard:
        await accepted(keyboard, "101")
        await keyboard.press("b")
        await keyboard.choose("procedure", "检验")
        await keyboard.put(basis="食品安全法第八十七条", days="3", body_name="县检验所", persons="甲某")
        await keyboard.press("f2")
        assert "两" in keyboard.seen()
        await keyboard.put(persons="甲某、乙某")
        await keyboard.press("f2")
        assert the_case(staffed, keyboard).procedure is not None
        assert "停计" in keyboard.seen() and "2026-09-21" in keyboard.seen()
        await keyboard.press("v")
        assert "检验" in keyboard.seen() and the_case(staffed, keyboard).status is Status.ACCEPTED
        keyboard.clock.forward(days=3)
        await keyboard.press("B")
        await keyboard.put(result="检验合格")
        await keyboard.press("f2")
        case = the_case(staffed, keyboard)
        assert case.procedure is None and case.skipped == ((date(2026, 9, 17), date(2026, 9, 20)),)
        await keyboard.press("j")
        assert isinstance(keyboard.screen, Explain)
        await keyboard.press("right")
        assert "决定（法定） 20 个工作日" in keyboard.seen()
        for told in (
            "2026-09-17  周四  -        第 0 日，当日不计",
            "2026-09-18  周五  -        特别程序期间，不计",
            "2026-09-20  周日  -        特别程序期间，不计  * 今天",
            "2026-09-21  周一  第1日    工作日",
            "2026-09-25  周五  -        节假日：中秋节",
        ):
            assert told in keyboard.seen()


async def test_the_home_unit_has_a_limit_of_its_own_and_is_late_itself(staffed: Desk) -> None:
    async with sitting(staffed) as keyboard:
        await accepted(keyboard, "101")
        await keyboard.press("h")
        assert keyboard.screen.value("days") == "4"
        await keyboard.put(matter="现场勘验")
        await keyboard.press("f2")
        case = the_case(staffed, keyboard)
        assert case.waits_on == "苍溪县市场监督管理局" and "苍溪县市场监督管理局 到期 2026-11-27" in keyboard.seen()
        await keyboard.press("v")
        assert "！" in keyboard.seen() and "苍溪县市场监督管理局" in keyboard.seen()
        keyboard.clock.forward(days=7)
        await keyboard.press("escape", "escape")
        assert isinstance(keyboard.screen, Today)
        assert "单位超1天" in keyboard.seen() and "在原单位" in keyboard.seen()
        await keyboard.press("enter", "H")
        await keyboard.put(result="勘验合格")
        await keyboard.press("f2")
        assert the_case(staffed, keyboard).unit is None
        returned = staffed.reading.history(case.id)[-1]
    assert returned.kind == "ReturnedFromUnit" and "逾期" in words.history(returned)


async def test_a_hearing_is_told_asked_announced_held_and_decided_upon(staffed: Desk) -> None:
    async with sitting(staffed) as keyboard:
        await accepted(keyboard, "101")
        await keyboard.press("I")
        await keyboard.put(party="邻居张三", interest="油烟影响相邻通风")
        await keyboard.press("f2", "T", "enter")
        assert "2026-11-30 前可申请" in keyboard.seen()
        await checked(keyboard)
        await keyboard.press("d")
        assert "听证" in keyboard.seen() and the_case(staffed, keyboard).status is Status.CHECKED
        await keyboard.press("Q")
        await keyboard.choose("known", "邻居张三")
        await keyboard.press("f2", "N")
        names = [told for _, told in keyboard.screen.query_one("#presider")._answers]
        assert not any("王敏" in name or "李国栋" in name for name in names) and any("何川" in name for name in names)
        await keyboard.choose("presider", "邓丽")
        await keyboard.put(held="2026-11-25")
        await keyboard.press("f2")
        assert "2026-12-02" in keyboard.seen()
        await keyboard.put(held="2026-12-02")
        await keyboard.press("f2")
        case = the_case(staffed, keyboard)
        assert case.hearing_set is not None and case.hearing_set.presider == "邓丽"
        await keyboard.press("L")
        assert "！" in keyboard.seen() and isinstance(keyboard.screen, CasePage)
        keyboard.clock.forward(days=9)
        await keyboard.press("L")
        await keyboard.put(record="听证笔录〔2026〕1号", findings="油烟净化后可以经营")
        await keyboard.press("f2")
        assert "油烟净化后可以经营" in keyboard.seen()
        await by(keyboard, "d", "f2")
        assert the_case(staffed, keyboard).status is Status.GRANTED


async def test_a_site_visit_comes_before_the_review(staffed: Desk) -> None:
    async with sitting(staffed) as keyboard:
        await accepted(keyboard, "122")
        await keyboard.press("v")
        assert "！" in keyboard.seen() and isinstance(keyboard.screen, CasePage)
        await keyboard.press("V")
        await keyboard.put(persons="王敏 何川", findings="布局与图纸一致")
        await keyboard.press("f2")
        assert "王敏、何川" in keyboard.seen()
        await keyboard.press("v", "f2")
        assert the_case(staffed, keyboard).status is Status.REVIEWED


async def test_an_application_is_taken_back(staffed: Desk) -> None:
    async with sitting(staffed) as keyboard:
        await accepted(keyboard, "101")
        await keyboard.press("W", "f2")
        case = the_case(staffed, keyboard)
        assert case.closed is not None and case.closed.result == "withdrawn"
        await keyboard.press("v")
        assert "已经办结" in keyboard.seen()


def granted(desk: Desk) -> str:
    """A permit granted and handed over in October."""
    case_id = desks.receive(desk, "2026-10-12 09:00")
    desks.carry(desk, case_id, when="2026-10-12 10:00")
    desk.do(cmd.HandOverResult(case_id), desks.staff(desk, "1001"), desks.at("2026-10-12 11:00"))
    return case_id


@pytest.mark.parametrize("reached", ["page", "register"])
async def test_a_permit_is_revoked_for_a_ground_of_the_law(staffed: Desk, reached: str) -> None:
    first = desks.the_case(staffed, granted(staffed))
    assert first.certificate is not None
    number = first.certificate.number
    async with sitting(staffed) as keyboard:
        await keyboard.press("slash")
        await keyboard.write("李")
        await keyboard.press(*(("enter",) if reached == "page" else ()), "ctrl+o")
        assert keyboard.screen.value("certificate") == number
        await keyboard.choose("ground", "第六十九条第二款")
        assert "欺骗、贿赂" in keyboard.seen()
        await keyboard.press("f2")
        assert "请写明理由" in keyboard.seen() or "事实" in keyboard.seen()
        await keyboard.put(facts="营业执照系伪造")
        await keyboard.press("f2")
        case = the_case(staffed, keyboard)
        assert (case.way, case.about, case.status) == ("revoke", number, Status.ACCEPTED)
        assert " a 受理" not in keyboard.seen() and "依职权" in keyboard.seen()
        await checked(keyboard)
        await keyboard.press("R")
        assert "书面告知" in keyboard.seen() and isinstance(keyboard.screen, CasePage)
        await keyboard.press("J")
        await keyboard.put(facts="营业执照系伪造")
        await keyboard.press("f2", "R")
        assert "可以陈述到" in keyboard.seen() and isinstance(keyboard.screen, CasePage)
        await keyboard.press("S")
        await keyboard.put(statement="承认")
        await keyboard.press("f2", "R")
        await keyboard.put(reasons="以欺骗手段取得")
        await by(keyboard, "f2")
        await keyboard.press("i", "f2")
        case = the_case(staffed, keyboard)
    assert case.closed is not None and case.closed.result == "revoked"


async def test_a_permit_of_another_hall_is_cancelled_on_what_is_told_of_it(staffed: Desk) -> None:
    async with sitting(staffed) as keyboard:
        await keyboard.press("ctrl+o")
        await keyboard.choose("way", "cancel")
        await keyboard.choose("ground", "第七十条第三项")
        assert "依法终止" in keyboard.seen()
        await keyboard.put(certificate="川外证001", facts="营业执照已注销", item="101")
        await keyboard.put(
            name="苍溪红阳餐饮有限公司", number="91510824MA0000015Y", phone="0839-0000555", contact="李㛃"
        )
        await keyboard.press("f2")
        assert the_case(staffed, keyboard).about == "川外证001"
        await checked(keyboard)
        await keyboard.press("d")
        assert "不予撤销、注销" in keyboard.seen()
        await keyboard.press("escape", "J")
        await keyboard.put(facts="营业执照已注销", to="清算组")
        await keyboard.press("f2", "S")
        await keyboard.put(statement="没有异议")
        await keyboard.press("f2", "C")
        assert "川外证001" in keyboard.seen()
        await by(keyboard, "f2")
        await keyboard.press("i", "f2")
        case = the_case(staffed, keyboard)
    assert case.closed is not None and case.closed.result == "cancelled"


async def test_a_filing_has_no_key_beyond_its_acceptance(staffed: Desk) -> None:
    async with sitting(staffed) as keyboard:
        await intake(keyboard, "103")
        await keyboard.press("f5", "f2")
        await opened(keyboard)
        await keyboard.press("v", "d", "E", "T")
        assert isinstance(keyboard.screen, CasePage) and "！" not in keyboard.seen()
        await keyboard.press("a", "enter")
        case = the_case(staffed, keyboard)
    assert case.closed is not None and case.closed.result == "filed"


async def test_the_help_page_names_every_act_of_the_case_with_its_reason(staffed: Desk) -> None:
    case_id = desks.receive(staffed)
    async with sitting(staffed, size=(120, 140)) as keyboard:
        await keyboard.press("enter", "f1")
        keyboard.screen.query_one("#fields").styles.max_height = 130
        await keyboard.settle()
        seen = keyboard.seen()
    case = desks.the_case(staffed, case_id)
    for act in ACTS:
        assert (f"{act.label[0]}：{act.why[0]}" in seen) == available.exists(case, act.command), act.key
    assert "Shift+W" in seen and "现在是“已收件，待受理”，不能做这一步" in seen


async def test_a_capital_is_known_however_the_terminal_tells_it(staffed: Desk) -> None:
    desks.receive(staffed)
    async with sitting(staffed) as keyboard:
        await keyboard.press("enter", "shift+e")
        assert "不能" in keyboard.seen() or "还不能" in keyboard.seen()
        await keyboard.press("shift+w")
        assert "撤回理由" in keyboard.seen()


async def test_a_renewal_names_the_certificate_it_is_about(staffed: Desk) -> None:
    first = desks.the_case(staffed, granted(staffed))
    assert first.certificate is not None
    async with sitting(staffed) as keyboard:
        await intake(keyboard, "102")
        assert keyboard.screen.focused.id == "about"
        await keyboard.press("f5", "f2")
        assert "！" in keyboard.seen()
        await keyboard.put(about=first.certificate.number, about_until="2026-13-01")
        await keyboard.press("f2")
        assert "日期应写成" in keyboard.seen()
        await keyboard.put(about_until="")
        await keyboard.press("f2")
        await opened(keyboard)
        case = the_case(staffed, keyboard)
        assert (case.way, case.about) == ("renew", first.certificate.number)
        assert case.about_until == first.certificate.valid_until
        assert first.certificate.number in keyboard.seen()


@pytest.fixture
def other_hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The desk of window 012, where identity cards are renewed for twenty yuan."""
    found = with_pins(Desk.open(desks.make_home(tmp_path_factory.mktemp("police"), "012")))
    yield found
    found.close()


async def test_a_fee_is_told_and_paid_where_the_law_knows_one_and_has_no_key_elsewhere(
    staffed: Desk, other_hall: Desk
) -> None:
    async with sitting(staffed) as keyboard:
        await accepted(keyboard, "101")
        await keyboard.press("f", "F")
        assert isinstance(keyboard.screen, CasePage) and "！" not in keyboard.seen()
        await keyboard.press("f1")
        assert "缴费" not in keyboard.seen()
    clerk = next(one for one in other_hall.setting.staff.values() if one.window == "012" and not one.temporary)
    case_id = desks.receive(other_hall, item="603", by=clerk.number)
    other_hall.do(cmd.AcceptCase(case_id), clerk, desks.at("2026-11-23 09:30"))
    async with sitting(other_hall) as keyboard:
        keyboard.app.session.person = clerk
        await keyboard.press("enter", "F")
        assert "！" in keyboard.seen()
        await keyboard.press("f")
        assert "20.00 元" in keyboard.seen() and "居民身份证法" in keyboard.seen()
        await keyboard.press("enter")
        assert "20.00 元，未缴" in keyboard.seen()
        await keyboard.press("F")
        await keyboard.put(receipt="5108240001")
        await keyboard.press("f2")
        assert "已缴" in keyboard.seen() and "5108240001" in keyboard.seen()


async def test_what_notices_found_before_is_shown_and_words_come_from_the_library(staffed: Desk) -> None:
    other = desks.person(9, "何其")
    before = desks.receive(staffed, "2026-11-20 09:00", applicant=other, lacking=("食品经营许可申请书",))
    told = (Deficiency("食品经营许可申请书", "申请人未签名", "签名"),)
    staffed.do(cmd.RequestCorrections(before, told), desks.staff(staffed, "1001"), desks.at("2026-11-20 09:10"))
    desks.receive(staffed, "2026-11-23 09:00", lacking=("营业执照",))
    async with sitting(staffed) as keyboard:
        await keyboard.press("slash")
        await keyboard.write("李")
        await keyboard.press("enter", "c")
        assert "以前还指出过：食品经营许可申请书：申请人未签名" in keyboard.seen()
        await keyboard.press("f4")
        assert "理由库" in keyboard.seen()
        found = keyboard.screen.query_one("#reasons").row
        await keyboard.press("enter")
        assert keyboard.screen.value("wrong-0") == found.wrong
        await keyboard.press("f2")
        case = the_case(staffed, keyboard)
    assert case.corrections is not None and case.corrections.deficiencies[0].wrong == found.wrong
