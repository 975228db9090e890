"""Setting a desk up and looking after it: init, staff, items, doctor."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from windowdesk import config
from windowdesk.cli.exits import Exit, Stop
from windowdesk.cli.office import newer_wins
from windowdesk.cli.opening import Asked, opened, secret
from windowdesk.cli.output import answer, result, table, talk
from windowdesk.i18n import say
from windowdesk.models.refusal import Reason, refuse

if TYPE_CHECKING:
    from windowdesk.desk import Desk
    from windowdesk.models.seals import Seal

Table = dict[str, tuple[Any, str]]
Json = Annotated[bool, typer.Option("--json", help=say("以 JSON 输出", "Answer in JSON"))]

Authority = Annotated[
    Path | None, typer.Option("--authority", help=say("印章签发文件夹", "The folder that certifies seals"))
]
Tariff = Annotated[Path | None, typer.Option("--tariff", help=say("邮政资费（TOML）", "The express tariff (TOML)"))]


def commands() -> Table:
    """The commands at the top."""
    return {
        "init": (init, say("设置一个真实窗口", "Set up a real desk")),
        "doctor": (doctor, say("检查缺什么、坏什么", "Say what is missing or wrong")),
    }


def STAFF() -> Table:  # noqa: N802 - a table of commands
    """The commands under `staff`."""
    return {
        "list": (staff_list, say("列出人员", "List the people")),
        "pin": (
            staff_pin,
            say("设置口令（提示输入两次，或从标准输入读一行）", "Set a PIN (asked twice, or one line of stdin)"),
        ),
    }


def ITEMS() -> Table:  # noqa: N802
    """The commands under `items`."""
    return {
        "import": (
            items_import,
            say("导入事项目录（CSV 或 TOML），要么全部，要么不导入", "Import CSV or TOML: all of it or nothing"),
        ),
        "list": (items_list, say("列出事项", "List the items")),
    }


def SEALS() -> Table:  # noqa: N802
    """The commands under `seals`."""
    return {
        "issue": (
            seals_issue,
            say("为新发布的印章签发密钥", "Have keys certified for seals published since"),
        ),
        "renew": (
            seals_renew,
            say("为证书快要到期或已经过期的印章换发密钥", "Have keys made anew whose certificates end"),
        ),
    }


def init(
    context: typer.Context,
    window: Annotated[str, typer.Option("--window", help=say("窗口号，三位数字", "Window code, three digits"))],
    hall_file: Annotated[Path, typer.Option("--hall-file", help=say("大厅文件（TOML）", "The hall file (TOML)"))],
    items: Annotated[Path | None, typer.Option("--items", help=say("事项目录", "The catalogue"))] = None,
    hall: Annotated[
        str, typer.Option("--hall", help=say("大厅：文件夹或 postgresql:// 地址", "The hall: folder or postgresql://"))
    ] = "",
    authority: Authority = None,
    tariff: Tariff = None,
    from_office: Annotated[
        bool,
        typer.Option(
            "--from-office",
            help=say("事项目录等大厅办公室发布，先空着", "Begin without a catalogue: the hall office publishes it"),
        ),
    ] = False,
    print_to: Annotated[
        str,
        typer.Option(
            "--print", help=say("打印到：folder、folder:/路径、ipp://…", "Print to: folder, folder:/path, ipp://…")
        ),
    ] = "folder",
    journal: Annotated[
        Path | None,
        typer.Option(
            "--journal",
            help=say("第二份副本：另一块盘或 U 盘上的文件夹", "A second copy: a folder on another disk or a stick"),
        ),
    ] = None,
) -> None:
    """Set up the desk of --home, unless there is one."""
    from windowdesk.desk import setup

    asked: Asked = context.obj
    at = asked.moment(demo=False)
    free_home(asked.home, print_to)
    plan = setup.Plan(
        home=asked.home,
        settings=config.Settings(window, hall=whole(hall), print_to=print_to, journal=_second(journal)),
        hall_file=hall_file,
        items_file=None if from_office else items or config.data_folder() / "items.toml",
        authority=authority_folder(authority, hall),
        authority_passphrase=authority_passphrase(),
        tariff_file=tariff,
    )
    desk = setup.create(plan, at)
    result(say(f"窗口 {window} 已设置：{asked.home}", f"Desk {window} is set up: {asked.home}"))
    mine = " ".join(person.number for person in desk.setting.staff.values() if person.window == window)
    desk.close()
    talk(
        say(
            f"接着给每个人设口令：windowdesk staff pin 工号（本窗口：{mine}）",
            f"Next, a PIN for each person: windowdesk staff pin NUMBER ({mine})",
        )
    )


def free_home(home: Path, print_to: str) -> None:
    """No desk may be there yet, and the printer's address must be one."""
    from windowdesk.printing import open_destination

    if (home / "windowdesk.toml").exists():
        raise Stop(
            Exit.REFUSED, say(f"{home} 已经是一个窗口，没有改动。", f"{home} is a desk already; nothing was changed.")
        )
    try:
        open_destination(print_to, home)
    except ValueError as error:
        raise Stop(Exit.USAGE, str(error)) from error


