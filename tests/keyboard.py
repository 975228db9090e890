"""A clerk at the keyboard: typing, pressing, and reading the screen, for the tests of the application."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

import desks
from textual import events
from textual.pilot import Pilot
from textual.widgets import Input

from windowdesk.app import WindowDesk
from windowdesk.desk import Desk
from windowdesk.sealing import hash_pin
from windowdesk.store import people
from windowdesk.widgets.field import Choice

PINS = {"1001": "2468", "1002": "1357", "1003": "8642", "1004": "9753", "1081": "8100", "1082": "8200"}
MORNING = desks.at("2026-11-23 09:30")
_NAMED = {" ": "space", "/": "slash", "-": "minus", "+": "plus"}


class Clock:
    """The hall's clock, moved by hand."""

    def __init__(self, at: datetime = MORNING) -> None:
        self.at = at

    def __call__(self) -> datetime:
        """The time."""
        return self.at

    def forward(self, **told: int) -> None:
        """Let time pass."""
        self.at += timedelta(**told)


class Keyboard:
    """The keyboard and the eyes of whoever sits at the desk."""

    def __init__(self, pilot: Pilot[None], clock: Clock) -> None:
        self.pilot, self.clock = pilot, clock

    @property
    def app(self) -> WindowDesk:
        """The application."""
        assert isinstance(self.pilot.app, WindowDesk)
        return self.pilot.app

    @property
    def screen(self) -> Any:
        """The screen or dialog in front."""
        return self.app.screen

    async def press(self, *keys: str) -> None:
        """Press keys, one after another, and let the desk settle after each."""
        for key in keys:
            self._strike(key)
            await self.settle()

    async def write(self, text: str) -> None:
        """Type a text, as fast as a scanner does."""
        for letter in text:
            self._strike(_NAMED.get(letter, letter), letter)
        await self.settle()

    def _strike(self, key: str, letter: str = "") -> None:
        typed = letter or {"space": " "}.get(key, key if len(key) == 1 else "")
        self.app.post_message(events.Key(key, typed or None))

    async def settle(self) -> None:
        """Wait until every queue is empty and nothing on the screen moves any more.

        Textual's own pilot waits for the processor to be idle, forty milliseconds a key.
        """
        still, before = 0, None
        while still < 3:
            await self.pilot._wait_for_screen()
            for _ in range(4):
                await asyncio.sleep(0)
            nodes = list(self.screen.walk_children(with_self=True))
            now = (
                self.screen,
                self.screen.focused,
                len(nodes),
                [str(node.region) for node in nodes if node.is_mounted],
            )
            quiet = all(node._message_queue.empty() for node in (self.app, *nodes))
            still, before = (still + 1 if quiet and now == before else 0), now
        self.screen._on_timer_update()

    async def fill(self, *texts: str) -> None:
        """Type texts into one field after another, with Enter as a scanner sends it."""
        for text in texts:
            await self.write(text)
            await self.press("enter")

    async def put(self, **fields: str) -> None:
        """Type texts into fields of the dialog by name, over what stands in them."""
        for name, text in fields.items():
            field = self.screen.query_one(f"#{name.replace('_', '-')}", Input)
            field.focus()
            field.value = ""
            await self.settle()
            await self.write(text)

    async def choose(self, name: str, answer: str) -> None:
        """Turn a choice over until an answer stands."""
        choice = self.screen.query_one(f"#{name}", Choice)
        choice.focus()
        await self.settle()
        for _ in range(100):
            if choice.value == answer:
                return
            await self.press("space")
        raise AssertionError(f"{name} has no answer {answer!r}")

    async def paste(self, text: str) -> None:
        """Paste a text into the field in focus."""
        self.app.post_message(events.Paste(text))
        await self.settle()

    def seen(self) -> str:
        """The text on the screen, line by line."""
        lines = self.screen._compositor.render_strips()
        return "\n".join("".join(segment.text for segment in strip).rstrip() for strip in lines)

    async def sign_in(self, number: str = "1001") -> None:
        """Sign in with number and PIN."""
        await self.fill(number, PINS[number])


def with_pins(desk: Desk) -> Desk:
    """Give the people of the window their demonstration PINs."""
    with desk.store.write() as db:
        for number, pin in PINS.items():
            people.set_pin(db, number, _hashed(pin))
    return desk


_hashed = lru_cache(hash_pin)
"""Hashing a PIN is slow on purpose; a test run needs it once."""


@asynccontextmanager
async def sitting(
    desk: Desk,
    *,
    size: tuple[int, int] = (80, 24),
    clock: Clock | None = None,
    signed_in: str = "1001",
    background: bool = False,
) -> AsyncIterator[Keyboard]:
    """Somebody sits down at the desk; whoever `signed_in` names has done so. A fault in the program fails the test."""
    told = clock or Clock()
    app = WindowDesk(desk.home, desk=desk, clock=told, background=background)
    async with app.run_test(size=size) as pilot:
        keyboard = Keyboard(pilot, told)
        await keyboard.settle()
        if signed_in:
            await keyboard.sign_in(signed_in)
        yield keyboard
    logs = [path.read_text() for path in (desk.home / "errors").glob("*.log")]
    assert not logs, logs
