"""How a command ends: a handful of exit codes, and the sentence for each thing that can go wrong."""

from __future__ import annotations

import errno
import os
import sqlite3
import traceback
from enum import IntEnum

from windowdesk.i18n import say


class Exit(IntEnum):
    """The exit codes. They are an interface and never change."""

    DONE = 0
    FAILED = 1
    USAGE = 2
    REFUSED = 3
    INPUT = 4
    DESK = 5
    HALL = 6
    UNTRUE = 7


EPILOG = (
    (
        "退出码：0 完成；1 意外失败；2 用法不对；3 依法或按状态不予办理；4 输入有误（不是 JSON 的行、读不了的文件）；"
        "5 窗口不能用（未设置、损坏、被占用、磁盘满）；6 连不上大厅；7 验证不通过。"
    ),
    (
        "Exit codes: 0 done; 1 unexpected failure; 2 usage; 3 refused by law or state; 4 bad input (a line that is no "
        "JSON, an unreadable file); 5 the desk cannot be used (not set up, damaged, locked, disk full); "
        "6 hall unreachable; 7 verification failed."
    ),
)

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS}


class Stop(Exception):
    """A command ends here: an exit code and the sentence that explains it."""

    def __init__(self, code: Exit, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


def unreadable(error: OSError | UnicodeDecodeError, name: object) -> Stop:
    """A file given as an argument that cannot be read."""
    why = (error.strerror if isinstance(error, OSError) else None) or say("不是 UTF-8 文本", "not UTF-8 text")
    return Stop(Exit.INPUT, say(f"读不了 {name}：{why}。", f"Cannot read {name}: {why}."))


def explain(error: Exception) -> tuple[Exit, str]:
    """The exit code and the sentence for an error, in the language chosen."""
    from windowdesk import words
    from windowdesk.config import SettingsError
    from windowdesk.models.refusal import Reason, Refused, refuse

    if isinstance(error, sqlite3.Error):
        from windowdesk.store.connection import told

        error = told(error)
    if isinstance(error, OSError) and error.errno in _FULL:
        error = refuse(Reason.DISK_FULL, detail=str(error))
    if garbled(error):
        error = refuse(Reason.STORE_DAMAGED, detail=str(error))
    match error:
        case Stop():
            return error.code, str(error)
        case Refused():
            desk = error.reason in (Reason.DESK_BUSY, Reason.DISK_FULL, Reason.STORE_DAMAGED, Reason.STORE_NEWER)
            return Exit.DESK if desk else Exit.REFUSED, words.sentence(error)
        case SettingsError():
            return Exit.DESK, str(error)
        case OSError():
            return Exit.DESK, say(f"窗口的文件不能用：{error}。", f"The desk's files cannot be used: {error}.")
        case _:
            return _rarer(error)


def garbled(error: BaseException | None) -> bool:
    """Whether stored bytes could not be read: what comes in from outside is caught where it comes in."""
    import msgspec

    while error is not None:
        if isinstance(error, (UnicodeDecodeError, msgspec.DecodeError)):
            return True
        error = error.__cause__
    return False


def _rarer(error: Exception) -> tuple[Exit, str]:
    from windowdesk.desk.setup import SetupError
    from windowdesk.hall.interface import HallError, HallUnreachable
    from windowdesk.store.hallfile import HallFileError
    from windowdesk.store.items import CatalogueError

    match error:
        case SetupError():
            return Exit.INPUT, str(error)
        case CatalogueError():
            return Exit.INPUT, "\n".join(error.lines)
        case HallFileError():
            return Exit.DESK, str(error)
        case HallUnreachable():
            return Exit.HALL, str(error)
        case HallError():
            return Exit.FAILED, str(error)
        case _:
            if os.environ.get("WINDOWDESK_DEBUG"):
                traceback.print_exception(error)
            name = type(error).__name__
            return Exit.FAILED, say(f"意外的错误（{name}）：{error}", f"Unexpected failure ({name}): {error}")
