"""The durable print queue: a paper waits here from the moment it exists until a printer has it."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from windowdesk.models import events as ev
from windowdesk.models.wire import from_line
from windowdesk.store.codec import recorded


@dataclass(frozen=True, slots=True)
class Job:
    """A row of the queue. `state` is queued, printing, failed, held (a person must look) or done."""

    id: int
    paper_no: str
    copy: int
    created_at: str
    state: str
    tries: int
    next_at: str
    error: str


_COLUMNS = "id, paper_no, copy, created_at, state, tries, next_at, error"


def waiting(db: sqlite3.Connection, now: datetime, limit: int = 50) -> list[Job]:
    """Jobs whose time has come, oldest first."""
    rows = db.execute(
        f"SELECT {_COLUMNS} FROM print_job WHERE state NOT IN ('done', 'held') AND next_at<=? ORDER BY id LIMIT ?",  # noqa: S608
        (now.isoformat(timespec="seconds"), limit),
    )
    return [Job(*row) for row in rows]


def unfinished(db: sqlite3.Connection) -> int:
    """How many papers the desk will still print. One that is held waits for a person, not for the printer."""
    found = db.execute("SELECT count(*) FROM print_job WHERE state NOT IN ('done', 'held')").fetchone()
    return int(found[0])


def mark(db: sqlite3.Connection, job: int, state: str, *, next_at: str = "", error: str = "") -> None:
    """Change a job's state; a failure counts as a try."""
    failed = int(bool(error))
    db.execute(
        "UPDATE print_job SET state=?, tries=tries+?, next_at=CASE WHEN ?='' THEN next_at ELSE ? END, error=? "
        "WHERE id=?",
        (state, failed, next_at, next_at, error[:500], job),
    )


def left_over(db: sqlite3.Connection, limit: int) -> list[tuple[str, str]]:
    """Papers not known to be out, newest first: number and case."""
    rows = db.execute(
        "SELECT j.paper_no, coalesce(p.case_id, '') FROM print_job j LEFT JOIN paper_row p ON p.number=j.paper_no "
        "WHERE j.state NOT IN ('done', 'held') ORDER BY j.id DESC LIMIT ?",
        (limit,),
    )
    return [(str(number), str(case_id)) for number, case_id in rows]


def settle_recovered(db: sqlite3.Connection, day: str, why: str) -> int:
    """After a recovery: papers made before `day` are out, those of that day and later are held. Returns how many."""
    db.execute("UPDATE print_job SET state='done' WHERE created_at<?", (day,))
    return db.execute("UPDATE print_job SET state='held', error=? WHERE created_at>=?", (why, day)).rowcount


def hold_orphans(db: sqlite3.Connection, why: str) -> None:
    """Hold the jobs of papers the register no longer lists."""
    db.execute(
        "UPDATE print_job SET state='held', error=? WHERE state<>'done' "
        "AND paper_no NOT IN (SELECT number FROM paper_row)",
        (why,),
    )


def paper(db: sqlite3.Connection, number: str) -> ev.Recorded | None:
    """The register entry that drew a paper, or None."""
    found = db.execute(
        "SELECT r.line, r.hash FROM paper_row p JOIN register r ON r.stream=p.stream AND r.seq=p.seq WHERE p.number=?",
        (number,),
    ).fetchone()
    return recorded(from_line(found[0]), found[1]) if found else None
