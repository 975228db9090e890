"""What the desk's file keeps, and what it must never have seen."""

from __future__ import annotations

import threading
import tomllib
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import desks
import pytest
from desks import DATA, all_lines, at, carry, person, receive, soundly

from windowdesk.desk import Desk
from windowdesk.models import commands as cmd
from windowdesk.models import events as ev
from windowdesk.models.events import MaterialLine
from windowdesk.models.parties import Agent, Delegation, Department, Staff, Window
from windowdesk.models.refusal import Reason, Refused
from windowdesk.models.seals import Seal
from windowdesk.models.setting import zones
from windowdesk.models.wire import from_line
from windowdesk.store import hallfile, jobs, lists, people, schema, search
from windowdesk.store.codec import body_of, recorded, version_of
from windowdesk.store.connection import Store

NOW = at("2026-11-23 09:30")


# -- a secret matter leaves no trace


def everything(folder: Path) -> bytes:
    """Every byte of every file of a home, the write-ahead log included."""
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def test_a_secret_matter_leaves_no_byte_anywhere(home: Path, capfd: pytest.CaptureFixture[str]) -> None:
    desk = Desk.open(home)
    receive(desk)
    marks = ("欧阳无迹", "510824198001010026", "13866666666", "密不可见路", "绝密图幅", "何无踪")
    applicant = replace(person(2, marks[0]), phone=marks[2], address=marks[3])
    agent = Agent(marks[5], desks.citizen(9), "13800000009", "委托")
    command = cmd.ReceiveApplication(("990",), applicant, (MaterialLine(marks[4], note=marks[4]),), agent)
    before = desks.rows(desk.store.read()), all_lines(desk)
    for by in ("1001", "1003", "1005"):
        with pytest.raises(Refused) as caught:
            desk.do(command, desks.staff(desk, by), at("2026-11-23 10:00"))
        assert caught.value.reason is Reason.ITEM_SECRET
        assert not [mark for mark in marks if mark in str(caught.value)]
    for asked in (("101", "990"), ("990", "101")):
        with pytest.raises(Refused, match="item_secret"):
            desk.do(replace(command, items=asked), desks.staff(desk, "1001"), at("2026-11-23 10:00"))
    with pytest.raises(Refused, match="item_secret"):
        desk.do(cmd.ReferMatter("990"), desks.staff(desk, "1005"), at("2026-11-23 10:00"))
    assert (desks.rows(desk.store.read()), all_lines(desk)) == before
    for mark in marks:
        assert desk.reading.found(mark) == [] or mark == desks.citizen(9)
    during = everything(home)
    desk.close()
    after = everything(home)
    for mark in marks:
        for encoded in (mark.encode(), mark.encode("utf-16-le"), mark.encode("unicode_escape")):
            assert encoded not in during
            assert encoded not in after
    said = capfd.readouterr()
    assert not [mark for mark in marks if mark in said.out + said.err]


def test_a_refused_act_leaves_no_byte_of_it(home: Path) -> None:
    desk = Desk.open(home)
    with pytest.raises(Refused):
        receive(desk, applicant=person(5, "司徒未至😀"))
    desk.close()
    assert "司徒未至".encode() not in everything(home)


def test_neither_list_nor_look_up_shows_a_secret_item(desk: Desk) -> None:
    assert desk.reading.item("990") is None
    assert not [item for item in desk.reading.catalogue() if item.secret]


def test_a_personal_number_is_kept_in_the_register_alone_and_printed_by_its_end(desk: Desk) -> None:
    case_id = receive(desk)
    carry(desk, case_id)
    desk.do(cmd.HandOverResult(case_id), desks.staff(desk, "1001"), at("2026-11-23 11:00"))
    holding = [from_line(line).kind for _, _, line, _ in all_lines(desk) if "510824198001010018" in line]
    assert holding == ["CaseReceived"]


# -- events between memory and line


def test_every_event_survives_its_line(desk: Desk) -> None:
    case_id = receive(desk, lacking=("营业执照",))
    desk.do(cmd.RequestCorrections(case_id), desks.staff(desk, "1001"), at("2026-11-23 10:00"))
    for _, _, line, line_hash in all_lines(desk):
        entry = recorded(from_line(line), line_hash)
        again = body_of(entry.event, entry.by, entry.window, entry.version)
        assert again == from_line(line).body
        assert version_of(again) == entry.version


