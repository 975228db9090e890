"""A case is found by whatever the citizen has at hand, newest first, and no text can break the search."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import desks
import pytest
from desks import COMPANY, at, carry, person, receive
from hypothesis import given
from hypothesis import strategies as st

from windowdesk.desk import Desk
from windowdesk.models import commands as cmd
from windowdesk.models.parties import Party
from windowdesk.reports.fees import fees
from windowdesk.reports.finished import finished
from windowdesk.reports.opinions import open_copies, opinions
from windowdesk.reports.pending import pending
from windowdesk.reports.proxied import proxied
from windowdesk.reports.superior import superior
from windowdesk.store import duties, items, lists, search

PEOPLE = ("曾静", "单仇", "仇单丽", "李㛃", "阿依古丽·买买提", "O'Neill", "100%利", "a_b", "欧阳修", "王敏")


@pytest.fixture(scope="module")
def archive(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A desk with a case for each of PEOPLE, in that order, and one of a company that was posted. Not written to."""
    desk = Desk.open(desks.copied(prepared, tmp_path_factory.mktemp("archive")))
    for n, name in enumerate(PEOPLE, 1):
        receive(desk, item="103" if n % 2 else "121", applicant=person(n, name))
    posted = receive(desk, applicant=COMPANY)
    carry(desk, posted)
    desk.do(cmd.PostResult(posted, desks.MAIL_NO), desks.staff(desk, "1001"), at("2026-11-23 11:00"))
    yield desk
    desk.close()


def names(desk: Desk, text: str) -> list[str]:
    return [row.applicant_name for row in desk.reading.found(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("李㛃", ["李㛃"]),
        ("㛃", ["李㛃"]),
        ("曾静", ["曾静"]),
        ("仇", ["仇单丽", "单仇"]),
        ("单", ["仇单丽", "单仇"]),
        ("仇单", ["仇单丽"]),
        ("单仇", ["单仇"]),
        ("古丽买买提", ["阿依古丽·买买提"]),
        ("古丽·买", ["阿依古丽·买买提"]),
        ("红阳餐饮", [COMPANY.name]),
        ("餐饮红阳", []),
        ("  王敏  ", ["王敏"]),
        ("o'neill", ["O'Neill"]),
        ("100%", ["100%利"]),
        ("张", []),
    ],
)
def test_by_name_or_two_of_its_characters(archive: Desk, text: str, found: list[str]) -> None:
    assert names(archive, text) == found


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("zj", "曾静"),
        ("cj", "曾静"),
        ("sc", "单仇"),
        ("sq", "单仇"),
        ("dq", "单仇"),
        ("cq", "单仇"),
        ("qsl", "仇单丽"),
        ("csl", "仇单丽"),
        ("oyx", "欧阳修"),
        ("wm", "王敏"),
        ("WM", "王敏"),
        ("cxhycy", COMPANY.name),
        ("hycy", COMPANY.name),
    ],
)
def test_by_initials_however_a_name_is_read(archive: Desk, text: str, name: str) -> None:
    assert name in names(archive, text)


def test_by_numbers(archive: Desk) -> None:
    row = archive.reading.found("李㛃")[0]
    number = desks.citizen(4)
    case = desks.the_case(archive, row.case_id)
    for asked in (number, number[-4:], case.applicant.phone, case.applicant.phone[-4:], row.case_id, row.case_id[-6:]):
        assert row.case_id in [found.case_id for found in archive.reading.found(asked)], asked
    assert archive.reading.found(number)[0].case_id == row.case_id
    assert [found.case_id for found in archive.reading.found(row.case_id)] == [row.case_id]


def test_a_number_may_be_typed_in_groups_and_in_lower_case(archive: Desk) -> None:
    row = archive.reading.found("李㛃")[0]
    spoken = f"{row.case_id[:6]} {row.case_id[6:14]} {row.case_id[14:17]}-{row.case_id[17:]}"
    assert [found.case_id for found in archive.reading.found(spoken)] == [row.case_id]
    assert names(archive, COMPANY.number.lower()) == [COMPANY.name]


