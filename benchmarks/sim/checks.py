"""What must be true once everything that can be reached is synced: a sentence for each thing that is not."""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import fields, replace
from typing import Any

from benchmarks.sim import bureau, verdicts
from benchmarks.sim.desks import SimDesk
from benchmarks.sim.line import Trouble
from benchmarks.sim.lives import Life
from benchmarks.sim.truth import Truth, complete, fact_of, opinion, read
from benchmarks.sim.world import World
from windowdesk.desk.syncing import audiences
from windowdesk.hall.audit import audit
from windowdesk.hall.problems import ProblemKind
from windowdesk.models import events as ev
from windowdesk.models.dispute import CLASH
from windowdesk.models.office import window_of
from windowdesk.models.wire import from_line
from windowdesk.sealing import verify_bytes
from windowdesk.store import arrivals, lineage, lists, register, views
from windowdesk.store.codec import recorded
from windowdesk.store.schema import ROW_TABLES

ROUNDS = 6
"""Rounds of every desk in which all must have become quiet."""

ONCE = ("CaseReceived", "CaseAccepted", "DecisionMade", "CertificateMade", "CertificateStamped", "CaseClosed")
"""Kinds of which a case has one at most."""


ANSWER = ("OpinionGiven", "PaperDrawn")
"""What a stopped desk may have written itself of a question that its successor answered."""


CLASHES = (ev.VersionClash, ev.NumberClash, ev.DecidedTwice, ev.ClashRuled)
"""What the office says of two lines for one step."""


def faults(world: World) -> Iterator[str]:
    """Let everything come to rest, then look."""
    while world.late:
        world.take_late()
    yield from _rest(world)
    if _set_right(world):
        yield from _rest(world)
    if world.living(office=True):
        yield from _sat(world)
    truth = Truth(world)
    living = [life for life in world.lives if life.alive]
    yield from audit(world.hall, _signed).faults
    for life in living:
        yield from (f"desk {life.number} ({life.window}): {fault}" for fault in _desk(world, truth, life))
    for life in world.lives:
        if not life.alive:
            lost = [one for one in life.promised if one not in truth.held and one not in world.forgotten]
            yield from (f"desk {life.number}, whose disk died: the hall lost {one}" for one in lost)
    if truth.ruled:
        yield from verdicts.at_rest(truth)
    yield from _numbers(world, truth, living)
    yield from _held_once(world, living)
    if living:
        yield from _rebuilt(world.desk(living[len(truth.lines) % len(living)]))


def _sat(world: World) -> Iterator[str]:
    """The administrator closes the registers that a restored hall awaits in vain, and the supervisor rules what is
    still open."""
    for stream in world.hall.awaited():
        if stream in {world.desk(life).stream for life in world.lives if life.alive}:
            yield f"the hall still waits for {stream}, whose desk is there"
        world.hall.retire(stream)
    yield from _rest(world)
    for life in world.living(office=True):
        for decided in bureau.rulings(world.desk(life)):
            decided(world.desk(life), world.now + life.offset)
    yield from _rest(world)


def _signed(public_key: str, statement: bytes, signature: str) -> bool:
    return verify_bytes(bytes.fromhex(public_key), statement, bytes.fromhex(signature))


def _rest(world: World) -> Iterator[str]:
    """Sync every desk until a whole round moves nothing."""
    world.down = 0
    for _ in range(ROUNDS):
        moved = 0
        world.stranger_sends()
        for life in world.lives:
            if life.alive:
                outcome = world.round(life, Trouble())
                moved += outcome.pushed + outcome.pulled
                if outcome.unreachable:
                    yield f"desk {life.number} does not reach a hall that is there: {outcome.unreachable}"
        if not moved:
            return
    yield f"the desks are not quiet after {ROUNDS} rounds"


def _set_right(world: World) -> bool:
    """Set the clocks that hold a desk up: one that stands before the last line gives nothing up and writes nothing, as
    notices would bear a wrong date. Whether there was one; from then on the register must be given up."""
    found = False
    for life in world.lives:
        if life.alive and (life.stopped or life.office):
            desk = world.desk(life)
            last = register.last_at(desk.store.read(), desk.stream)
            if last and world.now + life.offset < last - register.SLACK:
                life.offset, found = last - world.now, True
    return found


