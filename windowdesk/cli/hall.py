"""The hall from its office: build it, let windows in and out, look at it, check it, and carry it away in a file."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Annotated, Any

import typer

from windowdesk.cli import office
from windowdesk.cli.exits import Exit, Stop
from windowdesk.cli.opening import opened, plain
from windowdesk.cli.output import answer, result, table, talk
from windowdesk.cli.reaching import Json, Where, office_of, on_server, opened_hall, setting_of
from windowdesk.i18n import say

if TYPE_CHECKING:
    from windowdesk.hall.interface import StreamStatus


def HALL() -> dict[str, tuple[Any, str]]:  # noqa: N802 - a table of commands
    """The commands under `hall`."""
    from windowdesk.cli import forwarding, sticks

    return {
        "init": (
            init,
            say("建立或升级大厅数据库（表、函数、两道墙）", "Build the hall database, or update it"),
        ),
        "grant": (grant, say("给窗口开一个数据库账号", "Let a window in: a database login of its own")),
        "grant-hall": (
            forwarding.grant_hall,
            say("给下级大厅开一个数据库账号，供其转报", "Let a whole hall below in, to forward its registers"),
        ),
        "revoke": (revoke, say("立即停用窗口账号", "Shut a window's login out at once")),
        "status": (status, say("各登记簿与账号", "Registers and logins")),
        "restored": (
            restored,
            say(
                "数据库从备份恢复后用：请各窗口重新上报", "After a restore from a backup: ask every desk to send again"
            ),
        ),
        "forward": (
            forwarding.forward,
            say("把本厅登记簿原样转报上级大厅", "Forward the registers as they are to the hall above"),
        ),
        "verify": (verify, say("校验全部登记簿、签名和部门序列", "Check every register, signature and feed")),
        "export": (
            sticks.export,
            say(
                "按大厅次序逐行导出；或导出整厅、一个窗口的文件",
                "Export every line in hall order; or a file of the whole hall or for one window",
            ),
        ),
        "import": (
            sticks.take_in,
            say("取用窗口 sync --to 写的文件；或把整厅文件导入空的大厅", "Take in a window's file, or a whole hall's"),
        ),
        **office.OFFICE(),
    }


def init(context: typer.Context, hall: Where = "") -> None:
    """Build tables; on PostgreSQL the functions and walls too."""
    setting = setting_of(context, hall)
    if on_server(setting):
        for name in office_of(setting).init():
            result(name)
        result(say("大厅数据库已就绪，窗口账号用 hall grant 开通", "The hall is ready; let windows in with hall grant"))
        return
    with opened_hall(setting) as found:
        found.streams()
    result(say("内嵌大厅已就绪，不分账号", "The embedded hall is ready; it has no logins"))


def grant(
    context: typer.Context,
    window: Annotated[str, typer.Argument(help=say("窗口号，如 008", "The window, such as 008"))],
    hall: Where = "",
    login: Annotated[str, typer.Option("--login", help=say("账号名", "The login's name"))] = "",
) -> None:
    """A login for a window of this desk's hall file, with a new password that is shown once and kept nowhere."""
    from windowdesk.desk.syncing import audiences_of

    setting = setting_of(context, hall)
    admin = office_of(setting)
    with opened(context.obj) as (desk, _):
        known = desk.setting
        found = known.windows.get(plain(window, "window"))
        if found is None:
            raise Stop(Exit.INPUT, say(f"大厅资料中没有 {window} 号窗口。", f"The hall file has no window {window}."))
        prefix = f"{known.hall.division}-{found.code}."
        audiences = audiences_of(known, found)
        name = login or f"windowdesk_{known.hall.division}_{found.code}"
    password = secrets.token_urlsafe(24)
    admin.grant(name, prefix, audiences, password)
    talk(
        say(
            "口令只显示这一次，请写入该窗口的大厅设置。",
            "Shown this once: put it in the window's setting.",
        )
    )
    result(admin.address(name, password))


