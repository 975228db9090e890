"""Two machines, one identity: both were the same desk once. The hall hears of it, and nothing accepted is lost."""

from __future__ import annotations

import platform
from dataclasses import replace
from pathlib import Path

import desks
import hall_fixtures
import pytest
from desks import at, person, receive
from test_sync_desks import joined

from windowdesk import config, words
from windowdesk.desk import Desk, identity, press, rehoming, sticks, syncing, verifying
from windowdesk.desk.doctor import examine
from windowdesk.models import commands as cmd
from windowdesk.models.refusal import Reason, Refused
from windowdesk.models.wire import from_line
from windowdesk.store import arrivals, jobs, lineage, lists, register

place = hall_fixtures.place
walled_place = hall_fixtures.walled_place
NOON, EVENING = at("2026-11-23 12:00"), at("2026-11-23 17:00")
HERE, THERE = "a" * 16, "b" * 16


def opened(home: Path, machine: str = HERE) -> Desk:
    """The desk in a home, on a machine."""
    desk = Desk.open(home)
    desk.machine = machine
    return desk


def settled(home: Path) -> Path:
    """A home whose last session was on the first machine."""
    desk = Desk.open(home)
    with desk.store.write() as db:
        lists.set_meta(db, identity.MACHINE, HERE)
    desk.close()
    return home


@pytest.fixture
def home(prepared: Path, tmp_path: Path) -> Path:
    """A home of this test's own, on the first machine."""
    return settled(desks.copied(prepared, tmp_path))


def kinds(desk: Desk, stream: str = "") -> list[str]:
    """The kinds of events in a register of a desk."""
    lines = register.lines(desk.store.read(), stream or desk.stream, limit=1 << 20)
    return [from_line(line).kind for line in lines]


def sync(desk: Desk, when: str = "2026-11-23 17:00") -> syncing.SyncOutcome:
    """One round, the hall being there."""
    outcome = syncing.synchronise(desk, at(when))
    assert not outcome.unreachable
    return outcome


def whole(desk: Desk) -> None:
    """Every own register a chain, and rows that reading the register again does not change."""
    db = desk.store.read()
    for stream in lineage.own(db):
        assert register.verify(db, stream) == 0
    before = desks.rows(db)
    with desk.store.write() as writer:
        arrivals.rebuild(writer, lineage.own(writer))
    assert desks.rows(desk.store.read()) == before


# -- the mark of a session


def test_the_first_act_of_a_program_begins_with_a_line_of_its_own(home: Path) -> None:
    for n in (1, 2):
        desk = opened(home)
        receive(desk, applicant=person(n))
        receive(desk, applicant=person(n + 10))
        desk.close()
    desk = opened(home)
    assert kinds(desk) == ["DeskOpened", *(["SessionOpened", *["CaseReceived", "PaperDrawn"] * 2] * 2)]
    desks.soundly(desk)
    desk.close()


def test_reading_writes_nothing(home: Path) -> None:
    desk = opened(home)
    desk.reading.today()
    desk.open_day(NOON)
    assert kinds(desk) == ["DeskOpened"]
    desk.close()


def test_a_refused_act_leaves_no_mark_and_the_next_one_makes_it(home: Path) -> None:
    desk = opened(home)
    with pytest.raises(Refused):
        receive(desk, applicant=person(1, ""))
    assert kinds(desk) == ["DeskOpened"]
    receive(desk)
    assert kinds(desk)[:2] == ["DeskOpened", "SessionOpened"]
    desk.close()


def test_two_copies_that_do_the_same_thing_at_the_same_second_differ_at_once(home: Path, tmp_path: Path) -> None:
    desk = opened(home)
    case_id = receive(desk)
    desk.close()
    heads, acts = set(), set()
    for name in ("one", "two"):
        desk = opened(desks.copied(home, tmp_path / name))
        desk.do(cmd.ShowIdentity(case_id, "核对"), desks.staff(desk, "1001"), NOON)
        heads.add(register.head(desk.store.read(), desk.stream)[1])
        acts.add(from_line(register.lines(desk.store.read(), desk.stream, limit=1 << 20)[-1]).body)
        desk.close()
    assert (len(acts), len(heads)) == (1, 2), "the same act, and yet two registers"


