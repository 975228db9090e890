"""并联审批 between desks: the question goes through the hall, the answer comes back, both registers tell the same."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import desks
import pytest
from desks import COMPANY, at, lines_for, staff

from windowdesk import config, words
from windowdesk.desk import Desk, calendars, syncing
from windowdesk.models import commands as cmd
from windowdesk.models import events as ev
from windowdesk.models.opinion import Opinion
from windowdesk.models.refusal import Reason, Refused
from windowdesk.reports import opinions
from windowdesk.store import arrivals, items

NINE = "2026-11-23 09:00"
FIRE, STREETS, MARKET = "消防救援大队", "综合行政执法局", "市场监督管理局"


def joined(home: Path, hall: Path) -> Desk:
    """The desk in `home`, told where its hall is."""
    old = config.read_settings(home)
    config.write_settings(home, config.Settings(old.window, old.incarnation, str(hall), old.print_to, old.demo))
    return Desk.open(home)


@pytest.fixture
def pair(prepared: Path, prepared_neighbour: Path, tmp_path: Path) -> Iterator[tuple[Desk, Desk]]:
    """Windows 007, which leads, and 008, which is asked, at one hall."""
    hall = tmp_path / "hall"
    for name in ("lead", "asked", "hall"):
        (tmp_path / name).mkdir()
    lead = joined(desks.copied(prepared, tmp_path / "lead"), hall)
    asked = joined(desks.copied(prepared_neighbour, tmp_path / "asked"), hall)
    yield lead, asked
    lead.close()
    asked.close()


@pytest.fixture(scope="session")
def prepared_second(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of window 015, of the same department as window 007."""
    return desks.make_home(tmp_path_factory.mktemp("second_market"), "015")


@pytest.fixture
def second(pair: tuple[Desk, Desk], prepared_second: Path, tmp_path: Path) -> Iterator[Desk]:
    """Window 015 at the same hall, of the same department as window 007."""
    (tmp_path / "second").mkdir()
    found = joined(desks.copied(prepared_second, tmp_path / "second"), tmp_path / "hall")
    yield found
    found.close()


def exchange(*found: Desk, when: str = NINE) -> None:
    """What every desk wrote goes to the hall, and comes back to whoever it concerns."""
    for desk in (*found, *found):
        outcome = syncing.synchronise(desk, at(when))
        assert (outcome.unreachable, outcome.problems) == ("", ())


def same_after_rebuild(*found: Desk) -> None:
    """The rows of each desk are a reading of what it holds, and nothing was kept aside."""
    for desk in found:
        before = desks.rows(desk.store.read())
        with desk.store.write() as db:
            arrivals.rebuild(db, [desk.stream])
        assert desks.rows(desk.store.read()) == before
        assert desk.reading.parked() == []
        desks.soundly(desk)


def joint(lead: Desk) -> str:
    """A joint matter, accepted."""
    case_id = desks.receive(lead, NINE, "110")
    lead.do(cmd.AcceptCase(case_id), staff(lead, "1001"), at(NINE))
    return case_id


def ask(lead: Desk, when: str = NINE) -> tuple[str, tuple[str, ...]]:
    """A joint matter of which both departments were asked: its number, and those of the questions."""
    case_id = joint(lead)
    lead.do(cmd.AskOpinions(case_id), staff(lead, "1001"), at(when))
    return case_id, tuple(row.opinion_id for row in lead.reading.opinions(case_id))


def answer(asked: Desk, opinion_id: str, said: str, reasons: str = "", when: str = NINE) -> ev.OpinionGiven:
    """The head of window 008 answers."""
    done = asked.do(cmd.GiveOpinion(opinion_id, said, reasons), staff(asked, "1082"), at(when))
    given = done.events[0].event
    assert isinstance(given, ev.OpinionGiven)
    return given


def the_opinion(desk: Desk, opinion_id: str) -> Opinion:
    found = desk.opinion(opinion_id)
    assert found is not None
    return found