@pytest.mark.parametrize("body", ["", "[]", "{}", '{"version":"1"}', "{", '{"version":1.5}'])
def test_a_body_of_another_shape_is_an_error_and_not_a_guess(body: str) -> None:
    with pytest.raises(ValueError, match="version"):
        version_of(body)


def test_an_event_written_before_a_field_was_added_is_still_read() -> None:
    """Promise two: a field added later has a default."""
    fields = '"serial":1,"intake":"1","item":{"code":"X","name":"x","department":"y"},"agent":null,"materials":[],'
    fields += '"applicant":{"kind":"person","name":"李","number":"1"},"received_on":"2026-11-23",'
    fields += '"notice_due":{"on":"2026-11-30"},"query_code":"000000"'
    body = f'{{"by":"1001","window":"007","version":1,"event":{{{fields}}},"later":"added"}}'
    line = f"1\t510824-007.1\t2\t2026-11-23T09:30:00+08:00\tCaseReceived\t1\ty\t{body}"
    entry = recorded(from_line(line))
    assert isinstance(entry.event, ev.CaseReceived)
    assert (entry.event.channel, entry.event.off_hours, entry.event.cites) == ("window", False, ())


# -- the hall file


def test_a_hall_file_comes_back_as_it_went_in(tmp_path: Path) -> None:
    parts = hallfile.read(tomllib.loads((DATA / "demo-hall.toml").read_text(encoding="utf-8")))
    store = Store(tmp_path / "desk.db")
    with store.write() as db:
        hallfile.save(db, parts)
    db = store.read()
    assert hallfile.hall(db) == parts["hall", ""]
    shapes = {"department": Department, "window": Window, "staff": Staff, "seal": Seal, "delegation": Delegation}
    for kind, shape in shapes.items():
        assert hallfile.load(db, kind, shape) == {code: part for (found, code), part in parts.items() if found == kind}
    store.close()


WHOLE = tomllib.loads((DATA / "demo-hall.toml").read_text(encoding="utf-8"))
YEAR = {"from": date(2026, 1, 1), "to": date(2026, 12, 31)}
BACKWARDS = {"from": date(2026, 12, 31), "to": date(2026, 1, 1)}
PROXY = {"department": "新闻出版局", "window": "007", "instrument": "苍新出代〔2026〕1号"}
STANDIN = {"staff": "1151", "window": "007", "instrument": "中心顶岗〔2026〕3号"}
GIVEN = {"instrument": "甲〔2026〕1号", "department": "财政局", "staff": "1003", "items": ["*"], "steps": ["decide"]}
USUAL = [["09:00", "12:00"]]


@pytest.mark.parametrize(
    ("kind", "entry", "named", "to_do"),
    [
        ("proxy", PROXY | BACKWARDS, "2026-12-31 晚于 to 2026-01-01", "correct from, to"),
        ("proxy", PROXY | YEAR | {"window": "777"}, "没有 window = “777”", "correct it or add it"),
        ("proxy", PROXY | YEAR | {"department": "没有局"}, "没有 department = “没有局”", "correct it or add it"),
        ("proxy", PROXY | YEAR | {"department": "公安局"}, "proxied 里没有“公安局”", "add it"),
        ("proxy", PROXY | YEAR | {"steps": ["decide"]}, "没有环节 decide", "no such steps"),
        ("proxy", PROXY | {"from": date(2026, 1, 1)}, "缺少 to", "say from when to when"),
        ("standin", STANDIN | BACKWARDS, "2026-12-31 晚于 to 2026-01-01", "correct from, to"),
        ("standin", STANDIN | YEAR | {"staff": "7777"}, "没有 staff = “7777”", "correct it or add it"),
        ("standin", STANDIN | YEAR | {"window": "777"}, "没有 window = “777”", "correct it or add it"),
        ("standin", STANDIN, "缺少 from、to", "say from when to when"),
        ("delegation", GIVEN | BACKWARDS, "2026-12-31 晚于 to 2026-01-01", "correct from, to"),
        ("delegation", GIVEN | YEAR | {"staff": "7777"}, "没有 staff = “7777”", "correct it or add it"),
        ("delegation", GIVEN | YEAR | {"department": "没有局"}, "没有 department = “没有局”", "correct it or add it"),
        ("delegation", GIVEN | YEAR | {"steps": ["decide", "sign"]}, "没有环节 sign", "no such steps"),
    ],
)
def test_an_instrument_that_names_what_is_not_there_is_refused(
    kind: str, entry: dict[str, object], named: str, to_do: str
) -> None:
    """Silently, it would give nobody any power, and nobody would know why."""
    with pytest.raises(hallfile.HallFileError) as caught:
        hallfile.read({**WHOLE, kind: [entry]})
    said = str(caught.value)
    assert f"[[{kind}]]" in said and named in said and to_do in said
    assert str(entry["instrument"]) in said or kind == "standin"


