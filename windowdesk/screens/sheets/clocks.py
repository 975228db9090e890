"""延长, 特别程序 and its end: what moves the last day of a decision, always told in writing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.widget import Widget

from windowdesk import words
from windowdesk.i18n import say
from windowdesk.models import clocks
from windowdesk.models import commands as cmd
from windowdesk.models.case import Case
from windowdesk.models.rules import licensing, procedures
from windowdesk.screens.session import Session
from windowdesk.screens.sheet import Fault
from windowdesk.screens.sheets.caseform import CaseSheet, long_field, names_field
from windowdesk.widgets.field import Choice, Field


class Extend(CaseSheet):
    """延长办理期限: the one extension, by whom, for how many days, until when."""

    HEADING: ClassVar[tuple[str, str]] = ("延长办理期限", "Extend the time to decide")

    def __init__(self, session: Session, case: Case) -> None:
        desk = session.desk
        found = procedures.extension(case.item, session.today, desk.law)
        self._head, lines = "", ""
        if found and case.accepted and case.statutory_due:
            days, cite, government = found
            hall, organ = desk.setting.hall, desk.setting.department(case.item)
            self._head = hall.government_head if government else organ.head
            office = hall.government if government else organ.full_name
            due = licensing.decision_due(case.item, case.accepted.on, desk.law, days, clocks.skipped(case))
            until = words.due(due.on, provisional=due.provisional) if due else "—"
            now = words.due(case.statutory_due.on, provisional=case.statutory_due.provisional)
            lines = say(
                f"只能延长一次：{days} 个工作日，{now} 延至 {until}（{cite}）\n"
                f"须经{office}负责人{self._head}批准，理由书面告知申请人。",
                f"Once only: {days} working days, {now} to {until} ({cite})\n"
                f"Approved by the head of {office}, {self._head}; the reasons are told in writing.",
            )
        super().__init__(session, case, lines)

    def body(self) -> Iterable[Widget]:
        """Approver, approval, reasons."""
        yield Field(say("批准人", "Approver"), "approver", value=self._head, room=100)
        yield Field(say("批准文号", "Approval"), "approval", hint=say("批准文件的文号或日期", "number or date"))
        yield long_field(say("延长理由", "Reasons"), "reasons", hint=say("将告知申请人", "told to the applicant"))

    def command(self) -> cmd.ExtendDecision:
        """The extension."""
        approver, approval, reasons = (self.needed(name) for name in ("approver", "approval", "reasons"))
        return cmd.ExtendDecision(self.case.id, reasons, approver, approval)


class StartProcedure(CaseSheet):
    """特别程序 of the closed list of 第四十五条."""

    HEADING: ClassVar[tuple[str, str]] = ("特别程序", "A procedure that is not counted")

    def __init__(self, session: Session, case: Case) -> None:
        lines = say(
            "只有这八种依法需要的程序，所需时间不计入期限；告知的天数以外照算。",
            "Only these, required by law, are not counted, and no more days than are told.",
        )
        super().__init__(session, case, lines)

    def body(self) -> Iterable[Widget]:
        """Which, by what law, how long, approved by whom, carried out by whom."""
        listed = [
            (name, name + (say("（两人以上）", " (two or more)") if name in procedures.INSPECTIONS else ""))
            for name in procedures.PROCEDURES
        ]
        yield Choice(listed, id="procedure", label=say("程序", "Procedure"))
        yield long_field(say("法律依据", "Legal basis"), "basis", hint=say("如 食品安全法第八十七条", "the provision"))
        yield Field(say("所需工作日", "Working days"), "days", room=3, numeric=True)
        head = self.session.desk.setting.department(self.case.item).head
        yield Field(say("批准人", "Approver"), "approver", value=head, room=100)
        yield Field(say("承办机构", "Carried out by"), "body-name")
        yield names_field(say("人员", "Persons"), "persons", hint=say("检验检测检疫须两人以上", "two for inspections"))

    def command(self) -> cmd.StartProcedure:
        """The procedure."""
        basis, days = self.needed("basis"), self.whole("days")
        if days is None:
            raise Fault(say("请填写所需工作日，并书面告知申请人。", "Fill in the working days it needs."))
        return cmd.StartProcedure(
            self.case.id,
            self.chosen("procedure"),
            basis,
            days,
            self.needed("approver"),
            self.value("body-name"),
            self.names("persons"),
        )


class EndProcedure(CaseSheet):
    """特别程序 has its result; the clock runs on."""

    HEADING: ClassVar[tuple[str, str]] = ("特别程序结束", "The procedure has ended")

    def __init__(self, session: Session, case: Case) -> None:
        running = case.procedure
        told = f"{running.procedure} {running.on} – {running.planned_until.on}" if running else ""
        super().__init__(session, case, told + say("，期限自明日起继续计算。", "; the clock runs on from tomorrow."))

    def body(self) -> Iterable[Widget]:
        """The result."""
        yield long_field(say("结果", "Result"), "result")

    def command(self) -> cmd.EndProcedure:
        """The end."""
        return cmd.EndProcedure(self.case.id, self.needed("result"))
