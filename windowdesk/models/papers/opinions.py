"""Papers between windows: the question, the copy, the answer, and the table of all answers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from windowdesk.models import events as ev
from windowdesk.models.calendar import Due
from windowdesk.models.case import Case
from windowdesk.models.catalogue import Item
from windowdesk.models.notice import Listing, PaperKind
from windowdesk.models.opinion import ACKNOWLEDGED, AGREE, DISAGREE, FORWARD, Opinion
from windowdesk.models.papers.common import clerk, day, draw, due, sentence
from windowdesk.models.setting import Act, Setting

ANSWERS = {AGREE: "同意", DISAGREE: "不同意", FORWARD: "同意，但需转报", ACKNOWLEDGED: "已签收"}


def contact(setting: Setting, act: Act, case: Case, asked: ev.OpinionAsked) -> ev.PaperDrawn:
    """并联审批联系单, or 绿色通道抄送单: to whom, what is asked, with which materials, until when."""
    copy = asked.kind == "copy"
    return draw(
        setting,
        act,
        case.item,
        PaperKind.COPY if copy else PaperKind.CONTACT,
        case_no=case.id,
        addressee=_full(setting, asked.department),
        facts=(
            ("送达单位", _full(setting, asked.department)),
            ("申请人", case.applicant.name),
            ("申请事项", case.item.name),
            ("签收期限" if copy else "答复期限", due(asked.due)),
            ("牵头窗口", clerk(setting, act)),
        ),
        listings=(_attached(asked.materials),) if asked.materials else (),
        paragraphs=(_COPIED,) if copy else _question(asked),
        counterfoil=True,
        provisional=asked.due.provisional,
    )


_COPIED = (
    "下列办件列入绿色通道，首接窗口已经受理，现抄送你单位。请在签收期限内签收，并就涉及你单位职责的部分同步准备；"
    "请将回执联退回牵头窗口。"
)


def _attached(names: tuple[str, ...]) -> Listing:
    rows = tuple((str(n), name) for n, name in enumerate(names, 1))
    return Listing("随附材料", ("序号", "材料名称"), rows)


def _question(asked: ev.OpinionAsked) -> tuple[str, ...]:
    silence = f"逾期未答复的，依照{asked.default_basis}，视为同意。" if asked.default_basis else ""
    return (
        f"下列事项实行联合办理（《中华人民共和国行政许可法》第二十六条第二款）。{sentence(asked.question)}",
        "答复限于：同意；不同意（应当说明理由和依据）；同意但需转报。请在答复期限内以回执函答复，不得另行要求申请人提交"
        f"申请材料。{silence}请将回执联退回牵头窗口。"
        + ("本单由牵头窗口派人送达，请以加盖印章、写明文号的书面形式答复。" if asked.by_hand else ""),
    )


def recalled(setting: Setting, act: Act, case: Case, opinion: Opinion, why: str) -> ev.PaperDrawn:
    """征求意见终止通知单: the case has ended, nobody waits for an answer any more."""
    return _note(
        setting,
        act,
        case,
        opinion,
        f"{day(opinion.asked_on)}的联系单所涉办件已经终结（{why}），不再需要答复或者签收，随附材料请退回。",
        title="征求意见终止通知单",
    )


def due_moved(setting: Setting, act: Act, case: Case, opinion: Opinion, moved: Due) -> ev.PaperDrawn:
    """答复期限变更通知单: the last day as it was printed and as it is, now that the days off are better known."""
    return _note(
        setting,
        act,
        case,
        opinion,
        f"放假安排已经公布。{day(opinion.asked_on)}的联系单所载期限，依照《中华人民共和国行政许可法》第八十二条重新计算如下，"
        "以本通知单为准。",
        ("原期限", due(opinion.asked.due)),
        ("现期限", due(moved)),
        title="答复期限变更通知单",
        provisional=moved.provisional,
    )


def _note(
    setting: Setting, act: Act, case: Case, opinion: Opinion, said: str, *facts: tuple[str, str], **more: Any
) -> ev.PaperDrawn:
    """What an asked department is told after the 联系单."""
    unit = _full(setting, opinion.asked.department)
    return draw(
        setting,
        act,
        case.item,
        PaperKind.COPY if opinion.copy else PaperKind.CONTACT,
        case_no=case.id,
        addressee=unit,
        facts=(
            ("送达单位", unit),
            ("申请人", case.applicant.name),
            ("申请事项", case.item.name),
            *facts,
            ("牵头窗口", clerk(setting, act)),
        ),
        paragraphs=(said,),
        counterfoil=True,
        **more,
    )


def _full(setting: Setting, name: str) -> str:
    found = setting.departments.get(name)
    return found.full_name if found else name


def reply(setting: Setting, act: Act, opinion: Opinion, given: ev.OpinionGiven) -> ev.PaperDrawn:
    """回执函 of the asked department, under its own seal."""
    asked = opinion.asked
    own = Item(code=asked.item_code, name=asked.item_name, department=asked.department)
    later = "转报的结果另行函复。" if given.answer == FORWARD else ""
    return draw(
        setting,
        act,
        own,
        PaperKind.REPLY,
        case_no=asked.case_id,
        addressee=_full(setting, asked.lead),
        facts=(
            ("申请人", asked.applicant),
            ("申请事项", asked.item_name),
            ("答复意见", ANSWERS[given.answer]),
            ("理由和依据", given.reasons or "—"),
            ("签署人", given.signer),
            ("答复期限", due(asked.due)),
            ("答复窗口", clerk(setting, act)),
        ),
        paragraphs=(f"你单位{day(opinion.asked_on)}的并联审批联系单收悉。经研究，现答复如下。{later}",),
    )


def summary(
    setting: Setting, act: Act, case: Case, opinions: Iterable[Opinion], made: ev.DecisionMade
) -> ev.PaperDrawn:
    """意见汇总表: every department asked, its answer, its reasons, who signed and when; and what the lead decided."""
    rows = tuple(_row(setting, opinion, act, n) for n, opinion in enumerate(opinions, 1) if not opinion.copy)
    overruled = f"。理由：{made.reasons}" if made.reasons else ""
    return draw(
        setting,
        act,
        case.item,
        PaperKind.SUMMARY,
        case_no=case.id,
        facts=(
            ("申请人", case.applicant.name),
            ("申请事项", case.item.name),
            ("牵头单位决定", ("准予" if made.granted else "不予许可") + overruled),
            ("签批人", act.by.name if act.by else ""),
            ("牵头窗口", clerk(setting, act)),
        ),
        listings=(Listing("各单位意见", ("序号", "单位", "意见", "理由和依据", "签署人", "答复日期", "期限"), rows),),
    )


def _row(setting: Setting, opinion: Opinion, act: Act, n: int) -> tuple[str, ...]:
    asked, name = opinion.asked, _full(setting, opinion.asked.department)
    if opinion.silent_consent(act.today):
        return str(n), name, "视为同意", f"逾期未答复（{asked.default_basis}）", "—", "—", due(asked.due)
    answered = day(opinion.answered_on) if opinion.answered_on else "—"
    reasons, signer = opinion.reasons or "—", opinion.signer or "—"
    if opinion.document:
        reasons = f"{opinion.reasons}（书面答复 {opinion.document}）"
    return str(n), name, ANSWERS.get(opinion.answer, "—"), reasons, signer, answered, due(asked.due)
