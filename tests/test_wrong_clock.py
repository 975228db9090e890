"""A machine's clock is a claim: far ahead, far back or off the hall's, it writes nothing until somebody answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import desks
import hall_fixtures
import pytest
from commandline import CommandLine
from desks import at, person, receive
from keyboard import Clock, sitting, with_pins

from windowdesk import config, words
from windowdesk.desk import Desk, syncing
from windowdesk.desk.doctor import examine
from windowdesk.hall.portable import PortableHall
from windowdesk.models import commands as cmd
from windowdesk.models.events import DateConfirmed
from windowdesk.models.refusal import Reason, Refused
from windowdesk.models.wire import from_line
from windowdesk.store import register
from windowdesk.store.codec import copied

place = hall_fixtures.place
YEAR = timedelta(days=365)
HEAD, CLERK = "1003", "1001"


def real(home: Path, hall: str = "") -> Desk:
    """The desk in a home, no demonstration: nobody sets its clock."""
    config.write_settings(home, replace(config.read_settings(home), hall=hall, demo=False))
    return Desk.open(home)


@pytest.fixture
def desk(home: Path) -> Iterator[Desk]:
    """A real desk that has worked until this morning."""
    found = real(home)
    found.confirm_date(desks.staff(found, HEAD), at("2026-11-23 08:00"))
    receive(found, "2026-11-23 09:00")
    yield found
    found.close()


def refused(do) -> Refused:
    with pytest.raises(Refused) as caught:
        do()
    assert "—" not in "".join(words.both(caught.value))
    return caught.value


def test_a_clock_a_year_ahead_brings_no_silence_about_and_writes_nothing(desk: Desk) -> None:
    head = register.head(desk.store.read(), desk.stream)
    later = at("2026-11-23 09:30") + YEAR
    found = refused(lambda: desk.open_day(later))
    assert found.reason is Reason.CLOCK_FAR_AHEAD
    assert found.told == {"now": "2027-11-23 09:30", "last": "2026-11-23 09:00", "days": "365"}
    assert refused(lambda: receive(desk, "2027-11-23 09:30", applicant=person(2))).reason is Reason.CLOCK_FAR_AHEAD
    assert register.head(desk.store.read(), desk.stream) == head
    assert receive(desk, "2026-11-23 09:40", applicant=person(2)), "with the clock right it goes on at once"


def test_days_offline_are_no_wrong_clock(desk: Desk) -> None:
    for n, when in enumerate(("2026-12-20 09:00", "2027-01-15 09:00", "2027-02-10 09:00"), 2):
        assert receive(desk, when, applicant=person(n))


def test_after_a_long_absence_a_head_confirms_the_date_and_it_is_recorded(desk: Desk) -> None:
    now = at("2027-03-01 09:00")
    assert refused(lambda: desk.open_day(now)).reason is Reason.CLOCK_FAR_AHEAD
    assert refused(lambda: desk.confirm_date(desks.staff(desk, CLERK), now)).reason is Reason.NO_DELEGATION
    written = desk.confirm_date(desks.staff(desk, HEAD), now)
    assert (written.event, written.by, written.at) == (
        DateConfirmed(now.date(), at("2026-11-23 09:00")),
        HEAD,
        now,
    )
    assert [entry.event.deemed for entry in desk.open_day(now) if hasattr(entry.event, "deemed")] == [True]
    again = Desk.open(desk.home)
    assert receive(again, "2027-03-01 09:10", applicant=person(5))
    again.close()


def test_a_clock_that_had_run_ahead_has_a_lawful_way_back(desk: Desk) -> None:
    ahead = "2026-12-20 09:00"
    wrong = receive(desk, ahead, applicant=person(2))
    right = at("2026-11-23 10:00")
    found = refused(lambda: receive(desk, "2026-11-23 10:00", applicant=person(3)))
    assert found.reason is Reason.CLOCK_WENT_BACK and "负责人确认" in words.sentence(found)
    desk.confirm_date(desks.staff(desk, HEAD), right)
    number = receive(desk, "2026-11-23 10:05", applicant=person(3))
    assert number[6:14] == "20261123" and desks.the_case(desk, number).received_on == right.date()
    desk.do(cmd.AcceptCase(wrong), desks.staff(desk, CLERK), at("2026-11-23 10:10"))
    ((seq, line_at, above),) = register.went_back(desk.store.read(), desk.stream)
    assert (line_at[:10], above[:10]) == ("2026-11-23", "2026-12-20")
    assert register.verify(desk.store.read(), desk.stream) == 0
    said = [one.sentence for one in examine(desk.home, right) if one.topic == "clock"]
    assert len(said) == 1 and f"第 {seq} 条" in said[0]
    desks.soundly(desk)


def test_a_clock_a_year_back_writes_nothing(desk: Desk) -> None:
    found = refused(lambda: receive(desk, "2025-11-23 10:00", applicant=person(3)))
    assert found.reason is Reason.CLOCK_WENT_BACK
    assert refused(lambda: desk.do(cmd.AcceptCase(desk.reading.newest()[0].case_id), desks.staff(desk, CLERK),
                                   at("2025-11-23 10:00"))).reason is Reason.CLOCK_WENT_BACK  # fmt: skip


def test_facts_carried_over_from_a_machine_ahead_hold_up_no_act(desk: Desk) -> None:
    receive(desk, item="110")
    db = desk.store.read()
    line, line_hash = db.execute("SELECT line, hash FROM register WHERE kind='SessionOpened'").fetchone()
    elsewhere = replace(from_line(line), at=(at("2026-11-23 09:31") + YEAR).isoformat(timespec="seconds"))
    with desk.store.write() as writer:
        last = register.place_anyway(writer, desk.stream, at("2026-11-23 09:31"))
        register.append_copy(writer, last, copied(elsewhere, line_hash, desk.stream, 0, "", {}))
    desk.reload()
    assert receive(desk, "2026-11-23 09:32", item="104")
    assert register.verify(db, desk.stream) == 0


def test_a_head_of_another_window_does_not_confirm(desk: Desk) -> None:
    other = next(one for one in desk.setting.staff.values() if one.role == "head" and one.window != "007")
    assert refused(lambda: desk.confirm_date(other, at("2027-03-01 09:00"))).reason is Reason.NOT_THIS_WINDOW


NOW = at("2026-11-23 09:00")


@pytest.fixture
def met(home: Path, place, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """A real desk whose date was confirmed this morning, and its hall, whose clock says nine."""
    monkeypatch.setattr(PortableHall, "time", lambda _: NOW)
    place.open().close()
    found = real(home, place.setting)
    found.confirm_date(desks.staff(found, HEAD), NOW)
    yield found
    found.close()


def received(desk: Desk, when: datetime, n: int = 1) -> str:
    command = cmd.ReceiveApplication(("101",), person(n), desks.lines_for(desk, ("101",)))
    return desk.do(command, desks.staff(desk, CLERK), when).case_ids[0]


@pytest.mark.parametrize("off", [timedelta(days=20), YEAR, -YEAR])
def test_at_the_next_sync_the_hall_tells_of_a_wrong_clock_and_acts_stop(met: Desk, off: timedelta) -> None:
    received(met, NOW)
    assert syncing.synchronise(met, NOW).problems == ()
    (told,) = syncing.synchronise(met, NOW + off).problems
    assert "大厅时间" in told and "校准" in told
    reason = refused(lambda: received(met, NOW + off + timedelta(minutes=1), 2)).reason
    assert reason is Reason.CLOCK_DIFFERS
    assert received(met, NOW + timedelta(minutes=5), 3), "set right, it goes on without waiting for the hall"
    assert syncing.synchronise(met, NOW + timedelta(minutes=6)).problems == ()
    assert received(met, NOW + timedelta(days=20), 4)


def test_a_hall_whose_clock_is_wrong_stops_nobody_for_long(met: Desk) -> None:
    today = NOW + YEAR
    syncing.synchronise(met, today)
    assert refused(lambda: received(met, today)).reason is Reason.CLOCK_DIFFERS
    met.confirm_date(desks.staff(met, HEAD), today)
    assert received(met, today + timedelta(minutes=5))
    assert len(syncing.synchronise(met, today + timedelta(minutes=10)).problems) == 1, "it is told all the same"
    assert received(met, today + timedelta(minutes=15), 2)


def test_a_demonstration_sets_its_own_clock(home: Path) -> None:
    desk = Desk.open(home)
    assert receive(desk, "2026-11-23 09:00")
    assert receive(desk, "2027-11-24 09:00", item="106", applicant=person(2))
    desk.close()


def test_confirmed_by_command(home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    desk = real(home)
    desk.set_pin(HEAD, "8642")
    desk.set_pin(CLERK, "2468")
    desk.close()
    monkeypatch.setattr(config, "now", lambda: NOW)
    cli = CommandLine(home, monkeypatch, capsys)
    monkeypatch.setenv("WINDOWDESK_PIN", "2468")
    assert cli("confirm-date", "--staff", CLERK, now=None).code == 3
    monkeypatch.setenv("WINDOWDESK_PIN", "8642")
    told = cli("confirm-date", "--staff", HEAD, now=None)
    assert told.code == 0 and "2026-11-23" in told.out
    again = Desk.open(home)
    assert received(again, NOW)
    again.close()
    (state,) = cli("register", "verify", "--json", now=None).data
    assert state["holds"] and state["dated_back"] == []


async def test_at_the_screen_a_head_confirms_the_date_and_the_day_opens(home: Path) -> None:
    desk = with_pins(real(home))
    desk.confirm_date(desks.staff(desk, HEAD), at("2026-11-23 08:00"))
    case_id = receive(desk, "2026-11-23 09:00")
    async with sitting(desk, size=(120, 40), clock=Clock(at("2027-02-01 09:00"))) as keyboard:
        await keyboard.settle()
        assert "晚 70" in keyboard.seen() and desks.the_case(desk, case_id).accepted is None
        await keyboard.fill(HEAD, "8642")
        assert "视为受理" in keyboard.seen()
    assert desks.the_case(desk, case_id).accepted is not None
    assert desk.store.read().execute("SELECT count(*) FROM register WHERE kind='DateConfirmed'").fetchone() == (2,)
    desk.close()


async def test_at_the_screen_nobody_confirming_nothing_is_written(home: Path) -> None:
    desk = with_pins(real(home))
    desk.confirm_date(desks.staff(desk, HEAD), at("2026-11-23 08:00"))
    case_id = receive(desk, "2026-11-23 09:00")
    head = register.head(desk.store.read(), desk.stream)
    async with sitting(desk, size=(120, 40), clock=Clock(at("2027-11-23 09:00"))) as keyboard:
        await keyboard.settle()
        await keyboard.press("escape")
        assert "晚 365" in keyboard.seen()
    assert register.head(desk.store.read(), desk.stream) == head
    assert desks.the_case(desk, case_id).accepted is None
    desk.close()
