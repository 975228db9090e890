"""Everything that can happen, on one page: only acts with legal or money consequence, in the past tense.

Events carry their conclusions and the articles they follow, so that replay never applies the law again. A field
added later has a default; a meaning that changes is a new event.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, get_args

from msgspec import Struct

from windowdesk.models.calendar import Due
from windowdesk.models.catalogue import Item
from windowdesk.models.notice import Notice
from windowdesk.models.parties import Agent, Party

Cites = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MaterialLine:
    """A line of the checklist: what was handed in, in what form. `state` is ok, missing or faulty."""

    name: str
    state: str = "ok"
    main: bool = True
    form: str = ""
    copies: int = 1
    pages: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True)
class Deficiency:
    """What is wrong with one material and what is asked for instead."""

    material: str
    wrong: str
    required: str = ""


class DeskOpened(Struct, frozen=True):
    """The first line of a register: 128 random bits make two copies of one desk differ at once.

    A register that follows another of the same window names it, its last line and the hash there (hexadecimal), and
    `why`: moved, cloned or recovered.
    """

    machine: str
    nonce: str
    public_key: str
    software: str
    follows: str = ""
    follows_seq: int = 0
    follows_hash: str = ""
    why: str = ""
    host: str = ""


class SessionOpened(Struct, frozen=True):
    """The first act of a program begins with this: two machines that share one identity differ from here on.

    `host` is the machine's name in its network, for people who have to find it.
    """

    machine: str
    nonce: str
    software: str
    host: str = ""


class CaseReceived(Struct, frozen=True):
    """收件: materials were handed in; the five days of 行政许可法 第三十二条 begin.

    `about` is the certificate a renewal, change, duplicate, cancellation or revocation speaks of, valid until
    `about_until`; `ground` the provision under which the organ itself began. `proxy` is the instrument under which
    another window's matter is taken in.
    """

    serial: int
    intake: str
    item: Item
    applicant: Party
    agent: Agent | None
    materials: tuple[MaterialLine, ...]
    received_on: date
    notice_due: Due
    query_code: str
    off_hours: bool = False
    channel: str = "window"
    cites: Cites = ()
    way: str = "new"
    about: str = ""
    about_until: date | None = None
    green: bool = False
    proxy: str = ""
    ground: str = ""


class MaterialsSupplemented(Struct, frozen=True):
    """补交: materials came in later. `complete` when all corrections are in: the notice clock restarts."""

    materials: tuple[MaterialLine, ...]
    on: date
    complete: bool
    notice_due: Due | None = None
    cites: Cites = ()


class CorrectionRequested(Struct, frozen=True):
    """补正告知: everything that is missing, told once."""

    deficiencies: tuple[Deficiency, ...]
    on: date
    reply_by: date
    cites: Cites = ()


class CaseAccepted(Struct, frozen=True):
    """受理. `deemed` when silence brought it about. A due date the catalogue does not support is None."""

    on: date
    deemed: bool
    statutory_due: Due | None
    promised_due: Due | None
    cites: Cites = ()


class CaseNotAccepted(Struct, frozen=True):
    """不予受理. `ground` is no_permit_needed or not_our_power."""

    ground: str
    reason: str
    right_office: str
    on: date
    cites: Cites = ()


class CaseReviewed(Struct, frozen=True):
    """审: the reviewer's opinion."""

    favourable: bool
    opinion: str
    cites: Cites = ()


class CaseChecked(Struct, frozen=True):
    """核: a second person agrees, or sends the case back to review."""

    agrees: bool
    opinion: str
    cites: Cites = ()


class DecisionMade(Struct, frozen=True):
    """签批: the decision, under which delegation; the ten days to serve it begin.

    `deemed`: a renewal not decided before expiry. `organ` and `document` are the superior's, when it decided.
    `check_due` is the last day to check a promise (告知承诺).
    """

    granted: bool
    reasons: str
    on: date
    serve_due: Due
    instrument: str
    certificate: str = ""
    valid_until: date | None = None
    cites: Cites = ()
    deemed: bool = False
    organ: str = ""
    document: str = ""
    check_due: Due | None = None


