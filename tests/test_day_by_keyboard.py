"""A whole day at the window, through the keyboard alone."""

from __future__ import annotations

import desks
import pytest
from keyboard import Keyboard, sitting, with_pins

from windowdesk.desk import Desk
from windowdesk.models.case import Status
from windowdesk.models.parties import PartyKind
from windowdesk.screens.case import CasePage
from windowdesk.screens.intake import Intake
from windowdesk.screens.search import Search
from windowdesk.screens.sheets.received import Received
from windowdesk.screens.sheets.second import SecondPerson
from windowdesk.screens.signin import SignIn
from windowdesk.screens.today import Today


@pytest.fixture
def staffed(desk: Desk) -> Desk:
    """The desk with its people's PINs."""
    return with_pins(desk)


async def intake(keyboard: Keyboard, item: str, n: int = 1, name: str = "李㛃") -> str:
    """Receive an application with all its materials, and open it."""
    await keyboard.press("n")
    await keyboard.fill(name, desks.citizen(n), f"138000{n:05d}", "", "苍溪县陵江镇滨江路1号", item)
    await keyboard.press("f5", "f2")
    assert isinstance(keyboard.screen, Received), keyboard.seen()
    await keyboard.press("enter")
    assert isinstance(keyboard.screen, CasePage)
    return keyboard.screen.case_id


def status(desk: Desk, case_id: str) -> Status:
    """Where a case stands."""
    return desks.the_case(desk, case_id).status


async def to_ready(keyboard: Keyboard, desk: Desk, case_id: str) -> None:
    """From received to ready: everything the clerk may not do alone is done by the head, by PIN."""
    for keys, stands in ((("a", "enter"), Status.ACCEPTED), (("v", "f2"), Status.REVIEWED)):
        await keyboard.press(*keys)
        assert status(desk, case_id) is stands, keyboard.seen()
    for keys, stands in (
        (("k", "f2"), Status.CHECKED),
        (("d", "f2"), Status.GRANTED),
        (("z", "enter"), Status.CERTIFIED),
        (("t", "enter"), Status.READY),
    ):
        await keyboard.press(*keys)
        if isinstance(keyboard.screen, SecondPerson):
            await keyboard.fill("1003", "8642")
        assert status(desk, case_id) is stands, keyboard.seen()
    case = desks.the_case(desk, case_id)
    assert (case.reviewer, case.checker, case.decider) == ("1001", "1003", "1003")


async def test_a_permit_goes_from_intake_to_ems_and_back(staffed: Desk) -> None:
    async with sitting(staffed) as keyboard:
        case_id = await intake(keyboard, "101")
        await to_ready(keyboard, staffed, case_id)
        await keyboard.press("e")
        await keyboard.write("EE123456784CN")
        assert "校验码不符" in keyboard.seen()
        await keyboard.press("backspace", "backspace", "backspace")
        await keyboard.write("5CN")
        await keyboard.press("f2")
        case = desks.the_case(staffed, case_id)
        assert case.status is Status.POSTED and case.parcel is not None
        assert (case.parcel.mail_no, case.parcel.receiver) == (desks.MAIL_NO, "李㛃")
        keyboard.clock.forward(days=2)
        await keyboard.press("y", "f2")
        assert status(staffed, case_id) is Status.CLOSED
        assert "办结" in keyboard.seen()


async def test_an_on_the_spot_matter_is_issued_at_the_window(staffed: Desk) -> None:
    async with sitting(staffed, size=(120, 40)) as keyboard:
        case_id = await intake(keyboard, "106", 2, "何其")
        await to_ready(keyboard, staffed, case_id)
        await keyboard.press("i", "f2")
        case = desks.the_case(staffed, case_id)
        assert case.status is Status.CLOSED and case.closed is not None and case.closed.result == "granted"
        assert "窗口发证：何其领取" in keyboard.seen()
        await keyboard.press("escape", "escape")
        assert isinstance(keyboard.screen, Today)
        assert "全部 0 件" in keyboard.seen()


async def test_what_is_missing_is_told_once_and_accepted_when_it_comes(staffed: Desk) -> None:
    async with sitting(staffed) as keyboard:
        await keyboard.press("n")
        await keyboard.fill("李㛃", desks.citizen(1), "13800000001", "", "", "101")
        await keyboard.press("space", "down", "space", "space", "f2", "enter")
        case_id = keyboard.screen.case_id
        assert [line.state for line in desks.the_case(staffed, case_id).materials] == [
            "ok",
            "faulty",
            "missing",
            "missing",
        ]
        await keyboard.press("a")
        assert "材料不齐或不符合形式" in keyboard.seen()
        await keyboard.press("c")
        assert "营业执照" in keyboard.seen() and "不符合法定形式" in keyboard.seen()
        await keyboard.press("f2")
        case = desks.the_case(staffed, case_id)
        assert case.status is Status.CORRECTING and case.corrections is not None
        assert len(case.corrections.deficiencies) == 3
        await keyboard.press("c")
        assert "不能再次要求补正" in keyboard.seen()
        keyboard.clock.forward(days=1)
        await keyboard.press("m", "f5", "f2")
        assert status(staffed, case_id) is Status.RECEIVED
        await keyboard.press("a", "enter")
        assert status(staffed, case_id) is Status.ACCEPTED


