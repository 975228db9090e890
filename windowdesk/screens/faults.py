"""What is wrong with a field, in the same words the desk would refuse with."""

from __future__ import annotations

from datetime import date

from windowdesk import words
from windowdesk.models.numbers import id_number_fault, is_phone, uscc_fault
from windowdesk.models.parties import PartyKind
from windowdesk.models.refusal import Reason, Refused


def told(reason: Reason, article: str = "", **values: object) -> str:
    """The sentence of a reason; beside a field it stays short, so a provision stands only where one is told."""
    return words.sentence(Refused(reason, article, {key: str(value) for key, value in values.items()}))


def id_fault(kind: PartyKind, text: str, today: date) -> str:
    """What is wrong with a citizen's number or a social credit code, or ""."""
    fault = id_number_fault(text, today) if kind is PartyKind.PERSON else uscc_fault(text)
    return told(Reason.NUMBER_WRONG, kind=kind.value, fault=fault) if fault else ""


def phone_fault(text: str) -> str:
    """What is wrong with a telephone number, or ""."""
    return "" if is_phone(text) else told(Reason.PHONE_WRONG)
