"""A hall restored from a backup: what it forgot is sent again, what only a desk still holds is kept as evidence."""

import hall_fixtures
import pytest
from hall_fixtures import PaperJournal, Register, case, introduce, push_all, read_all, settled, written

from windowdesk.hall.audit import audit
from windowdesk.hall.interface import Foreign, HallError, HallUnreachable
from windowdesk.hall.sync import synchronise
from windowdesk.models.wire import GENESIS, chain

place = hall_fixtures.place
walled_place = hall_fixtures.walled_place
HEALTH, TRADE = "卫健局", "市监局"


def sync(journal, hall, page=2):
    return synchronise(journal, hall, page=page, introduce=introduce)


def evidence(hall):
    return [(one.line.stream, one.line.seq, one.line.line, one.sender) for one in hall.salvaged()]


@pytest.fixture
def lost(place):
    """A hall that lost the last lines of a desk that is no more; another desk has read them."""
    hall = place.open()
    dead = push_all(hall, "dead.1", [HEALTH] * 2)
    place.back_up()
    prev = hall.head("dead.1").hash
    dead += push_all(hall, "dead.1", [HEALTH, TRADE, HEALTH], first=3, prev=prev)
    desk = PaperJournal("a.1", reads=[HEALTH])
    desk.write("a.1", HEALTH, 3)
    sync(desk, hall)
    place.restore()
    return place, desk, dead


def test_lines_of_a_dead_desk_are_given_back_by_whoever_read_them(lost):
    place, desk, dead = lost
    hall = place.open()
    report = sync(desk, hall)
    assert (report.salvaged, report.problems) == (2, ())
    assert evidence(hall) == [("dead.1", 3, dead[2], "a.1"), ("dead.1", 5, dead[4], "a.1")]
    assert settled(hall, desk)
    assert hall.head("dead.1").seq == 2
    assert audit(hall).faults == []
    again = sync(desk, hall)
    assert (again.salvaged, again.pushed, again.pulled) == (0, 0, 0)


def test_evidence_enters_no_feed_and_no_register(lost):
    place, desk, _ = lost
    hall = place.open()
    sync(desk, hall)
    assert {(row.stream, row.seq) for row in read_all(hall, HEALTH)} == {
        *(("dead.1", seq) for seq in (1, 2)),
        *(("a.1", seq) for seq in (1, 2, 3)),
    }


def test_two_desks_that_hold_the_same_line_give_it_back_once(place):
    hall = place.open()
    place.open().streams()
    place.back_up()
    push_all(hall, "dead.1", [HEALTH] * 3)
    desks = [PaperJournal(f"{name}.1", reads=[HEALTH]) for name in "ab"]
    for desk in desks:
        sync(desk, hall)
    place.restore()
    assert [sync(desk, hall).salvaged for desk in desks] == [3, 0]
    assert len(hall.salvaged()) == 3


def test_a_hall_that_says_it_was_restored_is_given_back_all_though_no_feed_shows_it(place):
    """The hall grew past our place again and looks whole to us; only its office knows."""
    hall = place.open()
    desk = PaperJournal("a.1", reads=[HEALTH])
    push_all(hall, "dead.1", [HEALTH])
    sync(desk, hall)
    before = hall.generation()
    assert desk.hall_generation == before
    desk.foreign["lost.1", 7] = (written("lost.1", [HEALTH], first=7)[0][0], b"\7" * 32)
    assert sync(desk, hall).salvaged == 0
    named = hall.restored()
    assert named == hall.generation() != before
    report = sync(desk, hall)
    assert report.salvaged == 1
    assert desk.hall_generation == named
    assert [one[:2] for one in evidence(hall)] == [("lost.1", 7)]


def test_the_office_knows_whose_desk_has_not_come_back(place):
    hall = place.open()
    desks = [PaperJournal(f"{name}.1", f"{name}.2", reads=[HEALTH]) for name in "abc"]
    for desk in desks:
        for stream in desk.streams():
            desk.write(stream, HEALTH, 3)
        sync(desk, hall)
    assert hall.awaited() == ()
    hall.restored()
    place.run("UPDATE stream SET closed = 1 WHERE stream = 'c.1'")
    assert hall.awaited() == ("a.1", "a.2", "b.1", "b.2", "c.2")
    sync(desks[0], hall)
    assert hall.awaited() == ("b.1", "b.2", "c.2")
    sync(desks[1], hall)
    sync(desks[2], hall)
    assert hall.awaited() == ()
    hall.restored()
    assert len(hall.awaited()) == 5


