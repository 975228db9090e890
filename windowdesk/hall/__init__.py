"""The hall: the database that the desks push their registers to and pull each other's from."""

from __future__ import annotations

import re
from pathlib import Path

from windowdesk.hall.engine import Engine
from windowdesk.hall.interface import Hall
from windowdesk.hall.portable import PortableHall
from windowdesk.i18n import say


def open_hall(setting: str, *, timeout: float = 3.0) -> Hall:
    """The hall a setting names; `timeout` is in seconds, for every call to the database.

    A path or `sqlite:///path` is the embedded hall (a folder, or a file ending in .db), `postgresql://…` a server.
    A server is connected to at the first verb. Raises ValueError for any other setting, HallUnreachable for a
    folder that does not exist.
    """
    file = embedded_file(setting)
    if file is None:
        from windowdesk.hall.server import ServerHall

        return ServerHall(setting, timeout)
    from windowdesk.hall.sqlite import engine_for

    return PortableHall(engine_for(file, timeout))


def open_engine(setting: str, *, timeout: float) -> Engine:
    """The database under a hall, for its own administrator. Raises as `open_hall`."""
    file = embedded_file(setting)
    if file is None:
        from windowdesk.hall.postgres import PostgresEngine

        return PostgresEngine(setting, timeout)
    from windowdesk.hall.sqlite import engine_for

    return engine_for(file, timeout)


def embedded_file(setting: str) -> Path | None:
    """The file of an embedded hall; None for a server. Raises ValueError for a setting that is neither."""
    scheme = re.match(r"([A-Za-z][A-Za-z0-9+.-]*)://", setting)
    if scheme and scheme[1] in {"postgresql", "postgres"}:
        return None
    if setting.startswith("sqlite:///"):
        return _file("/" + setting.removeprefix("sqlite:///").lstrip("/"))
    if scheme or not setting.strip():
        raise ValueError(
            say(
                "大厅设置应是一个文件夹、sqlite:///路径 或 postgresql:// 地址。",
                "The hall setting must be a folder, sqlite:///path or a postgresql:// address.",
            )
        )
    return _file(setting)


def _file(place: str) -> Path:
    from windowdesk.hall.sqlite import FILE

    path = Path(place).expanduser()
    return path if path.suffix == ".db" else path / FILE
