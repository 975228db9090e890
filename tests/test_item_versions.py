"""Versions of a matter, the version of a day, and a desk of the first release that knew one version only."""

from __future__ import annotations

import sqlite3
from datetime import date
from pathlib import Path

import desks
import pytest
from desks import DATA, receive
from sqlite_utils import Database, Migrations

from windowdesk.desk import Desk, setup
from windowdesk.models import commands as cmd
from windowdesk.models.catalogue import Item, item_of, item_table
from windowdesk.models.events import MaterialLine
from windowdesk.models.refusal import Reason, Refused
from windowdesk.store import items, lists, schema
from windowdesk.store.connection import Store

ITEMS = items.read_file(DATA / "items.toml")


def version(name: str, since: str = "", until: str = "", number: str = "199", **more: object) -> Item:
    """A version of one matter."""
    table = {"code": "V-1", "name": name, "department": "市场监督管理局", "number": number, **more}
    return item_of(table | {"valid_from": since, "valid_to": until})


@pytest.fixture
def versions(desk: Desk) -> Desk:
    """A desk that knows a matter in two versions, the second not yet in force."""
    with desk.store.write() as db:
        items.save(db, [version("旧版", "2020-01-01", "2026-11-30"), version("新版", "2026-12-01")])
    return desk


@pytest.mark.parametrize(
    ("on", "name"),
    [
        (date(2026, 11, 30), "旧版"),
        (date(2026, 12, 1), "新版"),
        (date(2020, 1, 1), "旧版"),
        (date(2019, 12, 31), "旧版"),
        (date(2030, 1, 1), "新版"),
        (None, "新版"),
    ],
)
@pytest.mark.parametrize("asked", ["V-1", "199"])
def test_the_version_of_a_day_is_found_by_code_and_by_number(
    versions: Desk, asked: str, on: date | None, name: str
) -> None:
    found = items.find(versions.store.read(), asked, on)
    assert found is not None
    assert found.name == name


def test_a_number_that_a_later_version_gave_up_leads_to_the_version_of_the_day(versions: Desk) -> None:
    with versions.store.write() as db:
        items.save(db, [version("再新版", "2027-01-01", number="198")])
    found = [items.find(versions.store.read(), "199", day) for day in (date(2026, 12, 31), date(2027, 1, 1))]
    assert [item.name for item in found if item] == ["新版", "再新版"]


def test_a_number_given_to_another_matter_is_that_matters_from_its_first_day(versions: Desk) -> None:
    other = item_of({"code": "V-2", "name": "另一事项", "department": "市场监督管理局", "number": "199"})
    with versions.store.write() as db:
        items.save(db, [item_of(item_table(other) | {"valid_from": "2027-01-01"})])
    found = [items.find(versions.store.read(), "199", day) for day in (date(2026, 12, 31), date(2027, 1, 1))]
    assert [item.name for item in found if item] == ["新版", "另一事项"]


def test_a_version_of_the_same_first_day_is_replaced_and_the_others_stay(versions: Desk) -> None:
    with versions.store.write() as db:
        items.save(db, [version("新版（更正）", "2026-12-01")])
    names = [item.name for item in versions.reading.catalogue() if item.code == "V-1"]
    assert sorted(names) == ["新版（更正）", "旧版"]


def test_an_abolished_matter_is_taken_in_on_its_last_day_and_no_later(desk: Desk) -> None:
    with desk.store.write() as db:
        items.save(db, [version("旧版", "2020-01-01", "2026-11-30", change="取消")])
    for n, moment in enumerate(("2026-11-30 16:50", "2026-12-01 09:00")):
        command = cmd.ReceiveApplication(("199",), desks.person(n + 1), (MaterialLine("申请书"),))
        if n == 0:
            assert desk.do(command, desks.staff(desk, "1001"), desks.at(moment)).case_ids
            continue
        with pytest.raises(Refused) as caught:
            desk.do(command, desks.staff(desk, "1001"), desks.at(moment))
        assert caught.value.reason is Reason.ITEM_NOT_IN_FORCE
        assert caught.value.told["until"] == "2026-11-30"


