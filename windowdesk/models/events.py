"""Everything that can happen, on one page: only acts with legal or money consequence, in the past tense.

Events carry their conclusions and the articles they follow, so that replay never applies the law again. A field
added later has a default; a meaning that changes is a new event.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple, get_args

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


@dataclass(frozen=True, slots=True)
class DeskOpened:
    """The first line of a register: 128 random bits make two copies of one desk differ at once."""

    machine: str
    nonce: str
    public_key: str
    software: str


@dataclass(frozen=True, slots=True)
class CaseReceived:
    """收件: materials were handed in; the five days of 行政许可法 第三十二条 begin."""

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


@dataclass(frozen=True, slots=True)
class MaterialsSupplemented:
    """补交: materials came in later. `complete` when all corrections are in: the notice clock restarts."""

    materials: tuple[MaterialLine, ...]
    on: date
    complete: bool
    notice_due: Due | None = None
    cites: Cites = ()


@dataclass(frozen=True, slots=True)
class CorrectionRequested:
    """补正告知: everything that is missing, told once."""

    deficiencies: tuple[Deficiency, ...]
    on: date
    reply_by: date
    cites: Cites = ()


@dataclass(frozen=True, slots=True)
class CaseAccepted:
    """受理. `deemed` when silence brought it about. A due date the catalogue does not support is None."""

    on: date
    deemed: bool
    statutory_due: Due | None
    promised_due: Due | None
    cites: Cites = ()


@dataclass(frozen=True, slots=True)
class CaseNotAccepted:
    """不予受理. `ground` is no_permit_needed or not_our_power."""

    ground: str
    reason: str
    right_office: str
    on: date
    cites: Cites = ()


@dataclass(frozen=True, slots=True)
class CaseReviewed:
    """审: the reviewer's opinion."""

    favourable: bool
    opinion: str
    cites: Cites = ()


@dataclass(frozen=True, slots=True)
class CaseChecked:
    """核: a second person agrees, or sends the case back to review."""

    agrees: bool
    opinion: str
    cites: Cites = ()


@dataclass(frozen=True, slots=True)
class DecisionMade:
    """签批: the decision, under which delegation; the ten days to serve it begin."""

    granted: bool
    reasons: str
    on: date
    serve_due: Due
    instrument: str
    certificate: str = ""
    valid_until: date | None = None
    cites: Cites = ()


@dataclass(frozen=True, slots=True)
class CertificateMade:
    """制证."""

    number: str
    series: str
    serial: int
    name: str
    issued_on: date
    valid_until: date | None = None
    cites: Cites = ()


@dataclass(frozen=True, slots=True)
class CertificateStamped:
    """盖章."""

    number: str
    seal_id: str
    impression: str
    cites: Cites = ()


@dataclass(frozen=True, slots=True)
class ResultHandedOver:
    """发证 at the window. `receiver_id` keeps the last four only."""

    receiver: str
    as_agent: bool
    receiver_id: str
    on: date
    cites: Cites = ()


@dataclass(frozen=True, slots=True)
class ParcelPosted:
    """发证 by EMS."""

    mail_no: str
    receiver: str
    phone: str
    address: str
    on: date
    fen: int | None = None
    cites: Cites = ()


@dataclass(frozen=True, slots=True)
class ParcelDelivered:
    """签收: the date on the return receipt is the date of service."""

    on: date
    signed_by: str
    cites: Cites = ()


@dataclass(frozen=True, slots=True)
class CaseClosed:
    """办结归档. `result` is granted, denied or not_accepted."""

    result: str
    on: date


@dataclass(frozen=True, slots=True)
class PaperDrawn:
    """A paper exists: its whole content, its number, and the number of its impression in the seal-use register."""

    notice: Notice
    series: str
    serial: int
    impression_series: str = ""
    impression_serial: int = 0
    copies: int = 1


@dataclass(frozen=True, slots=True)
class PaperReprinted:
    """补打: the same paper again, marked with its count."""

    paper_no: str
    copy: int


@dataclass(frozen=True, slots=True)
class IdentityShown:
    """Personal data was shown in full, to whom and why."""

    why: str


@dataclass(frozen=True, slots=True)
class MatterReferred:
    """首问负责: a matter handled elsewhere, with the place to go."""

    item_code: str
    item_name: str
    office: str
    address: str


Event = (
    DeskOpened
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
    | CaseClosed
    | PaperDrawn
    | PaperReprinted
    | IdentityShown
    | MatterReferred
)

KINDS: dict[str, type] = {kind.__name__: kind for kind in get_args(Event)}
"""Every kind of event by the name registers know it by."""


class Happening(NamedTuple):
    """An event and the case it belongs to ("" for none), before it is written."""

    case_id: str
    event: Event
    audience: str


@dataclass(frozen=True, slots=True)
class Recorded:
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
