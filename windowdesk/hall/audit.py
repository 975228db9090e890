"""Is the hall whole? Every register a chain, every signed head its own, every feed what the events make it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from windowdesk.hall.interface import REWOUND, Hall, Head, head_statement
from windowdesk.hall.lines import feed_hash, link
from windowdesk.i18n import say
from windowdesk.models.wire import GENESIS

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


def audit(hall: Hall, signed_by: Check | None = None) -> Audit:
    """Read the whole hall once, in hall order, and compare. Memory grows with registers and departments only."""
    found = Audit()
    heads: dict[str, Head] = {}
    feeds: dict[str, tuple[int, bytes]] = {}
    broken: set[str] = set()
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
        audience = one.entry.audience if one else ""
        if audience:
            n, fhash = feeds.get(audience, (0, GENESIS))
            feeds[audience] = n + 1, feed_hash(fhash, event.hash)
    found.faults += _registers(hall, heads, broken, found, signed_by)
    found.faults += _feeds(hall, feeds)
    found.registers, found.feeds = len(heads), len(feeds)
    return found


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


def _feeds(hall: Hall, feeds: dict[str, tuple[int, bytes]]) -> Iterator[str]:
    for audience, (n, fhash) in sorted(feeds.items()):
        answer = hall.pull(audience, n, fhash, 1)
        if answer is REWOUND or answer.rows:
            yield say(
                f"部门 {audience} 的序列与登记簿不符。",
                f"The feed of {audience} is not what the registers make it.",
            )
