"""After an intake: the numbers to read aloud, the query codes, the papers that come out of the printer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar

from textual.widget import Widget

from windowdesk.i18n import say
from windowdesk.models.numbers import spoken
from windowdesk.screens.keys import Key
from windowdesk.screens.session import Session
from windowdesk.screens.sheet import Sheet
from windowdesk.screens.sheets.papers import paper_title
from windowdesk.widgets.bars import Plain

if TYPE_CHECKING:
    from windowdesk.desk import Done


class Received(Sheet[str]):
    """What was received. Answers with the case to open, or None to go on with the next applicant."""

    HEADING: ClassVar[tuple[str, str]] = ("已收件", "Received")
    KEYS: ClassVar[tuple[Key, ...]] = (
        Key(
            "enter,f2,ctrl+s",
            "send",
            ("打开办件", "open the case"),
            ("打开第一件", "Open the first case"),
            priority=True,
        ),
        Key("escape", "back", ("下一位", "next applicant"), ("收下一份申请", "Take in the next application")),
    )

    def __init__(self, session: Session, done: Done) -> None:
        super().__init__(session)
        self._done = done

    def body(self) -> Iterable[Widget]:
        """A block per case."""
        for case_id in self._done.case_ids:
            case = self.session.desk.case(case_id)
            if case is None:
                continue
            lines = [
                case.item.name,
                f"  {say('编号', 'number')}    {spoken(case.id)}",
                f"  {say('查询码', 'code')}  {case.query_code}",
                *(
                    f"  {say('打印', 'print')}    {paper_title(row.kind)} {row.number}"
                    for row in self.session.desk.reading.papers(case_id)
                ),
            ]
            yield Plain("\n".join(lines), classes="lines")

    def answer(self) -> str:
        """The first case."""
        return self._done.case_ids[0]
