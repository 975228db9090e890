"""What a demonstration stands on: a hall with its desks, invented people, and a time that only it moves."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from windowdesk import config
from windowdesk.desk import setup
from windowdesk.desk.done import Done
from windowdesk.desk.door import Desk
from windowdesk.i18n import say
from windowdesk.models import commands as cmd
from windowdesk.models.case import Case
from windowdesk.models.catalogue import Item
from windowdesk.models.events import MaterialLine
from windowdesk.models.parties import Agent, Delegation, Party, PartyKind, Staff
from windowdesk.models.refusal import Reason, Refused
from windowdesk.store import hallfile
from windowdesk.words import sentence

PASSPHRASE = b"demonstration"
COMPANY = Party(
    PartyKind.ORGANISATION,
    "苍溪县梨花餐饮有限公司（演示）",
    "91510824DEM070012B",
    "0839-0000201",
    "苍溪县陵江镇（演示地址）8号",
    "杜演示",
)
"""An applicant that cannot exist: its code holds DEM, its telephone begins with zeros."""
AGENT = Agent("顾演示", "510824189901010019", "0839-0000202", "授权委托书 2026-11-20")
_PEOPLE = {
    "甲": ("赵演示", "510824189902020083"),
    "乙": ("钱演示", "510824189903030152"),
    "丙": ("孙演示", "510824189904040221"),
    "丁": ("李演示", "510824189905050296"),
    "戊": ("周演示", "510824189906060365"),
    "己": ("吴演示", "510824189907070434"),
    "庚": ("郑演示", "510824189908080503"),
}


class DemoFailed(Exception):
    """A step of the demonstration did not end as it must."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step that went as it must: what it shows, what was said, which files it wrote."""

    title: str
    told: tuple[str, ...] = ()
    files: tuple[Path, ...] = ()


def person(who: str) -> Party:
    """An applicant born in 1899, so that no number belongs to anybody."""
    name, number = _PEOPLE[who]
    phone = f"0839-0000{210 + list(_PEOPLE).index(who)}"
    return Party(PartyKind.PERSON, name, number, phone, "苍溪县陵江镇（演示地址）9号")


def demo_pins(window: str) -> list[tuple[str, str, str]]:
    """Number, name and PIN of the people of a demonstration window."""
    table = tomllib.loads((config.data_folder() / "demo-hall.toml").read_text("utf-8"))
    return [(one["number"], one["name"], one["demo_pin"]) for one in table["staff"] if one["window"] == window]


def demo_desk(root: Path, window: str, at: datetime) -> Desk:
    """A desk of the demonstration hall under `root`, with its PINs, its delegations alive in the year of `at`."""
    data = config.data_folder()
    hall = root / "hall"
    plan = setup.Plan(
        root / window,
        config.Settings(window, hall=str(hall.absolute()), demo=True),
        data / "demo-hall.toml",
        data / "items.toml",
        hall / "ca",
        PASSPHRASE,
        data / "tariff.toml",
    )
    desk = setup.create(plan, at)
    for number, _, pin in demo_pins(window):
        desk.set_pin(number, pin)
    _renew(desk, at)
    return desk


def _renew(desk: Desk, at: datetime) -> None:
    """Move the instruments of the demonstration hall to the year it is shown in."""
    with desk.store.write() as db:
        held: dict[str, Delegation] = hallfile.load(db, "delegation", Delegation)
        shift = at.year - max(one.valid_to.year for one in held.values())
        moved = {
            ("delegation", key): replace(
                one,
                valid_from=one.valid_from.replace(year=one.valid_from.year + shift, day=min(one.valid_from.day, 28)),
                valid_to=one.valid_to.replace(year=one.valid_to.year + shift),
            )
            for key, one in held.items()
        }
        if shift:
            hallfile.save(db, moved)
    desk.reload()


