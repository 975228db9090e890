"""The demonstration's clocks: what is not counted, the one extension, and a year whose days off come to be known."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from windowdesk.desk.stage import Stage, Step, must, person, told
from windowdesk.desk.ways import VISITORS
from windowdesk.i18n import say
from windowdesk.models import commands as cmd
from windowdesk.models.papers.clocks import DATES
from windowdesk.models.refusal import Reason

HEAD = "吴建华"
_OFF = {
    "元旦": ("01-01", "01-03"),
    "春节": ("02-05", "02-11"),
    "清明节": ("04-03", "04-05"),
    "劳动节": ("05-01", "05-05"),
    "端午节": ("06-09", "06-09"),
    "中秋节": ("09-15", "09-15"),
    "国庆节": ("10-01", "10-07"),
}
_WORKED = {"春节": ("01-31", "02-13"), "劳动节": ("05-08",), "国庆节": ("09-26", "10-09")}


def paused(stage: Stage) -> Iterator[Step]:
    """特别程序 of the closed list only; its days are left out, and nothing is decided while it runs."""
    stage.receive("clock", ("122",), person("丁"))
    case_id = stage.cases["clock"]
    stage.carry("clock", cmd.AcceptCase)
    before = stage.case("clock").statutory_due
    waiting = cmd.StartProcedure(case_id, "补充材料", "《公共场所卫生管理条例》第八条", 5, HEAD)
    unlisted = stage.refused(Reason.PROCEDURE_NOT_LISTED, waiting)
    body = "广元市疾病预防控制中心（演示）"
    start = cmd.StartProcedure(case_id, "检测", "《公共场所卫生管理条例》第八条", 5, HEAD, body, VISITORS)
    done = stage.do(start)
    running = stage.refused(Reason.PROCEDURE_RUNNING, cmd.SendToUnit(case_id, "核对", 2))
    yield Step(
        say("特别程序：只限法定的八种，所需时间书面告知", "A procedure of the closed list, its time told in writing"),
        (*told(unlisted), *told(running), *done.papers),
    )
    stage.next_day((stage.at + timedelta(days=3)).replace(hour=9, minute=0))
    done = stage.do(cmd.EndProcedure(case_id, "空气质量、微小气候检测合格。"))
    after = stage.case("clock").statutory_due
    must(bool(before and after and after.on > before.on), say("期限应顺延", "the date must move"))
    told_dates = f"{before.on if before else ''} → {after.on if after else ''}"
    yield Step(say("程序结束，期限顺延", "The procedure ends; its days are left out"), (told_dates, *done.papers))


def extended(stage: Stage) -> Iterator[Step]:
    """延长 once, approved by the head of the agency and by nobody else."""
    case_id = stage.cases["clock"]
    reasons, approval = "需要对通风系统复核。", "苍卫健延〔2026〕2号"
    wrong = stage.refused(Reason.APPROVER_WRONG, cmd.ExtendDecision(case_id, reasons, "王敏", approval))
    done = stage.do(cmd.ExtendDecision(case_id, reasons, HEAD, approval))
    twice = stage.refused(Reason.EXTENDED_ALREADY, cmd.ExtendDecision(case_id, reasons, HEAD, approval))
    due = stage.case("clock").statutory_due
    must(due is not None and due.provisional, say("跨入未知年度，应为暂定", "a year not known yet: provisional"))
    yield Step(
        say("延长：机关负责人批准，只一次；跨年日期为暂定", "Extended once, by the head; a 2027 date is provisional"),
        (*told(wrong), *told(twice), *done.papers),
    )


def known(stage: Stage) -> Iterator[Step]:
    """The new year's calendar comes in: dates are counted again, and each case whose date moved is told."""
    from windowdesk.desk import calendars

    year = stage.at.year + 1
    file = _year_file(stage.root / f"{year}.json", year)
    found = calendars.bring_in(stage.desk, [file], stage.at)
    moved = [one for one in found.moved if one.case_id == stage.cases["clock"]]
    must(bool(moved) and all(one.paper for one in moved), say("应告知新日期", "the new date must be told"))
    due = stage.case("clock").statutory_due
    must(due is not None and not due.provisional, say("日期应已确定", "the date must be certain now"))
    named = [(say(DATES[one.date], one.date), one) for one in found.moved]
    lines = tuple(f"{name} {one.before.on} → {one.after.on}　{one.paper}" for name, one in named)
    title = say(f"载入 {year} 年日历（演示），重新计算并告知", f"The calendar of {year} (invented): dates told anew")
    yield Step(title, lines, (file,))


def _year_file(path: Path, year: int) -> Path:
    """An invented arrangement of days off: what the State Council will really publish nobody knows."""
    days = []
    for name, (first, last) in _OFF.items():
        day, end = date.fromisoformat(f"{year}-{first}"), date.fromisoformat(f"{year}-{last}")
        while day <= end:
            days.append({"name": name, "date": day.isoformat(), "isOffDay": True})
            day += timedelta(days=1)
    worked = [(name, day) for name, found in _WORKED.items() for day in found]
    days += [{"name": name, "date": f"{year}-{day}", "isOffDay": False} for name, day in worked]
    text = {"year": year, "papers": ["演示数据，并非国务院办公厅通知"], "days": days}
    path.write_text(json.dumps(text, ensure_ascii=False, indent=1), encoding="utf-8")
    return path


SCENES = (paused, extended, known)
