"""A print job is a finished paper on its way; a destination takes it and can say later what became of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Protocol


@dataclass(frozen=True, slots=True)
class PrintJob:
    """One paper to print once.

    `id` is the row of the queue, `paper_no` the paper number (字号), `copy` 0 for the paper itself and n for
    its n-th reprint (补打), `title` the paper's heading, `pdf` its bytes, `media` the sheet: "A4" or
    "100x150mm", `sheets` how many of it are wanted (一式两份).
    """

    id: int
    paper_no: str
    copy: int
    title: str
    pdf: bytes = field(repr=False)
    media: str = "A4"
    sheets: int = 1

    def __post_init__(self) -> None:
        """Raises ValueError on a reprint counted below 0."""
        if self.copy < 0:
            raise ValueError("a reprint is counted from 1, the paper itself is copy 0")


@dataclass(frozen=True, slots=True)
class Sent:
    """A paper is out. `where` is its file, or its number at the printer; `already` when it was out before."""

    where: str
    already: bool = False


class Fate(StrEnum):
    """What a destination knows of a job that was under way when the desk stopped."""

    PRINTED = "printed"  # done: do not send again
    UNDER_WAY = "under_way"  # accepted, not finished: `send` waits for it and prints no second one
    NOT_PRINTED = "not_printed"  # certainly not done: may be sent again
    UNKNOWN = "unknown"  # the destination cannot tell: a person looks into the tray


class Destination(Protocol):
    """Where papers go."""

    def send(self, job: PrintJob) -> Sent:
        """Print the job, and return when it is done; a job the destination still knows is not printed twice.

        Raises PrinterBusy (nothing printed, try later) or PrinterError. When the error says `maybe_printed`,
        ask `state` before sending again.
        """

    def state(self, job: PrintJob, ago: timedelta) -> Fate:
        """What became of a job whose sending began `ago`. Raises PrinterError when nothing answers."""
