"""The hall's verbs in plain SELECT, INSERT and UPDATE with one row lock: the same text on every database."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from windowdesk.config import LOCAL
from windowdesk.hall import evidence
from windowdesk.hall.belonging import desk_of, line_of
from windowdesk.hall.engine import Engine, Row, Session
from windowdesk.hall.feeds import ADOPTED, feed, let_read
from windowdesk.hall.interface import (
    REWOUND,
    FeedRow,
    Foreign,
    HallError,
    HallEvent,
    Head,
    Page,
    PushAnswer,
    PushKind,
    Rewound,
    Rules,
    Salvaged,
    StreamStatus,
    StreamTaken,
    UnknownStream,
)
from windowdesk.hall.lines import LONGEST_NAME, Link, links
from windowdesk.hall.migrations import begin
from windowdesk.i18n import say
from windowdesk.models.wire import EVERYBODY, GENESIS

LONGEST_PAGE = 5000

STREAM = "SELECT seq, hash, closed FROM stream WHERE stream = ?"
KEY = "SELECT public_key FROM stream WHERE stream = ?"
REGISTER = (
    "INSERT INTO stream (stream, desk, public_key, seq, hash, signature, closed, registered_at)"
    " VALUES (?, ?, ?, 0, ?, '', 0, ?)"
)
ADVANCE = "UPDATE stream SET seq = ?, hash = ?, signature = ? WHERE stream = ?"
READS = "SELECT desk, audience FROM reader WHERE until = 0 AND desk = ?"
READERS = "SELECT desk, audience, until FROM reader"
FEEDS = "SELECT audience FROM feed_head"
STREAMS = "SELECT stream, desk, public_key, seq, hash, signature, closed FROM stream"
HELD = "SELECT seq, hash FROM event WHERE stream = ? AND seq >= ? AND seq <= ?"
GATE = "SELECT position FROM gate WHERE id = 1"
TURN = "UPDATE gate SET position = ? WHERE id = 1"
EVENT = (
    "INSERT INTO event (stream, seq, position, kind, case_id, line, hash, prev, received_at)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
# Feeds and positions have no holes, so a page is a range. With ORDER BY … LIMIT a planner that knows nothing of the
# tables yet may fetch and sort all the rest for every page. The last number comes along: a row that is missing must
# not pass for the end.
PULL = (
    "SELECT h.n, f.n, f.fhash, f.stream, f.seq, e.line, e.hash, e.prev FROM feed_head h"
    " LEFT JOIN feed f ON f.audience = h.audience AND f.n >= ? AND f.n <= ?"
    " LEFT JOIN event e ON e.stream = f.stream AND e.seq = f.seq"
    " WHERE h.audience = ? ORDER BY f.n"
)
EVENTS = (
    "SELECT g.position, e.position, e.received_at, e.stream, e.seq, e.line, e.hash, e.prev FROM gate g"
    " LEFT JOIN event e ON e.position > ? AND e.position <= ? WHERE g.id = 1 ORDER BY e.position"
)
EVIDENCE = "SELECT seq, hash FROM fork WHERE stream = ? AND seq >= ? AND seq <= ?"
LODGE = "INSERT INTO fork (stream, seq, hash, prev, line, received_at) VALUES (?, ?, ?, ?, ?, ?)"
OWN = "SELECT line FROM event WHERE stream = ? AND seq > ? AND seq <= ? ORDER BY seq"
RETIRE = "UPDATE stream SET closed = 1 WHERE stream = ?"


class PortableHall:
    """A Hall on any Engine."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def __repr__(self) -> str:
        return f"PortableHall({self._engine!r})"

    def hello(self, stream: str, public_key: str, desk: str, reads: Sequence[str] | None = None) -> None:
        """See Hall.hello."""
        printable(stream, public_key, desk, *(reads or ()))
        if not 1 <= len(stream) <= LONGEST_NAME:
            raise HallError(
                say(f"登记簿名称过长或为空：{stream!r}", f"The register's name is empty or too long: {stream!r}")
            )
        with self._engine.reading() as session:
            known = session.rows(KEY, stream)
        if not known:
            with self._engine.writing() as session:
                session.locked(GATE)
                known = session.rows(KEY, stream)
                if not known:
                    session.run(REGISTER, stream, desk, public_key, GENESIS.hex(), self._now(session))
        if known and known[0][0] != public_key:
            raise StreamTaken(taken(stream))
        if reads is not None:
            self._let_read(desk_of(stream), set(reads) - {EVERYBODY, ""})

    def _let_read(self, desk: str, audiences: set[str]) -> None:
        with self._engine.reading() as session:
            if {row[1] for row in session.rows(READS, desk)} == audiences:
                return
        with self._engine.writing() as session:
            ((position,),) = session.locked(GATE)
            let_read(session, desk, audiences, position)

    def head(self, stream: str) -> Head:
        """See Hall.head."""
        printable(stream)
        with self._engine.reading() as session:
            return known_head(session.rows(STREAM, stream), stream)

    def push(
        self, stream: str, first_seq: int, lines: Sequence[str], last_hash: bytes, signature: str = ""
    ) -> PushAnswer:
        """See Hall.push."""
        printable(stream, signature)
        with self._engine.writing() as session:
            seq, held, closed = _known(session.locked(STREAM, stream), stream)
            head = Head(seq, bytes.fromhex(held))
            if closed:
                return _answer(PushKind.CLOSED, head)
            if first_seq > head.seq + 1:
                return _answer(PushKind.GAP, head)
            if first_seq < 1:
                return _answer(PushKind.CHAIN, head)
            before, standing = _overlap(session, stream, first_seq, len(lines), head)
            try:
                chained = links(stream, first_seq, lines, before)
            except ValueError:
                return _answer(PushKind.CHAIN, head)
            if (chained[-1].hash if chained else before) != last_hash:
                return _answer(PushKind.CHAIN, head)
            other = [at for at, one in enumerate(chained) if standing.get(one.entry.seq, one.hash) != one.hash]
            if other:
                self._keep_evidence(session, stream, chained[other[0] :])
                return _answer(PushKind.FORK, head)
            fresh = chained[max(0, head.seq + 1 - first_seq) :]
            if not fresh:
                return _answer(PushKind.OK, head)
            return _answer(PushKind.OK, self._take(session, stream, fresh, signature))

    def pull(self, audience: str, after: int, fhash: bytes, limit: int) -> Page | Rewound:
        """See Hall.pull. One SELECT, so that the check of the place and the rows are of one moment."""
        printable(audience)
        page_size(limit)
        with self._engine.reading() as session:
            found = session.rows(PULL, after, after + limit, audience)
        return page_of(found, audience, after, fhash, limit)

    def foresee(self, audience: str, after: int, fhash: bytes, limit: int) -> None:
        """See Hall.foresee."""
        printable(audience)
        page_size(limit)
        with self._engine.reading() as session:
            session.begin(PULL, after, after + limit, audience)

    def generation(self) -> str:
        """See Hall.generation."""
        with self._engine.reading() as session:
            return evidence.present(session)

    def lacking(self, held: Sequence[Foreign]) -> tuple[Foreign, ...]:
        """See Hall.lacking."""
        with self._engine.reading() as session:
            return tuple(evidence.lacking(session, [one for one in held if one.stream.isprintable()]))

    def salvage(self, sender: str, lines: Sequence[Foreign]) -> int:
        """See Hall.salvage."""
        printable(sender)
        with self._engine.writing() as session:
            session.locked(GATE)
            return evidence.keep(session, sender, lines, self._now(session))

    def returned(self, stream: str, generation: str) -> None:
        """See Hall.returned."""
        printable(stream, generation)
        with self._engine.writing() as session:
            session.locked(GATE)
            evidence.come_back(session, stream, generation, self._now(session))

    def rules(self) -> Rules:
        """See Hall.rules."""
        with self._engine.reading() as session:
            readers = {(desk, audience): until for desk, audience, until in session.rows(READERS)}
            feeds = tuple(sorted(audience for (audience,) in session.rows(FEEDS)))
            return Rules(session.rows(ADOPTED)[0][0], readers, feeds)

    def restored(self) -> str:
        """See Hall.restored."""
        with self._engine.writing() as session:
            session.locked(GATE)
            return begin(session, self._engine.now)

    def awaited(self) -> tuple[str, ...]:
        """See Hall.awaited."""
        with self._engine.reading() as session:
            return evidence.awaited(session)

    def salvaged(self) -> tuple[Salvaged, ...]:
        """See Hall.salvaged."""
        with self._engine.reading() as session:
            return evidence.salvaged(session)

    def register(self, stream: str, after: int, limit: int) -> tuple[str, ...]:
        """See Hall.register."""
        printable(stream)
        page_size(limit)
        with self._engine.reading() as session:
            return tuple(line for (line,) in session.rows(OWN, stream, after, after + limit))

    def retire(self, stream: str) -> bool:
        """See Hall.retire."""
        printable(stream)
        with self._engine.writing() as session:
            _, _, closed = _known(session.locked(STREAM, stream), stream)
            session.run(RETIRE, stream)
        return not closed

    def events(self, after: int = 0, page: int = 1000) -> Iterator[HallEvent]:
        """See Hall.events. Nothing is held between pages."""
        page_size(page)
        end = after + 1
        while after < end:
            with self._engine.reading() as session:
                found = session.rows(EVENTS, after, after + page)
            end = found[0][0]
            held = [row[1:] for row in found if row[1] is not None]
            _whole(held, after, min(end, after + page), "")
            for position, received_at, stream, seq, line, own, prev in held:
                yield HallEvent(position, received_at, stream, seq, line, bytes.fromhex(own), bytes.fromhex(prev))
            after += page

    def streams(self) -> tuple[StreamStatus, ...]:
        """See Hall.streams."""
        with self._engine.reading() as session:
            return status_of(session.rows(STREAMS))

    def time(self) -> datetime:
        """See Hall.time."""
        with self._engine.reading() as session:
            return datetime.fromisoformat(self._now(session)).astimezone(LOCAL)

    def close(self) -> None:
        """See Hall.close."""
        self._engine.close()

    def _now(self, session: Session) -> str:
        return str(session.rows(f"SELECT {self._engine.now}")[0][0])

    def _take(self, session: Session, stream: str, fresh: list[Link], signature: str) -> Head:
        """Store and number checked lines. From the gate's lock to commit no other push numbers anything."""
        last = Head(fresh[-1].entry.seq, fresh[-1].hash)
        ((position,),) = session.locked(GATE)
        now = self._now(session)
        session.run_many(
            EVENT,
            [
                (
                    stream,
                    one.entry.seq,
                    number,
                    one.entry.kind,
                    one.entry.case_id,
                    one.line,
                    one.hash.hex(),
                    one.prev.hex(),
                    now,
                )
                for number, one in enumerate(fresh, position + 1)
            ],
        )
        feed(session, [line_of(at, one.entry, one.hash.hex()) for at, one in enumerate(fresh, position + 1)])
        session.run(TURN, position + len(fresh))
        session.run(ADVANCE, last.seq, last.hash.hex(), signature, stream)
        return last

    def _keep_evidence(self, session: Session, stream: str, branch: list[Link]) -> None:
        kept = set(session.rows(EVIDENCE, stream, branch[0].entry.seq, branch[-1].entry.seq))
        now = self._now(session)
        session.run_many(
            LODGE,
            [
                (stream, one.entry.seq, one.hash.hex(), one.prev.hex(), one.line, now)
                for one in branch
                if (one.entry.seq, one.hash.hex()) not in kept
            ],
        )


