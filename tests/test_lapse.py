"""What time has brought about is written before an act is judged, and stands when the act is refused."""

from __future__ import annotations

import desks
import pytest

from windowdesk.desk import Desk
from windowdesk.models import commands as cmd
from windowdesk.models.case import Status
from windowdesk.models.refusal import Reason, Refused


def test_a_refused_act_leaves_the_acceptance_that_silence_brought(desk: Desk) -> None:
    case_id = desks.receive(desk, lacking=("营业执照",))
    with pytest.raises(Refused) as refused:
        desk.do(cmd.RequestCorrections(case_id), desks.staff(desk, "1001"), desks.at("2026-12-01 09:00"))
    assert refused.value.reason is Reason.ALREADY_ACCEPTED
    case = desks.the_case(desk, case_id)
    assert case.status is Status.ACCEPTED
    assert case.accepted is not None
    assert case.accepted.deemed
    assert [paper.kind for paper in case.papers] == ["receipt", "acceptance"]
    desks.soundly(desk)


def test_silence_is_seen_even_when_another_process_restarted_the_clock(desk: Desk) -> None:
    case_id = desks.receive(desk, lacking=("营业执照",))
    clerk = desks.staff(desk, "1001")
    desk.do(cmd.RequestCorrections(case_id), clerk, desks.at("2026-11-23 10:00"))
    other = Desk.open(desk.home)
    handed = desks.lines_for(other, ("101",))
    other.do(cmd.SupplementMaterials(case_id, handed), clerk, desks.at("2026-11-24 10:00"))
    other.close()
    done = desk.do(cmd.ReviewCase(case_id), clerk, desks.at("2026-12-03 09:00"))
    assert [type(entry.event).__name__ for entry in done.lapsed] == ["CaseAccepted", "PaperDrawn"]
    assert desks.the_case(desk, case_id).status is Status.REVIEWED


def test_an_act_whose_commit_failed_is_not_remembered(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    case_id = desks.receive(desk)
    before = desks.the_case(desk, case_id)
    with monkeypatch.context() as broken:
        broken.setattr("windowdesk.desk.door.Desk._printable", _full)
        with pytest.raises(OSError, match="full"):
            desk.do(cmd.AcceptCase(case_id), desks.staff(desk, "1001"), desks.at("2026-11-23 10:00"))
    assert desks.the_case(desk, case_id) == before
    desk.do(cmd.AcceptCase(case_id), desks.staff(desk, "1001"), desks.at("2026-11-23 10:00"))
    desks.soundly(desk)


def _full(_desk: Desk, _paper: str) -> None:
    raise OSError("full")
