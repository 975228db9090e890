"""Damaged pages: bits of the desk's file are flipped at random; what share do the desk's own checks notice?

`python -m benchmarks.flips [--flips 400]`. Counted are: SQLite's integrity check, that and the chain of the register,
and `windowdesk doctor`, which looks at both, reads the hall and the matters, and compares the rows with the register.
The rest fell on bytes that nothing reads: free pages, the unused part of a page.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from benchmarks.sim import acts
from benchmarks.sim.desks import SimDesk, Workshop, new_desk
from benchmarks.sim.world import START
from windowdesk import config
from windowdesk.desk.doctor import examine
from windowdesk.models.refusal import Refused
from windowdesk.store import lists, register
from windowdesk.store.connection import Store
from windowdesk.store.schema import ROW_TABLES

ACTS = 150


class Shares(NamedTuple):
    """How many flips there were, and how many each check noticed.

    `matters`: something reads otherwise than before, or cannot be read. `silent`: of these, nothing was noticed.
    """

    flips: int
    integrity: int
    chain: int
    doctor: int
    matters: int
    silent: int


def filled(workshop: Workshop) -> Path:
    """The home of a desk after a few days, closed."""
    home = workshop.folder / "filled"
    desk: SimDesk = new_desk(workshop, home, config.Settings("007", hall="none", demo=True), "007", START)
    rng = Random(1)
    for number in range(ACTS):
        try:
            desk.do(*acts.choose(desk, rng), START + timedelta(minutes=number))
        except Refused:
            continue
    desk.close()
    return home


def flipped(source: Path, target: Path, rng: Random) -> None:
    """A copy of a home with one to eight neighbouring bytes changed somewhere in its file."""
    shutil.copytree(source, target)
    data = bytearray((source / "desk.db").read_bytes())
    at = rng.randrange(len(data))
    for n in range(at, min(len(data), at + rng.randint(1, 8))):
        data[n] ^= rng.randint(1, 255)
    (target / "desk.db").write_bytes(data)


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


def faults(home: Path) -> set[str]:
    """What `windowdesk doctor` calls a fault."""
    return {one.sentence for one in examine(home, START) if one.level == "fault"}


def noticed(home: Path, sound: dict[str, list[str]], known: set[str]) -> tuple[bool, bool, bool, bool]:
    """Which checks notice: integrity, that with the chain, doctor; and whether it matters."""
    try:
        store = Store(home / "desk.db")
    except Refused:
        return True, True, True, True
    try:
        db = store.read()
        integrity = holds(lambda: lists.integrity(db) == "ok")
        chain = integrity and holds(lambda: register.verify(db, "510824-007.1") == 0)
        matters = not holds(lambda: read(db) == sound)
    finally:
        store.close()
    return not integrity, not chain, bool(faults(home) - known), matters


def run(flips: int, seed: int = 1) -> Shares:
    """So many flips, each in a fresh copy."""
    rng, workshop = Random(seed), Workshop()
    found = Shares(0, 0, 0, 0, 0, 0)
    try:
        source = filled(workshop)
        known = faults(source)
        with closing(Store(source / "desk.db")) as store:
            sound = read(store.read())
        for _ in range(flips):
            with tempfile.TemporaryDirectory(dir=workshop.folder) as folder:
                target = Path(folder) / "desk"
                flipped(source, target, rng)
                one, two, three, matters = noticed(target, sound, known)
                found = Shares(
                    found.flips + 1,
                    found.integrity + one,
                    found.chain + two,
                    found.doctor + three,
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
    print(f"{found.chain / found.flips:.2f}, doctor {found.doctor / found.flips:.2f};", end=" ")
    print(f"{found.matters} of them changed what is read, {found.silent} of these unnoticed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
