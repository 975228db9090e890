"""What each paper says: one function a paper, its fields those the law and the hall's practice ask for."""

from __future__ import annotations

from datetime import date

from windowdesk.models.calendar import Due
from windowdesk.models.case import Case
from windowdesk.models.catalogue import Item
from windowdesk.models.events import CertificateMade, Deficiency, MaterialLine, PaperDrawn
from windowdesk.models.notice import TITLES, Listing, Notice, PaperKind, Parcel
from windowdesk.models.parties import Party, PartyKind
from windowdesk.models.rules import licensing
from windowdesk.models.setting import Act, Setting, impression, paper_number

Facts = tuple[tuple[str, str], ...]
NOT_STATED = "未载明"
STATES = {"ok": "已收", "missing": "未提交", "faulty": "不符合形式"}


def day(on: date) -> str:
    """A date as papers print it."""
    return f"{on.year}年{on.month}月{on.day}日"


def due(found: Due | None) -> str:
    """A due date as papers print it; one that lies beyond the known calendar says so."""
    if found is None:
        return NOT_STATED
    return f"约{day(found.on)}（暂定，次年放假安排公布后另行告知）" if found.provisional else day(found.on)


def _draw(
    setting: Setting,
    act: Act,
    item: Item,
    kind: PaperKind,
    **content: object,
) -> PaperDrawn:
    """Number a paper, take its impression, and fill the block common to every paper."""
    number = paper_number(setting, act, kind, item)
    stamped = impression(setting, act, kind, item)
    department = setting.department(item)
    notice = Notice(
        kind=kind,
        number=number.text,
        issuer=department.full_name,
        dated=day(act.today),
        window_phone=setting.window.phone or setting.hall.phone,
        complaint_phone=setting.hall.complaint_phone,
        seal=stamped[0] if stamped else None,
        **content,  # type: ignore[arg-type]
    )
    if stamped is None:
        return PaperDrawn(notice, number.series, number.serial)
    return PaperDrawn(notice, number.series, number.serial, stamped[1], stamped[2])


def _who(applicant: Party) -> Facts:
    person = applicant.kind is PartyKind.PERSON
    label = "身份证件号码" if person else "统一社会信用代码"
    shown = f"尾号 {applicant.number[-4:]}" if person else applicant.number
    rows = [("申请人", applicant.name), (label, shown)]
    if applicant.contact:
        rows.append(("联系人", applicant.contact))
    rows.append(("联系电话", applicant.phone))
    if applicant.address:
        rows.append(("通讯地址", applicant.address))
    return tuple(rows)


def _clerk(setting: Setting, act: Act) -> str:
    by = f"{act.by.name}（{act.by.number}）" if act.by else "依法视为受理，无经办人"
    return f"{setting.window.code} {setting.window.name}　{by}"


def _materials(lines: tuple[MaterialLine, ...], title: str) -> Listing:
    rows = tuple(
        (str(n), line.name, line.form or "—", str(line.copies), str(line.pages or "—"), _state(line))
        for n, line in enumerate(lines, 1)
    )
    return Listing(title, ("序号", "材料名称", "形式", "份数", "页数", "情况"), rows)


def _state(line: MaterialLine) -> str:
    return STATES[line.state] + (f"：{line.note}" if line.note else "")


def _days(item: Item, accepted_on: date, setting: Setting) -> Facts:
    found = licensing.statutory_days(item, accepted_on, setting.law)
    statutory = f"{found[0]}个工作日（{found[1]}）" if found else NOT_STATED
    promised = "即时办结" if item.on_the_spot else NOT_STATED
    if item.promised_days:
        promised = f"{item.promised_days}个工作日"
    return (("法定办结时限", statutory), ("承诺办结时限", promised))


