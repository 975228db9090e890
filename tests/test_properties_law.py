"""Whatever is asked, by whoever, of whatever matter, in whatever order: the law holds and every case can end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any

import asking
import desks
from asking import KINDS, STAFF
from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st
from leaving import leave, wanted
from watching import watch
from worlds import MONDAY, NEXT_YEAR, World, setting_of

from windowdesk.models import commands as cmd
from windowdesk.models import intake
from windowdesk.models.acts import Events
from windowdesk.models.available import ALWAYS, offered
from windowdesk.models.case import Case
from windowdesk.models.catalogue import ItemKind
from windowdesk.models.commands import COMMANDS
from windowdesk.models.decide import lapse as lapsed
from windowdesk.models.decide import recompute
from windowdesk.models.events import MaterialLine
from windowdesk.models.parties import Customs
from windowdesk.models.permits import Bar
from windowdesk.models.refusal import Reason, Refused

WALKS = settings(max_examples=250, phases=[Phase.generate], suppress_health_check=[*HealthCheck])
MOVES = 45

chances = st.randoms(use_true_random=True)
"""Evenly spread: a walk gets as deep as its moves carry it, where drawn lists stay short and near nought."""

PLAIN = {
    "kind": ItemKind.PROMISED,
    "type": "行政许可",
    "valid_to": None,
    "statutory_days": None,
    "hearing": "",
    "site_visit": False,
    "asks": (),
    "public_safety": False,
    "prohibited": False,
    "extension_days": None,
}
"""A matter without anything out of the way."""

ENDINGS = (cmd.WithdrawApplication, cmd.RefuseAcceptance)

LIKED: tuple[tuple[type, ...], ...] = (
    (cmd.SupplementMaterials, cmd.RequestCorrections),
    (cmd.AcceptTolerantly, cmd.ReviewCase, cmd.CheckCase, cmd.DecideCase, cmd.DispatchUpward),
    (cmd.AcceptOnPromise, cmd.DecideCase, cmd.RecordLaterCheck, cmd.RevokePermit),
    (cmd.RecordLaterCheck, cmd.OrderMending, cmd.CheckMending, cmd.TellHolder, cmd.RevokePermit),
    (cmd.TellHolder, cmd.HearStatement, cmd.RevokePermit, cmd.CancelPermit),
    (cmd.TellParty, cmd.DeclareHearing, cmd.TellHearingRight, cmd.RequestHearing, cmd.HoldHearing),
    (cmd.AskOpinions, cmd.RecordReply, cmd.DecideCase),
    (cmd.StartProcedure, cmd.EndProcedure, cmd.ExtendDecision, cmd.SendToUnit, cmd.ReturnFromUnit),
    (cmd.TellHearingRight, cmd.RequestHearing, cmd.ReviewCase, cmd.CheckCase, cmd.DecideCase),
    (cmd.TellHearingRight, cmd.RequestHearing, cmd.AnnounceHearing, cmd.HoldHearing, cmd.TellParty),
    (cmd.AskOpinions, cmd.ReviewCase, cmd.CheckCase, cmd.DecideCase, cmd.DispatchUpward),
    (cmd.AskOpinions, cmd.RevokePermit, cmd.CancelPermit),
    (cmd.NotifyFee, cmd.RecordPayment, cmd.HandOverResult, cmd.PostResult),
    (cmd.ReviewCase, cmd.CheckCase, cmd.DecideCase),
    (),
)
"""Steps that belong together: a walk likes some above others, so that what is rare in most is common in some."""


def begun(chance: Random) -> World:
    """A hall with two matters, the second about what the first issues, and customs on or off."""
    way = chance.choice(("renew", "change", "cancel"))
    items = (asking.matter(chance), asking.matter(chance, way), asking.ELSEWHERE)
    customs = Customs(silence_consents=chance.random() < 0.5, veto=chance.random() < 0.5)
    when = chance.choice((MONDAY, MONDAY, desks.at("2026-11-23 09:30")))
    return World(setting_of("007", items, customs), setting_of("008", items, customs), when)


def chosen(world: World, chance: Random, liked: set[type], loyalty: float) -> Any:
    """What is asked next: mostly what a clerk would, of a case that is there; oftenest one of the steps `liked`."""
    cases = world.open_cases() if chance.random() < 0.95 else list(world.cases.values())
    if not cases or chance.random() < 0.05:
        return chance.choice(asking.applications(world, chance.randrange(12)))
    if chance.random() < 0.15 and (found := asking.answers(world)):
        return chance.choice(found)
    case = chance.choice(cases[-3:])
    kinds = [kind for kind in offered(case, case.holder) if kind not in ALWAYS]
    kinds = [kind for kind in kinds if kind not in ENDINGS or chance.random() < 0.1]
    needed = [kind for kind in wanted(world, case) if kind in kinds]
    dear = [kind for kind in kinds if kind in liked]
    if chance.random() < 0.15:
        kind = chance.choice(KINDS)
    elif dear and chance.random() < loyalty:
        kind = chance.choice(dear)
    else:
        kind = chance.choice(needed if needed and chance.random() < 0.6 else kinds or KINDS)
    ways = asking.sensible(world, case, kind)
    return ways[0] if chance.random() < 0.6 else chance.choice(ways)


def play(world: World, chance: Random, moves: int = MOVES) -> None:
    """Ask one thing after another while days go by; every act that passes is watched."""
    pace = chance.choice((0.08, 0.4))
    liked, loyalty = {*chance.choice(LIKED), chance.choice(KINDS)}, chance.choice((0.5, 0.95))
    for _ in range(moves):
        wait(world, chance.choice((1, 1, 4, 9, 60 if pace > 0.3 else 4)) if chance.random() < pace else 0)
        command = chosen(world, chance, liked, loyalty)
        number = asking.who(type(command)) if chance.random() < 0.85 else chance.choice(STAFF)
        if chance.random() < 0.08:
            command = asking.spoiled(command, chance.randrange(10**6))
        note(f"{world.today} {number} {command}")
        note(f"    → {attempt(world, command, number) or 'done'}")
        if chance.random() < 0.02:
            learn(world)


def wait(world: World, days: int) -> None:
    """Days go by, and every case is watched while they do."""
    world.now = world.now.replace(hour=9) + timedelta(days=days)
    for case in world.open_cases():
        before = world.cases[case.id]
        while found := _happened(world, before, lapsed):
            watch(world, before, world.asked(before.id), found, None)
            before = world.cases[case.id]


def learn(world: World) -> None:
    """The next year's notice comes in: what it moves is told, and watched."""
    world.setting = replace(world.setting, law=NEXT_YEAR)
    for case in world.open_cases():
        found = _happened(world, case, recompute)
        watch(world, case, world.asked(case.id), found, None)
        assert not _happened(world, world.cases[case.id], recompute), "once"


