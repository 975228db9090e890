"""What the hall office says, a line of a situation each: a sample of every kind, written as its desk writes it."""

from __future__ import annotations

import sqlite3
from datetime import date
from typing import TYPE_CHECKING

from windowdesk.desk import Done
from windowdesk.models import events as ev
from windowdesk.models.catalogue import Item
from windowdesk.models.wire import EVERYBODY, GENESIS, Entry, chain, to_line
from windowdesk.store import arrivals, register
from windowdesk.store.codec import body_of

if TYPE_CHECKING:
    from steps import Play, Step

DAY = date(2026, 11, 23)
CASE, TWIN = "510824202611230071000173", "510824202611230151000145"
CITES = ("行政许可法 第二十六条第一款",)
FIRST, SECOND = ("510824-007.1", 6), ("510824-015.1", 4)

SAMPLES: dict[str, ev.Event] = {
    "HallPublished": ev.HallPublished(
        (ev.HallPart("standin", "1001/015/2026-11-23", {"staff": "1001", "window": "015", "valid_from": "2026-11-23",
                                                       "valid_to": "2026-11-30", "instrument": "顶岗〔2026〕1号"}),),
        (("staff", "1999"),),
    ),
    "ItemsPublished": ev.ItemsPublished((Item("DEM-1", "演示事项", "市场监督管理局"),), (("DEM-2", "2026-01-01"),)),
    "CalendarPublished": ev.CalendarPublished(2027, ((date(2027, 1, 1), False, "元旦"),), ("国办发明电〔2026〕0号",)),
    "TariffPublished": ev.TariffPublished(((DAY, "省内", 1000),), ((DAY, "省外"),)),
    "VersionClash": ev.VersionClash(5, *FIRST, (SECOND,), DAY, CITES),
    "NumberClash": ev.NumberClash(*FIRST, (SECOND,), DAY, CITES),
    "DecidedTwice": ev.DecidedTwice("decision", 5, FIRST, SECOND, "conflict", DAY, CITES),
    "ClashRuled": ev.ClashRuled(5, *FIRST, "查明事实", "1004", DAY, CITES),
    "DuplicateFound": ev.DuplicateFound(TWIN, "015", DAY, CITES),
    "DuplicateRuled": ev.DuplicateRuled(CASE, TWIN, "先收件", "1004", DAY, CITES),
    "CaseReassigned": ev.CaseReassigned("007", "窗口机器损坏", DAY, CITES),
}  # fmt: skip


def say(play: Play, step: Step) -> Done:
    """Write one of them. The case is of another desk: the office has not read of it, and has no row of it."""
    event, desk = SAMPLES[step.word()], play.desk
    with desk.store.write() as db:
        place, hand = register.place(db, desk.stream, step.at), register.Hand("", desk.settings.window)
        if isinstance(event, ev.VERDICTS):
            arrivals.note(db, place, hand, [ev.Happening(CASE, event, "市场监督管理局")])
        elif isinstance(event, ev.CaseReassigned):
            _sixth(db, place, event)
        else:
            register.append(db, place, hand, [ev.Happening("", event, EVERYBODY)], {})
    return Done(())


def rule_duplicate(play: Play, step: Step) -> Done:
    """裁定: the office, whose line arrives here, has ruled that a case goes on in another."""
    case_id, stream = play.case_id(step), "510824-000.1"
    event = ev.DuplicateRuled(TWIN, case_id, "先收件", "1004", step.at.date(), CITES)
    body = body_of(event, "1004", "000", 0)
    line = to_line(Entry(stream, 1, step.at.isoformat(), "DuplicateRuled", case_id, "市场监督管理局", body))
    with play.desk.store.write() as db:
        arrivals.absorb(db, [(stream, 1, line, chain(GENESIS, line))], [play.desk.stream])
    return Done(())


def _sixth(db: sqlite3.Connection, place: register.Place, event: ev.CaseReassigned) -> None:
    """The sixth step of the case."""
    stream, seq = place.stream, place.seq + 1
    body = body_of(event, "1004", "000", 6)
    line = to_line(Entry(stream, seq, place.at.isoformat(), "CaseReassigned", CASE, "市场监督管理局", body))
    values = (stream, seq, "CaseReassigned", CASE, 6, line, chain(place.hash, line))
    db.execute("INSERT INTO register (stream, seq, kind, case_id, version, line, hash) VALUES (?,?,?,?,?,?,?)", values)
