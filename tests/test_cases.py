"""Situations a lawyer can read: what was done, what is asked, what follows or why not, and under which article."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import desks
import msgspec
import pytest
from desks import DATA, soundly
from steps import DAYS, VERBS, Play, carry, read

from windowdesk import words
from windowdesk.desk import Desk, Done
from windowdesk.models import events as ev
from windowdesk.models.calendar import Due
from windowdesk.models.case import Case
from windowdesk.models.commands import COMMANDS
from windowdesk.models.notice import Notice
from windowdesk.models.refusal import TECHNICAL, Reason, Refused
from windowdesk.store import arrivals, hallfile, items, lists, register

CASES = Path(__file__).parent / "cases"
KEYS = {
    *(
        "name",
        "law",
        "article",
        "since",
        "hall",
        "items",
        "items_toml",
        "elsewhere",
        "given",
        "when",
        "then",
        "refused",
    ),
}
TEXTS = ("says", "silent", "still")


def read_cases() -> list[tuple[str, dict[str, Any]]]:
    """Every situation of every case file, with the name of its file."""
    found = []
    for path in sorted(CASES.glob("*.toml")):
        for case in tomllib.loads(path.read_text(encoding="utf-8"))["case"]:
            assert set(case) <= KEYS, f"{path.name}: {set(case) - KEYS}"
            assert ("then" in case) != ("refused" in case), case["name"]
            found.append((path.stem, case))
    return found


def situations() -> list[Any]:
    """Every situation as a test of its own."""
    return [pytest.param(case, id=f"{stem}-{case['name']}") for stem, case in read_cases()]


@pytest.fixture(scope="session")
def prepared_since(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The home of window 007 as it was set up on another day, made once."""

    @cache
    def make(since: str) -> Path:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(desks, "SETUP_DAY", since)
            return desks.make_home(tmp_path_factory.mktemp("since"))

    return make


@pytest.fixture
def home(request: pytest.FixtureRequest, prepared_since: Callable[[str], Path], tmp_path: Path) -> Path:
    """A home of this situation's own, set up on its day when it says so."""
    case = request.node.callspec.params["case"] if hasattr(request.node, "callspec") else {}
    since = case.get("since", "")
    return desks.copied(prepared_since(since) if since else request.getfixturevalue("prepared"), tmp_path)


@pytest.mark.parametrize("case", situations())
def test_situation(case: dict[str, Any], desk: Desk, request: pytest.FixtureRequest) -> None:
    play = prepared_play(case, desk, request.getfixturevalue("neighbour") if needs_neighbour(case) else None)
    if "refused" in case:
        _refused(play, case)
    else:
        _follows(play, case)
    soundly(desk)


def needs_neighbour(case: dict[str, Any]) -> bool:
    """Whether a step of the situation is done at the other window."""
    return "elsewhere" in case or any("窗口" in read(line).told for line in _lines(case))


def prepared_play(case: dict[str, Any], desk: Desk, neighbour: Desk | None) -> Play:
    """The hall as the situation wants it, and everything that was done before."""
    play = Play(desk, neighbour)
    if "items" in case:
        _import(desk, case["items"], "items.csv")
    if "items_toml" in case:
        _import(desk, case["items_toml"], "items.toml")
    if "hall" in case:
        _hall(desk, case["hall"])
    if "elsewhere" in case:
        assert neighbour is not None
        there = Play(neighbour)
        for line in case["elsewhere"].strip().split("\n"):
            there.play(line)
        carry(neighbour, desk)
        play.elsewhere = there.cases
    for line in case.get("given", "").split("\n"):
        if line.strip():
            play.play(line)
    return play


def _import(desk: Desk, text: str, name: str) -> None:
    path = desk.home / name
    path.write_text(text, encoding="utf-8")
    with desk.store.write() as db:
        items.save(db, items.read_file(path))


def _hall(desk: Desk, text: str) -> None:
    """Parts of the hall file that are otherwise in this situation; the rest stays as the demonstration hall has it."""
    table = tomllib.loads(text)
    usual = tomllib.loads((DATA / "demo-hall.toml").read_text(encoding="utf-8"))
    whole = {**usual, **table, "hall": usual["hall"] | table.get("hall", {})}
    parts = hallfile.read(whole)
    with desk.store.write() as db:
        for kind in {"hall", *table}:
            db.execute("DELETE FROM reference WHERE kind=?", (kind,))
        hallfile.save(db, {key: part for key, part in parts.items() if key[0] in {"hall", *table}})
    desk.reload()


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
    before = _papers_of(play)
    done = play.play(case["when"])
    found = _found(play, done)
    asked = case["then"]
    entries = (*done.lapsed, *done.events)
    papers = "".join(_text_of(drawn.notice) for drawn in _drawn(entries))
    for text in asked.get("says", ()):
        assert text in papers
    for text in asked.get("silent", ()):
        assert papers and text not in papers
    for text in asked.get("still", ()):
        assert text in before
    assert _papers_of(play).startswith(before), "a printed paper is never rewritten"
    plain = {key: value for key, value in asked.items() if key not in TEXTS}
    assert {key: found[key] for key in plain} == plain
    if "article" in case:
        assert _rests_on(case["article"], entries, papers)


def _papers_of(play: Play) -> str:
    """The text of every paper of this desk, oldest first, as its register holds it."""
    entries = arrivals.every(play.desk.store.read())
    return "".join(_text_of(drawn.notice) for drawn in _drawn(tuple(entries)))