@pytest.mark.parametrize(
    ("hall", "said"),
    [
        ({"hours": [{"since": date(2026, 3, 1), "until": date(2026, 2, 1), "hours": USUAL}]}, "[[hall.hours]]"),
        ({"hours": [{"since": date(2026, 3, 1), "until": date(2026, 4, 1), "hours": [["8:00", "12:00"]]}]}, "8:00"),
        ({"office_hours": [["12:00", "09:00"]]}, "12:00–09:00"),
        ({"office_hours": [["09:00", "24:00"]]}, "write office hours like 09:00"),
        ({"hours": [{"since": date(2026, 3, 1), "hours": USUAL}]}, "until"),
    ],
)
def test_office_hours_are_times_in_their_order(hall: dict[str, object], said: str) -> None:
    with pytest.raises(hallfile.HallFileError) as caught:
        hallfile.read({**WHOLE, "hall": {**WHOLE["hall"], **hall}})
    assert said in str(caught.value) and "大厅文件" in str(caught.value)


def test_without_a_hall_the_desk_says_what_to_do(tmp_path: Path) -> None:
    store = Store(tmp_path / "desk.db")
    with pytest.raises(hallfile.HallFileError, match="windowdesk init"):
        hallfile.hall(store.read())
    store.close()


def test_no_pin_is_kept_in_clear(home: Path) -> None:
    desk = Desk.open(home)
    desk.set_pin("1001", "2468135790")
    desk.close()
    assert b"2468135790" not in everything(home)
    assert b"demo_pin" not in everything(home)


def test_the_newest_tariff_not_after_the_day_holds(tmp_path: Path) -> None:
    store = Store(tmp_path / "desk.db")
    hall = tomllib.loads((DATA / "demo-hall.toml").read_text(encoding="utf-8"))
    hall["tariff"] = [
        {"from": "2026-01-01", "zone": "县内", "fen": 800},
        {"from": "2027-01-01", "zone": "县内", "fen": 900},
        {"from": "2026-01-01", "zone": "省外", "fen": 2000},
    ]
    with store.write() as db:
        hallfile.save(db, hallfile.read(hall))
    rates = hallfile.tariff(store.read())
    store.close()
    assert zones(rates, date(2026, 12, 31)) == {"县内": 800, "省外": 2000}
    assert zones(rates, date(2027, 1, 1)) == {"县内": 900, "省外": 2000}
    assert zones(rates, date(2025, 12, 31)) == {}


def test_the_demonstration_tariff_can_be_read() -> None:
    table = tomllib.loads((DATA / "tariff.toml").read_text(encoding="utf-8"))
    assert {entry["zone"] for entry in table["tariff"]} == {"县内", "市内", "省内", "省外"}
    assert all(entry["fen"] > 0 for entry in table["tariff"])


# -- PINs


