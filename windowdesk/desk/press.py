"""From the print queue to paper: draw the notice, seal it, keep the file, hand it to the printer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from windowdesk.desk.door import Desk
from windowdesk.i18n import say
from windowdesk.models import events as ev
from windowdesk.models.case import Case
from windowdesk.models.clocks import decision_clock
from windowdesk.models.notice import Notice, PaperKind
from windowdesk.store import jobs

NO_CODE = {PaperKind.EMS_LABEL, PaperKind.EMS_LIST, PaperKind.REFERRAL}
"""Papers without a signed statement: a label may show no more than the postal rules allow."""


MENTIONED = 2
"""Papers named in one sentence."""


@dataclass(frozen=True, slots=True)
class Printed:
    """What became of one job. `file` is the paper kept in the desk's home; `problem` is empty when it came out."""

    paper_no: str
    copy: int
    file: Path | None
    problem: str = ""


class TrayError(Exception):
    """The desk stopped while this paper was at the printer, and the printer cannot say what became of it."""

    def __init__(self, paper_no: str) -> None:
        super().__init__(paper_no)
        self.paper_no = paper_no

    def __str__(self) -> str:
        """What the clerk should do."""
        return say(
            f"不能确定 {self.paper_no} 是否已经打出，请看出纸口；没有就补打。",
            f"{self.paper_no} may have been printed: look into the tray, and reprint it if it is not there.",
        )


def left_over(desk: Desk) -> list[str]:
    """What the last program wrote and perhaps did not print: a sentence for whoever starts the desk again."""
    waiting = jobs.left_over(desk.store.read(), MENTIONED + 1)
    if not waiting:
        return []
    named = "、".join(f"{number}（{case_id[-6:]}）" for number, case_id in waiting[:MENTIONED])
    more = say("等", " and more") if len(waiting) > MENTIONED else ""
    return [
        say(
            f"上次没有打印完：{named}{more}。现在自动打印，重了的收回，没交的补交。",
            f"Not printed to the end last time: {named}{more}. Printed now: take back a second copy, hand over what "
            "is owed.",
        )
    ]


def run(desk: Desk, at: datetime, limit: int = 50) -> list[Printed]:
    """Print what waits and whose time has come. A job that fails is kept and tried again later."""
    return [_one(desk, job, at) for job in jobs.waiting(desk.store.read(), at, limit)]


def _one(desk: Desk, job: jobs.Job, at: datetime) -> Printed:
    from windowdesk.printing import PrinterError, next_attempt
    from windowdesk.sealing import SealRefused

    try:
        file = send(desk, job, at)
    except TrayError as error:
        with desk.store.write() as db:
            jobs.mark(db, job.id, "held", error=str(error))
        return Printed(job.paper_no, job.copy, None, str(error))
    except (PrinterError, SealRefused, ValueError, OSError) as error:
        later = next_attempt(job.tries + 1, at).isoformat(timespec="seconds")
        state = "printing" if isinstance(error, PrinterError) and error.maybe_printed else "failed"
        with desk.store.write() as db:
            jobs.mark(db, job.id, state, next_at=later, error=str(error))
        return Printed(job.paper_no, job.copy, None, str(error))
    with desk.store.write() as db:
        jobs.mark(db, job.id, "done")
    return Printed(job.paper_no, job.copy, file)


