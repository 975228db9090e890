"""The doctor warns of what will one morning keep the window from acting, while there is time to mend it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from desks import at

from windowdesk import i18n
from windowdesk.desk import Desk
from windowdesk.desk.doctor import examine
from windowdesk.models.parties import Delegation, Proxy, StandIn
from windowdesk.store import hallfile

FINANCE = "财政局"


def warnings(desk: Desk, when: str, topic: str) -> list[str]:
    found = examine(desk.home, at(when))
    return [one.sentence for one in found if one.topic == topic and one.level == "warning"]


def save(desk: Desk, *parts: object) -> None:
    """Parts of the hall file, under names of their own."""
    kinds = {Delegation: "delegation", Proxy: "proxy", StandIn: "standin"}
    with desk.store.write() as db:
        hallfile.save(db, {(kinds[type(part)], f"new{n}"): part for n, part in enumerate(parts)})
    desk.reload()


def next_year(one: Delegation | Proxy) -> Delegation | Proxy:
    return replace(one, instrument="新〔2027〕1号", valid_from=date(2027, 1, 1), valid_to=date(2027, 12, 31))


def mine(desk: Desk, department: str = FINANCE, staff: str = "1003") -> Delegation:
    found = [one for one in desk.setting.delegations if (one.staff, one.department) == (staff, department)]
    return max(found, key=lambda one: one.valid_to)


def test_an_instrument_is_warned_of_thirty_days_before_it_ends(desk: Desk) -> None:
    assert not [one for one in warnings(desk, "2026-11-30 09:00", "instruments") if "授权" in one]
    found = warnings(desk, "2026-12-01 09:00", "instruments")
    assert any("授权 苍财委〔2026〕1号（李国栋 财政局）2026-12-31 到期" in one for one in found)
    assert any("代理接办 苍新出代〔2026〕1号（新闻出版局）2026-12-31 到期" in one for one in found)
    assert not [one for one in found if "住房" in one], "other windows have their own doctor"
    assert not [one for one in found if "〔2025〕" in one], "another instrument went on from it"
    over = warnings(desk, "2027-01-04 09:00", "instruments")
    assert any("苍财委〔2026〕1号（李国栋 财政局）已于 2026-12-31 到期" in one for one in over)
    i18n.choose("en")
    assert any("ended on 2026-12-31" in one for one in warnings(desk, "2027-01-04 09:00", "instruments"))


def test_a_stand_in_is_warned_of_too(desk: Desk) -> None:
    assert warnings(desk, "2026-11-23 09:00", "instruments") == [
        "顶岗 中心顶岗〔2026〕3号（唐晓燕）2026-11-30 到期，期满即不能办理，请换发后更新大厅资料"
    ]
    assert warnings(desk, "2026-10-01 09:00", "instruments") == []


def test_nothing_is_said_once_another_instrument_goes_on(desk: Desk) -> None:
    proxy = next(one for one in desk.setting.proxies if one.window == "007")
    save(desk, next_year(mine(desk)), next_year(proxy))
    found = warnings(desk, "2026-12-20 09:00", "instruments")
    assert not [one for one in found if "苍财委〔2026〕1号" in one or "代理接办" in one]
    assert [one for one in found if "苍财委〔2026〕2号" in one], "the other person's is still to be renewed"


@pytest.mark.parametrize(
    "changes",
    [{"valid_from": date(2027, 1, 2)}, {"steps": ("review",)}, {"items": ("510824-CZJ-002",)}, {"staff": "1001"}],
    ids=["a day's gap", "fewer steps", "fewer items", "somebody else"],
)
def test_one_that_gives_less_does_not_go_on_from_it(desk: Desk, changes: dict[str, object]) -> None:
    save(desk, replace(next_year(mine(desk)), **changes))
    assert any("苍财委〔2026〕1号" in one for one in warnings(desk, "2026-12-20 09:00", "instruments"))


def test_a_department_without_a_head_cannot_extend(desk: Desk) -> None:
    assert warnings(desk, "2026-10-01 09:00", "heads") == []
    departments, hall = desk.setting.departments, desk.setting.hall
    with desk.store.write() as db:
        hallfile.save(db, {("department", FINANCE): replace(departments[FINANCE], head="")})
        hallfile.save(db, {("department", "公安局"): replace(departments["公安局"], head="")})
        hallfile.save(db, {("hall", ""): replace(hall, government_head="")})
    found = warnings(desk, "2026-10-01 09:00", "heads")
    assert [one.split(" ")[0] for one in found] == [FINANCE, hall.government], "the police are at another window"
    assert all("不能延长期限" in one for one in found)


def test_a_calendar_that_ends_within_sixty_days_says_what_to_run(desk: Desk) -> None:
    assert warnings(desk, "2026-11-01 09:00", "calendar") == []
    (told,) = warnings(desk, "2026-11-02 09:00", "calendar")
    assert "知至 2026-12-31" in told and "windowdesk calendar import" in told
