"""What changes without a release: items, hall, statutes and calendars agree with each other and with the law."""

from __future__ import annotations

import ast
import importlib
import importlib.util
import pkgutil
import re
import shutil
import tomllib
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from desks import DATA

from windowdesk import config
from windowdesk.desk.statutes import read_law
from windowdesk.models import rules
from windowdesk.models.catalogue import Item, ItemKind
from windowdesk.models.rules import RULES, licensing, permits, procedures, sealing
from windowdesk.store import hallfile, items

ITEMS = items.read_file(DATA / "items.toml")
HALL = hallfile.read(tomllib.loads((DATA / "demo-hall.toml").read_text(encoding="utf-8")))
LAW = read_law(DATA)
ON = date(2026, 11, 23)
GOOD = {"hall": tomllib.loads((DATA / "demo-hall.toml").read_text(encoding="utf-8"))["hall"]}


PROVISIONS = [
    importlib.import_module(f"{rules.__name__}.{found.name}") for found in pkgutil.iter_modules(rules.__path__)
]
"""Every module of rules; importing them fills RULES."""


def parts(kind: str) -> list[object]:
    return [part for (found, _), part in HALL.items() if found == kind]


def names(kind: str, field: str = "name") -> list[str]:
    return [getattr(part, field) for part in parts(kind)]


# -- the catalogue


def test_the_catalogue_is_wide_enough_to_show_every_kind() -> None:
    assert len(ITEMS) >= 40
    assert {item.kind for item in ITEMS} >= set(ItemKind) - {ItemKind.NOT_STATED}
    assert any(item.outside for item in ITEMS)
    assert any(item.secret for item in ITEMS)
    assert any(item.fee for item in ITEMS)
    assert any(item.valid_to for item in ITEMS)
    assert any(not item.service for item in ITEMS)


def test_codes_and_numbers_are_each_used_once() -> None:
    for found in ([item.code for item in ITEMS], [item.number for item in ITEMS]):
        assert len(found) == len(set(found))
    assert all(re.fullmatch(r"[1-9]\d\d", item.number) for item in ITEMS)


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.number)
def test_an_item_belongs_to_an_organ_of_the_hall_and_says_what_it_rests_on(item: Item) -> None:
    assert item.department in names("department")
    assert item.basis
    names_of_materials = [material.name for material in item.materials]
    assert len(names_of_materials) == len(set(names_of_materials))
    assert item.secret or item.materials, "the full list of materials is published (第三十条)"
    if item.kind is ItemKind.ON_THE_SPOT and not item.outside:
        assert item.promised_days == 0
    if item.outside:
        assert item.outside_office and item.outside_address and item.outside_reason
    if item.kind is ItemKind.UPWARD:
        assert item.upward_to
    if item.kind is ItemKind.JOINT:
        assert set(item.asks) <= set(names("department"))
        assert item.asks
    if item.type == "行政许可" and not item.secret and item.statutory_days is None and not item.outside:
        assert licensing.statutory_days(item, ON, LAW) is not None


# -- the hall


@pytest.mark.parametrize("item", [i for i in ITEMS if not i.outside and not i.secret], ids=lambda item: item.number)
def test_every_item_in_the_hall_has_a_window_seals_and_people(item: Item) -> None:
    windows = [window for window in parts("window") if window.accepts(item.department)]
    assert windows
    for window in windows:
        seals = {
            seal.kind for seal in parts("seal") if seal.department == item.department and seal.window == window.code
        }
        assert {"window", item.certificate_seal} <= seals
    able = {
        step: {
            d.staff
            for d in parts("delegation")
            if d.covers(d.staff, item.code, step, ON) and d.department == item.department
        }
        for step in ("review", "check", "decide", "stamp")
    }
    assert all(able.values()), "every step has somebody"
    assert len(able["review"] | able["check"]) > 1, "one reviews and another checks"


def test_everybody_named_in_the_hall_is_there() -> None:
    staff = set(names("staff", "number"))
    assert {seal.keeper for seal in parts("seal")} <= staff
    assert {delegation.staff for delegation in parts("delegation")} <= staff
    assert set(names("staff", "window")) <= set(names("window", "code"))
    for window in parts("window"):
        assert set(window.departments) | set(window.proxied) <= set(names("department"))
    assert any(person.temporary for person in parts("staff"))
    assert any(person.role == "supervisor" for person in parts("staff"))
    assert any(delegation.valid_to < ON for delegation in parts("delegation")), "an expired instrument is shown too"


