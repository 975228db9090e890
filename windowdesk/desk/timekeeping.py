"""Can this machine's date be believed? What time alone brings about must not hang on a dead battery.

The desk knows a date that is proven: the hall's, one that a person confirmed, or the last line of its own register. A
machine far ahead of that, or a day off the hall's clock, writes nothing until the hall agrees or a head confirms the
date with a PIN, which is recorded. Order is never taken from clocks.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from windowdesk.i18n import say
from windowdesk.models import events as ev
from windowdesk.models.parties import Staff
from windowdesk.models.refusal import Reason, refuse
from windowdesk.store import lists, register

if TYPE_CHECKING:
    from windowdesk.desk.door import Desk

PROVEN = "clock.proven"
"""The note of the last proven time."""
DIFFERS = "clock.differs"
"""The note of the hall's time and the machine's, where they were too far apart at the last sync."""
CONFIRMED = "clock.confirmed"
"""The note of the time at which a person last confirmed the date: for a day it outranks the hall's clock."""
APART = timedelta(days=1)
"""How far a machine may stand from the hall's clock."""
CONFIRMERS = ("head", "supervisor")


def check(desk: Desk, at: datetime) -> None:
    """Refuse an act that a machine dates as nobody can believe. A demonstration sets its own clock."""
    weigh(desk, at, lists.meta(desk.store.read(), DIFFERS))


def weigh(desk: Desk, at: datetime, told: str) -> None:
    """The same; `told` is the note DIFFERS, or ""."""
    if desk.settings.demo:
        return
    if told:
        hall, machine = (datetime.fromisoformat(part) for part in told.split())
        if at >= machine - APART if machine > hall else at < hall - APART:
            raise refuse(Reason.CLOCK_DIFFERS, now=_shown(at), hall=_shown(hall))
    if at <= desk.credible:
        return
    known = _known(desk)
    if known is None:
        return
    credible = known + timedelta(days=desk.settings.clock_days)
    if at > credible:
        raise refuse(
            Reason.CLOCK_FAR_AHEAD, now=_shown(at), last=_shown(known), days=str((at.date() - known.date()).days)
        )
    desk.credible = credible


def _known(desk: Desk) -> datetime | None:
    """The last time that is proven or stands in the register."""
    db = desk.store.read()
    told = lists.meta(db, PROVEN)
    found = [datetime.fromisoformat(told)] if told else []
    last = register.last_at(db, desk.stream)
    return max([*found, last] if last else found, default=None)


def _shown(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M}"


def met_hall(desk: Desk, hall: datetime, at: datetime) -> str:
    """Compare with the hall's clock. Returns the sentence for a machine that is too far off it, or ""."""
    if desk.settings.demo:
        return ""
    db, stamp = desk.store.read(), hall.isoformat(timespec="seconds")
    if abs(at - hall) > APART:
        confirmed = lists.meta(db, CONFIRMED)
        if not confirmed or abs(at - datetime.fromisoformat(confirmed)) > APART:
            _note(desk, {DIFFERS: f"{stamp} {at.isoformat(timespec='seconds')}"})
        return say(
            f"本机时间 {_shown(at)} 与大厅时间 {_shown(hall)} 相差太大：请校准本机时钟，"
            "校准或由负责人确认日期以前不能办理。",
            f"This machine says {_shown(at)}, the hall {_shown(hall)}. Set this machine's clock: nothing is "
            "written before it is right or a head confirms the date.",
        )
    if lists.meta(db, DIFFERS):
        _note(desk, {DIFFERS: "", PROVEN: stamp})
    elif stamp[:13] > lists.meta(db, PROVEN)[:13]:  # once an hour: a round that brings nothing writes nothing
        _note(desk, {PROVEN: stamp})
    return ""


def _note(desk: Desk, notes: dict[str, str]) -> None:
    with desk.store.write() as db:
        for key, value in notes.items():
            lists.set_meta(db, key, value)


def confirm(desk: Desk, by: Staff, at: datetime) -> ev.Recorded:
    """A head or supervisor, known by PIN, says that the date this machine shows is today's. Recorded; Refused else.

    This line alone may stand before the one above it: from here on dates are counted by it.
    """
    if by.role not in CONFIRMERS or by.temporary:
        raise refuse(Reason.NO_DELEGATION, name=by.name, step=by.role)
    if by.role == "head" and by.window != desk.settings.window:
        raise refuse(Reason.NOT_THIS_WINDOW, name=by.name, window=desk.settings.window)
    from windowdesk.desk import identity

    identity.take_new(desk, at)
    with desk.store.write() as db:
        last = register.last_at(db, desk.stream)
        made = ev.DateConfirmed(at.date(), last or at)
        place = identity.mark(desk, db, register.place_anyway(db, desk.stream, at))
        identity.copy_out(desk)
        hand = register.Hand(by.number, desk.settings.window)
        (written,) = register.append(db, place, hand, [ev.Happening("", made, "")], {})
        lists.set_meta(db, PROVEN, at.isoformat(timespec="seconds"))
        lists.set_meta(db, CONFIRMED, at.isoformat(timespec="seconds"))
        lists.set_meta(db, DIFFERS, "")
    desk.credible = at
    return written
