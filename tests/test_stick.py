"""A desk without a network and its hall, by files on a stick: nothing lost or doubled, nothing believed unproven."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import tracemalloc
from contextlib import closing

import commandline
import desks
import hall_fixtures
import pytest
from commandline import CommandLine
from hall_fixtures import Embedded, PaperJournal, Postgres, introduce, push_all, settled

from windowdesk import config
from windowdesk.desk import Desk, sticks, syncing
from windowdesk.hall import open_engine, open_hall
from windowdesk.hall.audit import audit
from windowdesk.hall.interface import HallError
from windowdesk.hall.problems import ProblemKind
from windowdesk.hall.stick import Checked, StickError, statement, writing
from windowdesk.hall.sync import synchronise
from windowdesk.hall.to_desk import places, take_window, write_window
from windowdesk.hall.to_hall import registers, take_desk, write_desk
from windowdesk.hall.whole import read_whole, tables, write_whole
from windowdesk.models.wire import GENESIS
from windowdesk.sealing import sign_bytes, signed_by
from windowdesk.store import hallfile

place, postgres_place = hall_fixtures.place, hall_fixtures.postgres_place
walled_place = hall_fixtures.walled_place
with_pins, cli = commandline.with_pins, commandline.cli
AT = desks.at("2026-11-23 10:00")


def sign(text):
    return hashlib.sha256(b"the desk's key" + text).hexdigest()


def by_desk(key, text, signature):
    return signature == sign(text)


def carried(journal, hall, folder, *, whole=False):
    """A desk's lines to the hall by file."""
    path = folder / "desk.jsonl"
    stream = journal.streams()[0]
    key, desk = introduce(stream)
    written = write_desk(journal, path, {"desk": desk}, key, sign, whole=whole)
    file = Checked(path)
    return written, take_desk(hall, file, registers(file, by_desk))


def answered(journal, hall, folder, *, after=False, prefix="a."):
    """The hall's answer to the desk by file."""
    reached = places(Checked(folder / "desk.jsonl")) if after else {}
    count = write_window(hall, folder / "hall.jsonl", {}, prefix, journal.audiences(), reached)
    return count, take_window(journal, Checked(folder / "hall.jsonl"), proven=True)


# -- there and back


def test_lines_and_proofs_travel_both_ways_without_a_network(place, tmp_path):
    hall, journal = place.open(), PaperJournal("a.1", reads=["市监局"])
    journal.write("a.1", "市监局", 3)
    push_all(hall, "b.1", ["市监局", "卫健局", "市监局"])
    written, taken = carried(journal, hall, tmp_path)
    assert (written.lines, taken.lines, taken.acked) == (3, 3, {"a.1": 3})
    assert journal.acked("a.1") == 0  # writing a file proves nothing
    _, read = answered(journal, hall, tmp_path, after=True)
    assert read.problems == []
    assert settled(hall, journal)
    assert sorted(journal.foreign) == [("b.1", 1), ("b.1", 3)]
    assert not audit(hall).faults


def test_the_same_files_again_change_nothing(place, tmp_path):
    hall, journal = place.open(), PaperJournal("a.1", reads=["市监局"])
    journal.write("a.1", "市监局", 3)
    push_all(hall, "b.1", ["市监局"])
    carried(journal, hall, tmp_path)
    file = Checked(tmp_path / "desk.jsonl")
    taken = take_desk(hall, file, registers(file, by_desk))
    assert (taken.lines, taken.problems, taken.acked) == (0, [], {"a.1": 3})
    answered(journal, hall, tmp_path)
    before = (dict(journal.acks), dict(journal.places), dict(journal.foreign))
    again = take_window(journal, Checked(tmp_path / "hall.jsonl"), proven=True)
    assert (again.lines, again.problems) == (0, [])
    assert (journal.acks, journal.places, journal.foreign) == before


def test_a_round_by_network_goes_on_where_the_stick_left_off(place, tmp_path):
    hall, journal = place.open(), PaperJournal("a.1", reads=["市监局"])
    journal.write("a.1", "市监局", 2)
    carried(journal, hall, tmp_path)
    answered(journal, hall, tmp_path)
    journal.write("a.1", "市监局", 1)
    push_all(hall, "b.1", ["市监局"])
    report = synchronise(journal, hall, introduce=introduce)
    assert (report.pushed, report.pulled, report.problems) == (1, 1, ())
    journal.write("a.1", "市监局", 1)
    written, taken = carried(journal, hall, tmp_path)
    assert (written.lines, taken.lines) == (1, 1)


