"""审, 核, 签批: an opinion, a second opinion, a decision."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.widget import Widget

from windowdesk.i18n import say
from windowdesk.models import commands as cmd
from windowdesk.models.case import Case
from windowdesk.screens.session import Session
from windowdesk.screens.sheet import ActSheet
from windowdesk.widgets.field import Choice, Field

LONG = 2000
"""Characters an opinion or a reason may have."""


class CaseSheet(ActSheet):
    """A dialog about one case; the case and its applicant stand on top."""

    def __init__(self, session: Session, case: Case, lines: str = "") -> None:
        super().__init__(session, lines or f"{case.item.name}  {case.applicant.name}")
        self.case = case

    def chosen(self, name: str) -> str:
        """The answer of a choice."""
        return self.query_one(f"#{name}", Choice).value


class Review(CaseSheet):
    """The reviewer's opinion."""

    HEADING: ClassVar[tuple[str, str]] = ("审查", "Review")

    def body(self) -> Iterable[Widget]:
        """For or against, and why."""
        yield Choice(
            [("yes", say("符合条件，建议准予", "favourable")), ("no", say("不符合条件", "unfavourable"))],
            id="favourable",
            label=say("意见", "Opinion"),
        )
        yield Field(say("说明", "Reasons"), "opinion", room=LONG, hint=say("不符合的必须说明", "if unfavourable"))

    def command(self) -> cmd.ReviewCase:
        """The review."""
        return cmd.ReviewCase(self.case.id, self.chosen("favourable") == "yes", self.value("opinion"))


class Check(CaseSheet):
    """The second person's opinion."""

    HEADING: ClassVar[tuple[str, str]] = ("核", "Check")

    def body(self) -> Iterable[Widget]:
        """Agreed, or back to review."""
        yield Choice(
            [("yes", say("同意审查意见", "agree")), ("no", say("退回重审", "back to review"))],
            id="agrees",
            label=say("意见", "Opinion"),
        )
        yield Field(say("说明", "Reasons"), "opinion", room=LONG, hint=say("退回的必须说明", "needed when sent back"))

    def command(self) -> cmd.CheckCase:
        """The check."""
        return cmd.CheckCase(self.case.id, self.chosen("agrees") == "yes", self.value("opinion"))


class Decide(CaseSheet):
    """Grant, or deny with reasons and their legal basis."""

    HEADING: ClassVar[tuple[str, str]] = ("签批", "Decide")

    def body(self) -> Iterable[Widget]:
        """The decision and its reasons."""
        yield Choice(
            [("yes", say("准予", "grant")), ("no", say("不予许可", "deny"))], id="grant", label=say("决定", "Decision")
        )
        yield Field(say("理由", "Reasons"), "reasons", room=LONG, hint=say("不予许可必须说明", "needed to deny"))
        yield Field(say("依据", "Basis"), "basis", room=LONG, value=self.case.item.basis)

    def command(self) -> cmd.DecideCase:
        """The decision. The basis belongs to a denial only."""
        grant = self.chosen("grant") == "yes"
        return cmd.DecideCase(self.case.id, grant, self.value("reasons"), "" if grant else self.value("basis"))
