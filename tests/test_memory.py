"""What a desk remembers between two acts holds only while nobody has written: another program, this one, or nobody."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import date

import desks
import pytest
from desks import at, receive, soundly

from windowdesk.desk import Desk
from windowdesk.models import commands as cmd
from windowdesk.models.refusal import Reason, Refused
from windowdesk.store import items, lineage, lists, register
from windowdesk.store.connection import Store

NOW = at("2026-11-23 10:00")


def accept(desk: Desk, case_id: str) -> None:
    desk.do(cmd.AcceptCase(case_id), desks.staff(desk, "1001"), NOW)


def abolish(store: Store) -> None:
    """The matter 101 ended the day before."""
    with store.write() as db:
        item = items.find(db, "101")
        assert item is not None
        items.save(db, [replace(item, valid_to=date(2026, 11, 22))])


def here(desk: Desk) -> None:
    abolish(desk.store)


def elsewhere(desk: Desk) -> None:
    with closing(Store(desk.store.path)) as other:
        abolish(other)


@pytest.mark.parametrize("imported", [here, elsewhere])
def test_a_matter_abolished_between_two_acts_is_accepted_no_more(desk: Desk, imported: Callable[[Desk], None]) -> None:
    first, second, third = (receive(desk, applicant=desks.person(n)) for n in (1, 2, 3))
    accept(desk, first)
    accept(desk, second)
    imported(desk)
    with pytest.raises(Refused) as caught:
        accept(desk, third)
    assert caught.value.reason is Reason.ITEM_NOT_IN_FORCE


def test_what_nobody_wrote_since_is_not_asked_for_again(desk: Desk) -> None:
    first, second = (receive(desk, applicant=desks.person(n)) for n in (1, 2))
    accept(desk, first)
    asked: list[str] = []
    with desk.store.write() as db:
        db.set_trace_callback(asked.append)
    accept(desk, second)
    assert [one.split()[0] for one in asked if one.startswith(("SELECT", "PRAGMA"))] == ["PRAGMA"]
    with closing(Store(desk.store.path)) as other, other.write() as db:
        lists.set_meta(db, "note", "of another program")
    receive(desk, "2026-11-23 10:00", applicant=desks.person(3))
    assert any("FROM item" in one for one in asked)


def test_a_matter_abolished_in_the_transaction_of_an_act_is_abolished_there(desk: Desk) -> None:
    first, second = (receive(desk, applicant=desks.person(n)) for n in (1, 2))
    with desk.store.write():
        accept(desk, first)
        here(desk)
        case = desk.case(second)
        found = desk.setting.catalogue.find(case.item.code, NOW.date()) if case else None
        assert found is not None
        assert found.valid_to == date(2026, 11, 22)
        with pytest.raises(Refused, match="item_not_in_force"):
            accept(desk, second)


def test_an_act_taken_back_with_the_transaction_around_it_is_remembered_by_nobody(desk: Desk) -> None:
    case_id = receive(desk)
    before = register.end(desk.store.read())
    with pytest.raises(ZeroDivisionError), desk.store.write():
        accept(desk, case_id)
        raise ZeroDivisionError
    assert register.end(desk.store.read()) == before
    accept(desk, case_id)
    assert desk.reading.found(case_id)
    soundly(desk)


def test_lines_another_program_wrote_in_place_of_those_taken_back_are_seen(desk: Desk) -> None:
    """As many lines as were taken back, so that the register's end alone would not tell."""
    case_id = receive(desk)
    with pytest.raises(ZeroDivisionError), desk.store.write():
        accept(desk, case_id)
        raise ZeroDivisionError
    with closing(Desk.open(desk.home)) as other:
        other.marked = True  # one session: its act writes two lines, as that one did
        accept(other, case_id)
    with pytest.raises(Refused, match="wrong_state"):
        accept(desk, case_id)
    assert receive(desk, "2026-11-23 10:00", applicant=desks.person(2))
    soundly(desk)


def test_a_register_given_up_by_another_program_is_gone_on_with_in_a_new_one_by_the_same_act(desk: Desk) -> None:
    receive(desk)
    old = desk.stream
    with closing(Store(desk.store.path)) as other, other.write() as db:
        before = register.end(db)
        lineage.end(db, old, register.head(db, old)[0])
        register.grown(db, before)
    receive(desk, applicant=desks.person(2))
    assert desk.stream == f"{old[:-1]}2"
    assert [row[0] for row in desk.store.read().execute("SELECT max(seq) FROM register GROUP BY stream")][-1] > 2
