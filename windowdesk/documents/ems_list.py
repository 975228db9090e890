"""The posting list: what is posted, of what nature, how many (快递暂行条例 第二十二条)."""

from __future__ import annotations

from windowdesk.documents import parts
from windowdesk.documents.endings import paper
from windowdesk.documents.page import Composition


def layout(job: parts.Job) -> Composition:
    """Declared contents belong here, never on the label; a parcel's mail number is a code too."""
    blocks = [
        *parts.heading(job),
        parts.number_band(job, job.notice.parcel.mail_no if job.notice.parcel else ""),
        *parts.facts(job),
        *parts.listings(job),
        *parts.body(job, size=11),
        *parts.remarks(job),
    ]
    return paper(job, blocks)
