"""What happened is told in both languages, with what a clerk must know of it; no code is left as a code."""

from __future__ import annotations

import ast
import tomllib
import types
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Union, get_args, get_origin, get_type_hints

import desks
import pytest
from making import names_of
from msgspec.structs import replace

from windowdesk import config, i18n, models, words
from windowdesk.desk.telling import told
from windowdesk.models import commands as cmd
from windowdesk.models import events as ev
from windowdesk.models.calendar import Due
from windowdesk.models.catalogue import Item
from windowdesk.models.notice import Notice, PaperKind
from windowdesk.models.opinion import ACKNOWLEDGED, ANSWERS
from windowdesk.models.parties import Party
from windowdesk.models.reasons import GROUNDS
from windowdesk.models.rows import HistoryLine
from windowdesk.models.rules.procedures import PROCEDURES
from windowdesk.store import hallfile, items
from windowdesk.words import names

ON = date(2026, 11, 24)
MODELS = Path(models.__file__).parent
CODES: dict[str, Any] = {"kind": "opinion", "answer": "disagree", "way": "renew"}


def made(kind: Any, name: str = "") -> Any:
    """Something of a type, with its own field's name in every text: what a sentence shows can be found again."""
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        return made(next(part for part in get_args(kind) if part is not type(None)), name)
    if origin is tuple:
        parts = get_args(kind)
        return (made(parts[0], name),) if parts[-1] is Ellipsis else tuple(made(part, name) for part in parts)
    plain = {
        str: CODES.get(name, f"«{name}»"),
        int: 7,
        bool: True,
        date: ON,
        datetime: datetime(2026, 11, 24, 9, 0),
        Due: Due(ON),
    }
    if kind in plain:
        return plain[kind]
    whole = {Party: desks.person(), Item: Item("X", "«item»", "y"), ev.CaseClosed: ev.CaseClosed("granted", ON)}
    if kind in whole:
        return whole[kind]
    if kind is Notice:
        return Notice(PaperKind.GRANT, "«number»", "", "")
    if origin is dict:
        return {"name": "«value»"}
    hints = get_type_hints(kind)
    return kind(**{name: made(hints[name], name) for name in names_of(kind)})


def sentence(event: Any) -> str:
    return words.history(HistoryLine("", "", "", type(event).__name__, told(event), (), "", 1))


@pytest.mark.parametrize("kind", ev.KINDS.values(), ids=lambda kind: kind.__name__)
def test_every_event_is_told_in_both_languages(kind: type) -> None:
    event = made(kind)
    chinese = sentence(event)
    i18n.choose("en")
    english = sentence(event)
    for text in (chinese, english):
        assert text.strip()
        assert "—" not in text and "{" not in text and "None" not in text
    assert english != chinese and not chinese.isascii()


SHOWN: dict[str, tuple[str, ...]] = {
    "CaseReceived": ("延续 «about»", "«ground»", "非办公时间", "绿色通道", "«proxy»"),
    "CaseAccepted": ("视为受理", "2026-11-24前办结"),
    "DecisionMade": ("视为准予延续", "有效期到 2026-11-24", "核查承诺"),
    "ToleranceGranted": ("«materials»", "2026-11-24前补齐", "视为撤回"),
    "DecisionExtended": ("7个工作日", "2026-11-24", "«approver»批准", "«approval»", "«reasons»"),
    "ProcedureStarted": ("«procedure»", "«approver»批准", "«basis»", "«body»、«persons»", "2026-11-24前办结"),
    "ProcedureEnded": ("«result»", "不计到 2026-11-24", "2026-11-24前办结"),
    "SentToUnit": ("«unit»", "«matter»", "7个工作日", "2026-11-24前退回"),
    "ReturnedFromUnit": ("«unit»", "«result»", "逾期"),
    "DispatchedUpward": ("«to»", "«opinion»", "逾期"),
    "OpinionAsked": ("«department»", "2026-11-24前答复"),
    "OpinionGiven": ("不同意：«reasons»", "«signer»", "逾期"),
    "PartyTold": ("«name»", "«interest»", "2026-11-24"),
    "StatementHeard": ("«who»", "«statement»"),
    "HearingRightTold": ("2026-11-24前可申请",),
    "HearingRequested": ("«who»", "2026-11-24前举行"),
    "HearingAnnounced": ("2026-11-24 «time» «place»", "«presider»主持"),
    "HearingHeld": ("«record»", "«findings»"),
    "SiteVisited": ("«persons»", "«findings»"),
    "FeeNotified": ("0.07 元", "«standard»"),
    "FeePaid": ("0.07 元", "«receipt_no»"),
    "LaterCheckDone": ("承诺属实", "«findings»", "«persons»"),
    "PermitRevoked": ("«certificate»", "«ground»", "«reasons»", "«instrument»"),
    "PermitCancelled": ("«certificate»", "«ground»", "«reasons»", "«instrument»"),
    "BarImposed": ("2026-11-24",),
    "DatesRecomputed": ("2026-11-24 → 2026-11-24",),
}


@pytest.mark.parametrize(("kind", "parts"), SHOWN.items())
def test_the_essentials_of_an_event_stand_in_its_sentence(kind: str, parts: tuple[str, ...]) -> None:
    text = sentence(made(ev.KINDS[kind]))
    assert not [part for part in parts if part not in text], text


