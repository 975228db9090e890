"""What may be asked of a case where it stands: one table, which also drives the keys."""

from __future__ import annotations

from collections.abc import Callable

from windowdesk.models import commands as cmd
from windowdesk.models.acts.accepting import UNDECIDED
from windowdesk.models.acts.beside import SINCE_ACCEPTED
from windowdesk.models.case import IN_HAND, Case, Status
from windowdesk.models.catalogue import ItemKind
from windowdesk.models.rules import permits, procedures, service

R, C, A, V, K = Status.RECEIVED, Status.CORRECTING, Status.ACCEPTED, Status.REVIEWED, Status.CHECKED
UNPAID_STEPS = (*IN_HAND, Status.GRANTED, Status.CERTIFIED, Status.READY)
TO_SERVE = (Status.READY, Status.DENIED)

Offer = tuple[tuple[Status, ...], Callable[[Case], bool]]


def _always(_: Case) -> bool:
    return True


def _here(case: Case) -> bool:
    """Neither a procedure nor the home unit has it."""
    return case.procedure is None and case.unit is None


def _upward(case: Case) -> bool:
    return case.item.kind is ItemKind.UPWARD and not case.ground


def _seen(case: Case) -> bool:
    """The site was visited where the matter wants it."""
    return case.visited is not None or not case.item.site_visit or bool(case.ground)


def _ripe(case: Case) -> bool:
    """What the case itself shows of being ready to decide: here, complete, a hearing held where there must be one."""
    hearing = bool(case.hearing_asked or case.must_hear)
    # Parties no hearing had place for are told of the right to one before anything is decided (第四十七条).
    if case.late_parties and case.hearing_told is None and not case.ground:
        return False
    return _here(case) and not case.tolerated and (case.hearing is not None or not hearing)


def _may_ask(case: Case) -> bool:
    """The right to a hearing was told, and nobody asked; or somebody was told after a hearing was held."""
    if case.hearing is not None:
        return bool(case.hearing_told and case.late_parties)
    return case.hearing_told is not None and case.hearing_asked is None


def _unmended(case: Case) -> bool:
    """No time to put a broken promise right is running."""
    return case.mending is None or case.mending_checked is not None


def _paid(case: Case) -> bool:
    """No fee is open, or what is handed over is a refusal."""
    return case.fee is None or case.paid is not None or case.status is Status.DENIED


OFFERS: dict[type, Offer] = {
    cmd.AcceptCase: ((R,), lambda case: not case.lacking),
    cmd.AcceptTolerantly: ((R,), lambda case: bool(case.lacking) and service.may_follow(case.item, case.lacking)),
    cmd.AcceptOnPromise: ((R,), lambda case: not case.lacking and service.may_promise(case.item)),
    cmd.RequestCorrections: ((R,), lambda case: bool(case.lacking) and case.corrections is None),
    cmd.RefuseAcceptance: ((R,), _always),
    cmd.SupplementMaterials: ((R, C, A, V, K), lambda case: case.status in (R, C) or bool(case.tolerated)),
    cmd.WithdrawApplication: (UNDECIDED, lambda case: not case.ground),
    cmd.ReviewCase: ((A, V), lambda case: _here(case) and _seen(case)),
    cmd.CheckCase: ((V,), _here),
    cmd.DecideCase: (
        (A, K),
        lambda case: _ripe(case) and not _upward(case) and (case.status is K or case.promise is not None),
    ),
    cmd.DispatchUpward: ((K,), lambda case: _ripe(case) and _upward(case)),
    cmd.RecordSuperior: ((Status.AT_SUPERIOR,), _always),
    cmd.ExtendDecision: (
        IN_HAND,
        lambda case: case.extension is None and case.statutory_due is not None and procedures.extendable(case.item),
    ),
    cmd.StartProcedure: (IN_HAND, _here),
    cmd.EndProcedure: (IN_HAND, lambda case: case.procedure is not None),
    cmd.SendToUnit: (IN_HAND, _here),
    cmd.ReturnFromUnit: (IN_HAND, lambda case: case.unit is not None),
    cmd.AskOpinions: (IN_HAND, lambda case: bool(case.item.asks)),
    cmd.RecordReply: (SINCE_ACCEPTED, lambda case: bool(case.item.asks)),
    cmd.TellParty: (IN_HAND, _always),
    cmd.HearStatement: ((*IN_HAND, Status.TO_REVOKE), _always),
    cmd.TellHearingRight: (IN_HAND, lambda case: case.hearing_told is None),
    cmd.DeclareHearing: (IN_HAND, lambda case: not case.must_hear and not case.ground),
    cmd.RequestHearing: (IN_HAND, _may_ask),
    cmd.AnnounceHearing: (IN_HAND, lambda case: case.hearing is None and bool(case.must_hear or case.hearing_asked)),
    cmd.HoldHearing: (IN_HAND, lambda case: case.hearing_set is not None and case.hearing is None),
    cmd.RecordSiteVisit: (IN_HAND, _always),
    cmd.NotifyFee: (UNPAID_STEPS, lambda case: case.fee is None and not case.ground and permits.payable(case.item)),
    cmd.RecordPayment: (tuple(Status), lambda case: case.open and case.fee is not None and case.paid is None),
    cmd.MakeCertificate: ((Status.GRANTED,), _always),
    cmd.StampCertificate: ((Status.CERTIFIED,), _always),
    cmd.HandOverResult: (TO_SERVE, _paid),
    cmd.PostResult: (TO_SERVE, lambda case: case.item.service and _paid(case)),
    cmd.ConfirmDelivery: ((Status.POSTED,), _always),
    cmd.RecordReturn: ((Status.POSTED,), _always),
    cmd.RecordLaterCheck: ((Status.VERIFYING,), _always),
    cmd.TellHolder: ((*IN_HAND, Status.TO_REVOKE), lambda case: case.status is Status.TO_REVOKE or bool(case.ground)),
    cmd.OrderMending: ((Status.TO_REVOKE,), lambda case: case.mending is None),
    cmd.CheckMending: ((Status.TO_REVOKE,), lambda case: case.mending is not None),
    cmd.RevokePermit: (
        (K, Status.TO_REVOKE),
        lambda case: (
            case.holder_knows
            and _ripe(case)
            and (_unmended(case) if case.status is Status.TO_REVOKE else case.way == "revoke")
        ),
    ),
    cmd.CancelPermit: (
        (K,),
        lambda case: case.way == "cancel" and _ripe(case) and (case.holder_knows or not case.ground),
    ),
    cmd.HandOverCase: (tuple(Status), lambda case: case.open),
    cmd.ReturnDuplicate: (UNDECIDED, lambda case: bool(case.main)),
}
"""Each command that moves a case: where the case may stand, and what else must be so."""

