"""What the screens look like at 80×24 and 120×40 in both languages, and what they make of bad input."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import desks
import pytest
from keyboard import PINS, Clock, Keyboard, sitting, with_pins
from pytest_textual_snapshot import SVGImageExtension
from textual.message import Message
from textual.pilot import Pilot

from windowdesk import config, i18n
from windowdesk.app import WindowDesk
from windowdesk.desk import Desk, press
from windowdesk.models import available
from windowdesk.models import commands as cmd
from windowdesk.models.refusal import Reason, refuse
from windowdesk.screens.acts import ACTS, Act
from windowdesk.screens.case import CasePage
from windowdesk.screens.intake import Intake
from windowdesk.screens.keys import EVERYWHERE
from windowdesk.screens.mishap import write_log
from windowdesk.screens.search import Search
from windowdesk.screens.today import Today

SVGImageExtension.file_extension = "svg"
"""The plugin names it in the way of an older syrupy, whose files would end in .raw now."""

Play = Callable[[Keyboard], Awaitable[None]]


@pytest.fixture
def staffed(desk: Desk) -> Desk:
    """The desk with its people's PINs."""
    return with_pins(desk)


@pytest.fixture
def busy(staffed: Desk) -> Desk:
    """A Monday with cases at every light, the mark of the session not counted among its lines."""
    staffed.marked = True
    late = desks.receive(staffed, "2026-11-10 09:40", "101", desks.person(3, "郑水生"))
    staffed.do(cmd.AcceptCase(late), desks.staff(staffed, "1001"), desks.at("2026-11-10 10:00"))
    soon = desks.receive(staffed, "2026-11-16 15:20", "143", desks.COMPANY)
    staffed.do(cmd.AcceptCase(soon), desks.staff(staffed, "1001"), desks.at("2026-11-16 15:30"))
    ready = desks.receive(staffed, "2026-11-20 09:00", "101", desks.person(4, "蒲兰"))
    desks.carry(staffed, ready, cmd.CheckCase, "2026-11-20 11:00")
    desks.receive(staffed, "2026-11-23 09:05", "106", desks.person(5, "[red]曾[/]"), lacking=("经营者身份证明",))
    desks.receive(staffed, "2026-11-23 09:10", "161", desks.person(6, "欧阳㛃"))
    return staffed


async def signed_in(keyboard: Keyboard) -> None:
    await keyboard.sign_in()


async def intake(keyboard: Keyboard) -> None:
    await keyboard.sign_in()
    await keyboard.press("n")
    await keyboard.fill("李㛃", "510824198001010017", "13800000001", "", "陵江镇滨江路1号", "101")
    await keyboard.press("space", "down", "space", "space", "f2")


async def items(keyboard: Keyboard) -> None:
    await keyboard.sign_in()
    await keyboard.press("n", "f4")
    keyboard.screen.query_one("#item").focus()
    await keyboard.write("jkz")


async def case(keyboard: Keyboard) -> None:
    await keyboard.sign_in()
    await keyboard.press("slash")
    await keyboard.write("蒲兰")
    await keyboard.press("enter", "a")


async def corrections(keyboard: Keyboard) -> None:
    await keyboard.sign_in()
    await keyboard.press("slash")
    await keyboard.write("曾")
    await keyboard.press("enter", "c")


async def second_person(keyboard: Keyboard) -> None:
    await case(keyboard)
    await keyboard.press("d", "f2")


async def search(keyboard: Keyboard) -> None:
    await keyboard.sign_in()
    await keyboard.press("slash")
    await keyboard.write("z")


async def post(keyboard: Keyboard) -> None:
    await keyboard.sign_in("1003")
    await keyboard.press("slash")
    await keyboard.write("蒲兰")
    await keyboard.press("enter", "d", "f2", "z", "enter", "t", "enter", "e")
    await keyboard.write("EE123456784CN")


async def locked(keyboard: Keyboard) -> None:
    await keyboard.sign_in()
    await keyboard.press("n", "ctrl+l")


async def help_page(keyboard: Keyboard) -> None:
    await keyboard.sign_in()
    await keyboard.press("f1")


async def nobody(keyboard: Keyboard) -> None:
    await keyboard.settle()


