"""Damaged pages: bits of the desk's file are flipped at random; what share do the desk's own checks notice?

`python -m benchmarks.flips [--flips 400]`. Counted are: SQLite's integrity check, that and the chain of the register
(what `windowdesk doctor` looks at), and both with the rows read again from the register. The rest fell on bytes that
nothing reads: free pages, the unused part of a page.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from benchmarks.sim import acts
from benchmarks.sim.desks import SimDesk, Workshop, new_desk
from benchmarks.sim.world import START
from windowdesk import config
from windowdesk.models.refusal import Refused
from windowdesk.store import arrivals, lists, register
from windowdesk.store.connection import Store
from windowdesk.store.schema import ROW_TABLES

ACTS = 150


class Shares(NamedTuple):
    """How many flips there were, and how many each check noticed.

    `matters`: something reads otherwise than before, or cannot be read. `silent`: of these, nothing was noticed.
    """

    flips: int
    integrity: int
    doctor: int
    rows: int
    matters: int
    silent: int


def filled(workshop: Workshop) -> Path:
    """The file of a desk after a few days, closed."""
    home = workshop.folder / "filled"
    desk: SimDesk = new_desk(workshop, home, config.Settings("007", hall="none", demo=True), "007", START)
    rng = Random(1)
    for number in range(ACTS):
        try:
            desk.do(*acts.choose(desk, rng), START + timedelta(minutes=number))
        except Refused:
            continue
    desk.close()
    return home / "desk.db"


def flipped(source: Path, target: Path, rng: Random) -> None:
    """A copy with one to eight neighbouring bytes changed somewhere."""
    data = bytearray(source.read_bytes())
    at = rng.randrange(len(data))
    for n in range(at, min(len(data), at + rng.randint(1, 8))):
        data[n] ^= rng.randint(1, 255)
    target.write_bytes(data)


def read(db: Any) -> dict[str, list[str]]:
    """Everything the store says: registers, rows, reference."""
    tables = [name for name in (*ROW_TABLES, "register", "item", "reference") if name != "case_grams"]
    return {table: sorted(map(repr, db.execute(f"SELECT * FROM {table}").fetchall())) for table in tables}


def holds(check: Callable[[], bool]) -> bool:
    """Whether a check finds nothing; a refusal says that the file is damaged."""
    try:
        return check()
    except (Refused, ValueError):
        return False


def same_rows(store: Store) -> bool:
    """Whether the rows are what the register makes them."""
    before = read(store.read())
    with store.write() as own:
        arrivals.rebuild(own, ["510824-007.1"])
    after = read(store.read())
    return all(before[table] == after[table] for table in ROW_TABLES if table != "case_grams")


def noticed(path: Path, sound: dict[str, list[str]]) -> tuple[bool, bool, bool, bool]:
    """Which checks notice: integrity, doctor's two, and these with the rows read again; and whether it matters."""
    try:
        store = Store(path)
    except Refused:
        return True, True, True, True
    try:
        db = store.read()
        integrity = holds(lambda: lists.integrity(db) == "ok")
        doctor = integrity and holds(lambda: register.verify(db, "510824-007.1") == 0)
        matters = not holds(lambda: read(db) == sound)
        rows = doctor and holds(lambda: same_rows(store))
        return not integrity, not doctor, not rows, matters
    finally:
        store.close()


def run(flips: int, seed: int = 1) -> Shares:
    """So many flips, each in a fresh copy."""
    rng, workshop = Random(seed), Workshop()
    found = Shares(0, 0, 0, 0, 0, 0)
    try:
        source = filled(workshop)
        with tempfile.TemporaryDirectory(dir=workshop.folder) as folder:
            shutil.copy(source, Path(folder) / "desk.db")
            store = Store(Path(folder) / "desk.db")
            sound = read(store.read())
            store.close()
        for _ in range(flips):
            with tempfile.TemporaryDirectory(dir=workshop.folder) as folder:
                target = Path(folder) / "desk.db"
                flipped(source, target, rng)
                one, two, three, matters = noticed(target, sound)
                found = Shares(
                    found.flips + 1,
                    found.integrity + one,
                    found.doctor + two,
                    found.rows + three,
                    found.matters + matters,
                    found.silent + (matters and not three),
                )
    finally:
        workshop.close()
    return found


def measure() -> list[tuple[str, float, float]]:
    """The share of flips that the desk's checks notice."""
    found = run(200)
    return [("damaged pages: of flips that change what is read, noticed", 1 - found.silent / found.matters, -0.9)]


def main() -> int:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--flips", type=int, default=400)
    found = run(parser.parse_args().flips)
    print(f"{found.flips} flips: integrity check {found.integrity / found.flips:.2f}, with the chain", end=" ")
    print(f"{found.doctor / found.flips:.2f}, with the rows read again {found.rows / found.flips:.2f};", end=" ")
    print(f"{found.matters} of them changed what is read, {found.silent} of these unnoticed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
