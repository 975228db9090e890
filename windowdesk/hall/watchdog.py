"""A watchdog over a database connection: it cuts the line when a call takes longer than its limit.

Needed because a peer whose kernel still acknowledges packets keeps a blocked call waiting for ever: neither
keep-alives, nor tcp_user_timeout, nor statement_timeout end it.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress


class Watchdog:
    """One thread for one connection. `limit` is in seconds, for each guarded call."""

    def __init__(self, descriptor: int, limit: float) -> None:
        self._descriptor = descriptor
        self._limit = limit
        self._changed = threading.Condition()
        self._deadline: float | None = None
        self._waiting = False
        self._ended = False
        self._thread = threading.Thread(target=self._watch, name="hall watchdog", daemon=True)
        self._thread.start()

    @contextmanager
    def guard(self) -> Iterator[None]:
        """Cut the connection if the block is not left in time; whoever waits on it gets the driver's error."""
        with self._changed:
            self._deadline = time.monotonic() + self._limit
            if self._waiting:
                self._changed.notify()
        try:
            yield
        finally:
            with self._changed:
                self._deadline = None

    def end(self) -> None:
        """Stop watching. To be called before the connection is closed: its descriptor may be another's then."""
        with self._changed:
            self._ended = True
            self._changed.notify()
        self._thread.join()

    def _watch(self) -> None:
        with self._changed:
            while not self._ended:
                if self._deadline is None:
                    self._waiting = True
                    self._changed.wait()
                    self._waiting = False
                elif (left := self._deadline - time.monotonic()) > 0:
                    # Not woken by the end of a call: deadlines only move forward, so one look at the end of the
                    # oldest is enough, and a busy connection costs no switch of threads.
                    self._changed.wait(left)
                else:
                    self._cut()
                    return

    def _cut(self) -> None:
        line = socket.socket(fileno=self._descriptor)
        try:
            with suppress(OSError):  # the peer may just have gone
                line.shutdown(socket.SHUT_RDWR)
        finally:
            line.detach()  # the descriptor stays the driver's
