"""What a supervisor decides at the hall office: which of two goes on, and which window takes a case over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from windowdesk.desk import identity
from windowdesk.desk.office import at_office
from windowdesk.models import events as ev
from windowdesk.models.acts import handing
from windowdesk.models.dispute import CONFLICT, Place
from windowdesk.models.office import window_of
from windowdesk.models.refusal import Reason, refuse
from windowdesk.models.rules import licensing, permits
from windowdesk.store import arrivals, beside, judged, register

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from windowdesk.desk.door import Desk
    from windowdesk.models.parties import Staff


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two: a case or a line, its register and window, and what the order is judged by.

    `position` is its place in hall order, 0 when the hall was not read; `reached_at` the hall's clock then.
    """

    name: str
    stream: str
    window: str
    position: int = 0
    reached_at: str = ""
    received_at: str = ""
    accepted_at: str = ""
    said: str = ""


@dataclass(frozen=True, slots=True)
class Dispute:
    """What the office found, how it stands, and by which rule it is to be ruled.

    `kind` is duplicate, number, version or twice; `state` is told (nothing left to do), open, or ruled; `first` is
    the side that the rule puts first, by its name.
    """

    kind: str
    case_id: str
    state: str
    sides: tuple[Side, ...]
    rule: str
    first: str
    found_on: str


def disputes(desk: Desk) -> list[Dispute]:
    """Everything the office has said of cases, those that wait for a supervisor first."""
    at_office(desk)
    db, found, seen = desk.store.read(), [], set[frozenset[str]]()
    for case_id in beside.cases(db):
        for entry, fallen in beside.lines(db, case_id):
            if fallen:
                continue
            if isinstance(entry.event, ev.DuplicateFound):
                pair = frozenset((case_id, entry.event.other))
                if pair not in seen:
                    seen.add(pair)
                    found.append(_duplicate(db, case_id, entry.event))
            elif isinstance(entry.event, ev.VersionClash | ev.NumberClash | ev.DecidedTwice):
                found.append(_lines(db, case_id, entry.event))
    return sorted(found, key=lambda one: (one.state != "open", one.found_on, one.case_id))


def _duplicate(db: sqlite3.Connection, case_id: str, event: ev.DuplicateFound) -> Dispute:
    rows = [row for one in (case_id, event.other) for row in judged.receipts(db, one)[:1]]
    sides = tuple(
        Side(
            row.case_id,
            row.stream,
            window_of(row.stream),
            row.position,
            row.reached_at,
            row.received_at,
            row.accepted_at,
        )
        for row in sorted(rows, key=lambda row: row.position)
    )
    limited = any(row.limited for row in rows)
    ruled = any(isinstance(one.event, ev.DuplicateRuled) for one, _ in beside.lines(db, case_id))
    first = min(sides, key=lambda side: _order(side, limited=limited)).name if sides else ""
    rule = permits.ORDER_OF_ACCEPTANCE if limited else licensing.ONE_WINDOW
    return Dispute("duplicate", case_id, "ruled" if ruled else "open", sides, rule, first, event.on.isoformat())


def _order(side: Side, *, limited: bool) -> tuple[str, str, int]:
    """第五十七条: where numbers are limited, the order of acceptance; else the earlier receipt. Then hall order."""
    accepted = side.accepted_at or "9999"
    return (accepted if limited else side.received_at, side.received_at, side.position)


def _lines(db: sqlite3.Connection, case_id: str, event: ev.VersionClash | ev.NumberClash | ev.DecidedTwice) -> Dispute:
    ruled = {one.event.version for one, _ in beside.lines(db, case_id) if isinstance(one.event, ev.ClashRuled)}
    said = {one.place: one.said for one in judged.decided(db, case_id)}
    if isinstance(event, ev.DecidedTwice):
        waits = event.effect == CONFLICT and event.version not in ruled
        state = "open" if waits else "ruled" if event.version in ruled else "told"
        places: Sequence[Place] = (event.first, event.second)
        kind = "twice"
    else:
        version = event.version if isinstance(event, ev.VersionClash) else 1
        places = ((event.stream, event.seq), *event.fallen)
        state, kind = ("ruled" if version in ruled else "told"), "version" if version > 1 else "number"
    sides = tuple(
        Side(f"{stream}/{seq}", stream, window_of(stream), judged.position(db, case_id, (stream, seq)),
             said=said.get((stream, seq), ""))
        for stream, seq in places
    )  # fmt: skip
    return Dispute(kind, case_id, state, sides, licensing.ONE_WINDOW, sides[0].name, event.on.isoformat())


