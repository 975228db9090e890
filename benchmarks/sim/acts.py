"""What clerks do at a desk: mostly the next lawful step, sometimes one the desk must refuse."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from random import Random

from benchmarks.sim import bureau
from benchmarks.sim.desks import SimDesk, citizen, materials
from benchmarks.sim.lives import Broken, Intent, Written
from windowdesk.desk import Desk
from windowdesk.models import commands as cmd
from windowdesk.models.case import Status
from windowdesk.models.office import OFFICE
from windowdesk.models.parties import Staff
from windowdesk.store import lists

WINDOWS: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "007": ("1001", "1003", ("101", "104", "110", "110", "103", "121")),
    "008": ("1081", "1082", ("201", "204", "211", "231")),
    "015": ("1151", "1152", ("101", "104", "110", "103")),
    "012": ("1121", "1122", ("602", "603")),
    "014": ("1141", "1142", ("801", "814", "813")),
    "009": ("1091", "1092", ("301", "304", "311")),
    "010": ("1101", "1102", ("401", "403")),
    "011": ("1111", "1112", ("501", "504")),
}
"""Window: its clerk, its head, what it is asked for. 007 and 015 serve one department; 008, 012 and 014 are asked."""

NEXT: dict[Status, tuple[type, int]] = {
    Status.ACCEPTED: (cmd.ReviewCase, 0),
    Status.REVIEWED: (cmd.CheckCase, 1),
    Status.CHECKED: (cmd.DecideCase, 1),
    Status.GRANTED: (cmd.MakeCertificate, 0),
    Status.CERTIFIED: (cmd.StampCertificate, 1),
    Status.READY: (cmd.HandOverResult, 0),
    Status.DENIED: (cmd.HandOverResult, 0),
}
APPLICANTS = 60


def person(desk: Desk, rank: int) -> Staff:
    """The clerk (0) or the head (1) of a desk's window."""
    clerk, head, _ = WINDOWS[desk.settings.window]
    return desk.setting.staff[head if rank else clerk]


def intent(desk: SimDesk, rng: Random) -> Intent:
    """What is done next at a desk, the hall office's or a window's."""
    return bureau.choose(desk, rng) if desk.settings.window == OFFICE else asked(*choose(desk, rng))


def asked(command: cmd.Command, by: Staff) -> Intent:
    """What a person of a window asks for."""

    def done(desk: SimDesk, at: datetime) -> list[Written]:
        found = desk.do(command, by, at)
        return [Written.of(entry) for entry in (*found.lapsed, *found.events)]

    return done


def handed_over(desk: SimDesk, rng: Random) -> Intent:
    """A clerk hands a case over, mostly to a window that may go on with it."""
    own = lists.open_ids(desk.store.read(), desk.stream)
    if not own:
        return intent(desk, rng)
    others = [window for window in ("007", "015") if window != desk.settings.window]
    to = "008" if rng.random() < 0.1 else rng.choice(others)
    command = cmd.HandOverCase(rng.choice(own), to, "窗口停办。")

    def done(desk: SimDesk, at: datetime) -> Sequence[Written]:
        found = asked(command, person(desk, 0))(desk, at)
        if (case := desk.case(command.case_id)) is None or case.at_window != to:
            raise Broken(f"{command.case_id} was handed over to {to} and did not go there")
        return found

    return done


def choose(desk: Desk, rng: Random) -> tuple[cmd.Command, Staff]:
    """What is asked next at this desk, and by whom."""
    clerk, head = person(desk, 0), person(desk, 1)
    own = lists.open_ids(desk.store.read(), desk.stream)
    lot = rng.random()
    if lot < 0.12:
        asked = [row.opinion_id for row in desk.reading.opinions_waiting()]
        if asked:
            answer = rng.choice(("agree", "agree", "disagree", "forward"))
            return cmd.GiveOpinion(rng.choice(asked), answer, "" if answer == "agree" else "与规划不符。"), head
    if not own or lot < 0.4:
        item = rng.choice(WINDOWS[desk.settings.window][2])
        lacking = int(rng.random() < 0.2)
        applicant = citizen(rng.randrange(APPLICANTS))
        return cmd.ReceiveApplication((item,), applicant, materials(desk, item, lacking)), clerk
    case_id = rng.choice(own)
    if lot > 0.97:
        return cmd.WithdrawApplication(case_id, "不办了。"), clerk
    if lot > 0.94:
        return rng.choice((cmd.DecideCase, cmd.AcceptCase, cmd.HandOverResult))(case_id), head
    return step(desk, case_id, rng, clerk, head)


def step(desk: Desk, case_id: str, rng: Random, clerk: Staff, head: Staff) -> tuple[cmd.Command, Staff]:
    """The next lawful step of a case, as far as one can tell from outside."""
    case = desk.case(case_id)
    if case is None:
        return cmd.AcceptCase(case_id), clerk
    if case.status is Status.RECEIVED:
        lacks = any(line.state != "ok" for line in case.materials)
        return (cmd.RequestCorrections if lacks else cmd.AcceptCase)(case_id), clerk
    if case.status is Status.CORRECTING:
        return cmd.SupplementMaterials(case_id, materials(desk, case.item.number, 0)), clerk
    if case.item.asks and not desk.reading.opinions(case_id) and rng.random() < 0.7:
        return cmd.AskOpinions(case_id), clerk
    if case.status is Status.CHECKED and rng.random() < 0.15:
        return cmd.DecideCase(case_id, grant=False, reasons="不符合条件。", basis="食品安全法第三十三条"), head
    made, rank = NEXT.get(case.status, (cmd.WithdrawApplication, 0))
    by = (clerk, head)[rank]
    return (made(case_id, "不办了。") if made is cmd.WithdrawApplication else made(case_id)), by