class CertificateMade(Struct, frozen=True):
    """制证."""

    number: str
    series: str
    serial: int
    name: str
    issued_on: date
    valid_until: date | None = None
    cites: Cites = ()
    replaces: str = ""


class CertificateStamped(Struct, frozen=True):
    """盖章."""

    number: str
    seal_id: str
    impression: str
    cites: Cites = ()


class ResultHandedOver(Struct, frozen=True):
    """发证 at the window. `receiver_id` keeps the last four only."""

    receiver: str
    as_agent: bool
    receiver_id: str
    on: date
    cites: Cites = ()


class ParcelPosted(Struct, frozen=True):
    """发证 by EMS."""

    mail_no: str
    receiver: str
    phone: str
    address: str
    on: date
    fen: int | None = None
    cites: Cites = ()


class ParcelDelivered(Struct, frozen=True):
    """签收: the date on the return receipt is the date of service."""

    on: date
    signed_by: str
    cites: Cites = ()


class ParcelReturned(Struct, frozen=True):
    """退回: the parcel came back undelivered; nothing was served, and the days to serve it run on."""

    mail_no: str
    why: str
    on: date
    cites: Cites = ()


class CaseClosed(Struct, frozen=True):
    """办结归档. `result` is how the case ended; `cites` the provisions under which time alone ended it."""

    result: str
    on: date
    cites: Cites = ()


class PaperDrawn(Struct, frozen=True):
    """A paper exists: its whole content, its number, and the number of its impression in the seal-use register."""

    notice: Notice
    series: str
    serial: int
    impression_series: str = ""
    impression_serial: int = 0
    copies: int = 1


class PaperReprinted(Struct, frozen=True):
    """补打: the same paper again, marked with its count."""

    paper_no: str
    copy: int


class IdentityShown(Struct, frozen=True):
    """Personal data was shown in full, to whom and why."""

    why: str


class MatterReferred(Struct, frozen=True):
    """首问负责: a matter handled elsewhere, with the place to go."""

    item_code: str
    item_name: str
    office: str
    address: str


class ApplicationWithdrawn(Struct, frozen=True):
    """撤回: the applicant takes the application back before the decision."""

    reason: str
    on: date
    cites: Cites = ()


class ToleranceGranted(Struct, frozen=True):
    """容缺受理: accepted with secondary materials to follow by a day; late is a deemed withdrawal."""

    materials: tuple[str, ...]
    until: date
    cites: Cites = ()
    provisional: bool = False

    @property
    def due(self) -> Due:
        """The last day to supplement, which may lie beyond the known calendar."""
        return Due(self.until, self.provisional)


class PromiseMade(Struct, frozen=True):
    """告知承诺: the applicant promises the conditions told; decided on the spot, checked afterwards."""

    conditions: tuple[str, ...]
    check_days: int
    cites: Cites = ()


class DecisionExtended(Struct, frozen=True):
    """延长: the one extension, approved by a named head, its reasons told to the applicant."""

    days: int
    reasons: str
    approver: str
    approval: str
    statutory_due: Due
    before: Due
    cites: Cites = ()


class ProcedureStarted(Struct, frozen=True):
    """特别程序 (行政许可法 第四十五条): the days told are not counted.

    `planned_until` is the last day told; the due dates are those with the planned days left out. `assign_by` is the
    last day to send inspectors (第五十五条第二款).
    """

    procedure: str
    basis: str
    days: int
    planned_until: Due
    approver: str
    body: str
    on: date
    statutory_due: Due | None
    promised_due: Due | None
    persons: tuple[str, ...] = ()
    assign_by: Due | None = None
    cites: Cites = ()


class ProcedureEnded(Struct, frozen=True):
    """特别程序结束: the result is in and the clock runs on; due dates are those with the days really used left out."""

    procedure: str
    result: str
    on: date
    skipped_to: date
    statutory_due: Due | None
    promised_due: Due | None
    cites: Cites = ()


class SentToUnit(Struct, frozen=True):
    """转原单位: the home unit has the case, with its own last day."""

    unit: str
    matter: str
    days: int
    due: Due
    on: date
    cites: Cites = ()


class ReturnedFromUnit(Struct, frozen=True):
    """原单位退回: what it found, and whether it was late."""

    unit: str
    result: str
    on: date
    late: bool
    cites: Cites = ()


