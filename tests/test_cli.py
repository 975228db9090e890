"""Every command: its result on stdout, its talk on stderr, its exit code, in both languages."""

from __future__ import annotations

import json
import os
import random
import re
import sqlite3
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import commandline
import desks
import pytest
from commandline import NOW, CommandLine

from windowdesk import config
from windowdesk.cli.output import as_json, visible
from windowdesk.desk import Desk, press
from windowdesk.models import numbers
from windowdesk.models.wire import GENESIS, chain
from windowdesk.store import connection, jobs, register

with_pins, cli = commandline.with_pins, commandline.cli

ROOT = Path(__file__).parent.parent
COMMANDS = (
    "init",
    "doctor",
    "act",
    "show",
    "find",
    "list",
    "due",
    "verify",
    "rebuild",
    "print",
    "sync",
    "demo",
    "staff list",
    "staff pin",
    "items import",
    "items list",
    "calendar import",
    "calendar show",
    "customs",
    "customs set",
    "reasons list",
    "register export",
    "register verify",
    "register keys",
    "report eod",
)
NEED_A_DESK = (
    "act",
    "show 1",
    "find 1",
    "list",
    "verify WD1:X",
    "rebuild",
    "print",
    "sync",
    "staff list",
    "staff pin 1001",
    "items import x.toml",
    "items list",
    "calendar import x.json",
    "customs",
    "customs set veto off",
    "reasons list --item 101",
    "due 1",
    "register export",
    "register verify",
    "register keys",
    "report eod",
    "doctor",
)