def send(desk: Desk, job: jobs.Job, at: datetime) -> Path:
    """Draw a paper if it was not drawn before, keep it, and print it. Returns the kept file."""
    from windowdesk.printing import Fate, PrintJob, open_destination
    from windowdesk.printing.folder import FolderPrinter
    from windowdesk.printing.names import file_name

    entry = jobs.paper(desk.store.read(), job.paper_no)
    if entry is None or not isinstance(entry.event, ev.PaperDrawn):
        raise ValueError(f"登记簿中没有纸件 {job.paper_no} / the register has no such paper")
    notice = entry.event.notice
    blank = PrintJob(job.id, job.paper_no, job.copy, notice.heading, b"", media_of(notice))
    kept = desk.home / "papers" / file_name(blank)
    pdf = kept.read_bytes() if kept.is_file() else draw(desk, entry, job.copy, at)
    sheets = 1 if job.copy else entry.event.copies
    paper = PrintJob(job.id, job.paper_no, job.copy, notice.heading, pdf, media_of(notice), sheets)
    FolderPrinter(kept.parent).send(paper)
    if desk.settings.print_to == "folder":
        return kept
    destination = open_destination(desk.settings.print_to, desk.home)
    if job.state == "printing":
        # Counted from when the job was made: too long ago only makes the answer more careful.
        fate = destination.state(paper, at - datetime.fromisoformat(job.created_at))
        if fate is Fate.PRINTED:
            return kept
        if fate is Fate.UNKNOWN:
            raise TrayError(job.paper_no)
    with desk.store.write() as db:
        jobs.mark(db, job.id, "printing")
    destination.send(paper)
    return kept


def media_of(notice: Notice) -> str:
    """The sheet a paper is printed on."""
    return "100x150mm" if notice.kind is PaperKind.EMS_LABEL else "A4"


def draw(desk: Desk, entry: ev.Recorded, copy: int, at: datetime) -> bytes:
    """The paper an entry speaks of, with its signed statement and its seal.

    The first print carries the time of the act as its signing time, a reprint the time of reprinting.
    """
    from windowdesk.documents import draw_seal, render
    from windowdesk.sealing import apply_seal

    if not isinstance(entry.event, ev.PaperDrawn):
        raise ValueError("not a paper")
    notice = entry.event.notice
    drawn = render(notice, fonts=desk.fonts, qr=statement(desk, entry), copy=copy)
    if notice.seal is None or drawn.seal_box is None:
        return drawn.pdf
    return apply_seal(
        drawn.pdf,
        key=desk.seal_key(notice.seal.seal_id),
        passphrase=desk.passphrase,
        appearance=draw_seal(notice.seal, fonts=desk.fonts),
        page=drawn.seal_page,
        box=drawn.seal_box,
        field="windowdesk",
        reason=f"{notice.heading} {notice.number}",
        when=at if copy else entry.at,
    )


def statement(desk: Desk, entry: ev.Recorded) -> str:
    """The text of the paper's QR code: signed, anchored in the register, without a name in it."""
    from windowdesk import sealing

    if not isinstance(entry.event, ev.PaperDrawn) or entry.event.notice.kind in NO_CODE:
        return ""
    case = desk.case_at(entry)
    if case is None:
        return ""
    notice = entry.event.notice
    known = desk.case(case.id)
    stated = sealing.Statement(
        case_no=notice.case_no if known and notice.case_no in known.formerly else case.id,
        paper_no=notice.number,
        kind=notice.kind.value,
        window=case.window,
        received=f"{case.received_at:%Y-%m-%dT%H:%M}",
        item=sealing.item_digest(case.id, case.item.code),
        applicant=sealing.applicant_digest(case.id, case.applicant.name, case.applicant.number),
        materials=sealing.materials_digest(case.id, material_names(case)),
        due=due_on(case, entry),
        seq=entry.seq,
        head=entry.hash.hex()[:8],
    )
    return sealing.sign_statement(stated, desk.desk_key)


def material_names(case: Case) -> tuple[str, ...]:
    """The materials held, in the order of the checklist."""
    return tuple(line.name for line in case.materials if line.state == "ok")


def due_on(case: Case, entry: ev.Recorded) -> str:
    """The date a paper promises: an answer, or a decision; "" when it promises none."""
    if isinstance(entry.event, ev.PaperDrawn) and entry.event.notice.kind is PaperKind.RECEIPT:
        return case.notice_due.on.isoformat()
    found = decision_clock(case)
    return found.on.isoformat() if found else ""