async def test_a_matter_of_another_office_is_not_accepted_with_the_right_office_named(staffed: Desk) -> None:
    async with sitting(staffed) as keyboard:
        case_id = await intake(keyboard, "101")
        await keyboard.press("r", "down")
        await keyboard.write("不属于本机关职权范围")
        await keyboard.press("f2")
        assert "请写明应当向哪个机关申请" in keyboard.seen()
        assert "不属于本机关职权范围" in keyboard.seen()
        await keyboard.press("down")
        await keyboard.write("苍溪县公安局")
        await keyboard.press("f2")
        case = desks.the_case(staffed, case_id)
        assert case.refused is not None and case.refused.right_office == "苍溪县公安局"
        await keyboard.press("a")
        assert "已经办结" in keyboard.seen()


async def test_a_denial_needs_reasons(staffed: Desk) -> None:
    async with sitting(staffed, signed_in="1003") as keyboard:
        case_id = desks.receive(staffed)
        desks.carry(staffed, case_id, desks.cmd.CheckCase, "2026-11-23 09:30")
        await keyboard.press("escape", "slash")
        await keyboard.write(case_id[-6:])
        await keyboard.press("enter", "d", "space", "f2")
        assert "请写明理由和依据" in keyboard.seen()
        await keyboard.press("down")
        await keyboard.write("经营场所不符合要求")
        await keyboard.press("f2")
        case = desks.the_case(staffed, case_id)
        assert case.status is Status.DENIED and case.decision is not None
        assert case.decision.reasons == "经营场所不符合要求"


@pytest.mark.parametrize("asked", ["number", "tail", "name", "initials", "ID", "last four", "phone", "item"])
async def test_a_case_is_found_by_whatever_the_citizen_has_at_hand(staffed: Desk, asked: str) -> None:
    case_id = desks.receive(staffed, applicant=desks.person(7, "曾水生"))
    desks.receive(staffed, item="143", applicant=desks.COMPANY)
    text = {
        "number": case_id,
        "tail": case_id[-6:],
        "name": "水生",
        "initials": "zss",
        "ID": desks.citizen(7),
        "last four": desks.citizen(7)[-4:],
        "phone": desks.person(7).phone,
        "item": "食品经营",
    }[asked]
    async with sitting(staffed) as keyboard:
        await keyboard.press("slash")
        assert isinstance(keyboard.screen, Search)
        await keyboard.write(text)
        assert keyboard.screen.table.count == 1, keyboard.seen()
        assert "曾水生" in keyboard.seen()
        await keyboard.press("enter")
        assert keyboard.screen.case_id == case_id


async def test_personal_data_is_shown_for_a_reason_that_is_written_down(staffed: Desk) -> None:
    case_id = desks.receive(staffed)
    number = desks.citizen(1)
    async with sitting(staffed) as keyboard:
        await keyboard.press("enter")
        assert number not in keyboard.seen() and f"{number[:6]}********{number[-4:]}" in keyboard.seen()
        await keyboard.press("x", "f2")
        assert "请写明理由" in keyboard.seen() and number not in keyboard.seen()
        await keyboard.write("核对邮寄地址")
        await keyboard.press("f2")
        assert number in keyboard.seen()
    assert "核对邮寄地址" in [line.told.get("why") for line in staffed.reading.history(case_id)]


async def test_a_paper_is_printed_again_and_counted(staffed: Desk) -> None:
    case_id = desks.receive(staffed)
    async with sitting(staffed) as keyboard:
        await keyboard.press("enter", "p", "enter")
        assert "补打 1" in keyboard.seen()
        await keyboard.press("p", "f2")
    assert [paper.copies for paper in desks.the_case(staffed, case_id).papers] == [2]


async def test_the_desk_is_locked_from_anywhere_and_nothing_typed_is_lost(staffed: Desk) -> None:
    async with sitting(staffed) as keyboard:
        await keyboard.press("n")
        await keyboard.write("李㛃")
        await keyboard.press("ctrl+l")
        assert isinstance(keyboard.screen, SignIn) and "李㛃" not in keyboard.seen()
        await keyboard.press("escape", "n", "f2", "ctrl+l")
        assert isinstance(keyboard.screen, SignIn)
        await keyboard.press("backspace", "backspace")
        await keyboard.fill("0000")
        assert "工号或口令不对" in keyboard.seen()
        await keyboard.fill("2468")
        assert isinstance(keyboard.screen, Intake) and keyboard.screen.applicant.party.name == "李㛃"


