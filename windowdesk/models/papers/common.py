"""What every paper shares: its number, its seal, who applies, who serves, dates as papers print them."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from typing import Any

from msgspec.structs import replace

from windowdesk.models.calendar import Due
from windowdesk.models.case import Case
from windowdesk.models.catalogue import Item
from windowdesk.models.events import MaterialLine, PaperDrawn
from windowdesk.models.notice import Listing, Notice, PaperKind
from windowdesk.models.parties import Party, PartyKind
from windowdesk.models.refusal import Reason, refuse
from windowdesk.models.setting import Act, Setting, impression, paper_number

Facts = tuple[tuple[str, str], ...]
NOT_STATED = "未载明"
STATES = {"ok": "已收", "missing": "未提交", "faulty": "不符合形式"}


@lru_cache(maxsize=512)
def day(on: date) -> str:
    """A date as papers print it."""
    return f"{on.year}年{on.month}月{on.day}日"


def minute(at: datetime) -> str:
    """A moment as papers print it, to the minute."""
    return f"{at.year}年{at.month}月{at.day}日{at.hour:02d}:{at.minute:02d}"


def due(found: Due | None) -> str:
    """A due date as papers print it; one that lies beyond the known calendar says so."""
    if found is None:
        return NOT_STATED
    return f"约{day(found.on)}（暂定，次年放假安排公布后另行告知）" if found.provisional else day(found.on)


def draw(
    setting: Setting,
    act: Act,
    item: Item,
    kind: PaperKind,
    **content: Any,
) -> PaperDrawn:
    """Number a paper, take its impression, and fill the block common to every paper. Refused if it cannot be drawn.

    `copies` is how many are printed. What somebody wrote in several lines becomes paragraphs, and one line in a form.
    """
    copies = content.pop("copies", 1)
    number = paper_number(setting, act, kind, item)
    stamped = impression(setting, act, kind, item)
    department = setting.department(item)
    notice = Notice(
        kind=kind,
        number=number.text,
        issuer=department.full_name,
        dated=day(act.today),
        window_phone=setting.window.phone or setting.hall.phone,
        complaint_phone=setting.hall.complaint_phone,
        seal=stamped[0] if stamped else None,
        **content,
    )
    text = notice.text
    if "\n" in text:
        notice = _in_lines(notice)
        text = notice.text
    if missing := act.undrawable(text):
        raise refuse(Reason.CHARACTER_NOT_IN_FONT, character=missing, code=f"U+{ord(missing[0]):04X}")
    _, series, serial = stamped or (None, "", 0)
    return PaperDrawn(notice, number.series, number.serial, series, serial, copies)


def _in_lines(notice: Notice) -> Notice:
    """The paper with no line break in it: a sheet breaks its own lines."""
    return replace(
        notice,
        paragraphs=_lines(notice.paragraphs),
        remedies=_lines(notice.remedies),
        facts=tuple((label, one_line(value)) for label, value in notice.facts),
        listings=tuple(
            Listing(table.title, table.heads, tuple(tuple(map(one_line, row)) for row in table.rows))
            for table in notice.listings
        ),
    )


def _lines(paragraphs: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(line for text in paragraphs for line in text.splitlines() if line.strip())


def one_line(text: str) -> str:
    """Lines one after another, as a form has them."""
    return "　".join(text.splitlines()) if "\n" in text else text


def letter(
    setting: Setting,
    act: Act,
    case: Case,
    kind: PaperKind,
    paragraphs: tuple[str, ...],
    *facts: tuple[str, str],
    **more: Any,
) -> PaperDrawn:
    """A letter to the applicant of a case: who, for what, the particulars, by which window."""
    return draw(
        setting,
        act,
        case.item,
        kind,
        case_no=case.id,
        addressee=case.applicant.name,
        facts=(*who(case.applicant), ("申请事项", case.item.name), *facts, ("经办窗口", clerk(setting, act))),
        paragraphs=paragraphs,
        **more,
    )


def holder(one: Party) -> Facts:
    """The same of who holds a permit and applied for nothing."""
    return tuple(("持有人" if label == "申请人" else label, value) for label, value in who(one))


def who(applicant: Party) -> Facts:
    """The applicant, a citizen's number by its last four."""
    person = applicant.kind is PartyKind.PERSON
    label = "身份证件号码" if person else "统一社会信用代码"
    shown = f"尾号 {applicant.number[-4:]}" if person else applicant.number
    rows = [("申请人", applicant.name), (label, shown)]
    if applicant.contact:
        rows.append(("联系人", applicant.contact))
    rows.append(("联系电话", applicant.phone))
    if applicant.address:
        rows.append(("通讯地址", applicant.address))
    return tuple(rows)


def clerk(setting: Setting, act: Act) -> str:
    """The window and the person, or that the law itself acted."""
    by = f"{act.by.name}（{act.by.number}）" if act.by else "依法自动办理，无经办人"
    return f"{setting.window.code} {setting.window.name}　{by}"


def quoted(name: str) -> str:
    """A name in quotation marks; those it has itself become the inner ones (GB/T 15834)."""
    return f"“{name.replace('“', '‘').replace('”', '’')}”"


def sentence(said: str) -> str:
    """What somebody wrote, ended with a full stop where they left it out."""
    said = said.strip()
    return said if not said or said[-1] in "。！？；…" else f"{said}。"


def name_of(setting: Setting, number: str) -> str:
    """A member of staff by name; the number where the hall no longer lists them."""
    found = setting.staff.get(number)
    return found.name if found else number


def any_provisional(*dues: Due | None) -> bool:
    """Whether any date of a paper lies beyond the known calendar."""
    return any(one.provisional for one in dues if one)


def materials_of(lines: tuple[MaterialLine, ...], title: str) -> Listing:
    """The checklist as a table."""
    rows = []
    for n, line in enumerate(lines, 1):
        state = f"{STATES[line.state]}：{line.note}" if line.note else STATES[line.state]
        rows.append((str(n), line.name, line.form or "—", str(line.copies), str(line.pages or "—"), state))
    return Listing(title, ("序号", "材料名称", "形式", "份数", "页数", "情况"), tuple(rows))


def fee(item: Item) -> tuple[str, str]:
    """What it costs, and under which law; nothing without one."""
    return ("收费", f"{item.fee.standard}（依据：{item.fee.basis}）" if item.fee else "不收费")
