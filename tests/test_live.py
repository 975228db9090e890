"""What another window does shows at once; a hall that is away is asked ever more seldom; quitting waits for nobody."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from contextlib import closing

import desks
import hall_fixtures
import psycopg
import pytest
from hall_fixtures import SilentLine, seconds
from keyboard import PINS, sitting, with_pins

from windowdesk import config
from windowdesk.desk import Desk, syncing
from windowdesk.hall.bell import Heard, Wake
from windowdesk.hall.live import LiveHall
from windowdesk.hall.pace import EVERY, FIRST, GAP, MOST, Pace
from windowdesk.store import hallfile

place, walled_place = hall_fixtures.place, hall_fixtures.walled_place
postgres_place = hall_fixtures.postgres_place
AT = desks.at("2026-11-23 10:00")
ORGAN = "市场监督管理局"
LONG = 20.0
"""Seconds nobody waits: a bell that is not heard fails the test."""


# -- how often


def fixed(chance):
    return lambda: chance


def waits(pace, failures):
    """How long a desk waits after each of so many failures in a row."""
    found = []
    for n in range(failures):
        pace.ended(1000.0 * n, reached=False)
        found.append(pace.left(1000.0 * n))
    return found


def test_a_hall_that_is_away_is_asked_ever_more_seldom_up_to_five_minutes():
    assert waits(Pace(chance=fixed(0.0)), 10) == [2, 4, 8, 16, 32, 64, 128, 256, 300, 300]
    assert waits(Pace(chance=fixed(0.0)), 2000)[-1] == MOST


def test_no_two_desks_of_a_hall_come_back_at_the_same_moment():
    apart = [waits(Pace(), 5)[-1] for _ in range(40)]
    assert len(set(apart)) == 40
    assert all(16.0 <= wait <= 32.0 for wait in apart)


def test_a_hall_that_answers_again_is_asked_as_often_as_before():
    pace = Pace(chance=fixed(0.5))
    waits(pace, 8)
    pace.ended(5000.0, reached=True)
    assert pace.left(5000.0) == EVERY
    pace.ended(5010.0, reached=False)
    assert pace.left(5010.0) <= FIRST


def test_a_clerks_act_asks_at_once_but_never_a_hall_that_failed_a_moment_ago():
    pace = Pace(chance=fixed(0.0))
    pace.ended(100.0, reached=True)
    assert pace.left(100.0, asked=True) == pytest.approx(GAP)
    assert pace.left(101.0, asked=True) == 0.0
    for n in range(6):
        pace.ended(200.0 + n, reached=False)
    assert pace.left(205.0) > 60
    assert pace.left(205.5, asked=True) == pytest.approx(FIRST - 0.5)
    assert pace.left(208.0, asked=True) == 0.0


def test_a_line_cut_under_all_desks_brings_them_back_one_by_one():
    when = []
    for chance in (0.0, 0.25, 0.75):
        pace = Pace(chance=fixed(chance))
        pace.ended(100.0, reached=True)
        pace.lost(103.0)
        when.append(pace.left(103.0))
    assert when == [0.0, 0.5, 1.5]


# -- the bell


class Two:
    """Two desks of one hall, each with its own line."""

    def __init__(self, place, first, second):
        self.desks = [first, second]
        self.wake = Wake()
        self.lines = [syncing.Line(desk) for desk in self.desks]

    def rounds(self, times=1):
        for _ in range(times):
            for line in self.lines:
                assert line.round(AT).unreachable == ""

    def close(self):
        for line in self.lines:
            line.close()
        self.wake.close()
        for desk in self.desks:
            desk.close()


def reached(home, setting):
    old = config.read_settings(home)
    config.write_settings(home, config.Settings(old.window, old.incarnation, setting, old.print_to, old.demo))
    return Desk.open(home)


@pytest.fixture(scope="session")
def prepared_colleague(tmp_path_factory):
    """The home of window 015, of the same organ as window 007."""
    return desks.make_home(tmp_path_factory.mktemp("colleague"), "015")


@pytest.fixture
def two(prepared, prepared_colleague, tmp_path, place):
    """Windows 007 and 015, each by its own login where the hall has logins; all is quiet."""
    opened = []
    for home in (prepared, prepared_colleague):
        (tmp_path / home.parent.name).mkdir()
        window = config.read_settings(home).window
        login = getattr(place, "login_of", None)
        copy = desks.copied(home, tmp_path / home.parent.name)
        with closing(Desk.open(copy)) as desk:
            read = syncing.audiences(desk.setting)
        opened.append(reached(copy, login(f"510824-{window}", read) if login else place.setting))
    found = Two(place, *opened)
    found.rounds(2)
    yield found
    found.close()


def rings(place):
    """An unwalled server has no bell: there the desk asks every ten seconds."""
    return type(place) is not hall_fixtures.Postgres


def test_the_bell_rings_for_the_other_window_and_not_for_oneself(two, place):
    first, second = two.lines
    desks.receive(two.desks[0])
    assert first.round(AT).pushed == 3
    if rings(place):
        assert second.wait(two.wake, LONG) is Heard.RING
    assert second.round(AT).pulled == 2
    first.round(AT)  # the embedded hall's file has changed by ourselves as well: one more round, and it is over
    second.round(AT)
    assert first.wait(two.wake, 0.1) is Heard.TIME
    assert second.wait(two.wake, 0.1) is Heard.TIME


def test_desks_that_only_look_do_not_ring_for_each_other(two):
    """Else two idle desks would keep each other busy for ever."""
    for _ in range(3):
        for line in two.lines:
            assert line.wait(two.wake, 0.09) is Heard.TIME
            assert line.round(AT).pulled == 0


def test_what_happens_in_the_middle_of_a_round_is_not_missed(two, place):
    """The bell that rings between the pull and the wait is heard by the wait."""
    first, second = two.lines
    desks.receive(two.desks[0])
    with second._live.round([ORGAN]) as hall:
        hall.time()
        assert first.round(AT).pushed == 3
    if rings(place):
        assert second.wait(two.wake, LONG) is Heard.RING


def test_another_thread_ends_a_wait_and_no_wake_is_lost_between_two(two):
    two.wake.set()
    assert two.lines[0].wait(two.wake, LONG) is Heard.WAKE
    two.wake.clear()
    threading.Timer(0.05, two.wake.set).start()
    assert two.lines[1].wait(two.wake, LONG) is Heard.WAKE


def test_the_bell_says_which_department_and_nothing_of_anybody(walled_place):
    hall = walled_place.open()
    with psycopg.connect(walled_place.setting, autocommit=True) as listener:
        listener.execute("LISTEN windowdesk")
        hall_fixtures.push_all(hall, "a.1", ["卫健局", "", "市监局", "卫健局"])
        heard = [notice.payload for notice in listener.notifies(timeout=5, stop_after=2)]
    assert sorted(heard) == ["卫健局", "市监局"]


def test_a_desk_hears_only_the_bells_of_its_departments(walled_place):
    with closing(LiveHall(walled_place.login_of("reader", ["卫健局"]), 5.0)) as live, closing(Wake()) as wake:
        with live.round(["卫健局"]) as hall:
            hall.time()
        hall_fixtures.push_all(walled_place.open(), "a.1", ["市监局"])
        assert live.wait(wake, 0.1) is Heard.TIME
        hall_fixtures.push_all(walled_place.open(), "b.1", ["卫健局"])
        assert live.wait(wake, LONG) is Heard.RING


def connections(place, login):
    return place.run(f"SELECT pid FROM pg_stat_activity WHERE usename = '{login}'")


def test_the_line_stays_open_from_round_to_round_and_is_the_only_one(walled_place):
    setting = walled_place.login_of("reader", ["卫健局"])
    login = setting.split("//")[1].split("@")[0]
    with closing(LiveHall(setting, 5.0)) as live, closing(Wake()) as wake:
        seen = set()
        for _ in range(3):
            with live.round(["卫健局"]) as hall:
                hall.pull("卫健局", 0, b"\0" * 32, 10)
            live.wait(wake, 0.01)
            seen.add(tuple(connections(walled_place, login)))
        assert len(seen) == 1 and len(seen.pop()) == 1


def test_a_line_the_server_cuts_is_noticed_at_once_and_made_again(walled_place):
    setting = walled_place.login_of("reader", ["卫健局"])
    login = setting.split("//")[1].split("@")[0]
    with closing(LiveHall(setting, 5.0)) as live, closing(Wake()) as wake:
        with live.round(["卫健局"]) as hall:
            hall.time()
        walled_place.run(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '{login}'")
        assert live.wait(wake, LONG) is Heard.LOST
        with live.round(["卫健局"]) as hall:
            hall.time()
        hall_fixtures.push_all(walled_place.open(), "a.1", ["卫健局"])
        assert live.wait(wake, LONG) is Heard.RING


@pytest.mark.parametrize("place", ["embedded"], indirect=True)
def test_a_hall_put_back_from_a_backup_is_the_one_the_next_round_writes_to(two, place):
    """A desk that kept the old file open would have its lines acknowledged into nowhere."""
    place.back_up()
    desks.receive(two.desks[0])
    two.rounds()
    place.file.unlink()  # another file by the same name
    place.restore()
    two.rounds(2)
    held = place.open().head(two.desks[0].stream).seq
    assert held == two.desks[0].reading.sync_state().written


def test_a_registers_key_is_known_with_the_first_line_of_it(two):
    """All keys are asked for once an hour; a paper of a window just met can be checked all the same."""

    def known():
        return hallfile.load(two.desks[0].store.read(), syncing.KEY, str)

    assert two.desks[1].stream not in known()
    desks.receive(two.desks[1], by="1151")
    two.lines[1].round(AT)
    assert two.lines[0].round(AT).pulled == 2
    assert two.desks[1].stream in known()


# -- on the screen


async def until(keyboard, seen, bound=15.0):
    """Wait until the screen shows it; seconds it took."""
    began = time.monotonic()
    while seen not in keyboard.seen():
        assert time.monotonic() - began < bound, keyboard.seen()
        await keyboard.pilot.pause(0.01)
    return time.monotonic() - began


@pytest.mark.parametrize("place", ["embedded", "walled"], indirect=True)
async def test_another_windows_act_shows_on_the_screen_at_once(two):
    first, second = two.desks
    with_pins(second)
    async with sitting(second, background=True) as keyboard:
        await until(keyboard, "已上报 1/1 · 凭证")
        await keyboard.press("l")
        desks.receive(first, applicant=desks.person(2, "郑水生"))
        two.lines[0].round(AT)
        took = await until(keyboard, "郑水生")
        assert took < EVERY * 0.4, took  # by the bell, long before it would have asked; benchmarks.live has the figure
    keyboard.app.behind.sync.join(10)
    assert not keyboard.app.behind.sync.is_alive()


async def test_what_time_has_brought_about_is_reported_at_once_too(home, tmp_path):
    """Signing in opens the day; the lines it writes do not wait for the next round."""
    hall = tmp_path / "folder"
    hall.mkdir()
    desk = with_pins(reached(home, str(hall)))
    desks.receive(desk)
    async with sitting(desk, background=True) as keyboard:
        await until(keyboard, "已上报 4/4")
        keyboard.clock.forward(days=14)
        began = time.monotonic()
        await keyboard.press("ctrl+l")
        await keyboard.put(number="1003", pin=PINS["1003"])
        await keyboard.press("enter")
        await until(keyboard, "视为受理")
        written = desk.reading.sync_state().written
        assert written > 3
        await until(keyboard, f"{written}/{written}")
        assert time.monotonic() - began < EVERY * 0.8
    keyboard.app.behind.sync.join(10)
    desk.close()


# -- a frozen line


@pytest.fixture
def frozen(postgres_place):
    """A line to the hall that connects, acknowledges, and passes nothing on."""
    postgres_place.open().streams()
    found = SilentLine(postgres_place.socket_file)
    yield found
    found.close()


def test_a_frozen_line_is_cut_and_the_desk_told_so(home, frozen, postgres_place):
    desk = reached(home, frozen.setting(postgres_place.name))
    with closing(syncing.Line(desk, timeout=0.5)) as line:
        assert line.round(AT).unreachable == ""
        frozen.silent.set()
        took, raised = seconds(lambda: line.round(AT))
        assert raised is None and took < 3
        assert "没有应答" in line.round(AT).unreachable
        frozen.silent.clear()
        assert line.round(AT).unreachable == ""
    desk.close()


QUIT = """
import sys, time
from pathlib import Path
from windowdesk import config
from windowdesk.desk import syncing
from windowdesk.screens.behind import Behind
from windowdesk.screens.session import Session

