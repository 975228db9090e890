"""补正 and 不予受理: what keeps an application from being accepted, told in writing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.widget import Widget

from windowdesk.i18n import say
from windowdesk.models import commands as cmd
from windowdesk.models.acts.accepting import reply_days, wanting
from windowdesk.models.case import Case
from windowdesk.models.events import Deficiency
from windowdesk.screens.keys import BACK, Key
from windowdesk.screens.session import Session
from windowdesk.screens.sheet import SEND, Fault
from windowdesk.screens.sheets.caseform import LONG, CaseSheet
from windowdesk.screens.sheets.library import LIBRARY, Library, take
from windowdesk.widgets.bars import Plain
from windowdesk.widgets.field import Choice, Field

SHOWN = 3
"""Omissions shown: more than these nobody reads."""


class Corrections(CaseSheet):
    """一次告知: every deficiency of the checklist, each in words the clerk may change or take from the library.

    What earlier notices for the item found wrong, and this one does not name, is shown before it is sent.
    """

    HEADING: ClassVar[tuple[str, str]] = ("一次告知补正", "Tell what is missing, once")
    KEYS: ClassVar[tuple[Key, ...]] = (SEND, LIBRARY, BACK)

    def __init__(self, session: Session, case: Case) -> None:
        lines = say("只能告知一次，请核对全部内容。", "Told only once: check it.")
        super().__init__(session, case, lines + _omitted(session, case))

    def body(self) -> Iterable[Widget]:
        """What is wrong and what is asked for, material by material; then the days to reply."""
        for n, line in enumerate(self.case.lacking):
            told = wanting(line)
            yield Plain(f"{n + 1}. {line.name}", classes="lines")
            yield Field(say("问题", "Wrong"), f"wrong-{n}", value=told.wrong, room=LONG)
            yield Field(say("应提交", "Needed"), f"required-{n}", value=told.required, room=LONG)
        yield Field(say("限期（天）", "Days to reply"), "days", value=f"{reply_days(self.case)}", room=3, numeric=True)

    def action_library(self) -> None:
        """Words for the material whose field has the focus."""
        number = str(self.focused.id or "").rpartition("-")[2] if self.focused else ""
        self.run_worker(self._take(int(number) if number.isdigit() else 0), group="library", exclusive=True)

    async def _take(self, n: int) -> None:
        line = self.case.lacking[n]
        rows = self.session.desk.reading.reasons(self.case.item, line.name)
        found = await self.app.push_screen_wait(Library(self.session, line.name, rows))
        if found is None:
            return
        usual = wanting(line)
        take(self.query_one(f"#field-wrong-{n}", Field), found.wrong, instead=usual.wrong)
        take(self.query_one(f"#field-required-{n}", Field), found.required, instead=usual.required)

    def command(self) -> cmd.RequestCorrections:
        """The notice."""
        told = tuple(
            Deficiency(line.name, self.value(f"wrong-{n}"), self.value(f"required-{n}"))
            for n, line in enumerate(self.case.lacking)
        )
        days = self.whole("days")
        if days is None:
            raise Fault(say("限期应为天数。", "The time to reply is a number of days."))
        return cmd.RequestCorrections(self.case.id, told, days)


def _omitted(session: Session, case: Case) -> str:
    """What earlier notices found and this one would not name, as a line; "" when there is none."""
    told = [line.name for line in case.lacking]
    found = session.desk.reading.omitted(case.item.code, told, case)[:SHOWN]
    if not found:
        return ""
    comma = say("；", "; ")
    named = comma.join(say(f"{name}：{wrong}（{n} 次）", f"{name}: {wrong} ({n}x)") for name, wrong, n in found)
    return say(
        f"\n！以前还指出过：{named}。本次没有列，请再核对。", f"\n! Found before, not here: {named}. Check again."
    )


class RefuseAcceptance(CaseSheet):
    """不予受理, on one of the grounds the law knows."""

    HEADING: ClassVar[tuple[str, str]] = ("不予受理", "Refuse acceptance")
    KEYS: ClassVar[tuple[Key, ...]] = (SEND, LIBRARY, BACK)

    def body(self) -> Iterable[Widget]:
        """Ground, reason, right office."""
        yield Choice(
            [
                ("not_our_power", say("不属于本机关职权", "not within our powers")),
                ("no_permit_needed", say("依法不需要取得许可", "no permit is needed by law")),
                ("false_materials", say("隐瞒情况或提供虚假材料", "false materials")),
            ],
            id="ground",
            label=say("情形", "Ground"),
        )
        yield Field(say("理由", "Reasons"), "reason", room=LONG)
        yield Field(say("应向", "Right office"), "office", hint=say("有权的机关，如 县公安局", "the competent office"))

    def command(self) -> cmd.RefuseAcceptance:
        """The refusal."""
        return cmd.RefuseAcceptance(self.case.id, self.chosen("ground"), self.value("reason"), self.value("office"))

    def action_library(self) -> None:
        """Words for the ground chosen."""
        self.run_worker(self._take(), group="library", exclusive=True)

    async def _take(self) -> None:
        rows = self.session.desk.reading.grounds("not_accepted", self.case.item)
        rows = [row for row in rows if row.ground == self.chosen("ground")]
        found = await self.app.push_screen_wait(Library(self.session, say("不予受理", "Refusal to accept"), rows))
        if found is not None:
            take(self.query_one("#field-reason", Field), f"{found.wrong}，{found.required}")
