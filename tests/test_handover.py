"""移交: a case passes to another window of the organ's feed, and only that window goes on with it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import desks
import hall_fixtures
import pytest
from desks import at, staff
from keyboard import sitting
from test_opinions import exchange, same_after_rebuild

from windowdesk import config, i18n, words
from windowdesk.desk import Desk
from windowdesk.models import commands as cmd
from windowdesk.models import events as ev
from windowdesk.models.case import Status
from windowdesk.models.refusal import Reason, Refused
from windowdesk.store import lists

postgres_place = hall_fixtures.postgres_place
TEN = "2026-11-23 10:00"
HERE, THERE = "510824-007.1", "510824-015"


@pytest.fixture(scope="session")
def prepared_second(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of window 015, which takes in the same organ's matters as window 007."""
    return desks.make_home(tmp_path_factory.mktemp("second_of_the_organ"), "015")


def desk_at(hall: str, home: Path, folder: Path) -> Desk:
    """A desk of its own in that folder, copied from a prepared one and told where its hall is."""
    found = desks.copied(home, folder)
    old = config.read_settings(found)
    config.write_settings(found, config.Settings(old.window, old.incarnation, hall, old.print_to, old.demo))
    return Desk.open(found)


def pair_at(hall: str, prepared: Path, prepared_second: Path, folder: Path) -> tuple[Desk, Desk]:
    """Windows 007 and 015 at one hall."""
    for name in ("first", "second"):
        (folder / name).mkdir()
    return desk_at(hall, prepared, folder / "first"), desk_at(hall, prepared_second, folder / "second")


@pytest.fixture
def pair(prepared: Path, prepared_second: Path, tmp_path: Path) -> Iterator[tuple[Desk, Desk]]:
    """Windows 007 and 015 at an embedded hall."""
    (tmp_path / "hall").mkdir()
    first, second = pair_at(str(tmp_path / "hall"), prepared, prepared_second, tmp_path)
    yield first, second
    first.close()
    second.close()


def handed(first: Desk, case_id: str, to: str = "015", why: str = "人员调休") -> ev.CaseHandedOver:
    """The case goes to another window."""
    done = first.do(cmd.HandOverCase(case_id, to, why), staff(first, "1001"), at(TEN))
    event = done.events[0].event
    assert isinstance(event, ev.CaseHandedOver)
    return event


def goes_on_there(first: Desk, second: Desk) -> None:
    """The whole way of a case that is received here and decided there."""
    case_id = desks.receive(first, item="104")
    first.do(cmd.AcceptCase(case_id), staff(first, "1001"), at("2026-11-23 09:40"))
    before = desks.the_case(first, case_id)
    event = handed(first, case_id)
    assert (event.to, event.reason, event.cites) == ("015", "人员调休", ("行政许可法 第二十六条第一款",))
    exchange(first, second)
    for desk in (first, second):
        case = desks.the_case(desk, case_id)
        assert (case.holder, case.at_window, case.window, case.version) == (THERE, "015", "007", before.version + 1)
    with pytest.raises(Refused) as not_here:
        first.do(cmd.ReviewCase(case_id), staff(first, "1001"), at(TEN))
    assert (not_here.value.reason, not_here.value.told["window"]) == (Reason.CASE_ELSEWHERE, "015")

    second.do(cmd.ReviewCase(case_id), staff(second, "1151"), at("2026-11-23 11:00"))
    done = second.do(cmd.WithdrawApplication(case_id, "不办了"), staff(second, "1151"), at("2026-11-23 11:30"))
    assert all("〔2026〕0151-" in number for number in done.papers), "papers are the new window's own"
    assert {entry.stream for entry in done.events} == {"510824-015.1"}
    paper = next(entry.event.notice for entry in done.events if isinstance(entry.event, ev.PaperDrawn))
    assert paper.seal is not None and paper.seal.impression.startswith("0151")
    exchange(second, first)
    assert desks.the_case(first, case_id) == desks.the_case(second, case_id)
    assert desks.the_case(first, case_id).status is Status.CLOSED
    same_after_rebuild(first, second)


def test_what_is_handed_over_goes_on_at_the_other_window_and_there_alone(pair: tuple[Desk, Desk]) -> None:
    goes_on_there(*pair)


def test_the_same_at_a_hall_on_postgresql(
    postgres_place: hall_fixtures.Postgres, prepared: Path, prepared_second: Path, tmp_path: Path
) -> None:
    postgres_place.open().close()
    first, second = pair_at(postgres_place.setting, prepared, prepared_second, tmp_path)
    goes_on_there(first, second)
    first.close()
    second.close()


