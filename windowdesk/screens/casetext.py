"""A case in words: its facts, its materials, its papers, its history."""

from __future__ import annotations

from collections.abc import Sequence

from windowdesk import words
from windowdesk.i18n import say
from windowdesk.models.case import Case
from windowdesk.models.numbers import masked_id, masked_phone, spoken
from windowdesk.models.parties import PartyKind
from windowdesk.models.rows import HistoryLine, PaperRow
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
