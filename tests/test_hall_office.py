"""The hall's office at the command line: build, let in, shut out, look, check, carry away; and how it is reached."""

from __future__ import annotations

import json
from contextlib import closing

import commandline
import hall_fixtures
import pytest
from commandline import CommandLine
from hall_fixtures import Postgres

from windowdesk.hall import open_hall
from windowdesk.hall.interface import Foreign, HallUnreachable
from windowdesk.models.wire import GENESIS, chain

with_pins, cli = commandline.with_pins, commandline.cli
postgres_place = hall_fixtures.postgres_place
RECEIVE = {
    "do": "ReceiveApplication",
    "items": ["101"],
    "applicant": {"kind": "person", "name": "李㛃", "number": "510824198001010018", "phone": "13800000001"},
    "materials": [{"name": "营业执照"}],
}


def set_hall(cli: CommandLine, setting: str) -> None:
    """Write another hall into the desk's settings."""
    path = cli.home / "windowdesk.toml"
    lines = [line for line in path.read_text("utf-8").splitlines() if not line.startswith("hall =")]
    path.write_text("\n".join([*lines, f"hall = {json.dumps(setting)}"]) + "\n", "utf-8")


def test_a_hall_on_postgresql_from_nothing_to_a_checked_whole(cli: CommandLine, postgres_place: Postgres) -> None:
    """The administrator builds it, lets window 007 in by a login of its own; the desk syncs; the office checks."""
    owner = ("--hall", postgres_place.setting)
    assert "0001_walls.sql" in cli("hall", "init", *owner).out
    login = f"{postgres_place.name}_007"
    granted = cli("hall", "grant", "007", "--login", login, *owner)
    assert granted.code == 0
    address = granted.out.strip()
    try:
        set_hall(cli, address)
        assert cli.act(RECEIVE).code == 0
        assert cli("sync").code == 0
        status = cli("hall", "status", "--json", *owner).data
        assert [one["stream"] for one in status["registers"]] == ["510824-007.1"]
        assert status["registers"][0]["lines"] == 4
        assert status["logins"][0]["registers"] == "510824-007.*"
        assert "市场监督管理局" in status["logins"][0]["reads"]
        seen = cli("hall", "verify", "--json", *owner).data
        assert seen == {"events": 4, "registers": 1, "feeds": 1, "signed": 1, "faults": []}
        head = GENESIS
        for line in cli("hall", "export", *owner).lines:
            head = chain(head, line["line"])
            assert line["hash"] == head.hex()
        assert cli("hall", "revoke", login, *owner).code == 0
        assert cli("sync").code == 6
    finally:
        postgres_place.admin(f"DROP OWNED BY {login}")
        postgres_place.run("DROP SCHEMA public CASCADE")
        postgres_place.admin(f"DROP ROLE {login}")


def test_a_desk_login_cannot_read_the_whole_hall(cli: CommandLine, postgres_place: Postgres) -> None:
    owner = ("--hall", postgres_place.setting)
    cli("hall", "init", *owner)
    login = f"{postgres_place.name}_008"
    address = cli("hall", "grant", "008", "--login", login, *owner).out.strip()
    try:
        for verb in ("verify", "export"):
            ended = cli("hall", verb, "--hall", address)
            assert (ended.code, ended.out) == (1, "")
    finally:
        postgres_place.run("DROP SCHEMA public CASCADE")
        postgres_place.admin(f"DROP ROLE {login}")


def test_the_embedded_hall_has_no_logins_and_can_be_checked(cli: CommandLine) -> None:
    hall = cli.home.parent / "hall"
    hall.mkdir()
    set_hall(cli, str(hall))
    assert cli("hall", "init").code == 0
    assert cli("hall", "grant", "007").code == 2
    cli.act(RECEIVE)
    cli("sync")
    assert cli("hall", "verify").code == 0
    assert cli("hall", "status").out.count("510824-007.1") == 1


def test_after_a_restore_the_office_sees_who_has_not_come_back_and_what_was_given_back(cli: CommandLine) -> None:
    hall = cli.home.parent / "hall"
    hall.mkdir()
    set_hall(cli, str(hall))
    cli.act(RECEIVE)
    cli("sync")
    assert cli("hall", "status", "--json").data["awaited"] == []
    assert "510824-007.1" in cli("hall", "restored").out
    status = cli("hall", "status", "--json").data
    assert (status["awaited"], status["salvaged"]) == (["510824-007.1"], [])
    with closing(open_hall(str(hall))) as opened:
        (line,), _ = hall_fixtures.written("510824-008.1", ["市场监督管理局"])
        opened.salvage("510824-007.1", [Foreign("510824-008.1", 1, b"\1" * 32, line)])
    assert "510824-008.1 1" in cli("hall", "status").out
    cli("sync")
    status = cli("hall", "status", "--json").data
    assert status["awaited"] == []
    assert [(one["stream"], one["seq"], one["from"], one["line"]) for one in status["salvaged"]] == [
        ("510824-008.1", 1, "510824-007.1", line)
    ]


def test_a_changed_hall_does_not_verify(cli: CommandLine, postgres_place: Postgres) -> None:
    set_hall(cli, postgres_place.setting)
    cli.act(RECEIVE)
    cli("sync")
    postgres_place.run("UPDATE event SET line = replace(line, '李㛃', '李四')")
    ended = cli("hall", "verify")
    assert ended.code == 7
    assert "510824-007.1" in ended.out


def test_an_unknown_window_or_login_is_told(cli: CommandLine, postgres_place: Postgres) -> None:
    owner = ("--hall", postgres_place.setting)
    cli("hall", "init", *owner)
    assert "999" in cli("hall", "grant", "999", *owner).err
    assert cli("hall", "revoke", "nobody", *owner).code == 4


@pytest.mark.parametrize("address", ["10.0.0.9", "hall.example"])
def test_off_this_machine_the_line_is_encrypted_or_there_is_none(address: str) -> None:
    for less in ("disable", "allow", "prefer"):
        with pytest.raises(ValueError, match="sslmode"):
            open_hall(f"postgresql://desk@{address}/hall?sslmode={less}")
    open_hall(f"postgresql://desk@{address}/hall?sslmode=verify-ca").close()


def test_a_server_without_encryption_is_not_talked_to() -> None:
    """A name that never exists stands for another machine."""
    hall = open_hall("postgresql://desk@hall.invalid/hall", timeout=1.0)
    with pytest.raises(HallUnreachable):
        hall.time()
    hall.close()


@pytest.mark.parametrize("verb", [("init",), ("revoke", "desk"), ("status",)])
def test_the_office_too_is_refused_an_open_line(cli: CommandLine, verb: tuple[str, ...]) -> None:
    ended = cli("hall", *verb, "--hall", "postgresql://owner@hall.example/hall?sslmode=disable")
    assert (ended.code, ended.out) == (2, "")
    assert "sslmode" in ended.err


def test_the_office_says_what_the_database_refused(cli: CommandLine, postgres_place: Postgres) -> None:
    """No walls stand here yet: there is nobody to let in."""
    ended = cli("hall", "revoke", "desk", "--hall", postgres_place.setting)
    assert (ended.code, ended.out) == (1, "")
    assert "desk_login" in ended.err
