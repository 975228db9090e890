"""The slip with which a result is fetched: case number as a code, what to bring, who signs."""

from __future__ import annotations

from windowdesk.documents import parts
from windowdesk.documents.endings import paper
from windowdesk.documents.page import Composition


def layout(job: parts.Job) -> Composition:
    """Like a receipt, with the words first: where and how to fetch it."""
    blocks = [
        *parts.heading(job),
        parts.number_band(job, job.notice.case_no),
        *parts.addressee(job),
        *parts.body(job),
        *parts.facts(job),
        *parts.listings(job),
        *parts.remarks(job),
    ]
    return paper(job, blocks, "本凭证")