def test_a_superiors_decision_names_the_organ_and_its_document() -> None:
    event = replace(made(ev.DecisionMade), deemed=False, check_due=None, organ="省药监局", document="药监〔2026〕3号")
    assert sentence(event) == "省药监局决定：准予，药监〔2026〕3号：«reasons»，有效期到 2026-11-24"
    i18n.choose("en")
    assert sentence(replace(event, granted=False)).startswith("省药监局 decided: denied, 药监〔2026〕3号")


def test_a_date_beyond_the_known_calendar_says_so_in_the_history() -> None:
    event = replace(made(ev.SentToUnit), due=Due(date(2027, 1, 7), provisional=True))
    assert "≈2027-01-07（暂）前退回" in sentence(event)
    moved = (("statutory_due", Due(date(2027, 1, 7), provisional=True), Due(date(2027, 1, 6))),)
    assert sentence(ev.DatesRecomputed(moved, ON, ON)) == (
        "日历更新，期限重算：法定期限 ≈2027-01-07（暂） → 2027-01-06"
    )


def test_what_was_in_time_is_not_called_late() -> None:
    for kind in (ev.ReturnedFromUnit, ev.DispatchedUpward, ev.OpinionGiven):
        assert "逾期" not in sentence(replace(made(kind), late=False))


def test_a_copy_is_acknowledged_and_a_question_answered() -> None:
    copy = replace(made(ev.OpinionAsked), kind="copy", department="消防救援大队")
    assert sentence(copy) == "抄送消防救援大队，2026-11-24前签收"
    taken = replace(made(ev.OpinionGiven), answer=ACKNOWLEDGED, reasons="", late=False, document="")
    assert sentence(taken) == "已签收，«signer»"
    assert sentence(replace(taken, document="苍气函〔2026〕5号")) == "已签收，«signer»（书面答复 苍气函〔2026〕5号）"


def test_an_ordinary_intake_says_nothing_more() -> None:
    event = replace(made(ev.CaseReceived), way="new", about="", ground="", off_hours=False, green=False, proxy="")
    assert sentence(event) == "收件：李㛃申请“«item»”"


# -- the words themselves

TABLES = {name: table for name, table in vars(names).items() if name.isupper() and isinstance(table, dict)}


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_every_word_has_its_twin(table: dict[str, tuple[str, str]]) -> None:
    for code, (chinese, english) in table.items():
        assert chinese.strip() and english.strip() and english.isascii(), code
        assert chinese != english, code


def literals(called: str) -> set[str]:
    """The first words that the models give to a call of that name."""
    found = set()
    for path in MODELS.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) == called:
                found |= {
                    part.value for part in node.args if isinstance(part, ast.Constant) and isinstance(part.value, str)
                }
    return found


def told_values(key: str) -> set[str]:
    """The words that refusals give under a key."""
    found = set()
    for path in MODELS.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "refuse":
                given = {word.arg: word.value for word in node.keywords}
                if isinstance(value := given.get(key), ast.Constant):
                    found.add(value.value)
    return found


def test_every_ending_has_a_word() -> None:
    assert literals("CaseClosed") <= set(names.OUTCOMES)
    i18n.choose("en")
    assert [words.outcome(code) for code in names.OUTCOMES] == [pair[1] for pair in names.OUTCOMES.values()]
    assert words.outcome("") == "—"


def test_every_step_procedure_answer_and_bar_has_a_word() -> None:
    data = config.data_folder()
    hall = hallfile.read(tomllib.loads((data / "demo-hall.toml").read_text(encoding="utf-8")))
    steps = {step for part in hall.values() for step in getattr(part, "steps", ())}
    assert {"opinion", "receive", *steps, *PROCEDURES} <= set(names.STEPS)
    assert set(names.PROCEDURES) == set(PROCEDURES)
    assert set(names.ANSWERS) == {*ANSWERS, ACKNOWLEDGED, "recalled"}
    assert {item.way for item in items.read_file(data / "items.toml")} | {"revoke"} <= set(names.WAYS)
    assert literals("BarImposed") <= set(names.BARS)
    assert told_values("matter") == set(names.MATTERS)
    assert set(GROUNDS) == set(names.GROUNDS)


def test_who_has_a_case_is_named() -> None:
    assert [words.waits_on(code) for code in ("applicant", "superior", "苍溪县市场监督管理局", "")] == [
        "申请人",
        "上级机关",
        "苍溪县市场监督管理局",
        "",
    ]
    assert words.answer("") == "待答复"
    assert words.answer("forward") == "同意但需转报"


def text_fields(kind: Any) -> set[str]:
    """Every field of a command that takes text, a number or a day, at any depth."""
    origin = get_origin(kind)
    if origin in (Union, types.UnionType, tuple):
        return set().union(*(text_fields(part) for part in get_args(kind)))
    if not is_dataclass(kind):
        return set()
    hints = get_type_hints(kind)
    return {one.name for one in fields(kind) if one.type not in ("bool", "PartyKind")}.union(
        *(text_fields(hint) for hint in hints.values())
    )


def test_every_field_that_can_be_refused_has_a_name() -> None:
    inner = {"applicant", "agent", "holder", "copies", "pages"}
    found = set().union(*(text_fields(kind) for kind in get_args(cmd.Command))) - inner
    assert not found - set(names.FIELDS), "no name"
    assert not set(names.FIELDS) - found, "no field"
