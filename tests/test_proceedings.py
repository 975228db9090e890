"""What the organ itself begins: who reviews its decision, how long a bar lasts; and fees at their windows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import desks
import pytest
from desks import COMPANY, at, lines_for, staff
from steps import Play
from worlds import World, setting_of

from windowdesk.desk import Desk, Done
from windowdesk.models import commands as cmd
from windowdesk.models import events as ev
from windowdesk.models.catalogue import Item, Material
from windowdesk.models.notice import Notice
from windowdesk.models.refusal import Reason, Refused
from windowdesk.models.rules import permits

WINDOWS = ("009", "012", "014")
FRAUD = "第六十九条第二款"


@pytest.fixture(scope="session")
def homes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The homes of windows whose organs are led from above, or that take a fee."""
    return {window: desks.make_home(tmp_path_factory.mktemp(f"window{window}"), window) for window in WINDOWS}


@pytest.fixture
def opened(homes: dict[str, Path], tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Play]:
    """The desk of the window that the test names."""
    desk = Desk.open(desks.copied(homes[request.param], tmp_path))
    yield Play(desk)
    desks.soundly(desk)
    desk.close()


def the_paper(done: Done) -> Notice:
    """The one paper an act brought."""
    (drawn,) = (entry.event for entry in done.events if isinstance(entry.event, ev.PaperDrawn))
    return drawn.notice


# -- to whom: 行政复议法 第二十四条第一款, and 第二十七条 for organs led from above

REVOKING = (
    "2026-11-23 10:00 {first} 依职权 撤销 证件=外证1号 事项={item} 持有人=李㛃 情形=第六十九条第一款第四项 事实=不实",
    "2026-11-23 10:05 {first} 告知持有人 事实=不实",
    "2026-11-23 10:10 {first} 审查 意见=应当撤销",
    "2026-11-23 10:20 {first} 听取陈述 李㛃 陈述=已经搬迁",
    "2026-11-23 10:30 {second} 核",
    "2026-11-23 10:40 {second} 撤销 理由=场所不实",
)


@pytest.mark.parametrize(
    ("opened", "item", "first", "second", "organ", "seal"),
    [
        ("009", "331", "侯志强", "冯伟", "广元市烟草专卖局", "009-agency-yczm"),
        ("014", "821", "彭勇", "吴秀英", "国家税务总局广元市税务局", "014-agency-swj"),
        ("009", "311", "侯志强", "杨晓林", "苍溪县人民政府", "009-agency-yjgl"),
    ],
    indirect=["opened"],
)
def test_the_decision_names_the_organ_that_reviews_it_and_the_periods(
    opened: Play, item: str, first: str, second: str, organ: str, seal: str
) -> None:
    done = [opened.play(line.format(first=first, second=second, item=item)) for line in REVOKING][-1]
    paper = the_paper(done)
    assert paper.seal is not None
    assert paper.seal.seal_id == seal
    remedies = "".join(paper.remedies)
    article = "第二十四条第一款" if organ == "苍溪县人民政府" else "第二十七条"
    for told in (f"60日内向{organ}申请行政复议", article, "6个月内直接向苍溪县人民法院", "15日内向苍溪县人民法院"):
        assert told in remedies


# -- how long: 行政许可法 第七十九条

SAFE = Item(
    "S-1", "食品经营许可", "市场监督管理局", type="行政许可", public_safety=True, materials=(Material("申请书"),)
)
RENEWED = replace(SAFE, code="S-2", name="食品经营许可（延续）", way="renew", of="S-1")


@pytest.fixture
def world() -> World:
    """A hall in memory, where seals do not expire."""
    return World(setting_of("007", (SAFE, RENEWED)), setting_of("008"))


def apply_for(world: World, item: str) -> None:
    """The barred person applies."""
    about = {"about": "外证2号", "about_until": date(2035, 1, 1)} if item == "S-2" else {}
    world.do(
        cmd.ReceiveApplication((item,), desks.person(), (ev.MaterialLine("申请书"),), **about), world.staff("1001")
    )


@pytest.mark.parametrize(
    ("on", "barred"), [("2026-03-03", True), ("2029-03-02", True), ("2029-03-03", False), ("2030-01-01", False)]
)
@pytest.mark.parametrize("item", ["S-1", "S-2"])
def test_a_bar_holds_three_years_for_the_permit_and_its_renewal_and_ends_the_day_after(
    world: World, item: str, on: str, barred: bool
) -> None:
    case_id = revoked_for_fraud(world)
    assert [(bar.kind, bar.item_code, bar.until) for bar in world.bars] == [("fraud", "S-1", date(2029, 3, 2))]
    assert not world.cases[case_id].open
    world.now = at(f"{on} 09:00")
    if not barred:
        apply_for(world, item)
        return
    with pytest.raises(Refused) as caught:
        apply_for(world, item)
    assert (caught.value.reason, caught.value.article) == (Reason.BARRED, "行政许可法 第七十九条")
    assert caught.value.told["until"] == "2029-03-02"


