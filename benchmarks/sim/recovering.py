"""A disk died: the program's own `recover`, on a prepared file instead of one made from nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, cast
from unittest import mock

from benchmarks.sim.desks import FUSE, Killed, SimDesk, open_desk, set_up
from benchmarks.sim.line import Line, Trouble
from benchmarks.sim.lives import Life
from windowdesk import config
from windowdesk.desk import Desk, recovery, setup
from windowdesk.hall.interface import Hall, HallError

if TYPE_CHECKING:
    from benchmarks.sim.world import World


def gone_on_with(hall: Hall, stream: str) -> bool:
    """Whether the hall knows that a register was recovered from already."""
    known = [one.stream for one in hall.streams() if one.stream[:-1] == stream[:-1]]
    firsts = [[(line, b"") for line in hall.register(one, 0, 1)] for one in known]
    return stream in map(recovery._followed, firsts)


def made_anew(world: World, life: Life, stream: str) -> SimDesk:
    """The desk of a window whose register was `stream`, recovered; where that is cut short a person tries again."""
    data = config.data_folder()
    settings = config.Settings(life.window, hall=str(world.folder), demo=True)
    plan = setup.Plan(life.home, settings, data / "demo-hall.toml", None, data, b"")

    def create(plan: setup.Plan, at: datetime, begin: Callable[[Desk, datetime], None]) -> SimDesk:
        FUSE.boundary()
        name = f"recovered-{plan.settings.window}.{plan.settings.incarnation}"
        life.desk = set_up(world.workshop, plan.home, plan.settings, name, at, begin)
        FUSE.boundary()
        config.write_settings(plan.home, plan.settings)
        FUSE.boundary()
        return life.desk

    with (
        mock.patch.object(setup, "create", create),
        mock.patch.object(setup, "read_hall", lambda _: world.workshop.parts),
    ):
        try:
            return cast("SimDesk", recovery.recover(plan, world.now, name=stream)[0])
        except (Killed, HallError) as died:
            world.counts["killed in recovery" if isinstance(died, Killed) else "recovery without the hall"] += 1
        FUSE.set(0)
        world.line = Line(world.hall, Trouble(), world.late)
        if life.desk is not None:
            life.desk.close()
        if (life.home / "windowdesk.toml").exists():
            return open_desk(world.workshop, life.home)
        return cast("SimDesk", recovery.recover(plan, world.now, name=stream)[0])
