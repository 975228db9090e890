"""From an act to its paper: drawn, sealed, provable by a stranger, and out exactly once whatever fails."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import timedelta
from functools import lru_cache
from pathlib import Path

import desks
import pypdfium2
import pytest
import zxingcpp
from desks import all_lines, at, carry, receive, soundly

from windowdesk.desk import Desk, press
from windowdesk.models import commands as cmd
from windowdesk.models import events as ev
from windowdesk.models.notice import PaperKind
from windowdesk.models.refusal import Reason, Refused
from windowdesk.sealing import (
    PdfState,
    StatementState,
    applicant_digest,
    check_pdf,
    item_digest,
    key_id,
    load_public,
    materials_digest,
    verify_statement,
)
from windowdesk.store import jobs, register

NOW = at("2026-11-23 16:00")
SEALED = {"receipt", "acceptance", "grant", "certificate"}


def printed(desk: Desk, when: str = "2026-11-23 16:00") -> list[press.Printed]:
    return press.run(desk, at(when))


def pages(pdf: bytes) -> str:
    """The text of a paper."""
    return "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf))


def codes(pdf: bytes) -> set[str]:
    """What a scanner reads from the paper at the printer's 203 dots an inch."""
    found: set[str] = set()
    for page in pypdfium2.PdfDocument(pdf):
        image = page.render(scale=203 / 72, grayscale=True).to_pil()
        found |= {code.text for code in zxingcpp.read_barcodes(image)}
    return found


def snapshot(desk: Desk) -> tuple[object, ...]:
    """All that an act could leave behind: register, rows, print jobs and files."""
    db = desk.store.read()
    files = sorted(path.name for path in desk.home.rglob("*") if path.is_file() and not path.name.startswith("desk.db"))
    return register.head(db, desk.stream), str(desks.rows(db)), db.execute("SELECT * FROM print_job").fetchall(), files


