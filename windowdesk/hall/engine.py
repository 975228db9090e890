"""What the hall asks of a database: transactions, one row lock, and plain SQL with `?` for values."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

Row = tuple[Any, ...]


class Session(Protocol):
    """A database while it is held."""

    def rows(self, sql: str, *values: object) -> list[Row]:
        """What a SELECT finds."""

    def begin(self, sql: str, *values: object) -> None:
        """The SELECT that `rows` will probably be asked for next; a server may work on it while we do other things."""

    def locked(self, sql: str, *values: object) -> list[Row]:
        """What a SELECT finds, no other writer touching those rows until the transaction ends."""

    def run(self, sql: str, *values: object) -> None:
        """One INSERT or UPDATE."""

    def run_many(self, sql: str, rows: Sequence[Sequence[object]]) -> None:
        """The same INSERT for many rows."""


class Engine(Protocol):
    """A database that can be a hall. Failures arrive as HallUnreachable or HallError, never as the driver's."""

    now: str
    """An SQL expression: the database's clock as `YYYY-MM-DDTHH:MM:SSZ`."""

    tables: str
    """A SELECT of one column: the names of the tables."""

    def reading(self) -> AbstractContextManager[Session]:
        """For one SELECT: it sees one moment, and two of them may see two."""

    def writing(self) -> AbstractContextManager[Session]:
        """For a transaction: committed at the end of the block, undone by any exception."""

    def close(self) -> None:
        """Let go of the database."""
