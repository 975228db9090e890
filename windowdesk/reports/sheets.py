"""The day's report as people read it: a headline, a sentence on whether it adds up, and tables of text."""

from __future__ import annotations

from collections.abc import Sequence

from windowdesk.i18n import say
from windowdesk.models.notice import Listing
from windowdesk.reports.balance import Imbalance
from windowdesk.reports.columns import KIND_WORDS, Column, columns, ended, returned
from windowdesk.reports.eod import EodReport
from windowdesk.reports.finished import OUTCOMES, RETURNS, TIMINGS
from windowdesk.reports.listings import WITHHELD, clean, listings, text
from windowdesk.reports.places import KINDS, Place, count

Section = tuple[tuple[str, str], tuple[str, ...]]

_SECTIONS: tuple[Section, ...] = (
    (
        ("在办变化与待发证", "Movement; to be issued"),
        ("opening", "received", "finished", "returned", "pending", "to_issue"),
    ),
    (
        ("收件", "Received"),
        ("received", *(f"received_{kind}" for kind in KINDS), "received_off_hours", "received_green"),
    ),
    (("办结与退件", "Finished and returned"), ("finished", *OUTCOMES, "returned")),
    (("办结时效", "Finished in time"), (*(f"finished_{timing}" for timing in TIMINGS), "early_rate", "in_time_rate")),
    (
        ("窗口在办期限", "Pending at the window, by period"),
        (
            *("pending_awaiting", "pending_not_due", "pending_due_today", "pending_overdue", "pending_no_period"),
            "pending_past_statutory",
        ),
    ),
    (
        ("不在窗口与逾期归属", "Elsewhere, and whose delay"),
        (
            *("pending_overdue", "pending_unit_late", "pending_at_unit", "pending_applicant", "pending_paused"),
            "at_superior",
        ),
    ),
    (("当日事务", "Acts of the day"), ("deemed", "looked_up", "impressions", "papers", "reprints", "posted")),
)
_WHEN_ANY: tuple[Section, ...] = (
    (("退件", "Returned"), ("returned", *(f"returned_{outcome}" for outcome in RETURNS))),
    (
        ("依职权办理（不计入上列各数）", "Ex officio (in none of the figures above)"),
        tuple(f"proceedings_{field}" for field in ("opening", "received", "ended", "closing")),
    ),
    (("移交与接收", "Handed over and taken over"), ("handings_given", "handings_taken")),
    (
        ("收费", "Fees"),
        (
            *("fees_told", "fees_told_yuan", "fees_paid", "fees_paid_yuan"),
            *("fees_unpaid", "fees_unpaid_yuan"),
        ),
    ),
    (
        ("征求意见（按被征求部门）", "Opinions, by department asked"),
        tuple(f"opinion_{field}" for field in ("asked", "answered", "late", "waiting", "overdue")),
    ),
    (
        ("绿色通道抄送（按被抄送部门）", "Green-channel copies, by department"),
        tuple(f"copy_{field}" for field in ("asked", "answered", "late", "waiting", "overdue")),
    ),
)
"""Shown on days that have something of it."""
_WHAT = {
    "movement": ("昨日在办＋收件 与 办结＋退件＋在办", "pending before + received vs ended + pending"),
    "opening": ("昨日在办 与 各类之和", "pending before vs the sum of its kinds"),
    "received": ("收件 与 各类之和", "received vs the sum of its kinds"),
    "off_hours": ("收件 与 非工作时间收件", "received vs received off-hours"),
    "outcomes": ("办结＋退件 与 各种结果之和", "ended vs the sum of its outcomes"),
    "timings": ("办结＋退件 与 提前、按时、逾期之和", "ended vs the sum of early, on time and overdue"),
    "pending": ("在办 与 各种期限状态之和", "pending vs the sum of its standings"),
    "proceedings": ("依职权：昨日在办＋立案 与 办结＋在办", "ex officio: pending before + opened vs ended + pending"),
    "payments": ("已缴金额 与 各笔之和（分）", "fees paid vs the sum of the payments (fen)"),
}


def title(report: EodReport) -> str:
    """What the report is called."""
    return say(f"{report.day} 日报", f"Report of the day {report.day}")


def total_name() -> str:
    """What the row of all places is called."""
    return say("合计", "Total")


