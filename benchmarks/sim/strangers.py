"""A newer or broken desk at the same hall: it writes events that the others cannot read."""

from __future__ import annotations

from random import Random

from windowdesk.hall.interface import Hall
from windowdesk.models.wire import GENESIS, Entry, chain, dumps, to_line

BODIES = (
    "\0",
    "🏮👨‍👩‍👧‍👦𬭊",
    "啊" * 1700,
    "\u202e\u2028[bold]'; DROP TABLE register; --\t\n",
    "",
)


class Stranger:
    """One register, kept in memory."""

    stream = "510824-099.1"

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.hashes = [GENESIS]

    def write(self, rng: Random, departments: tuple[str, ...]) -> None:
        """One more line: of an unknown kind, or of a known kind with a body of another shape."""
        seq = len(self.lines) + 1
        text = rng.choice(BODIES)
        kind, body = rng.choice(
            (
                ("CaseTeleported", dumps({"by": "", "window": "099", "version": 1, "event": {"note": text}})),
                ("CaseTeleported", dumps({"note": text})),
                ("CaseAccepted", dumps({"by": "", "window": "099", "version": 1, "event": {"note": text}})),
                ("CaseReceived", dumps({"by": text})),
                ("DeskOpened", '{"version": 0'),
            )
        )
        case_id = rng.choice(("", f"poison-{seq}"))
        entry = Entry(self.stream, seq, "2026-11-23T09:00:00+08:00", kind, case_id, rng.choice(departments), body)
        self.lines.append(to_line(entry))
        self.hashes.append(chain(self.hashes[-1], self.lines[-1]))

    def push(self, hall: Hall) -> None:
        """Send what the hall lacks."""
        if self.lines:
            hall.hello(self.stream, "key of a stranger", "099")
            head = hall.head(self.stream)
            hall.push(self.stream, head.seq + 1, self.lines[head.seq :], self.hashes[-1])
