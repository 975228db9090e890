"""A step of a case as one line that a lawyer can read, and as the command it asks for.

2026-11-23 09:30 王敏 收件 101 缺=营业执照
date       time  who  what how

窗口=008 has it done at the other window's desk, both registers having been exchanged before and being again after.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime

import desks
import verbs_accidents
import verbs_clocks
import verbs_office
import verbs_persons
from desks import at

from windowdesk.desk import Desk, Done
from windowdesk.models import commands as cmd
from windowdesk.models.events import Deficiency, MaterialLine, Recorded
from windowdesk.models.parties import Agent, Party, Staff
from windowdesk.store import arrivals

NOBODY = "—"


@dataclass(frozen=True)
class Step:
    """One line, taken apart. `told` are the words with `=`, `words` those without."""

    at: datetime
    who: str
    verb: str
    words: tuple[str, ...]
    told: dict[str, str]

    def word(self, n: int = 0, otherwise: str = "") -> str:
        return self.words[n] if len(self.words) > n else otherwise


def read(line: str) -> Step:
    """Take a line apart. Raises ValueError for a word that no verb knows."""
    day, hour, who, verb, *rest = line.split()
    told = dict(word.split("=", 1) for word in rest if "=" in word)
    words = tuple(word for word in rest if "=" not in word)
    if verb not in VERBS and verb not in DAYS:
        raise ValueError(f"no such step: {verb}")
    if strange := set(told) - KEYS:
        raise ValueError(f"no such words: {strange}")
    return Step(at(f"{day} {hour}"), who, verb, words, told)


class Play:
    """Steps played on a desk. `cases` are those received, in order; `elsewhere` those of other windows.

    `neighbour` is the desk of the other window, where steps with 窗口=008 are done.
    """

    def __init__(self, desk: Desk, neighbour: Desk | None = None) -> None:
        self.desk = desk
        self.neighbour = neighbour
        self.cases: list[str] = []
        self.elsewhere: list[str] = []

    def by(self, name: str) -> Staff | None:
        if name == NOBODY:
            return None
        return next(person for person in self.desk.setting.staff.values() if person.name == name)

    def case_id(self, step: Step) -> str:
        asked = step.told.get("案", "")
        if asked == "无":
            return "0" * 24
        if asked.startswith("外"):
            return self.elsewhere[int(asked[1:] or 1) - 1]
        return self.cases[int(asked) - 1 if asked else -1]

    def play(self, line: str) -> Done:
        """Do one step. Raises Refused."""
        step = read(line)
        if step.verb in verbs_accidents.VERBS:
            return verbs_accidents.play(self, step)
        if step.verb == "日历":
            return verbs_clocks.calendar(self, step)
        if step.verb == "说":
            return verbs_office.say(self, step)
        if step.verb == "裁定重件":
            return verbs_office.rule_duplicate(self, step)
        at_desk = self.desk
        if step.told.get("窗口"):
            assert self.neighbour is not None
            at_desk = self.neighbour
            carry(self.desk, at_desk)
        if step.verb == "开门":
            lapsed: tuple[Recorded, ...] = at_desk.open_day(step.at)
            return Done(lapsed)
        done = at_desk.do(VERBS[step.verb](self, step), self.by(step.who), step.at)
        if step.verb == "收件":
            self.cases += [one for one in done.case_ids if self.desk.case(one)]
        if at_desk is not self.desk:
            carry(at_desk, self.desk)
        return done


def carry(giver: Desk, taker: Desk) -> None:
    """What one desk wrote, taken in by another."""
    query = "SELECT stream, seq, line, hash FROM register WHERE stream=? ORDER BY seq"
    foreign = giver.store.read().execute(query, (giver.stream,)).fetchall()
    with taker.store.write() as db:
        arrivals.absorb(db, foreign, [taker.stream])


def _names(told: str) -> tuple[str, ...]:
    return tuple(name for name in told.split("、") if name)


def _party(step: Step) -> Party:
    told = step.told
    company = told.get("单位", "")
    party = replace(desks.COMPANY, name=company) if company else desks.person(1, told.get("申请人", "李㛃"))
    changes = {"证号": "number", "电话": "phone", "地址": "address", "联系人": "contact"}
    return replace(party, **{field: told[key] for key, field in changes.items() if key in told})


def _agent(told: str) -> Agent | None:
    if not told:
        return None
    name, number, phone, power = [*told.split("/"), "", "", ""][:4]
    return Agent(name, number, phone, power)


def _receive(play: Play, step: Step) -> cmd.Command:
    items = _names(step.word())
    lacking = _names(step.told.get("缺", ""))
    lines = () if lacking == ("全部",) else _handed(play.desk, step, items, lacking)
    faulty = _names(step.told.get("不合", ""))
    lines = tuple(replace(line, state="faulty", note="未盖章") if line.name in faulty else line for line in lines)
    lines += tuple(MaterialLine(name) for name in _names(step.told.get("另收", "")))
    lines += tuple(MaterialLine(name, "faulty") for name in _names(step.told.get("另挑", "")))
    about, until = verbs_clocks.certificate(play, step.told.get("证件", "")), step.told.get("到期", "")
    return cmd.ReceiveApplication(
        items,
        _party(step),
        lines,
        _agent(step.told.get("代理", "")),
        about=about,
        about_until=date.fromisoformat(until) if until else None,
        green="绿色通道" in step.words,
        investor="外来投资者" in step.words,
    )


def _handed(desk: Desk, step: Step, items: tuple[str, ...], lacking: tuple[str, ...]) -> tuple[MaterialLine, ...]:
    """Every material that the items, as they stand that day, list; but those lacking."""
    names: dict[str, None] = {}
    for asked in items:
        item = desk.setting.catalogue.find(asked, step.at.date())
        names.update(dict.fromkeys(material.name for material in item.materials) if item else {})
    return tuple(MaterialLine(name) for name in names if name not in lacking)


def _supplement(play: Play, step: Step) -> cmd.Command:
    case = play.desk.case(play.case_id(step))
    names = _names(step.word())
    if names == ("全部",):
        names = tuple(line.name for line in case.lacking) if case else ()
    faulty = _names(step.told.get("不合", ""))
    lines = tuple(MaterialLine(name) for name in names) + tuple(MaterialLine(name, "faulty") for name in faulty)
    return cmd.SupplementMaterials(play.case_id(step), lines)


def _correct(play: Play, step: Step) -> cmd.Command:
    told = tuple(Deficiency(*one.split("：", 1)) if "：" in one else Deficiency(one, "") for one in _names(step.word()))
    days = step.told.get("期限", "")
    return cmd.RequestCorrections(play.case_id(step), told, int(days) if days else None)


def _refuse(play: Play, step: Step) -> cmd.Command:
    known = {"不需许可": "no_permit_needed", "不属职权": "not_our_power", "虚假材料": "false_materials"}
    ground = known.get(step.word(), step.word())
    return cmd.RefuseAcceptance(play.case_id(step), ground, step.told.get("理由", ""), step.told.get("机关", ""))


def _hand(play: Play, step: Step) -> cmd.Command:
    told = step.told
    return cmd.HandOverResult(play.case_id(step), told.get("领取人", ""), told.get("证号", ""), "代领" in told)


def _post(play: Play, step: Step) -> cmd.Command:
    told = step.told
    number = step.word(0, desks.MAIL_NO)
    return cmd.PostResult(
        play.case_id(step),
        number,
        told.get("收件人", ""),
        told.get("电话", ""),
        told.get("地址", ""),
        told.get("资费", ""),
    )


def _reprint(play: Play, step: Step) -> cmd.Command:
    case_id = play.case_id(step)
    case = play.desk.case(case_id)
    papers = case.papers if case else ()
    number = next((paper.number for paper in papers if paper.kind == step.word()), step.word())
    return cmd.ReprintPaper(case_id, number)


def _plain(kind: type) -> Callable[[Play, Step], cmd.Command]:
    return lambda play, step: kind(play.case_id(step))


VERBS: dict[str, Callable[[Play, Step], cmd.Command]] = {
    "收件": _receive,
    "指引": lambda _, step: cmd.ReferMatter(step.word()),
    "补交": _supplement,
    "告知补正": _correct,
    "受理": _plain(cmd.AcceptCase),
    "不予受理": _refuse,
    "审查": lambda play, step: cmd.ReviewCase(
        play.case_id(step), step.word(0, "赞成") == "赞成", step.told.get("意见", "")
    ),
    "核": lambda play, step: cmd.CheckCase(
        play.case_id(step), step.word(0, "同意") == "同意", step.told.get("意见", "")
    ),
    "签批": lambda play, step: cmd.DecideCase(
        play.case_id(step),
        step.word(0, "准予") == "准予",
        step.told.get("理由", ""),
        step.told.get("依据", ""),
        "虚假材料" in step.words,
    ),
    "制证": _plain(cmd.MakeCertificate),
    "盖章": _plain(cmd.StampCertificate),
    "发证": _hand,
    "邮寄": _post,
    "签收": lambda play, step: cmd.ConfirmDelivery(
        play.case_id(step), date.fromisoformat(step.word()), step.told.get("签收人", "")
    ),
    "退回": lambda play, step: cmd.RecordReturn(
        play.case_id(step), date.fromisoformat(step.word()), step.told.get("理由", "")
    ),
    "补打": _reprint,
    "重件退": _plain(cmd.ReturnDuplicate),
    "移交": lambda play, step: cmd.HandOverCase(play.case_id(step), step.word(), step.told.get("理由", "")),
    "查看身份": lambda play, step: cmd.ShowIdentity(play.case_id(step), step.told.get("事由", "")),
}
"""Every command by the word a clerk has for it."""

KEYS = {
    *("申请人", "单位", "证号", "电话", "地址", "联系人", "缺", "不合", "另收", "另挑", "代理", "案", "期限"),
    *("理由", "机关", "意见", "依据", "领取人", "代领", "收件人", "资费", "签收人", "事由"),
    "窗口",
}

# The verbs of the law in full stand in files of their own; each adds what it knows.
VERBS |= verbs_clocks.VERBS | verbs_persons.VERBS
KEYS |= verbs_clocks.KEYS | verbs_persons.KEYS

DAYS = ("开门", "日历", "说", "裁定重件", *verbs_accidents.VERBS)
"""Steps of the desk itself: the day is opened, days off come in, the hall office speaks, an accident is dealt with."""
