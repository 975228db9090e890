"""The first screen: staff number and PIN. It stands before the desk's libraries are imported."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual import on
from textual.containers import Vertical
from textual.widget import Widget
from textual.widgets import Input

from windowdesk.i18n import say
from windowdesk.screens.keys import HELP, QUIT, Key
from windowdesk.screens.messages import SignedIn
from windowdesk.screens.room import DeskScreen
from windowdesk.screens.session import Session
from windowdesk.widgets.bars import Plain
from windowdesk.widgets.field import Field


def demo_hint(window: str) -> str:
    """Who may sit down at a demonstration desk. A real desk never shows a PIN."""
    from windowdesk.desk.stage import demo_pins

    people = "\n".join(f"{number} / {pin}  {name}" for number, name, pin in demo_pins(window)[:3])
    return say(f"演示（工号 / 口令）\n{people}", f"Demonstration (number / PIN)\n{people}")


class SignIn(DeskScreen):
    """Number and PIN. `locked` when it covers the work of somebody who went away."""

    DEFAULT_CSS = """
    SignIn > #body { align: center middle; }
    SignIn #card { width: 50; height: auto; border: round $primary; padding: 1 2; }
    SignIn #demo { text-align: center; width: 100%; margin: 1 0 0 0; color: $text-muted; }
    SignIn #welcome { text-align: center; margin: 0 0 1 0; width: 100%; }
    """
    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("enter", "enter", ("登录", "sign in"), ("用工号和口令登录", "Sign in with staff number and PIN")),
    )
    HEADING: ClassVar[tuple[str, str]] = ("登录", "Sign in")

    def __init__(self, session: Session, *, locked: bool = False) -> None:
        super().__init__(session)
        self.locked = locked

    @property
    def keys(self) -> tuple[Key, ...]:
        """Here the desk is locked already."""
        return (*self.KEYS, HELP, QUIT)

    def heading(self) -> str:
        """Why this screen stands here."""
        return say("已锁屏", "Locked") if self.locked else super().heading()

    def body(self) -> Iterable[Widget]:
        """Number and PIN in the middle."""
        person = self.session.person
        number = person.number if person else ""
        with Vertical(id="card"):
            yield Plain(id="welcome")
            yield Field(say("工号", "Staff no."), "number", room=20, numeric=True, value=number)
            yield Field(say("口令", "PIN      "), "pin", room=12, secret=True)
            yield Plain(id="demo")

    def reload(self) -> None:
        """Name the hall and the window once the desk is open."""
        super().reload()
        desk = self.session.opened
        window = f"{desk.setting.hall.name}\n{desk.settings.window} {desk.setting.window.name}" if desk else ""
        self.query_one("#welcome", Plain).say(window or say("政务服务窗口", "Window desk"))
        hint = self.query_one("#demo", Plain)
        hint.display = bool(desk and desk.settings.demo)
        if desk and desk.settings.demo:
            hint.say(demo_hint(desk.settings.window))
        if self.session.person:
            self.query_one("#pin", Input).focus()

    @on(Input.Submitted, "#number")
    def to_pin(self) -> None:
        """Enter after the number. At once, not when the application comes to it: the PIN may be typed already."""
        self.set_focus(self.query_one("#pin", Input))

    @on(Input.Submitted, "#pin")
    def action_enter(self) -> None:
        """Check number and PIN."""
        from windowdesk import words
        from windowdesk.config import SettingsError
        from windowdesk.models.refusal import Refused

        session = self.session
        number, pin = (self.query_one(f"#field-{name}", Field) for name in ("number", "pin"))
        try:
            person = session.desk.sign_in(number.value, pin.value, session.clock())
        except (Refused, SettingsError) as error:
            pin.input.value = ""
            self.tell(words.sentence(error) if isinstance(error, Refused) else str(error), refused=True)
            return
        before, session.person, session.hand = session.person, person, None
        self.post_message(SignedIn(same=before is not None and before.number == person.number and self.locked))
