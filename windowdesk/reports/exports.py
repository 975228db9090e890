"""The day's report for other programs: a spreadsheet's CSV, which must not run what it shows, and JSON."""

from __future__ import annotations

import csv
import io
from dataclasses import asdict
from typing import Any

from windowdesk.i18n import say
from windowdesk.reports.columns import columns
from windowdesk.reports.eod import EodReport
from windowdesk.reports.listings import WITHHELD, clean
from windowdesk.reports.places import Place
from windowdesk.reports.sheets import sentence, total_name

BOM = "\ufeff"
"""Tells Excel that the text is UTF-8."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_BALANCED_PARTS = (
    *("opening", "received", "finished", "pending", "to_issue", "movements"),
    *("superior", "proceedings", "proxied", "fees", "payments"),
)


def guarded(cell: object) -> str:
    """A cell that no spreadsheet takes for a formula."""
    text = str(cell)
    return f"'{text}" if text.startswith(_FORMULA) else clean(text)


def as_csv(report: EodReport) -> str:
    """One table, a row a department and window, the total last; heads in the chosen language."""
    figures, out = report.figures, io.StringIO()
    chosen = columns(figures)
    writer = csv.writer(out, lineterminator="\r\n")
    heads = (say("日期", "Day"), say("部门", "Department"), say("窗口", "Window"))
    more = (say("本机未同步", "Not yet at the hall"), say("勾稽", "Adds up"))
    writer.writerow(map(guarded, (*heads, *(column.full_head for column in chosen), *more)))
    places: list[Place | None] = [*figures.places, None]
    for place in places:
        values = [column.value(report, place) for column in chosen]
        holds = report.holds(place) if place else report.balanced
        waiting = "" if place or report.unsynced is None else report.unsynced
        label = place or (total_name(), report.window)
        adds_up = say("相符", "yes") if holds else say("不符", "NO")
        cells = (WITHHELD if value is None else value for value in values)
        writer.writerow(map(guarded, (report.day, *label, *cells, waiting, adds_up)))
    return BOM + out.getvalue()


def as_json(report: EodReport) -> dict[str, Any]:
    """The report with keys that stay. Withheld figures are null; `sentence` is in the chosen language."""
    chosen = [column for column in columns(report.figures) if not column.named]
    places = report.figures.places
    parts = asdict(report.figures)
    withheld = {} if report.balanced else dict.fromkeys(_BALANCED_PARTS)
    return {
        "report": "eod",
        "day": report.day.isoformat(),
        "window": report.window,
        "source": report.source,
        "hall": report.hall,
        "made_at": report.at.isoformat(timespec="seconds"),
        "balanced": report.balanced,
        "sentence": sentence(report),
        "imbalances": [asdict(one) for one in report.imbalances],
        "unsynced": report.unsynced,
        "veto": report.veto,
        "calendar_known_until": report.known_until.isoformat() if report.known_until else None,
        "total": {column.key: column.value(report, None) for column in chosen},
        "rows": [
            {**place._asdict(), **{column.key: column.value(report, place) for column in chosen}} for place in places
        ],
        "detail": {key: list(part) if isinstance(part, tuple) else part for key, part in (parts | withheld).items()},
    }
