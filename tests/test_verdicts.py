"""裁定: what two desks apart did to one matter, told to both, ruled by the hall office, folded alike by everybody."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import desks
import hall_fixtures
import pytest
import towns
from commandline import CommandLine
from desks import at, staff
from keyboard import sitting
from msgspec import structs
from test_handover import desk_at
from test_handover import prepared_second as second_home
from test_office import plan_of
from test_opinions import answer, ask
from towns import ELEVEN, NOON, TEN, Town

from windowdesk import config, i18n, words
from windowdesk.desk import Desk, judging, office, ruling, setup, syncing
from windowdesk.hall import open_hall
from windowdesk.models import commands as cmd
from windowdesk.models import events as ev
from windowdesk.models.case import Status
from windowdesk.models.dispute import Claim, standing
from windowdesk.models.refusal import Reason, Refused
from windowdesk.store import arrivals, beside, lists, register

prepared_second = second_home
postgres_place, walled_place = hall_fixtures.postgres_place, hall_fixtures.walled_place
town, served_town = towns.town, towns.served_town


def said(desk: Desk, case_id: str) -> list[Any]:
    """What the hall office said beside a case."""
    return [entry.event for entry, fallen in beside.lines(desk.store.read(), case_id) if not fallen]


# -- received twice


def received_twice(town: Town, item: str = "101") -> tuple[str, str]:
    """The same application at two windows that do not hear of each other."""
    one = desks.receive(town.first, "2026-11-23 09:30", item)
    two = desks.receive(town.second, "2026-11-23 09:40", item, by="1151")
    return one, two


def test_two_windows_that_took_the_same_application_are_both_told(town: Town) -> None:
    one, two = received_twice(town)
    town.sync(town.second, town.first, town.bureau, *town.desks)
    for desk in town.desks:
        assert desks.the_case(desk, one).twins == (two,)
        assert desks.the_case(desk, two).twins == (one,)
        assert desks.the_case(desk, one).open and desks.the_case(desk, two).open
    lines = [words.history(line) for line in town.first.reading.history(one)]
    assert lines[-1] == f"两头受理：同一申请另在 015 号窗口收件，编号 {two}"
    assert words.beside(desks.the_case(town.first, one)) == [f"同一申请另有办件 {two}"]
    town.alike(one)
    before = register.head(town.bureau.store.read(), town.bureau.stream)
    town.settle()
    assert register.head(town.bureau.store.read(), town.bureau.stream) == before, "once is enough"


def test_a_supervisor_rules_and_the_other_is_returned_by_its_window(town: Town) -> None:
    one, two = received_twice(town)
    town.settle()
    ((dispute),) = ruling.disputes(town.bureau)
    assert (dispute.kind, dispute.state, dispute.first) == ("duplicate", "open", one)
    assert dispute.rule == "行政许可法 第二十六条第一款"
    assert [(side.window, side.received_at[11:16]) for side in dispute.sides] == [("007", "09:30"), ("015", "09:40")]
    assert all(side.position and side.reached_at for side in dispute.sides)
    ruling.rule_duplicate(town.bureau, two, one, "先收件", town.supervisor(), at(NOON))
    town.settle()
    assert ruling.disputes(town.bureau)[0].state == "ruled"
    assert (desks.the_case(town.first, one).main, desks.the_case(town.second, two).main) == ("", one)
    with pytest.raises(Refused) as refused:
        town.second.do(cmd.AcceptCase(two), staff(town.second, "1151"), at(NOON))
    assert refused.value.reason is Reason.CASE_GOES_ON_ELSEWHERE
    assert one in words.sentence(refused.value)
    with pytest.raises(Refused) as not_this:
        town.first.do(cmd.ReturnDuplicate(one), staff(town.first, "1001"), at(NOON))
    assert not_this.value.reason is Reason.NOT_DUPLICATE
    with pytest.raises(Refused):
        town.first.do(cmd.ReturnDuplicate(two), staff(town.first, "1001"), at(NOON))
    assert cmd.ReturnDuplicate in town.second.reading.offered(desks.the_case(town.second, two))
    done = town.second.do(cmd.ReturnDuplicate(two), staff(town.second, "1151"), at(NOON))
    paper = next(entry.event.notice for entry in done.events if isinstance(entry.event, ev.PaperDrawn))
    assert one in "".join(paper.paragraphs) and paper.heading == "退件通知单"
    town.first.do(cmd.AcceptCase(one), staff(town.first, "1001"), at(NOON))
    town.settle()
    assert desks.the_case(town.first, two).closed == ev.CaseClosed(
        "duplicate", at(NOON).date(), ("行政许可法 第二十六条第一款",)
    )
    town.alike(one)
    town.alike(two)


def test_silence_accepts_nothing_of_an_application_that_goes_on_elsewhere(town: Town) -> None:
    one, two = received_twice(town)
    town.settle()
    ruling.rule_duplicate(town.bureau, one, one, "先收件", town.supervisor(), at(NOON))
    town.settle()
    assert town.second.open_day(at("2026-12-07 09:00")) == ()
    assert [entry.case_id for entry in town.first.open_day(at("2026-12-07 09:00"))] == [one, one]
    withdrawn = town.second.do(
        cmd.WithdrawApplication(two, "不办了"), staff(town.second, "1151"), at("2026-12-07 10:00")
    )
    event = withdrawn.events[0].event
    assert isinstance(event, ev.ApplicationWithdrawn) and one in event.reason


def test_where_numbers_are_limited_the_order_of_acceptance_decides(town: Town) -> None:
    for desk in town.desks:
        with desk.store.write() as db:
            db.execute("UPDATE item SET body=json_set(body, '$.limited', json('true')) WHERE number='101'")
        desk.reload()
    one, two = received_twice(town)
    town.second.do(cmd.AcceptCase(two), staff(town.second, "1151"), at(TEN))
    town.first.do(cmd.AcceptCase(one), staff(town.first, "1001"), at(ELEVEN))
    town.settle()
    (dispute,) = ruling.disputes(town.bureau)
    assert (dispute.first, dispute.rule) == (two, "行政许可法 第五十七条")
    assert [side.accepted_at[11:16] for side in dispute.sides] == ["11:00", "10:00"]


def test_a_case_that_was_over_is_no_twin(town: Town) -> None:
    one = desks.receive(town.first)
    town.first.do(cmd.WithdrawApplication(one, "不办了"), staff(town.first, "1001"), at(TEN))
    two = desks.receive(town.second, ELEVEN, by="1151")
    town.sync(town.second, town.first, town.bureau, *town.desks)
    assert said(town.bureau, one) == [] == said(town.bureau, two)


# -- one step twice


def taken_away(town: Town) -> str:
    """A case of window 007 that the office gave to 015 while 007 was apart and went on with it."""
    case_id = desks.receive(town.first)
    town.sync(town.first, town.bureau)
    ruling.reassign(town.bureau, case_id, "015", "机器损坏", town.supervisor(), at(TEN))
    town.first.do(cmd.AcceptCase(case_id), staff(town.first, "1001"), at(TEN))
    town.sync(town.bureau, town.second)
    town.second.do(cmd.AcceptCase(case_id), staff(town.second, "1151"), at(ELEVEN))
    return case_id


def clash_is_ruled(town: Town) -> None:
    """Before the verdict everybody stops at the common part; after it everybody has what came first."""
    case_id = taken_away(town)
    town.sync(town.second, town.first, town.second)
    for desk in town.desks:
        case = desks.the_case(desk, case_id)
        assert (case.stopped, case.version, case.status) == ("clash", 2, Status.RECEIVED)
        assert desk.reading.offered(case) in ((), (cmd.ReprintPaper, cmd.ShowIdentity))
        assert desk.open_day(at("2026-12-07 09:00")) == ()
        (row,) = desk.reading.found(case_id)
        assert row.stopped == "clash"
    with pytest.raises(Refused) as stopped:
        town.first.do(cmd.AcceptCase(case_id), staff(town.first, "1001"), at(NOON))
    assert stopped.value.reason is Reason.CASE_STOPPED
    town.sync(town.bureau, *town.desks)
    (event,) = said(town.first, case_id)
    assert isinstance(event, ev.VersionClash)
    assert (event.version, event.stream, [one[0] for one in event.fallen]) == (3, "510824-000.1", [town.first.stream])
    for desk in town.desks:
        case = desks.the_case(desk, case_id)
        assert (case.stopped, case.status, case.at_window, case.version) == ("", Status.ACCEPTED, "015", 5)
    fallen = [line for line in town.first.reading.history(case_id) if line.beside]
    assert [words.history(line)[:5] for line in fallen] == ["【不生效】"] * 2
    assert {line.stream for line in fallen} == {town.first.stream}
    town.second.do(cmd.ReviewCase(case_id), staff(town.second, "1151"), at(NOON))
    town.settle()
    town.alike(case_id)


def test_what_came_to_the_hall_first_stands_at_every_desk(town: Town) -> None:
    clash_is_ruled(town)


def test_the_same_at_a_hall_on_postgresql(served_town: Town) -> None:
    clash_is_ruled(served_town)


def test_whatever_order_the_lines_come_in_the_case_is_the_same(town: Town, prepared_second: Path) -> None:
    case_id = taken_away(town)
    town.settle()
    town.settle()
    lines = [line for desk in (*town.desks, town.bureau) for line in desks.all_lines(desk)]
    (town.folder / "late").mkdir()
    late = desk_at(town.hall, prepared_second, town.folder / "late")
    for turn in range(len(lines)):
        with late.store.write() as db:
            arrivals.absorb(db, [(lines * 2)[turn * 5 % len(lines)]], [])
    with late.store.write() as db:
        arrivals.absorb(db, lines, [])
    assert desks.the_case(late, case_id) == desks.the_case(town.second, case_id)
    late.close()


def test_a_verdict_of_another_window_counts_for_nothing(town: Town) -> None:
    case_id = taken_away(town)
    town.sync(town.second, town.first, town.second)
    forged = ev.VersionClash(3, town.first.stream, 4, (), at(NOON).date())
    with town.first.store.write() as db:
        place = register.place(db, town.first.stream, at(NOON))
        arrivals.note(db, place, register.Hand("", "000"), [ev.Happening(case_id, forged, "市场监督管理局")])
    assert desks.the_case(town.first, case_id).stopped == "clash"
    town.settle()
    assert desks.the_case(town.first, case_id).at_window == "015"


# -- decided twice


def decided_twice(town: Town, deny: bool) -> str:
    """Window 007 grants while the office has given the case to 015, which decides too."""
    case_id = desks.receive(town.first)
    desks.carry(town.first, case_id, cmd.CheckCase)
    town.sync(town.first, town.bureau)
    ruling.reassign(town.bureau, case_id, "015", "机器损坏", town.supervisor(), at(TEN))
    town.first.do(cmd.DecideCase(case_id), staff(town.first, "1003"), at(TEN))
    town.sync(town.bureau, town.second)
    told = cmd.DecideCase(case_id, not deny, "场所不符合条件" if deny else "", "食品安全法" if deny else "")
    town.second.do(told, staff(town.second, "1003"), at(ELEVEN))
    town.settle()
    return case_id


def test_two_decisions_that_agree_are_both_kept_and_the_case_goes_on(town: Town, monkeypatch: Any) -> None:
    _everywhere(monkeypatch)
    case_id = decided_twice(town, deny=False)
    assert [type(one).__name__ for one in said(town.first, case_id)] == ["VersionClash", "DecidedTwice"]
    assert said(town.first, case_id)[1].effect == "concur"
    assert desks.the_case(town.second, case_id).stopped == ""
    town.second.do(cmd.MakeCertificate(case_id), staff(town.second, "1003"), at(NOON))
    town.settle()
    town.alike(case_id)


@pytest.mark.parametrize("window", ["007", "015"])
def test_opposite_decisions_stop_the_case_until_a_supervisor_rules(town: Town, monkeypatch: Any, window: str) -> None:
    _everywhere(monkeypatch)
    case_id = decided_twice(town, deny=True)
    for desk in town.desks:
        case = desks.the_case(desk, case_id)
        assert (case.stopped, case.status) == ("conflict", Status.DENIED)
    with pytest.raises(Refused) as stopped:
        town.second.do(cmd.HandOverResult(case_id, "李㛃"), staff(town.second, "1151"), at(NOON))
    assert stopped.value.reason is Reason.CASE_STOPPED
    dispute = ruling.disputes(town.bureau)[0]
    assert (dispute.kind, dispute.state) == ("twice", "open")
    assert [side.said for side in dispute.sides] == ["denied", "granted"]
    ruling.rule_clash(town.bureau, case_id, f"510824-{window}.1", "查明事实", town.supervisor(), at(NOON))
    town.settle()
    case = desks.the_case(town.first, case_id)
    granted = window == "007"
    assert (case.stopped, case.at_window) == ("", window)
    assert case.decision is not None and case.decision.granted is granted
    assert not [one for one in ruling.disputes(town.bureau) if one.state == "open"]
    holder = town.first if granted else town.second
    step = cmd.MakeCertificate(case_id) if granted else cmd.HandOverResult(case_id, "李㛃")
    holder.do(step, staff(holder, "1003" if granted else "1151"), at(NOON))
    town.settle()
    town.alike(case_id)


def _everywhere(monkeypatch: Any) -> None:
    """The head of window 007 stands in at 015 too: who may decide is another test's matter."""
    from windowdesk.models import authority

    monkeypatch.setattr(authority, "at_window", lambda setting, act: act.by)


