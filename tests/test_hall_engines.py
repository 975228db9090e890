"""What only one of the databases can suffer: a frozen line, a lost server, two processes on one file."""

import fcntl
import signal
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path

import hall_fixtures
import psycopg
import pytest
from hall_fixtures import (
    Embedded,
    Register,
    SilentLine,
    case,
    introduce,
    push_all,
    read_all,
    seconds,
    written,
)

from windowdesk.hall import open_hall
from windowdesk.hall.interface import HallUnreachable, PushKind
from windowdesk.models.wire import GENESIS, chain

postgres_place = hall_fixtures.postgres_place
walled_place = hall_fixtures.walled_place
LIMIT = 0.6


@pytest.fixture
def line(postgres_place):
    silent = SilentLine(postgres_place.socket_file)
    rescue = threading.Timer(8, silent.close)  # so that a watchdog that sleeps fails a test and does not hang it
    rescue.start()
    yield silent
    rescue.cancel()
    postgres_place.close()
    silent.close()


def test_a_frozen_line_is_cut_within_the_limit_and_a_new_one_works(postgres_place, line):
    hall = postgres_place.open(LIMIT, line.setting(postgres_place.name))
    push_all(hall, "a.1", ["卫健局"])
    line.silent.set()
    took, raised = seconds(lambda: hall.pull("卫健局", 0, GENESIS, 10))
    assert isinstance(raised, HallUnreachable)
    assert "geheim" not in f"{raised} {raised.__cause__}"
    assert LIMIT * 0.9 < took < LIMIT + 1
    line.silent.clear()
    assert len(read_all(hall, "卫健局")) == 1


def test_a_desk_frozen_at_the_gate_does_not_hold_up_the_others(postgres_place, line):
    """Its server process still sees a living line; the gate must come free all the same."""
    frozen = postgres_place.open(LIMIT, line.setting(postgres_place.name))
    push_all(frozen, "a.1", ["卫健局"])
    engine = frozen._engine
    with pytest.raises(HallUnreachable), engine.writing() as session:
        session.locked("SELECT position FROM gate")
        line.silent.set()
        session.run("UPDATE gate SET position = ? WHERE id = 1", 99)
    other = postgres_place.open(3 * LIMIT)
    took, raised = seconds(lambda: push_all(other, "b.1", ["卫健局"]))
    assert raised is None
    assert took < LIMIT + 1
    assert [event.position for event in other.events()] == [1, 2]


def test_a_server_that_never_answers_is_given_up(postgres_place, line):
    line.silent.set()
    hall = postgres_place.open(1.0, line.setting(postgres_place.name))
    took, raised = seconds(hall.time)
    assert isinstance(raised, HallUnreachable)
    assert took < 4


def test_a_connection_the_server_ended_is_made_again(postgres_place):
    hall = postgres_place.open()
    push_all(hall, "a.1", ["卫健局"])
    ended = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'windowdesk'"
    assert postgres_place.run(ended) == [(True,)]
    with pytest.raises(HallUnreachable):
        hall.head("a.1")
    assert hall.head("a.1").seq == 1


def test_a_database_that_is_serializable_by_default_is_still_a_hall(postgres_place):
    postgres_place.admin("ALTER DATABASE {0} SET default_transaction_isolation = 'serializable'")
    failures = []

    def desk(stream):
        try:
            hall, prev = postgres_place.open(10), GENESIS
            hall.hello(stream, *introduce(stream))
            for seq in range(1, 21):
                lines, prev = written(stream, ["卫健局"], first=seq, prev=prev)
                assert hall.push(stream, seq, lines, prev).kind is PushKind.OK
        except BaseException as error:
            failures.append(error)

    desks = [threading.Thread(target=desk, args=(f"{name}.1",)) for name in "abc"]
    for thread in desks:
        thread.start()
    for thread in desks:
        thread.join()
    assert not failures
    assert len(read_all(postgres_place.open(), "卫健局", 500)) == 60


def test_a_hall_shared_by_threads_takes_them_in_turn_and_leaves_no_thread_behind(postgres_place):
    hall = postgres_place.open()
    push_all(hall, "a.1", ["卫健局"] * 20)
    failures = []

    def read():
        try:
            assert len(read_all(hall, "卫健局")) == 20
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    hall.close()
    assert not [one for one in threading.enumerate() if one.name == "hall watchdog"]


def test_rows_are_fetched_by_index_even_when_planned_on_empty_tables(postgres_place):
    """A page must cost the page, not the rest of the feed."""
    from windowdesk.hall.portable import PULL

    hall = postgres_place.open()
    for seq in range(1, 2001, 500):
        prev = hall.head("a.1").hash if seq > 1 else GENESIS
        push_all(hall, "a.1", ["卫健局"] * 500, first=seq, prev=prev)
    with hall._engine.reading() as session:
        (((plan,),),) = [session.rows("EXPLAIN (ANALYZE, FORMAT JSON) " + PULL, 10, 20, "卫健局")]
    assert _most_rows(plan[0]["Plan"]) <= 11


