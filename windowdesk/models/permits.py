"""What outlives a case: certificates with their validity, and bars on who may apply again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from windowdesk.models.catalogue import Item
from windowdesk.models.parties import Party


@dataclass(frozen=True, slots=True)
class Permit:
    """A certificate this hall issued. `state` is valid, replaced, cancelled or revoked."""

    number: str
    case_id: str
    item: Item
    holder: Party
    valid_until: date | None
    state: str = "valid"


@dataclass(frozen=True, slots=True)
class Bar:
    """Nobody of that number may apply for that item until a day (行政许可法 第七十八、七十九条).

    `kind` is false_materials, fraud or promise: a broken promise keeps from promising again (告知承诺),
    never from applying, and lasts without a day.
    """

    applicant_number: str
    item_code: str
    kind: str
    until: date | None
    article: str
    case_id: str = ""

    def holds(self, on: date) -> bool:
        """Whether it holds on that day."""
        return self.until is None or on <= self.until
