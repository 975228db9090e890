"""The register: append-only, chained, one writer at a time, and what became of it when something died."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import desks
import pytest
from desks import all_lines, at, carry, receive, rows, soundly
from hypothesis import given, settings
from hypothesis import strategies as st

from windowdesk.desk import Desk
from windowdesk.models import commands as cmd
from windowdesk.models.case import Status
from windowdesk.models.refusal import Reason, Refused
from windowdesk.models.wire import GENESIS, Entry, chain, from_line, to_line
from windowdesk.store import arrivals, connection, lists, register
from windowdesk.store.connection import Store

WRITERS = Path(__file__).parent / "writers.py"


def written_by(*arguments: object) -> dict[str, Any]:
    """What a run of writers.py said."""
    root = Path(__file__).parents[1]
    env = os.environ | {"PYTHONPATH": f"{root}{os.pathsep}{WRITERS.parent}"}
    command = [sys.executable, str(WRITERS), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, env=env, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    assert not done.stderr, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def day(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a posted case and a received one in its register."""
    home = desks.copied(prepared, tmp_path_factory.mktemp("day"))
    desk = Desk.open(home)
    case_id = receive(desk)
    carry(desk, case_id)
    desk.do(cmd.PostResult(case_id, desks.MAIL_NO), desks.staff(desk, "1001"), at("2026-11-23 11:00"))
    receive(desk, "2026-11-23 11:30", "103", desks.person(2, "曾静"), ("经营者身份证明",))
    desk.close()
    return home


@pytest.fixture(scope="module")
def whole(day: Path) -> Iterator[sqlite3.Connection]:
    """That register in memory; put back what you change."""
    link = _in_memory(day)
    link.isolation_level = None
    yield link
    link.close()


# -- the chain


def test_the_first_line_opens_the_register(desk: Desk) -> None:
    first = from_line(register.lines(desk.store.read(), desk.stream)[0])
    assert (first.seq, first.kind, first.case_id) == (1, "DeskOpened", "")
    assert len(first.data()["event"]["nonce"]) == 32


def test_every_line_is_bound_to_the_one_before(day: Path, tmp_path: Path) -> None:
    desk = Desk.open(desks.copied(day, tmp_path))
    kept = desk.store.read().execute("SELECT seq, hash FROM register ORDER BY seq").fetchall()
    assert kept == [(seq, line_hash) for _, seq, _, line_hash in all_lines(desk)]
    soundly(desk)
    desk.close()


@settings(max_examples=150)
@given(data=st.data())
def test_any_byte_changed_in_any_line_is_named(whole: sqlite3.Connection, data: st.DataObject) -> None:
    link = whole
    total = link.execute("SELECT max(seq) FROM register").fetchone()[0]
    seq = data.draw(st.integers(1, total))
    line = link.execute("SELECT line FROM register WHERE seq=?", (seq,)).fetchone()[0]
    place = data.draw(st.integers(0, len(line) - 1))
    other = data.draw(st.characters(codec="utf-8").filter(lambda letter: letter != line[place]))
    link.execute("BEGIN")
    link.execute("UPDATE register SET line=? WHERE seq=?", (line[:place] + other + line[place + 1 :], seq))
    assert register.verify(link, "510824-007.1") == seq
    link.execute("ROLLBACK")


@pytest.mark.parametrize(
    ("tampering", "named"),
    [
        ("UPDATE register SET hash=x'00' WHERE seq=4", 4),
        ("DELETE FROM register WHERE seq=4", 4),
        ("UPDATE register SET seq=seq+100 WHERE seq>=4", 4),
        ("UPDATE register SET case_id='' WHERE seq=4", 4),
        ("UPDATE register SET kind='CaseClosed' WHERE seq=4", 4),
        ("UPDATE register SET version=99 WHERE seq=4", 4),
        ("UPDATE register SET stream='510824-007.2' WHERE seq>=4", 0),
    ],
)
def test_a_line_that_cannot_be_found_by_its_own_words_is_named(day: Path, tampering: str, named: int) -> None:
    link = _in_memory(day)
    assert register.verify(link, "510824-007.1") == 0
    link.execute(tampering)
    assert register.verify(link, "510824-007.1") == named
    link.close()


