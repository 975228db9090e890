"""A case received and a case accepted, each ÷ the raw SQLite transaction of the same rows."""

from __future__ import annotations

import sqlite3
import statistics
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from windowdesk import config
from windowdesk.desk import Desk, setup
from windowdesk.models import commands as cmd
from windowdesk.models.events import MaterialLine
from windowdesk.models.parties import Party, PartyKind, Staff
from windowdesk.store import effects, schema, views
from windowdesk.store.search import _grams

Statement = tuple[str, Sequence[tuple[Any, ...]]]

BLOCKS = 16
SIZE = 25
WARM = 2 * SIZE
_COMMON = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂英华玉兰建国文红梅志春秀海燕云峰林斌辉"
START = datetime(2026, 11, 23, 9, 30, tzinfo=config.LOCAL)


def _desk(folder: Path) -> Desk:
    data = config.data_folder()
    settings = config.Settings("007", hall=str(folder / "hall"))
    authority = folder / "hall" / "ca"
    plan = setup.Plan(folder / "desk", settings, data / "demo-hall.toml", data / "items.toml", authority, b"benchmark")
    return setup.create(plan, START)


def _raw(folder: Path) -> sqlite3.Connection:
    link = sqlite3.connect(folder / "raw.db", isolation_level=None, cached_statements=256)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        link.execute(f"PRAGMA {pragma}")
    schema.migrate(link)
    return link


def _number(n: int) -> str:
    body = f"51082419800101{n % 1000:03d}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, weights, strict=True)) % 11]


def _rows(db: sqlite3.Connection, case_id: str, last: int, n: int, *, fresh: bool) -> list[Statement]:
    """Every row an act wrote, with the statement the desk writes it by, ready to be written raw. Each act counts on, as
    the desk's does: a counter that stays as it is costs no page."""
    case = db.execute(f"SELECT {','.join(views._COLUMNS)} FROM case_row WHERE case_id=?", (case_id,)).fetchall()
    write_case = (
        (views._INSERT, case)
        if fresh
        else (
            views._UPDATE,
            [(*case[0][len(views._RECEIVED) :], case_id)],
        )
    )
    lines = db.execute(
        "SELECT stream, seq, kind, case_id, version, line, hash FROM register "
        "WHERE case_id=? AND case_id<>'' AND seq>?",
        (case_id, last),
    ).fetchall()
    papers = db.execute(
        "SELECT number, case_id, kind, drawn_at, drawn_on, by, window, department, seal_id, impression, copies, "
        "stream, seq FROM paper_row WHERE case_id=? AND seq>?",
        (case_id, last),
    ).fetchall()
    jobs = [(paper[0], 0, paper[3], paper[3]) for paper in papers]
    act, kinds = ("receive", 3) if fresh else ("accept", 2)
    counters = [(f"series {kind} of {act} in {case_id[:14]}", n) for kind in range(kinds)]
    return [
        ("INSERT INTO register (stream,seq,kind,case_id,version,line,hash) VALUES (?,?,?,?,?,?,?)", lines),
        write_case,
        (effects._PAPER, papers),
        (effects._COUNT, counters),
        (effects._JOB, jobs),
    ]


def _write_raw(raw: sqlite3.Connection, rows: list[Statement], grams: str, n: int) -> float:
    begun = time.perf_counter()
    raw.execute("BEGIN IMMEDIATE")
    for statement, values in rows:
        for row in values:
            raw.execute(statement, row)
    if grams:
        raw.execute("INSERT INTO case_grams (rowid, grams) VALUES (?,?)", (n, grams))
    raw.execute("COMMIT")
    return time.perf_counter() - begun


@dataclass
class _Run:
    """A desk, a raw database with the same tables, and the times of both."""

    desk: Desk
    raw: sqlite3.Connection
    clerk: Staff
    lines: tuple[MaterialLine, ...]
    times: dict[str, list[float]]
    at: datetime = START

    def block(self, numbers: range) -> None:
        """A block of cases received and accepted, then the same rows written raw: each as warm as the other."""
        names = {n: f"张{_COMMON[n % 40]}{_COMMON[n // 40]}" for n in numbers}
        received = {}
        for n in numbers:
            party = Party(PartyKind.PERSON, names[n], _number(n), "13800000000", "陵江镇")
            command = cmd.ReceiveApplication(("101",), party, self.lines)
            received[n] = self._timed("receive", command)
        rows = {n: _rows(self.desk.store.read(), case_id, 0, n, fresh=True) for n, case_id in received.items()}
        for n in numbers:
            self.times["receive raw"].append(_write_raw(self.raw, rows[n], _grams(names[n]), n + 1))
        before = self.desk.reading.sync_state().written
        for case_id in received.values():
            self._timed("accept", cmd.AcceptCase(case_id))
        rows = {n: _rows(self.desk.store.read(), case_id, before, n, fresh=False) for n, case_id in received.items()}
        for n in numbers:
            self.times["accept raw"].append(_write_raw(self.raw, rows[n], "", n + 1))

    def _timed(self, name: str, command: cmd.Command) -> str:
        self.at += timedelta(seconds=1)
        begun = time.perf_counter()
        done = self.desk.do(command, self.clerk, self.at)
        self.times[name].append(time.perf_counter() - begun)
        return done.case_ids[0]


def measure(blocks: int = BLOCKS) -> list[tuple[str, float, float]]:
    """(what, ratio, goal) for receiving and for accepting, medians over blocks that take turns in one run."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        desk, raw = _desk(folder), _raw(folder)
        item = desk.setting.catalogue.find("101")
        assert item is not None
        lines = tuple(MaterialLine(material.name) for material in item.materials)
        times: dict[str, list[float]] = {"receive": [], "receive raw": [], "accept": [], "accept raw": []}
        run = _Run(desk, raw, desk.staff()["1001"], lines, times)
        for n in range(blocks):
            run.block(range(n * SIZE, (n + 1) * SIZE))
        desk.close()
        raw.close()
    middle = {name: statistics.median(found[WARM:]) for name, found in times.items()}
    return [
        (f"{name} a case ÷ its raw transaction", middle[name] / middle[f"{name} raw"], 1.5)
        for name in ("receive", "accept")
    ]


if __name__ == "__main__":
    for what, ratio, goal in measure():
        print(f"{what:45} {ratio:8.3f}  goal ≤ {goal}")
