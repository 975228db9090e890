"""Local customs: what some halls do by their own rule, why the Act knows nothing of it, and turning it on or off."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from windowdesk.i18n import say
from windowdesk.store import hallfile

if TYPE_CHECKING:
    from windowdesk.desk.door import Desk

FIELDS = {"silence_consents": "silence_instrument", "veto": "veto_instrument"}
"""Each custom by its name, and where the instrument it rests on is kept."""


@dataclass(frozen=True, slots=True)
class Custom:
    """A custom at this desk: on or off, under which instrument, what it does, and why it is off by default."""

    name: str
    on: bool
    instrument: str
    title: str
    what: str
    why: str


class CustomFault(ValueError):
    """A custom that cannot be set so; the message says why."""


def customs(desk: Desk) -> tuple[Custom, ...]:
    """Every custom there is, on or off."""
    now = desk.setting.customs
    return tuple(Custom(name, getattr(now, name), getattr(now, field), *_told(name)) for name, field in FIELDS.items())


def turn(desk: Desk, name: str, *, on: bool, instrument: str) -> Custom:
    """Turn a custom on, under the local instrument that orders it, or off. Raises CustomFault."""
    if name not in FIELDS:
        listed = "、".join(FIELDS)
        raise CustomFault(say(f"没有 {name}，只有：{listed}", f"no custom {name}; there are: {listed}"))
    if on and not instrument.strip():
        raise CustomFault(
            say(
                "行政许可法没有这一做法，须用 --instrument 写明本地依据的文号。",
                "The Act knows no such thing: name the local instrument it rests on with --instrument.",
            )
        )
    changes: dict[str, Any] = {name: on, FIELDS[name]: instrument.strip() if on else ""}
    with desk.store.write() as db:
        hallfile.save(db, {("customs", ""): replace(desk.setting.customs, **changes)})
    desk.reload()
    return next(one for one in customs(desk) if one.name == name)


def _told(name: str) -> tuple[str, str, str]:
    if name == "silence_consents":
        return (
            say("超时默认", "silence is consent"),
            say(
                "联办中被征求意见的部门逾期不答复的，按同意计；只对目录中写明 silence_basis 的事项有效。",
                "A department asked for its opinion in joint handling that does not answer in time counts as agreeing; "
                "only for matters whose catalogue entry names a silence_basis.",
            ),
            say(
                "行政许可法没有规定沉默即同意：逾期视为准予的只有延续（第五十条第二款）。部门不答复就是没有意见，"
                "承办窗口应当催办，不能替它同意。",
                "The Act makes silence consent for renewals only (第五十条第二款). A department that does not answer "
                "has given no opinion; the lead window presses it and does not agree in its place.",
            ),
        )
    return (
        say("一票否决", "veto"),
        say(
            "联办中任一部门不同意，就不得准予；承办窗口也不能以书面理由另作决定。",
            "One department's no in joint handling forbids the grant; the lead window cannot decide otherwise, "
            "not even with written reasons.",
        ),
        say(
            "行政许可法没有一票否决：有关部门分别提出意见（第二十六条第二款），符合法定条件、标准的应当准予（第三十八条第一款），"
            "不予许可要有法定理由（第三十八条第二款）。",
            "The Act knows no veto: departments give opinions (第二十六条第二款), what meets the conditions is to be "
            "granted (第三十八条第一款), and a denial needs reasons in law (第三十八条第二款).",
        ),
    )
