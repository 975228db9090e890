"""The demonstration's evening: papers printed and verified, desks and hall in step, the day's report, the register."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from windowdesk.desk import press
from windowdesk.desk.door import Desk
from windowdesk.desk.stage import Stage, Step, guest, must, person
from windowdesk.i18n import say
from windowdesk.models import commands as cmd
from windowdesk.models.events import MaterialLine
from windowdesk.store import arrivals, jobs, lists, register


def printed(stage: Stage) -> Iterator[Step]:
    """Every paper that waits comes out."""
    done: list[press.Printed] = []
    while batch := press.run(stage.desk, stage.at):
        done += batch
        must(not any(one.problem for one in batch), "；".join(one.problem for one in batch if one.problem))
    must(stage.desk.reading.unprinted() == 0, say("应当没有待打印的纸件", "nothing may wait"))
    files = tuple(one.file for one in done if one.file)
    must(bool(files) and all(file.read_bytes().startswith(b"%PDF") for file in files), "PDF")
    yield Step(say(f"打印 {len(files)} 份纸件", f"{len(files)} papers printed"), files=files)


def verified(stage: Stage) -> Iterator[Step]:
    """A paper and the text of its code hold; one changed byte does not."""
    from windowdesk.desk.verifying import check_file, check_text

    desk = stage.desk
    case = desk.case(stage.cases["company"])
    receipt = case.papers[0].number if case else ""
    entry = jobs.paper(desk.store.read(), receipt)
    text = press.statement(desk, entry) if entry else ""
    found = check_text(desk, text)
    must(found.ok, found.sentence)
    yield Step(say("查验二维码文字：有效", "The text of a code holds"), (found.sentence, text))
    found = check_text(desk, _later(text))
    must(not found.ok and found.differs == ("due",), f"{found.state} {found.differs}")
    yield Step(say("改动二维码里的期限即被发现", "A changed deadline in the code shows"), (found.sentence,))
    found = check_text(desk, text, name="别人", id_number=person("甲").number)
    must(found.differs == ("applicant",), str(found.differs))
    yield Step(say("换一个申请人即被发现", "Another applicant shows"), (found.sentence,))
    file = Path(next(iter(sorted((desk.home / "papers").glob("*证*.pdf")))))
    found = check_file(desk, file)
    must(found.ok, found.sentence)
    yield Step(say("查验证照文件：有效", "The certificate's file holds"), (found.sentence,), (file,))
    forged = stage.root / "forged.pdf"
    pdf = bytearray(file.read_bytes())
    pdf[len(pdf) // 3] ^= 1
    forged.write_bytes(pdf)
    found = check_file(desk, forged)
    must(not found.ok, say("改动一个字节应被发现", "one changed byte must show"))
    yield Step(say("改动一个字节即被发现", "One changed byte shows"), (found.sentence,), (forged,))


def _later(text: str) -> str:
    """A code whose deadline somebody moved by a year."""
    from windowdesk.sealing.base45 import decode, encode

    stated = decode(text[4:])
    year = stated.rindex(b"2026-")
    return text[:4] + encode(stated[:year] + b"2027-" + stated[year + 5 :])


def synchronised(stage: Stage) -> Iterator[Step]:
    """Two desks of one hall, each with its own register."""
    from windowdesk.desk.syncing import synchronise

    found = synchronise(stage.desk, stage.at)
    written = stage.desk.reading.sync_state().written
    must(not found.unreachable and not found.problems and found.pushed == written, found.sentence)
    yield Step(say("007 与大厅同步", "Desk 007 synchronises with the hall"), (found.sentence,), (stage.root / "hall",))
    with guest(stage, "012", "1121") as other:
        item = other.desk.setting.catalogue.find("601")
        lines = tuple(MaterialLine(one.name) for one in item.materials) if item else ()
        done = other.do(cmd.ReceiveApplication(("601",), person("己"), lines))
        other.do(cmd.AcceptCase(done.case_ids[0]))
        found = synchronise(other.desk, stage.at)
        state = other.desk.reading.sync_state()
        must(not found.unreachable and state.acknowledged == state.written, found.sentence)
        yield Step(
            say("012 窗口收件、受理并同步", "Desk 012 receives, accepts and synchronises"),
            (found.sentence, *done.papers),
            (other.desk.home,),
        )
        title, number = (
            say("以 012 的桌核验 007 的二维码", "Desk 012 verifies a code of desk 007"),
            stage.cases["company"],
        )
        yield Step(title, (_seen_from(other.desk, stage, number),))


def _seen_from(other: Desk, stage: Stage, number: str) -> str:
    from windowdesk.desk.verifying import check_text

    case = stage.desk.case(number)
    entry = jobs.paper(stage.desk.store.read(), case.papers[0].number) if case else None
    found = check_text(other, press.statement(stage.desk, entry) if entry else "")
    must(found.ok, found.sentence)
    return found.sentence


def reported(stage: Stage) -> Iterator[Step]:
    """The day's report adds up, at the desk and at the hall, and goes out as text, table, data and paper."""
    from windowdesk.desk import report_files, reporting
    from windowdesk.reports.sheets import headline, sentence

    desk = stage.desk
    first = stage.began.date()
    found = reporting.eod(desk, first, window="007", at=stage.at)
    must(found.balanced, sentence(found))
    files = []
    for shape, suffix in (("table", "txt"), ("csv", "csv"), ("json", "json"), ("pdf", "pdf")):
        file = stage.root / f"eod-{first}.{suffix}"
        file.write_bytes(report_files.content(desk, found, shape))
        files.append(file)
    yield Step(
        say(f"{first} 日报", f"Report of {first}"),
        (*headline(found), sentence(found)),
        tuple(files),
    )
    at_hall = reporting.eod(desk, first, window="007", source="hall", at=stage.at)
    same = (at_hall.figures.received, at_hall.figures.finished) == (found.figures.received, found.figures.finished)
    must(at_hall.balanced and same, say("大厅的数应与本机相同", "the hall must count the same"))
    yield Step(say("大厅统计与本机相同", "The hall counts the same"), (sentence(at_hall),))


def whole(stage: Stage) -> Iterator[Step]:
    """The chain holds, and the rows are nothing but a reading of the register."""
    desk = stage.desk
    streams = lists.own_streams(desk.store.read())
    must(all(register.verify(desk.store.read(), one) == 0 for one in streams), say("链不完整", "the chain is broken"))
    yield Step(say("登记簿的链完整", "The register is a whole chain"), (f"{desk.reading.sync_state().written}",))
    before = desk.reading.newest(limit=1000)
    with desk.store.write() as db:
        count = arrivals.rebuild(db, streams)
    after = desk.reading.newest(limit=1000)
    must(
        [replace(row, id=0) for row in before] == [replace(row, id=0) for row in after],
        say("重建后应与之前相同", "the rows must be the same"),
    )
    yield Step(say(f"由 {count} 笔重建各表，与之前相同", f"The rows read again from {count} events are the same"))


SCENES = (printed, verified, synchronised, reported)
END = (printed, whole)
"""The last of all: what the weeks wrote comes out, and the register is whole."""
