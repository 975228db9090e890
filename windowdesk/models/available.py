"""What may be asked of a case where it stands: one table, which also drives the keys."""

from __future__ import annotations

from windowdesk.models import commands as cmd
from windowdesk.models.case import Case, Status

BY_STATUS: dict[Status, tuple[type, ...]] = {
    Status.RECEIVED: (cmd.AcceptCase, cmd.RequestCorrections, cmd.RefuseAcceptance, cmd.SupplementMaterials),
    Status.CORRECTING: (cmd.SupplementMaterials,),
    Status.ACCEPTED: (cmd.ReviewCase,),
    Status.REVIEWED: (cmd.CheckCase, cmd.ReviewCase),
    Status.CHECKED: (cmd.DecideCase,),
    Status.GRANTED: (cmd.MakeCertificate,),
    Status.CERTIFIED: (cmd.StampCertificate,),
    Status.READY: (cmd.HandOverResult, cmd.PostResult),
    Status.DENIED: (cmd.HandOverResult, cmd.PostResult),
    Status.POSTED: (cmd.ConfirmDelivery,),
    Status.CLOSED: (),
}
"""The steps of a case by where it stands."""

ALWAYS: tuple[type, ...] = (cmd.ReprintPaper, cmd.ShowIdentity)
"""What never changes a case."""


def offered(case: Case, stream: str) -> tuple[type, ...]:
    """The commands whose key is live for this case at this desk; none for a case that another desk holds."""
    if case.holder != stream:
        return ()
    steps = BY_STATUS[case.status]
    if case.corrections is not None or not case.lacking:
        steps = tuple(step for step in steps if step is not cmd.RequestCorrections)
    else:
        steps = tuple(step for step in steps if step is not cmd.AcceptCase)
    return steps + ALWAYS
