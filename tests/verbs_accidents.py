"""What an accident leaves in a register, as steps.

开工 a session begins, 更正 a case number given out twice, 留存 an act set aside, 确认 today's date confirmed.
"""

from __future__ import annotations

from typing import Any

from msgspec import structs

from windowdesk.desk import Done
from windowdesk.models import events as ev
from windowdesk.models.papers import numbering
from windowdesk.store import register

VERBS = ("开工", "更正", "留存", "确认")


def play(play: Any, step: Any) -> Done:
    """Write what the step left, with nothing in it that is another the next time."""
    desk = play.desk
    if step.verb == "确认":
        return Done((desk.confirm_date(play.by(step.who), step.at),))
    hand = register.Hand("", desk.settings.window)
    with desk.store.write() as db:
        place = register.place(db, desk.stream, step.at)
        if step.verb == "开工":
            found = [ev.Happening("", ev.SessionOpened("0" * 16, "0" * 32, "0.1.0"), "")]
            return Done(tuple(register.append(db, place, hand, found, {})))
        case = register.load(db, play.case_id(step))
        assert case is not None
        if step.verb == "留存":
            line = register.lines(db, desk.stream, limit=1 << 20)[-1]
            found = [ev.Happening("", ev.ActSetAside(case.id, line, "0" * 64), case.item.department)]
            return Done(tuple(register.append(db, place, hand, found, {})))
        before = case.id[:-6] + "999999"
        made = ev.CaseRenumbered(before, case.id, tuple(one.number for one in case.papers), step.at.date())
        act = structs.replace(desk.act(db, step.at), seal_fault=lambda _: "")
        paper = numbering.renumbered(desk.setting, act, case, made)
        found = [ev.Happening(case.id, one, case.item.department) for one in (made, paper)]
        return Done(tuple(register.append(db, place, hand, found, {case.id: case})))