def test_the_answer_carries_only_what_the_desk_has_not_read(place, tmp_path):
    hall, journal = place.open(), PaperJournal("a.1", reads=["市监局"])
    push_all(hall, "b.1", ["市监局"] * 7)
    synchronise(journal, hall, introduce=introduce)
    push_all(hall, "c.1", ["市监局"] * 2)
    carried(journal, hall, tmp_path)
    assert answered(journal, hall, tmp_path, after=False)[0] == 9
    journal.places.clear()
    journal.foreign.clear()
    carried(journal, hall, tmp_path)
    count, read = answered(journal, hall, tmp_path, after=True)
    assert (count, read.lines) == (9, 9)
    push_all(hall, "d.1", ["市监局"])
    carried(journal, hall, tmp_path)
    assert answered(journal, hall, tmp_path, after=True)[0] == 1


def test_what_foreign_departments_read_is_not_in_a_windows_file(place, tmp_path):
    hall, journal = place.open(), PaperJournal("a.1", reads=["市监局"])
    push_all(hall, "b.1", ["市监局"], note="孙静")
    push_all(hall, "c.1", ["卫健局"], note="周涛")
    push_all(hall, "d.1", [""], note="吴霞")
    write_window(hall, tmp_path / "w.jsonl", {}, "a.", journal.audiences(), {})
    text = (tmp_path / "w.jsonl").read_text("utf-8")
    assert "孙静" in text
    assert "周涛" not in text and "吴霞" not in text and "卫健局" not in text
    assert (tmp_path / "w.jsonl").stat().st_mode & 0o077 == 0


def test_pages_and_registers_of_any_number_arrive_whole(place, tmp_path, monkeypatch):
    monkeypatch.setattr("windowdesk.hall.to_hall.PAGE", 4)
    monkeypatch.setattr("windowdesk.hall.to_desk.PAGE", 4)
    hall = place.open()
    journal = PaperJournal("a.1", "a.2", "a.3", reads=["市监局", "卫健局"])
    journal.write("a.1", "市监局", 8)
    journal.write("a.2", "卫健局", 9)
    push_all(hall, "b.1", ["市监局", "卫健局"] * 9)
    _, taken = carried(journal, hall, tmp_path)
    assert (taken.lines, taken.acked) == (17, {"a.1": 8, "a.2": 9, "a.3": 0})
    _, read = answered(journal, hall, tmp_path)
    assert (read.lines, read.problems) == (18, [])
    assert settled(hall, journal)
    assert len(journal.foreign) == 18


# -- files that are not as they were written


@pytest.fixture
def pair(tmp_path):
    """A hall, a desk's journal, and a file of each for the other, not yet taken."""
    hall, journal = Embedded(tmp_path).open(), PaperJournal("a.1", reads=["市监局"])
    journal.write("a.1", "市监局", 3)
    push_all(hall, "b.1", ["市监局"] * 3)
    write_desk(journal, tmp_path / "desk.jsonl", {"desk": "a"}, introduce("a.1")[0], sign)
    hall.hello("a.1", *introduce("a.1"))
    write_window(hall, tmp_path / "hall.jsonl", {}, "a.", ["市监局"], {})
    yield hall, journal
    hall.close()


