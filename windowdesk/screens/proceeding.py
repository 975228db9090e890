"""The way into a proceeding of the organ's own, from a case or from the register."""

from __future__ import annotations

from textual.app import App

from windowdesk.models.rows import CaseRow
from windowdesk.screens.keys import Key
from windowdesk.screens.session import Session
from windowdesk.screens.sheets.permits import Proceed

PROCEED = Key(
    "ctrl+o", "proceed", ("依职权", "proceed"), ("依职权撤销、注销证件", "Begin to revoke or cancel a permit")
)


def at_cursor(session: Session, row: CaseRow | None) -> str:
    """The number of the certificate that the case at the cursor granted, or ""."""
    case = session.desk.case(row.case_id) if row else None
    return case.certificate.number if case and case.certificate else ""


async def begin(app: App[None], session: Session, certificate: str = "") -> None:
    """Ask for ground and facts, and open the case that this begins."""
    from windowdesk.screens.case import CasePage

    done = await app.push_screen_wait(Proceed(session, certificate))
    if done is not None:
        app.push_screen(CasePage(session, done.case_ids[0]))
