"""并联审批: asking every department at the same time, and answering what another window asks."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.widget import Widget

from windowdesk.i18n import say
from windowdesk.models import commands as cmd
from windowdesk.models.acts.beside import OPINION_DAYS
from windowdesk.models.case import Case
from windowdesk.models.opinion import ACKNOWLEDGED, AGREE, DISAGREE, FORWARD, Opinion
from windowdesk.screens.keys import Key
from windowdesk.screens.session import Session
from windowdesk.screens.sheet import ActSheet, Confirm, Fault
from windowdesk.screens.sheets.caseform import CaseSheet, day_field, long_field
from windowdesk.widgets.field import Choice, Field

ANSWERS: dict[str, tuple[str, str]] = {
    AGREE: ("同意", "agree"),
    DISAGREE: ("不同意（写明理由）", "disagree, with reasons"),
    FORWARD: ("同意，但需转报上级", "agree, but must be forwarded"),
}


class AskOpinions(CaseSheet):
    """征求意见: the departments of the item, at the same time, each with its own last day."""

    HEADING: ClassVar[tuple[str, str]] = ("征求意见", "Ask for opinions")

    def body(self) -> Iterable[Widget]:
        """Whom, what, how many days."""
        asked = {row.department for row in self.session.desk.reading.opinions(self.case.id) if row.kind == "opinion"}
        left = [name for name in self.case.item.asks if name not in asked]
        everyone = [("", say("同时征求：", "all at once: ") + "、".join(left))] if len(left) != 1 else []
        yield Choice([*everyone, *((name, name) for name in left)], id="departments", label=say("征求", "Ask"))
        hint = say("不填即请就本部门职责提出意见", "empty asks for what is within its powers")
        yield long_field(say("征求事项", "Question"), "question", hint=hint)
        days = OPINION_DAYS if self.case.item.opinion_days is None else self.case.item.opinion_days
        yield Field(say("答复工作日", "Days to answer"), "days", value=f"{days}", room=3, numeric=True)

    def command(self) -> cmd.AskOpinions:
        """The question."""
        one = self.chosen("departments")
        departments = (one,) if one else ()
        return cmd.AskOpinions(self.case.id, self.value("question"), departments, self.whole("days"))


class RecordReply(CaseSheet):
    """登记纸质答复 of a department without a window in the hall."""

    HEADING: ClassVar[tuple[str, str]] = ("登记纸质答复", "Record a reply on paper")

    def __init__(self, session: Session, case: Case) -> None:
        lines = say("大厅没有窗口的部门以书面答复，照原件登记。", "A department without a window replies on paper.")
        super().__init__(session, case, lines)

    def body(self) -> Iterable[Widget]:
        """Who, what, under which number, signed by whom, when, why."""
        here = {name for window in self.session.desk.setting.windows.values() for name in window.departments}
        names = [name for name in self.case.item.asks if name not in here]
        yield Choice([(name, name) for name in names] or [("", "—")], id="department", label=say("部门", "Department"))
        answers = {**ANSWERS, ACKNOWLEDGED: ("签收抄送", "copy received")}
        yield Choice([(key, say(*told)) for key, told in answers.items()], id="answer", label=say("答复", "Answer"))
        yield Field(say("答复文号", "Reply no."), "document", room=200)
        yield Field(say("签署人", "Signed by"), "signer", room=100)
        yield day_field(say("答复日期", "Dated"), "on", self.session.today)
        yield long_field(say("理由", "Reasons"), "reasons", hint=say("不同意的必须写明", "needed when it disagrees"))

    def command(self) -> cmd.RecordReply:
        """The reply."""
        document, signer = self.needed("document"), self.needed("signer")
        department, answer = self.chosen("department"), self.chosen("answer")
        return cmd.RecordReply(
            self.case.id, department, answer, document, signer, self.day("on"), self.value("reasons")
        )


class Answer(ActSheet):
    """答复: one of three answers; a no, and a yes that goes on to a superior, say why or where to."""

    HEADING: ClassVar[tuple[str, str]] = ("答复意见", "Answer")

    def __init__(self, session: Session, opinion: Opinion, answer: str) -> None:
        asked = opinion.asked
        told = say(f"对“{asked.item_name}”：", f"On “{asked.item_name}”: ")
        super().__init__(session, f"{asked.applicant}\n{told}{say(*ANSWERS[answer])}")
        self.opinion, self._answer = opinion, answer

    def body(self) -> Iterable[Widget]:
        """The reasons."""
        hints = {
            AGREE: say("可不填", "may stay empty"),
            DISAGREE: say("必须写明理由和依据", "reasons and basis are needed"),
            FORWARD: say("转报的机关和事由", "to whom it is forwarded, and why"),
        }
        yield long_field(say("理由", "Reasons"), "reasons", hint=hints[self._answer])

    def command(self) -> cmd.GiveOpinion:
        """The answer. Raises Fault for a forwarding without its office."""
        reasons = self.value("reasons")
        if self._answer == FORWARD and not reasons:
            raise Fault(say("请写明转报的机关和事由。", "Say to whom it is forwarded, and why."))
        return cmd.GiveOpinion(self.opinion.id, self._answer, reasons)


class Acknowledge(ActSheet):
    """签收 of a copy."""

    HEADING: ClassVar[tuple[str, str]] = ("签收抄送", "Acknowledge the copy")
    KEYS: ClassVar[tuple[Key, ...]] = Confirm.KEYS

    def __init__(self, session: Session, opinion: Opinion) -> None:
        asked = opinion.asked
        super().__init__(session, f"{asked.item_name}  {asked.applicant}")
        self.opinion = opinion

    def command(self) -> cmd.AcknowledgeCopy:
        """The acknowledgement."""
        return cmd.AcknowledgeCopy(self.opinion.id)