class Stage:
    """The desk that is played on, who has signed in, and the time."""

    def __init__(self, root: Path, at: datetime) -> None:
        self.root = root
        self.at = at
        self.began = at
        self.desk = demo_desk(root, "007", at)
        self.people: dict[str, Staff] = {}
        self.cases: dict[str, str] = {}

    def wait(self, **span: float) -> None:
        """Let time pass: minutes, hours or days."""
        self.at += timedelta(**span)

    def next_day(self, day: datetime) -> None:
        """Go on on another day, and open it as the desk does in the morning."""
        self.at = day
        self.desk.open_day(self.at)

    def sign_in(self, *numbers: str) -> None:
        """Let people of this window sign in with their own PINs."""
        pins = {number: pin for number, _, pin in demo_pins("007")}
        for number in numbers:
            self.people[number] = self.desk.sign_in(number, pins[number], self.at)

    def do(self, command: cmd.Command, by: str = "1001") -> Done:
        """Do something that must succeed."""
        self.wait(minutes=1)
        return done(self.desk, command, self.people[by], self.at)

    def refused(self, reason: Reason, command: cmd.Command, by: str = "1001") -> Refused:
        """Do something that must be refused for this reason, and leave no trace in the register."""
        self.wait(minutes=1)
        return stopped(self.desk, reason, command, self.people[by], self.at)

    def carry(self, name: str, *steps: type, head: str = "1003") -> tuple[str, ...]:
        """Take a case through plain steps, each by whose hand it is: the clerk's or the head's. Its papers."""
        hands = {cmd.CheckCase: head, cmd.DecideCase: head, cmd.StampCertificate: head}
        papers: tuple[str, ...] = ()
        for step in steps:
            papers += self.do(step(self.cases[name]), hands.get(step, "1001")).papers
        return papers

    def item(self, number: str) -> Item:
        """An item of the catalogue."""
        found = self.desk.setting.catalogue.find(number)
        if found is None:
            raise DemoFailed(say(f"目录中没有 {number}", f"no item {number}"))
        return found

    def receive(
        self,
        name: str,
        items: tuple[str, ...],
        applicant: Party,
        *,
        lacking: int = 0,
        agent: Agent | None = None,
        **more: Any,
    ) -> Done:
        """Take in an application with all its materials but the last few; the case is remembered by `name`."""
        wanted = list(dict.fromkeys(m.name for number in items for m in self.item(number).materials))
        lines = tuple(MaterialLine(one) for one in wanted[: len(wanted) - lacking])
        done = self.do(cmd.ReceiveApplication(items, applicant, lines, agent, **more))
        must(len(done.case_ids) >= len(items), say("每个事项一件", "one case an item"))
        for n, case_id in enumerate(done.case_ids[: len(items)]):
            self.cases[name + (str(n + 1) if n else "")] = case_id
        return done

    def case(self, name: str) -> Case:
        """A case as it is now."""
        found = self.desk.case(self.cases[name])
        if found is None:
            raise DemoFailed(say(f"没有这件：{name}", f"no such case: {name}"))
        return found

    def stands(self, name: str, status: str) -> None:
        """The case must stand there now."""
        now = self.case(name).status.value
        must(now == status, f"{name}: {now} ≠ {status}")


class Guest:
    """Another window's desk, who sits at it, and the time that the stage keeps."""

    def __init__(self, stage: Stage, desk: Desk, number: str) -> None:
        self.stage = stage
        self.desk = desk
        pins = {one: pin for one, _, pin in demo_pins(desk.settings.window)}
        self.by = desk.sign_in(number, pins[number], stage.at)

    def do(self, command: cmd.Command) -> Done:
        """Do something that must succeed."""
        self.stage.wait(minutes=1)
        return done(self.desk, command, self.by, self.stage.at)

    def refused(self, reason: Reason, command: cmd.Command) -> Refused:
        """Do something that must be refused for this reason."""
        self.stage.wait(minutes=1)
        return stopped(self.desk, reason, command, self.by, self.stage.at)


@contextmanager
def guest(stage: Stage, window: str, number: str) -> Iterator[Guest]:
    """Another window of the same hall, set up when it is first visited."""
    home = stage.root / window
    desk = Desk.open(home) if home.exists() else demo_desk(stage.root, window, stage.at)
    try:
        yield Guest(stage, desk, number)
    finally:
        desk.close()


def done(desk: Desk, command: cmd.Command, by: Staff, at: datetime) -> Done:
    """What came of an act that must succeed. Raises DemoFailed."""
    try:
        return desk.do(command, by, at)
    except Refused as refused:
        raise DemoFailed(f"{type(command).__name__}: {sentence(refused)}") from refused


def stopped(desk: Desk, reason: Reason, command: cmd.Command, by: Staff, at: datetime) -> Refused:
    """The refusal of an act that must be refused for this reason, without a trace. Raises DemoFailed."""
    before = desk.reading.sync_state().written
    try:
        desk.do(command, by, at)
    except Refused as refused:
        must(refused.reason is reason, f"{refused.reason} ≠ {reason}")
        must(desk.reading.sync_state().written == before, say("登记簿不应改变", "the register must not change"))
        return refused
    raise DemoFailed(say(f"应当不予办理：{reason}", f"should have been refused: {reason}"))


def must(truth: bool, otherwise: str) -> None:
    """A step's outcome. Raises DemoFailed."""
    if not truth:
        raise DemoFailed(otherwise)


def told(refused: Refused) -> tuple[str, ...]:
    """A refusal as a line of the script."""
    return (say("不予办理：", "Refused: ") + sentence(refused),)
