"""What other windows ask: the questions and copies that wait for this window's departments, and their answers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual import events, on
from textual.containers import VerticalScroll
from textual.widget import Widget

from windowdesk import words
from windowdesk.i18n import say
from windowdesk.models.clocks import light
from windowdesk.models.numbers import spoken
from windowdesk.models.opinion import AGREE, DISAGREE, FORWARD, Opinion
from windowdesk.models.refusal import Reason
from windowdesk.models.rows import OpinionRow
from windowdesk.screens.faults import told
from windowdesk.screens.keys import BACK, Key, letter_of
from windowdesk.screens.room import DeskScreen
from windowdesk.screens.rows import STYLES
from windowdesk.screens.session import Session
from windowdesk.screens.sheet import ActSheet
from windowdesk.screens.sheets.joint import Acknowledge, Answer
from windowdesk.widgets.bars import Plain
from windowdesk.widgets.columns import Column
from windowdesk.widgets.pages import Cell, Source
from windowdesk.widgets.table import VirtualTable

KINDS = {"opinion": ("征询", "asked"), "copy": ("抄送", "copy")}


class Inbox(DeskScreen):
    """The questions that wait, the first due on top."""

    HEADING: ClassVar[tuple[str, str]] = ("待答意见", "Opinions that wait")
    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("enter", "open", ("打开", "open"), ("打开光标处的来函", "Open the question at the cursor")),
        BACK,
    )

    def body(self) -> Iterable[Widget]:
        """The list."""
        columns = [
            Column(say("时限", "left"), 9),
            Column(say("到期", "due"), 7),
            Column(say("种类", "kind"), 6),
            Column(say("部门", "department"), 14),
            Column(say("来自", "from"), 4),
            Column(say("事项", "item")),
            Column(say("申请人", "applicant"), 14),
        ]
        empty = say("没有等待答复的来函。", "Nothing waits for an answer.")
        yield VirtualTable[OpinionRow](columns, self._source(), empty=empty, id="waiting")

    def _source(self) -> Source[OpinionRow]:
        rows = self.session.desk.reading.opinions_waiting()
        return Source(lambda at, _: rows[at : at + 64], lambda row: row.opinion_id, self._draw, lambda: len(rows))

    def _draw(self, row: OpinionRow) -> Sequence[Cell]:
        left = light(row.due, self.session.today, self.session.desk.law)
        kind = say("转报", "forwarded") if row.answer == FORWARD else say(*KINDS[row.kind])
        due = f"{row.due:%m-%d}{say('暂', '?') if row.provisional else ''}"
        style = STYLES.get(left.level, "")
        return ((words.light(left), style), due, kind, row.department, row.lead_window, row.item_name, row.applicant)

    @property
    def table(self) -> VirtualTable[OpinionRow]:
        """The list."""
        return self.query_one("#waiting", VirtualTable)

    def reload(self) -> None:
        """Read what waits anew."""
        super().reload()
        if self.table.is_mounted:
            place = self.table.cursor
            self.table.show(self._source())
            self.table.cursor = place

    @on(VirtualTable.Chosen, "#waiting")
    def open_question(self, message: VirtualTable.Chosen) -> None:
        """Open it."""
        self.app.push_screen(Question(self.session, message.row.opinion_id))

    def action_open(self) -> None:
        """Open the question at the cursor."""
        self.table.action_choose()


class Question(DeskScreen):
    """All that the asked window sees of a case, and the three answers; or a copy to acknowledge."""

    DEFAULT_CSS = "Question #asked { height: 1fr; padding: 0 1; } Question #asked Plain { height: auto; }"
    HEADING: ClassVar[tuple[str, str]] = ("来函", "A question")
    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("a", "answer('agree')", ("同意", "agree"), ("同意，出具回执函", "Agree, with a reply")),
        Key("r", "answer('disagree')", ("不同意", "disagree"), ("不同意，写明理由", "Disagree, with reasons")),
        Key("U", "answer('forward')", ("转报", "forward"), ("同意，但需转报上级", "Agree, but forward it")),
        Key("y", "acknowledge", ("签收", "received"), ("签收抄送", "Acknowledge the copy")),
        BACK,
    )

    def __init__(self, session: Session, opinion_id: str) -> None:
        super().__init__(session)
        self.opinion_id = opinion_id
        self.opinion: Opinion | None = None

    @property
    def keys(self) -> tuple[Key, ...]:
        """A copy is acknowledged, a question is answered: the keys of the other do not exist."""
        return tuple(key for key in super().keys if self.check_action(key.action.split("(")[0], ()) is not False)

    def body(self) -> Iterable[Widget]:
        """What was asked."""
        with VerticalScroll(id="asked"):
            yield Plain(id="question")

    def on_mount(self) -> None:
        """The arrow keys scroll."""
        super().on_mount()
        self.query_one("#asked").focus()

    def reload(self) -> None:
        """Read it anew."""
        self.opinion = self.session.desk.opinion(self.opinion_id)
        super().reload()
        if self.opinion is None:
            self.tell(told(Reason.OPINION_UNKNOWN, opinion=self.opinion_id), refused=True)
            return
        self.query_one("#question", Plain).say(self._text(self.opinion))

    def _text(self, opinion: Opinion) -> str:
        asked, law, today = opinion.asked, self.session.desk.law, self.session.today
        left = "" if opinion.settled(today) else words.light(light(asked.due.on, today, law))
        due = words.due(asked.due.on, provisional=asked.due.provisional)
        rows = [
            (say("种类", "Kind"), say(*KINDS[asked.kind])),
            (say("被征询部门", "Asked"), asked.department),
            (say("牵头", "Lead"), f"{asked.lead} {opinion.lead_window} {opinion.asked_on}"),
            (say("事项", "Item"), asked.item_name),
            (say("申请人", "Applicant"), asked.applicant),
            (say("办件", "Case"), spoken(asked.case_id)),
            (say("征询", "Question"), asked.question or "-"),
            (say("答复期限", "Answer by"), f"{due} {left}"),
        ]
        if asked.default_basis:
            told_so = say(f"逾期视为同意（{asked.default_basis}）", f"silence is consent ({asked.default_basis})")
            rows.append((say("逾期", "Silence"), told_so))
        materials = "\n".join(f"{n}、{name}" for n, name in enumerate(asked.materials, 1)) or "-"
        if opinion.answer:
            answer = f"{words.answer(opinion.answer)} {opinion.signer} {opinion.answered_on} {opinion.reasons}"
            rows.append((say("答复", "Answer"), answer))
        colon = say("：", ": ")
        lines = "\n".join(f"{label}{colon}{value}" for label, value in rows)
        return f"{lines}\n{say('材料', 'Materials')}{colon}\n{materials}"

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What is settled is not answered again; a copy is not answered at all."""
        if action not in ("answer", "acknowledge"):
            return True
        if self.opinion is None or self.opinion.copy != (action == "acknowledge"):
            return False
        return None if self.opinion.settled(self.session.today) else True

    def why_grey(self, key: Key) -> str:
        """It is settled."""
        if self.live(key) or self.opinion is None:
            return ""
        return told(Reason.OPINION_SETTLED, self.opinion.asked.cites[0], opinion=self.opinion.id)

    def on_key(self, event: events.Key) -> None:
        """A grey key says why."""
        found = next((key for key in self.keys if key.key == letter_of(event.key)), None)
        if found and (why := self.why_grey(found)):
            self.tell(why, refused=True)

    def action_answer(self, answer: str) -> None:
        """One of the three."""
        if self.opinion and answer in (AGREE, DISAGREE, FORWARD):
            self._ask(Answer(self.session, self.opinion, answer))

    def action_acknowledge(self) -> None:
        """A copy was read."""
        if self.opinion:
            self._ask(Acknowledge(self.session, self.opinion))

    def _ask(self, sheet: ActSheet) -> None:
        self.run_worker(self._answer(sheet), group="act", exclusive=True)

    async def _answer(self, sheet: ActSheet) -> None:
        done = await self.app.push_screen_wait(sheet)
        if done is None:
            return
        self.reload()
        papers = say("、", ", ").join(done.papers)
        printed = say(f"，回执函已交打印：{papers}", f"; the reply is being printed: {papers}") if papers else ""
        self.tell(say(f"已答复{printed}。", f"Answered{printed}."))
