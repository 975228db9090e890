"""Numbers of the trade and their check digits: cases, persons, organisations, parcels."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from operator import mul

_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS = "10X98765432"
_USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_ORG_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ORG_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_S10_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)


def case_number(division: str, on: date, desk: str, incarnation: int, serial: int) -> str:
    """24 digits: division(6) date(8) desk(3) incarnation(1) serial(4) check(2, ISO 7064 MOD 97-10).

    It needs no network and never repeats: a desk numbers its own, an incarnation is never used again.
    Raises ValueError when a part does not fit.
    """
    if not (len(division) == 6 and len(desk) == 3 and 1 <= incarnation <= 9 and 1 <= serial <= 9999):
        raise ValueError("a case number has no room for this division, desk, incarnation or serial")
    body = f"{division}{on:%Y%m%d}{desk}{incarnation}{serial:04d}"
    return f"{body}{98 - int(body) * 100 % 97:02d}"


def is_case_number(text: str) -> bool:
    """Whether 24 digits carry their right check digits."""
    return len(text) == 24 and text.isascii() and text.isdigit() and int(text) % 97 == 1


def spoken(case_no: str) -> str:
    """A case number in the groups it is read aloud in: 510824 20261123 007 1 0001 37."""
    cuts = (0, 6, 14, 17, 18, 22, 24)
    return " ".join(case_no[a:b] for a, b in pairwise(cuts)) if len(case_no) == 24 else case_no


def id_number_fault(text: str, today: date) -> str:
    """What is wrong with a citizen's number (GB 11643), or "" when nothing is.

    One of "shape", "birth", "check". The area code is not judged: counties merge, people keep their number.
    """
    if len(text) != 18 or not text.isascii() or not text[:17].isdigit() or text[17] not in "0123456789X":
        return "shape"
    try:
        born = date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    except ValueError:
        return "birth"
    if born > today or born.year < 1880:
        return "birth"
    total = sum(map(mul, map(int, text[:17]), _ID_WEIGHTS))
    return "" if _ID_CHECKS[total % 11] == text[17] else "check"


def uscc_fault(text: str) -> str:
    """What is wrong with a unified social credit code (GB 32100), or "": "shape", "check" or "org_check".

    Both check digits are judged: the code's own and that of the organisation code inside it (GB 11714).
    """
    if len(text) != 18 or any(letter not in _USCC_ALPHABET for letter in text):
        return "shape"
    total = sum(_USCC_ALPHABET.index(letter) * pow(3, place, 31) for place, letter in enumerate(text[:17]))
    if _USCC_ALPHABET[(31 - total % 31) % 31] != text[17]:
        return "check"
    return "" if organisation_check(text[8:16]) == text[16] else "org_check"


def organisation_check(body: str) -> str:
    """The check character of an eight-character organisation code (GB 11714)."""
    total = sum(_ORG_ALPHABET.index(letter) * weight for letter, weight in zip(body, _ORG_WEIGHTS, strict=True))
    return {10: "X", 11: "0"}.get(11 - total % 11, str(11 - total % 11))


def mail_number_fault(text: str) -> str:
    """What is wrong with an EMS number, or "": "shape" or "check".

    UPU S10 (two letters, eight digits, check digit, CN) is checked in full; the domestic thirteen digits
    have no public check rule, so only their shape is.
    """
    if len(text) == 13 and text.isascii() and text.isdigit():
        return ""
    if not (len(text) == 13 and text.isascii() and text[:2].isalpha() and text[:2].isupper()):
        return "shape"
    if not text[2:11].isdigit() or text[11:] != "CN" or text[0] in "JKSTW":
        return "shape"
    return "" if s10_check(text[2:10]) == text[10] else "check"


def s10_check(digits: str) -> str:
    """The check digit of eight S10 digits."""
    total = sum(int(digit) * weight for digit, weight in zip(digits, _S10_WEIGHTS, strict=True))
    return {10: "0", 11: "5"}.get(11 - total % 11, str(11 - total % 11))


def is_mobile(text: str) -> bool:
    """A mainland mobile number: 11 digits that begin with 13 to 19."""
    return len(text) == 11 and text.isascii() and text.isdigit() and text[0] == "1" and text[1] in "3456789"


def is_phone(text: str) -> bool:
    """A mobile or a landline: 0 and area code, a hyphen or none, 7 or 8 digits."""
    if is_mobile(text):
        return True
    digits = text.replace("-", "", 1)
    return text.isascii() and digits.isdigit() and digits[0] == "0" and 10 <= len(digits) <= 12


def masked_id(text: str) -> str:
    """First six and last four of an 18-character number; a shorter text keeps its last two."""
    return (
        f"{text[:6]}{'*' * (len(text) - 10)}{text[-4:]}" if len(text) >= 15 else "*" * max(len(text) - 2, 0) + text[-2:]
    )


def masked_phone(text: str) -> str:
    """First three and last four."""
    return f"{text[:3]}****{text[-4:]}" if len(text) >= 10 else "*" * len(text)
