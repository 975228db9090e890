"""A day at the demonstration hall and the weeks after it: all the desk can do and must refuse, through its one door."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

from windowdesk import config
from windowdesk.desk import beside, clocking, decisions, heard, holding, intakes, papertrail, ways
from windowdesk.desk.door import Desk
from windowdesk.desk.stage import COMPANY, DemoFailed, Stage, Step, demo_pins, must, person
from windowdesk.desk.statutes import read_law
from windowdesk.i18n import say
from windowdesk.models import commands as cmd
from windowdesk.models.refusal import Reason, Refused

__all__ = ["DemoFailed", "Step", "people", "play", "prepare"]

FIRST = datetime(2026, 11, 23, 9, 0, tzinfo=config.LOCAL)
"""A Monday. Six working days later a silence of five has run out."""

Scene = Callable[[Stage], Iterator[Step]]
DAY: tuple[Scene, ...] = (*intakes.SCENES, *decisions.SCENES, *papertrail.SCENES)
"""One day: an application from the receipt to the certificate, its papers, the hall, the report."""

FORTNIGHT: tuple[Scene, ...] = (
    *(*ways.SCENES, *beside.SCENES, *heard.SCENES, *clocking.SCENES, *holding.SCENES),
    *papertrail.END,
)
"""The weeks after it: every other way, clock, hearing and paper the law knows."""


def people(window: str) -> list[tuple[str, str, str]]:
    """Number, name and PIN of the people of a demonstration window."""
    return demo_pins(window)


def play(root: Path, at: datetime = FIRST) -> Iterator[Step]:
    """The day and the weeks under `root`, an empty folder. Raises DemoFailed where a step does not go as it must."""
    stage = Stage(root, at)
    try:
        yield Step(
            say("设置演示大厅与 007 窗口", "The demonstration hall and desk 007 are set up"), files=(stage.desk.home,)
        )
        yield from _sign_in(stage)
        for scene in (*DAY, *FORTNIGHT):
            yield from scene(stage)
    finally:
        stage.desk.close()


def _sign_in(stage: Stage) -> Iterator[Step]:
    try:
        stage.desk.sign_in("1001", "0000", stage.at)
    except Refused as refused:
        must(refused.reason is Reason.WRONG_PIN, str(refused))
    else:
        raise DemoFailed(say("错误口令应当被拒", "a wrong PIN must be refused"))
    yield Step(say("错误口令被拒", "A wrong PIN is refused"))
    stage.sign_in("1001", "1003")
    names = "、".join(one.name for one in stage.people.values())
    yield Step(say(f"登录：{names}", f"Signed in: {names}"))


def prepare(root: Path, at: datetime) -> Desk:
    """A demonstration hall and desk 007 under `root`, an empty folder, with cases of the days before `at`.

    The desk's home is `root`/007.
    """
    morning = at.replace(hour=9, minute=30, second=0, microsecond=0)
    days = _working_days_before(morning, 6)
    stage = Stage(root, days[0])
    for number in ("1001", "1003"):
        stage.people[number] = stage.desk.setting.staff[number]
    _last_week(stage)
    stage.at = days[1]
    stage.receive("late", ("115",), person("丙"), about="苍市监证2023007100018", about_until=date(at.year + 2, 11, 30))
    stage.do(cmd.AcceptCase(stage.cases["late"]))
    stage.at = days[-1]
    stage.receive("soon", ("143",), COMPANY)
    stage.do(cmd.AcceptCase(stage.cases["soon"]))
    stage.at = max(stage.at, at - timedelta(minutes=30))
    stage.receive("fresh", ("161",), person("丁"))
    stage.receive("spot", ("106",), person("戊"))
    stage.desk.open_day(stage.at)
    return stage.desk


def _working_days_before(day: datetime, count: int) -> list[datetime]:
    """The last working days before one, oldest first."""
    calendar = read_law(config.data_folder()).calendar
    found: list[datetime] = []
    while len(found) < count:
        day -= timedelta(days=1)
        if calendar.is_workday(day.date()):
            found.append(day)
    return found[::-1]


def _last_week(stage: Stage) -> None:
    """One case granted, one under review, one whose corrections are awaited."""
    stage.receive("granted", ("101",), COMPANY)
    stage.receive("review", ("122",), person("甲"))
    stage.receive("correct", ("101",), person("乙"), lacking=1)
    granted = stage.cases["granted"]
    for command, by in (
        (cmd.AcceptCase(granted), "1001"),
        (cmd.AcceptCase(stage.cases["review"]), "1001"),
        (cmd.RequestCorrections(stage.cases["correct"]), "1001"),
        (cmd.ReviewCase(granted), "1001"),
        (cmd.CheckCase(granted), "1003"),
        (cmd.DecideCase(granted), "1003"),
    ):
        stage.do(command, by)
