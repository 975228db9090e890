"""What the simulation found: a line cut on its way is asked for again, and a line in another's place is not ignored."""

import hall_fixtures
from hall_fixtures import PaperJournal, introduce

from windowdesk.hall.interface import Page
from windowdesk.hall.problems import ProblemKind
from windowdesk.hall.sync import synchronise
from windowdesk.models.wire import GENESIS, Entry, chain, to_line
from windowdesk.store import register
from windowdesk.store.journal import StoredJournal

place = hall_fixtures.place
HEALTH = "卫健局"


class CuttingLine:
    """A hall of which the first pages arrive with their last line cut."""

    def __init__(self, hall, cuts):
        self._hall, self._cuts = hall, cuts

    def __getattr__(self, name):
        return getattr(self._hall, name)

    def pull(self, *asked):
        page = self._hall.pull(*asked)
        if not self._cuts or not page.rows:
            return page
        self._cuts -= 1
        *rows, last = page.rows
        return Page((*rows, last._replace(line=last.line[:-3])))


def told(hall, count=5):
    """A hall that holds a register of so many lines."""
    writer = PaperJournal("a.1")
    writer.write("a.1", HEALTH, count)
    synchronise(writer, hall, introduce=introduce)
    return writer


def test_a_line_cut_on_its_way_is_asked_for_again(place):
    hall = place.open()
    writer, reader = told(hall), PaperJournal("b.1", reads=[HEALTH])
    report = synchronise(reader, CuttingLine(hall, 1), page=3, introduce=introduce)
    assert (report.pulled, report.problems) == (5, ())
    assert [line for line, _ in reader.foreign.values()] == writer.written["a.1"]


def test_a_line_damaged_in_the_hall_is_named_and_the_rest_goes_on(place):
    hall = place.open()
    told(hall)
    reader = PaperJournal("b.1", reads=[HEALTH])
    report = synchronise(reader, CuttingLine(hall, 2), page=3, introduce=introduce)
    assert [(one.kind, one.place, one.seq) for one in report.problems] == [(ProblemKind.POISON, "a.1", 3)]
    assert sorted(reader.foreign) == [("a.1", 1), ("a.1", 2), ("a.1", 4), ("a.1", 5)]
    assert reader.cursor(HEALTH)[0] == 5


def test_a_line_that_stands_where_the_desk_holds_another_is_kept_aside(desk):
    journal = StoredJournal(desk.store, [desk.stream], [HEALTH], "2026-11-23T09:00:00+08:00")
    body = '{"by":"","window":"099","version":0,"event":{}}'
    ours, theirs = (
        to_line(Entry("510824-099.1", 1, "2026-11-23T09:00:00+08:00", kind, "", HEALTH, body))
        for kind in ("FirstTold", "ToldOtherwise")
    )
    journal.absorb(HEALTH, [("510824-099.1", 1, ours, chain(GENESIS, ours))], 1, b"\1" * 32)
    assert [why for _, _, why in desk.reading.parked()] == ["needs a newer desk"]
    with desk.store.write() as db:
        db.execute("DELETE FROM parked")
    journal.absorb(HEALTH, [("510824-099.1", 1, ours, chain(GENESIS, ours))], 1, b"\1" * 32)
    assert desk.reading.parked() == []
    journal.absorb(HEALTH, [("510824-099.1", 1, theirs, chain(GENESIS, theirs))], 1, b"\1" * 32)
    assert desk.reading.parked() == [("510824-099.1", 1, "another line stands at this place")]
    assert register.lines(desk.store.read(), "510824-099.1") == [ours]
