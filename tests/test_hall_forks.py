"""Two writers of one register: seen at the next sync, named to a person, and both branches kept."""

import hall_fixtures
from hall_fixtures import PaperJournal, introduce, push_all, written

from windowdesk.hall.interface import Head, PushKind
from windowdesk.hall.problems import ProblemKind
from windowdesk.hall.sync import synchronise
from windowdesk.models.wire import GENESIS, chain

place = hall_fixtures.place
HEALTH, TRADE = "卫健局", "市监局"


def sync(journal, hall, page=2):
    return synchronise(journal, hall, page=page, introduce=introduce)


def test_a_fork_is_refused_and_kept_as_evidence(place):
    hall = place.open()
    lines = push_all(hall, "a.1", [HEALTH] * 3)
    common = chain(GENESIS, lines[0])
    other, last = written("a.1", [TRADE] * 4, first=2, prev=common, note="clone")
    for _ in range(2):
        answer = hall.push("a.1", 1, [lines[0], *other], last)
        assert (answer.kind, answer.seq) == (PushKind.FORK, 3)
    assert [event.line for event in hall.events()] == lines
    assert not hall.pull(TRADE, 0, GENESIS, 10).rows
    kept = place.run("SELECT seq, line, prev FROM fork WHERE stream = 'a.1' ORDER BY seq")
    assert [(seq, line) for seq, line, _ in kept] == list(enumerate(other, 2))
    assert kept[0][2] == common.hex()


def test_a_clone_is_named_and_its_branch_kept_at_the_hall(place):
    hall = place.open()
    first, clone = PaperJournal("a.1"), PaperJournal("a.1")
    for one in (first, clone):
        one.write("a.1", HEALTH, 3)
        sync(one, hall)
    first.write("a.1", HEALTH, 1, note="first")
    clone.write("a.1", HEALTH, 7, note="clone")
    sync(first, hall)
    for _ in range(2):
        report = sync(clone, hall)
        (problem,) = report.problems
        assert (problem.kind, problem.place, report.acked, report.pushed) == (ProblemKind.FORK, "a.1", {"a.1": 3}, 0)
    assert hall.head("a.1") == Head(*first.head("a.1"))
    kept = place.run("SELECT line FROM fork ORDER BY seq")
    assert [line for (line,) in kept] == clone.written["a.1"][3:5]


def test_the_common_part_is_found_even_where_an_acknowledgement_lies_beyond_it(place):
    """The hall was restored, and a clone came back to it before the desk did."""
    hall = place.open()
    first, clone = PaperJournal("a.1"), PaperJournal("a.1")
    for one in (first, clone):
        one.write("a.1", HEALTH, 2)
        sync(one, hall)
    place.back_up()
    first.write("a.1", HEALTH, 6, note="first")
    sync(first, hall)
    place.restore()
    clone.write("a.1", HEALTH, 5, note="clone")
    sync(clone, hall)
    assert [one.kind for one in sync(first, hall, page=4).problems] == [ProblemKind.FORK]
    assert place.run("SELECT seq FROM fork ORDER BY seq") == [(seq,) for seq in (3, 4, 5, 6)]


def test_a_desk_put_back_to_an_old_image_is_named(place):
    hall = place.open()
    desk, old = PaperJournal("a.1"), PaperJournal("a.1")
    desk.write("a.1", HEALTH, 4)
    old.write("a.1", HEALTH, 3)
    sync(desk, hall)
    assert [(one.kind, one.seq) for one in sync(old, hall).problems] == [(ProblemKind.FORK, 4)]
    assert place.run("SELECT seq FROM fork") == []


def test_a_clone_that_is_ahead_of_the_hall_is_named_too(place):
    hall = place.open()
    first, clone = PaperJournal("a.1"), PaperJournal("a.1")
    first.write("a.1", HEALTH, 2, note="first")
    clone.write("a.1", HEALTH, 1, note="clone")
    sync(first, hall)
    assert [problem.kind for problem in sync(clone, hall).problems] == [ProblemKind.FORK]
    assert clone.acked("a.1") == 0
    assert place.run("SELECT seq FROM fork") == [(1,)]


def test_a_key_that_is_not_the_registered_one_is_a_fork_and_stops_nothing_else(place):
    hall = place.open()
    hall.hello("a.1", "another key", "a")
    journal = PaperJournal("a.1", "b.1")
    journal.write("b.1", HEALTH)
    report = sync(journal, hall)
    assert [(one.kind, one.place) for one in report.problems] == [(ProblemKind.FORK, "a.1")]
    assert report.acked == {"a.1": 0, "b.1": 1}