PLAYS: dict[str, Play] = {
    "sign_in": nobody,
    "today": signed_in,
    "intake": intake,
    "items": items,
    "case": case,
    "corrections": corrections,
    "second_person": second_person,
    "search": search,
    "post": post,
    "locked": locked,
    "help": help_page,
}


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("play", list(PLAYS))
def test_the_screens_look_as_they_did(
    busy: Desk, play: str, language: str, size: tuple[int, int], snap_compare: Any
) -> None:
    i18n.choose(language)
    clock = Clock()
    app = WindowDesk(busy.home, desk=busy, clock=clock, background=False)

    async def before(pilot: Pilot[None]) -> None:
        keyboard = Keyboard(pilot, clock)
        await keyboard.settle()
        await PLAYS[play](keyboard)

    assert snap_compare(app, terminal_size=size, run_before=before)


HOSTILE = {
    "NUL": "李\x00㛃",
    "ANSI": "\x1b[31m李㛃\x1b[0m\x1b]0;title\x07",
    "markup": "[red]李㛃[/] [bold",
    "surrogate": "李\ud800㛃",
    "direction": "李\u202e㛃",
    "lines": "李\n㛃\r\n\t",
}


@pytest.mark.parametrize("kind", list(HOSTILE))
@pytest.mark.parametrize("way", ["typed", "pasted"])
async def test_hostile_text_is_text_on_every_screen(staffed: Desk, kind: str, way: str) -> None:
    async with sitting(staffed) as keyboard:
        await keyboard.press("n")
        if way == "typed":
            for letter in HOSTILE[kind]:
                keyboard.screen.focused.insert_text_at_cursor(letter)
        else:
            await keyboard.paste(HOSTILE[kind])
        name = keyboard.screen.applicant.party.name
        assert "李" in name and "㛃" in name and name.isprintable()
        assert ("[red]" in name) == (kind == "markup")
        await keyboard.press("enter")
        await keyboard.fill(desks.citizen(1), "13800000001", "", "", "106")
        await keyboard.press("f5", "f2", "enter")
        assert name in keyboard.seen()
        await keyboard.press("escape", "escape", "slash")
        await keyboard.paste(HOSTILE[kind])
        assert name[:8].rstrip() in keyboard.seen()


async def test_a_paste_that_does_not_fit_is_refused_whole(staffed: Desk) -> None:
    async with sitting(staffed) as keyboard:
        await keyboard.press("n")
        await keyboard.paste("李" * 10_000)
        assert keyboard.screen.applicant.party.name == ""
        assert "10000 个字符" in keyboard.seen()
        await keyboard.paste("李" * 100)
        await keyboard.write("㛃")
        assert keyboard.screen.applicant.party.name == "李" * 100 and "最多 100 个字符" in keyboard.seen()


async def test_a_number_is_judged_while_it_is_typed(staffed: Desk) -> None:
    async with sitting(staffed) as keyboard:
        await keyboard.press("n", "enter")
        await keyboard.write("51082419800101001７")
        assert "校验码不符" in keyboard.seen() and "!身份证号" in keyboard.seen()
        await keyboard.press("backspace")
        await keyboard.write("8")
        assert "校验码不符" not in keyboard.seen() and "!身份证号" not in keyboard.seen()
        await keyboard.press("f3")
        assert "统一社会信用代码号码不对" in keyboard.seen() or "!信用代码" in keyboard.seen()


async def test_a_refusal_keeps_everything_typed(staffed: Desk) -> None:
    async with sitting(staffed) as keyboard:
        await keyboard.press("n")
        await keyboard.fill("李㛃", desks.citizen(1), "12345", "", "陵江镇", "101")
        await keyboard.press("f5", "f2")
        assert "联系电话不对" in keyboard.seen()
        screen = keyboard.screen
        assert isinstance(screen, Intake)
        assert (screen.applicant.party.name, screen.applicant.party.phone) == ("李㛃", "12345")
        assert [line.state for line in screen.checklist.lines] == ["ok"] * 4
    assert staffed.reading.count_today() == 0


async def test_an_item_without_stated_materials_takes_those_the_applicant_brought(staffed: Desk) -> None:
    async with sitting(staffed) as keyboard:
        await keyboard.press("n", "f9")
        await keyboard.press("f2")
        assert "请填写材料名称" in keyboard.seen()
        await keyboard.fill("[自备]说明")
        lines = keyboard.screen.checklist.lines
        assert [(line.name, line.state) for line in lines] == [("[自备]说明", "ok")]
        keyboard.screen.checklist.focus()
        await keyboard.press("space", "plus")
        assert [(line.state, line.copies) for line in lines] == [("ok", 2)]
        await keyboard.press("enter")
        await keyboard.fill("核对过原件")
        assert lines[0].note == "核对过原件"


