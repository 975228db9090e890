"""What crosses from the store to a screen: frozen rows, nothing that can be changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case as a line of a list."""

    id: int
    case_id: str
    applicant_name: str
    item_name: str
    kind: str
    status: str
    window: str
    department: str
    clerk: str
    received_at: str
    next_due: date | None
    provisional: bool
    timing: str
    off_hours: bool
    stream: str
    waits_on: str = ""
    way: str = "new"
    green: bool = False
    stopped: str = ""


@dataclass(frozen=True, slots=True)
class OpinionRow:
    """An opinion or a copy as a line of a list. `answer` is "" while it waits."""

    opinion_id: str
    case_id: str
    kind: str
    department: str
    lead_window: str
    item_name: str
    applicant: str
    due: date
    provisional: bool
    answer: str
    reasons: str
    signer: str
    answered_on: date | None


@dataclass(frozen=True, slots=True)
class Light:
    """How much of the running clock is left: working days, negative when it ran out, and its colour's name.

    `level` is green, yellow (one day or a fifth of the period left), red (past), blue (no clock runs) or
    done. A colour never stands alone: `words.py` has the word for each.
    """

    left: int | None
    level: str


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One event of a case as a sentence has it: when, who, at which window, what, by which articles.

    `beside` is contested or fallen for a step that another register's line has or claims.
    """

    at: str
    by: str
    window: str
    kind: str
    told: dict[str, str]
    cites: tuple[str, ...]
    stream: str
    seq: int
    beside: str = ""


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A paper of a case."""

    number: str
    kind: str
    drawn_at: str
    by: str
    seal_id: str
    impression: str
    copies: int
    state: str
    error: str


@dataclass(frozen=True, slots=True)
class SyncState:
    """Proof of receipt: how many own lines exist, how many the hall has acknowledged, and when it last did."""

    written: int
    acknowledged: int
    at: str
    problem: str = ""
