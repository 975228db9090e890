"""Two windows of one organ and the hall office at one hall, embedded or on PostgreSQL."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import desks
import hall_fixtures
import pytest
from desks import at, staff
from test_handover import desk_at
from test_office import set_up

from windowdesk.desk import Desk, reporting, syncing
from windowdesk.hall import open_hall
from windowdesk.store import register

TEN, ELEVEN, NOON = "2026-11-23 10:00", "2026-11-23 11:00", "2026-11-23 12:00"


def put_back(hall: str, backup: Path, closed: str) -> None:
    """The hall's file is put back from a backup, and the administrator closes a register that will not be back."""
    shutil.copytree(backup, hall, dirs_exist_ok=True)
    there = open_hall(hall)
    there.restored()
    there.retire(closed)
    there.close()


class Town:
    """Windows 007 and 015 of one organ, and the hall office, at one hall."""

    def __init__(self, hall: str, homes: tuple[Path, Path], folder: Path) -> None:
        self.hall, self.folder = hall, folder
        for name in ("first", "second"):
            (folder / name).mkdir()
        self.first = desk_at(hall, homes[0], folder / "first")
        self.second = desk_at(hall, homes[1], folder / "second")
        self.bureau = set_up(folder / "bureau", "000", hall, desks.DATA / "demo-hall.toml", None)
        self.others: list[Desk] = []

    @property
    def desks(self) -> tuple[Desk, ...]:
        return (self.first, self.second, *self.others)

    def sync(self, *found: Desk, when: str = NOON) -> None:
        """Some desks speak to the hall, in that order."""
        for desk in found:
            outcome = syncing.synchronise(desk, at(when))
            assert (outcome.unreachable, outcome.problems) == ("", ())

    def settle(self) -> None:
        """Everybody sends, the office rules, everybody hears."""
        self.sync(*self.desks, self.bureau, *self.desks)

    def supervisor(self) -> Any:
        return staff(self.bureau, "1004")

    def alike(self, case_id: str) -> None:
        """Every desk, the office and the hall itself have the same case; rebuilt, it is the same again."""
        cases = [desks.the_case(desk, case_id) for desk in (*self.desks, self.bureau)]
        assert cases[1:] == cases[:-1]
        with reporting._hall_rows(self.bureau) as db:
            assert register.load(db, case_id) == cases[0]
        for desk in (*self.desks, self.bureau):
            desks.soundly(desk)
            assert desk.reading.parked() == []
            assert desks.the_case(desk, case_id) == cases[0]

    def close(self) -> None:
        for desk in (*self.desks, self.bureau):
            desk.close()


@pytest.fixture
def town(prepared: Path, prepared_second: Path, tmp_path: Path) -> Iterator[Town]:
    """At an embedded hall."""
    (tmp_path / "hall").mkdir()
    found = Town(str(tmp_path / "hall"), (prepared, prepared_second), tmp_path)
    yield found
    found.close()


@pytest.fixture
def served_town(
    postgres_place: hall_fixtures.Postgres, prepared: Path, prepared_second: Path, tmp_path: Path
) -> Iterator[Town]:
    """At a hall on PostgreSQL."""
    postgres_place.open().close()
    found = Town(postgres_place.setting, (prepared, prepared_second), tmp_path)
    yield found
    found.close()