def _happened(world: World, case: Case, judge: Callable[..., Events]) -> list[Any]:
    found = intake.happening(case, judge(case, world.act(None), world.setting))
    world.write(found, None)
    return found


def attempt(world: World, command: Any, number: str) -> Reason | None:
    """Ask; the reason of a refusal, or None. Only a refusal may be raised."""
    before = world.cases.get(getattr(command, "case_id", ""))
    asked = world.asked(before.id) if before else ()
    by = world.staff(number)
    try:
        found = world.do(command, by)
    except Refused as refused:
        return refused.reason
    watch(world, before, asked, found, by)
    if isinstance(command, cmd.StartProcedure | cmd.ExtendDecision):
        assert command.approver.strip() == found[0].event.approver, "nobody else's approval is written down as theirs"
    return None


@WALKS
@given(chance=chances)
def test_whatever_is_asked_the_law_holds(chance: Random) -> None:
    play(begun(chance), chance)


@WALKS
@given(chance=chances)
def test_from_every_open_case_there_is_a_lawful_way_out(chance: Random) -> None:
    """And none of it needs the applicant to give up: without a withdrawal every case comes to its end."""
    world = begun(chance)
    play(world, chance, chance.randrange(MOVES))
    for case in world.open_cases():
        assert not leave(world, case.id).open


