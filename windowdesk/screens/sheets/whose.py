"""Whose the case is: handing it to another window, and returning one that goes on elsewhere."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.widget import Widget

from windowdesk.i18n import say
from windowdesk.models import commands as cmd
from windowdesk.models.acts.handing import takers
from windowdesk.models.case import Case
from windowdesk.screens.session import Session
from windowdesk.screens.sheets.caseform import Agreed, CaseSheet, long_field
from windowdesk.widgets.field import Choice


class HandOverCase(CaseSheet):
    """移交: to which window, and why."""

    HEADING: ClassVar[tuple[str, str]] = ("移交别的窗口", "Hand the case over")

    def __init__(self, session: Session, case: Case) -> None:
        lines = say(
            "移交以后由该窗口继续办理，本窗口只能查看；此后的纸件由该窗口编号、盖章。",
            "That window goes on with the case; this one can only look. Papers are then its own.",
        )
        super().__init__(session, case, lines)

    def body(self) -> Iterable[Widget]:
        """The windows that may take it, and the reason."""
        setting = self.session.desk.setting
        found = [(code, f"{code} {setting.windows[code].name}") for code in takers(setting, self.case)]
        yield Choice(found, id="to", label=say("移交给", "To"))
        yield long_field(say("理由", "Reason"), "reason")

    def command(self) -> cmd.HandOverCase:
        """The hand-over."""
        return cmd.HandOverCase(self.case.id, self.chosen("to"), self.needed("reason"))


class ReturnDuplicate(Agreed):
    """退件 of an application that goes on in another case."""

    HEADING: ClassVar[tuple[str, str]] = ("重复收件，退件", "Return: it goes on elsewhere")

    def __init__(self, session: Session, case: Case) -> None:
        lines = say(
            f"同一申请由办件 {case.main} 继续办理。\n打印退件通知单，写明继续办理的编号，材料退还。",
            f"The application goes on as case {case.main}.\nThe return slip says so, and the materials go back.",
        )
        super().__init__(session, case, lines)

    def command(self) -> cmd.ReturnDuplicate:
        """The return."""
        return cmd.ReturnDuplicate(self.case.id)
