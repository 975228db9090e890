"""Other ways through a case: 容缺, 告知承诺, 撤回, 转原单位, 上报, and the later check of a promise."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import ClassVar

from textual.widget import Widget

from windowdesk import words
from windowdesk.i18n import say
from windowdesk.models import commands as cmd
from windowdesk.models.case import Case
from windowdesk.models.rules import service
from windowdesk.screens.session import Session
from windowdesk.screens.sheets.caseform import Agreed, CaseSheet, day_field, long_field, names_field, read_day
from windowdesk.widgets.field import Choice, Field


class Tolerate(Agreed):
    """容缺受理: what will follow, until when, and what becomes of it when it does not."""

    HEADING: ClassVar[tuple[str, str]] = ("容缺受理", "Accept; the rest is to follow")

    def __init__(self, session: Session, case: Case) -> None:
        until = service.follow_until(case.item, session.today, session.desk.law)
        names = say("、", ", ").join(line.name for line in case.lacking)
        due = words.due(until.on, provisional=until.provisional)
        lines = say(
            f"待补：{names}\n申请人承诺 {due} 前补齐；补齐前不能签批，逾期视为撤回。\n打印容缺受理通知书和承诺书。",
            f"To follow: {names}\nPromised by {due}; no decision before that, and late counts as withdrawn.",
        )
        super().__init__(session, case, lines)

    def command(self) -> cmd.AcceptTolerantly:
        """The acceptance."""
        return cmd.AcceptTolerantly(self.case.id)


class Promise(Agreed):
    """告知承诺: the conditions are told before the promise is taken."""

    HEADING: ClassVar[tuple[str, str]] = ("告知承诺受理", "Accept on a promise")

    def __init__(self, session: Session, case: Case) -> None:
        told = "\n".join(f"{n}、{condition}" for n, condition in enumerate(case.item.promise, 1))
        days = case.item.promise_check_days
        lines = say(
            f"告知的条件：\n{told}\n决定后 {days} 个工作日内核查；承诺不实的撤销许可，以后不再适用告知承诺。\n"
            "请让申请人读过再确定，打印告知承诺书签字。",
            f"Conditions told:\n{told}\nChecked within {days} working days of the decision; a false promise ends the\n"
            "permit. Let the applicant read this first; the promise is printed to be signed.",
        )
        super().__init__(session, case, lines)

    def command(self) -> cmd.AcceptOnPromise:
        """The acceptance."""
        return cmd.AcceptOnPromise(self.case.id)


class Withdraw(CaseSheet):
    """撤回 by the applicant."""

    HEADING: ClassVar[tuple[str, str]] = ("撤回申请", "Withdraw the application")

    def body(self) -> Iterable[Widget]:
        """Why."""
        yield long_field(say("撤回理由", "Reason"), "reason", value=say("申请人书面申请撤回", "asked for in writing"))

    def command(self) -> cmd.WithdrawApplication:
        """The withdrawal."""
        return cmd.WithdrawApplication(self.case.id, self.needed("reason"))


class ToUnit(CaseSheet):
    """转原单位: what it is to do, in how many days of its own."""

    HEADING: ClassVar[tuple[str, str]] = ("转原单位办理", "Hand to the home unit")

    def __init__(self, session: Session, case: Case) -> None:
        unit = session.desk.setting.department(case.item).full_name
        super().__init__(session, case, say(f"{unit}另计时限，逾期记单位。", f"{unit} has a limit of its own."))

    def body(self) -> Iterable[Widget]:
        """The matter and the days."""
        yield long_field(say("转办事由", "Matter"), "matter", hint=say("如 现场勘验、技术审查", "what it is to do"))
        days = self.case.item.unit_days
        yield Field(
            say("工作日数", "Working days"), "days", value="" if days is None else f"{days}", room=3, numeric=True
        )

    def command(self) -> cmd.SendToUnit:
        """The handing."""
        return cmd.SendToUnit(self.case.id, self.needed("matter"), self.whole("days"))


class FromUnit(CaseSheet):
    """The home unit gives the case back."""

    HEADING: ClassVar[tuple[str, str]] = ("原单位退回", "Back from the home unit")

    def body(self) -> Iterable[Widget]:
        """What it found."""
        yield long_field(say("办理结果", "Result"), "result")

    def command(self) -> cmd.ReturnFromUnit:
        """The return."""
        return cmd.ReturnFromUnit(self.case.id, self.needed("result"))


class Upward(CaseSheet):
    """上报: the opinion goes up with all materials."""

    HEADING: ClassVar[tuple[str, str]] = ("报上级决定", "Send up to the superior")

    def __init__(self, session: Session, case: Case) -> None:
        lines = say(
            f"初审意见和全部材料直接报{case.item.upward_to}，本机关期限到此为止。",
            f"Opinion and all materials go to {case.item.upward_to}; this organ's clock ends here.",
        )
        super().__init__(session, case, lines)

    def body(self) -> Iterable[Widget]:
        """The opinion."""
        said = self.case.reviewed.opinion if self.case.reviewed else ""
        yield long_field(say("初审意见", "Opinion"), "opinion", value=said)

    def command(self) -> cmd.DispatchUpward:
        """The dispatch."""
        return cmd.DispatchUpward(self.case.id, self.value("opinion"))


class Superior(CaseSheet):
    """The superior's decision has come."""

    HEADING: ClassVar[tuple[str, str]] = ("登记上级决定", "The superior's decision")

    def body(self) -> Iterable[Widget]:
        """The decision, its number and day, reasons, validity."""
        yield Choice(
            [("yes", say("准予", "granted")), ("no", say("不予许可", "denied"))],
            id="granted",
            label=say("决定", "Decision"),
        )
        yield Field(say("文号", "Document no."), "document", room=200)
        yield day_field(say("决定日期", "Decided on"), "on", self.session.today)
        yield long_field(say("理由", "Reasons"), "reasons", hint=say("不予许可必须说明", "needed when denied"))
        yield day_field(say("有效期至", "Valid until"), "until", None, hint=say("没有的不填", "empty for none"))

    def command(self) -> cmd.RecordSuperior:
        """The decision."""
        document, on = self.needed("document"), self.day("on")
        until: date | None = read_day(self.value("until")) if self.value("until") else None
        granted = self.chosen("granted") == "yes"
        return cmd.RecordSuperior(self.case.id, granted, document, on, self.value("reasons"), until)


class LaterCheck(CaseSheet):
    """事后核查: whether the promise was kept."""

    HEADING: ClassVar[tuple[str, str]] = ("事后核查", "The later check of the promise")

    def __init__(self, session: Session, case: Case) -> None:
        told = case.promise.conditions if case.promise else ()
        super().__init__(session, case, "\n".join(f"{n}、{one}" for n, one in enumerate(told, 1)))

    def body(self) -> Iterable[Widget]:
        """Kept or broken, what was found, by whom."""
        yield Choice(
            [
                ("yes", say("与承诺相符，办结", "kept: the case ends")),
                ("no", say("承诺不实，转撤销", "broken: to be revoked")),
            ],
            id="kept",
            label=say("核查结论", "Found"),
        )
        yield long_field(say("核查情况", "Findings"), "findings")
        yield names_field(say("核查人员", "By"), "persons")

    def command(self) -> cmd.RecordLaterCheck:
        """The check."""
        kept = self.chosen("kept") == "yes"
        return cmd.RecordLaterCheck(self.case.id, kept, self.needed("findings"), self.names("persons"))
