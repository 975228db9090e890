"""Who signs in: a number and a PIN, and what happens to those who guess."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from windowdesk.models.parties import Staff
from windowdesk.models.refusal import Reason, refuse
from windowdesk.store import people
from windowdesk.store.connection import Store


def sign_in(store: Store, staff: Mapping[str, Staff], number: str, pin: str, at: datetime) -> Staff:
    """The person of that number and PIN. Raises Refused; five wrong PINs in a row lock for five minutes."""
    from windowdesk.sealing import verify_pin

    person = staff.get(number.strip())
    kept = people.pin(store.read(), number.strip())
    if person is None or kept is None:
        raise refuse(Reason.WRONG_PIN)
    if kept.locked_until and at.isoformat(timespec="seconds") < kept.locked_until:
        raise refuse(Reason.SIGN_IN_LOCKED, until=kept.locked_until[11:16])
    right = verify_pin(pin, kept.phc)
    with store.write() as db:
        people.count_attempt(db, person.number, right, at)
    if not right:
        raise refuse(Reason.WRONG_PIN)
    return person


def set_pin(store: Store, staff: Mapping[str, Staff], number: str, pin: str) -> None:
    """Set a PIN: four to twelve digits. Raises ValueError or Refused."""
    from windowdesk.sealing import hash_pin

    if not (4 <= len(pin) <= 12 and pin.isascii() and pin.isdigit()):
        raise ValueError("PIN: 4–12 位数字 / 4 to 12 digits")
    if number not in staff:
        raise refuse(Reason.STAFF_UNKNOWN, number=number)
    with store.write() as db:
        people.set_pin(db, number, hash_pin(pin))
