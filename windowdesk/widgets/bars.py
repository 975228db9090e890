"""The lines round a screen: its title, what was just said, the keys, the proof of receipt."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.widgets import Static

from windowdesk.widgets.text import seemly


class Plain(Static):
    """Text that is never read as markup."""

    def __init__(self, text: str = "", *, id: str = "", classes: str = "") -> None:
        super().__init__(Content(seemly_lines(text)), id=id or None, classes=classes or None, markup=False)
        self.text = text

    def say(self, text: str) -> None:
        """Show another text."""
        if text != self.text:
            self.text = text
            self.update(Content(seemly_lines(text)))


def seemly_lines(text: str) -> str:
    """Several lines, each without anything a terminal might obey."""
    return "\n".join(seemly(line) for line in text.split("\n"))


class TitleBar(Plain):
    """The name of the screen."""

    DEFAULT_CSS = "TitleBar { height: 1; background: $primary; color: $text; text-style: bold; padding: 0 1; }"


class Told(Plain):
    """What the desk answered last; a refusal begins with an exclamation mark, so colour is not needed to see it."""

    DEFAULT_CSS = """
    Told { height: auto; max-height: 4; padding: 0 1; color: $text-success; }
    Told.-empty { display: none; }
    Told.-refused { color: $text-error; text-style: bold; }
    """

    def __init__(self) -> None:
        super().__init__(id="told", classes="-empty")

    def tell(self, text: str, *, refused: bool = False) -> None:
        """Show a sentence, or hide with an empty one."""
        self.set_class(not text, "-empty")
        self.set_class(refused, "-refused")
        self.say(f"！{text}" if refused else text)


class StatusBar(Plain):
    """Window, person, proof of receipt, papers that wait: one line."""

    DEFAULT_CSS = "StatusBar { height: 1; background: $panel; color: $text; padding: 0 1; text-wrap: nowrap; }"


class ShownKey(NamedTuple):
    """A key as the bar shows it; one that is not live now is grey. A `spare` one gives way when there is no room."""

    key: str
    label: str
    live: bool = True
    spare: bool = False


ROOM = 3
"""Lines of keys with which a screen of twenty-four lines is still readable; spare keys never ask for more."""


class KeyBar(Static):
    """Every key of the screen, on as many lines as they need; spare ones where there is room."""

    DEFAULT_CSS = "KeyBar { height: 1; background: $boost; padding: 0 1; text-wrap: nowrap; }"

    def __init__(self) -> None:
        super().__init__(id="keys", markup=False)
        self._keys: Sequence[ShownKey] = ()

    def show(self, keys: Sequence[ShownKey]) -> None:
        """Show these keys."""
        if keys != self._keys:
            self._keys = keys
            self._lay()

    def on_resize(self, event: events.Resize) -> None:
        """Break the lines anew."""
        self._lay()

    def _lay(self) -> None:
        width = self.size.width
        if width < 10:
            return
        keys = list(self._keys)
        lines = _broken(keys, width)
        while len(lines) > ROOM and (spare := [key for key in keys if key.spare]):
            keys.remove(spare[-1])
            lines = _broken(keys, width)
        self.styles.height = len(lines)
        gap = Content("  ")
        self.update(Content("\n").join(gap.join(map(_drawn, line)) for line in lines))


def _broken(keys: Sequence[ShownKey], width: int) -> list[list[ShownKey]]:
    """The keys in lines no wider than the bar."""
    lines: list[list[ShownKey]] = [[]]
    used = 0
    for key in keys:
        wide = cell_len(key.key) + cell_len(key.label) + 1
        if used and used + 2 + wide > width:
            lines.append([])
            used = 0
        used += wide + (2 if used else 0)
        lines[-1].append(key)
    return lines


def _drawn(key: ShownKey) -> Content:
    if key.live:
        return Content.assemble((key.key, "bold $accent"), " ", key.label)
    return Content.assemble((f"{key.key} {key.label}", "dim strike"))
