"""The walled hall's push ÷ COPY, its pull ÷ SELECT, of the same rows in the same PostgreSQL, and how both grow.

What is compared takes turns, page by page, so that whatever else the machine does falls on all alike; a figure is the
median page. COPY goes into a table with the hall's own keys, with no check at all, and commits every page as the push
does. The bounds are what a push cannot do without: its page sent as one text, taken apart and hashed, and its rows
inserted. WINDOWDESK_BENCH_EVENTS sets the number of lines, 10 000 by default; above that the growth is measured too.
WINDOWDESK_POSTGRES_BIN names the programs of another PostgreSQL: Debian's hashes with OpenSSL, PyPI's by itself.
"""

from __future__ import annotations

import contextlib
import os
import statistics
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from itertools import pairwise
from typing import Any, NamedTuple

from benchmarks.accidents.own_postgres import server
from benchmarks.sync import Reader, clocked
from windowdesk.hall import open_hall
from windowdesk.hall.interface import PushKind
from windowdesk.hall.office import Office
from windowdesk.hall.sync import synchronise
from windowdesk.models.numbers import case_number
from windowdesk.models.wire import GENESIS, Entry, chain, dumps, to_line

EVENTS = int(os.environ.get("WINDOWDESK_BENCH_EVENTS", "10000"))
PAGE = 500
WARM = 6
"""Pages until every statement has its lasting plan; they are not counted."""

WINDOWS = 100
LINES_OF_A_CASE = 12
LEAD, ASKED = "卫健局", "市监局"
_NOTE = "材料齐全" * 16


class Batch(NamedTuple):
    """A page of a register as it is pushed."""

    stream: str
    first: int
    lines: list[str]
    last: bytes