def _overlap(session: Session, stream: str, first_seq: int, count: int, head: Head) -> tuple[bytes, dict[int, bytes]]:
    """The hash before `first_seq`, and the hashes already standing at the numbers of a push."""
    if first_seq == head.seq + 1:
        return head.hash, {}
    found = session.rows(HELD, stream, first_seq - 1, first_seq + count - 1)
    standing = {seq: bytes.fromhex(held) for seq, held in found}
    return standing.pop(first_seq - 1, GENESIS), standing


def taken(stream: str) -> str:
    """What is said of a register known under another key."""
    return say(
        f"登记簿 {stream} 已由另一把密钥登记：可能有两台机器在用同一个窗口身份。",
        f"Register {stream} is known under another key: two machines may be using one desk's identity.",
    )


def known_head(found: list[Row], stream: str) -> Head:
    """The head in a row that begins with number and hash. Raises UnknownStream when there is no row."""
    seq, held, *_ = _known(found, stream)
    return Head(seq, bytes.fromhex(held))


def status_of(found: list[Row]) -> tuple[StreamStatus, ...]:
    """Registers by name, sorted here because databases disagree about the order of text."""
    return tuple(
        StreamStatus(stream, desk, key, Head(seq, bytes.fromhex(held)), signature, bool(closed))
        for stream, desk, key, seq, held, signature, closed in sorted(found)
    )


