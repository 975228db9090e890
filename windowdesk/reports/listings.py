"""Tables of the day's report that have no row a place: who acted for whom, money, copies, seals, papers, the rest."""

from __future__ import annotations

from collections.abc import Sequence
from unicodedata import category

from windowdesk.i18n import say
from windowdesk.models.notice import TITLES, Listing
from windowdesk.reports.columns import ACT_WORDS, CHANNEL_WORDS
from windowdesk.reports.eod import EodReport
from windowdesk.reports.places import count
from windowdesk.reports.rates import yuan

WITHHELD = "?"
"""What stands where a figure would, when the sums of its row do not hold."""
Heads = tuple[tuple[str, str], ...]

_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def clean(text: str) -> str:
    """A text from outside without controls, escapes or marks that reorder it: each becomes �."""
    return text if text.isprintable() else "".join("�" if category(c) in _UNSEEN else c for c in text)


def text(value: int | str | None) -> str:
    """A figure as a cell."""
    return WITHHELD if value is None else str(value)


def listings(report: EodReport) -> tuple[Listing, ...]:
    """The tables that have something to show, and always the last."""
    found = (_proxied(report), _copies(report), _payments(report), _grounds(report), _seals(report), _papers(report))
    return (*(sheet for sheet in found if sheet.rows), _rest(report))


def _listing(title: str, heads: Heads, rows: Sequence[tuple[str, ...]]) -> Listing:
    return Listing(title, tuple(say(*pair) for pair in heads), tuple(rows))


def _proxied(report: EodReport) -> Listing:
    """A matter counts for the window that took it in and for the department it acted for; the total counts it once."""
    found = report.figures.proxied
    names = [
        *((say(f"{window} 号窗口", f"Window {window}"), {"window": window}) for window in _all(found, "window")),
        *((clean(name), {"department": name}) for name in _all(found, "department")),
        *([(say("合计（每件一次）", "Total (each once)"), {})] if found else []),
    ]
    fields = ("received", "finished", "returned")
    figures = {name: [count(found, field=field, **where) for field in fields] for name, where in names}
    rows = [(name, *(text(n if report.balanced else None) for n in row)) for name, row in figures.items()]
    heads = (
        ("窗口、委托部门", "Window or principal"),
        ("收件", "Received"),
        ("办结", "Finished"),
        ("退件", "Returned"),
    )
    return _listing(say("代理接办", "By proxy"), heads, rows)


def _all(found: tuple[object, ...], field: str) -> list[str]:
    return sorted({getattr(one, field) for one in found})


def _copies(report: EodReport) -> Listing:
    rows = [
        (one.case_id, clean(one.department), one.sent_on, one.due, say("逾期", "late") if one.late else "")
        for one in report.figures.copies
    ]
    heads = (("办件编号", "Case"), ("部门", "Department"), ("抄送", "Sent"), ("期限", "Due"), ("", ""))
    return _listing(say("绿色通道未签收", "Green-channel copies not acknowledged"), heads, rows)


def _payments(report: EodReport) -> Listing:
    rows = [
        (clean(one.receipt_no), clean(one.window), clean(one.department), clean(one.item_name), yuan(one.fen))
        for one in report.figures.payments
    ]
    heads = (("票据号", "Receipt"), ("窗口", "Window"), ("部门", "Department"), ("事项", "Item"), ("元", "Yuan"))
    return _listing(say("当日缴费", "Payments of the day"), heads, rows)


GROUND_WORDS = {
    "deemed": ("逾期未告知，视为受理", "Accepted by silence"),
    "overdue": ("窗口逾期办结", "Decided late by the window"),
    "unit_late": ("原单位逾期", "Late by the home unit"),
}


def _grounds(report: EodReport) -> Listing:
    rows = [
        (clean(one.department), clean(one.window), say(*GROUND_WORDS[one.ground]), one.case_id, one.due)
        for one in (report.figures.grounds if report.veto else ())
    ]
    heads = (("部门", "Department"), ("窗口", "Window"), ("事由", "Ground"), ("办件编号", "Case"), ("应于", "Was due"))
    title = say(
        "一票否决事由（地方做法，法律没有规定；只列事实，不作结论）",
        "Grounds of a veto (a local custom no statute knows; facts, no verdict)",
    )
    return _listing(title, heads, rows)


def _seals(report: EodReport) -> Listing:
    rows: list[tuple[str, ...]] = [
        (clean(one.seal_id), clean(one.window), str(one.number), clean(one.first), clean(one.last))
        for one in sorted(report.figures.seals, key=lambda one: (one.window, one.seal_id))
    ]
    heads = (("印章", "Seal"), ("窗口", "Window"), ("次数", "Impressions"), ("首号", "First"), ("末号", "Last"))
    return _listing(say("用印", "Seals"), heads, rows)


def _papers(report: EodReport) -> Listing:
    found = report.figures.papers
    rows: list[tuple[str, ...]] = []
    titles = {kind.value: title for kind, title in TITLES.items()}
    drawn = {one.kind for one in found}
    for kind in (*(kind for kind in titles if kind in drawn), *sorted(drawn - titles.keys())):
        name = titles.get(kind) or clean(kind) or "—"
        rows.append((name, str(count(found, kind=kind)), str(count(found, field="again", kind=kind))))
    heads = (("文书", "Paper"), ("出具", "Issued"), ("补打", "Printed again"))
    return _listing(say("文书", "Papers"), heads, rows)


def _rest(report: EodReport) -> Listing:
    """What is not a column: channels, post, acts, what the hall lacks, where the registers stand."""
    figures = report.figures
    rows: list[tuple[str, str]] = []
    for channel in sorted({one.channel for one in figures.received}):
        name = say(*CHANNEL_WORDS.get(channel, (clean(channel), clean(channel))))
        held = count(figures.received, channel=channel) if report.balanced else None
        rows.append((say(f"收件渠道：{name}", f"Received via {name}"), text(held)))
    rows.append((say("交寄邮件", "Parcels posted"), _post(report)))
    rows.append((say("收费（通知、已缴、未缴）", "Fees told, paid, unpaid"), _fees(report)))
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


def _fees(report: EodReport) -> str:
    found, told = report.figures.fees, []
    for field in ("told", "paid", "unpaid"):
        number, sum_ = count(found, field=field), yuan(count(found, field=f"{field}_fen"))
        told.append(say(f"{number} 笔 {sum_} 元", f"{number}: {sum_} yuan"))
    return say("；", "; ").join(told if report.balanced else [WITHHELD])