# -- carried to another machine


def test_a_home_on_another_machine_takes_a_new_identity_before_it_gives_a_number(home: Path) -> None:
    desk = opened(home)
    before = receive(desk)
    end = register.head(desk.store.read(), desk.stream)
    desk.close()

    moved = opened(home, THERE)
    after = receive(moved, applicant=person(2))
    assert (before[14:18], after[14:18]) == ("0071", "0072")
    assert moved.stream == "510824-007.2"
    assert kinds(moved) == ["DeskOpened", "CaseReceived", "PaperDrawn"]
    first = register.first(moved.store.read(), moved.stream)
    assert first is not None
    assert (first.event.follows, first.event.follows_seq, first.event.follows_hash) == (
        "510824-007.1",
        end[0],
        end[1].hex(),
    )
    assert "换了机器" in moved.news[0]
    moved.do(cmd.AcceptCase(before), desks.staff(moved, "1001"), NOON)
    whole(moved)
    moved.close()

    again = opened(home, THERE)
    receive(again, "2026-11-23 12:30", applicant=person(3))
    assert (again.stream, again.news) == ("510824-007.2", [])
    assert any("换了机器" in one.sentence for one in examine(home, NOON) if one.topic == "identity")
    again.close()


def test_a_machine_without_a_lasting_name_is_never_taken_for_another(home: Path) -> None:
    for n, machine in enumerate((HERE, "", "0242ac110002", HERE)):
        desk = opened(home, machine)
        receive(desk, applicant=person(n))
        assert desk.stream == "510824-007.1"
        desk.close()


def test_a_store_put_back_from_before_a_new_identity_does_not_use_the_old_one(home: Path, tmp_path: Path) -> None:
    desk = opened(home)
    receive(desk)
    desk.close()
    kept = (home / "desk.db").read_bytes()
    moved = opened(home, THERE)
    receive(moved, applicant=person(2))
    moved.close()
    (home / "desk.db").write_bytes(kept)
    back = opened(home)
    assert receive(back, applicant=person(3))[14:18] == "0073"
    back.close()


def test_after_nine_identities_no_number_is_given_and_the_clerk_is_told(home: Path) -> None:
    for n in range(9):
        desk = opened(home, f"{n:016x}" if n else HERE)
        receive(desk, applicant=person(n + 1))
        desk.close()
        assert desk.stream == f"510824-007.{n + 1}"
    last = opened(home, "f" * 16)
    with pytest.raises(Refused) as caught:
        receive(last, applicant=person(30))
    assert caught.value.reason is Reason.IDENTITIES_SPENT
    assert "—" not in "".join(words.both(caught.value))
    last.close()


def test_the_old_register_is_sent_after_the_move_and_then_closed(home: Path, place) -> None:
    place.open().close()
    desk = joined(home, place.setting)
    desk.machine = HERE
    case_id = receive(desk)
    desk.close()
    moved = opened(home, THERE)
    receive(moved, applicant=person(2))
    assert sync(moved).problems == ()
    hall = place.open()
    for stream in ("510824-007.1", "510824-007.2"):
        assert (hall.head(stream).seq, hall.head(stream).hash) == register.head(moved.store.read(), stream)
    assert {one.stream: one.closed for one in hall.streams()} == {"510824-007.1": True, "510824-007.2": False}
    assert {one.stream: bool(one.signature) for one in hall.streams()}["510824-007.1"]
    sync(moved)
    moved.do(cmd.AcceptCase(case_id), desks.staff(moved, "1001"), NOON)
    assert sync(moved).problems == ()
    moved.close()


# -- copied: both go on


