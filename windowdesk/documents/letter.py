"""Letters: acceptance, correction, refusals, decisions and referral slips (行政许可法 第三十二、三十八条)."""

from __future__ import annotations

from windowdesk.documents.endings import paper
from windowdesk.documents.page import Composition
from windowdesk.documents.parts import Job, addressee, body, facts, heading, listings, remarks, remedies


def layout(job: Job) -> Composition:
    """To whom, what was decided, its particulars, its lists, the way to challenge it, the seal."""
    blocks = heading(job) + addressee(job) + body(job) + facts(job) + listings(job)
    return paper(job, blocks + remedies(job) + remarks(job))
