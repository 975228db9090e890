"""What a job is called in a folder and at a printer: a paper number is text, never a path."""

from __future__ import annotations

import hashlib
import unicodedata

from windowdesk.printing.job import PrintJob

STEM_BYTES = 160
"""Room for the number in a file name: marks and suffixes added, it stays below 255 bytes."""

JOB_NAME_BYTES = 255
"""The longest IPP name: RFC 8011 §5.1.3."""

# Dots are refused as well: no "..", no hidden file, no second suffix, no name that ends in one.
_FORBIDDEN = frozenset('/\\:*?"<>|.~')
_DEVICES = frozenset({"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))})


def plain(text: str) -> str:
    """The text without controls, escapes, direction marks and lone surrogates; each becomes a space."""
    return "".join(char if char.isprintable() else " " for char in text)


def within(text: str, limit: int) -> str:
    """The beginning of the text that fits `limit` bytes of UTF-8, cut between characters."""
    return text.encode()[:limit].decode(errors="ignore")


def _digest(text: str, length: int) -> str:
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()[:length]


def _stem(paper_no: str) -> str:
    clean = "".join("_" if char in _FORBIDDEN else char for char in plain(paper_no)).strip()
    clean = within(clean, STEM_BYTES)
    as_written = clean == paper_no == unicodedata.normalize("NFC", paper_no)
    if as_written and clean and clean.lower() not in _DEVICES:
        return clean
    # Two numbers that look alike once made safe stay two files.
    return f"{clean}~{_digest(paper_no, 12)}"


def reprint_mark(copy: int) -> str:
    """补打1 for the first reprint, nothing for the paper itself."""
    return f"补打{copy}" if copy else ""


def file_name(job: PrintJob) -> str:
    """The paper number as a file name, one name for one number, e.g. 苍市监受〔2026〕007-0012号.补打1.pdf."""
    mark = reprint_mark(job.copy)
    return f"{_stem(job.paper_no)}{'.' if mark else ''}{mark}.pdf"


def token(job: PrintJob) -> str:
    """The ASCII word a job is recognised by at the printer."""
    return f"wd{job.id}-{_digest(f'{job.copy} {job.paper_no}', 10)}"


def job_name(job: PrintJob) -> str:
    """The name at the printer: the token first, because printers cut and garble what follows."""
    words = (token(job), plain(job.paper_no), plain(job.title), reprint_mark(job.copy))
    return within(" ".join(word for word in words if word), JOB_NAME_BYTES)
