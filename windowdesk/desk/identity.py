"""Who this desk is: the mark of each session, a new incarnation where the old one cannot be trusted, and its key."""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Collection
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import structs

from windowdesk import __version__, config
from windowdesk.desk.machine import another, host_name
from windowdesk.i18n import say
from windowdesk.models import events as ev
from windowdesk.models.refusal import Reason, Refused, refuse
from windowdesk.models.wire import GENESIS
from windowdesk.store import lineage, lists, register
from windowdesk.store.journal import GENERATION

if TYPE_CHECKING:
    from windowdesk.desk.door import Desk

MACHINE = "machine"
"""The note that names the machine of the last session."""


def take_new(desk: Desk, at: datetime) -> None:
    """Before an act: a home that was carried to another machine, or put back from a copy, gets a new incarnation.

    It needs no network, and comes before any number is given: the machine it was copied from may go on giving them.
    """
    if desk.known and not lineage.ended(desk.store.read(), desk.stream):
        return
    with desk.store.write() as db:
        newest = lineage.newest(db)
        if newest > desk.setting.incarnation:  # another program of this desk has done it
            desk.reload()
        if lineage.ended(db, desk.stream):
            succeed(desk, db, at, "cloned", take_over=False)
        elif newest and another(lists.meta(db, MACHINE), desk.machine):
            succeed(desk, db, at, "moved")
        elif 0 < newest < desk.settings.incarnation:
            succeed(desk, db, at, "restored")
        desk.store.after(lambda: setattr(desk, "known", True))


def speak_last(desk: Desk, at: datetime) -> None:
    """Before the hall office says what holds from now on: of two machines of the office the one with the later register
    counts, so where that is another's, this one begins one later still. As `Desk.ready` otherwise."""
    desk.ready(at)
    if lineage.overtaken(desk.store.read(), desk.stream):
        with desk.store.write() as db:
            succeed(desk, db, at, "overtaken")


def opening_line(
    desk: Desk, public: str, follows: str = "", end: tuple[int, str] = (0, ""), why: str = ""
) -> ev.DeskOpened:
    """The first line of a register: which machine, 128 random bits, its public key (hexadecimal), and, where it goes on
    from an older one, that register's name, its end (number and hash, hexadecimal) and why."""
    return ev.DeskOpened(
        machine=desk.machine,
        nonce=secrets.token_hex(16),
        public_key=public,
        software=__version__,
        follows=follows,
        follows_seq=end[0],
        follows_hash=end[1],
        why=why,
        host=host_name(),
    )


def mark(desk: Desk, db: sqlite3.Connection, place: register.Place) -> register.Place:
    """Begin the first act of a program with a line no other machine can write. Returns where the act then stands."""
    if desk.marked:
        return place
    opened = ev.SessionOpened(desk.machine, secrets.token_hex(16), __version__, host_name())
    (entry,) = register.append(db, place, register.Hand("", desk.settings.window), [ev.Happening("", opened, "")], {})
    lists.set_meta(db, MACHINE, desk.machine)
    desk.store.after(lambda: setattr(desk, "marked", True))
    return structs.replace(place, seq=entry.seq, hash=entry.hash)


def succeed(
    desk: Desk, db: sqlite3.Connection, at: datetime, why: str, *, taken: Collection[int] = (), take_over: bool = True
) -> str:
    """Begin a new register for the desk, in the caller's transaction. Returns its name.

    Its first line names the register before it and where that ended. `taken` are incarnations the hall knows
    of; with `take_over` the cases of the older registers are gone on with in the new one.
    """
    before = desk.stream
    number = _free(desk, db, taken)
    stream = f"{before.rpartition('.')[0]}.{number}"
    public = _new_key(desk.home / "keys" / f"desk.{number}.key")
    seq, head = register.head(db, before)
    opened = opening_line(desk, public, before, (seq, head.hex() if seq else ""), why)
    start_register(desk, db, number, stream, opened, at)
    if take_over:
        lineage.take_over(db, stream)
    desk.news.append(news_of(stream, opened))
    desk.store.after(lambda: _adopt(desk, number))
    return stream


def start_register(
    desk: Desk, db: sqlite3.Connection, number: int, stream: str, opened: ev.DeskOpened, at: datetime
) -> None:
    """Write the first line of a register."""
    lineage.begin(db, number, stream)
    lists.set_meta(db, MACHINE, desk.machine)
    lists.set_meta(db, GENERATION, "")  # a hall that was restored waits for the new register too
    place = register.Place(stream, 0, GENESIS, at)
    register.append(db, place, register.Hand("", desk.settings.window), [ev.Happening("", opened, "")], {})
    copy_out(desk)