@pytest.mark.parametrize("text", ["0839-0000555", "08390000555", "0839 0000555", "0555"])
def test_by_a_landline_with_or_without_its_hyphen(archive: Desk, text: str) -> None:
    assert names(archive, text) == [COMPANY.name]


def test_by_the_number_on_a_parcel(archive: Desk) -> None:
    assert names(archive, desks.MAIL_NO) == [COMPANY.name]
    assert names(archive, desks.MAIL_NO.lower()) == [COMPANY.name]


@pytest.mark.parametrize("text", ["103", "510824-SCJG-003", "小经营店", "spxjyd"])
def test_by_item_number_code_name_and_initials(archive: Desk, text: str) -> None:
    expected = [name for n, name in enumerate(PEOPLE, 1) if n % 2]
    assert sorted(names(archive, text)) == sorted(expected)


def test_a_day_is_a_beginning_of_case_numbers(archive: Desk) -> None:
    assert len(archive.reading.found("51082420261123")) == len(PEOPLE) + 1
    assert archive.reading.found("51082420261124") == []


def test_a_name_of_digits_is_a_name(desk: Desk) -> None:
    receive(desk, applicant=replace(COMPANY, name="1688"))
    assert names(desk, "1688") == ["1688"]


def test_newest_first_and_page_by_page(archive: Desk) -> None:
    found = archive.reading.found("103")
    assert [row.id for row in found] == sorted((row.id for row in found), reverse=True)
    first = archive.reading.found("103")[:2]
    rest = archive.reading.found("103", before=first[-1].id)
    assert [row.id for row in first + rest] == [row.id for row in found]
    assert len(archive.reading.found("103", limit=3)) == 3


STRANGE = (
    *("", " ", "%", "_", "\\", "%%%%", '"', "'", "''", "*", "(", ")", ":", "^", "-", "+", "~", "NEAR", "AND", "OR NOT"),
    *(
        "\0",
        "a\0b",
        "李\0㛃",
        "😀",
        "👨‍👩‍👧",
        "\ud800",
        "李\udfff",
        "\u202e",
        "\n\t",
        "ˇ",
        "·",
        "{}",
        "grams:李",
        "李 OR 王",
    ),
    *("'; DROP TABLE case_row; --", '" OR 1=1', "ı", "İ", "ß", "ﷺ", "１２３４", "٣٤٥٦", "²³⁴⁵"),
)


@pytest.mark.parametrize("text", [*STRANGE, "李" * 10_000, "9" * 10_000, "z" * 10_000, "%" * 10_000, "🙂" * 10_000])
def test_no_text_breaks_a_search(archive: Desk, text: str) -> None:
    for found in (archive.reading.found(text), archive.reading.items(text, here=False), archive.reading.items(text)):
        assert isinstance(found, list)
    assert archive.reading.item(text) is None
    assert archive.case(text) is None
    assert archive.reading.papers(text) == archive.reading.history(text) == []


@given(text=st.text(max_size=60))
def test_whatever_is_typed_a_search_answers(archive: Desk, text: str) -> None:
    archive.reading.found(text)
    archive.reading.items(text)


@given(name=st.text("曾单仇李王张欧阳修丽静 ab·", min_size=1, max_size=8).filter(str.strip), data=st.data())
def test_every_piece_of_a_name_finds_it(name: str, data: st.DataObject) -> None:
    link = sqlite3.connect(":memory:")
    link.execute(
        "CREATE VIRTUAL TABLE case_grams USING fts5 (grams, content='', detail=none, columnsize=0, tokenize='ascii')"
    )
    link.execute("CREATE TABLE case_row (id INTEGER PRIMARY KEY, applicant_name TEXT)")
    link.execute("INSERT INTO case_row VALUES (1, ?)", (name,))
    search.index(link, 1, name)
    start = data.draw(st.integers(0, len(name) - 1))
    piece = name[start : data.draw(st.integers(start + 1, len(name)))]
    if search._match(piece):
        assert search._by_name(link, piece, 9, 20) == [1]
    link.close()


