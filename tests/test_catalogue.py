"""The catalogue: what a file states is taken, what it does not state stays unstated, and a wrong line is named."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import desks
import pytest
from desks import DATA, receive
from hypothesis import given
from hypothesis import strategies as st

from windowdesk.desk import Desk, setup
from windowdesk.models import available
from windowdesk.models import commands as cmd
from windowdesk.models.catalogue import MAX_CODE, WAYS, Catalogue, Fee, Item, ItemKind, Material, item_of, item_table
from windowdesk.models.notice import PaperKind
from windowdesk.models.rules import permits
from windowdesk.models.seals import Seal, choose_seal, seal_kind
from windowdesk.store import items
from windowdesk.store.items import CatalogueError

ITEMS = items.read_file(DATA / "items.toml")
HEAD = "item_code,item_name,department\n"


def write(folder: Path, text: str, name: str = "items.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.number)
def test_an_item_is_stored_as_it_was_read(item: Item) -> None:
    assert item_of(item_table(item)) == item


words = st.text(st.characters(codec="utf-8", categories=["L", "N"]), min_size=1, max_size=20)
days = st.none() | st.integers(0, 250)
promised = st.fixed_dictionaries({"promise": st.lists(words, min_size=1, max_size=3).map(tuple)}).flatmap(
    lambda found: st.integers(1, 60).map(lambda n: {**found, "promise_check_days": n, "public_safety": False})
)
unpromised = st.builds(
    lambda safety, prohibited: {"public_safety": safety, "prohibited": prohibited}, *[st.booleans()] * 2
)
plain = st.fixed_dictionaries(
    {
        "code": words,
        "name": words,
        "department": words,
        "kind": st.sampled_from(ItemKind),
        "number": st.just("") | words,
        "basis": st.just("") | words,
        "statutory_days": st.none() | st.integers(30, 60),
        "statutory_basis": st.just("") | words,
        "promised_days": st.none() | st.integers(0, 30),
        "materials": st.lists(st.builds(Material, words, st.booleans(), words, st.integers(1, 9)), max_size=3).map(
            tuple
        ),
        "fee": st.none() | st.builds(Fee, words, words, st.none() | st.integers(0, 10**6)),
        "service": st.booleans(),
        "validity_years": st.none() | st.integers(1, 20),
        "upward_to": st.just("") | words,
        "asks": st.lists(words, max_size=2).map(tuple),
        "valid_from": st.none() | st.dates(),
        "valid_to": st.none() | st.dates(),
        "way": st.sampled_from(WAYS),
        "of": st.just("") | words,
        "change": st.just("") | words,
        "personal": st.booleans(),
        "hearing": st.just("") | words,
        "site_visit": st.booleans(),
        "limited": st.booleans(),
        "silence_basis": st.just("") | words,
        **dict.fromkeys(("extension_days", "correction_days", "tolerance_days", "opinion_days", "unit_days"), days),
    }
)
whole = st.builds(lambda table, flags: Item(**table, **flags), plain, promised | unpromised)


@given(item=whole)
def test_every_item_survives_its_table(item: Item) -> None:
    assert item_of(item_table(item)) == item


@pytest.mark.parametrize(
    "changes",
    [
        {"code": ""},
        {"code": "x" * (MAX_CODE + 1)},
        {"name": ""},
        {"department": ""},
        {"statutory_days": -1},
        {"promised_days": -1},
        {"statutory_days": 5, "promised_days": 6},
        {"statutory_days": "5"},
        {"statutory_days": True},
        {"secret": 1},
        {"kind": "快办件"},
        {"fee": {"basis": ""}},
        {"unheard_of": 1},
        {"valid_from": "2026-02-30"},
        {"material": [{"form": "原件"}]},
        {"material": [{"name": "x", "copies": "many"}]},
        {"fee": {"standard": "10元"}},
        {"promise": ["有固定场所"], "promise_check_days": 20, "public_safety": True},
        {"promise": ["有固定场所"], "promise_check_days": 20, "secret": True},
        {"promise": ["有固定场所"], "promise_check_days": 20, "prohibited": True},
        {"promise": ["有固定场所"]},
        {"promise": ["有固定场所"], "promise_check_days": 0},
        {"promise": "有固定场所", "promise_check_days": 20},
        {"promise": [""], "promise_check_days": 20},
        {"asks": "消防救援大队"},
        {"asks": [1]},
        {"way": "revoke"},
        {"extension_days": -1},
        {"correction_days": -1},
        {"tolerance_days": -1},
        {"promise_check_days": -1},
        {"opinion_days": -1},
        {"unit_days": -1},
        {"tolerance_days": "5"},
        {"site_visit": "yes"},
        {"public_safety": 1},
        {"hearing": True},
    ],
    ids=str,
)
def test_an_item_that_contradicts_itself_is_refused(tmp_path: Path, changes: dict[str, object]) -> None:
    table = {"code": "X-1", "name": "养犬登记", "department": "公安局"} | changes
    with pytest.raises((ValueError, KeyError, TypeError, AttributeError)):
        item_of(table)
    path = write(tmp_path, f"[[item]]\n{_toml(table)}", "items.toml")
    with pytest.raises(CatalogueError) as caught:
        items.read_file(path)
    assert "[[item]] 1" in str(caught.value)


@pytest.mark.parametrize(
    ("changes", "chinese", "english"),
    [
        ({"statutory_days": -1}, "期限不能为负数", "cannot be negative"),
        ({"statutory_days": 5, "promised_days": 6}, "不得长于法定时限", "may not exceed the statutory"),
        ({"fee": {"basis": ""}}, "第五十八条", "legal basis"),
        ({"way": "revoke"}, "renew", "way is one of these"),
        (
            {"promise": ["甲"], "promise_check_days": 9, "public_safety": True},
            "公共安全",
            "no promise for public safety",
        ),
        ({"promise": ["甲"]}, "promise_check_days", "needs the days to its check"),
        ({"promise": "甲", "promise_check_days": 9}, "文字的列表", "list of texts"),
        ({"kind": "上报件"}, "upward_to", "names its superior"),
        ({"certificate_seal": "police"}, "agency", "one of these"),
        ({"place": "elsewhere"}, "in_hall", "one of these"),
        ({"valid_from": "2026-02-01", "valid_to": "2026-01-31"}, "早于", "lies before"),
        ({"hearing": "第十条\u202e"}, "U+202E", "cannot be printed"),
        ({"promise": ["甲\u202e"], "promise_check_days": 9}, "U+202E", "cannot be printed"),
        ({"material": [{"name": "申请书\u202e"}]}, "U+202E", "cannot be printed"),
        ({"unheard_of": 1}, "不认识的字段 unheard_of", "unknown keys"),
        ({"unit_days": "4"}, "unit_days", "wrong type"),
    ],
    ids=str,
)
def test_a_wrong_item_is_named_and_the_fault_told_in_both_languages(
    tmp_path: Path, changes: dict[str, object], chinese: str, english: str
) -> None:
    table = {"code": "X-1", "name": "养犬登记", "department": "公安局"} | changes
    with pytest.raises(CatalogueError) as caught:
        items.read_file(write(tmp_path, f"[[item]]\n{_toml(table)}", "items.toml"))
    (line,) = caught.value.lines
    assert line.startswith("[[item]] 1 养犬登记：")
    assert chinese in line
    assert english in line


def _toml(table: dict[str, object]) -> str:
    lines, later = [], ""
    for key, value in table.items():
        if isinstance(value, list) and isinstance(value[0], dict):
            later += "".join(f"[[item.{key}]]\n{_toml(one)}" for one in value)
        elif isinstance(value, dict):
            later += f"[item.{key}]\n{_toml(value)}"
        else:
            lines.append(f"{key} = {json.dumps(value, ensure_ascii=False)}\n")
    return "".join(lines) + later


def test_what_a_csv_does_not_state_stays_unstated(tmp_path: Path) -> None:
    (item,) = items.read_file(write(tmp_path, HEAD + "X-1,养犬登记,公安局\n"))
    assert item == Item("X-1", "养犬登记", "公安局")
    assert (item.kind, item.statutory_days, item.promised_days, item.materials) == (ItemKind.NOT_STATED, None, None, ())
    assert item.in_force(date(1900, 1, 1))
    assert item.in_force(date(2099, 1, 1))


def test_a_csv_may_begin_with_a_mark_and_hold_quotes_and_line_breaks(tmp_path: Path) -> None:
    path = tmp_path / "items.csv"
    text = HEAD.strip() + ',kind\r\nX-1,"养犬,登记 ""大型""",公安局,行政许可\r\n'
    path.write_bytes(b"\xef\xbb\xbf" + text.encode())
    (item,) = items.read_file(path)
    assert (item.name, item.type) == ('养犬,登记 "大型"', "行政许可")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "缺少列"),
        ("a,b\n1,2\n", "缺少列 department, item_code, item_name"),
        (HEAD, "没有事项"),
        (HEAD + "X-1,养犬登记,公安局,多,余\n", "第 2 行"),
        (HEAD + "X-1,,公安局\n", "第 2 行"),
        (HEAD + "X-1,养犬登记,公安局\nX-2,养犬登记\n", "第 3 行"),
        (HEAD + "X-1,养\u202e犬,公安局\n", "U+202E"),
        (HEAD + f"X-1,{'犬' * 1001},公安局\n", "1000"),
        (HEAD + f"{'9' * 65},养犬登记,公安局\n", "64"),
        (HEAD + f'X-1,"{"x" * 200_000}",公安局\n', "CSV"),
    ],
)
def test_a_csv_with_a_wrong_line_is_refused_whole_and_the_line_named(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(CatalogueError) as caught:
        items.read_file(write(tmp_path, text))
    assert told in str(caught.value)


def test_every_wrong_line_is_named_at_once(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError) as caught:
        items.read_file(write(tmp_path, HEAD + "X,,y\n" * 30))
    assert len(caught.value.lines) == 30
    assert str(caught.value).endswith("… 10")


def test_a_file_that_is_not_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "items.csv"
    path.write_bytes("事项".encode("gb18030"))
    with pytest.raises(CatalogueError, match="UTF-8"):
        items.read_file(path)
    with pytest.raises(CatalogueError, match="打不开"):
        items.read_file(tmp_path / "none.csv")
    with pytest.raises(CatalogueError, match="TOML"):
        items.read_file(write(tmp_path, "[[item]", "items.toml"))


def test_a_wrong_catalogue_changes_nothing(desk: Desk, tmp_path: Path) -> None:
    before = desk.reading.catalogue()
    with pytest.raises(CatalogueError):
        setup.import_items(desk, write(tmp_path, HEAD + "510824-SCJG-001,改名,公安局\nX,,\n"))
    assert desk.reading.catalogue() == before


# -- finding


def test_an_item_is_found_by_code_or_number() -> None:
    catalogue = Catalogue({item.code: item for item in ITEMS})
    assert catalogue.find("101") is catalogue.find("510824-SCJG-001") is not None
    assert catalogue.find("") is catalogue.find("x") is None


def test_an_item_is_in_force_on_its_first_and_last_day() -> None:
    item = Item("X", "x", "y", valid_from=date(2026, 1, 1), valid_to=date(2026, 12, 31))
    days = (date(2025, 12, 31), date(2026, 1, 1), date(2026, 12, 31), date(2027, 1, 1))
    assert [item.in_force(day) for day in days] == [False, True, True, False]


# -- the seal matrix


UNSEALED = {"pickup", "service", "ems_label", "ems_list", "referral", "tolerance_promise", "unit_slip"}
"""Slips of the window itself, and what the applicant alone promises."""
AGENCY = {"certificate", "upward", "mending", "holder", "revocation", "cancellation"}
"""Certificates (第三十九条), what goes up to a superior, what takes a permit away and what goes before that."""
BY_WINDOW = {
    *("receipt", "acceptance", "correction", "not_accepted", "grant", "denial", "tolerance", "promise", "extension"),
    *("procedure", "resumed", "new_dates", "contact", "copy", "reply", "summary", "return", "withdrawal", "party"),
    *("hearing_right", "hearing", "fee", "paid", "renumbered"),
}
"""Notices and decisions of the county's own, and letters between its windows."""


def test_every_paper_has_its_place_in_the_seal_matrix() -> None:
    assert set(PaperKind) == UNSEALED | AGENCY | BY_WINDOW
    assert len(UNSEALED) + len(AGENCY) + len(BY_WINDOW) == len(PaperKind)


@pytest.mark.parametrize("paper", list(PaperKind))
def test_which_seal_a_paper_carries_is_a_rule(paper: PaperKind) -> None:
    expected = "" if paper in UNSEALED else "agency" if paper in AGENCY else "window"
    assert seal_kind(paper, Item("X", "x", "y")) == expected
    by_window = Item("X", "x", "y", certificate_seal="window")
    assert seal_kind(paper, by_window) == ("window" if paper is PaperKind.CERTIFICATE else expected)


def test_the_seal_is_the_organs_own_at_this_window() -> None:
    def seal(number: str, kind: str, department: str, window: str) -> Seal:
        return Seal(number, kind, department, window, department, "", 42.0, "1003")

    seals = (seal("1", "window", "乙", "007"), seal("2", "agency", "甲", "007"), seal("3", "window", "甲", "008"))
    seals += (seal("4", "window", "甲", "007"), seal("5", "window", "甲", ""))
    item = Item("X", "x", "甲")
    assert choose_seal(seals, PaperKind.RECEIPT, item, "007") is seals[3]
    assert choose_seal(seals, PaperKind.RECEIPT, item, "009") is seals[4]
    assert choose_seal(seals, PaperKind.CERTIFICATE, item, "007") is seals[1]
    assert choose_seal(seals, PaperKind.EMS_LABEL, item, "007") is None
    assert choose_seal(seals[:3], PaperKind.RECEIPT, item, "007") is None


# -- which steps a matter knows at all


FLAGS: list[tuple[type, dict[str, object]]] = [
    (cmd.NotifyFee, {"fee": {"basis": "《居民身份证法》第二十一条", "standard": "每证20元", "yuan_cents": 2000}}),
    (cmd.RecordPayment, {"fee": {"basis": "《居民身份证法》第二十一条", "standard": "每证20元", "yuan_cents": 2000}}),
    (cmd.NotifyFee, {"fee": {"basis": "《条例》第三条", "standard": "每亩2元", "rate_cents": 200, "unit": "亩"}}),
    (cmd.AskOpinions, {"asks": ["消防救援大队"]}),
    (cmd.RecordReply, {"asks": ["消防救援大队"]}),
    (cmd.AcceptOnPromise, {"promise": ["有固定场所"], "promise_check_days": 20}),
    (cmd.AcceptTolerantly, {"tolerance_days": 5}),
    (cmd.DispatchUpward, {"kind": "上报件", "upward_to": "广元市市场监督管理局"}),
    (cmd.RecordSuperior, {"kind": "上报件", "upward_to": "广元市市场监督管理局"}),
]


@pytest.mark.parametrize(("step", "flags"), FLAGS, ids=lambda one: getattr(one, "__name__", "with"))
def test_a_matter_knows_a_step_only_by_its_catalogue_entry(desk: Desk, step: type, flags: dict[str, object]) -> None:
    case = desks.the_case(desk, receive(desk, item="106"))
    bare = item_table(case.item)
    for table, known in ((bare, False), (bare | flags, True)):
        one = replace(case, item=item_of(table))
        assert available.exists(one, step) is known


def test_a_fee_by_quantity_names_its_unit_and_has_no_fixed_amount() -> None:
    for wrong in ({"rate_cents": 200}, {"rate_cents": 200, "unit": "亩", "yuan_cents": 100}):
        fee = {"basis": "《条例》", "standard": "每亩2元", **wrong}
        with pytest.raises(ValueError, match="unit"):
            item_of({"code": "X", "name": "x", "department": "y", "fee": fee})


@pytest.mark.parametrize(
    ("quantity", "fen"),
    [
        *(("1", 200), ("0.5", 100), ("3.33", 666), ("0.01", 2)),
        *((wrong, None) for wrong in ("0", "0.0", "", "-1", "1e3", "1.234", "１", "12345678", " 1")),
    ],
)
def test_a_quantity_is_a_plain_number_above_nought(quantity: str, fen: int | None) -> None:
    assert permits.amount(Fee("《条例》", "每亩2元", None, 200, "亩"), quantity) == fen


def test_what_is_less_than_a_fen_is_not_charged() -> None:
    assert permits.amount(Fee("《条例》", "每度0.33元", None, 33, "度"), "0.05") == 1


@pytest.mark.parametrize(
    "fee",
    [{"basis": "《计量法》第二十一条", "standard": "按工作量"}, {"basis": "《计量法》第二十一条", "yuan_cents": 2000}],
    ids=str,
)
def test_a_fee_without_a_published_rate_and_amount_has_no_key(desk: Desk, fee: dict[str, object]) -> None:
    case = desks.the_case(desk, receive(desk, item="106"))
    one = replace(case, item=item_of(item_table(case.item) | {"fee": fee}))
    assert not available.exists(one, cmd.NotifyFee)
    assert not available.exists(one, cmd.RecordPayment)