@pytest.mark.parametrize("late", [False, True], ids=["before", "reply lost"])
def test_giving_back_is_completed_after_a_break_at_any_call(place, late):
    hall = place.open()
    verbs = ("generation", "lacking", "salvage", "returned", "set_generation", "others")
    for verb in verbs:
        for count in (1, 2):
            name = f"{verb}-{count}"
            desk = PaperJournal(f"a{name}.1", reads=[HEALTH])
            desk.write(f"a{name}.1", HEALTH, 1)
            for seq in range(1, 6):
                line = written(f"lost{name}.1", [HEALTH], first=seq)[0][0]
                desk.foreign[f"lost{name}.1", seq] = (line, bytes([seq]) * 32)
            with_break = Breaking(verb, count, late)
            try:
                synchronise(with_break.around(desk), with_break.around(hall), page=2, introduce=introduce)
            except HallUnreachable:
                assert desk.hall_generation == "" or (late and verb == "set_generation")
            sync(desk, hall)
            held = [one for one in hall.salvaged() if one.line.stream == f"lost{name}.1"]
            assert [one.line.seq for one in held] == [1, 2, 3, 4, 5]
            assert desk.hall_generation == hall.generation()


class Breaking:
    """Breaks the n-th call of a verb, before it happens or after."""

    def __init__(self, verb, count, late):
        self.verb, self.left, self.late = verb, count, late

    def around(self, target):
        return _Around(target, self)


class _Around:
    def __init__(self, target, breaking):
        self._target, self._breaking = target, breaking

    def __getattr__(self, name):
        method, breaking = getattr(self._target, name), self._breaking
        if name != breaking.verb:
            return method

        def call(*values, **named):
            breaking.left -= 1
            if breaking.left == 0 and not breaking.late:
                raise HallUnreachable("cut")
            found = method(*values, **named)
            if breaking.left == 0:
                raise HallUnreachable("cut")
            return found

        return call


def test_the_hall_lacks_only_what_it_neither_holds_nor_keeps(place):
    hall = place.open()
    lines = push_all(hall, "a.1", [HEALTH] * 3)
    hashes = [GENESIS]
    for line in lines:
        hashes.append(chain(hashes[-1], line))
    held = [Foreign("a.1", seq, hashes[seq], line) for seq, line in enumerate(lines, 1)]
    other = Foreign("a.1", 2, b"\2" * 32, lines[1])
    beyond, strange = (
        Foreign("a.1", 9, b"\3" * 32, written("a.1", [HEALTH], first=9)[0][0]),
        Foreign("z.1", 1, GENESIS, ""),
    )
    assert set(hall.lacking([*held, other, beyond, strange])) == {other, beyond, strange}
    assert hall.lacking([]) == ()
    assert hall.lacking([strange._replace(stream=name) for name in ("z\t1", "z\n", "z\0", "\ud800")]) == ()
    hall.hello("b.1", *introduce("b.1"))
    assert hall.salvage("b.1", [*held, other, beyond, strange]) == 2
    assert hall.salvage("b.1", [other, beyond]) == 0
    assert hall.lacking([*held, other, beyond]) == ()
    assert {one.line for one in hall.salvaged()} == {other, beyond}


@pytest.mark.parametrize(
    "spoil",
    [
        lambda one: one._replace(line=one.line + "\0"),
        lambda one: one._replace(line=one.line + "\n"),
        lambda one: one._replace(line="no line"),
        lambda one: one._replace(line=one.line.replace("lost.1", "other.1")),
        lambda one: one._replace(line=one.line + "\ud800"),
        lambda one: one._replace(hash=b"short"),
    ],
)
def test_what_no_database_could_keep_is_passed_over_and_the_rest_is_kept(place, spoil):
    hall = place.open()
    hall.hello("b.1", *introduce("b.1"))
    good = [
        Foreign("lost.1", seq, bytes([seq]) * 32, written("lost.1", [HEALTH], first=seq)[0][0]) for seq in (1, 2, 3)
    ]
    assert hall.salvage("b.1", [good[0], spoil(good[1]), good[2]]) == 2
    assert [one.line for one in hall.salvaged()] == [good[0], good[2]]


def test_members_and_feeds_are_the_same_after_everybody_sent_again(place):
    """The hall lost the day on which trade joined the case; the desks come back in another order."""
    hall = place.open()
    lead, asked = Register(hall, "007", reads=[HEALTH]), Register(hall, "008", reads=[TRADE])
    number = case()
    lead.tell(number, HEALTH)
    place.back_up()
    lead.tell(f"{number}-01", TRADE)
    asked.tell(f"{number}-01", HEALTH)
    lead.tell(number)
    whole = {audience: sorted(row.line for row in read_all(hall, audience)) for audience in (HEALTH, TRADE)}
    place.restore()
    hall.hello(asked.stream, *introduce(asked.stream), [TRADE])
    asked.push()
    assert read_all(hall, TRADE) == []
    lead.push()
    assert {audience: sorted(row.line for row in read_all(hall, audience)) for audience in whole} == whole
    assert audit(hall).faults == []


def test_the_generation_is_a_restored_backups_own(place):
    hall = place.open()
    made = hall.generation()
    place.back_up()
    assert hall.restored() != made
    place.restore()
    assert hall.generation() == made


def test_a_desks_login_is_told_nothing_of_the_others(walled_place):
    desk = hall_fixtures.open_hall(walled_place.login_of("x-007", [HEALTH]))
    for ask in (desk.rules, desk.restored, desk.awaited, desk.salvaged, lambda: list(desk.events())):
        with pytest.raises(HallError):
            ask()
    desk.close()