def test_a_line_rewritten_with_its_hash_breaks_the_next(day: Path) -> None:
    """Whoever recomputes one hash must recompute them all: then the papers outside contradict the register."""
    link = _in_memory(day)
    line, before = link.execute("SELECT line, hash FROM register WHERE seq=3").fetchone()
    first = link.execute("SELECT hash FROM register WHERE seq=2").fetchone()[0]
    forged = line.replace("李㛃", "李四")
    assert chain(first, line) == before
    link.execute("UPDATE register SET line=?, hash=? WHERE seq=3", (forged, chain(first, forged)))
    assert register.verify(link, "510824-007.1") == 4
    link.close()


def _in_memory(home: Path) -> sqlite3.Connection:
    with contextlib.closing(sqlite3.connect(home / "desk.db")) as source:
        link = sqlite3.connect(":memory:")
        source.backup(link)
    return link


@given(
    parts=st.lists(st.text(st.characters(exclude_characters="\t\n", codec="utf-8")), min_size=5, max_size=5),
    seq=st.integers(1, 10**9),
)
def test_a_line_is_taken_apart_as_it_was_put_together(parts: list[str], seq: int) -> None:
    stream, stamp, kind, case_id, audience = parts
    entry = Entry(stream, seq, stamp, kind, case_id, audience, '{"by":""}')
    assert from_line(to_line(entry)) == entry


@pytest.mark.parametrize(
    "line", ["", "1", "2\ts\t1\ta\tk\tc\ta\t{}", "1\ts\t0\ta\tk\tc\ta\t{}", "1\ts\tx\ta\tk\tc\ta\t{}"]
)
def test_a_line_of_another_shape_is_not_guessed_at(line: str) -> None:
    with pytest.raises(ValueError, match="register line"):
        from_line(line)


def test_the_chain_is_sha256_over_the_hash_before_and_the_line() -> None:
    assert bytes(32) == GENESIS
    assert chain(GENESIS, "一") == hashlib.sha256(bytes(32) + "一".encode()).digest()
    assert chain(chain(GENESIS, "一"), "二") != chain(GENESIS, "一二")


# -- rows


def test_rebuilding_forgets_no_print_job_and_makes_none_anew(day: Path, tmp_path: Path) -> None:
    desk = Desk.open(desks.copied(day, tmp_path))
    db = desk.store.read()
    before = db.execute("SELECT * FROM print_job").fetchall()
    with desk.store.write() as own:
        own.execute("UPDATE print_job SET state='done' WHERE id=1")
        arrivals.rebuild(own, [desk.stream])
    after = db.execute("SELECT * FROM print_job").fetchall()
    assert len(after) == len(before)
    assert after[0][4] == "done"
    assert after[1:] == before[1:]
    desk.close()


# -- lines of other desks


@pytest.fixture
def foreign(neighbour: Desk) -> list[tuple[str, int, str, bytes]]:
    """The register of window 008 with two cases, one of them posted."""
    first = receive(neighbour, item="222", by="1081")
    for step, by in (
        (cmd.AcceptCase, "1081"),
        (cmd.ReviewCase, "1081"),
        (cmd.CheckCase, "1082"),
        (cmd.DecideCase, "1082"),
    ):
        neighbour.do(step(first), desks.staff(neighbour, by), at("2026-11-23 10:00"))
    for step in (cmd.MakeCertificate, cmd.StampCertificate):
        neighbour.do(step(first), desks.staff(neighbour, "1082"), at("2026-11-23 10:00"))
    neighbour.do(cmd.PostResult(first, desks.MAIL_NO), desks.staff(neighbour, "1081"), at("2026-11-23 10:10"))
    receive(neighbour, "2026-11-23 10:30", "201", desks.person(3, "单静"), by="1081")
    return all_lines(neighbour)