def headline(report: EodReport) -> tuple[str, ...]:
    """Whose figures they are, of which moment, from where."""
    scope = (
        say(f"{report.window} 号窗口", f"window {report.window}") if report.window else say("全部窗口", "all windows")
    )
    source = say("大厅数据库", "the hall") if report.source == "hall" else say("本机登记簿", "this desk's registers")
    asked = f"{report.at:%Y-%m-%d %H:%M}"
    lines = [
        say(
            f"{clean(report.hall)} · {clean(scope)} · 截至 {report.day} 日终 · 来源：{source} · 生成于 {asked}",
            f"{clean(report.hall)} · {clean(scope)} · as of the end of {report.day} · from {source} · made {asked}",
        )
    ]
    if report.figures.parked:
        n = report.figures.parked
        lines.append(
            say(f"有 {n} 条登记读不懂，未计入。", f"{n} register lines could not be read and are in no figure.")
        )
    provisional = count(report.figures.pending, field="provisional")
    if provisional and report.known_until:
        lines.append(
            say(
                f"在办中 {provisional} 件的期限晚于 {report.known_until}（放假安排公布到此日），为暂定。",
                f"{provisional} pending matters are due after {report.known_until}, the end of the known calendar: "
                "provisional.",
            )
        )
    return tuple(lines)


def sentence(report: EodReport) -> str:
    """Whether the figures add up, with the figures; when they do not, where and by how much."""
    if report.balanced:
        figures = report.figures
        before, came, went = count(figures.opening), count(figures.received), ended(figures, None)
        back, left = returned(figures, None), count(figures.pending)
        return say(
            f"勾稽相符：昨日在办 {before} ＋ 收件 {came} ＝ 办结 {went} ＋ 退件 {back} ＋ 在办 {left}。",
            f"The figures add up: {before} before + {came} received = {went} finished + {back} returned + "
            f"{left} pending.",
        )
    told = say("；", "; ").join(_told(one) for one in report.imbalances[:5])
    more = len(report.imbalances) - 5
    told += say(f"；另有 {more} 处", f"; {more} more") if more > 0 else ""
    return say(
        f"勾稽不符！不符的行和合计不予显示（{WITHHELD}），本表不得上报。{told}。请运行 windowdesk doctor。",
        f"THE FIGURES DO NOT ADD UP! Rows that do not, and the totals, are withheld ({WITHHELD}); do not hand this "
        f"report on. {told}. Run windowdesk doctor.",
    )


def _told(one: Imbalance) -> str:
    where = clean(f"{one.department} {one.window}")
    return f"{where}{say('：', ': ')}{say(*_WHAT[one.what])} {one.counted} ≠ {one.summed}"


def sheets(report: EodReport) -> tuple[Listing, ...]:
    """The tables, none wider than a terminal of 80 columns; those with a row a place have the total last."""
    known = {column.key: column for column in columns(report.figures)}
    always = [_by_place(report, say(*name), [known[key] for key in keys]) for name, keys in _SECTIONS]
    more = [_by_place(report, say(*name), [known[key] for key in keys]) for name, keys in _WHEN_ANY]
    return (*always, _by_kind(report), *(sheet for sheet in more if len(sheet.rows) > 1), *listings(report))


_NOTHING = ("0", "0.00", "—")


def _by_place(report: EodReport, name: str, chosen: Sequence[Column]) -> Listing:
    """A row a place that has something to show, and the total."""
    heads = (say("部门", "Department"), say("窗口", "Window"), *(column.head for column in chosen))
    places: list[Place | None] = [*report.figures.places, None]
    rows = []
    for place in places:
        label = (clean(place.department) or "—", clean(place.window)) if place else (total_name(), "")
        cells = [text(column.value(report, place)) for column in chosen]
        if place is None or any(cell not in _NOTHING for cell in cells):
            rows.append((*label, *cells))
    return Listing(name, heads, tuple(rows))


def _by_kind(report: EodReport) -> Listing:
    figures, rows = report.figures, []
    for where in (*({"kind": kind} for kind in KINDS), {}):
        values = (
            count(figures.opening, **where),
            count(figures.received, **where),
            *(ended(figures, None, timing=timing, **where) for timing in TIMINGS),
            returned(figures, None, **where),
            count(figures.pending, **where),
            count(figures.pending, standing="overdue", **where),
        )
        name = say(*KIND_WORDS[where["kind"]]) if where else total_name()
        rows.append((name, *(text(one if report.balanced else None) for one in values)))
    heads = (
        ("类型", "Kind"),
        ("昨日在办", "Before"),
        ("收件", "Received"),
        ("提前", "Early"),
        ("按时", "On time"),
        ("逾期", "Overdue"),
        ("单位逾期", "Unit late"),
        ("未载明", "Not stated"),
        ("退件", "Returned"),
        ("在办", "Pending"),
        ("在办逾期", "Pending overdue"),
    )
    return Listing(say("按办件类型", "By kind"), tuple(say(*pair) for pair in heads), tuple(rows))
