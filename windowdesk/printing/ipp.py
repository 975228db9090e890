"""A network printer: hand the paper over once, then watch it until the printer says it is done (RFC 8011)."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, TypeVar

from windowdesk.printing.ipp_uri import printer_uri
from windowdesk.printing.job import Fate, PrintJob, Sent
from windowdesk.printing.queue import PrinterError

if TYPE_CHECKING:
    from windowdesk.printing.ipp_link import Link

_T = TypeVar("_T")


@dataclass(slots=True)
class Course:
    """How far a job has come, for the sentence that is said when time runs out.

    `handed_over` from the moment the paper may be in the printer's hands; `held_up_by` in both languages.
    """

    handed_over: bool = False
    held_up_by: tuple[str, str] = ("", "")


class IppPrinter:
    """A printer at `uri` (ipp:// or ipps://), given `timeout` seconds for each call, connecting included.

    Calls belong in a worker thread that runs no event loop of its own.
    """

    def __init__(self, uri: str, timeout: float) -> None:
        """Connects nothing. Raises ValueError on an address that is none, or a timeout of nothing."""
        if timeout <= 0:
            raise ValueError("a printer needs more than 0 seconds")
        self.uri = printer_uri(uri)
        self.timeout = timeout

    def send(self, job: PrintJob) -> Sent:
        """Print the job and wait until the printer has completed it.

        A job the printer still knows by name is waited for, not printed a second time. Raises PrinterBusy
        when the printer took nothing, PrinterError when it is away, refuses, gives up or takes longer than
        the timeout.
        """
        from windowdesk.printing.ipp_errand import print_once

        return self._bounded(lambda link, course: print_once(link, course, job))

    def state(self, job: PrintJob, ago: timedelta) -> Fate:
        """What the printer knows of a job whose sending began `ago`.

        NOT_PRINTED is said only when the printer gave the job up, or still lists one finished before it was
        sent: a printer that keeps no history, or lost it, gets UNKNOWN. Raises PrinterError when it does not
        answer.
        """
        from windowdesk.printing.ipp_errand import fate

        return self._bounded(lambda link, _: fate(link, job, ago))

    def _bounded(self, errand: Callable[[Link, Course], Awaitable[_T]]) -> _T:
        from windowdesk.printing.ipp_link import Link, addresses

        ends = time.monotonic() + self.timeout
        known = addresses(self.uri, self.timeout)
        course = Course()

        async def talk() -> _T:
            async with asyncio.timeout(ends - time.monotonic()), Link(self.uri, known) as link:
                return await errand(link, course)

        try:
            return asyncio.run(talk())
        except TimeoutError:
            raise _late(self.timeout, course) from None
        except PrinterError as error:
            error.maybe_printed = course.handed_over
            raise


def _late(timeout: float, course: Course) -> PrinterError:
    if not course.handed_over:
        return PrinterError(
            f"打印机 {timeout:g} 秒内没有回答。", f"The printer did not answer within {timeout:g} seconds."
        )
    chinese, english = course.held_up_by
    return PrinterError(
        f"纸件已交给打印机，{timeout:g} 秒内没有打完{'：' + chinese if chinese else ''}。请看打印机。",
        f"The printer was given the paper but did not finish it within {timeout:g} seconds"
        f"{': ' + english if english else ''}. Look at the printer.",
        maybe_printed=True,
    )
