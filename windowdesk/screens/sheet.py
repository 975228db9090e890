"""A dialog is a question with a typed answer; one that acts keeps everything typed until the act is done."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar, Generic

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Input

from windowdesk.screens.keys import BACK, HELP, Key
from windowdesk.screens.room import Answer, Room
from windowdesk.screens.session import Session
from windowdesk.widgets.bars import KeyBar, Plain, TitleBar, Told
from windowdesk.widgets.field import Field

if TYPE_CHECKING:
    from windowdesk.models.commands import Command

SEND = Key("f2,ctrl+s", "send", ("确定", "confirm"), ("按所填内容办理", "Do it as filled in"), priority=True)


class Fault(Exception):
    """The answer is not whole yet; the message is a sentence for the clerk."""


class Sheet(Room[Answer | None], ModalScreen[Answer | None], Generic[Answer]):
    """A dialog. Enter goes from field to field and sends from the last; Esc gives None."""

    DEFAULT_CSS = """
    Sheet { align: center middle; background: $background 60%; }
    Sheet > #sheet { width: 76; max-width: 100%; height: auto; max-height: 100%; }
    Sheet > #sheet { background: $surface; border: round $primary; }
    Sheet #fields { height: auto; max-height: 16; }
    Sheet Field > .label { min-width: 14; }
    Sheet Plain.lines { padding: 0 1; height: auto; }
    """
    KEYS: ClassVar[tuple[Key, ...]] = (SEND, BACK)

    def __init__(self, session: Session, lines: str = "") -> None:
        super().__init__(session)
        self._lines = lines

    @property
    def keys(self) -> tuple[Key, ...]:
        """A dialog shows its own keys and help."""
        return (*self.KEYS, HELP)

    def compose(self) -> ComposeResult:
        """Title, explanation, fields, answer line, keys."""
        with Vertical(id="sheet"):
            yield TitleBar(self.heading(), id="title")
            if self._lines:
                yield Plain(self._lines, classes="lines")
            with VerticalScroll(id="fields", can_focus=False):
                yield from self.body()
            yield Told()
            yield KeyBar()

    def value(self, name: str) -> str:
        """What stands in a field."""
        return self.query_one(f"#field-{name}", Field).value

    def answer(self) -> Answer:
        """The answer as it stands. Raises Fault."""
        raise NotImplementedError

    @on(Input.Changed)
    def show_fault(self, message: Input.Changed) -> None:
        """Say at once what is wrong with the field being typed in."""
        field = message.input.parent
        if isinstance(field, Field) and field.check:
            self.tell(field.fault, refused=True)

    @on(Input.Submitted)
    def next_field(self, message: Input.Submitted) -> None:
        """Enter: the next field, or done."""
        message.stop()
        if self.focus_chain and self.focused is self.focus_chain[-1]:
            self.action_send()
        else:
            self.focus_next()

    def action_send(self) -> None:
        """Give the answer."""
        try:
            self.dismiss(self.answer())
        except Fault as fault:
            self.tell(str(fault), refused=True)

    def action_back(self) -> None:
        """Give none."""
        self.dismiss(None)


class ActSheet(Sheet[Any]):
    """A dialog that acts. It closes with what was done: a Done, or None."""

    def command(self) -> Command:
        """What is asked, as filled in. Raises Fault."""
        raise NotImplementedError

    def action_send(self) -> None:
        """Do it; one at a time, however often the key is pressed."""
        if not any(not worker.is_finished for worker in self.workers if worker.node is self):
            self.run_worker(self._send(), group="send")

    async def _send(self) -> None:
        try:
            command = self.command()
        except Fault as fault:
            self.tell(str(fault), refused=True)
            return
        done = await self.perform(command)
        if done is not None:
            self.dismiss(done)


class Confirm(ActSheet):
    """One act without further words: Enter does it, Esc does not."""

    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("enter,f2,ctrl+s", "send", ("确定", "confirm"), ("办理", "Do it"), priority=True),
        BACK,
    )

    def __init__(self, session: Session, title: str, lines: str, command: Command) -> None:
        super().__init__(session, lines)
        self._title = title
        self._command = command

    def heading(self) -> str:
        """The act."""
        return self._title

    def body(self) -> Iterable[Widget]:
        """Nothing to fill in."""
        return ()

    def command(self) -> Command:
        """The act."""
        return self._command
