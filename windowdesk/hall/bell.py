"""The hall's bell: a hint that something new is there, so that another window's act shows at once.

Never more than a hint. Nobody relies on it: a bell that is not heard, or rings for nothing, changes when a desk asks
and nothing else.
"""

from __future__ import annotations

import selectors
import socket
import time
from collections.abc import Collection
from contextlib import suppress
from enum import Enum
from pathlib import Path
from typing import Protocol, runtime_checkable

LOOK_EVERY = 0.04
"""Seconds between two looks at the embedded hall's file; a look takes some microseconds."""


class Heard(Enum):
    """Why a wait ended."""

    TIME = "time"  # it is over
    WAKE = "wake"  # another thread wants us
    RING = "ring"  # the hall has something new
    LOST = "lost"  # the line to the hall is gone


class Wake:
    """Ends a wait from another thread. It stays set until it is cleared, so that none is missed between two waits."""

    def __init__(self) -> None:
        self._near, self._far = socket.socketpair()
        self._near.setblocking(False)
        self._far.setblocking(False)

    def fileno(self) -> int:
        """What a selector waits on."""
        return self._near.fileno()

    def set(self) -> None:
        """End the wait, now or when it begins."""
        with suppress(OSError):  # full: it is set already; closed: nobody waits
            self._far.send(b".")

    def clear(self) -> None:
        """Begin anew."""
        with suppress(OSError):
            while self._near.recv(4096):
                pass

    def close(self) -> None:
        """No more waits."""
        self._near.close()
        self._far.close()

    def wait(self, seconds: float) -> bool:
        """Whether it was set within that time."""
        with selectors.DefaultSelector() as selector:
            selector.register(self, selectors.EVENT_READ)
            return bool(selector.select(max(0.0, seconds)))


@runtime_checkable
class Bell(Protocol):
    """What a desk listens to between two rounds."""

    def mark(self, audiences: Collection[str]) -> None:
        """A round of these departments begins: what rang before is answered by it."""

    def wait(self, wake: Wake, seconds: float) -> Heard:
        """Wait for the bell, at most so long."""


class FileBell:
    """The embedded hall rings when its file changes; nothing is opened for it."""

    def __init__(self, file: Path) -> None:
        self._files = (file, file.with_name(file.name + "-wal"))
        self._seen = self._look()

    def mark(self, audiences: Collection[str]) -> None:
        """See Bell.mark. A file does not say whom it rings for."""
        del audiences
        self._seen = self._look()

    def wait(self, wake: Wake, seconds: float) -> Heard:
        """See Bell.wait."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            if wake.wait(min(left, LOOK_EVERY)):
                return Heard.WAKE
            if self._look() != self._seen:
                return Heard.RING
        return Heard.TIME

    def _look(self) -> tuple[tuple[int, ...], ...]:
        """An empty log counts as none: SQLite makes one for every reader and takes it away again."""
        found: list[tuple[int, ...]] = []
        for file in self._files:
            with suppress(OSError):
                at = file.stat()
                if at.st_size:
                    found.append((at.st_ino, at.st_size, at.st_mtime_ns))
                    continue
            found.append(())
        return tuple(found)
