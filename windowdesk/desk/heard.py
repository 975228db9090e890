"""The demonstration's hearing: a site seen by two, a neighbour told, a hearing asked for, announced and held."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from windowdesk.desk.stage import COMPANY, Stage, Step, must, person, told
from windowdesk.desk.ways import VISITORS
from windowdesk.i18n import say
from windowdesk.models import commands as cmd
from windowdesk.models.refusal import Reason

NEIGHBOUR = person("己").name


def seen(stage: Stage) -> Iterator[Step]:
    """现场核查 by two; the interested party is told."""
    stage.receive("hearing", ("141",), COMPANY)
    case_id = stage.cases["hearing"]
    stage.carry("hearing", cmd.AcceptCase)
    blind = stage.refused(Reason.VISIT_MISSING, cmd.ReviewCase(case_id))
    alone = stage.refused(Reason.PERSONS_TOO_FEW, cmd.RecordSiteVisit(case_id, VISITORS[:1], "符合要求"))
    stage.do(cmd.RecordSiteVisit(case_id, VISITORS, "包间设置、疏散通道符合要求；与居民楼相邻。"))
    done = stage.do(cmd.TellParty(case_id, NEIGHBOUR, "夜间噪声", person("己").address, person("己").phone))
    yield Step(
        say("现场核查须两人以上；告知利害关系人", "A site visit takes two; the neighbour is told"),
        (*told(blind), *told(alone), *done.papers),
    )


def announced(stage: Stage) -> Iterator[Step]:
    """听证权利告知, 申请听证, 听证通知: seven days ahead, presided by somebody who does not review."""
    case_id = stage.cases["hearing"]
    right = stage.do(cmd.TellHearingRight(case_id))
    stage.do(cmd.RequestHearing(case_id, NEIGHBOUR))
    stage.do(cmd.ReviewCase(case_id))
    day, place = stage.at.date() + timedelta(days=14), "苍溪县政务服务中心（演示）三楼听证室"
    soon = stage.refused(
        Reason.HEARING_TOO_SOON,
        cmd.AnnounceHearing(case_id, stage.at.date() + timedelta(days=3), "9时30分", place, "郑文博"),
    )
    own = stage.refused(Reason.PRESIDER_REVIEWS, cmd.AnnounceHearing(case_id, day, "9时30分", place, "王敏"))
    done = stage.do(cmd.AnnounceHearing(case_id, day, "9时30分", place, "郑文博"))
    must(len(done.papers) == 3, say("申请人、利害关系人各一份，另行公告", "one each, and one to be posted"))
    yield Step(
        say("听证：提前七日通知并公告，主持人不是审查人", "A hearing, announced seven days ahead, not by the reviewer"),
        (*told(soon), *told(own), *right.papers, *done.papers),
    )


def held(stage: Stage) -> Iterator[Step]:
    """The hearing is held on its day; the decision rests on its record."""
    case_id = stage.cases["hearing"]
    stage.carry("hearing", cmd.CheckCase)
    before = stage.refused(Reason.HEARING_NOT_HELD, cmd.DecideCase(case_id), "1003")
    stage.next_day((stage.at + timedelta(days=14)).replace(hour=11, minute=30))
    stage.do(cmd.HearStatement(case_id, NEIGHBOUR, "要求二十二时以后停止营业。"))
    stage.do(cmd.HoldHearing(case_id, "听证笔录2026-3", "设置隔音设施并限定营业时间后，可以准予。"))
    papers = stage.carry("hearing", cmd.DecideCase)
    stage.stands("hearing", "granted")
    yield Step(
        say("举行听证，根据听证笔录决定", "The hearing is held; the decision rests on its record"),
        (*told(before), *papers),
    )


SCENES = (seen, announced, held)
