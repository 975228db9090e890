"""A desk's register pushed to the hall and a new desk's first sync, against PouchDB replicating the same lines.

PouchDB comes from the npm registry, at run time, into a temporary folder; without node and npm nothing is measured.
Both ends of ours are durable (SQLite FULL, PostgreSQL with fsync) and checked; LevelDB is neither.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

from benchmarks.accept import _COMMON, START, _number
from benchmarks.sync import clocked, server
from windowdesk import config
from windowdesk.desk import Desk, setup
from windowdesk.desk.syncing import synchronise
from windowdesk.hall.office import Office
from windowdesk.models import commands as cmd
from windowdesk.models.events import MaterialLine
from windowdesk.models.parties import Party, PartyKind
from windowdesk.store import register

EVENTS = int(os.environ.get("WINDOWDESK_BENCH_EVENTS", "10000"))
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
            at = START + timedelta(seconds=n)
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
    told = subprocess.run(
        ["node", script, folder / "lines", folder], cwd=folder, check=True, capture_output=True, text=True
    )
    found: dict[str, float] = json.loads(told.stdout.strip().splitlines()[-1])
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
    at = START + timedelta(days=1)
    took = {
        "push": clocked(lambda: _whole(writer, at)),
        "pull": clocked(lambda: _whole(reader, at)),
    }
    lines = register.lines(writer.store.read(), writer.stream, limit=1 << 30)
    held = reader.store.read().execute("SELECT count(*) FROM register WHERE stream=?", (writer.stream,)).fetchone()[0]
    if held < len(lines) - 1:  # the line that opens a register is addressed to nobody
        raise RuntimeError(f"{held} of {len(lines)} lines came")
    writer.close()
    reader.close()
    return lines, took


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
        ("push from desk to hall ÷ PouchDB", pouch["push"] / took["push"], -30),
    ]
