"""One round with the hall: what was sent, what came, and what a person should look at."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from windowdesk.i18n import say
from windowdesk.models.wire import EVERYBODY
from windowdesk.store import hallfile, lists, register
from windowdesk.store.journal import StoredJournal

if TYPE_CHECKING:
    from windowdesk.desk.door import Desk
    from windowdesk.hall.bell import Heard, Wake
    from windowdesk.hall.interface import Hall
    from windowdesk.models.parties import Window
    from windowdesk.models.setting import Setting

KEY = "desk_key"
"""The kind of reference row that holds another desk's public key, for checking its statements offline."""

SEEN = "hall.seen"
"""When the public keys of all registers were last asked for: with a register not met before, and once an hour."""


@dataclass(frozen=True, slots=True)
class SyncOutcome:
    """Lines newly taken by the hall, lines received, sentences about problems, and why the hall was not reached.

    `salvaged` counts lines of others that the hall had lost and this desk gave back.
    """

    pushed: int = 0
    pulled: int = 0
    problems: tuple[str, ...] = ()
    unreachable: str = ""
    salvaged: int = 0

    @property
    def sentence(self) -> str:
        """The outcome in words."""
        if self.unreachable:
            return self.unreachable
        done = say(f"上报 {self.pushed} 笔，收到 {self.pulled} 笔", f"{self.pushed} sent, {self.pulled} received")
        back = say(f"向大厅交回 {self.salvaged} 笔", f"{self.salvaged} given back to the hall")
        return "；".join((done, *((back,) if self.salvaged else ()), *self.problems))


Tell = Callable[[str, int, int], None]
"""Hears of a long feed: the department, the place reached, the feed's end."""

MANY = 2000
"""A feed with more lines than this to come tells how far it is."""


class Coming:
    """Says how far a long feed has come, at each further `share` of it."""

    def __init__(self, tell: Tell, share: float) -> None:
        self._tell, self._share = tell, share
        self._told: dict[str, float] = {}

    def __call__(self, audience: str, n: int, begun: int, end: int) -> None:
        """See hall.sync.Progress."""
        if end - begun <= MANY:
            return
        done = (n - begun) / (end - begun)
        if n >= end or done - self._told.get(audience, 0.0) >= self._share:
            self._told[audience] = done
            self._tell(audience, n, end)


def synchronise(desk: Desk, at: datetime, *, timeout: float = 3.0, tell: Tell | None = None) -> SyncOutcome:
    """Push the desk's registers and pull its departments' feeds. An unreachable hall is an answer, not an error.

    `tell` hears at each twentieth of a long feed how far it has come.
    Safe from a worker thread: the store gives each thread its own reading connection and one writer to all.
    """
    with closing(Line(desk, timeout=timeout)) as line:
        return line.round(at, Coming(tell, 0.05) if tell else None)


class Line:
    """A desk's line to its hall, which may be kept from round to round. For one thread."""

    def __init__(self, desk: Desk, *, timeout: float = 3.0) -> None:
        from windowdesk.hall.live import LiveHall

        self._desk = desk
        self._live = LiveHall(desk.settings.hall, timeout)

    def round(self, at: datetime, coming: Coming | None = None) -> SyncOutcome:
        """See synchronise."""
        from windowdesk.hall.interface import HallError, HallUnreachable

        if not self._desk.settings.hall:
            return SyncOutcome(unreachable=say("没有设置大厅，只在本机办理", "No hall is set: this desk works alone"))
        try:
            with self._live.round(audiences(self._desk.setting)) as hall:
                return _round(self._desk, hall, at, coming)
        except HallUnreachable as error:
            return SyncOutcome(unreachable=str(error))
        except HallError as error:
            return SyncOutcome(problems=(str(error),))

    def wait(self, wake: Wake, seconds: float) -> Heard:
        """Until the hall has something new, another thread wakes us, or the time is over."""
        return self._live.wait(wake, seconds)

    def close(self) -> None:
        """Let go of the hall."""
        self._live.close()


def audiences(setting: Setting) -> tuple[str, ...]:
    """The feeds a desk reads: its departments' and everybody's."""
    return audiences_of(setting.window)


def audiences_of(window: Window) -> tuple[str, ...]:
    """The feeds a window's desk reads."""
    return tuple(dict.fromkeys((*window.departments, *window.proxied, EVERYBODY)))


def journal_of(desk: Desk, at: datetime) -> StoredJournal:
    """The desk's registers and places, as a round at that time has them."""
    streams = lists.own_streams(desk.store.read())
    return StoredJournal(desk.store, streams, audiences(desk.setting), at.isoformat(timespec="seconds"))


def _round(desk: Desk, hall: Hall, at: datetime, coming: Coming | None) -> SyncOutcome:
    from windowdesk.hall.sync import synchronise as sync_round
    from windowdesk.sealing import load_public, sign_bytes

    stamp = at.isoformat(timespec="seconds")
    journal = journal_of(desk, at)
    public = load_public(desk.desk_key).hex()
    last = register.end(desk.store.read())
    report = sync_round(
        journal,
        hall,
        sign=lambda statement: sign_bytes(desk.desk_key, statement).hex(),
        introduce=lambda _: (public, desk.settings.window),
        progress=coming,
    )
    strange = bool(report.pulled) and lists.strangers(desk.store.read(), last, KEY)
    if strange or lists.meta(desk.store.read(), SEEN)[:13] != stamp[:13]:
        keys = {(KEY, status.stream): status.public_key for status in hall.streams()}
        with desk.store.write() as db:
            hallfile.save(db, keys)
            lists.set_meta(db, SEEN, stamp)
    problems = tuple(problem.sentence for problem in report.problems)
    return SyncOutcome(report.pushed, report.pulled, problems, salvaged=report.salvaged)
