"""A desk and the hall agree, however often the line breaks between them."""

import contextlib

import hall_fixtures
import pytest
from hall_fixtures import PaperJournal, introduce, push_all, read_all, settled

from windowdesk import i18n
from windowdesk.hall.interface import HallError, HallUnreachable, Head, PushAnswer, PushKind, head_statement
from windowdesk.hall.problems import ProblemKind, SyncProblem
from windowdesk.hall.sync import synchronise

place = hall_fixtures.place
HEALTH, TRADE = "卫健局", "市监局"


def sync(journal, hall, page=2, **how):
    return synchronise(journal, hall, page=page, introduce=introduce, **how)


class Through:
    """A hall or a journal whose k-th call fails: before anything happened, or after, when only the reply is lost."""

    def __init__(self, target, counter, fail_at, late):
        self._target, self._counter, self._fail_at, self._late = target, counter, fail_at, late

    def __getattr__(self, name):
        method = getattr(self._target, name)

        def call(*values, **named):
            self._counter.append(name)
            fails = len(self._counter) == self._fail_at
            if fails and not self._late:
                raise HallUnreachable("cut")
            found = method(*values, **named)
            if fails:
                raise HallUnreachable("cut")
            return found

        return call


def test_two_desks_hear_of_each_other(place):
    hall = place.open()
    first, second = PaperJournal("a.1", reads=[HEALTH]), PaperJournal("b.1", reads=[TRADE, HEALTH])
    first.write("a.1", HEALTH, 5)
    second.write("b.1", TRADE, 2)
    second.write("b.1", HEALTH, 1)
    report = sync(first, hall)
    assert (report.pushed, report.pulled, report.acked, report.problems) == (5, 0, {"a.1": 5}, ())
    assert report.hall_time.utcoffset() is not None
    report = sync(second, hall)
    assert (report.pushed, report.pulled, report.acked) == (3, 5, {"b.1": 3})
    assert sync(first, hall).pulled == 1
    assert [line for line, _ in second.foreign.values()] == first.written["a.1"]
    assert [line for line, _ in first.foreign.values()] == second.written["b.1"][2:]
    for journal in (first, second):
        again = sync(journal, hall)
        assert (again.pushed, again.pulled, again.problems) == (0, 0, ())
        assert settled(hall, journal)


@pytest.mark.parametrize("late", [False, True], ids=["before", "reply lost"])
def test_a_round_cut_at_any_call_is_completed_by_the_next(place, late):
    hall, k, calls = place.open(), 0, 0
    step = 6 if isinstance(place, hall_fixtures.Walled) else 1  # every desk there logs in anew, which takes its time
    while calls >= k:
        k += step
        stream, other, aud = f"a{k}.1", f"b{k}.1", f"部门{k}"
        push_all(hall, other, [aud] * 3)
        journal = PaperJournal(stream, reads=[aud])
        journal.write(stream, aud, 5)
        counter = []
        with contextlib.suppress(HallUnreachable):
            sync(Through(journal, counter, k, late), Through(hall, counter, k, late))
        calls = len(counter)
        report = sync(journal, hall)
        assert report.problems == ()
        assert settled(hall, journal)
        assert [seq for _, seq in journal.foreign] == [1, 2, 3]
        assert len(read_all(hall, aud)) == 8
        assert journal.cursor(aud)[0] == 8
    assert k > 25


def test_after_the_hall_lost_its_last_days_every_register_is_sent_again(place):
    hall = place.open()
    journal = PaperJournal("a.1", "a.2", reads=[HEALTH])
    other = PaperJournal("b.1", reads=[HEALTH])
    journal.write("a.1", HEALTH, 2)
    sync(journal, hall)
    place.back_up()
    journal.write("a.1", HEALTH, 3)
    journal.write("a.2", HEALTH, 1)
    other.write("b.1", HEALTH, 4)
    for one in (journal, other, journal):
        sync(one, hall)
    assert journal.acks == {"a.1": 5, "a.2": 1}
    place.restore()
    assert hall.head("a.1").seq == 2
    for one in (other, journal, other):
        assert sync(one, hall).problems == ()
    assert settled(hall, journal)
    assert settled(hall, other)
    assert set(journal.foreign) == {("b.1", seq) for seq in range(1, 5)}
    assert len(read_all(hall, HEALTH)) == 10
    assert other.cursor(HEALTH)[0] == 10


def test_an_acknowledgement_moves_back_when_the_hall_holds_less(place):
    hall = place.open()
    journal = PaperJournal("a.1")
    journal.write("a.1", HEALTH, 3)
    sync(journal, hall)
    place.back_up()
    journal.write("a.1", HEALTH, 2)
    sync(journal, hall)
    place.restore()
    moved = []
    journal.set_acked = lambda stream, seq, head_hash: moved.append(seq)
    sync(journal, hall)
    assert moved[0] == 3


def test_a_feed_that_grew_past_our_place_after_a_restore_is_read_anew(place):
    hall = place.open()
    reader = PaperJournal(reads=[HEALTH])
    place.open()
    push_all(hall, "a.1", [HEALTH])
    place.back_up()
    push_all(hall, "b.1", [HEALTH])
    sync(reader, hall)
    place.restore()
    push_all(hall, "c.1", [HEALTH] * 3)
    assert sync(reader, hall).problems == ()
    assert set(reader.foreign) == {("a.1", 1), ("b.1", 1), ("c.1", 1), ("c.1", 2), ("c.1", 3)}
    assert reader.cursor(HEALTH)[0] == 4


