"""Text from outside is data: too long, unprintable or malformed is refused before anything is looked at."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from typing import Any, get_args

import desks
import pytest
from desks import at, person, receive
from hypothesis import given
from hypothesis import strategies as st

from windowdesk.desk import Desk
from windowdesk.models import commands as cmd
from windowdesk.models import inputs
from windowdesk.models.events import Deficiency, MaterialLine
from windowdesk.models.parties import Agent
from windowdesk.models.refusal import Reason, Refused

BAD = ("\0", "\x1b[31m", "\u202e", "\u200b", "\ufeff", "\ud800", "\ue000", "\u2028", "\x7f", "\u0085", "\u0378")


def refused(command: object) -> Refused:
    with pytest.raises(Refused) as caught:
        inputs.check(command)
    return caught.value


def command_of(kind: type, text: str) -> Any:
    """A command with `text` in every place that takes text."""
    parts: dict[str, Any] = {
        "items": (text,),
        "applicant": replace(person(), name=text),
        "materials": (MaterialLine("营业执照", note=text),),
        "deficiencies": (Deficiency(text, "x"),),
        "agent": Agent(text, "", "", ""),
    }
    given = {}
    for field in fields(kind):
        if field.type in ("str", str):
            given[field.name] = text
        elif field.name in parts:
            given[field.name] = parts[field.name]
        elif field.type in ("date", date):
            given[field.name] = date(2026, 11, 23)
    return kind(**given)


@pytest.mark.parametrize("kind", get_args(cmd.Command), ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("bad", BAD, ids=lambda bad: f"U+{ord(bad[0]):04X}")
def test_no_command_takes_a_character_that_cannot_stand_on_paper(kind: type, bad: str) -> None:
    found = refused(command_of(kind, f"a{bad}b"))
    assert found.reason is Reason.TEXT_UNPRINTABLE
    assert found.told["character"] == f"U+{ord(bad[0]):04X}"


@pytest.mark.parametrize("kind", get_args(cmd.Command), ids=lambda kind: kind.__name__)
def test_no_command_takes_endless_text(kind: type) -> None:
    assert refused(command_of(kind, "长" * 100_000)).reason is Reason.TEXT_TOO_LONG


@pytest.mark.parametrize("kind", get_args(cmd.Command), ids=lambda kind: kind.__name__)
def test_every_command_takes_plain_text(kind: type) -> None:
    inputs.check(command_of(kind, "李㛃 𬭊 é"))


def test_lines_are_kept_in_reasons_and_nowhere_else() -> None:
    inputs.check(cmd.RefuseAcceptance("1", "no_permit_needed", "第一行\n第二行"))
    assert refused(cmd.RefuseAcceptance("1", "no_permit_needed", "x", "一\n二")).reason is Reason.TEXT_UNPRINTABLE
    assert refused(cmd.RefuseAcceptance("1", "no_permit_needed", "一\t二")).reason is Reason.TEXT_UNPRINTABLE


@pytest.mark.parametrize(("field", "limit"), [("name", 100), ("phone", 20), ("number", 18), ("address", 200)])
def test_the_widths_of_a_party(field: str, limit: int) -> None:
    inputs.check(replace(person(), **{field: "1" * limit}))
    found = refused(replace(person(), **{field: "1" * (limit + 1)}))
    assert found.told == {"field": field, "length": str(limit + 1), "limit": str(limit)}


def test_a_long_list_is_refused_before_it_is_read() -> None:
    many = tuple(MaterialLine(str(n)) for n in range(201))
    assert refused(cmd.SupplementMaterials("1", many)).reason is Reason.TEXT_TOO_LONG
    inputs.check(cmd.SupplementMaterials("1", many[:200]))


@given(st.text(st.characters(categories=["L", "N", "P", "S", "Zs", "M"]), max_size=100))
def test_letters_figures_and_signs_may_stand(text: str) -> None:
    assert inputs.unprintable(text) == ""


@given(st.text(st.characters(categories=["Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"]), min_size=1, max_size=5))
def test_what_leaves_no_mark_may_not(text: str) -> None:
    assert inputs.unprintable(f"李{text}") == f"U+{ord(text[0]):04X}"


@pytest.mark.parametrize(
    "line",
    [
        MaterialLine("营业执照", "lost"),
        MaterialLine("营业执照", copies=-1),
        MaterialLine("营业执照", copies=1000),
        MaterialLine("营业执照", pages=-1),
        MaterialLine("营业执照", pages=10**9),
        MaterialLine(" "),
    ],
    ids=str,
)
def test_a_checklist_of_another_shape_is_malformed(desk: Desk, line: MaterialLine) -> None:
    with pytest.raises(Refused) as caught:
        desk.do(cmd.ReceiveApplication(("101",), person(), (line,)), desks.staff(desk, "1001"), at("2026-11-23 09:30"))
    assert caught.value.reason is Reason.COMMAND_MALFORMED
    with pytest.raises(Refused) as caught:
        command = cmd.SupplementMaterials(receive(desk, lacking=("营业执照",)), (line,))
        desk.do(command, desks.staff(desk, "1001"), at("2026-11-23 09:30"))
    assert caught.value.reason is Reason.COMMAND_MALFORMED


def test_a_material_handed_in_twice_is_malformed(desk: Desk) -> None:
    twice = (MaterialLine("营业执照"), MaterialLine("营业执照", "faulty"))
    for command in (cmd.ReceiveApplication(("101",), person(), twice), cmd.SupplementMaterials(receive(desk), twice)):
        with pytest.raises(Refused) as caught:
            desk.do(command, desks.staff(desk, "1001"), at("2026-11-23 09:30"))
        assert caught.value.reason in (Reason.COMMAND_MALFORMED, Reason.DUPLICATE_CASE)


@pytest.mark.parametrize(
    "name", ["<b>李</b>", "[red]李[/red]", "%s{0}$1", "'; DROP TABLE case_row;--", "../../x", "\\u0041"]
)
def test_markup_patterns_and_paths_are_a_name_like_any_other(desk: Desk, name: str) -> None:
    case = desks.the_case(desk, receive(desk, applicant=person(1, name)))
    assert case.applicant.name == name
    assert desk.reading.newest()[0].applicant_name == name
    assert name in str(desk.reading.history(case.id)[0].told)
