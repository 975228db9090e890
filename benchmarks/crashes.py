"""A PostgreSQL hall that crashes while desks push: `python -m benchmarks.crashes [--crashes 25] [--desks 6]`.

By turns the whole server is stopped at once (immediate shutdown) and one of its processes is killed with SIGKILL, after
which PostgreSQL throws away every connection and recovers. Desks push without a pause. A desk counts what the hall had
acknowledged and no longer holds (lost), and pushes whose answer never came but which the hall holds (found again).
"""

from __future__ import annotations

import argparse
import contextlib
import json
import logging
import os
import signal
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from benchmarks.accidents.own_postgres import server
from windowdesk.hall import open_hall
from windowdesk.hall import sync as rounds
from windowdesk.hall.audit import audit
from windowdesk.hall.interface import HallError, Head, PushAnswer
from windowdesk.hall.lines import Link
from windowdesk.models.wire import GENESIS, Entry, chain, dumps, to_line

BATCH = 100
"""Lines a desk writes between two rounds; a push has one page of them."""

PAGE = 20
DEPARTMENTS = ("卫生健康局", "市场监督管理局", "林业局")


class Crashing(NamedTuple):
    """What a run came to."""

    crashes: int
    seconds: float
    acknowledged: int
    lost: int
    found_again: int
    interrupted: int
    faults: tuple[str, ...]

    @property
    def sound(self) -> bool:
        """Whether nothing acknowledged was lost and the hall is whole."""
        return not (self.lost or self.faults)


class Memory:
    """A desk's journal in memory: its own register, which it can make again line by line, and what was acknowledged."""

    def __init__(self, number: int) -> None:
        self.stream = f"510824-{number:03d}.1"
        self.written: list[str] = []
        self.hashes = [GENESIS]
        self.marked = 0
        self.lost = 0
        self.known = ""

    def write(self, count: int) -> None:
        """So many more lines."""
        for seq in range(len(self.written) + 1, len(self.written) + 1 + count):
            body = dumps({"by": "", "window": "", "version": 0, "event": {"note": "材料齐全" * 20, "n": seq}})
            at, audience = "2026-11-23T09:00:00+08:00", DEPARTMENTS[seq % 3]
            self.written.append(to_line(Entry(self.stream, seq, at, "CaseReceived", f"c{seq // 9}", audience, body)))
            self.hashes.append(chain(self.hashes[-1], self.written[-1]))

    def streams(self) -> tuple[str, ...]:
        return (self.stream,)

    def head(self, stream: str) -> tuple[int, bytes]:
        del stream
        return len(self.written), self.hashes[-1]

    def hash_at(self, stream: str, seq: int) -> bytes:
        del stream
        return self.hashes[seq] if seq < len(self.hashes) else GENESIS

    def lines(self, stream: str, after: int, limit: int) -> list[str]:
        del stream
        return self.written[after : after + limit]

    def acked(self, stream: str) -> int:
        del stream
        return self.marked

    def set_acked(self, stream: str, seq: int, head_hash: bytes) -> None:
        self.lost += max(0, self.marked - seq)
        if self.hash_at(stream, seq) != head_hash:
            raise RuntimeError("the hall acknowledged another register")
        self.marked = seq

    def audiences(self) -> tuple[str, ...]:
        return ()

    def cursor(self, audience: str) -> tuple[int, bytes]:
        raise KeyError(audience)

    def absorb(self, audience: str, rows: Iterable[tuple[str, int, str, bytes]], n: int, fhash: bytes, /) -> None:
        raise KeyError(audience, rows, n, fhash)

    def rewind(self) -> None:
        """Nothing of others is read here."""

    def generation(self) -> str:
        return self.known

    def set_generation(self, name: str) -> None:
        self.known = name

    def others(self, after: int, limit: int) -> list[tuple[int, str, int, bytes, str]]:
        del after, limit
        return []


def push_until(number: int, setting: str, stop: Path, pipe: int) -> None:
    """A desk's process: push without a pause until told to stop, then until the hall holds everything."""
    logging.getLogger("psycopg").setLevel(logging.CRITICAL)  # it tells of every line that was cut in the middle
    journal, found, broken = Memory(number), 0, 0
    unanswered: Head | None = None
    send = rounds._Round._send

    def noted(self: Any, stream: str, links: list[Link], end: Head | None) -> PushAnswer:
        nonlocal unanswered
        unanswered = Head(links[-1].entry.seq, links[-1].hash)
        answer = send(self, stream, links, end)
        unanswered = None
        return answer

    rounds._Round._send = noted  # type: ignore[method-assign]
    hall = open_hall(setting, timeout=5)
    while not stop.exists() or journal.marked < len(journal.written):
        if journal.marked == len(journal.written):
            journal.write(BATCH)
        sent, unanswered = unanswered, None
        try:
            if sent and hall.head(journal.stream) == sent:
                found += 1
            report = rounds.synchronise(journal, hall, page=PAGE, introduce=lambda _: (f"key {number}", str(number)))
        except HallError:
            broken += 1
            unanswered = unanswered or sent
            time.sleep(0.02)
            continue
        if report.problems:
            raise RuntimeError(report.problems[0].sentence)
    hall.close()
    told = {"acknowledged": journal.marked, "lost": journal.lost, "found": found, "broken": broken}
    os.write(pipe, (json.dumps(told | {"head": journal.hashes[-1].hex()}) + "\n").encode())


