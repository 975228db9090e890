"""Who applies, and who acts for them: the fields of an intake."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.reactive import reactive
from textual.widgets import Input

from windowdesk.i18n import say
from windowdesk.models.inputs import limit
from windowdesk.models.parties import Agent, Party, PartyKind
from windowdesk.screens.faults import id_fault, phone_fault
from windowdesk.widgets.field import Field

NUMBERS = 30
"""Room for a number: more than any has, so that one digit too many is seen and judged, not dropped."""


class Applicant(Vertical):
    """The fields of the applicant and, when asked for, of the agent. What is wrong is said as it is typed."""

    DEFAULT_CSS = """
    Applicant { height: auto; }
    Applicant Horizontal { height: 1; }
    Applicant #agent { height: auto; display: none; }
    Applicant.-agent #agent { display: block; }
    """
    kind = reactive(PartyKind.PERSON, init=False)
    with_agent = reactive(False, init=False)

    def __init__(self, today: Callable[[], date]) -> None:
        super().__init__(id="applicant")
        self._today = today

    def compose(self) -> ComposeResult:
        """Name and number; telephone and contact; address; the agent."""
        with Horizontal():
            yield Field(say("姓名", "Name"), "name", room=limit("name"))
            yield Field(say("身份证号", "ID no."), "number", room=NUMBERS, numeric=True, check=self._number_fault)
        with Horizontal():
            yield Field(say("电话", "Tel."), "phone", room=NUMBERS, numeric=True, check=phone_fault)
            yield Field(say("联系人", "Contact"), "contact", room=limit("contact"))
        yield Field(say("地址", "Addr."), "address", room=limit("address"))
        with Vertical(id="agent"):
            with Horizontal():
                yield Field(say("代理人", "Agent"), "agent-name", room=limit("name"))
                yield Field(
                    say("身份证号", "ID no."), "agent-number", room=NUMBERS, numeric=True, check=self._agent_fault
                )
            with Horizontal():
                yield Field(say("电话", "Tel."), "agent-phone", room=NUMBERS, numeric=True, check=phone_fault)
                hint = say("委托书编号或要点", "number or gist of the written power")
                yield Field(say("委托书", "Power"), "agent-power", room=limit("power"), hint=hint)

    def _number_fault(self, text: str) -> str:
        return id_fault(self.kind, text, self._today())

    def _agent_fault(self, text: str) -> str:
        return id_fault(PartyKind.PERSON, text, self._today())

    def watch_kind(self) -> None:
        """An organisation has a name and a code, and its number is judged by another rule."""
        person = self.kind is PartyKind.PERSON
        self.field("name").relabel(say("姓名", "Name") if person else say("名称", "Name"))
        self.field("number").relabel(say("身份证号", "ID no.") if person else say("信用代码", "USCC"))
        self.field("number").on_input_changed()

    def watch_with_agent(self) -> None:
        """Show or hide the agent's fields; hidden ones count for nothing."""
        self.set_class(self.with_agent, "-agent")
        if self.with_agent:
            self.field("agent-name").input.focus()

    def field(self, name: str) -> Field:
        """One of the fields."""
        return self.query_one(f"#field-{name}", Field)

    @property
    def fields(self) -> list[Field]:
        """The fields that count, in order."""
        return [field for field in self.query(Field) if self.with_agent or not str(field.id).startswith("field-agent")]

    @property
    def fault(self) -> str:
        """The first thing that is wrong, as a sentence, or ""."""
        return next((fault for field in self.fields if (fault := field.fault)), "")

    @property
    def party(self) -> Party:
        """The applicant as typed."""
        told = {name: self.field(name).value for name in ("name", "number", "phone", "address", "contact")}
        return Party(self.kind, **told)

    @property
    def agent(self) -> Agent | None:
        """The agent as typed, or None."""
        if not self.with_agent:
            return None
        return Agent(*(self.field(f"agent-{name}").value for name in ("name", "number", "phone", "power")))

    def fill(self, party: Party | None, agent: Agent | None) -> None:
        """Put a party and an agent in the fields; None empties them."""
        self.kind = party.kind if party else PartyKind.PERSON
        self.with_agent = agent is not None
        for name in ("name", "number", "phone", "address", "contact"):
            self.field(name).input.value = getattr(party, name) if party else ""
        for name in ("name", "number", "phone", "power"):
            self.field(f"agent-{name}").input.value = getattr(agent, name) if agent else ""

    @on(Input.Submitted)
    def next_field(self, message: Input.Submitted) -> None:
        """Enter, as a scanner sends it: the next field."""
        message.stop()
        self.screen.focus_next()
