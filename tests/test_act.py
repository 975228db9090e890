"""A desk driven by JSON Lines: whatever comes in, each line gets its answer and the stream goes on."""

from __future__ import annotations

import itertools
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import commandline
import desks
import msgspec
import pytest
import steps
from commandline import NOW, PINS, CommandLine
from making import made

from windowdesk.cli import lines
from windowdesk.desk import Desk
from windowdesk.models.commands import COMMANDS
from windowdesk.models.numbers import masked_id, masked_phone
from windowdesk.models.refusal import Refused
from windowdesk.store import register

with_pins, cli = commandline.with_pins, commandline.cli

PERSON = desks.person()
MATERIALS = ["食品经营许可申请书", "营业执照", "经营场所平面布局和设备布局图", "食品安全管理制度文本"]
HEAD = {"staff": "1003", "pin": PINS["1003"]}


def application(**changes: Any) -> dict[str, Any]:
    """A line that receives an application."""
    applicant = {
        "kind": "person",
        "name": PERSON.name,
        "number": PERSON.number,
        "phone": PERSON.phone,
        "address": PERSON.address,
    }
    applicant |= changes.pop("applicant", {})
    base = {"do": "ReceiveApplication", "items": ["101"], "applicant": applicant}
    return base | {"materials": [{"name": name} for name in MATERIALS]} | changes


