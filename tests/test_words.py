"""Nothing is left without a sentence, and no sentence asks for a word that nobody gives it."""

from __future__ import annotations

import ast
import contextlib
import inspect
import pickle
import string
from datetime import date
from enum import StrEnum
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import get_args

import desks
import pytest
from desks import at, carry, receive

from windowdesk import i18n, models, words
from windowdesk.desk import Desk
from windowdesk.models import commands as cmd
from windowdesk.models import events as ev
from windowdesk.models.available import ALWAYS, OFFERS
from windowdesk.models.case import Status
from windowdesk.models.notice import TITLES, PaperKind
from windowdesk.models.refusal import Reason, Refused, refuse
from windowdesk.models.rows import HistoryLine, Light
from windowdesk.models.setting import _WORDS

CODE = Path(words.__file__).parents[1]


def fields(text: str) -> set[str]:
    """The words a sentence asks for."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def refusals() -> list[tuple[str, str, set[str]]]:
    """Every `refuse(Reason.X, …)` of the program: where, which reason, and the words it gives."""
    found = []
    for path in sorted(CODE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (
                isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) == "refuse"
            ):
                continue
            reason = node.args[0] if node.args else None
            if isinstance(reason, ast.Attribute):
                given = {keyword.arg for keyword in node.keywords if keyword.arg}
                found.append((f"{path.relative_to(CODE)}:{node.lineno}", reason.attr, given))
    return found


def test_every_reason_has_a_sentence_in_both_languages() -> None:
    assert set(words.REASONS) == set(Reason)
    for chinese, english in words.REASONS.values():
        assert chinese.endswith("。")
        assert english.endswith(".")
        assert not chinese.isascii()
        assert fields(english) <= fields(chinese) | {"detail"}


@pytest.mark.parametrize(("where", "reason", "given"), [pytest.param(*one, id=one[0]) for one in refusals()])
def test_every_refusal_gives_the_words_its_sentence_asks_for(where: str, reason: str, given: set[str]) -> None:
    chinese, english = words.REASONS[Reason[reason]]
    assert fields(chinese) | fields(english) <= given, where


def test_every_reason_is_given_somewhere() -> None:
    """A reason nobody gives is a promise nobody keeps."""
    assert {reason.name for reason in Reason} == {reason for _, reason, _ in refusals()}


@pytest.mark.parametrize("reason", list(Reason))
def test_a_refusal_told_nothing_is_still_a_sentence(reason: Reason) -> None:
    chinese, english = words.both(refuse(reason, "行政许可法 第三十二条第二款"))
    assert chinese.endswith("（行政许可法 第三十二条第二款）")
    assert "{" not in chinese + english
    assert english != chinese
    assert not i18n.english()


def test_what_was_told_is_never_read_as_a_pattern() -> None:
    told = refuse(Reason.ITEM_UNKNOWN, item="{reason} %s {0.__class__}")
    assert "{reason} %s {0.__class__}" in words.sentence(told)


def test_codes_inside_a_refusal_become_words() -> None:
    told = words.sentence(refuse(Reason.NUMBER_WRONG, kind="person", fault="check"))
    assert "身份证件" in told
    assert "校验码不符" in told
    assert "审查" in words.sentence(refuse(Reason.NO_DELEGATION, name="王敏", step="review"))
    assert "待补正" in words.sentence(refuse(Reason.WRONG_STATE, case="1", status="correcting"))
    unlawful = refuse(Reason.GROUND_UNLAWFUL, ground="no_time", listed="no_permit_needed、not_our_power")
    assert words.sentence(unlawful) == (
        "“no_time”不是法定情形，只能选：依法不需要取得行政许可、依法不属于本机关职权范围。"
    )
    second = refuse(Reason.SECOND_NOTICE, on="2026-11-23", matter="hearing_right")
    assert words.sentence(second) == "2026-11-23 已经办过一次，不能再次告知听证权利。"
    assert "“联系人”有 300 个字符" in words.sentence(
        refuse(Reason.TEXT_TOO_LONG, field="contact", length=300, limit=100)
    )
    i18n.choose("en")
    assert "the check digit does not match" in words.sentence(refuse(Reason.NUMBER_WRONG, kind="person", fault="check"))


def test_a_refusal_passes_through_a_transaction_and_between_processes() -> None:
    with pytest.raises(Refused) as caught, contextlib.ExitStack() as stack:
        stack.enter_context(contextlib.nullcontext())
        raise refuse(Reason.CASE_UNKNOWN, case="9")
    assert str(caught.value) == "case_unknown  case=9"
    again = pickle.loads(pickle.dumps(caught.value))
    assert (again.reason, again.article, again.told) == (Reason.CASE_UNKNOWN, "", {"case": "9"})


def test_every_state_has_a_word_and_a_row_of_commands() -> None:
    assert set(words.STATUSES) == {status.value for status in Status}
    assert {status for allowed, _ in OFFERS.values() for status in allowed} == set(Status)
    assert {*OFFERS, *ALWAYS} == set(get_args(cmd.CaseCommand))
    for status in Status:
        i18n.choose("zh")
        chinese = words.status(status.value)
        i18n.choose("en")
        assert chinese and words.status(status.value) != chinese


def test_every_event_has_a_sentence() -> None:
    assert set(words.EVENTS) == set(ev.KINDS)
    for name, (chinese, english) in words.EVENTS.items():
        assert fields(chinese) == fields(english), name


def test_every_paper_has_a_title_and_a_word_in_its_number() -> None:
    assert set(TITLES) == set(_WORDS) == set(PaperKind)
    assert len(set(_WORDS.values())) == len(_WORDS)


def enumerations() -> list[type[StrEnum]]:
    """Every list of words in the law."""
    found = {}
    for module in walk_packages(models.__path__, "windowdesk.models."):
        for _, kind in inspect.getmembers(import_module(module.name), inspect.isclass):
            if issubclass(kind, StrEnum) and kind is not StrEnum:
                found[kind.__qualname__] = kind
    return list(found.values())


@pytest.mark.parametrize("kind", enumerations())
def test_every_word_of_a_list_can_be_printed(kind: type[StrEnum]) -> None:
    for member in kind:
        assert member.value == str(member) == member.value.strip() != ""
        assert member.value.isprintable()
    assert len({member.value for member in kind}) == len(list(kind))


def test_the_history_of_a_case_is_told_in_both_languages(desk: Desk) -> None:
    case_id = receive(desk)
    carry(desk, case_id)
    desk.do(cmd.HandOverResult(case_id), desks.staff(desk, "1001"), at("2026-11-23 11:00"))
    for language in ("zh", "en"):
        i18n.choose(language)
        told = [words.history(line) for line in desk.reading.history(case_id)]
        assert len(told) == len(desks.the_case(desk, case_id).papers) + 9
        assert not [line for line in told if "—" in line or "{" in line]
        assert "510824198001010018" not in "".join(told)


def test_a_name_with_braces_is_told_as_it_is() -> None:
    line = HistoryLine("", "", "", "CaseReceived", {"applicant": "{item}", "item": "{0}", "also": ""}, (), "", 1)
    assert words.history(line) == "收件：{item}申请“{0}”"


def test_a_light_is_never_a_colour_alone() -> None:
    told = [
        words.light(Light(left, level)) for left, level in ((5, "green"), (1, "yellow"), (-2, "red"), (None, "blue"))
    ]
    assert told == ["5天", "剩1天", "超2天", "不计时"]


def test_a_provisional_date_says_so() -> None:
    on = date(2027, 1, 7)
    assert words.due(on, provisional=True) == "≈2027-01-07（暂）"
    assert words.due(on) == "2027-01-07"
    assert words.due(None) == "—"
    i18n.choose("en")
    assert words.due(on, provisional=True) == "≈2027-01-07 (prov.)"


def test_three_clocks_stand_on_one_line(desk: Desk) -> None:
    case_id = receive(desk)
    desk.do(cmd.AcceptCase(case_id), desks.staff(desk, "1001"), at("2026-11-24 10:00"))
    case = desks.the_case(desk, case_id)
    assert words.clock_line(desk.reading.clocks(case, date(2026, 12, 1))) == "补正 1/5 · 办结 5/20(承诺 7) · 发证 –/10"


@pytest.mark.parametrize(
    ("environ", "english"),
    [
        ({}, False),
        ({"LANG": "en_US.UTF-8"}, True),
        ({"LANG": "zh_CN.UTF-8"}, False),
        ({"LANG": "en_US.UTF-8", "WINDOWDESK_LANG": "zh"}, False),
        ({"LANG": "de_DE.UTF-8"}, False),
        ({"LC_ALL": "en_GB", "LANG": "zh_CN"}, True),
    ],
)
def test_the_language_is_the_desks_own_setting_then_the_machines(environ: dict[str, str], english: bool) -> None:
    i18n.choose(None, environ)
    assert i18n.english() is english
    assert i18n.say("收", "in") == ("in" if english else "收")
