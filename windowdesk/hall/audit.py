"""Is the hall whole? Every register a chain, every signed head its own, every feed what the events make it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from windowdesk.hall.belonging import Line, Standing, line_of, own_feed
from windowdesk.hall.interface import REWOUND, Hall, HallError, Head, head_statement
from windowdesk.hall.lines import feed_hash, link
from windowdesk.i18n import say
from windowdesk.models.wire import GENESIS

PAGE = 1000

Check = Callable[[str, bytes, str], bool]
"""Whether a signature (hexadecimal) of a statement is by a public key (hexadecimal)."""


@dataclass(slots=True)
class Audit:
    """What was read, and a sentence for each fault. A hall without faults is whole."""

    events: int = 0
    registers: int = 0
    feeds: int = 0
    signed: int = 0
    faults: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Sum:
    """How many lines, and the sum of their hashes: the same for the same lines in any order."""

    count: int = 0
    total: int = 0

    def add(self, count: int, total: int) -> None:
        """Some more lines."""
        self.count += count
        self.total = (self.total + total) % (1 << 256)


def audit(hall: Hall, signed_by: Check | None = None) -> Audit:
    """Read the whole hall in hall order, then its feeds, and compare. Memory grows with cases, not with lines."""
    found = Audit()
    heads: dict[str, Head] = {}
    broken: set[str] = set()
    members = Membership(hall)
    for event in hall.events():
        found.events += 1
        before = heads.get(event.stream, Head())
        try:
            one = link(event.stream, before.seq + 1, event.line, before.hash)
        except ValueError:
            one = None
        if one is None or event.seq != before.seq + 1 or one.hash != event.hash:
            if event.stream not in broken:
                found.faults.append(
                    say(
                        f"登记簿 {event.stream} 第 {event.seq} 条与链不符。",
                        f"Register {event.stream}: line {event.seq} does not fit the chain.",
                    )
                )
            broken.add(event.stream)
        heads[event.stream] = Head(event.seq, event.hash)
        if one:
            members.take(line_of(event.position, one.entry, event.hash.hex()))
    found.faults += _registers(hall, heads, broken, found, signed_by)
    feeds = members.feeds()
    for audience in sorted(feeds.keys() | members.rules.feeds):
        found.faults += _feed(hall, audience, feeds.get(audience, Sum()))
    found.registers, found.feeds = len(heads), len(feeds)
    return found


class Membership:
    """What the lines, taken in hall order, make of the feeds; told again by the same rules the hall follows."""

    def __init__(self, hall: Hall) -> None:
        self.rules = hall.rules()
        self._standing = Standing(readers=self.rules.readers, adopted=self.rules.adopted)
        self._waiting: dict[str, list[Line]] = {}
        self._cases: dict[str, Sum] = {}
        self._feeds: dict[str, Sum] = {}

    def take(self, line: Line) -> None:
        """One more line, and those that waited for it."""
        if line.case and not self._standing.belongs(line):
            self._waiting.setdefault(line.case, []).append(line)
            return
        self._count(line)
        if not line.case or not self._standing.admit(line):
            return
        while woken := [one for one in self._waiting.get(line.case, ()) if self._standing.belongs(one)]:
            for one in woken:
                self._waiting[line.case].remove(one)
                self._count(one)
                self._standing.admit(one)

    def feeds(self) -> dict[str, Sum]:
        """What each feed should hold."""
        found = {audience: Sum(one.count, one.total) for audience, one in self._feeds.items()}
        for case, members in self._standing.members.items():
            for audience in members:
                found.setdefault(audience, Sum()).add(self._cases[case].count, self._cases[case].total)
        return found

    def _count(self, line: Line) -> None:
        total = int(line.hash, 16)
        if own := own_feed(line, self.rules.adopted):
            self._feeds.setdefault(own, Sum()).add(1, total)
        if line.case:
            self._cases.setdefault(line.case, Sum()).add(1, total)


def _registers(
    hall: Hall, heads: dict[str, Head], broken: set[str], found: Audit, signed_by: Check | None
) -> Iterator[str]:
    for status in hall.streams():
        held = heads.get(status.stream, Head())
        if status.head != held and status.stream not in broken:
            yield say(
                f"登记簿 {status.stream} 的末条应为第 {status.head.seq} 条，实为第 {held.seq} 条。",
                f"Register {status.stream} should end at line {status.head.seq}; it ends at {held.seq}.",
            )
        if not status.signature or signed_by is None:
            continue
        found.signed += 1
        if not signed_by(status.public_key, head_statement(status.stream, status.head), status.signature):
            yield say(
                f"登记簿 {status.stream} 末条的签名不是该窗口的。",
                f"The head of register {status.stream} is not signed by its desk.",
            )


def _feed(hall: Hall, audience: str, wanted: Sum) -> Iterator[str]:
    """Read a feed to its end as a desk would, and compare its lines with what they should be."""
    held, n, fhash = Sum(), 0, GENESIS
    whole = True
    try:
        while whole and (answer := hall.pull(audience, n, fhash, PAGE)) is not REWOUND and answer.rows:
            for row in answer.rows:
                n, fhash = n + 1, feed_hash(fhash, row.hash)
                whole = whole and (row.n, row.fhash) == (n, fhash)
                held.add(1, int.from_bytes(row.hash))
        whole = whole and answer is not REWOUND
    except HallError:
        whole = False
    if not whole or held != wanted:
        yield say(
            f"部门 {audience} 的序列与登记簿不符：应有 {wanted.count} 条，实有 {held.count} 条。",
            f"The feed of {audience} is not what the registers make it: {wanted.count} lines, not {held.count}.",
        )
