"""A desk's register pushed to the hall and a new desk's first sync, against PouchDB replicating the same lines.

PouchDB comes from the npm registry, at run time, into a temporary folder; without node and npm nothing is measured.
Both ends of ours are durable (SQLite FULL, PostgreSQL with fsync) and checked; LevelDB is neither. The push ends when
the hall has acknowledged the last line, feeds included; the pull when the new desk's screens could show every case.
The bounds are the same lines with the same durability and nothing else: COPY into keyed tables, and SELECT, one hash,
one reading as JSON and one row of a keyed SQLite table for each.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec

from benchmarks.accept import _COMMON, START, _number
from benchmarks.accidents.own_postgres import server
from benchmarks.sync import clocked
from windowdesk import config
from windowdesk.desk import Desk, setup
from windowdesk.desk.identity import public_key
from windowdesk.desk.syncing import signature, synchronise
from windowdesk.hall import open_hall
from windowdesk.hall.office import Office
from windowdesk.hall.sync import synchronise as sync_round
from windowdesk.models import commands as cmd
from windowdesk.models.events import MaterialLine
from windowdesk.models.parties import Party, PartyKind
from windowdesk.store import register
from windowdesk.store.journal import StoredJournal

EVENTS = int(os.environ.get("WINDOWDESK_BENCH_EVENTS", "10000"))
PAGE = 500
A_DAY = 9000
"""Cases of a window in a day: its numbers end at 9999."""
PACKAGES = ("pouchdb@9", "express-pouchdb@4", "express@4")
WRITER, READER = "007", "015"
"""Two windows of one organ."""


def _desk(folder: Path, window: str, hall: str) -> Desk:
    data = config.data_folder()
    settings = config.Settings(window, hall=hall, demo=True)
    plan = setup.Plan(folder / window, settings, data / "demo-hall.toml", data / "items.toml", folder / "ca", b"bench")
    return setup.create(plan, START - timedelta(days=1))


def _address(office: Office, desk: Desk) -> str:
    window, login = desk.setting.window, f"bench_{desk.settings.window}"
    office.grant(login, f"{desk.setting.hall.division}-{window.code}.", window.departments, "bench")
    return office.address(login, "bench")


def _fill(desk: Desk, count: int) -> None:
    """Cases received and accepted until the register has that many lines. Flushed once, at the end: not measured."""
    item, clerk = desk.setting.catalogue.find("101"), desk.setting.staff["1001"]
    assert item is not None
    lines = tuple(MaterialLine(material.name) for material in item.materials)
    with desk.store.write() as db:
        for n in range(count):
            at = START + timedelta(days=n // A_DAY, seconds=n % A_DAY)
            name = f"张{_COMMON[n % 40]}{_COMMON[n // 40 % 40]}"
            party = Party(PartyKind.PERSON, name, _number(n % 900), "13800000000", "陵江镇")
            case = desk.do(cmd.ReceiveApplication(("101",), party, lines), clerk, at).case_ids[0]
            desk.do(cmd.AcceptCase(case), clerk, at)
            desk.do(cmd.WithdrawApplication(case, "改日再来"), clerk, at)
            if register.head(db, desk.stream)[0] >= count:
                return


def _pouch(lines: list[str], folder: Path) -> dict[str, float]:
    """Seconds PouchDB takes to push and to pull these lines."""
    script = Path(__file__).with_suffix(".mjs")
    install = ["npm", "install", "--silent", "--no-audit", "--no-fund", *PACKAGES]
    subprocess.run(install, cwd=folder, check=True, stdout=sys.stderr)
    (folder / "lines").write_text("\n".join(lines), encoding="utf-8")
    command = ["node", str(script), str(folder / "lines"), str(folder)]
    told = subprocess.run(command, cwd=folder, check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, float] = json.loads(told.stdout.strip().splitlines()[-1])
    if found["documents"] != len(lines):
        raise RuntimeError(f"{found['documents']} of {len(lines)} lines were replicated")
    return found


def _ours(folder: Path, pg: Any) -> tuple[list[str], dict[str, float]]:
    """The lines of a register, and the seconds from one SQLite file to PostgreSQL, and from there to another."""
    hall = pg.get_uri("postgres")
    office = Office(hall)
    office.init()
    writer, reader = _desk(folder, WRITER, hall), _desk(folder, READER, hall)
    _fill(writer, EVENTS)
    for desk in (writer, reader):
        object.__setattr__(
            desk, "settings", config.Settings(desk.settings.window, hall=_address(office, desk), demo=True)
        )
    at = START + timedelta(days=1 + EVENTS // A_DAY)
    took = {
        "push": clocked(lambda: _push(writer, at)),
        "pull": clocked(lambda: _whole(reader, at)),
    }
    lines = register.lines(writer.store.read(), writer.stream, limit=1 << 30)
    held = reader.store.read().execute("SELECT count(*) FROM register WHERE stream=?", (writer.stream,)).fetchone()[0]
    if held < len(lines) - 1:  # the line that opens a register is addressed to nobody
        raise RuntimeError(f"{held} of {len(lines)} lines came")
    writer.close()
    reader.close()
    took["COPY"], took["SELECT"] = _copied(hall), _selected(hall, folder / "raw.db")
    return lines, took


def _push(desk: Desk, at: Any) -> None:
    """A round that reads no feed."""
    with closing(open_hall(desk.settings.hall, timeout=60)) as hall:
        report = sync_round(
            StoredJournal(desk.store, (desk.stream,), (), at.isoformat()),
            hall,
            sign=lambda statement: signature(desk, statement),
            introduce=lambda stream: (public_key(desk, stream), desk.settings.window),
        )
    if report.problems:
        raise RuntimeError(report)


def _copied(setting: str) -> float:
    """Seconds of the rows of lines and feeds by COPY into tables with the hall's keys, committed page by page."""
    import psycopg

    with psycopg.connect(setting) as db:
        rows: dict[str, list[Any]] = {}
        for table, order in (("event", "position"), ("feed", "audience, n")):
            db.execute(f"CREATE TABLE raw_{table} (LIKE {table} INCLUDING INDEXES)")  # type: ignore[arg-type, unused-ignore]
            rows[table] = db.execute(f"SELECT * FROM {table} ORDER BY {order}").fetchall()  # type: ignore[arg-type, unused-ignore]
        db.commit()
        return sum(clocked(lambda at=at: _copy(db, rows, at)) for at in range(0, EVENTS, PAGE))  # type: ignore[misc]


