"""Power cuts under the desk's file: `python -m benchmarks.power [--cuts 1000] [--errors 300]`.

Acts are done on a disk that keeps or drops every sector written since the last sync by lot. After each cut the file is
opened with the desk's own store: every act that was acknowledged must be there, the file whole, the register a chain.
With `synchronous=NORMAL` instead of FULL acts are lost, which shows that this can fail. Then writes and syncs fail with
EIO or ENOSPC: the act is refused in a sentence, nothing acknowledged is lost, and the desk goes on.
"""

from __future__ import annotations

import argparse
import contextlib
import shutil
import sys
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import NamedTuple

import apsw

from benchmarks.accidents.disk import Disk, PowerCut, forgetful
from benchmarks.sim import acts
from benchmarks.sim.desks import SimDesk, Workshop, new_desk, open_desk
from benchmarks.sim.world import START
from windowdesk import config
from windowdesk.models.refusal import Reason, Refused
from windowdesk.store import lists, register
from windowdesk.store.connection import Store

LONGEST = 1500
"""Writes and syncs before the power goes, at most: some thirty acts."""


class Tally(NamedTuple):
    """Runs, acts acknowledged, acts refused because the disk failed, and what went wrong.

    `written` acts were refused though they stand in the register: the commit was done, the tidying after it failed.
    """

    runs: int = 0
    acts: int = 0
    refused: int = 0
    written: int = 0
    lost: int = 0
    corrupt: int = 0

    def plus(self, other: Tally) -> Tally:
        """Both together."""
        return Tally(*(a + b for a, b in zip(self, other, strict=True)))


def started(workshop: Workshop, home: Path) -> SimDesk:
    """The desk of window 007 on whatever file stands in its home, with the store it has in earnest."""
    return open_desk(workshop, home, store=Store)


def working(desk: SimDesk, rng: Random, disk: Disk, told: dict[int, bytes]) -> Iterator[str]:
    """Act after act, noting what was acknowledged. Its word is done, law, disk, or written: refused, yet it stands."""
    while not disk.dead:
        end = register.head(desk.store.read(), desk.stream)
        try:
            done = desk.do(*acts.choose(desk, rng), START + timedelta(minutes=len(told)))
        except Refused as refused:
            stands = register.head(desk.store.read(), desk.stream) != end
            yield "written" if stands else "disk" if refused.reason is Reason.DISK_FULL else "law"
        else:
            told.update((one.seq, one.hash) for one in (*done.lapsed, *done.events))
            yield "done"


def judged(workshop: Workshop, home: Path, told: dict[int, bytes]) -> tuple[int, int]:
    """Acknowledged lines that are gone, and 1 when the file or the register is damaged."""
    try:
        store = Store(home / "desk.db")
    except Refused:
        return len(told), 1
    try:
        db = store.read()
        held = dict(db.execute("SELECT seq, hash FROM register").fetchall())
        whole = lists.integrity(db) == "ok" and not register.verify(db, "510824-007.1")
        return sum(held.get(seq) != own for seq, own in told.items()), int(not whole)
    except Refused:
        return len(told), 1
    finally:
        store.close()


def prepared(workshop: Workshop) -> Path:
    """A home with an opened register, made on a sound disk."""
    home = workshop.folder / "ready"
    if not home.exists():
        new_desk(workshop, home, config.Settings("007", hall="none", demo=True), "007", START).close()
    return home


def cut_once(workshop: Workshop, seed: int, synchronous: str) -> Tally:
    """Work until the power goes, and see what is left."""
    rng = Random(seed)
    with tempfile.TemporaryDirectory(dir=workshop.folder) as folder:
        before, after = Path(folder) / "before", Path(folder) / "after"
        shutil.copytree(prepared(workshop), before)
        after.mkdir()
        told: dict[int, bytes] = {}
        words: list[str] = []
        with forgetful(synchronous, rng.choice((5, 40, 500))) as disk:
            desk = started(workshop, before)
            disk.cut_at = disk.count + rng.randint(1, LONGEST)
            with contextlib.suppress(PowerCut, Refused):
                words.extend(working(desk, rng, disk, told))
            desk.close()
        disk.after_cut(after, rng)
        lost, corrupt = judged(workshop, after, told)
    return Tally(1, words.count("done"), 0, 0, lost, corrupt)


def fail_once(workshop: Workshop, seed: int) -> Tally:
    """Work on a disk of which some writes and syncs fail, then cut the power too."""
    rng = Random(seed)
    with tempfile.TemporaryDirectory(dir=workshop.folder) as folder:
        before, after = Path(folder) / "before", Path(folder) / "after"
        shutil.copytree(prepared(workshop), before)
        after.mkdir()
        told: dict[int, bytes] = {}
        words: list[str] = []
        with forgetful("FULL", rng.choice((5, 40, 500)), seed) as disk:
            desk = started(workshop, before)
            start = disk.count
            for _ in range(rng.randint(1, 4)):
                disk.fail[start + rng.randint(1, 300)] = rng.choice((apsw.FullError, apsw.IOError))
            for word in working(desk, rng, disk, told):
                words.append(word)
                if not disk.fail or disk.count > start + 300:
                    disk.fail.clear()
                    if words[-3:].count("done") == 3 or len(words) > 200:
                        break
            desk.close()
            disk.dead = True
        disk.after_cut(after, rng)
        lost, corrupt = judged(workshop, after, told)
        stuck = int(words[-3:].count("done") != 3)
    return Tally(1, words.count("done"), words.count("disk"), words.count("written"), lost, corrupt + stuck)


def many(count: int, synchronous: str = "FULL", first: int = 1) -> Tally:
    """So many power cuts."""
    workshop, total = Workshop(), Tally()
    try:
        for seed in range(first, first + count):
            total = total.plus(cut_once(workshop, seed, synchronous))
    finally:
        workshop.close()
    return total


def failing(count: int, first: int = 1) -> Tally:
    """So many days with a disk that fails now and then."""
    workshop, total = Workshop(), Tally()
    try:
        for seed in range(first, first + count):
            total = total.plus(fail_once(workshop, seed))
    finally:
        workshop.close()
    return total


def measure() -> list[tuple[str, float, float]]:
    """1 when nothing was lost; and 1 when something is lost with synchronous=NORMAL."""
    full, normal = many(100), many(100, "NORMAL")
    return [
        ("power cuts: a hundred, nothing lost", float(full.lost + full.corrupt == 0), -1),
        ("power cuts: with NORMAL acts are lost, so this can fail", float(normal.lost > 0), -1),
    ]


def main() -> int:
    """Run what was asked for; 1 when something was lost or damaged."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cuts", type=int, default=1000)
    parser.add_argument("--errors", type=int, default=300)
    asked = parser.parse_args()
    full = many(asked.cuts)
    print(f"FULL: {full.runs} cuts, {full.acts} acts acknowledged, {full.lost} lines lost, {full.corrupt} damaged")
    normal = many(asked.cuts // 4, "NORMAL")
    print(f"NORMAL: {normal.runs} cuts, {normal.acts} acts, {normal.lost} lines lost, {normal.corrupt} damaged")
    errors = failing(asked.errors)
    print(
        f"EIO and ENOSPC: {errors.runs} runs, {errors.acts} acts acknowledged, {errors.refused} refused by the disk "
        f"and {errors.written} though written, "
        f"{errors.lost} lines lost, {errors.corrupt} damaged or not going on"
    )
    return int(bool(full.lost or full.corrupt or errors.lost or errors.corrupt or not normal.lost))


if __name__ == "__main__":
    sys.exit(main())
