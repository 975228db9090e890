"""Who sits at the desk and what they may ask of it: the one thing every screen is given."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from windowdesk.i18n import say

if TYPE_CHECKING:
    from windowdesk.desk import Desk, Done
    from windowdesk.models.commands import Command
    from windowdesk.models.parties import Agent, Party, Staff


@dataclass
class Session:
    """The desk, the clock, the person signed in, and the second person lent for one act.

    The desk is opened when it is first asked for: the sign-in screen stands before its libraries are imported.
    """

    home: Path
    clock: Callable[[], datetime]
    opened: Desk | None = None
    person: Staff | None = None
    hand: Staff | None = None
    last: tuple[Party, Agent | None] | None = None
    unreachable: str = ""
    problem: str = ""
    coming: str = ""
    _gate: threading.Lock = field(default_factory=threading.Lock)

    @property
    def desk(self) -> Desk:
        """The desk. Raises SettingsError or Refused when it cannot be opened."""
        with self._gate:
            if self.opened is None:
                from windowdesk.desk import Desk

                self.opened = Desk.open(self.home)
            return self.opened

    @property
    def today(self) -> date:
        """The local date."""
        return self.clock().date()

    def do(self, command: Command, by: Staff | None = None) -> Done:
        """Do what is asked, by the person lent for it or the one signed in. Raises Refused."""
        done = self.desk.do(command, by or self.hand or self.person, self.clock())
        self.hand = None
        return done

    def status(self) -> str:
        """The status bar: window, person, proof of receipt, papers that wait."""
        desk = self.opened
        if desk is None:
            return say("政务服务窗口", "Window desk")
        parts = [f"{desk.settings.window} {desk.setting.window.name}"]
        if self.person:
            parts.append(self.person.name)
        if self.hand:
            parts.append(say(f"下一步由{self.hand.name}办", f"next act by {self.hand.name}"))
        parts.append(self._proof(desk))
        if self.coming:
            parts.append(self.coming)
        if waiting := desk.reading.unprinted():
            parts.append(say(f"待印 {waiting}", f"{waiting} to print"))
        if desk.settings.demo:
            parts.append(say("演示", "demo"))
        return " | ".join(parts)

    def _proof(self, desk: Desk) -> str:
        """How much of the register the hall has acknowledged, and when: a proof, never a hope."""
        state = desk.reading.sync_state()
        waiting = state.written - state.acknowledged
        proof = say("无凭证", "no proof yet")
        if state.at:
            same = state.at[:10] == self.today.isoformat()
            proof = say("凭证 ", "proof ") + (state.at[11:16] if same else state.at[5:16].replace("T", " "))
        if not desk.settings.hall:
            return say(f"单机，{waiting} 笔待报", f"stand-alone, {waiting} unreported")
        if self.problem or state.problem:
            return say(f"上报受阻，{waiting} 笔待报", f"reporting is stopped, {waiting} wait")
        if self.unreachable:
            return say(f"未联网，{waiting} 笔待报，{proof}", f"hall unreachable, {waiting} wait, {proof}")
        done = f"{state.acknowledged}/{state.written}"
        return say(f"已上报 {done} · {proof}", f"reported {done}, {proof}")
