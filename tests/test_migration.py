"""A desk's file from an earlier release is read into the tables of this one; one from a later release is left alone."""

from __future__ import annotations

import contextlib
import hashlib
import sqlite3
from pathlib import Path

import desks
import pytest
from desks import rows, soundly
from report_desks import BEFORE, LATER, THE_DAY, play
from sqlite_utils import Database, Migrations

from windowdesk import words
from windowdesk.desk import Desk
from windowdesk.models import commands as cmd
from windowdesk.models.refusal import Reason, Refused
from windowdesk.store import items, lists, schema
from windowdesk.store.connection import Store

KEPT = ("register", "meta", "acknowledged", "reference", "pin", "print_job", "parked", "feed_cursor")
ROWS = ("case_row", "paper_row", "parcel_row", "counter")


@pytest.fixture
def played(desk: Desk) -> Desk:
    """A desk with a day's work in its register."""
    play(desk, BEFORE, THE_DAY)
    return desk


def first_release(source: Path, target: Path) -> None:
    """The same desk as the first release kept it: its tables, its rows, its catalogue."""
    steps = Migrations("windowdesk")

    @steps()
    def m001_first_desk(db: Database) -> None:
        for statement in schema._statements(schema._FIRST):
            db.execute(statement)

    with contextlib.closing(sqlite3.connect(target, isolation_level=None)) as link:
        steps.apply(Database(link))
        link.execute("PRAGMA journal_mode=WAL")
        link.execute("ATTACH ? AS later", (str(source),))
        for table in (*KEPT, *ROWS):
            names = ",".join(row[1] for row in link.execute(f"PRAGMA main.table_info({table})"))
            link.execute(f"DELETE FROM main.{table}")
            link.execute(f"INSERT INTO main.{table} ({names}) SELECT {names} FROM later.{table}")
        link.execute("INSERT INTO main.item SELECT code, number, name, department, initials, body FROM later.item")
        link.execute("DELETE FROM main.meta WHERE key='rows'")
        link.execute("PRAGMA user_version=1")


def home_of_the_first_release(played: Desk, folder: Path) -> Path:
    """A home whose file the first release wrote."""
    home = desks.copied(played.home, folder)
    for path in home.glob("desk.*"):
        path.unlink()
    first_release(played.home / "desk.db", home / "desk.db")
    return home


def test_a_file_of_the_first_release_is_read_into_the_tables_of_this_one(played: Desk, tmp_path: Path) -> None:
    before, catalogue = rows(played.store.read()), items.every(played.store.read())
    assert before["deficiency_row"] and before["permit_row"] and before["stay_row"], "what the first did not have"
    desk = Desk.open(home_of_the_first_release(played, tmp_path / "old"))
    db = desk.store.read()
    assert rows(db) == before
    assert items.every(db) == catalogue
    assert db.execute("PRAGMA user_version").fetchone()[0] == schema.LATEST
    assert lists.meta(db, "rows") == ""
    assert desk.reading.unprinted() == db.execute("SELECT count(*) FROM print_job WHERE state<>'done'").fetchone()[0]
    soundly(desk)
    desk.open_day(LATER)
    soundly(desk)
    desk.close()


def test_a_desk_that_died_between_tables_and_rows_goes_on(played: Desk, tmp_path: Path) -> None:
    before = rows(played.store.read())
    home = home_of_the_first_release(played, tmp_path / "old")
    with contextlib.closing(sqlite3.connect(home / "desk.db", isolation_level=None)) as link:
        schema.migrate(link)
        assert link.execute("SELECT count(*) FROM stay_row").fetchone()[0] == 0
    desk = Desk.open(home)
    assert rows(desk.store.read()) == before
    desk.close()


def before_handings(home: Path) -> None:
    """Make the home's file one that knows nothing of who gave a case to whom."""
    with contextlib.closing(sqlite3.connect(home / "desk.db", isolation_level=None)) as link:
        link.execute("DROP TABLE handing_row")
        link.execute("DELETE FROM _sqlite_migrations WHERE name='m007_who_gave_a_case_to_whom'")
        link.execute("UPDATE case_row SET phone='1'")
        link.execute("PRAGMA user_version=6")


@pytest.mark.parametrize("handed", [True, False])
def test_rows_are_read_again_only_where_a_case_was_given_to_another_window(home: Path, handed: bool) -> None:
    desk = Desk.open(home)
    case_id = desks.receive(desk)
    if handed:
        told = cmd.HandOverCase(case_id, "015", "人员调休")
        desk.do(told, desks.staff(desk, "1001"), desks.at("2026-11-23 10:00"))
    before = rows(desk.store.read())
    assert [row[2:] for row in before["handing_row"]] == [("市场监督管理局", "007", "015", "2026-11-23")] * handed
    desk.close()
    before_handings(home)
    desk = Desk.open(home)
    assert rows(desk.store.read())["handing_row"] == before["handing_row"]
    assert (rows(desk.store.read()) == before) is handed, "a register that has none is not read"
    desk.close()


def test_a_file_of_a_later_release_is_left_as_it_is(home: Path) -> None:
    with contextlib.closing(sqlite3.connect(home / "desk.db", isolation_level=None)) as link:
        link.execute(f"PRAGMA user_version={schema.LATEST + 1}")
        link.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    whole = hashlib.sha256((home / "desk.db").read_bytes()).digest()
    with pytest.raises(Refused) as caught:
        Desk.open(home)
    assert caught.value.reason is Reason.STORE_NEWER
    chinese, english = words.both(caught.value)
    assert f"第 {schema.LATEST + 1} 版" in chinese and "升级" in chinese
    assert "upgrade" in english
    assert hashlib.sha256((home / "desk.db").read_bytes()).digest() == whole


def test_a_new_file_has_no_rows_to_read(tmp_path: Path) -> None:
    store = Store(tmp_path / "desk.db")
    assert lists.meta(store.read(), "rows") == ""
    assert store.read().execute("PRAGMA user_version").fetchone()[0] == schema.LATEST
    store.close()
