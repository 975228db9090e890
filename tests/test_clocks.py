"""How much of each clock is used, and why every date of a case is the day it is."""

from __future__ import annotations

from datetime import date

import desks
import pytest

from windowdesk.desk import Desk, trial
from windowdesk.models import available
from windowdesk.models import commands as cmd
from windowdesk.models.calendar import calendar_of
from windowdesk.models.clocks import Clock, Explained, clocks, explained
from windowdesk.models.refusal import Reason
from windowdesk.models.rules import Law

NOVEMBER = "2026-11-23 09:30"


class Told:
    """A case and the few steps that move its dates."""

    def __init__(self, desk: Desk, item: str = "101", when: str = NOVEMBER, lacking: tuple[str, ...] = ()) -> None:
        self.desk = desk
        self.id = desks.receive(desk, when, item, lacking=lacking)

    def do(self, command: cmd.CaseCommand, when: str, by: str = "1001") -> None:
        self.desk.do(command, desks.staff(self.desk, by), desks.at(when))

    def found(self) -> dict[str, Explained]:
        return {one.name: one for one in explained(desks.the_case(self.desk, self.id), self.desk.law)}

    def clock(self, name: str, on: str) -> Clock:
        running = clocks(desks.the_case(self.desk, self.id), self.desk.law, date.fromisoformat(on))
        return next(clock for clock in running if clock.name == name)


def skipped(one: Explained) -> dict[str, str]:
    """The days that are not counted, with why."""
    return {f"{day.on:%m-%d}": day.why for day in one.counted if not day.number}


def test_the_days_of_a_notice_are_shown_one_by_one(desk: Desk) -> None:
    told = Told(desk, when="2026-09-18 09:30", lacking=("营业执照",))
    notice = told.found()["notice"]
    assert (notice.days, notice.due.on, notice.article) == (5, date(2026, 9, 24), "行政许可法 第三十二条第一款第四项")
    assert skipped(notice) == {"09-18": "day0", "09-19": "weekend"}
    assert next(day.why for day in notice.counted if day.number) == "makeup"
    told.do(cmd.RequestCorrections(told.id, reply_days=10), "2026-09-18 10:00")
    correction = told.found()["correction"]
    assert correction.due.on == date(2026, 9, 28) and [day.number for day in correction.counted] == list(range(11))


def test_a_pause_is_left_out_of_the_decision_and_of_what_is_used(desk: Desk) -> None:
    told = Told(desk)
    told.do(cmd.AcceptCase(told.id), NOVEMBER)
    told.do(cmd.StartProcedure(told.id, "专家评审", "《食品安全法》第八十七条", 3, "周远征"), "2026-11-24 10:00")
    found = told.found()
    assert list(found) == ["notice", "statutory", "promised", "procedure"]
    assert {day: why for day, why in skipped(found["statutory"]).items() if why == "paused"} == dict.fromkeys(
        ("11-25", "11-26", "11-27"), "paused"
    )
    assert found["statutory"].due.on == date(2026, 12, 24) and "第四十五条" in found["statutory"].article
    assert (told.clock("decision", "2026-11-26").used, told.clock("decision", "2026-11-26").running) == (1, False)
    assert told.clock("decision", "2026-11-30").running
    told.do(cmd.EndProcedure(told.id, "通过"), "2026-11-25 10:00")
    assert told.found()["statutory"].due.on == date(2026, 12, 22)
    assert told.clock("decision", "2026-11-27").used == 3


def test_an_extension_adds_its_days_and_its_article(desk: Desk) -> None:
    told = Told(desk, when="2026-10-12 09:30")
    told.do(cmd.AcceptCase(told.id), "2026-10-12 10:00")
    told.do(cmd.ExtendDecision(told.id, "补充资料", "周远征", "批1号"), "2026-10-13 10:00")
    one = told.found()["statutory"]
    assert (one.days, one.due.on, one.moved) == (30, date(2026, 11, 23), None)
    assert told.clock("decision", "2026-10-13").total == 30
    assert told.clock("decision", "2026-10-13").due == one.due


def test_what_went_up_to_the_superior_no_longer_counts_here(desk: Desk) -> None:
    told = Told(desk, "125")
    told.do(cmd.AcceptCase(told.id), NOVEMBER)
    told.do(cmd.ReviewCase(told.id), NOVEMBER)
    told.do(cmd.CheckCase(told.id), "2026-11-24 09:00", "1003")
    told.do(cmd.DispatchUpward(told.id), "2026-11-25 09:00", "1003")
    clock = told.clock("decision", "2026-12-11")
    assert (clock.used, clock.total, clock.running) == (2, 20, False)
    assert "第四十三条" in told.found()["statutory"].article


def test_joint_handling_has_forty_five_days(desk: Desk) -> None:
    told = Told(desk, "110", "2026-09-30 09:30")
    told.do(cmd.AcceptCase(told.id), "2026-09-30 10:00")
    one = told.found()["statutory"]
    assert (one.days, one.due.on) == (45, date(2026, 12, 8))
    assert skipped(one)["10-01"] == "国庆节" and "第四十二条第二款" in one.article


