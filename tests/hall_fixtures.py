"""Halls to test against: an embedded one and one on a real PostgreSQL, both empty; and a desk's journal on paper.

A test module takes the fixture by name: `place = hall_fixtures.place`.
"""

from __future__ import annotations

import contextlib
import shutil
import socket
import sqlite3
import threading
import time
import uuid
from datetime import date
from hashlib import sha256
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from benchmarks.accidents.own_postgres import started
from windowdesk.hall import open_hall
from windowdesk.hall.interface import Head, PushKind
from windowdesk.hall.office import Office
from windowdesk.models.numbers import case_number
from windowdesk.models.wire import GENESIS, Entry, chain, dumps, to_line

_SERVER = pytest.StashKey()


def postgres_server(config):
    """One PostgreSQL for the whole run, started when first asked for."""
    if _SERVER not in config.stash:
        config.stash[_SERVER] = server = started("hall")
        config.add_cleanup(server.cleanup)
    return config.stash[_SERVER]


class Embedded:
    """A hall in a folder."""

    def __init__(self, folder):
        self.setting = str(folder)
        self.file = folder / "hall.db"
        self._open = []

    def open(self, timeout=5.0):
        self._open.append(open_hall(self.setting, timeout=timeout))
        return self._open[-1]

    def close(self):
        for hall in self._open:
            hall.close()

    def run(self, sql):
        db = sqlite3.connect(self.file)
        try:
            found = db.execute(sql).fetchall()
            db.commit()
            return found
        finally:
            db.close()

    def back_up(self):
        self.close()
        shutil.copy(self.file, self.file.with_suffix(".backup"))

    def restore(self):
        self.close()
        shutil.copy(self.file.with_suffix(".backup"), self.file)


class Postgres:
    """A hall in a database of its own."""

    def __init__(self, server):
        self._server = server
        self.name = f"hall_{uuid.uuid4().hex}"
        self.admin("CREATE DATABASE {0}")
        self.setting = server.get_uri(self.name)
        self.socket_file = str(Path(server.pgdata) / ".s.PGSQL.5432")
        self._open = []

    def admin(self, sql):
        with psycopg.connect(self._server.get_uri(), autocommit=True) as db:
            db.execute(sql.format(self.name))

    def open(self, timeout=5.0, setting=None):
        self._open.append(open_hall(setting or self.setting, timeout=timeout))
        return self._open[-1]

    def close(self):
        for hall in self._open:
            hall.close()

    def run(self, sql):
        with psycopg.connect(self.setting) as db:
            cursor = db.execute(sql)
            return cursor.fetchall() if cursor.description else []

    def back_up(self):
        self.close()
        self.admin("CREATE DATABASE {0}_backup TEMPLATE {0}")

    def restore(self):
        self.close()
        self.admin("DROP DATABASE {0}")
        self.admin("CREATE DATABASE {0} TEMPLATE {0}_backup")

    def drop(self):
        self.admin("DROP DATABASE IF EXISTS {0}_backup")
        self.admin("DROP DATABASE {0} WITH (FORCE)")


class Walled(Postgres):
    """A hall behind its walls: every register is spoken for by its own desk's login."""

    def __init__(self, server):
        super().__init__(server)
        self.office = Office(self.setting)
        self.office.init()
        self._turn, self._logins = threading.Lock(), {}

    def run(self, sql):
        """As a superuser who has switched off what protects the lines."""
        with psycopg.connect(self.setting) as db:
            db.execute("SET session_replication_role = replica")
            cursor = db.execute(sql)
            return cursor.fetchall() if cursor.description else []

    def restore(self):
        """The backup may be older than the last desk that was let in: the office lets them in again."""
        super().restore()
        for login, granted in self._logins.items():
            self.office.grant(login, *granted)

    def open(self, timeout=5.0, setting=None):
        if setting is not None:
            return super().open(timeout, setting)
        self._open.append(EachByItsOwn(self, timeout))
        return self._open[-1]

    def login_of(self, desk, audiences=()):
        """The address by which a desk logs in; let in first if need be. Tests open many lines at once."""
        login = f"{self.name}_{sha256(desk.encode()).hexdigest()[:8]}"
        with self._turn:
            if login not in self._logins:
                self._logins[login] = (f"{desk}.", audiences)
                self.office.grant(login, *self._logins[login])
                self.admin(f"ALTER ROLE {login} CONNECTION LIMIT 50")
        found = conninfo_to_dict(self.setting)
        return f"postgresql://{login}@/{found['dbname']}?host={found['host']}"

    def let_read(self, desk, audiences):
        """As the office does when it tells a window's departments."""
        self.login_of(desk)
        login = f"{self.name}_{sha256(desk.encode()).hexdigest()[:8]}"
        if self._logins[login][1] != tuple(audiences):
            self._logins[login] = (f"{desk}.", tuple(audiences))
            self.office.grant(login, *self._logins[login])
            self.admin(f"ALTER ROLE {login} CONNECTION LIMIT 50")

    def drop(self):
        logins = [one.login for one in self.office.logins()]
        super().drop()
        for login in logins:
            with psycopg.connect(self._server.get_uri(), autocommit=True) as db:
                db.execute(f"DROP ROLE {login}")


