"""The desk prints to a network printer: each paper once, whatever the printer does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import desks
import pytest
from ipp_printer import LoopbackPrinter

from windowdesk.desk import Desk, press
from windowdesk.models import commands as cmd
from windowdesk.store import jobs

AT = desks.at("2026-11-23 10:00")


@pytest.fixture
def printer() -> Iterator[LoopbackPrinter]:
    """A printer on the loopback."""
    with LoopbackPrinter() as found:
        yield found


def waiting(desk: Desk) -> list[str]:
    db = desk.store.read()
    return [row[0] for row in db.execute("SELECT state FROM print_job ORDER BY id")]


def test_the_papers_of_a_posted_case_arrive_byte_for_byte(desk: Desk, printer: LoopbackPrinter) -> None:
    desk.settings = replace(desk.settings, print_to=printer.uri)
    case_id = desks.receive(desk)
    desks.carry(desk, case_id)
    desk.do(cmd.PostResult(case_id, desks.MAIL_NO), desks.staff(desk, "1001"), AT)
    out = press.run(desk, AT)
    assert [one.problem for one in out] == [""] * len(out)
    assert printer.pdfs == [one.file.read_bytes() for one in out if one.file]
    assert set(waiting(desk)) == {"done"}
    assert press.run(desk, AT) == []


def test_a_busy_printer_is_asked_again_later(desk: Desk, printer: LoopbackPrinter) -> None:
    printer.busy = 1
    desk.settings = replace(desk.settings, print_to=printer.uri)
    desks.receive(desk)
    (first,) = press.run(desk, AT)
    assert first.problem
    assert not printer.pdfs
    assert press.run(desk, AT) == []
    (second,) = press.run(desk, AT.replace(minute=1))
    assert second.problem == ""
    assert len(printer.pdfs) == 1


def test_a_paper_the_printer_took_before_the_answer_was_lost_is_not_printed_twice(
    desk: Desk, printer: LoopbackPrinter
) -> None:
    printer.drops_answer = True
    desk.settings = replace(desk.settings, print_to=printer.uri)
    desks.receive(desk)
    (first,) = press.run(desk, AT)
    assert first.problem
    assert waiting(desk) == ["printing"]
    printer.drops_answer = False
    for job in printer.jobs:
        job.update({"job-state": 9, "time-at-completed": 1000})
    (second,) = press.run(desk, AT.replace(minute=1))
    assert (second.problem, len(printer.pdfs), waiting(desk)) == ("", 1, ["done"])


def test_a_paper_of_unknown_fate_is_held_for_a_person_to_look(desk: Desk, printer: LoopbackPrinter) -> None:
    desk.settings = replace(desk.settings, print_to=printer.uri)
    case_id = desks.receive(desk)
    printer.drops_answer = True
    press.run(desk, AT)
    printer.jobs.clear()
    printer.drops_answer = False
    (held,) = press.run(desk, AT.replace(minute=1))
    assert "出纸口" in held.problem
    assert (waiting(desk), len(printer.pdfs)) == (["held"], 1)
    assert press.run(desk, AT.replace(minute=2)) == []
    assert jobs.unfinished(desk.store.read()) == 0
    paper = desk.do(cmd.ReprintPaper(case_id, held.paper_no), desks.staff(desk, "1001"), AT.replace(minute=3))
    (again,) = press.run(desk, AT.replace(minute=3))
    assert (again.copy, again.problem, len(printer.pdfs), paper.papers) == (1, "", 2, (held.paper_no,))


def test_a_job_that_ended_after_ours_was_sent_proves_nothing(desk: Desk, printer: LoopbackPrinter) -> None:
    desk.settings = replace(desk.settings, print_to=printer.uri)
    desks.receive(desk, "2026-11-23 10:00")
    printer.drops_answer = True
    press.run(desk, AT)
    printer.drops_answer = False
    printer.about["printer-up-time"] = 1060
    printer.jobs[:] = [{"job-id": 9, "job-name": "somebody else's", "job-state": 9, "time-at-completed": 1001}]
    (held,) = press.run(desk, AT.replace(minute=1))
    assert "出纸口" in held.problem
    assert (waiting(desk), len(printer.pdfs)) == (["held"], 1)
