"""What all screens and dialogs share: their keys, the line that answers, and acting through the session."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar, Generic, TypeVar

from textual.actions import parse
from textual.app import ComposeResult
from textual.binding import BindingsMap
from textual.containers import Vertical
from textual.screen import Screen
from textual.widget import Widget

from windowdesk.i18n import say
from windowdesk.screens.keys import EVERYWHERE, Key
from windowdesk.screens.messages import Performed
from windowdesk.screens.session import Session
from windowdesk.widgets.bars import KeyBar, StatusBar, TitleBar, Told
from windowdesk.widgets.field import TextInput
from windowdesk.widgets.guard import Guarded

if TYPE_CHECKING:
    from windowdesk.desk import Done
    from windowdesk.models.commands import Command
    from windowdesk.models.parties import Staff
    from windowdesk.models.refusal import Refused

Answer = TypeVar("Answer")


class Room(Guarded, Screen[Answer], Generic[Answer]):
    """A screen or a dialog. `KEYS` are its keys, in the order of the key bar."""

    KEYS: ClassVar[tuple[Key, ...]] = ()
    HEADING: ClassVar[tuple[str, str]] = ("", "")

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.refusal: Refused | None = None
        own = BindingsMap([key.binding() for key in self.KEYS])
        self._bindings = BindingsMap.merge([self._bindings, own])

    @property
    def keys(self) -> tuple[Key, ...]:
        """The keys that work here."""
        return (*self.KEYS, *EVERYWHERE)

    def heading(self) -> str:
        """The title of the screen."""
        return say(*self.HEADING)

    def body(self) -> Iterable[Widget]:
        """What stands between the title and the answer line."""
        return ()

    def on_mount(self) -> None:
        """Show what is there now."""
        self.reload()

    def reload(self) -> None:
        """Read everything anew."""
        self.refresh_keys()

    def refresh_keys(self) -> None:
        """Draw the key bar; a key that check_action turns down is grey."""
        self.query_one(KeyBar).show([key.shown(live=self.live(key)) for key in self.keys])

    def why_grey(self, key: Key) -> str:
        """Why a key is grey, as a sentence, or ""."""
        return ""

    def live(self, key: Key) -> bool:
        """Whether a key does something now."""
        _, name, parameters = parse(key.action)
        return self.check_action(name, parameters) is True

    def tell(self, sentence: str, *, refused: bool = False) -> None:
        """Answer the clerk, in words, until the next answer."""
        self.query_one(Told).tell(sentence, refused=refused)

    def on_text_input_cleaned(self, message: TextInput.Cleaned) -> None:
        """A paste was cleaned or refused."""
        message.stop()
        self.tell(message.sentence, refused=message.refused)

    def action_back(self) -> None:
        """One step back."""
        self.dismiss()

    async def perform(self, command: Command, by: Staff | None = None) -> Done | None:
        """Do what is asked. A refusal is told in words; one that another hand cures asks for that hand.

        Runs in a worker of this screen, because it may wait for a dialog.
        """
        from windowdesk import words
        from windowdesk.models.refusal import CLOCK, Refused

        self.refusal = None
        try:
            done = self.session.do(command, by)
        except Refused as refused:
            self.refusal = refused
            sentence = words.sentence(refused)
            if by is None and refused.reason in CLOCK:
                return await self.perform(command) if await self.date_confirmed(sentence) else None
            other = await self._other_hand(refused, sentence) if by is None else None
            if other is not None:
                return await self.perform(command, other)
            self.tell(sentence, refused=True)
            return None
        self.tell("")
        self.post_message(Performed())
        return done

    async def date_confirmed(self, sentence: str) -> bool:
        """Ask a head to confirm today's date, the clock not being believed. Whether one did."""
        from windowdesk import words
        from windowdesk.models.refusal import Refused
        from windowdesk.screens.sheets.second import SecondPerson

        head = await self.app.push_screen_wait(SecondPerson(self.session, sentence))
        if head is None:
            self.tell(sentence, refused=True)
            return False
        try:
            self.session.desk.confirm_date(head, self.session.clock())
        except Refused as refused:
            self.tell(words.sentence(refused), refused=True)
            return False
        return True

    async def _other_hand(self, refused: Refused, sentence: str) -> Staff | None:
        from windowdesk.models.refusal import Reason
        from windowdesk.screens.sheets.second import SecondPerson

        if refused.reason not in (Reason.NO_DELEGATION, Reason.SAME_PERSON):
            return None
        return await self.app.push_screen_wait(SecondPerson(self.session, sentence))


class DeskScreen(Room[None]):
    """A whole screen: title, body, answer line, keys, status."""

    DEFAULT_CSS = """
    DeskScreen { layout: vertical; }
    DeskScreen > #body { height: 1fr; }
    """

    def compose(self) -> ComposeResult:
        """Title, body, answer line, keys, status."""
        yield TitleBar(self.heading(), id="title")
        with Vertical(id="body"):
            yield from self.body()
        yield Told()
        yield KeyBar()
        yield StatusBar(id="status")

    @property
    def stands(self) -> bool:
        """Whether its parts are there: background work may report while it is still being put up."""
        return self.is_mounted and bool(self.query("#status"))

    def reload(self) -> None:
        """Read everything anew."""
        super().reload()
        self.refresh_status()

    def refresh_status(self) -> None:
        """The proof of receipt and the papers that wait."""
        self.query_one("#status", StatusBar).say(self.session.status())

    def on_screen_resume(self) -> None:
        """Back from a dialog or another screen."""
        if self.is_mounted:
            self.reload()