def revoke(
    context: typer.Context,
    login: Annotated[str, typer.Argument(help=say("账号名", "The login's name"))],
    hall: Where = "",
) -> None:
    """Shut a login out. What it wrote stays."""
    if not office_of(setting_of(context, hall)).revoke(login):
        raise Stop(Exit.INPUT, say(f"没有可停用的账号 {login}。", f"There is no login {login} to shut out."))
    result(say(f"{login} 已停用", f"{login} is shut out"))


def status(context: typer.Context, hall: Where = "", json: Json = False) -> None:
    """Every register with its head, every login, whose desk has not come back, and what desks gave back."""
    setting = setting_of(context, hall)
    with opened_hall(setting) as found:
        registers = found.streams()
        clock = found.time()
        awaited, given_back = found.awaited(), found.salvaged()
    logins = office_of(setting).logins() if on_server(setting) else []
    if json:
        answer(
            {
                "time": clock.isoformat(timespec="seconds"),
                "registers": [
                    {"stream": one.stream, "desk": one.desk, "lines": one.head.seq, "head": one.head.hash.hex(),
                     "signed": bool(one.signature), "closed": one.closed}
                    for one in registers
                ],
                "logins": [
                    {"login": one.login, "registers": f"{one.prefix}*", "reads": one.audiences, "revoked": one.revoked}
                    for one in logins
                ],
                "awaited": awaited,
                "salvaged": [
                    {"stream": one.line.stream, "seq": one.line.seq, "hash": one.line.hash.hex(), "from": one.sender,
                     "received_at": one.received_at, "line": one.line.line}
                    for one in given_back
                ],
            }
        )  # fmt: skip
        return
    heads = (say("登记簿", "register"), say("行数", "lines"), say("末条", "head"), say("状态", "state"))
    rows = [(one.stream, str(one.head.seq), one.head.hash.hex()[:16], _state(one)) for one in registers]
    table(heads, rows)
    for one in logins:
        out = say("（停用）", " (out)") if one.revoked else ""
        result(f"{one.login}  {one.prefix}*  {'、'.join(one.audiences)}{out}")
    if awaited:
        named = "、".join(awaited)
        result(say(f"恢复后尚未重新上报：{named}", f"Not sent again since the restore: {named}"))
    for held in given_back:
        place = f"{held.line.stream} {held.line.seq}"
        result(
            say(
                f"大厅已失去、由 {held.sender} 交回的内容：{place}",
                f"Lost by the hall and given back by {held.sender}: {place}",
            )
        )


def restored(context: typer.Context, hall: Where = "") -> None:
    """Begin a new generation: every desk sends again what the hall forgot, and gives back what only it still holds."""
    with opened_hall(setting_of(context, hall)) as found:
        found.restored()
        awaited = found.awaited()
    named = "、".join(awaited)
    result(
        say(
            f"已记录恢复；等待 {len(awaited)} 本登记簿重新上报 {named}".rstrip(),
            f"Noted; {len(awaited)} registers are to be sent again {named}".rstrip(),
        )
    )


def _state(one: StreamStatus) -> str:
    if one.closed:
        return say("已停用", "closed")
    return say("已签名", "signed") if one.signature else say("未签名", "unsigned")


def verify(context: typer.Context, hall: Where = "", json: Json = False) -> None:
    """Read the whole hall and compare. Exit code 7 when anything does not hold."""
    from windowdesk.hall.audit import audit
    from windowdesk.sealing import signed_by

    with opened_hall(setting_of(context, hall)) as found:
        seen = audit(found, signed_by)
    if json:
        answer({"events": seen.events, "registers": seen.registers, "feeds": seen.feeds, "signed": seen.signed,
                "faults": seen.faults})  # fmt: skip
    else:
        for fault in seen.faults:
            result(fault)
        result(
            say(
                f"{seen.registers} 本登记簿 {seen.events} 条，{seen.feeds} 个部门序列，{seen.signed} 个签名："
                + ("全部相符" if not seen.faults else f"{len(seen.faults)} 处不符"),
                f"{seen.registers} registers, {seen.events} lines, {seen.feeds} feeds, {seen.signed} signatures: "
                + ("all of it holds" if not seen.faults else f"{len(seen.faults)} faults"),
            )
        )
    if seen.faults:
        raise typer.Exit(Exit.UNTRUE)
