"""缴费通知 and 缴费登记: the published fee and nothing else; a matter without one has no key for it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.widget import Widget

from windowdesk.i18n import say
from windowdesk.models import commands as cmd
from windowdesk.models.case import Case
from windowdesk.screens.session import Session
from windowdesk.screens.sheets.caseform import Agreed, CaseSheet
from windowdesk.widgets.field import Field


class NotifyFee(Agreed):
    """What is to be paid, on which basis, where to; the quantity where the rate is one a unit."""

    HEADING: ClassVar[tuple[str, str]] = ("缴费通知", "Tell the fee")

    def __init__(self, session: Session, case: Case) -> None:
        fee, account = case.item.fee, session.desk.setting.department(case.item).account
        lines = ""
        if fee:
            fen = fee.rate if fee.fen is None else fee.fen
            each = say(f"每{fee.unit} ", f"for each {fee.unit} ") if fee.rate is not None else ""
            yuan = f"{each}{(fen or 0) / 100:.2f}"
            lines = say(
                f"金额 {yuan} 元，全额缴入国库 {account}\n标准：{fee.standard}\n依据：{fee.basis}",
                f"{yuan} yuan, paid to the treasury {account}\nRate: {fee.standard}\nBasis: {fee.basis}",
            )
        super().__init__(session, case, lines)

    @property
    def _by_quantity(self) -> str:
        fee = self.case.item.fee
        return fee.unit if fee and fee.rate is not None else ""

    def body(self) -> Iterable[Widget]:
        """The quantity, where it decides the amount."""
        if unit := self._by_quantity:
            yield Field(say("数量", "Quantity"), "quantity", room=10, numeric=True, hint=say(f"单位：{unit}", unit))

    def command(self) -> cmd.NotifyFee:
        """The notice."""
        return cmd.NotifyFee(self.case.id, self.value("quantity") if self._by_quantity else "")


class RecordPayment(CaseSheet):
    """The treasury's receipt is shown."""

    HEADING: ClassVar[tuple[str, str]] = ("缴费登记", "Payment")

    def __init__(self, session: Session, case: Case) -> None:
        yuan = case.fee.fen / 100 if case.fee else 0
        super().__init__(session, case, say(f"应缴 {yuan:.2f} 元，凭非税收入票据登记。", f"Due: {yuan:.2f} yuan."))

    def body(self) -> Iterable[Widget]:
        """The receipt's number."""
        yield Field(say("票据号", "Receipt no."), "receipt", room=60, numeric=True)

    def command(self) -> cmd.RecordPayment:
        """The payment."""
        return cmd.RecordPayment(self.case.id, self.needed("receipt"))
