"""PINs as hashes, and the count of wrong ones."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime, timedelta

MAX_FAILURES = 5
LOCKED_FOR = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Pin:
    """What is kept of a PIN."""

    phc: str
    failures: int
    locked_until: str


def pin(db: sqlite3.Connection, staff: str) -> Pin | None:
    """The PIN record of a member of staff, or None when none was ever set."""
    found = db.execute("SELECT phc, failures, locked_until FROM pin WHERE staff=?", (staff,)).fetchone()
    return Pin(*found) if found else None


def set_pin(db: sqlite3.Connection, staff: str, phc: str) -> None:
    """Set a PIN anew; old failures are forgotten."""
    db.execute("INSERT OR REPLACE INTO pin VALUES (?,?,0,'')", (staff, phc))


def count_attempt(db: sqlite3.Connection, staff: str, right: bool, at: datetime) -> None:
    """Note a right or wrong PIN; after MAX_FAILURES wrong ones the person is locked for LOCKED_FOR."""
    if right:
        db.execute("UPDATE pin SET failures=0, locked_until='' WHERE staff=? AND failures>0", (staff,))
        return
    until = (at + LOCKED_FOR).isoformat(timespec="seconds")
    db.execute(
        "UPDATE pin SET failures=failures+1, locked_until=CASE WHEN (failures+1) % ?=0 THEN ? ELSE locked_until END "
        "WHERE staff=?",
        (MAX_FAILURES, until, staff),
    )
