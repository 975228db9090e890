"""Files that travel on a stick between a desk and the hall: JSON Lines with a header, a sum at the end, and no network.

    {"windowdesk": "stick", "format": 1, "kind": "desk" | "window" | "hall", …}
    … one record a line …
    {"sha256": "…", "lines": n, …}

The sum is SHA-256 over every byte before the last line. A file that was cut off, edited, joined to another or written
by a newer release is refused before anything of it is believed. Files are read and written line by line, whatever
their size.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, Final

from windowdesk.hall.interface import HallError
from windowdesk.i18n import say

FORMAT: Final = 1
LONGEST_LINE = 1 << 24
"""Bytes; a line is held in memory."""

Record = dict[str, Any]


class StickError(HallError):
    """The file cannot be used. Nothing of it was taken in."""


class Writer:
    """Writes the records of one file; see `writing`."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._sum = hashlib.sha256()
        self.lines = 0

    def put(self, record: Mapping[str, Any]) -> None:
        """One record more."""
        line = json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
        self._sum.update(line)
        self._file.write(line)
        self.lines += 1

    def end(self, sign: Callable[[bytes], Mapping[str, str]] | None) -> None:
        """The last line."""
        digest = self._sum.hexdigest()
        more = sign(statement(digest)) if sign else {}
        last = {"sha256": digest, "lines": self.lines, **more}
        self._file.write(json.dumps(last, separators=(",", ":")).encode() + b"\n")


def statement(digest: str) -> bytes:
    """What is signed to say "this file is mine"."""
    return f"windowdesk stick\t{digest}".encode()


@contextmanager
def writing(
    path: Path, kind: str, header: Mapping[str, Any], sign: Callable[[bytes], Mapping[str, str]] | None = None
) -> Iterator[Writer]:
    """A new file, there as a whole at the end of the block or not at all; only the user can read it.

    `sign` gives what is written beside the sum. Raises StickError when the file cannot be written.
    """
    partial = path.with_name(path.name + ".part")
    try:
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as file:
                writer = Writer(file)
                writer.put({"windowdesk": "stick", "format": FORMAT, "kind": kind, **header})
                yield writer
                writer.end(sign)
                file.flush()
                os.fsync(file.fileno())
            partial.replace(path)
        except BaseException:
            partial.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise StickError(say(f"写不了 {path}：{error.strerror}", f"Cannot write {path}: {error.strerror}")) from error


class Checked:
    """A file that was read once to its end and is whole. `header` and `last` are its first and last line."""

    def __init__(self, path: Path) -> None:
        """Raises StickError."""
        self.path = path
        self.header: Record = {}
        self.last: Record = {}
        for _ in self._read():
            pass

    @property
    def kind(self) -> str:
        """What the file carries: desk, window or hall."""
        return str(self.header["kind"])

    def records(self) -> Iterator[Record]:
        """What stands between header and sum. Raises StickError when the file is no longer the one that was checked."""
        before = self.last
        yield from self._read()
        if self.last != before:
            raise self._changed()

    def _read(self) -> Iterator[Record]:
        digest, count, previous = hashlib.sha256(), 0, b""
        for line in self._lines():
            if previous:
                if count == 0:
                    self.header = self._opening(previous)
                else:
                    yield self._parsed(previous)
                digest.update(previous)
                count += 1
            previous = line
        if not count:
            self._opening(previous)
            raise self._cut()
        last = self._parsed(previous)
        if "sha256" not in last:
            raise self._cut()
        if last["sha256"] != digest.hexdigest() or last.get("lines") != count:
            raise self._changed()
        self.last = last

    def _lines(self) -> Iterator[bytes]:
        try:
            with self.path.open("rb") as file:
                while line := file.readline(LONGEST_LINE):
                    if not line.endswith(b"\n"):
                        raise self._cut()
                    yield line
        except OSError as error:
            raise StickError(
                say(f"读不了 {self.path}：{error.strerror}", f"Cannot read {self.path}: {error.strerror}")
            ) from error

    def _opening(self, line: bytes) -> Record:
        try:
            header = self._parsed(line)
        except StickError:
            header = {}
        if header.get("windowdesk") != "stick" or not isinstance(header.get("kind"), str):
            raise StickError(
                say(f"{self.path} 不是窗口与大厅之间的交换文件。", f"{self.path} is no file of a desk or a hall.")
            )
        if header.get("format") != FORMAT:
            raise StickError(
                say(
                    f"{self.path} 是较新版本写的，请先升级本机软件。",
                    f"{self.path} was written by a newer release: update this one first.",
                )
            )
        return header

    def _parsed(self, line: bytes) -> Record:
        try:
            found = json.loads(line)
        except ValueError:
            raise self._changed() from None
        if not isinstance(found, dict):
            raise self._changed()
        return found

    def _cut(self) -> StickError:
        return StickError(
            say(
                f"{self.path} 不完整（没有复制完），请重新复制。没有取用其中任何内容。",
                f"{self.path} is not whole: copy it again. Nothing of it was taken.",
            )
        )

    def _changed(self) -> StickError:
        return StickError(
            say(
                f"{self.path} 与写出时不同（损坏或被改动），请重新导出。没有取用其中任何内容。",
                f"{self.path} is not as it was written: damaged or edited. Export it again; nothing of it was taken.",
            )
        )


def field(record: Record, name: str, kind: type) -> Any:
    """A value of a record. Raises StickError when it is missing or of another type."""
    value = record.get(name)
    if type(value) is not kind:
        raise StickError(
            say(f"交换文件的记录缺少 {name}：请重新导出。", f"A record of the file has no {name}: export it again.")
        )
    return value


def hashed(record: Record, name: str) -> bytes:
    """A hash of a record: 32 bytes. Raises StickError."""
    try:
        found = bytes.fromhex(field(record, name, str))
    except ValueError:
        found = b""
    if len(found) != 32:
        raise StickError(
            say(f"交换文件的记录 {name} 不是校验值：请重新导出。", f"{name} is no hash in the file: export it again.")
        )
    return found
