"""The library of reasons: what a notice may say, bound to its article and to a material, an item or a department."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from windowdesk.models.catalogue import Item
from windowdesk.models.events import MaterialLine

KINDS = ("correction", "not_accepted", "denial", "return")
GROUNDS = ("no_permit_needed", "not_our_power", "false_materials")
NOT_SUBMITTED = "未提交"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One reason in words that a paper can carry.

    `wrong` is what is wrong, or why it is refused; `required` what is asked for, or what to add. `materials` are names
    of materials or words their names contain, `items` codes or short numbers; empty means any. `ground` is that of a
    refusal to accept.
    """

    kind: str
    wrong: str
    required: str
    article: str
    materials: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    ground: str = ""
    own: bool = False

    @property
    def whole_name(self) -> str:
        """The article as a paper writes it: 《中华人民共和国行政许可法》第三十八条第二款."""
        statute, _, article = self.article.partition(" ")
        if not article:
            return self.article
        return f"《中华人民共和国{statute}》{article}" if statute == "行政许可法" else f"《{statute}》{article}"


def suggestions(
    library: Iterable[Suggestion], kind: str, item: Item | None = None, material: str = ""
) -> tuple[Suggestion, ...]:
    """The reasons of a kind that fit an item and a material, the best match first.

    Without a material only those that name none. A hall's own go before equals.
    """
    found = [(fit, one) for one in library if one.kind == kind and (fit := _fit(one, item, material)) is not None]
    return tuple(one for _, one in sorted(found, key=lambda pair: pair[0], reverse=True))


def _fit(one: Suggestion, item: Item | None, material: str) -> tuple[int, int, int, bool] | None:
    """How closely a reason fits: exact material, item, length of the word matched, the hall's own; None for not."""
    place = 0
    if one.items or one.departments:
        if item is None:
            return None
        if item.number in one.items or item.code in one.items:
            place = 2
        elif item.department in one.departments:
            place = 1
        else:
            return None
    if not one.materials:
        return (0, place, 0, one.own)
    words = [word for word in one.materials if word in material]
    if not words:
        return None
    return (int(material in words), place, max(map(len, words)), one.own)


def omitted(
    before: Iterable[tuple[str, str, int]], told: Iterable[str], materials: Iterable[MaterialLine]
) -> tuple[tuple[str, str, int], ...]:
    """What earlier notices found wrong with materials that this notice does not name though they were handed in.

    行政许可法 第三十二条第一款第四项: everything is to be told at once.
    """
    named = set(told)
    handed_in = {line.name for line in materials if line.state == "ok"}
    return tuple(one for one in before if one[0] in handed_in - named and one[1] != NOT_SUBMITTED)
