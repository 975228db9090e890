"""A demonstration desk for tests: made once, copied for each test, and the few moves that every test makes."""

from __future__ import annotations

import shutil
import sqlite3
from datetime import datetime
from pathlib import Path
from typing import Any

from windowdesk import config
from windowdesk.desk import Desk, Done, setup
from windowdesk.models import commands as cmd
from windowdesk.models.case import Case
from windowdesk.models.events import MaterialLine
from windowdesk.models.parties import Party, PartyKind, Staff
from windowdesk.models.wire import GENESIS, chain, from_line
from windowdesk.store import arrivals, register, views
from windowdesk.store.schema import ROW_TABLES

DATA = config.data_folder()
SETUP_DAY = "2026-01-04 08:00"
MAIL_NO = "EE123456785CN"
COMPANY = Party(PartyKind.ORGANISATION, "苍溪红阳餐饮有限公司", "91510824MA0000015Y", "0839-0000555", "陵江镇", "李㛃")


def at(text: str) -> datetime:
    """The hall's time: `2026-11-23 09:30`."""
    return datetime.fromisoformat(text).replace(tzinfo=config.LOCAL)


def citizen(n: int) -> str:
    """The n-th fictitious citizen's number, with its right check digit (GB 11643)."""
    body = f"51082419800101{n:03d}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, weights, strict=True)) % 11]


def person(n: int = 1, name: str = "李㛃") -> Party:
    """A fictitious applicant."""
    return Party(PartyKind.PERSON, name, citizen(n), f"138000{n:05d}", "苍溪县陵江镇滨江路1号")


def make_home(folder: Path, window: str = "007") -> Path:
    """The home of a new demonstration desk, without PINs."""
    plan = setup.Plan(
        folder / "desk",
        config.Settings(window, hall=str(folder / "hall"), demo=True),
        DATA / "demo-hall.toml",
        DATA / "items.toml",
        folder / "ca",
        b"demo",
        DATA / "tariff.toml",
    )
    setup.create(plan, at(SETUP_DAY)).close()
    return plan.home


def copied(home: Path, folder: Path) -> Path:
    """A copy of a prepared home."""
    target = folder / "desk"
    shutil.copytree(home, target)
    return target


def staff(desk: Desk, number: str) -> Staff:
    """A member of staff by number."""
    return desk.setting.staff[number]


def lines_for(desk: Desk, items: tuple[str, ...], lacking: tuple[str, ...] = ()) -> tuple[MaterialLine, ...]:
    """Every material the items list, handed in in form, but those lacking."""
    names: dict[str, None] = {}
    for asked in items:
        item = desk.setting.catalogue.find(asked)
        names.update(dict.fromkeys(material.name for material in item.materials) if item else {})
    return tuple(MaterialLine(name) for name in names if name not in lacking)


def receive(
    desk: Desk,
    when: str = "2026-11-23 09:30",
    item: str = "101",
    applicant: Party | None = None,
    lacking: tuple[str, ...] = (),
    by: str = "1001",
) -> str:
    """Receive an application and return its case number."""
    command = cmd.ReceiveApplication((item,), applicant or person(), lines_for(desk, (item,), lacking))
    return desk.do(command, staff(desk, by), at(when)).case_ids[0]


STEPS: tuple[tuple[type, str], ...] = (
    (cmd.AcceptCase, "1001"),
    (cmd.ReviewCase, "1001"),
    (cmd.CheckCase, "1003"),
    (cmd.DecideCase, "1003"),
    (cmd.MakeCertificate, "1003"),
    (cmd.StampCertificate, "1003"),
)
"""From received to ready, and by whose hand."""


def carry(desk: Desk, case_id: str, until: type = cmd.StampCertificate, when: str = "2026-11-23 10:00") -> list[Done]:
    """Take a received case on, up to and with one step."""
    done = []
    for step, by in STEPS:
        done.append(desk.do(step(case_id), staff(desk, by), at(when)))
        if step is until:
            break
    return done


def the_case(desk: Desk, case_id: str) -> Case:
    """The case, which must be there."""
    case = desk.case(case_id)
    assert case is not None
    return case


def all_lines(desk: Desk) -> list[tuple[str, int, str, bytes]]:
    """The desk's own register as other desks get it: stream, number, line, hash."""
    previous, found = GENESIS, []
    for line in register.lines(desk.store.read(), desk.stream, limit=1 << 30):
        entry, previous = from_line(line), chain(previous, line)
        found.append((entry.stream, entry.seq, line, previous))
    return found


def rows(db: sqlite3.Connection) -> dict[str, list[Any]]:
    """Everything that is a reading of the register, the search index included."""
    found: dict[str, list[Any]] = {}
    for table in ROW_TABLES:
        if table != "case_grams":
            found[table] = sorted(db.execute(f"SELECT * FROM {table}"), key=repr)
    link = sqlite3.connect(db.execute("PRAGMA database_list").fetchone()[2])
    try:
        link.execute("CREATE VIRTUAL TABLE temp.grams USING fts5vocab(main, case_grams, instance)")
        found["case_grams"] = sorted(link.execute("SELECT term, doc FROM temp.grams"))
    finally:
        link.close()
    return found


def soundly(desk: Desk) -> None:
    """What must hold at every moment: the chain, the rows, and each case against its row."""
    db = desk.store.read()
    assert register.verify(db, desk.stream) == 0
    before = rows(db)
    for (case_id,) in db.execute("SELECT case_id FROM case_row").fetchall():
        case = register.load(db, case_id)
        assert case is not None
        values = db.execute(f"SELECT {','.join(views._COLUMNS)} FROM case_row WHERE case_id=?", (case_id,)).fetchone()
        assert values == views.case_values(case)
        assert desk.case(case_id) == case
    for table, column in (("paper_row", "number"), ("case_row", "case_id")):
        numbers = [row[0] for row in db.execute(f"SELECT {column} FROM {table}")]
        assert len(numbers) == len(set(numbers))
    impressions = [tuple(row) for row in db.execute("SELECT seal_id, impression FROM seal_use")]
    assert len(impressions) == len(set(impressions))
    with desk.store.write() as own:
        arrivals.rebuild(own, [desk.stream])
    assert rows(db) == before
