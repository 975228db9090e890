"""The day's report as people read it: a headline, a sentence on whether it adds up, and tables of text."""

from __future__ import annotations

from collections.abc import Sequence
from unicodedata import category

from windowdesk.i18n import say
from windowdesk.models.notice import TITLES, Listing
from windowdesk.reports.balance import Imbalance
from windowdesk.reports.columns import ACT_WORDS, CHANNEL_WORDS, KIND_WORDS, Column, columns, ended
from windowdesk.reports.eod import EodReport
from windowdesk.reports.finished import OUTCOMES, RETURNED, TIMINGS
from windowdesk.reports.pending import STANDINGS
from windowdesk.reports.places import KINDS, Place, count
from windowdesk.reports.rates import yuan

WITHHELD = "?"
"""What stands where a figure would, when the sums of its row do not hold."""

_SECTIONS: tuple[tuple[tuple[str, str], tuple[str, ...]], ...] = (
    (
        ("在办变化与待发证", "Movement; to be issued"),
        ("opening", "received", "finished", "returned", "pending", "to_issue"),
    ),
    (("收件", "Received"), ("received", *(f"received_{kind}" for kind in KINDS), "received_off_hours")),
    (("办结与退件", "Finished and returned"), ("finished", *OUTCOMES, "returned")),
    (("办结时效", "Finished in time"), (*(f"finished_{timing}" for timing in TIMINGS), "early_rate", "in_time_rate")),
    (("在办期限", "Pending by period"), (*(f"pending_{one}" for one in STANDINGS), "pending_past_statutory")),
    (("当日事务", "Acts of the day"), ("deemed", "looked_up", "impressions", "papers", "reprints", "posted")),
)
_WHAT = {
    "movement": ("昨日在办＋收件 与 办结＋退件＋在办", "pending before + received vs ended + pending"),
    "opening": ("昨日在办 与 各类之和", "pending before vs the sum of its kinds"),
    "received": ("收件 与 各类之和", "received vs the sum of its kinds"),
    "off_hours": ("收件 与 非工作时间收件", "received vs received off-hours"),
    "outcomes": ("办结＋退件 与 各种结果之和", "ended vs the sum of its outcomes"),
    "timings": ("办结＋退件 与 提前、按时、逾期之和", "ended vs the sum of early, on time and overdue"),
    "pending": ("在办 与 各种期限状态之和", "pending vs the sum of its standings"),
}


_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def clean(text: str) -> str:
    """A text from outside without controls, escapes or marks that reorder it: each becomes �."""
    return text if text.isprintable() else "".join("�" if category(c) in _UNSEEN else c for c in text)


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
        back, left = count(figures.finished, outcome=RETURNED), count(figures.pending)
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
    """The tables, each with a row a place and the total last, none wider than a terminal of 80 columns."""
    known = {column.key: column for column in columns(report.figures)}
    tables = [_by_place(report, say(*name), [known[key] for key in keys]) for name, keys in _SECTIONS]
    return (*tables, _by_kind(report), *_seals(report), *_papers(report), _rest(report))


def _text(value: int | str | None) -> str:
    return WITHHELD if value is None else str(value)


def _by_place(report: EodReport, name: str, chosen: Sequence[Column]) -> Listing:
    heads = (say("部门", "Department"), say("窗口", "Window"), *(column.head for column in chosen))
    places: list[Place | None] = [*report.figures.places, None]
    rows = []
    for place in places:
        label = (clean(place.department) or "—", clean(place.window)) if place else (total_name(), "")
        rows.append((*label, *(_text(column.value(report, place)) for column in chosen)))
    return Listing(name, heads, tuple(rows))


def _by_kind(report: EodReport) -> Listing:
    figures, rows = report.figures, []
    for where in (*({"kind": kind} for kind in KINDS), {}):
        values = (
            count(figures.opening, **where),
            count(figures.received, **where),
            *(ended(figures, None, timing=timing, **where) for timing in TIMINGS),
            count(figures.finished, outcome=RETURNED, **where),
            count(figures.pending, **where),
            count(figures.pending, standing="overdue", **where),
        )
        name = say(*KIND_WORDS[where["kind"]]) if where else total_name()
        rows.append((name, *(_text(one if report.balanced else None) for one in values)))
    heads = (
        ("类型", "Kind"),
        ("昨日在办", "Before"),
        ("收件", "Received"),
        ("提前办结", "Early"),
        ("按时办结", "On time"),
        ("逾期办结", "Overdue"),
        ("办结未载明", "Not stated"),
        ("退件", "Not accepted"),
        ("在办", "Pending"),
        ("在办逾期", "Pending overdue"),
    )
    return Listing(say("按办件类型", "By kind"), tuple(say(*pair) for pair in heads), tuple(rows))


def _seals(report: EodReport) -> list[Listing]:
    rows = tuple(
        (clean(one.seal_id), clean(one.window), str(one.number), clean(one.first), clean(one.last))
        for one in sorted(report.figures.seals, key=lambda one: (one.window, one.seal_id))
    )
    heads = (("印章", "Seal"), ("窗口", "Window"), ("次数", "Impressions"), ("首号", "First"), ("末号", "Last"))
    return [Listing(say("用印", "Seals"), tuple(say(*pair) for pair in heads), rows)] if rows else []


def _papers(report: EodReport) -> list[Listing]:
    found = report.figures.papers
    rows = []
    titles = {kind.value: title for kind, title in TITLES.items()}
    drawn = {one.kind for one in found}
    for kind in (*(kind for kind in titles if kind in drawn), *sorted(drawn - titles.keys())):
        name = titles.get(kind) or clean(kind) or "—"
        rows.append((name, str(count(found, kind=kind)), str(count(found, field="again", kind=kind))))
    heads = (say("文书", "Paper"), say("出具", "Issued"), say("补打", "Printed again"))
    return [Listing(say("文书", "Papers"), heads, tuple(rows))] if rows else []


def _rest(report: EodReport) -> Listing:
    """What is not a column: channels, post, acts, what the hall lacks, where the registers stand."""
    figures = report.figures
    rows: list[tuple[str, str]] = []
    for channel in sorted({one.channel for one in figures.received}):
        name = say(*CHANNEL_WORDS.get(channel, (clean(channel), clean(channel))))
        held = count(figures.received, channel=channel) if report.balanced else None
        rows.append((say(f"收件渠道：{name}", f"Received via {name}"), _text(held)))
    rows.append((say("交寄邮件", "Parcels posted"), _post(report)))
    rows += [(say(*name), str(count(figures.acts, act=act))) for act, name in ACT_WORDS.items()]
    waiting = "—" if report.unsynced is None else str(report.unsynced)
    rows.append((say("本机未同步登记（条）", "Register lines not yet at the hall"), waiting))
    for head in figures.heads:
        name = clean(head.stream)
        rows.append((say(f"登记簿 {name} 日终", f"Register {name} at day's end"), f"{head.seq} · {head.head}"))
    return Listing(say("其他", "Other"), (say("项目", "What"), say("数", "Figure")), tuple(rows))


def _post(report: EodReport) -> str:
    found = report.figures.parcels
    number, fen, unpriced = count(found), yuan(count(found, field="fen")), count(found, field="unpriced")
    told = say(f"{number} 件，{fen} 元", f"{number}, {fen} yuan")
    return told + (say(f"（{unpriced} 件未计价）", f" ({unpriced} without a price)") if unpriced else "")
