"""The receipt for materials: what was handed in, when to the minute, and how to ask after it."""

from __future__ import annotations

from windowdesk.documents import parts
from windowdesk.documents.endings import paper
from windowdesk.documents.forms import Grid
from windowdesk.documents.page import Composition

CLOSE = Grid((), size=10.0, leading=13.5, pad=3.25)
"""Set close, so that an ordinary receipt and its counterfoil share one sheet."""


def layout(job: parts.Job) -> Composition:
    """The case number for scanner and eye, the form, the materials, what the receipt means."""
    blocks = [
        *parts.heading(job),
        parts.number_band(job, job.notice.case_no),
        *parts.addressee(job),
        *parts.facts(job, CLOSE),
        *parts.listings(job, CLOSE),
        *parts.body(job, size=11),
        *parts.remedies(job),
        *parts.remarks(job),
    ]
    return paper(job, blocks, "本凭证")
