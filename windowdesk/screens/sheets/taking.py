"""撤销 and 注销: what is put right first, what the holder is told, what they said, and the decision."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.widget import Widget

from windowdesk import words
from windowdesk.i18n import say
from windowdesk.models import commands as cmd
from windowdesk.models.case import Case, Status
from windowdesk.models.rules import permits, procedures
from windowdesk.screens.session import Session
from windowdesk.screens.sheets.caseform import CaseSheet, day_field, long_field, names_field
from windowdesk.widgets.field import Choice, Field

PROMISED = "第六十九条第一款第四项"


def _ground(case: Case) -> str:
    ground = case.ground or PROMISED
    return f"{ground} {permits.REVOCATION_GROUNDS.get(ground) or permits.CANCELLATION_GROUNDS.get(ground, '')}"


class OrderMending(CaseSheet):
    """责令限期整改."""

    HEADING: ClassVar[tuple[str, str]] = ("责令限期整改", "Order it to be put right")

    def __init__(self, session: Session, case: Case) -> None:
        super().__init__(session, case, case.broken.findings if case.broken else "")

    def body(self) -> Iterable[Widget]:
        """What, until when."""
        yield long_field(say("整改内容", "What"), "what")
        yield day_field(say("整改期限", "By"), "mend-by", None, hint=say("最后一天", "the last day"))

    def command(self) -> cmd.OrderMending:
        """The order."""
        return cmd.OrderMending(self.case.id, self.needed("what"), self.day("mend-by"))


class CheckMending(CaseSheet):
    """整改复查."""

    HEADING: ClassVar[tuple[str, str]] = ("整改复查", "Check whether it was put right")

    def __init__(self, session: Session, case: Case) -> None:
        one = case.mending
        told = say(f"{one.what}，{one.mend_by} 前改正", f"{one.what}, by {one.mend_by}") if one else ""
        super().__init__(session, case, told)

    def body(self) -> Iterable[Widget]:
        """Put right or not, what was found, by whom."""
        yield Choice(
            [
                ("yes", say("已经整改，办结", "put right: the case ends")),
                ("no", say("没有整改到位，转撤销", "not put right: to be revoked")),
            ],
            id="mended",
            label=say("复查结论", "Found"),
        )
        yield long_field(say("复查情况", "Findings"), "findings")
        yield names_field(say("复查人员", "By"), "persons")

    def command(self) -> cmd.CheckMending:
        """The check."""
        mended = self.chosen("mended") == "yes"
        return cmd.CheckMending(self.case.id, mended, self.needed("findings"), self.names("persons"))


class TellHolder(CaseSheet):
    """告知持有人: what is meant to be done and on which facts; the holder may speak."""

    HEADING: ClassVar[tuple[str, str]] = ("告知拟作出的决定", "Tell the holder")

    def __init__(self, session: Session, case: Case) -> None:
        until = procedures.holder_reply_due(session.today, session.desk.law)
        due = words.due(until.on, provisional=until.provisional)
        lines = say(
            f"{_ground(case)}\n持有人可在 {due} 前陈述、申辩；听取以后或者期满以后才能决定。",
            f"{_ground(case)}\nThe holder may speak until {due}; decide when they did, or after that day.",
        )
        super().__init__(session, case, lines)

    def body(self) -> Iterable[Widget]:
        """The facts; who receives it when the holder no longer can."""
        facts = self.case.broken.findings if self.case.broken else ""
        yield long_field(say("事实和理由", "Facts"), "facts", value=facts)
        hint = say("持有人死亡、终止的，填近亲属、清算组", "heirs, liquidator; else empty")
        yield Field(say("受送达人", "Received by"), "to", room=100, hint=hint)

    def command(self) -> cmd.TellHolder:
        """The telling."""
        return cmd.TellHolder(self.case.id, self.needed("facts"), self.value("to"))


class Revoke(CaseSheet):
    """撤销, after the holder was told and heard."""

    HEADING: ClassVar[tuple[str, str]] = ("撤销许可", "Revoke the permit")

    def __init__(self, session: Session, case: Case) -> None:
        number = case.about or (case.certificate.number if case.certificate else "")
        heard = "；".join(f"{one.who}：{one.statement}" for one in case.statements)
        super().__init__(session, case, f"{number}\n{_ground(case)}\n{say('陈述申辩', 'Heard')}：{heard}")

    @property
    def _unordered(self) -> bool:
        return self.case.status is Status.TO_REVOKE and self.case.mending is None

    def body(self) -> Iterable[Widget]:
        """The reasons; why a broken promise was not ordered to be put right."""
        yield long_field(say("撤销理由", "Reasons"), "reasons")
        if self._unordered:
            hint = say("没有责令整改的必须写明", "needed where it was not ordered")
            yield long_field(say("不能整改的理由", "Why not mended"), "beyond", hint=hint)

    def command(self) -> cmd.RevokePermit:
        """The revocation."""
        beyond = self.value("beyond") if self._unordered else ""
        return cmd.RevokePermit(self.case.id, self.needed("reasons"), beyond)


class Cancel(CaseSheet):
    """注销."""

    HEADING: ClassVar[tuple[str, str]] = ("注销许可", "Cancel the permit")

    def __init__(self, session: Session, case: Case) -> None:
        ground = case.ground or "第七十条第六项"
        super().__init__(session, case, f"{case.about}\n{ground} {permits.CANCELLATION_GROUNDS.get(ground, '')}")

    def body(self) -> Iterable[Widget]:
        """What to add."""
        yield long_field(say("注销说明", "Reasons"), "reasons", hint=say("可不填", "may stay empty"))

    def command(self) -> cmd.CancelPermit:
        """The cancellation."""
        return cmd.CancelPermit(self.case.id, self.value("reasons"))
