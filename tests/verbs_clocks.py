"""Verbs of clocks, kinds and ways: each a line of a situation, and the command it asks for."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from windowdesk.desk import Done, calendars
from windowdesk.models import commands as cmd
from windowdesk.models.wire import from_line
from windowdesk.store import register
from windowdesk.store.codec import recorded

if TYPE_CHECKING:
    from steps import Play, Step


def _names(told: str) -> tuple[str, ...]:
    return tuple(name for name in told.split("、") if name)


def _day(told: str) -> date | None:
    return date.fromisoformat(told) if told else None


def _days(told: str) -> int | None:
    return int(told) if told else None


def certificate(play: Play, told: str) -> str:
    """A certificate by its number, or that of the n-th case received here: 证件=案1."""
    if not told.startswith("案"):
        return told
    case = play.desk.case(play.cases[int(told[1:]) - 1])
    assert case is not None
    assert case.certificate is not None, told
    return case.certificate.number


def _extend(play: Play, step: Step) -> cmd.Command:
    told = step.told
    return cmd.ExtendDecision(
        play.case_id(step), told.get("理由", ""), told.get("批准人", ""), told.get("批文", "苍延〔2026〕1号")
    )


def _start(play: Play, step: Step) -> cmd.Command:
    told = step.told
    return cmd.StartProcedure(
        play.case_id(step),
        step.word(),
        told.get("依据", ""),
        int(told.get("天数", "5")),
        told.get("批准人", ""),
        told.get("实施", ""),
        _names(told.get("人员", "")),
    )


def _superior(play: Play, step: Step) -> cmd.Command:
    told = step.told
    return cmd.RecordSuperior(
        play.case_id(step),
        step.word(0, "准予") == "准予",
        told.get("文号", ""),
        _day(told.get("日期", "")) or step.at.date(),
        told.get("理由", ""),
        _day(told.get("到期", "")),
    )


def _check(play: Play, step: Step) -> cmd.Command:
    told = step.told
    kept = step.word(0, "属实") == "属实"
    return cmd.RecordLaterCheck(play.case_id(step), kept, told.get("情况", ""), _names(told.get("人员", "")))


def calendar(play: Play, step: Step) -> Done:
    """A year file comes in at this desk: `日历 2027 休=01-01、01-04 班=01-10`; other days are as the week has them."""
    db, year = play.desk.store.read(), int(step.word())
    seen, _ = register.head(db, play.desk.stream)
    marked = [(day, True) for day in _names(step.told.get("休", ""))]
    marked += [(day, False) for day in _names(step.told.get("班", ""))]
    whole = [(day if len(day) > len("01-01") else f"{year}-{day}", off) for day, off in marked]
    days = [{"name": "放假安排", "date": day, "isOffDay": off} for day, off in whole]
    path = play.desk.home / "incoming.json"
    path.write_text(json.dumps({"year": year, "days": days}), encoding="utf-8")
    calendars.bring_in(play.desk, [path], step.at, force=True)
    lines = register.lines(db, play.desk.stream, seen, 1 << 30)
    return Done(tuple(recorded(from_line(line), b"") for line in lines))


VERBS: dict[str, Callable[[Play, Step], cmd.Command]] = {
    "撤回": lambda play, step: cmd.WithdrawApplication(play.case_id(step), step.told.get("理由", "")),
    "容缺受理": lambda play, step: cmd.AcceptTolerantly(play.case_id(step)),
    "承诺受理": lambda play, step: cmd.AcceptOnPromise(play.case_id(step)),
    "延长": _extend,
    "特别程序": _start,
    "程序结束": lambda play, step: cmd.EndProcedure(play.case_id(step), step.told.get("结果", "")),
    "转原单位": lambda play, step: cmd.SendToUnit(play.case_id(step), step.word(), _days(step.told.get("天数", ""))),
    "原单位退回": lambda play, step: cmd.ReturnFromUnit(play.case_id(step), step.told.get("结果", "")),
    "上报": lambda play, step: cmd.DispatchUpward(play.case_id(step), step.told.get("意见", "")),
    "上级决定": _superior,
    "事后核查": _check,
}
"""Every command by the word a clerk has for it."""

KEYS: set[str] = {
    *("理由", "批准人", "批文", "依据", "天数", "实施", "人员", "结果", "意见", "文号", "日期", "到期", "情况"),
    *("证件", "休", "班"),
}
"""The words with `=` that these verbs know."""