@pytest.fixture(scope="module")
def finished(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home in which one case was received, granted, posted, and all its papers printed."""
    home = desks.copied(prepared, tmp_path_factory.mktemp("finished"))
    desk = Desk.open(home)
    case_id = receive(desk)
    carry(desk, case_id)
    desk.do(cmd.PostResult(case_id, desks.MAIL_NO), desks.staff(desk, "1001"), at("2026-11-23 11:00"))
    assert [found.problem for found in printed(desk)] == [""] * 7
    desk.close()
    return home


@lru_cache(maxsize=32)
def papers_of(home: Path) -> dict[str, tuple[bytes, ev.Recorded]]:
    """Every paper of that home by kind, with the entry that drew it."""
    desk = Desk.open(home)
    found = {}
    for row in desk.reading.newest():
        for paper in desk.reading.papers(row.case_id):
            entry = jobs.paper(desk.store.read(), paper.number)
            assert entry is not None
            file = next(path for path in (home / "papers").iterdir() if path.stem == paper.number)
            found[paper.kind] = (file.read_bytes(), entry)
    desk.close()
    return found


def test_a_whole_case_leaves_every_paper_once(finished: Path) -> None:
    papers = papers_of(finished)
    assert set(papers) == SEALED | {"ems_label", "ems_list", "service"}
    assert len(list((finished / "papers").iterdir())) == 7
    assert [path.name for path in (finished / "papers").iterdir() if path.stat().st_mode & 0o077] == []


@pytest.mark.parametrize("kind", sorted(SEALED))
def test_a_sealed_paper_is_valid_and_any_change_to_it_is_found(finished: Path, kind: str) -> None:
    pdf, entry = papers_of(finished)[kind]
    trusted = [finished / "keys" / "ca.pem"]
    finding = check_pdf(pdf, trusted=trusted, moment=entry.at)
    assert finding.state is PdfState.VALID
    assert finding.signed_at == entry.at, "the time of the act, not of the printing"
    assert "市场监督管理局" in finding.signer
    spoiled = bytearray(pdf)
    spoiled[len(pdf) // 3] ^= 1
    assert check_pdf(bytes(spoiled), trusted=trusted, moment=entry.at).state is not PdfState.VALID
    assert check_pdf(pdf + b"\n%", trusted=trusted, moment=entry.at).state is PdfState.APPENDED


@pytest.mark.parametrize("kind", ["ems_label", "ems_list", "service"])
def test_papers_without_a_seal_carry_no_signature(finished: Path, kind: str) -> None:
    pdf, _ = papers_of(finished)[kind]
    assert check_pdf(pdf, trusted=[finished / "keys" / "ca.pem"]).state is PdfState.NO_SIGNATURE


@pytest.mark.parametrize("kind", [*sorted(SEALED), "service"])
def test_the_code_of_a_paper_proves_it_and_holds_no_name(finished: Path, kind: str) -> None:
    pdf, entry = papers_of(finished)[kind]
    desk = Desk.open(finished)
    public = load_public(desk.desk_key)
    case = desks.the_case(desk, entry.case_id)
    desk.close()
    found = [text for text in codes(pdf) if text.startswith("WD1:")]
    assert len(found) == 1
    finding = verify_statement(found[0], {key_id(public): public})
    assert finding.state is StatementState.VALID
    stated = finding.statement
    assert stated is not None
    assert isinstance(entry.event, ev.PaperDrawn)
    assert (stated.case_no, stated.paper_no, stated.kind) == (case.id, entry.event.notice.number, kind)
    assert (stated.seq, stated.head) == (entry.seq, entry.hash.hex()[:8])
    assert stated.applicant == applicant_digest(case.id, "李㛃", "510824198001010018")
    assert stated.item == item_digest(case.id, case.item.code)
    assert stated.materials == materials_digest(case.id, press.material_names(case))
    assert stated.due == ("2026-11-30" if kind == "receipt" else "2026-12-02")
    assert "李㛃" not in found[0]
    forged = verify_statement(found[0][:-2] + ("00" if found[0][-2:] != "00" else "11"), {key_id(public): public})
    assert forged.state is not StatementState.VALID


def test_the_case_number_can_be_scanned_from_the_receipt(finished: Path) -> None:
    pdf, entry = papers_of(finished)["receipt"]
    assert entry.case_id in codes(pdf)


def test_the_label_has_no_code_that_tells_of_the_case(finished: Path) -> None:
    pdf, entry = papers_of(finished)["ems_label"]
    assert codes(pdf) == {desks.MAIL_NO}
    text = pages(pdf)
    assert entry.case_id not in text
    assert "食品" not in text


def test_a_provisional_date_is_printed_as_one(desk: Desk) -> None:
    receive(desk, "2026-12-29 09:30")
    (paper,) = printed(desk, "2026-12-29 09:31")
    assert paper.file is not None
    assert "暂定" in pages(paper.file.read_bytes())


# -- what must be there before an act is written


def spoil(desk: Desk, how: str) -> None:
    """Make the window seal of the market bureau unusable."""
    key = desk.seal_key("007-window-scjg")
    if how == "missing":
        key.unlink()
    elif how == "damaged":
        key.write_bytes(key.read_bytes()[:100])
    elif how == "another passphrase":
        (desk.home / "keys" / "passphrase").write_bytes(b"wrong")
    elif how == "a folder":
        key.unlink()
        key.mkdir()


@pytest.mark.parametrize("how", ["missing", "damaged", "another passphrase", "a folder"])
def test_without_its_seal_an_act_is_refused_before_anything_is_written(desk: Desk, how: str) -> None:
    spoil(desk, how)
    before = snapshot(desk)
    with pytest.raises(Refused) as caught:
        receive(desk)
    assert caught.value.reason is Reason.SEAL_NOT_READY
    assert caught.value.article == "行政许可法 第三十二条第二款"
    assert caught.value.told["fault"]
    assert snapshot(desk) == before
    if how != "another passphrase":
        assert receive(desk, item="121"), "the seal of another organ still signs"


@pytest.mark.parametrize("step", [cmd.AcceptCase, cmd.DecideCase, cmd.StampCertificate])
def test_every_step_with_a_paper_needs_its_seal(desk: Desk, step: type) -> None:
    case_id = receive(desk)
    steps = [one for one, _ in desks.STEPS]
    if step is not cmd.AcceptCase:
        carry(desk, case_id, until=steps[steps.index(step) - 1])
    desk.seal_key("007-agency-scjg" if step is cmd.StampCertificate else "007-window-scjg").unlink()
    before = snapshot(desk)
    with pytest.raises(Refused) as caught:
        desk.do(step(case_id), desks.staff(desk, dict(desks.STEPS)[step]), at("2026-11-23 12:00"))
    assert caught.value.reason is Reason.SEAL_NOT_READY
    assert snapshot(desk) == before


def test_a_certificate_that_has_run_out_cannot_sign(desk: Desk) -> None:
    with pytest.raises(Refused) as caught:
        receive(desk, "2099-11-23 09:30")
    assert caught.value.reason in (Reason.SEAL_NOT_READY, Reason.ITEM_NOT_IN_FORCE)
    assert caught.value.reason is Reason.SEAL_NOT_READY


@pytest.mark.parametrize("letter", ["\U0001f600", "\U0003134a", "ꙮ", "ༀ"])
def test_a_character_no_font_has_leaves_no_trace(desk: Desk, letter: str) -> None:
    before = snapshot(desk)
    with pytest.raises(Refused) as caught:
        receive(desk, applicant=desks.person(1, f"王{letter}"))
    assert caught.value.reason is Reason.CHARACTER_NOT_IN_FONT
    assert caught.value.told["code"] == f"U+{ord(letter):04X}"
    assert snapshot(desk) == before


def test_a_rare_character_of_a_name_is_printed(desk: Desk) -> None:
    receive(desk, applicant=desks.person(1, "𬭊䶮㛃"))
    (paper,) = printed(desk)
    assert paper.file is not None
    assert "𬭊䶮㛃" in pages(paper.file.read_bytes())


# -- once, whatever fails


def test_a_printer_that_fails_keeps_the_paper_and_is_tried_again(desk: Desk, tmp_path: Path) -> None:
    blocked = tmp_path / "printer"
    blocked.write_text("in the way")
    desk.settings = replace(desk.settings, print_to=f"folder:{blocked / 'tray'}")
    receive(desk)
    (first,) = printed(desk)
    assert first.problem
    assert desk.reading.unprinted() == 1
    (paper,) = desk.reading.papers(desk.reading.newest()[0].case_id)
    assert (paper.state, paper.error) == ("failed", first.problem)
    assert press.run(desk, NOW) == [], "its time has not come"
    kept = next((desk.home / "papers").iterdir()).read_bytes()
    blocked.unlink()
    (second,) = press.run(desk, NOW + timedelta(seconds=6))
    assert second.problem == ""
    assert desk.reading.unprinted() == 0
    assert next((tmp_path / "printer" / "tray").iterdir()).read_bytes() == kept
    assert press.run(desk, NOW + timedelta(days=1)) == []


def test_failures_are_spaced_out_and_counted(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "printer").write_text("in the way")
    desk.settings = replace(desk.settings, print_to=f"folder:{tmp_path / 'printer' / 'tray'}")
    receive(desk)
    when, tries = NOW, []
    for _ in range(5):
        press.run(desk, when)
        (job,) = desk.store.read().execute("SELECT tries, next_at FROM print_job").fetchall()
        tries.append(job[0])
        when = at(job[1][:16]) + timedelta(minutes=1)
    assert tries == [1, 2, 3, 4, 5]


def test_a_seal_that_is_lost_after_the_act_keeps_the_job(desk: Desk) -> None:
    receive(desk)
    key = desk.seal_key("007-window-scjg")
    kept = key.read_bytes()
    key.unlink()
    (failed,) = printed(desk)
    assert failed.problem
    assert failed.file is None
    key.write_bytes(kept)
    (done,) = press.run(desk, NOW + timedelta(minutes=1))
    assert done.problem == ""


def test_a_paper_not_printed_when_the_desk_died_is_printed_next_time(home: Path) -> None:
    desk = Desk.open(home)
    case_id = receive(desk)
    desk.close()  # the power went here
    again = Desk.open(home)
    assert again.reading.unprinted() == 1
    (paper,) = printed(again, "2026-11-24 08:30")
    assert paper.file is not None
    entry = jobs.paper(again.store.read(), paper.paper_no)
    assert entry is not None
    finding = check_pdf(paper.file.read_bytes(), trusted=[home / "keys" / "ca.pem"], moment=entry.at)
    assert (finding.state, finding.signed_at) == (PdfState.VALID, at("2026-11-23 09:30"))
    assert entry.case_id == case_id
    again.close()


def test_a_desk_that_died_while_printing_prints_one_paper(desk: Desk, tmp_path: Path) -> None:
    """The paper reached the folder, the note that it did was not written: the next run finds it there."""
    desk.settings = replace(desk.settings, print_to=f"folder:{tmp_path / 'tray'}")
    receive(desk)
    (done,) = printed(desk)
    with desk.store.write() as db:
        db.execute("UPDATE print_job SET state='printing'")
    (again,) = press.run(desk, NOW + timedelta(minutes=5))
    assert again.problem == ""
    assert again.file == done.file
    assert len(list((tmp_path / "tray").iterdir())) == 1


def test_a_half_written_paper_is_drawn_anew(desk: Desk) -> None:
    receive(desk)
    (done,) = printed(desk)
    assert done.file is not None
    whole = done.file.read_bytes()
    done.file.with_name(f".{done.file.name}.part").write_bytes(whole[:50])
    done.file.unlink()
    with desk.store.write() as db:
        db.execute("UPDATE print_job SET state='queued'")
    (again,) = printed(desk)
    assert again.file is not None
    entry = jobs.paper(desk.store.read(), again.paper_no)
    assert entry is not None
    assert (
        check_pdf(again.file.read_bytes(), trusted=[desk.home / "keys" / "ca.pem"], moment=entry.at).state
        is PdfState.VALID
    )
    assert pages(again.file.read_bytes()) == pages(whole)


def test_a_reprint_says_so_and_leaves_the_paper_alone(desk: Desk) -> None:
    case_id = receive(desk)
    (first,) = printed(desk)
    assert first.file is not None
    before = first.file.read_bytes()
    for copy in (1, 2):
        command = cmd.ReprintPaper(case_id, first.paper_no)
        desk.do(command, desks.staff(desk, "1002"), at(f"2026-11-24 1{copy}:00"))
        (again,) = printed(desk, f"2026-11-24 1{copy}:00")
        assert again.file is not None
        assert (again.copy, again.paper_no) == (copy, first.paper_no)
        assert again.file.name == f"{first.paper_no}.补打{copy}.pdf"
        assert f"补打{copy}" in pages(again.file.read_bytes()).replace(" ", "")
        assert again.file.read_bytes() != before
    assert "补打" not in pages(before)
    assert first.file.read_bytes() == before
    (row,) = desk.reading.papers(case_id)
    assert row.copies == 2
    soundly(desk)


def test_two_presses_at_once_print_one_paper(home: Path) -> None:
    first, second = Desk.open(home), Desk.open(home)
    receive(first)
    assert [found.problem for found in (*printed(first), *printed(second))] == [""]
    assert len(list((home / "papers").iterdir())) == 1
    first.close()
    second.close()


def test_papers_come_out_in_the_order_they_were_drawn(desk: Desk) -> None:
    case_id = receive(desk)
    carry(desk, case_id)
    drawn = [
        entry.event.notice.number
        for line in all_lines(desk)
        if (entry := _entry(desk, line[1])) and isinstance(entry.event, ev.PaperDrawn)
    ]
    assert [found.paper_no for found in printed(desk)] == drawn


def _entry(desk: Desk, seq: int) -> ev.Recorded | None:
    from windowdesk.models.wire import from_line
    from windowdesk.store.codec import recorded

    query = "SELECT line, hash FROM register WHERE stream=? AND seq=?"
    found = desk.store.read().execute(query, (desk.stream, seq)).fetchone()
    return recorded(from_line(found[0]), found[1]) if found else None


def test_every_job_has_its_paper(finished: Path) -> None:
    link = sqlite3.connect(finished / "desk.db")
    marks = "SELECT count(*) FROM (SELECT DISTINCT seal_id, impression FROM seal_use)"
    query = "SELECT count(*) FROM print_job j LEFT JOIN paper_row p ON p.number=j.paper_no WHERE p.number IS NULL"
    assert link.execute(query).fetchone() == (0,)
    assert link.execute(marks).fetchone() == link.execute("SELECT count(*) FROM seal_use").fetchone() == (4,)
    link.close()


def test_a_referral_has_no_case_and_no_code(desk: Desk) -> None:
    done = desk.do(cmd.ReferMatter("901"), desks.staff(desk, "1005"), at("2026-11-23 09:00"))
    (paper,) = printed(desk)
    assert done.case_ids == ()
    assert paper.file is not None
    assert not [text for text in codes(paper.file.read_bytes()) if text.startswith("WD1:")]
    assert PaperKind.REFERRAL in press.NO_CODE