def _second(folder: Path | None) -> str:
    """The folder of the second copy by its whole path; it must be there."""
    if folder is None:
        return ""
    if not folder.is_dir():
        raise Stop(Exit.INPUT, say(f"没有文件夹 {folder}。", f"There is no folder {folder}."))
    return str(folder.resolve())


def whole(hall: str) -> str:
    """A hall folder by its whole path: the desk may be started elsewhere."""
    return hall if not hall or "://" in hall else str(Path(hall).expanduser().resolve())


def authority_folder(folder: Path | None, hall: str) -> Path:
    """The folder that certifies seals: the one told, else beside an embedded hall."""
    if folder is not None:
        return folder
    if not hall or "://" in hall:
        raise Stop(
            Exit.USAGE,
            say("请用 --authority 指明印章签发文件夹。", "Name the folder that certifies seals: --authority."),
        )
    return Path(whole(hall)) / "ca"


def authority_passphrase() -> bytes:
    """What opens the authority's key; asked for, and never empty."""
    told = secret("WINDOWDESK_AUTHORITY_PASSPHRASE", say("印章签发口令：", "Passphrase of the authority: "))
    if not told:
        raise Stop(Exit.USAGE, say("印章签发口令不能为空。", "The passphrase of the authority cannot be empty."))
    return told.encode()


def seals_issue(context: typer.Context, authority: Authority = None) -> None:
    """For a seal that the hall office has published since this desk was set up. A key that is there stays."""
    from windowdesk.desk.setup import issue_new_seals

    none = say("本窗口的印章都有密钥", "Every seal of this window has its key")
    _have_certified(context, authority, issue_new_seals, say("可以使用", "is ready"), none)


def seals_renew(context: typer.Context, authority: Authority = None) -> None:
    """For a seal whose certificate has ended or ends within two months. Papers sealed before stay valid."""
    from windowdesk.desk.setup import renew_seals

    none = say("没有印章证书在两个月内到期", "No seal's certificate ends within two months")
    _have_certified(context, authority, renew_seals, say("已换发", "is renewed"), none)


def _have_certified(
    context: typer.Context,
    authority: Path | None,
    certify: Callable[[Desk, Path, bytes, datetime], list[Seal]],
    done: str,
    none: str,
) -> None:
    """Have the authority certify keys, and name their seals with what they are now, or say why there are none."""
    with opened(context.obj) as (desk, at):
        made = certify(desk, authority_folder(authority, desk.settings.hall), authority_passphrase(), at)
    for seal in made:
        result(f"{seal.ring}{seal.line} {done}")
    if not made:
        result(none)


def staff_list(context: typer.Context, json: Json = False) -> None:
    """The people of the hall."""
    with opened(context.obj) as (desk, _):
        people = list(desk.setting.staff.values())
        mine = desk.settings.window
    if json:
        answer(
            [
                {
                    "number": p.number,
                    "name": p.name,
                    "window": p.window,
                    "role": p.role,
                    "employment": p.employment,
                    "rank": p.rank,
                    "here": p.window == mine,
                }
                for p in people
            ]
        )
        return
    heads = (
        say("工号", "No."),
        say("姓名", "Name"),
        say("窗口", "Window"),
        say("角色", "Role"),
        say("编制", "Employment"),
    )
    table(heads, [(p.number, p.name, p.window, p.role, p.employment) for p in people])


