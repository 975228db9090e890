"""How papers end: the seat of the seal, the code, signatures, the counterfoil, what every page carries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from msgspec import structs

from windowdesk.documents.blocks import MM, Block, Rule, Text, bind, centred, gap, lines_at, stack
from windowdesk.documents.codes import qr_picture
from windowdesk.documents.fonts import Face, FontBook
from windowdesk.documents.page import Composition
from windowdesk.documents.parts import BODY_SIZE, Job, box
from windowdesk.models.notice import PaperKind

QR_SIDE = 32 * MM
FOIL_FACTS = (
    *("申请人", "持有人", "申请事项", "受理日期", "补正期限", "利害关系人", "送达单位", "接收单位", "上报机关"),
    *("签收期限", "答复期限", "办理期限", "申请听证期限", "陈述申辩期限", "听证时间", "证件编号"),
)
"""What a counterfoil repeats: enough to file it by. The rest is in the register under the same number."""

BETWEEN_ORGANS = {PaperKind.CONTACT, PaperKind.COPY, PaperKind.UPWARD}
"""Papers from one organ to another: their counterfoil comes back signed."""

SIGN = 90.0
"""The least length of a line to sign on, in points."""


def paper(job: Job, blocks: list[Block], noun: str = "本文书", *, issued: bool = True) -> Composition:
    """Blocks made into an A4 paper: seal, code and signatures at the end, the counterfoil at the foot.

    The last of the text stays with the seal, so that no page bears a seal alone. Without `issued` it is the
    applicant's own: signatures come first, and only the date of the form stands beside the code.
    """
    signs = signatures(job)
    if not issued:
        form_date = replace(job, notice=structs.replace(job.notice, issuer=""))
        end = [*bind(blocks, 3), *bind(signs, 99), closing(form_date, noun)]
    else:
        end = [*bind(blocks, 3), replace(closing(job, noun), keep=bool(signs)), *bind(signs[:-1], 99), *signs[-1:]]
    flowing, foot = counterfoil(job)
    return Composition(job.frame, end + flowing, partial(furniture, job), foot)


def closing(job: Job, noun: str) -> Block:
    """Issuer and date with the seal's seat over them; telephones and code at the left.

    骑年盖月: issuer and date stand at the middle of the seal, a little below its centre (GB/T 9704-2012
    7.3.5.1); the seal's own line and number keep clear of them.
    """
    notice, book, frame = job.notice, job.book, job.frame
    diameter = notice.seal.diameter_mm * MM if notice.seal else 0.0
    lines = [
        line
        for said in (notice.issuer, notice.dated)
        if said
        for line in centred(said, book.song, BODY_SIZE, 0, 22 * BODY_SIZE, leading=1.7)
    ]
    half = max([diameter, 6 * BODY_SIZE, *(2 * -text.x for line in lines for text in line.texts)]) / 2
    middle = frame.edge - half - (BODY_SIZE if half < 9 * BODY_SIZE else 0)
    text, aside = stack(lines), _aside(job, noun, middle - half - frame.left - 12)
    above = max(4 + diameter * 0.585 - text.height / 2, 8.0)
    height = max(diameter + 8, above + text.height + 4, aside.height + 4)
    lift = height - aside.height
    texts = [t._replace(x=t.x + middle, down=t.down + above) for t in text.texts]
    texts = [t._replace(down=t.down + lift) for t in aside.texts] + texts
    pictures = [p._replace(down=p.down + lift) for p in aside.pictures]
    seat = (middle - diameter / 2, 4.0, diameter) if diameter else None
    return Block(height, texts, pictures=pictures, seat=seat)


def _aside(job: Job, noun: str, width: float) -> Block:
    """What stands left of the seal: whom to call, then the code with what it is not."""
    notice, book, left = job.notice, job.book, job.frame.left
    phones = (("窗口电话：", notice.window_phone), ("监督电话：", notice.complaint_phone))
    said = [label + number for label, number in phones if number]
    if sum(book.song.width(each, 10.5) for each in said) + 21 <= width:
        said = ["　　".join(said)] if said else []
    blocks = [line for each in said for line in lines_at(each, book.song, 10.5, left, width)]
    if job.qr:
        blocks += [gap(4), _code(job, noun, width)]
    return stack(blocks)


def _code(job: Job, noun: str, width: float) -> Block:
    face, left, size = job.book.song, job.frame.left, 8.0
    picture = qr_picture(job.qr, left - 3, 0, QR_SIDE)
    said = f"{noun}二维码为完整性与来源证明，不是国家政务服务平台统一电子印章"
    beside = min(width - QR_SIDE - 2, 14 * size)
    if beside >= 9 * size:
        note = stack(lines_at(said, face, size, left + QR_SIDE + 2, beside, leading=1.5))
        down = QR_SIDE - note.height - 8
        return Block(QR_SIDE, [t._replace(down=t.down + down) for t in note.texts], pictures=[picture])
    note = stack(lines_at(said, face, size, left, max(width, QR_SIDE), leading=1.5))
    texts = [t._replace(down=t.down + QR_SIDE) for t in note.texts]
    return Block(QR_SIDE + note.height, texts, pictures=[picture])


def signatures(job: Job, labels: Sequence[str] | None = None) -> list[Block]:
    """Labels with a line to sign on, two in a row when both have room."""
    face, frame, size = job.book.song, job.frame, 11.0
    names = [f"{label}：" for label in (job.notice.signatures if labels is None else labels)]
    blocks: list[Block] = []
    while names:
        wide = [face.width(name, size) for name in names[:2]]
        if sum(wide) + 2 * SIGN + 36 <= frame.width:
            second = max(frame.left + frame.width / 2, frame.left + wide[0] + SIGN + 24)
            second = min(second, frame.edge - wide[-1] - SIGN)
            blocks.append(_sign_row(face, names[:2], (frame.left, second, frame.edge + 24), size))
            names = names[2:]
        else:
            blocks += bind(lines_at(names.pop(0), face, size, frame.left, frame.width), 99)
            blocks.append(Block(28, rules=[Rule(frame.left, 24, frame.left + frame.width / 2, 24)]))
    return [gap(8), *blocks] if blocks else []


def _sign_row(face: Face, names: Sequence[str], starts: tuple[float, float, float], size: float) -> Block:
    block = Block(32)
    for place, name in enumerate(names):
        x, wide = starts[place], face.width(name, size)
        block.texts.append(Text(x, 24, size, face, name))
        block.rules.append(Rule(x + wide + 2, 26, starts[place + 1] - 24, 26))
    return block


def counterfoil(job: Job) -> tuple[list[Block], Block | None]:
    """The part the office keeps, below a line to tear along: numbers, applicant and matter, signed by who received.

    Between organs it is the part that comes back (回执联), with the telephone of who received.

    One block for the foot of the last page when half a page holds it; else blocks that flow like the rest.
    """
    notice, book, frame = job.notice, job.book, job.frame
    if not notice.counterfoil:
        return [], None
    back = notice.kind in BETWEEN_ORGANS
    title = f"{notice.heading}（{'回执联' if back else '存根联'}）"
    kept = [pair for pair in notice.facts if pair[0] in FOIL_FACTS]
    pairs = [("编号", notice.number), ("申报号", notice.case_no), *kept]
    said = "　".join(f"{label}：{value}" for label, value in pairs if value)
    blocks = [
        _tear(book, frame.middle, frame.wide),
        *bind(centred(title, book.bold, 13, frame.middle, frame.width, leading=1.8), 99),
        *lines_at(said, book.song, 9.5, frame.left, frame.width, leading=1.55),
    ]
    labels = ("签收人（签字）", "签收时间", "联系电话") if back else ("收到人（签字）", "收到日期")
    signed = signatures(job, labels)[1:]
    whole = stack([*blocks, *signed])
    return ([], whole) if whole.height <= frame.room / 2 else ([*bind(blocks, 2), *signed], None)


def _tear(book: FontBook, middle: float, wide: float) -> Block:
    said, size = "沿此线裁开", 8.0
    half = book.song.width(said, size) / 2
    block = Block(20, [Text(middle - half, 12.5, size, book.song, said)], keep=True)
    for start, end in ((0.0, middle - half - 6), (middle + half + 6, wide)):
        count = int((end - start) // 6)
        block.rules.extend(Rule(start + 6 * n, 10, start + 6 * n + 3.5, 10, 0.6) for n in range(count))
    return block


def furniture(job: Job, page: int, pages: int) -> Block:
    """What every A4 page carries: its number, on later pages the paper's number, and 补打 on a reprint."""
    frame, face = job.frame, job.book.song
    block, down = Block(0), frame.high - frame.bottom + 24
    said = f"第 {page} 页　共 {pages} 页"
    block.texts.append(Text(frame.middle - face.width(said, 9) / 2, down, 9, face, said))
    if page > 1 and face.width(job.notice.number, 9) < frame.width / 3:
        block.texts.append(Text(frame.left, down, 9, face, job.notice.number))
    mark_copy(block, job.copy, job.book.bold, (frame.edge, 36))
    return block


def mark_copy(block: Block, copy: int, face: Face, corner: tuple[float, float]) -> None:
    """Add 补打 n in a box whose lower right corner is given; nothing on the first print."""
    if copy:
        said, size, (right, low) = f"补打 {copy}", 13.0, corner
        left = right - face.width(said, size) - 12
        block.texts.append(Text(left + 6, low - 6, size, face, said))
        box(block, (left, low - 20, right, low), 1.0)