def test_a_case_keeps_the_version_of_its_item(desk: Desk, tmp_path: Path) -> None:
    case_id = receive(desk)
    table = item_table(next(item for item in ITEMS if item.number == "101")) | {"name": "食品经营许可（新版）"}
    with desk.store.write() as db:
        items.save(
            db, [item_of(table), item_of(table | {"valid_from": "2026-11-20", "name": "食品经营许可（再新版）"})]
        )
    case = desk.case(case_id)
    assert case is not None
    assert case.item.name == "食品经营许可（新办）"
    found = desk.reading.item("510824-SCJG-001")
    assert found is not None
    assert found.name == "食品经营许可（再新版）"


def test_what_a_csv_says_of_no_day_is_replaced_by_what_the_next_csv_says(desk: Desk, tmp_path: Path) -> None:
    for name in ("养犬登记", "养犬登记（改名）"):
        path = tmp_path / "items.csv"
        path.write_text(f"item_code,item_name,department\nX-1,{name},市场监督管理局\n", encoding="utf-8")
        setup.import_items(desk, path)
    assert [item.name for item in desk.reading.catalogue() if item.code == "X-1"] == ["养犬登记（改名）"]


# -- a desk of the first release


OLD_TABLES = ("register", "reference", "pin", "meta", "acknowledged", "feed_cursor", "print_job")
"""What the first release kept beside its items and is not read from the register again."""


def of_the_first_release(path: Path, desk: Desk) -> None:
    """The store of a desk as the first release wrote it: its tables, one version an item, no rows of cases."""
    link = sqlite3.connect(path)
    steps = Migrations("windowdesk")

    @steps()
    def m001_first_desk(db: Database) -> None:
        for statement in schema._statements(schema._FIRST):
            db.execute(statement)

    steps.apply(Database(link))
    now = desk.store.read()
    for table in OLD_TABLES:
        names = ",".join(row[1] for row in link.execute(f"PRAGMA table_info({table})"))
        rows = now.execute(f"SELECT {names} FROM {table}").fetchall()
        if rows:
            link.executemany(
                f"INSERT INTO {table} VALUES ({','.join('?' * len(rows[0]))})", [tuple(row) for row in rows]
            )
    kept = now.execute("SELECT code, number, name, department, initials, body FROM item").fetchall()
    link.executemany("INSERT INTO item VALUES (?,?,?,?,?,?)", [tuple(row) for row in kept])
    link.execute(
        "INSERT INTO item VALUES ('X-1','','养犬登记','公安局','yqdj',?)",
        ('{"code":"X-1","name":"养犬登记","department":"公安局"}',),
    )
    link.execute("PRAGMA user_version=1")
    link.commit()
    link.close()


def test_a_desk_of_the_first_release_opens_with_everything_it_had(desk: Desk, tmp_path: Path) -> None:
    first, second = receive(desk), receive(desk, applicant=desks.person(2, "何静"), lacking=("营业执照",))
    desks.carry(desk, first)
    of_the_first_release(tmp_path / "old.db", desk)
    store = Store(tmp_path / "old.db")
    db = store.read()
    assert db.execute("PRAGMA user_version").fetchone()[0] == schema.LATEST
    assert lists.integrity(db) == "ok"
    assert lists.meta(db, "rows") == ""
    assert [item for item in items.every(db) if item.code != "X-1"] == items.every(desk.store.read())
    query = "SELECT * FROM item WHERE code<>'X-1' ORDER BY code, since"
    assert db.execute(query).fetchall() == desk.store.read().execute(query).fetchall()
    found = items.find(db, "X-1", date(2026, 11, 23))
    assert found == Item("X-1", "养犬登记", "公安局")
    assert items.find(db, "101") == items.find(desk.store.read(), "101")
    assert desks.rows(db) == desks.rows(desk.store.read())
    assert {row.case_id for row in lists.newest(db)} == {first, second}
    for table in OLD_TABLES:
        query = f"SELECT * FROM {table} ORDER BY 1, 2"
        assert db.execute(query).fetchall() == desk.store.read().execute(query).fetchall()
    store.close()


def test_a_desk_of_the_first_release_is_brought_up_once(desk: Desk, tmp_path: Path) -> None:
    of_the_first_release(tmp_path / "old.db", desk)
    for _ in range(2):
        store = Store(tmp_path / "old.db")
        assert len(items.every(store.read())) == len(ITEMS) + 1
        store.close()
