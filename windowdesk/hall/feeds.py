"""Which lines enter which feeds, in plain SQL: every line of a case goes to all the departments that read the case.

Everything here runs under the gate's lock, from before the first question to the commit: asked earlier, or without
it, answers would be of different moments and events would fall between them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from windowdesk.hall.belonging import HANDED, Line, Standing, desk_of, line_of, own_feed
from windowdesk.hall.engine import Row, Session
from windowdesk.hall.lines import feed_hash
from windowdesk.models.wire import GENESIS, from_line

FEED = "INSERT INTO feed (audience, n, fhash, stream, seq) VALUES (?, ?, ?, ?, ?)"
FEED_HEADS = "SELECT audience, n, fhash FROM feed_head WHERE audience IN "
NEW_FEED = "INSERT INTO feed_head (audience, n, fhash) VALUES (?, ?, ?)"
MOVE_FEED = "UPDATE feed_head SET n = ?, fhash = ? WHERE audience = ?"
ADOPTED = "SELECT position FROM adopted WHERE id = 1"
MEMBERS = "SELECT case_id, audience FROM member WHERE case_id IN "
PARTIES = "SELECT case_id, desk FROM party WHERE case_id IN "
READERS = "SELECT desk, audience, until FROM reader WHERE desk IN "
WAITING = (
    "SELECT e.position, e.line, e.hash FROM waiting w JOIN event e ON e.position = w.position"
    " WHERE w.entered = 0 AND w.case_id IN "
)
WAITING_OF = (
    "SELECT w.case_id, e.stream FROM waiting w JOIN event e ON e.position = w.position"
    " WHERE w.entered = 0 AND w.case_id IN (SELECT case_id FROM member WHERE audience = ?)"
)
HANDED_OVER = "SELECT position, line, hash FROM event WHERE kind IN (?, ?) ORDER BY position"
HISTORY = "SELECT position, line, hash FROM event WHERE substr(case_id, 1, 24) IN "
JOIN = "INSERT INTO member (case_id, audience, position) VALUES (?, ?, ?)"
HAND = "INSERT INTO party (case_id, desk, position) VALUES (?, ?, ?)"
WAIT = "INSERT INTO waiting (case_id, position, entered) VALUES (?, ?, 0)"
ENTERED = "UPDATE waiting SET entered = 1 WHERE case_id = ? AND position = ?"
LET_READ = "INSERT INTO reader (desk, audience, until) VALUES (?, ?, 0)"
READS = "UPDATE reader SET until = ? WHERE desk = ? AND audience = ?"
UNFED = (
    "SELECT m.audience, e.position, e.line, e.hash FROM member m"
    " JOIN event e ON substr(e.case_id, 1, 24) = m.case_id"
    " LEFT JOIN feed f ON f.audience = m.audience AND f.stream = e.stream AND f.seq = e.seq"
    " WHERE f.n IS NULL ORDER BY m.audience, e.position"
)
_STEPS = (1, 8, 64, 512)
"""Lengths of a list in a statement: few texts, so that a server plans few statements."""


def feed(session: Session, fresh: Sequence[Line]) -> None:
    """Let fresh lines of one register, in hall order, enter the feeds they belong in; keep the others waiting."""
    _Feeding(session).enter(fresh)


def let_read(session: Session, desk: str, audiences: Iterable[str], position: int) -> None:
    """A window reads these departments' feeds from now on, and no others. `position` is the gate's."""
    known = {audience: until for _, audience, until in many(session, READERS, [desk])}
    wanted = set(audiences)
    for audience in sorted(known.keys() - wanted):
        if not known[audience]:
            session.run(READS, position, desk, audience)
    gained = sorted(one for one in wanted if known.get(one, -1) != 0)
    for audience in gained:
        if audience in known:
            session.run(READS, 0, desk, audience)
        else:
            session.run(LET_READ, desk, audience)
    cases = {
        case for audience in gained for case, stream in session.rows(WAITING_OF, audience) if desk_of(stream) == desk
    }
    if cases:
        _Feeding(session).wake(cases)


def adopt(session: Session) -> None:
    """Bring up to date what was numbered before cases had members: each feed gets the lines it lacks of its cases."""
    parties = {
        (line.case, line.named): line.position for line in reversed(list(_lines(session.rows(HANDED_OVER, *HANDED))))
    }
    session.run_many(HAND, [(case, desk, position) for (case, desk), position in parties.items() if desk])
    unfed: dict[str, list[Line]] = {}
    for audience, position, text, line_hash in session.rows(UNFED):
        if (line := line_of(position, from_line(text), line_hash)).case:
            unfed.setdefault(audience, []).append(line)
    _append(session, unfed)


class _Feeding:
    """One turn at the gate."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._standing = Standing()
        self._waiting: dict[str, list[Line]] = {}
        self._entered: dict[str, list[Line]] = {}
        self._joined: list[tuple[str, str, int]] = []
        self._handed: list[tuple[str, str, int]] = []
        self._feeds: dict[str, list[Line]] = {}

    def enter(self, fresh: Sequence[Line]) -> None:
        """Fresh lines of one register: they count, or they wait."""
        self._ask({line.case for line in fresh} - {""}, {line.desk for line in fresh})
        held = [line for line in fresh if line.case and not self._standing.belongs(line)]
        for line in held:
            self._waiting.setdefault(line.case, []).append(line)
        self._session.run_many(WAIT, [(line.case, line.position) for line in held])
        out = {line.position for line in held}
        self._turns([line for line in fresh if line.position not in out])
        self._write()

    def wake(self, cases: set[str]) -> None:
        """Lines that waited, where their register may belong by now."""
        self._ask(cases, set())
        self._turns(self._woken(cases))
        self._write()

    def _ask(self, cases: set[str], desks: set[str]) -> None:
        """What is known of the cases and of all who wrote on them."""
        session, wanted = self._session, sorted(cases)
        standing = self._standing
        standing.adopted = session.rows(ADOPTED)[0][0]
        for case, audience in many(session, MEMBERS, wanted):
            standing.members.setdefault(case, {})[audience] = None
        for case, desk in many(session, PARTIES, wanted):
            standing.parties.setdefault(case, set()).add(desk)
        for line in _lines(many(session, WAITING, wanted)):
            self._waiting.setdefault(line.case, []).append(line)
            desks.add(line.desk)
        readers = many(session, READERS, sorted(desks))
        standing.readers = {(desk, audience): until for desk, audience, until in readers}

    def _turns(self, lines: list[Line]) -> None:
        """Let lines enter, then those that waited for what they brought about, until nothing moves."""
        while lines:
            joining = {line.case for line in lines if self._standing.joins(line)}
            self._remember(joining - self._entered.keys(), lines)
            touched = {line.case for line in lines if self._one(line)}
            lines = self._woken(touched)

    def _remember(self, cases: set[str], entering: list[Line]) -> None:
        """What entered before of cases that a department joins: neither what waits nor what is about to enter."""
        not_yet = {line.position for case in cases for line in self._waiting.get(case, ())}
        not_yet.update(line.position for line in entering)
        for case in cases:
            self._entered[case] = []
        for line in _lines(many(self._session, HISTORY, sorted(cases))):
            if line.case and line.position not in not_yet:
                self._entered[line.case].append(line)

    def _one(self, line: Line) -> bool:
        """One line that counts. Whether it changed who belongs."""
        if own := own_feed(line):
            self._feeds.setdefault(own, []).append(line)
        if not line.case:
            return False
        if line.case in self._entered:
            self._entered[line.case].append(line)
        for audience in self._standing.members.get(line.case, ()):
            self._feeds.setdefault(audience, []).append(line)
        if joiner := self._standing.joins(line):
            self._joined.append((line.case, joiner, line.position))
            self._feeds.setdefault(joiner, []).extend(sorted(self._entered[line.case]))
        if line.named and line.named not in self._standing.parties.get(line.case, ()):
            self._handed.append((line.case, line.named, line.position))
        return self._standing.admit(line)

    def _woken(self, cases: set[str]) -> list[Line]:
        """Lines of these cases that wait no longer, in hall order."""
        woken = [line for case in cases for line in self._waiting.get(case, ()) if self._standing.belongs(line)]
        for line in woken:
            self._waiting[line.case].remove(line)
            self._session.run(ENTERED, line.case, line.position)
        return sorted(woken)

    def _write(self) -> None:
        self._session.run_many(JOIN, self._joined)
        self._session.run_many(HAND, self._handed)
        _append(self._session, self._feeds)


