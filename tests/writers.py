"""Processes that write one desk at once, are killed in the middle, or run out of disk. Run, not imported, by tests.

python writers.py many HOME PROCESSES ACTS      several processes, one desk
python writers.py kill HOME TIMES SEED          a writer is killed -9 again and again
python writers.py full HOME                     the file may grow no further
"""

from __future__ import annotations

import json
import os
import random
import resource
import select
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path

import desks
from desks import at

from windowdesk.desk import Desk
from windowdesk.documents import undrawable
from windowdesk.models import commands as cmd
from windowdesk.models.refusal import Refused
from windowdesk.sealing import seal_ready
from windowdesk.store import register, search

NOW = "2026-11-23 09:30"


def warm(home: Path) -> None:
    """Load here, once, what every child would load for its first act."""
    desk = Desk.open(home)
    seal_ready(desk.seal_key("007-window-scjg"), desk.passphrase, at(NOW))
    search.initials("李")
    undrawable("𬭊", fonts=desk.fonts)
    desk.close()


def act(desk: Desk, n: int) -> list[str]:
    """Receive a case and accept it: two acts, four events, two papers. Returns the number of the case."""
    case_id = desks.receive(desk, NOW, applicant=desks.person(n % 1000, f"申请人{n}"))
    desk.do(cmd.AcceptCase(case_id), desks.staff(desk, "1001"), at(NOW))
    return [case_id]


def child(home: Path, first: int, count: int, out: int) -> int:
    """In a process of its own: write, and say what was acknowledged. Never returns to the caller's code."""
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        desk = Desk.open(home)
        for n in range(first, first + count):
            for case_id in act(desk, n):
                os.write(out, f"{case_id}\n".encode())
        desk.close()
        code = 0
    except BaseException as error:
        os.write(2, f"{type(error).__name__}: {error}\n".encode())
    finally:
        os._exit(code)


def many(home: Path, processes: int, acts: int) -> dict[str, object]:
    """Several writers of one desk, each to its end."""
    back, out = os.pipe()
    children = [child(home, number * 100, acts, out) for number in range(processes)]
    codes = [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in children]
    os.close(out)
    with os.fdopen(back) as pipe:
        said = pipe.read().split()
    return {"codes": codes, "said": said}


def kill(home: Path, times: int, seed: int) -> dict[str, object]:
    """Kill a writer at random moments; after each, the chain must hold and have all that was acknowledged."""
    chance = random.Random(seed)
    said: list[str] = []
    unsound: list[object] = []
    for n in range(times):
        back, out = os.pipe()
        pid = child(home, n * 40, 40, out)
        os.close(out)
        select.select([back], [], [], 30)  # the first act is acknowledged; now it may die at any moment
        time.sleep(chance.random() * 0.03)
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        with os.fdopen(back) as pipe:
            fresh = [line for line in pipe.read().split("\n") if len(line) == 24]
        said += fresh
        desk = Desk.open(home)
        broken = register.verify(desk.store.read(), desk.stream)
        unsound += [broken] if broken else []
        unsound += [case_id for case_id in fresh if desk.case(case_id) is None]
        desk.close()
    return {"said": said, "unsound": unsound}


def full(home: Path) -> dict[str, object]:
    """Let the files grow by a little more each time, until an act succeeds; every act before is refused whole."""
    desk, log, n = Desk.open(home), home / "desk.db-wal", 100
    while n == 100 or log.stat().st_size < desk.store.path.stat().st_size:  # until the log is what would grow
        act(desk, n)
        n += 1
    largest = log.stat().st_size
    refused: list[str] = []
    halves: list[int] = []
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    for extra in range(0, 400_000, 1500):
        before = desks.rows(desk.store.read()), len(desks.all_lines(desk))
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest + extra, hard))
        try:
            act(desk, 1)
            break
        except Refused as error:
            refused.append(error.reason.value)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
        after = desks.rows(desk.store.read()), len(desks.all_lines(desk))
        if after[1] - before[1] not in (0, 2):
            halves.append(extra)
        if after != before:
            break
    act(desk, 2)
    unsound = True
    with suppress(AssertionError):
        desks.soundly(desk)
        unsound = False
    desk.close()
    return {"refused": refused, "halves": halves, "unsound": unsound}


if __name__ == "__main__":
    what, folder, *rest = sys.argv[1:]
    warm(Path(folder))
    print(json.dumps({"many": many, "kill": kill, "full": full}[what](Path(folder), *map(int, rest))))