def test_every_reading_of_a_surname_is_kept_and_their_number_bounded() -> None:
    assert set(search.initials("曾静")) == {"cj", "zj"}
    assert {"sq", "sc", "dq", "dc"} <= set(search.initials("单仇"))
    assert len(search.initials("曾" * 30)) == search.MAX_READINGS
    assert search.initials("O'Neill") == ("",)


@pytest.mark.parametrize(
    ("where", "values", "index"),
    [
        ("case_row WHERE case_id=?", ("1",), "sqlite_autoindex_case_row"),
        ("case_row WHERE applicant_number=?", ("1",), "case_applicant"),
        ("case_row WHERE phone=?", ("1",), "case_phone"),
        ("case_row WHERE substr(case_id, -6)=?", ("1",), "case_tail"),
        ("case_row WHERE substr(applicant_number, -4)=?", ("1",), "case_number_tail"),
        ("case_row WHERE substr(phone, -4)=?", ("1",), "case_phone_tail"),
        ("parcel_row WHERE mail_no=?", ("1",), "parcel_mail"),
        ("returned_row WHERE mail_no=?", ("1",), "returned_mail"),
        ("case_row WHERE closed_on IS NULL ORDER BY next_due, id", (), "case_open"),
        ("case_row WHERE item_code=? ORDER BY id DESC", ("1",), "case_item"),
        ("register WHERE case_id=? AND case_id<>'' AND beside=0 ORDER BY version", ("1",), "register_version"),
        ("register WHERE stream=? ORDER BY seq DESC", ("1",), "register_place"),
        ("paper_row WHERE case_id=?", ("1",), "paper_case"),
    ],
)
def test_what_is_looked_up_all_day_has_an_index(desk: Desk, where: str, values: tuple[str, ...], index: str) -> None:
    plan = desk.store.read().execute(f"EXPLAIN QUERY PLAN SELECT * FROM {where}", values).fetchall()
    text = " ".join(str(row[3]) for row in plan)
    assert index in text
    assert "SCAN" not in text or index == "case_open"
    assert "TEMP B-TREE" not in text


def _asked(db: sqlite3.Connection, ask: Callable[[sqlite3.Connection], object]) -> list[str]:
    """How SQLite means to run every query of a list."""
    statements = list[str]()
    db.set_trace_callback(statements.append)
    ask(db)
    db.set_trace_callback(None)
    return [
        str(row[3])
        for statement in statements
        if statement.lstrip().startswith(("SELECT", "WITH"))
        for row in db.execute(f"EXPLAIN QUERY PLAN {statement}").fetchall()
    ]


DAY = date(2026, 11, 23)
LISTS: dict[str, tuple[Callable[[sqlite3.Connection], object], tuple[str, ...]]] = {
    "cases that wait for time": (lambda db: lists.waiting_for_time(db, "510824-007.1", DAY), ("case_lapse",)),
    "opinions that wait": (lambda db: lists.opinions_waiting(db, ["公安局", "水利局"]), ("opinion_waiting",)),
    "opinions of a case": (lambda db: lists.opinions_of(db, "1"), ("opinion_case",)),
    "numbers of opinions": (lambda db: lists.opinion_ids(db, "1"), ("opinion_case",)),
    "a permit": (lambda db: lists.permit(db, "1"), ("sqlite_autoindex_permit_row",)),
    "bars on a number": (lambda db: lists.bars(db, "1"), ("bar_applicant",)),
    "what was told before": (lambda db: lists.told_before(db, "1"), ("deficiency_item",)),
    "permits that expire": (lambda db: duties.expiring(db, DAY, DAY), ("permit_expiry", "sqlite_autoindex_case_row")),
    "promises to check": (lambda db: duties.checks(db, DAY), ("case_open",)),
    "the money of a day": (lambda db: fees(db, DAY), ("fee_told", "fee_paid", "fee_open")),
    "opinions of a day": (lambda db: opinions(db, DAY), ("opinion_asked", "opinion_answered", "opinion_open")),
    "copies of a day": (lambda db: open_copies(db, DAY), ("opinion_open", "opinion_answered")),
    "proxies of a day": (lambda db: proxied(db, DAY), ("case_received", "case_finished", "PRIMARY KEY")),
    "what the superior has": (lambda db: superior(db, DAY), ("stay_place",)),
    "what is pending": (lambda db: pending(db, DAY), ("case_finished", "PRIMARY KEY (case_id=?)")),
    "what was finished": (lambda db: finished(db, DAY), ("case_finished", "PRIMARY KEY (case_id=?)")),
}


