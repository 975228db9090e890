"""补打 and showing personal data: neither changes the case, both are written down."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual import on
from textual.widget import Widget

from windowdesk.i18n import say
from windowdesk.models import commands as cmd
from windowdesk.models.notice import TITLES, PaperKind
from windowdesk.models.rows import PaperRow
from windowdesk.screens.keys import BACK, Key
from windowdesk.screens.sheet import SEND, Fault
from windowdesk.screens.sheets.caseform import CaseSheet
from windowdesk.widgets.columns import Column
from windowdesk.widgets.field import Field
from windowdesk.widgets.pages import Cell, Source
from windowdesk.widgets.table import VirtualTable

STATES = {
    "queued": ("待印", "waiting"),
    "printing": ("打印中", "printing"),
    "failed": ("未打出", "failed"),
    "held": ("请看出纸口", "look in the tray"),
    "done": ("已打印", "printed"),
}


def paper_title(kind: str) -> str:
    """The statutory title of a kind of paper; Chinese in both languages."""
    return TITLES[PaperKind(kind)]


def paper_state(row: PaperRow) -> str:
    """Whether a paper is out, in words."""
    return say(*STATES[row.state]) if row.state in STATES else "-"


class Reprint(CaseSheet):
    """Choose a paper and print it again; the copy is marked and counted."""

    HEADING: ClassVar[tuple[str, str]] = ("补打纸件", "Print a paper again")
    DEFAULT_CSS = "Reprint VirtualTable { height: 8; }"
    KEYS: ClassVar[tuple[Key, ...]] = (SEND, BACK)

    def body(self) -> Iterable[Widget]:
        """The papers of the case."""
        rows = self.session.desk.reading.papers(self.case.id)
        columns = [
            Column(say("纸件", "paper"), 22),
            Column(say("字号", "number")),
            Column(say("补打", "again"), 5),
            Column(say("状态", "state"), 8),
        ]
        source = Source[PaperRow](lambda at, _: rows[at : at + 64], lambda row: row.number, _draw, lambda: len(rows))
        yield VirtualTable[PaperRow](columns, source, empty=say("没有纸件。", "No papers."), id="papers")

    @on(VirtualTable.Chosen)
    def chosen_paper(self) -> None:
        """Enter."""
        self.action_send()

    def command(self) -> cmd.ReprintPaper:
        """The paper at the cursor."""
        row = self.query_one("#papers", VirtualTable).row
        if row is None:
            raise Fault(say("没有纸件。", "No papers."))
        return cmd.ReprintPaper(self.case.id, row.number)


def _draw(row: PaperRow) -> Sequence[Cell]:
    return (paper_title(row.kind), row.number, str(row.copies), paper_state(row))


class Unmask(CaseSheet):
    """Personal data in full, for a reason that goes into the register."""

    HEADING: ClassVar[tuple[str, str]] = ("查看完整个人信息", "Show personal data in full")

    def body(self) -> Iterable[Widget]:
        """The reason."""
        yield Field(say("事由", "Reason"), "why", hint=say("将记入登记簿", "goes into the register"), room=200)

    def command(self) -> cmd.ShowIdentity:
        """The showing."""
        return cmd.ShowIdentity(self.case.id, self.value("why"))