class DispatchedUpward(Struct, frozen=True):
    """上报: the opinion and all materials went to the superior; this organ's clock has stopped."""

    to: str
    opinion: str
    materials: tuple[str, ...]
    on: date
    late: bool
    cites: Cites = ()


class OpinionAsked(Struct, frozen=True):
    """征求意见 or 抄送, the first event of a small stream of its own: all that the asked window needs to see."""

    case_id: str
    kind: str
    department: str
    lead: str
    item_code: str
    item_name: str
    applicant: str
    question: str
    materials: tuple[str, ...]
    due: Due
    default_basis: str = ""
    cites: Cites = ()
    days: int | None = None
    by_hand: bool = False


class OpinionGiven(Struct, frozen=True):
    """答复: agree, disagree with reasons, forward, or acknowledged for a copy.

    `document` is the number of a reply on paper, which the window that leads recorded for a department without one.
    """

    answer: str
    reasons: str
    signer: str
    on: date
    late: bool = False
    cites: Cites = ()
    document: str = ""


class OpinionRecalled(Struct, frozen=True):
    """征询终止: the case ended before a department answered; what it was asked waits no longer.

    An event of the case, sent to the department: the question's own stream stays the department's to write.
    """

    opinion_id: str
    department: str
    why: str
    on: date
    cites: Cites = ()


class OpinionDueMoved(Struct, frozen=True):
    """The calendar came to be known better: the last day of a question or a copy, as it was and as it is."""

    opinion_id: str
    department: str
    before: Due
    after: Due
    on: date
    cites: Cites = ()


class PartyTold(Struct, frozen=True):
    """告知利害关系人: a third party whose major interest is touched may state their case until a day."""

    name: str
    address: str
    phone: str
    interest: str
    on: date
    reply_by: Due
    cites: Cites = ()


class StatementHeard(Struct, frozen=True):
    """听取陈述申辩: what the applicant, the holder or an interested party said."""

    who: str
    statement: str
    on: date
    cites: Cites = ()


class HearingRightTold(Struct, frozen=True):
    """听证权利告知: a hearing may be asked for until a day."""

    on: date
    request_by: Due
    cites: Cites = ()


class HearingDeclared(Struct, frozen=True):
    """认定应当听证: the organ finds the matter to be of major public interest (第四十六条)."""

    why: str
    on: date
    instrument: str
    cites: Cites = ()


class HearingRequested(Struct, frozen=True):
    """申请听证: it is to be held until a day, at no cost to those who asked."""

    who: str
    on: date
    hold_by: Due
    cites: Cites = ()


class HearingAnnounced(Struct, frozen=True):
    """听证通知: when, where, who presides."""

    held_on: date
    time: str
    place: str
    presider: str
    on: date
    cites: Cites = ()


class HearingHeld(Struct, frozen=True):
    """听证: the signed record, on which the decision rests."""

    record: str
    findings: str
    on: date
    cites: Cites = ()


class SiteVisited(Struct, frozen=True):
    """现场核查 by two or more."""

    persons: tuple[str, ...]
    findings: str
    on: date
    cites: Cites = ()


class FeeNotified(Struct, frozen=True):
    """缴费通知: basis, rate and amount, all from the published item.

    Where the rate is one a unit, `fen` is `rate` times `quantity`.
    """

    basis: str
    standard: str
    fen: int
    on: date
    cites: Cites = ()
    quantity: str = ""
    unit: str = ""
    rate: int | None = None


class FeePaid(Struct, frozen=True):
    """缴费: the treasury's receipt number."""

    receipt_no: str
    fen: int
    on: date
    cites: Cites = ()


class LaterCheckDone(Struct, frozen=True):
    """事后核查: whether the promise was kept, found by two or more."""

    kept: bool
    findings: str
    persons: tuple[str, ...]
    on: date
    cites: Cites = ()


class HolderTold(Struct, frozen=True):
    """告知持有人: what the organ means to do with the permit, why, and until when the holder may speak (第七条).

    `to` is who receives it for a holder that can no longer.
    """

    facts: str
    to: str
    on: date
    reply_by: Due
    cites: Cites = ()


