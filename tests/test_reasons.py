"""The library of reasons: each stands under an article on file and fits something; what a notice omits is noticed."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import commandline
import desks
import pytest
from commandline import CommandLine
from desks import DATA, at

from windowdesk.desk import Desk
from windowdesk.desk.reasons import ReasonsFault, library
from windowdesk.documents.coverage import undrawable
from windowdesk.models import commands as cmd
from windowdesk.models.catalogue import Item, item_of
from windowdesk.models.events import Deficiency, MaterialLine
from windowdesk.models.reasons import KINDS, Suggestion, omitted, suggestions

with_pins, cli = commandline.with_pins, commandline.cli

LIBRARY = library(DATA)
TABLES = tomllib.loads((DATA / "items.toml").read_text(encoding="utf-8"))["item"]
ITEMS = tuple(item_of(table) for table in TABLES)
FOUND = "《(.+?)》"


def item(number: str) -> Item:
    return next(one for one in ITEMS if one.number == number)


def provisions() -> set[str]:
    found = set()
    for path in (DATA / "statutes").glob("*.toml"):
        for tables in tomllib.loads(path.read_text(encoding="utf-8")).values():
            found |= {f"{table['statute']} {table['article']}" for table in tables}
    return found


# -- the entries


def test_there_are_reasons_of_every_kind() -> None:
    counts = {kind: sum(one.kind == kind for one in LIBRARY) for kind in KINDS}
    assert len(LIBRARY) >= 80 and min(counts.values()) >= 5 and counts["correction"] >= 60 and counts["denial"] >= 25
    told = [(one.kind, one.wrong, one.materials, one.items) for one in LIBRARY]
    assert len(told) == len(set(told))


@pytest.mark.parametrize("one", LIBRARY, ids=lambda one: f"{one.kind}-{one.wrong[:12]}")
def test_every_reason_stands_under_an_article_on_file(one: Suggestion) -> None:
    if not one.article.startswith("《"):
        assert any(found.startswith(one.article) for found in provisions()), one.article
        return
    (statute,) = re.findall(FOUND, one.article)
    bases = " ".join(found.basis + found.statutory_basis for found in ITEMS)
    assert f"《{statute}》" in bases, statute
    if one.items:  # an item's own statute, not any other's
        for number in one.items:
            assert f"《{statute}》" in item(number).basis + item(number).statutory_basis, (number, statute)


@pytest.mark.parametrize("one", LIBRARY, ids=lambda one: f"{one.kind}-{one.wrong[:12]}")
def test_every_reason_fits_something_and_can_be_printed(one: Suggestion) -> None:
    for number in one.items:
        assert item(number), number
    names = {material.name for found in ITEMS for material in found.materials if _here(one, found)}
    for word in one.materials:
        assert any(word in name for name in names), word
    assert not undrawable(one.wrong + one.required + one.article, fonts=DATA / "fonts")
    assert not one.wrong.endswith("。") and len(one.wrong) <= 60 and len(one.required) <= 60


def _here(one: Suggestion, found: Item) -> bool:
    return not one.items or found.number in one.items


def test_most_materials_of_the_catalogue_have_a_reason_of_their_own() -> None:
    names = {material.name for found in ITEMS for material in found.materials}
    special = {name for name in names if any(one.materials for one in suggestions(LIBRARY, "correction", None, name))}
    assert len(special) >= 0.7 * len(names), sorted(names - special)


# -- what is offered


def test_the_best_match_comes_first() -> None:
    offered = suggestions(LIBRARY, "correction", item("101"), "食品安全管理制度文本")
    assert offered[0].items and offered[0].materials == ("食品安全管理制度文本",)
    assert "制度" in offered[1].materials
    assert not offered[-1].materials
    assert suggestions(LIBRARY, "correction", item("102"), "食品安全管理制度文本")[0].items == ()
    assert not suggestions(LIBRARY, "correction", item("101"), "")[0].materials


def test_a_name_goes_before_an_item_an_item_before_a_word_and_the_halls_own_before_equals() -> None:
    def one(name: str, *materials: str, items: tuple[str, ...] = (), own: bool = False) -> Suggestion:
        return Suggestion("correction", name, "y", "行政许可法 第三十一条第一款", materials, items, own=own)

    by_word, by_item = one("word", "执照副本"), one("item", "执照", items=("101",))
    named, general = one("name", "营业执照副本"), one("any")
    ours = one("own", "执照副本", own=True)
    offered = suggestions((general, by_word, by_item, ours, named), "correction", item("101"), "营业执照副本")
    assert [found.wrong for found in offered] == ["name", "item", "own", "word", "any"]


def test_a_photograph_is_not_told_what_a_licence_is() -> None:
    offered = suggestions(LIBRARY, "correction", item("603"), "符合标准的照片")
    assert offered and all(not one.materials or "照片" in one.materials for one in offered)


def test_grounds_are_those_of_the_item_and_then_the_general() -> None:
    denied = suggestions(LIBRARY, "denial", item("142"))
    assert "200米" in denied[0].wrong and denied[0].article == "《互联网上网服务营业场所管理条例》第九条"
    assert not any(one.items and "142" not in one.items for one in denied)
    assert any(not one.items for one in denied)
    assert {one.ground for one in suggestions(LIBRARY, "not_accepted", item("101"))} == {
        *("no_permit_needed", "not_our_power", "false_materials")
    }
    assert suggestions(LIBRARY, "denial", None) and not any(one.items for one in suggestions(LIBRARY, "denial", None))


def test_a_department_has_reasons_for_all_its_items() -> None:
    ours = Suggestion("denial", "x", "y", "行政许可法 第三十八条第二款", departments=("市场监督管理局",))
    assert suggestions((ours,), "denial", item("101")) == (ours,)
    assert suggestions((ours,), "denial", item("201")) == ()
    assert suggestions((ours,), "denial", None) == ()


def test_a_paper_writes_the_statute_out() -> None:
    assert (
        Suggestion("denial", "", "", "行政许可法 第三十八条第二款").whole_name
        == "《中华人民共和国行政许可法》第三十八条第二款"
    )
    assert Suggestion("denial", "", "", "优化营商环境条例 第三十五条").whole_name == "《优化营商环境条例》第三十五条"
    assert Suggestion("denial", "", "", "《农药管理条例》第二十四条").whole_name == "《农药管理条例》第二十四条"


# -- a hall's own


OWN = """
[[reason]]
kind = "correction"
material = ["营业执照"]
item = ["101"]
wrong = "没有带电子营业执照"
required = "打开小程序出示"
article = "行政许可法 第三十二条第一款第四项"
"""


def test_a_halls_own_reasons_are_offered_first(desk: Desk) -> None:
    before = desk.reading.reasons(desk.reading.item("101"), "营业执照")
    (desk.home / "reasons.toml").write_text(OWN, encoding="utf-8")
    offered = desk.reading.reasons(desk.reading.item("101"), "营业执照")
    assert offered[0].wrong == "没有带电子营业执照" and offered[0].own and offered[1:] == before
    (desk.home / "reasons.toml").write_text(OWN.replace("没有带", "未带"), encoding="utf-8")
    assert desk.reading.reasons(desk.reading.item("101"), "营业执照")[0].wrong == "未带电子营业执照"


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ('kind = "correction"', 'kind = "advice"', "kind"),
        ('kind = "correction"', 'kind = "not_accepted"', "ground"),
        ('wrong = "没有带电子营业执照"', 'wrong = " "', "缺 wrong"),
        ('required = "打开小程序出示"', "", "缺 required"),
        ('article = "行政许可法 第三十二条第一款第四项"', 'article = "常识"', "article"),
        ('material = ["营业执照"]', 'material = "营业执照"', "material"),
        ('material = ["营业执照"]', 'materials = ["营业执照"]', "materials"),
        ("[[reason]]", "[[reasons]]", "[[reason]]"),
        ("[[reason]]", "[[reason]", "reasons.toml"),
    ],
)
def test_a_library_of_another_shape_says_which_entry(cli: CommandLine, old: str, new: str, named: str) -> None:
    text = OWN + OWN.replace(old, new) if old != "[[reason]]" else OWN.replace(old, new)
    (cli.home / "reasons.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ReasonsFault, match=r"reasons\.toml") as caught:
        library(DATA, cli.home)
    assert named in str(caught.value) and (old == "[[reason]]" or "第 2 条" in str(caught.value))
    ended = cli("reasons", "list")
    assert ended.code == 4 and named in ended.err and ended.out == ""
    assert cli("reasons", "list", "--item", "101").code == 4
    (told,) = [one for one in cli("doctor", "--json").data if one["topic"] == "reasons"]
    assert told["level"] == "warning" and named in told["sentence"]
    found = Desk.open(cli.home)  # a notice can be written all the same
    assert found.reading.reasons(item("101"), "营业执照") == list(
        suggestions(LIBRARY, "correction", item("101"), "营业执照")
    )
    found.close()


# -- once and completely


BEFORE = [("营业执照", "已过有效期", 3), ("营业执照", "未提交", 9), ("照片", "底色不对", 2), ("图纸", "没有签章", 1)]
LINES = (MaterialLine("营业执照"), MaterialLine("照片"), MaterialLine("图纸", "missing"))


def test_a_notice_is_compared_with_those_before_it() -> None:
    assert omitted(BEFORE, ["图纸"], LINES) == (("营业执照", "已过有效期", 3), ("照片", "底色不对", 2))
    assert omitted(BEFORE, ["图纸", "照片"], LINES) == (("营业执照", "已过有效期", 3),)
    assert omitted(BEFORE, ["营业执照", "照片"], LINES) == ()
    assert omitted(BEFORE, [], ()) == ()


def test_the_desk_remembers_what_was_told_for_the_same_item(desk: Desk) -> None:
    first = desks.receive(desk, lacking=("营业执照",))
    told = (
        Deficiency("营业执照", "复印件模糊", "提交清晰的复印件"),
        Deficiency("食品经营许可申请书", "未签名", "签名"),
    )
    clerk = desks.staff(desk, "1001")
    desk.do(cmd.RequestCorrections(first, told), clerk, at("2026-11-23 10:00"))
    second = desks.the_case(
        desk, desks.receive(desk, "2026-11-23 11:00", applicant=desks.person(2), lacking=("营业执照",))
    )
    code = second.item.code
    assert desk.reading.omitted(code, ["营业执照"], second) == [("食品经营许可申请书", "未签名", 1)]
    assert desk.reading.omitted(code, ["营业执照", "食品经营许可申请书"], second) == []
    other = desks.the_case(desk, desks.receive(desk, "2026-11-23 11:10", "122", desks.person(3)))
    assert desk.reading.omitted(other.item.code, [], other) == []


def test_act_warns_of_what_a_notice_leaves_out(cli: CommandLine) -> None:
    desk = Desk.open(cli.home)
    first = desks.receive(desk, lacking=("营业执照",))
    second = desks.receive(desk, applicant=desks.person(2), lacking=("营业执照",))
    desk.close()
    told = [
        {"material": "营业执照", "wrong": "复印件模糊", "required": "x"},
        {"material": "食品经营许可申请书", "wrong": "未签名", "required": "签名"},
    ]
    ended = cli.act(
        {"do": "RequestCorrections", "case_id": first, "deficiencies": told},
        {"do": "RequestCorrections", "case_id": second, "deficiencies": told[:1]},
        {"do": "WithdrawApplication", "case_id": second, "reason": "不办了"},
    )
    assert ended.code == 0
    _, whole, short, withdrawn = ended.lines
    assert whole["warnings"] == [] and "warnings" not in withdrawn
    (warned,) = short["warnings"]
    assert (warned["material"], warned["wrong"], warned["count"]) == ("食品经营许可申请书", "未签名", 1)
    assert warned["sentence"].startswith("一次告知要完整")


# -- the command


def test_reasons_are_listed(cli: CommandLine) -> None:
    assert len(cli("reasons", "list", "--json").data) == len(LIBRARY)
    assert "正反两面复印在同一页上" not in cli("reasons", "list").out and "只有一面" in cli("reasons", "list").out
    told = cli("reasons", "list", "--item", "101", "--json").data
    assert {one["for"] for one in told if one["kind"] == "correction"} == {line.name for line in item("101").materials}
    assert {one["kind"] for one in told} == set(KINDS)
    assert cli("reasons", "list", "--item", "000").code == 3
    english = cli("--lang", "en", "reasons", "list", "--item", "101").out
    assert "not accepted" in english


def test_the_library_travels_with_the_program() -> None:
    assert (Path(DATA) / "reasons.toml").is_file()
