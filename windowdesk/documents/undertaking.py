"""An undertaking: what the applicant promises on the organ's form, signed by the applicant alone and never sealed."""

from __future__ import annotations

from windowdesk.documents.endings import paper
from windowdesk.documents.page import Composition
from windowdesk.documents.parts import Job, addressee, body, facts, heading, listings, remarks


def layout(job: Job) -> Composition:
    """Who promises, to which organ, what; the organ does not sign it, so its name stands above only."""
    blocks = heading(job) + addressee(job) + facts(job) + body(job) + listings(job) + remarks(job)
    return paper(job, blocks, issued=False)
