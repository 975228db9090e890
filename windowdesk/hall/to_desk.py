"""What a stick carries from the hall to a desk: the feeds its window may read, and how far its registers are held."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from windowdesk.hall.interface import REWOUND, FeedRow, Hall
from windowdesk.hall.journal import Journal
from windowdesk.hall.lines import feed_hash, link
from windowdesk.hall.problems import ProblemKind, SyncProblem
from windowdesk.hall.stick import Checked, Record, Writer, hashed, writing
from windowdesk.hall.stick import field as field_of
from windowdesk.hall.to_hall import PAGE, Carried
from windowdesk.i18n import say
from windowdesk.models.wire import GENESIS

Places = Mapping[str, tuple[int, bytes]]
"""How far each feed was read: number and feed hash."""


def places(file: Checked) -> Places:
    """How far a desk has read, as a file of its own says."""
    return {
        field_of(one, "place", str): (field_of(one, "n", int), hashed(one, "fhash"))
        for one in file.records()
        if "place" in one
    }


def write_window(
    hall: Hall,
    path: Path,
    header: Mapping[str, object],
    prefix: str,
    audiences: Sequence[str],
    after: Places,
    sign: Callable[[bytes], Mapping[str, str]] | None = None,
) -> int:
    """Write what one window may read: the feeds of its departments after the places it has reached, and what of its
    registers the hall holds. `prefix` begins the names of its registers. Returns how many lines the file carries."""
    count = 0
    told = {**header, "at": hall.time().isoformat(timespec="seconds"), "generation": hall.generation()}
    with writing(path, "window", told, sign) as out:
        for status in hall.streams():
            out.put({"known": status.stream, "key": status.public_key})
            if status.stream.startswith(prefix):
                out.put({"held": status.stream, "seq": status.head.seq, "hash": status.head.hash.hex()})
        for audience in audiences:
            count += _write_feed(hall, audience, after.get(audience, (0, GENESIS)), out)
    return count


def _write_feed(hall: Hall, audience: str, place: tuple[int, bytes], out: Writer) -> int:
    """A feed from a place of the reader's. A hall that does not know the place says so, and begins at the beginning."""
    n, fhash = place
    answer = hall.pull(audience, n, fhash, PAGE)
    told: dict[str, object] = {"feed": audience, "n": n, "fhash": fhash.hex()}
    if answer is REWOUND:
        told = {"feed": audience, "n": 0, "fhash": GENESIS.hex(), "unknown": n, "unknown_fhash": fhash.hex()}
        n, fhash = 0, GENESIS
        answer = hall.pull(audience, n, fhash, PAGE)
    out.put(told)
    count = 0
    while answer is not REWOUND and answer.rows:
        for row in answer.rows:
            own, prev = row.hash.hex(), row.prev.hex()
            out.put({"n": row.n, "stream": row.stream, "seq": row.seq, "hash": own, "prev": prev, "line": row.line})
        count += len(answer.rows)
        n, fhash = answer.rows[-1].n, answer.rows[-1].fhash
        answer = hall.pull(audience, n, fhash, PAGE)
    out.put({"fed": audience, "n": n, "fhash": fhash.hex()})
    return count


def take_window(journal: Journal, file: Checked, *, proven: bool) -> Carried:
    """Take what the hall wrote for this desk. Safe to repeat; a file older than what is held changes nothing.

    With `proven` a register counts as acknowledged up to where the hall holds it with our own hash. A file never takes
    an acknowledgement back: it may be an old one.
    """
    found = Carried()
    reading: _Reading | None = None
    for record in file.records():
        if "held" in record:
            if proven:
                _acknowledge(journal, record, found)
        elif "feed" in record:
            wanted = field_of(record, "feed", str) in journal.audiences()
            reading = _Reading(journal, record, found) if wanted else None
        elif "fed" in record:
            if reading is not None:
                reading.end(record)
            reading = None
        elif "line" in record and reading is not None:
            reading.take(record)
    return found


def _acknowledge(journal: Journal, record: Record, found: Carried) -> None:
    stream, seq = field_of(record, "held", str), field_of(record, "seq", int)
    if stream not in journal.streams():
        return
    if journal.head(stream)[0] < seq or journal.hash_at(stream, seq) != hashed(record, "hash"):
        found.problems.append(SyncProblem(ProblemKind.FORK, stream, seq))
    elif seq > journal.acked(stream):
        journal.set_acked(stream, seq, journal.hash_at(stream, seq))
        found.acked[stream] = seq


class _Reading:
    """One feed of a file: rows up to our own place are passed over, those after it absorbed in pages."""

    def __init__(self, journal: Journal, record: Record, found: Carried) -> None:
        self._journal, self._found = journal, found
        self._audience = field_of(record, "feed", str)
        self._n, self._fhash = field_of(record, "n", int), hashed(record, "fhash")
        self._place, self._held = journal.cursor(self._audience)
        self._page: list[tuple[str, int, str, bytes]] = []
        self._over = False
        if "unknown" in record and (record["unknown"], record.get("unknown_fhash")) == (self._place, self._held.hex()):
            # The hall was restored from a backup and does not know our place: begin anew, as a round would.
            self._place, self._held = 0, GENESIS
            journal.rewind()
        if self._n > self._place:
            self._stop()
        self._meet()

    def take(self, record: Record) -> None:
        """One row more."""
        if self._over:
            return
        row = _row(record, self._fhash)
        if row.n != self._n + 1:
            self._stop()
            return
        self._n, self._fhash = row.n, row.fhash
        if self._n <= self._place:
            self._meet()
            return
        if _sound(row):
            self._page.append((row.stream, row.seq, row.line, row.hash))
        else:
            self._found.problems.append(SyncProblem(ProblemKind.POISON, row.stream, row.seq))
        if len(self._page) >= PAGE:
            self._absorb()

    def end(self, record: Record) -> None:
        """The feed ends here, as the hall said when it wrote the file."""
        if self._over:
            return
        if (field_of(record, "n", int), hashed(record, "fhash")) != (self._n, self._fhash):
            self._stop()
        elif self._n > self._place:
            self._absorb()

    def _meet(self) -> None:
        """At our own place the hash is ours, or the hall that wrote this is not the one we have read."""
        if self._n == self._place and self._fhash != self._held:
            self._stop()

    def _absorb(self) -> None:
        own = self._journal.streams()
        self._journal.absorb(self._audience, self._page, self._n, self._fhash)
        self._found.lines += sum(stream not in own for stream, *_ in self._page)
        self._place, self._held, self._page = self._n, self._fhash, []

    def _stop(self) -> None:
        if not self._over:
            more = say(
                "请把本窗口 sync --to 写出的文件带到大厅，用 hall export --after 重新导出。",
                "Take a file of sync --to to the hall and export again with --after.",
            )
            self._found.problems.append(SyncProblem(ProblemKind.FEED, self._audience, self._place + 1, more))
        self._over = True


def _row(record: Record, before: bytes) -> FeedRow:
    own = hashed(record, "hash")
    return FeedRow(
        field_of(record, "n", int),
        feed_hash(before, own),
        field_of(record, "stream", str),
        field_of(record, "seq", int),
        field_of(record, "line", str),
        own,
        hashed(record, "prev"),
    )


def _sound(row: FeedRow) -> bool:
    """Whether the line is the one its author hashed."""
    try:
        return link(row.stream, row.seq, row.line, row.prev).hash == row.hash
    except ValueError:
        return False
