"""A case is a fold of its events: what it is now, and nothing about who may touch it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from functools import reduce
from typing import Any, assert_never

from windowdesk.models import events as ev
from windowdesk.models.calendar import Due
from windowdesk.models.catalogue import Item
from windowdesk.models.parties import Agent, Party


class Status(StrEnum):
    """Where a case stands. The value is stored in rows."""

    RECEIVED = "received"  # 已收件，待受理
    CORRECTING = "correcting"  # 待补正
    ACCEPTED = "accepted"  # 已受理，待审查
    REVIEWED = "reviewed"  # 已审，待核
    CHECKED = "checked"  # 已核，待签批
    GRANTED = "granted"  # 已准予，待制证
    CERTIFIED = "certified"  # 已制证，待盖章
    READY = "ready"  # 待发证
    DENIED = "denied"  # 不予许可，待送达
    POSTED = "posted"  # 已交寄，待签收
    CLOSED = "closed"  # 办结


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper of the case: number, kind, how many times it was printed again."""

    number: str
    kind: str
    copies: int = 0


@dataclass(frozen=True)
class Case:
    """What the register says of one case. `version` counts its events; `holder` is the register that may go on.

    Without slots, so that the next case is one copy of a dictionary: an act folds several events, and
    dataclasses.replace would cost more than writing them.
    """

    id: str
    version: int
    holder: str
    window: str
    status: Status
    item: Item
    applicant: Party
    agent: Agent | None
    materials: tuple[ev.MaterialLine, ...]
    intake: str
    query_code: str
    received_at: datetime
    received_on: date
    notice_due: Due
    off_hours: bool = False
    clerk: str = ""
    channel: str = "window"
    complete_on: date | None = None
    corrections: ev.CorrectionRequested | None = None
    accepted: ev.CaseAccepted | None = None
    refused: ev.CaseNotAccepted | None = None
    reviewed: ev.CaseReviewed | None = None
    reviewer: str = ""
    checker: str = ""
    decision: ev.DecisionMade | None = None
    decider: str = ""
    certificate: ev.CertificateMade | None = None
    parcel: ev.ParcelPosted | None = None
    closed: ev.CaseClosed | None = None
    papers: tuple[Paper, ...] = ()

    @property
    def lacking(self) -> tuple[ev.MaterialLine, ...]:
        """Every material that is missing or faulty."""
        return tuple(line for line in self.materials if line.state != "ok")

    @property
    def open(self) -> bool:
        """Whether anything may still happen to it."""
        return self.status is not Status.CLOSED

    def paper(self, number: str) -> Paper | None:
        """The paper of that number, or None."""
        return next((paper for paper in self.papers if paper.number == number), None)


def received(entry: ev.Recorded, event: ev.CaseReceived) -> Case:
    """The case that a receipt begins."""
    return Case(
        id=entry.case_id,
        version=entry.version,
        holder=entry.stream,
        window=entry.window,
        status=Status.RECEIVED,
        item=event.item,
        applicant=event.applicant,
        agent=event.agent,
        materials=event.materials,
        intake=event.intake,
        query_code=event.query_code,
        received_at=entry.at,
        received_on=event.received_on,
        notice_due=event.notice_due,
        off_hours=event.off_hours,
        clerk=entry.by,
        channel=event.channel,
    )


def _merge(lines: tuple[ev.MaterialLine, ...], newer: tuple[ev.MaterialLine, ...]) -> tuple[ev.MaterialLine, ...]:
    fresh = {line.name: line for line in newer}
    kept = tuple(fresh.pop(line.name, line) for line in lines)
    return kept + tuple(fresh.values())


def evolve(case: Case, entry: ev.Recorded) -> Case:
    """The case after one more event. Knows no law, no user, no clock."""
    after = object.__new__(Case)
    after.__dict__.update(case.__dict__, version=entry.version, **_changes(case, entry))
    return after


def _changes(case: Case, entry: ev.Recorded) -> dict[str, Any]:  # noqa: PLR0912 - one line a kind of event
    event = entry.event
    match event:
        case ev.MaterialsSupplemented():
            merged = {"materials": _merge(case.materials, event.materials)}
            if not event.complete:
                return merged
            due = event.notice_due or case.notice_due
            return {**merged, "status": Status.RECEIVED, "complete_on": event.on, "notice_due": due}
        case ev.CorrectionRequested():
            return {"status": Status.CORRECTING, "corrections": event}
        case ev.CaseAccepted():
            return {"status": Status.ACCEPTED, "accepted": event}
        case ev.CaseNotAccepted():
            return {"refused": event}
        case ev.CaseReviewed():
            return {"status": Status.REVIEWED, "reviewed": event, "reviewer": entry.by}
        case ev.CaseChecked():
            if not event.agrees:
                return {"status": Status.ACCEPTED, "reviewed": None, "reviewer": ""}
            return {"status": Status.CHECKED, "checker": entry.by}
        case ev.DecisionMade():
            return {"status": _decided(event), "decision": event, "decider": entry.by}
        case ev.CertificateMade():
            return {"status": Status.CERTIFIED, "certificate": event}
        case ev.CertificateStamped():
            return {"status": Status.READY}
        case ev.ParcelPosted():
            return {"status": Status.POSTED, "parcel": event}
        case ev.CaseClosed():
            return {"status": Status.CLOSED, "closed": event}
        case ev.PaperDrawn():
            return {"papers": (*case.papers, Paper(event.notice.number, event.notice.kind.value))}
        case ev.PaperReprinted():
            papers = (replace(p, copies=event.copy) if p.number == event.paper_no else p for p in case.papers)
            return {"papers": tuple(papers)}
        case ev.ResultHandedOver() | ev.ParcelDelivered() | ev.IdentityShown():
            return {}
        case ev.DeskOpened() | ev.CaseReceived() | ev.MatterReferred():
            return {}
        case _:
            assert_never(event)


def _decided(event: ev.DecisionMade) -> Status:
    if not event.granted:
        return Status.DENIED
    return Status.GRANTED if event.certificate else Status.READY


def fold(entries: Iterable[ev.Recorded]) -> Case:
    """The case its events make. Raises ValueError when the first is not a receipt."""
    found = iter(entries)
    first = next(found, None)
    if first is None or not isinstance(first.event, ev.CaseReceived):
        raise ValueError("a case begins with a receipt")
    return reduce(evolve, found, received(first, first.event))


def running_clock(case: Case) -> Due | None:
    """The clock that runs now: notice, correction, decision or service; None when none does."""
    match case.status:
        case Status.RECEIVED:
            return case.notice_due
        case Status.CORRECTING:
            return Due(case.corrections.reply_by) if case.corrections else None
        case Status.ACCEPTED | Status.REVIEWED | Status.CHECKED:
            return (case.accepted.promised_due or case.accepted.statutory_due) if case.accepted else None
        case Status.CLOSED:
            return None
        case _:
            return case.decision.serve_due if case.decision else None