def _copy(db: Any, rows: dict[str, list[Any]], at: int) -> None:
    for table, found in rows.items():
        with db.cursor() as cursor, cursor.copy(f"COPY raw_{table} FROM STDIN") as to:
            for row in found[at : at + PAGE]:
                to.write_row(row)
    db.commit()


def _selected(setting: str, file: Path) -> float:
    """Seconds of every feed read, each line hashed, read as JSON and kept in a keyed table, committed page by page."""
    import psycopg

    with psycopg.connect(setting, autocommit=True) as db, closing(sqlite3.connect(file, isolation_level=None)) as kept:
        for pragma in ("journal_mode=WAL", "synchronous=FULL"):
            kept.execute(f"PRAGMA {pragma}")
        kept.execute(
            "CREATE TABLE line (id INTEGER PRIMARY KEY, stream TEXT, seq INTEGER, line TEXT, UNIQUE (stream, seq))"
        )
        return sum(clocked(lambda at=at: _select(db, kept, at)) for at in range(0, EVENTS, PAGE))  # type: ignore[misc]


def _select(db: Any, kept: sqlite3.Connection, after: int) -> None:
    found = db.execute(
        "SELECT e.stream, e.seq, e.line FROM feed f JOIN event e ON e.stream = f.stream AND e.seq = f.seq"
        " WHERE f.n > %s AND f.n <= %s ORDER BY f.audience, f.n",
        (after, after + PAGE),
    ).fetchall()
    for _, _, line in found:
        hashlib.sha256(line.encode()).digest()
        msgspec.json.decode(line.rpartition("\t")[2])
    kept.execute("BEGIN IMMEDIATE")
    kept.executemany("INSERT INTO line (stream, seq, line) VALUES (?,?,?)", found)
    kept.execute("COMMIT")


def _whole(desk: Desk, at: Any) -> None:
    outcome = synchronise(desk, at, timeout=60)
    if outcome.problems or outcome.unreachable:
        raise RuntimeError(outcome.sentence)


def measure() -> list[tuple[str, float, float]]:
    """Name, ratio, goal; a negative goal is a lower bound. Nothing without node and npm."""
    if not (shutil.which("node") and shutil.which("npm")):
        sys.stderr.write("replication: node and npm are needed for PouchDB; not measured\n")
        return []
    with tempfile.TemporaryDirectory() as ours, tempfile.TemporaryDirectory() as theirs, server() as pg:
        lines, took = _ours(Path(ours), pg)
        pouch = _pouch(lines, Path(theirs))
    for part in ("push", "pull"):
        sys.stderr.write(f"{part}: {len(lines) / took[part]:,.0f} lines/s; PouchDB {len(lines) / pouch[part]:,.0f}\n")
    return [
        ("first sync of a new desk ÷ PouchDB", pouch["pull"] / took["pull"], -25),
        ("its bound: SELECT, hash, JSON, a row of SQLite ÷ PouchDB", pouch["pull"] / took["SELECT"], -4),
        ("push from desk to hall ÷ PouchDB", pouch["push"] / took["push"], -30),
        ("its bound: COPY of the same rows ÷ PouchDB", pouch["push"] / took["COPY"], -5),
    ]