@pytest.fixture
def copies(prepared: Path, tmp_path: Path, place):
    """The desk of window 007 with a case the hall knows, and a copy of it on another machine's disk."""
    place.open().close()
    home = settled(desks.copied(prepared, tmp_path / "first"))
    first = joined(home, place.setting)
    first.machine = HERE
    first.shared = receive(first, "2026-11-23 09:00", applicant=person(1))
    sync(first, "2026-11-23 09:10")
    first.close()
    second_home = desks.copied(home, tmp_path / "second")
    first, second = opened(home), opened(second_home)
    first.shared = second.shared = desks_case(first)
    yield first, second
    first.close()
    second.close()


def desks_case(desk: Desk) -> str:
    return desk.reading.newest()[0].case_id


def test_the_second_machine_at_the_hall_gives_the_identity_up_and_loses_nothing(copies, place) -> None:
    first, second = copies
    mine = [receive(first, applicant=person(n)) for n in (2, 3)]
    theirs = [receive(second, "2026-11-23 09:40", applicant=person(n)) for n in (12, 13, 14)]
    assert mine == theirs[:2], "both gave the same numbers"
    assert sync(first).problems == ()
    told = sync(second)
    assert second.stream == "510824-007.2"
    said = "".join(told.problems)
    assert "共用身份 510824-007.1" in said and platform.node() in said
    assert all(number in said for number in mine)

    for n, (number, name) in enumerate(zip(theirs, (12, 13, 14), strict=True)):
        found = [row.case_id for row in second.reading.found(desks.citizen(name))]
        assert len(found) == 1
        case = desks.the_case(second, found[0])
        if n < 2:
            assert case.id[14:18] == "0072" and case.formerly == (number,)
            assert {row.case_id for row in second.reading.found(number)} == {case.id, number}
            assert {row.case_id for row in second.reading.found(number[-6:])} >= {case.id, number}
            assert case.papers[-1].kind == "renumbered"
        else:
            assert (case.id, case.formerly) == (number, ())
        assert case.holder == second.stream
    assert desks.the_case(second, mine[0]).applicant.number == desks.citizen(2), "the first keeps its number"
    whole(second)
    again = sync(second)
    assert (again.problems, again.pushed) == ((), 0)
    hall = place.open()
    assert (hall.head(second.stream).seq, hall.head(second.stream).hash) == register.head(
        second.store.read(), second.stream
    )
    assert hall.head("510824-007.1").seq == register.head(first.store.read(), first.stream)[0]


def test_both_machines_then_read_the_same_cases(copies) -> None:
    first, second = copies
    for n in (2, 3):
        receive(first, applicant=person(n))
    for n in (12, 13, 14):
        desks.carry(
            second, receive(second, f"2026-11-23 1{n - 11}:40", applicant=person(n)), when=f"2026-11-23 1{n - 11}:50"
        )
    sync(first)
    sync(second)
    sync(first)
    cases = {row.case_id for row in second.reading.newest()}
    assert {row.case_id for row in first.reading.newest()} == cases and len(cases) == 6
    for case_id in cases:
        assert desks.the_case(first, case_id) == desks.the_case(second, case_id)
    assert lists.parked(first.store.read()) == lists.parked(second.store.read()) == []
    whole(first)
    number = receive(first, "2026-11-23 17:10", applicant=person(40))
    assert number not in cases, "a number the other machine gave out is not given again"


def test_a_number_the_first_gives_out_again_later_never_mixes_two_cases(copies) -> None:
    """The second came to the hall in between, and the first was away: its number stands twice, and is named."""
    first, second = copies
    receive(first, applicant=person(2))
    for n in (12, 13):
        case_id = receive(second, f"2026-11-23 1{n - 12}:40", applicant=person(n))
    second.do(cmd.AcceptCase(case_id), desks.staff(second, "1001"), at("2026-11-23 11:50"))
    sync(first)
    late = receive(first, "2026-11-23 12:00", applicant=person(3))
    assert late == case_id
    sync(second)
    sync(first)
    mine, theirs = desks.the_case(first, late), desks.the_case(second, late)
    assert (mine.applicant.number, mine.accepted) == (desks.citizen(3), None)
    assert theirs.applicant.number == desks.citizen(13) and theirs.accepted
    assert mine.stopped == "clash", "and nothing more is done to it before the hall office has said whose it is"
    sync(second)
    assert desks.the_case(second, late) == mine
    assert lists.parked(first.store.read()) == lists.parked(second.store.read()) == []
    assert receive(first, "2026-11-23 17:10", applicant=person(40)) != late
    for desk in copies:
        whole(desk)


