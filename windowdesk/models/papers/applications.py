"""Papers of an application: receipt, acceptance, correction, refusal to accept (行政许可法 第三十二条)."""

from __future__ import annotations

from datetime import date

from windowdesk.models.calendar import Due
from windowdesk.models.case import Case
from windowdesk.models.catalogue import Item, ItemKind
from windowdesk.models.events import Deficiency, MaterialLine, PaperDrawn
from windowdesk.models.notice import Listing, PaperKind
from windowdesk.models.papers.common import (
    NOT_STATED,
    Facts,
    clerk,
    day,
    draw,
    due,
    fee,
    materials_of,
    minute,
    quoted,
    sentence,
    who,
)
from windowdesk.models.parties import Party
from windowdesk.models.rules import licensing, permits
from windowdesk.models.setting import Act, Setting


def receipt(
    setting: Setting,
    act: Act,
    case_no: str,
    item: Item,
    applicant: Party,
    materials: tuple[MaterialLine, ...],
    reply_by: Due,
    query_code: str,
) -> PaperDrawn:
    """收件凭证: what was handed in, to the minute, and the last day for an answer. It is not an acceptance."""
    return draw(
        setting,
        act,
        item,
        PaperKind.RECEIPT,
        case_no=case_no,
        addressee=applicant.name,
        facts=(
            *who(applicant),
            ("申请事项", item.name),
            ("收件时间", minute(act.at)),
            ("答复期限", due(reply_by)),
            ("收件窗口", clerk(setting, act)),
        ),
        listings=(materials_of(materials, "材料清单"),),
        paragraphs=(
            "本凭证证明收到上列材料，不等于受理。材料不齐全或者不符合法定形式的，本窗口将当场或者在五个工作日内"
            "一次告知需要补正的全部内容；逾期不告知的，自收到申请材料之日起即为受理"
            "（《中华人民共和国行政许可法》第三十二条第一款第四项）。",
        ),
        signatures=("申请人（代理人）签名", "经办人签名"),
        query_code=query_code,
        provisional=reply_by.provisional,
    )


def _days(item: Item, accepted_on: date, setting: Setting) -> Facts:
    found = licensing.statutory_days(item, accepted_on, setting.law)
    statutory = f"{found[0]}个工作日（{found[1]}）" if found else NOT_STATED
    promised = "即时办结" if item.on_the_spot else NOT_STATED
    if item.promised_days:
        promised = f"{item.promised_days}个工作日"
    return (("法定办结时限", statutory), ("承诺办结时限", promised))


def acceptance(
    setting: Setting,
    act: Act,
    case: Case,
    accepted_on: date,
    deemed: bool,
    statutory: Due | None,
    promised: Due | None,
) -> PaperDrawn:
    """受理通知书, or 备案凭证 for a filing. A deemed acceptance says so and is dated from the day of receipt."""
    item, filing = case.item, case.item.kind is ItemKind.FILING
    promise = promised or statutory
    lacking = case.lacking
    missing = tuple([line for line in lacking if line.state == "missing"]) if lacking else ()
    held = tuple([line for line in case.materials if line.state != "missing"]) if missing else case.materials
    if filing:
        opening = "经核对，你（单位）提交的备案材料齐全、符合法定形式，准予备案。"
    elif deemed:
        opening = (
            f"本机关自{day(accepted_on)}收到你（单位）的申请材料之日起，未在五个工作日内告知需要补正的内容，"
            "依照《中华人民共和国行政许可法》第三十二条第一款第四项，你（单位）的申请自收到申请材料之日起即为受理。"
        )
    elif lacking:
        opening = (
            "经审查，你（单位）申请的事项属于本机关职权范围，主要申请材料齐全、符合法定形式。尚缺的次要材料由你（单位）承诺"
            "补交，决定容缺受理，补交的期限见容缺受理通知书。"
        )
    else:
        opening = "经审查，你（单位）申请的事项属于本机关职权范围，申请材料齐全、符合法定形式，决定予以受理。"
    promise_text = (
        f"本机关将于{due(promise)}前办结该事项。" if promise else "事项目录未载明该事项的办结时限，本凭证不作日期承诺。"
    )
    facts = (
        *who(case.applicant),
        ("申请事项", item.name),
        ("受理日期", day(accepted_on)),
        *(() if filing else _days(item, accepted_on, setting)),
        *(() if filing else (("承诺办结日期", due(promised)), ("法定办结日期", due(statutory)))),
        fee(item),
        ("经办窗口", clerk(setting, act)),
    )
    return draw(
        setting,
        act,
        item,
        PaperKind.ACCEPTANCE,
        title="备案凭证" if filing else "",
        case_no=case.id,
        addressee=case.applicant.name,
        facts=facts,
        listings=(materials_of(held, "已收材料"), *((materials_of(missing, "未收材料"),) if missing else ())),
        paragraphs=(opening,) if filing else (opening, promise_text),
        counterfoil=True,
        query_code=case.query_code,
        provisional=bool(promise and promise.provisional),
    )


