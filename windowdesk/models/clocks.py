"""Three clocks a case: notice, decision, service; how much of each is used, and which one runs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from windowdesk.models.calendar import Due
from windowdesk.models.case import Case, Status
from windowdesk.models.rows import Light
from windowdesk.models.rules import Law
from windowdesk.models.rules.licensing import statutory_days


@dataclass(frozen=True, slots=True)
class Clock:
    """One clock in working days. `used` is None before it starts, `total` None when no period is stated.

    `name` is notice, decision or service; `promised` is the promised number of days of the decision clock.
    """

    name: str
    used: int | None
    total: int | None
    due: Due | None
    running: bool
    promised: int | None = None


def clocks(case: Case, law: Law, today: date) -> tuple[Clock, Clock, Clock]:
    """The three clocks of a case as they stand today."""
    return _notice(case, law, today), _decision(case, law, today), _service(case, law, today)


def _notice(case: Case, law: Law, today: date) -> Clock:
    start = case.complete_on or case.received_on
    stop = case.corrections.on if case.corrections and not case.complete_on else None
    if case.accepted and not case.accepted.deemed:
        stop = case.accepted.on
    elif case.accepted or case.refused:
        stop = case.refused.on if case.refused else case.notice_due.on
    total = law.figure("notice_days", start)
    running = case.status is Status.RECEIVED
    return Clock("notice", law.calendar.worked(start, stop or today), total, case.notice_due, running)


def _decision(case: Case, law: Law, today: date) -> Clock:
    days = statutory_days(case.item, case.received_on, law)
    total, promised = days[0] if days else None, case.item.promised_days
    if case.accepted is None:
        return Clock("decision", None, total, None, running=False, promised=promised)
    end = case.decision.on if case.decision else case.closed.on if case.closed else today
    running = case.decision is None and case.open
    due = case.accepted.promised_due or case.accepted.statutory_due
    return Clock("decision", law.calendar.worked(case.accepted.on, end), total, due, running, promised)


def _service(case: Case, law: Law, today: date) -> Clock:
    total = law.figure("service_days", case.received_on)
    if case.decision is None:
        return Clock("service", None, total, None, running=False)
    end = case.closed.on if case.closed else today
    return Clock(
        "service", law.calendar.worked(case.decision.on, end), total, case.decision.serve_due, running=case.open
    )


def light(due: date | None, today: date, law: Law, *, total: int | None = None) -> Light:
    """How much of a running clock is left. Yellow at one day or a fifth of the period, red when it is past."""
    if due is None:
        return Light(None, "blue")
    if today > due:
        return Light(-law.calendar.worked(due, today) or -1, "red")
    left = law.calendar.worked(today, due)
    return Light(left, "yellow" if left <= 1 or (total and left * 5 <= total) else "green")
