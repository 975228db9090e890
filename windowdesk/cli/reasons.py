"""`reasons`: the library of reasons, as it is offered for an item and its materials."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from windowdesk import config
from windowdesk.cli.exits import Exit, Stop
from windowdesk.cli.opening import opened, plain
from windowdesk.cli.output import answer, result, table
from windowdesk.i18n import say
from windowdesk.models.events import CorrectionRequested
from windowdesk.models.refusal import Reason, refuse

if TYPE_CHECKING:
    from collections.abc import Iterable

    from windowdesk.desk.door import Desk
    from windowdesk.models.events import Recorded
    from windowdesk.models.reasons import Suggestion

KINDS = {
    "correction": ("补正", "correction"),
    "not_accepted": ("不予受理", "not accepted"),
    "denial": ("不予许可", "denial"),
    "return": ("退件", "return"),
}


def REASONS() -> dict[str, tuple[Any, str]]:  # noqa: N802 - a table of commands
    """The commands under `reasons`."""
    helps = say(
        "列出理由库，或者某事项可用的理由。本厅自己的写在窗口文件夹的 reasons.toml 里",
        "The library of reasons, or those for an item. A hall's own stand in reasons.toml in the desk's folder",
    )
    return {"list": (list_reasons, helps)}


def list_reasons(
    context: typer.Context,
    item: Annotated[str, typer.Option("--item", help=say("事项编号或编码", "Number or code of an item"))] = "",
    json: Annotated[bool, typer.Option("--json", help=say("以 JSON 输出", "Answer in JSON"))] = False,
) -> None:
    """The library, or what of it fits an item and each of its materials."""
    from windowdesk.desk.reasons import ReasonsFault, library

    try:
        found = [(one, "") for one in library(config.data_folder(), context.obj.home)]
    except ReasonsFault as fault:
        raise Stop(Exit.INPUT, str(fault)) from None
    if item:
        with opened(context.obj) as (desk, _):
            found = _for_item(desk, plain(item, "item"))
    if json:
        answer([_data(one) | ({"for": material or None} if item else {}) for one, material in found])
        return
    heads = (say("种类", "Kind"), say("材料", "Material"), say("理由", "Reason"), say("条文", "Article"))
    table(
        heads,
        [
            (say(*KINDS[one.kind]), material or "、".join(one.materials), one.wrong, one.article)
            for one, material in found
        ],
    )
    if not found:
        result(say("没有。", "None."))


def _for_item(desk: Desk, asked: str) -> list[tuple[Suggestion, str]]:
    item = desk.reading.item(asked)
    if item is None:
        raise refuse(Reason.ITEM_UNKNOWN, item=asked)
    found = [(one, line.name) for line in item.materials for one in desk.reading.reasons(item, line.name)]
    for kind in ("not_accepted", "denial", "return"):
        found += [(one, "") for one in desk.reading.grounds(kind, item)]
    return found


def warnings(desk: Desk, events: Iterable[Recorded]) -> list[dict[str, Any]]:
    """What earlier notices for the same item found wrong that a notice among these events does not name."""
    found = []
    for entry in events:
        case = desk.case(entry.case_id) if isinstance(entry.event, CorrectionRequested) else None
        if case is not None and isinstance(entry.event, CorrectionRequested):
            told = [one.material for one in entry.event.deficiencies]
            for material, wrong, count in desk.reading.omitted(case.item.code, told, case):
                sentence = say(
                    f"一次告知要完整：以前同一事项曾指出“{material}：{wrong}”（{count}次），这次没有写明。",
                    f"Everything at once: for this item “{material}: {wrong}” was told before ({count}×), not now.",
                )
                found.append({"material": material, "wrong": wrong, "count": count, "sentence": sentence})
    return found


def _data(one: Suggestion) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "ground": one.ground or None,
        "wrong": one.wrong,
        "required": one.required,
        "article": one.article,
        "materials": list(one.materials),
        "items": list(one.items),
        "departments": list(one.departments),
        "own": one.own,
    }
