"""`verify`: is this paper, or the text of its code, what a desk of this hall issued?"""

from __future__ import annotations

import json as json_text
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from windowdesk.cli.exits import Exit, Stop, unreadable
from windowdesk.cli.opening import opened
from windowdesk.cli.output import answer, result
from windowdesk.i18n import say

if TYPE_CHECKING:
    from windowdesk.desk.verifying import Finding

LONGEST = 4096


def commands() -> dict[str, tuple[Any, str]]:
    """The commands of this file."""
    helps = say(
        "查验：WD1: 开头的二维码文字（- 为标准输入）或 PDF 文件；可与纸面上看到的内容核对",
        "Verify a WD1: code text (- for stdin) or a PDF file, and compare it with what the paper shows",
    )
    return {"verify": (verify, helps)}


def verify(
    context: typer.Context,
    what: Annotated[
        str, typer.Argument(metavar="TEXT|FILE", help=say("二维码文字、- 或文件", "Code text, - or a file"))
    ],
    case: Annotated[str, typer.Option("--case", help=say("申报号", "Case number"))] = "",
    paper: Annotated[str, typer.Option("--paper", help=say("文书字号", "Paper number"))] = "",
    name: Annotated[
        str, typer.Option("--name", help=say("申请人（与 --number 同时给出）", "Applicant (with --number)"))
    ] = "",
    number: Annotated[str, typer.Option("--number", help=say("证件号码", "ID number"))] = "",
    item: Annotated[str, typer.Option("--item", help=say("事项编码", "Item code"))] = "",
    received: Annotated[str, typer.Option("--received", help=say("收件时间", "Time of receipt"))] = "",
    due: Annotated[str, typer.Option("--due", help=say("期限", "Due date"))] = "",
    window: Annotated[str, typer.Option("--window", help=say("窗口", "Window"))] = "",
    material: Annotated[
        list[str] | None, typer.Option("--material", help=say("材料，可多次", "A material; repeat it"))
    ] = None,
    keys: Annotated[
        Path | None,
        typer.Option("--keys", help=say("公钥清单（JSON），不用窗口", "Public keys (JSON), without a desk")),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help=say("以 JSON 输出", "Answer in JSON"))] = False,
) -> None:
    """The verdict on a paper; one that does not hold is exit code 7, with the fields that differ."""
    if bool(name) != bool(number):
        raise Stop(Exit.USAGE, say("--name 与 --number 须同时给出。", "--name and --number go together."))
    told: dict[str, object] = {
        "case_no": case,
        "paper_no": paper,
        "name": name,
        "id_number": number,
        "item_code": item,
        "received": received,
        "due": due,
        "window": window,
        "materials": material or (),
    }
    given = {key: value for key, value in told.items() if value}
    text = _text(what)
    finding = _by_keys(keys, text, given) if keys else _at_desk(context, what, text, given)
    _tell(finding, json)
    if not finding.ok:
        raise typer.Exit(Exit.UNTRUE)


def _tell(finding: Finding, json: bool) -> None:
    if json:
        answer(asdict(finding))
        return
    result(finding.sentence)
    for key, value in finding.fields.items():
        result(f"  {'≠' if key in finding.differs else ' '} {key}  {value}")


def _text(what: str) -> str | None:
    """The text of a code, or None when a file is meant."""
    if what == "-":
        raw = sys.stdin.buffer.readline(LONGEST)
        return raw.decode("utf-8", "replace").strip()
    return what if what.startswith("WD1:") else None


def _at_desk(context: typer.Context, what: str, text: str | None, told: dict[str, object]) -> Finding:
    from windowdesk.desk.verifying import check_file, check_text

    with opened(context.obj) as (desk, _):
        if text is not None:
            return check_text(desk, text, **told)
        try:
            return check_file(desk, Path(what))
        except (OSError, ValueError) as error:
            if isinstance(error, OSError):
                raise unreadable(error, what) from error
            raise Stop(Exit.INPUT, str(error)) from error


def _by_keys(keys: Path, text: str | None, told: dict[str, Any]) -> Finding:
    """The verdict of a stranger's machine: a list of public keys, {key id: hex}, and nothing else."""
    from windowdesk.desk.verifying import Finding
    from windowdesk.sealing import StatementState, differences, field_word, verify_statement

    if text is None:
        raise Stop(Exit.USAGE, say("--keys 只查验二维码文字。", "--keys is for the text of a code."))
    try:
        listed = {key: bytes.fromhex(value) for key, value in json_text.loads(keys.read_text("utf-8")).items()}
    except (OSError, UnicodeDecodeError) as error:
        raise unreadable(error, keys) from error
    except (ValueError, AttributeError, TypeError) as error:
        raise Stop(Exit.INPUT, say(f"公钥清单不对：{error}", f"not a list of keys: {error}")) from error
    found = verify_statement(text, listed)
    if found.statement is None:
        return Finding(False, found.state.value, found.state.sentence)
    names = differences(found.statement, **told)
    sentence = found.state.sentence
    if names:
        words = "、".join(field_word(name) for name in names)
        sentence += say(f"；不符：{words}", f"; differs in: {words}")
    fields = {key: str(value) for key, value in asdict(found.statement).items()}
    return Finding(found.state is StatementState.VALID and not names, found.state.value, sentence, fields, names)