def _most_rows(node):
    return max([node["Actual Rows"], *(_most_rows(part) for part in node.get("Plans", ()))])


DESK = """
    import sys
    from hall_fixtures import introduce, written
    from windowdesk.hall import open_hall
    from windowdesk.models.wire import GENESIS
    folder, stream, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
    hall = open_hall(folder, timeout=20)
    hall.hello(stream, *introduce(stream))
    prev = GENESIS
    for seq in range(1, count + 1):
        lines, prev = written(stream, ["卫健局"], first=seq, prev=prev)
        assert hall.push(stream, seq, lines, prev).kind == "ok"
        print(seq, flush=True)
    hall.close()
"""


def start_desk(folder, stream, count):
    here = Path(__file__).parent
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(DESK), str(folder), stream, str(count)],
        env={"PYTHONPATH": f"{here}:{here.parent}"},
        stdout=subprocess.PIPE,
        text=True,
    )


def test_desks_of_one_machine_share_the_file_and_one_may_be_killed(tmp_path):
    steady, killed = start_desk(tmp_path, "a.1", 150), start_desk(tmp_path, "b.1", 100_000)
    told = [int(killed.stdout.readline()) for _ in range(40)]
    killed.send_signal(signal.SIGKILL)
    told += [int(line) for line in killed.communicate()[0].splitlines() if line]
    out, _ = steady.communicate(timeout=60)
    assert steady.returncode == 0
    assert out.splitlines()[-1] == "150"
    place = Embedded(tmp_path)
    hall = place.open()
    heads = {one.stream: one.head.seq for one in hall.streams()}
    assert heads["a.1"] == 150
    assert heads["b.1"] in (told[-1], told[-1] + 1)
    assert len(read_all(hall, "卫健局", 500)) == sum(heads.values())
    assert place.run("PRAGMA integrity_check") == [("ok",)]
    place.close()


def test_a_lock_file_that_another_holds_is_waited_for_and_then_given_up(tmp_path):
    place = Embedded(tmp_path)
    hall = place.open(0.3)
    push_all(hall, "a.1", ["卫健局"])
    lines, last = written("a.1", ["卫健局"], first=2, prev=hall.head("a.1").hash)
    with (tmp_path / "hall.db.lock").open() as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        took, raised = seconds(lambda: hall.push("a.1", 2, lines, last))
        assert isinstance(raised, HallUnreachable)
        assert 0.25 < took < 2
        assert hall.head("a.1").seq == 1  # readers go on
        threading.Thread(target=lambda: (time.sleep(0.1), fcntl.flock(other, fcntl.LOCK_UN))).start()
        assert hall.push("a.1", 2, lines, last).kind is PushKind.OK
    place.close()


def test_one_process_has_one_connection_to_a_file(tmp_path):
    first, second = Embedded(tmp_path), Embedded(tmp_path)
    one, two = first.open(), second.open()
    lines = push_all(one, "a.1", ["卫健局"])
    assert two.head("a.1").hash == chain(GENESIS, lines[0])
    assert one._engine is two._engine
    one.close()
    assert two.head("a.1").seq == 1
    two.close()


def test_a_file_that_is_no_database_is_said_to_be_wrong_and_left_alone(tmp_path):
    (tmp_path / "hall.db").write_bytes(b"not a database at all" * 100)
    place = Embedded(tmp_path)
    _, raised = seconds(place.open().time)
    assert "hall.db" in str(raised)
    assert (tmp_path / "hall.db").read_bytes() == b"not a database at all" * 100
    place.close()


@pytest.mark.parametrize("setting", ["", "  ", "mysql://hall/db", "http://hall", "sqlite://hall"])
def test_other_settings_are_refused(setting):
    with pytest.raises(ValueError, match="大厅设置"):
        open_hall(setting)


def test_a_folder_that_is_not_there_is_not_made(tmp_path):
    for setting in (str(tmp_path / "share"), f"sqlite://{tmp_path}/share/hall.db"):
        with pytest.raises(HallUnreachable, match="文件夹"):
            open_hall(setting)
    assert not (tmp_path / "share").exists()


def test_a_password_is_shown_nowhere():
    good = "postgresql://desk:geheim@127.0.0.1:1/hall"
    hall = open_hall(good)
    assert "desk@127.0.0.1:1/hall" in repr(hall)
    with pytest.raises(HallUnreachable) as caught:
        hall.time()
    shown = f"{hall!r} {caught.value} {caught.value.__cause__}"
    assert "geheim" not in shown
    assert isinstance(caught.value.__cause__, psycopg.OperationalError)
    with pytest.raises(ValueError, match="地址") as refused:
        open_hall("postgresql://desk:geheim%zz@hall/db")
    assert refused.value.__suppress_context__
    assert "geheim" not in str(refused.value)


