"""Real desks on real SQLite files, made quickly: a prepared file is copied, keys are made once, no seal, no paper.

Left out, because no step of the protocol depends on it: PINs, seal keys, the drawing of papers, and the flush of
every transaction to the disk (a killed process loses nothing that it handed to the system; power is cut elsewhere).
"""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from functools import cache
from pathlib import Path
from unittest import mock

from windowdesk import config
from windowdesk.desk import Desk, door, office, setup
from windowdesk.models.events import MaterialLine
from windowdesk.models.office import OFFICE
from windowdesk.models.parties import Party, PartyKind
from windowdesk.models.setting import Setting
from windowdesk.store import hallfile, items, lineage
from windowdesk.store.connection import Store


class Killed(BaseException):
    """The process dies here: nothing of it goes on but its files."""


class Fuse:
    """Counts the boundaries between transactions and kills at the one it was set for; 0 lets the process live."""

    def __init__(self) -> None:
        self.left = 0

    def set(self, boundaries: int) -> None:
        """Die at the n-th boundary from here."""
        self.left = boundaries

    def boundary(self) -> None:
        """A place at which the process may die: before and after each transaction, and before it is committed."""
        if self.left:
            self.left -= 1
            if not self.left:
                raise Killed


FUSE = Fuse()


class CutStore(Store):
    """A store whose process may die at every boundary."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self._writer.execute("PRAGMA synchronous=OFF")

    @contextlib.contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """See Store.write."""
        if self._depth:
            yield self._writer
            return
        FUSE.boundary()
        with super().write() as db:
            yield db
            FUSE.boundary()
        FUSE.boundary()


class Workshop:
    """What is made once for a process: the prepared file of a desk, a key for each register. Remove it at the end."""

    def __init__(self) -> None:
        fast = Path("/dev/shm")
        self.folder = Path(tempfile.mkdtemp(prefix="windowdesk-sim-", dir=fast if fast.is_dir() else None))
        self.parts = setup.read_hall(config.data_folder() / "demo-hall.toml")
        self.parts |= setup.read_hall(config.data_folder() / "tariff.toml", hallfile.read_tariff)
        store = Store(self.folder / "template.db")
        with store.write() as db:
            hallfile.save(db, self.parts)
            items.save(db, items.read_file(config.data_folder() / "items.toml"))
        store.close()
        self._open_office()

    def key(self, name: str) -> Path:
        """The key file of one machine."""
        from windowdesk.sealing import create_desk_key

        path = self.folder / f"{name}.key"
        if not path.exists():
            create_desk_key(path)
        return path

    def _open_office(self) -> None:
        """Prepare the file of the hall office, which has published all of it already, before line 1."""
        home = self.folder / "publishing"
        home.mkdir()
        shutil.copy(self.folder / "template.db", home / "desk.db")
        desk = Desk(home, config.Settings(OFFICE))
        with desk.store.write() as db:
            hallfile.save(db, {("window", OFFICE): setup.OFFICE_WINDOW})
            office.publish(desk, datetime(2026, 1, 1, tzinfo=config.LOCAL))
            db.execute("DELETE FROM register")
            db.execute("UPDATE published SET seq=0, turn=''")
        desk.close()
        shutil.move(home / "desk.db", self.folder / "office.db")

    def close(self) -> None:
        """Remove everything that was made."""
        shutil.rmtree(self.folder, ignore_errors=True)


class SimDesk(Desk):
    """A desk that seals without keys and trusts that every paper can be drawn."""

    def _seal_fault(self, at: datetime, seal_id: str) -> str:
        del at, seal_id
        return ""

    def _undrawable(self, text: str) -> str:
        del text
        return ""


def open_desk(
    workshop: Workshop, home: Path, settings: config.Settings | None = None, store: type[Store] = CutStore
) -> SimDesk:
    """The desk in a home that exists. What it knows of the hall's people and windows is read once for all desks.

    Without a settings file as yet, `settings` says what it will be told.
    """
    settings = settings or config.read_settings(home)
    with mock.patch.object(door, "Store", store):
        desk = SimDesk(home, settings)
    known = _setting(workshop, settings.window)
    number = max(settings.incarnation, lineage.newest(desk.store.read()))
    desk.__dict__.update(setting=replace(known, catalogue=desk.memory, incarnation=number), law=known.law)
    return desk


@cache
def _setting(workshop: Workshop, window: str) -> Setting:
    home = workshop.folder / f"known-{window}"
    home.mkdir()
    shutil.copy(_template(workshop, window), home / "desk.db")
    desk = Desk(home, config.Settings(window))
    found = desk.setting
    desk.close()
    return found


def _template(workshop: Workshop, window: str) -> Path:
    return workshop.folder / ("office.db" if window == OFFICE else "template.db")


def new_desk(workshop: Workshop, home: Path, settings: config.Settings, key_name: str, at: datetime) -> SimDesk:
    """A desk on an empty disk, its register opened."""
    desk = set_up(workshop, home, settings, key_name, at, setup.open_register)
    config.write_settings(home, settings)
    return desk


def set_up(
    workshop: Workshop,
    home: Path,
    settings: config.Settings,
    key_name: str,
    at: datetime,
    begin: Callable[[Desk, datetime], None],
) -> SimDesk:
    """A desk whose register `begin` opens, as `setup.create` makes one; its settings are not written yet."""
    (home / "keys").mkdir(parents=True, exist_ok=True)
    if not (home / "desk.db").exists():
        shutil.copy(_template(workshop, settings.window), home / "desk.db")
        shutil.copy(workshop.key(key_name), home / "keys" / "desk.key")
    desk = open_desk(workshop, home, settings)
    try:
        if not setup.begun(desk):
            begin(desk, at)
    except BaseException:
        desk.close()
        raise
    return desk


def citizen(n: int) -> Party:
    """The n-th fictitious applicant."""
    body = f"51082419800101{n % 1000:03d}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    check = "10X98765432"[sum(int(d) * w for d, w in zip(body, weights, strict=True)) % 11]
    return Party(PartyKind.PERSON, "李㛃", body + check, f"138000{n:05d}", "苍溪县陵江镇滨江路1号")


def materials(desk: Desk, item_number: str, lacking: int) -> tuple[MaterialLine, ...]:
    """What an item asks for, handed in but for the last `lacking`."""
    item = desk.setting.catalogue.find(item_number)
    names = [material.name for material in item.materials] if item else []
    return tuple(MaterialLine(name) for name in names[: len(names) - lacking])
