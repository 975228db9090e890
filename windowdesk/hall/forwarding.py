"""A hall forwards its registers to the hall above it, as they are, by a desk's own verbs: county, city, province."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from windowdesk.hall.interface import Hall, HallError, HallUnreachable, Head, PushKind, StreamStatus, StreamTaken
from windowdesk.hall.problems import ProblemKind, SyncProblem
from windowdesk.models.wire import chain

PAGE = 500


@dataclass(slots=True)
class Forwarded:
    """What one round did: lines newly taken above, registers held there whole, what a person should look at."""

    lines: int = 0
    whole: int = 0
    problems: list[SyncProblem] = field(default_factory=list)


def forward(below: Hall, above: Hall, page: int = PAGE) -> Forwarded:
    """Send every register from where the hall above has it. Nothing is remembered: a round cut short is gone on with
    by the next, and one repeated changes nothing.

    The hall above checks each chain itself, keeps the desks' own signatures, and numbers in its own order; a register
    that it knows otherwise is told and stops nothing else. Raises HallUnreachable when either hall does not answer.
    """
    found = Forwarded()
    for status in below.streams():
        try:
            _send(below, above, status, page, found)
        except HallUnreachable:
            raise
        except StreamTaken as error:
            found.problems.append(SyncProblem(ProblemKind.FORK, status.stream, 0, str(error)))
        except HallError as error:
            found.problems.append(SyncProblem(ProblemKind.REFUSED, status.stream, 0, str(error)))
    return found


def _send(below: Hall, above: Hall, status: StreamStatus, page: int, found: Forwarded) -> None:
    stream, end = status.stream, status.head
    above.hello(stream, status.public_key, status.desk)
    at = above.head(stream)
    # Looked at before anything is sent: lines that went on from another's would be a register nobody wrote.
    if not _leads_to(below, stream, at, end, page):
        found.problems.append(SyncProblem(ProblemKind.FORK, stream, at.seq))
        return
    for lines, to in _pages(below, stream, at, end, page):
        answer = above.push(stream, at.seq + 1, lines, to.hash, status.signature if to == end else "")
        if answer.kind is not PushKind.OK or answer.seq < to.seq:
            found.problems.append(SyncProblem(ProblemKind(_named(answer.kind)), stream, at.seq + 1))
            return
        found.lines += answer.seq - at.seq
        at = to
    if status.closed:
        above.retire(stream)
    found.whole += 1


def _pages(below: Hall, stream: str, at: Head, end: Head, page: int) -> Iterator[tuple[list[str], Head]]:
    """The lines after `at` up to `end`, and where each page leads by the chain."""
    while at.seq < end.seq and (lines := list(below.register(stream, at.seq, page)[: end.seq - at.seq])):
        last = at.hash
        for line in lines:
            last = chain(last, line)
        at = Head(at.seq + len(lines), last)
        yield lines, at


def _leads_to(below: Hall, stream: str, at: Head, end: Head, page: int) -> bool:
    """Whether the register below goes on from `at`, and ends where it says."""
    for _, to in _pages(below, stream, at, end, page):
        at = to
    return at == end


def _named(kind: PushKind) -> str:
    """The problem a push's answer makes; one that took nothing although it was fine is a gap."""
    return ProblemKind.GAP.value if kind is PushKind.OK else kind.value
