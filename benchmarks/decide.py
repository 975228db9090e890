"""Deciding an act ÷ committing it: the judgement, the wording of its papers included, against the whole act written
durably. Blocks of both take turns, so that neither pays for the caches that the other's flush to disk has emptied.

The last row is the same judgement as it happens within the act, right after such a flush. What a flush takes from the
caches is a cost of committing; the row has a bound of its own, because a clerk waits for it all the same."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from unittest import mock

from benchmarks.accept import START, _desk, _number
from windowdesk.desk import Desk, door
from windowdesk.models import commands as cmd
from windowdesk.models.acts import Events
from windowdesk.models.case import Case
from windowdesk.models.decide import decide
from windowdesk.models.events import MaterialLine
from windowdesk.models.parties import Party, PartyKind, Staff
from windowdesk.models.setting import Act, Setting

Ask = Callable[[str], cmd.CaseCommand]

BLOCKS = 8
SIZE = 25
WARM = SIZE
GOAL = 0.05
WITHIN = 0.15
HEAD = "周远征"
_LACKING = "营业执照"

_CARRIED: dict[str, tuple[Ask, str]] = {
    "accept": (cmd.AcceptCase, "1001"),
    "extend": (lambda case_id: cmd.ExtendDecision(case_id, "案情复杂，需要核实。", HEAD, "批〔2026〕1号"), "1001"),
    "start a procedure": (lambda case_id: cmd.StartProcedure(case_id, "鉴定", "依法需要", 5, HEAD), "1001"),
    "end a procedure": (lambda case_id: cmd.EndProcedure(case_id, "合格"), "1001"),
    "review": (cmd.ReviewCase, "1001"),
    "check": (cmd.CheckCase, "1003"),
    "decide": (cmd.DecideCase, "1003"),
    "make the certificate": (cmd.MakeCertificate, "1003"),
    "stamp": (cmd.StampCertificate, "1003"),
    "hand over": (lambda case_id: cmd.HandOverResult(case_id), "1001"),
}
"""A case from receipt to its end, and by whose hand."""

_ASKED: dict[str, tuple[Ask, str]] = {"ask opinions": (lambda case_id: cmd.AskOpinions(case_id, days=2), "1001")}
_TOLD: dict[str, tuple[Ask, str]] = {"tell what is missing": (cmd.RequestCorrections, "1001")}


class _Run:
    """A desk, the times of its judgements, and the times of its acts."""

    def __init__(self, folder: Path) -> None:
        self.desk: Desk = _desk(folder)
        self.judged: dict[str, list[float]] = {}
        self.done: dict[str, list[float]] = {}
        self.within: list[float] = []
        self._serials: Counter[str] = Counter()

    def act(self, by: Staff, at: datetime) -> Act:
        """An act whose serials come from memory and whose seals are known to sign: nothing of it reads the disk."""

        def serial(series: str) -> int:
            self._serials[series] += 1
            return self._serials[series]

        return Act(at, at.date(), by, serial, lambda *_: "", lambda _: "", lambda: "000000")

    def receive(self, n: int, at: datetime, lacking: str = "") -> str:
        """A case of item 101."""
        item = self.desk.setting.catalogue.find("101")
        assert item is not None
        lines = tuple(MaterialLine(material.name) for material in item.materials if material.name != lacking)
        party = Party(PartyKind.PERSON, "李㛃", _number(n), "13800000000", "陵江镇")
        found = self.desk.do(cmd.ReceiveApplication(("101",), party, lines), self.desk.setting.staff["1001"], at)
        return found.case_ids[0]

    def take(self, case_ids: Sequence[str], steps: dict[str, tuple[Ask, str]], at: datetime) -> None:
        """Each step of a block of cases: all of them judged, then all of them done."""
        setting = self.desk.setting
        for name, (ask, number) in steps.items():
            by = setting.staff[number]
            block = [(self._case(case_id), ask(case_id), self.act(by, at)) for case_id in case_ids]
            with self.desk.store.write():  # as in an act, where the catalogue is read within its transaction
                for case, command, act in block:
                    begun = time.perf_counter()
                    decide(case, command, act, setting)
                    self.judged.setdefault(name, []).append(time.perf_counter() - begun)
            with mock.patch.object(door, "decide", self._timed):
                for _, command, _ in block:
                    begun = time.perf_counter()
                    self.desk.do(command, by, at)
                    self.done.setdefault(name, []).append(time.perf_counter() - begun)

    def _timed(self, case: Case, command: cmd.CaseCommand, act: Act, setting: Setting) -> Events:
        begun = time.perf_counter()
        try:
            return decide(case, command, act, setting)
        finally:
            self.within.append(time.perf_counter() - begun)

    def _case(self, case_id: str) -> Case:
        found = self.desk.case(case_id)
        assert found is not None
        return found


def measure(blocks: int = BLOCKS) -> list[tuple[str, float, float]]:
    """(what, ratio, goal) for each act and for all of them together: medians of one run."""
    with tempfile.TemporaryDirectory() as place:
        run = _Run(Path(place))
        for n in range(blocks):
            at = START + timedelta(seconds=n)
            first = 3 * n * SIZE
            run.take([run.receive(first + i, at) for i in range(SIZE)], _CARRIED, at)
            asked = [run.receive(first + SIZE + i, at) for i in range(SIZE)]
            for case_id in asked:
                run.desk.do(cmd.AcceptCase(case_id), run.desk.setting.staff["1001"], at)
            run.take(asked, _ASKED, at)
            run.take([run.receive(first + 2 * SIZE + i, at, _LACKING) for i in range(SIZE)], _TOLD, at)
        run.desk.close()
    judged = {name: statistics.median(found[WARM:]) for name, found in run.judged.items()}
    done = {name: statistics.median(found[WARM:]) for name, found in run.done.items()}
    rows = [(f"deciding ÷ committing: {name}", judged[name] / done[name], GOAL) for name in judged]
    within = sum(run.within[WARM:]) / sum(sum(found) for found in run.done.values())
    return [
        *rows,
        ("deciding ÷ committing: all acts", sum(judged.values()) / sum(done.values()), GOAL),
        ("deciding ÷ committing: all acts, within them", within, WITHIN),
    ]


if __name__ == "__main__":
    for what, ratio, goal in measure():
        print(f"{what:45} {ratio:8.3f}  goal ≤ {goal}")
