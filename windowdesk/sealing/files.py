"""A key file is written whole or not at all, and only its owner may read it."""

from __future__ import annotations

import os
from pathlib import Path

Stamp = tuple[str, int, int, int]
"""A file as it stands now: path, inode, time of change in ns, size. A replaced file has another stamp."""


def stamp(path: Path) -> Stamp:
    """What a cache of this file's content is keyed by. Raises OSError when there is no such file."""
    name = str(path)
    found = os.stat(name)  # noqa: PTH116 - asked before every sealed act, and a Path takes twice as long
    return name, found.st_ino, found.st_mtime_ns, found.st_size


def write_whole(path: Path, data: bytes, mode: int = 0o600) -> None:
    """Write beside the target, flush to the disk, then put it in place; the folder is made when missing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.urandom(4).hex()}")
    try:
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    _flush_folder(path.parent)


def _flush_folder(folder: Path) -> None:
    """Without this a power cut may take the new name back. Windows neither opens folders nor needs to."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
