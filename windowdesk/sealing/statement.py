"""The short signed statement in a paper's QR code: a stranger's machine can tell whether the desk said this.

    WD1: base45( Ed25519 signature, 64 bytes ‖ fields in UTF-8, joined by U+001F )

It proves origin and integrity offline, with nothing but the hall's list of public keys. It is not a state
electronic seal (GB/T 38540).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import astuple, dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path

from windowdesk.i18n import say
from windowdesk.sealing import base45
from windowdesk.sealing.deskkey import key_id, load_public, sign_bytes, verify_bytes

PREFIX = "WD1:"
LONGEST = 500
"""Characters a QR code of legible size holds at the printer's resolution."""

_BETWEEN = "\x1f"
_SHAPES = {
    "received": re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d", re.ASCII),
    "item": re.compile(r"[0-9a-f]{12}"),
    "applicant": re.compile(r"[0-9a-f]{8}"),
    "materials": re.compile(r"[0-9a-f]{12}"),
    "due": re.compile(r"(\d{4}-\d\d-\d\d)?", re.ASCII),
    "head": re.compile(r"[0-9a-f]{8}"),
    "key": re.compile(r"[0-9a-f]{8}"),
}
_UNSEEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}


@dataclass(frozen=True, slots=True)
class Statement:
    """What the desk states of one paper.

    `received` is an ISO minute and `due` an ISO date or empty, both in Beijing time. `item`, `applicant` and
    `materials` are digests (see `digests`). `seq` and `head` anchor the paper in the desk's
    register: its sequence number and the first 8 hex digits of the chain there. `key` names the desk key;
    signing fills it in.
    """

    case_no: str
    paper_no: str
    kind: str
    window: str
    received: str
    item: str
    applicant: str
    materials: str
    due: str
    seq: int
    head: str
    key: str = ""


class StatementState(StrEnum):
    """What became of a statement that was read."""

    VALID = "valid"
    FORGED = "forged"
    MALFORMED = "malformed"
    UNKNOWN_KEY = "unknown_key"

    @property
    def sentence(self) -> str:
        """What the reader is told."""
        match self:
            case StatementState.VALID:
                return say("二维码为本大厅签发，内容未被改动", "Issued by this hall and unaltered")
            case StatementState.FORGED:
                return say("签名不符：二维码内容被改动或系伪造", "The signature does not match: altered or forged")
            case StatementState.MALFORMED:
                return say("不是本系统的凭证二维码，或读取有误", "Not a code of this system, or misread")
            case StatementState.UNKNOWN_KEY:
                return say("签发密钥不在本大厅公钥名单内", "The signing key is not on the hall's list")


@dataclass(frozen=True, slots=True)
class StatementFinding:
    """The verdict, with the statement when it could be read: believe its fields only when VALID."""

    state: StatementState
    statement: Statement | None = None


def sign_statement(statement: Statement, key: Path | bytes) -> str:
    """The text of the QR code, at most 500 characters.

    `key` is a desk key file or a raw private key (32 bytes). Raises ValueError when a field has not its shape
    or the whole is too long.
    """
    public = load_public(key) if isinstance(key, Path) else _raw_public(key)
    payload = _payload(replace(statement, key=key_id(public)))
    data = PREFIX.encode() + payload
    signature = sign_bytes(key, data) if isinstance(key, Path) else _raw_sign(key, data)
    text = PREFIX + base45.encode(signature + payload)
    if len(text) > LONGEST:
        raise ValueError(f"a statement of {len(text)} characters does not fit its QR code")
    return text


def read_statement(text: str) -> Statement:
    """The statement in this text, believed or not. Raises ValueError when it is not one."""
    return _parsed(_opened(text)[1])


def verify_statement(text: str, public_keys: Mapping[str, bytes]) -> StatementFinding:
    """Whether a desk on the list (key id → 32 raw bytes) said exactly this. Never raises for what is read."""
    try:
        signature, payload = _opened(text)
        statement = _parsed(payload)
    except ValueError:
        return StatementFinding(StatementState.MALFORMED)
    public = public_keys.get(statement.key)
    if public is None:
        return StatementFinding(StatementState.UNKNOWN_KEY, statement)
    genuine = verify_bytes(public, PREFIX.encode() + payload, signature)
    return StatementFinding(StatementState.VALID if genuine else StatementState.FORGED, statement)


def _opened(text: str) -> tuple[bytes, bytes]:
    """Signature and payload."""
    if len(text) > LONGEST or not text.startswith(PREFIX):
        raise ValueError("not a statement")
    data = base45.decode(text[len(PREFIX) :])
    return data[:64], data[64:]


def _payload(statement: Statement) -> bytes:
    _check(statement)
    return _BETWEEN.join(str(part) for part in astuple(statement)).encode()


def _parsed(payload: bytes) -> Statement:
    parts = payload.decode().split(_BETWEEN)
    if len(parts) != 12 or not re.fullmatch(r"0|[1-9][0-9]{0,11}", parts[9]):
        raise ValueError("not the fields of a statement")
    case_no, paper_no, kind, window, received, item, applicant, materials, due, seq, head, key = parts
    statement = Statement(
        case_no, paper_no, kind, window, received, item, applicant, materials, due, int(seq), head, key
    )
    _check(statement)
    return statement


def _check(statement: Statement) -> None:
    """Refuse any field that has not its shape, or holds what a reader would not see."""
    for name, shape in _SHAPES.items():
        if not shape.fullmatch(getattr(statement, name)):
            raise ValueError(f"{name} has not the shape of a statement's {name}")
    datetime.fromisoformat(statement.received)
    if statement.due:
        date.fromisoformat(statement.due)
    if statement.seq < 0 or not statement.case_no:
        raise ValueError("a statement needs a case number and a place in the register")
    words = statement.case_no + statement.paper_no + statement.kind + statement.window
    if any(unicodedata.category(character) in _UNSEEN for character in words):
        raise ValueError("a statement holds nothing that cannot be seen")


def _raw_public(private: bytes) -> bytes:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return Ed25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def _raw_sign(private: bytes, data: bytes) -> bytes:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return Ed25519PrivateKey.from_private_bytes(private).sign(data)
