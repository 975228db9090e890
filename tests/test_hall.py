"""What every hall must do, whatever database it stands on."""

import threading
from datetime import UTC, datetime, timedelta

import hall_fixtures
import pytest
from hall_fixtures import introduce, push_all, read_all, written

from windowdesk.hall.interface import REWOUND, HallError, Head, PushKind, StreamTaken, UnknownStream
from windowdesk.models.wire import GENESIS, Entry, chain, dumps, to_line

place = hall_fixtures.place
HEALTH, TRADE = "卫健局", "市监局"


def held(hall):
    return [event.line for event in hall.events()]


def test_hello_may_be_repeated_but_not_with_another_key(place):
    hall = place.open()
    with pytest.raises(UnknownStream):
        hall.head("451-07.1")
    with pytest.raises(UnknownStream):
        hall.push("451-07.1", 1, [], GENESIS)
    hall.hello("451-07.1", "key", "451-07")
    hall.hello("451-07.1", "key", "451-07")
    assert hall.head("451-07.1") == Head(0, GENESIS)
    with pytest.raises(StreamTaken):
        hall.hello("451-07.1", "another key", "451-07")
    with pytest.raises(HallError):
        hall.hello("451\0", "key", "451")
    for unusable in ("", "4" * 201):
        with pytest.raises(HallError):
            hall.hello(unusable, "key", "451")
    assert [one.public_key for one in hall.streams()] == ["key"]


def test_the_same_push_twice_is_one_push(place):
    hall = place.open()
    lines = push_all(hall, "a.1", [HEALTH, "", TRADE])
    _, last = written("a.1", [HEALTH, "", TRADE])
    again = hall.push("a.1", 1, lines, last)
    assert (again.kind, again.seq, again.hash) == (PushKind.OK, 3, last)
    assert held(hall) == lines
    assert [row.line for row in read_all(hall, HEALTH)] == [lines[0]]


def test_a_push_that_overlaps_adds_only_what_is_new(place):
    hall = place.open()
    lines, last = written("a.1", [HEALTH] * 5)
    hall.hello("a.1", *introduce("a.1"))
    assert hall.push("a.1", 1, lines[:3], written("a.1", [HEALTH] * 3)[1]).kind is PushKind.OK
    answer = hall.push("a.1", 2, lines[1:], last)
    assert (answer.kind, answer.seq, answer.hash) == (PushKind.OK, 5, last)
    assert held(hall) == lines
    older = hall.push("a.1", 2, lines[1:2], written("a.1", [HEALTH] * 2)[1])
    assert (older.kind, older.seq) == (PushKind.OK, 5)


def test_a_gap_is_refused_and_told(place):
    hall = place.open()
    push_all(hall, "a.1", [HEALTH])
    lines, last = written("a.1", [HEALTH] * 3)
    answer = hall.push("a.1", 3, lines[2:], last)
    assert (answer.kind, answer.seq, answer.hash) == (PushKind.GAP, 1, chain(GENESIS, lines[0]))
    assert len(held(hall)) == 1


def chained(lines):
    last = GENESIS
    for line in lines:
        last = chain(last, line)
    return last


def test_a_line_changed_under_way_takes_the_whole_push_down(place):
    hall = place.open()
    hall.hello("a.1", *introduce("a.1"))
    lines, last = written("a.1", [HEALTH] * 3)
    lines[1] = lines[1].replace("张三", "李四")
    assert hall.push("a.1", 1, lines, last).kind is PushKind.CHAIN
    assert held(hall) == []


@pytest.mark.parametrize(
    "spoil",
    [
        lambda line: line.replace("\ta.1\t", "\tb.1\t"),
        lambda line: line.replace("\ta.1\t2\t", "\ta.1\t3\t"),
        lambda line: line.replace("\ta.1\t2\t", "\ta.1\t０２\t"),
        lambda line: line.replace("\t", " "),
        lambda line: line + "\n",
        lambda line: line + "\0",  # PostgreSQL could not hold it; the embedded hall refuses it all the same
        lambda line: line.replace(HEALTH, "".join(chr(0x4E00 + n) for n in range(3000))),  # no index holds it
        lambda line: "",
    ],
)
def test_a_line_that_cannot_stand_there_is_refused_however_well_chained(place, spoil):
    hall = place.open()
    hall.hello("a.1", *introduce("a.1"))
    hall.hello("b.1", *introduce("b.1"))
    lines, _ = written("a.1", [HEALTH] * 3)
    lines[1] = spoil(lines[1])
    answer = hall.push("a.1", 1, lines, chained(lines))
    assert (answer.kind, answer.seq) == (PushKind.CHAIN, 0)
    assert held(hall) == []


