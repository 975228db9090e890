"""A small day played on a desk, and the ways tests look at its report."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

from desks import at
from rich.console import Console
from steps import Play

from windowdesk import config
from windowdesk.desk import Desk, reporting
from windowdesk.reports.eod import EodReport
from windowdesk.reports.places import Place

FRIDAY, MONDAY, TUESDAY = date(2026, 11, 20), date(2026, 11, 23), date(2026, 11, 24)
LATER = at("2026-12-01 09:00")
SCJG, WSJK, WGLJ, GAJ = (
    Place(name, "007") for name in ("市场监督管理局", "卫生健康局", "文化广播电视和旅游局", "公安局")
)

BEFORE = """
    2026-11-13 09:00 王敏 收件 101 申请人=沉默者
    2026-11-20 09:30 王敏 收件 109
    2026-11-20 09:31 王敏 收件 104 申请人=张三
    2026-11-20 09:32 王敏 收件 122 单位=苍溪某公司 缺=公共卫生管理制度
    2026-11-20 09:40 王敏 受理 案=2
    2026-11-20 09:41 王敏 受理 案=3
    2026-11-20 09:42 王敏 审查 案=2
    2026-11-20 09:43 王敏 补打 receipt 案=2
"""
"""Friday and before: 1 waits in silence, 2 is reviewed, 3 was due at once, 4 lacks a material."""

THE_DAY = """
    2026-11-23 08:10 — 开门
    2026-11-23 08:20 王敏 收件 121 申请人=赵六
    2026-11-23 09:30 李国栋 核 案=2
    2026-11-23 09:31 李国栋 签批 案=2
    2026-11-23 09:32 李国栋 制证 案=2
    2026-11-23 09:33 李国栋 盖章 案=2
    2026-11-23 09:34 王敏 邮寄 案=2 资费=县内
    2026-11-23 09:35 王敏 补打 receipt 案=2
    2026-11-23 09:36 王敏 补打 receipt 案=2
    2026-11-23 09:37 王敏 查看身份 案=2 事由=核对收件人
    2026-11-23 09:40 王敏 收件 103 申请人=钱七
    2026-11-23 09:41 王敏 受理 案=6
    2026-11-23 09:50 王敏 收件 141 申请人=孙八
    2026-11-23 09:51 王敏 不予受理 不需许可 理由=不需要取得行政许可 案=7
    2026-11-23 10:00 王敏 收件 104 申请人=周九 单位=苍溪新公司
    2026-11-23 10:01 王敏 受理 案=8
    2026-11-23 10:02 王敏 审查 不赞成 意见=名称不合规定 案=8
    2026-11-23 10:03 李国栋 核 案=8
    2026-11-23 10:04 李国栋 签批 不准 理由=名称不合规定 依据=企业名称登记管理规定 案=8
    2026-11-23 10:05 王敏 告知补正 案=4
    2026-11-23 10:10 王敏 指引 901
"""
"""Monday: 1 lapses into acceptance, 2 is granted early and posted, 5 comes in before hours, 6 is filed, 7 is turned
away, 8 is denied at once, 4 is told what it lacks, and somebody is shown the way to the police."""

AFTER = """
    2026-11-24 09:00 王敏 签收 2026-11-24 案=2
    2026-11-24 09:01 王敏 审查 案=3
    2026-11-24 09:02 李国栋 核 案=3
    2026-11-24 09:03 李国栋 签批 案=3
    2026-11-24 09:04 王敏 受理 案=5
    2026-11-24 09:05 王敏 发证 案=8 领取人=周九
    2026-11-24 09:06 王敏 补交 全部 案=4
    2026-11-24 09:07 王敏 补打 receipt 案=2
    2026-11-24 09:08 王敏 查看身份 案=5 事由=来电查询
    2026-11-25 09:00 王敏 审查 案=1
    2026-11-25 09:01 李国栋 核 案=1
    2026-11-25 09:02 李国栋 签批 案=1
"""
"""Tuesday: 3 is granted overdue, 8 is served. Wednesday: 1 is granted overdue."""


def play(desk: Desk, *parts: str, by: Play | None = None) -> Play:
    """Play the lines on the desk."""
    played = by or Play(desk)
    for part in parts:
        for line in part.strip().splitlines():
            played.play(line.strip())
    return played


def eod(desk: Desk, day: date = MONDAY, **asked: object) -> EodReport:
    return reporting.eod(desk, day, at=LATER, **asked)


def values(report: EodReport, place: Place | None = None) -> dict[str, object]:
    """The figures of a place as JSON has them, those that are not nought."""
    found = reporting.as_json(report)
    row = found["total"]
    if place is not None:
        row = next(row for row in found["rows"] if (row["department"], row["window"]) == place)
    return {key: value for key, value in row.items() if value not in (0, "0.00")}


def shown(report: EodReport, width: int = 80) -> str:
    """What a terminal of that width shows."""
    console = Console(width=width, file=io.StringIO(), force_terminal=False, legacy_windows=False)
    console.print(reporting.as_table(report))
    return console.file.getvalue()


def with_hall(desk: Desk, folder) -> Desk:
    """The same desk, opened anew with a hall of this test's own."""
    folder.mkdir(exist_ok=True)
    config.write_settings(desk.home, replace(desk.settings, hall=str(folder)))
    return Desk.open(desk.home)
