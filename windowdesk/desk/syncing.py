"""One round with the hall: what was sent, what came, and what a person should look at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from windowdesk.i18n import say
from windowdesk.store import hallfile, lists
from windowdesk.store.journal import StoredJournal

if TYPE_CHECKING:
    from windowdesk.desk.door import Desk
    from windowdesk.hall.interface import Hall

KEY = "desk_key"
"""The kind of reference row that holds another desk's public key, for checking its statements offline."""


@dataclass(frozen=True, slots=True)
class SyncOutcome:
    """Lines newly taken by the hall, lines received, sentences about problems, and why the hall was not reached."""

    pushed: int = 0
    pulled: int = 0
    problems: tuple[str, ...] = ()
    unreachable: str = ""

    @property
    def sentence(self) -> str:
        """The outcome in words."""
        if self.unreachable:
            return self.unreachable
        done = say(f"上报 {self.pushed} 笔，收到 {self.pulled} 笔", f"{self.pushed} sent, {self.pulled} received")
        return "；".join((done, *self.problems))


def synchronise(desk: Desk, at: datetime, *, timeout: float = 3.0) -> SyncOutcome:
    """Push the desk's registers and pull its departments' feeds. An unreachable hall is an answer, not an error.

    Safe from a worker thread: the store gives each thread its own reading connection and one writer to all.
    """
    from windowdesk.hall import open_hall
    from windowdesk.hall.interface import HallError, HallUnreachable

    if not desk.settings.hall:
        return SyncOutcome(unreachable=say("没有设置大厅，只在本机办理", "No hall is set: this desk works alone"))
    try:
        hall = open_hall(desk.settings.hall, timeout=timeout)
    except (HallError, ValueError) as error:
        return SyncOutcome(unreachable=str(error))
    try:
        return _round(desk, hall, at)
    except HallUnreachable as error:
        return SyncOutcome(unreachable=str(error))
    except HallError as error:
        return SyncOutcome(problems=(str(error),))
    finally:
        hall.close()


def _round(desk: Desk, hall: Hall, at: datetime) -> SyncOutcome:
    from windowdesk.hall.sync import synchronise as sync_round
    from windowdesk.sealing import load_public, sign_bytes

    window = desk.setting.window
    audiences = tuple(dict.fromkeys((*window.departments, *window.proxied)))
    stamp = at.isoformat(timespec="seconds")
    journal = StoredJournal(desk.store, lists.own_streams(desk.store.read()), audiences, stamp)
    public = load_public(desk.desk_key).hex()
    report = sync_round(
        journal,
        hall,
        sign=lambda statement: sign_bytes(desk.desk_key, statement).hex(),
        introduce=lambda _: (public, desk.settings.window),
    )
    keys = {(KEY, status.stream): status.public_key for status in hall.streams()}
    with desk.store.write() as db:
        hallfile.save(db, keys)
        lists.set_meta(db, "hall.seen", stamp)
    return SyncOutcome(report.pushed, report.pulled, tuple(problem.sentence for problem in report.problems))
