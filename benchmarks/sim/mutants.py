"""Planted bugs: each is a mistake that this protocol, or one like it, could have. The simulation must notice every one.

Beside each stand seeds whose schedules are known to notice it.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Any, NamedTuple
from unittest import mock

from msgspec import structs

from benchmarks.sim.desks import FUSE, CutStore
from benchmarks.sim.drills import (
    Drill,
    answered_twice,
    cloned,
    copied_and_forgotten,
    copied_twice,
    handed_over,
    reassigned,
    recovered,
    three_of_one,
)
from windowdesk.desk import judging, recovery, rehoming, syncing
from windowdesk.hall import feeds, portable
from windowdesk.hall import sync as rounds
from windowdesk.hall.belonging import Line, line_of, opener
from windowdesk.hall.interface import REWOUND, FeedRow, HallUnreachable, Head, Page, PushAnswer, PushKind, Rewound
from windowdesk.hall.lines import Link, links
from windowdesk.hall.portable import PortableHall
from windowdesk.hall.problems import ProblemKind
from windowdesk.models import commands as cmd
from windowdesk.models import decide
from windowdesk.models import events as ev
from windowdesk.models.acts import handing
from windowdesk.models.case import Case
from windowdesk.models.dispute import Ruled
from windowdesk.models.wire import GENESIS, Entry
from windowdesk.store import arrivals, beside, codec, lineage, register
from windowdesk.store.forgotten import Forgotten
from windowdesk.store.journal import StoredJournal

Patch = Callable[[], AbstractContextManager[object]]


class Mutant(NamedTuple):
    """What is wrong, how to make it wrong, and the seeds, or the drill, that notice."""

    what: str
    patch: Patch
    seeds: tuple[int, ...] = ()
    drill: Drill | None = None


def _put(target: Any, name: str, value: object) -> Patch:
    return lambda: mock.patch.object(target, name, value)


def _put_act(command: type, act: object) -> Patch:
    return lambda: mock.patch.dict(decide.STEPS, {command: act})


def _seen_as_own(_: Any, __: str, ___: Head) -> bool:
    return True


def _early_ack(self: Any, stream: str, found: list[Link], end: Head | None) -> PushAnswer:
    last = found[-1]
    self._journal.set_acked(stream, last.entry.seq, last.hash)
    return _send(self, stream, found, end)


_send = rounds._Round._send


def _never_back(self: Any, stream: str) -> None:
    """Sends from where it believes the hall to be: a hall restored from a backup never gets what it forgot."""
    if self._introduce is not None:
        self._hall.hello(stream, *self._introduce(stream), self._journal.audiences())
    end, at = Head(*self._journal.head(stream)), self._hall.head(stream)
    if at.seq < (acked := self._journal.acked(stream)):
        at = Head(acked, self._journal.hash_at(stream, acked))
    if not self._ours(stream, at):
        self._problem(ProblemKind.FORK, stream, at.seq)
        self._lodge(stream, at)
        return
    self._acknowledge(stream, at)
    if at.seq < end.seq:
        found, _ = self._next(stream, at)
        if found and self._accepted(stream, at, self._send(stream, found, end)):
            self._pushed += len(found)


def _cursor_first(self: Any, audience: str, rows: Iterable[Any], n: int, fhash: bytes) -> None:
    with self._store.write() as db:
        db.execute("INSERT OR REPLACE INTO feed_cursor VALUES (?,?,?)", (audience, n, fhash.hex()))
    with self._store.write() as db:
        arrivals.absorb(db, rows, self._streams)


def _takes_own(self: Any, audience: str, rows: Iterable[Any], n: int, fhash: bytes) -> None:
    with self._store.write() as db:
        arrivals.absorb(db, rows, ())
        db.execute("INSERT OR REPLACE INTO feed_cursor VALUES (?,?,?)", (audience, n, fhash.hex()))


def _no_rewind(found: list[Any], audience: str, after: int, fhash: bytes, limit: int) -> Page | Rewound:
    del audience, fhash, limit
    octets = bytes.fromhex
    return Page(
        tuple(
            FeedRow(n, octets(there), stream, seq, line, octets(own), octets(prev))
            for _, n, there, stream, seq, line, own, prev in found
            if n is not None and n > after
        ),
        found[0][0] if found else 0,
    )


def _blind_reader(rows: tuple[FeedRow, ...], n: int, fhash: bytes) -> int | None:
    del rows, n, fhash
    return None


def _applied_twice(self: Any, stream: str, first: int, lines: Sequence[str], last: bytes, sign: str = "") -> PushAnswer:
    answer = _push(self, stream, first, lines, last, sign)
    with self._engine.writing() as session:
        head = portable._known(session.locked(portable.STREAM, stream), stream)
        if lines and head[0] == first + len(lines) - 1 and (first, last) in _SEEN.setdefault(id(self), set()):
            before, _ = portable._overlap(session, stream, first, len(lines), Head(head[0], bytes.fromhex(head[1])))
            again = links(stream, first, lines, before)
            held = [line_of(at, one.entry, one.hash.hex()) for at, one in enumerate(again)]
            feeds.feed(session, [line for line in held if not line.case or line.desk == opener(line.case)])
    _SEEN.setdefault(id(self), set()).add((first, last))
    return answer


_SEEN: dict[int, set[tuple[int, bytes]]] = {}
_push = PortableHall.push


def _gap_taken(self: Any, stream: str, first: int, lines: Sequence[str], last: bytes, sign: str = "") -> PushAnswer:
    answer = _push(self, stream, first, lines, last, sign)
    if answer.kind is PushKind.GAP:
        with self._engine.writing() as session:
            head = self._take(session, stream, links(stream, first, lines, answer.hash), sign)
        return PushAnswer(PushKind.OK, head.seq, head.hash)
    return answer


def _any_chain(self: Any, stream: str, first: int, lines: Sequence[str], last: bytes, sign: str = "") -> PushAnswer:
    """Takes the sender's word: a cut line becomes the record."""
    before = self.head(stream)
    with contextlib.suppress(ValueError, IndexError):
        if first == before.seq + 1:
            last = links(stream, first, lines, before.hash)[-1].hash
    return _push(self, stream, first, lines, last, sign)