def test_five_wrong_pins_lock_for_five_minutes_and_a_right_one_forgets(tmp_path: Path) -> None:
    store = Store(tmp_path / "desk.db")
    with store.write() as db:
        people.set_pin(db, "1001", "hash")
        for n in range(5):
            kept = people.pin(db, "1001")
            assert kept is not None
            assert (kept.failures, kept.locked_until) == (n, "")
            people.count_attempt(db, "1001", False, NOW)
    locked = people.pin(store.read(), "1001")
    assert locked is not None
    assert locked.locked_until == (NOW + people.LOCKED_FOR).isoformat(timespec="seconds")
    with store.write() as db:
        people.count_attempt(db, "1001", False, NOW + timedelta(minutes=6))
        again = people.pin(db, "1001")
        assert again is not None
        assert again.locked_until == locked.locked_until
        people.count_attempt(db, "1001", True, NOW + timedelta(minutes=6))
        assert people.pin(db, "1001") == people.Pin("hash", 0, "")
    assert people.pin(store.read(), "1002") is None
    store.close()


# -- print jobs


def test_a_job_waits_until_its_time_and_keeps_its_error(desk: Desk) -> None:
    receive(desk)
    db = desk.store.read()
    (job,) = jobs.waiting(db, NOW)
    assert (job.state, job.tries, job.copy) == ("queued", 0, 0)
    later = (NOW + timedelta(minutes=1)).isoformat(timespec="seconds")
    with desk.store.write() as own:
        jobs.mark(own, job.id, "failed", next_at=later, error="缺纸" * 999)
    assert jobs.waiting(db, NOW) == []
    (failed,) = jobs.waiting(db, NOW + timedelta(minutes=1))
    assert (failed.tries, len(failed.error)) == (1, 500)
    assert jobs.unfinished(db) == 1
    with desk.store.write() as own:
        jobs.mark(own, job.id, "done")
    assert jobs.unfinished(db) == 0
    assert jobs.waiting(db, NOW + timedelta(days=9)) == []
    states = db.execute("SELECT state FROM print_job WHERE paper_no=?", (job.paper_no,)).fetchall()
    assert states == [("done",)]
    assert jobs.paper(db, "none") is None


# -- the file itself


def test_a_store_is_made_once_and_opened_again(tmp_path: Path) -> None:
    first = Store(tmp_path / "desk.db")
    with first.write() as db:
        lists.set_meta(db, "a", "1")
        lists.set_meta(db, "a", "2")
    first.close()
    again = Store(tmp_path / "desk.db")
    assert lists.meta(again.read(), "a") == "2"
    assert lists.meta(again.read(), "b") == ""
    assert again.read().execute("PRAGMA user_version").fetchone()[0] == schema.LATEST
    assert lists.integrity(again.read()) == "ok"
    for pragma, value in (("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1)):
        assert again.read().execute(f"PRAGMA {pragma}").fetchone()[0] == value
    again.close()


def test_threads_write_one_after_the_other(desk: Desk) -> None:
    faults: list[BaseException] = []

    def work(first: int) -> None:
        try:
            for n in range(first, first + 8):
                receive(desk, applicant=person(n, f"申请人{n}"))
                desk.reading.found("申请人")
        except BaseException as error:  # carried to the test
            faults.append(error)

    threads = [threading.Thread(target=work, args=(n * 100 + 1,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert desk.reading.count_today() == 32
    soundly(desk)


def test_two_doors_to_one_desk_see_each_others_acts(home: Path) -> None:
    one, other = Desk.open(home), Desk.open(home)
    case_id = receive(one)
    other.do(cmd.AcceptCase(case_id), desks.staff(other, "1002"), at("2026-11-23 10:00"))
    with pytest.raises(Refused, match="wrong_state"):
        one.do(cmd.AcceptCase(case_id), desks.staff(one, "1001"), at("2026-11-23 10:01"))
    one.do(cmd.ReviewCase(case_id), desks.staff(one, "1001"), at("2026-11-23 10:02"))
    assert other.case(case_id) == one.case(case_id)
    second = receive(other, "2026-11-23 10:05", "103", person(2))
    assert second[18:22] == "0002"
    soundly(one)
    one.close()
    other.close()


def test_proof_of_receipt_begins_at_nothing(desk: Desk) -> None:
    state = desk.reading.sync_state()
    assert (state.written, state.acknowledged, state.at) == (1, 0, "")
    assert lists.own_streams(desk.store.read()) == (desk.stream,)


def test_a_name_without_a_letter_can_be_indexed(desk: Desk) -> None:
    assert receive(desk, applicant=person(7, "·"))
    assert search.find_ids(desk.store.read(), "·") == []
