"""Today: the open cases of the window, those whose clock runs out first on top."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual import on
from textual.widget import Widget

from windowdesk.i18n import say
from windowdesk.models.events import Recorded
from windowdesk.models.refusal import Refused
from windowdesk.models.rows import CaseRow
from windowdesk.screens.keys import Key
from windowdesk.screens.messages import Performed
from windowdesk.screens.proceeding import PROCEED, at_cursor, begin
from windowdesk.screens.room import DeskScreen
from windowdesk.screens.rows import columns, drawer, key_of
from windowdesk.screens.session import Session
from windowdesk.widgets.bars import Plain
from windowdesk.widgets.pages import Source
from windowdesk.widgets.table import VirtualTable


class Today(DeskScreen):
    """The list a clerk's day begins and ends with. `lapsed` is what the calendar brought about since last time;
    `unopened` why the day could not be opened: the clock."""

    DEFAULT_CSS = "Today #counts { height: 1; padding: 0 1; color: $text-muted; }"
    HEADING: ClassVar[tuple[str, str]] = ("今日办件", "Today")
    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("n", "intake", ("收件", "receive"), ("收一份新的申请", "Take in an application")),
        Key("enter", "open", ("打开", "open"), ("打开光标处的办件", "Open the case at the cursor")),
        Key(
            "slash",
            "search",
            ("查找", "find"),
            ("按编号、姓名、首字母、证件、电话查找", "Find by number, name, ID, phone"),
        ),
        Key(
            "O",
            "inbox",
            ("待答", "opinions"),
            ("其他窗口征询、抄送，待本窗口答复", "What other windows ask of this one"),
        ),
        Key("u", "whose", ("我的", "mine"), ("我收的件，再按回到全部", "Cases I received; again for all")),
        Key("l", "latest", ("最新", "newest"), ("登记簿全部，最新在前", "The whole register, newest first")),
        Key("s", "sync", ("上报", "report"), ("现在就向大厅上报", "Report to the hall now")),
        PROCEED,
    )

    def __init__(self, session: Session, lapsed: Sequence[Recorded] = (), unopened: Refused | None = None) -> None:
        super().__init__(session)
        self._lapsed = lapsed
        self._unopened = unopened
        self._view = "window"

    def body(self) -> Iterable[Widget]:
        """Counts and list."""
        yield Plain(id="counts")
        empty = say("没有未办结的办件，按 n 收件。", "No open cases. Press n to receive one.")
        yield VirtualTable[CaseRow](columns(), self._source(), empty=empty, id="cases")

    def on_mount(self) -> None:
        """Say what time has brought about."""
        super().on_mount()
        self._tell_lapsed()
        if self._unopened:
            self.run_worker(self._open_day(self._unopened))

    async def _open_day(self, unopened: Refused) -> None:
        """The day was not opened, the clock not being believed: a head confirms the date first."""
        from windowdesk import words

        if await self.date_confirmed(words.sentence(unopened)):
            self._lapsed = self.session.desk.open_day(self.session.clock())
            self._tell_lapsed()
            self.reload()

    def _tell_lapsed(self) -> None:
        deemed = list(dict.fromkeys(entry.case_id for entry in self._lapsed))
        if deemed:
            tails = "、".join(case_id[-6:] for case_id in deemed[:5])
            self.tell(
                say(
                    f"{len(deemed)} 件期限内未告知，依法自收到之日起视为受理（尾号 {tails}）。",
                    f"{len(deemed)} case(s) stand accepted by silence (no. {tails}).",
                ),
                refused=True,
            )

    def _source(self) -> Source[CaseRow]:
        desk, draw = self.session.desk, drawer(self.session.desk, lambda: self.session.today)
        reading = desk.reading
        if self._view == "latest":
            return Source(lambda _, last: reading.newest(last.id if last else None, 64), key_of, draw)
        clerk = self.session.person.number if self.session.person and self._view == "mine" else ""
        return Source(lambda at, _: reading.today(clerk, at, 64), key_of, draw, lambda: reading.count_today(clerk))

    @property
    def table(self) -> VirtualTable[CaseRow]:
        """The list."""
        return self.query_one("#cases", VirtualTable)

    def reload(self) -> None:
        """Rows, counts, keys and proof."""
        super().reload()
        if self.table.is_mounted:
            self.table.reload()
        self._count()

    def _count(self) -> None:
        reading = self.session.desk.reading
        mine = self.session.person.number if self.session.person else ""
        view = {
            "window": say("本窗口未办结", "open at this window"),
            "mine": say("我收的未办结", "received by me, open"),
            "latest": say("登记簿全部，最新在前", "the whole register, newest first"),
        }[self._view]
        counts = say(
            f"{view} | 全部 {reading.count_today()} 件，我的 {reading.count_today(mine)} 件 | {self.session.today}",
            f"{view} | {reading.count_today()} in all, {reading.count_today(mine)} mine | {self.session.today}",
        )
        waiting = len(reading.opinions_waiting())
        asked = say(f" | 待答意见 {waiting} 件", f" | {waiting} opinions to answer") if waiting else ""
        self.query_one("#counts", Plain).say(counts + asked)

    def _look(self, view: str) -> None:
        self._view = view
        self.table.show(self._source())
        self._count()

    @on(VirtualTable.Chosen, "#cases")
    def open_case(self, message: VirtualTable.Chosen) -> None:
        """Open a case."""
        from windowdesk.screens.case import CasePage

        self.app.push_screen(CasePage(self.session, message.row.case_id))

    def action_open(self) -> None:
        """Open the case at the cursor."""
        self.table.action_choose()

    def action_intake(self) -> None:
        """Take in an application."""
        from windowdesk.screens.intake import Intake

        self.app.push_screen(Intake(self.session))

    def action_search(self) -> None:
        """Find a case."""
        from windowdesk.screens.search import Search

        self.app.push_screen(Search(self.session))

    def action_inbox(self) -> None:
        """What other windows ask."""
        from windowdesk.screens.inbox import Inbox

        self.app.push_screen(Inbox(self.session))

    def action_whose(self) -> None:
        """Mine, or all of the window."""
        self._look("window" if self._view == "mine" else "mine")

    def action_latest(self) -> None:
        """The whole register, or back to the open cases."""
        self._look("window" if self._view == "latest" else "latest")

    def action_proceed(self) -> None:
        """Begin to revoke or cancel the permit of the case at the cursor, or another."""
        self.run_worker(begin(self.app, self.session, at_cursor(self.session, self.table.row)), exclusive=True)

    def action_sync(self) -> None:
        """Report now; the status bar shows the proof when it is there."""
        if not self.session.desk.settings.hall:
            self.tell(say("没有设置大厅，只在本机办理。", "No hall is set: this desk works alone."), refused=True)
            return
        self.tell(say("正在上报，凭证到了会显示在下面。", "Reporting; the proof will show below when it comes."))
        self.post_message(Performed())
