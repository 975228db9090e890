"""A folder as a printer: each paper becomes one file, whole or not at all."""

from __future__ import annotations

import errno
import os
import stat
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from windowdesk.printing.job import Fate, PrintJob, Sent
from windowdesk.printing.names import file_name
from windowdesk.printing.queue import PrinterError

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_FORBIDDEN = (errno.EACCES, errno.EPERM, errno.EROFS)


class FolderPrinter:
    """Writes papers into `folder`, which is made when the first paper comes."""

    def __init__(self, folder: Path) -> None:
        """Nothing is touched yet."""
        self.folder = folder

    def send(self, job: PrintJob) -> Sent:
        """Write the paper under its number; the same paper again is left as it stands.

        Raises PrinterError when it cannot be written, or when another paper has the name: nothing is
        overwritten.
        """
        target = self.folder / file_name(job)
        try:
            match _found(target, job.pdf):
                case True:
                    return Sent(str(target), already=True)
                case False:
                    raise PrinterError(
                        f"{target.name} 已经存在，内容不同，没有覆盖。请移走它，或者补打一份。",
                        f"{target.name} is there already with other content and was not overwritten. "
                        "Move it away, or reprint the paper.",
                    )
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            _write(target, job.pdf)
        except OSError as error:
            raise _sentence(self.folder, error) from error
        return Sent(str(target))

    def state(self, job: PrintJob, ago: timedelta) -> Fate:
        """PRINTED when the file stands there with these bytes, else NOT_PRINTED, however long `ago`."""
        try:
            found = _found(self.folder / file_name(job), job.pdf)
        except OSError as error:
            raise _sentence(self.folder, error) from error
        return Fate.PRINTED if found else Fate.NOT_PRINTED


def _found(target: Path, pdf: bytes) -> bool | None:
    """Whether the file holds these bytes; None when there is none."""
    try:
        seen = target.lstat()
    except FileNotFoundError:
        return None
    # Only a regular file is opened: reading a pipe somebody left there would wait for ever.
    return stat.S_ISREG(seen.st_mode) and seen.st_size == len(pdf) and target.read_bytes() == pdf


def _write(target: Path, pdf: bytes) -> None:
    # The part's name is fixed, so that what a power cut left behind is replaced by the next attempt.
    part = target.with_name(f".{target.name}.part")
    part.unlink(missing_ok=True)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    try:
        with os.fdopen(os.open(part, flags, 0o600), "wb") as file:
            file.write(pdf)
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
    except BaseException:
        with suppress(OSError):
            part.unlink()
        raise
    _sync_folder(target.parent)


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":  # a folder cannot be opened there
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sentence(folder: Path, error: OSError) -> PrinterError:
    if error.errno in _FULL:
        return PrinterError(
            f"磁盘已满，纸件没有写入 {folder}。请腾出空间，稍后会自动重试。",
            f"The disk is full: the paper was not written to {folder}. Make room; it will be tried again.",
        )
    if error.errno in _FORBIDDEN:
        return PrinterError(
            f"没有权限写入 {folder}。请检查这个文件夹。",
            f"The desk may not write to {folder}. Check the folder.",
        )
    return PrinterError(
        f"纸件没有写入 {folder}：{error.strerror}。",
        f"The paper was not written to {folder}: {error.strerror}.",
    )
