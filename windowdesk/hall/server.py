"""A hall on a server: which of the two ways a login has into it is asked when it first connects."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from functools import cached_property

from windowdesk.hall.bell import Heard, Wake
from windowdesk.hall.interface import (
    Foreign,
    Hall,
    HallEvent,
    Head,
    Page,
    PushAnswer,
    Rewound,
    Rules,
    Salvaged,
    StreamStatus,
)
from windowdesk.hall.portable import PortableHall
from windowdesk.hall.postgres import PostgresEngine
from windowdesk.hall.walled import WalledHall

WALLED = "SELECT count(*) FROM pg_catalog.pg_proc WHERE oid = to_regprocedure('wd_prefix()')"
PREFIX = "SELECT wd_prefix()"


class ServerHall:
    """A Hall by functions for a desk's own login, by plain SQL for the owner of the tables and where no walls stand."""

    def __init__(self, setting: str, timeout: float) -> None:
        self._engine = PostgresEngine(setting, timeout)

    def __repr__(self) -> str:
        return f"ServerHall({self._engine!r})"

    @cached_property
    def _way(self) -> Hall:
        with self._engine.reading() as session:
            walled = bool(session.rows(WALLED)[0][0]) and session.rows(PREFIX)[0][0] is not None
        return WalledHall(self._engine) if walled else PortableHall(self._engine)

    def hello(self, stream: str, public_key: str, desk: str, reads: Sequence[str] | None = None) -> None:
        """See Hall.hello."""
        self._way.hello(stream, public_key, desk, reads)

    def head(self, stream: str) -> Head:
        """See Hall.head."""
        return self._way.head(stream)

    def push(
        self, stream: str, first_seq: int, lines: Sequence[str], last_hash: bytes, signature: str = ""
    ) -> PushAnswer:
        """See Hall.push."""
        return self._way.push(stream, first_seq, lines, last_hash, signature)

    def pull(self, audience: str, after: int, fhash: bytes, limit: int) -> Page | Rewound:
        """See Hall.pull."""
        return self._way.pull(audience, after, fhash, limit)

    def foresee(self, audience: str, after: int, fhash: bytes, limit: int) -> None:
        """See Hall.foresee."""
        self._way.foresee(audience, after, fhash, limit)

    def generation(self) -> str:
        """See Hall.generation."""
        return self._way.generation()

    def lacking(self, held: Sequence[Foreign]) -> tuple[Foreign, ...]:
        """See Hall.lacking."""
        return self._way.lacking(held)

    def salvage(self, sender: str, lines: Sequence[Foreign]) -> int:
        """See Hall.salvage."""
        return self._way.salvage(sender, lines)

    def returned(self, stream: str, generation: str) -> None:
        """See Hall.returned."""
        self._way.returned(stream, generation)

    def rules(self) -> Rules:
        """See Hall.rules."""
        return self._way.rules()

    def restored(self) -> str:
        """See Hall.restored."""
        return self._way.restored()

    def awaited(self) -> tuple[str, ...]:
        """See Hall.awaited."""
        return self._way.awaited()

    def salvaged(self) -> tuple[Salvaged, ...]:
        """See Hall.salvaged."""
        return self._way.salvaged()

    def register(self, stream: str, after: int, limit: int) -> tuple[str, ...]:
        """See Hall.register."""
        return self._way.register(stream, after, limit)

    def retire(self, stream: str) -> bool:
        """See Hall.retire."""
        return self._way.retire(stream)

    def events(self, after: int = 0, page: int = 1000) -> Iterator[HallEvent]:
        """See Hall.events."""
        return self._way.events(after, page)

    def streams(self) -> tuple[StreamStatus, ...]:
        """See Hall.streams."""
        return self._way.streams()

    def time(self) -> datetime:
        """See Hall.time."""
        return self._way.time()

    def mark(self, audiences: Collection[str]) -> None:
        """See Bell.mark."""
        self._engine.listen(audiences)

    def wait(self, wake: Wake, seconds: float) -> Heard:
        """See Bell.wait."""
        return self._engine.heard(wake, seconds)

    def close(self) -> None:
        """See Hall.close."""
        self._engine.close()
