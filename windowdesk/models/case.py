"""A case is a fold of its events: what it is now, and nothing about who may touch it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from functools import reduce
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from windowdesk.models import events as ev
from windowdesk.models.calendar import Due
from windowdesk.models.catalogue import Item
from windowdesk.models.office import window_of
from windowdesk.models.parties import Agent, Party
from windowdesk.models.redating import recomputed


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
    AT_SUPERIOR = "at_superior"  # 已上报，待上级决定
    VERIFYING = "verifying"  # 已发证，待核查承诺
    TO_REVOKE = "to_revoke"  # 承诺不实，待撤销
    CLOSED = "closed"  # 办结


IN_HAND = (Status.ACCEPTED, Status.REVIEWED, Status.CHECKED)
"""Accepted and not yet decided."""


class Paper(Struct, frozen=True):
    """A paper of the case: number, kind, how many times it was printed again."""

    number: str
    kind: str
    copies: int = 0


@dataclass(frozen=True)
class Case:
    """What the register says of one case. `version` counts its events; `holder` is the register that may go on, or
    after a hand-over the desk, division-window, whose every register may.

    `decided_on` is the day the decision was written: a renewal by silence is dated back. `examined` are all who ever
    reviewed or checked it; `hearing_covers` how many of its parties had been told when the hearing was held;
    `returned` the mail numbers of parcels that came back. `stopped`, `twins` and `main` are what the hall office said
    beside the case (models/dispute.py); `upon` is its last step where anything stands beside it, else None.

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
    decided_on: date | None = None
    decider: str = ""
    certificate: ev.CertificateMade | None = None
    parcel: ev.ParcelPosted | None = None
    returned: tuple[str, ...] = ()
    closed: ev.CaseClosed | None = None
    papers: tuple[Paper, ...] = ()
    statutory_due: Due | None = None
    promised_due: Due | None = None
    serve_due: Due | None = None
    served_on: date | None = None
    way: str = "new"
    about: str = ""
    about_until: date | None = None
    green: bool = False
    ground: str = ""
    tolerance: ev.ToleranceGranted | None = None
    promise: ev.PromiseMade | None = None
    extension: ev.DecisionExtended | None = None
    procedure: ev.ProcedureStarted | None = None
    skipped: tuple[tuple[date, date], ...] = ()
    unit: ev.SentToUnit | None = None
    dispatched: ev.DispatchedUpward | None = None
    visited: ev.SiteVisited | None = None
    parties: tuple[ev.PartyTold, ...] = ()
    statements: tuple[ev.StatementHeard, ...] = ()
    hearing_told: ev.HearingRightTold | None = None
    hearing_asked: ev.HearingRequested | None = None
    hearing_set: ev.HearingAnnounced | None = None
    hearing: ev.HearingHeld | None = None
    hearing_declared: ev.HearingDeclared | None = None
    hearing_covers: int = 0
    examined: tuple[str, ...] = ()
    fee: ev.FeeNotified | None = None
    paid: ev.FeePaid | None = None
    broken: ev.LaterCheckDone | None = None
    mending: ev.MendingOrdered | None = None
    mending_checked: ev.MendingChecked | None = None
    holder_told: ev.HolderTold | None = None
    ended: ev.PermitRevoked | ev.PermitCancelled | None = None
    formerly: tuple[str, ...] = ()
    stopped: str = ""
    twins: tuple[str, ...] = ()
    main: str = ""
    upon: tuple[str, int, str] | None = field(default=None, compare=False)

    @property
    def lacking(self) -> tuple[ev.MaterialLine, ...]:
        """Every material that is missing or faulty."""
        return tuple([line for line in self.materials if line.state != "ok"])

    @property
    def tolerated(self) -> tuple[ev.MaterialLine, ...]:
        """What is still missing of what may follow (容缺受理), until the decision."""
        return self.lacking if self.tolerance and self.open and self.decision is None else ()

    @property
    def own_names(self) -> frozenset[str]:
        """Who speaks as the applicant or holder: they themselves, their contact, their agent."""
        told = self.holder_told.to if self.holder_told else ""
        agent = self.agent.name if self.agent else ""
        return frozenset({self.applicant.name, self.applicant.contact, agent, told} - {""})

    @property
    def holder_knows(self) -> bool:
        """Whether the holder was told of what is meant to be done, and since it was found that nothing was mended."""
        told, checked = self.holder_told, self.mending_checked
        return told is not None and (checked is None or told.on >= checked.on)

    @property
    def holder_heard(self) -> bool:
        """Whether the holder spoke since they were told; what others said is not theirs (第七条)."""
        since = self.holder_told.on if self.holder_told else date.max
        return any(one.who in self.own_names and one.on >= since for one in self.statements)

    @property
    def must_hear(self) -> str:
        """Why a hearing is held whoever asks (第四十六条): the provision, or what the organ found; "" for none."""
        if self.ground:
            return ""
        return self.item.hearing or (self.hearing_declared.why if self.hearing_declared else "")

    @property
    def late_parties(self) -> tuple[ev.PartyTold, ...]:
        """The parties whom no hearing that was held had place for: all of them while none was held."""
        return self.parties[self.hearing_covers :] if self.hearing else self.parties

    @property
    def waits_on(self) -> str:
        """Who has the case now when it is not the window.

        "applicant", "superior", "procedure" while one of 第四十五条 runs, or the home unit's name.
        """
        if self.status is Status.CORRECTING:
            return "applicant"
        if self.status is Status.AT_SUPERIOR:
            return "superior"
        if self.procedure:
            return "procedure"
        return self.unit.unit if self.unit else ""

    @property
    def open(self) -> bool:
        """Whether anything may still happen to it."""
        return self.status is not Status.CLOSED

    @property
    def at_window(self) -> str:
        """The window that has it now."""
        return window_of(self.holder)

    def held_by(self, stream: str) -> bool:
        """Whether the desk that writes this register goes on with the case."""
        return stream == self.holder or stream.startswith(f"{self.holder}.")

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
        way=event.way,
        about=event.about,
        about_until=event.about_until,
        green=event.green,
        ground=event.ground,
    )


