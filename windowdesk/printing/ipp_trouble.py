"""What holds a printer up, in the clerk's words."""

from __future__ import annotations

from windowdesk.printing.ipp_reply import Attributes, Reply, texts
from windowdesk.printing.names import plain
from windowdesk.printing.queue import PrinterBusy, PrinterError

_WORDS: dict[str, tuple[str, str]] = {
    "media-empty": ("缺纸", "out of paper"),
    "media-needed": ("请装纸", "paper is needed"),
    "media-jam": ("卡纸", "paper jam"),
    "door-open": ("盖门未关", "a door is open"),
    "cover-open": ("盖门未关", "a cover is open"),
    "toner-empty": ("碳粉用尽", "out of toner"),
    "marker-supply-empty": ("墨粉用尽", "out of ink or toner"),
    "paused": ("打印机已暂停", "the printer is paused"),
    "printer-stopped": ("打印机已停", "the printer has stopped"),
    "aborted-by-system": ("打印机中止", "aborted by the printer"),
    "document-format-error": ("文件打不开", "the document cannot be read"),
    "document-unprintable-error": ("文件无法打印", "the document cannot be printed"),
}
"""Keywords of RFC 8011 §5.3.8 and §5.4.12, and PWG 5100.9."""

_QUIET = frozenset({"none", "job-printing", "job-incoming", "job-completed-successfully", "processing-to-stop-point"})

_BUSY = frozenset({0x0502, 0x0505, 0x0506, 0x0507, 0x0509, 0x050B})
"""Unavailable, temporary error, accepts no jobs, busy, one job at a time, too many jobs: RFC 8011 App. B."""

_REFUSALS: dict[int, tuple[str, str]] = {
    0x0401: ("打印机不许本台打印", "the printer forbids this desk to print"),
    0x0402: ("打印机要求登录", "the printer wants a login"),
    0x0403: ("打印机不许本台打印", "the printer forbids this desk to print"),
    0x0406: ("打印机上没有这个打印地址", "the printer has no such address"),
    0x040A: ("打印机不接收 PDF", "the printer takes no PDF"),
    0x040B: ("打印机不接受这种纸张或选项", "the printer does not take this sheet or option"),
    0x0408: ("文件太大", "the document is too large"),
}

Trouble = tuple[str, str]
"""One phrase in Chinese and in English; both empty when nothing is wrong."""


def _word(keyword: str) -> Trouble:
    if keyword in _WORDS:
        return _WORDS[keyword]
    bare = keyword
    for ending in ("-error", "-warning", "-report"):
        bare = bare.removesuffix(ending)
    shown = plain(keyword)[:80]
    return _WORDS.get(bare, (shown, shown))


def trouble(*described: Attributes) -> Trouble:
    """What jobs and printers say holds them up: known keywords translated, the rest as they wrote it."""
    found: dict[Trouble, None] = {}
    for attributes in described:
        for name in ("job-state-reasons", "job-printer-state-reasons", "printer-state-reasons"):
            for keyword in texts(attributes, name)[:8]:
                if keyword not in _QUIET:
                    found[_word(keyword)] = None
        for message in texts(attributes, "job-state-message")[:1]:
            if shown := plain(message).strip()[:120]:
                found[shown, shown] = None
    return "、".join(chinese for chinese, _ in found), ", ".join(english for _, english in found)


def refusal(reply: Reply) -> PrinterError:
    """The error for an answer that is not ok: PrinterBusy when waiting helps."""
    if reply.status in _BUSY:
        return busy()
    code = f"0x{reply.status:04x}"
    chinese, english = _REFUSALS.get(reply.status, ("打印机拒绝了任务", "the printer refused the job"))
    return PrinterError(f"{chinese}（{code}）。", f"Not printed: {english} ({code}).")


def busy() -> PrinterBusy:
    """The printer is at another paper."""
    return PrinterBusy("打印机正忙，稍后自动重试。", "The printer is busy; it will be tried again.")
