"""What is kept of a fault: where it happened in the program, and nothing of anybody's data."""

from __future__ import annotations

import os
import time
from pathlib import Path
from traceback import extract_tb

from windowdesk.i18n import say

MOST = 50
"""Files kept; a fault that repeats at every frame must not fill the disk."""


def write_log(home: Path, error: BaseException) -> Path | None:
    """Write the kind of error and its places, but not its message, which may quote a citizen. Private to the user."""
    folder = home / "errors"
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        if sum(1 for _ in folder.iterdir()) >= MOST:
            return None
        path = folder / f"{time.time_ns()}.log"
        lines = [f"{Path(f.filename).name}:{f.lineno} {f.name}" for f in extract_tb(error.__traceback__)]
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write("\n".join([type(error).__qualname__, *lines]) + "\n")
    except OSError:
        return None
    return path


def told_of(home: Path, error: Exception) -> str:
    """What the clerk is told: a refusal in its own words, any other fault after logging it."""
    from windowdesk import words
    from windowdesk.models.refusal import Refused

    if isinstance(error, Refused):
        return words.sentence(error)
    write_log(home, error)
    return say(
        "程序出了差错，刚才的操作可能没有完成，请核对后再试。记录在 errors 文件夹。",
        "Something went wrong and the last step may not be done. Look, then try again. See the folder errors.",
    )
