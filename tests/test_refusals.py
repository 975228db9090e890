"""Why not: every refusal stands on a provision, and every reason is seen refused by some test."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path
from typing import Any

import desks
import pytest
from desks import at, receive
from test_data import on_file

from windowdesk import models, words
from windowdesk.desk import Desk
from windowdesk.models import commands as cmd
from windowdesk.models import events as ev
from windowdesk.models.refusal import BASIS, TECHNICAL, Reason, Refused, refuse
from windowdesk.store import register, schema

CODE = Path(models.__file__).parents[1]
HERE = Path(__file__).parent


def raised() -> list[tuple[str, Reason, bool]]:
    """Every `refuse(Reason.X, …)` of the program: where, which reason, and whether it names a provision there."""
    found = []
    for path in sorted(CODE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "refuse":
                reason, *more = node.args
                if isinstance(reason, ast.Attribute):
                    where = f"{path.relative_to(CODE)}:{node.lineno}"
                    found.append((where, Reason[reason.attr], bool(more)))
    return found


@pytest.mark.parametrize(("where", "reason", "cited"), [pytest.param(*one, id=one[0]) for one in raised()])
def test_a_refusal_names_its_provision_unless_it_is_technical(where: str, reason: Reason, cited: bool) -> None:
    assert cited is (reason not in TECHNICAL) or reason in BASIS, f"{where} names no provision"
    assert bool(refuse(reason).article) is (reason in BASIS)


def test_no_reason_is_both_lawful_and_technical() -> None:
    assert not TECHNICAL & set(BASIS)
    bare = {reason for _, reason, cited in raised() if not cited}
    assert bare == TECHNICAL | set(BASIS)


@pytest.mark.parametrize("cite", sorted({*BASIS.values()}))
def test_the_provision_of_a_reason_is_on_file(cite: str) -> None:
    assert on_file(cite)


def test_what_is_named_where_a_refusal_is_raised_comes_before_the_table() -> None:
    assert refuse(Reason.PHONE_WRONG, "快递暂行条例 第二十二条").article == "快递暂行条例 第二十二条"
    assert refuse(Reason.PHONE_WRONG).article == "行政许可法 第三十一条第一款"
    assert words.sentence(refuse(Reason.PHONE_WRONG)).endswith("（行政许可法 第三十一条第一款）")


def situations() -> list[dict[str, Any]]:
    """Every situation in which something is refused."""
    found = []
    for path in sorted((HERE / "cases").glob("*.toml")):
        found += [case for case in tomllib.loads(path.read_text(encoding="utf-8"))["case"] if "refused" in case]
    return found


def test_a_situation_that_is_refused_names_its_article() -> None:
    for case in situations():
        article = case.get("article", "")
        assert bool(article) is (Reason(case["refused"]) not in TECHNICAL), case["name"]
        assert not article or on_file(article), case["name"]


ELSEWHERE = {
    Reason.WRONG_PIN: "test_act.py::test_nobody_acts_before_signing_in",
    Reason.SIGN_IN_LOCKED: "test_refusals.py::test_five_wrong_pins_lock_and_time_unlocks",
    Reason.STAFF_UNKNOWN: "test_refusals.py::test_a_pin_is_set_for_people_of_the_hall_only",
    Reason.SEAL_NOT_READY: "test_press.py::test_without_its_seal_an_act_is_refused_before_anything_is_written",
    Reason.NO_SEAL: "test_refusals.py::test_a_paper_whose_seal_the_hall_lacks_is_not_made",
    Reason.TEXT_TOO_LONG: "test_inputs.py::test_no_place_of_a_command_takes_endless_text",
    Reason.TEXT_UNPRINTABLE: "test_inputs.py::test_lines_are_kept_in_reasons_and_nowhere_else",
    Reason.WINDOW_UNFIT: "test_handover.py::test_who_may_hand_over_and_where_to",
    Reason.OFFICE_ONLY: "test_office.py::test_no_other_desk_publishes",
    Reason.CASE_STOPPED: "test_verdicts.py::test_opposite_decisions_stop_the_case_until_a_supervisor_rules",
    Reason.CASE_GOES_ON_ELSEWHERE: "test_verdicts.py::test_a_supervisor_rules_and_the_other_is_returned_by_its_window",
    Reason.NOT_DUPLICATE: "test_verdicts.py::test_a_supervisor_rules_and_the_other_is_returned_by_its_window",
    Reason.NO_DISPUTE: "test_verdicts.py::test_there_is_nothing_to_rule_where_nothing_was_found",
    Reason.CASE_CHANGED: "test_refusals.py::test_an_act_on_a_case_that_went_on_meanwhile_is_refused_whole",
    Reason.OPINION_UNKNOWN: "test_act.py::test_an_opinion_is_asked_here_and_given_there",
    Reason.COMMAND_MALFORMED: "test_inputs.py::test_a_checklist_of_another_shape_is_malformed",
    Reason.COMMAND_UNKNOWN: "test_refusals.py::test_a_command_nobody_knows",
    Reason.DESK_BUSY: "test_register.py::test_a_file_another_program_locked_is_busy",
    Reason.DISK_FULL: "test_register.py::test_a_full_disk_refuses_whole_acts_and_the_desk_goes_on",
    Reason.STORE_DAMAGED: "test_register.py::test_a_file_that_is_no_database_is_damaged",
    Reason.CLOCK_FAR_AHEAD: "test_wrong_clock.py::test_a_clock_a_year_ahead_brings_no_silence_about_and_writes_nothing",
    Reason.CLOCK_DIFFERS: "test_wrong_clock.py::test_at_the_next_sync_the_hall_tells_of_a_wrong_clock_and_acts_stop",
    Reason.IDENTITIES_SPENT: "test_clones.py::test_after_nine_identities_no_number_is_given_and_the_clerk_is_told",
    Reason.STORE_NEWER: "test_refusals.py::test_a_store_of_a_newer_release_is_left_alone",
}
"""Reasons that no situation shows, because they are not about a case; and the test that does."""


def test_every_reason_is_refused_in_some_test() -> None:
    missing = set(Reason) - {Reason(case["refused"]) for case in situations()} - set(ELSEWHERE)
    assert not missing, f"seen nowhere: {'、'.join(sorted(missing))}"


@pytest.mark.parametrize(("reason", "where"), ELSEWHERE.items())
def test_the_test_of_a_reason_is_there_and_names_it(reason: Reason, where: str) -> None:
    name, _, test = where.partition("::")
    text = (HERE / name).read_text(encoding="utf-8")
    found = re.search(rf"def {test}\(.*?(?=\n(?:@|def |class |[A-Z_]+ = )|\Z)", text, re.DOTALL)
    assert found, where
    assert f"Reason.{reason.name}" in found[0] or f'"{reason.value}"' in found[0], where


# -- those that no situation shows


def refused(desk: Desk, do: Any) -> Refused:
    """What is refused, and that nothing was written."""
    before = register.head(desk.store.read(), desk.stream)
    with pytest.raises(Refused) as caught:
        do()
    assert register.head(desk.store.read(), desk.stream) == before
    chinese, english = words.both(caught.value)
    assert "—" not in chinese + english
    return caught.value


def test_five_wrong_pins_lock_and_time_unlocks(desk: Desk) -> None:
    desk.set_pin("1001", "2468")
    for minute in range(5):
        assert refused(desk, lambda m=minute: desk.sign_in("1001", "0000", at(f"2026-11-23 09:0{m}"))).reason is (
            Reason.WRONG_PIN
        )
    locked = refused(desk, lambda: desk.sign_in("1001", "2468", at("2026-11-23 09:05")))
    assert locked.reason is Reason.SIGN_IN_LOCKED
    assert (locked.article, locked.told) == ("电子签名法 第十三条第一款", {"until": "09:09"})
    assert desk.sign_in("1001", "2468", at("2026-11-23 09:09")).number == "1001"


def test_a_pin_is_set_for_people_of_the_hall_only(desk: Desk) -> None:
    found = refused(desk, lambda: desk.set_pin("9999", "2468"))
    assert (found.reason, found.told) == (Reason.STAFF_UNKNOWN, {"number": "9999"})


def test_a_paper_whose_seal_the_hall_lacks_is_not_made(desk: Desk) -> None:
    with desk.store.write() as db:
        db.execute("DELETE FROM reference WHERE kind='seal' AND code='007-window-scjg'")
    desk.reload()
    found = refused(desk, lambda: receive(desk))
    assert found.reason is Reason.NO_SEAL
    assert (found.article, found.told["department"]) == ("行政许可法 第三十二条第二款", "市场监督管理局")
    assert receive(desk, item="121"), "another organ still has its own"


def test_an_act_on_a_case_that_went_on_meanwhile_is_refused_whole(desk: Desk) -> None:
    case = desks.the_case(desk, receive(desk))
    desk.do(cmd.AcceptCase(case.id), desks.staff(desk, "1001"), at("2026-11-23 10:00"))

    def late() -> None:
        with desk.store.write() as db:
            place = register.place(db, desk.stream, at("2026-11-23 10:01"))
            shown = ev.Happening(case.id, ev.IdentityShown("核对"), "市场监督管理局")
            register.append(db, place, register.Hand("1001", "007"), [shown], {case.id: case})

    assert refused(desk, late).reason is Reason.CASE_CHANGED
    desks.soundly(desk)


def test_a_command_nobody_knows() -> None:
    from windowdesk.cli import lines

    with pytest.raises(Refused) as caught:
        lines.command(lines.parsed(b'{"do": "Fly"}'))
    assert caught.value.reason is Reason.COMMAND_UNKNOWN


def test_a_store_of_a_newer_release_is_left_alone(home: Path) -> None:
    desk = Desk.open(home)
    with desk.store.write() as db:
        db.execute(f"PRAGMA user_version={schema.LATEST + 1}")
    desk.close()
    with pytest.raises(Refused) as caught:
        Desk.open(home)
    assert caught.value.reason is Reason.STORE_NEWER
    assert caught.value.told == {"found": str(schema.LATEST + 1), "known": str(schema.LATEST)}
