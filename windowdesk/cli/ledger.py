"""The register from outside: rebuild, export, verify."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from windowdesk.cli.exits import Exit, Stop
from windowdesk.cli.opening import opened, plain
from windowdesk.cli.output import answer, as_json, exact, result
from windowdesk.i18n import say

PAGE = 500


def commands() -> dict[str, tuple[Any, str]]:
    """The commands at the top."""
    return {"rebuild": (rebuild, say("由登记簿重建各表", "Read the rows again from the register"))}


def REGISTER() -> dict[str, tuple[Any, str]]:  # noqa: N802 - a table of commands
    """The commands under `register`."""
    return {
        "export": (
            export,
            say("逐行导出登记簿（JSON Lines，line 为原文）", "Export the register (JSON Lines, `line` is exact)"),
        ),
        "keys": (keys, say("各窗口公钥清单，供 verify --keys", "The public keys of the desks, for verify --keys")),
        "verify": (verify_chain, say("校验登记簿的链", "Check the chain of the register")),
    }


def keys(context: typer.Context) -> None:
    """The public keys this desk knows, by key id, in hexadecimal."""
    from windowdesk.desk.verifying import public_keys

    with opened(context.obj) as (desk, _):
        answer({name: public.hex() for name, public in public_keys(desk).items()})


def rebuild(context: typer.Context) -> None:
    """Empty the rows and read them again from the register."""
    from windowdesk.store import arrivals, lists

    with opened(context.obj) as (desk, _), desk.store.write() as db:
        count = arrivals.rebuild(db, lists.own_streams(db))
    result(say(f"读入 {count} 笔，各表已重建", f"{count} events read; the rows are rebuilt"))


def export(
    context: typer.Context,
    stream: Annotated[
        str, typer.Option("--stream", help=say("登记簿名，默认本窗口全部", "A register; all of this desk's by default"))
    ] = "",
) -> None:
    """Each line of a register exactly as written, with the hash of the chain there."""
    from windowdesk.models.wire import GENESIS, chain, from_line
    from windowdesk.store import lists, register

    with opened(context.obj) as (desk, _):
        db = desk.store.read()
        streams = (plain(stream, "stream"),) if stream else lists.own_streams(db)
        if stream and not register.lines(db, stream, 0, 1):
            raise Stop(Exit.REFUSED, say(f"本机没有登记簿 {stream}。", f"This desk holds no register {stream}."))
        for name in streams:
            after, head = 0, GENESIS
            while lines := register.lines(db, name, after, PAGE):
                for line in lines:
                    seq = from_line(line).seq
                    if seq <= after:
                        raise ValueError(f"{name}/{after}: {seq}")
                    head = chain(head, line) if seq == after + 1 else b""
                    after = seq
                    exact(as_json({"stream": name, "seq": seq, "hash": head.hex() or None, "line": line}))


def verify_chain(
    context: typer.Context,
    json: Annotated[bool, typer.Option("--json", help=say("以 JSON 输出", "Answer in JSON"))] = False,
) -> None:
    """Whether every own register is a whole chain."""
    from windowdesk.store import lists, register

    with opened(context.obj) as (desk, _):
        db = desk.store.read()
        found, back = [], {}
        for stream in lists.own_streams(db):
            bad = register.verify(db, stream)
            back[stream] = [] if bad else [seq for seq, _, _ in register.went_back(db, stream)]
            lines, head = register.head(db, stream)
            found.append(
                {
                    "stream": stream,
                    "lines": lines,
                    "head": head.hex(),
                    "holds": not bad,
                    "first_bad": bad or None,
                    "dated_back": back[stream],
                }
            )
    if json:
        answer(found)
    else:
        for one in found:
            whole = say("链完整", "the chain holds")
            broken = say(f"自第 {one['first_bad']} 行起不符", f"broken at line {one['first_bad']}")
            result(f"{one['stream']}  {one['lines']}  {whole if one['holds'] else broken}")
            for seq in back[str(one["stream"])]:
                result(say(f"第 {seq} 行的时间早于上一行", f"line {seq} is dated before the line above"))
    if not all(one["holds"] for one in found):
        raise typer.Exit(Exit.UNTRUE)