def test_what_was_done_twice_to_one_case_is_kept_until_somebody_rules(copies) -> None:
    first, second = copies
    first.do(cmd.AcceptCase(first.shared), desks.staff(first, "1001"), NOON)
    second.do(
        cmd.WithdrawApplication(second.shared, "申请人改变主意"), desks.staff(second, "1001"), at("2026-11-23 11:00")
    )
    sync(first)
    said = "".join(sync(second).problems)
    assert first.shared in said and "裁定" in said
    kept = rehoming.kept_aside(second.store.read())
    assert {one.case_id for one in kept} == {first.shared}
    assert "ApplicationWithdrawn" in {from_line(one.line).kind for one in kept}
    assert desks.the_case(second, first.shared) == desks.the_case(first, first.shared)
    with pytest.raises(Refused) as refused:
        second.do(cmd.ReviewCase(first.shared), desks.staff(second, "1001"), EVENING)
    assert refused.value.reason is Reason.CASE_ELSEWHERE
    sync(first)
    assert rehoming.kept_aside(first.store.read()) == kept
    assert lists.parked(first.store.read()) == []
    first.do(cmd.ReviewCase(first.shared), desks.staff(first, "1001"), EVENING)
    assert any(first.shared in one.sentence for one in examine(second.home, EVENING) if one.topic == "identity")
    whole(second)


def test_what_only_the_second_did_to_a_shared_case_holds_for_everybody(copies) -> None:
    first, second = copies
    receive(first, applicant=person(2))
    second.do(cmd.AcceptCase(second.shared), desks.staff(second, "1001"), NOON)
    sync(first)
    sync(second)
    sync(first)
    case = desks.the_case(first, first.shared)
    assert case.accepted is not None and case == desks.the_case(second, first.shared)
    first.do(cmd.ReviewCase(first.shared), desks.staff(first, "1001"), EVENING)
    sync(first)
    sync(second)
    assert desks.the_case(second, first.shared) == desks.the_case(first, first.shared)


def test_papers_given_out_before_are_still_found_printed_and_true(copies) -> None:
    first, second = copies
    receive(first, applicant=person(2))
    done = second.do(
        cmd.ReceiveApplication(("101",), person(12), desks.lines_for(second, ("101",))),
        desks.staff(second, "1001"),
        at("2026-11-23 09:40"),
    )
    code = press.statement(second, jobs.paper(second.store.read(), done.papers[0]))
    sync(first)
    sync(second)
    assert verifying.check_text(second, code).ok
    printed = press.run(second, EVENING)
    assert [one.problem for one in printed] == [""] * len(printed)
    (new,) = second.reading.found(desks.citizen(12))
    entry = jobs.paper(second.store.read(), desks.the_case(second, new.case_id).papers[-1].number)
    assert entry.event.notice.kind.value == "renumbered"
    assert verifying.check_text(second, press.statement(second, entry)).ok
    assert "下列文书、证件编号两台机器都用过" in "".join(second.news)


def test_a_copy_that_did_nothing_gives_up_quietly_and_takes_a_new_identity_with_its_next_act(copies) -> None:
    first, second = copies
    receive(first, applicant=person(2))
    sync(first)
    sync(second)
    assert second.stream == "510824-007.1" and len(second.reading.newest()) == 2
    assert sync(second).problems == ()
    state = second.reading.sync_state()
    assert state.written == state.acknowledged, "what the other machine wrote is not this one's to report"
    open_meanwhile = opened(second.home)
    open_meanwhile.known = True
    number = receive(open_meanwhile, "2026-11-23 17:20", applicant=person(3))
    open_meanwhile.close()
    assert number[14:18] == "0072"
    receive(second, "2026-11-23 17:30", applicant=person(4))
    assert second.stream == "510824-007.2"
    assert sync(second).problems == ()
    whole(second)


