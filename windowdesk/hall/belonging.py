"""Who belongs to a case: whose lines count on it, and which departments read it.

A case number tells who opened it; everything else follows from the lines themselves and from which departments the
office lets a window read. More lines only ever make more belong, so registers that come back in another order after
a restore lead to the same members and the same lines in every feed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from windowdesk.models.wire import EVERYBODY, Entry

OFFICE: Final = "000"
"""The window code of the hall office."""

_CASE = re.compile(r"([0-9]{24})(?:-|\Z)")
HANDED: Final = ("CaseHandedOver", "CaseReassigned")
"""The kinds of line that name another window as the case's."""

# Registers carry compact JSON, in which an unescaped quote is never part of a text: no parser is needed, and every
# hall reads the same.
_TO = re.compile(r'[{,]"to":"([0-9]{3})"[,}]')


def case_of(case_id: str) -> str:
    """The case a line speaks of: 24 digits, an opinion's without its own number; "" for no case."""
    found = _CASE.match(case_id)
    return found[1] if found else ""


def desk_of(stream: str) -> str:
    """The window that writes a register: division-window, whatever the incarnation."""
    return stream.partition(".")[0]


def opener(case: str) -> str:
    """The window in whose hand a case number was made."""
    return f"{case[:6]}-{case[14:17]}"


def is_office(desk: str) -> bool:
    """Whether a window is the hall office."""
    return desk.rpartition("-")[2] == OFFICE and "-" in desk


class Line(NamedTuple):
    """A line as the hall looks at it: `position` in hall order, `case` its number or "", `named` the window to which
    it hands the case over, or ""."""

    position: int
    stream: str
    seq: int
    case: str
    audience: str
    named: str
    hash: str

    @property
    def desk(self) -> str:
        """The window that wrote it."""
        return desk_of(self.stream)


def line_of(position: int, entry: Entry, line_hash: str) -> Line:
    """What counts of a line."""
    case, named = case_of(entry.case_id), ""
    if case and entry.kind in HANDED and (found := _TO.search(entry.body)):
        named = f"{case[:6]}-{found[1]}"
    return Line(position, entry.stream, entry.seq, case, entry.audience, named, line_hash)


@dataclass(slots=True)
class Standing:
    """What the hall knows of some cases: members, parties, and which departments some windows read.

    `readers` maps (window, department) to the position after which the window's lines no longer count, 0 for never.
    """

    members: dict[str, dict[str, None]] = field(default_factory=dict)
    parties: dict[str, set[str]] = field(default_factory=dict)
    readers: Mapping[tuple[str, str], int] = field(default_factory=dict)
    adopted: int = 0

    def belongs(self, line: Line) -> bool:
        """Whether a line counts on its case."""
        case, desk = line.case, line.desk
        if line.position <= self.adopted or desk in (opener(case), f"{case[:6]}-{OFFICE}"):
            return True
        if desk in self.parties.get(case, ()):
            return True
        ends = (self.readers.get((desk, one)) for one in self.members.get(case, ()))
        return any(end is not None and (end == 0 or line.position <= end) for end in ends)

    def joins(self, line: Line) -> str:
        """The department a line that counts adds to its case, or ""."""
        new = line.audience not in ("", EVERYBODY) and line.audience not in self.members.get(line.case, ())
        return line.audience if new else ""

    def admit(self, line: Line) -> bool:
        """Take in what a line that counts says of who belongs. Whether that is anything new."""
        new = False
        if joiner := self.joins(line):
            self.members.setdefault(line.case, {})[joiner] = None
            new = True
        if line.named and line.named not in self.parties.get(line.case, ()):
            self.parties.setdefault(line.case, set()).add(line.named)
            new = True
        return new


def own_feed(line: Line, adopted: int = 0) -> str:
    """The feed a line enters by its audience alone: everybody's for the office, a department's for no case."""
    if line.audience == EVERYBODY:
        return EVERYBODY if is_office(line.desk) or line.position <= adopted else ""
    return "" if line.case else line.audience
