"""A case as `show` tells it: as data for programs, and as text for people. Personal numbers are masked unless told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from windowdesk import words
from windowdesk.cli.output import result
from windowdesk.i18n import say
from windowdesk.models import numbers
from windowdesk.models.case import Case

if TYPE_CHECKING:
    from windowdesk.desk.door import Desk
    from windowdesk.models.rows import HistoryLine, OpinionRow


def _person(person: Any, full: bool) -> dict[str, Any]:
    from dataclasses import asdict

    told: dict[str, Any] = {key: str(value) for key, value in asdict(person).items()}
    if not full:
        told |= {"number": numbers.masked_id(person.number), "phone": numbers.masked_phone(person.phone)}
    return told


def as_data(desk: Desk, case: Case, at: datetime, full: bool) -> dict[str, Any]:
    """Everything about a case as data."""
    from dataclasses import asdict

    accepted = case.accepted
    return {
        "case": case.id,
        "status": case.status.value,
        "way": case.way,
        "waits_on": case.waits_on or None,
        "green": case.green,
        "about": {"certificate": case.about, "until": _iso(case.about_until)} if case.about else None,
        "window": case.window,
        "holder": case.holder,
        "at_window": case.at_window,
        "stopped": case.stopped or None,
        "twins": list(case.twins),
        "goes_on_as": case.main or None,
        "item": {
            "code": case.item.code,
            "number": case.item.number,
            "name": case.item.name,
            "kind": case.item.kind.value,
            "department": case.item.department,
        },
        "applicant": _person(case.applicant, full),
        "agent": _person(case.agent, full) if case.agent else None,
        "received_at": case.received_at.isoformat(timespec="seconds"),
        "accepted_on": accepted.on.isoformat() if accepted else None,
        "deemed": accepted.deemed if accepted else None,
        "statutory_due": _due(case.statutory_due),
        "promised_due": _due(case.promised_due),
        "serve_due": _due(case.serve_due),
        "outcome": case.closed.result if case.closed else None,
        "clocks": [asdict(one) | {"due": _due(one.due)} for one in desk.reading.clocks(case, at.date())],
        "materials": [asdict(one) for one in case.materials],
        "to_follow": [line.name for line in case.tolerated],
        "follow_until": _iso(case.tolerance.until) if case.tolerance else None,
        "opinions": [_opinion(one) for one in desk.reading.opinions(case.id)],
        "certificate": case.certificate.number if case.certificate else None,
        "history": [_past(one) for one in desk.reading.history(case.id)],
        "papers": [asdict(one) for one in desk.reading.papers(case.id)],
        "offered": [kind.__name__ for kind in desk.reading.offered(case)],
    }


def _opinion(row: OpinionRow) -> dict[str, Any]:
    return {
        "opinion": row.opinion_id,
        "kind": row.kind,
        "department": row.department,
        "due": _iso(row.due),
        "provisional": row.provisional,
        "answer": row.answer or None,
        "reasons": row.reasons or None,
        "answered_on": _iso(row.answered_on),
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _past(line: HistoryLine) -> dict[str, Any]:
    return {
        "at": line.at,
        "by": line.by,
        "window": line.window,
        "kind": line.kind,
        "sentence": words.history(line),
        "articles": list(line.cites),
        "stream": line.stream,
        "seq": line.seq,
    }


def _due(found: Any) -> dict[str, Any] | None:
    return {"on": found.on.isoformat(), "provisional": found.provisional} if found else None


def on_screen(desk: Desk, case: Case, at: datetime, full: bool) -> None:
    """Everything about a case as text."""
    person = _person(case.applicant, full)
    facts = [
        (say("申报号", "Case"), numbers.spoken(case.id)),
        (say("状态", "Status"), words.status(case.status.value)),
        (say("事项", "Item"), f"{case.item.name}（{case.item.department}，{case.item.kind.value}）"),
        (say("申请人", "Applicant"), f"{person['name']}  {person['number']}  {person['phone']}"),
    ]
    if person["address"]:
        facts.append((say("地址", "Address"), person["address"]))
    if case.agent:
        agent = _person(case.agent, full)
        facts.append(
            (say("代理人", "Agent"), f"{agent['name']}  {agent['number']}  {agent['phone']}  {agent['power']}")
        )
    facts.append((say("收件", "Received"), f"{case.received_at:%Y-%m-%d %H:%M}"))
    facts.append((say("时钟", "Clocks"), words.clock_line(desk.reading.clocks(case, at.date()))))
    for name, value in (*facts, *_besides(case)):
        result(f"{name}  {value}")
    result(say("材料", "Materials"))
    states = {"ok": "✓", "missing": say("缺", "missing"), "faulty": say("不符", "faulty")}
    for line in case.materials:
        result(f"  {states.get(line.state, line.state)}  {line.name}" + (f"  {line.note}" if line.note else ""))
    _opinions(desk, case)
    result(say("经过", "History"))
    for past in desk.reading.history(case.id):
        result("  " + _sentence(past))
    result(say("纸件", "Papers"))
    for paper in desk.reading.papers(case.id):
        result(
            f"  {paper.number}  {paper.state}"
            + (say(f"  补打{paper.copies}", f"  reprint {paper.copies}") if paper.copies else "")
        )


def _besides(case: Case) -> Iterator[tuple[str, str]]:
    """What not every case has: its way, who has it now, its dates, what may follow."""
    for told in words.beside(case):
        yield say("裁定", "Ruling"), told
    if case.at_window != case.window:
        yield say("现办窗口", "Now at window"), case.at_window
    if case.way != "new":
        yield say("方式", "Way"), f"{words.way(case.way)}  {case.about}"
    if case.waits_on:
        yield say("在", "With"), words.waits_on(case.waits_on)
    dates = (("statutory_due", case.statutory_due), ("promised_due", case.promised_due), ("serve_due", case.serve_due))
    for name, due in dates:
        if due:
            yield words.date_name(name), words.due(due.on, provisional=due.provisional)
    if case.procedure:
        until = case.procedure.planned_until
        told = f"{case.procedure.procedure} → {words.due(until.on, provisional=until.provisional)}"
        yield say("特别程序", "Procedure"), told
    if case.tolerance and case.tolerated:
        names = "、".join(line.name for line in case.tolerated)
        last = case.tolerance.due
        yield say("容缺待补", "To follow"), f"{names}  {words.due(last.on, provisional=last.provisional)}"


def _opinions(desk: Desk, case: Case) -> None:
    rows = desk.reading.opinions(case.id)
    if rows:
        result(say("征求意见", "Opinions"))
    for row in rows:
        told = words.answer(row.answer) + (f"：{row.reasons}" if row.reasons else "")
        result(f"  {row.department}  {words.due(row.due, provisional=row.provisional)}  {told}")


def _sentence(line: HistoryLine) -> str:
    cites = f"（{'；'.join(line.cites)}）" if line.cites else ""
    return f"{line.at[:16].replace('T', ' ')}  {line.by}  {words.history(line)}{cites}"
