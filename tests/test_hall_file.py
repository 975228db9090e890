"""The hall file: who may do what, under which instrument, from when to when; and what no instrument can order."""

from __future__ import annotations

import tomllib
from datetime import date
from typing import Any

import pytest
from desks import DATA

from windowdesk.desk import Desk
from windowdesk.models.parties import Customs, Delegation, Hall, Proxy, StandIn
from windowdesk.store import hallfile
from windowdesk.store.hallfile import HallFileError

WHOLE = tomllib.loads((DATA / "demo-hall.toml").read_text(encoding="utf-8"))
PRESS, CULTURE, HEALTH = "新闻出版局", "文化广播电视和旅游局", "卫生健康局"


def instrument(number: str, department: str, staff: str = "1003", **more: Any) -> dict[str, Any]:
    """An instrument of delegation as a hall file has it."""
    entry = {"instrument": number, "department": department, "staff": staff, "items": ["*"], "steps": ["decide"]}
    return entry | {"from": date(2026, 1, 1), "to": date(2026, 12, 31)} | more


def entrusted(number: str, department: str, organ: str, **more: Any) -> dict[str, Any]:
    """An instrument that entrusts another organ, announced."""
    return instrument(number, department, organ=organ, announced="苍公告〔2026〕1号", **more)


def read(**changes: Any) -> dict[tuple[str, str], Any]:
    """The demonstration hall with some tables otherwise."""
    return hallfile.read({**WHOLE, **changes})


# -- instruments


def test_an_instrument_is_read_with_its_scope_and_dates() -> None:
    found = read(delegation=[instrument("甲〔2026〕1号", HEALTH, items=["510824-WSJK-001"])])
    (one,) = (part for (kind, _), part in found.items() if kind == "delegation")
    items, days = ("510824-WSJK-001",), (date(2026, 1, 1), date(2026, 12, 31))
    assert one == Delegation("甲〔2026〕1号", HEALTH, "1003", items, ("decide",), *days)


@pytest.mark.parametrize(
    ("staff", "item", "step", "on", "alive"),
    [
        ("1003", "A", "decide", date(2026, 1, 1), True),
        ("1003", "A", "decide", date(2026, 12, 31), True),
        ("1003", "A", "decide", date(2025, 12, 31), False),
        ("1003", "A", "decide", date(2027, 1, 1), False),
        ("1003", "B", "decide", date(2026, 6, 1), False),
        ("1003", "A", "check", date(2026, 6, 1), False),
        ("1001", "A", "decide", date(2026, 6, 1), False),
    ],
)
def test_an_instrument_covers_its_person_item_step_and_days_alone(
    staff: str, item: str, step: str, on: date, alive: bool
) -> None:
    one = hallfile.delegation(instrument("甲〔2026〕1号", HEALTH, items=["A"]))
    assert one.covers(staff, item, step, on) is alive


def test_a_stand_in_and_a_proxy_are_read_with_their_dates() -> None:
    found = read()
    days = (date(2026, 11, 1), date(2026, 11, 30))
    assert StandIn("1151", "007", *days, "中心顶岗〔2026〕3号") in found.values()
    proxy = next(part for part in found.values() if isinstance(part, Proxy) and part.window == "007")
    assert (proxy.department, proxy.instrument, proxy.steps) == (PRESS, "苍新出代〔2026〕1号", ("receive", "accept"))
    assert proxy.covers("007", PRESS, "X", "accept", date(2026, 12, 31))
    assert not proxy.covers("007", PRESS, "X", "accept", date(2027, 1, 1))
    assert not proxy.covers("007", PRESS, "X", "decide", date(2026, 6, 1))
    assert not proxy.covers("009", PRESS, "X", "accept", date(2026, 6, 1))


# -- entrusting another organ (行政许可法 第二十四条)


def test_another_organ_of_the_hall_can_be_entrusted_when_it_is_announced() -> None:
    found = read(delegation=[entrusted("甲〔2026〕1号", PRESS, CULTURE)])
    (one,) = (part for part in found.values() if isinstance(part, Delegation))
    assert (one.department, one.organ, one.announced) == (PRESS, CULTURE, "苍公告〔2026〕1号")


@pytest.mark.parametrize("organ", ["政务服务中心", "某某行业协会", PRESS])
def test_only_another_administrative_organ_can_be_entrusted(organ: str) -> None:
    with pytest.raises(HallFileError, match=r"第二十四条第一款.*only another administrative organ"):
        read(delegation=[entrusted("甲〔2026〕1号", PRESS, organ)])


