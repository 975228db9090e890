"""One case: what it is, where it stands, what may be done now, and everything that happened."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.containers import VerticalScroll
from textual.widget import Widget

from windowdesk import words
from windowdesk.desk.trial import why_not
from windowdesk.i18n import say
from windowdesk.models import available
from windowdesk.models import commands as cmd
from windowdesk.models.case import Case
from windowdesk.models.clocks import decision_clock, light, running_clock
from windowdesk.models.refusal import Reason, Refused
from windowdesk.screens import casetext
from windowdesk.screens.acts import ACTS, BY_KEY, Act
from windowdesk.screens.faults import told
from windowdesk.screens.keys import BACK, EVERYWHERE, Key, letter_of
from windowdesk.screens.proceeding import PROCEED, begin
from windowdesk.screens.room import DeskScreen
from windowdesk.screens.rows import waits
from windowdesk.screens.session import Session
from windowdesk.screens.sheets.second import SecondPerson
from windowdesk.widgets.bars import KeyBar, Plain

if TYPE_CHECKING:
    from windowdesk.desk import Done

SECTIONS = {
    "hand": ("", ""),
    "opinions": ("部门意见", "Departments"),
    "materials": ("材料", "Materials"),
    "papers": ("纸件", "Papers"),
    "history": ("办理经过", "History"),
}
AFTER: tuple[Key, ...] = (
    Key("j", "explain", ("期限", "days"), ("期限逐日说明：哪天计、哪天不计、为什么", "Every day counted or skipped")),
    PROCEED,
    Key(
        "w",
        "hand",
        ("换人", "other hand"),
        ("下一步由另一人凭口令办理", "The next act is another person's"),
    ),
    BACK,
)


class CasePage(DeskScreen):
    """A case and its keys; a key that does not follow from here is grey, and says why when pressed."""

    DEFAULT_CSS = """
    CasePage #facts { padding: 0 1; height: auto; }
    CasePage #clock { padding: 0 1; height: auto; text-style: bold; background: $boost; }
    CasePage #more { height: 1fr; padding: 0 1; scrollbar-size-vertical: 1; }
    CasePage #more:focus { background: $surface; }
    CasePage .section { text-style: bold; color: $accent; height: 1; }
    CasePage #more Plain { height: auto; }
    CasePage #more Plain.-empty { display: none; }
    """
    HEADING: ClassVar[tuple[str, str]] = ("办件", "Case")
    KEYS: ClassVar[tuple[Key, ...]] = (*(act.binding() for act in ACTS), *AFTER)

    def __init__(self, session: Session, case_id: str) -> None:
        super().__init__(session)
        self.case_id = case_id
        self.full = False
        self.case: Case | None = None
        self.why: dict[str, Refused | None] = {}

    @property
    def keys(self) -> tuple[Key, ...]:
        """The keys of this case: live ones first, then grey ones; a step the matter does not know has none."""
        acts = sorted((act for act in ACTS if act.key in self.why), key=self._rank)
        return (*(act.binding() for act in acts), *AFTER, *EVERYWHERE)

    def _rank(self, act: Act) -> tuple[bool, bool]:
        """Live before grey; of the grey, what would follow from here were it not for something first."""
        allowed = available.OFFERS[act.command][0] if act.command in available.OFFERS else ()
        stands = self.case.status if self.case else None
        return self.why[act.key] is not None, stands not in allowed and self.why[act.key] is not None

    def why_grey(self, key: Key) -> str:
        """Why a key is grey, as a sentence, for the help page."""
        act = BY_KEY.get(key.key)
        refused = self.why.get(act.key) if act else None
        if refused is None:
            return ""
        if refused.reason is Reason.WRONG_STATE and self.case:
            stands = words.status(self.case.status.value)
            return say(f"现在是“{stands}”，不能做这一步。", f"It stands at “{stands}”.")
        return words.sentence(refused)

    def refresh_keys(self) -> None:
        """In the bar every live key, and the grey ones of the main path where there is room; F1 has them all."""
        shown = [key for key in self.keys if not self.why.get(key.key) or BY_KEY[key.key].main]
        bar = self.query_one(KeyBar)
        bar.show([key.shown(live=self.live(key), spare=bool(self.why.get(key.key))) for key in shown])

    def body(self) -> Iterable[Widget]:
        """Facts, clocks, and the rest to scroll through."""
        yield Plain(id="facts")
        yield Plain(id="clock")
        with VerticalScroll(id="more"):
            for name, title in SECTIONS.items():
                if any(title):
                    yield Plain(say(*title), id=f"title-{name}", classes="section")
                yield Plain(id=name)

    def on_mount(self) -> None:
        """The arrow keys scroll."""
        super().on_mount()
        self.query_one("#more").focus()

    def reload(self) -> None:
        """Read the case anew."""
        desk, reading = self.session.desk, self.session.desk.reading
        self.case = case = desk.case(self.case_id)
        at = self.session.clock()
        self.why = {
            act.key: why_not(desk, case, act.command, at)
            for act in ACTS
            if case and available.exists(case, act.command)
        }
        super().reload()
        if case is None:
            self.tell(told(Reason.CASE_UNKNOWN, case=self.case_id), refused=True)
            return
        self.query_one("#facts", Plain).say(casetext.facts(case, full=self.full))
        self.query_one("#clock", Plain).say(self._clock(case))
        texts = {
            "hand": casetext.hand(case),
            "opinions": casetext.opinions(reading.opinions(case.id), at.date()),
            "materials": casetext.materials(case),
            "papers": casetext.papers(reading.papers(case.id)),
            "history": casetext.history(reading.history(case.id)),
        }
        for name, text in texts.items():
            self.query_one(f"#{name}", Plain).say(text)
            for shown in self.query(f"#{name}, #title-{name}"):
                shown.set_class(not text, "-empty")

    def _clock(self, case: Case) -> str:
        desk, today = self.session.desk, self.session.today
        found = desk.reading.clocks(case, today)
        stands = words.status(case.status.value)
        if case.closed:
            stands += say(f"：{words.outcome(case.closed.result)}", f": {words.outcome(case.closed.result)}")
        if (due := running_clock(case)) and not case.closed:
            total = next((clock.total for clock in found if clock.running), None)
            left = words.light(light(due.on, today, desk.law, total=total))
            on = words.due(due.on, provisional=due.provisional)
            whose = waits(case.waits_on)
            stands += say(f" | {whose}到期 {on} {left}", f" | {whose}due {on}, {left}")
        elif case.waits_on:
            stands += f" | {waits(case.waits_on).strip()}"
        own = decision_clock(case) if case.unit or case.procedure else None
        also = say(" | 决定到期 ", " | decision due ") + words.due(own.on, provisional=own.provisional) if own else ""
        return f"{stands}\n{words.clock_line(found)}{also}"

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A key that does not follow from where the case stands is grey; one the matter does not know is none."""
        if action == "act" and parameters:
            key = str(parameters[0])
            return False if key not in self.why else True if self.why[key] is None else None
        if action == "proceed":
            return True if self.case and self.case.certificate else None
        return True

    def on_key(self, event: events.Key) -> None:
        """A grey key says why, as of now: a day may have passed since the page was read."""
        key = letter_of(event.key)
        if self.case and self.why.get(key):
            refused = why_not(self.session.desk, self.case, BY_KEY[key].command, self.session.clock())
            if refused is None:
                self.reload()
                self.action_act(key)
            else:
                self.tell(words.sentence(refused), refused=True)
        elif event.key == PROCEED.key and not self.live(PROCEED):
            self.tell(say("本件还没有颁发证件，没有可以撤销、注销的。", "There is no certificate yet."), refused=True)

    def action_explain(self) -> None:
        """Every day of every clock."""
        from windowdesk.screens.explain import Explain

        if self.case:
            self.app.push_screen(Explain(self.session, self.case))

    def action_proceed(self) -> None:
        """Begin to revoke or cancel the permit."""
        if self.case and self.case.certificate:
            self.run_worker(begin(self.app, self.session, self.case.certificate.number), group="act", exclusive=True)

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
        reading, entries = self.session.desk.reading, (*done.lapsed, *done.events)
        mine = [entry for entry in entries if entry.case_id == self.case_id]
        # What only a question beside the case tells is told from there: a reply on paper.
        ids = (self.case_id,) if mine else dict.fromkeys(entry.case_id for entry in entries)
        lines = {(line.stream, line.seq): line for one in ids for line in reading.history(one)}
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
