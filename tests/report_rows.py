"""Rows nobody chose, as the store writes them, and a day's figures counted from them by hand."""

from __future__ import annotations

import sqlite3
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from windowdesk.models.wire import Entry, to_line
from windowdesk.reports.eod import Figures
from windowdesk.reports.finished import OUTCOMES, RETURNS, TIMINGS
from windowdesk.reports.pending import STANDINGS
from windowdesk.reports.places import count
from windowdesk.store.stays import PLACES

DAYS = [date(2026, 11, 18) + timedelta(days=n) for n in range(6)]
days = st.sampled_from(DAYS)
after = st.integers(0, 3)
windows = st.sampled_from(["007", "008"])
departments = st.sampled_from(["甲局", "乙局"])
Row = dict[str, Any]


@dataclass
class World:
    """Cases, where each was when, what its dates were, and what stands beside them."""

    cases: list[Row] = field(default_factory=list)
    opinions: list[Row] = field(default_factory=list)

    def of(self, window: str) -> World:
        """The part of one window; what it asked of others goes with it."""
        mine = [row for row in self.cases if row["window"] == window]
        return World(mine, [row for row in self.opinions if row["lead_window"] == window])


def _on(draw: st.DrawFn, start: date) -> date:
    return start + timedelta(days=draw(after))


@st.composite
def stays(draw: st.DrawFn, came: date) -> list[Row]:
    """Where a case was, one place after the other; the last may still hold it."""
    found, since = list[Row](), came
    for place in draw(st.lists(st.sampled_from(PLACES), max_size=3)):
        since = _on(draw, since)
        due = None if place == "superior" else _on(draw, since)
        until = _on(draw, since) if draw(st.integers(0, 2)) else None
        found.append({"place": place, "since": since, "until": until, "due": due})
        if until is None:
            break
        since = until
    return found


@st.composite
def moves(draw: st.DrawFn, accepted: date) -> list[Row]:
    """Days on which the dates of a case moved, each with what they were before."""
    found = []
    for told_on in sorted({_on(draw, accepted) for _ in range(draw(st.integers(0, 2)))}):
        due = st.one_of(st.none(), st.builds(lambda n: accepted + timedelta(days=n), after))
        found.append({"told_on": told_on, "decision_due": draw(due), "statutory_due": draw(due)})
    return found


@st.composite
def cases(draw: st.DrawFn) -> Row:
    """A case: dates in order, an outcome with an ending, a closing with what comes before."""
    came = draw(days)
    taken = draw(st.one_of(st.none(), after))
    accepted = came + timedelta(days=taken) if taken is not None else None
    ended = draw(st.one_of(st.none(), after))
    finished = (accepted or came) + timedelta(days=ended) if ended is not None else None
    outcome = draw(st.sampled_from([*OUTCOMES, *RETURNS[1:]] if accepted else RETURNS))
    served = draw(st.one_of(st.none(), after)) if outcome in OUTCOMES and outcome != "filed" else 0
    own = accepted is not None and draw(st.integers(0, 5)) == 0
    due = _on(draw, accepted) if accepted and draw(st.booleans()) else None
    timing = draw(st.sampled_from(["early", "on_time", "overdue", "not_stated"])) if finished else None
    told_on = draw(st.one_of(st.none(), st.just(_on(draw, came))))
    paid = draw(st.one_of(st.none(), after)) if told_on else None
    return {
        "department": draw(departments),
        "window": draw(windows),
        "kind": draw(st.sampled_from(["即办件", "承诺件", "备案", "联办件", "上报件", "未载明"])),
        "channel": "ex_officio" if own else draw(st.sampled_from(["window", "online"])),
        "off_hours": draw(st.integers(0, 1)),
        "green": draw(st.integers(0, 1)),
        "received_on": came,
        "accepted_on": accepted,
        "statutory_due": accepted + timedelta(days=4) if accepted and draw(st.booleans()) else None,
        "decision_due": due or ((accepted or came) if timing == "overdue" else None),
        "finished_on": finished,
        "outcome": outcome if finished else None,
        "timing": timing,
        "closed_on": finished + timedelta(days=served) if finished and served is not None else None,
        "stays": draw(stays(came)),
        "moves": draw(moves(accepted)) if accepted else [],
        "proxy": draw(st.sampled_from(["", "", "代〔2026〕1号"])),
        "fen": draw(st.integers(1, 9)) * 100,
        "told_on": told_on,
        "paid_on": told_on + timedelta(days=paid) if told_on and paid is not None else None,
    }


