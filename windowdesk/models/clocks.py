"""Three clocks a case: notice, decision, service; how much of each is used, which runs, and every day of every one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from windowdesk.models.calendar import Counted, Due, Spans
from windowdesk.models.case import IN_HAND, Case, Status
from windowdesk.models.rows import Light
from windowdesk.models.rules import Law, licensing, procedures, service


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


@dataclass(frozen=True, slots=True)
class Explained:
    """A date of a case and every day from its start to it.

    `name` is notice, correction, tolerance, statutory, promised, procedure, inspection, unit, party, hearing_asked,
    hearing_held, holder, mending, service or check; `due` the day that was told. The `why` of a day of a period
    that is not one of working days (correction, mending) is "natural".
    """

    name: str
    article: str
    start: date
    days: int
    due: Due
    counted: tuple[Counted, ...]

    @property
    def moved(self) -> date | None:
        """The day it would be by the calendar on file, when that is another than was told."""
        last = self.counted[-1].on
        return None if last == self.due.on else last


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
    elif case.closed and stop is None:
        stop = case.closed.on
    total = law.figure("notice_days", start)
    running = case.status is Status.RECEIVED
    return Clock("notice", law.calendar.worked(start, stop or today), total, case.notice_due, running)


def _decision(case: Case, law: Law, today: date) -> Clock:
    days = None if case.ground else licensing.statutory_days(case.item, case.received_on, law)
    total, promised = days[0] if days else None, None if case.ground else case.item.promised_days
    if case.accepted is None:
        return Clock("decision", None, total, None, running=False, promised=promised)
    if total is not None and case.extension:
        total += case.extension.days
    # What went up to the superior ended here: its days are not this organ's (第四十三条).
    ends = (case.dispatched, case.decision, case.ended, case.closed)
    end = next((event.on for event in ends if event), None)
    left_out = skipped(case)
    used = law.calendar.worked(case.accepted.on, end or today, left_out)
    paused = any(first < today <= last for first, last in left_out)
    return Clock("decision", used, total, decision_clock(case), end is None and not paused, promised)


def _service(case: Case, law: Law, today: date) -> Clock:
    total = law.figure("service_days", case.received_on)
    if case.decision is None:
        return Clock("service", None, total, None, running=False)
    end = case.served_on or (case.closed.on if case.closed else None)
    used = law.calendar.worked(case.decision.on, end or today)
    return Clock("service", used, total, case.serve_due or case.decision.serve_due, running=end is None)


def skipped(case: Case) -> Spans:
    """The spans of days that a procedure leaves out of the decision clock."""
    running = case.procedure
    return procedures.spans(case.skipped, (running.on, running.planned_until.on) if running else None)


def light(due: date | None, today: date, law: Law, *, total: int | None = None) -> Light:
    """How much of a running clock is left. Yellow at one day or a fifth of the period, red when it is past."""
    if due is None:
        return Light(None, "blue")
    if today > due:
        return Light(-law.calendar.worked(due, today) or -1, "red")
    left = law.calendar.worked(today, due)
    return Light(left, "yellow" if left <= 1 or (total and left * 5 <= total) else "green")


def explained(case: Case, law: Law) -> tuple[Explained, ...]:
    """Every date of a case with each day counted and each day skipped, in the order in which the clocks began."""
    return (
        *_before(case, law),
        *_deciding(case, law),
        *_beside(case, law),
        *_after(case, law),
        *_holder(case, law),
    )


def _count(name: str, article: str, start: date, days: int, due: Due, law: Law, left_out: Spans = ()) -> Explained:
    return Explained(name, article, start, days, due, tuple(law.calendar.walk(start, days, left_out)))


def _natural(name: str, article: str, start: date, last: date) -> Explained:
    """A period that is told by its last day and runs in calendar days."""
    days = (last - start).days
    each = [Counted(start, 0, "day0")]
    each += [Counted(start + timedelta(days=n), n, "natural") for n in range(1, days + 1)]
    return Explained(name, article, start, days, Due(last), tuple(each))


def _before(case: Case, law: Law) -> list[Explained]:
    """From the receipt to acceptance."""
    if case.ground:
        return []
    start = case.complete_on or case.received_on
    found = [_count("notice", licensing.TOLD_ONCE, start, law.figure("notice_days", start), case.notice_due, law)]
    if told := case.corrections:
        found.append(_natural("correction", licensing.TOLD_ONCE, told.on, told.reply_by))
    if case.tolerance and case.accepted:
        until, days = case.tolerance.due, service.follow_days(case.item)
        found.append(_count("tolerance", service.MODEL_TOLERANCE, case.accepted.on, days, until, law))
    return found


def _deciding(case: Case, law: Law) -> list[Explained]:
    """The decision by statute, and as the hall promised."""
    if case.accepted is None:
        return []
    found, start, left_out = [], case.accepted.on, skipped(case)
    days = licensing.statutory_days(case.item, start, law)
    if days and case.statutory_due:
        total, cites = days[0], [days[1]]
        if case.extension:
            total += case.extension.days
            cites += [cite for cite in case.extension.cites if cite not in cites]
        if left_out:
            cites.append(procedures.NOT_COUNTED)
        found.append(_count("statutory", "；".join(cites), start, total, case.statutory_due, law, left_out))
    if case.promised_due:
        promised = case.item.promised_days or 0
        found.append(_count("promised", licensing.PROMISED, start, promised, case.promised_due, law, left_out))
    return found


def _beside(case: Case, law: Law) -> list[Explained]:
    """What runs between acceptance and decision: a procedure, the home unit, the parties' time to speak."""
    found = []
    if started := case.procedure:
        article = procedures.NOT_COUNTED
        found.append(_count("procedure", article, started.on, started.days, started.planned_until, law))
        if started.assign_by and case.accepted:
            days = law.figure("inspection_days", case.accepted.on)
            found.append(_count("inspection", procedures.INSPECTION, case.accepted.on, days, started.assign_by, law))
    if unit := case.unit:
        found.append(_count("unit", licensing.DECISION_DAYS, unit.on, unit.days, unit.due, law))
    for party in case.parties:
        days = law.figure("hearing_request_days", party.on)
        found.append(_count("party", procedures.THIRD_PARTY, party.on, days, party.reply_by, law))
    if told := case.hearing_told:
        days = law.figure("hearing_request_days", told.on)
        found.append(_count("hearing_asked", procedures.HEARING_RIGHT, told.on, days, told.request_by, law))
    if asked := case.hearing_asked:
        days = law.figure("hearing_hold_days", asked.on)
        found.append(_count("hearing_held", procedures.HEARING_RIGHT, asked.on, days, asked.hold_by, law))
    return found


