"""Every reason, state, event and paper as a sentence a clerk reads, in Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from windowdesk.i18n import say
from windowdesk.models.case import Case
from windowdesk.models.clocks import Clock
from windowdesk.models.refusal import Reason, Refused
from windowdesk.models.rows import HistoryLine, Light
from windowdesk.words import names, reasons, reasons_case
from windowdesk.words.events import EVENTS
from windowdesk.words.names import STATUSES

__all__ = ["EVENTS", "REASONS", "STATUSES"]

REASONS: dict[Reason, tuple[str, str]] = {
    **reasons.PERSONS,
    **reasons.ITEMS,
    **reasons.APPLICANTS,
    **reasons_case.CASES,
    **reasons_case.WAYS,
    **reasons_case.CLOCKS,
    **reasons_case.ORGANS,
    **reasons_case.PARTIES,
    **reasons_case.MONEY,
    **reasons_case.WHOSE,
    **reasons.MACHINE,
}

Pairs = Mapping[str, tuple[str, str]]

_CODES: dict[str, Pairs] = {
    "fault": names.FAULTS,
    "kind": names.KINDS,
    "step": names.STEPS,
    "status": STATUSES,
    "answer": names.ANSWERS,
    "state": names.PERMITS,
    "matter": names.MATTERS,
    "ground": names.GROUNDS,
    "procedure": names.PROCEDURES,
}
_ABOUT_FIELDS = (Reason.TEXT_TOO_LONG, Reason.TEXT_UNPRINTABLE, Reason.DATE_IMPOSSIBLE)


def _pick(pair: tuple[str, str]) -> str:
    return say(*pair)


def _named(words: Pairs, code: str) -> str:
    """The word for a code, and what is no code as it is."""
    return _pick(words[code]) if code in words else code


class _Told(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "—"


def sentence(refused: Refused) -> str:
    """A refusal as one sentence, with its article."""
    told = _Told({key: value or "—" for key, value in refused.told.items()})
    codes = {**_CODES, "field": names.FIELDS} if refused.reason in _ABOUT_FIELDS else _CODES
    told |= {key: _named(words, told[key]) for key, words in codes.items() if key in told}
    if "listed" in told:
        told["listed"] = "、".join(_named(names.GROUNDS, one) for one in told["listed"].split("、"))
    text = _pick(REASONS[refused.reason]).format_map(told)
    return f"{text}（{refused.article}）" if refused.article else text


def both(refused: Refused) -> tuple[str, str]:
    """A refusal's sentence in Chinese and in English, for machines that pass it on."""
    from windowdesk import i18n

    before = i18n.english()
    try:
        i18n.choose("zh")
        chinese = sentence(refused)
        i18n.choose("en")
        return chinese, sentence(refused)
    finally:
        i18n.choose("en" if before else "zh")


def status(value: str) -> str:
    """Where a case stands, in words."""
    return _pick(STATUSES[value])


def history(line: HistoryLine) -> str:
    """An event as a sentence, without its time and person."""
    said = _pick(EVENTS[line.kind]).format_map(_Told(line.told))
    if line.beside == "contested":
        return say(f"【待裁定】{said}", f"[to be ruled] {said}")
    return say(f"【不生效】{said}", f"[does not stand] {said}") if line.beside else said


def beside(case: Case) -> list[str]:
    """What the hall office said beside a case, or still has to say: each a sentence."""
    said = []
    if case.stopped == "clash":
        said.append(
            say("两本登记簿各记一步，停止办理，待大厅办公室裁定", "Two registers claim one step: stopped, to be ruled")
        )
    if case.stopped == "conflict":
        said.append(say("两个相反的决定，停止办理，待督查人员裁定", "Two opposite decisions: stopped, to be ruled"))
    if case.main:
        said.append(
            say(f"同一申请由办件 {case.main} 继续办理，本件退件", f"Goes on as case {case.main}; return this one")
        )
    elif case.twins:
        listed = "、".join(case.twins)
        said.append(say(f"同一申请另有办件 {listed}", f"The same application was received as {listed}"))
    return said


def due(on: date | None, *, provisional: bool = False) -> str:
    """A date in a list; one beyond the known calendar is marked."""
    if on is None:
        return "—"
    return f"≈{on:%Y-%m-%d}{say('（暂）', ' (prov.)')}" if provisional else f"{on:%Y-%m-%d}"


def light(value: Light) -> str:
    """The running clock in words: a colour never stands alone."""
    return _pick(names.LIGHTS[value.level]).format(left=abs(value.left or 0))


def clock_line(found: tuple[Clock, ...]) -> str:
    """The three clocks on one line: 补正 3/5 · 办结 12/20(承诺 7) · 发证 –/10."""
    parts = []
    for clock in found:
        used = "–" if clock.used is None else str(clock.used)
        total = say("未载明", "not stated") if clock.total is None else str(clock.total)
        promised = "" if clock.promised is None else f"({say('承诺', 'promised')} {clock.promised})"
        parts.append(f"{_pick(names.CLOCKS[clock.name])} {used}/{total}{promised}")
    return " · ".join(parts)


def outcome(value: str) -> str:
    """How a case ended."""
    return _pick(names.OUTCOMES.get(value, ("—", "—")))


def answer(value: str) -> str:
    """What an asked department said; "" while it waits."""
    return _named(names.ANSWERS, value) if value else say("待答复", "awaited")


def step(value: str) -> str:
    """A step of a delegation, or of a procedure."""
    return _named(names.STEPS, value)


def procedure(value: str) -> str:
    """One of the procedures of 第四十五条."""
    return _named(names.PROCEDURES, value)


def way(value: str) -> str:
    """What is asked of a permit: a new one, its renewal, change, duplicate, cancellation or revocation."""
    return _named(names.WAYS, value)


def permit(value: str) -> str:
    """Where a certificate stands."""
    return _named(names.PERMITS, value)


def waits_on(value: str) -> str:
    """Who has a case when it is not the window: a unit by its own name, "" for the window."""
    return _named(names.WAITS_ON, value)


def bar(value: str) -> str:
    """Why somebody may not apply, or not promise, again."""
    return _named(names.BARS, value)


def date_name(value: str) -> str:
    """What a date of a case is the last day of; that of an interested party or an asked department by its name."""
    kind, _, name = value.partition(":")
    if name and kind in names.WHOSE:
        return _pick(names.WHOSE[kind]).format(name=name)
    return _named(names.DATES, value)


def clock_name(name: str) -> str:
    """A date of a case by the name its explanation has."""
    return _named(names.EXPLAINED, name)


def day_why(why: str) -> str:
    """Why a day counts or is left out; "" for a holiday, which goes by its own name."""
    return _pick(names.DAYS[why]) if why in names.DAYS else ""


def weekday(day: date) -> str:
    """The day of the week."""
    return _pick(names.WEEKDAYS[day.weekday()])
