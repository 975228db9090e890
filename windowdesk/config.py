"""One home folder per desk: where it is, what its settings say, and where the data files lie."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path

LOCAL = timezone(timedelta(hours=8), "Asia/Shanghai")
"""The hall's time. One zone, no summer time since 1991."""


def data_folder() -> Path:
    """The folder of items, statutes, calendars and fonts: inside an installed wheel, else beside the package."""
    inside = Path(__file__).parent / "data"
    return inside if inside.is_dir() else Path(__file__).parent.parent / "data"


def home_folder(asked: str | None = None, environ: Mapping[str, str] | None = None) -> Path:
    """The desk's home: --home, then WINDOWDESK_HOME, then the platform's own place."""
    env = os.environ if environ is None else environ
    told = asked or env.get("WINDOWDESK_HOME")
    if told:
        return Path(told).expanduser()
    from platformdirs import user_data_path

    return user_data_path("windowdesk", appauthor=False)


@dataclass(frozen=True, slots=True)
class Settings:
    """What `windowdesk.toml` in the home says. `hall` is a folder or a postgresql:// address; `print_to` a
    destination; `demo` marks a demonstration, the only kind of desk whose clock may be set; `journal` a folder on a
    second disk for a copy of every line; `clock_days` how many days a machine's date may run ahead of the last
    proven one."""

    window: str
    incarnation: int = 1
    hall: str = ""
    print_to: str = "folder"
    demo: bool = False
    journal: str = ""
    clock_days: int = 31

    @property
    def valid(self) -> bool:
        """Whether a desk can be opened with it."""
        return len(self.window) == 3 and self.window.isascii() and self.window.isdigit() and 1 <= self.incarnation <= 9


class SettingsError(Exception):
    """The settings file is missing or cannot be read; the message says what to do, in both languages."""


def read_settings(home: Path) -> Settings:
    """The settings of the desk in `home`. Raises SettingsError."""
    path = home / "windowdesk.toml"
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise SettingsError(
            f"{home} 还不是窗口，请先运行 windowdesk init / not a desk yet: run windowdesk init"
        ) from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"读不懂 {path}：{error} / cannot read the settings") from error
    known = {key: value for key, value in table.items() if key in Settings.__slots__}
    try:
        settings = Settings(**known)
        if not settings.valid:
            raise TypeError("window")
    except TypeError as error:
        raise SettingsError(f"{path} 的内容不对：{error} / the settings are wrong") from error
    return settings


def write_settings(home: Path, settings: Settings) -> None:
    """Write the settings, private to the user."""
    lines = []
    for key in Settings.__slots__:
        value = getattr(settings, key)
        text = (
            str(value).lower() if isinstance(value, bool) else str(value) if isinstance(value, int) else quoted(value)
        )
        lines.append(f"{key} = {text}\n")
    write_private(home / "windowdesk.toml", "".join(lines).encode())


def quoted(text: str) -> str:
    """A TOML basic string."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c.isprintable() else f"\\u{ord(c):04X}" for c in escaped) + '"'


def make_private(folder: Path) -> Path:
    """Create a folder that only the user can enter."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    return folder


def write_private(path: Path, content: bytes) -> None:
    """Write a file that only the user can read, whole or not at all."""
    partial = path.with_name(path.name + ".part")
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)


def now() -> datetime:
    """The hall's time now. Called at the doors of the program only; everything inside is told the time."""
    return datetime.now(LOCAL)