def spoilt(data):
    """What can happen to a file on its way, each with a name."""
    for share in range(1, 12):
        yield f"cut at {share}/12", data[: len(data) * share // 12]
    lines = data.splitlines(keepends=True)
    for n in range(len(lines)):
        yield f"without line {n + 1}", b"".join(lines[:n] + lines[n + 1 :])
        yield f"line {n + 1} twice", b"".join(lines[: n + 1] + lines[n:])
        middle = len(lines[n]) // 2
        other = b"1" if lines[n][middle : middle + 1] != b"1" else b"2"
        yield (
            f"line {n + 1} edited",
            b"".join([*lines[:n], lines[n][:middle], other, lines[n][middle + 1 :], *lines[n + 1 :]]),
        )
    yield "two in one", data + data
    yield "nothing", b""
    yield "something else", b"\x89PNG\r\n\x1a\n" * 9
    yield "a list", b"[1]\n" + data
    yield "lines in another order", b"".join([*lines[:-3], lines[-2], lines[-3], lines[-1]])


@pytest.mark.parametrize("name", ["desk.jsonl", "hall.jsonl"])
def test_a_file_cut_off_edited_or_doubled_is_refused_in_words(pair, tmp_path, name):
    data = (tmp_path / name).read_bytes()
    Checked(tmp_path / name)
    refused = 0
    for what, spoiled in spoilt(data):
        (tmp_path / "spoilt.jsonl").write_bytes(spoiled)
        with pytest.raises(StickError) as told:
            Checked(tmp_path / "spoilt.jsonl")
        assert "spoilt.jsonl" in str(told.value), what
        refused += 1
    assert refused > 30


def test_a_file_that_changes_while_it_is_read_is_refused(pair, tmp_path):
    hall, _ = pair
    checked = Checked(tmp_path / "hall.jsonl")
    write_window(hall, tmp_path / "hall.jsonl", {"other": 1}, "a.", ["市监局"], {})
    with pytest.raises(StickError):
        list(checked.records())


def test_a_file_of_a_newer_release_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr("windowdesk.hall.stick.FORMAT", 2)
    with writing(tmp_path / "new.jsonl", "desk", {}):
        pass
    monkeypatch.undo()
    with pytest.raises(StickError, match="较新版本"):
        Checked(tmp_path / "new.jsonl")


def resealed(path, change):
    """A file edited by somebody who knows how to make its sum right again."""
    lines = path.read_bytes().splitlines(keepends=True)[:-1]
    records = [json.loads(line) for line in lines]
    change(records)
    body = b"".join(json.dumps(one, ensure_ascii=False).encode() + b"\n" for one in records)
    last = {"sha256": hashlib.sha256(body).hexdigest(), "lines": len(records)}
    path.write_bytes(body + json.dumps(last).encode() + b"\n")
    return Checked(path)


def test_a_line_changed_by_somebody_who_mends_the_sum_is_found_by_the_chain(pair, tmp_path):
    def change(records):
        line = next(one for one in records if "line" in one)
        line["line"] = line["line"].replace("张三", "李四")

    with pytest.raises(StickError, match="链或签名"):
        registers(resealed(tmp_path / "desk.jsonl", change), by_desk)


@pytest.mark.parametrize("part", ["seq", "hash", "signature"])
def test_a_head_that_the_desk_did_not_sign_is_refused(pair, tmp_path, part):
    def change(records):
        head = next(one for one in records if "head" in one)
        head[part] = {"seq": 2, "hash": "00" * 32, "signature": "forged"}[part]

    with pytest.raises(StickError, match="链或签名"):
        registers(resealed(tmp_path / "desk.jsonl", change), by_desk)


def test_a_register_whose_end_is_missing_is_refused(pair, tmp_path):
    def change(records):
        records[:] = [one for one in records if "head" not in one]

    with pytest.raises(StickError, match="链或签名"):
        registers(resealed(tmp_path / "desk.jsonl", change), by_desk)


def test_a_row_slipped_into_a_feed_is_not_taken(pair, tmp_path):
    _, journal = pair

    def change(records):
        rows = [n for n, one in enumerate(records) if "prev" in one]
        records[rows[1]]["hash"] = "11" * 32

    found = take_window(journal, resealed(tmp_path / "hall.jsonl", change), proven=True)
    assert [one.kind for one in found.problems if one.place == "市监局"] == [ProblemKind.FEED]
    assert journal.cursor("市监局") == (0, GENESIS) and not journal.foreign


def test_a_missing_row_stops_the_feed_and_not_the_rest(pair, tmp_path):
    hall, journal = pair
    carried(journal, hall, tmp_path)
    write_window(hall, tmp_path / "hall.jsonl", {}, "a.", ["市监局"], {})

    def change(records):
        del records[next(n for n, one in enumerate(records) if "prev" in one)]

    found = take_window(journal, resealed(tmp_path / "hall.jsonl", change), proven=True)
    assert [one.kind for one in found.problems] == [ProblemKind.FEED]
    assert journal.cursor("市监局") == (0, GENESIS)
    assert journal.acked("a.1") == 3


# -- proofs


def test_an_older_file_takes_no_proof_back(place, tmp_path):
    hall, journal = place.open(), PaperJournal("a.1", reads=["市监局"])
    journal.write("a.1", "市监局", 2)
    carried(journal, hall, tmp_path)
    answered(journal, hall, tmp_path)
    (tmp_path / "hall.jsonl").rename(tmp_path / "older.jsonl")
    journal.write("a.1", "市监局", 2)
    push_all(hall, "b.1", ["市监局"])
    carried(journal, hall, tmp_path)
    answered(journal, hall, tmp_path)
    place_before = journal.cursor("市监局")
    found = take_window(journal, Checked(tmp_path / "older.jsonl"), proven=True)
    assert (found.lines, found.problems, found.acked) == (0, [], {})
    assert journal.acked("a.1") == 4 and journal.cursor("市监局") == place_before


def test_a_hall_that_holds_another_line_than_ours_proves_nothing(place, tmp_path):
    hall, journal = place.open(), PaperJournal("a.1", reads=["市监局"])
    push_all(hall, "a.1", ["市监局"] * 3, note="另一台机器")
    journal.write("a.1", "市监局", 3)
    _, taken = carried(journal, hall, tmp_path)
    assert [one.kind for one in taken.problems] == [ProblemKind.FORK]
    _, read = answered(journal, hall, tmp_path)
    assert [one.kind for one in read.problems if one.place == "a.1"] == [ProblemKind.FORK]
    assert journal.acked("a.1") == 0


def test_a_register_known_under_another_key_is_not_taken(place, tmp_path):
    hall, journal = place.open(), PaperJournal("a.1", reads=["市监局"])
    hall.hello("a.1", "another key", "a")
    journal.write("a.1", "市监局", 3)
    _, taken = carried(journal, hall, tmp_path)
    assert [one.kind for one in taken.problems] == [ProblemKind.FORK]
    assert hall.head("a.1").seq == 0


def test_a_hall_that_lost_lines_asks_for_all_of_them_and_gets_them(tmp_path):
    place = Embedded(tmp_path)
    hall, journal = place.open(), PaperJournal("a.1", reads=["市监局"])
    journal.write("a.1", "市监局", 2)
    carried(journal, hall, tmp_path)
    place.back_up()
    journal.write("a.1", "市监局", 2)
    carried(journal, place.open(), tmp_path)
    answered(journal, place.open(), tmp_path)
    assert journal.acked("a.1") == 4
    place.restore()
    hall = place.open()
    journal.write("a.1", "市监局", 1)
    _, taken = carried(journal, hall, tmp_path)
    assert [one.kind for one in taken.problems] == [ProblemKind.GAP]
    assert "--all" in taken.problems[0].sentence
    _, taken = carried(journal, hall, tmp_path, whole=True)
    assert (taken.lines, taken.problems) == (3, [])
    answered(journal, hall, tmp_path)
    assert settled(hall, journal)
    place.close()


def test_a_hall_restored_from_a_backup_begins_a_feed_anew_when_shown_our_place(tmp_path):
    place = Embedded(tmp_path)
    journal = PaperJournal("a.1", reads=["市监局"])
    push_all(place.open(), "b.1", ["市监局"] * 2)
    place.back_up()
    push_all(place.open(), "c.1", ["市监局"] * 3)
    synchronise(journal, place.open(), introduce=introduce)
    assert journal.cursor("市监局")[0] == 5
    place.restore()
    hall = place.open()
    push_all(hall, "d.1", ["市监局"] * 4)
    count, read = answered(journal, hall, tmp_path)
    assert [one.kind for one in read.problems] == [ProblemKind.FEED]  # a whole file might be any hall's
    assert "--after" in read.problems[0].sentence
    carried(journal, hall, tmp_path)
    count, read = answered(journal, hall, tmp_path, after=True)
    assert (count, read.lines, read.problems) == (6, 6, [])
    assert journal.cursor("市监局")[0] == 6
    assert {("d.1", 4), ("c.1", 3)} <= journal.foreign.keys()
    place.close()


def test_a_file_that_begins_after_our_place_is_told_and_not_taken(place, tmp_path):
    hall, journal = place.open(), PaperJournal("a.1", reads=["市监局"])
    push_all(hall, "b.1", ["市监局"] * 3)
    synchronise(journal, hall, introduce=introduce)
    reached = {"市监局": journal.cursor("市监局")}
    push_all(hall, "c.1", ["市监局"])
    write_window(hall, tmp_path / "hall.jsonl", {}, "a.", ["市监局"], reached)
    fresh = PaperJournal("a.1", reads=["市监局"])
    found = take_window(fresh, Checked(tmp_path / "hall.jsonl"), proven=True)
    assert [one.kind for one in found.problems] == [ProblemKind.FEED]
    assert fresh.cursor("市监局") == (0, GENESIS)
    assert take_window(journal, Checked(tmp_path / "hall.jsonl"), proven=True).lines == 1


# -- real desks


@pytest.fixture
def alone(prepared_neighbour, tmp_path):
    """Window 008, without any hall."""
    (tmp_path / "alone").mkdir()
    home = desks.copied(prepared_neighbour, tmp_path / "alone")
    old = config.read_settings(home)
    config.write_settings(home, config.Settings(old.window, old.incarnation, "", old.print_to, old.demo))
    with closing(Desk.open(home)) as found:
        yield found


def taken_in(desk, hall, path):
    sticks.write(desk, path, AT)
    file = Checked(path)
    return take_desk(hall, file, registers(file, signed_by))


def for_window(desk, hall, path, sign=None, **more):
    reads = syncing.audiences(desk.setting)
    return write_window(hall, path, {"prefix": sticks.prefix(desk), **more}, sticks.prefix(desk), reads, {}, sign)


def test_a_desk_that_never_had_a_network_is_reported_and_reads_the_others(alone, tmp_path):
    hall = Embedded(tmp_path).open()
    reads = syncing.audiences(alone.setting)
    push_all(hall, "other.1", [reads[0], "别的部门"])
    assert taken_in(alone, hall, tmp_path / "008.jsonl").lines == alone.reading.sync_state().written
    for_window(alone, hall, tmp_path / "for-008.jsonl")
    assert sticks.take(alone, tmp_path / "for-008.jsonl", AT).pulled == 1
    state = alone.reading.sync_state()
    assert (state.acknowledged, state.at[:16]) == (state.written, "2026-11-23T10:00")
    assert hallfile.load(alone.store.read(), syncing.KEY, str).keys() == {alone.stream, "other.1"}
    hall.close()


def test_a_file_for_another_window_is_refused(alone, desk, tmp_path):
    hall = Embedded(tmp_path).open()
    for_window(desk, hall, tmp_path / "for-007.jsonl")
    with pytest.raises(StickError, match="008 号窗口"):
        sticks.take(alone, tmp_path / "for-007.jsonl", AT)
    sticks.write(desk, tmp_path / "007.jsonl", AT)
    with pytest.raises(StickError, match="008 号窗口"):
        sticks.take(alone, tmp_path / "007.jsonl", AT)
    hall.close()


def test_where_the_offices_key_is_known_only_its_signature_proves(alone, desk, tmp_path):
    """The desk of window 007 stands in for the office: its key is filed as the office's."""
    hall = Embedded(tmp_path).open()
    taken_in(alone, hall, tmp_path / "008.jsonl")
    office = "510824-000.1"
    from windowdesk.sealing import load_public

    with alone.store.write() as db:
        hallfile.save(db, {(syncing.KEY, office): load_public(desk.desk_key).hex()})
    file = tmp_path / "for-008.jsonl"
    for_window(alone, hall, file)
    sticks.take(alone, file, AT)
    assert alone.reading.sync_state().acknowledged == 0
    for_window(alone, hall, file, lambda text: {"by": office, "signature": sign_bytes(alone.desk_key, text).hex()})
    with pytest.raises(StickError, match="签名"):
        sticks.take(alone, file, AT)
    for_window(alone, hall, file, lambda text: {"by": office, "signature": sign_bytes(desk.desk_key, text).hex()})
    sticks.take(alone, file, AT)
    state = alone.reading.sync_state()
    assert state.acknowledged == state.written
    assert statement("ab") != b"ab"  # what is signed says what it is
    hall.close()


def test_a_file_from_before_a_restore_proves_nothing(desk, tmp_path):
    """The hall acknowledged it once, lost it, and the desk knows by its own round that the hall was restored."""
    (tmp_path / "office").mkdir()
    place = Embedded(tmp_path / "office")
    old = config.read_settings(desk.home)
    desk.settings = config.Settings(old.window, old.incarnation, place.setting, old.print_to, old.demo)
    assert not syncing.synchronise(desk, AT).problems
    place.close()
    place.back_up()
    desks.receive(desk)
    assert syncing.synchronise(desk, AT).pushed
    file = tmp_path / "before.jsonl"
    for_window(desk, place.open(), file)
    place.restore()
    place.open().restored()
    with desk.store.write() as db:  # as a round that was cut after it compared
        db.execute("UPDATE acknowledged SET seq=1")
    syncing.journal_of(desk, AT).set_generation(place.open().generation())
    sticks.take(desk, file, AT)
    assert desk.reading.sync_state().acknowledged == 1
    sticks.write(desk, tmp_path / "all.jsonl", AT, whole=True)
    checked = Checked(tmp_path / "all.jsonl")
    take_desk(place.open(), checked, registers(checked, signed_by))
    syncing.journal_of(desk, AT).set_generation("of a time before")
    for whole in (False, True):  # the answer to a file with all our lines needs no common past
        for_window(desk, place.open(), file, whole=whole)
        sticks.take(desk, file, AT)
        state = desk.reading.sync_state()
        assert (state.acknowledged == state.written) is whole
    place.close()


def test_a_file_tells_an_embedded_hall_what_its_window_reads_and_a_server_knows_from_its_office(place, tmp_path):
    journal = PaperJournal("510824-007.1", reads=["市监局"])
    journal.write("510824-007.1", "市监局", 1)
    write_desk(journal, tmp_path / "d.jsonl", {"desk": "007"}, "key", sign)
    file = Checked(tmp_path / "d.jsonl")
    hall = open_hall(place.setting)
    take_desk(hall, file, registers(file, by_desk), granted=True)
    assert hall.rules().readers == {}
    take_desk(hall, file, registers(file, by_desk))
    assert hall.rules().readers == {("510824-007", "市监局"): 0}
    hall.close()


def test_a_damaged_line_ends_the_file_before_it_and_is_told(desk, tmp_path):
    desks.receive(desk)
    with closing(sqlite3.connect(desk.store.path)) as db:
        db.execute("UPDATE register SET line=replace(line, '李', '王') WHERE seq=3")
        db.commit()
    found = sticks.write(desk, tmp_path / "007.jsonl", AT)
    assert found.pushed == 2
    assert "第 3 条内容损坏" in found.problems[0]
    file = Checked(tmp_path / "007.jsonl")
    assert registers(file, signed_by)[0].end.seq == 2


def test_a_stick_that_is_full_or_gone_leaves_no_half_file(desk, tmp_path):
    with pytest.raises(StickError, match="写不了"):
        sticks.write(desk, tmp_path / "no" / "where.jsonl", AT)
    with pytest.raises(ValueError, match="pulled out"), writing(tmp_path / "half.jsonl", "desk", {}) as out:
        out.put({"line": "x"})
        raise ValueError("pulled out")
    assert not list(tmp_path.glob("half*"))


# -- a whole hall


def busy(hall):
    """Registers of several desks, a fork, and a signed head."""
    push_all(hall, "a.1", ["市监局", "", "卫健局"] * 5)
    push_all(hall, "b.1", ["卫健局"] * 4)
    lines, last = hall_fixtures.written("a.1", ["市监局"] * 2, note="另一支")
    hall.push("a.1", 1, lines, last)


def everything(hall):
    return list(hall.events()), hall.streams(), audit(hall)


@pytest.mark.parametrize("place", ["embedded", "postgres"], indirect=True)
def test_a_hall_moves_to_postgresql_with_every_number_and_time_as_it_was(place, postgres_place, tmp_path):
    old, journal = place.open(), PaperJournal("c.1", reads=["市监局", "卫健局"])
    busy(old)
    journal.write("c.1", "市监局", 2)
    synchronise(journal, old, introduce=introduce)
    before = everything(old)
    with closing(open_engine(place.setting, timeout=20)) as engine:
        assert write_whole(engine, tmp_path / "whole.jsonl", {}) == len(before[0])
    with closing(open_engine(postgres_place.setting, timeout=20)) as engine:
        assert read_whole(engine, Checked(tmp_path / "whole.jsonl")) == len(before[0])
    new = postgres_place.open()
    assert everything(new) == before
    assert before[2].faults == [] and before[2].events == 21
    evidence = "SELECT stream, seq, hash, line FROM fork ORDER BY stream, seq"
    assert [tuple(row) for row in postgres_place.run(evidence)] == [tuple(row) for row in place.run(evidence)]
    journal.write("c.1", "市监局")
    report = synchronise(journal, new, introduce=introduce)
    assert (report.pushed, report.pulled, report.problems) == (1, 0, ())


def test_a_hall_moves_behind_walls_and_its_desks_go_on_by_logins_of_their_own(walled_place, tmp_path):
    (tmp_path / "old").mkdir()
    old, journal = Embedded(tmp_path / "old"), PaperJournal("c.1", reads=["市监局", "卫健局"])
    busy(old.open())
    journal.write("c.1", "市监局", 2)
    synchronise(journal, old.open(), introduce=introduce)
    before = everything(old.open())
    with closing(open_engine(old.setting, timeout=20)) as engine:
        write_whole(engine, tmp_path / "whole.jsonl", {})
    with closing(open_engine(walled_place.setting, timeout=20)) as engine:
        read_whole(engine, Checked(tmp_path / "whole.jsonl"))
    with closing(open_hall(walled_place.setting, timeout=20)) as owner:
        assert everything(owner) == before
    journal.write("c.1", "市监局")
    report = synchronise(journal, walled_place.open(), introduce=introduce)
    assert (report.pushed, report.pulled, report.problems) == (1, 0, ())
    old.close()


def test_every_table_of_the_hall_is_carried(tmp_path):
    place = Embedded(tmp_path)
    place.open().streams()
    names = {name for (name,) in place.run("SELECT name FROM sqlite_master WHERE type='table'")}
    assert {table.name for table in tables()} == names - {"schema_migrations"}
    for table in tables():
        columns = place.run(f"SELECT name, pk FROM pragma_table_info('{table.name}')")
        assert table.columns == tuple(name for name, _ in columns)
        assert set(table.key) == {name for name, key in columns if key}
    place.close()


def test_a_hall_in_use_is_not_overwritten(tmp_path):
    (tmp_path / "old").mkdir()
    (tmp_path / "new").mkdir()
    old, new = Embedded(tmp_path / "old"), Embedded(tmp_path / "new")
    busy(old.open())
    push_all(new.open(), "z.1", ["市监局"])
    with closing(open_engine(old.setting, timeout=5)) as engine:
        write_whole(engine, tmp_path / "whole.jsonl", {})
    with closing(open_engine(new.setting, timeout=5)) as engine, pytest.raises(HallError, match="已有内容"):
        read_whole(engine, Checked(tmp_path / "whole.jsonl"))
    assert [one.stream for one in new.open().streams()] == ["z.1"]
    old.close()
    new.close()


@pytest.mark.parametrize("wrong", ["table", "row", "schema"])
def test_a_file_of_another_schema_fills_nothing(tmp_path, wrong):
    (tmp_path / "old").mkdir()
    (tmp_path / "new").mkdir()
    old, new = Embedded(tmp_path / "old"), Embedded(tmp_path / "new")
    busy(old.open())
    with closing(open_engine(old.setting, timeout=5)) as engine:
        write_whole(engine, tmp_path / "whole.jsonl", {})

    def change(records):
        if wrong == "schema":
            records[0]["schema"] = 0
        elif wrong == "table":
            records[-1]["t"] = "sqlite_master"
        else:
            records[-1]["r"].append("more")

    file = resealed(tmp_path / "whole.jsonl", change)
    with closing(open_engine(new.setting, timeout=5)) as engine, pytest.raises(StickError):
        read_whole(engine, file)
    assert new.open().streams() == () and not list(new.open().events())
    old.close()
    new.close()


def test_a_file_of_any_size_takes_the_memory_of_a_page(tmp_path):
    tracemalloc.start()
    try:
        with writing(tmp_path / "long.jsonl", "desk", {}) as out:
            for n in range(20_000):
                out.put({"line": f"{n} " + "一行" * 100})
        count = sum(1 for _ in Checked(tmp_path / "long.jsonl").records())
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert count == 20_000
    assert (tmp_path / "long.jsonl").stat().st_size > 10_000_000
    assert peak < 1_000_000


# -- at the command line


def test_sync_by_stick_at_the_command_line(cli: CommandLine, tmp_path):
    """What the clerk and the office type; the hall is a folder the desk itself never reaches."""
    hall = tmp_path / "office"
    hall.mkdir()
    out, back = str(tmp_path / "out.jsonl"), str(tmp_path / "back.jsonl")
    wrote = cli("sync", "--to", out, "--json").data
    assert (wrote["pushed"], wrote["problems"]) == (1, [])
    seen = cli("hall", "import", out, "--hall", str(hall), "--json").data
    assert seen == {"lines": 1, "registers": {"510824-007.1": 1}, "problems": []}
    assert "新收 0 条" in cli("hall", "import", out, "--hall", str(hall)).out
    exported = cli("hall", "export", back, "--for", "007", "--after", out, "--hall", str(hall))
    assert exported.code == 0
    took = cli("sync", "--from", back)
    assert (took.code, took.out) == (0, "收到 0 笔；已上报 1/1\n")
    assert cli("sync", "--to", out).out.startswith("0 笔写入")
    assert cli("sync", "--to", out, "--all").out.startswith("1 笔写入")


def test_wrong_files_and_options_at_the_command_line_are_told_in_words(cli: CommandLine, tmp_path):
    hall = tmp_path / "office"
    hall.mkdir()
    out, back, whole = (str(tmp_path / name) for name in ("out.jsonl", "back.jsonl", "whole.jsonl"))
    cli("sync", "--to", out)
    cli("hall", "import", out, "--hall", str(hall))
    cli("hall", "export", back, "--for", "008", "--hall", str(hall))
    for words, code in (
        (("sync", "--to", out, "--from", out), 2),
        (("sync", "--from", out), 4),
        (("sync", "--from", back), 4),
        (("sync", "--from", str(tmp_path / "none.jsonl")), 4),
        (("sync", "--to", str(tmp_path / "none" / "out.jsonl")), 4),
        (("hall", "import", back, "--hall", str(hall)), 4),
        (("hall", "export", "--for", "007", "--hall", str(hall)), 2),
        (("hall", "export", back, "--for", "099", "--hall", str(hall)), 4),
        (("hall", "export", back, "--for", "008", "--after", out, "--hall", str(hall)), 4),
        (("hall", "export", back, "--after", out, "--hall", str(hall)), 2),
    ):
        ended = cli(*words)
        assert (ended.code, ended.out) == (code, ""), words
        assert ended.err.strip(), words
    assert cli("hall", "export", whole, "--hall", str(hall)).code == 0
    assert cli("hall", "import", whole, "--hall", str(hall)).code == 1  # it is not empty
    new = tmp_path / "new"
    new.mkdir()
    assert "1 条" in cli("hall", "import", whole, "--hall", str(new)).out
    assert (
        cli("hall", "verify", "--json", "--hall", str(new)).data
        == cli("hall", "verify", "--json", "--hall", str(hall)).data
    )


def test_a_server_takes_only_registers_of_windows_it_has_let_in(cli: CommandLine, postgres_place: Postgres, tmp_path):
    owner = ("--hall", postgres_place.setting)
    cli("hall", "init", *owner)
    out = str(tmp_path / "out.jsonl")
    cli("sync", "--to", out)
    ended = cli("hall", "import", out, *owner)
    assert (ended.code, ended.out) == (4, "")
    assert "hall grant" in ended.err
    login = f"{postgres_place.name}_007"
    try:
        cli("hall", "grant", "007", "--login", login, *owner)
        assert cli("hall", "import", out, "--json", *owner).data["lines"] == 1
    finally:
        postgres_place.run("DROP SCHEMA public CASCADE")
        postgres_place.admin(f"DROP ROLE {login}")