def test_nobody_holds_a_step_twice_and_no_seal_is_larger_than_allowed() -> None:
    assert len(names("seal", "id")) == len(set(names("seal", "id")))
    assert not sealing.too_large(parts("seal"), ON, LAW)


@pytest.mark.parametrize(
    "table",
    [
        {},
        {"hall": {"name": "x"}},
        {"hall": 5},
        {"hall": "大厅"},
        {"hall": []},
        GOOD | {"department": {"name": "x"}},
        GOOD | {"department": ["x"]},
        GOOD | {"department": [{"name": "x"}]},
        GOOD | {"staff": [{"number": 1, "name": "x", "window": "007", "role": "clerk"}]},
        GOOD | {"delegation": ["x"]},
        GOOD | {"delegation": [{"instrument": "x", "from": "2026-13-01"}]},
        GOOD | {"tariff": [{"zone": "县内"}]},
        GOOD | {"tariff": [5]},
    ],
    ids=str,
)
def test_a_hall_file_of_another_shape_is_refused(table: dict[str, object]) -> None:
    with pytest.raises(hallfile.HallFileError, match="hall file"):
        hallfile.read(table)


# -- the statutes


@cache
def quotes() -> list[tuple[str, str, str, str]]:
    """Every table of data/statutes: file, statute, article, quote."""
    found = []
    for path in sorted((DATA / "statutes").glob("*.toml")):
        for tables in tomllib.loads(path.read_text(encoding="utf-8")).values():
            found += [(path.name, table["statute"], table["article"], table.get("quote", "")) for table in tables]
    return found


NOT_KEPT = {"行政诉讼法", "个人信息保护法", "邮政法"}
"""Statutes whose text is not kept here; their figures and articles are."""


@cache
def on_file(cite: str) -> bool:
    """Whether a provision, or a part of it, stands in data/statutes."""
    statute, _, article = cite.partition(" ")
    return any(found == statute and place.startswith(article) for _, found, place, _ in quotes())


def test_every_provision_is_quoted() -> None:
    empty = {statute for _, statute, _, quote in quotes() if not quote.strip()}
    assert empty == NOT_KEPT
    assert len(quotes()) > 200
    for _, statute, article, _ in quotes():
        assert re.fullmatch(
            r"第[一二三四五六七八九十百零]+条(之[一二三])?(第[一二三四五六七八九十]+款)?(第[一二三四五六七八九十]+项)?",
            article,
        ), (statute, article)


def test_every_figure_is_dated_and_stands_in_its_own_quote() -> None:
    for figures in LAW.figures.values():
        for figure in figures:
            assert figure.value > 0
            assert figure.since <= ON
            assert figure.unit in {"working_days", "days", "months", "years", "persons", "mm"}
            assert not figure.quote or figure.statute not in NOT_KEPT


@pytest.mark.parametrize(("rule", "cite"), sorted(RULES.items()))
def test_every_rule_names_an_article_that_is_on_file(rule: str, cite: str) -> None:
    assert re.fullmatch(r"\S+ 第\S+条\S*", cite), rule
    assert on_file(cite), cite


MODELS = sorted((Path(config.__file__).parent / "models").rglob("*.py"))


def texts(path: Path) -> list[str]:
    """Every string of a file, the parts of formatted ones too."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]


@pytest.mark.parametrize("path", MODELS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_every_citation_is_on_file(path: Path) -> None:
    """Those that acts and refusals carry, and those that papers quote in the statute's full name."""
    cited = {text for text in texts(path) if re.fullmatch(r"\S+ 第\S+条\S*", text)}
    number = "[一二三四五六七八九十百]+"
    quoted = re.compile(f"《中华人民共和国(\\w+法)》(第{number}条(?:第{number}款)?(?:第{number}项)?)")
    cited |= {f"{statute} {place}" for text in texts(path) for statute, place in quoted.findall(text)}
    assert not {cite for cite in cited if not on_file(cite)}


def words_of(place: str) -> str:
    """A provision of the 行政许可法, its list without the particles that join it."""
    text = "".join(quote for _, statute, found, quote in quotes() if (statute, found) == ("行政许可法", place))
    return text.replace("的；", "；").replace("的。", "。")


def test_closed_lists_are_copied_from_the_statute() -> None:
    assert "、".join(procedures.PROCEDURES[:-1]) + "和" + procedures.PROCEDURES[-1] in words_of("第四十五条")
    assert "、".join(procedures.INSPECTIONS) in words_of("第五十五条第二款")
    for place, words in (permits.REVOCATION_GROUNDS | permits.CANCELLATION_GROUNDS).items():
        assert words in words_of(place), place


