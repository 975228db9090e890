"""One round of a desk with the hall: send what the hall lacks of our registers, fetch what other desks wrote.

A hall that was restored from a backup has forgotten: every register we ever wrote is compared in every round, and
lines of others that only we still hold are given back before we read anew.

Nothing is remembered between rounds but the journal's own figures, each set after what it speaks of; so a round
cut at any point is completed by the next, and one that is repeated changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile

from windowdesk.hall.interface import (
    REWOUND,
    FeedRow,
    Foreign,
    Hall,
    HallError,
    HallUnreachable,
    Head,
    PushAnswer,
    PushKind,
    StreamTaken,
    head_statement,
)
from windowdesk.hall.journal import Journal
from windowdesk.hall.lines import Link, feed_hash, link, stands
from windowdesk.hall.problems import ProblemKind, SyncProblem
from windowdesk.models.wire import GENESIS


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What one round did: lines newly taken by the hall, others' lines received, and where each register stands.

    `salvaged` counts lines of others that the hall had lost and we gave back.
    """

    pushed: int
    pulled: int
    acked: dict[str, int]
    problems: tuple[SyncProblem, ...]
    hall_time: datetime
    salvaged: int = 0


Introduce = Callable[[str], tuple[str, str]]
"""Public key and desk of a register, as the hall is told them."""

Sign = Callable[[bytes], str]
"""The signature of a `head_statement`."""


Progress = Callable[[str, int, int, int], None]
"""Told after each page of a feed: the department, the place reached, where this round began, and the feed's end."""


def synchronise(
    journal: Journal,
    hall: Hall,
    *,
    page: int = 500,
    sign: Sign | None = None,
    introduce: Introduce | None = None,
    progress: Progress | None = None,
) -> SyncReport:
    """Compare, push, then pull, `page` lines at a time.

    With `introduce` each register says hello first; without it the caller has done so. Raises HallUnreachable when
    the hall does not answer; whatever was acknowledged until then stands, and the next round goes on from there.
    """
    return _Round(journal, hall, page, sign, introduce, progress).run()