class EachByItsOwn:
    """A hall as several desks see it together: each register through its own login, each feed through a reader's."""

    def __init__(self, place, timeout):
        self._place, self._timeout = place, timeout
        self._halls = {}
        self._whole = open_hall(place.setting, timeout=timeout)

    def _by(self, desk, audiences=()):
        if desk not in self._halls:
            self._halls[desk] = open_hall(self._place.login_of(desk, audiences), timeout=self._timeout)
            for idle in list(self._halls.values())[:-8]:
                idle.close()  # it connects again when it is asked
        return self._halls[desk]

    def hello(self, stream, public_key, desk, reads=None):
        named = stream.rpartition(".")[0] if stream.isprintable() else ""
        if reads is not None:
            self._place.let_read(named, reads)
        self._by(named or "nobody").hello(stream, public_key, desk, reads)

    def head(self, stream):
        return self._by(stream.rpartition(".")[0]).head(stream)

    def push(self, stream, *rest, **more):
        return self._by(stream.rpartition(".")[0]).push(stream, *rest, **more)

    def register(self, stream, *rest):
        return self._by(stream.rpartition(".")[0]).register(stream, *rest)

    def retire(self, stream):
        return self._by(stream.rpartition(".")[0]).retire(stream)

    def pull(self, audience, *rest):
        return self._by(f"reader of {audience}", [audience]).pull(audience, *rest)

    def foresee(self, audience, *rest):
        self._by(f"reader of {audience}", [audience]).foresee(audience, *rest)

    def streams(self):
        return self._by("reader").streams()

    def time(self):
        return self._by("reader").time()

    def generation(self):
        return self._by("reader").generation()

    def lacking(self, held):
        return self._by("reader").lacking(held)

    def salvage(self, sender, lines):
        return self._by(sender.rpartition(".")[0] or "nobody").salvage(sender or "nobody.1", lines)

    def returned(self, stream, generation):
        self._by(stream.rpartition(".")[0]).returned(stream, generation)

    def __getattr__(self, name):
        return getattr(self._whole, name)

    def close(self):
        for hall in (self._whole, *self._halls.values()):
            hall.close()


@pytest.fixture(params=["embedded", "postgres", "walled"])
def place(request, tmp_path):
    """An empty hall of each kind."""
    if request.param == "embedded":
        hall = Embedded(tmp_path)
        yield hall
        hall.close()
    else:
        yield from _postgres(request, Walled if request.param == "walled" else Postgres)


@pytest.fixture
def walled_place(request):
    """An empty hall behind its walls."""
    yield from _postgres(request, Walled)


@pytest.fixture
def postgres_place(request):
    """An empty hall on PostgreSQL."""
    yield from _postgres(request)


def _postgres(request, kind=Postgres):
    hall = kind(postgres_server(request.config))
    yield hall
    hall.close()
    hall.drop()


def written(stream, audiences, *, first=1, prev=GENESIS, kind="case.received", note=""):
    """Lines of a register, one for each audience, and the hash after the last."""
    lines = []
    for seq, audience in enumerate(audiences, first):
        body = dumps({"note": note or f"张三 {seq}"})
        lines.append(to_line(Entry(stream, seq, "2026-11-23T09:00:00+08:00", kind, f"c{seq}", audience, body)))
        prev = chain(prev, lines[-1])
    return lines, prev


def read_all(hall, audience, page=3):
    """A whole feed, checked as a reader would: no hole, chain of the feed, chain of every line."""
    from windowdesk.hall.lines import feed_hash

    rows, n, fhash = [], 0, GENESIS
    while found := hall.pull(audience, n, fhash, page).rows:
        for row in found:
            n, fhash = n + 1, feed_hash(fhash, row.hash)
            assert (row.n, row.fhash) == (n, fhash)
            assert row.hash == chain(row.prev, row.line)
        rows += found
    return rows


