"""The demonstration's other organs: a green channel, opinions of two departments at window 008, and the superior."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from windowdesk.desk.door import Desk
from windowdesk.desk.stage import COMPANY, Guest, Stage, Step, guest, must, told
from windowdesk.i18n import say
from windowdesk.models import commands as cmd
from windowdesk.models.opinion import AGREE, DISAGREE
from windowdesk.models.refusal import Reason, Refused
from windowdesk.models.rows import OpinionRow

FIRE, STREETS = "消防救援大队", "综合行政执法局"


def _exchanged(stage: Stage, *desks: Desk) -> None:
    """Each desk gives the hall what it wrote and takes what others wrote."""
    from windowdesk.desk.syncing import synchronise

    for desk in desks:
        found = synchronise(desk, stage.at)
        must(not found.unreachable and not found.problems, found.sentence)


def asked(stage: Stage) -> Iterator[Step]:
    """绿色通道 and 并联审批: accepted at once, copied to every department, each asked at the same time."""
    done = stage.receive("joint", ("110",), COMPANY, green=True)
    stage.stands("joint", "accepted")
    yield Step(
        say("绿色通道：当场受理，抄送各相关单位", "Green channel: accepted at once, copied to every department"),
        done.papers,
    )
    case_id = stage.cases["joint"]
    done = stage.do(cmd.AskOpinions(case_id))
    twice = stage.refused(Reason.ALREADY_ASKED, cmd.AskOpinions(case_id))
    stage.carry("joint", cmd.ReviewCase, cmd.CheckCase)
    waiting = stage.refused(Reason.OPINIONS_OPEN, cmd.DecideCase(case_id), "1003")
    yield Step(
        say("同时征求两个单位的意见，答复前不能签批", "Two departments asked at once; no decision before they answer"),
        (*told(twice), *told(waiting), *done.papers),
    )


def answered(stage: Stage) -> Iterator[Step]:
    """Window 008 takes note and answers: one agrees, one disagrees, with its reasons; the lead decides on reasons."""
    with guest(stage, "008", "1082") as there:
        _exchanged(stage, stage.desk, there.desk)
        rows = there.desk.reading.opinions_waiting()
        must(len(rows) == 4, say("应有两件抄送、两件征求意见", "two copies and two questions"))
        papers, bare = _answers(there, rows)
        _exchanged(stage, there.desk, stage.desk)
    files = (stage.root / "008",)
    title = say("008 窗口签收抄送、答复意见：不同意须有理由", "Window 008 takes note and answers; a “no” needs reasons")
    yield Step(title, (*told(bare), *papers), files)
    case_id = stage.cases["joint"]
    against = stage.refused(Reason.OPINION_AGAINST, cmd.DecideCase(case_id), "1003")
    done = stage.do(cmd.DecideCase(case_id, reasons="招牌已经按要求改小，反对意见所称问题已经消除。"), "1003")
    stage.stands("joint", "granted")
    yield Step(
        say("牵头单位说明理由后决定，出具意见汇总表", "The lead decides on written reasons; all answers in one table"),
        (*told(against), *done.papers),
    )


def _answers(there: Guest, rows: list[OpinionRow]) -> tuple[tuple[str, ...], Refused]:
    questions = {row.department: row.opinion_id for row in rows if row.kind == "opinion"}
    for row in rows:
        if row.kind == "copy":
            there.do(cmd.AcknowledgeCopy(row.opinion_id))
    papers = there.do(cmd.GiveOpinion(questions[FIRE], AGREE)).papers
    bare = there.refused(Reason.REASON_MISSING, cmd.GiveOpinion(questions[STREETS], DISAGREE))
    reasons = "招牌面积超过《城市市容和环境卫生管理条例》第十一条的要求。"
    papers += there.do(cmd.GiveOpinion(questions[STREETS], DISAGREE, reasons)).papers
    must(not there.desk.reading.opinions_waiting(), say("应当没有待答复的", "nothing may wait"))
    return papers, bare


def above(stage: Stage) -> Iterator[Step]:
    """上报件: the county reviews, the superior decides; the applicant hands nothing in again."""
    stage.receive("upward", ("125",), COMPANY)
    case_id = stage.cases["upward"]
    stage.carry("upward", cmd.AcceptCase, cmd.ReviewCase, cmd.CheckCase)
    not_ours = stage.refused(Reason.DECIDED_ABOVE, cmd.DecideCase(case_id), "1003")
    done = stage.do(cmd.DispatchUpward(case_id), "1003")
    stage.stands("upward", "at_superior")
    yield Step(
        say("上报：初审意见和全部材料直接报送上级", "Dispatched to the superior with all materials"),
        (*told(not_ours), *done.papers),
    )
    stage.next_day(stage.at.replace(hour=9, minute=0) + timedelta(days=3))
    stage.do(cmd.RecordSuperior(case_id, granted=True, document="广卫许〔2026〕88号（演示）", on=stage.at.date()))
    stage.stands("upward", "ready")
    done = stage.do(cmd.HandOverResult(case_id))
    stage.stands("upward", "closed")
    yield Step(say("上级决定到达，送达申请人", "The superior's decision arrives and is served"), done.papers)


SCENES = (asked, answered, above)
