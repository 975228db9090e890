"""Which papers were issued that day, and which were printed again."""

from __future__ import annotations

import sqlite3
from collections import Counter
from dataclasses import dataclass
from datetime import date

from windowdesk.models.wire import from_line
from windowdesk.reports.places import window_of
from windowdesk.reports.register_days import IN_SPANS, LINE_DAY, Span, as_json

_DRAWN = """
SELECT coalesce(c.department, o.department, p.department), p.window, p.kind, count(*) FROM paper_row p
LEFT JOIN case_row c ON c.case_id = p.case_id LEFT JOIN opinion_row o ON o.opinion_id = p.case_id
WHERE p.drawn_on = :day AND p.case_id <> '' AND (:window = '' OR p.window = :window) GROUP BY 1, 2, 3
"""
_CASELESS = """
SELECT r.line, p.window, p.kind FROM paper_row p JOIN register r ON r.stream = p.stream AND r.seq = p.seq
WHERE p.drawn_on = :day AND p.case_id = '' AND (:window = '' OR p.window = :window)
"""
_AGAIN = f"SELECT r.line FROM {IN_SPANS} WHERE r.kind = 'PaperReprinted' AND {LINE_DAY} = :day"  # noqa: S608
_PAPER = """
SELECT coalesce(c.department, o.department, p.department), p.kind FROM paper_row p
LEFT JOIN case_row c ON c.case_id = p.case_id LEFT JOIN opinion_row o ON o.opinion_id = p.case_id WHERE p.number = ?
"""


@dataclass(frozen=True, slots=True)
class Papers:
    """Papers of one kind: `number` issued, `again` printed again, on whatever day they were issued."""

    department: str
    window: str
    kind: str
    again: int
    number: int


def papers(db: sqlite3.Connection, day: date, found: list[Span], window: str = "") -> tuple[Papers, ...]:
    """The papers of a day by kind; `found` are the day's spans. A reprint counts at the window that printed it."""
    asked = {"day": day.isoformat(), "window": window}
    drawn: Counter[tuple[str, str, str]] = Counter({row[:3]: row[3] for row in db.execute(_DRAWN, asked)})
    drawn.update((from_line(line).audience, at, kind) for line, at, kind in db.execute(_CASELESS, asked))
    again: Counter[tuple[str, str, str]] = Counter()
    for (line,) in db.execute(_AGAIN, {"day": day.isoformat(), "spans": as_json(found)}).fetchall():
        entry = from_line(line)
        at = window_of(entry.stream)
        paper = db.execute(_PAPER, (entry.data()["event"]["paper_no"],)).fetchone()
        if window in ("", at):
            again[(paper[0], at, paper[1]) if paper else ("", at, "")] += 1
    return tuple(Papers(*place, again[place], drawn[place]) for place in sorted(drawn.keys() | again.keys()))