@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.key)
async def test_a_key_opens_its_dialog_or_says_why_not_or_does_not_exist(staffed: Desk, act: Act) -> None:
    case_id = desks.receive(staffed)
    async with sitting(staffed) as keyboard:
        await keyboard.press("enter")
        case, page = desks.the_case(staffed, case_id), keyboard.screen
        live = act.command in staffed.reading.offered(case)
        await keyboard.press(act.key)
        assert (keyboard.screen is page) != live
        assert ("！" in keyboard.seen()) == (not live and available.exists(case, act.command))
    assert desks.the_case(staffed, case_id).version == 2


def test_every_step_of_a_case_has_one_key_of_its_own() -> None:
    assert {act.command for act in ACTS} == {*available.OFFERS, *available.ALWAYS}
    keys = [key for one in (*CasePage.KEYS, *EVERYWHERE) for key in one.key.split(",")]
    assert len(keys) == len(set(keys)) and "q" not in {key.key for key in EVERYWHERE}


async def test_a_row_keeps_the_cursor_when_the_list_changes(busy: Desk) -> None:
    async with sitting(busy) as keyboard:
        table = keyboard.screen.table
        await keyboard.press("down", "down")
        held = table.row.case_id
        late = table._pages.row(0).case_id
        for step, by in desks.STEPS[1:]:
            busy.do(step(late), desks.staff(busy, by), keyboard.clock())
        busy.do(cmd.HandOverResult(late), desks.staff(busy, "1001"), keyboard.clock())
        keyboard.screen.reload()
        assert table.row.case_id == held and table.cursor == 1
        assert table.count == 4


async def test_the_whole_register_is_paged_by_key(staffed: Desk) -> None:
    for n in range(70):
        desks.receive(staffed, item="143", applicant=desks.person(n + 1, f"申请人{n}"))
    async with sitting(staffed) as keyboard:
        await keyboard.press("l")
        table = keyboard.screen.table
        assert table.count == 64 and "申请人69" in keyboard.seen()
        await keyboard.press("end", "end")
        assert table.count == 70 and table.row.applicant_name == "申请人0"
        desks.receive(staffed, item="143", applicant=desks.person(200, "新来的人"))
        keyboard.screen.reload()
        assert table.row.applicant_name == "申请人0" and table.cursor == 70
        await keyboard.press("home", "l", "end")
        assert table.row.applicant_name == "新来的人"
        await keyboard.press("u")
        assert "我的 71 件" in keyboard.seen() and table.cursor == 0


async def test_every_key_of_a_screen_stands_in_its_bar_and_its_help(staffed: Desk) -> None:
    async with sitting(staffed, size=(120, 40)) as keyboard:
        for keys in ((), ("n",)):
            await keyboard.press(*keys)
            seen = keyboard.seen()
            told = keyboard.screen.keys
            assert all(key.name in seen for key in (*told, *EVERYWHERE))
            await keyboard.press("f1")
            assert all(i18n.say(*key.why) in keyboard.seen() for key in told)
            await keyboard.press("escape")


def test_one_key_means_one_thing_everywhere() -> None:
    meanings: dict[str, set[str]] = {}
    for screen in (Today, Intake, CasePage, Search):
        for key in screen.KEYS:
            meanings.setdefault(key.key, set()).add(key.label[0])
    assert {key: found for key, found in meanings.items() if len(found) > 1} == {}


class Broken(Today):
    """A list with two faults."""

    def action_sync(self) -> None:
        raise ValueError("李㛃 510824198001010018")

    class Asked(Message):
        """Something."""

    def on_broken_asked(self) -> None:
        raise refuse(Reason.DISK_FULL)


async def test_a_fault_in_the_program_does_not_end_the_day(staffed: Desk) -> None:
    desks.receive(staffed)
    with pytest.raises(AssertionError, match="ValueError"):
        async with sitting(staffed) as keyboard:
            await keyboard.app.push_screen(Broken(keyboard.app.session))
            await keyboard.settle()
            await keyboard.press("s")
            assert "程序出了差错" in keyboard.seen()
            keyboard.screen.post_message(Broken.Asked())
            await keyboard.settle()
            assert "磁盘已满" in keyboard.seen()
            await keyboard.press("enter")
            assert "李㛃" in keyboard.seen()
    (log,) = (staffed.home / "errors").glob("*.log")
    assert log.stat().st_mode & 0o777 == 0o600
    assert "李㛃" not in log.read_text() and "5108" not in log.read_text()