def _desk(world: World, truth: Truth, life: Life) -> Iterator[str]:
    desk = world.desk(life)
    db = desk.store.read()
    for stream in lists.own_streams(db):
        if broken := register.verify(db, stream):
            yield f"its register {stream} is no chain at {broken}"
    mine = {(stream, seq): own for stream, seq, own in db.execute("SELECT stream, seq, hash FROM register ORDER BY id")}
    facts = {
        fact_of(stream, seq, own, from_line(line).body): (stream, seq, own)
        for stream, seq, own, line in db.execute("SELECT stream, seq, hash, line FROM register")
    }
    for one in life.promised:
        fact = (one.stream, one.seq, one.hash[:16].hex())
        if mine.get((one.stream, one.seq)) != one.hash and fact not in facts:
            yield f"it lost {one}"
        elif fact in truth.origins or facts.get(fact) in truth.given_back:
            continue  # carried over; or by a third machine, which is dead, while the hall was given its line back
        elif life.stopped and one not in truth.held and (one.stream, one.seq, one.hash) not in truth.evidence:
            yield f"the hall has no evidence of {one}"
        elif not life.stopped and one not in truth.held:
            yield f"the hall lost {one}"
    for problem in life.problems:
        if problem.kind is not ProblemKind.FORK and problem.place != world.stranger.stream:
            yield f"a problem that does not pass: {problem}"
    yield from _own_register(world, truth, life, desk)
    yield from _foreign(world, truth, life, mine, set(facts))
    if truth.ruled and not life.stopped:
        yield from _ruled(truth, desk, set(facts))
        yield from verdicts.published(truth, desk)
    else:
        yield from _cases(truth, desk, mine, life.stopped)


def _own_register(world: World, truth: Truth, life: Life, desk: SimDesk) -> Iterator[str]:
    end = register.head(desk.store.read(), desk.stream)
    there = world.hall.head(desk.stream)
    if desk.stream in lineage.ends(desk.store.read()):
        return  # given up: the next act begins another
    if life.stopped:
        yield "another machine writes its register, and it did not give it up"
        return
    if end != (there.seq, there.hash):
        yield f"its register ends at {end[0]}, in the hall at {there.seq}"
    acked = desk.reading.sync_state().acknowledged
    if acked != end[0]:
        yield f"{end[0]} lines written, {acked} marked as sent"


def _foreign(
    world: World, truth: Truth, life: Life, mine: dict[tuple[str, int], bytes], facts: set[tuple[str, int, str]]
) -> Iterator[str]:
    """Every line of its departments is held or kept aside; what is held beyond them the hall once held."""
    desk = world.desk(life)
    own_streams = world.streams(life)
    parked = {(stream, seq) for stream, seq, _ in desk.reading.parked()}
    for place in {place for audience in audiences(desk.setting) for place in truth.fed[audience]}:
        line = truth.at[place]
        known_fact = fact_of(*place, line.written.hash, line.entry.body) in facts
        if place[0] not in own_streams and not known_fact and place not in parked:
            held = "another line" if place in mine else "nothing"
            yield f"it holds {held} at {place}, the hall a {line.entry.kind}"
    for stream, seq in parked - truth.poison:
        kept = truth.at.get((stream, seq))
        answered = kept and (kept.place in truth.twice or (life.stopped and kept.entry.kind in ANSWER))
        if not answered:
            yield f"it kept {stream} {seq} aside"
    known_once = {(one.stream, one.seq, one.hash) for one in world.forgotten}
    for (stream, seq), own in mine.items():
        there = truth.at.get((stream, seq))
        unknown = there is None or there.written.hash != own
        if stream not in own_streams and unknown:
            if (stream, seq, own) not in known_once:
                yield f"it holds {stream} {seq}, which no hall ever held"
            elif (stream, seq, own) not in truth.given_back | truth.evidence:
                yield f"it holds {stream} {seq}, which the hall lost and was not given back"
    with world.engine.reading() as session:
        heads: dict[str, int] = dict(session.rows("SELECT audience, n FROM feed_head"))
    for audience, n in desk.store.read().execute("SELECT audience, n FROM feed_cursor"):
        if n != heads.get(audience, 0):
            yield f"it read the feed of {audience} up to {n}, which ends at {heads.get(audience, 0)}"


