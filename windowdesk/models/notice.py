"""A notice is the content of one paper, complete before it is drawn; a paper is its picture."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct


class PaperKind(StrEnum):
    """The papers of the window. The value is stored in registers and never changes."""

    RECEIPT = "receipt"  # 收件凭证
    ACCEPTANCE = "acceptance"  # 受理通知书
    CORRECTION = "correction"  # 补正材料一次性告知书
    NOT_ACCEPTED = "not_accepted"  # 不予受理通知书
    GRANT = "grant"  # 准予行政许可决定书
    DENIAL = "denial"  # 不予行政许可决定书
    CERTIFICATE = "certificate"  # 证照
    PICKUP = "pickup"  # 取件凭证
    SERVICE = "service"  # 送达回证
    EMS_LABEL = "ems_label"  # 邮政特快专递面单
    EMS_LIST = "ems_list"  # 交寄清单
    REFERRAL = "referral"  # 事项指引单
    TOLERANCE = "tolerance"  # 容缺受理通知书
    TOLERANCE_PROMISE = "tolerance_promise"  # 申请容缺受理承诺书
    PROMISE = "promise"  # 告知承诺书
    EXTENSION = "extension"  # 延长办理期限通知书
    PROCEDURE = "procedure"  # 特别程序告知书
    RESUMED = "resumed"  # 恢复办理通知书
    NEW_DATES = "new_dates"  # 办理期限变更告知书
    UNIT_SLIP = "unit_slip"  # 办件交接单
    UPWARD = "upward"  # 上报审查意见书
    CONTACT = "contact"  # 并联审批联系单
    COPY = "copy"  # 绿色通道抄送单
    REPLY = "reply"  # 回执函
    SUMMARY = "summary"  # 意见汇总表
    RETURN = "return"  # 退件通知单
    WITHDRAWAL = "withdrawal"  # 撤回申请确认书
    PARTY = "party"  # 利害关系人告知书
    HEARING_RIGHT = "hearing_right"  # 听证权利告知书
    HEARING = "hearing"  # 听证通知书
    FEE = "fee"  # 缴费通知书
    PAID = "paid"  # 缴费登记凭证
    MENDING = "mending"  # 责令限期整改通知书
    HOLDER = "holder"  # 拟撤销、注销行政许可告知书
    REVOCATION = "revocation"  # 撤销行政许可决定书
    CANCELLATION = "cancellation"  # 注销行政许可决定书
    RENUMBERED = "renumbered"  # 办件编号更正告知书


TITLES: dict[PaperKind, str] = {
    PaperKind.RECEIPT: "收件凭证",
    PaperKind.ACCEPTANCE: "受理通知书",
    PaperKind.CORRECTION: "补正材料一次性告知书",
    PaperKind.NOT_ACCEPTED: "不予受理通知书",
    PaperKind.GRANT: "准予行政许可决定书",
    PaperKind.DENIAL: "不予行政许可决定书",
    PaperKind.CERTIFICATE: "行政许可证件",
    PaperKind.PICKUP: "取件凭证",
    PaperKind.SERVICE: "送达回证",
    PaperKind.EMS_LABEL: "邮政特快专递面单",
    PaperKind.EMS_LIST: "交寄清单",
    PaperKind.REFERRAL: "事项指引单",
    PaperKind.TOLERANCE: "容缺受理通知书",
    PaperKind.TOLERANCE_PROMISE: "申请容缺受理承诺书",
    PaperKind.PROMISE: "告知承诺书",
    PaperKind.EXTENSION: "延长办理期限通知书",
    PaperKind.PROCEDURE: "特别程序告知书",
    PaperKind.RESUMED: "恢复办理通知书",
    PaperKind.NEW_DATES: "办理期限变更告知书",
    PaperKind.UNIT_SLIP: "办件交接单",
    PaperKind.UPWARD: "上报审查意见书",
    PaperKind.CONTACT: "并联审批联系单",
    PaperKind.COPY: "绿色通道抄送单",
    PaperKind.REPLY: "回执函",
    PaperKind.SUMMARY: "意见汇总表",
    PaperKind.RETURN: "退件通知单",
    PaperKind.WITHDRAWAL: "撤回申请确认书",
    PaperKind.PARTY: "利害关系人告知书",
    PaperKind.HEARING_RIGHT: "听证权利告知书",
    PaperKind.HEARING: "听证通知书",
    PaperKind.FEE: "缴费通知书",
    PaperKind.PAID: "缴费登记凭证",
    PaperKind.MENDING: "责令限期整改通知书",
    PaperKind.HOLDER: "拟撤销、注销行政许可告知书",
    PaperKind.REVOCATION: "撤销行政许可决定书",
    PaperKind.CANCELLATION: "注销行政许可决定书",
    PaperKind.RENUMBERED: "办件编号更正告知书",
}
"""Statutory titles stay Chinese in both languages."""


class Listing(Struct, frozen=True):
    """A table on a paper: a title, column heads, and rows as wide as the heads."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class SealMark(Struct, frozen=True):
    """One impression of a seal. `ring` runs along the arc, `line` stands below the star.

    `diameter_mm`: 国发〔1999〕25号; `impression` is the number in the seal-use register.
    """

    seal_id: str
    ring: str
    line: str
    diameter_mm: float
    impression: str


class Parcel(Struct, frozen=True):
    """What the postal rules allow on a label, and nothing more: 快递暂行条例 第二十二条."""

    sender_name: str
    sender_phone: str
    sender_address: str
    receiver_name: str
    receiver_phone: str
    receiver_address: str
    mail_no: str


class Notice(Struct, frozen=True):
    """The content of one paper.

    `number` is the paper number (字号), `facts` are label and value pairs printed as a form,
    `paragraphs` the body, `remedies` the way to reconsideration and court, `signatures` labels with a
    line to sign on, `dated` the date as the paper prints it. A counterfoil repeats number and facts
    below a tear line, signed by the person who received the paper.
    """

    kind: PaperKind
    number: str
    issuer: str
    dated: str
    case_no: str = ""
    addressee: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    listings: tuple[Listing, ...] = ()
    paragraphs: tuple[str, ...] = ()
    remedies: tuple[str, ...] = ()
    signatures: tuple[str, ...] = ()
    counterfoil: bool = False
    query_code: str = ""
    window_phone: str = ""
    complaint_phone: str = ""
    seal: SealMark | None = None
    parcel: Parcel | None = None
    provisional: bool = False
    title: str = ""

    @property
    def heading(self) -> str:
        """The title as printed: the paper's own if it has one, else its kind's."""
        return self.title or TITLES[self.kind]

    @property
    def text(self) -> str:
        """Everything that is printed, run together."""
        seal, parcel = self.seal, self.parcel
        found = [self.number, self.issuer, self.dated, self.case_no, self.addressee, self.query_code, self.window_phone]
        found += (self.complaint_phone, self.title, *self.paragraphs, *self.remedies, *self.signatures)
        for fact in self.facts:
            found += fact
        for table in self.listings:
            found += (table.title, *table.heads)
            for row in table.rows:
                found += row
        if seal:
            found += (seal.ring, seal.line, seal.impression)
        if parcel:
            found += (parcel.sender_name, parcel.sender_phone, parcel.sender_address, parcel.mail_no)
            found += (parcel.receiver_name, parcel.receiver_phone, parcel.receiver_address)
        return "".join(found)
