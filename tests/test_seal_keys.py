"""The keys of seals: the doctor names one that is missing or ends, and one command has it certified or renewed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import desks
import pytest
from commandline import CommandLine
from desks import DATA, at
from test_office import NINE, set_up
from test_opinions import exchange

from windowdesk import i18n
from windowdesk.desk import Desk, office
from windowdesk.desk.doctor import examine
from windowdesk.models.refusal import Reason, Refused
from windowdesk.sealing import create_authority

OLD, NEW = "007-window-scjg", "007-window-scjg-2"


class Hall:
    """The hall office and window 007, whose organ has a new seal, for every window, since the desk was set up."""

    def __init__(self, folder: Path) -> None:
        (folder / "hall").mkdir()
        self.authority = folder / "ca"
        found = (str(folder / "hall"), DATA / "demo-hall.toml", DATA / "items.toml")
        self.bureau = set_up(folder / "bureau", "000", *found)
        self.window = set_up(folder / "window", "007", *found)
        self.keys = self.window.home / "keys"
        self.before = self.held()
        anew = folder / "anew.toml"
        before, _, after = (DATA / "demo-hall.toml").read_text(encoding="utf-8").partition(f'"{OLD}"')
        after = after.replace('window = "007"', 'window = ""', 1)
        anew.write_text(f'{before}"{NEW}"{after}', encoding="utf-8")
        office.publish(self.bureau, NINE)
        office.publish(self.bureau, NINE, files=office.Files(hall=anew))
        exchange(self.bureau, self.window)

    def held(self) -> dict[str, bytes]:
        """Every file of the window's keys."""
        return {path.name: path.read_bytes() for path in self.keys.iterdir()}

    def faults(self, desk: Desk | None = None, when: str = "2026-11-23 10:00") -> list[str]:
        """What the doctor says of seals."""
        return [one.sentence for one in examine((desk or self.window).home, at(when)) if one.topic == "seal"]


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    """An embedded hall."""
    found = Hall(tmp_path)
    yield found
    found.bureau.close()
    found.window.close()