def _holder(case: Case, law: Law) -> list[Explained]:
    """Before a permit is taken away: the time to put a broken promise right, and the holder's to speak."""
    found = []
    if order := case.mending:
        found.append(_natural("mending", service.MODEL_CHECK, order.on, order.mend_by))
    if told := case.holder_told:
        days = law.figure("hearing_request_days", told.on)
        found.append(_count("holder", procedures.STATEMENT, told.on, days, told.reply_by, law))
    return found


def _after(case: Case, law: Law) -> list[Explained]:
    """The decision's service, and the later check of a promise."""
    decision = case.decision
    if decision is None:
        return []
    days, due = law.figure("service_days", decision.on), case.serve_due or decision.serve_due
    found = [_count("service", licensing.SERVICE_DAYS, decision.on, days, due, law)]
    if decision.check_due and case.promise:
        check = case.promise.check_days
        found.append(_count("check", service.MODEL_CHECK, decision.on, check, decision.check_due, law))
    return found


def running_clock(case: Case) -> Due | None:
    """The clock that runs now: notice, correction, procedure, home unit, decision, service or later check."""
    if case.status in IN_HAND:
        if case.procedure:
            return case.procedure.planned_until
        return case.unit.due if case.unit else decision_clock(case)
    match case.status:
        case Status.RECEIVED:
            return case.notice_due
        case Status.CORRECTING:
            return Due(case.corrections.reply_by) if case.corrections else None
        case Status.VERIFYING:
            return case.decision.check_due if case.decision else None
        case Status.TO_REVOKE:
            return Due(case.mending.mend_by) if case.mending and case.mending_checked is None else None
        case Status.CLOSED | Status.AT_SUPERIOR:
            return None
        case _:
            return case.serve_due


def decision_clock(case: Case) -> Due | None:
    """The day the decision is due: promised, unless an extension told a later one."""
    return case.statutory_due if case.extension else case.promised_due or case.statutory_due
