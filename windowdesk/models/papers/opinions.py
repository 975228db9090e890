"""Papers between windows: the question, the copy, the answer, and the table of all answers."""

from __future__ import annotations

from collections.abc import Iterable

from windowdesk.models import events as ev
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
        f"申请材料。{silence}请将回执联退回牵头窗口。",
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
    return str(n), name, ANSWERS.get(opinion.answer, "—"), reasons, signer, answered, due(asked.due)