@st.composite
def opinions(draw: st.DrawFn) -> Row:
    """A question or a copy, answered or not, about one of the first cases or one this desk does not know."""
    asked = draw(days)
    kind = draw(st.sampled_from(["opinion", "copy"]))
    last = st.sampled_from(["", "forward", "agree", "disagree"] if kind == "opinion" else ["", "acknowledged"])
    answer = draw(last)
    return {
        "case": draw(st.integers(0, 4)),
        "kind": kind,
        "department": draw(departments),
        "lead_window": draw(windows),
        "asked_on": asked,
        "due": _on(draw, asked),
        "answer": answer,
        "answered_on": _on(draw, asked) if answer else None,
        "default_basis": draw(st.sampled_from(["", "", "本地规定"])) if kind == "opinion" else "",
    }


worlds = st.builds(World, st.lists(cases(), max_size=10), st.lists(opinions(), max_size=5))


# -- into the tables


def put(db: sqlite3.Connection, world: World) -> None:
    """Write the rows, and the closing lines a register would hold for them, in order of time."""
    tables = ("case_row", "stay_row", "due_row", "proxy_row", "fee_row", "opinion_row", "register")
    for table in tables:
        db.execute(f"DELETE FROM {table}")
    for n, row in enumerate(world.cases):
        case_id = f"case{n}"
        _insert(db, "case_row", {"case_id": case_id, **row})
        for version, stay in enumerate(row["stays"], 2):
            _insert(db, "stay_row", {"case_id": case_id, "version": version, **stay})
        for version, move in enumerate(row["moves"], 2):
            _insert(db, "due_row", {"case_id": case_id, "version": version, **move})
        if row["proxy"]:
            _insert(db, "proxy_row", {"case_id": case_id, "instrument": row["proxy"]})
        if row["told_on"]:
            _insert(db, "fee_row", {"case_id": case_id, **row})
    for n, row in enumerate(world.opinions):
        _insert(db, "opinion_row", {"opinion_id": f"op{n}", "case_id": f"case{row['case']}", **row})
    closed = [(row["closed_on"], n, row["window"]) for n, row in enumerate(world.cases) if row["closed_on"]]
    for seq, (day, n, window) in enumerate(sorted(closed), 1):
        stream = f"510824-{window}.1"
        line = to_line(Entry(stream, seq, f"{day}T09:00:00+08:00", "CaseClosed", f"case{n}", "", "{}"))
        values = (stream, seq, "CaseClosed", f"case{n}", 9, line, b"")
        db.execute(
            "INSERT INTO register (stream, seq, kind, case_id, version, line, hash) VALUES (?,?,?,?,?,?,?)", values
        )


def _insert(db: sqlite3.Connection, table: str, row: Row) -> None:
    info = [found for found in db.execute(f"PRAGMA table_info({table})") if found[1] != "id"]
    nothing = {name: None if not required else (0 if kind == "INTEGER" else "") for _, name, kind, required, *_ in info}
    plain = {key: value.isoformat() if isinstance(value, date) else value for key, value in row.items()}
    full = nothing | {key: value for key, value in plain.items() if key in nothing}
    marks = ",".join("?" * len(full))
    db.execute(f"INSERT INTO {table} ({','.join(full)}) VALUES ({marks})", list(full.values()))


# -- by hand


def _by(day: date | None, last: date) -> bool:
    return day is not None and day <= last


def where(row: Row, day: date) -> Row | None:
    """Where a case was when the day ended; None at the window."""
    held = [stay for stay in row["stays"] if stay["since"] <= day and not _by(stay["until"], day)]
    return held[-1] if held else None


def unit_days(row: Row, day: date) -> int:
    """The days the home unit took beyond its limits by then."""
    units = [stay for stay in row["stays"] if stay["place"] == "unit" and stay["since"] <= day]
    return sum(max(0, (min(stay["until"] or day, day) - stay["due"]).days) for stay in units)


def dates(row: Row, day: date) -> tuple[date | None, date | None]:
    """The decision's day and the statutory one as they were known that day."""
    later = [move for move in row["moves"] if move["told_on"] > day]
    told = later[0] if later else row
    return told["decision_due"], told["statutory_due"]


def standing(row: Row, day: date) -> str:
    """How a pending case stands, by the person who has it."""
    stay = where(row, day) or {"place": "window", "due": None}
    due, _ = dates(row, day)
    if stay["place"] == "applicant":
        return "applicant"
    if not _by(row["accepted_on"], day):
        return "awaiting"
    if stay["place"] == "paused" and stay["due"] >= day:
        return "paused"
    at_unit = stay["place"] == "unit"
    if at_unit and stay["due"] < day:
        return "unit_late"
    if due is not None and due < day:
        return "unit_late" if unit_days(row, day) >= (day - due).days else "overdue"
    if at_unit:
        return "at_unit"
    if due is None:
        return "no_period"
    return "due_today" if due == day else "not_due"