def test_the_asked_desk_reads_the_question_and_its_case_and_goes_on_with_neither(pair: tuple[Desk, Desk]) -> None:
    lead, asked = pair
    case_id, questions = ask(lead)
    assert asked.reading.opinions_waiting() == []
    exchange(lead, asked)
    waiting = asked.reading.opinions_waiting()
    assert [(row.department, row.kind, row.due.isoformat(), row.answer) for row in waiting] == [
        (FIRE, "opinion", "2026-11-26", ""),
        (STREETS, "opinion", "2026-11-26", ""),
    ]
    assert [the_opinion(asked, one) for one in questions] == [the_opinion(lead, one) for one in questions]
    assert {row.applicant for row in waiting} == {"李㛃"}
    assert asked.case(case_id) == lead.case(case_id), "what is asked about is read whole"
    with pytest.raises(Refused) as caught:
        asked.do(cmd.ReviewCase(case_id), staff(asked, "1001"), at("2026-11-23 11:00"))
    assert caught.value.reason is Reason.CASE_ELSEWHERE
    same_after_rebuild(lead, asked)


def test_the_lead_does_not_see_its_own_questions_among_those_it_must_answer(pair: tuple[Desk, Desk]) -> None:
    lead, asked = pair
    ask(lead)
    exchange(lead, asked)
    assert lead.reading.opinions_waiting() == []


def test_the_answers_come_back_and_the_lead_decides_on_them(pair: tuple[Desk, Desk]) -> None:
    lead, asked = pair
    case_id, (fire, streets) = ask(lead)
    exchange(lead, asked)
    answer(asked, fire, "agree", when="2026-11-24 09:00")
    answer(asked, streets, "disagree", "招牌超出规定尺寸", when="2026-11-24 09:05")
    assert asked.reading.opinions_waiting() == []
    lead.do(cmd.ReviewCase(case_id), staff(lead, "1001"), at("2026-11-24 09:10"))
    lead.do(cmd.CheckCase(case_id), staff(lead, "1003"), at("2026-11-24 09:15"))
    with pytest.raises(Refused) as early:
        lead.do(cmd.DecideCase(case_id, reasons="招牌已经改小"), staff(lead, "1003"), at("2026-11-24 09:20"))
    assert early.value.reason is Reason.OPINIONS_OPEN
    assert early.value.told["departments"] == f"{FIRE}、{STREETS}"

    exchange(asked, lead)
    rows = [(row.department, row.answer, row.reasons, row.signer) for row in lead.reading.opinions(case_id)]
    assert rows == [(FIRE, "agree", "", "罗红梅"), (STREETS, "disagree", "招牌超出规定尺寸", "罗红梅")]
    with pytest.raises(Refused) as against:
        lead.do(cmd.DecideCase(case_id), staff(lead, "1003"), at("2026-11-24 09:30"))
    assert against.value.told["departments"] == STREETS
    lead.do(cmd.DecideCase(case_id, reasons="招牌已经改小"), staff(lead, "1003"), at("2026-11-24 09:40"))
    exchange(lead, asked)
    same_after_rebuild(lead, asked)


def test_the_reply_under_the_other_organs_seal_can_be_read_at_both_desks(pair: tuple[Desk, Desk]) -> None:
    lead, asked = pair
    _, (fire, _) = ask(lead)
    exchange(lead, asked)
    answer(asked, fire, "agree")
    exchange(asked, lead)
    here, there = lead.reading.papers(fire), asked.reading.papers(fire)
    assert [(row.kind, row.seal_id) for row in here] == [(row.kind, row.seal_id) for row in there]
    assert [(row.kind, row.seal_id) for row in here] == [("reply", "008-window-xfdd")]
    assert (here[0].state, there[0].state) == ("", "queued"), "a foreign paper is listed, not printed"


def test_an_answer_in_time_and_one_too_late_are_told_apart_by_the_asked_desks_own_day(pair: tuple[Desk, Desk]) -> None:
    lead, asked = pair
    _, (fire, streets) = ask(lead)
    exchange(lead, asked)
    assert not answer(asked, fire, "agree", when="2026-11-26 16:55").late
    assert answer(asked, streets, "agree", when="2026-11-27 09:00").late
    exchange(asked, lead, when="2026-12-01 09:00")
    assert [the_opinion(lead, one).answered_on for one in (fire, streets)] == [
        at("2026-11-26 09:00").date(),
        at("2026-11-27 09:00").date(),
    ]


