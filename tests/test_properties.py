"""Whatever clerks do in whatever order: refusals are refusals, the register stays sound, and no case is ever stuck."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from typing import Any

import asking
import desks
from asking import CLERK, KINDS, STAFF
from desks import at, citizen, soundly
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from windowdesk.desk import Desk
from windowdesk.models import commands as cmd
from windowdesk.models import inputs
from windowdesk.models.available import ALWAYS, offered
from windowdesk.models.case import Case, fold
from windowdesk.models.decide import decide
from windowdesk.models.events import MaterialLine
from windowdesk.models.parties import Agent, Party, PartyKind
from windowdesk.models.refusal import Refused
from windowdesk.models.setting import Act
from windowdesk.store import register

ITEMS = (
    *("101", "102", "103", "106", "110", "115", "116", "117", "121", "122", "125", "141", "142", "151", "152", "153"),
    *("163", "171", "201", "901", "990", "777"),
)
ODD_PARTY = Party(PartyKind.PERSON, "李\u202e四", "1", "")
ODD_LINES = (MaterialLine("", "lost", copies=10**9), MaterialLine("承诺书", "faulty", copies=-1))
ODD_AGENT = Agent("", "", "13800000009", "a\0b")


def around(desk: Desk, when: Any) -> Any:
    """What `asking` needs to know of a hall: the day, the window, and what was asked of others."""
    return SimpleNamespace(today=when.date(), setting=desk.setting, opinions={})


def likely(desk: Desk, case: Case, when: Any) -> list[Any]:
    """What a clerk would ask next: every offered command, in each way that makes sense."""
    kinds = [kind for kind in offered(case, case.holder) if kind not in ALWAYS]
    return [command for kind in kinds for command in asking.sensible(around(desk, when), case, kind)]


def act_of(desk: Desk, by: str, when: Any) -> Act:
    """An act that writes nothing and whose seals all sign."""
    return Act(when, when.date(), desk.setting.staff[by], lambda _: 1, lambda *_: "", lambda _: "", lambda: "000000")


def can_go_on(desk: Desk, case: Case, when: Any) -> bool:
    """Whether some offered command succeeds for somebody."""
    for command in likely(desk, case, when):
        for who in (asking.who(type(command)), "1001", "1002", "1003", "1006"):
            try:
                decide(case, command, act_of(desk, who, when), desk.setting)
            except Refused:
                continue
            return True
    return False


def walk(desk: Desk, chance: Random) -> None:
    """A few dozen commands by anybody, most of them sensible, while days go by."""
    when, known = at("2026-11-20 09:00"), list[str]()
    waits = (timedelta(minutes=3), timedelta(minutes=9), timedelta(hours=5), timedelta(days=2), -timedelta(minutes=9))
    for _ in range(chance.randrange(5, 40)):
        when += chance.choice(waits)
        if not known or chance.random() < 0.15:
            command, number = chance.choice(intake(desk, chance)), CLERK
        else:
            case = desks.the_case(desk, chance.choice(known[-4:]))
            found = likely(desk, case, when) if chance.random() < 0.8 else []
            kind = chance.choice(KINDS)
            command = chance.choice(found or asking.sensible(around(desk, when), case, kind))
            number = asking.who(type(command))
        if chance.random() < 0.15:
            command = asking.spoiled(command, chance.randrange(10**6))
        if chance.random() < 0.15:
            number = chance.choice(STAFF)
        known += perform(desk, command, desk.setting.staff.get(number), when)


def intake(desk: Desk, chance: Random) -> list[Any]:
    """Applications for the matters of the demonstration: whole, in part, odd, or for another house."""
    applicant = replace(desks.person(1), number=citizen(chance.randrange(1, 7)))
    asked = chance.choice([(item,) for item in ITEMS] + [("101", "103"), ("101", "101"), ()])
    lines = desks.lines_for(desk, asked)
    about = {"about": "JY15108240000001", "about_until": date(2027, 6, 30)}
    good = cmd.ReceiveApplication(asked, applicant, lines, **about)
    partial = replace(good, materials=lines[:1])
    odd = replace(good, applicant=ODD_PARTY, materials=ODD_LINES)
    stranger = replace(good, agent=chance.choice((Agent("何静", citizen(9), "13800000009", "委托书"), ODD_AGENT)))
    firm = replace(good, applicant=desks.COMPANY, green=True)
    proceeding = cmd.OpenProceeding(
        "外证1号", "revoke", "第六十九条第一款第三项", "未听证", asked[0] if asked else "", applicant
    )
    return [good, good, good, partial, odd, stranger, firm, proceeding, cmd.ReferMatter(chance.choice(ITEMS))]


def perform(desk: Desk, command: Any, by: Any, when: Any) -> list[str]:
    """Do it. Only a refusal may be raised, and a refused act leaves the closed closed."""
    before = desk.case(getattr(command, "case_id", ""))
    try:
        done = desk.do(command, by, when)
    except Refused:
        done = None
    if before is not None and not before.open:
        after = desks.the_case(desk, before.id)
        unchanged = replace(after, version=before.version, papers=before.papers)
        assert unchanged == before
        assert [paper.number for paper in after.papers] == [paper.number for paper in before.papers]
    return list(done.case_ids) if done and isinstance(command, cmd.ReceiveApplication) else []


@settings(max_examples=30, phases=[Phase.generate], suppress_health_check=[*HealthCheck])
@given(chance=st.randoms(use_true_random=True))
def test_any_day_leaves_a_sound_desk_and_no_case_stuck(prepared: Path, chance: Random) -> None:
    with TemporaryDirectory() as folder:
        desk = Desk.open(desks.copied(prepared, Path(folder)))
        try:
            walk(desk, chance)
            last = at("2026-12-20 16:00")
            desk.open_day(last)
            soundly(desk)
            _numbers_are_used_once(desk)
            for row in desk.reading.today():
                case = desks.the_case(desk, row.case_id)
                assert case == fold(register.case_entries(desk.store.read(), case.id))
                assert can_go_on(desk, case, last), case
        finally:
            desk.close()


def _numbers_are_used_once(desk: Desk) -> None:
    db = desk.store.read()
    counted = dict(db.execute("SELECT series, value FROM counter").fetchall())
    for series, value in counted.items():
        assert value >= 1, series
    papers = [row[0] for row in db.execute("SELECT number FROM paper_row")]
    for series in {number.rsplit("-", 1)[0] for number in papers}:
        serials = sorted(int(number.rsplit("-", 1)[1][:5]) for number in papers if number.startswith(f"{series}-"))
        assert serials == list(range(1, counted[series] + 1)), "no paper number is left out or used twice"


@given(text=st.text(max_size=300), field=st.sampled_from(["opinion", "why"]))
def test_what_may_stand_in_a_command_is_printable_and_short(text: str, field: str) -> None:
    command = cmd.ReviewCase("1", True, text) if field == "opinion" else cmd.ShowIdentity("1", text)
    try:
        inputs.check(command)
    except Refused:
        return
    assert len(text) <= inputs.limit(field)
    assert text.replace("\n", "").isprintable() or " " in text or not text.isascii()
    text.encode()
