"""Checking lines before they are believed: their header, their chain, and that any database can hold them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import NamedTuple

from windowdesk.models.wire import VERSION, Entry, chain, from_line

LONGEST_NAME = 200
"""Characters of a register's or department's name; no database indexes a text of any length."""


class Link(NamedTuple):
    """A line that was checked, with the hash before it and its own (32 bytes each)."""

    entry: Entry
    line: str
    prev: bytes
    hash: bytes


def link(stream: str, seq: int, line: str, prev: bytes) -> Link:
    """One line at its place in a register. Raises ValueError when it cannot stand there.

    A raw NUL, a lone surrogate and an endless department are refused: PostgreSQL cannot store the one, UTF-8 cannot
    write the other, no index holds the third; and a line that a hall fails on would block a desk for ever.
    """
    if "\0" in line:
        raise ValueError("a register line holds no NUL")
    entry = from_line(line)
    if entry.stream != stream or entry.seq != seq:
        raise ValueError(f"the line names {entry.stream} {entry.seq}, its place is {stream} {seq}")
    if len(entry.audience) > LONGEST_NAME:
        raise ValueError(f"a department's name has at most {LONGEST_NAME} characters")
    return Link(entry, line, prev, chain(prev, line))


def stands(stream: str, seq: int, line: str, prev: bytes, own: bytes) -> bool:
    """Whether `link` would take the line and come to this hash; in a third of the time, for readers of whole feeds."""
    parts = line.split("\t")
    try:
        return (
            hashlib.sha256(prev + line.encode()).digest() == own
            and len(parts) == 8
            and parts[1] == stream
            and parts[2] == str(seq)
            and parts[0] == VERSION
            and seq > 0
            and len(parts[6]) <= LONGEST_NAME
            and "\n" not in line
            and "\0" not in line
        )
    except UnicodeEncodeError:
        return False


def links(stream: str, first_seq: int, lines: Iterable[str], prev: bytes) -> list[Link]:
    """A run of lines, chained on `prev`. Raises ValueError at the first that cannot stand at its place."""
    found: list[Link] = []
    for seq, line in enumerate(lines, first_seq):
        found.append(link(stream, seq, line, prev))
        prev = found[-1].hash
    return found


def feed_hash(before: bytes, event_hash: bytes) -> bytes:
    """The hash of a feed after one more event: 32 bytes. Before the first it is GENESIS."""
    return hashlib.sha256(before + event_hash).digest()
