"""A second copy of the desk's registers, on another disk or a stick: each line again, as it was written.

One file a register, `<register>.lines`, a line of it a line of the register. What a dead disk never sent to the hall is
found here. Appended to and flushed to the device after each commit; what a missing stick missed is added later.
"""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path

from windowdesk.models.wire import GENESIS, chain, from_line
from windowdesk.store import register

_NAME = re.compile(r"[0-9]{6}-[0-9]{3}\.[1-9]", re.ASCII)
_SUFFIX = ".lines"
_LOOK = 1 << 20
"""Bytes of a file's end that are compared with the register before anything is added."""


class SecondCopy:
    """The folder of one desk's second copy. `filled` is how far each register was copied by this program."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.filled: dict[str, int] = {}

    def catch_up(self, db: sqlite3.Connection, streams: Sequence[str]) -> None:
        """Add what the folder lacks. Raises OSError; the next call goes on from there.

        The folder itself is never made: where a stick is mounted, an empty place is not the stick.
        """
        if not self.folder.is_dir():
            raise FileNotFoundError(2, "no such folder", str(self.folder))
        for stream in streams:
            try:
                self._add(db, stream)
            except OSError:
                self.filled.pop(stream, None)
                raise

    def _add(self, db: sqlite3.Connection, stream: str) -> None:
        path = self.folder / f"{stream}{_SUFFIX}"
        if stream not in self.filled or not path.is_file():
            self.filled[stream] = _sound_end(db, stream, path)
        end = register.head(db, stream)[0]
        if self.filled[stream] >= end:
            return
        lines = register.lines(db, stream, self.filled[stream], end)
        with path.open("ab") as file:
            file.write("".join(f"{line}\n" for line in lines).encode())
            file.flush()
            os.fsync(file.fileno())
        self.filled[stream] = end


def _sound_end(db: sqlite3.Connection, stream: str, path: Path) -> int:
    """How many lines the file has of this register. A half line at its end is cut off; another branch is put aside."""
    if not path.is_file() or not path.stat().st_size:
        return 0
    with path.open("r+b") as file:
        size = file.seek(0, os.SEEK_END)
        start = max(0, size - _LOOK)
        file.seek(start)
        content = file.read()
        end = content.rfind(b"\n") + 1
        if end < len(content):
            file.truncate(start + end)
    lines = content[:end].decode(errors="replace").split("\n")[:-1]
    last = _last_of(db, stream, lines[1:] if start else lines)
    if not last and (end or start):
        path.replace(_free_name(path))
    return last


def _last_of(db: sqlite3.Connection, stream: str, lines: list[str]) -> int:
    """The number of the last of these lines if all of them are this register's own, else 0."""
    try:
        last = from_line(lines[-1]).seq if lines else 0
    except ValueError:
        return 0
    ours = register.lines(db, stream, last - len(lines), len(lines)) if last >= len(lines) else []
    return last if lines == ours else 0


def _free_name(path: Path) -> Path:
    names = (path.with_name(f"{path.stem}.other{n}") for n in range(1, 1000))
    return next(name for name in names if not name.exists())


def registers(folder: Path) -> dict[str, list[tuple[str, bytes]]]:
    """Every register the folder holds: lines with their hashes, as far as they are a chain. Raises OSError."""
    found = {}
    for path in sorted(folder.glob(f"*{_SUFFIX}")):
        stream = path.name.removesuffix(_SUFFIX)
        if _NAME.fullmatch(stream):
            found[stream] = list(_chained(stream, path.read_bytes().decode(errors="replace")))
    return found


def _chained(stream: str, text: str) -> Iterator[tuple[str, bytes]]:
    previous = GENESIS
    *lines, _ = text.split("\n")  # what comes after the last line feed was cut off in mid-writing
    for seq, line in enumerate(lines, 1):
        try:
            entry = from_line(line)
        except ValueError:
            return
        if (entry.stream, entry.seq) != (stream, seq):
            return
        previous = chain(previous, line)
        yield line, previous