class MendingOrdered(Struct, frozen=True):
    """责令限期整改: what does not agree with the promise is to be put right by a day."""

    what: str
    mend_by: date
    on: date
    instrument: str
    cites: Cites = ()


class MendingChecked(Struct, frozen=True):
    """整改复查: whether it was put right, found by two or more."""

    mended: bool
    findings: str
    persons: tuple[str, ...]
    on: date
    cites: Cites = ()


class PermitRevoked(Struct, frozen=True):
    """撤销: a permit is taken back for a ground of 第六十九条, after the holder was told and could speak.

    `beyond_mending` says why what was promised falsely could not be ordered to be put right.
    """

    certificate: str
    ground: str
    reasons: str
    on: date
    instrument: str
    cites: Cites = ()
    beyond_mending: str = ""


class PermitCancelled(Struct, frozen=True):
    """注销: a permit is struck off for a ground of 第七十条."""

    certificate: str
    ground: str
    reasons: str
    on: date
    instrument: str
    cites: Cites = ()


class BarImposed(Struct, frozen=True):
    """An applicant may not apply again (第七十八、七十九条), or not promise again; `until` None is without a day."""

    applicant_number: str
    item_code: str
    kind: str
    until: date | None
    cites: Cites = ()


class DatesRecomputed(Struct, frozen=True):
    """The calendar came to be known better: every date of the case that moved, as it was and as it is."""

    moved: tuple[tuple[str, Due, Due], ...]
    calendar_until: date | None
    on: date
    cites: Cites = ()


class CaseRenumbered(Struct, frozen=True):
    """更正编号: two machines had given one number to two cases; this one, later at the hall, has a new number.

    Both numbers find it for ever; `papers` are those that bear the old one.
    """

    before: str
    number: str
    papers: tuple[str, ...]
    on: date


class ActSetAside(Struct, frozen=True):
    """What a machine sharing the identity did on a case that had gone on otherwise at the hall: kept, without effect.

    `line` is the line as it was written, `hash` its hash (hexadecimal); a person rules.
    """

    case_id: str
    line: str
    hash: str


class DateConfirmed(Struct, frozen=True):
    """A head or supervisor said that `on` is today, where the machine's clock could not be believed.

    `before` is the time of the line above: it may lie after this one, when the clock had run ahead.
    """

    on: date
    before: datetime


class CaseHandedOver(Struct, frozen=True):
    """移交: from here on only window `to` goes on with the case, whichever its incarnation."""

    to: str
    reason: str
    on: date
    cites: Cites = ()


class CaseReassigned(Struct, frozen=True):
    """指定窗口: the hall office gives a case to another window, because the one that held it cannot go on."""

    to: str
    reason: str
    on: date
    cites: Cites = ()


class HallPart(Struct, frozen=True):
    """A part of the hall file as desks keep it: an organ, a window, a person, a seal, an instrument."""

    kind: str
    code: str
    body: dict[str, Any]


class HallPublished(Struct, frozen=True):
    """发布大厅资料 by the hall office: parts that are new or changed, and (kind, code) of those taken away."""

    parts: tuple[HallPart, ...]
    gone: tuple[tuple[str, str], ...] = ()


class ItemsPublished(Struct, frozen=True):
    """发布事项目录: versions of matters that are new or changed, and (code, first day) of those taken away."""

    items: tuple[Item, ...]
    gone: tuple[tuple[str, str], ...] = ()


class CalendarPublished(Struct, frozen=True):
    """发布放假安排: a year's days, each worked or not, with its name; `gone` when the year is taken back."""

    year: int
    days: tuple[tuple[date, bool, str], ...]
    papers: tuple[str, ...] = ()
    gone: bool = False


class TariffPublished(Struct, frozen=True):
    """发布邮政资费: what a parcel to a zone costs from a day on (day, zone, fen), and (day, zone) taken away."""

    rates: tuple[tuple[date, str, int], ...]
    gone: tuple[tuple[date, str], ...] = ()


class VersionClash(Struct, frozen=True):
    """两处各记一步: two registers wrote the same step of a case; line `seq` of `stream`, first in hall order, stands.

    `fallen` are the other lines, which are kept and have no effect, with what was written on top of them.
    """

    version: int
    stream: str
    seq: int
    fallen: tuple[tuple[str, int], ...]
    on: date
    cites: Cites = ()


