"""A case in words: its facts, its materials, its papers, its history."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from windowdesk import words
from windowdesk.i18n import say
from windowdesk.models.calendar import Due
from windowdesk.models.case import Case
from windowdesk.models.numbers import masked_id, masked_phone, spoken
from windowdesk.models.parties import PartyKind
from windowdesk.models.rows import HistoryLine, OpinionRow, PaperRow
from windowdesk.screens.sheets.opinions import opinion_line
from windowdesk.screens.sheets.papers import paper_state, paper_title

STATES = {"ok": ("收", "received"), "missing": ("缺", "missing"), "faulty": ("不符", "faulty")}


def facts(case: Case, *, full: bool) -> str:
    """Who applies for what; numbers masked unless `full`."""
    party, agent = case.applicant, case.agent
    number = party.number if full else masked_id(party.number)
    phone = party.phone if full else masked_phone(party.phone)
    kind = say("个人", "person") if party.kind is PartyKind.PERSON else say("单位", "organisation")
    code = case.query_code if full else "******"
    item = f"{case.item.name} | {case.item.kind.value} | {case.item.department}"
    lines = [
        (say("编号", "Case"), f"{spoken(case.id)} | {say('查询码', 'query code')} {code}"),
        (say("事项", "Item"), item),
        (say("申请人", "Applicant"), f"{party.name} | {kind} {number} | {say('电话', 'tel.')} {phone}"),
        (say("地址", "Address"), " | ".join(part for part in (party.address, party.contact) if part) or "-"),
    ]
    if agent:
        told = f"{agent.name} | {agent.number if full else masked_id(agent.number)} | {agent.power}"
        lines.append((say("代理人", "Agent"), told))
    return "\n".join(f"{label:{_pad(label)}}{value}" for label, value in lines)


def _pad(label: str) -> int:
    from rich.cells import cell_len

    return 10 - (cell_len(label) - len(label))


def _day(due: Due) -> str:
    return words.due(due.on, provisional=due.provisional)


def hand(case: Case) -> str:
    """What is particular about this case: its way, who has it, what is awaited, what was told and paid."""
    rows = [*_whose(case), *_kind(case), *_waiting(case), *_heard(case), *_money(case)]
    return "\n".join(f"{label:{_pad(label)}}{value}" for label, value in rows)


def _whose(case: Case) -> list[tuple[str, str]]:
    """Which window has it when it is not the one that received it, and what the hall office said beside it."""
    rows = [(say("裁定", "Ruling"), told) for told in words.beside(case)]
    if case.at_window != case.window:
        told = say(
            f"由 {case.at_window} 号窗口办理，{case.window} 号窗口收件",
            f"with window {case.at_window}; received at {case.window}",
        )
        rows.append((say("窗口", "Window"), told))
    return rows


def _kind(case: Case) -> list[tuple[str, str]]:
    rows = []
    if case.green:
        rows.append((say("绿色", "Green"), say("绿色通道，抄送有关部门", "green channel, copies sent")))
    if case.way != "new" or case.about:
        until = say(f"，有效期至 {case.about_until}", f", until {case.about_until}") if case.about_until else ""
        rows.append((words.way(case.way), f"{case.about}{until}"))
    if case.ground:
        rows.append((say("情形", "Ground"), f"行政许可法 {case.ground}"))
    if case.promise:
        rows.append((say("承诺", "Promise"), "；".join(case.promise.conditions)))
    if case.certificate:
        rows.append((say("证件", "Permit"), case.certificate.number))
    if case.ended:
        rows.append((say("撤销", "Ended"), f"{case.ended.on} {case.ended.certificate} {case.ended.reasons}"))
    return rows


def _waiting(case: Case) -> list[tuple[str, str]]:
    rows = []
    if case.procedure:
        until = say(f"停计至 {_day(case.procedure.planned_until)}", f"until {_day(case.procedure.planned_until)}")
        by = f"{case.procedure.body} " if case.procedure.body else ""
        rows.append((say("停计", "Stopped"), f"{case.procedure.procedure} {by}{until} | {case.procedure.basis}"))
    if case.unit:
        due = say(f"单位时限 {_day(case.unit.due)}", f"its own limit {_day(case.unit.due)}")
        rows.append((say("原单位", "At unit"), f"{case.unit.unit} {due} | {case.unit.matter}"))
    if case.tolerance and case.tolerated:
        names = say("、", ", ").join(line.name for line in case.tolerated)
        rows.append((say("待补", "To come"), f"{names} {say('前补齐：', 'by ')}{_day(case.tolerance.due)}"))
    if case.corrections and case.waits_on == "applicant":
        rows.append((say("补正", "Correct"), say("待申请人补正至 ", "by ") + f"{case.corrections.reply_by}"))
    if case.dispatched:
        rows.append((say("已上报", "Sent up"), f"{case.dispatched.to} {case.dispatched.on}"))
    if case.extension:
        one = case.extension
        told = f"{one.before.on} {say('延至', 'to')} {_day(one.statutory_due)} {one.approver} {one.approval}"
        rows.append((say("已延期", "Extended"), told))
    if case.broken:
        rows.append((say("不实", "Broken"), f"{case.broken.on} {case.broken.findings}"))
    if order := case.mending:
        rows.append((say("整改", "To mend"), f"{order.what} {say('前改正：', 'by ')}{order.mend_by}"))
    if again := case.mending_checked:
        rows.append((say("复查", "Checked"), f"{again.on} {again.findings}"))
    if holder := case.holder_told:
        until = say(f"可陈述至 {_day(holder.reply_by)}", f"may speak until {_day(holder.reply_by)}")
        rows.append((say("已告知", "Told"), f"{holder.on} {holder.facts} | {until}"))
    return rows


def _heard(case: Case) -> list[tuple[str, str]]:
    rows = []
    if case.visited:
        rows.append(
            (say("核查", "Visit"), f"{case.visited.on} {'、'.join(case.visited.persons)} {case.visited.findings}")
        )
    for party in case.parties:
        until = say(f"可陈述至 {party.reply_by.on}", f"may speak until {party.reply_by.on}")
        rows.append((say("利害人", "Party"), f"{party.name} | {party.interest} | {until}"))
    rows += [(say("陈述", "Heard"), f"{one.on} {one.who}：{one.statement}") for one in case.statements]
    if case.hearing:
        rows.append((say("听证", "Hearing"), f"{case.hearing.on} {case.hearing.record} {case.hearing.findings}"))
    elif case.hearing_set:
        told = case.hearing_set
        presided = say(f"主持 {told.presider}", f"presided by {told.presider}")
        rows.append((say("听证", "Hearing"), f"{told.held_on} {told.time} {told.place} {presided}"))
    elif case.hearing_asked:
        asked, by = case.hearing_asked.who, _day(case.hearing_asked.hold_by)
        rows.append((say("听证", "Hearing"), say(f"{asked}申请，{by} 前举行", f"asked by {asked}, to be held by {by}")))
    elif case.hearing_told:
        until = _day(case.hearing_told.request_by)
        rows.append((say("听证", "Hearing"), say(f"已告知，{until} 前可申请", f"may be asked for until {until}")))
    elif case.must_hear:
        rows.append((say("听证", "Hearing"), say(f"应当听证：{case.must_hear}", f"required: {case.must_hear}")))
    return rows


def _money(case: Case) -> list[tuple[str, str]]:
    if case.fee is None:
        return []
    yuan = say(f"{case.fee.fen / 100:.2f} 元", f"{case.fee.fen / 100:.2f} yuan")
    if case.paid is None:
        return [(say("费用", "Fee"), say(f"{yuan}，未缴", f"{yuan}, not paid"))]
    return [(say("费用", "Fee"), f"{yuan} {say('已缴', 'paid')} {case.paid.on} {case.paid.receipt_no}")]


def opinions(rows: Sequence[OpinionRow], today: date) -> str:
    """Whom was asked, until when, and what they said."""
    kinds = {"opinion": say("征询", "asked"), "copy": say("抄送", "copy")}
    return "\n".join(f"[{kinds[row.kind]}] {opinion_line(row, today)}" for row in rows)


def materials(case: Case) -> str:
    """The checklist."""
    lines = []
    for line in case.materials:
        need = "" if line.main else say("（次要）", " (secondary)")
        note = f" | {line.note}" if line.note else ""
        copies = say(f"{line.copies}份", f"x{line.copies}")
        lines.append(f"[{say(*STATES[line.state])}] {line.name}{need} {line.form}{copies}{note}")
    return "\n".join(lines) or "-"


def papers(rows: Sequence[PaperRow]) -> str:
    """The papers and whether they are out."""
    lines = []
    for row in rows:
        again = say(f" 补打{row.copies}次", f" reprinted {row.copies}x") if row.copies else ""
        error = f"：{row.error}" if row.error else ""
        lines.append(f"[{paper_state(row)}] {paper_title(row.kind)} {row.number}{again}{error}")
    return "\n".join(lines) or "-"


def history(lines: Sequence[HistoryLine]) -> str:
    """What happened, when, by whom, by which article; the newest on top."""
    told = []
    for line in reversed(lines):
        told.append(f"{line.at[:16].replace('T', ' ')} {line.by} {words.history(line)}")
        if line.cites:
            told.append(f"    {'；'.join(line.cites)}")
    return "\n".join(told)