def run(*words: str, lang: str = "", environ: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """The program as the shell starts it."""
    env = {key: value for key, value in os.environ.items() if not key.startswith(("WINDOWDESK", "LC_", "LANG"))}
    env |= {"PYTHONIOENCODING": "utf-8", **({"WINDOWDESK_LANG": lang} if lang else {}), **(environ or {})}
    return subprocess.run(
        [sys.executable, "-m", "windowdesk", *words], capture_output=True, text=True, env=env, cwd=ROOT, check=False
    )


@pytest.fixture
def case(cli: CommandLine) -> str:
    """A case that was received and whose receipt waits to be printed."""
    desk = Desk.open(cli.home)
    number = desks.receive(desk)
    desk.close()
    return number


# -- help, languages, the way in


def test_help_lists_every_command_and_every_exit_code_in_both_languages():
    chinese, english = run("--help").stdout, run("--lang", "en", "--help").stdout
    for name in COMMANDS:
        assert f"  {name.split()[0]} " in chinese and f"  {name.split()[0]} " in english
    codes = r"\b([0-7])\s"
    assert re.findall(codes, chinese[chinese.index("退出码") :]) == list("01234567")
    assert re.findall(codes, english[english.index("Exit codes") :]) == list("01234567")
    assert not re.search("[一-鿿]", english)


def test_the_language_comes_from_the_option_then_the_environment():
    assert "Usage" in (english := run("due", "--help", lang="en").stdout) and "Working days" in english
    assert "工作日数" in run("--lang", "zh", "due", "--help", lang="en").stdout
    assert "工作日数" in run("--lang=zh", "due", "--help", environ={"LANG": "en_US.UTF-8"}).stdout
    assert "Working days" in run("due", "--help", environ={"LANG": "en_US.UTF-8"}).stdout
    assert run("--lang", "fr", "due", "--help").returncode == 2


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(cli: CommandLine, name: str):
    ended = cli(*name.split(), "--help")
    assert ended.code == 0 and ended.err == "" and re.search("[一-鿿]", ended.out)


def test_the_first_screen_waits_for_no_parser(tmp_path: Path):
    script = (
        "import sys; from windowdesk.__main__ import main; code = main(['--home', sys.argv[1]]); "
        "print(code, sorted({'typer', 'textual', 'msgspec', 'sqlite_utils', 'cryptography'} & set(sys.modules)))"
    )
    ended = subprocess.run([sys.executable, "-c", script, str(tmp_path)], capture_output=True, text=True, cwd=ROOT)
    assert ended.stdout == "5 ['msgspec']\n" or ended.stdout == "5 []\n", ended.stdout + ended.stderr
    assert "windowdesk init" in ended.stderr


def test_without_a_terminal_the_screen_says_so(cli: CommandLine):
    ended = cli(now=None)
    assert ended.code == 2 and "--help" in ended.err and ended.out == ""


def test_wrong_words_are_a_usage_error(cli: CommandLine):
    for words in (("fly",), ("due",), ("--colour",), ("items", "fly"), ("show",), ("report", "eod", "--format", "xml")):
        ended = cli(*words)
        assert ended.code == 2 and ended.out == "" and ended.err


def test_version(cli: CommandLine):
    assert cli("--version").out.startswith("windowdesk 0.")


@pytest.mark.parametrize("words", NEED_A_DESK)
def test_where_there_is_no_desk_a_sentence_says_what_to_do(cli: CommandLine, tmp_path: Path, words: str):
    cli.home = tmp_path / "nothing"
    ended = cli(*words.split(), now=None)
    assert ended.code == 5 and "windowdesk init" in ended.err + ended.out
    assert not cli.home.exists()


def test_only_a_demonstration_is_told_the_time(cli: CommandLine):
    settings = config.read_settings(cli.home)
    config.write_settings(cli.home, config.Settings(settings.window, hall=settings.hall))
    ended = cli("list")
    assert ended.code == 3 and "--now" in ended.err
    assert cli("list", now=None).code == 0


def test_a_time_that_is_none_is_a_usage_error(cli: CommandLine):
    assert cli("list", now="yesterday").code == 2


def test_text_for_a_terminal_is_visible_and_json_is_plain():
    assert visible("a\x1b[2J\x9b\u202e\ud800李") == "a‹U+001B›[2J‹U+009B›‹U+202E›‹U+D800›李"
    written = as_json({"name": "\x1b\x9b\u202e\ud800李\u2028"})
    assert json.loads(written) == {"name": "\x1b\x9b\u202e\ud800李\u2028"}
    assert written.isprintable() and "李" in written


# -- due


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        ("2025-09-26", 5, "2025-10-10"),
        ("2025-09-26", 20, "2025-10-30"),
        ("2025-09-28", 5, "2025-10-11"),
        ("2025-01-24", 10, "2025-02-13"),
        ("2025-12-31", 1, "2026-01-04"),
        ("2026-02-10", 20, "2026-03-16"),
        ("2026-02-14", 1, "2026-02-24"),
        ("2026-02-16", 5, "2026-02-28"),
        ("2026-09-18", 20, "2026-10-22"),
        ("2026-09-30", 45, "2026-12-08"),
        ("2026-11-23", 20, "2026-12-21"),
    ],
)
def test_due_counts_working_days(cli: CommandLine, start: str, days: int, due: str):
    ended = cli("due", "--from", start, "--days", str(days), "--json", now=None)
    assert ended.code == 0
    assert ended.data == {
        "from": start,
        "period": days,
        "due": due,
        "provisional": False,
        "known_until": "2026-12-31",
        "days": ended.data["days"],
    }
    counted = [day for day in ended.data["days"] if day["counts"]]
    assert len(counted) == days and ended.data["days"][-1]["on"] == due


def test_due_beyond_the_known_calendar_is_provisional(cli: CommandLine):
    told = cli("due", "--from", "2026-11-23", "--days", "30", "--json").data
    assert told["provisional"] is True and told["due"] >= "2027-01-01"
    assert cli("due", "--from", "2026-11-23", "--days", "30").out.startswith("≈2027-01-")


