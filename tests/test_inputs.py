"""Text from outside is data: too long, unprintable or malformed is refused before anything is looked at."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import Any, get_args, get_origin, get_type_hints

import desks
import pytest
from desks import at, person, receive
from hypothesis import given
from hypothesis import strategies as st
from making import made

from windowdesk.desk import Desk
from windowdesk.models import commands as cmd
from windowdesk.models import inputs
from windowdesk.models.events import MaterialLine
from windowdesk.models.refusal import Reason, Refused

BAD = ("\0", "\x1b[31m", "\u202e", "\u200b", "\ufeff", "\ud800", "\ue000", "\u2028", "\x7f", "\u0085", "\u0378")


def refused(command: object) -> Refused:
    with pytest.raises(Refused) as caught:
        inputs.check(command)
    return caught.value


def each_place(kind: type, text: str) -> list[Any]:
    """As many commands as it has places for text: each has `text` in another one, and a plain word elsewhere."""
    count = itertools.count()
    made(kind, lambda: str(next(count)))
    total = next(count)
    assert total
    found = []
    for place in range(total):
        words = iter([text if n == place else "字" for n in range(total)])
        found.append(made(kind, lambda words=words: next(words)))
    return found


EVERY = pytest.mark.parametrize("kind", cmd.COMMANDS.values(), ids=cmd.COMMANDS)


@EVERY
@pytest.mark.parametrize("bad", BAD, ids=lambda bad: f"U+{ord(bad[0]):04X}")
def test_no_place_of_a_command_takes_a_character_that_cannot_stand_on_paper(kind: type, bad: str) -> None:
    for command in each_place(kind, f"a{bad}b"):
        found = refused(command)
        assert found.reason is Reason.TEXT_UNPRINTABLE
        assert found.told["character"] == f"U+{ord(bad[0]):04X}"


@EVERY
def test_no_place_of_a_command_takes_endless_text(kind: type) -> None:
    for command in each_place(kind, "长" * 10_000):
        found = refused(command)
        assert (found.reason, found.told["length"]) == (Reason.TEXT_TOO_LONG, "10000")


@EVERY
def test_every_place_takes_plain_text_and_markup(kind: type) -> None:
    for text in ("李㛃 𬭊 é", "<b>x</b> [r]", "%s{0}$1"):
        for command in each_place(kind, text):
            inputs.check(command)


@EVERY
def test_a_list_of_a_command_has_an_end(kind: type) -> None:
    for name, hint in get_type_hints(kind).items():
        if get_origin(hint) is tuple:
            part = made(get_args(hint)[0], lambda: "字")
            many = replace(made(kind, lambda: "字"), **{name: (part,) * 201})
            assert refused(many).told == {"field": name, "length": "201", "limit": "200"}
            inputs.check(replace(many, **{name: (part,) * 200}))


def test_lines_are_kept_in_reasons_and_nowhere_else() -> None:
    inputs.check(cmd.RefuseAcceptance("1", "no_permit_needed", "第一行\n第二行"))
    assert refused(cmd.RefuseAcceptance("1", "no_permit_needed", "x", "一\n二")).reason is Reason.TEXT_UNPRINTABLE
    assert refused(cmd.RefuseAcceptance("1", "no_permit_needed", "一\t二")).reason is Reason.TEXT_UNPRINTABLE


@pytest.mark.parametrize(("field", "limit"), [("name", 100), ("phone", 20), ("number", 18), ("address", 200)])
def test_the_widths_of_a_party(field: str, limit: int) -> None:
    inputs.check(replace(person(), **{field: "1" * limit}))
    found = refused(replace(person(), **{field: "1" * (limit + 1)}))
    assert found.told == {"field": field, "length": str(limit + 1), "limit": str(limit)}


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