def test_two_copies_that_were_both_moved_offline_part_at_the_hall(copies, place) -> None:
    first, second = copies
    first.machine, second.machine = "c" * 16, "d" * 16
    first.known = second.known = False
    one = receive(first, applicant=person(2))
    two = receive(second, "2026-11-23 09:40", applicant=person(3))
    assert first.stream == second.stream == "510824-007.2" and one == two
    assert sync(first).problems == ()
    said = "".join(sync(second).problems)
    assert "510824-007.2" in said
    assert second.stream == "510824-007.3"
    (row,) = second.reading.found(desks.citizen(3))
    assert row.case_id[14:18] == "0073"
    assert place.run("SELECT count(*) FROM fork WHERE stream = '510824-007.2'")[0][0] > 0
    assert sync(second).problems == ()
    with pytest.raises(Refused):
        second.do(cmd.AcceptCase(second.shared), desks.staff(second, "1001"), EVENING)
    first.do(cmd.AcceptCase(first.shared), desks.staff(first, "1001"), EVENING)
    assert sync(first).problems == ()
    whole(second)


def test_a_third_machine_takes_no_number_whose_lines_it_has_read(copies, tmp_path: Path) -> None:
    """It reads of the second machine's new register, and is then moved itself, away from the hall."""
    first, second = copies
    third = opened(desks.copied(first.home, tmp_path / "third"))
    receive(first, applicant=person(2))
    receive(second, applicant=person(12))
    for desk in (first, second, third):
        sync(desk)
    third.close()
    third = opened(third.home, THERE)
    mine = receive(third, applicant=person(22))
    assert (second.stream, third.stream, mine[14:18]) == ("510824-007.2", "510824-007.3", "0073")
    assert sync(third).problems == ()
    whole(third)
    third.close()


def test_what_a_third_machine_carried_over_is_not_carried_over_again(copies, tmp_path: Path) -> None:
    """The second was copied in turn: what it and its copy had in common is the one's that came to the hall first, under
    the number that one gave it; of what the copy alone did, only what goes on from there counts at once."""
    first, second = copies
    receive(first, applicant=person(2))
    both = receive(second, "2026-11-23 09:40", applicant=person(12))
    third = opened(desks.copied(second.home, tmp_path / "third"))
    third.do(cmd.AcceptCase(both), desks.staff(third, "1001"), NOON)
    alone = receive(third, "2026-11-23 12:10", applicant=person(22))
    for desk in (first, second, third):
        sync(desk)
    assert (second.stream, third.stream) == ("510824-007.2", "510824-007.3")
    for desk in (first, second):
        sync(desk)
    ((number,), _) = [[row.case_id for row in third.reading.found(desks.citizen(n))] for n in (12, 22)]
    assert number[14:18] == "0072" and number != both
    for desk in (first, second, third):
        assert [row.case_id for row in desk.reading.found(desks.citizen(12))] == [number]
        case = desks.the_case(desk, number)
        assert (case.holder, case.formerly) == (second.stream, (both,))
        assert desks.the_case(desk, alone).holder == third.stream
        assert desk.reading.parked() == []
        whole(desk)
    kept = rehoming.kept_aside(third.store.read())[0]
    assert (kept.case_id, from_line(kept.line).kind) == (number, "CaseAccepted")
    third.close()


def test_a_machine_whose_clock_stands_behind_gives_up_nothing_until_it_is_right(copies) -> None:
    first, second = copies
    receive(first, applicant=person(2))
    number = receive(second, "2026-11-23 11:00", applicant=person(12))
    sync(first)
    told = sync(second, "2026-11-22 11:00")
    assert "时间 2026-11-22 11:00" in "".join(told.problems)
    assert (second.stream, lineage.ends(second.store.read())) == ("510824-007.1", {})
    assert number in "".join(sync(second).problems)
    assert second.stream == "510824-007.2"
    whole(second)


