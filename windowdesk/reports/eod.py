"""The day's report: every question asked of one moment of the store, for the end of one day, and checked."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import chain

from windowdesk.reports.acts import Acts, acts
from windowdesk.reports.balance import Imbalance, Movement, movements
from windowdesk.reports.fees import Fees, Payment, fees, payments
from windowdesk.reports.finished import Finished, finished
from windowdesk.reports.grounds import Ground, grounds
from windowdesk.reports.handings import Handings, handings
from windowdesk.reports.heads import RegisterHead, heads, parked
from windowdesk.reports.opinions import OpenCopy, Opinions, open_copies, opinions
from windowdesk.reports.papers import Papers, papers
from windowdesk.reports.parcels import Parcels, parcels
from windowdesk.reports.pending import Pending, pending
from windowdesk.reports.places import Located, Place
from windowdesk.reports.proxied import Proxied, proxied
from windowdesk.reports.received import Received, received
from windowdesk.reports.register_days import spans
from windowdesk.reports.seals import SealUse, seals
from windowdesk.reports.superior import AtSuperior, superior
from windowdesk.reports.to_issue import ToIssue, to_issue

_FIRST = date.min + timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Figures:
    """The answers for the end of one day. `opening` is what was pending at the end of the day before.

    `proceedings` are those the organs opened themselves; nobody applied, and no other figure of matters has them.
    `grounds` are listed only for a hall with that custom. `parked` lines were kept aside unread and are in no figure.
    """

    opening: tuple[Pending, ...]
    received: tuple[Received, ...]
    finished: tuple[Finished, ...]
    pending: tuple[Pending, ...]
    to_issue: tuple[ToIssue, ...]
    papers: tuple[Papers, ...]
    seals: tuple[SealUse, ...]
    parcels: tuple[Parcels, ...]
    acts: tuple[Acts, ...]
    heads: tuple[RegisterHead, ...]
    movements: tuple[Movement, ...]
    superior: tuple[AtSuperior, ...] = ()
    proceedings: tuple[Movement, ...] = ()
    proxied: tuple[Proxied, ...] = ()
    opinions: tuple[Opinions, ...] = ()
    copies: tuple[OpenCopy, ...] = ()
    fees: tuple[Fees, ...] = ()
    payments: tuple[Payment, ...] = ()
    grounds: tuple[Ground, ...] = ()
    handings: tuple[Handings, ...] = ()
    parked: int = 0

    @property
    def places(self) -> tuple[Place, ...]:
        """Every department and window with a figure, by window, then department."""
        under_way: Iterator[Located] = chain(self.opening, self.received, self.finished, self.pending, self.to_issue)
        beside: Iterator[Located] = chain(self.papers, self.seals, self.parcels, self.acts, self.movements)
        more: Iterator[Located] = chain(self.superior, self.proceedings, self.opinions, self.fees, self.handings)
        found = {Place(row.department, row.window) for row in chain(under_way, beside, more)}
        return tuple(sorted(found, key=lambda place: (place.window, place.department)))


@dataclass(frozen=True, slots=True)
class EodReport:
    """The day's report. `window` is "" for all windows, `source` desk or hall; `at` is when it was asked for.

    `unsynced` counts own lines the hall has not acknowledged; None when the hall itself or another window is asked
    about. `known_until` is the last day of the working calendar. `imbalances` is empty when every sum holds. `veto`:
    the hall has the local custom of 一票否决, and the facts that it goes by are listed.
    """

    day: date
    window: str
    source: str
    hall: str
    at: datetime
    figures: Figures
    imbalances: tuple[Imbalance, ...] = ()
    unsynced: int | None = None
    known_until: date | None = None
    veto: bool = False

    @property
    def balanced(self) -> bool:
        """Whether every sum holds."""
        return not self.imbalances

    def holds(self, place: Place | None) -> bool:
        """Whether the sums of a place hold, or for None all of them: figures that do not are withheld."""
        return all(place is not None and Place(one.department, one.window) != place for one in self.imbalances)


def read(
    db: sqlite3.Connection, day: date, window: str = "", known_until: date | None = None, *, veto: bool = False
) -> Figures:
    """The figures as they stood at the end of `day`, of one window or all.

    `db` is a connection in autocommit mode to tables like the desk's; all questions see the same moment of it.
    """
    with _one_moment(db):
        lines, (applied, own) = spans(db, day, day), movements(db, day, window)
        return Figures(
            opening=pending(db, max(day, _FIRST) - timedelta(days=1), window, known_until),
            received=received(db, day, window),
            finished=finished(db, day, window),
            pending=pending(db, day, window, known_until),
            to_issue=to_issue(db, day, window),
            papers=papers(db, day, lines, window),
            seals=seals(db, day, window),
            parcels=parcels(db, day, window),
            acts=acts(db, day, lines, window),
            heads=heads(db, day, lines, window),
            movements=applied,
            superior=superior(db, day, window),
            proceedings=own,
            proxied=proxied(db, day, window),
            opinions=opinions(db, day, window),
            copies=open_copies(db, day, window),
            fees=fees(db, day, window),
            payments=payments(db, day, window),
            grounds=grounds(db, day, lines, window) if veto else (),
            handings=handings(db, day, window),
            parked=parked(db, day, window),
        )


@contextlib.contextmanager
def _one_moment(db: sqlite3.Connection) -> Iterator[None]:
    """A clerk's act or a sync between two questions would make figures that do not add up."""
    if db.in_transaction:
        yield
        return
    db.execute("BEGIN")
    try:
        yield
    finally:
        db.execute("ROLLBACK")