def started(number: int, setting: str, stop: Path) -> tuple[int, int]:
    """Start a desk: its process and the pipe it tells its end through."""
    end, pipe = os.pipe()
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            push_until(number, setting, stop, pipe)
            code = 0
        except BaseException as error:
            os.write(pipe, (json.dumps({"error": f"{type(error).__name__}: {error}"}) + "\n").encode())
        finally:
            os._exit(code)
    os.close(pipe)
    return pid, end


def crash(found: Any, rng: Random, whole: bool) -> None:
    """Crash the server: stop it at once and start it again, or kill one of the processes that serve a desk."""
    if whole:
        pid = found.get_pid()
        os.kill(pid, signal.SIGQUIT)  # what pg_ctl calls immediate
        gone(pid)
        found.ensure_postgres_running()
        return
    import psycopg

    with contextlib.suppress(psycopg.Error), psycopg.connect(found.get_uri(), autocommit=True) as db:
        query = "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
        pids = [row[0] for row in db.execute(query)]
        if pids:
            os.kill(rng.choice(pids), signal.SIGKILL)


def back(setting: str, limit: float = 60) -> None:
    """Wait until the server has recovered."""
    until = time.monotonic() + limit
    while time.monotonic() < until:
        hall = open_hall(setting, timeout=5)
        try:
            hall.time()
            return
        except HallError:
            time.sleep(0.02)
        finally:
            hall.close()
    raise RuntimeError("the server does not come back")


def gone(pid: int, limit: float = 30) -> None:
    """Wait for a process that is not our child to end."""
    until = time.monotonic() + limit
    while time.monotonic() < until:
        try:
            os.kill(pid, 0)
            if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return
        except (ProcessLookupError, FileNotFoundError):
            return
        time.sleep(0.01)
    raise RuntimeError("the server does not stop")


def run(crashes: int, desks: int, seed: int = 1) -> Crashing:
    """So many crashes under so many desks."""
    rng = Random(seed)
    with tempfile.TemporaryDirectory(prefix="crashes") as folder, server("hall", carried=True) as found:
        setting, stop = found.get_uri(), Path(folder) / "stop"
        back(setting)
        start = time.monotonic()
        children = [started(number, setting, stop) for number in range(1, desks + 1)]
        for number in range(crashes):
            time.sleep(0.2 + rng.random() * 0.4)
            crash(found, rng, whole=number % 2 == 0)
            back(setting)
        time.sleep(0.3)
        stop.touch()
        told = [ended(pid, end) for pid, end in children]
        seconds = time.monotonic() - start
        faults = [one["error"] for one in told if "error" in one]
        told = [one for one in told if "error" not in one]
        hall = open_hall(setting, timeout=30)
        heads = {status.head.hash.hex() for status in hall.streams()}
        faults += [
            f"a register of {one['acknowledged']} lines is not there" for one in told if one["head"] not in heads
        ]
        faults += audit(hall).faults
        hall.close()
    sums = {name: sum(one[name] for one in told) for name in ("acknowledged", "lost", "found", "broken")}
    return Crashing(crashes, seconds, sums["acknowledged"], sums["lost"], sums["found"], sums["broken"], tuple(faults))


def ended(pid: int, end: int) -> dict[str, Any]:
    """What a desk told at its end."""
    with os.fdopen(end, "rb") as pipe:
        said = pipe.read()
    os.waitpid(pid, 0)
    found: dict[str, Any] = json.loads(said) if said else {"error": "a desk ended without a word"}
    return found


def measure() -> list[tuple[str, float, float]]:
    """1 when nothing was lost by five crashes."""
    return [("hall crashes: five, nothing acknowledged lost", float(run(5, 4).sound), -1)]


def main() -> int:
    """Run what was asked for; 1 when something was lost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--crashes", type=int, default=25)
    parser.add_argument("--desks", type=int, default=6)
    asked = parser.parse_args()
    made = run(asked.crashes, asked.desks)
    print(f"{made.crashes} crashes in {made.seconds:.0f} s under {asked.desks} desks")
    print(f"{made.acknowledged} lines acknowledged, {made.lost} of them lost; {made.interrupted} rounds interrupted,")
    print(f"{made.found_again} pushes taken whose answer was lost, found again; {len(made.faults)} faults")
    print(*made.faults, sep="\n")
    return int(not made.sound)


if __name__ == "__main__":
    sys.exit(main())
