"""Whatever clerks do in whatever order: refusals are refusals, the register stays sound, and no case is ever stuck."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import desks
from desks import at, citizen, soundly
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from windowdesk.desk import Desk
from windowdesk.models import commands as cmd
from windowdesk.models import inputs
from windowdesk.models.available import ALWAYS, offered
from windowdesk.models.case import Case, fold
from windowdesk.models.catalogue import ItemKind
from windowdesk.models.decide import decide, lapse
from windowdesk.models.events import Deficiency, MaterialLine
from windowdesk.models.parties import Agent, Party, PartyKind
from windowdesk.models.refusal import Refused
from windowdesk.models.setting import Act
from windowdesk.store import register

ITEMS = ("101", "103", "106", "121", "152", "201", "110", "153", "901", "990", "777")
STAFF = ("1001", "1002", "1003", "1004", "1005", "1006")
TEXT = st.sampled_from(["", " ", "理由充分", "a\0b", "李\ud800", "%s{0}", "<b>", "😀", "长" * 3000])
PLAIN = st.sampled_from(["", "场所不符合条件", "材料与事实不符"])

materials = st.lists(
    st.builds(
        MaterialLine,
        st.sampled_from(["营业执照", "食品经营许可申请书", "承诺书", ""]),
        st.sampled_from(["ok", "missing", "faulty", "lost"]),
        copies=st.sampled_from([1, 0, -1, 10**9]),
    ),
    max_size=3,
).map(tuple)
parties = st.builds(
    Party,
    st.sampled_from(PartyKind),
    st.sampled_from(["李㛃", "曾静", "", "李\u202e四"]),
    st.sampled_from([*map(citizen, range(1, 5)), "91510824MA0000015Y", "1"]),
    st.sampled_from(["13800000001", "", "0839-0000555"]),
    st.sampled_from(["", "陵江镇"]),
    st.sampled_from(["", "何静"]),
)
agents = st.none() | st.builds(Agent, PLAIN, st.sampled_from([citizen(9), ""]), st.just("13800000009"), PLAIN)
days = st.dates(date(2026, 11, 20), date(2026, 12, 20))


def commands(case_id: str, papers: list[str]) -> st.SearchStrategy[Any]:
    """Any command, sensible or not, about a case."""
    of = st.just(case_id)
    faults = st.lists(st.builds(Deficiency, st.sampled_from(["营业执照", "公章"]), PLAIN), max_size=2).map(tuple)
    return st.one_of(
        st.builds(cmd.SupplementMaterials, of, materials),
        st.builds(cmd.RequestCorrections, of, faults, st.sampled_from([30, 0, 400])),
        st.builds(cmd.AcceptCase, of),
        st.builds(cmd.RefuseAcceptance, of, st.sampled_from(["no_permit_needed", "not_our_power", "no"]), TEXT, PLAIN),
        st.builds(cmd.ReviewCase, of, st.booleans(), TEXT),
        st.builds(cmd.CheckCase, of, st.booleans(), PLAIN),
        st.builds(cmd.DecideCase, of, st.booleans(), TEXT, PLAIN),
        st.builds(cmd.MakeCertificate, of),
        st.builds(cmd.StampCertificate, of),
        st.builds(cmd.HandOverResult, of, PLAIN, st.sampled_from(["", citizen(9), "1"]), st.booleans()),
        st.builds(cmd.PostResult, of, st.sampled_from([desks.MAIL_NO, "EE1"]), PLAIN, st.just(""), PLAIN),
        st.builds(cmd.ConfirmDelivery, of, days, PLAIN),
        st.builds(cmd.ReprintPaper, of, st.sampled_from([*papers, "苍无此件"])),
        st.builds(cmd.ShowIdentity, of, TEXT),
    )


def likely(case: Case) -> list[tuple[Any, str]]:
    """What a clerk would ask next, and who: the commands that carry a case on."""
    names = tuple(MaterialLine(line.name) for line in case.lacking)
    known = {
        cmd.SupplementMaterials: [(cmd.SupplementMaterials(case.id, names or case.materials[:1]), "1001")],
        cmd.RequestCorrections: [(cmd.RequestCorrections(case.id), "1001")],
        cmd.AcceptCase: [(cmd.AcceptCase(case.id), "1002")],
        cmd.RefuseAcceptance: [(cmd.RefuseAcceptance(case.id, "no_permit_needed", "依法不需许可"), "1001")],
        cmd.ReviewCase: [(cmd.ReviewCase(case.id), "1001"), (cmd.ReviewCase(case.id), "1003")],
        cmd.CheckCase: [(cmd.CheckCase(case.id), "1003"), (cmd.CheckCase(case.id, False, "重审"), "1003")],
        cmd.DecideCase: [(cmd.DecideCase(case.id), "1003"), (cmd.DecideCase(case.id, False, "不符", "某法"), "1003")],
        cmd.MakeCertificate: [(cmd.MakeCertificate(case.id), "1001")],
        cmd.StampCertificate: [(cmd.StampCertificate(case.id), "1003")],
        cmd.HandOverResult: [(cmd.HandOverResult(case.id, "何静", citizen(9), True), "1001")],
        cmd.PostResult: [(cmd.PostResult(case.id, desks.MAIL_NO, "", "13800000001", "陵江镇"), "1001")],
        cmd.ConfirmDelivery: [(cmd.ConfirmDelivery(case.id, case.parcel.on if case.parcel else date.max), "1001")],
    }
    return [one for kind in offered(case, case.holder) if kind not in ALWAYS for one in known[kind]]


def act_of(desk: Desk, by: str, when: Any) -> Act:
    """An act that writes nothing and whose seals all sign."""
    return Act(when, desk.setting.staff[by], lambda _: 1, lambda *_: "", lambda _: "", lambda: "000000")


def can_go_on(desk: Desk, case: Case, when: Any) -> bool:
    """Whether some offered command succeeds for somebody."""
    for command, by in likely(case):
        for who in (by, "1001", "1002", "1003", "1006"):
            try:
                decide(case, command, act_of(desk, who, when), desk.setting)
            except Refused:
                continue
            return True
    return False


def walk(desk: Desk, data: st.DataObject) -> None:
    """A few dozen commands by anybody, half of them sensible, while days go by."""
    when, known = at("2026-11-20 09:00"), list[str]()
    for _ in range(data.draw(st.integers(1, 25))):
        when += data.draw(
            st.sampled_from([timedelta(minutes=3), timedelta(hours=5), timedelta(days=2), -timedelta(minutes=9)])
        )
        by = desk.setting.staff[data.draw(st.sampled_from(STAFF))]
        if not known or data.draw(st.integers(0, 5)) == 0:
            command, by = data.draw(intake(desk)), data.draw(st.sampled_from([by, desk.setting.staff["1001"]]))
        else:
            case = desks.the_case(desk, data.draw(st.sampled_from(known)))
            sensible = likely(case)
            if sensible and data.draw(st.booleans()):
                command, number = data.draw(st.sampled_from(sensible))
                by = desk.setting.staff[number]
            else:
                command = data.draw(commands(case.id, [paper.number for paper in case.papers]))
        known += perform(desk, command, by, when)


def intake(desk: Desk) -> st.SearchStrategy[Any]:
    chosen = st.lists(st.sampled_from(ITEMS), max_size=2).map(tuple)
    person = desks.person(1)
    good = st.builds(
        lambda items, n: cmd.ReceiveApplication(
            items, replace(person, number=citizen(n)), desks.lines_for(desk, items)
        ),
        st.sampled_from([("101",), ("103",), ("106",), ("121",), ("152",), ("101", "103")]),
        st.integers(1, 6),
    )
    partial = good.map(lambda command: replace(command, materials=command.materials[:1]))
    odd = st.builds(cmd.ReceiveApplication, chosen, parties, materials, agents)
    return st.one_of(good, partial, odd, st.builds(cmd.ReferMatter, st.sampled_from(ITEMS)))


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
@given(data=st.data())
def test_any_day_leaves_a_sound_desk_and_no_case_stuck(prepared: Path, data: st.DataObject) -> None:
    with TemporaryDirectory() as folder:
        desk = Desk.open(desks.copied(prepared, Path(folder)))
        try:
            walk(desk, data)
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


def test_every_open_state_can_be_reached_and_left(desk: Desk) -> None:
    """A search through all states that sensible commands reach, without a disk."""
    seen: dict[tuple[Any, ...], Case] = {}
    start = [desks.receive(desk, item=item, lacking=lacking) for item, lacking in _starts(desk)]
    todo = [(desks.the_case(desk, case_id), at("2026-11-23 10:00")) for case_id in start]
    while todo:
        case, when = todo.pop()
        accepted, decision = case.accepted, case.decision
        shape = (case.item.code, case.status, bool(case.lacking), bool(accepted), bool(decision and decision.granted))
        shape += (case.corrections is not None, case.reviewer, bool(case.reviewed and case.reviewed.favourable))
        if shape in seen or not case.open:
            continue
        seen[shape] = case
        assert can_go_on(desk, case, when), case
        for command, by in likely(case):
            todo.extend(_after(desk, case, command, by, when))
        time = lapse(case, act_of(desk, "1001", at("2026-12-30 10:00")), desk.setting)
        todo.extend([(_evolved(case, time, "", when), when)] if time else [])
    assert {case.status.value for case in seen.values()} == {
        *(
            "received",
            "correcting",
            "accepted",
            "reviewed",
            "checked",
            "granted",
            "certified",
            "ready",
            "denied",
            "posted",
        )
    }


def _starts(desk: Desk) -> list[tuple[str, tuple[str, ...]]]:
    found = []
    for item in ("101", "103", "106", "121", "152"):
        first = desks.lines_for(desk, (item,))[0].name
        found += [(item, (first,))]
    return found


def _after(desk: Desk, case: Case, command: Any, by: str, when: Any) -> list[tuple[Case, Any]]:
    try:
        events = decide(case, command, act_of(desk, by, when), desk.setting)
    except Refused:
        return []
    return [(_evolved(case, events, by, when), when)]


def _evolved(case: Case, events: list[Any], by: str, when: Any) -> Case:
    from windowdesk.models.case import evolve
    from windowdesk.models.events import Recorded

    for event in events:
        case = evolve(case, Recorded(event, case.holder, 0, when, by, case.window, case.id, case.version + 1))
    return case


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


def test_kinds_that_are_not_handled_are_the_two_that_need_others(desk: Desk) -> None:
    handled = {ItemKind.ON_THE_SPOT, ItemKind.PROMISED, ItemKind.FILING, ItemKind.NOT_STATED}
    assert set(ItemKind) - handled == {ItemKind.UPWARD, ItemKind.JOINT}
    assert {item.kind for item in desk.reading.catalogue()} >= set(ItemKind) - {ItemKind.NOT_STATED}
