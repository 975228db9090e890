"""The figures of a row: each declared once, with its key and its words; table, CSV, JSON and paper follow."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from windowdesk.i18n import say
from windowdesk.models.notice import TITLES, PaperKind
from windowdesk.reports.eod import EodReport, Figures
from windowdesk.reports.finished import OUTCOMES, RETURNS, TIMINGS
from windowdesk.reports.pending import STANDINGS
from windowdesk.reports.places import KINDS, Place, count
from windowdesk.reports.rates import percent, yuan

Value = int | str
Figure = Callable[[Figures, Place | None], Value]
KIND_WORDS = {
    "on_the_spot": ("即办", "On the spot"),
    "promised": ("承诺", "Promised"),
    "filing": ("备案", "Filing"),
    "upward": ("上报", "Upward"),
    "joint": ("联办", "Joint"),
    "other": ("其他", "Other"),
}
OUTCOME_WORDS = {
    "granted": ("准予", "Granted"),
    "denied": ("不予许可", "Denied"),
    "filed": ("备案", "Filed"),
    "forwarded": ("转报", "Sent up"),
    "cancelled": ("注销", "Struck off"),
}
RETURN_WORDS = {
    "not_accepted": ("不予受理", "Not accepted"),
    "withdrawn": ("撤回", "Withdrawn"),
    "not_corrected": ("逾期未补正", "Not corrected"),
    "not_supplemented": ("容缺未补齐", "Not supplied"),
    "duplicate": ("重复收件", "Duplicate"),
}
TIMING_WORDS = {
    "early": ("提前", "Early"),
    "on_time": ("按时", "On time"),
    "overdue": ("逾期", "Overdue"),
    "unit_late": ("单位逾期", "Unit late"),
    "not_stated": ("未载明", "Not stated"),
}
STANDING_WORDS = {
    "awaiting": ("待受理", "Awaiting"),
    "not_due": ("未到期", "Not yet due"),
    "due_today": ("当日到期", "Due today"),
    "overdue": ("窗口逾期", "Window late"),
    "no_period": ("未载明", "Not stated"),
    "applicant": ("待申请人补正", "With the applicant"),
    "at_unit": ("在原单位", "At the unit"),
    "unit_late": ("单位逾期", "Unit late"),
    "paused": ("特别程序", "Paused"),
}
CHANNEL_WORDS = {"window": ("窗口", "Window"), "online": ("网上", "Online"), "mail": ("邮寄", "Mail")}
ACT_WORDS = {
    "corrections": ("补正告知", "Correction notices"),
    "deemed": ("视为受理", "Accepted by silence"),
    "delivered": ("邮件签收", "Parcels delivered"),
    "looked_up": ("查看身份信息", "Identity look-ups"),
    "extended": ("延长期限", "Extensions"),
    "paused": ("启动特别程序", "Procedures started"),
    "sent_to_unit": ("转原单位", "Sent to the unit"),
    "dispatched": ("上报", "Sent up"),
    "visits": ("现场核查", "Site visits"),
    "hearings": ("听证", "Hearings"),
    "later_checks": ("事后核查", "Later checks"),
    "revoked": ("撤销许可", "Permits revoked"),
    "struck_off": ("注销许可", "Permits struck off"),
    "dates_moved": ("期限重算", "Dates counted again"),
}
PROCEEDING_WORDS = {
    "opening": ("昨日在办", "Pending before"),
    "received": ("立案", "Opened"),
    "ended": ("办结", "Ended"),
    "closing": ("在办", "Pending"),
}
FEE_WORDS = {
    "told": ("缴费通知", "Told"),
    "paid": ("已缴", "Paid"),
    "unpaid": ("未缴", "Unpaid"),
}
HANDING_WORDS = {
    "given": ("移交", "Handed over"),
    "taken": ("接收", "Taken over"),
}
ASKED_WORDS = {
    "asked": ("发出", "Sent"),
    "answered": ("答复", "Answered"),
    "late": ("逾期答复", "Answered late"),
    "waiting": ("待答复", "Waiting"),
    "overdue": ("逾期未答复", "Waiting, overdue"),
}
_RECEIVED, _FINISHED, _PENDING = ("收件", "Received"), ("办结", "Finished"), ("在办", "Pending")


@dataclass(frozen=True, slots=True)
class Column:
    """A figure of a place, or of all places (None).

    `balances`: withheld when the sums do not hold. `named` by the day's data: a channel, a seal.
    """

    key: str
    group: tuple[str, str]
    words: tuple[str, str]
    figure: Figure
    balances: bool = True
    named: bool = False

    @property
    def head(self) -> str:
        """The head in a table whose title names the group."""
        return say(*self.words)

    @property
    def full_head(self) -> str:
        """The head where nothing else names the group."""
        group, words = say(*self.group), say(*self.words)
        return words if group == words else f"{group}{say('·', ': ')}{words}"

    def value(self, report: EodReport, place: Place | None) -> Value | None:
        """The figure, or None when it is withheld."""
        if self.balances and not report.holds(place):
            return None
        return self.figure(report.figures, place)


def ended(figures: Figures, place: Place | None, /, **where: str) -> int:
    """办结: decided, filed or sent up; returned matters are not among them."""
    return sum(count(figures.finished, place, outcome=outcome, **where) for outcome in OUTCOMES)


def returned(figures: Figures, place: Place | None, /, **where: str) -> int:
    """退件: turned away, taken back, or not made complete."""
    return sum(count(figures.finished, place, outcome=outcome, **where) for outcome in RETURNS)


def early_rate(figures: Figures, place: Place | None) -> str:
    """提前率: early ÷ finished with a stated period, of those that can be early: not on the spot, not filings."""
    kinds = ("promised", "upward", "joint", "other")
    timed = [ended(figures, place, kind=kind, timing=timing) for kind in kinds for timing in TIMINGS[:4]]
    return percent(sum(ended(figures, place, kind=kind, timing="early") for kind in kinds), sum(timed))


def in_time_rate(figures: Figures, place: Place | None) -> str:
    """按期率: early or on time ÷ finished with a stated period, whoever was late."""
    timed = [ended(figures, place, timing=timing) for timing in TIMINGS[:4]]
    return percent(sum(timed[:2]), sum(timed))


def columns(figures: Figures) -> list[Column]:
    """Every figure of a row, in order. Channels and seals have a column each when the day knows them."""
    return [
        *_received(figures),
        *_finished(),
        *_pending(),
        *_beside(),
        *_asked(),
        *_handings(),
        *_fees(),
        *_acts(),
        *_papers(figures),
    ]


def _sum(part: str, field: str = "number", **where: str) -> Figure:
    return lambda figures, place: count(getattr(figures, part), place, field, **where)


def _ended(**where: str) -> Figure:
    return lambda figures, place: ended(figures, place, **where)


def _single(key: str, words: tuple[str, str], figure: Figure, *, balances: bool = True) -> Column:
    return Column(key, words, words, figure, balances)


def _received(figures: Figures) -> Iterator[Column]:
    yield _single("opening", ("昨日在办", "Pending before"), _sum("opening"))
    yield _single("received", _RECEIVED, _sum("received"))
    for kind in KINDS:
        yield Column(f"received_{kind}", _RECEIVED, KIND_WORDS[kind], _sum("received", kind=kind))
    for channel in sorted({row.channel for row in figures.received}):
        words, via = CHANNEL_WORDS.get(channel, (channel, channel)), ("收件渠道", "Received via")
        yield Column(f"received_via_{channel}", via, words, _sum("received", channel=channel), named=True)
    yield Column("received_off_hours", _RECEIVED, ("非工作时间", "Off-hours"), _sum("received", "off_hours"))
    yield Column("received_green", _RECEIVED, ("绿色通道", "Green channel"), _sum("received", "green"))


def _finished() -> Iterator[Column]:
    yield _single("finished", _FINISHED, _ended())
    for outcome in OUTCOMES:
        yield Column(outcome, _FINISHED, OUTCOME_WORDS[outcome], _sum("finished", outcome=outcome))
    for timing in TIMINGS:
        yield Column(f"finished_{timing}", _FINISHED, TIMING_WORDS[timing], _ended(timing=timing))
    for kind in KINDS:
        group = (f"办结（{KIND_WORDS[kind][0]}）", f"Finished, {KIND_WORDS[kind][1].lower()}")
        for timing in TIMINGS:
            words = TIMING_WORDS[timing]
            yield Column(f"finished_{kind}_{timing}", group, words, _ended(kind=kind, timing=timing))
    yield _single("early_rate", ("提前率", "Early rate"), early_rate)
    yield _single("in_time_rate", ("按期率", "In-time rate"), in_time_rate)
    words = ("退件", "Returned")
    yield _single("returned", words, returned)
    for outcome in RETURNS:
        yield Column(f"returned_{outcome}", words, RETURN_WORDS[outcome], _sum("finished", outcome=outcome))


def _pending() -> Iterator[Column]:
    yield _single("pending", _PENDING, _sum("pending"))
    for kind in KINDS:
        yield Column(f"pending_{kind}", _PENDING, KIND_WORDS[kind], _sum("pending", kind=kind))
    for one in STANDINGS:
        yield Column(f"pending_{one}", _PENDING, STANDING_WORDS[one], _sum("pending", standing=one))
    words = ("超法定", "Past statute")
    yield Column("pending_past_statutory", _PENDING, words, _sum("pending", "by_statute"))
    words = ("期限暂定", "Provisional")
    yield Column("pending_provisional", _PENDING, words, _sum("pending", "provisional"))
    words = ("待发证", "To be issued")
    yield _single("to_issue", words, _sum("to_issue"))
    yield Column("to_issue_overdue", words, ("逾期", "Overdue"), _sum("to_issue", "overdue"))


def _beside() -> Iterator[Column]:
    """What no period of this hall runs for, what nobody applied for, and what was taken in for others."""
    yield _single("at_superior", ("上级办理中", "At the superior"), _sum("superior"))
    for field, words in PROCEEDING_WORDS.items():
        yield Column(f"proceedings_{field}", ("依职权", "Ex officio"), words, _sum("proceedings", field))
    for field, words in (("received", _RECEIVED), ("finished", _FINISHED), ("returned", ("退件", "Returned"))):
        yield Column(f"proxied_{field}", ("代理接办", "By proxy"), words, _sum("proxied", field))


def _asked() -> Iterator[Column]:
    """Questions and copies count for the department asked and the window that asks."""
    for kind, group in (("opinion", ("征求意见", "Opinions")), ("copy", ("抄送", "Copies"))):
        for field, words in ASKED_WORDS.items():
            yield Column(f"{kind}_{field}", group, words, _sum("opinions", field, kind=kind), balances=False)


def _handings() -> Iterator[Column]:
    for field, words in HANDING_WORDS.items():
        group = ("移交", "Hand-overs")
        yield Column(f"handings_{field}", group, words, _sum("handings", field), balances=False)


def _fees() -> Iterator[Column]:
    for field, (zh, en) in FEE_WORDS.items():
        yield Column(f"fees_{field}", ("收费", "Fees"), (zh, en), _sum("fees", field))
        yuans = (f"{zh}（元）", f"{en} (yuan)")
        yield Column(f"fees_{field}_yuan", ("收费", "Fees"), yuans, _money(f"{field}_fen"))


def _money(field: str) -> Figure:
    return lambda figures, place: yuan(count(figures.fees, place, field))


def _acts() -> Iterator[Column]:
    for act, words in ACT_WORDS.items():
        yield _single(act, words, _sum("acts", act=act), balances=False)
    yield _single("posted", ("交寄", "Parcels posted"), _sum("parcels"), balances=False)
    yield _single("postage_yuan", ("邮资（元）", "Postage (yuan)"), _postage, balances=False)
    words = ("交寄未计价", "Parcels without a price")
    yield _single("posted_unpriced", words, _sum("parcels", "unpriced"), balances=False)


def _postage(figures: Figures, place: Place | None) -> str:
    return yuan(count(figures.parcels, place, "fen"))


def _papers(figures: Figures) -> Iterator[Column]:
    words = ("用印", "Seal uses")
    yield _single("impressions", words, _sum("seals"), balances=False)
    for seal in sorted({row.seal_id for row in figures.seals}):
        used = _sum("seals", seal_id=seal)
        yield Column(f"impressions_{seal}", words, (seal, seal), used, balances=False, named=True)
    words = ("出具文书", "Papers issued")
    yield _single("papers", words, _sum("papers"), balances=False)
    for kind in PaperKind:
        title = (TITLES[kind], TITLES[kind])
        yield Column(f"papers_{kind.value}", words, title, _sum("papers", kind=kind.value), balances=False)
    yield _single("reprints", ("补打", "Reprints"), _sum("papers", "again"), balances=False)
