"""A disk died: the desk comes back from the hall and its second copy, and no number is ever given twice."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import desks
import hall_fixtures
import pytest
from commandline import CommandLine
from desks import at, person, receive
from test_clones import kinds, sync, whole

from windowdesk import config
from windowdesk.desk import Desk, press, recovery, setup, syncing
from windowdesk.desk.doctor import examine
from windowdesk.hall import open_hall
from windowdesk.models import commands as cmd
from windowdesk.models.refusal import Refused
from windowdesk.models.wire import from_line
from windowdesk.screens.behind import Behind
from windowdesk.screens.session import Session
from windowdesk.store import lineage, register, secondcopy

place = hall_fixtures.place
walled_place = hall_fixtures.walled_place
LATER = at("2026-11-24 09:00")


def desk_at(home: Path, hall: str, journal: Path | None = None) -> Desk:
    """The desk in a home, told its hall and its second copy."""
    settings = replace(config.read_settings(home), hall=hall, journal=str(journal or ""))
    config.write_settings(home, settings)
    return Desk.open(home)


def plan(folder: Path, hall: str, window: str = "007") -> setup.Plan:
    """A new home for window 007 beside the old authority."""
    settings = config.Settings(window, hall=hall, demo=True)
    data = desks.DATA
    return setup.Plan(
        folder / "new",
        settings,
        data / "demo-hall.toml",
        data / "items.toml",
        folder / "ca",
        b"demo",
        data / "tariff.toml",
    )


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """A folder on a second disk."""
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


def lost(desk: Desk) -> None:
    """The disk is gone."""
    desk.close()
    shutil.rmtree(desk.home)


def dead(home: Path, folder: Path) -> tuple[Path, str]:
    """A hall that knows a desk and its one case, whose disk then died."""
    hall = folder / "hall"
    hall.mkdir()
    desk = desk_at(home, str(hall))
    case_id = receive(desk)
    sync(desk)
    lost(desk)
    return hall, case_id


# -- the second copy


def test_every_line_stands_on_the_second_disk_as_soon_as_the_act_is_done(home: Path, stick: Path) -> None:
    desk = desk_at(home, "", stick)
    for n in (1, 2):
        desks.carry(desk, receive(desk, f"2026-11-23 1{n}:00", applicant=person(n)), when=f"2026-11-23 1{n}:30")
        ((stream, lines),) = secondcopy.registers(stick).items()
        assert stream == desk.stream
        assert [line for line, _ in lines] == register.lines(desk.store.read(), stream, limit=1 << 20)
        assert lines[-1][1] == register.head(desk.store.read(), stream)[1]
    desk.close()


def test_a_missing_stick_stops_no_act_is_told_once_and_caught_up(home: Path, stick: Path) -> None:
    desk = desk_at(home, "", stick)
    receive(desk, applicant=person(1))
    aside = stick.rename(stick.with_name("pulled"))
    receive(desk, applicant=person(2))
    receive(desk, applicant=person(3))
    assert len(desk.news) == 1 and "第二份副本" in desk.news[0]
    assert not stick.exists(), "where no stick is mounted nothing is written"
    assert [one.level for one in examine(home, LATER) if one.topic == "second copy"] == ["warning"]
    aside.rename(stick)
    receive(desk, applicant=person(4))
    assert len(secondcopy.registers(stick)[desk.stream]) == register.head(desk.store.read(), desk.stream)[0]
    assert desk.copy_fault == ""
    assert [one.level for one in examine(home, LATER) if one.topic == "second copy"] == ["ok"]
    desk.close()


def test_a_stick_pulled_in_mid_line_loses_no_line_and_gains_no_half_one(home: Path, stick: Path) -> None:
    desk = desk_at(home, "", stick)
    receive(desk, applicant=person(1))
    desk.close()
    file = stick / "510824-007.1.lines"
    whole_file = file.read_bytes()
    for cut in (1, 40, len(whole_file) // 2, len(whole_file) - 3):
        file.write_bytes(whole_file[:-cut])
        desk = Desk.open(home)
        receive(desk, applicant=person(100 + cut % 97))
        assert [line for line, _ in secondcopy.registers(stick)[desk.stream]] == register.lines(
            desk.store.read(), desk.stream, limit=1 << 20
        )
        desk.close()
        whole_file = file.read_bytes()


def test_the_copy_of_another_machines_branch_is_put_aside_never_overwritten(home: Path, stick: Path) -> None:
    desk = desk_at(home, "", stick)
    receive(desk, applicant=person(1))
    desk.close()
    file = stick / "510824-007.1.lines"
    other = file.read_bytes().replace("李㛃".encode(), "李四".encode())
    file.write_bytes(other)
    desk = Desk.open(home)
    receive(desk, applicant=person(2))
    assert (stick / "510824-007.1.other1").read_bytes() == other
    assert len(secondcopy.registers(stick)[desk.stream]) == register.head(desk.store.read(), desk.stream)[0]
    desk.close()


# -- recovery


def test_a_dead_disk_comes_back_from_the_hall_with_a_new_identity(home: Path, tmp_path: Path, place) -> None:
    place.open().close()
    desk = desk_at(home, place.setting)
    case_id = receive(desk)
    desk.do(cmd.AcceptCase(case_id), desks.staff(desk, "1001"), at("2026-11-23 10:00"))
    sync(desk)
    known = desks.the_case(desk, case_id)
    unsent = receive(desk, "2026-11-23 17:30", applicant=person(2))
    lost(desk)

    back, told = recovery.recover(plan(tmp_path, place.setting), LATER)
    assert told.outcome.problems == () and told.unsent == 0
    assert back.stream == "510824-007.2"
    assert desks.the_case(back, case_id) == replace(known, holder=back.stream)
    assert back.case(unsent) is None, "what never left the dead disk is gone without a second copy"
    number = receive(back, "2026-11-24 09:10", applicant=person(3))
    assert number[14:22] == "00720001"
    back.do(cmd.ReviewCase(case_id), desks.staff(back, "1001"), at("2026-11-24 09:20"))
    first = register.first(back.store.read(), back.stream)
    assert (first.event.why, first.event.follows, first.event.follows_seq) == ("recovered", "510824-007.1", 6)
    assert sync(back, "2026-11-24 10:00").problems == ()
    hall = place.open()
    states = {one.stream: one for one in hall.streams()}
    assert states["510824-007.1"].closed and not states["510824-007.2"].closed
    assert states["510824-007.1"].public_key != states["510824-007.2"].public_key
    whole(back)
    back.close()


def test_what_was_never_sent_comes_from_the_second_copy(home: Path, tmp_path: Path, stick: Path, place) -> None:
    place.open().close()
    desk = desk_at(home, place.setting, stick)
    first = receive(desk)
    sync(desk)
    second = receive(desk, "2026-11-23 17:30", applicant=person(2))
    desk.do(cmd.AcceptCase(first), desks.staff(desk, "1001"), at("2026-11-23 17:40"))
    cases = {one: replace(desks.the_case(desk, one), holder="510824-007.2") for one in (first, second)}
    lines = register.lines(desk.store.read(), desk.stream, limit=1 << 20)
    lost(desk)

    back, told = recovery.recover(plan(tmp_path, place.setting), LATER, journal=stick)
    assert told.unsent == 4
    assert {one: desks.the_case(back, one) for one in cases} == cases
    hall = place.open()
    assert list(hall.register("510824-007.1", 0, 500)) == lines
    assert {one.stream: one.closed for one in hall.streams()} == {"510824-007.1": True, "510824-007.2": False}
    back.do(cmd.AcceptCase(second), desks.staff(back, "1001"), at("2026-11-24 09:20"))
    assert set(secondcopy.registers(stick)) == {"510824-007.1", "510824-007.2"}
    whole(back)
    back.close()


def test_the_second_copy_alone_is_enough_where_the_hall_never_heard_of_the_desk(
    home: Path, tmp_path: Path, stick: Path
) -> None:
    hall = tmp_path / "hall"
    hall.mkdir(exist_ok=True)
    desk = desk_at(home, "", stick)
    case_id = receive(desk)
    lost(desk)
    back, told = recovery.recover(plan(tmp_path, str(hall)), LATER, journal=stick)
    assert told.unsent == 4 and back.case(case_id)
    assert told.outcome.pushed == 5 and told.outcome.problems == ()
    back.close()


def test_the_old_disk_found_again_is_stopped_and_what_it_had_alone_is_carried_over(
    home: Path, tmp_path: Path, place
) -> None:
    place.open().close()
    desk = desk_at(home, place.setting)
    shared = receive(desk)
    sync(desk)
    alone = receive(desk, "2026-11-23 17:30", applicant=person(2))
    desk.close()
    back, _ = recovery.recover(plan(tmp_path, place.setting), LATER)
    desk = Desk.open(home)
    said = "".join(sync(desk, "2026-11-24 11:00").problems)
    assert "510824-007.1" in said and desk.stream == "510824-007.3"
    assert desks.the_case(desk, alone).holder == desk.stream
    with pytest.raises(Refused):
        desk.do(cmd.AcceptCase(shared), desks.staff(desk, "1001"), at("2026-11-24 11:10"))
    sync(back, "2026-11-24 11:20")
    back.do(cmd.AcceptCase(shared), desks.staff(back, "1001"), at("2026-11-24 11:30"))
    assert desks.the_case(back, alone).applicant.number == desks.citizen(2)
    desk.close()
    back.close()


def test_a_desk_that_died_twice_goes_on_with_everything(home: Path, tmp_path: Path) -> None:
    hall = tmp_path / "hall"
    hall.mkdir(exist_ok=True)
    desk = desk_at(home, str(hall))
    first = receive(desk)
    sync(desk)
    lost(desk)
    back, _ = recovery.recover(plan(tmp_path, str(hall)), LATER)
    second = receive(back, "2026-11-24 10:00", applicant=person(2))
    sync(back, "2026-11-24 10:10")
    lost(back)
    again, told = recovery.recover(plan(tmp_path, str(hall)), at("2026-11-25 09:00"))
    assert again.stream == "510824-007.3"
    assert [name for name, _ in told.registers] == ["510824-007.1", "510824-007.2"]
    for case_id in (first, second):
        again.do(cmd.AcceptCase(case_id), desks.staff(again, "1001"), at("2026-11-25 09:30"))
    assert receive(again, "2026-11-25 10:00", applicant=person(3))[17] == "3"
    whole(again)
    again.close()


def test_a_recovery_cut_short_after_its_first_line_is_done_again(home: Path, tmp_path: Path, monkeypatch) -> None:
    (tmp_path / "hall").mkdir()
    old = desk_at(home, str(tmp_path / "hall"))
    case_id = receive(old, "2026-11-23 10:00")
    sync(old)
    lost(old)
    anew = plan(tmp_path, str(tmp_path / "hall"))

    def cut(*_: object) -> None:
        raise OSError("the power went")

    with monkeypatch.context() as power:
        power.setattr(config, "write_settings", cut)
        with pytest.raises(OSError, match="power"):
            recovery.recover(anew, LATER)
    keys = sorted(path.name for path in (anew.home / "keys").iterdir())
    with pytest.raises(setup.SetupError, match="007"):
        setup.create(replace(anew, settings=replace(anew.settings, window="008")), LATER)
    assert sorted(path.name for path in (anew.home / "keys").iterdir()) == keys
    desk, found = recovery.recover(anew, LATER)
    assert (found.stream, found.outcome.problems) == ("510824-007.2", ())
    assert desk.case(case_id) is not None
    assert receive(desk, "2026-11-24 10:00", applicant=person(2)) != case_id
    desk.close()


def test_papers_of_the_last_day_are_held_for_a_person_and_older_ones_are_not_printed_again(
    home: Path, tmp_path: Path
) -> None:
    hall = tmp_path / "hall"
    hall.mkdir(exist_ok=True)
    desk = desk_at(home, str(hall))
    receive(desk, "2026-11-20 09:00")
    receive(desk, "2026-11-23 09:00", applicant=person(2))
    press.run(desk, at("2026-11-23 09:10"))
    sync(desk)
    lost(desk)
    back, told = recovery.recover(plan(tmp_path, str(hall)), LATER)
    assert told.held == 1 and any("1 份纸件" in one for one in told.sentences)
    assert press.run(back, LATER) == []
    back.close()


def test_several_live_registers_are_never_guessed_at(home: Path, tmp_path: Path) -> None:
    hall = tmp_path / "hall"
    hall.mkdir(exist_ok=True)
    desk = desk_at(home, str(hall))
    receive(desk)
    sync(desk)
    desk.close()
    copy = desks.copied(home, tmp_path / "copy")
    first, second = Desk.open(home), Desk.open(copy)
    receive(first, applicant=person(2))
    receive(second, applicant=person(3))
    sync(first)
    sync(second)
    lost(second)
    with pytest.raises(setup.SetupError) as caught:
        recovery.recover(plan(tmp_path, str(hall)), LATER)
    assert "510824-007.1" in str(caught.value) and "510824-007.2" in str(caught.value)
    assert not (tmp_path / "new").exists()
    back, told = recovery.recover(plan(tmp_path, str(hall)), LATER, name="510824-007.2")
    assert [name for name, _ in told.registers] == ["510824-007.2"]
    assert back.stream == "510824-007.3"
    receive(first, "2026-11-24 10:00", applicant=person(4))
    assert sync(first, "2026-11-24 10:10").problems == (), "the machine that lives is left alone"
    assert sync(back, "2026-11-24 10:20").problems == ()
    back.close()
    first.close()


def test_a_recovered_desk_that_dies_before_it_has_sent_anything_leaves_its_name_taken(
    home: Path, tmp_path: Path, monkeypatch
) -> None:
    hall, _ = dead(home, tmp_path)
    with monkeypatch.context() as line:
        line.setattr(recovery.syncing, "synchronise", lambda *_, **__: syncing.SyncOutcome(unreachable="away"))
        back, _ = recovery.recover(plan(tmp_path, str(hall)), LATER)
    given = receive(back, "2026-11-24 10:00", applicant=person(2))
    assert (back.stream, given[17]) == ("510824-007.2", "2")
    lost(back)
    again, _ = recovery.recover(plan(tmp_path, str(hall)), LATER)
    assert again.stream == "510824-007.3"
    assert receive(again, "2026-11-24 10:00", applicant=person(3)) != given
    whole(again)
    again.close()


def test_an_empty_register_does_not_say_which_one_it_went_on_from(home: Path, tmp_path: Path) -> None:
    """A recovered desk said hello to the hall and died before its first line was there."""
    hall, case_id = dead(home, tmp_path)
    there = open_hall(str(hall))
    there.hello("510824-007.2", "00" * 32, "007", ())
    there.close()
    with pytest.raises(setup.SetupError, match=r"510824-007\.2.*510824-007\.1"):
        recovery.recover(plan(tmp_path, str(hall)), LATER, name="510824-007.2")
    back, told = recovery.recover(plan(tmp_path, str(hall)), LATER)
    assert (back.stream, [name for name, _ in told.registers]) == ("510824-007.3", ["510824-007.1"])
    back.do(cmd.AcceptCase(case_id), desks.staff(back, "1001"), LATER)
    whole(back)
    back.close()


def test_a_register_is_recovered_from_once(home: Path, tmp_path: Path) -> None:
    hall, _ = dead(home, tmp_path)
    recovery.recover(plan(tmp_path, str(hall)), LATER)[0].close()
    (tmp_path / "other").mkdir()
    with pytest.raises(setup.SetupError, match=r"510824-007\.1.*510824-007\.2"):
        recovery.recover(plan(tmp_path / "other", str(hall)), LATER, name="510824-007.1")
    back, told = recovery.recover(plan(tmp_path / "other", str(hall)), LATER, name="510824-007.2")
    assert [name for name, _ in told.registers] == ["510824-007.1", "510824-007.2"]
    back.close()


def test_nothing_to_recover_is_said(tmp_path: Path, prepared: Path) -> None:
    (tmp_path / "hall").mkdir()
    with pytest.raises(setup.SetupError, match="init"):
        recovery.recover(plan(tmp_path, str(tmp_path / "hall")), LATER)


def test_a_desk_reads_back_and_closes_its_own_registers_only(walled_place) -> None:
    from windowdesk.hall import open_hall
    from windowdesk.hall.interface import HallError, PushKind, UnknownStream

    for desk in ("x-007", "x-008"):
        walled_place.login_of(desk, ["卫健局"])
        hall_fixtures.push_all(walled_place.open(), f"{desk}.1", ["卫健局", "", "市监局"])
    own = open_hall(walled_place.login_of("x-007"))
    lines = own.register("x-007.1", 0, 500)
    assert [from_line(line).seq for line in lines] == [1, 2, 3]
    assert own.register("x-007.1", 1, 1) == lines[1:2]
    for verb in (lambda: own.register("x-008.1", 0, 500), lambda: own.retire("x-008.1")):
        with pytest.raises(HallError, match=r"x-008\.1"):
            verb()
    assert own.retire("x-007.1") and not own.retire("x-007.1")
    with pytest.raises(UnknownStream):
        own.retire("x-007.2")
    more, last = hall_fixtures.written("x-007.1", ["卫健局"] * 4)
    assert own.push("x-007.1", 1, more, last).kind is PushKind.CLOSED
    own.close()


def test_recovered_by_command(
    home: Path, tmp_path: Path, stick: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    hall = tmp_path / "hall"
    hall.mkdir(exist_ok=True)
    desk = desk_at(home, str(hall), stick)
    case_id = receive(desk)
    lost(desk)
    monkeypatch.setenv("WINDOWDESK_AUTHORITY_PASSPHRASE", "demo")
    cli = CommandLine(tmp_path / "again", monkeypatch, capsys)
    asked = (
        "--hall",
        str(hall),
        "--hall-file",
        str(desks.DATA / "demo-hall.toml"),
        "--authority",
        str(tmp_path / "ca"),
    )
    told = cli("recover", "--window", "007", *asked, "--journal", str(stick), now=None)
    assert told.code == 0
    assert "510824-007.2" in told.out and "4 笔只在第二份副本中" in told.err
    back = Desk.open(tmp_path / "again")
    assert back.case(case_id) and kinds(back) == ["DeskOpened"]
    assert lineage.continued_by(back.store.read(), "510824-007.1") == back.stream
    back.close()
    assert cli("recover", "--window", "007", *asked, now=None).code == 3, "a desk is never overwritten"


# -- started again after a crash


def test_what_was_written_and_perhaps_not_printed_is_named_at_the_next_start(home: Path) -> None:
    desk = Desk.open(home)
    case_id = receive(desk)
    number = desks.the_case(desk, case_id).papers[0].number
    desk.close()  # killed before the printer had it
    session = Session(home, lambda: LATER)
    assert Behind(session, lambda _: None)._open() == ""
    (told,) = session.desk.news
    assert number in told and case_id[-6:] in told
    assert [one.problem for one in press.run(session.desk, LATER)] == [""]
    assert press.left_over(session.desk) == []
    session.desk.close()