def copy_out(desk: Desk) -> None:
    """Have what this transaction writes copied to the second disk as soon as it is durable here.

    A copy that fails stops no act: the clerk is told once, and what is missing is added when the disk is back.
    """
    if desk.second is not None:
        desk.store.after(lambda: _copy(desk))


def _copy(desk: Desk) -> None:
    if desk.second is None:
        return
    db = desk.store.read()
    try:
        desk.second.catch_up(db, lineage.own(db))
    except (OSError, sqlite3.Error, Refused) as error:
        told = say(
            f"第二份副本 {desk.second.folder} 写不进去（{error}）：办理照常，请检查存储盘；接好后自动补齐。",
            f"The second copy in {desk.second.folder} cannot be written ({error}). Work goes on; check the disk: "
            "what is missing is added when it is back.",
        )
        if not desk.copy_fault:
            desk.news.append(told)
        desk.copy_fault = told
    else:
        desk.copy_fault = ""


def _free(desk: Desk, db: sqlite3.Connection, taken: Collection[int]) -> int:
    """The next number that no register bears which this desk or the hall has met: a clone may have taken it already,
    and its lines may stand here while the hall, put back from a backup, knows nothing of them."""
    window = desk.stream.rpartition(".")[0]
    first = max(lineage.newest(db), desk.settings.incarnation) + 1
    for number in range(first, 10):
        if number not in taken and not lineage.met(db, f"{window}.{number}"):
            return number
    raise refuse(Reason.IDENTITIES_SPENT, window=desk.settings.window)


def _new_key(path: Path) -> str:
    """A key for a new register; one left by an attempt that never came to be signs nothing and is replaced."""
    from windowdesk.sealing import create_desk_key

    path.unlink(missing_ok=True)
    return create_desk_key(path).hex()


def _adopt(desk: Desk, number: int) -> None:
    """The new register stands: the settings say so too. Should that fail, the register is what counts."""
    desk.settings = replace(desk.settings, incarnation=number)
    desk.marked = True
    desk.reload()
    with suppress(OSError):
        config.write_settings(desk.home, desk.settings)


def opening(db: sqlite3.Connection, stream: str) -> ev.DeskOpened | None:
    """The first line of an own register, if this desk holds it."""
    entries = register.first(db, stream)
    return entries.event if entries and isinstance(entries.event, ev.DeskOpened) else None


def public_key(desk: Desk, stream: str) -> str:
    """The public key of an own register (hexadecimal), which its first line names."""
    from windowdesk.sealing import load_public

    found = opening(desk.store.read(), stream)
    return found.public_key if found else load_public(desk.desk_key).hex()


def key_file(desk: Desk, stream: str) -> Path | None:
    """The key that signs an own register, or None where it died with a disk."""
    from windowdesk.sealing import load_public

    wanted = public_key(desk, stream)
    for path in (desk.home / "keys" / f"desk.{stream.rpartition('.')[2]}.key", desk.home / "keys" / "desk.key"):
        if path.is_file() and load_public(path).hex() == wanted:
            return path
    return None


def news_of(stream: str, opened: ev.DeskOpened) -> str:
    """Why a register was begun, for the clerk and for `doctor`; "" for a desk's first."""
    told = {
        "moved": (
            f"本窗口的数据换了机器，已改用新的身份 {stream}，编号不会重复；旧登记簿 {opened.follows} 继续上报。"
            "如果原来的机器还在使用，请马上停用并报告大厅办公室。",
            f"This desk's data was carried to another machine: it is {stream} now, and no number repeats; its old "
            f"register {opened.follows} is still sent. If the first machine is in use, stop it and tell the office.",
        ),
        "restored": (
            f"本窗口的数据被换回了旧备份，已改用新的身份 {stream}，编号不会重复；请马上同步并报告大厅办公室。",
            f"This desk's data was put back from a copy: it is {stream} now, and no number repeats. Synchronise at "
            "once and tell the office.",
        ),
        "cloned": (
            f"另一台机器与本机共用身份 {opened.follows}，并已先向大厅上报；本机停用该身份，改用 {stream}。",
            f"Another machine shares the identity {opened.follows} and reported first: this one gives it up and is "
            f"{stream} now.",
        ),
        "overtaken": (
            f"另一台机器也在以大厅办公室的身份发布和裁定；为使本机所说的算数，已改用新的身份 {stream}"
            f"（原为 {opened.follows}）。请查明两台机器，停用其中一台。",
            f"Another machine publishes and rules as the hall office too: so that what this one says counts, it is "
            f"{stream} now (it was {opened.follows}). Find both machines and stop one.",
        ),
        "recovered": (
            f"本窗口由大厅恢复，旧登记簿 {opened.follows} 已停用，新的身份是 {stream}。",
            f"This desk was recovered from the hall: {opened.follows} is closed, it is {stream} now.",
        ),
    }.get(opened.why)
    return say(*told) if told else ""