def absorb(desk: Desk, lines: list[tuple[str, int, str, bytes]]) -> int:
    with desk.store.write() as db:
        return arrivals.absorb(db, lines, [desk.stream])


def test_what_other_desks_wrote_can_be_read_here(desk: Desk, neighbour: Desk, foreign: list[Any]) -> None:
    assert absorb(desk, foreign) == len(foreign)
    for row in lists.newest(neighbour.store.read()):
        assert desk.case(row.case_id) == neighbour.case(row.case_id)
    theirs, ours = rows(neighbour.store.read()), rows(desk.store.read())
    for table in ("case_row", "parcel_row", "case_grams", "paper_row"):
        assert ours[table] == theirs[table]
    assert not desk.reading.unprinted(), "foreign papers are not printed here"
    assert [row for row in ours["counter"] if "008" in row[0]] == []
    soundly(desk)


def test_absorbing_twice_in_pieces_and_out_of_step_changes_nothing(desk: Desk, foreign: list[Any]) -> None:
    for start in range(0, len(foreign), 3):
        absorb(desk, foreign[start : start + 3])
    before = rows(desk.store.read())
    assert absorb(desk, foreign) == 0
    assert absorb(desk, foreign[5:] + foreign[:5]) == 0
    assert rows(desk.store.read()) == before
    assert desk.reading.parked() == []
    soundly(desk)


def test_own_lines_that_come_back_are_passed_over(desk: Desk) -> None:
    receive(desk)
    before = rows(desk.store.read())
    assert absorb(desk, all_lines(desk)) == 0
    assert rows(desk.store.read()) == before


def test_a_kind_this_desk_is_too_old_for_stops_its_case_only(desk: Desk, foreign: list[Any]) -> None:
    stream, seq, line, _ = next(found for found in foreign if from_line(found[2]).kind == "CaseReviewed")
    entry = from_line(line)
    newer = to_line(Entry(stream, seq, entry.at, "CaseReadAnew", entry.case_id, entry.audience, entry.body))
    assert absorb(desk, [(s, n, newer if n == seq else text, h) for s, n, text, h in foreign]) == len(foreign)
    assert desk.reading.parked() == [(stream, seq, "needs a newer desk")]
    stopped, other = desk.reading.newest()[1], desk.reading.newest()[0]
    assert desks.the_case(desk, stopped.case_id).status is Status.ACCEPTED
    assert other.status == "received"
    soundly(desk)
    assert desk.reading.parked(), "it is still too old"


def test_a_desk_that_became_new_enough_reads_what_was_kept_aside(desk: Desk, foreign: list[Any]) -> None:
    stream, seq, line, _ = next(found for found in foreign if from_line(found[2]).kind == "CaseReviewed")
    entry = from_line(line)
    newer = to_line(Entry(stream, seq, entry.at, "CaseReadAnew", entry.case_id, entry.audience, entry.body))
    absorb(desk, [(s, n, newer if n == seq else text, h) for s, n, text, h in foreign])
    with desk.store.write() as db:  # the newer desk knows the kind: here, by its older name
        db.execute("UPDATE register SET kind='CaseReviewed', line=? WHERE seq=? AND stream=?", (line, seq, stream))
        arrivals.rebuild(db, [desk.stream])
    assert desk.reading.parked() == []
    assert desks.the_case(desk, desk.reading.newest()[1].case_id).status is Status.POSTED


