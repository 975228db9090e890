"""Lines that stand beside a case: what the hall office says of it, and steps that another register's line has."""

from __future__ import annotations

import sqlite3
from dataclasses import replace

from windowdesk.models import events as ev
from windowdesk.models.case import Case
from windowdesk.models.dispute import CLASH, CONFLICT, Claim, Ruled, Standing, ruled, standing
from windowdesk.models.wire import Entry, from_line
from windowdesk.store.codec import Origin, fact_of, recorded, upon, version_of

SAID, FALLEN = 1, 2
"""How the register marks them; a line of a case that stands is 0."""

KINDS = frozenset(kind.__name__ for kind in ev.VERDICTS)
INSERT = "INSERT INTO register (stream, seq, kind, case_id, version, line, hash, beside) VALUES (?,?,?,?,?,?,?,?)"
_PASSED_ON = ("CaseHandedOver", "CaseReassigned")
_ANY = "SELECT 1 FROM register WHERE beside > 0 AND case_id >= ? AND case_id < ? LIMIT 1"
_IDS = "SELECT DISTINCT case_id FROM register WHERE beside > 0 AND case_id >= ? AND case_id < ?"
# Two halves, each with an index of its own: no index holds every line of a case.
_CLAIMS = (
    "SELECT line, hash FROM register WHERE case_id = ? AND case_id <> '' AND beside = 0 "
    "UNION ALL SELECT line, hash FROM register WHERE case_id = ? AND beside > 0 AND version > 0"
)
_LINES = "SELECT line, hash, beside FROM register WHERE case_id = ? AND beside > 0 ORDER BY id"


def disputed(db: sqlite3.Connection, case_id: str) -> bool:
    """Whether anything stands beside a case or a question of it; hardly ever."""
    return db.execute(_ANY, (case_id, f"{case_id}.")).fetchone() is not None


def count(db: sqlite3.Connection) -> int:
    """How many lines stand beside cases."""
    return int(db.execute("SELECT count(*) FROM register WHERE beside > 0").fetchone()[0])


def cases(db: sqlite3.Connection) -> dict[str, None]:
    """Every case and question that something stands beside, and every case of such a question."""
    rows = db.execute("SELECT DISTINCT case_id FROM register WHERE beside > 0").fetchall()
    return dict.fromkeys(one for (case_id,) in rows for one in (case_id, case_id.partition("-")[0]))


def lines(db: sqlite3.Connection, case_id: str) -> list[tuple[ev.Recorded, bool]]:
    """What stands beside a case, and whether it is a step that fell or waits; verdicts are not."""
    rows = db.execute(_LINES, (case_id,)).fetchall()
    return [(recorded(from_line(line), line_hash), mark == FALLEN) for line, line_hash, mark in rows if _known(line)]


def _known(line: str) -> bool:
    return from_line(line).kind in ev.KINDS


def said(db: sqlite3.Connection, case_id: str) -> Ruled:
    """What the hall office has said of a case."""
    return ruled(case_id, [entry for entry, fallen in lines(db, case_id) if not fallen])


def claims(db: sqlite3.Connection, case_id: str) -> list[Claim]:
    """Every line that claims a step of a case."""
    rows = db.execute(_CLAIMS, (case_id, case_id)).fetchall()
    return [claim(from_line(line), line_hash) for line, line_hash in rows]


def claim(entry: Entry, line_hash: bytes) -> Claim:
    """A line as the claim it makes."""
    to = _to(entry) if entry.kind in _PASSED_ON else ""
    place = (version_of(entry.body), entry.stream, entry.seq)
    return Claim(*place, to, fact_of(entry, line_hash), upon(entry.body))


def claimed(db: sqlite3.Connection, case_id: str, version: int) -> list[tuple[Entry, Origin]]:
    """The lines that claim one step of a case, and the fact that each is."""
    rows = db.execute(
        "SELECT line, hash FROM register WHERE case_id=? AND case_id<>'' AND beside=0 AND version=? "
        "UNION ALL SELECT line, hash FROM register WHERE case_id=? AND beside>0 AND version=?",
        (case_id, version, case_id, version),
    )
    return [(entry, fact_of(entry, line_hash)) for line, line_hash in rows for entry in [from_line(line)]]


def _to(entry: Entry) -> str:
    event = recorded(entry).event
    return event.to if isinstance(event, ev.CaseHandedOver | ev.CaseReassigned) else ""


def settle(db: sqlite3.Connection, case_id: str) -> None:
    """Mark which lines of a case stand and which fell."""
    found = _standing(db, case_id)
    fallen = [one.place for one in claims(db, case_id) if one.place not in found.stands]
    change = "UPDATE register SET beside = ? WHERE stream = ? AND seq = ?"
    db.executemany(change, [(FALLEN, *place) for place in fallen])
    db.executemany(change, [(0, *place) for place in found.stands])


def _standing(db: sqlite3.Connection, case_id: str) -> Standing:
    return standing(claims(db, case_id), said(db, case_id).places, held="-" not in case_id)


def stopped(db: sqlite3.Connection, case_id: str) -> str:
    """Why a case or a question is stopped, or ""."""
    if _standing(db, case_id).contested:
        return CLASH
    return CONFLICT if said(db, case_id).open_conflict else ""


def marked(db: sqlite3.Connection, case: Case) -> Case:
    """The case with what stands beside it and beside what was asked for it."""
    if not disputed(db, case.id):
        return case
    own = said(db, case.id)
    ids = [row[0] for row in db.execute(_IDS, (case.id, f"{case.id}."))]
    why = {stopped(db, one) for one in ids}
    stop = CLASH if CLASH in why else CONFLICT if CONFLICT in why else ""
    return replace(case, stopped=stop, twins=own.twins, main=own.main, upon=last(db, case.id, case.version))


def last(db: sqlite3.Connection, case_id: str, version: int) -> Origin | None:
    """The fact that is a step of a case or a question."""
    query = "SELECT line, hash FROM register WHERE case_id=? AND case_id<>'' AND beside=0 AND version=?"
    found = db.execute(query, (case_id, version)).fetchone()
    return fact_of(from_line(found[0]), found[1]) if found else None
