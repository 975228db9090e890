"""发证: at the window, by EMS, and the return receipt."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import ClassVar

from textual.widget import Widget

from windowdesk.i18n import say
from windowdesk.models import commands as cmd
from windowdesk.models.case import Case
from windowdesk.models.numbers import mail_number_fault
from windowdesk.models.parties import PartyKind
from windowdesk.models.refusal import Reason
from windowdesk.screens.faults import id_fault, phone_fault, told
from windowdesk.screens.session import Session
from windowdesk.screens.sheet import Fault
from windowdesk.screens.sheets.caseform import CaseSheet, day_field, long_field
from windowdesk.widgets.field import Choice, Field


class HandOver(CaseSheet):
    """The result goes to the applicant, or to somebody with their power."""

    HEADING: ClassVar[tuple[str, str]] = ("窗口发证", "Issue at the window")

    def body(self) -> Iterable[Widget]:
        """Who takes it."""
        agent = self.case.agent
        yield Choice(
            [("no", say("申请人领取", "the applicant")), ("yes", say("代理人领取", "an agent"))],
            id="agent",
            label=say("领取", "Taken by"),
        )
        party = self.case.applicant
        who = agent.name if agent else party.contact or (party.name if party.kind is PartyKind.PERSON else "")
        hint = say(f"不填即{who}", f"empty means {who}") if who else say("领取的人的姓名", "who takes it")
        yield Field(say("领取人", "Receiver"), "receiver", room=100, hint=hint)
        yield Field(
            say("证件号码", "ID number"),
            "receiver-number",
            room=30,
            numeric=True,
            check=lambda text: id_fault(PartyKind.PERSON, text, self.session.today),
        )

    def command(self) -> cmd.HandOverResult:
        """The handing over."""
        by_agent = self.chosen("agent") == "yes"
        return cmd.HandOverResult(self.case.id, self.value("receiver"), self.value("receiver-number"), by_agent)


class Post(CaseSheet):
    """A parcel with the result."""

    HEADING: ClassVar[tuple[str, str]] = ("EMS 邮寄发证", "Issue by EMS")

    def body(self) -> Iterable[Widget]:
        """Mail number, addressee, zone."""
        to = self.case.applicant
        yield Field(say("邮件号", "Mail no."), "mail", room=30, numeric=True, check=_mail_fault)
        yield Field(say("收件人", "Receiver"), "to", room=100, value=to.contact or to.name)
        yield Field(say("电话", "Telephone"), "to-phone", room=30, numeric=True, value=to.phone, check=phone_fault)
        yield Field(say("地址", "Address"), "to-address", value=to.address)
        zones = [(zone, f"{zone} {fen / 100:.2f} 元") for zone, fen in self._zones().items()]
        yield Choice([("", say("不计", "none")), *zones], id="zone", label=say("资费", "Postage"))

    def _zones(self) -> dict[str, int]:
        return self.session.desk.setting.zones(self.session.clock().date())

    def command(self) -> cmd.PostResult:
        """The posting."""
        mail, to, phone, address = (self.value(name) for name in ("mail", "to", "to-phone", "to-address"))
        return cmd.PostResult(self.case.id, mail, to, phone, address, self.chosen("zone"))


def _mail_fault(text: str) -> str:
    return told(Reason.MAIL_NUMBER_WRONG, fault=fault) if (fault := mail_number_fault(text)) else ""


class Delivered(CaseSheet):
    """The return receipt came back."""

    HEADING: ClassVar[tuple[str, str]] = ("签收登记", "Delivered")

    def body(self) -> Iterable[Widget]:
        """When, and who signed."""
        parcel = self.case.parcel
        yield Field(say("签收日期", "Date"), "on", room=10, value=f"{self.session.today}", numeric=True)
        yield Field(say("签收人", "Signed by"), "signed", room=100, value=parcel.receiver if parcel else "")

    def command(self) -> cmd.ConfirmDelivery:
        """The delivery."""
        try:
            on = date.fromisoformat(self.value("on"))
        except ValueError:
            raise Fault(say("日期应写成 2026-11-23。", "Write the date as 2026-11-23.")) from None
        return cmd.ConfirmDelivery(self.case.id, on, self.value("signed"))


class CameBack(CaseSheet):
    """The parcel came back undelivered."""

    HEADING: ClassVar[tuple[str, str]] = ("邮件退回", "The parcel came back")

    def __init__(self, session: Session, case: Case) -> None:
        number = case.parcel.mail_no if case.parcel else ""
        due = f"{case.serve_due.on}" if case.serve_due else ""
        until = say(f"，送达期限仍是 {due}", f"; still to be served by {due}") if due else ""
        super().__init__(session, case, f"{number}{until}")

    def body(self) -> Iterable[Widget]:
        """When, and why."""
        yield day_field(say("退回日期", "Date"), "on", self.session.today)
        yield long_field(say("退回原因", "Why"), "why", hint=say("如 地址不详、拒收", "address unknown, refused"))

    def command(self) -> cmd.RecordReturn:
        """The return."""
        return cmd.RecordReturn(self.case.id, self.day("on"), self.needed("why"))
