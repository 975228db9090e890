"""A new desk's first sync: the same rows however the pages fall, told how far it is, and taken up where it was cut."""

from __future__ import annotations

import gc
import random
import threading
from contextlib import closing

import commandline
import desks
import hall_fixtures
import pytest
from commandline import CommandLine
from hall_fixtures import Embedded, PaperJournal, introduce, push_all
from keyboard import sitting
from keyboard import with_pins as pinned

from windowdesk import config
from windowdesk.desk import Desk, syncing
from windowdesk.hall.sync import synchronise
from windowdesk.models import commands as cmd
from windowdesk.models.wire import GENESIS
from windowdesk.store import arrivals, register
from windowdesk.store.journal import StoredJournal

place = hall_fixtures.place
with_pins, cli = commandline.with_pins, commandline.cli
AT = desks.at("2026-11-23 10:00")
ORGAN = "市场监督管理局"


@pytest.fixture(scope="module")
def written(prepared, tmp_path_factory):
    """What window 007 wrote on a busy day: cases side by side, at every stage."""
    with closing(Desk.open(desks.copied(prepared, tmp_path_factory.mktemp("busy")))) as desk:
        cases = [desks.receive(desk, applicant=desks.person(n)) for n in range(5)]
        for step, by in desks.STEPS:
            for case_id in cases[:-1]:
                desk.do(step(case_id), desks.staff(desk, by), desks.at("2026-11-23 10:00"))
        paused = desks.receive(desk, "2026-11-23 10:30", applicant=desks.person(9))
        clerk, on = desks.staff(desk, "1001"), desks.at("2026-11-23 11:00")
        desk.do(cmd.AcceptCase(paused), clerk, on)
        desk.do(cmd.StartProcedure(paused, "专家评审", "《食品安全法》第八十七条", 3, "周远征"), clerk, on)
        desk.do(cmd.EndProcedure(paused, "合格"), clerk, desks.at("2026-11-26 11:00"))
        return desks.all_lines(desk)


def journal_of(desk):
    return StoredJournal(desk.store, [desk.stream], [ORGAN], AT.isoformat(timespec="seconds"))


def absorb(journal, rows, size):
    for at in range(0, len(rows), size):
        page = rows[at : at + size]
        journal.absorb(ORGAN, page, at + len(page), page[-1][3])


def same_as_rebuilt(desk):
    db = desk.store.read()
    before = desks.rows(db)
    with desk.store.write() as own:
        arrivals.rebuild(own, [desk.stream])
    assert desks.rows(db) == before
    return before


@pytest.mark.parametrize("size", [1, 2, 7, 1000])
def test_rows_are_the_same_however_the_pages_fall(neighbour, written, size):
    absorb(journal_of(neighbour), written, size)
    found = same_as_rebuilt(neighbour)
    assert len(found["case_row"]) == 6 and found["stay_row"] and found["due_row"] and found["paper_row"]


@pytest.mark.parametrize("seed", range(4))
def test_rows_are_the_same_when_lines_come_in_any_order_and_twice(neighbour, written, seed):
    chance = random.Random(seed)
    rows = [*written, *chance.sample(written, 20)]
    chance.shuffle(rows)
    absorb(journal_of(neighbour), rows, 5)
    found = same_as_rebuilt(neighbour)
    assert len(found["case_row"]) == 6


def test_another_line_for_a_place_that_the_same_page_filled_is_kept_aside(neighbour, written):
    stream, seq, line, _ = written[3]
    other = (stream, seq, f"{line[:-1]} }}", b"\1" * 32)
    with neighbour.store.write() as db:
        assert arrivals.absorb(db, [*written[:6], written[2], other], [neighbour.stream]) == 6
        assert arrivals.absorb(db, [*written[5:8], other], [neighbour.stream]) == 2
    db = neighbour.store.read()
    assert register.lines(db, stream) == [line for _, _, line, _ in written[:8]]
    assert db.execute("SELECT seq, why FROM parked").fetchall() == [(seq, "another line stands at this place")]


def test_the_lists_of_a_case_are_made_once_though_it_is_read_from_its_first_line_again(neighbour, written):
    """By a round that remembers nothing of it, as after the program was started anew."""
    for at in range(0, len(written), 9):
        absorb(journal_of(neighbour), written[at : at + 9], 9)
    assert same_as_rebuilt(neighbour)["due_row"]


def test_a_case_that_somebody_else_carried_on_meanwhile_is_read_anew(neighbour, written):
    """Two rounds of the same desk, each with its own memory: neither believes what it remembers of a case."""
    first, second = journal_of(neighbour), journal_of(neighbour)
    third = len(written) // 3
    absorb(first, written[:third], 4)
    absorb(second, written[: 2 * third], 4)
    absorb(first, written, 4)
    same_as_rebuilt(neighbour)


def test_a_page_that_was_undone_is_forgotten_too(neighbour, written):
    journal = journal_of(neighbour)
    half = len(written) // 2
    absorb(journal, written[:half], 5)
    with pytest.raises(ValueError, match="the disk"), neighbour.store.write():
        journal.absorb(ORGAN, written[half:], len(written), GENESIS)
        raise ValueError("the disk")
    assert journal.cursor(ORGAN)[0] == half
    absorb(journal, written, 5)
    same_as_rebuilt(neighbour)