def test_a_question_passed_on_stays_on_the_list_until_it_is_answered_for_good(pair: tuple[Desk, Desk]) -> None:
    lead, asked = pair
    _, (fire, streets) = ask(lead)
    exchange(lead, asked)
    answer(asked, streets, "agree")
    answer(asked, fire, "forward", "报支队核定", when="2026-11-24 09:00")
    assert [row.opinion_id for row in asked.reading.opinions_waiting()] == [fire]
    answer(asked, fire, "disagree", "支队不同意", when="2026-11-25 09:00")
    assert asked.reading.opinions_waiting() == []
    exchange(asked, lead)
    assert (the_opinion(lead, fire).answer, the_opinion(lead, fire).reasons) == ("disagree", "支队不同意")
    assert [row.kind for row in lead.reading.papers(fire)] == ["reply", "reply"]
    same_after_rebuild(lead, asked)


def test_answers_that_arrive_before_their_question_wait_for_it(pair: tuple[Desk, Desk], second: Desk) -> None:
    lead, asked = pair
    _, (fire, _) = ask(lead)
    exchange(lead, asked)
    answer(asked, fire, "agree")
    with second.store.write() as db:
        arrivals.absorb(db, desks.all_lines(asked), [second.stream])
    assert second.opinion(fire) is None
    with second.store.write() as db:
        arrivals.absorb(db, desks.all_lines(lead), [second.stream])
    assert the_opinion(second, fire) == the_opinion(asked, fire)
    desks.soundly(second)


def test_a_green_copy_is_acknowledged_at_the_other_desk_and_seen_here(pair: tuple[Desk, Desk]) -> None:
    lead, asked = pair
    command = cmd.ReceiveApplication(("101",), COMPANY, lines_for(lead, ("101",)), green=True)
    done = lead.do(command, staff(lead, "1001"), at(NINE))
    (case_id,) = done.case_ids
    exchange(lead, asked)
    (copy,) = asked.reading.opinions_waiting()
    assert (copy.kind, copy.department, copy.case_id) == ("copy", FIRE, case_id)
    asked.do(cmd.AcknowledgeCopy(copy.opinion_id), staff(asked, "1081"), at("2026-11-23 09:30"))
    assert asked.reading.opinions_waiting() == []
    exchange(asked, lead)
    assert [(row.answer, row.signer) for row in lead.reading.opinions(case_id)] == [("acknowledged", "蒲建军")]
    same_after_rebuild(lead, asked)


def test_nobody_here_can_answer_a_question_that_has_not_arrived(pair: tuple[Desk, Desk]) -> None:
    lead, asked = pair
    _, (fire, _) = ask(lead)
    with pytest.raises(Refused) as caught:
        answer(asked, fire, "agree")
    assert caught.value.reason is Reason.OPINION_UNKNOWN


def test_where_two_windows_answer_for_one_department_at_once_neither_is_chosen_in_silence(
    pair: tuple[Desk, Desk], second: Desk
) -> None:
    """What cannot both be true is not chosen in silence: the case stops until the hall office has ruled."""
    market, lead = pair
    question = asked_of_market(lead)
    exchange(lead, market, second)
    market.do(cmd.GiveOpinion(question, "agree"), staff(market, "1003"), at("2026-11-24 09:00"))
    second.do(cmd.GiveOpinion(question, "disagree", "无照经营"), staff(second, "1152"), at("2026-11-24 09:00"))
    exchange(market, second, lead)
    assert the_opinion(lead, question).answer == ""
    assert lead.reading.parked() == []
    case_id = question.partition("-")[0]
    assert the_stop(lead, case_id) == "clash"
    told = [words.history(line) for line in lead.reading.history(question) if line.beside]
    assert [line[:5] for line in told if "同意" in line] == ["【待裁定】"] * 2
    desks.soundly(lead)
    assert the_stop(lead, case_id) == "clash", "also read anew"


def the_stop(desk: Desk, case_id: str) -> str:
    """Why a case is stopped."""
    return desks.the_case(desk, case_id).stopped


def asked_of_market(lead: Desk) -> str:
    """A question of window 008 to the market department, which sits at two windows."""
    path = lead.home / "items.toml"
    text = '[[item]]\ncode = "JOINT-8"\nname = "开办集市"\ndepartment = "综合行政执法局"\nkind = "联办件"\n'
    path.write_text(text + f'statutory_days = 45\nasks = ["{MARKET}"]\n', encoding="utf-8")
    with lead.store.write() as db:
        items.save(db, items.read_file(path))
    command = cmd.ReceiveApplication(("JOINT-8",), desks.person(), (ev.MaterialLine("申请书"),))
    (case_id,) = lead.do(command, staff(lead, "1081"), at(NINE)).case_ids
    lead.do(cmd.AcceptCase(case_id), staff(lead, "1081"), at(NINE))
    lead.do(cmd.AskOpinions(case_id), staff(lead, "1081"), at(NINE))
    return lead.reading.opinions(case_id)[0].opinion_id


