"""After a restore, in plain SQL: what the hall lacks of the lines a desk holds, and whose desk has come back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from windowdesk.hall.engine import Session
from windowdesk.hall.feeds import many
from windowdesk.hall.interface import Foreign, Salvaged
from windowdesk.hall.lines import LONGEST_NAME
from windowdesk.models.wire import from_line

GENERATION = "SELECT name FROM generation WHERE id = (SELECT max(id) FROM generation)"
GENERATIONS = "SELECT count(*) FROM generation"
HELD = "SELECT seq, hash FROM event WHERE stream = ? AND seq IN "
KEPT = "SELECT seq, hash FROM salvage WHERE stream = ? AND seq IN "
KEEP = "INSERT INTO salvage (stream, seq, hash, line, sender, received_at) VALUES (?, ?, ?, ?, ?, ?)"
SALVAGED = "SELECT stream, seq, hash, line, sender, received_at FROM salvage ORDER BY stream, seq, hash"
RETURNED = "SELECT count(*) FROM returned WHERE generation = ? AND stream = ?"
RETURN = "INSERT INTO returned (generation, stream, at) VALUES (?, ?, ?)"
AWAITED = (
    "SELECT s.stream FROM stream s WHERE s.closed = 0 AND NOT EXISTS"
    " (SELECT 1 FROM returned r WHERE r.generation = ? AND r.stream = s.stream)"
)


def present(session: Session) -> str:
    """The name of the present generation."""
    return str(session.rows(GENERATION)[0][0])


def lacking(session: Session, held: Sequence[Foreign]) -> list[Foreign]:
    """Those of the lines that neither stand here nor are kept as evidence."""
    return list(_lacking(session, held))


def _lacking(session: Session, held: Sequence[Foreign]) -> Iterator[Foreign]:
    for stream, group in groupby(sorted(held), key=lambda one: one.stream):
        lines = list(group)
        known: set[tuple[int, str]] = set()
        for sql in (HELD, KEPT):
            known.update(many(session, sql, [one.seq for one in lines], stream))
        yield from (one for one in lines if (one.seq, one.hash.hex()) not in known)


def keep(session: Session, sender: str, lines: Sequence[Foreign], now: str) -> int:
    """Keep lines as evidence, each once. Returns how many were new. A line that names another place is passed over."""
    fresh = list(dict.fromkeys(_lacking(session, [one for one in lines if sound(one)])))
    session.run_many(KEEP, [(one.stream, one.seq, one.hash.hex(), one.line, sender, now) for one in fresh])
    return len(fresh)


def sound(one: Foreign) -> bool:
    """Whether any database can keep it, and it is the line it is said to be."""
    try:
        entry = from_line(one.line)
        one.line.encode()
    except ValueError:
        return False
    short = 1 <= len(one.stream) <= LONGEST_NAME and entry.seq < 1 << 63
    return (entry.stream, entry.seq) == (one.stream, one.seq) and short and "\0" not in one.line and len(one.hash) == 32


def come_back(session: Session, stream: str, generation: str, now: str) -> None:
    """Note that a register was sent again in full since the hall was restored."""
    if generation == present(session) and not session.rows(RETURNED, generation, stream)[0][0]:
        session.run(RETURN, generation, stream, now)


def awaited(session: Session) -> tuple[str, ...]:
    """Registers whose desks have not come back; none where nothing was ever restored."""
    if session.rows(GENERATIONS)[0][0] < 2:
        return ()
    return tuple(sorted(stream for (stream,) in session.rows(AWAITED, present(session))))


def salvaged(session: Session) -> tuple[Salvaged, ...]:
    """The evidence kept."""
    return tuple(
        Salvaged(Foreign(stream, seq, bytes.fromhex(held), line), sender, at)
        for stream, seq, held, line, sender, at in session.rows(SALVAGED)
    )
