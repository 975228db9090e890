"""What background work and screens tell the app."""

from __future__ import annotations

from textual.message import Message


class Performed(Message):
    """An act was done: papers may wait, and other screens are out of date."""


class SignedIn(Message):
    """The person at the desk is known: `session.person`. `same` when the desk was only locked and goes on."""

    def __init__(self, *, same: bool) -> None:
        super().__init__()
        self.same = same


class DeskOpened(Message):
    """The desk stands open behind the sign-in screen, or `sentence` says why it does not."""

    def __init__(self, sentence: str = "") -> None:
        super().__init__()
        self.sentence = sentence


class Reported(Message):
    """Background work has something to show: another proof of receipt, a paper that came out or did not."""

    def __init__(self, sentence: str = "", *, refused: bool = False) -> None:
        super().__init__()
        self.sentence = sentence
        self.refused = refused

    def can_replace(self, message: Message) -> bool:
        """A silent report gives way to the next one."""
        return isinstance(message, Reported) and not self.sentence
