"""A key is declared once: binding, key bar and help page follow, in the language chosen when the screen is made."""

from __future__ import annotations

from dataclasses import dataclass

from textual.binding import Binding

from windowdesk.i18n import say
from windowdesk.widgets.bars import ShownKey

_NAMES = {
    "escape": ("Esc", "Esc"),
    "enter": ("回车", "Enter"),
    "space": ("空格", "Space"),
    "slash": ("/", "/"),
    "left": ("左", "Left"),
    "right": ("右", "Right"),
}


@dataclass(frozen=True, slots=True)
class Key:
    """A key, its action, its name and what it does, in Chinese and English. `priority` works inside every field."""

    key: str
    action: str
    label: tuple[str, str]
    why: tuple[str, str]
    priority: bool = False

    @property
    def name(self) -> str:
        """The key as it is printed on the keyboard."""
        first = self.key.split(",")[0]
        if first in _NAMES:
            return say(*_NAMES[first])
        if first.startswith("ctrl+"):
            return f"^{first[5:].upper()}"
        return first.upper() if len(first) > 1 else first

    @property
    def fingers(self) -> str:
        """How it is pressed, for the help page: a capital is easily read as a small letter."""
        return f"Shift+{self.name}" if self._capital else self.name

    @property
    def _capital(self) -> bool:
        return len(self.key) == 1 and self.key.isupper()

    def binding(self) -> Binding:
        """The binding for textual. `id` lets an office map it to another key."""
        return Binding(
            # Some terminals tell a capital as the letter with Shift.
            f"{self.key},shift+{self.key.lower()}" if self._capital else self.key,
            self.action,
            say(*self.label),
            tooltip=say(*self.why),
            id=f"desk.{self.action.split('(')[0]}",
            priority=self.priority,
        )

    def shown(self, *, live: bool = True, spare: bool = False) -> ShownKey:
        """The key for the bar."""
        return ShownKey(self.name, say(*self.label), live, spare)


def letter_of(key: str) -> str:
    """The key as it is declared: some terminals tell a capital as the letter with Shift."""
    letter = key.removeprefix("shift+")
    return letter.upper() if letter != key and len(letter) == 1 else key


BACK = Key("escape", "back", ("返回", "back"), ("回到上一步", "One step back"))
HELP = Key("f1", "help", ("帮助", "help"), ("本页所有的键", "Every key of this screen"), priority=True)
LOCK = Key("ctrl+l", "lock", ("锁屏", "lock"), ("锁上窗口，回到口令", "Lock the desk"), priority=True)
QUIT = Key("ctrl+q", "quit", ("退出", "quit"), ("关闭窗口程序", "Close the desk"), priority=True)
EVERYWHERE = (HELP, LOCK, QUIT)
