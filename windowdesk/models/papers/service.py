"""Papers of service: pickup, proof of service, the parcel, and the referral slip."""

from __future__ import annotations

from windowdesk.models.case import Case
from windowdesk.models.catalogue import Item
from windowdesk.models.events import PaperDrawn, PermitRevoked
from windowdesk.models.notice import TITLES, Listing, PaperKind, Parcel
from windowdesk.models.papers import decisions
from windowdesk.models.papers.common import NOT_STATED, clerk, day, draw, minute
from windowdesk.models.parties import Party, PartyKind
from windowdesk.models.setting import Act, Setting


def _content(case: Case) -> str:
    """What is handed over: what took the permit away, the superior's decision, or the decision and its certificate."""
    if case.ended:
        return TITLES[PaperKind.REVOCATION if isinstance(case.ended, PermitRevoked) else PaperKind.CANCELLATION]
    made = case.decision
    if made and made.document:
        return f"{made.organ}的决定（{made.document}）"
    if made and not made.granted:
        return decisions.title_of_denial(case)
    parts = [decisions.title_of(PaperKind.GRANT, case.item)]
    if case.certificate:
        parts.append(f"{case.certificate.name}（{case.certificate.number}）")
    return "、".join(parts)


def _decision_number(case: Case) -> str:
    """The number of the last decision of the case: one that takes a permit away comes after the one that gave it."""
    if case.decision and case.decision.document and not case.ended:
        return case.decision.document
    kinds = {PaperKind.GRANT, PaperKind.DENIAL, PaperKind.REVOCATION, PaperKind.CANCELLATION}
    found = [paper.number for paper in case.papers if paper.kind in kinds]
    return found[-1] if found else ""


def pickup(setting: Setting, act: Act, case: Case, receiver: str, receiver_id: str, as_agent: bool) -> PaperDrawn:
    """取件凭证: who took the result, on what identity, with whose power, when."""
    return draw(
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
            ("取件时间", minute(act.at)),
            ("发件窗口", clerk(setting, act)),
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
    return draw(
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
            ("送达时间", "以回执注明的签收日期为准" if mail_no else minute(act.at)),
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
    label = draw(setting, act, case.item, PaperKind.EMS_LABEL, parcel=sender)
    row = ("1", mail_no, "证照、文书（纸质）", _content(case), "1")
    listing = draw(
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
    return draw(
        setting,
        act,
        item,
        PaperKind.REFERRAL,
        facts=(
            ("事项", item.name),
            ("办理单位", item.outside_office or setting.department(item).full_name),
            ("办理地址", item.outside_address or setting.department(item).address or NOT_STATED),
            ("未进入大厅的原因", item.outside_reason or NOT_STATED),
            ("指引窗口", clerk(setting, act)),
        ),
        listings=(Listing("请携带的材料", ("序号", "材料名称", "形式", "份数"), rows),) if rows else (),
        paragraphs=("该事项不在本大厅办理，请到下列地址申请。本指引单不是收件凭证。",),
    )