def test_a_line_dated_too_late_does_not_keep_an_older_register_from_being_given_up(copies, tmp_path: Path) -> None:
    """The copy wrote with a clock six hours ahead and was then moved to a machine whose clock is right."""
    first, second = copies
    receive(first, applicant=person(2))
    number = receive(second, "2026-11-23 17:00", applicant=person(12))
    moved = opened(desks.copied(second.home, tmp_path / "moved"), THERE)
    receive(moved, "2026-11-23 11:00", applicant=person(13))
    sync(first)
    assert number in "".join(sync(moved, "2026-11-23 11:10").problems)
    assert sync(moved, "2026-11-23 11:20").problems == ()
    assert [row.case_id[14:18] for row in moved.reading.found(desks.citizen(12))] == ["0072"]
    whole(moved)
    moved.close()


def test_the_machine_left_behind_is_stopped_when_the_moved_one_came_first(copies) -> None:
    first, second = copies
    second.machine, second.known = THERE, False
    theirs = receive(second, applicant=person(3))
    assert sync(second).problems == ()
    mine = receive(first, applicant=person(2))
    said = "".join(sync(first).problems)
    assert "510824-007.1" in said and first.stream == "510824-007.3"
    assert desks.the_case(first, mine).holder == first.stream
    assert sync(first).problems == ()
    sync(second)
    assert {row.case_id for row in second.reading.newest()} == {first.shared, mine, theirs}
    second.do(cmd.AcceptCase(first.shared), desks.staff(second, "1001"), EVENING)
    with pytest.raises(Refused):
        first.do(cmd.AcceptCase(first.shared), desks.staff(first, "1001"), EVENING)


def test_an_opinion_asked_for_a_renumbered_case_goes_with_it(copies) -> None:
    first, second = copies
    receive(first, applicant=person(2))
    case_id = receive(second, "2026-11-23 09:40", item="110", applicant=desks.COMPANY)
    second.do(cmd.AcceptCase(case_id), desks.staff(second, "1001"), at("2026-11-23 09:50"))
    asked = second.do(cmd.AskOpinions(case_id), desks.staff(second, "1001"), at("2026-11-23 10:00"))
    assert asked.events
    sync(first)
    sync(second)
    (row,) = second.reading.found(desks.COMPANY.number)
    assert row.case_id != case_id
    for opinion in second.reading.opinions(row.case_id):
        assert opinion.opinion_id.startswith(row.case_id + "-") and opinion.case_id == row.case_id
    assert second.reading.opinions(row.case_id) and not second.reading.opinions(case_id)
    whole(second)


def test_a_hall_put_back_to_before_the_two_parted_gets_everything_again(copies, place) -> None:
    first, second = copies
    place.back_up()
    for n in (2, 3):
        receive(first, applicant=person(n))
    for n in (12, 13):
        receive(second, "2026-11-23 09:40", applicant=person(n))
    sync(first)
    sync(second)
    before = {row.case_id: desks.the_case(second, row.case_id) for row in second.reading.newest()}
    place.restore()
    assert sync(second).problems == ()
    sync(first)
    sync(second)
    hall = place.open()
    for desk in (first, second):
        assert (hall.head(desk.stream).seq, hall.head(desk.stream).hash) == register.head(
            desk.store.read(), desk.stream
        )
    assert {row.case_id: desks.the_case(second, row.case_id) for row in second.reading.newest()} == before


def test_the_branch_that_was_given_up_stays_a_chain_in_evidence(copies) -> None:
    first, second = copies
    receive(first, applicant=person(2))
    receive(second, "2026-11-23 09:40", applicant=person(12))
    before = register.lines(second.store.read(), second.stream, limit=1 << 20)
    sync(first)
    sync(second)
    db = second.store.read()
    common = lineage.ends(db)["510824-007.1"]
    kept = lineage.branch(db, "510824-007.1")
    assert [line for _, line, _ in kept] == before[common:]
    copies_of = [
        from_line(line).data()["orig"]
        for line in register.lines(db, second.stream, limit=1 << 20)
        if "orig" in from_line(line).data()
    ]
    acts = [(seq, held) for seq, line, held in kept if from_line(line).kind != "SessionOpened"]
    assert copies_of == [["510824-007.1", seq, held[:16].hex()] for seq, held in acts]
    assert len(acts) == 2, "the case and its paper"


