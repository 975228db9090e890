"""The paper that tells an applicant of a new case number."""

from __future__ import annotations

from windowdesk.models import events as ev
from windowdesk.models.case import Case
from windowdesk.models.notice import Listing, PaperKind
from windowdesk.models.numbers import spoken
from windowdesk.models.papers.common import letter
from windowdesk.models.setting import Act, Setting


def renumbered(setting: Setting, act: Act, case: Case, made: ev.CaseRenumbered) -> ev.PaperDrawn:
    """办件编号更正告知书: the old number and the new, and that every paper given before stays good."""
    rows = tuple((str(n), number) for n, number in enumerate(made.papers, 1))
    return letter(
        setting,
        act,
        case,
        PaperKind.RENUMBERED,
        (
            "因本大厅设备故障，你（单位）的办件编号与另一办件重复，现更正如下。今后查询、补正和领取结果，请使用现编号；"
            "原编号也能查到本件。",
            "此前出具的书面凭证继续有效，收件、受理日期和办理期限不变。由此带来的不便，敬请谅解。",
        ),
        ("原编号", spoken(made.before)),
        ("现编号", spoken(made.number)),
        listings=(Listing("载有原编号的书面凭证", ("序号", "文书编号"), rows),) if rows else (),
        counterfoil=True,
    )