def _append(session: Session, feeds: dict[str, list[Line]]) -> None:
    """Number lines at the ends of feeds, all of which are read at once."""
    heads = {name: (n, bytes.fromhex(fhash)) for name, n, fhash in many(session, FEED_HEADS, sorted(feeds))}
    rows: list[tuple[object, ...]] = []
    for audience, lines in sorted(feeds.items()):
        n, fhash = heads.get(audience, (0, GENESIS))
        for line in lines:
            n, fhash = n + 1, feed_hash(fhash, bytes.fromhex(line.hash))
            rows.append((audience, n, fhash.hex(), line.stream, line.seq))
        if audience in heads:
            session.run(MOVE_FEED, n, fhash.hex(), audience)
        else:
            session.run(NEW_FEED, audience, n, fhash.hex())
    session.run_many(FEED, rows)


def _lines(rows: Iterable[Row]) -> Iterator[Line]:
    for position, text, line_hash in rows:
        yield line_of(position, from_line(text), line_hash)


def many(session: Session, sql: str, values: Sequence[object], *before: object) -> Iterator[Row]:
    """The rows of a SELECT that ends with a list; `before` are the values of the marks before it."""
    longest = _STEPS[-1]
    for start in range(0, len(values), longest):
        part = list(values[start : start + longest])
        size = next(step for step in _STEPS if step >= len(part))
        part += part[-1:] * (size - len(part))
        yield from session.rows(f"{sql}({', '.join('?' * size)})", *before, *part)