# -- one answer a department, and none once nobody waits for it


def test_a_second_window_of_the_department_answers_nothing_again_once_it_knows(
    pair: tuple[Desk, Desk], second: Desk
) -> None:
    market, lead = pair
    question = asked_of_market(lead)
    exchange(lead, market, second)
    market.do(cmd.GiveOpinion(question, "agree"), staff(market, "1003"), at("2026-11-24 09:00"))
    exchange(market, second)
    assert second.reading.opinions_waiting() == []
    with pytest.raises(Refused) as caught:
        second.do(cmd.GiveOpinion(question, "disagree", "无照经营"), staff(second, "1152"), at("2026-11-24 10:00"))
    assert (caught.value.reason, caught.value.article) == (Reason.OPINION_SETTLED, "行政许可法 第二十六条第二款")
    exchange(second, lead)
    assert the_opinion(lead, question).answer == "agree"
    same_after_rebuild(market, lead, second)


def test_what_was_passed_on_is_finished_by_either_window_and_passed_on_by_none(
    pair: tuple[Desk, Desk], second: Desk
) -> None:
    market, lead = pair
    question = asked_of_market(lead)
    exchange(lead, market, second)
    market.do(cmd.GiveOpinion(question, "forward", "报市局"), staff(market, "1003"), at("2026-11-24 09:00"))
    exchange(market, second)
    again = cmd.GiveOpinion(question, "forward", "报市局")
    with pytest.raises(Refused) as caught:
        second.do(again, staff(second, "1152"), at("2026-11-24 10:00"))
    assert caught.value.reason is Reason.OPINION_SETTLED
    second.do(cmd.GiveOpinion(question, "agree", "市局同意"), staff(second, "1152"), at("2026-11-25 10:00"))
    exchange(second, lead, market)
    assert {the_opinion(desk, question).answer for desk in (lead, market, second)} == {"agree"}
    same_after_rebuild(market, lead, second)


def test_a_withdrawn_case_takes_its_questions_out_of_the_inbox_and_off_the_keys(pair: tuple[Desk, Desk]) -> None:
    lead, asked = pair
    case_id, (fire, streets) = ask(lead)
    exchange(lead, asked)
    answer(asked, fire, "agree", when="2026-11-23 15:00")
    exchange(asked, lead)
    lead.do(cmd.WithdrawApplication(case_id, "改在别处经营"), staff(lead, "1001"), at("2026-11-24 09:00"))
    assert [row.opinion_id for row in asked.reading.opinions_waiting()] == [streets], "not known there yet"
    exchange(lead, asked)
    assert asked.reading.opinions_waiting() == []
    assert {row.answer for row in asked.reading.opinions(case_id)} == {"agree", "recalled"}
    with pytest.raises(Refused) as caught:
        answer(asked, streets, "agree", when="2026-11-24 10:00")
    assert caught.value.reason is Reason.OPINION_RECALLED
    assert caught.value.told == {"opinion": streets, "on": "2026-11-24"}
    same_after_rebuild(lead, asked)


def test_an_answer_given_before_the_withdrawal_was_known_stands_as_given(pair: tuple[Desk, Desk]) -> None:
    """Both desks worked offline: the answer is on record, and neither desk has kept a line aside."""
    lead, asked = pair
    case_id, (fire, streets) = ask(lead)
    exchange(lead, asked)
    lead.do(cmd.WithdrawApplication(case_id, "改在别处经营"), staff(lead, "1001"), at("2026-11-24 09:00"))
    answer(asked, fire, "agree", when="2026-11-24 09:00")
    exchange(asked, lead)
    for desk in (lead, asked):
        found = {row.opinion_id: row.answer for row in desk.reading.opinions(case_id)}
        assert found == {fire: "agree", streets: "recalled"}
    same_after_rebuild(lead, asked)