@pytest.mark.parametrize(("second", "effect"), [("agree", "concur"), ("disagree", "conflict")])
def test_a_question_answered_twice(
    town: Town, prepared_neighbour: Path, tmp_path: Path, second: str, effect: str
) -> None:
    asked = [desk_at(town.hall, prepared_neighbour, _made(tmp_path / "asked"))]
    town.sync(asked[0])
    asked.append(_twin(asked[0], tmp_path / "twin"))
    town.others = asked
    case_id, (question, _) = ask(town.first, "2026-11-23 09:00")
    town.sync(town.first, *asked)
    answer(asked[0], question, "agree", when=TEN)
    answer(asked[1], question, second, "通道太窄" if second == "disagree" else "", when=TEN)
    town.sync(*asked, town.bureau, *asked, town.first)
    stop = "conflict" if effect == "conflict" else ""
    assert desks.the_case(town.first, case_id).stopped == stop, "the case of which it was asked stops with it"
    for desk in (*asked, town.first):
        opinion = desk.opinion(question)
        assert opinion is not None and opinion.answer == "agree"
        assert [type(one).__name__ for one in said(desk, question)] == ["VersionClash", "DecidedTwice"]
        assert said(desk, question)[1].effect == effect
    if effect == "conflict":
        with pytest.raises(Refused) as stopped:
            asked[0].do(cmd.GiveOpinion(question, "agree"), staff(asked[0], "1082"), at(NOON))
        assert stopped.value.reason is Reason.CASE_STOPPED
        ruling.rule_clash(town.bureau, question, asked[1].stream, "现场复核", town.supervisor(), at(NOON))
        town.sync(town.bureau, *asked, town.first)
        for desk in (*asked, town.first):
            opinion = desk.opinion(question)
            assert opinion is not None and opinion.answer == "disagree"
    assert desks.the_case(town.first, case_id).stopped == ""


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def _twin(desk: Desk, folder: Path) -> Desk:
    """Another machine of the same window, with a register of its own."""
    home = shutil.copytree(desk.home, folder)
    old = config.read_settings(home)
    config.write_settings(home, config.Settings(old.window, 2, old.hall, old.print_to, old.demo))
    found = Desk.open(home)
    with found.store.write() as db:
        db.execute("DELETE FROM meta WHERE key='stream.1'")
    setup.open_register(found, at("2026-11-23 08:00"))
    return found


