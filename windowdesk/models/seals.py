"""Which seal a paper carries is a rule, not a choice: paper and item decide it (行政许可法 第三十九条)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from windowdesk.models.catalogue import Item
from windowdesk.models.notice import PaperKind

WINDOW = "window"
AGENCY = "agency"


@dataclass(frozen=True, slots=True)
class Seal:
    """A seal of an organ: its window special seal (行政审批专用章) or the agency seal itself."""

    id: str
    kind: str
    department: str
    window: str
    ring: str
    line: str
    diameter_mm: float
    keeper: str


_UNSEALED = {
    *(PaperKind.EMS_LABEL, PaperKind.EMS_LIST, PaperKind.REFERRAL, PaperKind.SERVICE, PaperKind.PICKUP),
    *(PaperKind.TOLERANCE_PROMISE, PaperKind.UNIT_SLIP),
}
_AGENCY = {
    *(PaperKind.UPWARD, PaperKind.MENDING, PaperKind.HOLDER),
    *(PaperKind.REVOCATION, PaperKind.CANCELLATION),
}


def seal_kind(paper: PaperKind, item: Item) -> str:
    """The kind of seal a paper carries, or "" when it carries none.

    Notices and decisions made in the county carry the window special seal, certificates the agency seal unless
    the item says the window's. Where the organ tells and the applicant promises on one paper, it is sealed; what the
    applicant alone promises is not. What goes up to a superior, what takes a permit away and what goes before that
    carries the agency seal: the window's has no force there.
    """
    if paper in _UNSEALED:
        return ""
    if paper is PaperKind.CERTIFICATE:
        return item.certificate_seal
    return AGENCY if paper in _AGENCY else WINDOW


def choose_seal(seals: Iterable[Seal], paper: PaperKind, item: Item, window: str) -> Seal | None:
    """The one seal for this paper at this window, in the name of the organ the item belongs to; None if missing."""
    kind = seal_kind(paper, item)
    for seal in seals if kind else ():
        if seal.kind == kind and seal.department == item.department and seal.window in (window, ""):
            return seal
    return None
