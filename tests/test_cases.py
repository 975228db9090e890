"""Situations a lawyer can read: what was done, what is asked, what follows or why not."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest
from desks import soundly
from steps import VERBS, Play, read

from windowdesk import words
from windowdesk.desk import Desk, Done
from windowdesk.models import events as ev
from windowdesk.models.calendar import Due
from windowdesk.models.commands import COMMANDS
from windowdesk.models.notice import Notice
from windowdesk.models.refusal import Reason, Refused
from windowdesk.store import items, lists, register

CASES = Path(__file__).parent / "cases"
KEYS = {"name", "items", "elsewhere", "given", "when", "then", "refused", "article", "law"}
TEXTS = ("says", "silent")


def situations() -> list[Any]:
    """Every situation of every case file."""
    found = []
    for path in sorted(CASES.glob("*.toml")):
        for case in tomllib.loads(path.read_text(encoding="utf-8"))["case"]:
            assert set(case) <= KEYS, f"{path.name}: {set(case) - KEYS}"
            assert ("then" in case) != ("refused" in case), case["name"]
            found.append(pytest.param(case, id=f"{path.stem}-{case['name']}"))
    return found


@pytest.mark.parametrize("case", situations())
def test_situation(case: dict[str, Any], desk: Desk, request: pytest.FixtureRequest) -> None:
    play = Play(desk)
    if "items" in case:
        _import(desk, case["items"])
    if "elsewhere" in case:
        _elsewhere(play, request.getfixturevalue("neighbour"), case["elsewhere"])
    for line in case.get("given", "").split("\n"):
        if line.strip():
            play.play(line)
    if "refused" in case:
        _refused(play, case)
    else:
        _follows(play, case)
    soundly(desk)


def _import(desk: Desk, text: str) -> None:
    path = desk.home / "items.csv"
    path.write_text(text, encoding="utf-8")
    with desk.store.write() as db:
        items.save(db, items.read_file(path))


def _elsewhere(play: Play, neighbour: Desk, steps: str) -> None:
    there = Play(neighbour)
    for line in steps.strip().split("\n"):
        there.play(line)
    stream = neighbour.stream
    query = "SELECT stream, seq, line, hash FROM register WHERE stream=? ORDER BY seq"
    foreign = neighbour.store.read().execute(query, (stream,)).fetchall()
    with play.desk.store.write() as db:
        register.absorb(db, foreign, [play.desk.stream])
    play.elsewhere = there.cases


def _refused(play: Play, case: dict[str, Any]) -> None:
    db = play.desk.store.read()
    written = register.head(db, play.desk.stream)
    with pytest.raises(Refused) as caught:
        play.play(case["when"])
    refused = caught.value
    assert (refused.reason, refused.article) == (Reason(case["refused"]), case.get("article", ""))
    chinese, english = words.both(refused)
    assert chinese and english and "—" not in chinese.removeprefix("—")
    assert register.head(db, play.desk.stream) == written


def _text_of(notice: Notice) -> str:
    return msgspec.json.encode(notice).decode()


def _follows(play: Play, case: dict[str, Any]) -> None:
    done = play.play(case["when"])
    found = _found(play, done)
    asked = case["then"]
    papers = "".join(_text_of(entry.event.notice) for entry in done.events if isinstance(entry.event, ev.PaperDrawn))
    papers += "".join(_text_of(entry.event.notice) for entry in done.lapsed if isinstance(entry.event, ev.PaperDrawn))
    for text in asked.get("says", ()):
        assert text in papers
    for text in asked.get("silent", ()):
        assert papers and text not in papers
    plain = {key: value for key, value in asked.items() if key not in TEXTS}
    assert {key: found[key] for key in plain} == plain


def _kinds(entries: tuple[ev.Recorded, ...]) -> list[str]:
    return [type(entry.event).__name__ for entry in entries]


def _drawn(entries: tuple[ev.Recorded, ...]) -> list[ev.PaperDrawn]:
    return [entry.event for entry in entries if isinstance(entry.event, ev.PaperDrawn)]


def _day(found: object) -> str:
    on = getattr(found, "on", found)
    if not isinstance(on, date):
        return "none"
    return ("≈" if getattr(found, "provisional", False) else "") + on.isoformat()


def _found(play: Play, done: Done) -> dict[str, Any]:
    """Everything a situation may ask about."""
    entries = (*done.lapsed, *done.events)
    found: dict[str, Any] = {
        "events": _kinds(done.events),
        "lapsed": _kinds(done.lapsed),
        "papers": [drawn.notice.kind.value for drawn in _drawn(entries)],
        "titles": [drawn.notice.heading for drawn in _drawn(entries)],
        "seals": [drawn.notice.seal.seal_id if drawn.notice.seal else "" for drawn in _drawn(entries)],
        "cites": sorted({cite for entry in done.events for cite in getattr(entry.event, "cites", ())}),
        "cases": len(done.case_ids),
    }
    case_id = next((entry.case_id for entry in entries if entry.case_id), "")
    case = play.desk.case(case_id) if case_id else None
    if case is None:
        return found
    row = lists.case_row(play.desk.store.read(), case.id)
    accepted, decision = case.accepted, case.decision
    return found | {
        "status": case.status.value,
        "notice_due": _day(case.notice_due),
        "accepted_on": _day(accepted.on if accepted else None),
        "deemed": bool(accepted and accepted.deemed),
        "statutory_due": _day(accepted.statutory_due if accepted else None),
        "promised_due": _day(accepted.promised_due if accepted else None),
        "serve_due": _day(decision.serve_due if decision else None),
        "valid_until": _day(decision.valid_until if decision else None),
        "instrument": decision.instrument if decision else "",
        "reply_by": _day(case.corrections.reply_by if case.corrections else None),
        "certificate": case.certificate.number if case.certificate else "",
        "result": case.closed.result if case.closed else "",
        "timing": row.timing if row else "",
        "clock": _day(Due(row.next_due, row.provisional) if row and row.next_due else None),
        "off_hours": case.off_hours,
        "lacking": [line.name for line in case.lacking],
        "reprints": sum(paper.copies for paper in case.papers),
        "fen": case.parcel.fen if case.parcel and case.parcel.fen is not None else -1,
    }


def _lines(case: dict[str, Any]) -> list[str]:
    text = "\n".join((case.get("given", ""), case.get("elsewhere", ""), case["when"]))
    return [line for line in text.split("\n") if line.strip()]


def test_every_command_is_seen_done_and_refused() -> None:
    """The list of commands is kept here: a new one needs a situation of each kind."""
    done: set[str] = set()
    refused: set[str] = set()
    for param in situations():
        case = param.values[0]
        (refused if "refused" in case else done).add(read(case["when"]).verb)
    assert len(VERBS) == len(COMMANDS)
    assert set(VERBS) <= done
    assert set(VERBS) <= refused


def test_no_two_situations_have_one_name() -> None:
    names = [param.id for param in situations()]
    assert len(names) == len(set(names)) >= 45


def test_every_line_can_be_read() -> None:
    for param in situations():
        for line in _lines(param.values[0]):
            read(line)
