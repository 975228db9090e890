"""A receipt drawn from its notice, against the same page written out by hand on a reportlab canvas.

The hand-written page knows every position beforehand: no line is broken, no page is laid out. What is left is
what reportlab itself costs, so the ratio is the price of the layout.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

from windowdesk.documents import render
from windowdesk.models.notice import Listing, Notice, PaperKind, SealMark

FONTS = Path(__file__).parents[1] / "data" / "fonts"
QR = "WD1:" + "7X8KQ2M$ 9*Z4%CW+EV-ED.CW/EV:0A" * 6
REPEATS = 40

NOTICE = Notice(
    PaperKind.RECEIPT,
    "苍审批收〔2026〕第000123号",
    "苍溪县行政审批局",
    "2026年11月23日",
    case_no="510824202611230011000123",
    facts=(
        ("申请人", "𬭊㛃䶮"),
        ("证件号码", "**************0018"),
        ("联系电话", "13800138000"),
        ("收件时间", "2026年11月23日 09:05"),
        ("申请事项", "食品经营许可（餐饮服务经营者，含网络经营）首次申请"),
        ("法定时限", "20个工作日"),
        ("最迟答复日期", "2026年11月30日"),
    ),
    listings=(
        Listing(
            "已收材料",
            ("序号", "材料名称", "形式", "份数", "页数"),
            tuple(
                (str(n), f"第{n}项：与食品经营相适应的设备设施布局、操作流程", "原件", "1", "3") for n in range(1, 6)
            ),
        ),
    ),
    paragraphs=(
        "本凭证仅表明收到上述材料，不代表已经受理。本机关自收到申请材料之日起五个工作日内作出是否受理的决定或者"
        "一次告知需要补正的全部内容；逾期不告知的，自收到申请材料之日起即为受理。",
    ),
    query_code="428913",
    counterfoil=True,
    window_phone="0839-5221234",
    complaint_phone="12345",
    seal=SealMark("5108240010001", "苍溪县行政审批局", "行政审批专用章", 42.0, "510824001-2026-000123"),
)


def by_hand(qr: str) -> Callable[[], bytes]:
    """A function that writes the finished receipt on a canvas: strings, rules, bars and modules where they stand."""
    from windowdesk.documents.codes import qr_rows
    from windowdesk.documents.fonts import BODY, load
    from windowdesk.documents.page import A4, paginate
    from windowdesk.documents.parts import Job
    from windowdesk.documents.receipt import layout

    composition = layout(Job(NOTICE, qr, 0, load(FONTS), A4))
    page = [*paginate(composition)[0], (A4.high, composition.furnish(1, 1))]
    texts = [(t, top - t.down, t.face.runs(t.text)) for top, block in page for t in block.texts]
    rules = [(r, top - r.down1, top - r.down2) for top, block in page for r in block.rules]

    def write() -> bytes:
        from reportlab.graphics.barcode.code128 import Code128
        from reportlab.pdfgen.canvas import Canvas

        out = BytesIO()
        canvas = Canvas(out, pagesize=(A4.wide, A4.high), initialFontName=BODY, invariant=1)
        for rule, y1, y2 in rules:
            canvas.setLineWidth(rule.width)
            canvas.line(rule.x1, y1, rule.x2, y2)
        for text, y, runs in texts:
            x = text.x
            for font, run in runs:
                canvas.setFont(font.fontName, text.size)
                canvas.drawString(x, y, run, charSpace=text.space)
                x += font.stringWidth(run, text.size)
        Code128(NOTICE.case_no, barWidth=0.9, barHeight=32, quiet=0).drawOn(canvas, 75, 670)
        if qr:
            _modules(canvas, qr_rows(qr))
        canvas.showPage()
        canvas.save()
        return out.getvalue()

    return write


def _modules(canvas: Any, rows: list[list[bool]]) -> None:
    path = canvas.beginPath()
    for down, row in enumerate(rows):
        start = 0
        for place, dark in enumerate([*row, False]):
            if not dark:
                if place > start:
                    path.rect(75 + 1.6 * start, 230 - 1.6 * down, 1.6 * (place - start), 1.6)
                start = place + 1
    canvas.drawPath(path, stroke=0, fill=1)


def _ratio(qr: str) -> float:
    """Median of the layout's time ÷ median of the hand's, repetitions taken in turn; both warm."""
    hand = by_hand(qr)
    makers: tuple[Callable[[], object], ...] = (lambda: render(NOTICE, fonts=FONTS, qr=qr), hand)
    times: tuple[list[float], list[float]] = ([], [])
    for repeat in range(REPEATS + 3):
        for maker, taken in zip(makers, times, strict=True):
            start = time.perf_counter()
            maker()
            if repeat >= 3:
                taken.append(time.perf_counter() - start)
    return statistics.median(times[0]) / statistics.median(times[1])


def measure() -> list[tuple[str, float, float]]:
    """(what is compared, ratio, goal) triples."""
    return [
        ("receipt with QR, warm ÷ raw reportlab", _ratio(QR), 1.5),
        ("receipt without QR, warm ÷ raw reportlab", _ratio(""), 1.5),
    ]


if __name__ == "__main__":
    for name, ratio, goal in measure():
        print(f"{name}: {ratio:.2f} (goal {goal})")
