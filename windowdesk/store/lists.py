"""The lists screens and commands ask for, each one query."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import date
from typing import Any

from windowdesk.models.permits import Bar
from windowdesk.models.rows import CaseRow, OpinionRow, PaperRow, SyncState
from windowdesk.store import lineage, search

_CASE = (
    "id, case_id, applicant_name, item_name, kind, status, held, department, clerk, received_at, next_due, "
    "provisional, timing, off_hours, stream, waits_on, way, green, stopped"
)
_OPINION = (
    "opinion_id, case_id, kind, department, lead_window, item_name, applicant, due, provisional, answer, reasons, "
    "signer, answered_on"
)


def _row(values: tuple[Any, ...]) -> CaseRow:
    running = date.fromisoformat(values[10]) if values[10] else None
    rest = (running, bool(values[11]), values[12] or "", bool(values[13]), *values[14:17], bool(values[17]), values[18])
    return CaseRow(*(values[:10] + rest))


def open_cases(
    db: sqlite3.Connection, *, window: str = "", clerk: str = "", offset: int = 0, limit: int = 64
) -> list[CaseRow]:
    """Open cases, those whose clock runs out first on top; those one window has now, or of one clerk, when told."""
    where, values = "", []
    if window:
        where += " AND held=?"
        values.append(window)
    if clerk:
        where += " AND clerk=?"
        values.append(clerk)
    rows = db.execute(
        f"SELECT {_CASE} FROM case_row WHERE closed_on IS NULL{where} "  # noqa: S608 - fixed parts only
        "ORDER BY next_due IS NULL, next_due, id LIMIT ? OFFSET ?",
        (*values, limit, offset),
    )
    return [_row(row) for row in rows]


def count_open(db: sqlite3.Connection, *, window: str = "", clerk: str = "") -> int:
    """How many cases `open_cases` would list."""
    rows = db.execute(
        "SELECT count(*) FROM case_row WHERE closed_on IS NULL AND (?='' OR held=?) AND (?='' OR clerk=?)",
        (window, window, clerk, clerk),
    )
    return int(rows.fetchone()[0])


def newest(db: sqlite3.Connection, *, before: int | None = None, limit: int = 64) -> list[CaseRow]:
    """All cases, newest first, below a row id."""
    bound = before if before is not None else 1 << 62
    rows = db.execute(
        f"SELECT {_CASE} FROM case_row WHERE id<? ORDER BY id DESC LIMIT ?",  # noqa: S608
        (bound, limit),
    )
    return [_row(row) for row in rows]


def found(db: sqlite3.Connection, text: str, *, limit: int = 20, before: int | None = None) -> list[CaseRow]:
    """The cases a search text may mean, newest first."""
    ids = search.find_ids(db, text, limit, before)
    rows = db.execute(
        f"SELECT {_CASE} FROM case_row WHERE id IN ({','.join('?' * len(ids))}) ORDER BY id DESC",  # noqa: S608
        ids,
    )
    return [_row(row) for row in rows]


def case_row(db: sqlite3.Connection, case_id: str) -> CaseRow | None:
    """The row of one case."""
    values = db.execute(f"SELECT {_CASE} FROM case_row WHERE case_id=?", (case_id,)).fetchone()  # noqa: S608
    return _row(values) if values else None


def open_case_of(db: sqlite3.Connection, applicant_number: str, item_code: str) -> str:
    """The open case of the same applicant and item, or ""."""
    values = db.execute(
        "SELECT case_id FROM case_row WHERE applicant_number=? AND item_code=? AND closed_on IS NULL LIMIT 1",
        (applicant_number, item_code),
    ).fetchone()
    return str(values[0]) if values else ""


def waiting_for_time(db: sqlite3.Connection, stream: str, today: date) -> list[str]:
    """Own cases that time alone has changed: a notice, corrections, promised materials or a renewal ran out."""
    rows = db.execute(
        "SELECT case_id FROM case_row "
        "WHERE lapse_on IS NOT NULL AND closed_on IS NULL AND stream IN (?,?) AND lapse_on<?",
        (stream, _desk(stream), today.isoformat()),
    )
    return [row[0] for row in rows]


def open_ids(db: sqlite3.Connection, stream: str) -> list[str]:
    """Every open case that the desk of a register goes on with."""
    query = "SELECT case_id FROM case_row WHERE closed_on IS NULL AND stream IN (?,?) ORDER BY id"
    return [row[0] for row in db.execute(query, (stream, _desk(stream)))]


def _desk(stream: str) -> str:
    """The holder of a case that was handed over: division-window, whatever the incarnation."""
    return stream.rpartition(".")[0]


def opinion_ids(db: sqlite3.Connection, case_id: str) -> list[str]:
    """The opinions asked for a case, in the order they were asked."""
    rows = db.execute("SELECT opinion_id FROM opinion_row WHERE case_id=? ORDER BY opinion_id", (case_id,))
    return [row[0] for row in rows]


def opinions_waiting(db: sqlite3.Connection, departments: Iterable[str]) -> list[OpinionRow]:
    """Questions and copies that wait for these departments, the first due on top."""
    names = list(departments)
    rows = db.execute(
        f"SELECT {_OPINION} FROM opinion_row WHERE answer IN ('', 'forward') "  # noqa: S608 - placeholders only
        f"AND department IN ({','.join('?' * len(names))}) ORDER BY due, opinion_id",
        names,
    )
    return [_opinion(row) for row in rows]


def opinions_of(db: sqlite3.Connection, case_id: str) -> list[OpinionRow]:
    """The opinions and copies of a case as rows."""
    rows = db.execute(f"SELECT {_OPINION} FROM opinion_row WHERE case_id=? ORDER BY opinion_id", (case_id,))  # noqa: S608
    return [_opinion(row) for row in rows]


def _opinion(v: tuple[Any, ...]) -> OpinionRow:
    answered = date.fromisoformat(v[12]) if v[12] else None
    return OpinionRow(
        *(v[0], v[1], v[2], v[3], v[4], v[5], v[6]), date.fromisoformat(v[7]), bool(v[8]), v[9], v[10], v[11], answered
    )


def permit(db: sqlite3.Connection, number: str) -> tuple[str, str] | None:
    """The case and the state of a certificate, or None when this hall did not issue it."""
    values = db.execute("SELECT case_id, state FROM permit_row WHERE number=? AND case_id<>''", (number,)).fetchone()
    return (str(values[0]), str(values[1])) if values else None


def permit_ended(db: sqlite3.Connection, number: str) -> str:
    """How a certificate ended in this hall, whoever issued it: replaced, revoked or cancelled; "" while it is good."""
    values = db.execute("SELECT state FROM permit_row WHERE number=? AND state<>'valid'", (number,)).fetchone()
    return str(values[0]) if values else ""


def bars(db: sqlite3.Connection, applicant_number: str) -> tuple[Bar, ...]:
    """The bars on an applicant's number, past ones too."""
    rows = db.execute(
        "SELECT applicant_number, item_code, kind, until, article, case_id FROM bar_row WHERE applicant_number=?",
        (applicant_number,),
    )
    return tuple(Bar(r[0], r[1], r[2], date.fromisoformat(r[3]) if r[3] else None, r[4], r[5]) for r in rows)