def _ruled(truth: Truth, desk: SimDesk, facts: set[tuple[str, int, str]]) -> Iterator[str]:
    """Each case and question that it holds whole reads as the hall's lines and the verdicts among them say."""
    db = desk.store.read()
    yield from _row_by_row(desk)
    for (case_id,) in db.execute("SELECT case_id FROM case_row").fetchall():
        lines = [line for one in (case_id, *truth.questions.get(case_id, ())) for line in truth.cases.get(one, ())]
        if case_id in truth.torn or not lines or not all(line.fact in facts for line in lines):
            continue
        here, there = register.load(db, case_id), verdicts.case(truth, case_id)
        there = there and register.continued(db, there)
        if here and there and case_id in truth.copies and window_of(here.holder) == window_of(there.holder):
            there = replace(there, holder=here.holder)  # as the copy says that it holds; see `_held_once`
        if here != there:
            yield f"{case_id} reads otherwise than it was ruled: {_apart(here, there)}"
        for one in truth.questions.get(case_id, ()):
            if one in truth.torn:
                continue
            if (asked := desk.opinion(one)) != (asked_there := verdicts.opinion(truth, one)):
                yield f"{one} reads otherwise than it was ruled: {_apart(asked, asked_there)}"


def _apart(here: Any, there: Any) -> str:
    """What two readings of one matter do not have in common."""
    if here is None or there is None:
        return f"{here and 'here'} {there and 'there'}"
    names = [one.name for one in fields(here)]
    return ", ".join(
        f"{name} {getattr(here, name)!r:.60} / {getattr(there, name)!r:.60}"
        for name in names
        if getattr(here, name) != getattr(there, name)
    )


def _row_by_row(desk: SimDesk) -> Iterator[str]:
    """Each row is what the register says."""
    db = desk.store.read()
    columns = ",".join(views._COLUMNS)
    for row in db.execute(f"SELECT case_id, {columns} FROM case_row").fetchall():
        case_id, values = row[0], tuple(row[1:])
        here = register.load(db, case_id)
        if here is None or views.case_values(here) != values:
            yield f"the row of {case_id} is not what the register says"
        if desk.case(case_id) != here:
            yield f"it remembers {case_id} as it is not"


def _cases(truth: Truth, desk: SimDesk, mine: dict[tuple[str, int], bytes], stopped: bool) -> Iterator[str]:
    """Each case it holds whole reads as in the hall, its row as the case says. A stopped desk goes on alone.

    What the hall lost of a case may go on here, but only on top of what it holds; whoever shared an identity is looked
    at elsewhere.
    """
    db = desk.store.read()
    copied = not truth.copied.isdisjoint(lists.own_streams(db))
    fed = {place for audience in audiences(desk.setting) for place in truth.fed[audience]}
    yield from _row_by_row(desk)
    for (case_id,) in db.execute("SELECT case_id FROM case_row").fetchall():
        here = register.load(db, case_id)
        lines = truth.cases.get(case_id, [])
        parted = case_id in truth.torn or truth.shared(lines)
        if parted and (copied or not complete(lines) or not fed.issuperset(line.place for line in lines)):
            continue
        if any(mine.get(line.place) != line.written.hash for line in lines):
            continue
        if parted:
            here = register.load(db, case_id, len(lines))
        alone = stopped and any(entry.hash not in truth.hashes for entry in register.case_entries(db, case_id))
        if alone or not lines:
            continue
        if register.continued(db, replace(read(lines), stopped=_stopped(db, case_id))) != here:
            yield f"{case_id} reads otherwise than in the hall"
    for (opinion_id,) in db.execute("SELECT opinion_id FROM opinion_row").fetchall():
        case_id = opinion_id.partition("-")[0]
        lines = [*truth.cases.get(opinion_id, ()), *truth.cases.get(case_id, ())]
        alone = stopped and any(
            entry.hash not in truth.hashes for one in (opinion_id, case_id) for entry in register.case_entries(db, one)
        )
        whole = all(mine.get(line.place) == line.written.hash and line.place not in truth.twice for line in lines)
        if (
            alone
            or truth.shared(lines)
            or not whole
            or not truth.cases.get(opinion_id)
            or {opinion_id, case_id} & truth.torn
        ):
            continue
        if opinion(truth, opinion_id, case_id) != desk.opinion(opinion_id):
            yield f"{opinion_id} reads otherwise than in the hall"


