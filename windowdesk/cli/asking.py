"""Looking at cases: show, find, list. Personal numbers are masked unless a person signs for seeing them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from windowdesk import words
from windowdesk.cli.casetext import as_data, on_screen
from windowdesk.cli.exits import Exit, Stop
from windowdesk.cli.opening import opened, plain, signed_in
from windowdesk.cli.output import answer, table
from windowdesk.i18n import say
from windowdesk.models.refusal import Reason, refuse

if TYPE_CHECKING:
    from windowdesk.desk.door import Desk
    from windowdesk.models.rows import CaseRow

Json = Annotated[bool, typer.Option("--json", help=say("以 JSON 输出", "Answer in JSON"))]
PAGE = 500


def commands() -> dict[str, tuple[Any, str]]:
    """The commands of this file."""
    return {
        "show": (show, say("一个办件的全部情况", "Everything about one case")),
        "find": (
            find,
            say(
                "按申报号、姓名、首字母、证件、电话、邮件号、事项查找",
                "Find by number, name, initials, ID, phone, mail, item",
            ),
        ),
        "list": (
            list_cases,
            say("本窗口未办结的办件，期限近的在前", "Open cases of this window, nearest deadline first"),
        ),
    }


def show(
    context: typer.Context,
    case_id: Annotated[
        str, typer.Argument(metavar="CASE", help=say("申报号（空格不计）", "Case number (spaces allowed)"))
    ],
    json: Json = False,
    full: Annotated[
        bool,
        typer.Option(
            "--full",
            help=say("显示完整个人信息，须说明事由并记录", "Personal data in full: needs a reason, is recorded"),
        ),
    ] = False,
    why: Annotated[str, typer.Option("--why", help=say("事由", "The reason"))] = "",
    staff: Annotated[
        str,
        typer.Option(
            "--staff",
            help=say("查看人工号，口令取自 WINDOWDESK_PIN 或提示", "Who looks; PIN from WINDOWDESK_PIN or a prompt"),
        ),
    ] = "",
) -> None:
    """Everything about one case, as text or as data."""
    from windowdesk.models.commands import ShowIdentity

    number = "".join(plain(case_id, "case").split())
    with opened(context.obj) as (desk, at):
        if desk.case(number) is None:
            raise refuse(Reason.CASE_UNKNOWN, case=case_id)
        if full:
            if not staff or not why:
                raise Stop(Exit.USAGE, say("--full 须有 --staff 和 --why。", "--full needs --staff and --why."))
            desk.do(ShowIdentity(number, why), signed_in(desk, staff, at), at)
        case = desk.case(number)
        if case is None:
            raise refuse(Reason.CASE_UNKNOWN, case=case_id)
        if json:
            answer(as_data(desk, case, at, full))
        else:
            on_screen(desk, case, at, full)


def find(
    context: typer.Context,
    text: Annotated[str, typer.Argument(help=say("要找的内容", "What to look for"))],
    json: Json = False,
    limit: Annotated[int, typer.Option("--limit", min=1, max=1000, help=say("最多几件", "At most so many"))] = 50,
) -> None:
    """The cases a text may mean, newest first."""
    with opened(context.obj) as (desk, at):
        _rows(desk, desk.reading.found(plain(text, "text"), limit=limit), at.date(), json)


def list_cases(
    context: typer.Context,
    json: Json = False,
    mine: Annotated[
        str, typer.Option("--mine", help=say("只列某工号收的件", "Only those this staff number received"))
    ] = "",
) -> None:
    """The open cases of this window."""
    with opened(context.obj) as (desk, at):
        rows: list[CaseRow] = []
        while page := desk.reading.today(plain(mine, "staff"), offset=len(rows), limit=PAGE):
            rows += page
            if len(page) < PAGE:
                break
        _rows(desk, rows, at.date(), json)


def _rows(desk: Desk, rows: list[CaseRow], today: date, json: bool) -> None:
    if json:
        answer([_row(desk, row, today) for row in rows])
        return
    heads = (
        say("申报号", "Case"),
        say("申请人", "Applicant"),
        say("事项", "Item"),
        say("状态", "Status"),
        say("期限", "Due"),
        say("剩余", "Left"),
    )
    body = [
        (
            row.case_id,
            row.applicant_name,
            row.item_name,
            words.status(row.status) + (f"（{words.waits_on(row.waits_on)}）" if row.waits_on else ""),
            words.due(row.next_due, provisional=row.provisional),
            words.light(desk.reading.light(row, today)),
        )
        for row in rows
    ]
    table(heads, body)


def _row(desk: Desk, row: CaseRow, today: date) -> dict[str, Any]:
    light = desk.reading.light(row, today)
    return {
        "case": row.case_id,
        "applicant": row.applicant_name,
        "item": row.item_name,
        "kind": row.kind,
        "status": row.status,
        "window": row.window,
        "clerk": row.clerk,
        "received_at": row.received_at,
        "due": row.next_due.isoformat() if row.next_due else None,
        "provisional": row.provisional,
        "left": light.left,
        "light": light.level,
        "timing": row.timing or None,
        "waits_on": row.waits_on or None,
        "way": row.way,
        "green": row.green,
    }
