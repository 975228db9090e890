"""What must hold of every act, whoever asked it: read off the events and the case as it stood, never off the rules."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from test_data import on_file
from worlds import LAW, World

from windowdesk.models import events as ev
from windowdesk.models.case import Case, Status
from windowdesk.models.catalogue import ItemKind
from windowdesk.models.notice import PaperKind
from windowdesk.models.opinion import Opinion
from windowdesk.models.parties import Staff

CLOSED_LIST = {"听证", "招标", "拍卖", "检验", "检测", "检疫", "鉴定", "专家评审"}
"""行政许可法 第四十五条, written down a second time."""

WITHOUT_CITES = (ev.CaseClosed, ev.PaperDrawn, ev.PaperReprinted, ev.IdentityShown, ev.MatterReferred)
MOVE_DECISION = (*(ev.CaseAccepted, ev.DecisionExtended, ev.ProcedureStarted, ev.ProcedureEnded, ev.DatesRecomputed),)
MOVE_NOTICE = (ev.CaseReceived, ev.MaterialsSupplemented, ev.DatesRecomputed)
MOVE_SERVICE = (ev.DecisionMade, ev.PermitRevoked, ev.PermitCancelled, ev.DatesRecomputed)
IN_HAND = (Status.ACCEPTED, Status.REVIEWED, Status.CHECKED)


def watch(world: World, before: Case | None, asked: tuple[Opinion, ...], found: list[ev.Happening], by: Any) -> None:
    """Everything that must be so of one act. `before` is the case and `asked` its opinions as they stood."""
    kinds = [type(one.event) for one in found]
    for one in found:
        _cited(before, one.event)
        _by_whom(one.event, by)
    if before is None:
        _begun(world, found)
        return
    after = world.cases[before.id]
    own = [one for one in found if one.case_id == before.id]
    if not before.open:
        assert set(kinds) <= {ev.PaperReprinted, ev.IdentityShown}, "nothing changes a closed case"
        assert all(getattr(after, name) == getattr(before, name) for name in vars(before) if name not in _COUNTED)
    if ev.CaseClosed in kinds:
        assert type(own[-1].event) is ev.CaseClosed, "nothing follows the end"
    _dates(before, after, kinds)
    for one in own:
        if check := _WATCHED.get(type(one.event)):
            check(world, before, asked, one.event)
    if ev.ProcedureStarted in kinds:
        drawn = [one.event.notice.kind for one in own if isinstance(one.event, ev.PaperDrawn)]
        assert PaperKind.PROCEDURE in drawn, "time that is not counted is told in writing"


_COUNTED = ("version", "papers")


def _cited(case: Case | None, event: ev.Event) -> None:
    if isinstance(event, WITHOUT_CITES):
        return None
    own = {case.item.statutory_basis} if case else set()
    if isinstance(event, ev.CaseAccepted):
        return assert_cites(event.cites[:2], set())
    assert_cites(event.cites, own)  # type: ignore[union-attr]
    return None


def assert_cites(cites: tuple[str, ...], own: set[str]) -> None:
    assert cites, "every event says which provision it follows"
    assert not {cite for cite in cites if not on_file(cite)} - own


def _by_whom(event: ev.Event, by: Staff | None) -> None:
    if by is None:
        assert isinstance(event, BY_TIME), "time alone does little"
    elif by.temporary or by.role not in ("clerk", "head"):
        assert isinstance(event, (ev.MatterReferred, ev.PaperDrawn, ev.PaperReprinted, ev.IdentityShown))


BY_TIME = (
    *(ev.CaseAccepted, ev.CaseClosed, ev.PaperDrawn, ev.DecisionMade, ev.OpinionAsked, ev.DatesRecomputed),
    *(ev.OpinionRecalled, ev.OpinionDueMoved),
)


def _begun(world: World, found: list[ev.Happening]) -> None:
    """A case that began, or a question that was answered."""
    for one in found:
        if isinstance(one.event, ev.CaseAccepted):
            _promise_is_shorter(one.event)
            assert world.cases[one.case_id].green or world.cases[one.case_id].ground
            assert not world.cases[one.case_id].lacking


def _dates(before: Case, after: Case, kinds: list[type]) -> None:
    """A due date moves by a few events only."""
    decision = (before.statutory_due, before.promised_due) == (after.statutory_due, after.promised_due)
    assert decision or set(kinds) & set(MOVE_DECISION)
    assert before.notice_due == after.notice_due or set(kinds) & set(MOVE_NOTICE)
    assert before.serve_due == after.serve_due or set(kinds) & set(MOVE_SERVICE)
    if ev.ProcedureStarted in kinds or ev.ProcedureEnded in kinds:
        for was, now in ((before.statutory_due, after.statutory_due), (before.promised_due, after.promised_due)):
            assert (was is None) == (now is None)


def _promise_is_shorter(event: ev.CaseAccepted) -> None:
    if event.promised_due and event.statutory_due:
        assert event.promised_due.on <= event.statutory_due.on


def _accepted(world: World, case: Case, asked: Any, event: ev.CaseAccepted) -> None:
    _promise_is_shorter(event)
    assert case.accepted is None
    assert event.deemed == (case.notice_due.on < world.today and not case.notice_due.provisional)
    assert event.deemed or case.item.in_force(world.today), "abolished is abolished"
    if event.deemed:
        assert event.on == (case.complete_on or case.received_on), "from the day of receipt"


def _corrected(world: World, case: Case, asked: Any, event: ev.CorrectionRequested) -> None:
    assert case.corrections is None and case.accepted is None, "told once"
    assert {line.name for line in case.lacking} <= {one.material for one in event.deficiencies}, "and everything"
    assert {one.material for one in event.deficiencies} <= {material.name for material in case.item.materials}
    assert event.reply_by > world.today


def _supplemented(world: World, case: Case, asked: Any, event: ev.MaterialsSupplemented) -> None:
    names = {line.name for line in event.materials}
    assert case.accepted is None or (case.tolerance is not None and names <= set(case.tolerance.materials))
    assert not event.complete or case.corrections is not None, "the five days begin again only after a notice"


def _tolerated(world: World, case: Case, asked: Any, event: ev.ToleranceGranted) -> None:
    main = {material.name for material in case.item.materials if material.main}
    assert case.item.tolerance_days is not None
    assert set(event.materials) == {line.name for line in case.lacking}
    assert not set(event.materials) & main
    assert all(line.state == "missing" for line in case.lacking)
    assert case.item.kind is not ItemKind.FILING, "a filing has no decision to wait for what follows"


def _promised(world: World, case: Case, asked: Any, event: ev.PromiseMade) -> None:
    item = case.item
    assert event.conditions and not (item.public_safety or item.secret or item.prohibited)
    assert not case.lacking
    assert not any(bar.kind == "promise" and bar.applicant_number == case.applicant.number for bar in world.bars)
    assert item.kind is not ItemKind.FILING


def _extended(world: World, case: Case, asked: Any, event: ev.DecisionExtended) -> None:
    assert case.extension is None, "once"
    assert case.statutory_due is not None and world.today <= case.statutory_due.on, "in time"
    by_government = case.item.kind is ItemKind.JOINT and case.item.extension_days is None
    hall, department = world.setting.hall, world.setting.departments[case.item.department]
    assert event.approver == (hall.government_head if by_government else department.head)
    assert event.approval.strip() and event.reasons.strip()
    assert event.statutory_due.on >= event.before.on


def _paused(world: World, case: Case, asked: Any, event: ev.ProcedureStarted) -> None:
    assert event.procedure in CLOSED_LIST
    assert event.basis.strip() and event.days >= 1
    assert event.approver == world.setting.departments[case.item.department].head
    assert case.procedure is None and case.unit is None
    assert event.procedure not in ("检验", "检测", "检疫") or len(_two(event.persons)) >= 2


def _resumed(world: World, case: Case, asked: Any, event: ev.ProcedureEnded) -> None:
    assert case.procedure is not None
    assert event.skipped_to == min(case.procedure.planned_until.on, world.today), "only time that was told"


def _two(names: tuple[str, ...]) -> set[str]:
    return {name.strip() for name in names if name.strip()}


def _visited(world: World, case: Case, asked: Any, event: ev.SiteVisited | ev.LaterCheckDone) -> None:
    assert len(_two(event.persons)) >= 2


def _hearing_set(world: World, case: Case, asked: Any, event: ev.HearingAnnounced) -> None:
    assert event.held_on >= LAW.calendar.due(world.today, 7).on
    names = {world.setting.staff[number].name for number in case.examined}
    assert event.presider not in names | ({*case.visited.persons} if case.visited else set()), "nobody who examines"
    assert case.must_hear or case.hearing_asked


def _hearing_held(world: World, case: Case, asked: Any, event: ev.HearingHeld) -> None:
    assert case.hearing is None
    assert case.hearing_set is not None and case.hearing_set.held_on <= world.today
    for party in case.parties:
        since = max(party.on, case.hearing_set.on)
        assert LAW.calendar.due(since, 7).on <= case.hearing_set.held_on or party.on <= case.hearing_set.on


def _asked(world: World, case: Case, asked: Any, event: ev.HearingRequested) -> None:
    assert case.hearing_told is not None
    told = {one.name: one.on for one in case.parties} | dict.fromkeys(case.own_names, case.hearing_told.on)
    assert event.who in told, "the applicant or a party that was told"
    since = max(told[event.who], case.hearing_told.on)
    assert world.today <= world.setting.law.calendar.due(since, 5).on, "within five days of being told"


def _reviewed(world: World, case: Case, asked: Any, event: ev.CaseReviewed) -> None:
    _here(case)
    assert case.visited or not case.item.site_visit or case.ground
    reviewer = world.setting.staff[world.cases[case.id].reviewer].name
    assert case.hearing_set is None or case.hearing_set.presider != reviewer


def _checked(world: World, case: Case, asked: Any, event: ev.CaseChecked) -> None:
    _here(case)
    checker = world.cases[case.id].checker
    assert not event.agrees or checker != case.reviewer, "two hands"
    if event.agrees and case.hearing_set:
        assert case.hearing_set.presider != world.setting.staff[checker].name


def _here(case: Case) -> None:
    assert case.procedure is None and case.unit is None


def _ripe(world: World, case: Case, asked: tuple[Opinion, ...]) -> None:
    """Nothing that the law wants first is open."""
    _here(case)
    assert not case.tolerated, "what was promised is in"
    assert all(one.settled(world.today) for one in asked if not one.copy), "every answer is in"
    assert case.hearing or not case.hearing_asked
    assert case.hearing or case.ground or not (case.item.hearing or case.hearing_declared)
    told = case.hearing_told
    assert case.hearing or told is None or told.request_by.on < world.today
    spoke = {one.who for one in case.statements}
    late = case.parties[case.hearing_covers :] if case.hearing else case.parties
    assert all(one.name in spoke or one.reply_by.on < world.today for one in late)
    assert not late or told is not None or case.ground, "both sides were told of the right to a hearing"
    assert not told or all(one.reply_by.on < world.today for one in late), "and each had five days"


def _two_hands(case: Case) -> None:
    assert case.reviewer and case.checker and case.reviewer != case.checker


def _decided(world: World, case: Case, asked: tuple[Opinion, ...], event: ev.DecisionMade) -> None:
    assert case.decision is None
    if event.deemed:
        assert case.way == "renew" and case.about_until is not None
        assert case.status in IN_HAND and event.on == case.about_until < world.today
        return None
    if event.organ:
        assert case.dispatched is not None and case.dispatched.on <= event.on <= world.today
        return _two_hands(case)
    assert case.item.kind is not ItemKind.UPWARD or case.ground, "decided above"
    assert not (event.granted and case.way in ("revoke", "cancel"))
    _ripe(world, case, asked)
    if case.promise is None or case.status is Status.CHECKED:
        _two_hands(case)
    if case.item.kind is ItemKind.JOINT and not case.ground:
        assert set(case.item.asks) <= {one.asked.department for one in asked if not one.copy}
    if event.granted:
        assert case.reviewed is None or case.reviewed.favourable
        against = [one for one in asked if one.answer == "disagree"]
        assert not against or (event.reasons.strip() and not world.setting.customs.veto)
    else:
        assert event.reasons.strip(), "a refusal has its reasons"
    assert event.instrument
    assert (event.check_due is not None) == bool(case.promise and event.granted)
    return None


def _dispatched(world: World, case: Case, asked: tuple[Opinion, ...], event: ev.DispatchedUpward) -> None:
    assert case.item.kind is ItemKind.UPWARD and not case.ground
    _two_hands(case)
    _ripe(world, case, asked)


def _revoked(world: World, case: Case, asked: tuple[Opinion, ...], event: ev.PermitRevoked) -> None:
    _told_and_heard(world, case)
    assert case.broken or case.way == "revoke"
    if case.broken:
        ordered, checked = case.mending, case.mending_checked
        assert (ordered and checked and not checked.mended) or (not ordered and event.beyond_mending.strip())
    if not case.broken:
        _two_hands(case)
        _ripe(world, case, asked)


def _told_and_heard(world: World, case: Case) -> None:
    told = case.holder_told
    assert told is not None, "the holder was told beforehand"
    assert case.mending_checked is None or told.on >= case.mending_checked.on, "of what was meant after the check"
    heard = any(one.who in case.own_names and one.on >= told.on for one in case.statements)
    assert heard or told.reply_by.on < world.today, "and spoke, or let the time pass"


def _mended(world: World, case: Case, asked: Any, event: ev.MendingChecked) -> None:
    assert case.mending is not None and len(_two(event.persons)) >= 2
    assert event.mended or case.mending.mend_by < world.today


def _declared(world: World, case: Case, asked: Any, event: ev.HearingDeclared) -> None:
    assert not case.ground and not case.item.hearing and case.hearing_declared is None
    assert event.why.strip() and event.instrument


def _cancelled(world: World, case: Case, asked: tuple[Opinion, ...], event: ev.PermitCancelled) -> None:
    assert case.way == "cancel"
    if case.ground:
        _told_and_heard(world, case)
    _two_hands(case)
    _ripe(world, case, asked)


def _told_to_pay(world: World, case: Case, asked: Any, event: ev.FeeNotified) -> None:
    fee = case.item.fee
    assert case.fee is None and fee is not None
    fen = fee.fen if fee.rate is None else int(fee.rate * Decimal(event.quantity))
    assert (event.basis, event.standard, event.fen) == (fee.basis, fee.standard, fen) and all((fee.basis, fen))


def _handed(world: World, case: Case, asked: Any, event: ev.ResultHandedOver | ev.ParcelPosted) -> None:
    assert case.paid or case.fee is None or case.status is Status.DENIED


def _closed(world: World, case: Case, asked: Any, event: ev.CaseClosed) -> None:
    known = "granted denied not_accepted filed withdrawn not_corrected not_supplemented revoked cancelled"
    assert event.result in known.split()
    assert event.result != "not_supplemented" or case.status in IN_HAND, "a decision stands, whatever came late"


_WATCHED: dict[type, Any] = {
    ev.CaseAccepted: _accepted,
    ev.CorrectionRequested: _corrected,
    ev.MaterialsSupplemented: _supplemented,
    ev.ToleranceGranted: _tolerated,
    ev.PromiseMade: _promised,
    ev.DecisionExtended: _extended,
    ev.ProcedureStarted: _paused,
    ev.ProcedureEnded: _resumed,
    ev.SiteVisited: _visited,
    ev.LaterCheckDone: _visited,
    ev.HearingDeclared: _declared,
    ev.HearingRequested: _asked,
    ev.MendingChecked: _mended,
    ev.HearingAnnounced: _hearing_set,
    ev.HearingHeld: _hearing_held,
    ev.CaseReviewed: _reviewed,
    ev.CaseChecked: _checked,
    ev.DecisionMade: _decided,
    ev.DispatchedUpward: _dispatched,
    ev.PermitRevoked: _revoked,
    ev.PermitCancelled: _cancelled,
    ev.FeeNotified: _told_to_pay,
    ev.ResultHandedOver: _handed,
    ev.ParcelPosted: _handed,
    ev.CaseClosed: _closed,
}
