"""Everything a clerk can ask for, on one page, in the imperative."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import get_args

from windowdesk.models.events import Deficiency, MaterialLine
from windowdesk.models.parties import Agent, Party


@dataclass(frozen=True, slots=True)
class ReceiveApplication:
    """收件: one applicant, one or several items, one set of materials.

    `about` is the certificate that a renewal, change, duplicate or cancellation speaks of; `about_until` its last
    day, told when this hall did not issue it. `green` asks for the green channel, open to organisations and to
    an outside `investor`.
    """

    items: tuple[str, ...]
    applicant: Party
    materials: tuple[MaterialLine, ...] = ()
    agent: Agent | None = None
    channel: str = "window"
    about: str = ""
    about_until: date | None = None
    green: bool = False
    investor: bool = False


@dataclass(frozen=True, slots=True)
class ReferMatter:
    """Send the applicant to the office that handles a matter outside the hall."""

    item: str


@dataclass(frozen=True, slots=True)
class SupplementMaterials:
    """补交: these lines replace those of the same name in the checklist."""

    case_id: str
    materials: tuple[MaterialLine, ...]


@dataclass(frozen=True, slots=True)
class RequestCorrections:
    """一次告知. Without deficiencies the checklist's are taken; with them, they must cover the checklist's.

    Without `reply_days` the item's own are taken, else thirty.
    """

    case_id: str
    deficiencies: tuple[Deficiency, ...] = ()
    reply_days: int | None = None


@dataclass(frozen=True, slots=True)
class AcceptCase:
    """受理."""

    case_id: str


@dataclass(frozen=True, slots=True)
class RefuseAcceptance:
    """不予受理. `ground` is no_permit_needed, not_our_power or false_materials; the second names the right office."""

    case_id: str
    ground: str
    reason: str
    right_office: str = ""


@dataclass(frozen=True, slots=True)
class ReviewCase:
    """审."""

    case_id: str
    favourable: bool = True
    opinion: str = ""


@dataclass(frozen=True, slots=True)
class CheckCase:
    """核, by a second person."""

    case_id: str
    agrees: bool = True
    opinion: str = ""


@dataclass(frozen=True, slots=True)
class DecideCase:
    """签批: grant, or deny with reasons and their legal basis; `false_materials` when they were false (第七十八条)."""

    case_id: str
    grant: bool = True
    reasons: str = ""
    basis: str = ""
    false_materials: bool = False


@dataclass(frozen=True, slots=True)
class MakeCertificate:
    """制证."""

    case_id: str


@dataclass(frozen=True, slots=True)
class StampCertificate:
    """盖章."""

    case_id: str


@dataclass(frozen=True, slots=True)
class HandOverResult:
    """发证 at the window, to the applicant or to somebody with their power."""

    case_id: str
    receiver: str = ""
    receiver_number: str = ""
    as_agent: bool = False


@dataclass(frozen=True, slots=True)
class PostResult:
    """发证 by EMS. Without a name, phone or address the applicant's are taken."""

    case_id: str
    mail_no: str
    receiver: str = ""
    phone: str = ""
    address: str = ""
    zone: str = ""


@dataclass(frozen=True, slots=True)
class ConfirmDelivery:
    """The parcel's return receipt is in."""

    case_id: str
    on: date
    signed_by: str = ""


@dataclass(frozen=True, slots=True)
class RecordReturn:
    """The parcel came back undelivered."""

    case_id: str
    on: date
    why: str


@dataclass(frozen=True, slots=True)
class ReprintPaper:
    """补打."""

    case_id: str
    paper_no: str


@dataclass(frozen=True, slots=True)
class ShowIdentity:
    """Show personal data in full, and say why."""

    case_id: str
    why: str


@dataclass(frozen=True, slots=True)
class HandOverCase:
    """移交 to window `to`, with the reason."""

    case_id: str
    to: str
    reason: str


@dataclass(frozen=True, slots=True)
class ReturnDuplicate:
    """退件 of an application that goes on in another case, after it was ruled so."""

    case_id: str


@dataclass(frozen=True, slots=True)
class WithdrawApplication:
    """撤回 by the applicant."""

    case_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class AcceptTolerantly:
    """容缺受理: only secondary materials are missing, and the applicant promises them."""

    case_id: str


@dataclass(frozen=True, slots=True)
class AcceptOnPromise:
    """告知承诺: the applicant promises the conditions the item tells."""

    case_id: str


@dataclass(frozen=True, slots=True)
class ExtendDecision:
    """延长办理期限, once, approved by the head of the agency; joint handling by the head of the government."""

    case_id: str
    reasons: str
    approver: str
    approval: str


@dataclass(frozen=True, slots=True)
class StartProcedure:
    """特别程序 of the closed list of 第四十五条, with basis, planned working days, approver and who carries it out."""

    case_id: str
    procedure: str
    basis: str
    days: int
    approver: str
    body: str = ""
    persons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EndProcedure:
    """特别程序 has its result."""

    case_id: str
    result: str


@dataclass(frozen=True, slots=True)
class SendToUnit:
    """转原单位 for what the window cannot decide, with the unit's own working days."""

    case_id: str
    matter: str
    days: int | None = None


@dataclass(frozen=True, slots=True)
class ReturnFromUnit:
    """The home unit gives the case back with its result."""

    case_id: str
    result: str


@dataclass(frozen=True, slots=True)
class DispatchUpward:
    """上报 opinion and materials to the superior."""

    case_id: str
    opinion: str = ""


@dataclass(frozen=True, slots=True)
class RecordSuperior:
    """The superior's decision has come."""

    case_id: str
    granted: bool
    document: str
    on: date
    reasons: str = ""
    valid_until: date | None = None