class _Round:
    def __init__(
        self,
        journal: Journal,
        hall: Hall,
        page: int,
        sign: Sign | None,
        introduce: Introduce | None,
        progress: Progress | None,
    ) -> None:
        self._journal = journal
        self._hall = hall
        self._page = page
        self._sign = sign
        self._introduce = introduce
        self._progress = progress
        self._pushed = 0
        self._pulled = 0
        self._salvaged = 0
        self._gave_back = False
        self._read: list[str] = []
        self._unread: list[str] = []
        self._problems: list[SyncProblem] = []

    def run(self) -> SyncReport:
        hall_time = self._hall.time()
        own = self._journal.streams()
        generation = self._hall.generation()
        sent = [stream for stream in own if self._each(self._push_stream, stream)]
        if generation != self._journal.generation():
            self._give_back()
            for stream in sent:
                self._hall.returned(stream, generation)
            if sent == list(own):
                self._journal.set_generation(generation)
        for audience in self._journal.audiences():
            self._each(self._pull_feed, audience)
            self._read.append(audience)
        for audience in self._unread:
            self._each(self._pull_feed, audience)
        acked = {stream: self._journal.acked(stream) for stream in own}
        return SyncReport(self._pushed, self._pulled, acked, tuple(self._problems), hall_time, self._salvaged)

    def _each(self, step: Callable[[str], None], place: str) -> bool:
        """One register or feed; what the hall refuses there does not stop the others. False when it refused."""
        try:
            step(place)
            return True
        except HallUnreachable:
            raise
        except StreamTaken as error:
            self._problem(ProblemKind.FORK, place, 0, str(error))
        except HallError as error:
            self._problem(ProblemKind.REFUSED, place, 0, str(error))
        return False

    def _problem(self, kind: ProblemKind, place: str, seq: int, detail: str = "") -> None:
        self._problems.append(SyncProblem(kind, place, seq, detail))

    def _push_stream(self, stream: str) -> None:
        """Send a register from where the hall has it, wherever we believed it was."""
        if self._introduce is not None:
            self._hall.hello(stream, *self._introduce(stream), self._journal.audiences())
        end = Head(*self._journal.head(stream))
        at = self._hall.head(stream)
        if not self._ours(stream, at):
            self._problem(ProblemKind.FORK, stream, at.seq)
            self._lodge(stream, at)
            return
        self._acknowledge(stream, at)
        while at.seq < end.seq:
            links, damaged = self._next(stream, at)
            if links:
                answer = self._send(stream, links, end)
                if not self._accepted(stream, at, answer):
                    return
                self._pushed += answer.seq - at.seq
                at = Head(answer.seq, answer.hash)
            if damaged:
                self._problem(ProblemKind.POISON, stream, at.seq + 1)
                return

    def _accepted(self, stream: str, at: Head, answer: PushAnswer) -> bool:
        """Believe an OK only if it names our own hash; anything else becomes a problem."""
        there = Head(answer.seq, answer.hash)
        if answer.kind is not PushKind.OK:
            seq = answer.seq if answer.kind is PushKind.GAP else at.seq + 1
            self._problem(ProblemKind(answer.kind.value), stream, seq)
        elif not self._ours(stream, there):
            self._problem(ProblemKind.FORK, stream, answer.seq)
        elif answer.seq <= at.seq:
            self._problem(ProblemKind.GAP, stream, answer.seq)
        else:
            self._acknowledge(stream, there)
            return True
        return False

    def _lodge(self, stream: str, there: Head) -> None:
        """Send the hall the first page of the branch it does not have; it keeps that beside its own as evidence.

        The last common line is found by halving: a push of one line that both hold is answered OK.
        """
        end = Head(*self._journal.head(stream))
        common, other = 0, min(there.seq, end.seq) + 1
        while other - common > 1:
            middle = (common + other) // 2
            line = self._journal.lines(stream, middle - 1, 1)
            answer = self._hall.push(stream, middle, line, self._journal.hash_at(stream, middle))
            common, other = (middle, other) if answer.kind is PushKind.OK else (common, middle)
        links, _ = self._next(stream, Head(common, self._journal.hash_at(stream, common)))
        if links:
            self._send(stream, links, None)

    def _send(self, stream: str, links: list[Link], end: Head | None) -> PushAnswer:
        last = Head(links[-1].entry.seq, links[-1].hash)
        signature = self._sign(head_statement(stream, last)) if self._sign and last == end else ""
        return self._hall.push(stream, links[0].entry.seq, [one.line for one in links], last.hash, signature)

    def _next(self, stream: str, at: Head) -> tuple[list[Link], bool]:
        """The next page of a register as far as it is sound, and whether a damaged line ended it."""
        lines = self._journal.lines(stream, at.seq, self._page)
        links: list[Link] = []
        prev = at.hash
        for seq, line in enumerate(lines, at.seq + 1):
            try:
                links.append(link(stream, seq, line, prev))
            except ValueError:
                break
            prev = links[-1].hash
        if links and not self._stands(links[-1]):
            links = list(takewhile(self._stands, links))
        return links, not lines or len(links) < len(lines)

    def _stands(self, one: Link) -> bool:
        return self._journal.hash_at(one.entry.stream, one.entry.seq) == one.hash

    def _ours(self, stream: str, there: Head) -> bool:
        return self._journal.hash_at(stream, there.seq) == there.hash

    def _acknowledge(self, stream: str, there: Head) -> None:
        if self._journal.acked(stream) != there.seq:
            self._journal.set_acked(stream, there.seq, there.hash)

    def _give_back(self) -> None:
        """Offer the hall every line of others we hold; send those it says it lacks. Once a round is enough."""
        own = self._journal.streams()
        if self._gave_back or not own:
            return
        place = 0
        while held := self._journal.others(place, self._page):
            named = [Foreign(stream, seq, own_hash, line) for _, stream, seq, own_hash, line in held]
            lost = {one[:3] for one in self._hall.lacking([one._replace(line="") for one in named])}
            if found := [one for one in named if one[:3] in lost]:
                self._salvaged += self._hall.salvage(own[-1], found)
            place = held[-1][0]
        self._gave_back = True

    def _pull_feed(self, audience: str) -> None:
        """Read a feed from where we are to its end; all from their start when the hall does not know our place."""
        n, fhash = self._journal.cursor(audience)
        begun, restarted, asked_again = n, False, False
        while True:
            answer = self._hall.pull(audience, n, fhash, self._page)
            if answer is REWOUND:
                if restarted or n == 0:
                    self._problem(ProblemKind.FEED, audience, n + 1)
                    return
                self._give_back()
                self._journal.rewind()
                self._unread = list(self._read)
                restarted, begun, n, fhash = True, 0, 0, GENESIS
                continue
            if not answer.rows:
                return
            last = answer.rows[-1]
            if len(answer.rows) == self._page:
                self._hall.foresee(audience, last.n, last.fhash, self._page)  # it fetches while we check and absorb
            if (broken := _broken(answer.rows, n, fhash)) is not None:
                self._problem(ProblemKind.FEED, audience, broken)
                return
            sound = _sound(answer.rows)
            if len(sound) < len(answer.rows) and not asked_again:
                asked_again = True  # a line cut on its way is whole the second time; one damaged in the hall is not
                continue
            asked_again = False
            n, fhash = last.n, last.fhash
            self._absorb(audience, answer.rows, sound, n, fhash)
            if self._progress is not None:
                self._progress(audience, n, begun, answer.end)
            if len(answer.rows) < self._page:
                return

    def _absorb(
        self, audience: str, rows: tuple[FeedRow, ...], sound: list[tuple[str, int, str, bytes]], n: int, fhash: bytes
    ) -> None:
        own = self._journal.streams()
        if len(sound) < len(rows):
            whole = {(stream, seq) for stream, seq, *_ in sound}
            for row in rows:
                if (row.stream, row.seq) not in whole:
                    self._problem(ProblemKind.POISON, row.stream, row.seq)
        self._journal.absorb(audience, sound, n, fhash)
        self._pulled += sum(stream not in own for stream, *_ in sound)


def _sound(rows: tuple[FeedRow, ...]) -> list[tuple[str, int, str, bytes]]:
    """Register, number, line and hash of those rows whose line is the one its author hashed."""
    return [
        (stream, seq, line, line_hash)
        for _, _, stream, seq, line, line_hash, prev in rows
        if stands(stream, seq, line, prev, line_hash)
    ]


def _broken(rows: tuple[FeedRow, ...], n: int, fhash: bytes) -> int | None:
    """The first place that does not follow (n, fhash) and those before it."""
    for place, (told, told_hash, _, _, _, line_hash, _) in enumerate(rows, n + 1):
        fhash = feed_hash(fhash, line_hash)
        if told != place or told_hash != fhash:
            return place
    return None
