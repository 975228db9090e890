"""Rows are a reading of the register: emptied they come back, and in whatever order lines arrive they are the same."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import desks
import pytest
import report_weeks
from desks import all_lines, rows, soundly

from windowdesk.desk import Desk
from windowdesk.models import commands as cmd
from windowdesk.models import events as ev
from windowdesk.models.wire import from_line
from windowdesk.store import arrivals, lists, register, views
from windowdesk.store.schema import CASE_TABLES, ROW_TABLES


@pytest.fixture(scope="module")
def weeks(prepared: Path, prepared_neighbour: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Desk]]:
    """Two desks after two weeks in which everything happened. Not written to."""
    homes = [desks.copied(one, tmp_path_factory.mktemp("weeks")) for one in (prepared, prepared_neighbour)]
    found = [Desk.open(home) for home in homes]
    report_weeks.everything(*found)
    _rarities(found[0])
    yield found
    for desk in found:
        desk.close()


def _rarities(desk: Desk) -> None:
    """What two weeks need not see: a parcel comes back, a case is given away, and one has its number from after another
    machine's."""
    monday, clerk = desks.at("2026-12-14 09:00"), desks.staff(desk, "1001")
    case_id = desks.receive(desk, "2026-12-14 09:00", "101", desks.person(90))
    desks.carry(desk, case_id, when="2026-12-14 09:00")
    desk.do(cmd.PostResult(case_id, desks.MAIL_NO, zone="省内"), clerk, monday)
    desk.do(cmd.RecordReturn(case_id, monday.date(), "地址不详"), clerk, monday)
    given = desks.receive(desk, "2026-12-14 09:00", "101", desks.person(91))
    desk.do(cmd.HandOverCase(given, "015", "人员调休"), clerk, monday)
    renumbered = ev.CaseRenumbered("510824202612140071000175", case_id, (), monday.date())
    with desk.store.write() as db:
        case, place = register.load(db, case_id), register.place(db, desk.stream, monday)
        assert case is not None
        happening = ev.Happening(case_id, renumbered, case.item.department)
        register.append(db, place, register.Hand("", "007"), [happening], {case_id: case})


def test_rows_are_a_reading_of_the_register(weeks: list[Desk], tmp_path: Path) -> None:
    desk = Desk.open(desks.copied(weeks[0].home, tmp_path))
    before = rows(desk.store.read())
    empty = [table for table, found in before.items() if not found]
    with desk.store.write() as db:
        for table in ROW_TABLES:
            if table != "case_grams":
                db.execute(f"DELETE FROM {table}")
        read = arrivals.rebuild(db, [desk.stream])
        assert read == sum(len(all_lines(one)) for one in weeks)
    assert rows(desk.store.read()) == before
    assert empty == [], "the weeks must fill every table, or this shows nothing"
    soundly(desk)
    desk.close()


def told(desk: Desk) -> dict[str, list[Any]]:
    """Every row but for the numbers that arrival gives, and what only an own register makes."""
    found = rows(desk.store.read())
    cases = desk.store.read().execute(f"SELECT {','.join(views._COLUMNS)} FROM case_row").fetchall()
    return {table: found[table] for table in (*CASE_TABLES, "opinion_row", "permit_row", "paper_row")} | {
        "case_row": sorted(cases, key=repr)
    }


@pytest.fixture
def third(tmp_path: Path) -> Iterator[Desk]:
    """The desk of window 009, which wrote nothing of it."""
    (tmp_path / "third").mkdir()
    found = Desk.open(desks.make_home(tmp_path / "third", "009"))
    yield found
    found.close()


def absorb(desk: Desk, lines: list[tuple[str, int, str, bytes]]) -> None:
    with desk.store.write() as db:
        arrivals.absorb(db, lines, [desk.stream])


@pytest.mark.parametrize("seed", range(4))
def test_in_whatever_order_lines_arrive_the_rows_are_the_same(weeks: list[Desk], third: Desk, seed: int) -> None:
    """The answer before the question, the revocation before the certificate, the payment before the notice."""
    lines = [line for desk in weeks for line in all_lines(desk)]
    chance = random.Random(seed)
    chance.shuffle(lines)
    while lines:
        n = chance.randrange(1, 12)
        absorb(third, lines[:n])
        del lines[:n]
    assert told(third) == told(weeks[0])
    assert third.reading.parked() == []
    soundly(third)


def test_a_permit_keeps_its_worst_state_and_one_not_issued_here_is_unknown(weeks: list[Desk], third: Desk) -> None:
    lines = [line for desk in weeks for line in all_lines(desk)]
    ends = [line for line in lines if from_line(line[2]).kind in ("PermitRevoked", "PermitCancelled")]
    numbers = [from_line(line[2]).data()["event"]["certificate"] for line in ends]
    absorb(third, ends)
    assert [lists.permit(third.store.read(), number) for number in numbers] == [None, None]
    absorb(third, lines)
    assert [lists.permit(third.store.read(), number)[1] for number in numbers] == ["revoked", "cancelled"]
