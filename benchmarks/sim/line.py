"""The line between a desk and its hall, on which messages are lost, doubled, cut, shuffled and kept back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple, TypeVar

from benchmarks.sim.desks import FUSE
from windowdesk.hall.interface import Hall, HallUnreachable, Page, PushAnswer, Rewound

Answer = TypeVar("Answer")

FAULTS = (
    "down",  # the hall stops answering
    "lost",  # its answer is lost
    "twice",  # a message arrives twice
    "late",  # a copy of a push arrives much later
    "sent short",  # the second half of a push is missing
    "sent cut",  # its last line is cut
    "sent shuffled",  # two of its lines change places
    "sent again",  # one of its lines comes twice
    "got short",  # the second half of a page is missing, which looks like its end
    "got cut",
    "got shuffled",
    "got again",
    "got holed",  # a line in the middle of a page is missing
)
"""What can befall a message, by the name it has in a step."""


class Late(NamedTuple):
    """A push that is still on its way."""

    stream: str
    first_seq: int
    lines: tuple[str, ...]
    last_hash: bytes
    signature: str


@dataclass
class Trouble:
    """One fault, which strikes at the n-th message from here or the first after it that can have it; "" for none."""

    kind: str = ""
    at: int = 0
    struck: bool = False


class Line:
    """A Hall as a desk reaches it. `kept` takes the pushes that will arrive late."""

    def __init__(self, hall: Hall, trouble: Trouble, kept: list[Late]) -> None:
        self._hall = hall
        self._trouble = trouble
        self._kept = kept
        self._count = 0

    def __getattr__(self, name: str) -> Any:
        """Every verb of the hall but the two that carry lines: only the message as a whole can suffer."""
        verb = getattr(self._hall, name)
        return lambda *values, **named: self._call(lambda: verb(*values, **named))

    def push(
        self, stream: str, first_seq: int, lines: Sequence[str], last_hash: bytes, signature: str = ""
    ) -> PushAnswer:
        """See Hall.push."""
        sent = list(lines)
        if self._strikes("late"):
            self._kept.append(Late(stream, first_seq, tuple(lines), last_hash, signature))
        elif self._strikes("sent short"):
            sent = sent[: len(sent) // 2]
        elif self._strikes("sent cut"):
            sent[-1] = sent[-1][: len(sent[-1]) - 9]
        elif len(sent) > 1 and self._strikes("sent shuffled"):
            sent[0], sent[-1] = sent[-1], sent[0]
        elif self._strikes("sent again"):
            sent.insert(0, sent[0])
        return self._call(lambda: self._hall.push(stream, first_seq, sent, last_hash, signature))

    def pull(self, audience: str, after: int, fhash: bytes, limit: int) -> Page | Rewound:
        """See Hall.pull."""
        found = self._call(lambda: self._hall.pull(audience, after, fhash, limit))
        if not isinstance(found, Page) or not found.rows:
            return found
        rows = list(found.rows)
        if self._strikes("got short"):
            rows = rows[: len(rows) // 2]
        elif self._strikes("got cut"):
            rows[-1] = rows[-1]._replace(line=rows[-1].line[:-9])
        elif len(rows) > 1 and self._strikes("got shuffled"):
            rows[0], rows[-1] = rows[-1], rows[0]
        elif self._strikes("got again"):
            rows.insert(0, rows[0])
        elif len(rows) > 2 and self._strikes("got holed"):
            del rows[len(rows) // 2]
        return replace(found, rows=tuple(rows))

    def foresee(self, audience: str, after: int, fhash: bytes, limit: int) -> None:
        """No message: what is begun early arrives with the pull itself."""

    def close(self) -> None:
        """The hall stays open for the others."""

    def _strikes(self, kind: str) -> bool:
        trouble = self._trouble
        if trouble.struck or trouble.kind != kind or self._count < trouble.at:
            return False
        trouble.struck = True
        return True

    def _call(self, message: Callable[[], Answer]) -> Answer:
        self._count += 1
        if self._trouble.kind == "down" and self._count >= self._trouble.at:
            self._trouble.struck = True
            raise HallUnreachable("down")
        FUSE.boundary()
        if self._strikes("twice"):
            message()
        found = message()
        if self._strikes("lost"):
            raise HallUnreachable("the answer was lost")
        FUSE.boundary()
        return found