def test_due_explains_every_day(cli: CommandLine, tmp_path: Path):
    cli.home = tmp_path / "nothing"
    counted = cli("due", "--from", "2026-02-10", "--days", "20", "--json", "--explain", now=None).data["days"]
    first = date(2026, 2, 10)
    assert [day["on"] for day in counted] == [str(first + timedelta(n)) for n in range(len(counted))]
    assert [day["number"] for day in counted if day["number"]] == list(range(1, 21))
    why = {day["on"]: day["why"] for day in counted}
    assert (why["2026-02-10"], why["2026-02-14"], why["2026-02-28"]) == ("day0", "makeup", "makeup")
    assert why["2026-02-17"] == "春节" and why["2026-03-01"] == "weekend"
    assert len(cli("due", "--from", "2026-02-10", "--days", "20", "--explain", now=None).out.splitlines()) == 36


def test_due_refuses_what_is_no_date_or_number(cli: CommandLine):
    for start, days in (
        ("2026-02-30", "1"),
        ("x", "1"),
        ("0001-01-01", "1"),
        ("2026-01-01", "-1"),
        ("2026-01-01", "1e9"),
    ):
        assert cli("due", "--from", start, "--days", days).code == 2


# -- setting up


def test_init_sets_up_a_real_desk_once(cli: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    cli.home = tmp_path / "real"
    monkeypatch.setenv("WINDOWDESK_AUTHORITY_PASSPHRASE", "long enough")
    hall_file = str(config.data_folder() / "demo-hall.toml")
    words = ("init", "--window", "012", "--hall-file", hall_file, "--hall", str(tmp_path / "hall"))
    ended = cli(*words, now=None)
    assert ended.code == 0 and "staff pin" in ended.err and str(cli.home) in ended.out
    settings = config.read_settings(cli.home)
    assert (settings.window, settings.hall, settings.demo) == ("012", str(tmp_path / "hall"), False)
    assert (tmp_path / "hall" / "ca" / "ca.pem").is_file()
    before = {path: path.read_bytes() for path in cli.home.rglob("*.toml")}
    again = cli(*words, now=None)
    assert again.code == 3 and {path: path.read_bytes() for path in cli.home.rglob("*.toml")} == before
    assert cli("staff", "pin", "1121", stdin="4321\n", now=None).code == 0
    assert cli("sync", now=None).code == 0
    found = cli("doctor", "--json", now=None)
    assert found.code == 0, found.out
    assert {one["level"] for one in found.data} <= {"ok", "warning"}


def test_init_says_what_is_wrong_and_makes_nothing(cli: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    cli.home = tmp_path / "real"
    hall_file = str(config.data_folder() / "demo-hall.toml")
    hall = ("--hall", str(tmp_path / "hall"))
    broken = tmp_path / "broken.toml"
    broken.write_text("[hall")
    monkeypatch.setenv("WINDOWDESK_AUTHORITY_PASSPHRASE", "long enough")
    for words, code in (
        (("--window", "012", "--hall-file", str(tmp_path / "none.toml"), *hall), 4),
        (("--window", "012", "--hall-file", str(broken), *hall), 4),
        (("--window", "999", "--hall-file", hall_file, *hall), 4),
        (("--window", "../x", "--hall-file", hall_file, *hall), 4),
        (("--window", "012", "--hall-file", hall_file), 2),
        (("--window", "012", "--hall-file", hall_file, "--hall", "postgresql://nowhere/x"), 2),
        (("--window", "012", "--hall-file", hall_file, *hall, "--items", str(broken)), 4),
        (("--window", "012", "--hall-file", hall_file, *hall, "--print", "ftp://x"), 2),
    ):
        ended = cli("init", *words, now=None)
        assert (ended.code, ended.out) == (code, "") and ended.err, words
        assert not (cli.home / "windowdesk.toml").exists()
    monkeypatch.delenv("WINDOWDESK_AUTHORITY_PASSPHRASE")
    assert cli("init", "--window", "012", "--hall-file", hall_file, *hall, now=None).code == 2


def test_staff(cli: CommandLine):
    people = cli("staff", "list", "--json").data
    assert {"number": "1001", "name": "王敏", "window": "007", "here": True}.items() <= people[0].items()
    assert "王敏" in cli("staff", "list").out
    assert cli("staff", "pin", "1001", stdin="13579\n").code == 0
    assert cli.act().lines[0]["refused"] == "wrong_pin"
    assert cli("staff", "pin", "1001", stdin="12\n").code == 4
    assert cli("staff", "pin", "1001", stdin="").code == 4
    assert cli("staff", "pin", "4711", stdin="1234\n").code == 3


def test_items_are_imported_whole_or_not_at_all(cli: CommandLine, tmp_path: Path):
    good, bad = tmp_path / "good.csv", tmp_path / "bad.csv"
    good.write_text("item_code,item_name,department\nX-1,甲事项,财政局\nX-2,乙事项,财政局\n", encoding="utf-8")
    bad.write_text(
        "item_code,item_name,department\nX-3,丙事项,财政局\n,丁,财政局\nX-4,\x1b[2J,财政局\n", encoding="utf-8"
    )
    assert "2" in cli("items", "import", str(good)).out
    ended = cli("items", "import", str(bad))
    assert ended.code == 4 and ended.out == "" and "\x1b" not in ended.err
    assert len(ended.err.splitlines()) == 2
    assert cli("items", "list", "丙事项", "--json").data == []
    assert cli("items", "import", str(tmp_path / "none.csv")).code == 4
    assert cli("items", "import", str(tmp_path)).code == 4


def test_what_the_catalogue_does_not_state_is_null(cli: CommandLine, tmp_path: Path):
    plain = tmp_path / "plain.csv"
    plain.write_text("item_code,item_name,department\nX-1,甲事项,财政局\n", encoding="utf-8")
    cli("items", "import", str(plain))
    (item,) = cli("items", "list", "X-1", "--json").data
    assert {key for key, value in item.items() if value is not None} == {"code", "name", "department"}
    assert {"kind", "statutory_days", "promised_days", "material", "fee", "place"} <= set(item)
    assert "未载明" in cli("items", "list", "X-1").out
    (known,) = cli("items", "list", "103", "--json").data
    assert (known["promised_days"], known["statutory_days"], known["kind"]) == (0, None, "备案")


def test_secret_items_are_not_listed(cli: CommandLine):
    assert "国家秘密" not in cli("items", "list").out
    assert cli("items", "list", "990", "--json").data == []


def test_doctor(cli: CommandLine):
    found = cli("doctor", "--json")
    assert {"store", "register", "window"} <= {one["topic"] for one in found.data}
    assert "登记簿" in cli("doctor").out


# -- cases


def test_show_tells_everything_but_the_number(cli: CommandLine, case: str):
    told = cli("show", case, "--json").data
    person = desks.person()
    assert told["applicant"]["number"] == numbers.masked_id(person.number)
    assert told["status"] == "received" and told["item"]["number"] == "101"
    assert [clock["name"] for clock in told["clocks"]] == ["notice", "decision", "service"]
    assert told["history"][0]["articles"] == ["行政许可法 第三十二条第一款第四项"]
    assert told["papers"][0]["kind"] == "receipt" and "AcceptCase" in told["offered"]
    text = cli("show", *numbers.spoken(case).split(" ")[:1]).err
    assert "没有办件" in text
    shown = cli("show", numbers.spoken(case)).out
    assert person.number not in shown and person.phone not in shown and numbers.masked_id(person.number) in shown
    assert "第三十二条" in shown and "补正 0/5" in shown


def test_show_in_full_is_signed_for_and_recorded(cli: CommandLine, case: str, monkeypatch: pytest.MonkeyPatch):
    person = desks.person()
    assert cli("show", case, "--full").code == 2
    assert cli("show", case, "--full", "--staff", "1001").code == 2
    wrong = cli("show", case, "--full", "--staff", "1001", "--why", "核对", stdin="0000\n")
    assert wrong.code == 3 and person.number not in wrong.out
    monkeypatch.setenv("WINDOWDESK_PIN", "2468")
    full = cli("show", case, "--full", "--staff", "1001", "--why", "核对证件")
    assert full.code == 0 and person.number in full.out
    history = cli("show", case, "--json").data["history"]
    assert history[-1]["kind"] == "IdentityShown" and "核对证件" in history[-1]["sentence"]
    assert [line["kind"] for line in history].count("IdentityShown") == 1


def test_an_unknown_case_is_refused(cli: CommandLine):
    assert cli("show", "0" * 24).code == 3
    assert cli("show", "\x1b[2J").code == 3


def test_find_and_list(cli: CommandLine, case: str):
    person = desks.person()
    for text in (case, case[-6:], "李㛃", person.number, person.phone, "食品经营"):
        assert [row["case"] for row in cli("find", text, "--json").data] == [case], text
    row = cli("list", "--json").data[0]
    assert (row["case"], row["status"], row["due"], row["left"]) == (case, "received", "2026-11-30", 5)
    assert case in cli("list").out and "已收件" in cli("list", "--mine", "1001").out
    assert cli("list", "--mine", "1002", "--json").data == []
    assert cli("find", "没有这个人", "--json").data == []
    for text in ("\x1b[2J", "\x00", "\udcff", "\u202e"):
        ended = cli("find", text)
        assert ended.code == 3 and "U+" in ended.err and "\x1b" not in ended.err
    assert cli("find", "' OR 1=1 --", "--json").data == [] == cli("find", '"*" NEAR(', "--json").data


# -- papers


def code_of(home: Path, case_id: str) -> str:
    """The text of the receipt's code."""
    desk = Desk.open(home)
    entry = jobs.paper(desk.store.read(), desks.the_case(desk, case_id).papers[0].number)
    assert entry is not None
    text = press.statement(desk, entry)
    desk.close()
    return text


def test_verify_a_code(cli: CommandLine, case: str):
    text = code_of(cli.home, case)
    found = cli("verify", text, "--case", case, "--window", "007", "--item", "510824-SCJG-001", "--json")
    assert found.code == 0 and found.data["ok"] and found.data["fields"]["case_no"] == case
    assert cli("verify", "-", stdin=text + "\n").code == 0
    person = desks.person()
    right = ("--name", person.name, "--number", person.number, "--due", "2026-11-30", "--received", NOW)
    assert cli("verify", text, *right).code == 0
    for wrong, field in (
        (("--due", "2026-12-30"), "due"),
        (("--window", "008"), "window"),
        (("--name", "别人", "--number", person.number), "applicant"),
        (("--material", "营业执照"), "materials"),
    ):
        ended = cli("verify", text, *wrong, "--json")
        assert ended.code == 7 and ended.data["differs"] == [field] and not ended.data["ok"]
        assert "≠ " + field in cli("verify", text, *wrong).out
    assert cli("verify", text[:-2] + ("AA" if text[-2:] != "AA" else "BB")).code == 7
    assert cli("verify", "WD1:\x1b[2J").code == 7
    assert cli("verify", text, "--name", "李").code == 2


def test_a_stranger_verifies_with_a_list_of_keys(cli: CommandLine, case: str, tmp_path: Path):
    text = code_of(cli.home, case)
    keys = tmp_path / "keys.json"
    keys.write_text(cli("register", "keys").out)
    cli.home = tmp_path / "nothing"
    assert cli("verify", text, "--keys", str(keys), now=None).code == 0
    wrong = cli("verify", text, "--keys", str(keys), "--due", "2027-01-01", "--json", now=None)
    assert (wrong.code, wrong.data["differs"]) == (7, ["due"])
    assert cli("verify", str(keys), "--keys", str(keys), now=None).code == 2
    keys.write_text("{}")
    assert cli("verify", text, "--keys", str(keys), now=None).code == 7
    keys.write_text("[")
    assert cli("verify", text, "--keys", str(keys), now=None).code == 4
    assert cli("verify", text, "--keys", str(tmp_path / "none"), now=None).code == 4


def test_print_then_verify_the_file(cli: CommandLine, case: str, tmp_path: Path):
    printed = cli("print", "--json")
    assert printed.code == 0
    (paper,) = printed.data
    file = Path(paper["file"])
    assert file.is_absolute() and file.read_bytes().startswith(b"%PDF")
    assert cli("print", "--json").data == []
    assert cli("verify", str(file), "--json").data["ok"]
    changed = bytearray(file.read_bytes())
    changed[len(changed) // 3] ^= 1
    forged = tmp_path / "forged.pdf"
    forged.write_bytes(changed)
    assert cli("verify", str(forged)).code == 7
    forged.write_bytes(b"\x00\xff" * 100)
    assert cli("verify", str(forged)).code == 7
    assert cli("verify", str(tmp_path / "none.pdf")).code == 4
    assert cli("verify", str(tmp_path)).code == 4


def test_a_printer_that_fails_keeps_the_paper(cli: CommandLine, case: str):
    settings = config.read_settings(cli.home)
    config.write_settings(
        cli.home, config.Settings(settings.window, hall=settings.hall, demo=True, print_to="ipp://127.0.0.1:9/ipp")
    )
    ended = cli("print", "--json")
    assert ended.code == 1 and ended.data[0]["problem"] and ended.data[0]["file"] is None
    assert cli("show", case, "--json").data["papers"][0]["state"] == "failed"


# -- the register


def test_register_export_is_exact_and_chained(cli: CommandLine, case: str):
    lines = cli("register", "export").lines
    head = GENESIS
    for n, one in enumerate(lines, 1):
        head = chain(head, one["line"])
        assert (one["seq"], one["hash"]) == (n, head.hex())
    assert [line["line"].split("\t")[4] for line in lines] == [
        *("DeskOpened", "SessionOpened", "CaseReceived", "PaperDrawn")
    ]
    assert cli("register", "export", "--stream", "510824-007.1").lines == lines
    assert cli("register", "export", "--stream", "510824-999.1").code == 3
    (state,) = cli("register", "verify", "--json").data
    assert (state["holds"], state["lines"], state["head"]) == (True, 4, head.hex())


def test_a_changed_line_breaks_the_chain(cli: CommandLine, case: str):
    with sqlite3.connect(cli.home / "desk.db") as link:
        link.execute("UPDATE register SET line=replace(line, '李㛃', '李丽') WHERE seq=3")
    link.close()
    ended = cli("register", "verify", "--json")
    assert ended.code == 7 and ended.data[0]["first_bad"] == 3
    assert "3" in cli("register", "verify").out


def test_rebuild_gives_the_same_rows(cli: CommandLine, case: str):
    before = cli("list", "--json").data
    with sqlite3.connect(cli.home / "desk.db") as link:
        link.execute("UPDATE case_row SET status='closed', applicant_name='nobody'")
    link.close()
    assert cli("list", "--json").data != before
    assert "4" in cli("rebuild").out
    assert cli("list", "--json").data == before


# -- hall and reports


def test_sync(cli: CommandLine, case: str, tmp_path: Path):
    settings = config.read_settings(cli.home)
    (tmp_path / "hall").mkdir()
    config.write_settings(cli.home, config.Settings(settings.window, hall=str(tmp_path / "hall"), demo=True))
    assert cli("sync", "--json").data == {"pushed": 4, "pulled": 0, "problems": [], "unreachable": None}
    assert "0" in cli("sync").out
    config.write_settings(cli.home, config.Settings(settings.window, hall=str(tmp_path / "gone" / "x"), demo=True))
    ended = cli("sync")
    assert ended.code == 6 and ended.out == "" and ended.err
    assert cli("sync", "--json").data["unreachable"]


def test_report_of_the_day(cli: CommandLine, case: str, tmp_path: Path):
    found = cli("report", "eod", "--format", "json").data
    assert found["total"]["received"] == 1 and found["balanced"] and found["window"] == "007"
    assert cli("report", "eod", "--date", "2026-11-20", "--format", "json").data["total"]["received"] == 0
    assert "日报" in (text := cli("report", "eod").out) and "\x1b" not in text
    assert cli("report", "eod", "--format", "csv", "--window", "all").out.startswith("\ufeff")
    paper = tmp_path / "eod.pdf"
    ended = cli("report", "eod", "--format", "pdf", "--out", str(paper))
    assert ended.code == 0 and ended.out.strip() == str(paper) and paper.read_bytes().startswith(b"%PDF")
    assert cli("report", "eod", "--format", "pdf").code == 2
    assert cli("report", "eod", "--date", "yesterday").code == 2
    assert cli("report", "eod", "--format", "csv", "--out", str(tmp_path / "no" / "x")).code == 4


def test_report_of_the_hall(cli: CommandLine, case: str, tmp_path: Path):
    settings = config.read_settings(cli.home)
    (tmp_path / "hall").mkdir()
    config.write_settings(cli.home, config.Settings(settings.window, hall=str(tmp_path / "hall"), demo=True))
    cli("sync")
    found = cli("report", "eod", "--source", "hall", "--format", "json").data
    assert found["source"] == "hall" and found["total"]["received"] == 1
    config.write_settings(cli.home, config.Settings(settings.window, hall=str(tmp_path / "gone" / "x"), demo=True))
    assert cli("report", "eod", "--source", "hall").code == 6
    config.write_settings(cli.home, config.Settings(settings.window, demo=True))
    assert cli("report", "eod", "--source", "hall").code == 6


# -- a desk that cannot be used


@pytest.mark.parametrize("words", ["list", "act", "rebuild", "register verify", "items list", "print"])
def test_a_damaged_file_is_a_sentence(cli: CommandLine, case: str, words: str):
    path = cli.home / "desk.db"
    whole = bytearray(path.read_bytes())
    whole[:4096] = b"\xff" * 4096
    path.write_bytes(whole)
    ended = cli(*words.split())
    assert ended.code == 5 and "windowdesk doctor" in ended.err and ended.out == ""
    assert path.read_bytes() == whole
    doctor = cli("doctor", "--json")
    assert doctor.code == 5 and any(one["level"] == "fault" for one in doctor.data)


def test_damage_in_the_middle_is_a_sentence(cli: CommandLine, case: str):
    path = cli.home / "desk.db"
    whole = bytearray(path.read_bytes())
    for page in range(1, len(whole) // 4096):
        whole[page * 4096 : page * 4096 + 64] = b"\xa5" * 64
    path.write_bytes(whole)
    for words in (("list",), ("show", case), ("register", "export"), ("rebuild",), ("report", "eod")):
        ended = cli(*words)
        assert ended.code == 5 and "windowdesk doctor" in ended.err, (words, ended)
    assert cli.act({"do": "AcceptCase", "case_id": case}).code == 5
    assert cli("doctor").code == 5


def test_any_damage_is_a_sentence_or_nothing(cli: CommandLine, case: str):
    path = cli.home / "desk.db"
    whole = path.read_bytes()
    for seed in range(24):
        chance = random.Random(seed)
        changed = bytearray(whole)
        for _ in range(chance.choice((1, 20, 400))):
            changed[chance.randrange(len(changed))] = chance.randrange(256)
        for words in (("list",), ("show", case), ("rebuild",), ("items", "list"), ("register", "export"), ("doctor",)):
            path.write_bytes(changed)
            for beside in cli.home.glob("desk.db-*"):
                beside.unlink()
            ended = cli(*words)
            assert ended.code in (0, 3, 5, 7), (seed, words, ended.err)
            assert ended.code == 0 or ended.err or words == ("doctor",)


def test_settings_that_cannot_be_read_are_a_sentence(cli: CommandLine):
    for content in (b"window = ", b"\xff\xfe", b'window = "7"\n', b'colour = "red"\n'):
        (cli.home / "windowdesk.toml").write_bytes(content)
        ended = cli("list", now=None)
        assert ended.code == 5 and "windowdesk.toml" in ended.err


@pytest.mark.skipif(sys.platform == "win32", reason="locks differ")
def test_another_program_holds_the_desk(cli: CommandLine, case: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(connection, "WAIT", 0.2)
    script = (
        "import fcntl, sys; held = open(sys.argv[1], 'ab'); fcntl.flock(held, fcntl.LOCK_EX); "
        "print('held', flush=True); sys.stdin.read()"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", script, str(cli.home / "desk.lock")], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    with holder:
        assert holder.stdout is not None and holder.stdout.readline() == b"held\n"
        for words in ("act", "list", "rebuild"):
            ended = cli(words)
            assert ended.code == 5 and "占用" in ended.err and ended.out == ""
    assert [row["case"] for row in cli("list", "--json").data] == [case]


def test_another_program_writes_in_the_file(cli: CommandLine, case: str):
    link = sqlite3.connect(cli.home / "desk.db", isolation_level=None)
    link.execute("BEGIN EXCLUSIVE")
    ended = cli("rebuild")
    link.execute("ROLLBACK")
    link.close()
    assert ended.code == 5 and "占用" in ended.err
    desk = Desk.open(cli.home)
    assert register.verify(desk.store.read(), desk.stream) == 0
    desk.close()
    assert [row["case"] for row in cli("list", "--json").data] == [case]


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_home_that_cannot_be_written_is_a_sentence(cli: CommandLine):
    (cli.home / "desk.lock").chmod(0o400)
    assert cli("list").code == 5


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are POSIX")
@pytest.mark.parametrize(("second", "code"), [("13579", 0), ("13578", 4)])
def test_a_pin_is_asked_twice_and_not_shown(cli: CommandLine, second: str, code: int):
    import pty

    master, slave = pty.openpty()
    words = [sys.executable, "-m", "windowdesk", "--home", str(cli.home), "staff", "pin", "1001"]
    running = subprocess.Popen(words, stdin=slave, stdout=slave, stderr=slave, cwd=ROOT, start_new_session=True)
    os.close(slave)
    seen = b""
    for typed, prompt in (("13579", "的新口令"), (second, "再输一次")):
        while prompt.encode() not in seen:
            seen += os.read(master, 1024)
        os.write(master, typed.encode() + b"\n")
    assert running.wait(timeout=30) == code
    seen += os.read(master, 1024)
    os.close(master)
    assert b"1357" not in seen
    assert ("refused" in cli.act().lines[0]) == (code == 0)


def test_a_reader_that_leaves_is_no_failure_to_explain(cli: CommandLine):
    script = f"{sys.executable} -m windowdesk --home {cli.home} items list --json | head -c 10"
    ended = subprocess.run(["/bin/sh", "-c", script], capture_output=True, text=True, cwd=ROOT, check=False)
    assert len(ended.stdout) == 10 and ended.stderr == ""


@pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX shell")
def test_a_start_without_any_stream_is_no_failure(cli: CommandLine):
    for words, code in (("act", 0), ("", 2), ("list", 0)):
        script = f"{sys.executable} -m windowdesk --home {cli.home} {words} <&- >&- 2>&-"
        assert subprocess.run(["/bin/sh", "-c", script], cwd=ROOT, check=False).returncode == code