def test_a_newer_calendar_moves_the_last_day_at_both_desks(pair: tuple[Desk, Desk]) -> None:
    """The lead counts again and tells; the asked desk reads the new day, whatever its own calendar knows."""
    lead, asked = pair
    case_id = desks.receive(lead, "2026-12-28 09:00", "110")
    lead.do(cmd.AcceptCase(case_id), staff(lead, "1001"), at("2026-12-28 09:10"))
    lead.do(cmd.AskOpinions(case_id, "", (FIRE,), 5), staff(lead, "1001"), at("2026-12-28 09:20"))
    exchange(lead, asked, when="2026-12-28 10:00")
    (row,) = asked.reading.opinions_waiting()
    assert (row.due.isoformat(), row.provisional) == ("2027-01-04", True)
    path = lead.home / "2027.json"
    days = [{"name": "元旦", "date": f"2027-01-0{n}", "isOffDay": True} for n in (1, 2, 3, 4)]
    path.write_text(json.dumps({"year": 2027, "days": days}), encoding="utf-8")
    taken = calendars.bring_in(lead, [path], at("2026-12-29 09:00"), force=True)
    moved = {one.date: (one.after.on.isoformat(), one.paper) for one in taken.moved}
    assert moved[f"opinion:{FIRE}"][0] == "2027-01-06"
    papers = {paper.number: paper.kind for paper in lead.reading.papers(case_id)}
    assert papers[moved[f"opinion:{FIRE}"][1]] == "contact"
    assert words.date_name(f"opinion:{FIRE}") == "消防救援大队答复"
    exchange(lead, asked, when="2026-12-29 10:00")
    (row,) = asked.reading.opinions_waiting()
    assert (row.due.isoformat(), row.provisional) == ("2027-01-06", False)
    assert the_opinion(asked, row.opinion_id).asked.due == the_opinion(lead, row.opinion_id).asked.due
    same_after_rebuild(lead, asked)


def test_a_department_without_a_window_is_asked_by_hand_and_its_reply_recorded(pair: tuple[Desk, Desk]) -> None:
    lead, asked = pair
    path = lead.home / "items.toml"
    text = '[[item]]\ncode = "JOINT-9"\nname = "雷电防护"\ndepartment = "市场监督管理局"\nkind = "联办件"\n'
    path.write_text(text + 'statutory_days = 45\nasks = ["气象局"]\n', encoding="utf-8")
    with lead.store.write() as db:
        items.save(db, items.read_file(path))
    command = cmd.ReceiveApplication(("JOINT-9",), desks.person(), (ev.MaterialLine("申请书"),))
    (case_id,) = lead.do(command, staff(lead, "1001"), at(NINE)).case_ids
    for step in (cmd.AcceptCase(case_id), cmd.AskOpinions(case_id)):
        lead.do(step, staff(lead, "1001"), at(NINE))
    exchange(lead, asked)
    assert asked.reading.opinions_waiting() == [], "nobody in the hall answers it"
    reply = cmd.RecordReply(case_id, "气象局", "agree", "苍气函〔2026〕5号", "卢新", at(NINE).date())
    done = lead.do(reply, staff(lead, "1001"), at("2026-11-24 09:00"))
    (given,) = (entry for entry in done.events if isinstance(entry.event, ev.OpinionGiven))
    assert (given.case_id, given.version, given.event.document) == (f"{case_id}-01", 2, "苍气函〔2026〕5号")
    found = the_opinion(lead, f"{case_id}-01")
    assert (found.answer, found.signer, found.document) == ("agree", "卢新", "苍气函〔2026〕5号")
    exchange(lead, asked)
    same_after_rebuild(lead, asked)


def test_a_question_that_waits_no_longer_is_neither_answered_nor_owed(pair: tuple[Desk, Desk]) -> None:
    lead, asked = pair
    case_id, _ = ask(lead)
    exchange(lead, asked)
    lead.do(cmd.WithdrawApplication(case_id, "改在别处经营"), staff(lead, "1001"), at("2026-11-24 09:00"))
    exchange(lead, asked)
    for desk in (lead, asked):
        db = desk.store.read()
        then, now = (opinions.opinions(db, date(2026, 11, day)) for day in (23, 24))
        assert [(row.asked, row.answered, row.waiting) for row in then] == [(1, 0, 1), (1, 0, 1)]
        assert now == ()