def test_a_line_that_cannot_be_written_as_utf_8_is_refused(place):
    hall = place.open()
    hall.hello("a.1", *introduce("a.1"))
    line = to_line(Entry("a.1", 1, "", "note", "", HEALTH, "half a pair \ud800"))
    assert hall.push("a.1", 1, [line], GENESIS).kind is PushKind.CHAIN


def test_well_formed_lines_with_a_wrong_last_hash_or_place_are_refused(place):
    hall = place.open()
    hall.hello("a.1", *introduce("a.1"))
    lines, last = written("a.1", [HEALTH])
    assert hall.push("a.1", 1, lines, GENESIS).kind is PushKind.CHAIN
    assert hall.push("a.1", 0, lines, last).kind is PushKind.CHAIN
    assert hall.push("a.1", 1, [], GENESIS).kind is PushKind.OK


def test_a_closed_register_takes_nothing(place):
    hall = place.open()
    push_all(hall, "a.1", [HEALTH])
    place.run("UPDATE stream SET closed = 1")
    lines, last = written("a.1", [HEALTH] * 2)
    answer = hall.push("a.1", 1, lines, last)
    assert (answer.kind, answer.seq) == (PushKind.CLOSED, 1)
    assert [one.closed for one in hall.streams()] == [True]


def test_unknown_kinds_and_hostile_bodies_come_back_byte_for_byte(place):
    hall = place.open()
    notes = ["\0\t\n\r\x1b[31m", "😀𬭊㛃䶮", "?%s{}$1'\";--", "\u2028\x85", "长" * 5000]
    lines, last = [], GENESIS
    for seq, note in enumerate(notes, 1):
        body = dumps({"note": note})
        lines.append(to_line(Entry("a.1", seq, "昨天?", "kind.of.2031", "?", "%s ?", body)))
        last = chain(last, lines[-1])
    hall.hello("a.1", *introduce("a.1"))
    assert hall.push("a.1", 1, lines, last).kind is PushKind.OK
    assert [row.line.encode() for row in read_all(hall, "%s ?")] == [line.encode() for line in lines]
    assert held(hall) == lines


def test_feeds_are_by_department_and_a_line_without_one_is_in_none(place):
    hall = place.open()
    first = push_all(hall, "a.1", [HEALTH, "", TRADE, HEALTH])
    second = push_all(hall, "b.1", [TRADE, HEALTH])
    assert [row.line for row in read_all(hall, HEALTH)] == [first[0], first[3], second[1]]
    assert [row.line for row in read_all(hall, TRADE)] == [first[2], second[0]]
    assert read_all(hall, "") == []
    events = list(hall.events(page=2))
    assert [event.line for event in events] == first + second
    assert [event.position for event in events] == [1, 2, 3, 4, 5, 6]
    assert list(hall.events(after=4, page=2)) == events[4:]


def test_pages_are_whole_and_bounded(place):
    hall = place.open()
    push_all(hall, "a.1", [HEALTH, TRADE] * 30)
    first = hall.pull(HEALTH, 0, GENESIS, 25).rows
    rest = hall.pull(HEALTH, 25, first[-1].fhash, 25).rows
    assert [row.n for row in first + rest] == list(range(1, 31))
    assert hall.pull(HEALTH, 30, rest[-1].fhash, 25).rows == ()
    for limit in (0, -1, 5001):
        with pytest.raises(ValueError, match="page"):
            hall.pull(HEALTH, 0, GENESIS, limit)


def test_a_reader_whose_place_the_hall_does_not_know_is_told(place):
    hall = place.open()
    push_all(hall, "a.1", [HEALTH] * 3)
    rows = read_all(hall, HEALTH)
    assert hall.pull(HEALTH, 2, rows[1].fhash, 10) is not REWOUND
    assert hall.pull(HEALTH, 2, rows[2].fhash, 10) is REWOUND
    assert hall.pull(HEALTH, 4, rows[2].fhash, 10) is REWOUND
    assert hall.pull(HEALTH, 0, rows[2].fhash, 10) is REWOUND
    assert hall.pull(HEALTH, -1, GENESIS, 10) is REWOUND
    assert hall.pull(TRADE, 1, rows[0].fhash, 10) is REWOUND


