"""Letters: whatever an organ writes to an applicant, to those who are heard, or to another organ."""

from __future__ import annotations

from windowdesk.documents.endings import paper
from windowdesk.documents.forms import Grid
from windowdesk.documents.page import Composition, paginate
from windowdesk.documents.parts import Job, addressee, body, facts, heading, listings, remarks, remedies

CLOSE = Grid((), size=10.0, leading=13.0, pad=3.0, least=19.0)
"""For a letter that would else need a sheet more, often for its counterfoil alone."""


def layout(job: Job) -> Composition:
    """To whom, what was decided, its particulars, its lists, the way to challenge it, the seal."""
    loose = _composed(job, None)
    sheets = len(paginate(loose))
    if sheets == 1:
        return loose
    close = _composed(job, CLOSE)
    return close if len(paginate(close)) < sheets else loose


def _composed(job: Job, grid: Grid | None) -> Composition:
    blocks = heading(job) + addressee(job) + body(job) + facts(job, grid) + listings(job, grid)
    return paper(job, blocks + remedies(job) + remarks(job))