@pytest.fixture
def other(
    cli: CommandLine,
    prepared_neighbour: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> CommandLine:
    """The command line of window 008, whose head has a PIN."""
    (tmp_path / "neighbour").mkdir()
    home = desks.copied(prepared_neighbour, tmp_path / "neighbour")
    desk = Desk.open(home)
    desk.set_pin("1082", "7531")
    desk.close()
    return CommandLine(home, monkeypatch, capsys)


def exchange(giver: CommandLine, taker: CommandLine) -> None:
    """What one desk wrote reaches the other."""
    here, there = Desk.open(giver.home), Desk.open(taker.home)
    steps.carry(here, there)
    here.close()
    there.close()


def written(home: Path) -> int:
    """How many lines the register has."""
    desk = Desk.open(home)
    try:
        assert register.verify(desk.store.read(), desk.stream) == 0
        return desk.reading.sync_state().written
    finally:
        desk.close()


def test_a_case_from_the_counter_to_the_post(cli: CommandLine):
    received = cli.act(application()).lines
    assert [line["done"] for line in received] == ["SignIn", "ReceiveApplication"]
    case = received[1]["cases"][0]
    steps = [
        {"do": "AcceptCase", "case_id": case},
        {"do": "ReviewCase", "case_id": case},
        {"do": "CheckCase", "case_id": case, "as": HEAD},
        {"do": "DecideCase", "case_id": case, "as": HEAD},
        {"do": "MakeCertificate", "case_id": case},
        {"do": "StampCertificate", "case_id": case, "as": HEAD},
        {"do": "PostResult", "case_id": case, "mail_no": desks.MAIL_NO},
        {"do": "ConfirmDelivery", "case_id": case, "on": "2026-11-23"},
        {"do": "Print"},
    ]
    ended = cli.act(*steps)
    assert ended.code == 0, ended.out
    *acts, printed = ended.lines
    assert [line["done"] for line in acts[1:]] == [step["do"] for step in steps[:-1]]
    assert [line["line"] for line in ended.lines] == list(range(1, 11))
    assert len(printed["files"]) == 7 and all(Path(file).is_file() for file in printed["files"])
    assert printed["problems"] == []
    stamped = acts[6]["events"][0]
    assert stamped["kind"] == "CertificateStamped" and stamped["by"] == "1003" and stamped["window"] == "007"
    assert stamped["stream"] == "510824-007.1" and len(stamped["hash8"]) == 8 and stamped["at"][:16] == NOW


def test_a_second_person_acts_for_one_line_only(cli: CommandLine):
    case = cli.act(application()).lines[1]["cases"][0]
    lines = cli.act(
        {"do": "AcceptCase", "case_id": case, "as": HEAD},
        {"do": "ReviewCase", "case_id": case},
        {"do": "CheckCase", "case_id": case},
        {"do": "CheckCase", "case_id": case, "as": {"staff": "1003", "pin": "0000"}},
    ).lines
    assert lines[1]["events"][0]["by"] == "1003"
    assert lines[2]["events"][0]["by"] == "1001"
    assert [line["refused"] for line in lines[3:]] == ["same_person", "wrong_pin"]


def test_refusals_carry_reason_article_and_both_sentences(cli: CommandLine):
    ended = cli.act(application(materials=[{"name": MATERIALS[0]}]))
    case = ended.lines[1]["cases"][0]
    ended = cli.act({"do": "AcceptCase", "case_id": case})
    assert ended.code == 3
    refused = ended.lines[1]
    assert refused["refused"] == "materials_missing"
    assert refused["article"] == "行政许可法 第三十二条第一款第四项"
    assert "营业执照" in refused["told"]["materials"]
    assert "一次告知" in refused["sentence"]["zh"] and "at once" in refused["sentence"]["en"]


def test_nobody_acts_before_signing_in(cli: CommandLine):
    before = written(cli.home)
    ended = cli.act(application(), {"do": "SignIn", "staff": "1001", "pin": "1111"}, application(), sign_in=False)
    assert [line["refused"] for line in ended.lines] == ["not_signed_in", "wrong_pin", "not_signed_in"]
    assert (ended.code, written(cli.home)) == (3, before)


def test_stop_ends_at_the_first_refusal(cli: CommandLine):
    before = written(cli.home)
    ended = cli.act({"do": "AcceptCase", "case_id": "1"}, application(), options=("--stop",))
    assert len(ended.lines) == 2 and ended.code == 3
    assert written(cli.home) == before


def test_personal_numbers_are_masked_unless_asked(cli: CommandLine):
    masked = cli.act(application(), {"do": "Print"})
    assert PERSON.number not in masked.out and PERSON.phone not in masked.out
    assert masked_id(PERSON.number) in masked.out and masked_phone(PERSON.phone) in masked.out
    other = desks.person(2)
    full = cli.act(application(applicant={"number": other.number, "phone": other.phone}), options=("--full",))
    assert other.number in full.out and other.phone in full.out


@pytest.mark.parametrize("kind", COMMANDS.values(), ids=COMMANDS)
def test_every_command_comes_through_json_as_it_was(kind: type):
    words = itertools.count()
    asked = made(kind, lambda: f"字{next(words)}")
    raw = json.dumps({"do": kind.__name__, **msgspec.to_builtins(asked)}).encode()
    assert lines.command(lines.parsed(raw)) == asked
    with pytest.raises(Refused, match="command_malformed"):
        lines.command(lines.parsed(raw[:-1] + b', "colour": "red"}'))


def test_a_date_a_list_and_a_party_are_plain_json(cli: CommandLine):
    holder = {"kind": "organisation", "name": desks.COMPANY.name, "number": desks.COMPANY.number}
    line = {
        "do": "OpenProceeding",
        "certificate": "JY25108240000001",
        "way": "revoke",
        "ground": "第六十九条第一款第四项",
        "facts": "现场检查发现经营场所与许可不符。",
        "item": "101",
        "holder": holder | {"phone": desks.COMPANY.phone},
    }
    wrong = line | {"ground": "第七十条第一项"}
    ended = cli.act(wrong | {"as": HEAD}, line | {"as": HEAD})
    refused, opened = ended.lines[1:]
    assert (refused["refused"], refused["article"]) == ("ground_unlawful", "行政许可法 第六十九条")
    assert "第七十条第一项" in refused["sentence"]["zh"] and "no ground" in refused["sentence"]["en"]
    received = opened["events"][0]
    assert received["kind"] == "CaseReceived" and received["by"] == "1003"
    assert received["event"]["about"] == "JY25108240000001" and received["event"]["ground"] == line["ground"]
    assert received["event"]["applicant"]["name"] == desks.COMPANY.name


def test_an_extension_tells_its_dates_and_who_must_approve(cli: CommandLine):
    case = cli.act(application(), now="2026-11-02T09:30").lines[1]["cases"][0]
    extend = {"do": "ExtendDecision", "case_id": case, "reasons": "需要征求上级意见", "approval": "苍市监延〔2026〕1号"}
    ended = cli.act(
        {"do": "AcceptCase", "case_id": case},
        extend | {"approver": "王敏"},
        extend | {"approver": "周远征"},
        extend | {"approver": "周远征"},
        now="2026-11-02T10:00",
    )
    wrong, done, again = ended.lines[2:]
    assert (wrong["refused"], wrong["article"]) == ("approver_wrong", "行政许可法 第四十二条第一款")
    assert "市场监督管理局" in wrong["sentence"]["zh"] and "must approve" in wrong["sentence"]["en"]
    event = done["events"][0]["event"]
    assert (event["before"]["on"], event["statutory_due"]["on"]) == ("2026-11-30", "2026-12-14")
    assert again["refused"] == "extended_already" and again["told"]["due"] == "2026-12-14"


def test_an_opinion_is_asked_here_and_given_there(cli: CommandLine, other: CommandLine):
    joint = application(items=["110"], materials=[{"name": "开办餐饮店一件事申请表"}, {"name": "营业执照"}])
    received = cli.act(joint).lines[1]
    case, listed = received["cases"][0], received["events"][0]["event"]["materials"]
    handed = [{"name": line["name"]} for line in listed if line["state"] == "missing"]
    ended = cli.act(
        {"do": "SupplementMaterials", "case_id": case, "materials": handed},
        {"do": "AcceptCase", "case_id": case},
        {"do": "AskOpinions", "case_id": case},
        {"do": "AskOpinions", "case_id": case, "departments": ["消防救援大队"], "days": 3},
    )
    asked, again = ended.lines[-2:]
    assert [entry["kind"] for entry in asked["events"]].count("OpinionAsked") == 2
    assert (again["refused"], again["article"]) == ("already_asked", "行政许可法 第二十六条第二款")
    exchange(cli, other)
    sign_in = {"do": "SignIn", "staff": "1082", "pin": "7531"}
    given = other.act(
        sign_in,
        {"do": "GiveOpinion", "opinion_id": f"{case}-01", "answer": "maybe"},
        {"do": "GiveOpinion", "opinion_id": f"{case}-01", "answer": "disagree"},
        {"do": "GiveOpinion", "opinion_id": f"{case}-01", "answer": "disagree", "reasons": "疏散通道不足。"},
        {"do": "GiveOpinion", "opinion_id": f"{case}-01", "answer": "agree"},
        {"do": "GiveOpinion", "opinion_id": f"{case}-02", "answer": "agree"},
        {"do": "AcknowledgeCopy", "opinion_id": f"{case}-09"},
        sign_in=False,
    ).lines[1:]
    assert [line.get("refused", line.get("done")) for line in given] == [
        "answer_unlawful",
        "reason_missing",
        "GiveOpinion",
        "opinion_settled",
        "GiveOpinion",
        "opinion_unknown",
    ]
    assert "不同意" in given[0]["sentence"]["zh"] and given[0]["told"] == {"answer": "maybe"}
    assert given[2]["events"][0]["event"]["reasons"] == "疏散通道不足。"
    exchange(other, cli)
    ended = cli.act(
        {"do": "ReviewCase", "case_id": case},
        {"do": "CheckCase", "case_id": case, "as": HEAD},
        {"do": "DecideCase", "case_id": case, "as": HEAD},
        {"do": "DecideCase", "case_id": case, "reasons": "已责令整改并复查合格。", "as": HEAD},
    )
    against, decided = ended.lines[-2:]
    assert (against["refused"], against["article"]) == ("opinion_against", "行政许可法 第二十六条第二款")
    assert "消防救援大队" in against["sentence"]["en"]
    assert decided["events"][0]["kind"] == "DecisionMade"


def test_the_telephone_of_an_interested_party_is_masked(cli: CommandLine):
    case = cli.act(application()).lines[1]["cases"][0]
    party = {"do": "TellParty", "case_id": case, "name": "邻居甲", "interest": "相邻", "phone": "13912345678"}
    ended = cli.act({"do": "AcceptCase", "case_id": case}, party)
    assert ended.lines[2]["events"][0]["event"]["phone"] == masked_phone("13912345678")
    assert "13912345678" not in ended.out


MALFORMED = [
    ({"colour": "red"}, "colour"),
    ({"applicant": {"colour": "red"}}, "applicant.colour"),
    ({"materials": [{"name": "营业执照", "colour": "red"}]}, "materials.colour"),
    ({"items": 5}, "$.items"),
    ({"items": ["101", 7]}, "$.items"),
    ({"applicant": {"kind": "ghost"}}, "$.applicant.kind"),
    ({"applicant": {"name": 5}}, "$.applicant.name"),
    ({"agent": "somebody"}, "$.agent"),
    ({"about_until": "2026-13-01"}, "$.about_until"),
    ({"green": "yes"}, "$.green"),
]


def test_a_field_that_does_not_fit_is_named(cli: CommandLine):
    ended = cli.act(*(application(**changes) for changes, _ in MALFORMED))
    for answer, (_, field) in zip(ended.lines[1:], MALFORMED, strict=True):
        assert answer["refused"] == "command_malformed" and field in answer["told"]["field"]
    assert ended.code == 3


HOSTILE = [
    (application(applicant={"name": "李\x00㛃"}), "text_unprintable", "U+0000"),
    (application(applicant={"name": "\x1b[2J李"}), "text_unprintable", "U+001B"),
    (application(applicant={"name": "李\u202e㛃"}), "text_unprintable", "U+202E"),
    (application(applicant={"name": "李" * 10_000}), "text_too_long", "10000"),
    ({"do": "AcceptCase", "case_id": "\x1b[31m"}, "text_unprintable", "U+001B"),
    ({"do": "\x1b[31mFly"}, "command_unknown", ""),
    ({"do": "SignIn", "staff": "\x00", "pin": "1"}, "wrong_pin", ""),
    ({"do": "SignIn", "staff": "1" * 10_000, "pin": "1"}, "wrong_pin", ""),
    ({"do": "SignIn", "staff": 1001, "pin": 2468}, "command_malformed", ""),
    ({"do": "SignIn", "staff": "1001", "pin": "2468", "colour": "red"}, "command_malformed", ""),
    ({"do": "Print", "colour": "red"}, "command_malformed", ""),
    ({"do": "__class__"}, "command_unknown", ""),
]


def test_hostile_text_is_refused_and_leaves_no_escape(cli: CommandLine):
    before = written(cli.home)
    ended = cli.act(*(line for line, _, _ in HOSTILE))
    for answer, (_, reason, character) in zip(ended.lines[1:], HOSTILE, strict=True):
        assert answer["refused"] == reason
        assert character in str(answer["told"])
    assert "\x1b" not in ended.out + ended.err and "\u202e" not in ended.out
    assert written(cli.home) == before


def test_markup_is_text(cli: CommandLine):
    name = "[bold]李[/bold] <b>㛃</b>"
    ended = cli.act(application(applicant={"name": name}))
    case = ended.lines[1]["cases"][0]
    assert ended.lines[1]["events"][0]["event"]["applicant"]["name"] == name
    assert name in cli("show", case).out and name in cli("list").out


NO_COMMANDS = [
    b"not json",
    b"\xff\xfe\x00",
    b'{"do": "AcceptCase", "case_id": "\xff"}',
    b'{"do": "AcceptCase", "case_id": "\\ud800"}',
    b'{"do": "AcceptCase", "case_id": "\x00"}',
    b"[" * 100_000,
    b'{"do": ' + b"[" * 50_000 + b"]" * 50_000 + b"}",
    b'{"do": "AcceptCase", "case_id": "' + b"x" * (2 << 20) + b'"}',
    b"[1, 2]",
    b'"AcceptCase"',
    b'{"case_id": "1"}',
    b'{"do": 5}',
    b'{"do": "AcceptCase", "as": "1003"}',
    b'{"do": "AcceptCase"',
    b"9" * 5000,
]


def test_a_line_that_is_no_command_is_an_error_and_the_stream_goes_on(cli: CommandLine):
    ended = cli.act(*NO_COMMANDS, application())
    assert ended.code == 4
    *errors, received = ended.lines[1:]
    assert [set(answer) for answer in errors] == [{"error", "line"}] * len(NO_COMMANDS)
    assert [answer["line"] for answer in errors] == list(range(2, len(NO_COMMANDS) + 2))
    assert received["done"] == "ReceiveApplication"


def test_blank_lines_and_a_byte_order_mark_are_passed_over(cli: CommandLine):
    sign_in = json.dumps({"do": "SignIn", "staff": "1001", "pin": "2468"}).encode()
    ended = cli.act(b"\xef\xbb\xbf" + sign_in, b"", b"   \r", {"do": "Print"}, sign_in=False)
    assert [line["done"] for line in ended.lines] == ["SignIn", "Print"]
    assert [line["line"] for line in ended.lines] == [1, 4]


def test_what_time_brought_about_is_told_first(cli: CommandLine):
    case = cli.act(application()).lines[1]["cases"][0]
    ended = cli.act({"do": "AcceptCase", "case_id": case}, now="2026-12-01T09:00")
    assert ended.lines[1]["refused"] == "wrong_state"
    history = cli("show", case, "--json", now="2026-12-01T09:01").data
    assert history["deemed"] is True and history["accepted_on"] == "2026-11-23"


def test_a_secret_matter_leaves_no_trace(cli: CommandLine):
    before = written(cli.home)
    ended = cli.act(application(items=["990"], materials=[]), {"do": "ReferMatter", "item": "990"})
    assert [line["refused"] for line in ended.lines[1:]] == ["item_secret", "item_secret"]
    assert "测绘" not in ended.out and written(cli.home) == before


@pytest.mark.skipif(sys.platform == "win32", reason="file limits are POSIX")
def test_a_full_disk_loses_nothing_and_writes_no_half(cli: CommandLine):
    import resource

    limit = 192 * 1024
    lines = [{"do": "SignIn", "staff": "1001", "pin": "2468"}]
    lines += [application(applicant={"number": desks.citizen(n)}) for n in range(1, 60)]
    ended = subprocess.run(
        [sys.executable, "-m", "windowdesk", "--home", str(cli.home), "--now", NOW, "act"],
        input="\n".join(json.dumps(line) for line in lines).encode(),
        capture_output=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
        env={**os.environ, "WINDOWDESK_LANG": "en"},
        cwd=Path(__file__).parent.parent,
        check=False,
        timeout=60,
    )
    answers = [json.loads(line) for line in ended.stdout.splitlines()]
    assert ended.returncode == 5, ended.stderr.decode()
    assert answers[-1]["refused"] == "disk_full" and "nothing was lost" in answers[-1]["sentence"]["en"]
    done = [line["cases"][0] for line in answers if line.get("done") == "ReceiveApplication"]
    assert 0 < len(done) < 59
    assert [row["case"] for row in cli("list", "--json").data] == done
    assert cli("register", "verify").code == 0 and cli("rebuild").code == 0
    assert [row["case"] for row in cli("list", "--json").data] == done
    assert cli.act(application(applicant={"number": desks.citizen(99)})).code == 0
