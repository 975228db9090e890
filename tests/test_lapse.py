"""What time has brought about is written before an act is judged, and stands when the act is refused."""

from __future__ import annotations

import json
from datetime import date

import desks
import pytest

from windowdesk.desk import Desk
from windowdesk.models import commands as cmd
from windowdesk.models.calendar import Due
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
        broken.setattr("windowdesk.desk.memory.Memory.keep", _full)
        with pytest.raises(OSError, match="full"):
            desk.do(cmd.AcceptCase(case_id), desks.staff(desk, "1001"), desks.at("2026-11-23 10:00"))
    assert desks.the_case(desk, case_id) == before
    desk.do(cmd.AcceptCase(case_id), desks.staff(desk, "1001"), desks.at("2026-11-23 10:00"))
    desks.soundly(desk)


def _full(*_: object) -> None:
    raise OSError("full")


def test_a_year_file_found_at_opening_moves_the_dates_before_time_is_let_pass(desk: Desk) -> None:
    case_id = desks.receive(desk, when="2026-12-29 09:30", lacking=("营业执照",))
    _put_year(desk, "2027-01-01")
    opened = desk.open_day(desks.at("2027-01-06 08:30"))
    assert [type(entry.event).__name__ for entry in opened] == ["DatesRecomputed", "PaperDrawn"]
    assert desks.the_case(desk, case_id).notice_due == Due(date(2027, 1, 6))
    opened = desk.open_day(desks.at("2027-01-07 08:30"))
    assert [type(entry.event).__name__ for entry in opened] == ["CaseAccepted", "PaperDrawn"]
    desks.soundly(desk)


def test_a_day_opened_twice_writes_nothing_more(desk: Desk) -> None:
    desks.receive(desk, when="2026-12-29 09:30", lacking=("营业执照",))
    _put_year(desk, "2027-01-01")
    assert desk.open_day(desks.at("2027-01-11 08:30"))
    assert desk.open_day(desks.at("2027-01-11 08:40")) == ()


def test_a_renewal_that_nobody_answered_is_accepted_and_renewed_in_one_opening(desk: Desk) -> None:
    lines = desks.lines_for(desk, ("102",))
    asked = cmd.ReceiveApplication(("102",), desks.person(), lines, about="旧证1号", about_until=date(2026, 12, 31))
    case_id = desk.do(asked, desks.staff(desk, "1001"), desks.at("2026-12-01 09:30")).case_ids[0]
    desk.open_day(desks.at("2027-01-04 08:30"))
    decision = desks.the_case(desk, case_id).decision
    assert decision is not None
    assert (decision.deemed, decision.on, decision.valid_until) == (True, date(2026, 12, 31), date(2031, 12, 31))


def _put_year(desk: Desk, *off: str) -> None:
    """A year file laid into the desk's folder by hand, while nobody looks."""
    folder = desk.home / "calendar"
    folder.mkdir(exist_ok=True)
    days = [{"name": "元旦", "date": day, "isOffDay": True} for day in off]
    (folder / "2027.json").write_text(json.dumps({"year": 2027, "days": days}), encoding="utf-8")
    desk.reload()
