"""`act`: a desk without its screen. Commands come in as JSON Lines, what happened goes out as JSON Lines."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from windowdesk import config
from windowdesk.cli.exits import Exit, explain
from windowdesk.cli.opening import Asked, opened
from windowdesk.cli.output import answer, talk
from windowdesk.i18n import say
from windowdesk.models.refusal import Reason, Refused

if TYPE_CHECKING:
    from windowdesk.cli.lines import Line
    from windowdesk.desk.door import Desk
    from windowdesk.models.parties import Staff

STORAGE = (Reason.DESK_BUSY, Reason.DISK_FULL, Reason.STORE_DAMAGED, Reason.STORE_NEWER)


def commands() -> dict[str, tuple[Any, str]]:
    """The commands of this file."""
    example = '{"do": "SignIn", "staff": "1001", "pin": "…"}'
    helps = say(
        f"用 JSON Lines 办理（标准输入到标准输出）。\n\n第一行登录：{example}，以后每行一个命令；"
        '{"do": "Print"} 打印，"as": {"staff": …, "pin": …} 由第二人办。',
        f"Act by JSON Lines, stdin to stdout.\n\nThe first line signs in: {example}, then a command a line; "
        '{"do": "Print"} prints, "as": {"staff": …, "pin": …} is a second person.',
    )
    return {"act": (act, helps)}


def act(
    context: typer.Context,
    stop: Annotated[
        bool, typer.Option("--stop", help=say("遇到第一个不予办理就停", "Stop at the first refusal"))
    ] = False,
    full: Annotated[
        bool, typer.Option("--full", help=say("结果中证件号和电话不打码", "Do not mask personal numbers"))
    ] = False,
) -> None:
    """Do each line of stdin and answer it at once."""
    from windowdesk.cli.lines import raw_lines

    asked: Asked = context.obj
    with opened(asked) as (desk, at):
        session = Session(desk, None if asked.now is None else at, full)
        for number, raw in raw_lines(sys.stdin.buffer):
            session.one(number, raw)
            if session.broken or (stop and session.refused):
                break
    raise typer.Exit(session.code)


@dataclass
class Session:
    """One run of `act`: who is signed in, and what has gone wrong so far. `fixed` is the time of a demonstration."""

    desk: Desk
    fixed: datetime | None
    full: bool
    by: Staff | None = None
    bad: bool = False
    refused: bool = False
    broken: Exit = Exit.DONE

    @property
    def code(self) -> Exit:
        """The worst that happened."""
        if self.broken:
            return self.broken
        return Exit.INPUT if self.bad else Exit.REFUSED if self.refused else Exit.DONE

    def one(self, number: int, raw: bytes | None) -> None:
        """Do one line and answer it."""
        from windowdesk.cli.lines import BadLine, parsed, refusal

        try:
            answer({**self._done(parsed(raw)), "line": number})
        except BadLine as error:
            self.bad = True
            answer({"error": str(error), "line": number})
        except Refused as refused:
            self.refused = True
            self.broken = Exit.DESK if refused.reason in STORAGE else Exit.DONE
            answer(refusal(refused, number))
        except Exception as error:  # the line must have its answer; nothing after it is done
            self.broken, sentence = explain(error)
            answer({"error": sentence, "line": number})
            talk(sentence)

    def _done(self, line: Line) -> dict[str, Any]:
        from windowdesk.cli.lines import command, credentials
        from windowdesk.cli.reasons import warnings

        at = self.fixed or config.now()
        if line.do == "SignIn":
            self.by = self.desk.sign_in(*credentials(line.values), at)
            return {"done": "SignIn", "staff": self.by.number, "name": self.by.name}
        by = self.desk.sign_in(*credentials(line.other), at) if line.other is not None else self.by
        if line.do == "Print":
            return self._print(line, at)
        done = self.desk.do(command(line), by, at)
        told = {
            "done": line.do,
            "cases": list(done.case_ids),
            "papers": list(done.papers),
            "events": [self._event(entry) for entry in done.events],
            "lapsed": [self._event(entry) for entry in done.lapsed],
        }
        return told | {"warnings": warnings(self.desk, done.events)} if line.do == "RequestCorrections" else told

    def _event(self, entry: Any) -> dict[str, Any]:
        from windowdesk.cli.lines import event, hidden_numbers

        case = self.desk.case(entry.case_id) if entry.case_id and not self.full else None
        return event(entry, hidden_numbers(case))

    def _print(self, line: Line, at: datetime) -> dict[str, Any]:
        from windowdesk.desk import press
        from windowdesk.models.refusal import refuse

        if line.values:
            raise refuse(Reason.COMMAND_MALFORMED, field="、".join(line.values))
        printed = press.run(self.desk, at)
        return {
            "done": "Print",
            "files": [str(one.file.absolute()) for one in printed if one.file],
            "problems": [
                {"paper": one.paper_no, "copy": one.copy, "problem": one.problem} for one in printed if one.problem
            ],
        }