def batches(count: int, audience: Callable[[int], str]) -> Iterator[Batch]:
    """Pages of the registers of a hundred windows in turn, twelve lines a case, about 390 bytes a line."""
    heads = {f"510824-{window:03d}.1": (0, GENESIS) for window in range(1, min(WINDOWS, 1 + count // 5000) + 1)}
    names = list(heads)
    for number in range(count // PAGE):
        stream = names[number % len(names)]
        seq, last = heads[stream]
        lines = []
        for at in range(seq + 1, seq + PAGE + 1):
            nth = at // LINES_OF_A_CASE
            case = case_number("510824", date(2026, 1 + nth // 9000 % 12, 1), stream[7:10], 1, nth % 9000 + 1)
            body = dumps(
                {"applicant": "张三", "item": "食品经营许可（餐饮服务经营者）首次申请", "n": at, "note": _NOTE}
            )
            entry = Entry(stream, at, "2026-11-23T09:30:00+08:00", "CaseReceived", case, audience(at), body)
            lines.append(to_line(entry))
            last = chain(last, lines[-1])
        heads[stream] = (seq + PAGE, last)
        yield Batch(stream, seq + 1, lines, last)


class Place:
    """A hall in a database of its own, written to through windows' logins."""

    def __init__(self, pg: Any, name: str) -> None:
        import psycopg

        with psycopg.connect(pg.get_uri(), autocommit=True) as admin:
            admin.execute(f"CREATE DATABASE {name}")  # type: ignore[arg-type, unused-ignore]
        self.uri = pg.get_uri(name)
        office = Office(self.uri)
        office.init()
        self.login = f"desk_{name}"
        # one login for all windows: what is measured is the work, not the logging in
        office.grant(self.login, "510824-", (LEAD, ASKED))
        self.hall = open_hall(f"postgresql://{self.login}@/{name}?{self.uri.partition('?')[2]}", timeout=60)
        self._known: set[str] = set()

    def push(self, batch: Batch) -> None:
        """A page through the front door."""
        if batch.stream not in self._known:
            self.hall.hello(batch.stream, "key", batch.stream)
            self._known.add(batch.stream)
        answer = self.hall.push(batch.stream, batch.first, batch.lines, batch.last)
        if answer.kind is not PushKind.OK:
            raise RuntimeError(answer)


class OneFeed(Reader):
    """A reader of the lead department that notes when each page was taken."""

    def __init__(self) -> None:
        super().__init__()
        self._at: list[float] = []

    def audiences(self) -> tuple[str, ...]:
        return (LEAD,)

    def absorb(self, audience: str, rows: Iterable[tuple[str, int, str, bytes]], n: int, fhash: bytes, /) -> None:
        super().absorb(audience, rows, n, fhash)
        self._at.append(time.perf_counter())

    def pages(self) -> list[float]:
        """Seconds from page to page."""
        return [after - before for before, after in pairwise(self._at)]


def copy(db: Any, rows: list[Any]) -> None:
    """The rows of a page, committed."""
    with db.cursor() as cursor, cursor.copy("COPY raw FROM STDIN") as to:
        for row in rows:
            to.write_row(row)
    db.commit()


def ready(db: Any, page: str, at: Batch) -> None:
    """The same rows from where they lie into a table with the same keys, committed: what any INSERT can come to."""
    db.execute(f"INSERT INTO ready {page}", (at.stream, at.first))
    db.commit()


def reading(db: Any, batch: Batch) -> None:
    """A page sent, taken apart into lines and fields and every line hashed, each by itself; nothing is kept."""
    db.execute(
        "SELECT count(sha256(convert_to(u.line, 'UTF8'))), count(string_to_array(u.line, E'\\t'))"
        " FROM unnest(string_to_array(%s, E'\\n')) AS u (line)",
        ("\n".join(batch.lines),),
    )


def feeding(db: Any, after: int) -> None:
    """The rows of a page of one feed hashed and put into a table with the same keys."""
    db.execute(
        "INSERT INTO ready_feed SELECT audience, n, encode(sha256(decode(fhash || fhash, 'hex')), 'hex'), stream, seq"
        " FROM feed WHERE audience = %s AND n > %s AND n <= %s",
        (LEAD, after, after + PAGE),
    )


@contextlib.contextmanager
def apart(db: Any) -> Iterator[None]:
    """Us on one core and the server on the others, as they are on two machines; a machine of one core stays as it is.

    On one machine the server would be woken on the core of whoever wakes it, and take turns with it there.
    """
    cores = os.sched_getaffinity(0)
    if len(cores) > 1:
        ours = {min(cores)}
        for (pid,) in db.execute("SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend'"):
            os.sched_setaffinity(pid, cores - ours)
        os.sched_setaffinity(0, ours)
    try:
        yield
    finally:
        os.sched_setaffinity(0, cores)


def pushes(pg: Any, count: int) -> dict[str, list[float]]:
    """Seconds of each page: checked alone, with one department's feed, with two, and COPY of the same rows."""
    import psycopg

    audiences: dict[str, Callable[[int], str]] = {
        "no feed": lambda _: "",
        "one feed": lambda _: LEAD,
        "two feeds": lambda at: (LEAD, ASKED)[at % LINES_OF_A_CASE % 2],
    }
    places = {name: Place(pg, name.replace(" ", "_")) for name in audiences}
    took: dict[str, list[float]] = {name: [] for name in (*audiences, "copy", "insert", "reading", "feeding")}
    with psycopg.connect(places["no feed"].uri) as db, psycopg.connect(places["one feed"].uri) as fed:
        fed.execute("CREATE TABLE ready_feed (LIKE feed INCLUDING INDEXES)")
        fed.commit()
        for table in ("raw", "ready"):
            db.execute(f"CREATE TABLE {table} (LIKE event INCLUDING INDEXES)")
        for turn in zip(*(batches(count, audience) for audience in audiences.values()), strict=True):
            for name, batch in zip(audiences, turn, strict=True):
                took[name].append(clocked(lambda name=name, batch=batch: places[name].push(batch)))  # type: ignore[misc]
            first = turn[0]
            page = "SELECT * FROM event WHERE stream = %s AND seq >= %s ORDER BY seq"
            rows: list[Any] = db.execute(page, (first.stream, first.first)).fetchall()
            db.commit()
            took["copy"].append(clocked(lambda rows=rows: copy(db, rows)))  # type: ignore[misc]
            took["insert"].append(clocked(lambda page=page, at=first: ready(db, page, at)))  # type: ignore[misc]
            took["reading"].append(clocked(lambda at=first: reading(db, at)))  # type: ignore[misc]
            after = PAGE * len(took["feeding"])
            took["feeding"].append(clocked(lambda after=after: feeding(fed, after)))  # type: ignore[misc]
            db.commit()
            fed.commit()
    for name, place in places.items():
        if name != "one feed":
            place.hall.close()
    took |= pulls(places["one feed"], count)
    places["one feed"].hall.close()
    return took


def pulls(place: Place, count: int) -> dict[str, list[float]]:
    """Seconds of each page of one feed: pulled with every chain checked, and as plain rows, by turns.

    The quickest of several passes counts, for both: a pull needs two cores, and others may be using one.
    """
    import psycopg

    took: dict[str, list[list[float]]] = {"pull": [], "select": []}
    with psycopg.connect(place.uri, autocommit=True) as db, apart(db):
        db.execute("SET enable_seqscan = off")
        for _ in range(max(5, 300_000 // count)):
            reader = OneFeed()
            synchronise(reader, place.hall, page=PAGE)
            if reader.taken != count:
                raise RuntimeError(reader.taken)
            took["pull"].append(reader.pages())
            took["select"].append([clocked(lambda at=at: select(db, at)) for at in range(PAGE, count, PAGE)])  # type: ignore[misc]
    return {name: min(passes, key=statistics.median) for name, passes in took.items()}


def select(db: Any, after: int) -> None:
    """The same page as plain rows."""
    found = db.execute(
        "SELECT f.n, f.fhash, f.stream, f.seq, e.line, e.hash, e.prev FROM feed f"
        " JOIN event e ON e.stream = f.stream AND e.seq = f.seq"
        " WHERE f.audience = %s AND f.n > %s AND f.n <= %s ORDER BY f.n",
        (LEAD, after, after + PAGE),
    ).fetchall()
    if len(found) != PAGE:
        raise RuntimeError(len(found))


def measure() -> list[tuple[str, float, float]]:
    """Name, ratio, goal; a negative goal is a lower bound."""
    with server() as pg:
        took = pushes(pg, EVENTS)
    lasting = {name: statistics.median(pages[WARM:]) for name, pages in took.items()}
    bound = lasting["insert"] + lasting["reading"]
    size = f"{EVENTS:,}".replace(",", " ")
    found = [
        (f"push, all checks, {size} lines ÷ COPY with the same keys", lasting["copy"] / lasting["no feed"], -0.9),
        (f"push, checks and feed, {size} lines ÷ COPY", lasting["copy"] / lasting["one feed"], -0.5),
        (f"push, checks and two feeds, {size} lines ÷ COPY", lasting["copy"] / lasting["two feeds"], -0.3),
        ("bound of a push: send, take apart, hash, INSERT ÷ COPY", lasting["copy"] / bound, -0.5),
        ("bound with one feed: the same and its rows ÷ COPY", lasting["copy"] / (bound + lasting["feeding"]), -0.4),
        (f"pull, every chain checked, {size} lines ÷ SELECT", lasting["select"] / lasting["pull"], -0.6),
    ]
    few = 10_000 // PAGE
    if 2 * few * PAGE < EVENTS:
        for name in ("no feed", "one feed", "two feeds", "pull"):
            early, late = statistics.median(took[name][WARM:few]), statistics.median(took[name][-few:])
            base = statistics.median(took["copy" if name != "pull" else "select"][WARM:few])
            base_late = statistics.median(took["copy" if name != "pull" else "select"][-few:])
            found.append((f"{name}: a line at {size} ÷ a line at 10 000", late / early, 1.25))
            found.append((f"{name}: the same, ÷ how the plain rows grew", late / early / (base_late / base), 1.25))
    return found
