"""What every command needs: which desk, what time it is, and who is asking."""

from __future__ import annotations

import contextlib
import getpass
import os
import sqlite3
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from windowdesk import config
from windowdesk.cli.exits import Exit, Stop
from windowdesk.cli.output import talk
from windowdesk.i18n import say

if TYPE_CHECKING:
    from windowdesk.desk.door import Desk
    from windowdesk.models.parties import Staff


@dataclass(frozen=True, slots=True)
class Asked:
    """The global options of one command line."""

    home: Path
    now: str | None = None

    def moment(self, *, demo: bool) -> datetime:
        """The time of the act: the clock's, or the one told to a demonstration desk."""
        if self.now is None:
            return config.now()
        if not demo:
            raise Stop(
                Exit.REFUSED,
                say("--now 只用于演示窗口，这里没有改动。", "--now is for a demonstration desk; nothing was changed."),
            )
        return moment_of(self.now)


def moment_of(text: str) -> datetime:
    """An ISO time; without a zone it is the hall's."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise Stop(Exit.USAGE, say(f"--now 不是 ISO 时间：{text}", f"--now is not an ISO time: {text}")) from None
    return at.replace(tzinfo=config.LOCAL) if at.tzinfo is None else at.astimezone(config.LOCAL)


@contextlib.contextmanager
def opened(asked: Asked) -> Iterator[tuple[Desk, datetime]]:
    """The desk and the time of the act. The desk is closed afterwards."""
    from windowdesk.desk.door import Desk

    settings = config.read_settings(asked.home)
    at = asked.moment(demo=settings.demo)
    desk = Desk(asked.home, settings)
    try:
        yield desk, at
    except (ValueError, LookupError, TypeError) as error:
        if damaged := _damaged(desk, error):
            raise damaged from error
        raise
    finally:
        for sentence in desk.news:
            talk(sentence)
        desk.close()


def _damaged(desk: Desk, error: Exception) -> Exception | None:
    """The refusal to go on, when what went wrong comes from a damaged file."""
    from windowdesk.models.refusal import Reason, refuse
    from windowdesk.store import lists, register

    try:
        db = desk.store.read()
        whole = lists.integrity(db) == "ok" and not any(register.verify(db, one) for one in lists.own_streams(db))
    except (sqlite3.Error, ValueError):
        whole = False
    return None if whole else refuse(Reason.STORE_DAMAGED, detail=str(error))


def signed_in(desk: Desk, number: str, at: datetime) -> Staff:
    """The person of that number; the PIN comes from WINDOWDESK_PIN, a prompt or a line of stdin."""
    return desk.sign_in(plain(number, "staff"), secret("WINDOWDESK_PIN", say("口令：", "PIN: ")), at)


def secret(variable: str, prompt: str) -> str:
    """A PIN or passphrase: from the environment, from a prompt that does not echo, or from one line of stdin."""
    told = os.environ.get(variable, "") if variable else ""
    if told:
        return told
    if sys.stdin.isatty():
        return getpass.getpass(prompt)
    return sys.stdin.readline().rstrip("\r\n")


def plain(text: str, field: str) -> str:
    """A word from the command line that may be asked of the store. Raises Refused for one that no paper could show."""
    from windowdesk.models.inputs import unprintable
    from windowdesk.models.refusal import Reason, refuse

    if bad := unprintable(text):
        raise refuse(Reason.TEXT_UNPRINTABLE, field=field, character=bad)
    return text
