"""The checklist of an item: what it lists, what was handed in, and that nothing else can be demanded."""

from __future__ import annotations

from datetime import date

from windowdesk.models import events as ev
from windowdesk.models.catalogue import Item
from windowdesk.models.papers.common import STATES
from windowdesk.models.refusal import Reason, refuse
from windowdesk.models.rules import licensing


def in_force(item: Item, on: date) -> None:
    """The matter may be applied for, and accepted, on that day."""
    if not item.in_force(on):
        since, until = item.valid_from or "", item.valid_to or ""
        raise refuse(Reason.ITEM_NOT_IN_FORCE, item=item.name, until=until, since=since)


def checklist(item: Item, handed: tuple[ev.MaterialLine, ...]) -> tuple[ev.MaterialLine, ...]:
    """The item's own list with what was handed in; what nobody mentioned is missing.

    Papers the item does not list may be taken in but never found faulty: they cannot be demanded.
    """
    given = {line.name: line for line in handed}
    lines = []
    for material in item.materials:
        line = given.pop(material.name, None)
        if line is None:
            line = ev.MaterialLine(material.name, "missing", material.main, material.form, material.copies)
        else:
            line = ev.MaterialLine(
                line.name,
                line.state,
                material.main,
                line.form or material.form,
                line.copies,
                line.pages,
                line.note,
            )
        lines.append(line)
    return tuple(lines) + tuple(given.values())


def own_lines(item: Item, items: list[Item], handed: tuple[ev.MaterialLine, ...]) -> tuple[ev.MaterialLine, ...]:
    """Of one set of materials shared by several items, those that concern this one."""
    elsewhere = {m.name for other in items if other is not item for m in other.materials}
    mine = {m.name for m in item.materials}
    return tuple(line for line in handed if line.name in mine or line.name not in elsewhere)


def check_lines(item: Item, lines: tuple[ev.MaterialLine, ...]) -> None:
    """States are known words, counts are counts, and nothing unlisted is found wanting."""
    names = [line.name for line in lines]
    for line in lines:
        if line.state not in STATES or not (0 <= line.copies <= 999 and 0 <= line.pages <= 9999):
            raise refuse(Reason.COMMAND_MALFORMED, field=f"materials: {line.name}")
        if not line.name.strip() or names.count(line.name) > 1:
            raise refuse(Reason.COMMAND_MALFORMED, field=f"materials: {line.name or '—'}")
    wanting = licensing.not_listed(item, (line.name for line in lines if line.state != "ok"))
    if wanting or (not item.materials and any(line.state != "ok" for line in lines)):
        raise refuse(Reason.MATERIAL_UNKNOWN, licensing.UNRELATED, materials="、".join(wanting))
