"""A new desk's first sync: absorbing a feed page by page, ÷ raw inserts of the same lines into a keyed SQLite table.

The feed is of whole cases, from received to ready, as a hall interleaves them. The raw side commits the same pages
with the same durability and does nothing else: no row that a screen reads, no case, no search index.
"""

from __future__ import annotations

import re
import sqlite3
import statistics
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Iterator
from contextlib import closing
from itertools import count, islice
from pathlib import Path

from rich.console import Console

from benchmarks.accept import START, _desk, _number
from windowdesk.desk import Desk
from windowdesk.models import commands as cmd
from windowdesk.models.events import MaterialLine
from windowdesk.models.numbers import case_number
from windowdesk.models.parties import Party, PartyKind
from windowdesk.models.wire import GENESIS, Entry, chain, from_line, to_line
from windowdesk.store import register
from windowdesk.store.connection import Store
from windowdesk.store.journal import StoredJournal

EVENTS = 20_000
PAGE = 500
ROUNDS = 3
TEMPLATES = 24
_SERIAL = re.compile(r"(0071-?)(\d{5})(号|\")")
AT_ONCE = 400
"""Cases under way side by side, as in a hall of forty windows."""

STREAM = "510824-015.1"
STEPS = (
    (cmd.AcceptCase, "1001"),
    (cmd.ReviewCase, "1001"),
    (cmd.CheckCase, "1003"),
    (cmd.DecideCase, "1003"),
    (cmd.MakeCertificate, "1003"),
    (cmd.StampCertificate, "1003"),
)
Row = tuple[str, int, str, bytes]


def cases(desk: Desk) -> list[list[Entry]]:
    """Real cases of a desk, each from received to ready, as their lines."""
    item = desk.setting.catalogue.find("101")
    assert item is not None
    materials = tuple(MaterialLine(material.name) for material in item.materials)
    for n in range(TEMPLATES):
        party = Party(PartyKind.PERSON, f"张{'伟芳娜敏静丽强磊'[n % 8]}", _number(n), f"1380000{n:04}", "陵江镇")
        received = desk.do(cmd.ReceiveApplication(("101",), party, materials), desk.staff()["1001"], START)
        for step, by in STEPS:
            desk.do(step(received.case_ids[0]), desk.staff()[by], START)
    found: dict[str, list[Entry]] = {}
    for line in register.lines(desk.store.read(), desk.stream, 0, 1 << 30):
        entry = from_line(line)
        if entry.case_id:
            found.setdefault(entry.case_id, []).append(entry)
    return list(found.values())


def lines(templates: list[list[Entry]]) -> Iterator[Row]:
    """An endless register of cases like these, with numbers of their own, several under way at a time."""
    under_way: list[Iterator[Entry]] = []
    serial, seq, previous = count(1), 0, GENESIS
    while True:
        while len(under_way) < AT_ONCE:
            n = next(serial)
            under_way.append(_another(templates[n % len(templates)], n))
        turn = seq % len(under_way)
        entry = next(under_way[turn], None)
        if entry is None:
            del under_way[turn]
            continue
        seq += 1
        line = to_line(Entry(STREAM, seq, entry.at, entry.kind, entry.case_id, entry.audience, entry.body))
        previous = chain(previous, line)
        yield STREAM, seq, line, previous


def _another(template: list[Entry], n: int) -> Iterator[Entry]:
    """The same case once more, another day and with other numbers on its papers."""
    old = template[0].case_id
    day = START.date().toordinal() - 2000 + n // 9000
    new = case_number("510824", type(START).fromordinal(day).date(), "015", 1, n % 9000 + 1)
    for one in template:
        body = _SERIAL.sub(lambda found: f"{found[1]}{1_000_000 + n}{found[3]}", one.body.replace(old, new))
        yield Entry(one.stream, one.seq, one.at, one.kind, new, one.audience, body)


def pages(rows: Iterator[Row], size: int) -> Iterator[list[Row]]:
    """In pages, as a feed gives them."""
    while page := list(islice(rows, size)):
        yield page


def absorbed(path: Path, rows: Iterator[Row]) -> float:
    """Seconds a new desk needs for them."""
    with closing(Store(path)) as store:
        journal = StoredJournal(store, ("510824-007.1",), ("市场监督管理局",), "2026-11-23T09:30:00+08:00")
        took, n = 0.0, 0
        for page in pages(rows, PAGE):
            n += len(page)
            began = time.perf_counter()
            journal.absorb("市场监督管理局", page, n, page[-1][3])
            took += time.perf_counter() - began
    return took


def inserted(path: Path, rows: Iterator[Row]) -> float:
    """Seconds of the raw inserts."""
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        for pragma in ("journal_mode=WAL", "synchronous=FULL"):
            db.execute(f"PRAGMA {pragma}")
        db.execute(
            "CREATE TABLE line (id INTEGER PRIMARY KEY, stream TEXT, seq INTEGER, line TEXT, hash BLOB,"
            " UNIQUE (stream, seq))"
        )
        took = 0.0
        for page in pages(rows, PAGE):
            began = time.perf_counter()
            db.execute("BEGIN IMMEDIATE")
            db.executemany("INSERT INTO line (stream, seq, line, hash) VALUES (?,?,?,?)", page)
            db.execute("COMMIT")
            took += time.perf_counter() - began
    return took


def peak(path: Path, rows: Iterator[Row]) -> int:
    """The most bytes held at once while they are absorbed."""
    tracemalloc.start()
    try:
        absorbed(path, rows)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def measure(events: int = EVENTS, rounds: int = ROUNDS) -> list[tuple[str, float, float]]:
    """Name, ratio, goal: time of the first sync ÷ time of the inserts; memory for all of it ÷ memory for half."""
    ratios, speeds = [], []
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        with closing(_desk(folder)) as desk:
            templates = cases(desk)
        for n in range(rounds):
            raw = inserted(folder / f"raw{n}.db", islice(lines(templates), events))
            took = absorbed(folder / f"desk{n}.db", islice(lines(templates), events))
            ratios.append(took / raw)
            speeds.append(events / took)
        half, whole = (peak(folder / f"peak{n}.db", islice(lines(templates), n)) for n in (events // 2, events))
    Console().print(
        f"first sync: {events} events, {statistics.median(speeds):.0f} a second, peak {whole / 1e6:.1f} MB of Python"
    )
    return [
        ("a new desk's first sync ÷ raw inserts of its lines", statistics.median(ratios), 10.0),
        ("a first sync's memory, all ÷ half of the lines", whole / half, 1.25),
    ]


if __name__ == "__main__":
    for what, ratio, goal in measure(int(sys.argv[1]) if len(sys.argv) > 1 else EVENTS):
        print(f"{what:55} {ratio:8.3f}  goal ≤ {goal}")
