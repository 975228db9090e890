"""One of every paper of the ways, clocks, opinions, hearings and permits, as the models write it on invented facts."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from functools import cache

import desks
from desks import at
from msgspec import structs

from windowdesk.desk.statutes import read_law
from windowdesk.models import events as ev
from windowdesk.models.calendar import Due
from windowdesk.models.case import Case
from windowdesk.models.case import fold as fold_case
from windowdesk.models.catalogue import Catalogue
from windowdesk.models.notice import Notice, PaperKind
from windowdesk.models.opinion import AGREE, DISAGREE, FORWARD, Opinion, answered, opened
from windowdesk.models.papers import (
    applications,
    clocks,
    decisions,
    hearings,
    numbering,
    opinions,
    permits,
    service,
    ways,
)
from windowdesk.models.parties import Party
from windowdesk.models.setting import Act, Setting
from windowdesk.store import hallfile, items

CASE = "510824202611230071000123"
TODAY = date(2026, 11, 23)
LATER = Due(date(2026, 12, 21))
BEYOND = Due(date(2027, 1, 11), provisional=True)
HOLDER = replace(desks.COMPANY, address="四川省广元市苍溪县陵江镇滨江路中段128号附3号（红阳广场二楼）")
CERTIFICATE = "苍市监证2026007100001"


@cache
def setting() -> Setting:
    """The demonstration hall at window 007."""
    found = hallfile.read(tomllib.loads((desks.DATA / "demo-hall.toml").read_text(encoding="utf-8")))

    def of(kind: str) -> dict[str, object]:
        return {key: one for (name, key), one in found.items() if name == kind}

    windows = of("window")
    return Setting(
        hall=found[("hall", "")],
        window=windows["007"],
        incarnation=1,
        windows=windows,
        departments=of("department"),
        staff=of("staff"),
        delegations=tuple(of("delegation").values()),
        seals=tuple(of("seal").values()),
        catalogue=Catalogue({item.code: item for item in items.read_file(desks.DATA / "items.toml")}),
        law=read_law(desks.DATA),
    )


def act(by: str = "1003", when: datetime | None = None) -> Act:
    """An act at a quarter to ten; numbers count up from one."""
    counts: Counter[str] = Counter()

    def next_serial(series: str) -> int:
        counts[series] += 1
        return counts[series]

    person = setting().staff[by] if by else None
    when = when or at("2026-11-23 09:45")
    return Act(when, when.date(), person, next_serial, lambda *_: "", lambda _: "", lambda: "428913")


def case(item: str = "101", applicant: Party = HOLDER, lacking: tuple[str, ...] = (), **more: object) -> Case:
    """A case accepted on the day, reviewed by 王敏 and checked by 李国栋."""
    asked = setting().catalogue.find(item)
    assert asked is not None
    lines = tuple(
        ev.MaterialLine(m.name, "missing" if m.name in lacking else "ok", m.main, m.form, m.copies, pages=n)
        for n, m in enumerate(asked.materials, 1)
    )
    received = ev.CaseReceived(123, CASE, asked, applicant, None, lines, TODAY, LATER, "428913")
    entry = ev.Recorded(received, setting().stream, 2, at("2026-11-23 09:30"), "1001", "007", CASE, 1)
    accepted = ev.CaseAccepted(TODAY, False, LATER, Due(date(2026, 12, 2)))
    found = replace(fold_case([entry]), accepted=accepted, statutory_due=LATER, reviewer="1001", checker="1003")
    return replace(found, **more)


def asked(department: str, *, kind: str = "opinion", silence: str = "") -> ev.OpinionAsked:
    """A question about 户外招牌 to one department."""
    joint = case("110")
    return ev.OpinionAsked(
        CASE,
        kind,
        department,
        joint.item.department,
        joint.item.code,
        joint.item.name,
        HOLDER.name,
        "请就该事项涉及你单位职责的部分提出意见。",
        tuple(line.name for line in joint.materials),
        Due(date(2026, 11, 30)),
        silence,
    )


def opinion(department: str, answer: str = "", reasons: str = "", signer: str = "罗红梅", silence: str = "") -> Opinion:
    """A question and its answer."""
    question = ev.Recorded(
        asked(department, silence=silence), setting().stream, 9, at("2026-11-23 10:00"), "1001", "007", CASE + "-01", 1
    )
    found = opened(question, question.event)
    if not answer:
        return found
    given = ev.OpinionGiven(answer, reasons, signer, date(2026, 11, 26))
    return answered(
        found, ev.Recorded(given, "510824-008.1", 5, at("2026-11-26 15:00"), "1082", "008", CASE + "-01", 2)
    )


REASONS = "操作间与卫生间相邻，未设置独立的餐用具清洗消毒区，不符合《餐饮服务通用卫生规范》（GB 31654-2021）第4.2.3条。"
MISSING = ("食品安全管理制度文本",)
PARTY = ev.PartyTold(
    "苍溪县陵江镇滨江路居民委员会", "苍溪县陵江镇滨江路1号", "0839-0000777", "油烟和噪声", TODAY, LATER
)
PROCEDURE = ev.ProcedureStarted(
    "专家评审", "《娱乐场所管理条例》第八条", 15, Due(date(2026, 12, 14)), "郑文博", "", TODAY, BEYOND, LATER
)
ENDED = ev.ProcedureEnded("专家评审", "通过", date(2026, 12, 16), date(2026, 12, 14), BEYOND, LATER)
EXTENDED = ev.DecisionExtended(10, REASONS, "周远征", "苍市监延〔2026〕4号", BEYOND, LATER)
MOVED = (("statutory_due", BEYOND, Due(date(2027, 1, 13))), ("promised_due", BEYOND, Due(date(2027, 1, 5))))
DATES = ev.DatesRecomputed(MOVED, date(2027, 12, 31), TODAY)
UNIT = ev.SentToUnit("苍溪县市场监督管理局", "核对经营场所平面布局与历史档案", 4, Due(date(2026, 11, 27)), TODAY)
UPWARD = ev.DispatchedUpward("广元市卫生健康委员会", "材料齐全，符合法定条件、标准，建议准予。", (), TODAY, late=False)
HEARING = ev.HearingAnnounced(
    date(2026, 12, 3), "09:30", "苍溪县政务服务中心（演示）三楼听证室", "郑文博", date(2026, 11, 23)
)
ANNOUNCED = {"parties": (PARTY,), "reviewer": "1001"}
REVOKED = ev.PermitRevoked(CERTIFICATE, "第六十九条第二款", REASONS, TODAY, "苍市监委〔2026〕1号")
HEARD = ev.StatementHeard(HOLDER.name, "门店已经整改，申请从轻处理。", TODAY)
TOLD = ev.HolderTold(REASONS, "", TODAY, LATER)
DECLARED = ev.HearingDeclared("涉及整条街居民的用水安全", TODAY, "")
ORDERED = ev.MendingOrdered("补足三名专职从业人员", date(2026, 12, 11), TODAY, "")
BROKEN = ev.LaterCheckDone(False, "专职从业人员只有一名", ("王敏", "何川"), TODAY)
CANCELLED = ev.PermitCancelled(CERTIFICATE, "第七十条第三项", "企业已于2026年10月办理注销登记。", TODAY, "")
DECIDED = ev.DecisionMade(True, "反对意见所称问题已经整改并复核。", TODAY, LATER, "苍市监委〔2026〕1号")
ALL_IN = (
    opinion("消防救援大队", DISAGREE, "疏散通道宽度不足一点四米，不符合《建筑设计防火规范》。"),
    opinion("综合行政执法局", AGREE),
    opinion("卫生健康局", silence="《苍溪县并联审批办法》第九条"),
)


def _tolerance(n: int) -> ev.PaperDrawn:
    granted = ev.ToleranceGranted(MISSING, date(2026, 11, 30))
    return ways.tolerance(setting(), act("1001"), case(lacking=MISSING), granted)[n]


def _promise() -> ev.PaperDrawn:
    promised = case("151")
    made = ev.PromiseMade(promised.item.promise, promised.item.promise_check_days or 0)
    return ways.promise(setting(), act("1001"), promised, made)


def _reply(answer: str, reasons: str) -> ev.PaperDrawn:
    there = replace(setting(), window=setting().windows["008"])
    given = ev.OpinionGiven(answer, reasons, "罗红梅", date(2026, 11, 26))
    return opinions.reply(there, act("1082", at("2026-11-26 15:00")), opinion("消防救援大队"), given)


def _hearing(n: int) -> ev.PaperDrawn:
    return hearings.hearing(setting(), act(), case("141", **ANNOUNCED), HEARING)[n]


def _hearing_right(n: int) -> ev.PaperDrawn:
    told = ev.HearingRightTold(TODAY, Due(date(2026, 11, 30)))
    return hearings.hearing_right(setting(), act(), case("141", **ANNOUNCED), told)[n]


def _fee() -> ev.FeeNotified:
    return ev.FeeNotified("《中华人民共和国居民身份证法》第二十条", "每证20元", 2000, TODAY)


WRITTEN: dict[str, Callable[[], ev.PaperDrawn]] = {
    "容缺承诺": lambda: _tolerance(0),
    "容缺受理": lambda: _tolerance(1),
    "容缺时的受理通知": lambda: applications.acceptance(
        setting(), act("1001"), case(lacking=MISSING), TODAY, False, LATER, LATER
    ),
    "告知承诺": _promise,
    "延长": lambda: clocks.extension(setting(), act(), case(), EXTENDED, "行政许可法 第四十二条第一款"),
    "联办延长": lambda: clocks.extension(
        setting(), act(), case("110"), structs.replace(EXTENDED, approver="罗振邦"), "行政许可法 第四十二条第二款"
    ),
    "特别程序": lambda: clocks.procedure(setting(), act(), case("141"), PROCEDURE),
    "检验": lambda: clocks.procedure(
        setting(),
        act(),
        case("122"),
        structs.replace(PROCEDURE, procedure="检测", persons=("王敏", "何川"), body="广元市检验检测中心"),
    ),
    "恢复": lambda: clocks.resumed(setting(), act(), case("141"), ENDED),
    "期限变更": lambda: clocks.new_dates(setting(), act(""), case(), DATES)[0],
    "关系人的期限变更": lambda: clocks.new_dates(
        setting(), act(""), case(), ev.DatesRecomputed((("party:何静", BEYOND, LATER),), date(2027, 12, 31), TODAY)
    )[0],
    "交接": lambda: clocks.unit_slip(setting(), act("1001"), case(), UNIT),
    "上报": lambda: clocks.upward(setting(), act(), case("125"), UPWARD),
    "联系": lambda: opinions.contact(setting(), act("1001"), case("110"), asked("消防救援大队")),
    "默认同意的联系": lambda: opinions.contact(
        setting(), act("1001"), case("110"), asked("消防救援大队", silence="《苍溪县并联审批办法》第九条")
    ),
    "派人送达的联系": lambda: opinions.contact(
        setting(), act("1001"), case("110"), structs.replace(asked("气象局"), by_hand=True)
    ),
    "征询终止": lambda: opinions.recalled(
        setting(), act("1001"), case("110"), opinion("消防救援大队"), "申请人撤回申请"
    ),
    "答复期限变更": lambda: opinions.due_moved(setting(), act(""), case("110"), opinion("消防救援大队"), BEYOND),
    "抄送": lambda: opinions.contact(setting(), act("1001"), case("110"), asked("消防救援大队", kind="copy")),
    "不同意的回执": lambda: _reply(DISAGREE, REASONS),
    "转报的回执": lambda: _reply(FORWARD, ""),
    "汇总": lambda: opinions.summary(setting(), act("1003", at("2026-12-07 10:00")), case("110"), ALL_IN, DECIDED),
    "退件": lambda: ways.returned(setting(), act(""), case(), "你（单位）逾期未补正，本次申请按退件处理。"),
    "撤回": lambda: ways.withdrawal(setting(), act("1001"), case(), ev.ApplicationWithdrawn("改在别处经营", TODAY)),
    "利害关系人": lambda: hearings.party(setting(), act(), case("141"), PARTY),
    "听证权利": lambda: _hearing_right(0),
    "关系人的听证权利": lambda: _hearing_right(1),
    "听证": lambda: _hearing(0),
    "关系人的听证": lambda: _hearing(1),
    "听证公告": lambda: _hearing(2),
    "缴费": lambda: ways.fee(setting(), act("1001"), case(), _fee()),
    "缴费登记": lambda: ways.paid(
        setting(), act("1001"), case(fee=_fee()), ev.FeePaid("川财票2026-0000001", 2000, TODAY)
    ),
    "认定的听证公告": lambda: hearings.hearing(
        setting(),
        act(),
        case("101", hearing_declared=ev.HearingDeclared("涉及整条街居民的用水安全", TODAY, "")),
        HEARING,
    )[-1],
    "责令整改": lambda: permits.mending(
        setting(),
        act(),
        case("151", broken=BROKEN),
        ev.MendingOrdered("补足三名专职从业人员", date(2026, 12, 11), TODAY, ""),
    ),
    "拟撤销": lambda: permits.holder_told(
        setting(), act(), case(ground="第六十九条第一款第四项", way="revoke", about=CERTIFICATE), TOLD
    ),
    "拟注销": lambda: permits.holder_told(
        setting(),
        act(),
        case(ground="第七十条第三项", way="cancel", about=CERTIFICATE),
        structs.replace(TOLD, to="清算组"),
    ),
    "整改以后的撤销": lambda: permits.revocation(
        setting(),
        act(),
        case(
            "151",
            statements=(HEARD,),
            about=CERTIFICATE,
            broken=BROKEN,
            holder_told=TOLD,
            mending=ORDERED,
            mending_checked=ev.MendingChecked(False, "仍只有一名", ("王敏", "何川"), date(2026, 12, 14)),
        ),
        REVOKED,
    ),
    "撤销": lambda: permits.revocation(
        setting(), act(), case(statements=(HEARD,), about=CERTIFICATE), REVOKED, date(2029, 11, 23)
    ),
    "注销": lambda: permits.cancellation(setting(), act(), case(ground="第七十条第三项", about=CERTIFICATE), CANCELLED),
    "申请注销": lambda: permits.cancellation(
        setting(),
        act(),
        case("117", about=CERTIFICATE),
        structs.replace(CANCELLED, ground="第七十条第六项", reasons=""),
    ),
    "不予撤销": lambda: decisions.decision(
        setting(),
        act(),
        case(ground="第六十九条第一款第四项", way="revoke", about=CERTIFICATE),
        granted=False,
        reasons=REASONS,
        basis="",
        valid_until=None,
    ),
    "虚假材料": lambda: decisions.decision(
        setting(), act(), case(), granted=False, reasons=REASONS, basis="", valid_until=None, false_materials=True
    ),
    "撤销的送达": lambda: service.proof_of_service(
        setting(), act("1001"), case(ended=REVOKED, about=CERTIFICATE), "直接送达", "李㛃"
    ),
    "编号更正": lambda: numbering.renumbered(
        setting(),
        act(),
        case(),
        ev.CaseRenumbered(CASE[:17] + "2000100", CASE, ("苍市监收〔2026〕0071-00001号",), TODAY),
    ),
}
"""What each is called here, and how it is written."""


@cache
def drawn(name: str) -> ev.PaperDrawn:
    """One of them."""
    return WRITTEN[name]()


def notice(name: str) -> Notice:
    """Its content."""
    return drawn(name).notice


KINDS = tuple(PaperKind)[tuple(PaperKind).index(PaperKind.TOLERANCE) :]
"""The kinds of paper that are written here."""

NOTICES = tuple({notice(name).kind: notice(name) for name in reversed(WRITTEN) if notice(name).kind in KINDS}.values())
"""One of each kind."""