def correction(setting: Setting, act: Act, case: Case, told: tuple[Deficiency, ...], reply_by: date) -> PaperDrawn:
    """补正材料一次性告知书: everything, once, with how and until when to hand it in and what happens otherwise."""
    rows = tuple((str(n), one.material, one.wrong, one.required or "—") for n, one in enumerate(told, 1))
    held = tuple(line for line in case.materials if line.state == "ok")
    return draw(
        setting,
        act,
        case.item,
        PaperKind.CORRECTION,
        case_no=case.id,
        addressee=case.applicant.name,
        facts=(
            *who(case.applicant),
            ("申请事项", case.item.name),
            ("收件日期", day(case.received_on)),
            ("补正期限", f"{day(reply_by)}前"),
            ("补正方式", f"到{setting.hall.name}{setting.window.code}号窗口提交，或者委托代理人提交"),
            ("经办窗口", clerk(setting, act)),
        ),
        listings=(
            Listing("需要补正的全部内容", ("序号", "材料名称", "存在的问题", "补正要求"), rows),
            *((materials_of(held, "已具备的材料"),) if held else ()),
        ),
        paragraphs=(
            "经审查，你（单位）提交的申请材料不齐全或者不符合法定形式。依照《中华人民共和国行政许可法》第三十二条"
            "第一款第四项，现一次告知需要补正的全部内容如下。",
            "请在补正期限内提交。按照要求提交全部补正材料的，本机关应当受理；逾期未补正的，本次申请按退件处理，"
            "你（单位）可以重新申请。本告知书为一次性告知，本次申请不再另行告知补正。",
        ),
        counterfoil=True,
        query_code=case.query_code,
    )


def remedies(setting: Setting, item: Item, on: date, paper: str = "本决定书") -> tuple[str, ...]:
    """Where and until when a refusal can be challenged: organ, court and periods, all named (行政复议法 第二十条).

    The county government reviews its departments (第二十四条); an organ led from above, its superior (第二十七条).
    """
    days = setting.law.figure("reconsideration_days", on)
    months = setting.law.figure("suit_months", on)
    after = setting.law.figure("suit_after_reconsideration_days", on)
    superior = setting.department(item).reconsideration
    organ, basis = (superior, "第二十七条") if superior else (setting.hall.government, "第二十四条第一款")
    return (
        f"如不服本决定，可以自收到{paper}之日起{days}日内向{organ}申请行政复议"
        f"（《中华人民共和国行政复议法》第二十条第一款、{basis}），"
        f"也可以自收到{paper}之日起{months}个月内直接向{setting.hall.court}提起行政诉讼"
        "（《中华人民共和国行政诉讼法》第四十六条第一款）。",
        f"不服复议决定的，可以自收到复议决定书之日起{after}日内向{setting.hall.court}提起行政诉讼"
        "（《中华人民共和国行政诉讼法》第四十五条）。",
    )


def barred(setting: Setting, item: Item, on: date) -> str:
    """That nobody may apply again for a year, where safety is touched (第七十八条); "" where it is not."""
    until = permits.false_materials_bar(item, on, setting.law)
    said = "该事项直接关系公共安全、人身健康、生命财产安全，依照《中华人民共和国行政许可法》第七十八条，你（单位）"
    return f"{said}至{day(until)}止不得再次申请该行政许可。" if until else ""


def not_accepted(setting: Setting, act: Act, case: Case, ground: str, reason: str, right_office: str) -> PaperDrawn:
    """不予受理通知书: facts, reasons, article, the right office, and the remedies with organ and period."""
    cite, words = {
        "no_permit_needed": ("第三十二条第一款第一项", "申请事项依法不需要取得行政许可"),
        "not_our_power": ("第三十二条第一款第二项", "申请事项依法不属于本机关职权范围"),
        "false_materials": ("第七十八条", "你（单位）隐瞒有关情况或者提供虚假材料申请行政许可，现予警告"),
    }[ground]
    paragraphs = [
        f"你（单位）于{day(case.received_on)}提出的{quoted(case.item.name)}申请收悉。经审查：{sentence(reason)}",
        f"{words}，依照《中华人民共和国行政许可法》{cite}，决定不予受理。",
    ]
    if right_office:
        paragraphs.append(f"请向{right_office}申请。")
    if ground == "false_materials" and (bar := barred(setting, case.item, act.today)):
        paragraphs.append(bar)
    return draw(
        setting,
        act,
        case.item,
        PaperKind.NOT_ACCEPTED,
        case_no=case.id,
        addressee=case.applicant.name,
        facts=(*who(case.applicant), ("申请事项", case.item.name), ("经办窗口", clerk(setting, act))),
        paragraphs=tuple(paragraphs),
        remedies=remedies(setting, case.item, act.today),
        counterfoil=True,
    )