async def test_another_person_who_unlocks_begins_with_their_own_day(staffed: Desk) -> None:
    async with sitting(staffed) as keyboard:
        await keyboard.press("n", "ctrl+l", "shift+tab", *["backspace"] * 4)
        await keyboard.sign_in("1002")
        assert isinstance(keyboard.screen, Today) and "何川" in keyboard.seen()


async def test_the_next_act_can_be_lent_to_another_hand(staffed: Desk) -> None:
    case_id = desks.receive(staffed)
    async with sitting(staffed) as keyboard:
        await keyboard.press("enter", "w")
        await keyboard.fill("1002", "1357")
        assert "下一步由何川办" in keyboard.seen()
        await keyboard.press("a", "enter")
        assert "下一步由何川办" not in keyboard.seen()
    assert [line.by for line in staffed.reading.history(case_id) if line.kind == "CaseAccepted"] == ["何川（1002）"]


async def test_a_duplicate_shows_the_open_case_and_keeps_what_was_typed(staffed: Desk) -> None:
    first = desks.receive(staffed)
    async with sitting(staffed) as keyboard:
        await keyboard.press("n")
        await keyboard.fill("李㛃", desks.citizen(1), "13800000001", "", "", "101")
        await keyboard.press("f5", "f2")
        assert first in keyboard.seen().replace("\n", "").replace(" ", "")
        assert keyboard.screen.applicant.party.name == "李㛃" and len(keyboard.screen.checklist.lines) == 4
        await keyboard.press("f7")
        assert keyboard.screen.case_id == first


async def test_several_items_share_one_set_of_materials_and_the_applicant_is_kept_for_the_next(staffed: Desk) -> None:
    async with sitting(staffed) as keyboard:
        await keyboard.press("n", "f3")
        await keyboard.fill("苍溪红阳餐饮有限公司", "91510824MA0000015Y", "0839-0000555", "李㛃", "陵江镇", "101")
        await keyboard.press("shift+tab")
        await keyboard.fill("spjyxkxb")
        names = [line.name for line in keyboard.screen.checklist.lines]
        await keyboard.press("shift+tab")
        await keyboard.fill("122")
        assert len(keyboard.screen.items) == 2
        assert len(keyboard.screen.checklist.lines) > len(names)
        await keyboard.press("f5", "f2")
        assert isinstance(keyboard.screen, Received)
        await keyboard.press("escape", "f6")
        party = keyboard.screen.applicant.party
    assert party.kind is PartyKind.ORGANISATION and party.number == "91510824MA0000015Y"
    assert staffed.reading.count_today() == 2


async def test_an_agent_comes_with_a_written_power(staffed: Desk) -> None:
    async with sitting(staffed) as keyboard:
        await keyboard.press("n")
        await keyboard.fill("李㛃", desks.citizen(1), "13800000001", "", "", "101")
        await keyboard.press("f5", "f4")
        await keyboard.fill("何其", desks.citizen(2), "13800000002", "")
        await keyboard.press("f2")
        assert "书面委托" in keyboard.seen()
        keyboard.screen.applicant.field("agent-power").input.focus()
        await keyboard.write("委托书1号")
        await keyboard.press("f2", "enter")
        assert "何其" in keyboard.seen()
        agent = desks.the_case(staffed, keyboard.screen.case_id).agent
    assert agent is not None and agent.power == "委托书1号"


async def test_a_matter_outside_the_hall_gets_a_referral_slip(staffed: Desk) -> None:
    async with sitting(staffed) as keyboard:
        await keyboard.press("n")
        keyboard.screen.query_one("#item").focus()
        await keyboard.fill("901")
        assert "不在大厅办理" in keyboard.seen()
        await keyboard.press("f8")
        assert "指引单已交打印" in keyboard.seen()
    assert staffed.reading.unprinted() == 1 and staffed.reading.count_today() == 0


async def test_a_secret_matter_leaves_nothing_behind(staffed: Desk) -> None:
    before = len(desks.all_lines(staffed))
    async with sitting(staffed) as keyboard:
        await keyboard.press("n")
        keyboard.screen.query_one("#item").focus()
        await keyboard.fill("990")
        assert "涉及国家秘密" in keyboard.seen()
        assert keyboard.screen.query_one("#item").value == "" and not keyboard.screen.items
    assert len(desks.all_lines(staffed)) == before


async def test_silence_accepts_and_the_clerk_is_told_in_the_morning(staffed: Desk) -> None:
    case_id = desks.receive(staffed, "2026-11-09 09:30")
    async with sitting(staffed) as keyboard:
        assert "视为受理" in keyboard.seen()
    assert status(staffed, case_id) is Status.ACCEPTED
