"""What the hall holds when everything has come to rest, taken apart."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from benchmarks.sim.lives import Written
from benchmarks.sim.world import World
from windowdesk.models import events as ev
from windowdesk.models import opinion as opinions
from windowdesk.models.case import fold
from windowdesk.models.wire import Entry, from_line
from windowdesk.store.codec import known, origin_of, recorded

SET_ASIDE = '"line":"1\\t'
"""How the body of a line begins that keeps another, without effect, until a person rules."""


@dataclass(frozen=True)
class Line:
    """A line of the hall, taken apart."""

    written: Written
    entry: Entry
    line: str

    @property
    def place(self) -> tuple[str, int]:
        """Register and number."""
        return self.written.stream, self.written.seq

    @cached_property
    def fact(self) -> tuple[str, int, str]:
        """Where what it says was first written."""
        return fact_of(*self.place, self.written.hash, self.entry.body)


class Truth:
    """What the hall holds at the end."""

    def __init__(self, world: World) -> None:
        self.lines = [
            Line(Written(one.stream, one.seq, one.hash, entry.case_id, entry.kind), entry, one.line)
            for one in world.hall.events()
            for entry in [from_line(one.line)]
        ]
        self.at = {line.place: line for line in self.lines}
        self.held = {line.written for line in self.lines}
        self.hashes = {line.written.hash for line in self.lines}
        self.cases: dict[str, list[Line]] = defaultdict(list)
        for line in self.lines:
            if line.entry.case_id:
                self.cases[line.entry.case_id].append(line)
        told = Counter((line.entry.case_id, line.fact) for line in self.lines if line.entry.kind == "CaseReceived")
        self.copies = {case_id for (case_id, _), times in told.items() if times > 1}
        self.questions: dict[str, list[str]] = defaultdict(list)
        for one in self.cases:
            if "-" in one:
                self.questions[one.partition("-")[0]].append(one)
        self.ruled = bool(world.living(office=True)) and not world.hall.awaited()
        with world.engine.reading() as session:
            kept = session.rows("SELECT stream, seq, hash FROM fork")
            fed = session.rows("SELECT audience, stream, seq FROM feed ORDER BY audience, n")
        self.fed: dict[str, list[tuple[str, int]]] = defaultdict(list)
        for audience, stream, seq in fed:
            self.fed[audience].append((stream, seq))
        self.given_back = {(one.line.stream, one.line.seq, one.line.hash) for one in world.hall.salvaged()}
        self.evidence = {(stream, seq, bytes.fromhex(own)) for stream, seq, own in kept}
        self.forked = {stream for stream, _, _ in self.evidence}
        self.origins = {origin for line in self.lines if (origin := _origin(line.entry.body))}
        copies = Counter(life.root for life in world.lives)
        self.copied = {stream for life in world.lives if copies[life.root] > 1 for stream in world.streams(life)}
        lost = [one for one in world.forgotten if one not in self.held]
        self.torn = {one.case_id for one in lost}
        self.lost = {(one.stream, one.seq) for one in lost}
        self.twice = _answered_twice(self.cases)
        self.poison = {(world.stranger.stream, n) for n in range(1, len(world.stranger.lines) + 1)}

    def shared(self, lines: list[Line]) -> bool:
        """Whether a register that two machines wrote has a part in them: what becomes of it is looked at elsewhere."""
        return any(line.written.stream in self.copied for line in lines)


def fact_of(stream: str, seq: int, own: bytes, body: str) -> tuple[str, int, str]:
    """Where a fact was first written: a line that was carried over names its origin."""
    return _origin(body) or (stream, seq, own[:16].hex())


def _origin(body: str) -> tuple[str, int, str] | None:
    """A line set aside is the fact it keeps, wherever it was carried to and whatever it was a copy of before."""
    try:
        if SET_ASIDE in body:
            kept = json.loads(body)["event"]
            entry = from_line(kept["line"])
            return origin_of(entry.body) or (entry.stream, entry.seq, kept["hash"][:32])
        if found := origin_of(body):
            return found[0], found[1], found[2]
    except (ValueError, LookupError):
        pass
    return None


def _answered_twice(cases: dict[str, list[Line]]) -> set[tuple[str, int]]:
    """The places of answers to one question from different registers: each desk that reads both keeps one aside.

    A window that lost its disk, or two windows of one department apart, may both answer; neither can know.
    """
    found: set[tuple[str, int]] = set()
    for case_id, lines in cases.items():
        if "-" in case_id and not case_id.startswith("poison"):
            answering = {line.written.stream for line in lines if line.entry.kind == "OpinionGiven"}
            if len(answering) > 1:
                found.update(line.place for line in lines if line.written.stream in answering)
    return found


def complete(lines: list[Line]) -> bool:
    """Whether the hall holds each step of a case once, from the first on."""
    versions = sorted(recorded(line.entry).version for line in lines if known(line.entry.kind))
    return versions == list(range(1, len(lines) + 1))


def opinion(truth: Truth, opinion_id: str, case_id: str) -> opinions.Opinion:
    """An opinion as the hall's lines make it, with what its case told of it since."""
    found: opinions.Opinion = read(truth.cases[opinion_id])
    beside = [recorded(line.entry) for line in truth.cases.get(case_id, ()) if known(line.entry.kind)]
    for entry in sorted(beside, key=lambda entry: entry.version):
        if isinstance(entry.event, ev.OpinionRecalled | ev.OpinionDueMoved):
            found = opinions.retold(found, entry.event)
    return found


def read(lines: list[Line]) -> Any:
    """A case or an opinion as the hall's lines make it."""
    found = [recorded(line.entry, line.written.hash) for line in lines if known(line.entry.kind)]
    found.sort(key=lambda entry: entry.version)
    return fold(found) if isinstance(found[0].event, ev.CaseReceived) else opinions.fold(found)