def test_faults_do_not_fill_the_disk(tmp_path: Path) -> None:
    written = [write_log(tmp_path, ValueError(str(n))) for n in range(60)]
    assert sum(path is not None for path in written) == 50


@pytest.fixture
def reporting(home: Path, tmp_path: Path) -> Iterator[Desk]:
    """A desk whose hall is a folder that is there."""
    hall = tmp_path / "hall"
    hall.mkdir()
    config.write_settings(home, replace(config.read_settings(home), hall=str(hall)))
    found = with_pins(Desk.open(home))
    yield found
    found.close()


async def test_papers_come_out_and_the_hall_acknowledges_behind_the_screens(reporting: Desk) -> None:
    desks.receive(reporting)
    assert reporting.reading.unprinted() == 1
    async with sitting(reporting, background=True) as keyboard:
        behind = keyboard.app.behind
        assert behind is not None
        for _ in range(500):
            await keyboard.pilot.pause()
            if "待印" not in keyboard.seen() and "4/4" in keyboard.seen():
                break
        assert "已上报 4/4 · 凭证" in keyboard.seen() and "待印" not in keyboard.seen(), keyboard.seen()
    for thread in (behind.press, behind.sync):
        thread.join(30)
        assert thread.daemon and not thread.is_alive()


async def test_what_another_program_does_at_this_desk_shows_at_once(home: Path) -> None:
    """No hall, nothing to print, and an act without a paper: nothing else has the screen read anew."""
    config.write_settings(home, replace(config.read_settings(home), hall=""))
    desk = with_pins(Desk.open(home))
    case_id = desks.receive(desk, "2026-11-23 09:20")
    desk.do(cmd.AcceptCase(case_id), desks.staff(desk, "1001"), desks.at("2026-11-23 09:25"))
    assert len(press.run(desk, desks.at("2026-11-23 09:25"))) == 2
    act = [{"do": "SignIn", "staff": "1001", "pin": PINS["1001"]}, {"do": "ReviewCase", "case_id": case_id}]
    program = (sys.executable, "-m", "windowdesk", "--home", str(home), "--now", "2026-11-23T09:40", "act")
    lines = "\n".join(map(json.dumps, act)).encode()
    async with sitting(desk, background=True) as keyboard:
        await keyboard.press("enter")
        assert isinstance(keyboard.screen, CasePage) and "已审查" not in keyboard.seen()
        done = await asyncio.to_thread(subprocess.run, program, input=lines, capture_output=True)
        assert b"CaseReviewed" in done.stdout, done.stderr
        until = time.monotonic() + 5
        while "已审查" not in keyboard.seen() and time.monotonic() < until:
            await keyboard.pilot.pause(0.01)
        assert "已审查" in keyboard.seen(), keyboard.seen()
    desk.close()


async def test_a_desk_that_cannot_be_opened_says_so(tmp_path: Path) -> None:
    app = WindowDesk(tmp_path, clock=Clock())
    async with app.run_test() as pilot:
        keyboard = Keyboard(pilot, Clock())
        for _ in range(500):
            await pilot.pause()
            if "windowdesk init" in keyboard.seen():
                break
        assert "windowdesk init" in keyboard.seen()
        await keyboard.fill("1001", "2468")
        assert "windowdesk init" in keyboard.seen()


def test_the_first_screen_waits_for_nothing_heavy() -> None:
    heavy = (
        "windowdesk.desk",
        "windowdesk.store",
        "sqlite_utils",
        "msgspec",
        "typer",
        "reportlab",
        "pyhanko",
        "pypinyin",
    )
    told = "import sys, windowdesk.app; print([name for name in sys.argv[1:] if name in sys.modules])"
    found = subprocess.run([sys.executable, "-c", told, *heavy], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


@pytest.mark.parametrize("demo", [True, False])
async def test_only_a_demonstration_shows_who_may_sign_in(staffed: Desk, demo: bool) -> None:
    staffed.settings = replace(staffed.settings, demo=demo)
    async with sitting(staffed, signed_in="") as keyboard:
        shown = keyboard.seen()
        assert ("2468" in shown) is demo


async def test_what_follows_a_tab_at_once_goes_into_the_next_field(staffed: Desk) -> None:
    async with sitting(staffed, signed_in="") as keyboard:
        for key in (*"1001", "tab", *"2468"):
            keyboard._strike(key)
        await keyboard.press("enter")
        assert keyboard.app.session.person is not None
        assert keyboard.app.session.person.number == "1001"
