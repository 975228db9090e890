"""The demonstration's other ways: materials that follow, the home unit, promises kept and broken, what ends early."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from windowdesk.desk.stage import COMPANY, Stage, Step, must, person, told
from windowdesk.i18n import say
from windowdesk.models import commands as cmd
from windowdesk.models.events import MaterialLine
from windowdesk.models.refusal import Reason

VISITORS = ("王敏", "何川")


def tolerated(stage: Stage) -> Iterator[Step]:
    """容缺受理: the decision waits for what was promised; meanwhile the home unit works under its own limit."""
    stage.receive("tolerant", ("101",), person("庚"), lacking=1)
    case_id = stage.cases["tolerant"]
    plain = stage.refused(Reason.MATERIALS_MISSING, cmd.AcceptCase(case_id))
    done = stage.do(cmd.AcceptTolerantly(case_id))
    stage.stands("tolerant", "accepted")
    yield Step(
        say("容缺受理：次要材料容后补交", "Accepted with a secondary material to follow"), (*told(plain), *done.papers)
    )
    done = stage.do(cmd.SendToUnit(case_id, "核对经营场所历史档案"))
    away = stage.refused(Reason.AT_UNIT, cmd.ReviewCase(case_id))
    stage.do(cmd.ReturnFromUnit(case_id, "档案无异常。"))
    yield Step(
        say("转原单位：另计期限，退回前窗口不能审查", "To the home unit and back, under a limit of its own"),
        (*told(away), *done.papers),
    )
    stage.carry("tolerant", cmd.ReviewCase, cmd.CheckCase)
    locked = stage.refused(Reason.TOLERANCE_OPEN, cmd.DecideCase(case_id), "1003")
    stage.do(cmd.SupplementMaterials(case_id, tuple(MaterialLine(one.name) for one in stage.case("tolerant").lacking)))
    papers = stage.carry("tolerant", cmd.DecideCase)
    stage.stands("tolerant", "granted")
    title = say("补齐前不能签批；补齐后准予", "No decision before all is in; then it is granted")
    yield Step(title, (*told(locked), *papers))


def promised(stage: Stage) -> Iterator[Step]:
    """告知承诺: decided on the spot, checked afterwards."""
    stage.sign_in("1006")
    for name, who in (("kept", "甲"), ("broken", "乙"), ("mended", "丙")):
        stage.receive(name, ("171",), person(who))
    food = stage.refused(Reason.PROMISE_NOT_OPEN, cmd.AcceptOnPromise(_fresh(stage)))
    papers: tuple[str, ...] = ()
    for name in ("kept", "broken", "mended"):
        papers += stage.do(cmd.AcceptOnPromise(stage.cases[name])).papers
        papers += stage.carry(
            name, cmd.DecideCase, cmd.MakeCertificate, cmd.StampCertificate, cmd.HandOverResult, head="1006"
        )
        stage.stands(name, "verifying")
    yield Step(
        say("告知承诺：当场决定，涉及公共安全的除外", "Decided on a promise; never where public safety is touched"),
        (*told(food), *papers),
    )


def _fresh(stage: Stage) -> str:
    stage.receive("safety", ("101",), person("丁"))
    return stage.cases["safety"]


def ended_early(stage: Stage) -> Iterator[Step]:
    """撤回 by the applicant; 退件 when corrections did not come in by the day told."""
    case_id = stage.cases["safety"]
    done = stage.do(cmd.WithdrawApplication(case_id, "改在其他县经营"))
    stage.stands("safety", "closed")
    yield Step(say("申请人撤回申请", "The applicant withdraws"), done.papers)
    stage.receive("uncorrected", ("101",), person("丁"), lacking=2)
    stage.do(cmd.RequestCorrections(stage.cases["uncorrected"], reply_days=2))
    stage.next_day(stage.at.replace(hour=9, minute=0) + timedelta(days=3))
    stage.stands("uncorrected", "closed")
    paper = stage.case("uncorrected").papers[-1].number
    yield Step(say("逾期未补正：退件", "Not corrected in time: returned"), (paper,))


def checked_later(stage: Stage) -> Iterator[Step]:
    """事后核查: a promise kept ends the case; a broken one that cannot be put right is revoked, the holder heard."""
    few = stage.refused(
        Reason.PERSONS_TOO_FEW, cmd.RecordLaterCheck(stage.cases["kept"], kept=True, findings="属实", persons=("王敏",))
    )
    stage.do(cmd.RecordLaterCheck(stage.cases["kept"], kept=True, findings="经营场所固定，属实。", persons=VISITORS))
    stage.stands("kept", "closed")
    case_id = stage.cases["broken"]
    findings = "承诺的经营场所并不存在。"
    stage.do(cmd.RecordLaterCheck(case_id, kept=False, findings=findings, persons=VISITORS))
    stage.stands("broken", "to_revoke")
    yield Step(say("事后核查：一件属实，一件承诺不实", "Checked afterwards: one promise kept, one broken"), told(few))
    other, signless = stage.cases["mended"], "经营场所没有悬挂标牌。"
    stage.do(cmd.RecordLaterCheck(other, kept=False, findings=signless, persons=VISITORS))
    order = stage.do(cmd.OrderMending(other, "悬挂标牌", stage.at.date() + timedelta(days=10)), "1006")
    early = stage.refused(Reason.MENDING_RUNNING, cmd.CheckMending(other, False, signless, VISITORS))
    stage.do(cmd.CheckMending(other, mended=True, findings="标牌已经悬挂。", persons=VISITORS))
    stage.stands("mended", "closed")
    yield Step(
        say("与承诺不符的，责令限期整改；改好的，许可有效", "Put right as ordered, the permit stands"),
        (*order.papers, *told(early)),
    )
    gone = cmd.RevokePermit(case_id, findings, "经营场所已经不存在，无法整改。")
    first = stage.refused(Reason.MENDING_NOT_ORDERED, cmd.RevokePermit(case_id, findings), "1006")
    silent = stage.refused(Reason.HOLDER_NOT_TOLD, gone, "1006")
    notice = stage.do(cmd.TellHolder(case_id, findings))
    unheard = stage.refused(Reason.HOLDER_NOT_HEARD, gone, "1006")
    stage.do(cmd.HearStatement(case_id, stage.case("broken").applicant.name, "已经搬迁，没有及时告知。"))
    done = stage.do(gone, "1006")
    last = stage.do(cmd.HandOverResult(case_id))
    stage.stands("broken", "closed")
    yield Step(
        say("能整改的先责令整改；书面告知、听取陈述申辩后撤销", "Put right where it can be; told, heard, then revoked"),
        (*told(first), *told(silent), *notice.papers, *told(unheard), *done.papers, *last.papers),
    )
    stage.receive("again", ("171",), person("乙"))
    again = stage.refused(Reason.PROMISE_BROKEN, cmd.AcceptOnPromise(stage.cases["again"]))
    yield Step(say("失信后不再适用告知承诺", "Who broke a promise cannot make one again"), told(again))


def by_itself(stage: Stage) -> Iterator[Step]:
    """依职权: the organ itself begins to revoke what was obtained by fraud; nobody applies again for three years."""
    stage.carry("tolerant", cmd.MakeCertificate, cmd.StampCertificate, cmd.HandOverResult)
    made = stage.case("tolerant").certificate
    number, facts = made.number if made else "", "营业执照复印件系伪造。"
    ground = "第六十九条第二款"
    bare = stage.refused(Reason.GROUND_UNLAWFUL, cmd.OpenProceeding(number, "revoke", "第八十条", facts))
    stage.cases["proceeding"] = stage.do(cmd.OpenProceeding(number, "revoke", ground, facts)).case_ids[0]
    stage.carry("proceeding", cmd.ReviewCase, cmd.CheckCase)
    case_id = stage.cases["proceeding"]
    papers = stage.do(cmd.TellHolder(case_id, facts)).papers
    stage.do(cmd.HearStatement(case_id, person("庚").name, "不知道复印件有问题。"))
    papers += stage.do(cmd.RevokePermit(case_id, facts), "1003").papers
    papers += stage.carry("proceeding", cmd.HandOverResult)
    stage.stands("proceeding", "closed")
    lines = tuple(MaterialLine(one.name) for one in stage.item("101").materials)
    barred = stage.refused(Reason.BARRED, cmd.ReceiveApplication(("101",), person("庚"), lines))
    title = say("依职权撤销，三年内不得再次申请", "Revoked on the organ's own motion; barred for three years")
    yield Step(title, (*told(bare), *papers, *told(barred)))


def renewed(stage: Stage) -> Iterator[Step]:
    """延续 of a certificate this hall issued, and 注销 at the holder's own request."""
    old = stage.case("company").certificate
    number = old.number if old else ""
    theirs = stage.refused(
        Reason.CERTIFICATE_NOT_THEIRS,
        cmd.ReceiveApplication(("102",), person("丁"), (MaterialLine("食品经营许可延续申请书"),), about=number),
    )
    stage.receive("renewal", ("102",), COMPANY, about=number)
    papers = stage.carry(
        "renewal", *(cmd.AcceptCase, cmd.ReviewCase, cmd.CheckCase, cmd.DecideCase), cmd.MakeCertificate
    )
    papers += stage.carry("renewal", cmd.StampCertificate, cmd.HandOverResult)
    new = stage.case("renewal").certificate
    must(
        bool(old and new and old.valid_until and new.valid_until and new.valid_until > old.valid_until),
        say("有效期应接续", "it must run on"),
    )
    yield Step(
        say("延续：有效期自原证届满起接续", "Renewed: it runs on from the old one's last day"), (*told(theirs), *papers)
    )
    stage.receive("cancel", ("117",), COMPANY, about=new.number if new else "")
    papers = stage.carry("cancel", cmd.AcceptCase, cmd.ReviewCase, cmd.CheckCase)
    papers += stage.do(cmd.CancelPermit(stage.cases["cancel"]), "1003").papers
    papers += stage.carry("cancel", cmd.HandOverResult)
    stage.stands("cancel", "closed")
    yield Step(say("持证人申请注销", "Cancelled at the holder's request"), papers)


SCENES = (tolerated, promised, ended_early, checked_later, by_itself, renewed)