def _unfed(session: Any, fresh: Sequence[Line]) -> None:
    """Numbers only what came alone: the last of several lines is forgotten."""
    _feed(session, fresh[: max(1, len(fresh) - 1)])


_feed = feeds.feed


def _no_history(self: Any, cases: set[str], entering: list[Line]) -> None:
    """A department that joins a case gets only what comes from then on."""
    del entering
    for case in cases:
        self._entered[case] = []


def _keeps_it(self: Any) -> None:
    """What only this desk holds of others is not given back to a hall that forgot it."""
    self._gave_back = True


def _never_wakes(self: Any, cases: set[str]) -> list[Line]:
    """Lines that waited for their register to belong wait for ever."""
    del self, cases
    return []


def _goes_on(*_: object, **__: object) -> None:
    """Told that another machine writes its register, a desk goes on as before."""


def _left_behind(*_: object) -> Iterator[Entry]:
    """A desk that gives up its identity leaves its last acts behind."""
    return iter(())


def _stumbles(entry: Entry, line_hash: bytes = b"") -> Any:
    """An event that cannot be read ends the whole sync."""
    try:
        return _recorded(entry, line_hash)
    except ValueError as error:
        raise RuntimeError("poison") from error


_recorded = codec.recorded


def _believes(*_: object) -> bool:
    return True


@contextlib.contextmanager
def _lazy_write(self: Any) -> Iterator[sqlite3.Connection]:
    """Says "done" and writes with the next transaction."""
    if self._depth:
        yield self._writer
        return
    FUSE.boundary()
    with self._lock:
        if self._writer.in_transaction:
            self._writer.execute("COMMIT")
        self._depth = 1
        self._writer.execute("BEGIN IMMEDIATE")
        try:
            yield self._writer
        except BaseException:
            self._writer.execute("ROLLBACK")
            raise
        finally:
            self._depth = 0
    FUSE.boundary()


def _lost_is_done(self: Any, stream: str, found: list[Link], end: Head | None) -> PushAnswer:
    last = found[-1]
    try:
        return _send(self, stream, found, end)
    except HallUnreachable:
        return PushAnswer(PushKind.OK, last.entry.seq, last.hash)


def _skips_cut(self: Any, audience: str) -> None:
    """Passes over a line that was cut on its way, and never asks again."""
    n, fhash = self._journal.cursor(audience)
    answer = self._hall.pull(audience, n, fhash, self._page)
    if answer is REWOUND:
        self._journal.absorb(audience, (), 0, GENESIS)
        return
    if not answer.rows or rounds._broken(answer.rows, n, fhash) is not None:
        return
    sound = rounds._sound(answer.rows)
    self._absorb(audience, answer.rows, sound, answer.rows[-1].n, answer.rows[-1].fhash)


def _same_place(db: sqlite3.Connection, stream: str, seq: int) -> bytes | None:
    """A line at the same place is taken for the same line."""
    found = db.execute("SELECT 1 FROM register WHERE stream=? AND seq=?", (stream, seq)).fetchone()
    return _Any() if found else None


def _never_met(*_: object) -> bool:
    return False


def _goes_on_regardless(_: sqlite3.Connection, case: Case) -> Case:
    return case


def _stays(*_: object) -> bool:
    return False


def _silent(*_: object) -> Iterator[Any]:
    return iter(())


def _deaf(*_: object) -> Ruled:
    return Ruled()


