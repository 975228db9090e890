"""Why not: every refusal of the desk is a reason with its article, never a bare error."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Reason(StrEnum):
    """Why the desk refuses. The value is printed by `windowdesk act` and never changes."""

    # who is asking
    NOT_SIGNED_IN = "not_signed_in"
    WRONG_PIN = "wrong_pin"
    SIGN_IN_LOCKED = "sign_in_locked"
    STAFF_UNKNOWN = "staff_unknown"
    TEMPORARY_STAFF = "temporary_staff"
    NO_DELEGATION = "no_delegation"
    SAME_PERSON = "same_person"
    SEAL_NOT_READY = "seal_not_ready"
    NO_SEAL = "no_seal"
    # the item
    ITEM_UNKNOWN = "item_unknown"
    ITEM_NOT_IN_FORCE = "item_not_in_force"
    ITEM_OUTSIDE_HALL = "item_outside_hall"
    ITEM_INSIDE_HALL = "item_inside_hall"
    ITEM_SECRET = "item_secret"
    ITEM_NOT_AT_WINDOW = "item_not_at_window"
    KIND_NEEDS_OTHER_WAY = "kind_needs_other_way"
    # the applicant
    NAME_MISSING = "name_missing"
    NUMBER_WRONG = "number_wrong"
    PHONE_WRONG = "phone_wrong"
    ADDRESS_MISSING = "address_missing"
    AGENT_WITHOUT_POWER = "agent_without_power"
    TEXT_TOO_LONG = "text_too_long"
    TEXT_UNPRINTABLE = "text_unprintable"
    CHARACTER_NOT_IN_FONT = "character_not_in_font"
    # the case
    CASE_UNKNOWN = "case_unknown"
    CASE_CLOSED = "case_closed"
    CASE_ELSEWHERE = "case_elsewhere"
    CASE_CHANGED = "case_changed"
    WRONG_STATE = "wrong_state"
    DUPLICATE_CASE = "duplicate_case"
    NOTHING_RECEIVED = "nothing_received"
    MATERIAL_UNKNOWN = "material_unknown"
    MATERIALS_MISSING = "materials_missing"
    NOTHING_MISSING = "nothing_missing"
    CORRECTION_INCOMPLETE = "correction_incomplete"
    SECOND_NOTICE = "second_notice"
    ALREADY_ACCEPTED = "already_accepted"
    REASON_MISSING = "reason_missing"
    RIGHT_OFFICE_MISSING = "right_office_missing"
    OPINION_NEGATIVE = "opinion_negative"
    DATE_IMPOSSIBLE = "date_impossible"
    CLOCK_WENT_BACK = "clock_went_back"
    MAIL_NUMBER_WRONG = "mail_number_wrong"
    ZONE_UNKNOWN = "zone_unknown"
    NOT_POSTABLE = "not_postable"
    RECEIVER_MISSING = "receiver_missing"
    PAPER_UNKNOWN = "paper_unknown"
    # the words of a command
    COMMAND_UNKNOWN = "command_unknown"
    COMMAND_MALFORMED = "command_malformed"
    # the desk itself
    DESK_BUSY = "desk_busy"
    DISK_FULL = "disk_full"
    STORE_DAMAGED = "store_damaged"


@dataclass(eq=False)
class Refused(Exception):
    """An act the desk does not do. `article` names the provision; `told` fills the sentence in words.py."""

    reason: Reason
    article: str = ""
    told: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        told = " ".join(f"{key}={value}" for key, value in self.told.items())
        return f"{self.reason.value} {self.article} {told}".strip()


def refuse(reason: Reason, article: str = "", **told: object) -> Refused:
    """A refusal, ready to raise."""
    return Refused(reason, article, {key: str(value) for key, value in told.items()})