UNSEEN = {
    *(Reason.OPINIONS_NOT_ASKED, Reason.OPINIONS_OPEN, Reason.OPINION_AGAINST, Reason.VETOED, Reason.ALREADY_ASKED),
    *(Reason.OPINION_ELSEWHERE, Reason.OPINION_SETTLED),
    *(Reason.PROMISE_BROKEN, Reason.ITEM_NOT_IN_FORCE, Reason.PROXY_EXPIRED, Reason.LIMIT_TOO_LONG),
}
"""What a case alone does not show: other streams, the applicant's bars, the catalogue, the calendar."""

NOT_YET = {
    *(Reason.EXTENSION_LATE, Reason.HEARING_ASKED_LATE, Reason.HEARING_TOO_SOON, Reason.HEARING_TOO_LATE),
    *(Reason.HEARING_RIGHT_RUNNING, Reason.PARTY_NOT_HEARD, Reason.HOLDER_NOT_HEARD, Reason.MENDING_RUNNING),
}
"""What only the day decides."""

PERSON = {Reason.SAME_PERSON, Reason.PRESIDER_REVIEWS, Reason.NO_DELEGATION}
ARGUMENT = {
    *(Reason.MATERIAL_UNKNOWN, Reason.APPROVER_WRONG, Reason.PERSONS_TOO_FEW, Reason.PROCEDURE_NOT_LISTED),
    *(Reason.DATE_IMPOSSIBLE, Reason.REASON_MISSING, Reason.OPINION_NEGATIVE, Reason.DECISION_OTHER_WAY),
    *(Reason.DEPARTMENT_NOT_ASKABLE, Reason.MATERIALS_MISSING, Reason.RECEIVER_MISSING, Reason.PAPER_UNKNOWN),
    *(
        Reason.AGENT_WITHOUT_POWER,
        Reason.MENDING_NOT_ORDERED,
        Reason.QUANTITY_WRONG,
        Reason.MAIL_NUMBER_WRONG,
        Reason.REPLY_INCOMPLETE,
        Reason.HEARING_NOT_THEIRS,
        Reason.WINDOW_UNFIT,
    ),
}
"""What another person, or the same one with other words, would not be refused for."""


