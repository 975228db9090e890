"""What the desk asks of whatever holds a seal: are you ready, and put your seal on this paper.

Today a key file does it (PAdES with ECDSA P-256). That proves who issued a paper and that not one byte
of it has changed. It is not a state electronic seal in the sense of GB/T 38540, which needs SM2, SM3 and a
certified seal server; such a server takes its place here by meeting `Signer`, and nothing else changes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from windowdesk.i18n import say


class SealState(StrEnum):
    """Whether a seal can be put on paper now, and if not, why not."""

    READY = "ready"
    MISSING = "missing"
    WRONG_PASSPHRASE = "wrong_passphrase"
    NOT_YET_VALID = "not_yet_valid"
    EXPIRED = "expired"

    @property
    def fault(self) -> str:
        """What the clerk is told of a seal that cannot be used; "" of one that can."""
        return "" if self is SealState.READY else self.sentence

    @property
    def sentence(self) -> str:
        """What the clerk is told."""
        match self:
            case SealState.READY:
                return say("印章可以使用", "The seal is ready")
            case SealState.MISSING:
                return say("找不到印章密钥文件", "The seal's key file is missing or cannot be read")
            case SealState.WRONG_PASSPHRASE:
                return say("印章口令不对，或密钥文件已损坏", "Wrong passphrase for the seal, or a damaged key file")
            case SealState.NOT_YET_VALID:
                return say("印章证书尚未生效", "The seal's certificate is not valid yet")
            case SealState.EXPIRED:
                return say(
                    "印章证书已过期，请运行 windowdesk seals renew 换发",
                    "The seal's certificate has expired: run windowdesk seals renew",
                )


class SealRefused(Exception):
    """The seal could not be put on the paper; `state` says why."""

    def __init__(self, state: SealState) -> None:
        super().__init__(state.value)
        self.state = state


@dataclass(frozen=True, slots=True)
class Impression:
    """One impression of a seal on one page.

    `appearance` is a one-page PDF drawn at true size; `box` is left, bottom, right, top in points from the
    page's lower left corner; `page` counts from 0; `field` names the impression within the paper; `when` is
    aware.
    """

    appearance: bytes
    page: int
    box: tuple[float, float, float, float]
    field: str
    reason: str
    when: datetime


class Signer(Protocol):
    """Whatever holds a seal: a key file here, a certified seal server elsewhere."""

    def state(self, when: datetime) -> SealState:
        """Whether `seal` would succeed at that time. Quick: asked before an act is written."""

    def seal(self, pdf: bytes, impression: Impression) -> bytes:
        """The paper with the seal on it, final. Raises SealRefused; ValueError for a paper it cannot seal."""