def _merge(lines: tuple[ev.MaterialLine, ...], newer: tuple[ev.MaterialLine, ...]) -> tuple[ev.MaterialLine, ...]:
    fresh = {line.name: line for line in newer}
    kept = tuple(fresh.pop(line.name, line) for line in lines)
    return kept + tuple(fresh.values())


def evolve(case: Case, entry: ev.Recorded) -> Case:
    """The case after one more event. Knows no law, no user, no clock."""
    after = object.__new__(Case)
    found = case.__dict__ | _changes(case, entry)
    found["version"] = entry.version
    object.__setattr__(after, "__dict__", found)
    return after


def _changes(case: Case, entry: ev.Recorded) -> dict[str, Any]:  # noqa: PLR0912 - one line a kind of event
    event = entry.event
    match event:
        case ev.CaseAccepted():
            dues = {"statutory_due": event.statutory_due, "promised_due": event.promised_due}
            return {"status": Status.ACCEPTED, "accepted": event, **dues}
        case ev.PaperDrawn():
            return {"papers": (*case.papers, Paper(event.notice.number, str(event.notice.kind)))}
        case ev.MaterialsSupplemented():
            return _supplemented(case, event)
        case ev.CorrectionRequested():
            return {"status": Status.CORRECTING, "corrections": event}
        case ev.CaseNotAccepted():
            return {"refused": event}
        case ev.CaseReviewed():
            return {"status": Status.REVIEWED, "reviewed": event, "reviewer": entry.by, **_examined(case, entry)}
        case ev.CaseChecked():
            if not event.agrees:
                return {"status": Status.ACCEPTED, "reviewed": None, "reviewer": "", **_examined(case, entry)}
            return {"status": Status.CHECKED, "checker": entry.by, **_examined(case, entry)}
        case ev.DecisionMade():
            found = {"decision": event, "decider": entry.by, "decided_on": entry.at.date()}
            # A renewal may be granted by silence while a procedure runs or the home unit has it: that is over then.
            over = {"procedure": None, "unit": None}
            return {"status": _decided(event), "serve_due": event.serve_due, **found, **over}
        case ev.CertificateMade():
            return {"status": Status.CERTIFIED, "certificate": event}
        case ev.CertificateStamped():
            return {"status": Status.READY}
        case ev.ParcelPosted():
            return {"status": Status.POSTED, "parcel": event}
        case ev.ParcelReturned():
            good = bool(case.ended or (case.decision and case.decision.granted))
            back = {"parcel": None, "returned": (*case.returned, event.mail_no)}
            return {"status": Status.READY if good else Status.DENIED, **back}
        case ev.ResultHandedOver() | ev.ParcelDelivered():
            kept = case.promise and case.decision and case.decision.granted
            return {"served_on": event.on, **({"status": Status.VERIFYING} if kept else {})}
        case ev.CaseClosed():
            return {"status": Status.CLOSED, "closed": event}
        case ev.PaperReprinted():
            papers = (replace(p, copies=event.copy) if p.number == event.paper_no else p for p in case.papers)
            return {"papers": tuple(papers)}
        case ev.DecisionExtended():
            return {"extension": event, "statutory_due": event.statutory_due}
        case ev.ProcedureStarted():
            dues = {"statutory_due": event.statutory_due, "promised_due": event.promised_due}
            return {"procedure": event, **dues}
        case ev.ProcedureEnded():
            started = case.procedure.on if case.procedure else event.on
            dues = {"statutory_due": event.statutory_due, "promised_due": event.promised_due}
            return {"procedure": None, "skipped": (*case.skipped, (started, event.skipped_to)), **dues}
        case ev.DatesRecomputed():
            return recomputed(case, event)
        case ev.SentToUnit():
            return {"unit": event}
        case ev.ReturnedFromUnit():
            return {"unit": None}
        case ev.DispatchedUpward():
            return {"status": Status.AT_SUPERIOR, "dispatched": event}
        case ev.PartyTold():
            return {"parties": (*case.parties, event)}
        case ev.StatementHeard():
            return {"statements": (*case.statements, event)}
        case ev.HearingRequested():
            # Who is told after a hearing was held may ask for theirs: it begins anew.
            anew = {"hearing": None, "hearing_set": None} if case.hearing else {}
            return {"hearing_asked": event, **anew}
        case ev.HearingHeld():
            return {"hearing": event, "hearing_covers": len(case.parties)}
        case ev.LaterCheckDone():
            return {} if event.kept else {"status": Status.TO_REVOKE, "broken": event}
        case ev.CaseHandedOver() | ev.CaseReassigned():
            return {"holder": f"{entry.stream.rpartition('-')[0]}-{event.to}"}
        case ev.PermitRevoked() | ev.PermitCancelled():
            return {"status": Status.READY, "ended": event, "serve_due": None}
        case ev.CaseRenumbered():
            return {"formerly": (*case.formerly, event.before)}
        case _ if name := _KEPT.get(type(event)):
            return {name: event}
        case _ if isinstance(event, (*ev.PUBLICATIONS, *ev.VERDICTS)):
            return {}
        case (
            ev.IdentityShown()
            | ev.ApplicationWithdrawn()
            | ev.BarImposed()
            | ev.DeskOpened()
            | ev.SessionOpened()
            | ev.ActSetAside()
            | ev.DateConfirmed()
            | ev.CaseReceived()
            | ev.MatterReferred()
            | ev.OpinionAsked()
            | ev.OpinionGiven()
            | ev.OpinionRecalled()
            | ev.OpinionDueMoved()
        ):
            return {}
        case _:
            raise AssertionError(f"no reading for {type(event).__name__}")


_KEPT: dict[type, str] = {
    ev.ToleranceGranted: "tolerance",
    ev.PromiseMade: "promise",
    ev.SiteVisited: "visited",
    ev.HearingRightTold: "hearing_told",
    ev.HearingDeclared: "hearing_declared",
    ev.HearingAnnounced: "hearing_set",
    ev.HolderTold: "holder_told",
    ev.MendingOrdered: "mending",
    ev.MendingChecked: "mending_checked",
    ev.FeeNotified: "fee",
    ev.FeePaid: "paid",
}
"""Events that a case keeps as they are, by the name it keeps them under."""


def _examined(case: Case, entry: ev.Recorded) -> dict[str, Any]:
    return {} if entry.by in case.examined else {"examined": (*case.examined, entry.by)}


def _supplemented(case: Case, event: ev.MaterialsSupplemented) -> dict[str, Any]:
    merged = {"materials": _merge(case.materials, event.materials)}
    if not event.complete:
        return merged
    due = event.notice_due or case.notice_due
    return {**merged, "status": Status.RECEIVED, "complete_on": event.on, "notice_due": due}


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
