"""The day's report as table, CSV, JSON and paper, in both languages, and what it shows when its figures lie."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace

import pytest
from pypdf import PdfReader
from report_desks import BEFORE, SCJG, THE_DAY, eod, play, shown
from rich.cells import cell_len

from windowdesk import i18n
from windowdesk.desk import Desk, reporting
from windowdesk.reports import exports, sheets
from windowdesk.reports.eod import EodReport


@pytest.mark.parametrize(("language", "names"), [("zh", ("部门", "昨日在办")), ("en", ("Department", "Not accepted"))])
def test_tables_fit_eighty_columns(desk: Desk, language: str, names: tuple[str, str]) -> None:
    play(desk, BEFORE, THE_DAY)
    i18n.choose(language)
    report = eod(desk)
    text = shown(report)
    assert max(map(cell_len, text.splitlines())) <= 80
    assert "…" not in text
    assert names[0] in text
    heads = {head for sheet in sheets.sheets(report) for head in sheet.heads}
    assert names[1] in heads
    for sheet in sheets.sheets(report):
        for row in sheet.rows:
            assert all(figure in text for figure in row[2:])


def test_large_figures_are_never_cut(desk: Desk) -> None:
    play(desk, BEFORE, THE_DAY)
    figures = eod(desk).figures
    many = replace(
        eod(desk), figures=replace(figures, received=tuple(replace(r, number=123456) for r in figures.received))
    )
    for language in ("zh", "en"):
        i18n.choose(language)
        text = shown(many)
        assert "123456" in text and str(123456 * len(figures.received)) in text


@pytest.mark.parametrize(("language", "day", "total"), [("zh", "日期", "合计"), ("en", "Day", "Total")])
def test_csv_for_a_spreadsheet(desk: Desk, language: str, day: str, total: str) -> None:
    play(desk, BEFORE, THE_DAY)
    i18n.choose(language)
    report = eod(desk)
    text = reporting.as_csv(report)
    assert text.encode().startswith(b"\xef\xbb\xbf")
    heads, *rows = csv.reader(io.StringIO(text.removeprefix("\ufeff")))
    assert heads[0] == day and len(heads) == len(set(heads))
    assert len(rows) == len(report.figures.places) + 1 and rows[-1][1] == total
    assert all(len(row) == len(heads) for row in rows)
    received = heads.index("收件" if language == "zh" else "Received")
    assert [row[received] for row in rows][-1] == "4" == str(sum(int(row[received]) for row in rows[:-1]))


@pytest.mark.parametrize("nasty", ["=1+1", "+1", "-1", "@sum", "\tx", "\r=1", "＝1", '=HYPERLINK("http://x")'])
def test_no_cell_is_a_formula(desk: Desk, nasty: str) -> None:
    play(desk, BEFORE, THE_DAY)
    found = eod(desk)
    figures = replace(found.figures, received=tuple(replace(r, department=nasty) for r in found.figures.received))
    rows = list(csv.reader(io.StringIO(reporting.as_csv(replace(found, figures=figures)).removeprefix("\ufeff"))))
    cells = [cell for row in rows for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r", "＝"))]
    assert any(cell.startswith("'") for cell in cells)
    assert exports.guarded(nasty)[0] == "'" and exports.guarded("市场") == "市场" and exports.guarded(7) == "7"


def test_text_from_outside_is_text(desk: Desk) -> None:
    """Markup, escape sequences and marks that reorder text show as what they are."""
    play(desk, BEFORE, THE_DAY)
    found = eod(desk)
    nasty = "[bold]局[/] \x1b[31m红\u202e倒"
    figures = replace(
        found.figures,
        received=tuple(replace(r, channel=nasty, department="[red]甲[/]") for r in found.figures.received),
    )
    report = replace(found, figures=figures, hall=nasty)
    text = shown(report, 200)
    assert "[bold]局[/] �[31m红�倒" in text and "[red]甲[/]" in text
    assert "\x1b" not in text and "\u202e" not in text
    assert "\x1b" not in reporting.as_csv(report)
    assert reporting.as_pdf(replace(report, hall="\x1b𰻝"), desk.fonts).startswith(b"%PDF")


def test_json_keeps_its_keys_in_every_language(desk: Desk) -> None:
    play(desk, BEFORE, THE_DAY)
    chinese = reporting.as_json(eod(desk))
    i18n.choose("en")
    english = reporting.as_json(eod(desk))
    assert chinese.pop("sentence") != english.pop("sentence")
    assert chinese == english
    assert json.loads(json.dumps(chinese)) == json.loads(json.dumps(english))
    assert {"kind": "promised", "outcome": "granted", "timing": "early", "number": 1}.items() <= next(
        row.items() for row in chinese["detail"]["finished"] if row["outcome"] == "granted"
    )


@pytest.mark.parametrize(("language", "title"), [("zh", "2026-11-23 日报"), ("en", "Report of the day 2026-11-23")])
def test_the_paper(desk: Desk, language: str, title: str) -> None:
    play(desk, BEFORE, THE_DAY)
    i18n.choose(language)
    report = eod(desk)
    pdf = reporting.as_pdf(report, desk.fonts)
    assert pdf == reporting.as_pdf(report, desk.fonts)
    pages = PdfReader(io.BytesIO(pdf)).pages
    assert round(pages[0].mediabox.width) == 842 and round(pages[0].mediabox.height) == 595
    text = "".join(page.extract_text() for page in pages)
    assert text.count(title) >= len(pages)
    for sheet in sheets.sheets(report):
        assert sheet.title in text
        assert all(row[0] in text for row in sheet.rows)


def spoilt(desk: Desk, change: str) -> EodReport:
    with desk.store.write() as db:
        assert db.execute(f"UPDATE case_row SET {change}").rowcount == 1
    return eod(desk)


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ("outcome='vanished' WHERE finished_on='2026-11-23' AND outcome='granted'", "outcomes"),
        ("timing='whenever' WHERE finished_on='2026-11-23' AND outcome='granted'", "timings"),
        ("finished_on='2026-11-19' WHERE item_name LIKE '食品小经营店%'", "movement"),
        ("off_hours=7 WHERE received_on='2026-11-23' AND item_name LIKE '食品小经营店%'", "off_hours"),
    ],
)
def test_figures_that_do_not_add_up_are_withheld(desk: Desk, change: str, what: str) -> None:
    play(desk, BEFORE, THE_DAY)
    report = spoilt(desk, change)
    assert not report.balanced
    assert what in {one.what for one in report.imbalances}
    assert {(one.department, one.window) for one in report.imbalances} == {SCJG}
    found = reporting.as_json(report)
    assert found["balanced"] is False and found["total"]["received"] is None and found["detail"]["finished"] is None
    rows = {row["department"]: row for row in found["rows"]}
    assert rows["市场监督管理局"]["pending"] is None and rows["卫生健康局"]["pending"] == 2
    text = shown(report)
    assert "勾稽不符！" in text and "不得上报" in text
    assert "勾稽相符" not in text
    cells = next(sheet for sheet in sheets.sheets(report) if sheet.title == "收件").rows[-1][2:]
    assert set(cells) == {"?"}
    assert reporting.as_csv(report).splitlines()[-1].endswith("不符")
    first = PdfReader(io.BytesIO(reporting.as_pdf(report, desk.fonts))).pages[0].extract_text()
    assert "勾稽不符！" in first
    i18n.choose("en")
    assert "DO NOT ADD UP" in shown(report)
