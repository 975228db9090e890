"""A verified push and a verified pull, each ÷ bare INSERT and SELECT of the same rows in the same PostgreSQL."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterable
from typing import Any

from benchmarks.accidents.own_postgres import server
from windowdesk.hall import open_hall
from windowdesk.hall.interface import Hall, PushKind
from windowdesk.hall.sync import synchronise
from windowdesk.models.wire import GENESIS, Entry, chain, dumps, to_line

EVENTS = 10_000
BATCH = 500
ROUNDS = 5
STREAM = "451-07.1"
DEPARTMENTS = ("卫健局", "市监局")

_EVENT_COLUMNS = "stream, seq, position, kind, case_id, line, hash, prev, received_at"
_FEED_COLUMNS = "audience, n, fhash, stream, seq"


class Reader:
    """A journal that only reads, and forgets: what is measured is the fetching and checking."""

    def __init__(self) -> None:
        self.taken = 0

    def streams(self) -> tuple[str, ...]:
        return ()

    def head(self, stream: str) -> tuple[int, bytes]:
        raise KeyError(stream)

    def hash_at(self, stream: str, seq: int) -> bytes:
        raise KeyError(stream, seq)

    def lines(self, stream: str, after: int, limit: int) -> list[str]:
        raise KeyError(stream, after, limit)

    def acked(self, stream: str) -> int:
        raise KeyError(stream)

    def set_acked(self, stream: str, seq: int, head_hash: bytes) -> None:
        raise KeyError(stream, seq, head_hash)

    def audiences(self) -> tuple[str, ...]:
        return DEPARTMENTS

    def cursor(self, audience: str) -> tuple[int, bytes]:
        return 0, GENESIS

    def absorb(self, audience: str, rows: Iterable[tuple[str, int, str, bytes]], n: int, fhash: bytes, /) -> None:
        self.taken += len(list(rows))

    def rewind(self) -> None:
        """No hall is put back here."""

    def generation(self) -> str:
        return ""

    def set_generation(self, name: str) -> None:
        pass

    def others(self, after: int, limit: int) -> list[tuple[int, str, int, bytes, str]]:
        return []


def register(count: int) -> list[tuple[list[str], bytes]]:
    """A register in batches, each with the hash after it; a line has about 370 bytes."""
    batches: list[tuple[list[str], bytes]] = []
    last = GENESIS
    for start in range(1, count + 1, BATCH):
        lines = []
        for seq in range(start, start + BATCH):
            body = dumps(
                {
                    "applicant": "张三",
                    "item": "食品经营许可（餐饮服务经营者）首次申请",
                    "n": seq,
                    "note": "材料齐全" * 16,
                }
            )
            at = "2026-11-23T09:30:00+08:00"
            lines.append(to_line(Entry(STREAM, seq, at, "case.received", f"c{seq // 12}", DEPARTMENTS[seq % 2], body)))
            last = chain(last, lines[-1])
        batches.append((lines, last))
    return batches


def clocked(action: Callable[[], object]) -> float:
    """Seconds an action takes."""
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def push(hall: Hall, batches: list[tuple[list[str], bytes]]) -> None:
    """A register through the front door: chain checked, feeds numbered, each batch committed."""
    seq = 1
    for lines, last in batches:
        answer = hall.push(STREAM, seq, lines, last)
        if answer.kind is not PushKind.OK:
            raise RuntimeError(answer)
        seq += len(lines)


def pull(hall: Hall, count: int) -> None:
    """All feeds, every chain and every line checked."""
    reader = Reader()
    report = synchronise(reader, hall, page=BATCH)
    if reader.taken != count or report.problems:
        raise RuntimeError(report)


def insert(db: Any, table: str, columns: str, rows: list[Any]) -> None:
    """Rows by executemany, no check of any kind."""
    marks = ", ".join(["%s"] * len(rows[0]))
    with db.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", rows)


def insert_all(db: Any, parts: list[tuple[str, str, list[Any]]]) -> None:
    """The rows of several tables side by side, a transaction for each batch of lines."""
    count = len(parts[0][2])
    for start in range(0, count, BATCH):
        for table, columns, rows in parts:
            insert(db, table, columns, rows[start : start + BATCH])
        db.commit()


def select(db: Any, count: int) -> None:
    """The same pages of the same feeds as plain rows."""
    found = 0
    for audience in DEPARTMENTS:
        for after in range(0, count // len(DEPARTMENTS), BATCH):
            found += len(
                db.execute(
                    "SELECT f.n, f.fhash, f.stream, f.seq, e.line, e.hash, e.prev FROM feed f"
                    " JOIN event e ON e.stream = f.stream AND e.seq = f.seq"
                    " WHERE f.audience = %s AND f.n > %s AND f.n <= %s ORDER BY f.n",
                    (audience, after, after + BATCH),
                ).fetchall()
            )
    if found != count:
        raise RuntimeError(found)


def one_round(pg: Any, number: int, batches: list[tuple[list[str], bytes]]) -> dict[str, float]:
    """Seconds for each of the five, in a fresh database."""
    import psycopg

    count = sum(len(lines) for lines, _ in batches)
    with psycopg.connect(pg.get_uri(), autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE bench{number}")  # type: ignore[arg-type, unused-ignore]
    hall = open_hall(pg.get_uri(f"bench{number}"), timeout=60)
    hall.hello(STREAM, "key", "451-07")
    took = {"push": clocked(lambda: push(hall, batches))}
    with psycopg.connect(pg.get_uri(f"bench{number}")) as db:
        events: list[Any] = db.execute(f"SELECT {_EVENT_COLUMNS} FROM event ORDER BY position").fetchall()
        feed: list[Any] = db.execute(f"SELECT {_FEED_COLUMNS} FROM feed ORDER BY seq").fetchall()
        for copy, of in (("raw_event", "event"), ("raw_feed", "feed"), ("raw_line", "event")):
            db.execute(f"CREATE TABLE {copy} (LIKE {of} INCLUDING ALL)")
        db.commit()
        both = [("raw_event", _EVENT_COLUMNS, events), ("raw_feed", _FEED_COLUMNS, feed)]
        took["insert all"] = clocked(lambda: insert_all(db, both))
        took["insert lines"] = clocked(lambda: insert_all(db, [("raw_line", _EVENT_COLUMNS, events)]))
        took["pull"] = clocked(lambda: pull(hall, count))
        took["select"] = clocked(lambda: select(db, count))
    hall.close()
    return took


def medians(count: int = EVENTS, rounds: int = ROUNDS) -> dict[str, float]:
    """Median seconds of each part over interleaved rounds."""
    batches = register(count)
    with server() as pg:
        took = [one_round(pg, number, batches) for number in range(rounds)]
    return {part: statistics.median(one[part] for one in took) for part in took[0]}


def measure() -> list[tuple[str, float, float]]:
    """Name, ratio, goal; a negative goal is a lower bound. Ratios of speed: events a second ÷ rows a second."""
    took = medians()
    return [
        ("push, checked and numbered ÷ INSERT of the same rows", took["insert all"] / took["push"], -0.75),
        ("push, checked and numbered ÷ INSERT of the lines alone", took["insert lines"] / took["push"], -0.4),
        ("pull, every chain checked ÷ SELECT", took["select"] / took["pull"], -0.2),
    ]
