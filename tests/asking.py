"""What may be asked of a hall in memory: for every command, the sensible ways to ask it and countless others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import date, timedelta
from random import Random
from typing import Any

import desks
from worlds import World

from windowdesk.models import commands as cmd
from windowdesk.models.case import Case
from windowdesk.models.catalogue import Fee, Item, ItemKind, Material
from windowdesk.models.commands import COMMANDS
from windowdesk.models.events import Deficiency, MaterialLine
from windowdesk.models.opinion import ANSWERS
from windowdesk.models.parties import Party
from windowdesk.models.rules import permits, procedures

OURS = "市场监督管理局"
ASKED = ("消防救援大队", "综合行政执法局")
AWAY = "气象局"
"""An organ without a window in the hall."""
FORM, SECONDARY, OLD = "申请书", "身份证明", "苍市监旧证第1号"
HEAD, MAYOR = "周远征", "罗振邦"
TWO = ("邓丽", "何川")
CLERK, OTHER, CHIEF, FRIEND, THERE = "1001", "1002", "1003", "1006", "1082"
STAFF = (CLERK, OTHER, CHIEF, "1004", "1005", FRIEND, "1151", THERE, "")
PEOPLE = {
    cmd.CheckCase: CHIEF,
    cmd.DecideCase: CHIEF,
    cmd.StampCertificate: CHIEF,
    cmd.DispatchUpward: CHIEF,
    cmd.DeclareHearing: CHIEF,
    cmd.OrderMending: CHIEF,
    cmd.RevokePermit: CHIEF,
    cmd.CancelPermit: CHIEF,
    cmd.GiveOpinion: THERE,
    cmd.AcknowledgeCopy: THERE,
}
"""Who may take the steps that a clerk may not."""


METERED = Fee("《某条例》第一条", "每平方米5元", None, 500, "平方米")

FLAGS: dict[str, tuple[Any, ...]] = {
    "type": ("行政许可", "行政许可", "公共服务"),
    "statutory_days": (None, 5, 20),
    "promised_days": (None, 0, 3, 30),
    "tolerance_days": (None, 0, 5),
    "promise": ((), ("场所符合条件",), ("场所符合条件",)),
    "public_safety": (False, False, False, True),
    "prohibited": (False, False, False, False, True),
    "personal": (False, False, True),
    "hearing": ("", "", "", "《娱乐场所管理条例》第十条"),
    "site_visit": (False, False, True),
    "asks": ((), ASKED[:1], ASKED, (*ASKED[:1], AWAY)),
    "opinion_days": (None, 3),
    "silence_basis": ("", "《苍溪县并联审批办法》第九条"),
    "unit_days": (None, 3),
    "correction_days": (None, 5),
    "extension_days": (None, None, 0, 7),
    "statutory_basis": ("", "", "《建筑法》第八条"),
    "fee": (None, None, Fee("《某条例》第一条", "每证10元", 1000), Fee("《某条例》第一条", "", None), METERED),
    "result": ("演示许可证", "演示许可证", ""),
    "validity_years": (None, 3),
    "service": (True, False),
    "certificate_seal": ("agency", "window"),
    "valid_to": (None, None, None, date(2026, 3, 20)),
}
"""What an item may be; what is usual stands more than once."""


def matter(chance: Random, way: str = "new") -> Item:
    """Any item that the catalogue takes, of every kind and flag."""
    drawn = {key: chance.choice(values) for key, values in FLAGS.items()}
    if drawn["statutory_days"] is not None and drawn["promised_days"] is not None:
        drawn["promised_days"] = min(drawn["statutory_days"], drawn["promised_days"])
    if drawn["public_safety"] or drawn["prohibited"]:
        drawn["promise"] = ()
    kind = chance.choice(tuple(ItemKind))
    return Item(
        code=f"X-{way}",
        name="演示许可",
        department=OURS,
        kind=kind,
        way=way,
        of="X-new" if way != "new" else "",
        basis="《食品安全法》第三十五条",
        materials=(Material(FORM), Material("证明", main=chance.random() < 0.5), Material(SECONDARY, main=False)),
        upward_to="广元市市场监督管理局" if kind is ItemKind.UPWARD else "",
        promise_check_days=30 if drawn["promise"] else None,
        **drawn,
    )


ELSEWHERE = Item(
    "X-outside", "护照", OURS, place="outside", outside_office="出入境管理大队", outside_address="江南路1号"
)
"""A matter that is handled outside the hall."""


def applicant(n: int) -> Party:
    """A citizen, or the company whose affairs may go through the green channel."""
    return desks.COMPANY if n % 4 == 3 else desks.person(n % 4 + 1)


def lines(item: Item, lacking: tuple[str, ...] = ()) -> tuple[MaterialLine, ...]:
    return tuple(MaterialLine(material.name) for material in item.materials if material.name not in lacking)


def receive(world: World, item: Item, n: int, lacking: tuple[str, ...] = (), **more: Any) -> cmd.ReceiveApplication:
    """An application for an item; one about a certificate names one that another hall issued."""
    until = world.today + timedelta(days=31 + n)
    about = {"about": OLD, "about_until": until} if item.way != "new" else {}
    return cmd.ReceiveApplication((item.code,), applicant(n), lines(item, lacking), **{**about, **more})


def applications(world: World, n: int) -> list[Any]:
    """Everything that begins a case, or sends somebody elsewhere."""
    found: list[Any] = []
    way, listed = ("revoke", permits.REVOCATION_GROUNDS) if n % 2 else ("cancel", permits.CANCELLATION_GROUNDS)
    ground = tuple(listed)[n % len(listed)]
    for item in world.setting.catalogue.items.values():  # type: ignore[attr-defined]
        if item.outside:
            continue
        found += [receive(world, item, n), receive(world, item, n + 1), receive(world, item, 3, green=True)]
        found += [receive(world, item, n, (SECONDARY,)), receive(world, item, n, (FORM,)), cmd.ReferMatter(item.code)]
        found.append(cmd.OpenProceeding(OLD, way, ground, "有事实和证据", item.code, applicant(n)))
    for number in world.permits:
        found.append(cmd.OpenProceeding(number, "revoke", "第六十九条第二款", "以欺骗手段取得"))
    return [*found, cmd.ReferMatter(ELSEWHERE.code)]


def _earliest(world: World) -> date:
    return world.setting.law.calendar.due(world.today, 7).on


def sensible(world: World, case: Case, kind: type) -> list[Any]:
    """The ways a clerk would ask for this step of this case: the plainest first."""
    made = _WAYS[kind](world, case)
    return [kind(case.id, *args) if isinstance(args, tuple) else kind(case.id, **args) for args in made]


def _supplements(_: World, case: Case) -> list[tuple[Any, ...]]:
    rest = tuple(MaterialLine(line.name) for line in case.lacking)
    again = (MaterialLine(case.materials[0].name, "faulty", note="未签名"),)
    return [(rest or (MaterialLine(case.materials[-1].name),),), (rest[:1] or again,), (again,)]


def _corrections(_: World, case: Case) -> list[dict[str, Any]]:
    told = tuple(Deficiency(line.name, "未提交") for line in case.lacking)
    odd = (told[1:], (*told, Deficiency("户口本", "未提交")), tuple(replace(one, wrong=" ") for one in told))
    another = (Deficiency(case.materials[0].name, "未签名"),)
    return [{}, {"reply_days": 3}, {"deficiencies": told}, *({"deficiencies": one} for one in (*odd, another))]


def _results(world: World, _: Case) -> list[dict[str, Any]]:
    came = {"granted": True, "document": "广市监许〔2026〕1号", "on": world.today}
    return [came, {**came, "granted": False, "reasons": "不符合条件"}, {**came, "on": world.today - timedelta(days=2)}]


def _hearings(world: World, _: Case) -> list[tuple[Any, ...]]:
    first = _earliest(world)
    who = [(first, "09:00", "会议室", "郑文博"), (first, "09:00", "会议室", "王敏")]
    return [
        *who,
        (first - timedelta(days=1), "09:00", "会议室", "郑文博"),
        (first, "09:00", "会议室", "邓丽"),
        (first + timedelta(days=45), "9", "室", "郑文博"),
    ]


_WAYS: dict[type, Callable[[World, Case], Any]] = {
    cmd.SupplementMaterials: _supplements,
    cmd.RequestCorrections: _corrections,
    cmd.AcceptCase: lambda *_: [()],
    cmd.AcceptTolerantly: lambda *_: [()],
    cmd.AcceptOnPromise: lambda *_: [()],
    cmd.RefuseAcceptance: lambda *_: [
        ("no_permit_needed", "依法不需要取得行政许可"),
        ("not_our_power", "不属于本机关职权", "苍溪县公安局"),
        ("false_materials", "申请书所附证明系伪造"),
    ],
    cmd.WithdrawApplication: lambda *_: [("申请人不再开办",)],
    cmd.ReviewCase: lambda *_: [(), (False, "场所不符合条件")],
    cmd.CheckCase: lambda *_: [(), (False, "请重新审查")],
    cmd.DecideCase: lambda *_: [
        (),
        (True, "意见所述情形已经整改"),
        (False, "不符合法定条件", "《食品安全法》第三十三条"),
        (False, "提供虚假材料", "《行政许可法》第七十八条", True),
    ],
    cmd.MakeCertificate: lambda *_: [()],
    cmd.StampCertificate: lambda *_: [()],
    cmd.HandOverResult: lambda *_: [("何静", desks.citizen(9), True), ()],
    cmd.PostResult: lambda *_: [
        (number, "何静", "13800000001", "陵江镇") for number in (desks.MAIL_NO, "1199830687479")
    ],
    cmd.ConfirmDelivery: lambda world, _: [(world.today,)],
    cmd.RecordReturn: lambda world, _: [(world.today, "地址不详")],
    cmd.ExtendDecision: lambda *_: [("案情复杂", HEAD, "批1号"), ("案情复杂", MAYOR, "批1号")],
    cmd.StartProcedure: lambda _, case: [
        *((name, "依法需要", 5, HEAD, "检测中心", TWO) for name in procedures.PROCEDURES),
        ("等待申请人补件", "申请人要求", 5, HEAD, "", TWO),
        ("鉴定", "依法需要", 5, case.applicant.name),
    ],
    cmd.EndProcedure: lambda *_: [("合格",)],
    cmd.SendToUnit: lambda *_: [("请查档案", 1), ("请查档案",), ("请查档案", 30)],
    cmd.ReturnFromUnit: lambda *_: [("已查明",)],
    cmd.DispatchUpward: lambda *_: [(), ("建议准予",)],
    cmd.RecordSuperior: _results,
    cmd.AskOpinions: lambda *_: [{"days": 1}, {}, {"departments": ASKED[1:], "days": 2}, {"departments": (OURS,)}],
    cmd.RecordReply: lambda world, _: [
        *((AWAY, answer, "气函〔2026〕1号", "卢新", world.today, "雷电防护") for answer in ANSWERS),
        (AWAY, "agree", "", "卢新", world.today),
        (AWAY, "disagree", "气函〔2026〕1号", "卢新", world.today),
        (ASKED[0], "agree", "消函〔2026〕1号", "杨立群", world.today),
        (AWAY, "acknowledged", "气函〔2026〕1号", "卢新", world.today),
    ],
    cmd.TellParty: lambda *_: [("邻居甲", "相邻权")],
    cmd.HearStatement: lambda _, case: [(case.applicant.name, "没有异议"), ("邻居甲", "油烟扰民")],
    cmd.TellHearingRight: lambda *_: [()],
    cmd.DeclareHearing: lambda *_: [("涉及居民用水安全",)],
    cmd.RequestHearing: lambda _, case: [(case.applicant.name,), *((one.name,) for one in case.parties), ("路人乙",)],
    cmd.AnnounceHearing: _hearings,
    cmd.HoldHearing: lambda *_: [("听证笔录一份", "应予准予")],
    cmd.RecordSiteVisit: lambda *_: [
        *((TWO, "符合条件"), (("秦明", "何川"), "符合条件"), (TWO[:1], "符合条件")),
        ((TWO[0], f"{TWO[0]} "), "符合条件"),
    ],
    cmd.NotifyFee: lambda _, case: [("12.5",), ()] if case.item.fee == METERED else [(), ("12.5",)],
    cmd.RecordPayment: lambda *_: [("川财票0001",)],
    cmd.RecordLaterCheck: lambda *_: [(True, "属实", TWO), (False, "场所不符", TWO), (True, "属实", TWO[:1])],
    cmd.TellHolder: lambda *_: [("不符合条件",), ("持有人死亡", "近亲属丙")],
    cmd.OrderMending: lambda world, _: [("补足人员", world.today + timedelta(days=5)), ("补足人员", world.today)],
    cmd.CheckMending: lambda *_: [(False, "仍不符", TWO), (True, "已经补足", TWO), (True, "已经补足", TWO[:1])],
    cmd.RevokePermit: lambda *_: [("不符合条件", "场所已经灭失"), ("不符合条件",)],
    cmd.CancelPermit: lambda *_: [()],
    # One window alone goes through these walks; test_handover.py has the rest of a case that was handed over.
    cmd.HandOverCase: lambda *_: [("008", "人手不足"), ("007", "人手不足")],
    cmd.ReturnDuplicate: lambda *_: [()],
    cmd.ReprintPaper: lambda _, case: [(paper.number,) for paper in case.papers[-1:]] or [("无此件",)],
    cmd.ShowIdentity: lambda *_: [("核对身份",)],
}

KINDS = tuple(kind for kind in COMMANDS.values() if kind in _WAYS)


def answers(world: World) -> list[Any]:
    """What the neighbour may say to what it was asked; to what is settled, once more."""
    found: list[Any] = []
    for one in world.opinions.values():
        found += [cmd.GiveOpinion(one.id, "disagree", "不符合消防要求"), cmd.AcknowledgeCopy(one.id)]
        if not one.settled(world.today):
            found += [cmd.GiveOpinion(one.id, answer, "不符合消防要求") for answer in (*ANSWERS, "disagree")]
            found += [cmd.GiveOpinion(one.id, "disagree"), cmd.GiveOpinion(one.id, "maybe")]
    return found


_JUNK: dict[str, tuple[Any, ...]] = {
    "str": ("", " ", "长" * 3000, "李\ud800"),
    "int": (0, -1, 400),
    "bool": (True, False),
    "date": (date(2020, 1, 1), date(2050, 1, 1)),
    "tuple": ((),),
}


def spoiled(command: Any, n: int) -> Any:
    """The same command with one of its fields made senseless; `n` says which and how."""
    names = [one.name for one in fields(command) if one.name not in ("case_id", "opinion_id")]
    if not names:
        return command
    name = names[n % len(names)]
    kept = getattr(command, name)
    junk = _JUNK.get(type(kept).__name__, (kept,))
    return replace(command, **{name: junk[n // len(names) % len(junk)]})


def who(kind: type) -> str:
    """The person who would take the step."""
    return PEOPLE.get(kind, CLERK)