@pytest.mark.parametrize("spoil", ["not a line", "another place", "another body", "no body"])
def test_a_line_that_cannot_be_taken_in_is_parked_and_the_rest_goes_on(
    desk: Desk, foreign: list[Any], spoil: str
) -> None:
    stream, _, line, line_hash = next(found for found in foreign if from_line(found[2]).kind == "CaseReviewed")
    entry = from_line(line)
    twin = "510824-009.1"
    bad = {
        "not a line": (twin, 7, "nonsense", line_hash),
        "another place": (twin, 7, line, line_hash),
        "another body": (twin, 7, to_line(Entry(twin, 7, entry.at, "CaseReviewed", "9", "", '{"version":1}')), b""),
        "no body": (twin, 7, to_line(Entry(twin, 7, entry.at, "Unheard", "9", "", "[]")), b""),
    }[spoil]
    assert absorb(desk, [*foreign, bad, (twin, 8, _opened(twin, 8), b"8")]) == len(foreign) + 1
    assert [found[:2] for found in desk.reading.parked()] == [(twin, 7)]
    assert desk.reading.parked()[0][2]
    before = rows(desk.store.read())
    assert absorb(desk, [bad]) == 0
    assert rows(desk.store.read()) == before
    assert stream != twin
    soundly(desk)


def test_a_line_that_claims_a_step_another_line_has_stops_its_case_and_the_rest_goes_on(
    desk: Desk, foreign: list[Any]
) -> None:
    """Which comes in first is chance: neither stands until the hall office has said which does."""
    stream, _, line, line_hash = next(found for found in foreign if from_line(found[2]).kind == "CaseReviewed")
    entry, twin = from_line(line), "510824-008.2"
    rival = (twin, 7, to_line(Entry(twin, 7, *list(_rest(entry)))), line_hash)
    assert absorb(desk, [*foreign, rival]) == len(foreign) + 1
    assert desk.reading.parked() == []
    case = desks.the_case(desk, entry.case_id)
    assert (case.stopped, case.status) == ("clash", Status.ACCEPTED)
    assert {row.stopped for row in desk.reading.newest()} == {"clash", ""}
    before = rows(desk.store.read())
    assert absorb(desk, [rival]) == 0
    assert rows(desk.store.read()) == before
    assert stream != twin
    soundly(desk)


def _rest(entry: Entry) -> tuple[str, ...]:
    return entry.at, entry.kind, entry.case_id, entry.audience, entry.body


def _opened(stream: str, seq: int) -> str:
    event = '{"machine":"0","nonce":"0","public_key":"0","software":"1"}'
    body = f'{{"by":"","window":"009","version":0,"event":{event}}}'
    return to_line(Entry(stream, seq, "2026-11-23T09:30:00+08:00", "DeskOpened", "", "", body))


def test_a_case_whose_lines_are_missing_stops_before_the_gap(desk: Desk, foreign: list[Any]) -> None:
    lacking = [found for found in foreign if from_line(found[2]).kind != "CaseReviewed"]
    absorb(desk, lacking)
    stopped = desk.reading.newest()[1]
    assert stopped.status == "accepted"
    absorb(desk, foreign)
    assert desk.reading.newest()[1].status == "posted"
    soundly(desk)


# -- one writer at a time


def test_two_processes_of_one_desk_keep_one_chain(home: Path) -> None:
    found = written_by("many", home, 2, 12)
    assert found["codes"] == [0, 0]
    assert len(set(found["said"])) == 24
    desk = Desk.open(home)
    assert {row.case_id for row in desk.reading.newest()} == set(found["said"])
    assert len(all_lines(desk)) == 1 + 2 + 24 * 4, "each process began with a line of its own"
    soundly(desk)
    desk.close()


def test_a_writer_killed_at_any_moment_leaves_a_sound_desk(home: Path) -> None:
    found = written_by("kill", home, 20, 1)
    assert found["unsound"] == []
    assert len(found["said"]) >= 20
    desk = Desk.open(home)
    soundly(desk)
    receive(desk, "2026-11-23 17:00", "106", desks.person(999))
    desk.close()


def test_a_full_disk_refuses_whole_acts_and_the_desk_goes_on(home: Path) -> None:
    found = written_by("full", home)
    assert found["refused"]
    assert set(found["refused"]) == {"disk_full"}
    assert found["halves"] == []
    assert not found["unsound"]


def test_a_desk_another_process_holds_is_busy_and_then_not(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "WAIT", 0.05)
    with desk.store.path.with_suffix(".lock").open("ab") as gate:
        connection.take(gate)
        with pytest.raises(Refused) as caught:
            receive(desk)
        connection.leave(gate)
    assert caught.value.reason is Reason.DESK_BUSY
    assert receive(desk)


