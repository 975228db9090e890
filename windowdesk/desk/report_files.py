"""A report as the bytes of a file: what the command line writes and the demonstration shows."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING

from windowdesk.desk import reporting

if TYPE_CHECKING:
    from windowdesk.desk.door import Desk
    from windowdesk.reports.eod import EodReport

SHAPES = ("table", "csv", "json", "pdf")


def content(desk: Desk, report: EodReport, shape: str, *, width: int = 120) -> bytes:
    """The report in one of SHAPES; `width` is the table's, in cells. Raises ValueError for another shape."""
    match shape:
        case "table":
            return table(report, width).encode()
        case "csv":
            return reporting.as_csv(report).encode()
        case "json":
            return (json.dumps(reporting.as_json(report), ensure_ascii=False, default=str) + "\n").encode()
        case "pdf":
            return reporting.as_pdf(report, desk.fonts)
        case _:
            raise ValueError(f"no such shape: {shape}")


def table(report: EodReport, width: int) -> str:
    """The report as plain text: no colour, no markup, no escape sequence."""
    from rich.console import Console

    page = io.StringIO()
    Console(file=page, width=width, color_system=None, markup=False, highlight=False, emoji=False).print(
        reporting.as_table(report)
    )
    return "\n".join(line.rstrip() for line in page.getvalue().splitlines()) + "\n"