# -- one number twice


def test_a_number_given_twice_is_told_and_the_first_keeps_it(town: Town, prepared_second: Path) -> None:
    case_id = desks.receive(town.first)
    other = town.second
    entry = next(entry for entry in arrivals.every(town.first.store.read()) if entry.case_id == case_id)
    assert isinstance(entry.event, ev.CaseReceived)

    forged = structs.replace(entry.event, applicant=desks.person(2, "王五"))
    with other.store.write() as db:
        place = register.place(db, other.stream, at(TEN))
        hand = register.Hand("1151", "015")
        register.append(db, place, hand, [ev.Happening(case_id, forged, "市场监督管理局")], {})
    town.sync(town.first, other, town.first)
    assert {desks.the_case(desk, case_id).stopped for desk in town.desks} == {"clash"}
    town.settle()
    (event,) = said(other, case_id)
    assert isinstance(event, ev.NumberClash)
    assert (event.stream, event.fallen) == (
        town.first.stream,
        ((other.stream, register.head(other.store.read(), other.stream)[0]),),
    )
    town.alike(case_id)
    assert desks.the_case(other, case_id).applicant.name == "李㛃"
    told = [words.history(line) for line in other.reading.history(case_id)]
    assert any("王五" in line and line.startswith("【不生效】") for line in told)