def test_the_signature_of_the_head_is_kept_with_it(place):
    hall = place.open()
    hall.hello("a.1", "key", "a")
    lines, last = written("a.1", [HEALTH] * 2)
    middle = chain(GENESIS, lines[0])
    hall.push("a.1", 1, lines[:1], middle, "signed 1")
    hall.push("a.1", 1, lines, last, "signed 2")
    hall.push("a.1", 1, lines[:1], middle, "signed 1")
    (known,) = hall.streams()
    assert (known.desk, known.head, known.signature, known.closed) == ("a", Head(2, last), "signed 2", False)


def test_the_hall_tells_its_time(place):
    told = place.open().time()
    assert told.utcoffset() == timedelta(hours=8)
    assert abs(told - datetime.now(UTC)) < timedelta(minutes=1)


def test_pushes_at_once_lose_nothing_and_double_nothing(place):
    """Four desks push to two departments while a reader follows one feed by its last number."""
    rounds, seen, failures, done = 40, [], [], threading.Event()
    place.open().streams()

    def desk(stream):
        try:
            hall, prev = place.open(20), GENESIS
            hall.hello(stream, *introduce(stream))
            for turn in range(rounds):
                lines, prev = written(stream, [HEALTH, TRADE, HEALTH], first=3 * turn + 1, prev=prev)
                assert hall.push(stream, 3 * turn + 1, lines, prev).kind is PushKind.OK
        except BaseException as error:
            failures.append(error)

    def reader():
        try:
            hall, n, fhash = place.open(20), 0, GENESIS
            while True:
                last_look = done.is_set()
                found = hall.pull(HEALTH, n, fhash, 50).rows
                seen.extend((row.stream, row.seq) for row in found)
                if found:
                    n, fhash = found[-1].n, found[-1].fhash
                elif last_look:
                    return
        except BaseException as error:
            failures.append(error)

    desks = [threading.Thread(target=desk, args=(f"{name}.1",)) for name in "abcd"]
    follower = threading.Thread(target=reader)
    for thread in (*desks, follower):
        thread.start()
    for thread in desks:
        thread.join()
    done.set()
    follower.join()
    assert not failures
    wanted = {(f"{name}.1", seq) for name in "abcd" for seq in range(1, 3 * rounds + 1) if seq % 3 != 2}
    assert len(seen) == len(wanted)
    assert set(seen) == wanted
    hall = place.open()
    assert len(read_all(hall, TRADE, 500)) == 4 * rounds
    assert [event.position for event in hall.events()] == list(range(1, 12 * rounds + 1))


def at_once(desks, act):
    """Let every desk act at the same moment; nothing may fail."""
    failures, start = [], threading.Barrier(len(desks))

    def one(desk):
        try:
            start.wait()
            act(desk)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=one, args=(desk,)) for desk in desks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures


def test_the_schema_is_built_once_however_many_arrive_first(place):
    at_once([place.open() for _ in range(4)], lambda desk: desk.streams())
    built = place.run("SELECT version, name FROM schema_migrations WHERE version < 1000")
    assert built == [(1, "0001_registers.sql"), (2, "0002_members.sql")]
    assert place.run("SELECT id, position FROM gate") == [(1, 0)]


def test_the_same_hello_from_several_is_one(place):
    names = [f"{number}.1" for number in range(20)]
    at_once([place.open() for _ in range(4)], lambda desk: [desk.hello(name, "key", "desk") for name in names])
    assert [one.stream for one in place.open().streams()] == sorted(names)


def test_a_push_repeated_while_the_first_still_runs_is_one_push(place):
    """The reply was slow, the desk tried again: both reach the hall at once."""
    hall, answers = place.open(), []
    hall.hello("a.1", *introduce("a.1"))
    lines, last = written("a.1", [HEALTH] * 200)
    at_once([place.open() for _ in range(4)], lambda desk: answers.append(desk.push("a.1", 1, lines, last)))
    assert [(one.kind, one.seq) for one in answers] == [(PushKind.OK, 200)] * 4
    assert held(hall) == lines