def _second_first(*values: Any) -> Iterator[ev.Event]:
    for event in _clashes(*values):
        if isinstance(event, ev.VersionClash):
            (stream, seq), *rest = event.fallen
            event = structs.replace(event, stream=stream, seq=seq, fallen=((event.stream, event.seq), *rest))
        yield event


_clashes = judging._clashes


def _stays_here(case: Case, command: Any, act: Any, setting: Any) -> Any:
    """A case that is handed over stays where it is."""
    (event,) = handing.hand_over(case, command, act, setting)
    assert isinstance(event, ev.CaseHandedOver)
    return [structs.replace(event, to=case.at_window)]


def _same_again(settings: Any, **changes: Any) -> Any:
    """A recovered desk goes on under the number of the dead one."""
    if "incarnation" in changes:
        changes["incarnation"] -= 1
    return replace(settings, **changes)


def _into_the_case(db: sqlite3.Connection, row: tuple[object, ...]) -> None:
    """What stood beside a case is put back into it."""
    db.execute(register.INSERT, row)


class _Any(bytes):
    def __eq__(self, other: object) -> bool:
        return True

    def __ne__(self, other: object) -> bool:
        return False

    __hash__ = bytes.__hash__


MUTANTS: tuple[Mutant, ...] = (
    Mutant("the desk takes another's branch for its own", _put(rounds._Round, "_ours", _seen_as_own), (25,)),
    Mutant("marked as sent before the hall holds it", _put(rounds._Round, "_send", _early_ack), (184,)),
    Mutant("an answer that was lost counts as yes", _put(rounds._Round, "_send", _lost_is_done), (196, 283, 147)),
    Mutant("never sends again what a hall forgot", _put(rounds._Round, "_push_stream", _never_back), (141, 176)),
    Mutant(
        "the place in a feed moves before its lines are kept", _put(StoredJournal, "absorb", _cursor_first), (197, 32)
    ),
    Mutant("takes in lines of its own register", _put(StoredJournal, "absorb", _takes_own), (547,)),
    Mutant("the hall does not look where a reader stands", _put(portable, "page_of", _no_rewind), (206, 146)),
    Mutant("the reader does not check a feed", _put(rounds, "_broken", _blind_reader), (235, 124)),
    Mutant("the reader does not check a line", _put(rounds, "stands", _believes), (149, 16)),
    Mutant("a line cut on its way is passed over", _put(rounds._Round, "_pull_feed", _skips_cut), (149, 236)),
    Mutant("a push that comes twice is fed twice", _put(PortableHall, "push", _applied_twice), (210,)),
    Mutant("the hall takes lines after a gap", _put(PortableHall, "push", _gap_taken), (200,)),
    Mutant("the hall does not check the chain", _put(PortableHall, "push", _any_chain), (197,)),
    Mutant("a line is taken and not fed", _put(portable, "feed", _unfed), (184, 210)),
    Mutant("who joins a case late misses what went before", _put(feeds._Feeding, "_remember", _no_history), (25,)),
    Mutant("what waited waits for ever", _put(feeds._Feeding, "_woken", _never_wakes), (21,)),
    Mutant("nothing is given back to a hall that forgot", _put(rounds._Round, "_give_back", _keeps_it), (16, 206)),
    Mutant("a shared identity is not given up", _put(rehoming, "settle", _goes_on), (25, 140)),
    Mutant("what the hall does not have is not carried over", _put(rehoming, "_copies", _left_behind), (25, 140, 10)),
    Mutant("an event that cannot be read stops the rest", _put(arrivals, "recorded", _stumbles), (184,)),
    Mutant("a line at the same place is taken for the same", _put(arrivals, "_held", _same_place), (), cloned),
    Mutant("a number is taken whose lines stand here", _put(lineage, "met", _never_met), (), copied_twice),
    Mutant("what a hall lost stays in the way", _put(Forgotten, "yields", _stays), (), copied_and_forgotten),
    Mutant("what was given up once is not given up again", _put(syncing, "_forgotten", _stays), (), three_of_one),
    Mutant("the office says nothing", _put(judging, "_verdicts", _silent), (32, 165)),
    Mutant("a desk does not hear the office", _put(beside, "said", _deaf), (32, 165)),
    Mutant("a case goes on with two answers", _put(beside, "marked", _goes_on_regardless), (), answered_twice),
    Mutant("a verdict names the line that came second", _put(judging, "_clashes", _second_first), (), reassigned),
    Mutant("a hand-over leaves the case where it is", _put_act(cmd.HandOverCase, _stays_here), (), handed_over),
    Mutant("a recovered desk bears the number of the dead", _put(recovery, "replace", _same_again), (), recovered),
    Mutant("a recovered office forgets its verdicts", _put(register, "_keep", _into_the_case), (), reassigned),
    Mutant("says it is written before it is", _put(CutStore, "write", _lazy_write), (210,)),
)
