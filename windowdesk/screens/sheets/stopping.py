"""补正 and 不予受理: what keeps an application from being accepted, told in writing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.widget import Widget

from windowdesk.i18n import say
from windowdesk.models import commands as cmd
from windowdesk.models.case import Case
from windowdesk.models.decide import wanting
from windowdesk.models.events import Deficiency
from windowdesk.screens.session import Session
from windowdesk.screens.sheet import Fault
from windowdesk.screens.sheets.opinions import LONG, CaseSheet
from windowdesk.widgets.bars import Plain
from windowdesk.widgets.field import Choice, Field


class Corrections(CaseSheet):
    """一次告知: every deficiency of the checklist, each in words the clerk may change."""

    HEADING: ClassVar[tuple[str, str]] = ("一次告知补正", "Tell what is missing, once")

    def __init__(self, session: Session, case: Case) -> None:
        super().__init__(session, case, say("只能告知一次，请核对全部内容。", "Told only once: check it."))

    def body(self) -> Iterable[Widget]:
        """What is wrong and what is asked for, material by material; then the days to reply."""
        for n, line in enumerate(self.case.lacking):
            told = wanting(line)
            yield Plain(f"{n + 1}. {line.name}", classes="lines")
            yield Field(say("问题", "Wrong"), f"wrong-{n}", value=told.wrong, room=LONG)
            yield Field(say("应提交", "Needed"), f"required-{n}", value=told.required, room=LONG)
        yield Field(say("限期（天）", "Days to reply"), "days", value="30", room=3, numeric=True)

    def command(self) -> cmd.RequestCorrections:
        """The notice."""
        told = tuple(
            Deficiency(line.name, self.value(f"wrong-{n}"), self.value(f"required-{n}"))
            for n, line in enumerate(self.case.lacking)
        )
        days = self.value("days")
        if not (days.isascii() and days.isdigit()):
            raise Fault(say("限期应为天数。", "The time to reply is a number of days."))
        return cmd.RequestCorrections(self.case.id, told, int(days))


class RefuseAcceptance(CaseSheet):
    """不予受理, on one of the two grounds the law knows."""

    HEADING: ClassVar[tuple[str, str]] = ("不予受理", "Refuse acceptance")

    def body(self) -> Iterable[Widget]:
        """Ground, reason, right office."""
        yield Choice(
            [
                ("not_our_power", say("不属于本机关职权", "not within our powers")),
                ("no_permit_needed", say("依法不需要取得许可", "no permit is needed by law")),
            ],
            id="ground",
            label=say("情形", "Ground"),
        )
        yield Field(say("理由", "Reasons"), "reason", room=LONG)
        yield Field(say("应向", "Right office"), "office", hint=say("有权的机关，如 县公安局", "the competent office"))

    def command(self) -> cmd.RefuseAcceptance:
        """The refusal."""
        return cmd.RefuseAcceptance(self.case.id, self.chosen("ground"), self.value("reason"), self.value("office"))