def page_of(found: list[Row], audience: str, after: int, fhash: bytes, limit: int) -> Page | Rewound:
    """A page from rows of the feed's end and a line each, the reader's place proven by its hash."""
    end = found[0][0] if found else 0
    rows = [row[1:] for row in found if row[1] is not None]
    if after == 0 and fhash == GENESIS:
        held = rows
    elif 0 < after <= end and rows and rows[0][:2] == (after, fhash.hex()):
        held = rows[1:]
    else:
        return REWOUND
    _whole(held, after, min(end, after + limit), audience)
    octets = bytes.fromhex
    return Page(
        tuple(
            FeedRow(n, octets(fhash), stream, seq, line, octets(own), octets(prev))
            for n, fhash, stream, seq, line, own, prev in held
        ),
        end,
    )


def _answer(kind: PushKind, head: Head) -> PushAnswer:
    return PushAnswer(kind, head.seq, head.hash)


def _known(found: list[Row], stream: str) -> Row:
    if not found:
        raise UnknownStream(
            say(f"大厅没有登记过 {stream!r}。", f"The hall has never been told of register {stream!r}.")
        )
    return found[0]


def _whole(rows: list[Row], after: int, until: int, audience: str) -> None:
    """Somebody deleted what is never deleted: better no answer than one that looks complete."""
    if len(rows) != max(0, until - after) or any(row[-1] is None for row in rows):
        raise HallError(
            say(
                f"大厅数据库缺少 {audience!r} 第 {after} 条以后的内容，请报告管理员。",
                f"The hall database has lost rows of {audience!r} after place {after}. Tell the administrator.",
            )
        )


def printable(*texts: str) -> None:
    """What goes to logs and lists must be printable; only a key may have several lines."""
    for text in texts:
        if not text.replace("\n", "").isprintable():
            raise HallError(say(f"{text!r} 含有不可打印的字符。", f"{text!r} holds characters that cannot be printed."))


def page_size(limit: int) -> None:
    """A page has a sensible size. Raises ValueError."""
    if not 1 <= limit <= LONGEST_PAGE:
        raise ValueError(f"a page has 1 to {LONGEST_PAGE} rows, not {limit}")