@pytest.fixture
def cli(hall: Hall, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    """The command line of the window, the authority's passphrase in the environment."""
    monkeypatch.setenv("WINDOWDESK_AUTHORITY_PASSPHRASE", "demo")
    return CommandLine(hall.window.home, monkeypatch, capsys)


def test_a_new_seal_stamps_papers_once_its_key_is_certified(hall: Hall, cli: CommandLine) -> None:
    name, run = "苍溪县市场监督管理局行政审批专用章", "windowdesk seals issue --authority"
    assert hall.faults() == [f"{name}: 找不到印章密钥文件，请运行 {run} 印章签发文件夹"]
    assert hall.faults(hall.bureau) == [], "the hall office draws no papers"
    i18n.choose("en")
    assert hall.faults() == [f"{name}: The seal's key file is missing or cannot be read: run {run} FOLDER"]
    i18n.choose("zh")
    with pytest.raises(Refused) as refused:
        desks.receive(hall.window)
    assert refused.value.reason is Reason.SEAL_NOT_READY

    issued = cli("seals", "issue", "--authority", str(hall.authority))
    assert (issued.code, issued.out, issued.err) == (0, f"{name} 可以使用\n", "")
    assert hall.faults() == []
    made = hall.held()
    assert {key: made[key] for key in hall.before} == hall.before, "what was there stays"
    assert len(made) == len(hall.before) + 1
    assert hall.window.seal_key(NEW).stat().st_mode & 0o777 == 0o600

    desks.receive(hall.window)
    (paper,) = cli("print", "--json").data
    found = cli("verify", paper["file"])
    assert (found.code, found.out.splitlines()[0]) == (0, "印章有效，文书未被改动")

    again = cli("seals", "issue", "--authority", str(hall.authority))
    assert (again.code, again.out) == (0, "本窗口的印章都有密钥\n")
    assert hall.held() == made


def test_the_authority_beside_an_embedded_hall_need_not_be_named(hall: Hall, cli: CommandLine, tmp_path: Path) -> None:
    hall.authority.rename(tmp_path / "hall" / "ca")
    assert cli("seals", "issue").code == 0
    assert hall.faults() == []


@pytest.mark.parametrize(
    ("why", "chinese", "english"),
    [
        ("empty", "没有印章签发密钥 ca.p12", "holds no ca.p12"),
        ("nowhere", "没有印章签发密钥 ca.p12", "holds no ca.p12"),
        ("another", "不是本窗口信任的印章签发机构", "is not the authority that this desk trusts"),
        ("untrusting", "不是本窗口信任的印章签发机构", "is not the authority that this desk trusts"),
        ("passphrase", "印章签发口令不对", "Wrong passphrase of the authority"),
        ("ended", "印章密钥没有全部做成", "could not all be made"),
    ],
)
def test_no_key_is_made_that_nobody_could_trust(
    hall: Hall, cli: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, why: str, chinese: str, english: str
) -> None:
    folder, now = tmp_path / "other", "2026-11-23T09:30"
    match why:
        case "empty":
            folder.mkdir()
        case "another":
            folder.mkdir()
            create_authority(folder, "另一个大厅", at(desks.SETUP_DAY), passphrase=b"demo")
        case "untrusting":
            folder = hall.authority
            (hall.keys / "ca.pem").unlink()
        case "passphrase":
            folder = hall.authority
            monkeypatch.setenv("WINDOWDESK_AUTHORITY_PASSPHRASE", "wrong")
        case "ended":
            folder, now = hall.authority, "2037-01-04T09:00"
    before, there = hall.held(), sorted(folder.glob("*"))
    for language, sentence in (("zh", chinese), ("en", english)):
        ended = cli("--lang", language, "seals", "issue", "--authority", str(folder), now=now)
        assert ended.code == 4
        assert sentence in ended.err
    assert hall.held() == before
    assert sorted(folder.glob("*")) == there, "no authority is made"


def test_the_passphrase_is_not_left_out(hall: Hall, cli: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WINDOWDESK_AUTHORITY_PASSPHRASE")
    assert cli("seals", "issue", "--authority", str(hall.authority), stdin="\n").code == 2
    assert cli("seals", "issue", "--authority", str(hall.authority), stdin="demo\n").code == 0


RENEWED = "苍溪县市场监督管理局行政审批专用章 已换发"


def test_a_certificate_that_ends_is_told_before_and_renewed_by_one_command(hall: Hall, cli: CommandLine) -> None:
    assert cli("seals", "issue", "--authority", str(hall.authority), now="2026-01-05T08:00").code == 0
    early = hall.held()
    none_yet = cli("seals", "renew", "--authority", str(hall.authority), now="2028-10-20T09:00")
    assert (none_yet.code, none_yet.out, none_yet.err) == (0, "没有印章证书在两个月内到期\n", "")
    assert hall.held() == early
    assert hall.faults(when="2028-10-20 09:00") == []

    soon = hall.faults(when="2028-12-20 09:00")
    assert len(soon) == len(hall.window.setting.own_seals)
    assert all("到期，请运行 windowdesk seals renew 换发" in one for one in soon)
    i18n.choose("en")
    assert all("ends on 2029-01-0" in one for one in hall.faults(when="2028-12-20 09:00"))
    i18n.choose("zh")

    renewed = cli("seals", "renew", "--authority", str(hall.authority), now="2028-12-20T09:00")
    assert (renewed.code, renewed.err) == (0, "")
    assert len(renewed.out.splitlines()) == len(soon)
    assert RENEWED in renewed.out
    assert hall.faults(when="2028-12-20 09:00") == []
    late = hall.held()
    assert {name for name in late if late[name] != early[name]} == {
        hall.window.seal_key(seal.id).name for seal in hall.window.setting.own_seals
    }
    assert all((hall.keys / name).stat().st_mode & 0o777 == 0o600 for name in late)
    assert cli("seals", "renew", "--authority", str(hall.authority), now="2028-12-20T09:00").out.startswith("没有")


def test_a_desk_whose_certificate_has_ended_goes_on_when_it_is_renewed(hall: Hall, cli: CommandLine) -> None:
    assert cli("seals", "issue", "--authority", str(hall.authority)).code == 0
    desks.receive(hall.window)
    (before,) = cli("print", "--json").data
    with pytest.raises(Refused) as refused:
        desks.receive(hall.window, "2029-12-03 09:30", applicant=desks.person(2))
    assert refused.value.reason is Reason.SEAL_NOT_READY
    assert refused.value.told["fault"] == "印章证书已过期，请运行 windowdesk seals renew 换发"

    assert cli("seals", "renew", "--authority", str(hall.authority), now="2029-12-03T09:31").code == 0
    desks.receive(hall.window, "2029-12-03 09:32", applicant=desks.person(2))
    (after,) = cli("print", "--json", now="2029-12-03T09:33").data
    for paper in (before, after):
        found = cli("verify", paper["file"], now="2029-12-03T09:34")
        assert (found.code, found.out.splitlines()[0]) == (0, "印章有效，文书未被改动")


def test_a_key_that_cannot_be_opened_is_not_written_over(hall: Hall, cli: CommandLine) -> None:
    (hall.keys / "passphrase").write_bytes(b"another")
    before = hall.held()
    kept = cli("seals", "renew", "--authority", str(hall.authority), now="2029-12-03T09:31")
    assert (kept.code, kept.out) == (0, "没有印章证书在两个月内到期\n")
    assert hall.held() == before