# -- the office


def test_a_case_goes_to_another_window_by_a_supervisor_only(town: Town) -> None:
    case_id = desks.receive(town.first)
    town.sync(town.first, town.bureau)
    for by, to, why, reason in (
        ("1001", "015", "机器损坏", Reason.OFFICE_ONLY),
        ("1004", "008", "机器损坏", Reason.WINDOW_UNFIT),
        ("1004", "015", " ", Reason.REASON_MISSING),
    ):
        with pytest.raises(Refused) as refused:
            ruling.reassign(town.bureau, case_id, to, why, staff(town.bureau, by), at(TEN))
        assert refused.value.reason is reason and refused.value.article
    with pytest.raises(Refused) as elsewhere:
        ruling.reassign(town.first, case_id, "015", "机器损坏", staff(town.first, "1004"), at(TEN))
    assert elsewhere.value.reason is Reason.OFFICE_ONLY
    entry = ruling.reassign(town.bureau, case_id, "015", "机器损坏", town.supervisor(), at(TEN))
    assert (entry.by, entry.version) == ("1004", 3)
    town.settle()
    assert [row.case_id for row in town.second.reading.today()] == [case_id]
    assert words.history(town.first.reading.history(case_id)[-1]) == "大厅办公室指定 015 号窗口办理：机器损坏"
    town.second.do(cmd.AcceptCase(case_id), staff(town.second, "1151"), at(ELEVEN))
    town.settle()
    town.alike(case_id)