def test_every_line_is_read_and_folded_once_however_many_pages_there_are(neighbour, written, monkeypatch):
    """Not once for each page that speaks of its case: that would grow with the square of a case's length."""
    counts = {"recorded": 0, "evolve": 0}

    def counting(name, function):
        def count(*values):
            counts[name] += 1
            return function(*values)

        return count

    for name in counts:
        for module in (arrivals, register):
            monkeypatch.setattr(module, name, counting(name, getattr(module, name)))
    absorb(journal_of(neighbour), written, 3)
    assert counts["recorded"] == len(written)
    assert counts["evolve"] <= len(written)


def test_the_collector_works_again_after_a_page_and_after_one_that_failed(neighbour, written):
    journal = journal_of(neighbour)
    absorb(journal, written[:4], 4)
    assert gc.isenabled()
    with pytest.raises(TypeError):
        journal.absorb(ORGAN, [None], 1, GENESIS)
    assert gc.isenabled()


def test_no_more_cases_are_remembered_than_a_page_needs(neighbour, written, monkeypatch):
    monkeypatch.setattr(arrivals, "KEPT", 2)
    journal = journal_of(neighbour)
    absorb(journal, written, 6)
    assert len(journal._kept) <= 2
    same_as_rebuilt(neighbour)


# -- how far it is


def test_each_page_says_how_far_the_feed_has_come(place):
    hall, journal = place.open(), PaperJournal("a.1", reads=["市监局"])
    push_all(hall, "b.1", ["市监局"] * 7)
    told = []
    synchronise(journal, hall, page=3, introduce=introduce, progress=lambda *one: told.append(one))
    assert told == [("市监局", 3, 0, 7), ("市监局", 6, 0, 7), ("市监局", 7, 0, 7)]
    push_all(hall, "c.1", ["市监局"] * 2)
    told.clear()
    synchronise(journal, hall, page=3, introduce=introduce, progress=lambda *one: told.append(one))
    assert told == [("市监局", 9, 7, 9)]


def test_a_long_feed_is_told_at_each_twentieth_and_a_short_one_not_at_all():
    told = []
    coming = syncing.Coming(lambda *one: told.append(one), 0.05)
    for n in range(500, 1_000_001, 500):
        coming("市监局", n, 0, 1_000_000)
    assert 19 <= len(told) <= 21
    assert told[-1] == ("市监局", 1_000_000, 1_000_000)
    told.clear()
    for n in range(500, 2001, 500):
        coming("卫健局", n, 0, 2000)
    assert told == []


class PulledOut(Exception):
    """The cable."""


def test_a_first_sync_cut_at_any_page_goes_on_from_there(place):
    hall, journal = place.open(), PaperJournal("a.1", reads=["市监局"])
    push_all(hall, "b.1", ["市监局"] * 10)
    pulled = 0
    for cut in (1, 2):

        def cable(_, n, begun, end, cut=cut):
            if n - begun >= 2 * cut:
                raise PulledOut

        with pytest.raises(PulledOut):
            synchronise(journal, hall, page=2, introduce=introduce, progress=cable)
        pulled = journal.cursor("市监局")[0]
    assert pulled == 6
    assert synchronise(journal, hall, page=2, introduce=introduce).pulled == 4
    assert len(journal.foreign) == 10


def reaching(home, folder):
    """A home whose hall is that folder."""
    old = config.read_settings(home)
    config.write_settings(home, config.Settings(old.window, old.incarnation, str(folder), old.print_to, old.demo))


def test_the_command_line_says_how_far_it_is(cli: CommandLine, tmp_path, monkeypatch):
    monkeypatch.setattr(syncing, "MANY", 5)
    folder = tmp_path / "hall"
    folder.mkdir(exist_ok=True)
    place = Embedded(folder)
    push_all(place.open(), "b.1", [ORGAN] * 20)
    place.close()
    reaching(cli.home, folder)
    ended = cli("sync", "--json")
    assert ended.data["pulled"] == 20
    assert f"正在接收 {ORGAN} 20/20" in ended.err


async def test_the_status_bar_says_how_far_it_is_beside_the_proof(home, tmp_path, monkeypatch):
    monkeypatch.setattr(syncing, "MANY", 5)
    folder = tmp_path / "hall"
    folder.mkdir()
    place = Embedded(folder)
    push_all(place.open(), "b.1", [ORGAN] * 600)
    place.close()
    reaching(home, folder)
    desk = pinned(Desk.open(home))
    halfway, go_on = threading.Event(), threading.Event()
    absorb_page = StoredJournal.absorb

    def slowly(journal, audience, rows, n, fhash):
        absorb_page(journal, audience, rows, n, fhash)
        if n == 600:
            halfway.set()
            go_on.wait(20)

    monkeypatch.setattr(StoredJournal, "absorb", slowly)
    try:
        async with sitting(desk, background=True) as keyboard:
            for _ in range(1000):
                await keyboard.pilot.pause(0.01)
                if halfway.is_set() and "接收 500/600" in keyboard.seen():
                    break
            assert "接收 500/600" in keyboard.seen() and "已上报 1/1" in keyboard.seen(), keyboard.seen()
            go_on.set()
            for _ in range(1000):
                await keyboard.pilot.pause(0.01)
                if "接收" not in keyboard.seen():
                    break
            assert "接收" not in keyboard.seen() and "凭证" in keyboard.seen()
    finally:
        go_on.set()
        keyboard.app.behind.sync.join(10)
        desk.close()
