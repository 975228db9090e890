"""The hall: the database that the desks push their registers to and pull each other's from."""

from __future__ import annotations

import re
from pathlib import Path

from windowdesk.hall.interface import Hall
from windowdesk.hall.portable import PortableHall
from windowdesk.i18n import say


def open_hall(setting: str, *, timeout: float = 3.0) -> Hall:
    """The hall a setting names; `timeout` is in seconds, for every call to the database.

    A path or `sqlite:///path` is the embedded hall (a folder, or a file ending in .db), `postgresql://…` a server.
    A server is connected to at the first verb. Raises ValueError for any other setting, HallUnreachable for a
    folder that does not exist.
    """
    scheme = re.match(r"([A-Za-z][A-Za-z0-9+.-]*)://", setting)
    if scheme and scheme[1] in {"postgresql", "postgres"}:
        from windowdesk.hall.server import ServerHall

        return ServerHall(setting, timeout)
    if setting.startswith("sqlite:///"):
        return _embedded("/" + setting.removeprefix("sqlite:///").lstrip("/"), timeout)
    if scheme or not setting.strip():
        raise ValueError(
            say(
                "大厅设置应是一个文件夹、sqlite:///路径 或 postgresql:// 地址。",
                "The hall setting must be a folder, sqlite:///path or a postgresql:// address.",
            )
        )
    return _embedded(setting, timeout)


def _embedded(place: str, timeout: float) -> Hall:
    from windowdesk.hall.sqlite import FILE, engine_for

    path = Path(place).expanduser()
    return PortableHall(engine_for(path if path.suffix == ".db" else path / FILE, timeout))