def test_a_case_is_given_away_though_an_earlier_order_came_too_late(town: Town) -> None:
    """The window had accepted it before it heard of the first order, which fell; the second one counts."""
    case_id = desks.receive(town.first)
    town.sync(town.first, town.bureau)
    town.first.do(cmd.AcceptCase(case_id), staff(town.first, "1001"), at(TEN))
    town.sync(town.first)
    ruling.reassign(town.bureau, case_id, "015", "机器损坏", town.supervisor(), at(TEN))
    town.settle()
    town.alike(case_id)
    assert desks.the_case(town.second, case_id).at_window == "007"
    assert [type(event) for event in said(town.second, case_id)] == [ev.VersionClash]
    ruling.reassign(town.bureau, case_id, "015", "机器损坏", town.supervisor(), at(NOON))
    town.settle()
    town.alike(case_id)
    assert desks.the_case(town.first, case_id).at_window == "015"
    town.second.do(cmd.ReviewCase(case_id), staff(town.second, "1151"), at(NOON))
    town.settle()
    town.alike(case_id)


def test_of_what_the_office_ordered_falls_what_stood_on_its_fallen_order(town: Town) -> None:
    """Two orders, one on top of the other; the supervisor rules for the window, and later gives the case away."""
    case_id = desks.receive(town.first)
    town.sync(town.first, town.bureau)
    for to in ("015", "007"):
        ruling.reassign(town.bureau, case_id, to, "机器损坏", town.supervisor(), at(TEN))
    town.sync(town.bureau)
    town.first.do(cmd.AcceptCase(case_id), staff(town.first, "1001"), at(TEN))
    town.settle()
    town.alike(case_id)
    assert desks.the_case(town.first, case_id).version == 4
    ruling.rule_clash(town.bureau, case_id, town.first.stream, "先受理", town.supervisor(), at(NOON))
    town.settle()
    town.alike(case_id)
    case = desks.the_case(town.first, case_id)
    assert (case.status, case.stopped, case.at_window) == (Status.ACCEPTED, "", "007")
    ruling.reassign(town.bureau, case_id, "015", "机器损坏", town.supervisor(), at(NOON))
    town.settle()
    town.alike(case_id)
    assert desks.the_case(town.first, case_id).at_window == "015"