def _stopped(db: sqlite3.Connection, case_id: str) -> str:
    """A case rests while a question of it has two answers for one step, which no line of the case itself tells: the
    office alone says which stands. So it must be at every desk that holds both, and at no other."""
    query = "SELECT case_id, version, stream, seq, line, hash FROM register WHERE case_id>? AND case_id<? AND version>0"
    answers: dict[tuple[str, int], set[tuple[str, int, str]]] = defaultdict(set)
    for one, version, stream, seq, line, own in db.execute(query, (f"{case_id}-", f"{case_id}.")):
        answers[one, version].add(fact_of(stream, seq, own, from_line(line).body))
    return CLASH if any(len(facts) > 1 for facts in answers.values()) else ""


def _numbers(world: World, truth: Truth, living: list[Life]) -> Iterator[str]:
    """No number names two cases, nothing happens twice to a case, and versions have no hole, but where a fork shows."""
    stopped = truth.copied | truth.forked | {world.desk(life).stream for life in living if life.stopped}
    for case_id, lines in truth.cases.items():
        if truth.ruled and not case_id.startswith("poison"):
            found = verdicts.matter(truth, case_id)
            happened = Counter(type(entry.event).__name__ for entry in found.entries)
            yield from (f"{happened[kind]} {kind} of {case_id} stand" for kind in ONCE if happened[kind] > 1)
            continue
        versions = sorted(recorded(one.entry).version for one in lines if one.place not in truth.poison)
        if any(one.place in truth.twice for one in lines):
            versions = sorted(set(versions))
        if truth.shared(lines):
            continue
        if case_id not in truth.torn and versions != list(range(1, len(versions) + 1)):
            yield f"{case_id} has the versions {versions}"
        kinds = Counter(one.entry.kind for one in lines)
        yield from (f"{case_id} has {kinds[kind]} {kind}" for kind in ONCE if kinds[kind] > 1)
    everywhere: dict[tuple[str, str], dict[bytes, str]] = defaultdict(dict)
    query = "SELECT case_id, kind, hash, stream FROM register WHERE kind IN ('CaseReceived', 'DecisionMade')"
    for life in living:
        for case_id, kind, own, stream in world.desk(life).store.read().execute(query):
            everywhere[case_id, kind][own] = stream
    for line in truth.lines:
        if line.entry.kind in ("CaseReceived", "DecisionMade"):
            everywhere[line.entry.case_id, line.entry.kind][line.written.hash] = line.written.stream
    for (case_id, kind), hashes in everywhere.items():
        if len(hashes) < 2 or not case_id or case_id.startswith("poison") or set(hashes.values()) & stopped:
            continue
        if not any(isinstance(one.event, CLASHES) for one in verdicts.matter(truth, case_id).verdicts):
            yield f"{len(hashes)} {kind} of {case_id}, and nobody was told"


def _held_once(world: World, living: list[Life]) -> Iterator[str]:
    """No two registers may both go on with a case, be its receipt in several. (A copy that did nothing since is not
    found out yet: it bears the name of the other, or one that is closed. Two disks recovered from one register, the
    second before the hall heard of the first, meet when they act.)"""
    found: dict[str, set[str]] = defaultdict(set)
    back = Counter(life.recovered for life in living if life.recovered)
    closed = {one.stream for one in world.hall.streams() if one.closed}
    for life in living:
        desk = world.desk(life)
        if life.stopped or back[life.recovered] > 1 or desk.stream in {*lineage.ends(desk.store.read()), *closed}:
            continue
        for (case_id,) in desk.store.read().execute("SELECT case_id FROM case_row WHERE closed_on IS NULL"):
            case = desk.case(case_id)
            if case and case.holder == desk.stream:
                found[case_id].add(desk.stream)
    yield from (
        f"{case_id} is gone on with by {', '.join(names)}" for case_id, names in found.items() if len(names) > 1
    )


def _rebuilt(desk: SimDesk) -> Iterator[str]:
    """The rows are a reading of the register."""
    with desk.store.write() as db:
        before = _rows(db)
        arrivals.rebuild(db, lists.own_streams(db))
        after = _rows(db)
    for table, rows in before.items():
        if rows != after[table]:
            yield f"{table} is another after it is read again"


def _rows(db: Any) -> dict[str, list[str]]:
    tables = [table for table in ROW_TABLES if table != "case_grams"]
    return {table: sorted(repr(row) for row in db.execute(f"SELECT * FROM {table}")) for table in tables}


assert ev.KINDS.keys() >= set(ONCE)