def staff_pin(context: typer.Context, number: Annotated[str, typer.Argument(help=say("工号", "Staff number"))]) -> None:
    """Set a PIN anew."""
    import sys

    with opened(context.obj) as (desk, _):
        first = secret("", say(f"{number} 的新口令：", f"New PIN of {number}: "))
        if sys.stdin.isatty() and secret("", say("再输一次：", "Again: ")) != first:
            raise Stop(Exit.INPUT, say("两次输入不同，口令没有改。", "The two differ; the PIN was not changed."))
        try:
            desk.set_pin(number, first)
        except ValueError as error:
            raise Stop(Exit.INPUT, str(error)) from error
    talk(say(f"{number} 的口令已设。", f"The PIN of {number} is set."))


def items_import(
    context: typer.Context, file: Annotated[Path, typer.Argument(help=say("CSV 或 TOML 文件", "CSV or TOML file"))]
) -> None:
    """Take in a catalogue: all of it or nothing."""
    from windowdesk.desk.setup import import_items

    with opened(context.obj) as (desk, _):
        taken = import_items(desk, file)
        newer_wins(desk)
    result(say(f"导入 {len(taken)} 个事项", f"{len(taken)} items imported"))


def items_list(
    context: typer.Context,
    text: Annotated[str, typer.Argument(help=say("编号、名称、首字母或编码", "Number, name, initials or code"))] = "",
    json: Json = False,
) -> None:
    """The catalogue, or the items that a text may mean."""
    with opened(context.obj) as (desk, _):
        try:
            kept = {item.code: item for item in desk.reading.catalogue()}
        except (ValueError, LookupError, TypeError) as error:
            raise refuse(Reason.STORE_DAMAGED, detail=str(error)) from error
        rows = desk.reading.items(text, here=False, limit=100_000) if text else []
        found = [kept[row.code] for row in rows if row.code in kept] if text else list(kept.values())
    if json:
        answer([stated(item) for item in found])
        return
    unknown = say("未载明", "not stated")
    heads = (
        say("编号", "No."),
        say("事项", "Item"),
        say("部门", "Department"),
        say("类型", "Kind"),
        say("承诺", "Promised"),
        say("法定", "Statutory"),
    )
    days = [
        (
            str(unknown if i.promised_days is None else i.promised_days),
            str(unknown if i.statutory_days is None else i.statutory_days),
        )
        for i in found
    ]
    table(
        heads,
        [(i.number or i.code, i.name, i.department, i.kind.value, *told) for i, told in zip(found, days, strict=True)],
    )


def stated(item: Any) -> dict[str, Any]:
    """An item with every key; what the catalogue does not state is null, never a default."""
    from dataclasses import fields

    from windowdesk.models.catalogue import ItemKind, item_table

    told = item_table(item)
    if item.kind is ItemKind.NOT_STATED:
        for assumed in ("kind", "place", "certificate_seal", "service"):
            told.pop(assumed, None)
    names = ["material" if one.name == "materials" else one.name for one in fields(item) if one.name != "secret"]
    return {name: None if told.get(name) in ("", []) else told.get(name) for name in names}


def doctor(
    context: typer.Context,
    rows: Annotated[
        bool,
        typer.Option(
            "--rows", help=say("登记再多也逐表核对", "Compare the rows with the register, however long that takes")
        ),
    ] = False,
    json: Json = False,
) -> None:
    """What is missing or wrong; a fault is exit code 5."""
    from windowdesk.desk.doctor import examine

    asked: Asked = context.obj
    found = examine(asked.home, config.now(), rows=rows)
    if json:
        answer([{"level": one.level, "topic": one.topic, "sentence": one.sentence} for one in found])
    else:
        marks = {"ok": say("好", "ok"), "warning": say("注意", "warning"), "fault": say("故障", "fault")}
        heads = (say("情况", "Level"), say("方面", "Topic"), say("说明", "What"))
        table(heads, [(marks.get(one.level, one.level), one.topic, one.sentence) for one in found])
    if any(one.level == "fault" for one in found):
        raise typer.Exit(Exit.DESK)