def test_a_promise_ends_its_service_when_handed_over_and_is_checked_later(desk: Desk) -> None:
    told = Told(desk, "151", "2026-10-12 09:30")
    told.do(cmd.AcceptOnPromise(told.id), "2026-10-12 10:00")
    for step in (cmd.DecideCase, cmd.MakeCertificate, cmd.StampCertificate):
        told.do(step(told.id), "2026-10-12 11:00", "1003")
    told.do(cmd.HandOverResult(told.id), "2026-10-14 11:00")
    service = told.clock("service", "2026-11-20")
    assert (service.used, service.running) == (2, False)
    check = told.found()["check"]
    assert (check.days, check.due.on) == (40, check.counted[-1].on) and check.start == date(2026, 10, 12)


def test_a_tolerance_a_unit_and_a_hearing_are_explained_too(desk: Desk) -> None:
    told = Told(desk, lacking=("食品安全管理制度文本",))
    told.do(cmd.AcceptTolerantly(told.id), NOVEMBER)
    told.do(cmd.SendToUnit(told.id, "勘验", 2), NOVEMBER)
    told.do(cmd.TellParty(told.id, "邻居", "通风"), NOVEMBER)
    told.do(cmd.TellHearingRight(told.id), NOVEMBER)
    told.do(cmd.RequestHearing(told.id, "邻居"), "2026-11-24 09:30")
    found = told.found()
    assert [*found][:6] == ["notice", "tolerance", "statutory", "promised", "unit", "party"]
    assert [*found][6:] == ["hearing_asked", "hearing_held"]
    assert [one.days for one in found.values()] == [5, 5, 20, 7, 2, 5, 5, 20]
    for one in found.values():
        assert one.counted[-1].on == one.due.on and one.moved is None and one.article


def test_a_date_told_by_an_older_calendar_says_what_it_would_be_now(desk: Desk) -> None:
    told = Told(desk)
    told.do(cmd.AcceptCase(told.id), NOVEMBER)
    day_off = {"name": "临时放假", "date": "2026-12-01", "isOffDay": True}
    newer = Law(desk.law.figures, calendar_of([{"year": 2026, "days": [day_off]}]))
    one = next(one for one in explained(desks.the_case(desk, told.id), newer) if one.name == "statutory")
    assert one.due.on == date(2026, 12, 21) and one.moved == date(2026, 12, 22)
    assert skipped(one)["12-01"] == "临时放假"


def test_the_organs_own_proceeding_counts_nothing_towards_a_decision(desk: Desk) -> None:
    told = Told(desk, when="2026-10-12 09:30")
    desks.carry(desk, told.id, when="2026-10-12 10:00")
    told.do(cmd.HandOverResult(told.id), "2026-10-12 11:00")
    made = desks.the_case(desk, told.id).certificate
    assert made is not None
    begin = cmd.OpenProceeding(made.number, "revoke", "第六十九条第一款第四项", "不符合条件")
    case_id = desk.do(begin, desks.staff(desk, "1001"), desks.at(NOVEMBER)).case_ids[0]
    case = desks.the_case(desk, case_id)
    assert explained(case, desk.law) == ()
    assert [clock.total for clock in clocks(case, desk.law, date(2026, 11, 24))][1] is None


WHY = (
    (cmd.ReviewCase, Reason.PROCEDURE_RUNNING),
    (cmd.SendToUnit, Reason.PROCEDURE_RUNNING),
    (cmd.ReturnFromUnit, Reason.NOT_AT_UNIT),
    (cmd.ExtendDecision, Reason.EXTENDED_ALREADY),
    (cmd.RequestCorrections, Reason.ALREADY_ACCEPTED),
    (cmd.TellHearingRight, Reason.SECOND_NOTICE),
    (cmd.RequestHearing, Reason.HEARING_ASKED_LATE),
    (cmd.AnnounceHearing, Reason.HEARING_NOT_TOLD),
    (cmd.MakeCertificate, Reason.WRONG_STATE),
    (cmd.EndProcedure, None),
    (cmd.HearStatement, None),
    (cmd.ReprintPaper, None),
)


@pytest.mark.parametrize(("step", "reason"), WHY, ids=lambda found: getattr(found, "__name__", str(found)))
def test_a_step_that_cannot_be_taken_has_its_reason_whoever_asks(desk: Desk, step: type, reason: Reason) -> None:
    told = Told(desk)
    told.do(cmd.AcceptCase(told.id), NOVEMBER)
    told.do(cmd.ExtendDecision(told.id, "补充资料", "周远征", "批1号"), NOVEMBER)
    told.do(cmd.TellHearingRight(told.id), NOVEMBER)
    told.do(cmd.StartProcedure(told.id, "鉴定", "《食品安全法》第八十七条", 9, "周远征"), NOVEMBER)
    case = desks.the_case(desk, told.id)
    found = trial.why_not(desk, case, step, desks.at("2026-12-01 09:30"))
    assert (found.reason if found else None) == reason
    assert desks.the_case(desk, told.id).version == case.version


@pytest.mark.parametrize("item", ["101", "103", "106", "110", "122", "125", "141", "151"])
def test_no_step_is_offered_that_the_matter_does_not_know(desk: Desk, item: str) -> None:
    told = Told(desk, item)
    for step, by in ((None, ""), *desks.STEPS):
        if step:
            case = desks.the_case(desk, told.id)
            if trial.why_not(desk, case, step, desks.at(NOVEMBER)) is not None:
                break
            told.do(step(told.id), NOVEMBER, by)
        case = desks.the_case(desk, told.id)
        assert all(available.exists(case, one) for one in available.offered(case, desk.stream))
