"""Where each register stood at the end of a day: printed on the day's sheet, it anchors the register on paper."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from windowdesk.reports.places import window_of
from windowdesk.reports.register_days import LINE_DAY, Span

_LAST = f"""
SELECT r.seq, r.hash FROM register r WHERE r.stream = ? AND r.seq <= ? AND {LINE_DAY} <= ? ORDER BY r.seq DESC LIMIT 1
"""  # noqa: S608 - fixed parts only
_ACKNOWLEDGED = "SELECT seq FROM acknowledged WHERE stream = ?"
_PARKED = f"SELECT stream FROM parked r WHERE {LINE_DAY} <= ?"  # noqa: S608 - fixed parts only


@dataclass(frozen=True, slots=True)
class RegisterHead:
    """The last line of a register that was written by then, and the first eight digits of its hash."""

    stream: str
    seq: int
    head: str


def heads(db: sqlite3.Connection, day: date, found: list[Span], window: str = "") -> tuple[RegisterHead, ...]:
    """The ends of the registers known here; `found` are the day's spans."""
    ends = []
    for span in found:
        if window in ("", window_of(span.stream)):
            last = db.execute(_LAST, (span.stream, span.last, day.isoformat())).fetchone()
            if last:
                ends.append(RegisterHead(span.stream, last[0], last[1].hex()[:8]))
    return tuple(ends)


def unsynced(db: sqlite3.Connection, ends: Sequence[RegisterHead], own: Sequence[str]) -> int:
    """How many lines of the own registers, up to those ends, the hall has not acknowledged by now."""
    waiting = 0
    for end in ends:
        if end.stream in own:
            acknowledged = db.execute(_ACKNOWLEDGED, (end.stream,)).fetchone()
            waiting += max(0, end.seq - (acknowledged[0] if acknowledged else 0))
    return waiting


def parked(db: sqlite3.Connection, day: date, window: str = "") -> int:
    """How many lines up to that day were kept aside unread, and are in no figure."""
    return sum(window in ("", window_of(stream)) for (stream,) in db.execute(_PARKED, (day.isoformat(),)))
