"""The demonstration: the whole day without a terminal, the desk that a terminal opens, and what it never touches."""

from __future__ import annotations

import os
import select
import struct
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import commandline
import pytest
from commandline import CommandLine
from desks import at, soundly

from windowdesk import config
from windowdesk.cli import trying
from windowdesk.desk import Desk, day, intakes, stage
from windowdesk.models import commands as cmd
from windowdesk.models.notice import PaperKind
from windowdesk.models.refusal import Reason

with_pins, cli = commandline.with_pins, commandline.cli


@dataclass(frozen=True)
class Played:
    """The day as the command line played it: its folder and what was printed."""

    root: Path
    lines: list[str]
    talk: str

    @property
    def files(self) -> list[Path]:
        return [Path(line.partition("→ ")[2]) for line in self.lines if line.strip().startswith("→ ")]

    @property
    def steps(self) -> list[str]:
        return [line[4:] for line in self.lines if line[:2].strip().isdigit()]


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Played:
    """The day, played once, without a terminal."""
    place = tmp_path_factory.mktemp("day")
    environ = {**os.environ, "XDG_DATA_HOME": str(place), "HOME": str(place), "WINDOWDESK_LANG": "zh"}
    ended = subprocess.run(
        [sys.executable, "-m", "windowdesk", "demo"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        env=environ,
        cwd=Path(__file__).parent.parent,
        check=False,
    )
    told = ended.stdout.decode()
    assert ended.returncode == 0, told[-500:] + ended.stderr.decode()
    assert "\x1b" not in told
    return Played(next(place.rglob("007")).parent, told.splitlines(), ended.stderr.decode())


def test_the_day_goes_as_it_must(played: Played):
    titles = "\n".join(played.steps)
    for shown in (
        "错误口令",
        "承诺件",
        "即办件",
        "一次收件办两个事项",
        "重复申请",
        "别的窗口",
        "校验码不符",
        "指引单",
        "涉密",
        "第二次告知",
        "不予受理",
        "不能自己核",
        "不予许可",
        "盖章",
        "邮政特快专递",
        "签收",
        "补打 1",
        "视为受理",
        "打印",
        "二维码",
        "改动一个字节",
        "012 窗口",
        "日报",
        "容缺受理",
        "转原单位",
        "告知承诺",
        "撤回申请",
        "退件",
        "事后核查",
        "听取陈述申辩后撤销",
        "依职权撤销",
        "延续",
        "申请注销",
        "绿色通道",
        "征求两个单位的意见",
        "008 窗口",
        "意见汇总表",
        "上报",
        "上级决定",
        "现场核查",
        "听证笔录",
        "特别程序",
        "期限顺延",
        "延长",
        "2027 年日历",
        "收费",
        "链完整",
        "重建",
    ):
        assert shown in titles
    assert str(len(played.steps)) in played.talk


def test_every_file_is_named_by_its_whole_path(played: Played):
    assert len(played.files) > 30
    assert all(file.is_absolute() and file.exists() and file.is_relative_to(played.root) for file in played.files)


def test_the_day_writes_every_kind_of_paper(played: Played):
    kinds: set[str] = {"referral"}
    for window in ("007", "008", "012"):
        desk = Desk.open(played.root / window)
        reading = desk.reading
        ids = [row.case_id for row in reading.newest(limit=100)]
        ids += [row.opinion_id for case_id in ids for row in reading.opinions(case_id)]
        ids += [row[0] for row in desk.store.read().execute("SELECT opinion_id FROM opinion_row")]
        kinds |= {paper.kind for one in ids for paper in reading.papers(one)}
        soundly(desk)
        desk.close()
    assert kinds == {kind.value for kind in PaperKind} - {"renumbered"}, "that one follows an accident only"
    suffixes = {file.suffix for file in played.root.glob("eod-*")}
    assert suffixes == {".txt", ".csv", ".json", ".pdf"}


def test_the_weeks_end_every_case_as_they_must(played: Played):
    desk = Desk.open(played.root / "007")
    query = "SELECT outcome, count(*) FROM case_row WHERE outcome IS NOT NULL GROUP BY 1"
    outcomes = dict(desk.store.read().execute(query).fetchall())
    open_now = {row.status for row in desk.reading.newest(limit=100) if row.status != "closed"}
    states = {row[0] for row in desk.store.read().execute("SELECT state FROM permit_row")}
    desk.close()
    ends = {"granted", "denied", "not_accepted", "filed", "withdrawn", "not_corrected", "revoked", "cancelled"}
    assert ends | {"forwarded"} == set(outcomes)
    assert open_now <= {"accepted", "granted", "denied"}
    assert states == {"valid", "replaced", "revoked", "cancelled"}


def test_nobody_works_on_a_day_off(played: Played):
    desk = Desk.open(played.root / "007")
    days = {date.fromisoformat(row[0]) for row in desk.store.read().execute("SELECT drawn_on FROM paper_row")}
    assert len(days) > 5
    assert [day for day in sorted(days) if not desk.law.calendar.is_workday(day)] == []
    desk.close()


def test_the_day_is_the_same_every_time(played: Played, tmp_path: Path):
    again = day.play(tmp_path)
    for title in played.steps[:29]:
        step = next(again)
        assert step.title == title
        assert all(f"      {line}" in played.lines for line in step.told)
    again.close()


def test_the_desk_may_open_in_any_year(tmp_path: Path):
    for n, moment in enumerate((at("2026-11-23 08:00"), at("2028-02-29 15:00"))):
        root = tmp_path / str(n)
        root.mkdir()
        desk = day.prepare(root, moment)
        rows = desk.reading.today()
        levels = {desk.reading.light(row, moment.date()).level for row in rows}
        statuses = {row.status for row in rows}
        assert {"red", "yellow", "green"} <= levels
        assert {"received", "correcting", "accepted", "granted"} <= statuses
        assert desk.settings.demo and desk.home == root / "007"
        for number, _, pin in day.people("007"):
            assert desk.sign_in(number, pin, moment).window == "007"
        waiting = next(row.case_id for row in rows if row.status == "accepted")
        desk.do(cmd.ReviewCase(waiting), desk.setting.staff["1001"], moment)
        soundly(desk)
        desk.close()


def test_a_step_that_goes_wrong_stops_the_day(tmp_path: Path):
    scene = stage.Stage(tmp_path, datetime(2026, 11, 23, 9, 0, tzinfo=config.LOCAL))
    scene.people["1001"] = scene.desk.setting.staff["1001"]
    for wrong in (
        lambda: scene.do(cmd.AcceptCase("1")),
        lambda: scene.refused(Reason.CASE_CLOSED, cmd.AcceptCase("1")),
        lambda: scene.refused(Reason.ITEM_SECRET, cmd.ReferMatter("901")),
        lambda: list(intakes.turned_away(scene)),
    ):
        with pytest.raises(day.DemoFailed):
            wrong()
    scene.desk.close()


def test_no_number_belongs_to_anybody():
    today = date(2026, 11, 23)
    for party in (stage.COMPANY, *(stage.person(who) for who in "甲乙丙丁戊己庚")):
        assert party.number_fault(today) == "" and party.phone.startswith("0839-0000")
        assert "DEM" in party.number or party.number[6:10] == "1899"


def test_demo_clears_only_what_it_made(cli: CommandLine, tmp_path: Path, monkeypatch):
    place = tmp_path / "windowdesk-demo"
    place.mkdir()
    (place / "precious").write_text("mine")
    monkeypatch.setattr(trying, "_place", lambda: place)
    ended = cli("demo", now=None)
    assert ended.code == 3 and (place / "precious").read_text() == "mine" and ended.out == ""
    linked = tmp_path / "linked"
    linked.symlink_to(cli.home)
    monkeypatch.setattr(trying, "_place", lambda: linked)
    assert cli("demo", now=None).code == 3 and (cli.home / "desk.db").exists()


def test_a_demonstration_is_not_cleared_under_one_that_is_open(cli: CommandLine, tmp_path: Path, monkeypatch):
    place = tmp_path / "windowdesk-demo"
    monkeypatch.setattr(trying, "_place", lambda: place)
    with trying._alone(place):
        trying._cleared(place)
        (place / "open").touch()
        ended = cli("demo", now=None)
    assert ended.code == 3 and "演示已经开着" in ended.err and (place / "open").exists()


@contextmanager
def at_a_terminal(tmp_path: Path) -> Iterator[tuple[int, Callable[[str], str]]]:
    """The demonstration on a pseudo-terminal of 80×24: where to type, and reading on until a text is seen."""
    import fcntl
    import pty
    import termios

    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    environ = {**os.environ, "XDG_DATA_HOME": str(tmp_path), "WINDOWDESK_LANG": "zh", "HOME": str(tmp_path)}
    running = subprocess.Popen(
        [sys.executable, "-m", "windowdesk", "demo"],
        stdin=slave,
        stdout=slave,
        stderr=slave,
        env={**environ, "TERM": "xterm-256color"},
        cwd=Path(__file__).parent.parent,
        start_new_session=True,
    )
    os.close(slave)

    def read_until(text: str) -> str:
        seen = b""
        while text.encode() not in seen:
            assert select.select([master], [], [], 20)[0], f"{text} never came: {seen.decode(errors='replace')[-600:]}"
            seen += os.read(master, 4096)
        return seen.decode(errors="replace")

    try:
        yield master, read_until
    finally:
        running.kill()
        running.wait()
        os.close(master)


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are POSIX")
def test_demo_at_a_terminal_says_who_may_sign_in(tmp_path: Path):
    with at_a_terminal(tmp_path) as (_, read_until):
        text = read_until("9753")
    assert "1001 王敏  PIN 2468" in text and "1003 李国栋  PIN 8642" in text
    assert config.read_settings(next(tmp_path.rglob("007"))).demo


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are POSIX")
def test_what_comes_in_one_burst_signs_in_and_fills_an_intake(tmp_path: Path):
    """As a scanner sends them, or a slow line delivers what was typed."""
    with at_a_terminal(tmp_path) as (keys, read_until):
        read_until("口令")
        os.write(keys, b"1001\r2468\r")
        read_until("今日办件")
        os.write(keys, b"n")
        read_until("姓名")
        os.write(keys, "李㛃\r510824198001010018\r13800000001\r\r陵江镇1号\r101\r".encode())
        read_until("承诺件")
