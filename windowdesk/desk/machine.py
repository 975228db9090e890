"""Which machine this is: a name that stays when a network card is changed, and differs on another installation.

A disk copied whole keeps it; such a copy is found by the marks of its sessions when both have met the hall.
"""

from __future__ import annotations

import platform
import sys
import uuid
from functools import cache
from hashlib import sha256
from pathlib import Path

LENGTH = 16
"""Hexadecimal digits of a machine's name. Registers of earlier releases hold shorter ones, which say nothing."""

_FILES = (Path("/etc/machine-id"), Path("/var/lib/dbus/machine-id"))
_RANDOM = 1 << 40
"""Set by `uuid.getnode` in a number that is no card's and differs every time."""


@cache
def machine_id() -> str:
    """The name of this machine, or "" when it has none that lasts.

    The system's own identifier is confidential (machine-id(5)), so what is written is a digest of it.
    """
    told = _installed()
    if not told:
        card = uuid.getnode()
        told = "" if card & _RANDOM else f"{card:012x}"
    return sha256(f"windowdesk {told}".encode()).hexdigest()[:LENGTH] if told else ""


def _installed() -> str:
    """What the system calls this installation."""
    if sys.platform == "win32":
        import winreg

        try:
            with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, r"SOFTWARE\Microsoft\Cryptography") as key:
                return str(winreg.QueryValueEx(key, "MachineGuid")[0])
        except OSError:
            return ""
    for file in _FILES:
        try:
            if found := file.read_text(encoding="ascii").strip():
                return found
        except (OSError, ValueError):
            continue
    return ""


def host_name() -> str:
    """What the machine is called in its network, as far as it can be printed."""
    return "".join(letter for letter in platform.node()[:64] if letter.isprintable())


def another(before: str, now: str) -> bool:
    """Whether two names are of two machines. A machine without a lasting name is never taken for another."""
    return len(before) == len(now) == LENGTH and before != now
