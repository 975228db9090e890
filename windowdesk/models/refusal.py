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
    NOT_THIS_WINDOW = "not_this_window"
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
    PROXY_EXPIRED = "proxy_expired"
    CERTIFICATE_MISSING = "certificate_missing"
    CERTIFICATE_NOT_THEIRS = "certificate_not_theirs"
    CERTIFICATE_ENDED = "certificate_ended"
    RENEWAL_LATE = "renewal_late"
    GREEN_NOT_OPEN = "green_not_open"
    BARRED = "barred"
    # the applicant
    NAME_MISSING = "name_missing"
    NUMBER_WRONG = "number_wrong"
    PHONE_WRONG = "phone_wrong"
    ADDRESS_MISSING = "address_missing"
    AGENT_WITHOUT_POWER = "agent_without_power"
    PERSONAL_ATTENDANCE = "personal_attendance"
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
    CLOCK_FAR_AHEAD = "clock_far_ahead"
    CLOCK_DIFFERS = "clock_differs"
    MAIL_NUMBER_WRONG = "mail_number_wrong"
    ZONE_UNKNOWN = "zone_unknown"
    NOT_POSTABLE = "not_postable"
    RECEIVER_MISSING = "receiver_missing"
    PAPER_UNKNOWN = "paper_unknown"
    # other ways of accepting
    NOT_TOLERABLE = "not_tolerable"
    TOLERANCE_OPEN = "tolerance_open"
    PROMISE_NOT_OPEN = "promise_not_open"
    PROMISE_BROKEN = "promise_broken"
    # clocks
    EXTENDED_ALREADY = "extended_already"
    EXTENSION_NOT_PROVIDED = "extension_not_provided"
    EXTENSION_LATE = "extension_late"
    APPROVER_WRONG = "approver_wrong"
    PROCEDURE_NOT_LISTED = "procedure_not_listed"
    PROCEDURE_RUNNING = "procedure_running"
    NO_PROCEDURE = "no_procedure"
    AT_UNIT = "at_unit"
    NOT_AT_UNIT = "not_at_unit"
    LIMIT_TOO_LONG = "limit_too_long"
    # other organs
    DECIDED_ABOVE = "decided_above"
    NOT_UPWARD = "not_upward"
    OPINIONS_NOT_ASKED = "opinions_not_asked"
    OPINIONS_OPEN = "opinions_open"
    OPINION_AGAINST = "opinion_against"
    VETOED = "vetoed"
    ALREADY_ASKED = "already_asked"
    DEPARTMENT_NOT_ASKABLE = "department_not_askable"
    OPINION_UNKNOWN = "opinion_unknown"
    OPINION_ELSEWHERE = "opinion_elsewhere"
    OPINION_SETTLED = "opinion_settled"
    OPINION_RECALLED = "opinion_recalled"
    REPLY_INCOMPLETE = "reply_incomplete"
    ANSWER_UNLAWFUL = "answer_unlawful"
    # hearing the parties
    PERSONS_TOO_FEW = "persons_too_few"
    VISIT_MISSING = "visit_missing"
    PARTY_NOT_HEARD = "party_not_heard"
    HOLDER_NOT_TOLD = "holder_not_told"
    HOLDER_NOT_HEARD = "holder_not_heard"
    HEARING_RIGHT_NOT_TOLD = "hearing_right_not_told"
    HEARING_NOT_THEIRS = "hearing_not_theirs"
    HEARING_DUE_ALREADY = "hearing_due_already"
    HEARING_NOT_TOLD = "hearing_not_told"
    HEARING_ASKED_LATE = "hearing_asked_late"
    HEARING_RIGHT_RUNNING = "hearing_right_running"
    HEARING_NOT_HELD = "hearing_not_held"
    HEARING_TOO_SOON = "hearing_too_soon"
    HEARING_TOO_LATE = "hearing_too_late"
    PRESIDER_REVIEWS = "presider_reviews"
    # money
    FEE_WITHOUT_BASIS = "fee_without_basis"
    QUANTITY_WRONG = "quantity_wrong"
    FEE_TOLD_ALREADY = "fee_told_already"
    FEE_NOT_TOLD = "fee_not_told"
    FEE_UNPAID = "fee_unpaid"
    # taking a permit away
    GROUND_UNLAWFUL = "ground_unlawful"
    DECISION_OTHER_WAY = "decision_other_way"
    MENDING_NOT_ORDERED = "mending_not_ordered"
    MENDING_RUNNING = "mending_running"
    # whose the case is
    WINDOW_UNFIT = "window_unfit"
    OFFICE_ONLY = "office_only"
    CASE_STOPPED = "case_stopped"
    CASE_GOES_ON_ELSEWHERE = "case_goes_on_elsewhere"
    NOT_DUPLICATE = "not_duplicate"
    NO_DISPUTE = "no_dispute"
    # the words of a command
    COMMAND_UNKNOWN = "command_unknown"
    COMMAND_MALFORMED = "command_malformed"
    # the desk itself
    DESK_BUSY = "desk_busy"
    DISK_FULL = "disk_full"
    STORE_DAMAGED = "store_damaged"
    STORE_NEWER = "store_newer"
    IDENTITIES_SPENT = "identities_spent"