def _rests_on(article: str, entries: tuple[ev.Recorded, ...], papers: str) -> bool:
    """Whether what happened cites the article, or a paper quotes it; where nothing cites anything, that it is law."""
    cites = {cite for entry in entries for cite in getattr(entry.event, "cites", ())}
    statute, _, place = article.partition(" ")
    if article in cites or f"《中华人民共和国{statute}》{place}" in papers or f"{statute}{place}" in papers:
        return True
    return not cites and "《中华人民共和国" not in papers and on_file(article)


def on_file(cite: str) -> bool:
    """Whether a provision, or a part of it, stands in data/statutes."""
    statute, _, place = cite.partition(" ")
    for path in sorted((DATA / "statutes").glob("*.toml")):
        for tables in tomllib.loads(path.read_text(encoding="utf-8")).values():
            if any(one.get("statute") == statute and one.get("article", "").startswith(place) for one in tables):
                return True
    return False


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
        "late": any(getattr(entry.event, "late", False) for entry in done.events),
    }
    case_id = next((entry.case_id for entry in entries if entry.case_id), "")
    case = play.desk.case(case_id[:24]) if case_id else None
    if case is None and play.cases:
        case = play.desk.case(play.cases[-1])
    if case is None:
        return found
    return found | _dates(case) | _standing(play, case)


def _dates(case: Case) -> dict[str, Any]:
    """Every day the case knows."""
    accepted, decision, procedure = case.accepted, case.decision, case.procedure
    return {
        "received_on": _day(case.received_on),
        "notice_due": _day(case.notice_due),
        "reply_by": _day(case.corrections.reply_by if case.corrections else None),
        "accepted_on": _day(accepted.on if accepted else None),
        "statutory_due": _day(case.statutory_due),
        "promised_due": _day(case.promised_due),
        "tolerance_until": _day(case.tolerance.due if case.tolerance else None),
        "planned_until": _day(procedure.planned_until if procedure else None),
        "assign_by": _day(procedure.assign_by if procedure else None),
        "unit_due": _day(case.unit.due if case.unit else None),
        "decided_on": _day(decision.on if decision else None),
        "serve_due": _day(case.serve_due),
        "check_due": _day(decision.check_due if decision else None),
        "valid_until": _day(decision.valid_until if decision else None),
        "about_until": _day(case.about_until),
        "request_by": _day(case.hearing_told.request_by if case.hearing_told else None),
        "hold_by": _day(case.hearing_asked.hold_by if case.hearing_asked else None),
        "party_reply_by": _day(case.parties[-1].reply_by if case.parties else None),
        "closed_on": _day(case.closed.on if case.closed else None),
    }


def _standing(play: Play, case: Case) -> dict[str, Any]:
    """Where the case stands, what it waits on, and what its row tells."""
    db = play.desk.store.read()
    row, decision = lists.case_row(db, case.id), case.decision
    outcome = db.execute("SELECT outcome FROM case_row WHERE case_id=?", (case.id,)).fetchone()
    bars = [bar for bar in lists.bars(db, case.applicant.number) if bar.case_id == case.id]
    permit = lists.permit(db, case.about) if case.about else None
    return {
        "status": case.status.value,
        "deemed": bool(case.accepted and case.accepted.deemed),
        "granted": bool(decision and decision.granted),
        "deemed_granted": bool(decision and decision.deemed),
        "instrument": decision.instrument if decision else "",
        "organ": decision.organ if decision else "",
        "certificate": case.certificate.number if case.certificate else "",
        "result": case.closed.result if case.closed else "",
        "outcome": (outcome[0] if outcome else "") or "",
        "timing": row.timing if row else "",
        "clock": _day(Due(row.next_due, row.provisional) if row and row.next_due else None),
        "waits_on": row.waits_on if row else "",
        "off_hours": case.off_hours,
        "green": case.green,
        "way": case.way,
        "about": case.about,
        "about_state": permit[1] if permit else "",
        "lacking": [line.name for line in case.lacking],
        "extension": case.extension.days if case.extension else 0,
        "procedure": case.procedure.procedure if case.procedure else "",
        "bars": [f"{bar.kind} {bar.item_code} {bar.until or '—'}" for bar in bars],
        "reprints": sum(paper.copies for paper in case.papers),
        "fen": case.parcel.fen if case.parcel and case.parcel.fen is not None else -1,
        "fee": case.fee.fen if case.fee else -1,
        "opinions": [f"{one.kind} {one.department} {one.answer or '—'}" for one in lists.opinions_of(db, case.id)],
    }


def _lines(case: dict[str, Any]) -> list[str]:
    text = "\n".join((case.get("given", ""), case.get("elsewhere", ""), case["when"]))
    return [line for line in text.split("\n") if line.strip()]


def test_every_command_is_seen_done_and_refused() -> None:
    """The list of commands is kept here: a new one needs a situation of each kind."""
    done: set[str] = set()
    refused: set[str] = set()
    for _, case in read_cases():
        (refused if "refused" in case else done).add(read(case["when"]).verb)
    assert len(VERBS) == len(COMMANDS)
    assert set(VERBS) <= done
    assert set(VERBS) | {*DAYS} >= refused >= set(VERBS)


def test_no_two_situations_have_one_name() -> None:
    names = [f"{stem}-{case['name']}" for stem, case in read_cases()]
    assert len(names) == len(set(names)) >= 150


def test_every_line_can_be_read() -> None:
    for _, case in read_cases():
        for line in _lines(case):
            read(line)


def test_every_situation_names_its_article() -> None:
    """But for what no law asks for: a clock that went back, a character no font has."""
    lawful = [(stem, case) for stem, case in read_cases() if case.get("refused") not in TECHNICAL]
    assert [f"{stem}-{case['name']}" for stem, case in lawful if not case.get("article")] == []
