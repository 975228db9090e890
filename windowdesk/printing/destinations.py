"""One line of the settings names where papers go."""

from __future__ import annotations

from pathlib import Path

from windowdesk.i18n import say
from windowdesk.printing.job import Destination

FOLDER = "printed"
"""The folder beside the desk's data that "folder" alone means."""

TIMEOUT = 30.0
"""Seconds a printer has for one paper before the queue takes the worker back."""


def open_destination(setting: str, base: Path) -> Destination:
    """The destination that `setting` names: "folder" (in `base`), "folder:/path", "ipp://…" or "ipps://…".

    Nothing is connected or written yet. Raises ValueError, saying what to write, on anything else.
    """
    kind, colon, rest = setting.partition(":")
    kind = kind.strip().lower()
    if kind in ("ipp", "ipps"):
        from windowdesk.printing.ipp import IppPrinter

        return IppPrinter(setting.strip(), TIMEOUT)
    path = rest.strip()
    if kind != "folder" or "\0" in path or (colon and not Path(path).is_absolute()):
        raise ValueError(
            say(
                "打印设置应写 folder、folder:/完整路径，或 ipp://打印机地址/ipp/print。",
                "The printer setting is folder, folder:/full/path or ipp://printer-address/ipp/print.",
            )
        )
    from windowdesk.printing.folder import FolderPrinter

    return FolderPrinter(Path(path) if colon else base / FOLDER)