def _fee(item: Item) -> tuple[str, str]:
    return ("收费", f"{item.fee.standard}（依据：{item.fee.basis}）" if item.fee else "不收费")


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
    return _draw(
        setting,
        act,
        item,
        PaperKind.RECEIPT,
        case_no=case_no,
        addressee=applicant.name,
        facts=(
            *_who(applicant),
            ("申请事项", item.name),
            ("收件时间", f"{day(act.today)}{act.at:%H:%M}"),
            ("答复期限", due(reply_by)),
            ("收件窗口", _clerk(setting, act)),
        ),
        listings=(_materials(materials, "材料清单"),),
        paragraphs=(
            "本凭证证明收到上列材料，不等于受理。材料不齐全或者不符合法定形式的，本窗口将当场或者在五个工作日内"
            "一次告知需要补正的全部内容；逾期不告知的，自收到申请材料之日起即为受理"
            "（《中华人民共和国行政许可法》第三十二条第一款第四项）。",
        ),
        signatures=("申请人（代理人）签名", "经办人签名"),
        query_code=query_code,
        provisional=reply_by.provisional,
    )


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
    item, filing = case.item, case.item.kind.value == "备案"
    promise = promised or statutory
    if filing:
        opening = "经核对，你（单位）提交的备案材料齐全、符合法定形式，准予备案。"
    elif deemed:
        opening = (
            f"本机关自{day(accepted_on)}收到你（单位）的申请材料之日起，未在五个工作日内告知需要补正的内容，"
            "依照《中华人民共和国行政许可法》第三十二条第一款第四项，你（单位）的申请自收到申请材料之日起即为受理。"
        )
    else:
        opening = "经审查，你（单位）申请的事项属于本机关职权范围，申请材料齐全、符合法定形式，决定予以受理。"
    promise_text = (
        f"本机关将于{due(promise)}前办结该事项。" if promise else "事项目录未载明该事项的办结时限，本凭证不作日期承诺。"
    )
    facts = (
        *_who(case.applicant),
        ("申请事项", item.name),
        ("受理日期", day(accepted_on)),
        *(() if filing else _days(item, accepted_on, setting)),
        *(() if filing else (("承诺办结日期", due(promised)), ("法定办结日期", due(statutory)))),
        _fee(item),
        ("经办窗口", _clerk(setting, act)),
    )
    return _draw(
        setting,
        act,
        item,
        PaperKind.ACCEPTANCE,
        title="备案凭证" if filing else "",
        case_no=case.id,
        addressee=case.applicant.name,
        facts=facts,
        listings=(_materials(case.materials, "已收材料"),),
        paragraphs=(opening,) if filing else (opening, promise_text),
        counterfoil=True,
        query_code=case.query_code,
        provisional=bool(promise and promise.provisional),
    )