def test_a_line_that_was_to_stand_and_is_lost_gives_way(town: Town, prepared: Path) -> None:
    """The hall is put back to before the acceptance came in the office had ruled for; then its disk dies."""
    case_id = desks.receive(town.first)
    town.sync(town.first, town.bureau)
    shutil.copytree(town.hall, town.folder / "backup")
    town.first.do(cmd.AcceptCase(case_id), staff(town.first, "1001"), at(TEN))
    town.sync(town.first)
    ruling.reassign(town.bureau, case_id, "015", "机器损坏", town.supervisor(), at(TEN))
    town.sync(town.bureau)
    assert [event.stream for event in said(town.bureau, case_id)] == [town.first.stream]
    towns.put_back(town.hall, town.folder / "backup", town.first.stream)
    town.sync(town.second)
    town.sync(town.bureau, town.second, town.bureau, town.second)
    ruled = said(town.second, case_id)[-1]
    assert isinstance(ruled, ev.ClashRuled) and (ruled.stream, ruled.by) == (town.bureau.stream, "")
    for language, word in (("zh", "大厅办公室裁定"), ("en", "Ruled by the hall office")):
        i18n.choose(language)
        assert any(word in words.history(line) for line in town.second.reading.history(case_id))
    case = desks.the_case(town.second, case_id)
    assert (case.at_window, case.stopped) == ("015", "")
    town.second.do(cmd.AcceptCase(case_id), staff(town.second, "1151"), at(NOON))


def test_there_is_nothing_to_rule_where_nothing_was_found(town: Town) -> None:
    case_id = desks.receive(town.first)
    town.settle()
    for ask_for in (
        lambda: ruling.rule_duplicate(town.bureau, case_id, case_id, "先收件", town.supervisor(), at(NOON)),
        lambda: ruling.rule_clash(town.bureau, case_id, town.first.stream, "先收件", town.supervisor(), at(NOON)),
    ):
        with pytest.raises(Refused) as refused:
            ask_for()
        assert refused.value.reason is Reason.NO_DISPUTE


def test_a_hall_that_was_restored_is_read_anew_and_nothing_is_ruled_otherwise(town: Town) -> None:
    case_id = taken_away(town)
    backup = shutil.copy(Path(town.hall) / "hall.db", town.folder / "backup.db")
    town.settle()
    before = said(town.bureau, case_id)
    for path in Path(town.hall).glob("hall.db*"):
        path.unlink()
    shutil.copy(backup, Path(town.hall) / "hall.db")
    town.sync(town.first, town.second, town.bureau, *town.desks)
    town.settle()
    assert said(town.bureau, case_id) == before
    assert lists.meta(town.bureau.store.read(), "judged")
    town.alike(case_id)


def test_each_line_of_the_hall_is_read_once(town: Town) -> None:
    desks.receive(town.first)
    town.settle()
    hall = open_hall(town.hall)
    assert judging.judge(town.bureau, hall, at(NOON)).read in (0, 1, 2)
    assert judging.judge(town.bureau, hall, at(NOON)) == judging.Judged()
    hall.close()
    with pytest.raises(Refused):
        office.at_office(town.first)


# -- at the command line


