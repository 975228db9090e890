"""审, 核, 签批: an opinion, a second opinion, a decision."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import ClassVar

from textual.widget import Widget

from windowdesk import words
from windowdesk.i18n import say
from windowdesk.models import commands as cmd
from windowdesk.models.acts.deciding import EX_OFFICIO
from windowdesk.models.case import Case
from windowdesk.models.opinion import DISAGREE, FORWARD
from windowdesk.models.rows import OpinionRow
from windowdesk.screens.keys import BACK, Key
from windowdesk.screens.session import Session
from windowdesk.screens.sheet import SEND
from windowdesk.screens.sheets.caseform import LONG, CaseSheet, long_field
from windowdesk.screens.sheets.library import LIBRARY, Library, take
from windowdesk.widgets.field import Choice, Field


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
    """Grant, or deny with reasons and their legal basis. What other departments said stands on top."""

    HEADING: ClassVar[tuple[str, str]] = ("签批", "Decide")
    KEYS: ClassVar[tuple[Key, ...]] = (SEND, LIBRARY, BACK)

    def __init__(self, session: Session, case: Case) -> None:
        rows = [row for row in session.desk.reading.opinions(case.id) if row.kind == "opinion"]
        told = "\n".join(opinion_line(row, session.today) for row in rows)
        if any(row.answer == DISAGREE for row in rows):
            told += say("\n有部门不同意，准予须写明理由。", "\nA department disagrees: to grant, say why.")
        super().__init__(session, case, told)

    def body(self) -> Iterable[Widget]:
        """The decision and its reasons. A proceeding of the organ's own is not granted: it is revoked or not."""
        false = ("false", say("不予许可：材料虚假", "deny: false materials"))
        answers = [("yes", say("准予", "grant")), ("no", say("不予许可", "deny")), false]
        if self.case.way in EX_OFFICIO:
            answers = [("no", say("不予撤销、注销", "neither revoked nor cancelled"))]
        yield Choice(answers, id="grant", label=say("决定", "Decision"))
        yield long_field(say("理由", "Reasons"), "reasons", hint=say("不予许可必须说明", "needed to deny"))
        yield long_field(say("依据", "Basis"), "basis", value=self.case.item.basis)

    def action_library(self) -> None:
        """Words for a denial."""
        self.run_worker(self._take(), group="library", exclusive=True)

    async def _take(self) -> None:
        rows = self.session.desk.reading.grounds("denial", self.case.item)
        found = await self.app.push_screen_wait(Library(self.session, say("不予许可", "Denial"), rows))
        if found is not None:
            take(self.query_one("#field-reasons", Field), f"{found.wrong}，{found.required}")
            take(self.query_one("#field-basis", Field), found.whole_name, instead=self.case.item.basis)

    def command(self) -> cmd.DecideCase:
        """The decision. The basis belongs to a denial only."""
        chosen = self.chosen("grant")
        basis = "" if chosen == "yes" else self.value("basis")
        return cmd.DecideCase(self.case.id, chosen == "yes", self.value("reasons"), basis, chosen == "false")


def opinion_line(row: OpinionRow, today: date) -> str:
    """What a department was asked, and what it said."""
    said = words.answer(row.answer)
    reasons = f"：{row.reasons}" if row.reasons else ""
    signed = f" {row.signer} {row.answered_on}" if row.answered_on else ""
    late = say("，逾期", ", late") if today > row.due else ""
    due = say(f"（{row.due} 前答复{late}）", f" (by {row.due}{late})") if row.answer in ("", FORWARD) else ""
    return f"{row.department} {said}{due}{reasons}{signed}"
