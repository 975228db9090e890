"""Two windows of one organ and their hall: what one receives the other knows, and nobody is served twice."""

from __future__ import annotations

import desks
import hall_fixtures
import pytest

from windowdesk import config
from windowdesk.desk import Desk, syncing
from windowdesk.models import commands as cmd
from windowdesk.models.refusal import Reason, Refused
from windowdesk.store import arrivals

place = hall_fixtures.place
AT = desks.at("2026-11-23 10:00")


def joined(home, setting):
    """The desk in `home`, told where its hall is."""
    old = config.read_settings(home)
    config.write_settings(home, config.Settings(old.window, old.incarnation, setting, old.print_to, old.demo))
    return Desk.open(home)


@pytest.fixture(scope="session")
def prepared_second(tmp_path_factory):
    """The home of window 015, of the same organ as window 007."""
    return desks.make_home(tmp_path_factory.mktemp("second"), "015")


@pytest.fixture
def pair(prepared, prepared_second, tmp_path, place):
    """Windows 007 and 015 at one hall."""
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    hall = place.open()
    hall.close()
    first = joined(desks.copied(prepared, tmp_path / "a"), place.setting)
    second = joined(desks.copied(prepared_second, tmp_path / "b"), place.setting)
    yield first, second
    first.close()
    second.close()


def test_what_one_window_received_the_other_can_read_and_neither_can_double(pair):
    first, second = pair
    case_id = desks.receive(first)
    sent = syncing.synchronise(first, AT)
    assert (sent.unreachable, sent.problems) == ("", ())
    state = first.reading.sync_state()
    assert state.acknowledged == state.written == sent.pushed

    syncing.synchronise(second, AT)
    seen = desks.the_case(second, case_id)
    assert seen == desks.the_case(first, case_id)
    assert [row.case_id for row in second.reading.found(case_id)] == [case_id]
    with pytest.raises(Refused) as doubled:
        desks.receive(second, by="1151")
    assert doubled.value.reason is Reason.DUPLICATE_CASE
    assert doubled.value.told["case"] == case_id
    with pytest.raises(Refused) as foreign:
        second.do(cmd.AcceptCase(case_id), desks.staff(second, "1151"), AT)
    assert foreign.value.reason is Reason.CASE_ELSEWHERE


def test_a_second_round_sends_nothing_and_changes_nothing(pair):
    first, second = pair
    desks.carry(first, desks.receive(first))
    syncing.synchronise(first, AT)
    syncing.synchronise(second, AT)
    before = desks.rows(second.store.read())
    assert syncing.synchronise(first, AT).pushed == 0
    assert syncing.synchronise(second, AT).pulled == 0
    assert desks.rows(second.store.read()) == before
    with second.store.write() as db:
        arrivals.rebuild(db, [second.stream])
    assert desks.rows(second.store.read()) == before


def test_a_paper_of_the_other_window_can_be_verified_here(pair):
    from windowdesk.desk import press, verifying
    from windowdesk.store import jobs

    first, second = pair
    done = first.do(
        cmd.ReceiveApplication(("101",), desks.person(), desks.lines_for(first, ("101",))),
        desks.staff(first, "1001"),
        AT,
    )
    entry = jobs.paper(first.store.read(), done.papers[0])
    assert entry is not None
    text = press.statement(first, entry)
    assert verifying.check_text(second, text).state == "unknown_key"
    syncing.synchronise(first, AT)
    syncing.synchronise(second, AT)
    assert verifying.check_text(second, text).ok
    wrong = verifying.check_text(second, text, window="008")
    assert (wrong.ok, wrong.differs) == (False, ("window",))


def test_a_day_without_the_hall_is_sent_when_it_comes_back(desk):
    config.write_settings(desk.home, config.Settings("007", hall=str(desk.home / "nowhere" / "hall"), demo=True))
    alone = Desk.open(desk.home)
    case_id = desks.receive(alone)
    desks.carry(alone, case_id)
    outcome = syncing.synchronise(alone, AT)
    assert outcome.unreachable
    assert alone.reading.sync_state().acknowledged == 0
    (desk.home / "nowhere" / "hall").mkdir(parents=True)
    again = syncing.synchronise(alone, AT)
    assert again.pushed == alone.reading.sync_state().written
    alone.close()