TECHNICAL = frozenset(
    {
        Reason.TEXT_TOO_LONG,
        Reason.TEXT_UNPRINTABLE,
        Reason.CHARACTER_NOT_IN_FONT,
        Reason.CASE_UNKNOWN,
        Reason.CASE_CHANGED,
        Reason.CLOCK_WENT_BACK,
        Reason.CLOCK_FAR_AHEAD,
        Reason.CLOCK_DIFFERS,
        Reason.ZONE_UNKNOWN,
        Reason.PAPER_UNKNOWN,
        Reason.OPINION_UNKNOWN,
        Reason.COMMAND_UNKNOWN,
        Reason.COMMAND_MALFORMED,
        Reason.DESK_BUSY,
        Reason.DISK_FULL,
        Reason.STORE_DAMAGED,
        Reason.STORE_NEWER,
        Reason.IDENTITIES_SPENT,
    }
)
"""What no law asks for: the machine, its store, and what was never written there."""

CLOCK = frozenset({Reason.CLOCK_WENT_BACK, Reason.CLOCK_FAR_AHEAD, Reason.CLOCK_DIFFERS})
"""What a head cures by confirming today's date."""

BASIS: dict[Reason, str] = {
    Reason.NOT_SIGNED_IN: "电子签名法 第十三条第一款",
    Reason.WRONG_PIN: "电子签名法 第十三条第一款",
    Reason.SIGN_IN_LOCKED: "电子签名法 第十三条第一款",
    Reason.STAFF_UNKNOWN: "电子签名法 第十三条第一款",
    Reason.TEMPORARY_STAFF: "安阳市政务服务条例 第二十条第一款",
    Reason.NOT_THIS_WINDOW: "行政许可法 第二十二条",
    Reason.NO_DELEGATION: "行政许可法 第二十二条",
    Reason.SAME_PERSON: "行政许可法 第三十四条第一款",
    Reason.ITEM_UNKNOWN: "行政许可法 第三十条第一款",
    Reason.ITEM_NOT_IN_FORCE: "行政许可法 第三十二条第一款第一项",
    Reason.ITEM_OUTSIDE_HALL: "行政许可法 第三十二条第一款第二项",
    Reason.ITEM_INSIDE_HALL: "行政许可法 第二十六条第一款",
    Reason.ITEM_NOT_AT_WINDOW: "行政许可法 第二十六条第一款",
    Reason.NAME_MISSING: "行政许可法 第三十一条第一款",
    Reason.NUMBER_WRONG: "行政许可法 第三十一条第一款",
    Reason.PHONE_WRONG: "行政许可法 第三十一条第一款",
    Reason.CASE_CLOSED: "行政许可法 第四条",
    Reason.CASE_ELSEWHERE: "行政许可法 第二十六条第一款",
    Reason.WRONG_STATE: "行政许可法 第四条",
    Reason.DUPLICATE_CASE: "行政许可法 第二十六条第一款",
    Reason.NOTHING_RECEIVED: "行政许可法 第三十一条第一款",
    Reason.MAIL_NUMBER_WRONG: "行政许可法 第四十四条",
    Reason.NOT_POSTABLE: "行政许可法 第三十条第一款",
}
"""The provision of a refusal that names none where it is raised."""


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
    return Refused(reason, article or BASIS.get(reason, ""), {key: str(value) for key, value in told.items()})