def test_a_program_that_was_open_meanwhile_goes_on_under_the_new_identity(copies) -> None:
    first, second = copies
    open_meanwhile = opened(second.home)
    receive(first, applicant=person(2))
    kept = receive(open_meanwhile, "2026-11-23 09:40", applicant=person(3))
    sync(first)
    sync(second)
    assert open_meanwhile.stream == "510824-007.1"
    number = receive(open_meanwhile, "2026-11-23 17:30", applicant=person(4))
    assert (open_meanwhile.stream, number[14:18]) == ("510824-007.2", "0072")
    (row,) = open_meanwhile.reading.found(desks.citizen(3))
    assert desks.the_case(open_meanwhile, row.case_id).formerly == (kept,)
    open_meanwhile.do(cmd.AcceptCase(row.case_id), desks.staff(open_meanwhile, "1001"), at("2026-11-23 17:40"))
    whole(open_meanwhile)
    open_meanwhile.close()


def test_a_desk_that_died_before_its_settings_were_written_keeps_its_new_identity(home: Path) -> None:
    desk = opened(home, THERE)
    receive(desk)
    desk.close()
    config.write_settings(home, replace(config.read_settings(home), incarnation=1))
    again = opened(home, THERE)
    assert receive(again, "2026-11-23 10:00", applicant=person(2))[14:22] == "00720002"
    again.close()


def test_the_same_through_the_desks_own_login_behind_the_walls(prepared: Path, tmp_path: Path, walled_place) -> None:
    window = Desk.open(prepared)
    login = walled_place.login_of("510824-007", syncing.audiences(window.setting))
    window.close()
    home = settled(desks.copied(prepared, tmp_path / "first"))
    first = joined(home, login)
    first.machine = HERE
    shared = receive(first, "2026-11-23 09:00", applicant=person(1))
    sync(first)
    second = opened(desks.copied(home, tmp_path / "second"))
    mine = receive(first, applicant=person(2))
    theirs = receive(second, "2026-11-23 09:40", applicant=person(3))
    assert mine == theirs
    assert sync(first).problems == ()
    assert mine in "".join(sync(second).problems)
    assert second.stream == "510824-007.2" and sync(second).problems == ()
    sync(first)
    assert {row.case_id for row in first.reading.newest()} == {row.case_id for row in second.reading.newest()}
    second.close()
    moved = opened(second.home, THERE)
    receive(moved, "2026-11-23 18:00", applicant=person(5))
    assert sync(moved).problems == ()
    closed = {one.stream[-1]: one.closed for one in walled_place.open().streams()}
    assert closed == {"1": False, "2": True, "3": False}
    assert not walled_place.office.logins()[0].revoked and shared
    for desk in (first, moved):
        desk.close()


def test_a_stick_carries_both_registers_of_a_moved_desk_each_under_its_own_key(
    home: Path, place, tmp_path: Path
) -> None:
    from windowdesk.hall.audit import audit
    from windowdesk.hall.stick import Checked
    from windowdesk.hall.to_hall import registers, take_desk
    from windowdesk.sealing import signed_by

    desk = opened(home)
    receive(desk)
    desk.close()
    moved = opened(home, THERE)
    receive(moved, applicant=person(2))
    file = tmp_path / "desk.jsonl"
    assert sticks.write(moved, file, NOON).pushed == 7
    hall, checked = place.open(), Checked(file)
    assert take_desk(hall, checked, registers(checked, signed_by)).problems == []
    keys = {one.stream: one.public_key for one in hall.streams()}
    assert len(set(keys.values())) == 2
    seen = audit(hall, signed_by)
    assert (seen.faults, seen.signed) == ([], 2)
    moved.close()