OF_A_DUPLICATE: tuple[type, ...] = (cmd.ReturnDuplicate, cmd.WithdrawApplication)
"""All that is left to an application that goes on in another case."""

ALWAYS: tuple[type, ...] = (cmd.ReprintPaper, cmd.ShowIdentity)
"""What never changes a case."""


def offered(case: Case, stream: str) -> tuple[type, ...]:
    """The commands whose key is live for this case at this desk; none for a case that another desk holds."""
    if not case.held_by(stream):
        return ()
    if case.stopped:
        return ALWAYS
    steps = tuple(
        step
        for step, (allowed, also) in OFFERS.items()
        if case.open and case.status in allowed and also(case) and (not case.main or step in OF_A_DUPLICATE)
    )
    return steps + ALWAYS


UPON_APPLICATION: tuple[type, ...] = (
    *(cmd.AcceptCase, cmd.AcceptTolerantly, cmd.AcceptOnPromise, cmd.RequestCorrections, cmd.SupplementMaterials),
    *(cmd.RefuseAcceptance, cmd.WithdrawApplication, cmd.ExtendDecision, cmd.NotifyFee, cmd.RecordPayment),
    *(cmd.MakeCertificate, cmd.StampCertificate),
)
"""What there is only where somebody applied: the organ's own proceeding knows none of it."""

FILING: tuple[type, ...] = (
    *(cmd.AcceptCase, cmd.AcceptTolerantly, cmd.RequestCorrections, cmd.SupplementMaterials, cmd.RefuseAcceptance),
    *(cmd.WithdrawApplication, cmd.HandOverCase, cmd.ReturnDuplicate, *ALWAYS),
)
"""All there is to a filing (备案): it ends with its acceptance."""


def exists(case: Case, step: type) -> bool:
    """Whether this matter knows the step at all: without a lawful fee there is no key for one (第五十八条)."""
    if case.ground and step in UPON_APPLICATION:
        return False
    if case.item.kind is ItemKind.FILING and not case.ground and step not in FILING:
        return False
    known = _KNOWN.get(step)
    return known is None or known(case)


def _certified(case: Case) -> bool:
    return bool(case.item.result) and not _upward(case)


def _asks(case: Case) -> bool:
    return bool(case.item.asks)


def _promised(case: Case) -> bool:
    return case.promise is not None


def _fee(case: Case) -> bool:
    return permits.payable(case.item)


_KNOWN: dict[type, Callable[[Case], bool]] = {
    cmd.MakeCertificate: _certified,
    cmd.StampCertificate: _certified,
    cmd.NotifyFee: _fee,
    cmd.RecordPayment: _fee,
    cmd.DispatchUpward: _upward,
    cmd.RecordSuperior: _upward,
    cmd.DecideCase: lambda case: not _upward(case),
    cmd.AskOpinions: _asks,
    cmd.RecordReply: _asks,
    cmd.DeclareHearing: lambda case: not case.ground,
    cmd.AcceptOnPromise: lambda case: service.may_promise(case.item),
    cmd.AcceptTolerantly: lambda case: case.item.tolerance_days is not None,
    cmd.RecordLaterCheck: _promised,
    cmd.OrderMending: _promised,
    cmd.CheckMending: _promised,
    cmd.TellHolder: lambda case: bool(case.ground) or _promised(case),
    cmd.RevokePermit: lambda case: case.way == "revoke" or _promised(case),
    cmd.ReturnDuplicate: lambda case: bool(case.main),
    cmd.CancelPermit: lambda case: case.way == "cancel",
}
"""Steps that only some matters know, and which."""
