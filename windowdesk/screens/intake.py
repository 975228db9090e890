"""Intake: who applies for what with which papers, in one screen; nothing typed is lost by a refusal."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import ClassVar

from textual import on
from textual.containers import Horizontal
from textual.widget import Widget
from textual.widgets import Input

from windowdesk.i18n import say
from windowdesk.models import commands as cmd
from windowdesk.models.catalogue import Item
from windowdesk.models.events import MaterialLine
from windowdesk.models.parties import PartyKind
from windowdesk.models.refusal import Reason
from windowdesk.screens.applicant import Applicant
from windowdesk.screens.faults import told
from windowdesk.screens.keys import BACK, Key
from windowdesk.screens.room import DeskScreen
from windowdesk.screens.session import Session
from windowdesk.screens.sheet import Fault
from windowdesk.screens.sheets.caseform import day_field, read_day
from windowdesk.screens.sheets.materials import ALL, NewMaterial, Note
from windowdesk.screens.sheets.received import Received
from windowdesk.widgets.bars import Plain
from windowdesk.widgets.checklist import Checklist
from windowdesk.widgets.field import Field
from windowdesk.widgets.finder import ItemFinder, Named


class Intake(DeskScreen):
    """One applicant, one or several items, one set of materials."""

    DEFAULT_CSS = """
    Intake #chosen { height: auto; max-height: 4; padding: 0 1; color: $text-success; display: none; }
    Intake #chosen.-some { display: block; }
    Intake #permit { height: 1; display: none; }
    Intake #permit.-some { display: block; }
    Intake Checklist { min-height: 4; }
    """
    HEADING: ClassVar[tuple[str, str]] = ("收件", "Receive an application")
    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("f2,ctrl+s", "receive", ("收件", "receive"), ("收件并打印收件凭证", "Receive and print the receipt"), True),
        Key("f3", "kind", ("个人/单位", "person/org."), ("申请人是个人或单位", "A person or an organisation"), True),
        Key("f4", "agent", ("代理人", "agent"), ("填写或取消代理人", "With or without an agent"), True),
        ALL,
        Key("f6", "again", ("上一位", "same again"), ("填入上一位申请人", "Fill in the last applicant"), True),
        Key("f7", "other", ("已有办件", "open case"), ("打开重复的那一件", "Open the case in the way"), True),
        Key("f8", "refer", ("指引单", "referral"), ("打印大厅外事项的指引单", "Print the referral slip"), True),
        Key(
            "f9",
            "add",
            ("加材料", "add paper"),
            ("添加事项没有列明的材料", "Add a material"),
            True,
        ),
        Key("ctrl+r", "drop", ("去掉事项", "drop item"), ("去掉最后选的事项", "Take the last item off"), True),
        Key("ctrl+g", "green", ("绿色通道", "green"), ("单位、外来投资者走绿色通道", "Firms and investors only"), True),
        Key("space", "turn", ("收/缺/不符", "turn state"), ("材料的状态", "The state of a material")),
        BACK,
    )

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.items: list[Item] = []
        self.outside: Item | None = None
        self.green = False

    def body(self) -> Iterable[Widget]:
        """Applicant, items, materials."""
        yield Applicant(lambda: self.session.today)
        yield ItemFinder(self._found, id="finder")
        yield Plain(id="chosen")
        with Horizontal(id="permit"):
            hint = say("原证件的编号", "number of the certificate")
            yield Field(say("证件", "Permit"), "about", hint=hint)
            hint = say("本大厅颁发的不填", "empty when issued here")
            yield day_field(say("有效期至", "Valid to"), "about-until", None, hint=hint)
        yield Checklist(id="checklist")

    def _found(self, text: str) -> list[Named]:
        reading = self.session.desk.reading
        return list(reading.items(text) or reading.items(text, here=False))

    @property
    def applicant(self) -> Applicant:
        """The fields of the applicant."""
        return self.query_one(Applicant)

    @property
    def checklist(self) -> Checklist:
        """The materials."""
        return self.query_one(Checklist)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys that have nothing to work on are grey."""
        grey = {
            "again": self.session.last is None,
            "other": not (self.refusal and self.refusal.reason is Reason.DUPLICATE_CASE),
            "refer": self.outside is None,
            "drop": not self.items,
        }
        return None if grey.get(action) else True

    # -- fields

    @on(Input.Changed)
    def check_fields(self) -> None:
        """Say what is wrong while it is typed."""
        self.tell(self.applicant.fault, refused=True)

    def action_kind(self) -> None:
        """A person or an organisation."""
        person = self.applicant.kind is PartyKind.PERSON
        self.applicant.kind = PartyKind.ORGANISATION if person else PartyKind.PERSON
        self._turn_green(False)

    def action_green(self) -> None:
        """The green channel: open to organisations, and to a person who is an outside investor."""
        self._turn_green(not self.green)

    def _turn_green(self, on: bool) -> None:
        self.green = on
        self._list_items()

    def action_agent(self) -> None:
        """With or without an agent."""
        self.applicant.with_agent = not self.applicant.with_agent

    def action_again(self) -> None:
        """The applicant before this one."""
        if self.session.last:
            self.applicant.fill(*self.session.last)

    # -- items

    @on(ItemFinder.Picked)
    def pick(self, message: ItemFinder.Picked) -> None:
        """Take an item up, or say at once why this window does not."""
        finder, desk = self.query_one(ItemFinder), self.session.desk
        item = desk.reading.item(message.code)
        self.outside = item if item and item.outside else None
        if refused := desk.reading.stopped(message.code, self.session.clock()):
            self.tell(told(refused.reason, refused.article, **refused.told), refused=True)
        if item is None or not refused:
            finder.clear()
        if item and not refused:
            self._take(item)
        self.refresh_keys()

    def _take(self, item: Item) -> None:
        if item not in self.items:
            self.items.append(item)
            self._list_items()
        self.tell("")
        if item.way == "new":
            self.set_focus(self.checklist)
        else:
            self.set_focus(self.query_one("#about", Input))

    def action_drop(self) -> None:
        """Take the last item off."""
        if self.items:
            self.items.pop()
            self._list_items()

    def _list_items(self) -> None:
        stated = {material.name: material for item in self.items for material in item.materials}
        own = [line for line in self.checklist.lines if line.name not in self.checklist.listed]
        listed = [MaterialLine(m.name, "missing", m.main, m.form, m.copies) for m in stated.values()]
        self.checklist.put([*listed, *own], stated)
        told = [_told(item) for item in self.items]
        if self.green:
            person = self.applicant.kind is PartyKind.PERSON
            told.append(say("绿色通道", "Green channel") + say("（外来投资者）", " (outside investor)") * person)
        shown = self.query_one("#chosen", Plain)
        shown.set_class(bool(told), "-some")
        shown.say("\n".join(told))
        self.query_one("#permit").set_class(any(item.way != "new" for item in self.items), "-some")
        self.refresh_keys()

    # -- materials

    def action_all(self) -> None:
        """Everything is there."""
        self.checklist.all_received()

    def action_turn(self) -> None:
        """Space outside the list does nothing."""

    def action_add(self) -> None:
        """A material of the applicant's own."""
        self.run_worker(self._add(), group="ask", exclusive=True)

    async def _add(self) -> None:
        line = await self.app.push_screen_wait(NewMaterial(self.session))
        if line and line.name not in [one.name for one in self.checklist.lines]:
            self.checklist.lines.append(line)
            self.checklist.reload()

    @on(Checklist.Noting)
    def note(self, message: Checklist.Noting) -> None:
        """Write a note on a material."""
        self.run_worker(self._note(message.place, message.line), group="ask", exclusive=True)

    async def _note(self, place: int, line: MaterialLine) -> None:
        noted = await self.app.push_screen_wait(Note(self.session, line))
        if noted:
            self.checklist.change(place, noted)

    # -- acting

    def action_receive(self) -> None:
        """Receive it all, or nothing of it."""
        self.run_worker(self._receive(), group="ask", exclusive=True)

    async def _receive(self) -> None:
        typed = self.query_one(ItemFinder).text
        if typed and not self.items:
            self.query_one(ItemFinder).post_message(ItemFinder.Picked(typed))
            return
        lines = tuple(self.checklist.lines)
        codes = tuple(item.code for item in self.items)
        try:
            about, until = self._permit()
        except Fault as fault:
            self.tell(str(fault), refused=True)
            return
        investor = self.green and self.applicant.kind is PartyKind.PERSON
        command = cmd.ReceiveApplication(
            codes,
            self.applicant.party,
            lines,
            self.applicant.agent,
            about=about,
            about_until=until,
            green=self.green,
            investor=investor,
        )
        done = await self.perform(command)
        self.refresh_keys()
        if done is None:
            return
        self.session.last = (self.applicant.party, self.applicant.agent)
        self._empty()
        case_id = await self.app.push_screen_wait(Received(self.session, done))
        if case_id:
            self._open(case_id)

    def _permit(self) -> tuple[str, date | None]:
        """The certificate that the items are about, and its last day. Raises Fault."""
        if all(item.way == "new" for item in self.items):
            return "", None
        number, until = (self.query_one(f"#field-{name}", Field).value for name in ("about", "about-until"))
        return number, read_day(until) if until else None

    def _empty(self) -> None:
        self.applicant.fill(None, None)
        self.green = False
        for name in ("about", "about-until"):
            self.query_one(f"#{name}", Input).value = ""
        self.items.clear()
        self.outside = None
        self.checklist.lines.clear()
        self._list_items()
        self.query_one(ItemFinder).clear()
        self.applicant.field("name").input.focus()

    def action_other(self) -> None:
        """Open the case that stands in the way."""
        if self.refusal:
            self._open(self.refusal.told.get("case", ""))

    def _open(self, case_id: str) -> None:
        from windowdesk.screens.case import CasePage

        self.app.push_screen(CasePage(self.session, case_id))

    def action_refer(self) -> None:
        """Print the slip to the office outside."""
        if self.outside:
            self.run_worker(self._refer(self.outside), group="ask", exclusive=True)

    async def _refer(self, item: Item) -> None:
        done = await self.perform(cmd.ReferMatter(item.code))
        if done:
            self.outside = None
            self.query_one(ItemFinder).clear()
            self.tell(say(f"指引单已交打印：{done.papers[0]}", f"The slip is being printed: {done.papers[0]}"))
            self.refresh_keys()


def _told(item: Item) -> str:
    """An item on one line: number, name, kind, days."""
    days = item.promised_days if item.promised_days is not None else item.statutory_days
    period = say("期限未载明", "no period stated") if days is None else say(f"{days} 个工作日", f"{days} working days")
    return f"{item.number or item.code} {item.name} | {item.kind.value} | {period}"