def test_a_supervisor_at_the_command_line(
    town: Town, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    one, two = received_twice(town)
    town.sync(*town.desks)
    town.bureau.set_pin("1004", "9753")
    town.bureau.set_pin("1001", "2468")
    cli = CommandLine(town.bureau.home, monkeypatch, capsys)
    judged = cli("hall", "judge", "--json")
    assert (judged.code, judged.data["open"]) == (0, 1)
    (dispute,) = cli("hall", "disputes", "--json").data
    assert (dispute["kind"], dispute["state"], dispute["first"]) == ("duplicate", "open", one)
    assert [side["window"] for side in dispute["sides"]] == ["007", "015"]
    shown = cli("hall", "disputes")
    assert "两头受理" in shown.out and f"→ {one}" in shown.out and "依行政许可法 第二十六条第一款在先" in shown.err
    told = ("hall", "rule", two, "--main", one, "--reason", "先收件", "--staff")
    assert cli(*told, "1004", stdin="0000\n").code == 3, "a wrong PIN"
    assert cli(*told, "1001", stdin="2468\n").code == 3, "a clerk"
    assert cli("hall", "rule", two, "--reason", "先收件", "--staff", "1004", stdin="9753\n").code == 2
    ruled = cli(*told, "1004", stdin="9753\n")
    assert (ruled.code, ruled.out) == (0, f"办件 {two} 已裁定\n")
    assert cli("hall", "disputes", "--json").data[0]["state"] == "ruled"
    given = ("hall", "reassign", one, "--to", "015", "--reason", "机器损坏", "--staff", "1004")
    assert cli(*given, stdin="9753\n").out == f"办件 {one} 指定 015 号窗口办理\n"
    town.sync(*town.desks)
    assert desks.the_case(town.second, two).main == one
    assert desks.the_case(town.second, one).at_window == "015"
    window = CommandLine(town.second.home, monkeypatch, capsys)
    case = window("show", two, "--json").data
    assert (case["goes_on_as"], case["twins"], case["at_window"]) == (one, [one], "015")
    assert f"同一申请由办件 {one} 继续办理" in window("show", two).out
    for verb in ("judge", "disputes", "publish"):
        assert window("hall", verb).code == 3


def test_behind_walls_the_hall_s_own_login_reads_and_the_office_speaks(
    walled_place: hall_fixtures.Walled, prepared: Path, prepared_second: Path, tmp_path: Path
) -> None:
    """Each desk by its own login: the office reads every department, and rules by the hall's own."""
    town = Town("", (prepared, prepared_second), tmp_path)
    for desk in (*town.desks, town.bureau):
        login = walled_place.login_of(f"510824-{desk.settings.window}", list(syncing.audiences(desk.setting)))
        object.__setattr__(desk.settings, "hall", login)
    one, two = received_twice(town)
    town.sync(*town.desks)
    outcome = syncing.synchronise(town.bureau, at(NOON))
    assert len(outcome.problems) == 1 and "hall judge --hall" in outcome.problems[0]
    whole = walled_place.open(setting=walled_place.setting)
    assert len(judging.judge(town.bureau, whole, at(NOON)).verdicts) == 2
    syncing.synchronise(town.bureau, at(NOON))
    town.sync(*town.desks)
    assert desks.the_case(town.first, one).twins == (two,)
    assert desks.the_case(town.second, two).twins == (one,)
    town.close()


# -- which line stands, by itself


@pytest.mark.parametrize(
    ("claims", "ruled", "stands", "contested"),
    [
        ("1a 2a 3a", {}, "1a 2a 3a", ""),
        ("1a 2a 2b", {}, "1a", "2a 2b"),
        ("1a 2a 2b", {2: "b"}, "1a 2b", ""),
        ("1a 2a 3a 2b", {2: "b"}, "1a 2b", ""),
        ("1a 2a 3a 2b 3b", {2: "b"}, "1a 2b 3b", ""),
        ("1a 2a 3a 2b 3b 4b", {2: "a"}, "1a 2a 3a", ""),
        ("1a 2b", {2: "c"}, "1a", ""),
        ("1a 2a 2b 3b 4c", {2: "a"}, "1a 2a", ""),
        ("1a 1b", {}, "1a", "1a 1b"),
        ("1a 1b 2b", {1: "b"}, "1b 2b", ""),
    ],
)
def test_what_stands(claims: str, ruled: dict[int, str], stands: str, contested: str) -> None:
    """Registers a, b and c of one window; a digit is the version."""

    def read(text: str) -> list[Claim]:
        return [Claim(int(one[0]), f"510824-007.{'abc'.index(one[1]) + 1}", int(one[0])) for one in text.split()]

    places = {version: (f"510824-007.{'abc'.index(who) + 1}", version) for version, who in ruled.items()}
    found = standing(read(claims), places)
    assert found.stands == {claim.place for claim in read(stands)}
    assert set(found.contested) == set(read(contested))


def test_the_window_that_gave_a_case_away_writes_nothing_more_of_it_until_it_is_back() -> None:
    mine, yours = "510824-007.1", "510824-015.1"
    passed = [Claim(1, mine, 1), Claim(2, mine, 2, "015")]
    strange = standing([*passed, Claim(3, mine, 3), Claim(3, yours, 9)], {})
    assert strange.stands == {(mine, 1), (mine, 2), (yours, 9)} and not strange.contested
    alone = standing([*passed, Claim(3, mine, 3), Claim(4, yours, 9)], {})
    assert alone.stands == {(mine, 1), (mine, 2), (mine, 3), (yours, 9)}, "the new number of a case given away"
    copy = "510824-007.2"
    twice = [*passed[:1], Claim(2, mine, 2, "", (mine, 2, "a")), Claim(2, copy, 8, "", (copy, 8, "b"))]
    for upon in ((copy, 8, "b"), (mine, 2, "a")):
        known = standing([*twice, Claim(3, mine, 3, "", None, upon)], {2: (copy, 8)})
        assert ((mine, 3) in known.stands) is (upon[0] == copy), "written upon what stands, it says"
    back = standing([*passed, Claim(3, yours, 9, "007"), Claim(4, mine, 3)], {})
    assert (mine, 3) in back.stands
    taken = [Claim(1, mine, 1), Claim(2, "510824-000.1", 5, "015"), Claim(2, mine, 2), Claim(3, yours, 9, "007")]
    returned = standing([*taken, Claim(4, mine, 3)], {2: ("510824-000.1", 5)})
    assert (mine, 3) in returned.stands and (mine, 2) not in returned.stands


# -- what is shown


async def test_a_stopped_case_says_so_on_its_page_and_in_the_list(town: Town) -> None:
    case_id = taken_away(town)
    town.sync(town.second, town.first)
    assert desks.the_case(town.first, case_id).stopped == "clash"
    town.first.set_pin("1001", "2468")
    async with sitting(town.first) as keyboard:
        assert "停办待裁" in keyboard.seen()
        await keyboard.press("enter")
        seen = keyboard.seen()
        assert "两本登记簿各记一步，停止办理，待大厅办公室裁定" in seen
        assert "【待裁定】" in seen
        await keyboard.press("a")
        assert "停止办理，等大厅办公室裁定" in keyboard.seen().replace("\n", "").replace(" ", "")


async def test_an_application_that_goes_on_elsewhere_is_returned_by_one_key(town: Town) -> None:
    one, two = received_twice(town)
    town.settle()
    ruling.rule_duplicate(town.bureau, two, two, "后一件材料齐全", town.supervisor(), at(NOON))
    town.settle()
    town.first.set_pin("1001", "2468")
    async with sitting(town.first) as keyboard:
        await keyboard.press("enter")
        assert f"同一申请由办件 {two} 继续办理" in keyboard.seen()
        await keyboard.press("a")
        assert "只能退件" in keyboard.seen().replace("\n", "")
        await keyboard.press("X", "enter")
    case = desks.the_case(town.first, one)
    assert case.closed is not None and case.closed.result == "duplicate"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_was_ruled_is_told_in_both_languages(town: Town, monkeypatch: Any, language: str) -> None:
    _everywhere(monkeypatch)
    case_id = decided_twice(town, deny=True)
    i18n.choose(language)
    told = [words.history(line) for line in town.first.reading.history(case_id)]
    assert any(("以 510824-000.1" if language == "zh" else "510824-000.1 line") in line for line in told)
    assert any(("结论相反" if language == "zh" else "contradict each other") in line for line in told)
    assert not [line for line in told if "{" in line or "—" in line]
    (stop,) = words.beside(desks.the_case(town.first, case_id))
    assert ("停止办理" if language == "zh" else "stopped") in stop


# -- after the hall was restored


def test_what_the_office_ruled_and_hall_and_disk_have_lost_is_said_again(town: Town) -> None:
    """A second machine of the office had read the ruling before the hall was put back and the first one's disk died."""
    case_id = taken_away(town)
    town.sync(town.second, town.first)
    shutil.copytree(town.hall, town.folder / "backup")
    town.sync(town.bureau)
    ruling.rule_clash(town.bureau, case_id, town.first.stream, "先到现场", town.supervisor(), at(NOON))
    plan = plan_of(town.folder / "other", "000", town.hall, desks.DATA / "demo-hall.toml", None)
    other = setup.create(replace(plan, settings=replace(plan.settings, incarnation=2)), at(desks.SETUP_DAY))
    town.sync(town.bureau, town.first, other)
    towns.put_back(town.hall, town.folder / "backup", town.bureau.stream)
    town.bureau.close()
    town.bureau = other
    town.sync(town.first, town.second, other, other, *town.desks)
    town.alike(case_id)
    assert [type(event) for event in said(town.second, case_id)] == [ev.VersionClash, ev.ClashRuled]


def test_nothing_is_ruled_before_every_register_is_back(town: Town) -> None:
    one, _ = received_twice(town)
    town.sync(*town.desks, town.bureau)
    third = desks.receive(town.first, TEN, "104")
    fourth = desks.receive(town.second, TEN, "104", by="1151")
    hall = open_hall(town.hall)
    hall.restored()
    town.sync(town.first)
    outcome = syncing.synchronise(town.bureau, at(NOON))
    assert outcome.problems == ("大厅恢复后还有 1 本登记簿没有重新上报，暂不裁定",)
    assert len(said(town.bureau, one)) == 1 and said(town.bureau, third) == []
    town.sync(town.second, town.bureau, *town.desks)
    assert [event.other for event in said(town.first, third)] == [fourth]
    hall.close()
