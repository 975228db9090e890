"""Whether a day's figures add up: what was there, came and went, counted again without looking at kind or outcome."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from windowdesk.reports.finished import OUTCOMES, RETURNS, TIMINGS
from windowdesk.reports.pending import STANDINGS
from windowdesk.reports.places import KINDS, Place, count

if TYPE_CHECKING:
    from windowdesk.reports.eod import Figures

_ASK = """
SELECT own, department, window, sum(opening), sum(received), sum(ended), sum(closing) FROM (
    SELECT department, window, channel = 'ex_officio' AS own, 0 AS opening, 1 AS received, 0 AS ended, 0 AS closing
    FROM case_row WHERE received_on = :day
    UNION ALL SELECT department, window, channel = 'ex_officio', 0, 0, 1, 0 FROM case_row WHERE finished_on = :day
    UNION ALL SELECT department, window, channel = 'ex_officio', received_on < :day, 0, 0, 1
    FROM case_row WHERE finished_on IS NULL AND received_on <= :day
    UNION ALL SELECT department, window, channel = 'ex_officio', received_on < :day, 0, 0, finished_on > :day
    FROM case_row WHERE finished_on >= :day AND +received_on <= :day
) WHERE :window = '' OR window = :window GROUP BY 1, 2, 3
"""


@dataclass(frozen=True, slots=True)
class Movement:
    """Matters under way at the end of the day before, received, ended, and under way at the end of the day."""

    department: str
    window: str
    opening: int
    received: int
    ended: int
    closing: int


@dataclass(frozen=True, slots=True)
class Imbalance:
    """Two counts of one thing that differ. `what` is movement, opening, received, off_hours, outcomes, timings,
    pending, proceedings or payments; `counted` is the plain count, `summed` what the report's figures make."""

    department: str
    window: str
    what: str
    counted: int
    summed: int


def movements(db: sqlite3.Connection, day: date, window: str = "") -> tuple[tuple[Movement, ...], tuple[Movement, ...]]:
    """The plain counts of a day, a row a place: of applications, and of what the organs themselves opened (依职权)."""
    rows = db.execute(_ASK, {"day": day.isoformat(), "window": window}).fetchall()
    applied, own = ([Movement(*row[1:]) for row in rows if row[0] == kind] for kind in (0, 1))
    return tuple(applied), tuple(own)


def check(figures: Figures) -> tuple[Imbalance, ...]:
    """Every sum of a day's figures that does not hold, place by place."""
    plain = {Place(one.department, one.window): one for one in figures.movements}
    found = []
    for place in figures.places:
        moved = plain.get(place) or Movement(*place, 0, 0, 0, 0)
        for what, counted, summed in _sums(figures, place, moved):
            if counted != summed:
                found.append(Imbalance(*place, what, counted, summed))
    return tuple(found)


def _sums(figures: Figures, place: Place, moved: Movement) -> list[tuple[str, int, int]]:
    returned = sum(count(figures.finished, place, outcome=outcome) for outcome in RETURNS)
    outcomes = sum(count(figures.finished, place, outcome=outcome) for outcome in OUTCOMES)
    timings = sum(
        count(figures.finished, place, outcome=outcome, timing=timing) for outcome in OUTCOMES for timing in TIMINGS
    )
    late = count(figures.received, place, "off_hours")
    own = [count(figures.proceedings, place, field) for field in ("opening", "received", "ended", "closing")]
    return [
        ("movement", moved.opening + moved.received, moved.ended + moved.closing),
        ("opening", moved.opening, sum(count(figures.opening, place, kind=kind) for kind in KINDS)),
        ("received", moved.received, sum(count(figures.received, place, kind=kind) for kind in KINDS)),
        ("off_hours", min(late, moved.received), late),
        ("outcomes", moved.ended, outcomes + returned),
        ("timings", moved.ended, timings + returned),
        ("pending", moved.closing, sum(count(figures.pending, place, standing=one) for one in STANDINGS)),
        ("proceedings", own[0] + own[1], own[2] + own[3]),
        ("payments", count(figures.fees, place, "paid_fen"), count(figures.payments, place, "fen")),
    ]
