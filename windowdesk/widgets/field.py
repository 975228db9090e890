"""Fields of a form: a label, one line of text of any script, and whether what stands in it is right."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import Input, Static

from windowdesk.i18n import say
from windowdesk.widgets.bars import Plain
from windowdesk.widgets.guard import Guarded
from windowdesk.widgets.text import fit, stripped

LABEL = 13
"""Cells a label takes in a dialog."""


def narrow(text: str) -> str:
    """Digits and letters as a scanner would type them: half width, capitals, no spaces."""
    return "".join(unicodedata.normalize("NFKC", text).upper().split())


class TextInput(Guarded, Input):
    """One line. Text is taken literally; what cannot be printed never gets in, and nothing is cut off unsaid."""

    DEFAULT_CSS = """
    TextInput { background: $panel; }
    TextInput:focus { background: $primary-muted; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "app.focus_previous", show=False),
        Binding("down", "app.focus_next", show=False),
    ]

    class Cleaned(Message):
        """A paste was cleaned or refused; the sentence says so."""

        def __init__(self, sentence: str, *, refused: bool) -> None:
            super().__init__()
            self.sentence = sentence
            self.refused = refused

    def __init__(self, value: str = "", *, id: str = "", room: int = 200, hint: str = "", secret: bool = False) -> None:
        super().__init__(
            stripped(value),
            id=id or None,
            placeholder=hint,
            password=secret,
            max_length=room,
            compact=True,
            select_on_focus=False,
            highlighter=None,
        )
        self.cursor_blink = False
        self._room = room

    def validate_value(self, value: str) -> str:
        """Whatever way a text comes in, only what can be printed stays."""
        return stripped(value)

    def restricted(self) -> None:
        """The field is full: say so, a bell is not heard in a hall."""
        told = say(f"这里最多 {self._room} 个字符。", f"At most {self._room} characters fit here.")
        self.post_message(self.Cleaned(told, refused=True))

    def on_focus(self) -> None:
        """Put the terminal's own cursor here once the field has its place: input methods open their window there."""
        self.call_after_refresh(self._place_cursor)

    def _place_cursor(self) -> None:
        if self.has_focus:
            self.app.cursor_position = self.cursor_screen_offset

    def on_paste(self, event: events.Paste) -> None:
        """Take a paste whole, without its control characters, or say why not."""
        event.prevent_default()
        event.stop()
        clean = stripped(event.text).strip()
        if len(self.value) + len(clean) > self._room:
            told = say(
                f"粘贴的文字有 {len(clean)} 个字符，这里最多 {self._room} 个，没有粘贴。",
                f"The pasted text has {len(clean)} characters, at most {self._room} fit: it was not pasted.",
            )
            self.post_message(self.Cleaned(told, refused=True))
            return
        self.insert_text_at_cursor(clean)
        if clean != event.text.strip():
            told = say(
                "已去掉粘贴文字中不能打印的字符。", "Characters that cannot be printed were left out of the paste."
            )
            self.post_message(self.Cleaned(told, refused=False))


class Field(Horizontal):
    """A label and its text. `check` gives a sentence when the text is wrong; a fault marks the label with `!`."""

    DEFAULT_CSS = """
    Field { height: 1; width: 1fr; }
    Field > .label { width: auto; min-width: 10; padding: 0 1 0 0; color: $text-muted; }
    Field > TextInput { width: 1fr; }
    Field.-wrong > .label { color: $text-error; text-style: bold; }
    """

    def __init__(
        self,
        label: str,
        id: str,
        *,
        value: str = "",
        room: int = 200,
        hint: str = "",
        secret: bool = False,
        numeric: bool = False,
        check: Callable[[str], str] | None = None,
    ) -> None:
        super().__init__(id=f"field-{id}")
        self.label = label
        self.input = TextInput(value, id=id, room=room, hint=hint, secret=secret)
        self._tag = Plain(f" {label}", classes="label")
        self._numeric = numeric
        self.check = check

    def compose(self) -> ComposeResult:
        """Label and input."""
        yield self._tag
        yield self.input

    @property
    def value(self) -> str:
        """The text, without spaces at its ends; numbers in half-width capitals."""
        text = self.input.value.strip()
        return narrow(text) if self._numeric else text

    @property
    def fault(self) -> str:
        """What is wrong with the text as a sentence, or ""."""
        return self.check(self.value) if self.check and self.value else ""

    def relabel(self, label: str) -> None:
        """Another label, as when a person becomes an organisation."""
        self.label = label
        self._tag.say(f" {label}")

    def on_input_changed(self) -> None:
        """Mark the field while it is wrong."""
        wrong = bool(self.fault)
        self.set_class(wrong, "-wrong")
        self._tag.say(f"{'!' if wrong else ' '}{self.label}")


class Choice(Guarded, Static, can_focus=True):
    """One of a few answers, turned over with Space or the arrow keys; typing finds one by a part of its words."""

    DEFAULT_CSS = """
    Choice { height: 1; width: 1fr; background: $panel; }
    Choice:focus { background: $primary-muted; text-style: bold; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space,right", "turn(1)", show=False),
        Binding("left", "turn(-1)", show=False),
        Binding("up", "app.focus_previous", show=False),
        Binding("down,enter", "app.focus_next", show=False),
    ]
    place = reactive(0)

    class Changed(Message):
        """Another answer stands."""

        def __init__(self, choice: Choice) -> None:
            super().__init__()
            self.choice = choice

    def __init__(self, answers: Sequence[tuple[str, str]], *, id: str = "", label: str = "") -> None:
        super().__init__(id=id or None, markup=False)
        self._answers = answers
        self._label = label
        self._typed = ""

    def put(self, answers: Sequence[tuple[str, str]]) -> None:
        """Other answers, from the first."""
        self._answers = answers
        self.place = 0
        self.refresh()

    @property
    def value(self) -> str:
        """The answer that stands."""
        return self._answers[self.place][0]

    def render(self) -> str:
        """The answer between the two keys that turn it."""
        return f" {fit(self._label, LABEL)}< {self._answers[self.place][1]} >"

    def action_turn(self, by: int) -> None:
        """The next answer."""
        self.place = (self.place + by) % len(self._answers)
        self.post_message(self.Changed(self))

    def on_key(self, event: events.Key) -> None:
        """What is typed finds the first answer that has it; a letter that leads nowhere begins anew."""
        letter = event.character or ""
        if event.key == "space" or not letter.isprintable() or not letter:
            self._typed = ""
            return
        for typed in (self._typed + letter, letter):
            found = [n for n, (_, words) in enumerate(self._answers) if typed.lower() in words.lower()]
            if found:
                self._typed, self.place = typed, found[0]
                self.post_message(self.Changed(self))
                return
