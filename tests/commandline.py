"""The command line as a test drives it: in this process, with its own stdin, its exit code and both streams."""

from __future__ import annotations

import io
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import desks
import pytest

from windowdesk.__main__ import main
from windowdesk.desk import Desk

NOW = "2026-11-23T09:30"
PINS = {"1001": "2468", "1002": "1357", "1003": "8642"}


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        """Its one JSON document."""
        return json.loads(self.out)

    @property
    def lines(self) -> list[Any]:
        """Its JSON Lines."""
        return [json.loads(line) for line in self.out.splitlines()]


class CommandLine:
    """Runs commands on one home."""

    def __init__(self, home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self.home = home
        self._monkeypatch = monkeypatch
        self._capsys = capsys

    def __call__(self, *words: str, stdin: bytes | str = b"", now: str | None = NOW) -> Ended:
        """Run one command; `now` is the time told to the demonstration desk, None for none."""
        given = stdin.encode() if isinstance(stdin, str) else stdin
        self._monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given), encoding="utf-8"))
        self._capsys.readouterr()
        told = ("--home", str(self.home), *(("--now", now) if now else ()))
        code = main([*told, *words])
        written = self._capsys.readouterr()
        return Ended(int(code), written.out, written.err)

    def act(self, *lines: Any, options: tuple[str, ...] = (), sign_in: bool = True, now: str = NOW) -> Ended:
        """Run `act`; lines that are not bytes are written as JSON."""
        first = [{"do": "SignIn", "staff": "1001", "pin": PINS["1001"]}] if sign_in else []
        raw = [line if isinstance(line, bytes) else json.dumps(line).encode() for line in (*first, *lines)]
        return self("act", *options, stdin=b"\n".join(raw) + b"\n", now=now)


@pytest.fixture(scope="session")
def with_pins(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home of window 007 whose people have PINs; copy it."""
    home = desks.copied(prepared, tmp_path_factory.mktemp("pins"))
    desk = Desk.open(home)
    for number, pin in PINS.items():
        desk.set_pin(number, pin)
    desk.close()
    return home


@pytest.fixture
def cli(
    with_pins: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> CommandLine:
    """The command line of a home of this test's own, whose people have PINs."""
    for name in ("WINDOWDESK_HOME", "WINDOWDESK_LANG", "WINDOWDESK_PIN"):
        monkeypatch.delenv(name, raising=False)
    return CommandLine(desks.copied(with_pins, tmp_path), monkeypatch, capsys)