def test_what_is_entrusted_must_be_announced() -> None:
    with pytest.raises(HallFileError, match=r"第二十四条第一款.*announced"):
        read(delegation=[instrument("甲〔2026〕1号", PRESS, organ=CULTURE)])


@pytest.mark.parametrize(
    ("first", "second"),
    [(["*"], ["*"]), (["A"], ["A"]), (["A", "B"], ["A"]), (["A"], ["B", "A"])],
    ids=str,
)
def test_what_is_entrusted_cannot_be_entrusted_again_not_even_in_part(first: list[str], second: list[str]) -> None:
    chain = [
        entrusted("甲〔2026〕1号", PRESS, CULTURE, items=first),
        entrusted("乙〔2026〕1号", CULTURE, HEALTH, items=second),
    ]
    for table in (chain, chain[::-1]):
        with pytest.raises(HallFileError, match=r"第二十四条第三款.*no further entrusting"):
            read(delegation=table)


def test_an_entrusted_organ_may_entrust_matters_of_its_own() -> None:
    own = [
        entrusted("甲〔2026〕1号", PRESS, CULTURE, items=["A"]),
        entrusted("乙〔2026〕1号", CULTURE, HEALTH, items=["B"]),
    ]
    assert len([part for part in read(delegation=own).values() if isinstance(part, Delegation)]) == 2


def test_a_persons_own_instrument_entrusts_nobody() -> None:
    found = read(delegation=[instrument("甲〔2026〕1号", PRESS), instrument("乙〔2026〕1号", CULTURE)])
    assert [part.organ for part in found.values() if isinstance(part, Delegation)] == ["", ""]


# -- hours, heads, remedies, customs


def test_the_hours_of_a_day_are_the_exception_that_covers_it_and_else_the_usual() -> None:
    hall = read()[("hall", "")]
    assert isinstance(hall, Hall)
    spring, usual = (("08:30", "12:00"), ("13:00", "17:30")), (("09:00", "12:00"), ("13:00", "17:00"))
    days = (date(2026, 2, 23), date(2026, 2, 24), date(2026, 3, 31), date(2026, 4, 1))
    assert [hall.hours_on(day) for day in days] == [usual, spring, spring, usual]


def test_of_two_exceptions_the_newer_holds() -> None:
    hours = [
        {"since": date(2026, 6, 1), "until": date(2026, 8, 31), "hours": [["08:00", "12:00"]]},
        {"since": date(2026, 7, 1), "until": date(2026, 7, 31), "hours": [["07:00", "11:00"]]},
    ]
    hall = read(hall=WHOLE["hall"] | {"hours": hours})[("hall", "")]
    found = [hall.hours_on(date(2026, month, 15)) for month in (6, 7, 8)]
    assert found == [(("08:00", "12:00"),), (("07:00", "11:00"),), (("08:00", "12:00"),)]


def test_every_organ_names_the_head_who_may_extend_and_the_hall_the_governments() -> None:
    found = read()
    assert all(part.head for (kind, _), part in found.items() if kind == "department")
    assert found[("hall", "")].government_head


def test_an_organ_led_from_above_is_reviewed_by_its_superior_and_no_other_is() -> None:
    found = {part.name: part.reconsideration for (kind, _), part in read().items() if kind == "department"}
    assert {name: organ for name, organ in found.items() if organ} == {
        "烟草专卖局": "广元市烟草专卖局",
        "税务局": "国家税务总局广元市税务局",
    }


def test_customs_are_off_unless_a_hall_turns_them_on() -> None:
    assert read()[("customs", "")] == Customs()
    bare = {key: value for key, value in WHOLE.items() if key != "customs"}
    assert ("customs", "") not in hallfile.read(bare)
    assert read(customs={"veto": True})[("customs", "")] == Customs(veto=True)


def test_a_custom_is_on_or_off_and_nothing_else() -> None:
    with pytest.raises(HallFileError, match=r"customs.*wrong entry"):
        read(customs={"veto": "yes"})


# -- in the store


def test_what_a_hall_file_says_is_kept_as_it_was_read(desk: Desk) -> None:
    found, kept = read(), desk.setting
    parts = {kind: [part for (one, _), part in found.items() if one == kind] for kind, _ in found}
    assert kept.hall == found[("hall", "")]
    assert list(kept.delegations) == parts["delegation"]
    assert list(kept.proxies) == parts["proxy"]
    assert list(kept.standins) == parts["standin"]
    assert list(kept.departments.values()) == parts["department"]
    assert kept.customs == Customs()
