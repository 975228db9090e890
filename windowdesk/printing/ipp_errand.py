"""What is said to a printer to print a paper once, and to learn later whether it did."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING

from pyipp.enums import IppOperation

from windowdesk.printing.ipp_reply import Attributes, JobState, Reply, number, texts
from windowdesk.printing.ipp_trouble import refusal, trouble
from windowdesk.printing.job import Fate, PrintJob, Sent
from windowdesk.printing.media import media_name
from windowdesk.printing.names import job_name, token
from windowdesk.printing.queue import PrinterBusy, PrinterError

if TYPE_CHECKING:
    from windowdesk.printing.ipp import Course
    from windowdesk.printing.ipp_link import Link

_FIRST_PAUSE, _LAST_PAUSE = 0.1, 1.0
"""Seconds between two looks at a job, growing from the first to the last."""

_GONE = (0x0404, 0x0406, 0x0407)
"""Not possible, not found, gone: what printers without a history answer about a finished job."""

_DESCRIBED = ("media-supported", "printer-state-reasons", "printer-up-time")
_LISTED = ("job-id", "job-name", "job-state", "job-printer-up-time", "time-at-completed")
_WATCHED = ("job-state", "job-state-reasons", "job-state-message", "job-printer-state-reasons")

_CLOCK_STEP = 2
"""Printers count whole seconds: two counts may be this far apart."""

Listing = tuple[Attributes, ...] | None
"""The jobs a printer lists; None when it keeps no such list."""


async def print_once(link: Link, course: Course, job: PrintJob) -> Sent:
    """Print the job unless the printer knows it already, and wait for its end. Raises PrinterError."""
    printer = await _describe(link)
    active, ended = await _lists(link)
    ours = _ours(job, *(active or ()), *(ended or ()))
    if done := _in_state(ours, JobState.COMPLETED):
        return Sent(_number_of(done), already=True)
    running = next((found for found in ours if _is_active(found)), None)
    if running is None:
        taken = await _hand_over(link, course, job, printer)
    else:
        course.handed_over = True
        taken = running
    await _watch(link, course, taken, number(printer, "printer-up-time"))
    return Sent(_number_of(taken), already=running is not None)


async def fate(link: Link, job: PrintJob, ago: timedelta) -> Fate:
    """What the printer's lists say about a job whose sending began `ago`."""
    active, ended = await _lists(link)
    ours = _ours(job, *(active or ()), *(ended or ()))
    if _in_state(ours, JobState.COMPLETED):
        return Fate.PRINTED
    if any(_is_active(found) for found in ours):
        return Fate.UNDER_WAY
    if ours:
        return Fate.NOT_PRINTED
    if active is None or ended is None or not all(texts(found, "job-name") for found in (*active, *ended)):
        return Fate.UNKNOWN
    reaches_back = any(_older(found, ago.total_seconds()) for found in ended)
    return Fate.NOT_PRINTED if reaches_back else Fate.UNKNOWN


def _ours(job: PrintJob, *listed: Attributes) -> list[Attributes]:
    word = token(job)
    return [found for found in listed if any(name.split(" ")[0] == word for name in texts(found, "job-name"))]


def _in_state(jobs: Iterable[Attributes], state: JobState) -> Attributes | None:
    return next((found for found in jobs if number(found, "job-state") == state), None)


def _is_active(job: Attributes) -> bool:
    return number(job, "job-state") not in (JobState.CANCELED, JobState.ABORTED, JobState.COMPLETED)


def _older(job: Attributes, seconds: float) -> bool:
    now, completed = number(job, "job-printer-up-time"), number(job, "time-at-completed")
    return now is not None and completed is not None and now - completed > seconds + _CLOCK_STEP


def _number_of(job: Attributes) -> str:
    return f"#{number(job, 'job-id')}"