def test_the_driver_is_imported_only_for_a_server():
    told = "import sys, windowdesk.hall as h, windowdesk.hall.sync; h.open_hall('.'); print('psycopg' in sys.modules)"
    here = Path(__file__).parent.parent
    found = subprocess.run([sys.executable, "-c", told], cwd=here, capture_output=True, text=True, check=True)
    assert found.stdout == "False\n"


def test_a_page_pushed_costs_the_page_however_much_is_there(walled_place):
    """Counted in rows the server touches, by the plans it made while the tables were empty."""
    hall = walled_place.open()
    hall.streams()
    lead, asked = Register(hall, "007"), Register(hall, "008", reads=["市监局"])
    alien = Register(hall, "009")
    touched = []
    with psycopg.connect(walled_place.setting) as db:
        db.execute("INSERT INTO desk_login (login, prefix, audiences) VALUES (session_user, '510824-', '{卫健局}')")
        db.commit()
        counted = "SELECT sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0)) FROM pg_stat_xact_user_tables"
        for page in range(45):
            before = db.execute(counted).fetchone()[0] or 0
            for register in (lead, asked, alien):
                for at in range(24 * page, 24 * page + 24):
                    audience = "市监局" if register is alien or at % 36 == 30 else "卫健局"
                    register.write(case(serial=1 + at // 36), audience)
                push = "SELECT answer FROM wd_push(%s, %s, %s, %s, '')"
                text = "\n".join(register.lines[-24:])
                pushed = (register.stream, len(register.lines) - 23, text, register.hashes[-1].hex())
                assert db.execute(push, pushed).fetchone() == ("ok",)
            touched.append(int(db.execute(counted).fetchone()[0] - before))
            db.commit()
        db.execute("DELETE FROM desk_login WHERE login = session_user")
    assert 0 < max(touched[-6:]) <= 1.1 * max(touched[6:12])


def pulled_ahead(place):
    """A hall whose feed of four lines has its second page under way, and that page as an ordinary pull gives it."""
    hall = place.open()
    push_all(hall, "510824-007.1", ["卫健局"] * 4)
    first = hall.pull("卫健局", 0, GENESIS, 2).rows[-1]
    asked = ("卫健局", first.n, first.fhash, 2)
    page = hall.pull(*asked)
    hall.foresee(*asked)
    return hall, asked, page


def test_a_page_begun_early_is_the_page_and_is_read_once(walled_place):
    hall, asked, page = pulled_ahead(walled_place)
    walled_place.run("UPDATE feed SET fhash = repeat('0', 64) WHERE n = 4")
    assert hall.pull(*asked) == page  # as it was when it was begun
    assert hall.pull(*asked).rows[-1].fhash == GENESIS


def test_what_was_begun_and_not_asked_for_spoils_no_other_call(walled_place):
    hall, asked, page = pulled_ahead(walled_place)
    audience, after, fhash, _ = asked
    assert hall.pull(audience, after, fhash, 1).rows == page.rows[:1]
    hall.foresee(*asked)
    assert push_all(hall, "510824-008.1", ["民政局"])
    hall.foresee(*asked)
    hall.foresee(audience, after, fhash, 1)
    assert hall.pull(*asked) == page


def test_a_page_begun_early_that_nobody_fetched_in_time_is_asked_for_anew(postgres_place):
    """The server gives up what is larger than the line between and lies there as long as a statement may take."""
    hall = postgres_place.open()
    push_all(hall, "a.1", ["卫健局"] * 3000, note="材料齐全" * 200)
    page = hall.pull("卫健局", 0, GENESIS, 3000)
    hall.foresee("卫健局", 0, GENESIS, 3000)
    writing = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'ClientWrite'"
    while not (found := postgres_place.run(writing)):
        pass
    assert postgres_place.run(f"SELECT pg_cancel_backend({found[0][0]})") == [(True,)]
    assert hall.pull("卫健局", 0, GENESIS, 3000) == page


def test_a_line_that_falls_silent_under_a_page_begun_early_is_cut(postgres_place, line):
    hall = postgres_place.open(LIMIT, line.setting(postgres_place.name))
    push_all(hall, "a.1", ["卫健局"])
    hall.time()
    line.silent.set()
    hall.foresee("卫健局", 0, GENESIS, 10)
    took, raised = seconds(lambda: hall.pull("卫健局", 0, GENESIS, 10))
    assert isinstance(raised, HallUnreachable)
    assert took < LIMIT + 1
    line.silent.clear()
    assert len(hall.pull("卫健局", 0, GENESIS, 10).rows) == 1