class NumberClash(Struct, frozen=True):
    """编号重复: two receipts bear one number; line `seq` of `stream` keeps it, the other is to be received anew."""

    stream: str
    seq: int
    fallen: tuple[tuple[str, int], ...]
    on: date
    cites: Cites = ()


class DecidedTwice(Struct, frozen=True):
    """一事两决: a task was decided in two registers, both kept. `effect` is concur, or conflict, which stops the case.

    `task` is decision or opinion; `version` is the step at which the two part; `first` stands until it is ruled.
    """

    task: str
    version: int
    first: tuple[str, int]
    second: tuple[str, int]
    effect: str
    on: date
    cites: Cites = ()


class ClashRuled(Struct, frozen=True):
    """裁定: a supervisor says which register's step stands; without `by`, the office itself, the line being lost that
    was to stand."""

    version: int
    stream: str
    seq: int
    reason: str
    by: str
    on: date
    cites: Cites = ()


class DuplicateFound(Struct, frozen=True):
    """两头受理: the same applicant's application for the same matter was received at another window too."""

    other: str
    other_window: str
    on: date
    cites: Cites = ()


class DuplicateRuled(Struct, frozen=True):
    """裁定: of two cases of one application `main` goes on, and `other` is returned."""

    main: str
    other: str
    reason: str
    by: str
    on: date
    cites: Cites = ()


Event = (
    DeskOpened
    | SessionOpened
    | CaseReceived
    | MaterialsSupplemented
    | CorrectionRequested
    | CaseAccepted
    | CaseNotAccepted
    | CaseReviewed
    | CaseChecked
    | DecisionMade
    | CertificateMade
    | CertificateStamped
    | ResultHandedOver
    | ParcelPosted
    | ParcelDelivered
    | ParcelReturned
    | CaseClosed
    | PaperDrawn
    | PaperReprinted
    | IdentityShown
    | MatterReferred
    | ApplicationWithdrawn
    | ToleranceGranted
    | PromiseMade
    | DecisionExtended
    | ProcedureStarted
    | ProcedureEnded
    | SentToUnit
    | ReturnedFromUnit
    | DispatchedUpward
    | OpinionAsked
    | OpinionGiven
    | OpinionRecalled
    | OpinionDueMoved
    | PartyTold
    | StatementHeard
    | HearingRightTold
    | HearingDeclared
    | HearingRequested
    | HearingAnnounced
    | HearingHeld
    | SiteVisited
    | FeeNotified
    | FeePaid
    | LaterCheckDone
    | HolderTold
    | MendingOrdered
    | MendingChecked
    | PermitRevoked
    | PermitCancelled
    | BarImposed
    | DatesRecomputed
    | CaseRenumbered
    | ActSetAside
    | DateConfirmed
    | CaseHandedOver
    | CaseReassigned
    | HallPublished
    | ItemsPublished
    | CalendarPublished
    | TariffPublished
    | VersionClash
    | NumberClash
    | DecidedTwice
    | ClashRuled
    | DuplicateFound
    | DuplicateRuled
)

PUBLICATIONS: tuple[type, ...] = (HallPublished, ItemsPublished, CalendarPublished, TariffPublished)
"""What the hall office tells every desk."""

VERDICTS: tuple[type, ...] = (VersionClash, NumberClash, DecidedTwice, ClashRuled, DuplicateFound, DuplicateRuled)
"""What the hall office says beside a case: it takes no step of it, and has no version."""

KINDS: dict[str, type] = {kind.__name__: kind for kind in get_args(Event)}
"""Every kind of event by the name registers know it by."""


class Happening(Struct, frozen=True):
    """An event and the case it belongs to ("" for none), before it is written."""

    case_id: str
    event: Event
    audience: str


class Recorded(Struct, frozen=True):
    """An event as a register holds it: where it stands, when, by whom, at which window."""

    event: Event
    stream: str
    seq: int
    at: datetime
    by: str
    window: str
    case_id: str
    version: int
    hash: bytes = b""
    origin: tuple[str, int, str] | None = None
    """Where the fact was first written (register, number, first 16 bytes of the hash), when this is a copy of it."""
