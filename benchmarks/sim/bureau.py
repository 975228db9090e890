"""What the hall office does: its supervisor rules, passes cases on and publishes; its sync gives verdicts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from random import Random

from benchmarks.sim.desks import SimDesk
from benchmarks.sim.lives import Intent, Written
from windowdesk.desk import identity, office, ruling
from windowdesk.hall.interface import Hall
from windowdesk.models import events as ev
from windowdesk.models.parties import Window
from windowdesk.models.wire import from_line
from windowdesk.store import hallfile, lineage, register
from windowdesk.store.codec import origin_of, recorded

SUPERVISOR = "1004"
TOLD = ("window", "013")
"""The part that is published again and again: nobody sits at that window."""


def choose(desk: SimDesk, rng: Random) -> Intent:
    """What is done next at the office."""
    lot, pick = rng.random(), rng.random()
    found = ruling.disputes(desk)
    waiting = [one for one in found if one.state == "open"]
    if lot < 0.2:
        return publication(f"0839-{rng.randrange(10**7):07d}")
    if found and lot < 0.75:
        one = rng.choice(waiting or found)
        return decision(one, one.first if pick < 0.7 or not one.sides else rng.choice(one.sides).name)
    rows = desk.store.read().execute("SELECT case_id FROM case_row WHERE closed_on IS NULL ORDER BY id").fetchall()
    if rows:
        return passing(rng.choice(rows)[0], rng.choice(("007", "015", "015", "008")))
    return publication("0839-0000013")


def decision(one: ruling.Dispute, side: str) -> Intent:
    """The supervisor decides a dispute for the side of that name."""

    def done(desk: SimDesk, at: datetime) -> None:
        by = desk.setting.staff[SUPERVISOR]
        if one.kind == "duplicate":
            ruling.rule_duplicate(desk, one.case_id, side, "先收件", by, at)
        else:
            ruling.rule_clash(desk, one.case_id, side.partition("/")[0], "先到大厅", by, at)

    return _written(done)


def passing(case_id: str, to: str) -> Intent:
    """The supervisor gives a case to another window."""
    return _written(lambda desk, at: ruling.reassign(desk, case_id, to, "窗口停办", desk.setting.staff[SUPERVISOR], at))


def publication(phone: str) -> Intent:
    """A window's telephone number is published."""

    def done(desk: SimDesk, at: datetime) -> None:
        identity.speak_last(desk, at)
        with desk.store.write() as db:
            told = hallfile.load(db, "window", Window)[TOLD[1]]
            hallfile.save(db, {TOLD: replace(told, phone=phone)})
            office.publish(desk, at, desk.setting.staff[SUPERVISOR])

    return _written(done)


def rulings(desk: SimDesk) -> list[Intent]:
    """Everything that waits for the supervisor, decided by the rule."""
    return [decision(one, one.first) for one in ruling.disputes(desk) if one.state == "open"]


def _written(done: Callable[[SimDesk, datetime], object]) -> Intent:
    def asked(desk: SimDesk, at: datetime) -> list[Written]:
        before = register.head(desk.store.read(), desk.stream)[0]
        done(desk, at)
        return list(written(desk, desk.stream, before))

    return asked


def written(desk: SimDesk, stream: str, after: int) -> Iterator[Written]:
    """The desk's own lines of a register after a number."""
    query = "SELECT stream, seq, hash, case_id, kind FROM register WHERE stream=? AND seq>? AND seq<=? ORDER BY seq"
    return (Written(*row) for row in desk.store.read().execute(query, (stream, after, _until(desk, stream))))


def _until(desk: SimDesk, stream: str) -> int:
    """The last line of a register that is the desk's own, should another machine have gone on with it."""
    return lineage.ends(desk.store.read()).get(stream, lineage.OPEN)


def unjust(desk: SimDesk, hall: Hall, stream: str, after: int) -> Iterator[str]:
    """Verdicts after a number of the office's register that the hall's order does not bear out, as it is now."""
    until = _until(desk, stream)
    verdicts = [
        (entry.case_id, recorded(entry).event)
        for line in register.lines(desk.store.read(), stream, after)
        for entry in [from_line(line)]
        if entry.seq <= until and entry.kind in ("VersionClash", "NumberClash") and not origin_of(entry.body)
    ]
    if not verdicts:
        return
    reached = {(one.stream, one.seq): one.position for one in hall.events()}
    for case_id, event in verdicts:
        if not isinstance(event, ev.VersionClash | ev.NumberClash):
            continue
        first, *rest = (reached.get(place, 0) for place in ((event.stream, event.seq), *event.fallen))
        if not first or any(first > other for other in rest):
            yield f"{event} of {case_id}: it reached the hall as line {first}, the others as {rest}"
