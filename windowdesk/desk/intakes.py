"""The demonstration's morning: what is taken in, what is told once, and what is refused at the counter."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from windowdesk.desk.stage import AGENT, COMPANY, Stage, Step, must, person, told
from windowdesk.i18n import say
from windowdesk.models import commands as cmd
from windowdesk.models.events import MaterialLine
from windowdesk.models.numbers import spoken
from windowdesk.models.refusal import Reason


def _taken(title: str, case_ids: tuple[str, ...], papers: tuple[str, ...]) -> Step:
    return Step(title, (*(spoken(one) for one in case_ids), *papers))


def received(stage: Stage) -> Iterator[Step]:
    """A company with an agent, a matter decided at once, and two items in one intake."""
    done = stage.receive("company", ("101",), COMPANY, agent=AGENT)
    title = say("收件：承诺件，单位由代理人申请", "Received: a promised matter, a company through its agent")
    yield _taken(title, done.case_ids, done.papers)
    done = stage.receive("spot", ("106",), person("甲"))
    yield _taken(say("收件：即办件", "Received: a matter decided on the spot"), done.case_ids, done.papers)
    done = stage.receive("filing", ("103", "121"), person("乙"))
    case = stage.desk.case(done.case_ids[1])
    must(case is not None and case.intake == done.case_ids[0], say("两件应同属一次收件", "both belong to one intake"))
    yield _taken(say("一次收件办两个事项", "Two items in one intake"), done.case_ids, done.papers)


def turned_away(stage: Stage) -> Iterator[Step]:
    """What may not be taken in, each with the right way."""
    lines = (MaterialLine("食品经营许可申请书"),)
    again = stage.refused(Reason.DUPLICATE_CASE, cmd.ReceiveApplication(("101",), COMPANY, lines))
    yield Step(say("重复申请", "The same application twice"), told(again))
    elsewhere = stage.refused(Reason.ITEM_NOT_AT_WINDOW, cmd.ReceiveApplication(("202",), COMPANY, lines))
    must("008" in elsewhere.told["right"], say("应指明 008 窗口", "the right window is 008"))
    yield Step(say("别的窗口的事项", "An item of another window"), told(elsewhere))
    wrong = replace(person("丙"), number=person("丙").number[:-1] + "X")
    number = stage.refused(Reason.NUMBER_WRONG, cmd.ReceiveApplication(("101",), wrong, lines))
    must(number.told["fault"] == "check", number.told["fault"])
    yield Step(say("身份证号校验码不符", "A wrong check digit"), told(number))


def referred(stage: Stage) -> Iterator[Step]:
    """A matter handled outside the hall gets a slip; a secret one leaves no trace at all."""
    outside = stage.refused(Reason.ITEM_OUTSIDE_HALL, cmd.ReceiveApplication(("901",), person("丙")))
    done = stage.do(cmd.ReferMatter("901"))
    must(len(done.papers) == 1 and not done.case_ids, say("只出指引单，不立件", "a slip and no case"))
    yield Step(
        say("不在大厅办理：出具指引单", "Handled outside the hall: a referral slip"), (*told(outside), *done.papers)
    )
    secret = stage.refused(Reason.ITEM_SECRET, cmd.ReceiveApplication(("990",), COMPANY))
    stage.refused(Reason.ITEM_SECRET, cmd.ReferMatter("990"))
    must(not stage.desk.reading.found("国家秘密"), say("查找不应有结果", "nothing may be found"))
    must(stage.desk.reading.item("990") is None, say("目录不应显示", "the catalogue does not show it"))
    yield Step(say("涉密事项：不受理，不留痕", "A state secret: refused without a trace"), told(secret))


def told_once(stage: Stage) -> Iterator[Step]:
    """一次告知: everything missing is told once; a second notice is refused; then the case must be accepted."""
    stage.receive("told", ("101",), person("丙"), lacking=2)
    case_id = stage.cases["told"]
    early = stage.refused(Reason.MATERIALS_MISSING, cmd.AcceptCase(case_id))
    yield Step(say("材料不齐不能受理", "What is incomplete cannot be accepted"), told(early))
    done = stage.do(cmd.RequestCorrections(case_id))
    stage.stands("told", "correcting")
    yield Step(say("一次告知补正", "Everything missing is told once"), done.papers)
    second = stage.refused(Reason.SECOND_NOTICE, cmd.RequestCorrections(case_id))
    yield Step(say("第二次告知被拒", "A second notice is refused"), told(second))
    case = stage.desk.case(case_id)
    missing = tuple(MaterialLine(line.name) for line in case.lacking) if case else ()
    stage.do(cmd.SupplementMaterials(case_id, missing))
    done = stage.do(cmd.AcceptCase(case_id))
    stage.stands("told", "accepted")
    yield Step(say("补交后受理", "Supplemented and accepted"), done.papers)


def not_accepted(stage: Stage) -> Iterator[Step]:
    """不予受理 names the right office."""
    stage.receive("power", ("161",), person("丁"))
    case_id = stage.cases["power"]
    reason = "林地位于相邻县行政区域内，不属于本机关职权范围。"
    bare = stage.refused(Reason.RIGHT_OFFICE_MISSING, cmd.RefuseAcceptance(case_id, "not_our_power", reason))
    done = stage.do(cmd.RefuseAcceptance(case_id, "not_our_power", reason, "相邻县林业局（演示）"))
    stage.stands("power", "closed")
    yield Step(
        say("不予受理，并告知向哪个机关申请", "Not accepted, naming the right office"), (*told(bare), *done.papers)
    )


SCENES = (received, turned_away, referred, told_once, not_accepted)
