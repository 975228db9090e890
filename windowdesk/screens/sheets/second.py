"""Another person lends a hand at the same keyboard: number and PIN."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar

from textual.widget import Widget

from windowdesk import words
from windowdesk.i18n import say
from windowdesk.models.refusal import Refused
from windowdesk.screens.sheet import Fault, Sheet
from windowdesk.widgets.field import Field

if TYPE_CHECKING:
    from windowdesk.models.parties import Staff


class SecondPerson(Sheet["Staff"]):
    """The person of a number and PIN; the PIN is checked here and kept nowhere."""

    HEADING: ClassVar[tuple[str, str]] = ("由另一人办理", "By another person")

    def body(self) -> Iterable[Widget]:
        """Number and PIN."""
        yield Field(say("工号", "Staff no."), "second-number", room=20, numeric=True)
        yield Field(say("口令", "PIN"), "second-pin", room=12, secret=True)

    def answer(self) -> Staff:
        """The person. Raises Fault with the refusal's sentence."""
        session = self.session
        try:
            return session.desk.sign_in(self.value("second-number"), self.value("second-pin"), session.clock())
        except Refused as refused:
            self.query_one("#field-second-pin", Field).input.value = ""
            raise Fault(words.sentence(refused)) from None