@pytest.mark.parametrize(
    ("opened", "years", "last"),
    [
        ("2026-11-23", 1, "2027-11-23"),
        ("2026-11-23", 3, "2029-11-23"),
        ("2028-02-29", 1, "2029-02-28"),
        ("2028-02-29", 4, "2032-02-29"),
    ],
)
def test_a_period_of_years_does_not_count_its_opening_day(opened: str, years: int, last: str) -> None:
    """It ends with the day of the same date; where that year has none, with the last of the month."""
    assert permits.anniversary(date.fromisoformat(opened), years) == date.fromisoformat(last)


def test_a_head_whose_approval_it_is_may_extend_from_any_window(world: World) -> None:
    """Nobody else of another window may: 罗红梅 is refused until she is the head of the organ."""
    world.do(cmd.ReceiveApplication(("S-1",), desks.person(), (ev.MaterialLine("申请书"),)), world.staff("1001"))
    (case_id,) = world.cases
    world.do(cmd.AcceptCase(case_id), world.staff("1001"))
    organ = world.setting.departments["市场监督管理局"]
    extend = cmd.ExtendDecision(case_id, "需要复核", organ.head, "苍市监延〔2026〕1号")
    with pytest.raises(Refused) as caught:
        world.do(extend, world.staff("1082"))
    assert caught.value.reason is Reason.NOT_THIS_WINDOW
    head = replace(organ, head="罗红梅")
    world.setting = replace(world.setting, departments={**world.setting.departments, organ.name: head})
    world.do(replace(extend, approver="罗红梅"), world.staff("1082"))
    assert world.cases[case_id].extension is not None


def revoked_for_fraud(world: World) -> str:
    """A permit taken back on 2026-03-02 because it was got by fraud."""
    begun = cmd.OpenProceeding("外证1号", "revoke", FRAUD, "证明系伪造", "S-1", desks.person())
    case_id = world.do(begun, world.staff("1001"))[0].case_id
    world.do(cmd.ReviewCase(case_id), world.staff("1001"))
    world.do(cmd.TellHolder(case_id, "证明系伪造"), world.staff("1001"))
    world.do(cmd.HearStatement(case_id, "李㛃", "无异议"), world.staff("1001"))
    world.do(cmd.CheckCase(case_id), world.staff("1003"))
    world.do(cmd.RevokePermit(case_id, "证明系伪造"), world.staff("1003"))
    world.do(cmd.HandOverResult(case_id), world.staff("1001"))
    return case_id


def test_a_proceeding_is_to_revoke_or_to_cancel_and_nothing_else(desk: Desk) -> None:
    command = cmd.OpenProceeding("外证1号", "吊销", FRAUD, "证明系伪造", "101", desks.person())
    with pytest.raises(Refused) as caught:
        desk.do(command, staff(desk, "1001"), at("2026-11-23 10:00"))
    assert (caught.value.reason, caught.value.told) == (Reason.COMMAND_MALFORMED, {"field": "way"})


def test_a_hall_issued_certificate_says_itself_whose_it_is(desk: Desk) -> None:
    """Item and holder told beside a certificate on file change nothing: the register knows better."""
    case_id = desks.receive(desk)
    desks.carry(desk, case_id)
    made = desks.the_case(desk, case_id).certificate
    assert made is not None
    desk.do(cmd.HandOverResult(case_id), staff(desk, "1001"), at("2026-11-23 11:00"))
    command = cmd.OpenProceeding(made.number, "revoke", FRAUD, "证明系伪造", "106", COMPANY)
    (begun,) = desk.do(command, staff(desk, "1001"), at("2026-11-24 10:00")).case_ids
    case = desks.the_case(desk, begun)
    assert (case.item.number, case.applicant, case.about) == ("101", desks.person(), made.number)


# -- fees at the windows that take them


@pytest.mark.parametrize(
    ("opened", "item", "clerk", "yuan", "basis"),
    [
        ("012", "603", "任刚", "20.00元", "《中华人民共和国居民身份证法》第二十一条"),
        ("014", "811", "彭勇", "80.00元", "《中华人民共和国民法典》第二百二十三条"),
    ],
    indirect=["opened"],
)
def test_a_published_fee_is_told_and_paid_as_published(
    opened: Play, item: str, clerk: str, yuan: str, basis: str
) -> None:
    opened.play(f"2026-11-23 09:30 {clerk} 收件 {item}")
    opened.play(f"2026-11-23 09:40 {clerk} 受理")
    told = the_paper(opened.play(f"2026-11-23 09:50 {clerk} 缴费通知"))
    assert dict(told.facts)["应缴金额"] == yuan
    assert basis in dict(told.facts)["收费依据"]
    paid = the_paper(opened.play(f"2026-11-23 09:55 {clerk} 缴费登记 川财票0001"))
    assert (dict(paid.facts)["缴费金额"], dict(paid.facts)["财政票据号"]) == (yuan, "川财票0001")


# -- what an act touched


def test_copies_sent_beside_two_green_cases_are_no_cases_of_their_own(desk: Desk) -> None:
    command = cmd.ReceiveApplication(("101", "106"), COMPANY, lines_for(desk, ("101", "106")), green=True)
    done = desk.do(command, staff(desk, "1001"), at("2026-11-23 09:30"))
    assert len(done.case_ids) == 2
    assert all(desk.case(case_id) for case_id in done.case_ids)
    (copy,) = desk.reading.opinions(done.case_ids[0])
    assert copy.opinion_id not in done.case_ids
