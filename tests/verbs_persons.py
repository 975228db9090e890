"""Verbs of opinions, hearings, money and permits: each a line of a situation, and the command it asks for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

import desks
from verbs_clocks import certificate

from windowdesk.models import commands as cmd
from windowdesk.models.numbers import case_number
from windowdesk.models.parties import Party
from windowdesk.store import lists

if TYPE_CHECKING:
    from steps import Play, Step

WAYS = {"撤销": "revoke", "注销": "cancel"}
ANSWERS = {"同意": "agree", "不同意": "disagree", "转报": "forward"}


def _names(told: str) -> tuple[str, ...]:
    return tuple(name for name in told.split("、") if name)


def _ask(play: Play, step: Step) -> cmd.Command:
    days = step.told.get("天数", "")
    departments = _names(step.word())
    return cmd.AskOpinions(play.case_id(step), step.told.get("问", ""), departments, int(days) if days else None)


def _opinion(play: Play, step: Step, kind: str) -> str:
    """What was asked of a department beside a case, or sent to it; 号= names one outright."""
    if told := step.told.get("号", ""):
        return told
    found = lists.opinions_of(play.desk.store.read(), play.case_id(step))
    return next(one.opinion_id for one in found if (one.kind, one.department) == (kind, step.word()))


def _answer(play: Play, step: Step) -> cmd.Command:
    kind = "copy" if "抄送件" in step.words else "opinion"
    said = ANSWERS.get(step.word(1), step.word(1))
    return cmd.GiveOpinion(_opinion(play, step, kind), said, step.told.get("理由", ""))


def _acknowledge(play: Play, step: Step) -> cmd.Command:
    return cmd.AcknowledgeCopy(_opinion(play, step, "opinion" if "征求件" in step.words else "copy"))


def _reply(play: Play, step: Step) -> cmd.Command:
    """What came on paper: `登记答复 气象局 同意 文号=… 签署=… 日期=…`."""
    told = step.told
    said = {**ANSWERS, "签收": "acknowledged"}.get(step.word(1), step.word(1))
    on = date.fromisoformat(told["日期"]) if "日期" in told else step.at.date()
    return cmd.RecordReply(
        play.case_id(step), step.word(), said, told.get("文号", ""), told.get("签署", ""), on, told.get("理由", "")
    )


def _tell_party(play: Play, step: Step) -> cmd.Command:
    told = step.told
    return cmd.TellParty(
        play.case_id(step), step.word(), told.get("利益", ""), told.get("地址", ""), told.get("电话", "")
    )


def _announce(play: Play, step: Step) -> cmd.Command:
    told = step.told
    return cmd.AnnounceHearing(
        play.case_id(step),
        date.fromisoformat(told["日期"]),
        told.get("时间", "9时30分"),
        told.get("地点", "县政务服务中心三楼会议室"),
        told.get("主持人", ""),
    )


def _open(play: Play, step: Step) -> cmd.Command:
    """The organ's own proceeding. The case it begins is the last one of the situation."""
    told, holder = step.told, step.told.get("持有人", "")
    play.cases.append(_next_number(play, step))
    return cmd.OpenProceeding(
        certificate(play, told.get("证件", "")),
        WAYS.get(step.word(), step.word()),
        told.get("情形", ""),
        told.get("事实", ""),
        told.get("事项", ""),
        _holder(holder) if holder else None,
    )


def _holder(name: str) -> Party:
    return desks.COMPANY if name == desks.COMPANY.name else desks.person(1, name)


def _next_number(play: Play, step: Step) -> str:
    """The number that the next case of this desk will have that day."""
    setting, day = play.desk.setting, step.at.date()
    window, incarnation = setting.window.code, setting.incarnation
    serial = lists.counter(play.desk.store.read(), f"case/{day:%Y%m%d}/{window}{incarnation}") + 1
    return case_number(setting.hall.division, day, window, incarnation, serial)


VERBS: dict[str, Callable[[Play, Step], cmd.Command]] = {
    "征求意见": _ask,
    "答复": _answer,
    "签收抄送": _acknowledge,
    "告知利害关系人": _tell_party,
    "登记答复": _reply,
    "认定听证": lambda play, step: cmd.DeclareHearing(play.case_id(step), step.told.get("理由", "")),
    "告知持有人": lambda play, step: cmd.TellHolder(
        play.case_id(step), step.told.get("事实", ""), step.told.get("受送达", "")
    ),
    "责令整改": lambda play, step: cmd.OrderMending(
        play.case_id(step), step.told.get("内容", ""), date.fromisoformat(step.told["到期"])
    ),
    "整改复查": lambda play, step: cmd.CheckMending(
        play.case_id(step), step.word() == "已改", step.told.get("情况", ""), _names(step.told.get("人员", ""))
    ),
    "听取陈述": lambda play, step: cmd.HearStatement(play.case_id(step), step.word(), step.told.get("陈述", "")),
    "告知听证权利": lambda play, step: cmd.TellHearingRight(play.case_id(step)),
    "申请听证": lambda play, step: cmd.RequestHearing(play.case_id(step), step.word()),
    "听证通知": _announce,
    "举行听证": lambda play, step: cmd.HoldHearing(
        play.case_id(step), step.told.get("笔录", ""), step.told.get("结论", "")
    ),
    "现场核查": lambda play, step: cmd.RecordSiteVisit(
        play.case_id(step), _names(step.told.get("人员", "")), step.told.get("情况", "")
    ),
    "缴费通知": lambda play, step: cmd.NotifyFee(play.case_id(step), step.told.get("数量", "")),
    "缴费登记": lambda play, step: cmd.RecordPayment(play.case_id(step), step.word()),
    "撤销": lambda play, step: cmd.RevokePermit(
        play.case_id(step), step.told.get("理由", ""), step.told.get("不能整改", "")
    ),
    "注销": lambda play, step: cmd.CancelPermit(play.case_id(step), step.told.get("理由", "")),
    "依职权": _open,
}
"""Every command by the word a clerk has for it."""

KEYS: set[str] = {
    *("天数", "问", "号", "理由", "利益", "地址", "电话", "陈述", "日期", "时间", "地点", "主持人", "笔录", "结论"),
    *(
        "人员",
        "情况",
        "证件",
        "情形",
        "事实",
        "事项",
        "持有人",
        "文号",
        "签署",
        "受送达",
        "内容",
        "到期",
        "不能整改",
        "数量",
    ),
}
"""The words with `=` that these verbs know."""
