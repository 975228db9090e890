"""What a hall is to a desk: a few verbs, all of them safe to repeat."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, StrEnum
from typing import Final, NamedTuple, Protocol

from windowdesk.models.wire import GENESIS


class HallError(Exception):
    """The hall answered, and the answer is no. The message is a sentence for the clerk."""


class HallUnreachable(HallError):
    """The hall did not answer in time. Nothing is half done there: ask again later."""


class UnknownStream(HallError):
    """The hall has never been told of this register: say hello first."""


class StreamTaken(HallError):
    """The register is known to the hall under another key: two machines claim to be one desk (FORK)."""


@dataclass(frozen=True, slots=True)
class Head:
    """The end of a register: number of its last line, 0 when empty, and the hash there (32 bytes)."""

    seq: int = 0
    hash: bytes = GENESIS


class PushKind(StrEnum):
    """How the hall took a push."""

    OK = "ok"
    GAP = "gap"  # lines before first_seq are missing here
    FORK = "fork"  # another line already stands at one of these numbers; both are kept
    CHAIN = "chain"  # a line is not what its header or the chain says; nothing was taken
    CLOSED = "closed"  # the register takes no more lines


@dataclass(frozen=True, slots=True)
class PushAnswer:
    """The verdict on a push, with the head of the register as the hall now has it."""

    kind: PushKind
    seq: int
    hash: bytes


class FeedRow(NamedTuple):
    """One line as a department reads it, with all that is needed to check it alone.

    hash = sha256(prev ‖ line); fhash = sha256(fhash of row n-1 ‖ hash).
    """

    n: int
    fhash: bytes
    stream: str
    seq: int
    line: str
    hash: bytes
    prev: bytes


@dataclass(frozen=True, slots=True)
class Page:
    """Rows of a feed in order; fewer than asked for means the end was reached. `end` is the feed's last place."""

    rows: tuple[FeedRow, ...]
    end: int = 0


class Rewound(Enum):
    """The hall does not know the reader's place: it was restored from a backup. Read again from the start."""

    REWOUND = "rewound"


REWOUND: Final = Rewound.REWOUND


class HallEvent(NamedTuple):
    """A line in hall order; `received_at` is the hall's clock (UTC, ISO 8601)."""

    position: int
    received_at: str
    stream: str
    seq: int
    line: str
    hash: bytes
    prev: bytes


@dataclass(frozen=True, slots=True)
class StreamStatus:
    """What the hall knows of a register."""

    stream: str
    desk: str
    public_key: str
    head: Head
    signature: str
    closed: bool


class Foreign(NamedTuple):
    """A line of another desk's register, as a desk that read it holds it."""

    stream: str
    seq: int
    hash: bytes
    line: str


class Salvaged(NamedTuple):
    """A line the hall had lost and a desk gave back: `sender` is that desk's register, `received_at` UTC."""

    line: Foreign
    sender: str
    received_at: str


@dataclass(frozen=True, slots=True)
class Rules:
    """What besides the lines decides who reads what.

    `adopted` is the position up to which lines belong to their case as they stand; `readers` maps (window,
    department) to the position after which the window's lines no longer count, 0 for never; `feeds` names the feeds.
    """

    adopted: int
    readers: Mapping[tuple[str, str], int]
    feeds: tuple[str, ...]


class Hall(Protocol):
    """The hall database. Every verb may be repeated blindly; every verb may raise HallUnreachable."""

    def hello(self, stream: str, public_key: str, desk: str, reads: Sequence[str] | None = None) -> None:
        """Register a stream. Raises StreamTaken when it is known under another key.

        `reads` are the departments whose feeds the window reads; a hall behind walls knows that from its office and
        listens to nobody else.
        """

    def head(self, stream: str) -> Head:
        """The head of a stream here. Raises UnknownStream before hello."""

    def push(
        self, stream: str, first_seq: int, lines: Sequence[str], last_hash: bytes, signature: str = ""
    ) -> PushAnswer:
        """Append `lines`, numbered from `first_seq`, to a stream: all of them or none.

        `last_hash` is the sender's hash after the last line; the hall computes the chain itself. Lines already
        held are compared. `signature` is of the head (`head_statement`), kept beside it as sent. Raises
        UnknownStream.
        """

    def pull(self, audience: str, after: int, fhash: bytes, limit: int) -> Page | Rewound:
        """Rows after place `after` of a department's feed, at most `limit`; `fhash` proves the reader's place."""

    def foresee(self, audience: str, after: int, fhash: bytes, limit: int) -> None:
        """Say that `pull` will be called so next, that a hall far away may begin. A hint: any other call may follow."""

    def generation(self) -> str:
        """A name that changes when the hall was restored from a backup."""

    def lacking(self, held: Sequence[Foreign]) -> tuple[Foreign, ...]:
        """Which of the lines the hall neither holds nor keeps as evidence; their text is not looked at."""

    def salvage(self, sender: str, lines: Sequence[Foreign]) -> int:
        """Give back lines of other registers that the hall has lost. They are kept as evidence and enter no feed.

        `sender` is a register of the desk that gives them. Returns how many were new.
        """

    def returned(self, stream: str, generation: str) -> None:
        """Say that a register was sent in full, and all that its desk holds of others, in this generation."""

    def register(self, stream: str, after: int, limit: int) -> tuple[str, ...]:
        """Lines of one's own register after line `after`, at most `limit`, as they were pushed."""

    def retire(self, stream: str) -> bool:
        """Close one's own register: it takes no more lines. Whether it was open; raises UnknownStream."""

    def events(self, after: int = 0, page: int = 1000) -> Iterator[HallEvent]:
        """Every event after a position, in hall order. From here on, for the hall's own login only."""

    def rules(self) -> Rules:
        """What besides the lines decides who reads what."""

    def restored(self) -> str:
        """The database was restored from a backup: begin a new generation, and return its name."""

    def awaited(self) -> tuple[str, ...]:
        """Registers in use that were not sent again since the last restore; none when there was no restore."""

    def salvaged(self) -> tuple[Salvaged, ...]:
        """The evidence that desks gave back."""

    def streams(self) -> tuple[StreamStatus, ...]:
        """All registers, by name; for every login, as are time and close."""

    def time(self) -> datetime:
        """The hall's clock, at Beijing time."""

    def close(self) -> None:
        """Let go of the database."""


def head_statement(stream: str, head: Head) -> bytes:
    """What a desk signs to say "my register stood here": text, tab-separated."""
    return f"windowdesk head\t{stream}\t{head.seq}\t{head.hash.hex()}".encode()
