"""F1: every key of the screen behind, with what it does."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import ClassVar

from rich.cells import cell_len
from textual.containers import VerticalScroll
from textual.widget import Widget

from windowdesk.i18n import say
from windowdesk.screens.keys import BACK, Key
from windowdesk.screens.session import Session
from windowdesk.screens.sheet import Sheet
from windowdesk.widgets.bars import Plain

MOVES: tuple[tuple[tuple[str, str], tuple[str, str]], ...] = (
    (("↑ ↓", "Up, Down"), ("列表中移动；表单中换到上一项、下一项", "Move in a list or a form")),
    (("Tab", "Tab"), ("下一项，Shift+Tab 上一项", "The next field; Shift+Tab the one before")),
    (
        ("空格", "Space"),
        ("换一个答案；材料在 缺、收、不符 之间换", "Another answer or state"),
    ),
)


class Help(Sheet[None]):
    """The keys of a screen."""

    HEADING: ClassVar[tuple[str, str]] = ("本页的键", "The keys of this screen")
    KEYS: ClassVar[tuple[Key, ...]] = (BACK,)
    DEFAULT_CSS = """
    Help #fields { max-height: 18; }
    Help #fields Plain { height: auto; }
    Help .grey-title { margin: 1 0 0 0; text-style: bold; color: $text-muted; }
    Help .grey { color: $text-muted; }
    Help .why { padding: 0 1 0 12; color: $text-error; }
    """

    def __init__(self, session: Session, told: tuple[Key, ...], why: Callable[[Key], str] = lambda _: "") -> None:
        super().__init__(session)
        self._told = told
        self._why = why

    @property
    def keys(self) -> tuple[Key, ...]:
        """Esc only."""
        return self.KEYS

    def body(self) -> Iterable[Widget]:
        """A line per key that works now; then those that do not, each with its reason."""
        why = {key: self._why(key) for key in self._told}
        colon = say("：", ": ")
        rows = [(key.fingers, f"{say(*key.label)}{colon}{say(*key.why)}") for key in self._told if not why[key]]
        rows += [(say(*name), say(*what)) for name, what in MOVES]
        yield Plain("\n".join(_row(*row) for row in rows))
        grey = [key for key in self._told if why[key]]
        if grey:
            yield Plain(say(" 现在不能用的键", " Keys that do not work now"), classes="grey-title")
        for key in grey:
            yield Plain(_row(key.fingers, f"{say(*key.label)}{colon}{say(*key.why)}"), classes="grey")
            yield Plain(why[key], classes="why")

    def on_mount(self) -> None:
        """The list scrolls with the arrow keys."""
        super().on_mount()
        fields = self.query_one("#fields", VerticalScroll)
        fields.can_focus = True
        fields.focus()


def _row(name: str, what: str) -> str:
    return f" {name}{' ' * (10 - cell_len(name))}{what}"
