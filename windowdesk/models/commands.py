"""Everything a clerk can ask for, on one page, in the imperative."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import get_args

from windowdesk.models.events import Deficiency, MaterialLine
from windowdesk.models.parties import Agent, Party


@dataclass(frozen=True, slots=True)
class ReceiveApplication:
    """收件: one applicant, one or several items, one set of materials."""

    items: tuple[str, ...]
    applicant: Party
    materials: tuple[MaterialLine, ...] = ()
    agent: Agent | None = None
    channel: str = "window"


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
    """一次告知. Without deficiencies the checklist's are taken; with them, they must cover the checklist's."""

    case_id: str
    deficiencies: tuple[Deficiency, ...] = ()
    reply_days: int = 30


@dataclass(frozen=True, slots=True)
class AcceptCase:
    """受理."""

    case_id: str


@dataclass(frozen=True, slots=True)
class RefuseAcceptance:
    """不予受理. `ground` is no_permit_needed or not_our_power; the latter names the right office."""

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
    """签批: grant, or deny with reasons and their legal basis."""

    case_id: str
    grant: bool = True
    reasons: str = ""
    basis: str = ""


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
class ReprintPaper:
    """补打."""

    case_id: str
    paper_no: str


@dataclass(frozen=True, slots=True)
class ShowIdentity:
    """Show personal data in full, and say why."""

    case_id: str
    why: str


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
    | ReprintPaper
    | ShowIdentity
)

Command = ReceiveApplication | ReferMatter | CaseCommand

COMMANDS: dict[str, type] = {kind.__name__: kind for kind in get_args(Command)}
"""Every command by the name `windowdesk act` knows it by."""
