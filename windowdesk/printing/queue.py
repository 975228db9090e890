"""When a paper that did not come out is tried again, and how the desk is told why."""

from __future__ import annotations

from datetime import datetime, timedelta

from windowdesk.i18n import say

PAUSES = (timedelta(seconds=5), timedelta(seconds=15), timedelta(minutes=1), timedelta(minutes=5))
"""The wait after the first, second, third and every later failure."""


class PrinterError(Exception):
    """A paper did not come out, said in both languages.

    `maybe_printed` is true when the printer had the paper before the desk lost sight of it: sending again
    could print it twice, so its fate is asked first.
    """

    def __init__(self, chinese: str, english: str, *, maybe_printed: bool = False) -> None:
        """`chinese` and `english` are one sentence in two languages."""
        super().__init__(chinese, english)
        self.chinese = chinese
        self.english = english
        self.maybe_printed = maybe_printed

    def __str__(self) -> str:
        """The sentence in the language chosen."""
        return say(self.chinese, self.english)


class PrinterBusy(PrinterError):
    """The printer is at another paper and took nothing."""


def next_attempt(tries: int, now: datetime) -> datetime:
    """When to try again after `tries` failures (from 1): 5 s, 15 s, 1 min, then every 5 min.

    Raises ValueError when nothing has failed yet or `now` has no zone.
    """
    if tries < 1:
        raise ValueError("the first attempt needs no waiting")
    if now.tzinfo is None:
        raise ValueError("the time of an attempt needs its zone")
    return now + PAUSES[min(tries, len(PAUSES)) - 1]
