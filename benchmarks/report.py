"""The day's report over a million cases, against the bare full aggregate of the same table in the same run.

The rows are those of a hall of fourteen windows in its fourth year: some thousand cases a working day, each decided
after a few days and served after a few more. Each case has two lines in its window's register, its receipt and its
closing, so that what a report reads of the registers is there to be found among all the rest.
"""

from __future__ import annotations

import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

CASES = 1_000_000
A_DAY = 1000
REPEATS = 7
LAST = date(2026, 11, 20)
PAST = LAST - timedelta(days=7)
_COLUMNS = (
    *("case_id", "version", "stream", "window", "department", "item_code", "item_name", "kind", "intake", "channel"),
    *("applicant_kind", "applicant_name", "applicant_number", "phone", "clerk", "status", "off_hours", "received_at"),
    *("received_on", "notice_due", "accepted_on", "deemed", "statutory_due", "promised_due", "serve_due", "next_due"),
    *("provisional", "finished_on", "outcome", "timing", "closed_on", "decision_due"),
)
_KINDS = ("承诺件", "承诺件", "即办件", "备案", "承诺件", "联办件")
_OUTCOMES = ("granted", "granted", "granted", "denied", "granted", "filed", "granted", "not_accepted")
_AGGREGATE = """
SELECT department, window, sum(received_on = :day), sum(finished_on = :day), sum(finished_on IS NULL)
FROM case_row GROUP BY 1, 2
"""


def _days() -> list[str]:
    """Every day from the first receipt until months after the last."""
    first = LAST - timedelta(days=(CASES - 1) // A_DAY)
    return [(first + timedelta(days=n)).isoformat() for n in range(CASES // A_DAY + 60)]


def _case(n: int, days: list[str]) -> tuple[tuple[object, ...], int | None]:
    """A row, and the day it was closed on counted from the first."""
    came, window = n // A_DAY, n % 14 + 1
    decided, served = came + n % 7, came + n % 7 + n * 31 % 5
    over, known = CASES // A_DAY, days[came]
    finished = days[decided] if decided < over else None
    outcome = _OUTCOMES[n % 8] if finished else None
    closed = served if served < over else None
    row = (f"{n:024d}", 9, f"510824-{window:03d}.1", f"{window:03d}", f"部门{window * 3 + n % 3:02d}", f"C{n % 80}")
    person = ("事项", _KINDS[n % 6], f"{n:024d}", "window", "person", "某人", f"{n:018d}", "13800000000", "1001")
    status = ("closed" if closed else "accepted", int(n % 50 == 0), f"{known}T09:00:00+08:00", known, days[came + 5])
    due = days[came + 6]
    times = (known, 0, days[came + 20], due, days[decided + 10], None if closed else due, 0, finished, outcome)
    return (
        *row,
        *person,
        *status,
        *times,
        "early" if n % 7 < 6 else "on_time",
        days[served] if closed else None,
        due,
    ), closed


def build(file: Path) -> sqlite3.Connection:
    """A store of CASES rows, opened anew; the indexes are made last, which is quicker and the same."""
    from windowdesk.store import schema

    db = sqlite3.connect(file, isolation_level=None)
    schema.migrate(db)
    for pragma in ("journal_mode=OFF", "synchronous=OFF", "temp_store=MEMORY", "cache_size=-500000"):
        db.execute(f"PRAGMA {pragma}")
    indexes = db.execute(
        "SELECT name, sql FROM sqlite_master WHERE type='index' AND sql<>'' AND tbl_name IN ('case_row', 'register')"
    ).fetchall()
    for name, _ in indexes:
        db.execute(f"DROP INDEX {name}")
    days = _days()
    closed: dict[int, list[int]] = {}
    db.execute("BEGIN")

    def cases() -> Iterator[tuple[object, ...]]:
        for n in range(CASES):
            row, day = _case(n, days)
            if day is not None:
                closed.setdefault(day, []).append(n)
            yield row

    names = ",".join(_COLUMNS)
    db.executemany(f"INSERT INTO case_row ({names}) VALUES ({','.join('?' * len(_COLUMNS))})", cases())
    db.executemany(
        "INSERT INTO register (stream, seq, kind, case_id, version, line, hash) VALUES (?,?,?,?,?,?,?)",
        _lines(days, closed),
    )
    for _, sql in indexes:
        db.execute(sql)
    db.execute("COMMIT")
    db.close()
    return sqlite3.connect(file, isolation_level=None)


def _lines(days: list[str], closed: dict[int, list[int]]) -> Iterator[tuple[object, ...]]:
    """The registers day by day: what came in, then what was closed."""
    seqs = [0] * 15
    for day in range(CASES // A_DAY):
        received = range(day * A_DAY, (day + 1) * A_DAY)
        acts = [(n, "CaseReceived", 1) for n in received] + [(n, "CaseClosed", 9) for n in closed.get(day, ())]
        for n, kind, version in acts:
            window = n % 14 + 1
            seqs[window] += 1
            stream, seq = f"510824-{window:03d}.1", seqs[window]
            line = f"1\t{stream}\t{seq}\t{days[day]}T09:00:00+08:00\t{kind}\t{n:024d}\t部门\t{{}}"
            yield stream, seq, kind, f"{n:024d}", version, line, b""


def _medians(acts: list[Callable[[], object]]) -> list[float]:
    """Median seconds of each, taken in turn; the first round warms."""
    times: list[list[float]] = [[] for _ in acts]
    for repeat in range(REPEATS + 1):
        for act, taken in zip(acts, times, strict=True):
            start = time.perf_counter()
            act()
            if repeat:
                taken.append(time.perf_counter() - start)
    return [statistics.median(taken) for taken in times]


def measure() -> list[tuple[str, float, float]]:
    """(what is compared, ratio, goal) triples."""
    from windowdesk.reports.balance import check
    from windowdesk.reports.eod import read

    with tempfile.TemporaryDirectory() as folder:
        db = build(Path(folder) / "desk.db")
        try:
            if check(read(db, LAST)) or check(read(db, PAST)):
                raise RuntimeError("the reports to be measured do not add up")
            bare, today, past = _medians(
                [
                    lambda: db.execute(_AGGREGATE, {"day": LAST.isoformat()}).fetchall(),
                    lambda: read(db, LAST),
                    lambda: read(db, PAST),
                ]
            )
        finally:
            db.close()
    return [
        ("report of the day over 10⁶ cases ÷ bare full aggregate", today / bare, 0.1),
        ("report of a week ago over 10⁶ cases ÷ bare full aggregate", past / bare, 0.1),
    ]


if __name__ == "__main__":
    for name, ratio, goal in measure():
        print(f"{name}: {ratio:.3f} (goal {goal})")
