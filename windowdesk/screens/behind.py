"""What goes on behind the screens: papers are printed, the hall is told, libraries are warmed. Nothing waits for it."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from textual.message import Message

from windowdesk.i18n import say
from windowdesk.screens.messages import DeskOpened, Reported
from windowdesk.screens.mishap import write_log
from windowdesk.screens.session import Session

if TYPE_CHECKING:
    from windowdesk.desk.syncing import Line
    from windowdesk.hall.bell import Wake
    from windowdesk.hall.pace import Pace

PRESS_EVERY = 4.0
"""Seconds between two rounds; a nudge begins one at once."""

Post = Callable[[Message], object]


class Round(threading.Thread):
    """Does one piece of work again and again. A daemon: the program never waits for it to end."""

    def __init__(self, name: str, work: Callable[[], Message | None], every: float, post: Post, home: Path) -> None:
        super().__init__(name=name, daemon=True)
        self._work, self._every, self._post, self._home = work, every, post, home
        self._wake, self._over = threading.Event(), threading.Event()

    def nudge(self) -> None:
        """Begin a round now."""
        self._wake.set()

    def stop(self) -> None:
        """Do not begin another one."""
        self._over.set()
        self._wake.set()

    def run(self) -> None:
        """Round after round; a fault is logged and the next round tries again."""
        while not self._over.is_set():
            try:
                message = self._work()
            except Exception as error:
                write_log(self._home, error)
                message = None
            if message is not None and not self._over.is_set():
                with suppress(RuntimeError):  # the app has just gone
                    self._post(message)
            self._rest()

    def _rest(self) -> None:
        self._wake.wait(self._every * random.uniform(0.8, 1.2))  # noqa: S311 - a little disorder
        self._wake.clear()


class _Over(Exception):
    """The program ends; what was taken so far stands, and the next round goes on from there."""


class Reporter(threading.Thread):
    """Keeps the desk and its hall in step: at once when somebody here acts or the hall rings, else now and then.

    One attempt at a time, ever more seldom while the hall is away. A daemon: the program never waits for it to end.
    """

    def __init__(self, session: Session, post: Post) -> None:
        super().__init__(name="sync", daemon=True)
        self._session, self._post = session, post
        self._over = threading.Event()
        self._wake: Wake | None = None

    def nudge(self) -> None:
        """Somebody acted: begin a round as soon as it makes sense."""
        if self._wake:
            self._wake.set()

    def stop(self) -> None:
        """Do not begin another one."""
        self._over.set()
        self.nudge()

    def run(self) -> None:
        """Round after round, where a hall is set."""
        if not self._session.desk.settings.hall:
            return
        from windowdesk.desk.syncing import Line
        from windowdesk.hall.bell import Wake
        from windowdesk.hall.pace import Pace

        pace = Pace()
        with closing(Wake()) as self._wake, closing(Line(self._session.desk)) as line:
            while not self._over.is_set():
                self._wake.clear()
                reached = self._round(line)
                pace.ended(time.monotonic(), reached=reached)
                self._rest(line, self._wake, pace)

    def _round(self, line: Line) -> bool:
        """One round; whether the hall was reached. A fault is logged, and a later round tries again."""
        from windowdesk.desk.syncing import Coming

        session = self._session
        try:
            outcome = line.round(session.clock(), Coming(self._tell, 0.01))
        except _Over:
            return False
        except Exception as error:
            write_log(session.home, error)
            return False
        finally:
            session.coming = ""
        session.unreachable = outcome.unreachable
        new = bool(outcome.problems) and not session.problem
        session.problem = outcome.problems[0] if outcome.problems else ""
        if not self._over.is_set():
            with suppress(RuntimeError):  # the app has just gone
                self._post(Reported(session.problem if new else "", refused=True))
        return not outcome.unreachable

    def _tell(self, _: str, n: int, end: int) -> None:
        """A long feed is on its way. Nothing waits for the rest of it, the program's end neither."""
        self._session.coming = say(f"接收 {n}/{end}", f"receiving {n}/{end}")
        if self._over.is_set():
            raise _Over
        with suppress(RuntimeError):
            self._post(Reported())

    def _rest(self, line: Line, wake: Wake, pace: Pace) -> None:
        """Until the next round is due, or may be and somebody asks for it."""
        from windowdesk.hall.bell import Heard

        while (left := pace.left(time.monotonic())) > 0 and not self._over.is_set():
            heard = line.wait(wake, left)
            if heard is Heard.LOST:
                pace.lost(time.monotonic())
            elif heard is not Heard.TIME:
                self._over.wait(pace.left(time.monotonic(), asked=True))
                return


class Behind:
    """The threads of one app."""

    def __init__(self, session: Session, post: Post) -> None:
        self._session, self._post = session, post
        self._told: set[str] = set()
        self.press = Round("press", self._print, PRESS_EVERY, post, session.home)
        self.sync = Reporter(session, post)
        self._warmer = threading.Thread(target=self._warm, name="warm", daemon=True)

    def start(self) -> None:
        """Open the desk and warm up; the rounds begin when the desk is open."""
        self._warmer.start()

    def stop(self) -> None:
        """No more rounds; one under way ends with the program."""
        self.press.stop()
        self.sync.stop()

    def _warm(self) -> None:
        sentence = self._open()
        with suppress(RuntimeError):
            self._post(DeskOpened(sentence))
        if sentence:
            return
        try:
            import pypinyin  # noqa: F401

            from windowdesk import sealing
            from windowdesk.documents import undrawable

            sealing.warm()
            undrawable("字", fonts=self._session.desk.fonts)
        except Exception as error:
            write_log(self._session.home, error)
        self.press.start()
        self.sync.start()

    def _open(self) -> str:
        """Open the desk. Gives the sentence that says why it cannot be, or ""."""
        from windowdesk import words
        from windowdesk.models.refusal import Refused

        try:
            from windowdesk.desk.press import left_over

            desk = self._session.desk
            desk.setting  # noqa: B018 - read once, so that the first screen need not
            desk.news += left_over(desk)
        except Refused as refused:
            return words.sentence(refused)
        except Exception as error:
            write_log(self._session.home, error)
            return str(error)
        return ""

    def _print(self) -> Message | None:
        from windowdesk.desk import press

        session = self._session
        printed = press.run(session.desk, session.clock())
        stuck = [one for one in printed if one.problem and one.paper_no not in self._told]
        self._told.update(one.paper_no for one in stuck)
        if stuck:
            one = stuck[0]
            told = say(
                f"纸件 {one.paper_no} 没有打出来：{one.problem}。稍后自动再打。",
                f"Paper {one.paper_no} did not come out: {one.problem}. It will be tried again.",
            )
            return Reported(told, refused=True)
        return Reported() if printed else None