class PaperJournal:
    """A desk's store kept in memory; every method is one step that happens or does not."""

    def __init__(self, *streams, reads=()):
        self.written = {stream: [] for stream in streams}
        self.hashes = {stream: [GENESIS] for stream in streams}
        self.acks = {}
        self.reads = tuple(reads)
        self.places = {}
        self.foreign = {}
        self.hall_generation = ""

    def write(self, stream, audience, count=1, note=""):
        seq = len(self.written[stream]) + 1
        lines, _ = written(stream, [audience] * count, first=seq, prev=self.hashes[stream][-1], note=note)
        for line in lines:
            self.written[stream].append(line)
            self.hashes[stream].append(chain(self.hashes[stream][-1], line))

    def streams(self):
        return tuple(self.written)

    def audiences(self):
        return self.reads

    def head(self, stream):
        return len(self.written[stream]), self.hashes[stream][-1]

    def hash_at(self, stream, seq):
        return self.hashes[stream][seq] if seq < len(self.hashes[stream]) else GENESIS

    def lines(self, stream, after, limit):
        return self.written[stream][after : after + limit]

    def acked(self, stream):
        return self.acks.get(stream, 0)

    def set_acked(self, stream, seq, head_hash):
        assert self.hash_at(stream, seq) == head_hash
        self.acks[stream] = seq

    def cursor(self, audience):
        return self.places.get(audience, (0, GENESIS))

    def absorb(self, audience, rows, n, fhash):
        for stream, seq, line, line_hash in rows:
            if stream not in self.written:
                assert self.foreign.setdefault((stream, seq), (line, line_hash)) == (line, line_hash)
        self.places[audience] = (n, fhash)

    def rewind(self):
        self.places.clear()

    def generation(self):
        return self.hall_generation

    def set_generation(self, name):
        self.hall_generation = name

    def others(self, after, limit):
        held = [(*name, line_hash, line) for name, (line, line_hash) in self.foreign.items()]
        return [(place, *one) for place, one in enumerate(held, 1)][after : after + limit]


def introduce(stream):
    """Key and desk of a register."""
    return f"key of {stream}", stream.partition(".")[0]


def settled(hall, journal):
    """Whether the hall holds every own register of a journal to its end, and the journal knows."""
    return all(
        hall.head(stream) == Head(*journal.head(stream)) and journal.acked(stream) == journal.head(stream)[0]
        for stream in journal.streams()
    )


def push_all(hall, stream, audiences, **how):
    """Register a stream, push lines of it in one go, and return them."""
    hall.hello(stream, *introduce(stream))
    lines, last = written(stream, audiences, **how)
    assert hall.push(stream, how.get("first", 1), lines, last).kind is PushKind.OK
    return lines


def case(window="007", serial=1, division="510824"):
    """The number of a case that a window opened."""
    return case_number(division, date(2026, 11, 23), window, 1, serial)


class Register:
    """A register that is written and pushed line by line."""

    def __init__(self, hall, window, incarnation=1, reads=None, division="510824"):
        self.hall, self.stream = hall, f"{division}-{window}.{incarnation}"
        self.lines, self.hashes = [], [GENESIS]
        if hall is not None:
            hall.hello(self.stream, *introduce(self.stream), reads)

    def write(self, case_id, audience="", kind="Noted", **body):
        """One more line."""
        seq = len(self.lines) + 1
        line = to_line(Entry(self.stream, seq, "2026-11-23T09:00:00+08:00", kind, case_id, audience, dumps(body)))
        self.lines.append(line)
        self.hashes.append(chain(self.hashes[-1], line))
        return line

    def push(self, count=None):
        """Send what the hall lacks, at most `count` lines."""
        first = self.hall.head(self.stream).seq
        fresh = self.lines[first:][:count]
        assert self.hall.push(self.stream, first + 1, fresh, self.hashes[first + len(fresh)]).kind is PushKind.OK

    def tell(self, case_id, audience="", kind="Noted", **body):
        """Write a line and send it."""
        line = self.write(case_id, audience, kind, **body)
        self.push()
        return line


class SilentLine:
    """A TCP line to a server's socket file that can fall silent: open, acknowledging, passing nothing on."""

    def __init__(self, socket_file):
        self._target = socket_file
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port = self._door.getsockname()[1]
        self.silent = threading.Event()
        self._ends = []
        threading.Thread(target=self._accept, daemon=True).start()

    def setting(self, database):
        return f"postgresql://postgres:geheim@127.0.0.1:{self.port}/{database}"

    def _accept(self):
        while True:
            try:
                near, _ = self._door.accept()
            except OSError:
                return
            far = socket.socket(socket.AF_UNIX)
            far.connect(self._target)
            self._ends += [near, far]
            threading.Thread(target=self._pass_on, args=(near, far), daemon=True).start()
            threading.Thread(target=self._pass_on, args=(far, near), daemon=True).start()

    def _pass_on(self, source, sink):
        try:
            while data := source.recv(65536):
                if not self.silent.is_set():
                    sink.sendall(data)
            if not self.silent.is_set():
                sink.shutdown(socket.SHUT_WR)
        except OSError:
            pass

    def close(self):
        for end in (self._door, *self._ends):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)  # a close alone waits for whoever is reading
            end.close()


def seconds(action):
    """How long an action takes, and what it raised."""
    start, raised = time.monotonic(), None
    try:
        action()
    except Exception as error:
        raised = error
    return time.monotonic() - start, raised
