"""The doctor warns of what will one morning keep the window from acting, while there is time to mend it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from commandline import CommandLine
from desks import at, carry, person, receive, rows

from windowdesk import i18n
from windowdesk.desk import Desk, doctor
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


# -- the rows that screens read


def of_rows(desk: Desk, **asked: bool) -> list[tuple[str, str]]:
    found = examine(desk.home, at("2026-11-23 17:00"), **asked)
    return [(one.level, one.sentence) for one in found if one.topic == "rows"]


@pytest.fixture
def worked(desk: Desk) -> Desk:
    """A desk with a finished case; it stays open, as a window's does in the morning."""
    carry(desk, receive(desk))
    return desk


@pytest.fixture
def cli(worked: Desk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    return CommandLine(worked.home, monkeypatch, capsys)


@pytest.mark.parametrize(
    ("change", "table"),
    [
        ("UPDATE case_row SET next_due='2026-01-01'", "case_row"),
        ("DELETE FROM paper_row WHERE rowid=1", "paper_row"),
        ("INSERT INTO bar_row VALUES ('1','2','promise','2027-01-01','','3')", "bar_row"),
        ("UPDATE counter SET value=value-1", "counter"),
        ("INSERT INTO case_grams (rowid, grams) VALUES (7, '别人')", "case_grams"),
    ],
)
def test_rows_that_the_register_does_not_say_are_named_and_how_to_mend_them(
    worked: Desk, cli: CommandLine, change: str, table: str
) -> None:
    assert of_rows(worked) == [("ok", "各表与登记簿一致")]
    with worked.store.write() as db:
        db.execute(change)
    before = rows(worked.store.read())
    assert of_rows(worked) == [("fault", f"下列各表与登记簿不符：{table}，请运行 windowdesk rebuild")]
    assert rows(worked.store.read()) == before, "looking mends nothing"
    i18n.choose("en")
    assert of_rows(worked) == [("fault", f"not what the register says: {table}; run windowdesk rebuild")]
    assert cli("rebuild").code == 0
    assert of_rows(worked) == [("ok", "各表与登记簿一致")]


def test_a_damaged_register_is_not_to_be_rebuilt_from(worked: Desk) -> None:
    with worked.store.write() as db:
        db.execute("UPDATE register SET line=replace(line, '李㛃', '李四') WHERE kind='CaseReceived'")
    assert of_rows(worked) == []
    assert any(one.level == "fault" and one.topic == "register" for one in examine(worked.home, at("2026-11-24 09:00")))


def test_a_long_register_is_compared_when_asked(
    worked: Desk, cli: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "COMPARED", 10)
    ((level, told),) = of_rows(worked)
    assert level == "ok" and "windowdesk doctor --rows" in told
    assert of_rows(worked, rows=True) == [("ok", "各表与登记簿一致")]
    receive(worked, "2026-11-23 16:00", applicant=person(2))
    told = cli("doctor", "--rows").out
    assert "各表与登记簿一致" in told
