"""The demonstration's afternoon: two pairs of eyes, decisions, certificates, and how results reach people."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from windowdesk.desk.stage import AGENT, Stage, Step, must, person, told
from windowdesk.i18n import say
from windowdesk.models import commands as cmd
from windowdesk.models.refusal import Reason

MAIL = "EE123456785CN"


def two_hands(stage: Stage) -> Iterator[Step]:
    """一审一核: who reviewed may not check."""
    case_id = stage.cases["company"]
    done = stage.do(cmd.AcceptCase(case_id))
    yield Step(say("受理", "Accepted"), done.papers)
    stage.do(cmd.ReviewCase(case_id))
    same = stage.refused(Reason.SAME_PERSON, cmd.CheckCase(case_id))
    yield Step(say("审查人不能自己核", "Who reviewed may not check"), told(same))
    stage.do(cmd.CheckCase(case_id), "1003")
    stage.stands("company", "checked")
    yield Step(say("由第二人核", "A second person checks"))
    alone = stage.refused(Reason.NO_DELEGATION, cmd.DecideCase(case_id))
    done = stage.do(cmd.DecideCase(case_id), "1003")
    stage.stands("company", "granted")
    yield Step(
        say("没有授权不能签批；有授权的人准予", "No deciding without a delegation; granted by one who has it"),
        (*told(alone), *done.papers),
    )


def denied(stage: Stage) -> Iterator[Step]:
    """不予许可 needs reasons and basis, and carries the remedies."""
    case_id = stage.cases["told"]
    stage.do(cmd.ReviewCase(case_id, favourable=False, opinion="经营场所与污染源距离不足，不符合法定条件。"))
    stage.do(cmd.CheckCase(case_id), "1003")
    grant = stage.refused(Reason.OPINION_NEGATIVE, cmd.DecideCase(case_id), "1003")
    bare = stage.refused(Reason.REASON_MISSING, cmd.DecideCase(case_id, grant=False), "1003")
    reasons = "经营场所与污染源距离不足，不符合食品安全标准。"
    done = stage.do(
        cmd.DecideCase(case_id, grant=False, reasons=reasons, basis="《中华人民共和国食品安全法》第三十三条"), "1003"
    )
    stage.stands("told", "denied")
    yield Step(
        say("不予许可：须有理由和依据", "Denied: reasons and their basis are needed"),
        (*told(grant), *told(bare), *done.papers),
    )


def issued(stage: Stage) -> Iterator[Step]:
    """制证, 盖章, 发证 to the agent at the window."""
    case_id = stage.cases["company"]
    stage.do(cmd.MakeCertificate(case_id))
    keeper = stage.refused(Reason.NO_DELEGATION, cmd.StampCertificate(case_id))
    done = stage.do(cmd.StampCertificate(case_id), "1003")
    yield Step(
        say("制证、盖章：保管人才能用章", "Certificate made and stamped, by the keeper only"),
        (*told(keeper), *done.papers),
    )
    done = stage.do(cmd.HandOverResult(case_id, AGENT.name, AGENT.number, as_agent=True))
    stage.stands("company", "closed")
    yield Step(say("窗口发证给代理人", "Handed over to the agent"), done.papers)


def on_the_spot(stage: Stage) -> Iterator[Step]:
    """即办件 from acceptance to certificate while the applicant waits, then posted."""
    case_id = stage.cases["spot"]
    papers: tuple[str, ...] = ()
    for command, by in (
        (cmd.AcceptCase(case_id), "1001"),
        (cmd.ReviewCase(case_id), "1001"),
        (cmd.CheckCase(case_id), "1003"),
        (cmd.DecideCase(case_id), "1003"),
        (cmd.MakeCertificate(case_id), "1001"),
        (cmd.StampCertificate(case_id), "1003"),
    ):
        papers += stage.do(command, by).papers
    stage.stands("spot", "ready")
    yield Step(say("即办件当场办结", "Decided while the applicant waits"), papers)
    bad = stage.refused(Reason.MAIL_NUMBER_WRONG, cmd.PostResult(case_id, MAIL.replace("5CN", "6CN")))
    done = stage.do(cmd.PostResult(case_id, MAIL))
    stage.stands("spot", "posted")
    yield Step(say("邮政特快专递寄出", "Posted by EMS"), (*told(bad), *done.papers))


def filed(stage: Stage) -> Iterator[Step]:
    """备案 is done when it is accepted."""
    done = stage.do(cmd.AcceptCase(stage.cases["filing"]))
    stage.stands("filing", "closed")
    yield Step(say("备案：收齐即办结", "A filing ends when it is accepted"), done.papers)


def reprinted(stage: Stage) -> Iterator[Step]:
    """补打 is counted."""
    case = stage.desk.case(stage.cases["company"])
    number = case.papers[0].number if case else ""
    stage.do(cmd.ReprintPaper(stage.cases["company"], number))
    case = stage.desk.case(stage.cases["company"])
    paper = case.paper(number) if case else None
    must(paper is not None and paper.copies == 1, say("应记为补打1", "counted as the first reprint"))
    yield Step(say("补打 1", "Reprint 1"), (number,))


def silence(stage: Stage) -> Iterator[Step]:
    """Five working days without an answer: the application is accepted, as of the day it was received."""
    stage.receive("silent", ("122",), person("戊"))
    received_on = stage.at.date()
    stage.next_day(stage.at.replace(hour=9, minute=0) + timedelta(days=8))
    stage.stands("silent", "accepted")
    case = stage.desk.case(stage.cases["silent"])
    accepted = case.accepted if case else None
    must(
        accepted is not None and accepted.deemed and accepted.on == received_on,
        say("应自收件之日视为受理", "as of receipt"),
    )
    paper = case.papers[-1].number if case else ""
    title = say("五个工作日未答复：视为受理，自收件之日起算", "Five working days of silence: accepted as of receipt")
    yield Step(title, (f"{received_on} → {stage.at:%Y-%m-%d}", paper))
    stage.do(cmd.ConfirmDelivery(stage.cases["spot"], stage.at.date(), "赵演示"))
    stage.stands("spot", "closed")
    yield Step(say("邮件签收，办结", "The parcel is delivered; the case is closed"))


SCENES = (two_hands, denied, issued, on_the_spot, filed, reprinted, silence)
