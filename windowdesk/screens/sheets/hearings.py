"""Hearing whom the law wants heard: interested parties, statements, hearings, and what two saw on the spot."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.widget import Widget

from windowdesk.i18n import say
from windowdesk.models import commands as cmd
from windowdesk.models.acts.hearing import examiners
from windowdesk.models.case import Case
from windowdesk.models.rules import procedures
from windowdesk.screens.faults import phone_fault
from windowdesk.screens.session import Session
from windowdesk.screens.sheets.caseform import CaseSheet, day_field, long_field, names_field
from windowdesk.widgets.field import Choice, Field

OTHER = ""
"""The answer of a choice of persons that leaves the name to a field."""


def who_may_speak(case: Case) -> list[tuple[str, str]]:
    """The applicant and every party told, and room for another name."""
    names = list(dict.fromkeys((case.applicant.name, *(party.name for party in case.parties))))
    return [*((name, name) for name in names), (OTHER, say("其他（填在下面）", "another, named below"))]


class TellParty(CaseSheet):
    """告知利害关系人."""

    HEADING: ClassVar[tuple[str, str]] = ("告知利害关系人", "Tell an interested party")

    def __init__(self, session: Session, case: Case) -> None:
        due = procedures.statement_due(session.today, session.desk.law).on
        lines = say(f"可在 {due} 前陈述、申辩，其间不能签批。", f"They may speak until {due}; no decision before that.")
        super().__init__(session, case, lines)

    def body(self) -> Iterable[Widget]:
        """Who, and what interest is touched."""
        yield Field(say("姓名或名称", "Name"), "party", room=100)
        yield long_field(say("重大利益", "Interest"), "interest", hint=say("如 相邻通风、采光", "what is touched"))
        yield Field(say("地址", "Address"), "party-address")
        yield Field(say("电话", "Telephone"), "party-phone", room=20, numeric=True, check=phone_fault)

    def command(self) -> cmd.TellParty:
        """The telling."""
        name, interest = self.needed("party"), self.needed("interest")
        return cmd.TellParty(self.case.id, name, interest, self.value("party-address"), self.value("party-phone"))


class _Someone(CaseSheet):
    """A dialog that asks first who it is about."""

    def who(self) -> Iterable[Widget]:
        """One of those known, or another."""
        yield Choice(who_may_speak(self.case), id="known", label=say("何人", "Who"))
        yield Field(say("其他人", "Another"), "other", room=100)

    @property
    def whom(self) -> str:
        """The name chosen or typed."""
        return self.chosen("known") or self.needed("other")


class HearStatement(_Someone):
    """陈述申辩, as it was said."""

    HEADING: ClassVar[tuple[str, str]] = ("听取陈述申辩", "Hear a statement")

    def body(self) -> Iterable[Widget]:
        """Who, and what they said."""
        yield from self.who()
        yield long_field(say("陈述申辩内容", "Statement"), "statement")

    def command(self) -> cmd.HearStatement:
        """The statement."""
        return cmd.HearStatement(self.case.id, self.whom, self.needed("statement"))


class DeclareHearing(CaseSheet):
    """认定应当听证: why the matter is one of major public interest."""

    HEADING: ClassVar[tuple[str, str]] = ("认定应当听证", "Find that a hearing is due")

    def __init__(self, session: Session, case: Case) -> None:
        lines = say(
            "认定以后应当公告并举行听证，根据听证笔录决定；由有签批授权的人认定。",
            "It is then announced and held, and decided on its record. Found by one who may decide.",
        )
        super().__init__(session, case, lines)

    def body(self) -> Iterable[Widget]:
        """The public interest."""
        yield long_field(say("所涉公共利益", "Public interest"), "why", hint=say("为什么重大", "why it is major"))

    def command(self) -> cmd.DeclareHearing:
        """The finding."""
        return cmd.DeclareHearing(self.case.id, self.needed("why"))


class RequestHearing(CaseSheet):
    """申请听证, by the applicant or a party that was told."""

    HEADING: ClassVar[tuple[str, str]] = ("申请听证", "A hearing is asked for")

    def __init__(self, session: Session, case: Case) -> None:
        due = procedures.hearing_hold_due(session.today, session.desk.law).on
        super().__init__(session, case, say(f"应在 {due} 前组织听证，不收费用。", f"To be held by {due}, free."))

    def body(self) -> Iterable[Widget]:
        """Who asks."""
        yield Choice(who_may_speak(self.case)[:-1], id="known", label=say("何人", "Who"))

    def command(self) -> cmd.RequestHearing:
        """The request."""
        return cmd.RequestHearing(self.case.id, self.chosen("known"))


class AnnounceHearing(CaseSheet):
    """听证通知: at least seven days ahead; the presider does not examine the application."""

    HEADING: ClassVar[tuple[str, str]] = ("听证通知", "Announce the hearing")

    def __init__(self, session: Session, case: Case) -> None:
        self._earliest = procedures.hearing_earliest(session.today, session.desk.law).on
        last = case.hearing_asked.hold_by.on if case.hearing_asked else None
        until = say(f"，不晚于 {last}", f", not after {last}") if last else ""
        lines = say(
            f"不早于 {self._earliest}{until}。主持人不能是审查、核、现场核查人员。",
            f"Not before {self._earliest}{until}. Whoever examines does not preside.",
        )
        super().__init__(session, case, lines)

    def body(self) -> Iterable[Widget]:
        """When, where, who presides."""
        yield day_field(say("日期", "Date"), "held", self._earliest)
        yield Field(say("时间", "Time"), "time", value="09:30", room=20)
        yield Field(say("地点", "Place"), "place", value=self.session.desk.setting.hall.address)
        yield Choice(self._presiders(), id="presider", label=say("主持人", "Presider"))

    def _presiders(self) -> list[tuple[str, str]]:
        """The hall's regular staff but those who examine the application; this window's first."""
        setting = self.session.desk.setting
        busy = examiners(self.case, setting)
        free = [one for one in setting.staff.values() if not one.temporary and one.name not in busy]
        free.sort(key=lambda one: (one.window != setting.window.code, one.window, one.number))
        rows = [(one.name, f"{one.name} {one.number} {one.window}") for one in free]
        return rows or [("", say("没有合适的人员", "nobody"))]

    def command(self) -> cmd.AnnounceHearing:
        """The notice."""
        time, place = self.needed("time"), self.needed("place")
        return cmd.AnnounceHearing(self.case.id, self.day("held"), time, place, self.chosen("presider"))


class HoldHearing(CaseSheet):
    """听证笔录: the decision rests on it."""

    HEADING: ClassVar[tuple[str, str]] = ("听证笔录", "The record of the hearing")

    def body(self) -> Iterable[Widget]:
        """The record and what it found."""
        yield Field(say("笔录编号", "Record no."), "record", hint=say("经签字的笔录", "of the signed record"))
        yield long_field(say("听证结论", "Findings"), "findings", hint=say("据以决定", "the decision rests on it"))

    def command(self) -> cmd.HoldHearing:
        """The hearing."""
        return cmd.HoldHearing(self.case.id, self.needed("record"), self.needed("findings"))


class SiteVisit(CaseSheet):
    """现场核查, with two names or more."""

    HEADING: ClassVar[tuple[str, str]] = ("现场核查", "A visit on the spot")

    def body(self) -> Iterable[Widget]:
        """Who went and what they saw."""
        yield names_field(say("核查人员", "Persons"), "persons")
        yield long_field(say("核查情况", "Findings"), "findings")

    def command(self) -> cmd.RecordSiteVisit:
        """The visit."""
        return cmd.RecordSiteVisit(self.case.id, self.names("persons"), self.needed("findings"))