def told_before(db: sqlite3.Connection, item_code: str) -> list[tuple[str, str, int]]:
    """What notices for an item found wrong before: material, what was wrong, how often; the commonest first."""
    rows = db.execute(
        "SELECT material, wrong, count(*) FROM deficiency_row WHERE item_code=? GROUP BY material, wrong "
        "ORDER BY count(*) DESC, material, wrong",
        (item_code,),
    )
    return [(str(r[0]), str(r[1]), int(r[2])) for r in rows]


def papers(db: sqlite3.Connection, case_id: str) -> list[PaperRow]:
    """The papers of a case with where each stands in the print queue."""
    rows = db.execute(
        "SELECT p.number, p.kind, p.drawn_at, p.by, p.seal_id, p.impression, p.copies, coalesce(j.state,''), "
        "coalesce(j.error,'') FROM paper_row p LEFT JOIN print_job j ON j.paper_no=p.number AND j.copy=p.copies "
        "WHERE p.case_id=? ORDER BY p.stream, p.seq",
        (case_id,),
    )
    return [PaperRow(*row) for row in rows]


def counter(db: sqlite3.Connection, series: str) -> int:
    """The last number issued in a series."""
    values = db.execute("SELECT value FROM counter WHERE series=?", (series,)).fetchone()
    return int(values[0]) if values else 0


def sync_state(db: sqlite3.Connection, stream: str) -> SyncState:
    """How much of the own register the hall has acknowledged."""
    written = db.execute("SELECT coalesce(max(seq),0) FROM register WHERE stream=?", (stream,)).fetchone()[0]
    written = min(int(written), lineage.ends(db).get(stream, lineage.OPEN))
    values = db.execute("SELECT seq, at FROM acknowledged WHERE stream=?", (stream,)).fetchone()
    return SyncState(int(written), int(values[0]), str(values[1])) if values else SyncState(int(written), 0, "")


def own_streams(db: sqlite3.Connection) -> tuple[str, ...]:
    """Every register this desk ever wrote, oldest first."""
    return lineage.own(db)


def strangers(db: sqlite3.Connection, after: int, kind: str) -> bool:
    """Whether a line after row `after` is of a register that no reference of that kind speaks of."""
    query = (
        "SELECT 1 FROM register WHERE id>? AND NOT EXISTS "
        "(SELECT 1 FROM reference WHERE kind=? AND code=register.stream) LIMIT 1"
    )
    return db.execute(query, (after, kind)).fetchone() is not None


def meta(db: sqlite3.Connection, key: str) -> str:
    """A note of the desk about itself."""
    values = db.execute("SELECT value FROM meta WHERE key=?", (key,)).fetchone()
    return str(values[0]) if values else ""


def set_meta(db: sqlite3.Connection, key: str, value: str) -> None:
    """Write a note of the desk about itself."""
    db.execute("INSERT OR REPLACE INTO meta VALUES (?,?)", (key, value))


def parked(db: sqlite3.Connection) -> list[tuple[str, int, str]]:
    """Lines that were kept aside: register, number, why."""
    return [tuple(row) for row in db.execute("SELECT stream, seq, why FROM parked ORDER BY stream, seq")]


def lines(db: sqlite3.Connection) -> int:
    """How many lines of registers this desk holds, its own and others'."""
    return int(db.execute("SELECT count(*) FROM register").fetchone()[0])


def integrity(db: sqlite3.Connection) -> str:
    """SQLite's own check of the file: "ok" or its first complaint."""
    return str(db.execute("PRAGMA integrity_check(1)").fetchone()[0])
