"""What the screens of the law in full look like at 80×24 and 120×40 in both languages."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import desks
import pytest
from keyboard import Clock, Keyboard, with_pins
from pytest_textual_snapshot import SVGImageExtension
from textual.pilot import Pilot

from windowdesk import i18n
from windowdesk.app import WindowDesk
from windowdesk.desk import Desk
from windowdesk.models import commands as cmd

SVGImageExtension.file_extension = "svg"

Play = Callable[[Keyboard], Awaitable[None]]


@pytest.fixture
def various(desk: Desk) -> Desk:
    """A Monday with a joint case, one at its home unit, one whose clock stands still, a green and a tolerable one."""
    with_pins(desk)
    desk.marked = True  # the mark of the session is not counted among its lines
    clerk, head, at = desks.staff(desk, "1001"), desks.staff(desk, "1003"), desks.at
    joint = desks.receive(desk, "2026-11-16 09:00", "110")
    desk.do(cmd.AcceptCase(joint), clerk, at("2026-11-16 09:10"))
    desk.do(cmd.AskOpinions(joint), clerk, at("2026-11-16 09:11"))
    desk.do(cmd.AskOpinions(joint, "请核对从业人员健康证明。", ("卫生健康局",), 5), clerk, at("2026-11-16 09:12"))
    desk.do(cmd.TellParty(joint, "邻居张三", "油烟影响相邻通风"), clerk, at("2026-11-16 09:13"))
    desk.do(cmd.ReviewCase(joint), clerk, at("2026-11-16 09:14"))
    desk.do(cmd.CheckCase(joint), head, at("2026-11-16 09:15"))
    unit = desks.receive(desk, "2026-11-16 09:20", "101", desks.person(2, "何其"))
    desk.do(cmd.AcceptCase(unit), clerk, at("2026-11-16 09:30"))
    desk.do(cmd.SendToUnit(unit, "现场勘验", 3), clerk, at("2026-11-17 09:30"))
    desk.do(cmd.TellHearingRight(joint), clerk, at("2026-11-17 09:40"))
    desk.do(cmd.RequestHearing(joint, "邻居张三"), clerk, at("2026-11-18 09:40"))
    stopped = desks.receive(desk, "2026-11-19 09:20", "101", desks.person(3, "钱四"))
    desk.do(cmd.AcceptCase(stopped), clerk, at("2026-11-19 09:30"))
    told = cmd.StartProcedure(stopped, "专家评审", "《食品安全法》第八十七条", 5, "周远征", "专家组")
    desk.do(told, clerk, at("2026-11-20 10:00"))
    green = cmd.ReceiveApplication(("101",), desks.COMPANY, desks.lines_for(desk, ("101",)), green=True)
    desk.do(green, clerk, at("2026-11-23 09:00"))
    lacking = ("食品安全管理制度文本",)
    desks.receive(desk, "2026-11-23 09:05", "101", desks.person(5, "曾水生"), lacking=lacking)
    return desk


async def _found(keyboard: Keyboard, name: str, *keys: str) -> None:
    await keyboard.sign_in()
    await keyboard.press("slash")
    await keyboard.write(name)
    await keyboard.press("enter", *keys)


async def today(keyboard: Keyboard) -> None:
    await keyboard.sign_in()


async def joint(keyboard: Keyboard) -> None:
    await _found(keyboard, "李㛃")


async def at_unit(keyboard: Keyboard) -> None:
    await _found(keyboard, "何其", "v")


async def help_page(keyboard: Keyboard) -> None:
    await _found(keyboard, "李㛃", "f1")
    keyboard.screen.query_one("#fields").scroll_to(y=24, animate=False)
    await keyboard.settle()


async def explain(keyboard: Keyboard) -> None:
    await _found(keyboard, "钱四", "j", "right")


async def inbox(keyboard: Keyboard) -> None:
    await keyboard.sign_in()
    await keyboard.press("O")


async def question(keyboard: Keyboard) -> None:
    await inbox(keyboard)
    await keyboard.press("enter")


async def answer(keyboard: Keyboard) -> None:
    await question(keyboard)
    await keyboard.press("r", "f2")


async def extension(keyboard: Keyboard) -> None:
    await _found(keyboard, "红阳", "E")


async def tolerance(keyboard: Keyboard) -> None:
    await _found(keyboard, "曾", "q")


async def hearing(keyboard: Keyboard) -> None:
    await _found(keyboard, "李㛃", "N")


async def proceeding(keyboard: Keyboard) -> None:
    await keyboard.sign_in()
    await keyboard.press("slash")
    await keyboard.write("没有这个人")
    await keyboard.press("ctrl+o")


async def renewal(keyboard: Keyboard) -> None:
    await keyboard.sign_in()
    await keyboard.press("n")
    await keyboard.fill("李㛃", desks.citizen(1), "13800000001", "", "陵江镇", "102")
    await keyboard.press("ctrl+g")


PLAYS: dict[str, Play] = {
    play.__name__: play
    for play in (
        *(today, joint, at_unit, help_page, explain, inbox, question, answer),
        *(extension, tolerance, hearing, proceeding, renewal),
    )
}


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("play", list(PLAYS))
def test_the_screens_look_as_they_did(
    various: Desk, play: str, language: str, size: tuple[int, int], snap_compare: Any
) -> None:
    i18n.choose(language)
    clock = Clock()
    app = WindowDesk(various.home, desk=various, clock=clock, background=False)

    async def before(pilot: Pilot[None]) -> None:
        keyboard = Keyboard(pilot, clock)
        await keyboard.settle()
        await PLAYS[play](keyboard)

    assert snap_compare(app, terminal_size=size, run_before=before)
