"""依职权: the organ's own proceeding that leads to 撤销 or 注销."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual import on
from textual.widget import Widget

from windowdesk.i18n import say
from windowdesk.models import commands as cmd
from windowdesk.models.inputs import limit
from windowdesk.models.parties import Party, PartyKind
from windowdesk.models.rules import permits
from windowdesk.screens.faults import phone_fault
from windowdesk.screens.session import Session
from windowdesk.screens.sheet import ActSheet, Fault
from windowdesk.screens.sheets.caseform import long_field
from windowdesk.widgets.bars import Plain
from windowdesk.widgets.field import Choice, Field

GROUNDS = {"revoke": permits.REVOCATION_GROUNDS, "cancel": permits.CANCELLATION_GROUNDS}


class Proceed(ActSheet):
    """依职权: the organ itself begins. A certificate of this hall is told by its number, any other with its holder."""

    HEADING: ClassVar[tuple[str, str]] = ("依职权撤销、注销", "The organ's own proceeding")
    DEFAULT_CSS = """
    Proceed #ground-told { color: $text-muted; height: auto; max-height: 2; }
    """

    def __init__(self, session: Session, certificate: str = "") -> None:
        super().__init__(session, say("先立案，审、核后听取陈述申辩，再作决定。", "It is reviewed, checked and heard."))
        self._certificate = certificate

    def body(self) -> Iterable[Widget]:
        """The certificate, what is to be done with it, on which ground, on which facts; and the holder when unknown."""
        yield Field(say("证件编号", "Certificate"), "certificate", value=self._certificate)
        yield Choice(
            [("revoke", say("撤销（第六十九条）", "revoke")), ("cancel", say("注销（第七十条）", "cancel"))],
            id="way",
            label=say("办理", "To"),
        )
        yield Choice([(ground, ground) for ground in GROUNDS["revoke"]], id="ground", label=say("情形", "Ground"))
        yield Plain(self._said("revoke", next(iter(GROUNDS["revoke"]))), id="ground-told", classes="lines")
        yield long_field(say("事实和证据", "Facts"), "facts")
        if self._certificate:
            return
        yield Plain(say("不是本大厅颁发的证件，再填：", "Not issued by this hall? Then also:"), classes="lines")
        yield Field(say("事项编号", "Item"), "item", room=64)
        yield Choice(
            [(PartyKind.ORGANISATION, say("单位", "organisation")), (PartyKind.PERSON, say("个人", "person"))],
            id="kind",
            label=say("持证人", "Holder"),
        )
        yield Field(say("姓名或名称", "Name"), "name", room=limit("name"))
        yield Field(say("证件号码", "Number"), "number", room=30, numeric=True)
        yield Field(say("电话", "Telephone"), "phone", room=30, numeric=True, check=phone_fault)
        yield Field(say("地址", "Address"), "address", room=limit("address"))
        yield Field(say("联系人", "Contact"), "contact", room=limit("contact"))

    def _said(self, way: str, ground: str) -> str:
        return GROUNDS[way].get(ground, "")

    @on(Choice.Changed)
    def follow(self, message: Choice.Changed) -> None:
        """The grounds follow the way; the words follow the ground."""
        way, ground = self.query_one("#way", Choice), self.query_one("#ground", Choice)
        if message.choice is way:
            ground.put([(one, one) for one in GROUNDS[way.value]])
        self.query_one("#ground-told", Plain).say(self._said(way.value, ground.value))

    def command(self) -> cmd.OpenProceeding:
        """The proceeding."""
        way, ground = self.query_one("#way", Choice).value, self.query_one("#ground", Choice).value
        certificate = self.value("certificate")
        if not certificate:
            raise Fault(say("请填写证件编号。", "Fill in the certificate's number."))
        item, holder = ("", None) if self._certificate else (self.value("item"), self._holder())
        return cmd.OpenProceeding(certificate, way, ground, self.value("facts"), item, holder)

    def _holder(self) -> Party | None:
        told = [self.value(part) for part in ("name", "number", "phone", "address", "contact")]
        kind = PartyKind(self.query_one("#kind", Choice).value)
        return Party(kind, *told) if told[0] else None