@dataclass(frozen=True, slots=True)
class AskOpinions:
    """并联审批: ask the departments of the item, or those named, at the same time."""

    case_id: str
    question: str = ""
    departments: tuple[str, ...] = ()
    days: int | None = None


@dataclass(frozen=True, slots=True)
class RecordReply:
    """登记纸质答复 of a department without a window in the hall, with the reply's number, its signer and its date."""

    case_id: str
    department: str
    answer: str
    document: str
    signer: str
    on: date
    reasons: str = ""


@dataclass(frozen=True, slots=True)
class TellParty:
    """告知利害关系人 (第三十六条)."""

    case_id: str
    name: str
    interest: str
    address: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class HearStatement:
    """听取陈述申辩 of the applicant, the holder or an interested party."""

    case_id: str
    who: str
    statement: str


@dataclass(frozen=True, slots=True)
class TellHearingRight:
    """告知听证权利 (第四十七条)."""

    case_id: str


@dataclass(frozen=True, slots=True)
class DeclareHearing:
    """认定应当听证 (第四十六条): the organ finds the matter to be of major public interest."""

    case_id: str
    why: str


@dataclass(frozen=True, slots=True)
class RequestHearing:
    """申请听证 by the applicant or an interested party."""

    case_id: str
    who: str


@dataclass(frozen=True, slots=True)
class AnnounceHearing:
    """听证通知: at least seven days before; the presider is nobody who examines the application."""

    case_id: str
    held_on: date
    time: str
    place: str
    presider: str


@dataclass(frozen=True, slots=True)
class HoldHearing:
    """The hearing was held; its signed record and findings."""

    case_id: str
    record: str
    findings: str


@dataclass(frozen=True, slots=True)
class RecordSiteVisit:
    """现场核查, with two names or more."""

    case_id: str
    persons: tuple[str, ...]
    findings: str


@dataclass(frozen=True, slots=True)
class NotifyFee:
    """缴费通知 with the published rate; `quantity` is how many units of it, where it is one a unit."""

    case_id: str
    quantity: str = ""


@dataclass(frozen=True, slots=True)
class RecordPayment:
    """缴费登记 with the treasury's receipt number."""

    case_id: str
    receipt_no: str


@dataclass(frozen=True, slots=True)
class RecordLaterCheck:
    """事后核查 of a promise, by two or more."""

    case_id: str
    kept: bool
    findings: str
    persons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TellHolder:
    """告知持有人 that the permit is to be revoked or cancelled, on which facts, and that they may speak.

    `to` is who receives it where the holder no longer can: heirs, a liquidator.
    """

    case_id: str
    facts: str
    to: str = ""


@dataclass(frozen=True, slots=True)
class OrderMending:
    """责令限期整改 of what does not agree with the promise."""

    case_id: str
    what: str
    mend_by: date


@dataclass(frozen=True, slots=True)
class CheckMending:
    """整改复查, by two or more."""

    case_id: str
    mended: bool
    findings: str
    persons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RevokePermit:
    """撤销: after a broken promise, or at the end of a proceeding of the organ's own.

    `beyond_mending` says why a broken promise cannot be put right, where that was not ordered first.
    """

    case_id: str
    reasons: str
    beyond_mending: str = ""


@dataclass(frozen=True, slots=True)
class CancelPermit:
    """注销 at the end of a proceeding."""

    case_id: str
    reasons: str = ""


@dataclass(frozen=True, slots=True)
class OpenProceeding:
    """依职权: the organ itself begins to revoke or cancel a permit, on a ground of 第六十九条 or 第七十条.

    A certificate that this hall did not issue is told with item, holder and number.
    """

    certificate: str
    way: str
    ground: str
    facts: str
    item: str = ""
    holder: Party | None = None


@dataclass(frozen=True, slots=True)
class GiveOpinion:
    """答复 a question of another window: agree, disagree with reasons, or forward."""

    opinion_id: str
    answer: str
    reasons: str = ""


@dataclass(frozen=True, slots=True)
class AcknowledgeCopy:
    """签收 a copy of a green-channel case."""

    opinion_id: str


CaseCommand = (
    SupplementMaterials
    | RequestCorrections
    | AcceptCase
    | RefuseAcceptance
    | ReviewCase
    | CheckCase
    | DecideCase
    | MakeCertificate
    | StampCertificate
    | HandOverResult
    | PostResult
    | ConfirmDelivery
    | RecordReturn
    | WithdrawApplication
    | AcceptTolerantly
    | AcceptOnPromise
    | ExtendDecision
    | StartProcedure
    | EndProcedure
    | SendToUnit
    | ReturnFromUnit
    | DispatchUpward
    | RecordSuperior
    | AskOpinions
    | RecordReply
    | TellParty
    | HearStatement
    | TellHearingRight
    | DeclareHearing
    | RequestHearing
    | AnnounceHearing
    | HoldHearing
    | RecordSiteVisit
    | NotifyFee
    | RecordPayment
    | RecordLaterCheck
    | TellHolder
    | OrderMending
    | CheckMending
    | RevokePermit
    | CancelPermit
    | HandOverCase
    | ReturnDuplicate
    | ReprintPaper
    | ShowIdentity
)

OpinionCommand = GiveOpinion | AcknowledgeCopy

Command = ReceiveApplication | ReferMatter | OpenProceeding | CaseCommand | OpinionCommand

COMMANDS: dict[str, type] = {kind.__name__: kind for kind in get_args(Command)}
"""Every command by the name `windowdesk act` knows it by."""
