"""The demonstration's money: a fee exists only with a law and a published rate; without one there is no step for it."""

from __future__ import annotations

from collections.abc import Iterator

from windowdesk.desk.stage import Guest, Stage, Step, guest, person, told
from windowdesk.i18n import say
from windowdesk.models import commands as cmd
from windowdesk.models.events import MaterialLine
from windowdesk.models.refusal import Reason


def charged(stage: Stage) -> Iterator[Step]:
    """Window 012 collects for an identity card at the published rate; window 007 has nothing to collect for."""
    none = stage.refused(Reason.FEE_WITHOUT_BASIS, cmd.NotifyFee(stage.cases["joint"]))
    with guest(stage, "012", "1121") as there:
        case_id = _received(there, "603")
        papers = there.do(cmd.NotifyFee(case_id)).papers
        again = there.refused(Reason.FEE_TOLD_ALREADY, cmd.NotifyFee(case_id))
        papers += there.do(cmd.RecordPayment(case_id, "川财票2026-0000001（演示）")).papers
    yield Step(
        say("收费：有法定依据和公布标准才有缴费通知", "A fee only with a law and a published rate"),
        (*told(none), *told(again), *papers),
    )


def _received(there: Guest, number: str) -> str:
    item = there.desk.setting.catalogue.find(number)
    lines = tuple(MaterialLine(one.name) for one in item.materials) if item else ()
    done = there.do(cmd.ReceiveApplication((number,), person("庚"), lines))
    there.do(cmd.AcceptCase(done.case_ids[0]))
    return done.case_ids[0]


SCENES = (charged,)