def test_a_register_never_introduced_or_closed_is_reported(place):
    hall = place.open()
    journal = PaperJournal("a.1", "b.1")
    journal.write("a.1", HEALTH)
    journal.write("b.1", HEALTH)
    hall.hello("b.1", *introduce("b.1"))
    place.run("UPDATE stream SET closed = 1")
    report = synchronise(journal, hall)
    assert [one.kind for one in report.problems] == [ProblemKind.REFUSED, ProblemKind.CLOSED]


@pytest.mark.parametrize("spoiled", ["xx", "NUL \0", "half \ud800", "changed"])
def test_a_damaged_own_line_stops_only_what_follows_it(place, spoiled):
    hall = place.open()
    journal = PaperJournal("a.1", "b.1", reads=[TRADE])
    journal.write("a.1", HEALTH, 6)
    journal.write("b.1", HEALTH, 1)
    push_all(hall, "c.1", [TRADE])
    line = journal.written["a.1"][4]
    journal.written["a.1"][4] = line.replace("张三", "李四") if spoiled == "changed" else line + spoiled
    if spoiled == "xx":
        journal.written["a.1"][4] = spoiled
    for pushed in (5, 0):
        report = sync(journal, hall, page=3)
        assert [(one.kind, one.place, one.seq) for one in report.problems] == [(ProblemKind.POISON, "a.1", 5)]
        assert (report.pushed, report.acked) == (pushed, {"a.1": 4, "b.1": 1})
    assert set(journal.foreign) == {("c.1", 1)}


def test_a_line_changed_at_the_hall_is_reported_and_the_others_arrive(place):
    hall = place.open()
    push_all(hall, "a.1", [HEALTH] * 4)
    place.run("UPDATE event SET line = replace(line, '张三', '李四') WHERE seq = 2")
    reader = PaperJournal(reads=[HEALTH])
    report = sync(reader, hall)
    assert [(one.kind, one.place, one.seq) for one in report.problems] == [(ProblemKind.POISON, "a.1", 2)]
    assert set(reader.foreign) == {("a.1", 1), ("a.1", 3), ("a.1", 4)}
    assert report.pulled == 3


@pytest.mark.parametrize(
    "harm", [f"UPDATE feed SET fhash = '{'0' * 64}' WHERE n = 3", "UPDATE event SET hash = prev WHERE seq = 3"]
)
def test_a_feed_that_does_not_add_up_is_not_taken_and_others_are(place, harm):
    hall = place.open()
    push_all(hall, "a.1", [HEALTH] * 5)
    push_all(hall, "b.1", [TRADE])
    place.run(harm)
    reader = PaperJournal(reads=[HEALTH, TRADE])
    report = sync(reader, hall)
    assert [(one.kind, one.place, one.seq) for one in report.problems] == [(ProblemKind.FEED, HEALTH, 3)]
    assert reader.cursor(HEALTH)[0] == 2
    assert set(reader.foreign) == {("a.1", 1), ("a.1", 2), ("b.1", 1)}


@pytest.mark.parametrize("harm", ["DELETE FROM feed WHERE n >= 3 AND n <= 4", "DELETE FROM event WHERE seq = 3"])
def test_rows_deleted_at_the_hall_do_not_pass_for_the_end(place, harm):
    hall = place.open()
    push_all(hall, "a.1", [HEALTH] * 5)
    place.run(harm)
    reader = PaperJournal(reads=[HEALTH])
    report = sync(reader, hall)
    assert [(one.kind, one.place) for one in report.problems] == [(ProblemKind.REFUSED, HEALTH)]
    assert set(reader.foreign) == {("a.1", 1), ("a.1", 2)}
    if "event" in harm:
        with pytest.raises(HallError):
            list(hall.events(page=2))


def test_only_our_own_hash_is_believed(place):
    hall = place.open()
    journal = PaperJournal("a.1")
    journal.write("a.1", HEALTH, 2)

    class Flatterer:
        def __getattr__(self, name):
            return getattr(hall, name)

        def push(self, *values):
            return PushAnswer(PushKind.OK, 2, b"\1" * 32)

    report = sync(journal, Flatterer())
    assert [one.kind for one in report.problems] == [ProblemKind.FORK]
    assert journal.acked("a.1") == 0


def test_the_head_is_signed_once_it_is_all_there(place):
    hall = place.open()
    journal = PaperJournal("a.1")
    journal.write("a.1", HEALTH, 5)
    asked = []

    def sign(statement):
        asked.append(statement)
        return "signed"

    sync(journal, hall, sign=sign)
    assert asked == [head_statement("a.1", Head(*journal.head("a.1")))]
    assert [one.signature for one in hall.streams()] == ["signed"]


def test_every_problem_has_a_sentence_in_both_languages(monkeypatch):
    for english in (False, True):
        monkeypatch.setattr(i18n, "_english", english)
        for kind in ProblemKind:
            told = SyncProblem(kind, "a.1", 7, "(detail)").sentence
            assert "a.1" in told
            assert told.endswith("(detail)")
            assert ("登记" in told or "大厅" in told or "部门" in told or "内容" in told) is not english


def test_a_name_from_the_hall_is_text_and_never_an_escape():
    assert "\x1b" not in SyncProblem(ProblemKind.POISON, "a.1\x1b[2J", 1).sentence
