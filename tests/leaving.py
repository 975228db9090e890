"""The way out of a case: which step a hall that wants to finish would take next, until the case is closed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import asking
from worlds import World

from windowdesk.models import commands as cmd
from windowdesk.models.available import offered
from windowdesk.models.case import Case, Status
from windowdesk.models.refusal import Refused

ORDER = (
    *(cmd.EndProcedure, cmd.ReturnFromUnit, cmd.AcceptOnPromise, cmd.AcceptTolerantly, cmd.AcceptCase),
    *(cmd.HoldHearing, cmd.CheckCase, cmd.DispatchUpward, cmd.RevokePermit, cmd.CancelPermit, cmd.DecideCase),
    *(cmd.CheckMending, cmd.RecordReply),
    *(cmd.RecordSuperior, cmd.MakeCertificate, cmd.StampCertificate, cmd.HandOverResult, cmd.ConfirmDelivery),
    *(cmd.RecordLaterCheck, cmd.RecordPayment),
)
"""What carries a case on whenever it is offered."""

LIMIT = 600


def wanted(world: World, case: Case) -> list[type]:
    """The steps that carry on, and those that only this case needs."""
    found: list[type] = list(ORDER)
    if case.lacking:
        found.insert(0, cmd.SupplementMaterials)
    if case.status is Status.RECEIVED:
        found.append(cmd.RefuseAcceptance)
    told = case.hearing_set
    # Who was told after the notice has the seven days too: it is announced anew.
    if told is None or told.held_on > world.today + timedelta(days=60) or any(p.on > told.on for p in case.parties):
        found.insert(0, cmd.AnnounceHearing)
    if case.item.site_visit and case.visited is None:
        found.insert(0, cmd.RecordSiteVisit)
    if case.status is Status.ACCEPTED or not world.staff(case.reviewer) or case.reviewer == asking.CHIEF:
        found.append(cmd.ReviewCase)
    if (case.ground or case.broken) and not case.holder_knows:
        found.insert(0, cmd.TellHolder)
    if case.parties and case.hearing_told is None:
        found.insert(0, cmd.TellHearingRight)
    if set(case.item.asks) - {one.asked.department for one in world.asked(case.id) if not one.copy}:
        found.append(cmd.AskOpinions)
    return found


def leave(world: World, case_id: str) -> Case:
    """Carry a case on by lawful acts, letting a day pass when none is to be had. Withdrawing is no way out."""
    for _ in range(LIMIT):
        case = world.cases[case_id]
        if not case.open:
            return case
        if not _step(world, case):
            world.wait(1)
    return world.cases[case_id]


def _step(world: World, case: Case) -> bool:
    live = offered(case, case.holder)
    for kind in wanted(world, case):
        if kind in live:
            for command in asking.sensible(world, case, kind):
                if _done(world, command):
                    return True
    return any(_done(world, command) for command in _answers(world, case))


def _answers(world: World, case: Case) -> list[Any]:
    waiting = [one for one in world.asked(case.id) if not one.copy and not one.settled(world.today)]
    return [cmd.GiveOpinion(one.id, "agree") for one in waiting]


def _done(world: World, command: Any) -> bool:
    for number in dict.fromkeys((asking.who(type(command)), *asking.STAFF[:3], asking.FRIEND)):
        try:
            world.do(command, world.staff(number))
        except Refused:
            continue
        return True
    return False