def test_a_file_another_program_locked_is_busy(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "WAIT", 0.05)
    desk = Desk.open(home)
    with contextlib.closing(sqlite3.connect(home / "desk.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Refused) as caught:
            receive(desk)
        other.execute("ROLLBACK")
    assert caught.value.reason is Reason.DESK_BUSY
    assert receive(desk)
    desk.close()


@pytest.mark.parametrize("head", [b"not a database at all, but text" * 200, b"SQLite format 3\0" + b"\xff" * 6000])
def test_a_file_that_is_no_database_is_damaged(tmp_path: Path, head: bytes) -> None:
    (tmp_path / "desk.db").write_bytes(head)
    with pytest.raises(Refused) as caught:
        Store(tmp_path / "desk.db")
    assert caught.value.reason is Reason.STORE_DAMAGED
    assert (tmp_path / "desk.db").read_bytes() == head


READINGS: tuple[Callable[[Desk, str], object], ...] = (
    lambda desk, case_id: desk.case(case_id),
    lambda desk, case_id: desk.do(cmd.AcceptCase(case_id), None, at("2026-11-24 09:30")),
    lambda desk, _: desk.open_day(at("2026-12-24 09:30")),
    lambda desk, _: desk.reading.newest(),
    lambda desk, _: desk.reading.found("曾静"),
    lambda desk, _: receive(desk),
)


@pytest.mark.parametrize("reading", READINGS)
def test_pages_overwritten_in_the_middle_are_damage_and_not_a_crash(
    day: Path, tmp_path: Path, reading: Callable[[Desk, str], object]
) -> None:
    home = desks.copied(day, tmp_path)
    with contextlib.closing(sqlite3.connect(home / "desk.db")) as link:
        roots = [row[0] for row in link.execute("SELECT rootpage FROM sqlite_master WHERE rootpage>1")]
        case_id = link.execute("SELECT case_id FROM case_row ORDER BY id DESC").fetchone()[0]
    with (home / "desk.db").open("r+b") as file:
        for page in roots:
            file.seek(4096 * (page - 1))
            file.write(b"\x07" * 4096)
    desk = Desk.open(home)
    with pytest.raises(Refused) as caught:
        reading(desk, case_id)
    assert caught.value.reason is Reason.STORE_DAMAGED
    desk.close()


def test_a_page_that_is_damaged_far_down_a_list_is_found_when_its_row_is(desk: Desk) -> None:
    """A list begins well and breaks off: the clerk is told, not shown half of it."""
    reader = desk.store.read()
    cursor = reader.execute("SELECT value FROM json_each('[1,2]') UNION ALL SELECT json_extract('{', '$')")
    with pytest.raises(Refused):
        list(cursor)
    with pytest.raises(Refused):
        reader.execute("SELECT 1 UNION ALL SELECT json_extract('{', '$')").fetchall()


def test_reading_connections_cannot_write(desk: Desk) -> None:
    with pytest.raises(Refused, match="readonly"):
        desk.store.read().execute("DELETE FROM register")
    assert all_lines(desk)


def test_a_transaction_that_fails_leaves_nothing(desk: Desk) -> None:
    before = rows(desk.store.read()), all_lines(desk)
    with pytest.raises(RuntimeError), desk.store.write() as db:
        db.execute("INSERT INTO meta VALUES ('half', 'written')")
        with desk.store.write() as inner:
            inner.execute("INSERT INTO meta VALUES ('other', 'half')")
        raise RuntimeError
    assert lists.meta(desk.store.read(), "half") == lists.meta(desk.store.read(), "other") == ""
    assert (rows(desk.store.read()), all_lines(desk)) == before


def test_the_files_of_a_desk_are_its_owners_alone(home: Path, desk: Desk) -> None:
    receive(desk)
    for path in [*home.glob("desk.*"), *home.glob("keys/*")]:
        assert path.stat().st_mode & 0o077 == 0, path.name
