"""One act of a register as one line of text, and the chain that binds the lines.

    v ⇥ stream ⇥ seq ⇥ at ⇥ kind ⇥ case ⇥ aud ⇥ body

`body` is JSON; json.dumps escapes tab, newline and NUL, so a line is always one line. The line is hashed as
written and never serialised again by anybody: hash = SHA-256(previous hash ‖ line).
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any

GENESIS = b"\0" * 32
"""The hash before the first line of a register."""

VERSION = "1"

EVERYBODY = "*"
"""The audience that every desk reads and the hall office alone writes to."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a register, taken apart. `body` is kept as text: it is read only when asked for."""

    stream: str
    seq: int
    at: str
    kind: str
    case_id: str
    audience: str
    body: str

    def data(self) -> dict[str, Any]:
        """The body as data. Raises ValueError when it is not a JSON object."""
        found = json.loads(self.body)
        if not isinstance(found, dict):
            raise ValueError("the body of a register line is not a JSON object")
        return found


def to_line(entry: Entry) -> str:
    """The one text form of an entry."""
    return _head(entry.stream, entry.seq, entry.at, entry.kind, entry.case_id, entry.audience) + entry.body


def _head(stream: str, seq: int, at: str, kind: str, case_id: str, audience: str) -> str:
    return f"{VERSION}\t{stream}\t{seq}\t{at}\t{kind}\t{case_id}\t{audience}\t"


def from_line(line: str) -> Entry:
    """Take a line apart. Raises ValueError on any other shape; nothing is guessed."""
    parts = line.split("\t")
    if len(parts) != 8 or parts[0] != VERSION or "\n" in line:
        raise ValueError("not a register line of version 1")
    _, stream, seq, at, kind, case_id, audience, body = parts
    if not seq.isascii() or not seq.isdigit() or seq[0] == "0":
        raise ValueError("a register line needs a sequence number from 1 up")
    return Entry(stream, int(seq), at, kind, case_id, audience, body)


def chain(previous: bytes, line: str) -> bytes:
    """The hash of a line that follows `previous`: 32 bytes."""
    return hashlib.sha256(previous + line.encode()).digest()


def linked(
    previous: bytes, stream: str, seq: int, at: str, kind: str, case_id: str, audience: str, body: bytes
) -> tuple[bytes, bytes]:
    """A line that follows `previous` as the UTF-8 it is kept in, and its hash. `body` is UTF-8 already: a notice is
    some kilobytes, and need not be encoded once to be hashed and once to be kept."""
    line = _head(stream, seq, at, kind, case_id, audience).encode() + body
    return line, hashlib.sha256(previous + line).digest()


def dumps(data: dict[str, Any]) -> str:
    """JSON as registers carry it: compact, Chinese left readable, keys in the order given."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))
