"""补交 and notes: the checklist as it changes after the first visit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import ClassVar

from textual import on
from textual.widget import Widget

from windowdesk.i18n import say
from windowdesk.models import commands as cmd
from windowdesk.models.case import Case
from windowdesk.models.events import MaterialLine
from windowdesk.screens.keys import BACK, Key
from windowdesk.screens.session import Session
from windowdesk.screens.sheet import SEND, Fault, Sheet
from windowdesk.screens.sheets.caseform import CaseSheet
from windowdesk.widgets.checklist import Checklist
from windowdesk.widgets.field import Field

ALL = Key("f5", "all", ("全部收齐", "all received"), ("所有材料收齐、符合形式", "All are there"), priority=True)


class Note(Sheet[MaterialLine]):
    """A note on one material: what is faulty about it, or what came instead."""

    HEADING: ClassVar[tuple[str, str]] = ("备注", "Note")

    def __init__(self, session: Session, line: MaterialLine) -> None:
        super().__init__(session, line.name)
        self._line = line

    def body(self) -> Iterable[Widget]:
        """The note."""
        yield Field(say("备注", "Note"), "note", room=200, value=self._line.note)

    def answer(self) -> MaterialLine:
        """The line with its note."""
        return replace(self._line, note=self.value("note"))


class NewMaterial(Sheet[MaterialLine]):
    """A material the item does not list, taken in because the applicant brought it."""

    HEADING: ClassVar[tuple[str, str]] = ("添加材料", "Add a material")

    def body(self) -> Iterable[Widget]:
        """Its name."""
        yield Field(say("材料名称", "Material"), "material", room=100)

    def answer(self) -> MaterialLine:
        """The line. Raises Fault without a name."""
        if not (name := self.value("material")):
            raise Fault(say("请填写材料名称。", "Name the material."))
        return MaterialLine(name, main=False)


class Supplement(CaseSheet):
    """What the applicant brought this time."""

    HEADING: ClassVar[tuple[str, str]] = ("补交材料", "Materials handed in later")
    DEFAULT_CSS = "Supplement Checklist { height: 10; }"
    KEYS: ClassVar[tuple[Key, ...]] = (
        SEND,
        ALL,
        Key("space", "turn", ("收/缺/不符", "turn state"), ("材料的状态", "The state of a material")),
        BACK,
    )

    def __init__(self, session: Session, case: Case) -> None:
        super().__init__(session, case)
        self.listed = {material.name for material in case.item.materials}

    def body(self) -> Iterable[Widget]:
        """What is missing or faulty."""
        yield Checklist(self.case.lacking or self.case.materials, self.listed, id="checklist")

    def action_all(self) -> None:
        """Everything is there."""
        self.query_one(Checklist).all_received()

    @on(Checklist.Noting)
    def note(self, message: Checklist.Noting) -> None:
        """Write a note."""
        self.run_worker(self._note(message.place, message.line), group="note")

    async def _note(self, place: int, line: MaterialLine) -> None:
        noted = await self.app.push_screen_wait(Note(self.session, line))
        if noted:
            self.query_one(Checklist).change(place, noted)

    def command(self) -> cmd.SupplementMaterials:
        """The lines that changed."""
        before = set(self.case.materials)
        changed = tuple(line for line in self.query_one(Checklist).lines if line not in before)
        return cmd.SupplementMaterials(self.case.id, changed)