def correction(setting: Setting, act: Act, case: Case, told: tuple[Deficiency, ...], reply_by: date) -> PaperDrawn:
    """补正材料一次性告知书: everything, once, with how and until when to hand it in and what happens otherwise."""
    rows = tuple((str(n), one.material, one.wrong, one.required or "—") for n, one in enumerate(told, 1))
    held = tuple(line for line in case.materials if line.state == "ok")
    return _draw(
        setting,
        act,
        case.item,
        PaperKind.CORRECTION,
        case_no=case.id,
        addressee=case.applicant.name,
        facts=(
            *_who(case.applicant),
            ("申请事项", case.item.name),
            ("收件日期", day(case.received_on)),
            ("补正期限", f"{day(reply_by)}前"),
            ("补正方式", f"到{setting.hall.name}{setting.window.code}号窗口提交，或者委托代理人提交"),
            ("经办窗口", _clerk(setting, act)),
        ),
        listings=(
            Listing("需要补正的全部内容", ("序号", "材料名称", "存在的问题", "补正要求"), rows),
            *((_materials(held, "已具备的材料"),) if held else ()),
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


def remedies(setting: Setting, on: date) -> tuple[str, ...]:
    """Where and until when a refusal can be challenged: organ, court and periods, all named (行政复议法 第二十条)."""
    days = setting.law.figure("reconsideration_days", on)
    months = setting.law.figure("suit_months", on)
    return (
        f"如不服本决定，可以自收到本决定书之日起{days}日内向{setting.hall.government}申请行政复议"
        "（《中华人民共和国行政复议法》第二十条第一款、第二十四条第一款），"
        f"也可以自收到本决定书之日起{months}个月内直接向{setting.hall.court}提起行政诉讼"
        "（《中华人民共和国行政诉讼法》第四十六条第一款）。",
    )


def not_accepted(setting: Setting, act: Act, case: Case, ground: str, reason: str, right_office: str) -> PaperDrawn:
    """不予受理通知书: facts, reasons, article, the right office, and the remedies with organ and period."""
    cite = "第三十二条第一款第一项" if ground == "no_permit_needed" else "第三十二条第一款第二项"
    words = "申请事项依法不需要取得行政许可" if ground == "no_permit_needed" else "申请事项依法不属于本机关职权范围"
    paragraphs = [
        f"你（单位）于{day(case.received_on)}提出的“{case.item.name}”申请收悉。经审查：{reason}",
        f"{words}，依照《中华人民共和国行政许可法》{cite}，决定不予受理。",
    ]
    if right_office:
        paragraphs.append(f"请向{right_office}申请。")
    return _draw(
        setting,
        act,
        case.item,
        PaperKind.NOT_ACCEPTED,
        case_no=case.id,
        addressee=case.applicant.name,
        facts=(*_who(case.applicant), ("申请事项", case.item.name), ("经办窗口", _clerk(setting, act))),
        paragraphs=tuple(paragraphs),
        remedies=remedies(setting, act.today),
        counterfoil=True,
    )


def decision(
    setting: Setting,
    act: Act,
    case: Case,
    *,
    granted: bool,
    reasons: str,
    basis: str,
    valid_until: date | None,
) -> PaperDrawn:
    """准予 or 不予行政许可决定书. Matters that are not permits say 办理 in place of 行政许可."""
    item, permit = case.item, case.item.type in ("行政许可", "")
    kind = PaperKind.GRANT if granted else PaperKind.DENIAL
    matter = "行政许可" if permit else "办理"
    rests = basis or item.basis or "《中华人民共和国行政许可法》第三十八条"
    if granted:
        body = (
            f"你（单位）提出的“{item.name}”申请，本机关已依法受理并审查。经审查，符合法定条件、标准。依照{rests}和"
            f"《中华人民共和国行政许可法》第三十八条第一款，决定准予{matter}。",
            "本机关将自作出决定之日起十个工作日内颁发、送达证件（《中华人民共和国行政许可法》第四十四条）。"
            "本决定依法公开，公众有权查阅（《中华人民共和国行政许可法》第四十条）。",
        )
    else:
        body = (
            f"你（单位）提出的“{item.name}”申请，本机关已依法受理并审查。经审查：{reasons}",
            f"依照{rests}和《中华人民共和国行政许可法》第三十八条第二款，决定不予{matter}。",
        )
    rows: list[tuple[str, str]] = [*_who(case.applicant), ("事项", item.name)]
    if granted:
        rows.append(("证件名称", item.result or "本决定书即为批准文件"))
        rows.append(("有效期", f"至{day(valid_until)}" if valid_until else "长期或者事项目录未载明"))
    rows.append(("签批人", act.by.name if act.by else ""))
    return _draw(
        setting,
        act,
        item,
        kind,
        title="" if permit else TITLES[kind].replace("行政许可", "办理"),
        case_no=case.id,
        addressee=case.applicant.name,
        facts=tuple(rows),
        paragraphs=body,
        remedies=() if granted else remedies(setting, act.today),
    )


def certificate(setting: Setting, act: Act, case: Case, made: CertificateMade) -> PaperDrawn:
    """The certificate itself, to be stamped with the seal the matrix names (行政许可法 第三十九条)."""
    rows = [("证件编号", made.number), ("持有人", case.applicant.name)]
    if case.applicant.kind is PartyKind.ORGANISATION:
        rows.append(("统一社会信用代码", case.applicant.number))
    rows.append(("许可事项", case.item.name))
    rows.append(("有效期", f"{day(made.issued_on)}至{day(made.valid_until)}" if made.valid_until else "长期"))
    return _draw(
        setting,
        act,
        case.item,
        PaperKind.CERTIFICATE,
        title=made.name,
        case_no=case.id,
        addressee=case.applicant.name,
        facts=tuple(rows),
        paragraphs=("经审查，符合法定条件、标准，特发此证。",),
    )


def _content(case: Case) -> str:
    if case.decision and not case.decision.granted:
        return TITLES[PaperKind.DENIAL]
    parts = [TITLES[PaperKind.GRANT]]
    if case.certificate:
        parts.append(f"{case.certificate.name}（{case.certificate.number}）")
    return "、".join(parts)


def _decision_number(case: Case) -> str:
    kinds = (PaperKind.GRANT.value, PaperKind.DENIAL.value)
    return next((paper.number for paper in case.papers if paper.kind in kinds), "")


def pickup(setting: Setting, act: Act, case: Case, receiver: str, receiver_id: str, as_agent: bool) -> PaperDrawn:
    """取件凭证: who took the result, on what identity, with whose power, when."""
    return _draw(
        setting,
        act,
        case.item,
        PaperKind.PICKUP,
        case_no=case.id,
        addressee=case.applicant.name,
        facts=(
            ("申请人", case.applicant.name),
            ("申请事项", case.item.name),
            ("取件内容", _content(case)),
            ("取件人", receiver + _standing(case, as_agent)),
            ("取件人证件", f"居民身份证 尾号 {receiver_id}" if receiver_id else "统一社会信用代码证照"),
            ("取件时间", f"{day(act.today)}{act.at:%H:%M}"),
            ("发件窗口", _clerk(setting, act)),
        ),
        paragraphs=("取件时请出示本人有效身份证件；代领的，另出示书面委托和代理人身份证件。",),
        signatures=("取件人签名", "发件人签名"),
        query_code=case.query_code,
    )


def _standing(case: Case, as_agent: bool) -> str:
    if as_agent:
        return "（代理人，持书面委托）"
    return "（本人）" if case.applicant.kind is PartyKind.PERSON else "（申请单位人员）"


def proof_of_service(setting: Setting, act: Act, case: Case, way: str, receiver: str, mail_no: str = "") -> PaperDrawn:
    """送达回证: which paper was served, to whom, how, when, with places to sign."""
    return _draw(
        setting,
        act,
        case.item,
        PaperKind.SERVICE,
        case_no=case.id,
        addressee=case.applicant.name,
        facts=(
            ("受送达人", case.applicant.name),
            ("送达文书", _content(case)),
            ("文书字号", _decision_number(case)),
            ("送达方式", way + (f"（邮件号 {mail_no}）" if mail_no else "")),
            (
                "送达地点",
                case.applicant.address if mail_no else setting.hall.name + setting.window.code + "号窗口",
            ),
            ("送达时间", "以回执注明的签收日期为准" if mail_no else f"{day(act.today)}{act.at:%H:%M}"),
            ("收件人", receiver),
            ("送达人", act.by.name if act.by else ""),
        ),
        signatures=("受送达人签名或盖章", "代收人签名及代收理由", "拒收事由及见证人", "签收日期"),
    )


def parcel(setting: Setting, act: Act, case: Case, mail_no: str, to: Party) -> tuple[PaperDrawn, PaperDrawn]:
    """The EMS label and the posting list. The label carries names, phones and addresses and nothing more."""
    department = setting.department(case.item)
    sender = Parcel(
        sender_name=setting.hall.name,
        sender_phone=setting.hall.phone,
        sender_address=setting.hall.address,
        receiver_name=to.name,
        receiver_phone=to.phone,
        receiver_address=to.address,
        mail_no=mail_no,
    )
    label = _draw(setting, act, case.item, PaperKind.EMS_LABEL, parcel=sender)
    row = ("1", mail_no, "证照、文书（纸质）", _content(case), "1")
    listing = _draw(
        setting,
        act,
        case.item,
        PaperKind.EMS_LIST,
        case_no=case.id,
        facts=(("交寄单位", f"{setting.hall.name}（{department.full_name}）"), ("交寄日期", day(act.today))),
        listings=(Listing("交寄邮件", ("序号", "邮件号", "性质", "内件名称", "件数"), (row,)),),
        signatures=("交寄人签名", "揽收人签名", "揽收时间"),
    )
    return label, listing


def referral(setting: Setting, act: Act, item: Item) -> PaperDrawn:
    """事项指引单: a matter handled elsewhere: where, why, with what. It is not a case."""
    rows = tuple((str(n), m.name, m.form or "—", str(m.copies)) for n, m in enumerate(item.materials, 1))
    return _draw(
        setting,
        act,
        item,
        PaperKind.REFERRAL,
        facts=(
            ("事项", item.name),
            ("办理单位", item.outside_office or setting.department(item).full_name),
            ("办理地址", item.outside_address or setting.department(item).address or NOT_STATED),
            ("未进入大厅的原因", item.outside_reason or NOT_STATED),
            ("指引窗口", _clerk(setting, act)),
        ),
        listings=(Listing("请携带的材料", ("序号", "材料名称", "形式", "份数"), rows),) if rows else (),
        paragraphs=("该事项不在本大厅办理，请到下列地址申请。本指引单不是收件凭证。",),
    )
