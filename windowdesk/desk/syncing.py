"""One round with the hall: what was sent, what came, and what a person should look at."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from windowdesk import words
from windowdesk.desk import identity, rehoming, timekeeping
from windowdesk.i18n import say
from windowdesk.models.office import OFFICE
from windowdesk.models.refusal import Refused
from windowdesk.models.wire import EVERYBODY
from windowdesk.store import beside, hallfile, lineage, lists, register
from windowdesk.store.journal import StoredJournal

if TYPE_CHECKING:
    import sqlite3

    from windowdesk.desk.door import Desk
    from windowdesk.hall.bell import Heard, Wake
    from windowdesk.hall.interface import Hall
    from windowdesk.hall.sync import SyncReport
    from windowdesk.models.parties import Window
    from windowdesk.models.setting import Setting

KEY = lineage.KEY
"""The kind of reference row that holds another desk's public key, for checking its statements offline."""

SEEN = "hall.seen"
"""When the public keys of all registers were last asked for: with a register not met before, and once an hour."""


@dataclass(frozen=True, slots=True)
class SyncOutcome:
    """Lines newly taken by the hall, lines received, sentences about problems, and why the hall was not reached.

    `salvaged` counts lines of others that the hall had lost and this desk gave back; `news` are sentences about what
    the hall office changed here.
    """

    pushed: int = 0
    pulled: int = 0
    problems: tuple[str, ...] = ()
    unreachable: str = ""
    salvaged: int = 0
    news: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """The outcome in words."""
        if self.unreachable:
            return self.unreachable
        done = say(f"上报 {self.pushed} 笔，收到 {self.pulled} 笔", f"{self.pushed} sent, {self.pulled} received")
        back = say(f"向大厅交回 {self.salvaged} 笔", f"{self.salvaged} given back to the hall")
        return "；".join((done, *((back,) if self.salvaged else ()), *self.problems, *self.news))


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
    """The feeds a desk reads."""
    return audiences_of(setting, setting.window)


def audiences_of(setting: Setting, window: Window) -> tuple[str, ...]:
    """The feeds a window's desk reads: its departments' and everybody's; the hall office reads every department's."""
    windows = setting.windows.values() if window.code == OFFICE else (window,)
    names = [name for one in windows for name in (*one.departments, *one.proxied)]
    names += setting.departments if window.code == OFFICE else ()
    return tuple(dict.fromkeys((*names, EVERYBODY)))


def journal_of(desk: Desk, at: datetime, hall: Hall | None = None, *, signed: bool = False) -> StoredJournal:
    """The desk's registers and places, as a round at that time has them; those it can sign when told so.

    A register that another machine went on with is among them only where the hall forgot this desk's part of it.
    """
    db = desk.store.read()
    ends = lineage.ends(db)
    streams = [one for one in lineage.own(db) if one not in ends or (hall and _forgotten(db, hall, one, ends[one]))]
    if signed:
        streams = [one for one in streams if identity.key_file(desk, one)]
    return StoredJournal(desk.store, streams, audiences(desk.setting), at.isoformat(timespec="seconds"))


def _round(desk: Desk, hall: Hall, at: datetime, coming: Coming | None) -> SyncOutcome:
    before, last = known_by(desk), register.end(desk.store.read())
    report = _exchange(desk, hall, at, coming)
    told, parted = _parted(desk, hall, report, at)
    if parted:  # what was carried over is the hall's at once
        more = _exchange(desk, hall, at, coming)
        more_told, _ = _parted(desk, hall, more, at)
        told += more_told
        report = replace(report, pushed=report.pushed + more.pushed, pulled=report.pulled + more.pulled)
    if desk.settings.window == OFFICE:
        again, why = _judged(desk, hall, at)
        told += why
        if again:
            report = replace(report, pushed=report.pushed + _exchange(desk, hall, at, coming).pushed)
    if clock := timekeeping.met_hall(desk, report.hall_time, at):
        told += (clock,)
    stamp = at.isoformat(timespec="seconds")
    hourly = lists.meta(desk.store.read(), SEEN)[:13] != stamp[:13]
    if hourly or report.pushed:
        _retire(desk, hall)
    if hourly or (report.pulled and lists.strangers(desk.store.read(), last, KEY)):
        keys = {(KEY, status.stream): status.public_key for status in hall.streams()}
        with desk.store.write() as db:
            hallfile.save(db, keys)
            lists.set_meta(db, SEEN, stamp)
    news = news_of(desk, at, before)
    if (aside := known_by(desk).parked - before.parked) > 0:  # no obstacle to what this desk reports
        news += (say(f"{aside} 条来文放在一边，原因见 doctor", f"{aside} lines were kept aside: see `doctor`"),)
    return SyncOutcome(report.pushed, report.pulled, told, salvaged=report.salvaged, news=news)