def rule_duplicate(desk: Desk, case_id: str, main: str, reason: str, by: Staff, at: datetime) -> None:
    """Say which of two cases of one application goes on. Raises Refused."""
    number = _ruling(desk, by, reason)
    identity.speak_last(desk, at)
    with desk.store.write() as db:
        twins = beside.said(db, case_id).twins
        other = case_id if main != case_id else next(iter(twins), "")
        if main not in (case_id, *twins) or not other:
            raise refuse(Reason.NO_DISPUTE, licensing.ONE_WINDOW, case=case_id, other=main)
        found = _duplicate(db, case_id, ev.DuplicateFound(main if main != case_id else other, "", at.date()))
        event = ev.DuplicateRuled(main, other, reason, number, at.date(), (found.rule,))
        _say(desk, db, [ev.Happening(one, event, judged.department(db, one)) for one in (main, other)], number, at)


def rule_clash(desk: Desk, case_id: str, stream: str, reason: str, by: Staff, at: datetime) -> None:
    """Say which register's step stands, with what was written on top of it. Raises Refused."""
    number = _ruling(desk, by, reason)
    identity.speak_last(desk, at)
    with desk.store.write() as db:
        ruled = beside.said(db, case_id)
        versions = [ruled.open_conflict] if ruled.open_conflict else sorted(ruled.places, reverse=True)
        claims = [one for one in judged.claims(db, case_id) if one.stream == stream]
        found = next(
            ((one.version, one.place) for version in versions for one in claims if one.version == version), None
        )
        if found is None and any(one.first[0] == stream for one in _conflicts(db, case_id)):
            # What was decided on top of the line that stands: that line is named, which another register may have.
            found = (versions[0], ruled.places[versions[0]])
        if found is None:
            raise refuse(Reason.NO_DISPUTE, licensing.ONE_WINDOW, case=case_id, other=stream)
        version, place = found
        event = ev.ClashRuled(version, *place, reason, number, at.date(), (licensing.ONE_WINDOW,))
        _say(desk, db, [ev.Happening(case_id, event, judged.department(db, case_id))], number, at)


def _conflicts(db: sqlite3.Connection, case_id: str) -> list[ev.DecidedTwice]:
    return [one.event for one, _ in beside.lines(db, case_id) if isinstance(one.event, ev.DecidedTwice)]


def _ruling(desk: Desk, by: Staff, reason: str) -> str:
    number = handing.supervisor(desk.setting, by)
    if not reason.strip():
        raise refuse(Reason.REASON_MISSING, licensing.ONE_WINDOW)
    return number


def _say(desk: Desk, db: sqlite3.Connection, said: list[ev.Happening], by: str, at: datetime) -> None:
    place = register.place(db, desk.stream, at)
    arrivals.note(db, place, register.Hand(by, desk.settings.window), said)


def reassign(desk: Desk, case_id: str, to: str, reason: str, by: Staff, at: datetime) -> ev.Recorded:
    """Give a case to another window, whose register then goes on with it. Raises Refused."""
    desk.ready(at)
    with desk.store.write() as db:
        handing.supervisor(desk.setting, by)
        case = register.load(db, case_id)
        if case is None:
            raise refuse(Reason.CASE_UNKNOWN, case=case_id)
        event = handing.reassign(case, to, reason, by, at.date(), desk.setting)
        place = register.place(db, desk.stream, at)
        hand = register.Hand(by.number, desk.settings.window)
        happening = ev.Happening(case_id, event, case.item.department)
        return register.append(db, place, hand, [happening], {case_id: case})[0]
