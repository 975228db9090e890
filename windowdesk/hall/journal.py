"""What the sync loop needs of a desk's store."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol


class Journal(Protocol):
    """A desk's registers and its places in the feeds. Every method is one transaction."""

    def streams(self) -> tuple[str, ...]:
        """Every register this desk ever wrote, old incarnations too: a restored hall may lack any of them."""

    def head(self, stream: str) -> tuple[int, bytes]:
        """The end of an own register: number of the last line and the hash there; (0, GENESIS) when empty."""

    def hash_at(self, stream: str, seq: int) -> bytes:
        """The hash of an own register after line `seq`: GENESIS at 0 and where it has no such line."""

    def lines(self, stream: str, after: int, limit: int) -> list[str]:
        """At most `limit` lines of an own register after number `after`, in order."""

    def acked(self, stream: str) -> int:
        """Up to which line the hall is known to hold an own register; 0 for none."""

    def set_acked(self, stream: str, seq: int, head_hash: bytes) -> None:
        """Note what the hall holds. It may be less than before: a hall restored from a backup has lost lines."""

    def audiences(self) -> tuple[str, ...]:
        """The departments whose feeds this desk reads."""

    def cursor(self, audience: str) -> tuple[int, bytes]:
        """Place and feed hash up to which a feed was read; (0, GENESIS) at first."""

    def absorb(self, audience: str, rows: Iterable[tuple[str, int, str, bytes]], n: int, fhash: bytes, /) -> None:
        """Take checked lines (stream, seq, line, hash) and the new place in a feed, in ONE transaction.

        Own lines and lines already held are ignored.
        """

    def rewind(self) -> None:
        """The hall was put back from a backup: every feed is read from its beginning, and what is held of others
        counts as forgotten until it comes again."""

    def generation(self) -> str:
        """The hall's generation at the last round that was completed; "" before the first."""

    def set_generation(self, name: str) -> None:
        """Note that the hall has all this desk holds of others in a generation."""

    def others(self, after: int, limit: int) -> list[tuple[int, str, int, bytes, str]]:
        """At most `limit` lines of other registers held here, and of given-up branches, after a place: (place, stream,
        seq, hash, line)."""
