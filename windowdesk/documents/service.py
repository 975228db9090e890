"""The proof of service: a form with room to write in, signed by who receives (民事诉讼法 第八十七条)."""

from __future__ import annotations

from dataclasses import replace

from msgspec import structs

from windowdesk.documents.blocks import Block, gap
from windowdesk.documents.endings import paper
from windowdesk.documents.forms import Grid, form
from windowdesk.documents.page import Composition
from windowdesk.documents.parts import Job, body, heading, listings, remarks

WRITTEN = Grid((), size=11.5, leading=17.0, pad=6.0, least=32.0)
SIGNED = replace(WRITTEN, least=48.0)


def layout(job: Job) -> Composition:
    """One fact a row; each signature has a cell high enough for a hand and a stamp."""
    blocks = heading(job) + _rows(job) + listings(job) + body(job, size=10.5) + remarks(job)
    return paper(replace(job, notice=structs.replace(job.notice, signatures=())), blocks)


def _rows(job: Job) -> list[Block]:
    """One form of two row heights: what is known, and what is written by hand."""
    notice = job.notice
    labels = [*(label for label, _ in notice.facts), *notice.signatures]
    rows = form(notice.facts, job.frame, job.book, paired=False, grid=WRITTEN, labels=labels)
    hand = [(label, "") for label in notice.signatures]
    rows += form(hand, job.frame, job.book, paired=False, grid=SIGNED, labels=labels)
    return [gap(5), *rows, gap(8)]