syncing.Line.__init__.__kwdefaults__["timeout"] = 60.0
behind = Behind(Session(Path(sys.argv[1]), config.now), lambda message: None)
behind.start()
sys.stdin.readline()
began = time.monotonic()
behind.stop()
print(time.monotonic() - began, flush=True)
"""


def test_quitting_never_waits_for_a_hall_that_does_not_answer(home, frozen, postgres_place):
    """The desk is in the middle of a call on a line that froze; the program ends all the same."""
    reached(home, frozen.setting(postgres_place.name)).close()
    frozen.silent.set()
    desk = subprocess.Popen(
        [sys.executable, "-c", QUIT, str(home)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    until = time.monotonic() + 30
    while not frozen._ends:  # the call has begun
        assert time.monotonic() < until
        time.sleep(0.01)
    desk.stdin.write("\n")
    desk.stdin.flush()
    stopping = float(desk.stdout.readline())
    ending, _ = seconds(lambda: desk.wait(50))
    desk.stdin.close()
    desk.stdout.close()
    assert desk.returncode == 0
    assert stopping < 0.1
    assert ending < 10  # Python's own clearing away; the call itself would go on for a minute


async def test_the_screen_closes_at_once_while_a_call_hangs(home, frozen, postgres_place):
    desk = with_pins(reached(home, frozen.setting(postgres_place.name)))
    async with sitting(desk, background=True) as keyboard:
        await until(keyboard, "已上报 1/1")
        frozen.silent.set()
        desks.receive(desk)
        keyboard.app.behind.sync.nudge()
        await keyboard.pilot.pause(0.3)
        began = time.monotonic()
    took = time.monotonic() - began
    assert took < 0.5, took
    assert keyboard.app.behind.sync.is_alive()
    frozen.close()
    keyboard.app.behind.sync.join(10)
    assert not keyboard.app.behind.sync.is_alive()
    desk.close()
