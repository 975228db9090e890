"""A paper stays what it was: its code is true, and verified as true, however the case goes on."""

from __future__ import annotations

import desks
import pytest

from windowdesk.desk import Desk, press, verifying
from windowdesk.models import commands as cmd
from windowdesk.models.events import MaterialLine, Recorded
from windowdesk.store import jobs


@pytest.fixture
def corrected(desk: Desk) -> tuple[Desk, Recorded, str]:
    """A receipt with its code as printed, of a case that was then corrected, accepted and decided."""
    clerk = desks.staff(desk, "1001")
    case_id = desks.receive(desk, lacking=("营业执照",))
    number = desks.the_case(desk, case_id).papers[0].number
    entry = jobs.paper(desk.store.read(), number)
    assert entry is not None
    printed = press.statement(desk, entry)
    desk.do(cmd.RequestCorrections(case_id), clerk, desks.at("2026-11-24 09:00"))
    desk.do(cmd.SupplementMaterials(case_id, (MaterialLine("营业执照"),)), clerk, desks.at("2026-11-25 09:00"))
    desks.carry(desk, case_id, when="2026-11-26 09:00")
    return desk, entry, printed


def test_the_receipt_is_still_verified_after_the_clock_began_anew(corrected: tuple[Desk, Recorded, str]) -> None:
    desk, _, printed = corrected
    found = verifying.check_text(desk, printed)
    assert (found.ok, found.differs) == (True, ())
    assert found.fields["due"] == "2026-11-30"


def test_a_reprint_carries_the_same_statement(corrected: tuple[Desk, Recorded, str]) -> None:
    desk, entry, printed = corrected
    assert press.statement(desk, entry) == printed
