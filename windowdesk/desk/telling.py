"""What a sentence of the history may tell of an event. Personal numbers are not among it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from windowdesk import words
from windowdesk.i18n import say
from windowdesk.models import events as ev
from windowdesk.models.calendar import Due

Told = dict[str, str]


def told(event: ev.Event) -> Told:  # noqa: PLR0912 - one line a kind of event
    """The values that the sentence of an event asks for, in the language chosen."""
    match event:
        case ev.CaseReceived():
            return {"applicant": event.applicant.name, "item": event.item.name, "also": _intake(event)}
        case ev.MaterialsSupplemented():
            also = say("，补正齐全", ", complete now") if event.complete else ""
            return {"materials": _list(line.name for line in event.materials), "also": also}
        case ev.CorrectionRequested():
            return {"materials": _list(one.material for one in event.deficiencies), "reply_by": str(event.reply_by)}
        case ev.CaseAccepted():
            deemed = say("（逾期未告知，视为受理）", " (by silence)") if event.deemed else ""
            return {
                "on": str(event.on),
                "deemed": deemed,
                "due": _decided_by(event.promised_due or event.statutory_due),
            }
        case ev.CaseNotAccepted():
            office = say(f"，请向{event.right_office}申请", f"; apply to {event.right_office}")
            return {"reason": event.reason, "right_office": office if event.right_office else ""}
        case ev.DecisionMade():
            return _decision(event)
        case ev.CertificateMade():
            replaces = say(f"，换发 {event.replaces}", f" in place of {event.replaces}") if event.replaces else ""
            return {"name": event.name, "number": event.number, "replaces": replaces}
        case ev.CaseClosed():
            return {"result": words.outcome(event.result)}
        case ev.PaperDrawn():
            return {"title": event.notice.heading, "number": event.notice.number}
        case ev.ProcedureStarted() | ev.ProcedureEnded():
            return _procedure(event)
        case ev.OpinionAsked():
            return _asked(event)
        case ev.OpinionGiven():
            return {
                "answer": words.answer(event.answer),
                "reasons": _because(event.reasons),
                "signer": event.signer,
                "late": _late(late=event.late),
                "document": say(f"（书面答复 {event.document}）", f" (on paper, {event.document})")
                if event.document
                else "",
            }
        case ev.HolderTold():
            to = say(f"（{event.to}代收）", f" (received by {event.to})") if event.to else ""
            return {**_plain(event), "to": to}
        case ev.MendingChecked():
            mended = say("已经整改", "put right") if event.mended else say("没有整改到位", "not put right")
            return {"persons": _list(event.persons), "mended": mended, "findings": event.findings}
        case ev.FeeNotified():
            counted = say(f"，{event.quantity}{event.unit}", f", {event.quantity} {event.unit}")
            yuan = f"{event.fen / 100:.2f}"
            return {**_plain(event), "yuan": yuan, "counted": counted if event.quantity else ""}
        case ev.FeePaid():
            return {**_plain(event), "yuan": f"{event.fen / 100:.2f}"}
        case ev.LaterCheckDone():
            kept = say("承诺属实", "kept") if event.kept else say("承诺不实", "broken")
            return {"persons": _list(event.persons), "kept": kept, "findings": event.findings}
        case ev.PermitRevoked() | ev.PermitCancelled():
            return _ended(event)
        case ev.BarImposed():
            until = say(f"，到 {event.until}", f", until {event.until}") if event.until else ""
            return {"bar": words.bar(event.kind), "until": until}
        case ev.DatesRecomputed():
            moved = (f"{words.date_name(name)} {_day(was)} → {_day(now)}" for name, was, now in event.moved)
            return {"moved": say("；", "; ").join(moved)}
        case ev.DateConfirmed():
            return {"on": str(event.on), "before": f"{event.before:%Y-%m-%d %H:%M}"}
        case ev.VersionClash() | ev.NumberClash():
            return {**_plain(event), "fallen": _list(_line(one) for one in event.fallen)}
        case ev.ClashRuled():
            by = say(f"督查人员{event.by}", event.by) if event.by else say("大厅办公室", "the hall office")
            return {**_plain(event), "by": by}
        case ev.DecidedTwice():
            return _twice(event)
        case ev.HallPublished() | ev.ItemsPublished() | ev.TariffPublished() | ev.CalendarPublished():
            return _published(event)
        case _:
            return _plain(event)


def _plain(event: ev.Event) -> Told:
    """Every value of an event as it stands: texts and numbers, days marked when provisional, lists in one line."""
    found: Told = {}
    for name in event.__struct_fields__:
        value = getattr(event, name)
        if isinstance(value, Due):
            found[name] = _day(value)
        elif isinstance(value, tuple):
            found[name] = _list(str(one) for one in value)
        elif isinstance(value, bool):
            found[name] = _late(late=value) if name == "late" else ""
        elif isinstance(value, (str, int, date)):
            found[name] = str(value)
    if isinstance(event, ev.DecisionExtended):
        found["due"] = _day(event.statutory_due)
    return found


def _line(place: tuple[str, int]) -> str:
    return say(f"{place[0]} 第 {place[1]} 条", f"{place[0]} line {place[1]}")


def _twice(event: ev.DecidedTwice) -> Told:
    concur = say("结论一致，均保留", "agree; both are kept")
    conflict = say("结论相反，停止办理，待裁定", "contradict each other: the case is stopped until it is ruled")
    return {
        "task": say("决定", "decision") if event.task == "decision" else say("意见", "opinion"),
        "first": _line(event.first),
        "second": _line(event.second),
        "effect": concur if event.effect == "concur" else conflict,
    }


def _published(event: ev.HallPublished | ev.ItemsPublished | ev.TariffPublished | ev.CalendarPublished) -> Told:
    match event:
        case ev.CalendarPublished():
            return {"year": str(event.year), "gone": say("（撤回）", " (taken back)") if event.gone else ""}
        case ev.HallPublished():
            count = len(event.parts)
        case ev.ItemsPublished():
            count = len(event.items)
        case ev.TariffPublished():
            count = len(event.rates)
    return {"count": str(count), "gone": str(len(event.gone))}


def _intake(event: ev.CaseReceived) -> str:
    """What is out of the ordinary about an intake."""
    marks = [words.way(event.way) + (f" {event.about}" if event.about else "")] if event.way != "new" else []
    marks += [say(f"依职权，{event.ground}", f"by the organ itself, {event.ground}")] if event.ground else []
    marks += [say("非办公时间", "outside office hours")] if event.off_hours else []
    marks += [say("绿色通道", "green channel")] if event.green else []
    marks += [say(f"代理接办 {event.proxy}", f"by proxy {event.proxy}")] if event.proxy else []
    return say(f"（{'，'.join(marks)}）", f" ({', '.join(marks)})") if marks else ""


def _decision(event: ev.DecisionMade) -> Told:
    outcome = say("准予", "Granted") if event.granted else say("不予许可", "Denied")
    basis = say(f"，凭{event.instrument}", f", under {event.instrument}") if event.instrument else ""
    also = ""
    if event.deemed:
        outcome = say("届满前未作决定，视为准予延续", "Not decided before expiry: renewed by silence")
    elif event.organ:
        outcome = say(f"{event.organ}决定：{outcome}", f"{event.organ} decided: {outcome.lower()}")
        basis = say(f"，{event.document}", f", {event.document}")
    if event.valid_until:
        also += say(f"，有效期到 {event.valid_until}", f", valid until {event.valid_until}")
    if event.check_due:
        also += say(f"，{_day(event.check_due)}前核查承诺", f", promise to be checked by {_day(event.check_due)}")
    return {"outcome": outcome, "basis": basis, "reasons": _because(event.reasons), "also": also}


def _procedure(event: ev.ProcedureStarted | ev.ProcedureEnded) -> Told:
    found = {**_plain(event), "procedure": words.procedure(event.procedure)}
    found["due"] = _decided_by(event.promised_due or event.statutory_due)
    if isinstance(event, ev.ProcedureStarted):
        by = "、".join((*([event.body] if event.body else ()), *event.persons))
        found["body"] = say(f"；承办：{by}", f"; by {by}") if by else ""
    return found


def _asked(event: ev.OpinionAsked) -> Told:
    copy = event.kind == "copy"
    return {
        "what": say("抄送", "Copy to") if copy else say("征求意见：", "Opinion asked of"),
        "department": event.department,
        "due": _day(event.due),
        "reply": say("签收", "to acknowledge") if copy else say("答复", "to answer"),
    }


def _ended(event: ev.PermitRevoked | ev.PermitCancelled) -> Told:
    reasons = event.reasons if isinstance(event, ev.PermitRevoked) else _because(event.reasons)
    basis = say(f"，凭{event.instrument}", f", under {event.instrument}") if event.instrument else ""
    found = {"certificate": event.certificate, "ground": event.ground, "reasons": reasons, "basis": basis}
    if isinstance(event, ev.PermitRevoked):
        why = event.beyond_mending
        found["beyond_mending"] = say(f"；不能整改：{why}", f"; it cannot be put right: {why}") if why else ""
    return found


def _day(due: Due) -> str:
    return words.due(due.on, provisional=due.provisional)


def _decided_by(due: Due | None) -> str:
    return say(f"，{_day(due)}前办结", f", to be decided by {_day(due)}") if due else ""


def _because(reasons: str) -> str:
    return say(f"：{reasons}", f": {reasons}") if reasons else ""


def _late(*, late: bool) -> str:
    return say("（逾期）", " (late)") if late else ""


def _list(parts: Iterable[str]) -> str:
    return "、".join(parts)