@pytest.mark.parametrize(("rule", "cite"), sorted(RULES.items()))
def test_the_words_of_a_rule_are_the_statutes_own(rule: str, cite: str) -> None:
    """What stands before the first colon of its docstring, in the very article it names."""
    statute, _, article = cite.partition(" ")
    text = "".join(quote for _, found, place, quote in quotes() if found == statute and place.startswith(article))
    found = next(vars(module)[rule] for module in PROVISIONS if rule in vars(module))
    words = (found.__doc__ or "").split("\n")[0].split(": ")[0]
    for sentence in re.split("[。；.]", words):
        assert sentence in text, sentence
    assert re.match("[\u4e00-\u9fff]", words)


@pytest.mark.parametrize(
    ("name", "days"),
    [("notice_days", 6), ("decision_days", 21), ("service_days", 11)],
)
def test_a_figure_that_changes_moves_the_date_and_no_earlier_one(tmp_path: Path, name: str, days: int) -> None:
    """An amended statute is a new table with its date; what began before it is judged by the old one."""
    shutil.copytree(DATA / "statutes", tmp_path / "statutes")
    shutil.copytree(DATA / "calendar", tmp_path / "calendar")
    path = tmp_path / "statutes" / "amended.toml"
    path.write_text(
        f'[[figure]]\nname = "{name}"\nvalue = {days}\nunit = "working_days"\nstatute = "行政许可法"\n'
        'article = "第一条"\nfrom = "2026-06-01"\nquote = "x"\n',
        encoding="utf-8",
    )
    amended = read_law(tmp_path)
    item = Item("X", "x", "y", type="行政许可")
    duty = {
        "notice_days": lambda on, law: licensing.notice_due(on, law),
        "decision_days": lambda on, law: licensing.decision_due(item, on, law),
        "service_days": lambda on, law: licensing.service_due(on, law),
    }[name]
    before, after = date(2026, 4, 1), date(2026, 7, 1)
    assert duty(before, amended) == duty(before, LAW)
    assert duty(after, amended).on > duty(after, LAW).on


def test_a_figure_nobody_wrote_down_is_an_error() -> None:
    with pytest.raises(LookupError, match="no figure"):
        LAW.figure("patience", ON)
    with pytest.raises(LookupError, match="in force"):
        LAW.figure("notice_days", date(2004, 6, 30))


def test_an_items_own_period_prevails_and_a_permit_without_one_has_the_acts() -> None:
    own = Item("X", "x", "y", type="行政许可", statutory_days=7, statutory_basis="《建筑法》第八条")
    assert licensing.statutory_days(own, ON, LAW) == (7, "《建筑法》第八条")
    assert licensing.statutory_days(Item("X", "x", "y", type="行政许可"), ON, LAW) == (20, licensing.DECISION_DAYS)
    assert licensing.statutory_days(Item("X", "x", "y"), ON, LAW) is None
    joint = Item("X", "x", "y", kind=ItemKind.JOINT)
    assert licensing.statutory_days(joint, ON, LAW) == (45, licensing.JOINT_DAYS)
    assert licensing.promised_due(Item("X", "x", "y"), ON, LAW) is None


# -- where it lies


def test_the_data_is_found_beside_the_package_and_inside_a_wheel(tmp_path: Path) -> None:
    assert (config.data_folder() / "items.toml").is_file()
    package = tmp_path / "site" / "windowdesk"
    package.mkdir(parents=True)
    shutil.copy(Path(config.__file__), package / "config.py")
    spec = importlib.util.spec_from_file_location("installed_config", package / "config.py")
    assert spec is not None
    assert spec.loader is not None
    installed = importlib.util.module_from_spec(spec)
    import sys

    sys.modules["installed_config"] = installed
    try:
        spec.loader.exec_module(installed)
        assert installed.data_folder() == tmp_path / "site" / "data"
        (package / "data").mkdir()
        assert installed.data_folder() == package / "data"
    finally:
        del sys.modules["installed_config"]


def test_every_file_of_data_is_what_it_says() -> None:
    for path in DATA.rglob("*"):
        if path.is_file() and path.suffix in (".toml", ".json", ".md", ""):
            text = path.read_text(encoding="utf-8")
            assert "\r" not in text
            assert "\ufeff" not in text


@pytest.mark.parametrize("pattern", [r"0839-(?!0000)\d{7}", r"\b1[3-9]\d{9}\b", r"\d{17}[\dX]\b(?<!DEM)"])
def test_nobody_in_the_demonstration_is_real(pattern: str) -> None:
    text = (DATA / "demo-hall.toml").read_text(encoding="utf-8")
    assert not re.search(pattern, text)
