"""Desks and a hall to do harm to, and what must be true of them afterwards."""

from __future__ import annotations

import contextlib
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from random import Random
from typing import NamedTuple

from benchmarks.accidents.own_postgres import server
from benchmarks.sim import acts
from windowdesk import config
from windowdesk.desk import Desk, setup, syncing
from windowdesk.documents import undrawable
from windowdesk.hall import open_hall
from windowdesk.hall.audit import audit
from windowdesk.models.wire import from_line
from windowdesk.sealing import load_public, seal_ready
from windowdesk.store import lists, register, search

START = datetime(2026, 11, 23, 9, 0, tzinfo=config.LOCAL)
ONCE = ("CaseReceived", "CaseAccepted", "DecisionMade", "CertificateMade", "CertificateStamped", "CaseClosed")
"""Kinds of which a case has one at most."""


class Told(NamedTuple):
    """What a clerk was told is done: a line of a register and its hash in hexadecimal."""

    stream: str
    seq: int
    hash: str


@contextlib.contextmanager
def hall_of(kind: str) -> Iterator[str]:
    """The setting of an empty hall: `postgres` on a server of our own, or `embedded` in a folder."""
    if kind == "embedded":
        with tempfile.TemporaryDirectory(prefix="hall") as folder:
            yield folder
        return
    with server("hall") as found:
        yield found.get_uri()


def make_homes(folder: Path, windows: Iterable[str], hall: str) -> list[Path]:
    """A home for each window, with keys and seals."""
    homes = []
    data = config.data_folder()
    for window in windows:
        settings = config.Settings(window, hall=hall, demo=True)
        home = folder / f"desk-{window}"
        plan = setup.Plan(home, settings, data / "demo-hall.toml", data / "items.toml", folder / "ca", b"demo")
        setup.create(plan, START).close()
        homes.append(home)
    return homes


def warm(home: Path) -> None:
    """Load once what every child would load for its first act."""
    import psycopg  # noqa: F401

    desk = Desk.open(home)
    for seal in desk.setting.seals:
        seal_ready(desk.seal_key(seal.id), desk.passphrase, START)
    load_public(desk.desk_key)
    _ = acts.choose(desk, Random(1)), desk.law
    search.initials("李")
    undrawable("𬭊", fonts=desk.fonts)
    desk.close()


class Judgement(NamedTuple):
    """What was found when all was over. Only the first two may differ from nothing."""

    written: int
    untold: int
    lost: int
    doubled: int
    faults: tuple[str, ...]

    @property
    def sound(self) -> bool:
        """Whether nothing acknowledged was lost or doubled and every chain holds."""
        return not (self.lost or self.doubled or self.faults)


def judge(homes: Iterable[Path], setting: str, told: set[Told]) -> Judgement:
    """Sync every desk twice, then compare what clerks were told with what desks and hall hold."""
    faults: list[str] = []
    here: set[Told] = set()
    desks = [Desk.open(home) for home in homes]
    for desk in (*desks, *desks):
        outcome = syncing.synchronise(desk, START, timeout=30)
        if outcome.unreachable or outcome.problems:
            faults.append(outcome.sentence)
    for desk in desks:
        db = desk.store.read()
        query = "SELECT stream, seq, hash FROM register WHERE stream=?"
        here |= {Told(stream, seq, own.hex()) for stream, seq, own in db.execute(query, (desk.stream,))}
        if broken := register.verify(db, desk.stream):
            faults.append(f"{desk.stream} is no chain at {broken}")
        if (said := lists.integrity(db)) != "ok":
            faults.append(f"{desk.stream}: {said}")
        desk.close()
    hall = open_hall(setting, timeout=30)
    faults += audit(hall).faults
    there: set[Told] = set()
    once: Counter[tuple[str, str]] = Counter()
    versions: Counter[tuple[str, int]] = Counter()
    for event in hall.events():
        entry = from_line(event.line)
        there.add(Told(event.stream, event.seq, event.hash.hex()))
        if entry.kind in ONCE:
            once[entry.case_id, entry.kind] += 1
        if entry.case_id:
            versions[entry.case_id, entry.data()["version"]] += 1
    hall.close()
    doubled = sum(many - 1 for many in (*once.values(), *versions.values()))
    lost = sum(one not in here or one not in there for one in told) + sum(one not in there for one in here)
    return Judgement(len(here), len(here - told), lost, doubled, tuple(faults))