@settings(WALKS, max_examples=90)
@given(chance=chances)
def test_what_is_offered_is_what_is_judged(chance: Random) -> None:
    """A command without a key is refused however asked; one with a key only for its words, its hand or the day."""
    world = begun(chance)
    for _ in range(5):
        play(world, chance, MOVES // 5)
        for case in list(world.cases.values())[-2:]:
            wait(world, 0)
            _keys_are_right(world, world.cases[case.id])


def _keys_are_right(world: World, case: Case) -> None:
    live = offered(case, case.holder)
    for kind in KINDS:
        told = {judged(world, command) for command in asking.sensible(world, case, kind)}
        if kind in live:
            # Whoever took part in a hearing asks for none again; who was told after it may.
            heard = {Reason.SECOND_NOTICE} if kind is cmd.RequestHearing else set()
            assert told - {None} <= UNSEEN | NOT_YET | PERSON | ARGUMENT | heard, (kind, case.status, told)
        else:
            assert None not in told, (kind, case.status)


def judged(world: World, command: Any) -> Reason | None:
    """Whether anybody who may take the step would be let; else why not."""
    reason = None
    for number in dict.fromkeys((asking.who(type(command)), *asking.STAFF[:4])):
        try:
            world.judged(command, world.staff(number))
        except Refused as refused:
            reason = reason or refused.reason
        else:
            return None
    return reason


def test_a_second_notice_is_refused_wherever_the_case_has_come_to() -> None:
    """Also after everything came in and a paper turned out faulty after all: it was told once."""
    item = asking.matter(Random(1))
    world = World(setting_of("007", (item,)), setting_of("008", (item,)))
    clerk, told = world.staff(asking.CLERK), []
    world.do(asking.receive(world, item, 1, (asking.FORM,)), clerk)
    (case_id,) = world.cases
    whole = cmd.SupplementMaterials(case_id, (MaterialLine(asking.FORM),))
    faulty = cmd.SupplementMaterials(case_id, (MaterialLine(asking.FORM, "faulty", note="未签名"),))
    for command in (cmd.RequestCorrections(case_id), whole, faulty, cmd.AcceptTolerantly(case_id), whole):
        told.append(attempt(world, cmd.RequestCorrections(case_id), asking.CLERK))
        attempt(world, command, asking.CLERK)
    told.append(attempt(world, cmd.RequestCorrections(case_id), asking.CLERK))
    attempt(world, cmd.AcceptCase(case_id), asking.CLERK)
    told.append(attempt(world, cmd.RequestCorrections(case_id), asking.CLERK))
    assert told == [None, *[Reason.SECOND_NOTICE] * 5, Reason.ALREADY_ACCEPTED]


def test_a_second_extension_is_refused_whoever_approves_it() -> None:
    item = replace(asking.matter(Random(1)), **PLAIN)
    world = World(setting_of("007", (item,)), setting_of("008"))
    world.do(asking.receive(world, item, 1), world.staff(asking.CLERK))
    (case_id,) = world.cases
    told = [attempt(world, cmd.AcceptCase(case_id), asking.CLERK)]
    for head in (asking.HEAD, asking.HEAD, asking.MAYOR):
        told.append(attempt(world, cmd.ExtendDecision(case_id, "案情复杂", head, "批1号"), asking.CLERK))
    assert told == [None, None, Reason.EXTENDED_ALREADY, Reason.EXTENDED_ALREADY]


def test_what_was_promised_to_follow_is_in_before_anything_is_decided() -> None:
    item = replace(asking.matter(Random(2)), **PLAIN, tolerance_days=5, promised_days=None)
    world = World(setting_of("007", (item,)), setting_of("008"))
    world.do(asking.receive(world, item, 1, (asking.SECONDARY,)), world.staff(asking.CLERK))
    (case_id,) = world.cases
    whole = cmd.SupplementMaterials(case_id, (MaterialLine(asking.SECONDARY),))
    for kind in (cmd.AcceptTolerantly, cmd.ReviewCase, cmd.CheckCase):
        assert attempt(world, kind(case_id), asking.who(kind)) is None
    for grant in (True, False):
        decided = cmd.DecideCase(case_id, grant, "不符合法定条件", "某法")
        assert attempt(world, decided, asking.CHIEF) is Reason.TOLERANCE_OPEN
    assert attempt(world, whole, asking.CLERK) is None
    assert attempt(world, cmd.DecideCase(case_id), asking.CHIEF) is None


def test_who_broke_a_promise_promises_nothing_again_but_may_hand_in_later() -> None:
    """第二十九条 keeps from 告知承诺; 第二十四条 gives 容缺受理 to everybody whose main materials are in."""
    item = replace(
        asking.matter(Random(2)), **PLAIN, tolerance_days=5, promise=("场所符合条件",), promise_check_days=30
    )
    world = World(setting_of("007", (item,)), setting_of("008"))
    world.bars.append(Bar(asking.applicant(1).number, item.code, "promise", None, "安阳市政务服务条例 第二十九条"))
    ways = ((), cmd.AcceptOnPromise, Reason.PROMISE_BROKEN), ((asking.SECONDARY,), cmd.AcceptTolerantly, None)
    for lacking, kind, told in ways:
        world.do(asking.receive(world, item, 1, lacking), world.staff(asking.CLERK))
        case_id = world.open_cases()[-1].id
        assert attempt(world, kind(case_id), asking.CLERK) is told
        world.do(cmd.WithdrawApplication(case_id, "另行申请"), world.staff(asking.CLERK))


def test_every_command_can_be_asked_here() -> None:
    assert set(COMMANDS.values()) == {
        *KINDS,
        *(cmd.ReceiveApplication, cmd.ReferMatter, cmd.OpenProceeding, cmd.GiveOpinion, cmd.AcknowledgeCopy),
    }