async def _describe(link: Link) -> Attributes:
    reply = await link.ask(IppOperation.GET_PRINTER_ATTRIBUTES, {"requested-attributes": _DESCRIBED})
    if not reply.ok:
        raise refusal(reply)
    return reply.printer


async def _lists(link: Link) -> tuple[Listing, Listing]:
    """The jobs not completed, then those that ended: asked in this order, none slips past both lists."""
    return await _listing(link, "not-completed"), await _listing(link, "completed")


async def _listing(link: Link, which: str) -> Listing:
    reply = await link.ask(IppOperation.GET_JOBS, {"requested-attributes": _LISTED, "which-jobs": which})
    if reply.ok:
        return reply.jobs
    if isinstance(busy := refusal(reply), PrinterBusy):
        raise busy
    return None


async def _hand_over(link: Link, course: Course, job: PrintJob, printer: Attributes) -> Attributes:
    media = media_name(job.media, texts(printer, "media-supported"))
    asked = {"job-name": job_name(job), "document-format": "application/pdf"}
    wanted = {"media": media, "copies": job.sheets if job.sheets > 1 else None}
    course.handed_over = True
    try:
        template = {name: value for name, value in wanted.items() if value}
        reply = await link.ask(IppOperation.PRINT_JOB, asked, template, job.pdf)
    except PrinterBusy:
        course.handed_over = False
        raise
    if not reply.ok:
        course.handed_over = False
        raise refusal(reply)
    if number(reply.job, "job-id") is None:
        raise PrinterError(
            "打印机收下了纸件，但没有给任务号。请看打印机。",
            "The printer took the paper but gave it no number. Look at the printer.",
        )
    return reply.job


async def _watch(link: Link, course: Course, taken: Attributes, up_time: int | None) -> None:
    pause = _FIRST_PAUSE
    while True:
        reply = await _look(link, course, number(taken, "job-id"))
        if reply and reply.status in _GONE:
            return await _gone(link, up_time)
        if reply and reply.ok and await _has_ended(link, course, reply.job):
            return None
        await asyncio.sleep(pause)
        pause = min(pause * 1.5, _LAST_PAUSE)


async def _look(link: Link, course: Course, job_id: int | None) -> Reply | None:
    """One look at the job; a look that fails is repeated, because the printer has the paper."""
    try:
        return await link.ask(IppOperation.GET_JOB_ATTRIBUTES, {"job-id": job_id, "requested-attributes": _WATCHED})
    except PrinterError as error:
        course.held_up_by = (error.chinese.rstrip("。"), error.english.rstrip("."))
        return None


async def _has_ended(link: Link, course: Course, job: Attributes) -> bool:
    state = number(job, "job-state")
    if state == JobState.COMPLETED:
        return True
    chinese, english = trouble(job)
    if state in (JobState.CANCELED, JobState.ABORTED):
        course.handed_over = False
        word, verb = ("取消", "was cancelled") if state == JobState.CANCELED else ("中止", "was given up")
        raise PrinterError(
            f"纸件在打印机上被{word}{'：' + chinese if chinese else ''}。",
            f"The paper {verb} at the printer{': ' + english if english else ''}.",
        )
    course.held_up_by = (chinese, english)
    if state != JobState.PROCESSING:
        # A job that stands still says little; the printer says whether paper is missing.
        course.held_up_by = trouble(job, await _describe_if_it_can(link))
    return False


async def _describe_if_it_can(link: Link) -> Attributes:
    try:
        return await _describe(link)
    except PrinterError:
        return {}


async def _gone(link: Link, up_time: int | None) -> None:
    """A printer without a history forgets a job that is done; one restarted since forgets any job."""
    now = number(await _describe_if_it_can(link), "printer-up-time")
    if up_time is not None and (now is None or now < up_time):
        raise PrinterError(
            "打印机重新启动过，不知道纸件是否打完。请看出纸口。",
            "The printer was restarted and does not know whether the paper was printed. Look into the tray.",
        )
