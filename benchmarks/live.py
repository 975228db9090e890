"""From one window's act to its lines in another window's store, ÷ the least that a durable relay of them can take.

Both windows run as they do behind the screens: each in a thread of its own, by a login of its own, behind the walls.
The bare relay inserts two rows and notifies in one transaction; a listener asleep on its socket wakes, selects them and
commits them to a SQLite file. No chain, no feed, no wall, no case; the same two flushes to the disk.
"""

from __future__ import annotations

import random
import selectors
import sqlite3
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from rich.console import Console

from benchmarks.accept import START, _number
from benchmarks.accidents.own_postgres import server
from windowdesk import config
from windowdesk.desk import Desk, setup
from windowdesk.desk.syncing import audiences
from windowdesk.hall.office import Office
from windowdesk.models import commands as cmd
from windowdesk.models.events import MaterialLine
from windowdesk.models.parties import Party, PartyKind
from windowdesk.screens.behind import Reporter
from windowdesk.screens.session import Session
from windowdesk.store import register

ACTS = 200
WARM = 10
PAUSE = 0.06, 0.12
"""Seconds between two acts: no two clerks of a department act in the same twentieth of a second all day."""

PATIENCE = 30.0
LINE = "一行" * 130
"""As long as a line of a register."""


def _desk(folder: Path, window: str, setting: str) -> Desk:
    folder.mkdir()
    data = config.data_folder()
    settings = config.Settings(window, hall=setting, demo=True)
    plan = setup.Plan(
        folder / "desk", settings, data / "demo-hall.toml", data / "items.toml", folder / "ca", b"benchmark"
    )
    return setup.create(plan, START)


@contextmanager
def pair(place: Path, pg: Any) -> Iterator[tuple[Desk, Desk]]:
    """Windows 007 and 015, of one organ, let into a hall on PostgreSQL."""
    office = Office(pg.get_uri())
    office.init()
    desks = []
    for window in ("007", "015"):
        login = f"desk_{window}"
        setting = office.address(login, "unasked")
        desk = _desk(place / window, window, setting)
        office.grant(login, f"{desk.setting.hall.division}-{window}.", audiences(desk.setting))
        desks.append(desk)
    try:
        yield desks[0], desks[1]
    finally:
        for desk in desks:
            desk.close()


def lags(first: Desk, second: Desk, acts: int = ACTS) -> list[float]:
    """Seconds from the end of each act at the first window until the second holds it."""
    awaited, there = [""], threading.Event()
    came = [0.0]

    def look(_: object) -> None:
        if awaited[0] and register.version(second.store.read(), awaited[0]):
            came[0] = time.perf_counter()
            awaited[0] = ""
            there.set()

    reporters = [
        Reporter(Session(first.home, config.now, first), lambda _: None),
        Reporter(Session(second.home, config.now, second), look),
    ]
    for reporter in reporters:
        reporter.start()
    item, clerk = first.setting.catalogue.find("101"), first.staff()["1001"]
    assert item is not None
    lines = tuple(MaterialLine(material.name) for material in item.materials)
    chance, found = random.Random(7), []
    for n in range(acts):
        time.sleep(chance.uniform(*PAUSE))
        party = Party(PartyKind.PERSON, "张三", _number(n), "13800000000", "陵江镇")
        done = first.do(cmd.ReceiveApplication(("101",), party, lines), clerk, START + timedelta(seconds=n))
        began = time.perf_counter()
        awaited[0] = done.case_ids[0]
        reporters[0].nudge()
        if not there.wait(PATIENCE):
            raise RuntimeError("the other window never heard of it")
        there.clear()
        found.append(came[0] - began)
    for reporter in reporters:
        reporter.stop()
        reporter.join(PATIENCE)
    return found[WARM:]


def bare(pg: Any, place: Path, times: int = ACTS) -> tuple[list[float], list[float]]:
    """Seconds of the bare relay, and of the part until the listener is awake."""
    import psycopg

    whole, woken = [], []
    with (
        psycopg.connect(pg.get_uri(), autocommit=True) as teller,
        psycopg.connect(pg.get_uri(), autocommit=True) as listener,
        closing(sqlite3.connect(place / "bare.db", isolation_level=None)) as store,
        selectors.DefaultSelector() as selector,
    ):
        teller.execute("CREATE TABLE bare (id BIGINT PRIMARY KEY, line TEXT NOT NULL)")
        for pragma in ("journal_mode=WAL", "synchronous=FULL"):
            store.execute(f"PRAGMA {pragma}")
        store.execute("CREATE TABLE bare (id INTEGER PRIMARY KEY, line TEXT NOT NULL)")
        listener.execute("LISTEN bare")
        selector.register(listener.fileno(), selectors.EVENT_READ)
        for n in range(times):
            began = time.perf_counter()
            with teller.transaction():
                for id in (2 * n, 2 * n + 1):
                    teller.execute("INSERT INTO bare VALUES (%s, %s)", (id, LINE))
                teller.execute("NOTIFY bare, 'x'")
            selector.select(PATIENCE)
            listener.pgconn.consume_input()
            if listener.pgconn.notifies() is None:
                raise RuntimeError("the bell was not heard")
            woken.append(time.perf_counter() - began)
            rows = listener.execute("SELECT id, line FROM bare WHERE id >= %s", (2 * n,)).fetchall()
            store.execute("BEGIN IMMEDIATE")
            store.executemany("INSERT INTO bare VALUES (?, ?)", rows)
            store.execute("COMMIT")
            whole.append(time.perf_counter() - began)
    return whole[WARM:], woken[WARM:]


def _at(found: list[float], share: float) -> float:
    return sorted(found)[min(len(found) - 1, int(share * len(found)))]


def measure() -> list[tuple[str, float, float]]:
    """Name, ratio, goal. The milliseconds are told beside."""
    with tempfile.TemporaryDirectory() as place, server() as pg, pair(Path(place), pg) as (first, second):
        relay, woken = bare(pg, Path(place))
        seen = lags(first, second)
    middle, late, least = statistics.median(seen), _at(seen, 0.99), statistics.median(relay)
    Console().print(
        f"live: p50 {middle * 1000:.1f} ms, p99 {late * 1000:.1f} ms; bare relay p50 {least * 1000:.1f} ms,"
        f" p99 {_at(relay, 0.99) * 1000:.1f} ms, its NOTIFY awake after {statistics.median(woken) * 1000:.1f} ms"
    )
    return [
        ("an act seen by another window ÷ a bare durable relay", middle / least, 20.0),
        ("an act seen by another window, p99 ÷ 50 ms", late / 0.050, 1.0),
    ]


if __name__ == "__main__":
    for what, ratio, goal in measure():
        print(f"{what:55} {ratio:8.3f}  goal ≤ {goal}")
