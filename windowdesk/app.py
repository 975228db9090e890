"""WindowDesk: the clerk's application; global keys, the way between screens, and the work behind them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual import events
from textual.binding import Binding, BindingsMap
from textual.message import Message
from textual.screen import Screen

from windowdesk import config
from windowdesk.i18n import say
from windowdesk.screens.behind import Behind
from windowdesk.screens.keys import EVERYWHERE
from windowdesk.screens.messages import DeskOpened, Performed, Reported, SignedIn
from windowdesk.screens.mishap import told_of
from windowdesk.screens.room import DeskScreen, Room
from windowdesk.screens.session import Session
from windowdesk.screens.signin import SignIn
from windowdesk.widgets.bars import Told
from windowdesk.widgets.guard import Mishap, Standing

if TYPE_CHECKING:
    from windowdesk.desk import Desk
    from windowdesk.models.events import Recorded

QUESTION = Binding("question_mark", "help", show=False)
MOVES = (
    Binding("tab", "app.focus_next", show=False, priority=True),
    Binding("shift+tab", "app.focus_previous", show=False, priority=True),
)
"""The focus moves before the next key is given out, however fast a scanner or a hand sends it."""

TURNS, IDLE = 200, 8
"""How often every widget gets its turn, at the most, before the key after one that may move the focus is given out; and
how many turns in a row nothing must be left to do, for a message is in no queue while it is looked at."""

FIRST_PAINT = 0.05
"""Seconds until what is slow is begun."""

WATCH = 0.5
"""Seconds between two looks whether another program has written to this desk."""


class WindowDesk(Standing):
    """One window's desk on a terminal.

    `home` is the desk's home; `desk` an opened one, when there is one already. `clock` gives aware local time.
    Without `background` nothing is printed or reported unless asked.
    """

    ENABLE_COMMAND_PALETTE = False
    NOTIFICATION_TIMEOUT = 8

    def __init__(
        self,
        home: Path,
        *,
        desk: Desk | None = None,
        clock: Callable[[], datetime] = config.now,
        background: bool = True,
    ) -> None:
        super().__init__()
        self._returned: list[events.Key] | None = None
        self._elsewhere = 0
        self.title = say("政务服务窗口", "Window desk")
        self.session = Session(home, clock, desk)
        self.behind = Behind(self.session, self.post_message) if background else None
        self._bindings = BindingsMap.merge(
            [self._bindings, BindingsMap([*(key.binding() for key in EVERYWHERE), QUESTION, *MOVES])]
        )

    def get_default_screen(self) -> Screen[Any]:
        """The first screen asks who sits here."""
        return SignIn(self.session)

    def on_ready(self) -> None:
        """Open the desk and import what is slow; a moment later, so that the first paint has the processor alone."""
        if self.behind:
            self.set_timer(FIRST_PAINT, self.behind.start)
            self.set_interval(WATCH, self._watch)

    def on_unmount(self) -> None:
        """Quitting waits for nobody."""
        if self.behind:
            self.behind.stop()

    # -- global keys

    async def on_event(self, event: events.Event) -> None:
        """As Textual does; but a key that may move the focus does so before the next one is given out.

        A scanner, or a fast hand on a slow line, sends a text, Enter and the next text in one burst.
        """
        moves = isinstance(event, events.Key) and not event.is_forwarded and not event.is_printable
        self._returned = [] if moves else None
        try:
            await super().on_event(event)
            if moves:
                await self._digested()
        finally:
            for late in self._returned or ():
                super().post_message(late)
            self._returned = None

    def post_message(self, message: Message) -> bool:
        """A key that nobody took comes back here for its binding: not behind the keys that came after it."""
        if self._returned is not None and isinstance(message, events.Key) and message.is_forwarded:
            self._returned.append(message)
            return True
        return super().post_message(message)

    async def _digested(self) -> None:
        """Wait until the focused widget and all it stands in have nothing left to do, or have had their turns."""
        idle = 0
        for _ in range(TURNS):
            await asyncio.sleep(0)
            while self._returned:
                await self._on_key(self._returned.pop(0))
                idle = 0
            idle = 0 if self._busy() else idle + 1
            if idle == IDLE:
                return

    def _busy(self) -> bool:
        screen = self.screen_stack[-1] if self.screen_stack else None
        front = screen and (screen.focused or screen)
        nodes = front.ancestors_with_self if front else ()
        return any(not node._message_queue.empty() for node in nodes if node is not self)

    def action_help(self) -> None:
        """The keys of the screen in front."""
        from windowdesk.screens.help import Help

        if isinstance(self.screen, Room) and not isinstance(self.screen, Help):
            self.push_screen(Help(self.session, self.screen.keys, self.screen.why_grey))

    def action_lock(self) -> None:
        """Cover everything with the sign-in screen."""
        if self.session.person and not isinstance(self.screen, SignIn):
            self.push_screen(SignIn(self.session, locked=True))

    # -- what screens and threads say

    async def on_signed_in(self, message: SignedIn) -> None:
        """The same person goes on where they were; another one begins with today's cases."""
        from windowdesk.screens.today import Today

        if message.same:
            await self.pop_screen()
            return
        while len(self.screen_stack) > 1:
            await self.pop_screen()
        from windowdesk.models.refusal import CLOCK, Refused

        lapsed: tuple[Recorded, ...] = ()
        unopened = None
        try:
            lapsed = self.session.desk.open_day(self.session.clock())
        except Refused as refused:
            if refused.reason not in CLOCK:
                raise
            unopened = refused
        await self.push_screen(Today(self.session, lapsed, unopened))
        if lapsed:
            self.on_performed(Performed())
        self._tell_news()

    def _tell_news(self) -> None:
        """What a person at this desk should read, each once."""
        news = self.session.opened.news if self.session.opened and not isinstance(self.screen, SignIn) else []
        while news:
            self.notify(news.pop(0), severity="warning", timeout=60, markup=False)

    def on_desk_opened(self, message: DeskOpened) -> None:
        """Name hall and window, or say why the desk cannot be opened."""
        if isinstance(self.screen, DeskScreen) and self.screen.stands:
            self.screen.reload()
            if message.sentence:
                self.screen.tell(message.sentence, refused=True)

    def on_performed(self, message: Performed) -> None:
        """Papers wait and the hall has not heard of it yet."""
        self.on_reported(Reported())
        if self.behind:
            self.behind.press.nudge()
            self.behind.sync.nudge()

    def on_reported(self, message: Reported) -> None:
        """Show the proof of receipt on every screen; read the one in front anew, and say there what went wrong."""
        self._tell_news()
        for screen in self.screen_stack:
            if isinstance(screen, DeskScreen) and screen.stands:
                screen.refresh_status()
        if isinstance(self.screen, DeskScreen) and self.screen.stands and not isinstance(self.screen, SignIn):
            self.screen.reload()
        if message.sentence and not isinstance(self.screen, SignIn):
            self.notify(message.sentence, severity="warning", markup=False)

    def _watch(self) -> None:
        """Show at once what another program did at this desk, `act` for one."""
        desk = self.session.opened
        if desk and self._elsewhere != (now := desk.store.elsewhere()):
            self._elsewhere = now
            self.on_reported(Reported())

    def on_mishap(self, message: Mishap) -> None:
        """A fault: what can be kept of it is logged, the clerk is told and goes on."""
        sentence = told_of(self.session.home, message.error)
        if isinstance(self.screen, Room) and self.screen.query(Told):
            self.screen.tell(sentence, refused=True)
