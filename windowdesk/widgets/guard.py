"""A fault in one widget must not end the clerk's day: it is reported, and the widget goes on."""

from __future__ import annotations

from typing import Any

from textual.app import App
from textual.message import Message
from textual.message_pump import MessagePump


class Mishap(Message):
    """An exception nobody expected. The app logs it and shows a sentence."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error


class Guarded(MessagePump):
    """Mixed in before a widget or screen. Textual ends the queue of a node whose handler raised; this keeps it."""

    async def _dispatch_message(self, message: Message) -> None:
        try:
            await super()._dispatch_message(message)
        except Exception as error:
            self.app.post_message(Mishap(error))


class Standing(Guarded, App[None]):
    """An application that a fault does not end."""

    def _handle_exception(self, error: Exception) -> None:
        """Textual would end the program here; a clerk with a queue at the window cannot use that."""
        if self.is_running:
            self.post_message(Mishap(error))
        else:
            super()._handle_exception(error)

    async def run_action(self, *args: Any, **told: Any) -> bool:
        """Run a key's action; a fault in it is reported."""
        try:
            return await super().run_action(*args, **told)
        except Exception as error:
            self.post_message(Mishap(error))
            return True
