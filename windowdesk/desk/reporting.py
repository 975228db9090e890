"""Reports asked of a desk or of its hall by the same questions, and given as table, CSV, JSON or paper."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from windowdesk.desk.door import Desk
from windowdesk.reports import exports
from windowdesk.reports.balance import check
from windowdesk.reports.eod import EodReport, read
from windowdesk.reports.heads import unsynced
from windowdesk.reports.sheets import headline, sentence, sheets, title, total_name
from windowdesk.store import arrivals, lists, schema

if TYPE_CHECKING:
    from rich.console import Group
    from rich.table import Table

    from windowdesk.models.notice import Listing

Source = Literal["desk", "hall"]

_LEAST = 8
"""Cells that a column of names keeps in a narrow terminal; names then run over several lines."""


def eod(desk: Desk, day: date, *, window: str = "", source: Source = "desk", at: datetime) -> EodReport:
    """The report of a day as of its end, of one window or of all that the source knows.

    `source` hall reads every register of the hall anew. Raises HallError (HallUnreachable when the hall does not
    answer) and ValueError when the desk has no hall.
    """
    known_until, veto = desk.law.calendar.known_until, desk.setting.customs.veto
    if source == "hall":
        with _hall_rows(desk) as db:
            figures, waiting = read(db, day, window, known_until, veto=veto), None
    else:
        db = desk.store.read()
        figures = read(db, day, window, known_until, veto=veto)
        here = window in ("", desk.settings.window)
        waiting = unsynced(db, figures.heads, lists.own_streams(db)) if here else None
    report = EodReport(
        day=day,
        window=window,
        source=source,
        hall=desk.setting.hall.name,
        at=at,
        figures=figures,
        unsynced=waiting,
        known_until=known_until,
        veto=veto,
    )
    return replace(report, imbalances=check(figures))


@contextmanager
def _hall_rows(desk: Desk) -> Iterator[sqlite3.Connection]:
    """The rows of every register the hall holds, made in memory as a desk makes them."""
    from windowdesk.hall import open_hall

    with closing(open_hall(desk.settings.hall)) as hall, closing(sqlite3.connect(":memory:")) as db:
        db.isolation_level = None
        schema.migrate(db)
        db.execute("BEGIN")
        arrivals.absorb(db, ((one.stream, one.seq, one.line, one.hash) for one in hall.events()), ())
        db.execute("COMMIT")
        yield db


def as_csv(report: EodReport) -> str:
    """The report for a spreadsheet: begins with a BOM, cells guarded against formulas, heads in the chosen language."""
    return exports.as_csv(report)


def as_json(report: EodReport) -> dict[str, Any]:
    """The report for programs: plain data with keys that stay."""
    return exports.as_json(report)


def as_table(report: EodReport) -> Group:
    """The report for a terminal of 80 columns or more. Everything in it is text, never markup."""
    from rich.console import Group
    from rich.text import Text

    style = "bold green" if report.balanced else "bold white on red"
    top = [Text(title(report), style="bold"), *(Text(line) for line in headline(report)), Text(sentence(report), style)]
    return Group(*top, *(_table(sheet) for sheet in sheets(report)))


def _table(sheet: Listing) -> Table:
    from rich import box
    from rich.cells import cell_len
    from rich.table import Table
    from rich.text import Text

    table = Table(title=Text(sheet.title, "bold"), title_justify="left", box=box.SIMPLE_HEAD, padding=0)
    for place, head in enumerate(sheet.heads):
        cells = [row[place] for row in sheet.rows]
        numeric = not any(letter.isalpha() for cell in cells for letter in cell)
        words = cells if numeric else [word for cell in cells for word in cell.split()]
        least = max(map(cell_len, [*words, *head.split()]), default=1)
        least = least if numeric else min(least, _LEAST)
        table.add_column(Text(head), justify="right" if numeric else "left", min_width=least, overflow="fold")
    for row in sheet.rows:
        style = "bold" if row[0] == total_name() else ""
        table.add_row(*(Text(cell, style) for cell in row))
    return table


def as_pdf(report: EodReport, fonts: Path) -> bytes:
    """The report on paper, A4 lying down; the same report gives the same bytes."""
    from windowdesk.documents.table import draw_report

    stands = sentence(report)
    lines = [*headline(report), *([stands] if report.balanced else [])]
    alarm = "" if report.balanced else stands
    return draw_report(
        title(report), lines, sheets(report), fonts=fonts, alarm=alarm, total=total_name(), author=report.hall
    )