def timing(row: Row) -> str:
    """How timely a finished case was, and by whom late."""
    day = row["finished_on"]
    if row["timing"] == "overdue" and unit_days(row, day) >= (day - row["decision_due"]).days:
        return "unit_late"
    return row["timing"]


def to_issue(row: Row, day: date) -> bool:
    """Whether a decision waited to be handed over when the day ended."""
    if not _by(row["finished_on"], day) or _by(row["closed_on"], day):
        return False
    back = any(stay["place"] == "superior" and _by(stay["until"], day) for stay in row["stays"])
    issued = any(stay["place"] == "check" and stay["since"] <= day for stay in row["stays"])
    decided = row["outcome"] in ("granted", "denied", "cancelled") or (row["outcome"] == "forwarded" and back)
    return decided and not issued


def waiting(world: World, row: Row, day: date) -> bool:
    """Whether a question or a copy waited when the day ended."""
    if row["asked_on"] > day or (row["answer"] not in ("", "forward") and _by(row["answered_on"], day)):
        return False
    if row["kind"] == "copy":
        return True
    about = world.cases[row["case"]] if row["case"] < len(world.cases) else None
    return not (about and _by(about["finished_on"], day)) and not (row["default_basis"] and row["due"] < day)


def tally(world: World, day: date, whole: World | None = None) -> Counter[str]:
    """A day's figures of a part of the world, those that are not nought."""
    found: Counter[str] = Counter()
    for row in world.cases:
        under_way = row["received_on"] <= day and not _by(row["finished_on"], day)
        if row["channel"] == "ex_officio":
            found["proceedings"] += under_way
        else:
            found += _of_application(row, day, under_way)
        stay = where(row, day)
        found["superior"] += bool(stay and stay["place"] == "superior")
        for name in ("told_on", "paid_on"):
            found[name] += row["fen"] if row[name] == day else 0
        owed = _by(row["told_on"], day) and not _by(row["paid_on"], day) and not _by(row["closed_on"], day)
        found["unpaid"] += row["fen"] * owed
        found["proxied received"] += bool(row["proxy"] and row["received_on"] == day)
        found["proxied ended"] += bool(row["proxy"] and row["finished_on"] == day)
    for row in world.opinions:
        kind, waits = row["kind"], waiting(whole or world, row, day)
        answered = row["answered_on"] == day and row["answer"] != "forward"
        found[f"{kind} asked"] += row["asked_on"] == day
        found[f"{kind} answered"] += answered
        found[f"{kind} late"] += answered and row["due"] < day
        found[f"{kind} waiting"] += waits
        found[f"{kind} overdue"] += waits and row["due"] < day
    return +found


def _of_application(row: Row, day: date, under_way: bool) -> Counter[str]:
    found: Counter[str] = Counter()
    if row["received_on"] == day:
        found += Counter(received=1, off_hours=row["off_hours"], green=row["green"])
    if row["finished_on"] == day:
        found[row["outcome"]] += 1
        found[f"timing {timing(row)}"] += 1
    if under_way:
        _, statutory = dates(row, day)
        late = _by(row["accepted_on"], day) and statutory is not None and statutory < day
        found += Counter({standing(row, day): 1, "past statute": int(late), "pending": 1})
    found["to issue"] += to_issue(row, day)
    return found


def told(figures: Figures) -> Counter[str]:
    """The same figures as the report tells them."""
    found = Counter(
        received=count(figures.received),
        off_hours=count(figures.received, field="off_hours"),
        green=count(figures.received, field="green"),
        pending=count(figures.pending),
        proceedings=count(figures.proceedings, field="closing"),
        superior=count(figures.superior),
        told_on=count(figures.fees, field="told_fen"),
        paid_on=count(figures.fees, field="paid_fen"),
        unpaid=count(figures.fees, field="unpaid_fen"),
    )
    found["past statute"] = count(figures.pending, field="by_statute")
    found["to issue"] = count(figures.to_issue)
    found.update({outcome: count(figures.finished, outcome=outcome) for outcome in (*OUTCOMES, *RETURNS)})
    found.update({f"timing {one}": count(figures.finished, timing=one) for one in TIMINGS})
    found.update({one: count(figures.pending, standing=one) for one in STANDINGS})
    found["proxied received"] = count(figures.proxied, field="received")
    found["proxied ended"] = sum(count(figures.proxied, field=one) for one in ("finished", "returned"))
    for kind in ("opinion", "copy"):
        for one in ("asked", "answered", "late", "waiting", "overdue"):
            found[f"{kind} {one}"] = count(figures.opinions, field=one, kind=kind)
    return +found
