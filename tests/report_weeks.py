"""Two weeks in which everything happens that a case can come to, played on two desks."""

from __future__ import annotations

from dataclasses import replace

from desks import citizen
from steps import Play

from windowdesk.desk import Desk
from windowdesk.models.catalogue import Fee
from windowdesk.store import items

_FEE = Fee("《中华人民共和国特种设备安全法》第一百条", "每证20元", 2000)


def priced(desk: Desk) -> Desk:
    """The same desk with one item that costs something: 109."""
    item = desk.setting.catalogue.find("109")
    assert item is not None
    with desk.store.write() as db:
        items.save(db, [replace(item, fee=_FEE)])
    desk.reload()
    return desk


def _who(n: int, name: str) -> str:
    return f"申请人={name} 证号={citizen(n)}"


FIRST = f"""
    2026-11-09 09:00 王敏 收件 151 {_who(1, "代账甲")}
    2026-11-09 09:01 王敏 承诺受理
    2026-11-09 09:02 李国栋 签批
    2026-11-09 09:03 李国栋 制证
    2026-11-09 09:04 李国栋 盖章
    2026-11-09 09:05 王敏 发证
    2026-11-09 09:10 王敏 收件 151 {_who(2, "代账乙")}
    2026-11-09 09:11 王敏 承诺受理
    2026-11-09 09:12 李国栋 签批
    2026-11-09 09:20 王敏 收件 110 {_who(3, "开店")}
    2026-11-09 09:21 王敏 受理
    2026-11-09 09:22 王敏 征求意见 天数=2
    2026-11-09 09:23 罗红梅 答复 消防救援大队 同意 窗口=008
    2026-11-09 09:30 王敏 收件 101 单位=苍溪绿色公司 绿色通道
    2026-11-09 09:40 王敏 收件 125 {_who(4, "医院")}
    2026-11-09 09:41 王敏 受理
    2026-11-09 09:42 王敏 审查
    2026-11-09 09:43 李国栋 核
    2026-11-09 09:44 李国栋 上报
    2026-11-09 09:50 王敏 收件 101 {_who(5, "容缺")} 缺=食品安全管理制度文本
    2026-11-09 09:51 王敏 容缺受理
    2026-11-09 10:00 王敏 收件 109 {_who(6, "电梯")}
    2026-11-09 10:01 王敏 受理
    2026-11-09 10:02 王敏 转原单位 现场检验结论 天数=2
    2026-11-09 10:03 王敏 缴费通知
    2026-11-09 10:10 王敏 收件 108 {_who(7, "药店")}
    2026-11-09 10:11 王敏 受理
    2026-11-09 10:12 王敏 特别程序 专家评审 依据=药品管理法 天数=3 批准人=周远征
    2026-11-09 10:20 王敏 收件 161 {_who(8, "伐木")}
    2026-11-09 10:21 王敏 撤回 理由=不办了
    2026-11-09 10:30 王敏 收件 171 {_who(9, "书店")}
    2026-11-09 10:31 王敏 承诺受理
    2026-11-09 10:32 邓丽 签批
    2026-11-09 10:40 王敏 收件 101 {_who(10, "饭店")}
    2026-11-09 10:41 王敏 受理
    2026-11-09 10:42 王敏 审查
    2026-11-09 10:43 李国栋 核
    2026-11-09 10:44 李国栋 签批
    2026-11-09 10:45 李国栋 制证
    2026-11-09 10:46 李国栋 盖章
    2026-11-09 10:47 王敏 邮寄
    2026-11-09 10:50 王敏 收件 122 {_who(11, "浴室")} 缺=公共卫生管理制度
    2026-11-09 10:51 王敏 告知补正 期限=5
"""
"""Monday: 1, 2 decided on a promise; 3 asks two departments; 4 green; 5 goes up; 6 accepted tolerantly; 7 at the unit
and told its fee; 8 paused; 9 withdrawn; 10 decided on a promise for the press office by proxy; 11 posted; 12 to be
corrected."""

SECOND = f"""
    2026-11-12 09:00 王敏 签收 2026-11-11 案=11
    2026-11-12 09:05 王敏 缴费登记 川财票0001234 案=7
    2026-11-12 09:10 王敏 程序结束 结果=合格 案=8
    2026-11-12 09:11 王敏 延长 理由=案情复杂 批准人=周远征 案=8
    2026-11-16 09:00 — 开门
    2026-11-16 09:10 王敏 原单位退回 结果=合格 案=7
    2026-11-16 09:20 罗红梅 答复 综合行政执法局 转报 案=3 窗口=008
    2026-11-16 09:21 罗红梅 签收抄送 消防救援大队 案=4 窗口=008
    2026-11-16 09:30 王敏 上级决定 准予 文号=广卫许〔2026〕1号 日期=2026-11-13 案=5
    2026-11-16 09:40 王敏 事后核查 不实 情况=无办公场所 人员=王敏、何川 案=1
    2026-11-16 09:41 王敏 告知持有人 事实=无办公场所 案=1
    2026-11-16 09:42 李国栋 听取陈述 代账甲 陈述=已搬走 案=1
    2026-11-16 09:43 李国栋 撤销 理由=承诺不实 不能整改=办公场所已经退租 案=1
    2026-11-16 10:00 王敏 收件 115 {_who(10, "饭店")} 证件=案11
    2026-11-16 10:01 王敏 受理
    2026-11-16 10:02 王敏 审查
    2026-11-16 10:03 李国栋 核
    2026-11-16 10:04 李国栋 签批
    2026-11-16 10:05 李国栋 制证
    2026-11-16 10:06 李国栋 盖章
    2026-11-16 10:07 王敏 发证
    2026-11-16 10:10 李国栋 依职权 注销 证件=案13 情形=第七十条第三项 事实=已注销登记
    2026-11-16 10:11 李国栋 告知持有人 事实=已注销登记
    2026-11-16 10:12 李国栋 听取陈述 饭店 陈述=没有异议
"""
"""A week on: 7 is back late and 12 was not corrected, 8 runs on, extended; the superior granted 5; 1 is revoked;
13 changes the certificate of 11, and the organ opens 14 to cancel it."""

THIRD = """
    2026-11-18 08:30 — 开门
    2026-11-18 09:00 李国栋 审查 案=14
    2026-11-18 09:01 向东 核 案=14
    2026-11-18 09:02 李国栋 注销 理由=主体已终止 案=14
    2026-11-18 09:10 王敏 审查 案=7
    2026-11-18 09:11 李国栋 核 案=7
    2026-11-18 09:12 李国栋 签批 案=7
    2026-11-18 09:20 罗红梅 答复 综合行政执法局 不同意 理由=占道 案=3 窗口=008
    2026-11-18 09:30 王敏 发证 案=5
"""
"""6 was not completed; 14 is cancelled, 7 decided late by the unit's delay, the last opinion is in, 5 is
served."""


def play(desk: Desk, neighbour: Desk, *parts: str, by: Play | None = None) -> Play:
    """Play the lines on the two desks."""
    played = by or Play(desk, neighbour)
    for part in parts:
        for line in part.strip().splitlines():
            played.play(line.strip())
    return played


def everything(desk: Desk, neighbour: Desk) -> Play:
    """Both weeks."""
    return play(priced(desk), neighbour, FIRST, SECOND, THIRD)