def test_the_lists_of_both_windows_show_who_has_it(pair: tuple[Desk, Desk]) -> None:
    first, second = pair
    kept, given = desks.receive(first), desks.receive(first, applicant=desks.person(2))
    exchange(first, second)
    assert [row.case_id for row in second.reading.today()] == []
    handed(first, given)
    assert [row.case_id for row in first.reading.today()] == [kept]
    assert first.reading.count_today() == 1
    exchange(first, second)
    assert [(row.case_id, row.window) for row in second.reading.today()] == [(given, "015")]
    assert {row.case_id: row.window for row in first.reading.newest()} == {kept: "007", given: "015"}
    assert first.reading.found(given)[0].window == "015"


def test_time_passes_where_the_case_is(pair: tuple[Desk, Desk]) -> None:
    first, second = pair
    case_id = desks.receive(first)
    handed(first, case_id)
    exchange(first, second)
    late = at("2026-12-02 09:00")
    assert lists.waiting_for_time(first.store.read(), first.stream, late.date()) == []
    assert first.open_day(late) == ()
    written = second.open_day(late)
    assert [type(entry.event).__name__ for entry in written] == ["CaseAccepted", "PaperDrawn"]
    assert {entry.stream for entry in written} == {second.stream}
    assert lists.open_ids(second.store.read(), second.stream) == [case_id]
    assert lists.open_ids(first.store.read(), first.stream) == []


def test_any_later_register_of_the_window_named_goes_on(pair: tuple[Desk, Desk]) -> None:
    first, _ = pair
    case_id = desks.receive(first)
    handed(first, case_id)
    case = desks.the_case(first, case_id)
    assert case.held_by("510824-015.1") and case.held_by("510824-015.2")
    assert not any(case.held_by(one) for one in (HERE, "510824-0151.1", "510825-015.1"))


def test_it_can_come_back(pair: tuple[Desk, Desk]) -> None:
    first, second = pair
    case_id = desks.receive(first)
    handed(first, case_id)
    exchange(first, second)
    second.do(cmd.HandOverCase(case_id, "007", "当事人要求"), staff(second, "1151"), at("2026-11-23 11:00"))
    exchange(second, first)
    first.do(cmd.AcceptCase(case_id), staff(first, "1001"), at("2026-11-23 11:30"))
    exchange(first, second)
    assert desks.the_case(second, case_id).status is Status.ACCEPTED
    same_after_rebuild(first, second)


@pytest.mark.parametrize(
    ("to", "why", "by", "reason"),
    [
        ("008", "人员调休", "1001", Reason.WINDOW_UNFIT),
        ("007", "人员调休", "1001", Reason.WINDOW_UNFIT),
        ("099", "人员调休", "1001", Reason.WINDOW_UNFIT),
        ("015", "  ", "1001", Reason.REASON_MISSING),
        ("015", "人员调休", "1004", Reason.NO_DELEGATION),
        ("015", "人员调休", "1081", Reason.NOT_THIS_WINDOW),
        ("015", "人员调休", "1005", Reason.TEMPORARY_STAFF),
    ],
)
def test_who_may_hand_over_and_where_to(desk: Desk, to: str, why: str, by: str, reason: Reason) -> None:
    case_id = desks.receive(desk)
    with pytest.raises(Refused) as refused:
        desk.do(cmd.HandOverCase(case_id, to, why), staff(desk, by), at(TEN))
    assert refused.value.reason is reason
    assert refused.value.article
    if reason is Reason.WINDOW_UNFIT:
        assert "015 " in words.sentence(refused.value), "the windows that could take it are named"
    assert desks.the_case(desk, case_id).holder == HERE


def test_a_closed_case_stays_where_it_is(desk: Desk) -> None:
    case_id = desks.receive(desk)
    desk.do(cmd.WithdrawApplication(case_id, "不办了"), staff(desk, "1001"), at(TEN))
    with pytest.raises(Refused) as refused:
        handed(desk, case_id)
    assert refused.value.reason is Reason.CASE_CLOSED


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("zh", "移交 015 号窗口：人员调休"), ("en", "Handed over to window 015: 人员调休")],
)
def test_the_history_says_so(desk: Desk, language: str, sentence: str) -> None:
    case_id = desks.receive(desk)
    handed(desk, case_id)
    i18n.choose(language)
    assert words.history(desk.reading.history(case_id)[-1]) == sentence


async def test_one_key_asks_for_the_window_and_the_reason(desk: Desk) -> None:
    desk.set_pin("1001", "2468")
    case_id = desks.receive(desk)
    async with sitting(desk) as keyboard:
        await keyboard.press("enter", "Z")
        assert "移交别的窗口" in keyboard.seen() and "015" in keyboard.seen()
        await keyboard.press("enter")
        await keyboard.fill("人员调休")
        await keyboard.press("f2")
        assert "移交 015 号窗口" in keyboard.seen()
        await keyboard.press("a")
        assert "号窗口办理，本窗口只能查看" in keyboard.seen()
        assert "由 015 号窗口办理" in keyboard.seen()
    assert desks.the_case(desk, case_id).holder == THERE
