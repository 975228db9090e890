"""One case: what it is, where it stands, what may be done now, and everything that happened."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.containers import VerticalScroll
from textual.widget import Widget

from windowdesk import words
from windowdesk.i18n import say
from windowdesk.models import commands as cmd
from windowdesk.models.case import Case
from windowdesk.models.clocks import light
from windowdesk.models.refusal import Reason
from windowdesk.screens import casetext
from windowdesk.screens.acts import ACTS, BY_KEY, Act, why_not
from windowdesk.screens.faults import told
from windowdesk.screens.keys import BACK, Key
from windowdesk.screens.room import DeskScreen
from windowdesk.screens.session import Session
from windowdesk.screens.sheets.second import SecondPerson
from windowdesk.widgets.bars import Plain

if TYPE_CHECKING:
    from windowdesk.desk import Done

SECTIONS = {"materials": ("材料", "Materials"), "papers": ("纸件", "Papers"), "history": ("办理经过", "History")}


class CasePage(DeskScreen):
    """A case and its keys; a key that does not follow from here is grey, and says why when pressed."""

    DEFAULT_CSS = """
    CasePage #facts { padding: 0 1; height: auto; }
    CasePage #clock { padding: 0 1; height: auto; text-style: bold; background: $boost; }
    CasePage #more { height: 1fr; padding: 0 1; scrollbar-size-vertical: 1; }
    CasePage #more:focus { background: $surface; }
    CasePage .section { text-style: bold; color: $accent; height: 1; }
    CasePage #more Plain { height: auto; }
    """
    HEADING: ClassVar[tuple[str, str]] = ("办件", "Case")
    KEYS: ClassVar[tuple[Key, ...]] = (
        *(act.binding() for act in ACTS),
        Key(
            "w",
            "hand",
            ("换人", "other hand"),
            ("下一步由另一人凭口令办理", "The next act is another person's"),
        ),
        BACK,
    )

    def __init__(self, session: Session, case_id: str) -> None:
        super().__init__(session)
        self.case_id = case_id
        self.full = False
        self.case: Case | None = None

    def body(self) -> Iterable[Widget]:
        """Facts, clocks, and the rest to scroll through."""
        yield Plain(id="facts")
        yield Plain(id="clock")
        with VerticalScroll(id="more"):
            for name, title in SECTIONS.items():
                yield Plain(say(*title), classes="section")
                yield Plain(id=name)

    def on_mount(self) -> None:
        """The arrow keys scroll."""
        super().on_mount()
        self.query_one("#more").focus()

    def reload(self) -> None:
        """Read the case anew."""
        desk, reading = self.session.desk, self.session.desk.reading
        self.case = case = desk.case(self.case_id)
        super().reload()
        if case is None:
            self.tell(told(Reason.CASE_UNKNOWN, case=self.case_id), refused=True)
            return
        self.query_one("#facts", Plain).say(casetext.facts(case, full=self.full))
        self.query_one("#clock", Plain).say(self._clock(case))
        self.query_one("#materials", Plain).say(casetext.materials(case))
        self.query_one("#papers", Plain).say(casetext.papers(reading.papers(case.id)))
        self.query_one("#history", Plain).say(casetext.history(reading.history(case.id)))

    def _clock(self, case: Case) -> str:
        desk, today = self.session.desk, self.session.today
        found = desk.reading.clocks(case, today)
        running = next((clock for clock in found if clock.running), None)
        stands = words.status(case.status.value)
        if case.closed:
            stands += f"：{words.outcome(case.closed.result)}"
        if running and running.due:
            left = words.light(light(running.due.on, today, desk.law, total=running.total))
            due = words.due(running.due.on, provisional=running.due.provisional)
            stands += say(f" | 到期 {due} {left}", f" | due {due}, {left}")
        return f"{stands}\n{words.clock_line(found)}"

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A key that does not follow from where the case stands is grey."""
        if action == "act" and parameters:
            offered = self.session.desk.reading.offered(self.case) if self.case else ()
            return True if BY_KEY[str(parameters[0])].command in offered else None
        return True

    def on_key(self, event: events.Key) -> None:
        """A grey key says why."""
        act = BY_KEY.get(event.key)
        if act and self.case and self.check_action("act", (act.key,)) is None:
            self.tell(why_not(self.case, act, self.session.desk.stream), refused=True)

    def action_act(self, key: str) -> None:
        """Ask for what is missing and do it."""
        if self.case:
            self.run_worker(self._act(BY_KEY[key], self.case), group="act", exclusive=True)

    async def _act(self, act: Act, case: Case) -> None:
        done = await self.app.push_screen_wait(act.sheet(self.session, case))
        if done is None:
            return
        self.full = self.full or act.command is cmd.ShowIdentity
        self.reload()
        self.tell(self._said(done))

    def _said(self, done: Done) -> str:
        """What was done, in the words of the history."""
        lines = {(line.stream, line.seq): line for line in self.session.desk.reading.history(self.case_id)}
        entries = (*done.lapsed, *done.events)
        told = (words.history(lines[e.stream, e.seq]).rstrip("。.") for e in entries if (e.stream, e.seq) in lines)
        return say("；", "; ").join(told) + say("。", ".")

    def action_hand(self) -> None:
        """The next act by another person."""
        self.run_worker(self._hand(), group="act", exclusive=True)

    async def _hand(self) -> None:
        if self.session.hand is not None:
            self.session.hand = None
        else:
            lines = say("下一步由此人办理，办完即止。", "This person does the next act, and only that one.")
            self.session.hand = await self.app.push_screen_wait(SecondPerson(self.session, lines))
        self.refresh_status()