def _exchange(desk: Desk, hall: Hall, at: datetime, coming: Coming | None) -> SyncReport:
    """Send and fetch once."""
    from windowdesk.hall.sync import synchronise as sync_round

    return sync_round(
        journal_of(desk, at, hall),
        hall,
        sign=lambda statement: signature(desk, statement),
        introduce=lambda stream: (identity.public_key(desk, stream), desk.settings.window),
        progress=coming,
    )


def _forgotten(db: sqlite3.Connection, hall: Hall, stream: str, end: int) -> bool:
    """Whether a hall restored from a backup lacks what was ours of a register, or has another machine's instead."""
    return end > 0 and list(hall.register(stream, end - 1, 1)) != register.lines(db, stream, end - 1, 1)


def signature(desk: Desk, statement: bytes) -> str:
    """A register's end signed with its own key; "" where that key died with a disk."""
    from windowdesk.sealing import sign_bytes

    key = identity.key_file(desk, statement.split(b"\t")[1].decode())
    return sign_bytes(key, statement).hex() if key else ""


def _parted(desk: Desk, hall: Hall, report: SyncReport, at: datetime) -> tuple[tuple[str, ...], bool]:
    """The problems of a round in words, identities shared with another machine given up; and whether any was."""
    from windowdesk.hall.problems import ProblemKind

    told: list[str] = []
    given_up = False
    for problem in report.problems:
        found = None
        if problem.kind in (ProblemKind.FORK, ProblemKind.CLOSED):
            try:
                found = rehoming.settle(desk, hall, problem.place, at, lodge=bool(problem.detail))
            except Refused as refused:  # every identity is spent, the disk is full: nothing was changed
                told.append(words.sentence(refused))
        if found:
            given_up = True
            told += found.sentences
            desk.news += [one for one in found.sentences if one not in desk.news]
        else:
            told.append(problem.sentence)
    return tuple(told), given_up


def _retire(desk: Desk, hall: Hall) -> None:
    """Close at the hall what this desk goes on with under a newer name: whoever still writes it is stopped."""
    from windowdesk.hall.interface import Head

    db = desk.store.read()
    older = [one for one in lineage.own(db) if lineage.continued_by(db, one)]
    if not older:
        return
    closed = {one.stream for one in hall.streams() if one.closed}
    for stream in older:
        if stream not in closed and hall.head(stream) == Head(*register.head(db, stream)):
            hall.retire(stream)


def _judged(desk: Desk, hall: Hall, at: datetime) -> tuple[bool, tuple[str, ...]]:
    """The office rules with each round: whether anything was said, and why it could not be."""
    from windowdesk.desk.judging import judge
    from windowdesk.hall.interface import HallError, HallUnreachable

    try:
        found = judge(desk, hall, at)
    except HallUnreachable:
        raise
    except HallError as error:
        told = say("不能核对全厅登记簿，请用大厅自己的账号运行 hall judge --hall：", "Cannot read the whole hall: ")
        return False, (f"{told}{error}",)
    if found.awaited:
        count = len(found.awaited)
        return False, (
            say(
                f"大厅恢复后还有 {count} 本登记簿没有重新上报，暂不裁定",
                f"{count} registers are not back: no rulings yet",
            ),
        )
    return bool(found.verdicts), ()


@dataclass(frozen=True, slots=True)
class Known:
    """What a desk had before a round, to tell what the round brought."""

    published: str
    parked: int
    beside: int


def known_by(desk: Desk) -> Known:
    """What the desk has now."""
    db = desk.store.read()
    return Known(lists.meta(db, "published"), len(lists.parked(db)), beside.count(db))


def news_of(desk: Desk, at: datetime, before: Known) -> tuple[str, ...]:
    """What the hall office changed at this desk, as sentences."""
    from windowdesk.desk.office import settle

    now, found = known_by(desk), []
    if now.published != before.published:
        desk.reload()
        found.append(say("大厅办公室发布的资料已更新", "what the hall office published is in use"))
    if moved := settle(desk, at):
        count = len({one.case_id for one in moved})
        found.append(
            say(f"日历更新，{count} 件期限变动，告知书待印", f"the calendar moved dates of {count} cases; notices wait")
        )
    if now.beside > before.beside:
        count = now.beside - before.beside
        found.append(say(f"裁定和相抵的记录新增 {count} 条", f"{count} new lines of rulings and of what clashes"))
    return tuple(found)