@pytest.mark.parametrize(("ask", "indexes"), LISTS.values(), ids=LISTS)
def test_no_list_walks_through_a_whole_table(
    desk: Desk, ask: Callable[[sqlite3.Connection], object], indexes: tuple[str, ...]
) -> None:
    plan = _asked(desk.store.read(), ask)
    text = " ".join(plan)
    assert all(index in text for index in indexes), plan
    tables = ["case_row", "stay_row", "opinion_row", "permit_row", "bar_row", "fee_row", "deficiency_row", "register"]
    tables += [] if "CO-ROUTINE" in text else ["c", "o", "f", "p", "s"]  # else they are what an index has found
    walks = [step for step in plan if re.match(r"SCAN (\w+)", step) and "USING" not in step]
    assert not [step for step in walks if step.split()[1] in tables], plan


@pytest.mark.parametrize(
    "text", ["曾静", "zj", "103", "0018", "510824198001010018", "EE123456785CN", "13800000004", "000173"]
)
def test_no_search_walks_through_all_cases(archive: Desk, text: str) -> None:
    """Every statement of a search, as SQLite means to run it."""
    db, asked = archive.store.read(), list[str]()
    search.find_ids(db, text)  # at a connection's first search FTS5 reads its own settings
    db.set_trace_callback(asked.append)
    search.find_ids(db, text)
    db.set_trace_callback(None)
    assert asked
    for statement in asked:
        if statement.startswith("SELECT"):
            plan = [str(row[3]) for row in db.execute(f"EXPLAIN QUERY PLAN {statement}")]
            walks = [step for step in plan if re.match(r"SCAN (?!.*VIRTUAL)|.*\(rowid<\?\)", step)]
            assert walks in ([], ["SCAN item"]), plan


def test_lists_show_what_the_register_says(archive: Desk) -> None:
    db = archive.store.read()
    assert lists.count_open(db, window="007") == len(lists.open_cases(db, window="007")) == len(PEOPLE) + 1
    assert lists.open_cases(db, window="008") == lists.open_cases(db, clerk="1002") == []
    due = [row.next_due for row in lists.open_cases(db, window="007")]
    assert due == sorted(due)
    assert [row.id for row in lists.newest(db, limit=3)] == [11, 10, 9]
    assert [row.id for row in lists.newest(db, before=9, limit=2)] == [8, 7]


def test_items_are_found_by_what_a_clerk_types(archive: Desk) -> None:
    db = archive.store.read()
    assert items.search(db, "101")[0].number == "101"
    assert [row.number for row in items.search(db, "10", limit=3)] == ["101", "102", "103"]
    assert "101" in [row.number for row in items.search(db, "spjyxk")]
    assert "101" in [row.number for row in items.search(db, "SPJYXK")]
    assert "101" in [row.number for row in items.search(db, "食品经营")]
    assert items.search(db, "施工许可", ["市场监督管理局"]) == []
    assert items.find(db, "101") == items.find(db, "510824-SCJG-001")
    assert items.find(db, "") is items.find(db, "1") is None


def test_an_applicant_is_data_and_never_part_of_a_question(desk: Desk) -> None:
    nasty = Party(COMPANY.kind, "'); DROP TABLE case_row; --%_", COMPANY.number, COMPANY.phone, "x", "y")
    case_id = receive(desk, applicant=nasty)
    assert names(desk, "DROP TABLE") == [nasty.name]
    assert lists.open_case_of(desk.store.read(), nasty.number, "510824-SCJG-001") == case_id
