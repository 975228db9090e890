"""What can go wrong between a desk and the hall, as values with a sentence in two languages."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from windowdesk.i18n import say


class ProblemKind(StrEnum):
    """Why something did not pass. Other registers and feeds went on."""

    FORK = "fork"
    GAP = "gap"
    CHAIN = "chain"
    CLOSED = "closed"
    POISON = "poison"
    FEED = "feed"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class SyncProblem:
    """What a person should look at: `place` is a register or a department, `seq` the line or place in its feed."""

    kind: ProblemKind
    place: str
    seq: int
    detail: str = ""

    @property
    def sentence(self) -> str:
        """The problem in the language chosen."""
        chinese, english = _SENTENCES[self.kind]
        place = self.place if self.place.isprintable() else ascii(self.place)  # the hall may have been tampered with
        told = say(chinese, english).format(place=place, seq=self.seq)
        return f"{told} {self.detail}".rstrip()


_SENTENCES: dict[ProblemKind, tuple[str, str]] = {
    ProblemKind.FORK: (
        "登记簿 {place} 与大厅保存的不一致（第 {seq} 条）：可能有两台机器共用一个窗口身份，请报告管理员。",
        "Register {place} differs from the hall's at line {seq}: two machines may share one identity. Tell the office.",
    ),
    ProblemKind.GAP: (
        "大厅缺少登记簿 {place} 第 {seq} 条以后的内容，下次同步补送。",
        "The hall lacks register {place} after line {seq}; the next sync sends it again.",
    ),
    ProblemKind.CHAIN: (
        "大厅不接受登记簿 {place} 第 {seq} 条起的内容：校验不符。",
        "The hall does not take register {place} from line {seq}: the hash chain does not fit.",
    ),
    ProblemKind.CLOSED: (
        "登记簿 {place} 在大厅已停用，第 {seq} 条起没有上报。",
        "Register {place} is closed at the hall; nothing from line {seq} was taken.",
    ),
    ProblemKind.POISON: (
        "{place} 第 {seq} 条内容损坏，没有传送。",
        "Line {seq} of {place} is damaged and was not passed on.",
    ),
    ProblemKind.FEED: (
        "部门 {place} 的公告序列从第 {seq} 条起校验不符，没有接收。",
        "The feed of {place} does not add up from place {seq}; nothing from there was taken.",
    ),
    ProblemKind.REFUSED: ("大厅拒绝了 {place}：", "The hall refused {place}:"),
}
