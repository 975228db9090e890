"""What may be done to a case: the key, the command behind it, and the dialog that asks for the rest."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from windowdesk.i18n import say
from windowdesk.models import commands as cmd
from windowdesk.models.case import Case, Status
from windowdesk.models.refusal import Reason
from windowdesk.screens.faults import told
from windowdesk.screens.keys import Key
from windowdesk.screens.session import Session
from windowdesk.screens.sheet import ActSheet, Confirm
from windowdesk.screens.sheets import materials, opinions, papers, service, stopping

Open = Callable[[Session, Case], ActSheet]


@dataclass(frozen=True, slots=True)
class Act:
    """One act of the case page."""

    key: str
    command: type
    sheet: Open
    label: tuple[str, str]
    why: tuple[str, str]

    def binding(self) -> Key:
        """Its key."""
        return Key(self.key, f"act('{self.key}')", self.label, self.why)


def _confirm(title: tuple[str, str], lines: tuple[str, str], command: Callable[[str], cmd.CaseCommand]) -> Open:
    def sheet(session: Session, case: Case) -> ActSheet:
        named = f"{case.item.name}  {case.applicant.name}\n{say(*lines)}"
        return Confirm(session, say(*title), named, command(case.id))

    return sheet


_ACCEPT = _confirm(
    ("受理", "Accept"),
    (
        "材料齐全、符合形式，出具受理通知书，办结期限自今日起算。",
        "All is in form; the period begins today.",
    ),
    cmd.AcceptCase,
)
_MAKE = _confirm(
    ("制证", "Make the certificate"), ("编号并制作证件。", "The certificate is numbered and made."), cmd.MakeCertificate
)
_STAMP = _confirm(
    ("盖章", "Stamp"),
    ("在证件上加盖印章，印迹编号登记。", "The seal is set and numbered."),
    cmd.StampCertificate,
)

ACTS: tuple[Act, ...] = (
    Act("a", cmd.AcceptCase, _ACCEPT, ("受理", "accept"), ("受理并出具通知书", "Accept and issue the notice")),
    Act("c", cmd.RequestCorrections, stopping.Corrections, ("补正", "correct"), ("一次告知补正", "Tell it once")),
    Act("r", cmd.RefuseAcceptance, stopping.RefuseAcceptance, ("不受理", "refuse"), ("不予受理", "Refuse acceptance")),
    Act("m", cmd.SupplementMaterials, materials.Supplement, ("补交", "materials"), ("补交材料", "More materials came")),
    Act("v", cmd.ReviewCase, opinions.Review, ("审查", "review"), ("审查意见", "The reviewer's opinion")),
    Act("k", cmd.CheckCase, opinions.Check, ("核", "check"), ("另一人核", "A second person checks")),
    Act("d", cmd.DecideCase, opinions.Decide, ("签批", "decide"), ("准予或不予", "Grant or deny")),
    Act("z", cmd.MakeCertificate, _MAKE, ("制证", "make"), ("制作证件", "Make the certificate")),
    Act("t", cmd.StampCertificate, _STAMP, ("盖章", "stamp"), ("在证件上盖章", "Stamp the certificate")),
    Act("i", cmd.HandOverResult, service.HandOver, ("发证", "issue"), ("窗口发证", "Issue at the window")),
    Act("e", cmd.PostResult, service.Post, ("邮寄", "EMS"), ("EMS 邮寄发证", "Issue by EMS")),
    Act("y", cmd.ConfirmDelivery, service.Delivered, ("签收", "delivered"), ("邮件签收", "The parcel was delivered")),
    Act("p", cmd.ReprintPaper, papers.Reprint, ("补打", "reprint"), ("补打纸件", "Print a paper again")),
    Act("x", cmd.ShowIdentity, papers.Unmask, ("显示", "unmask"), ("查看完整个人信息", "Show personal data in full")),
)
BY_KEY = {act.key: act for act in ACTS}


def why_not(case: Case, act: Act, stream: str) -> str:
    """Why a grey key is grey, as a sentence."""
    if case.holder != stream:
        return told(Reason.CASE_ELSEWHERE, case=case.id, window=case.window)
    if not case.open:
        return told(Reason.CASE_CLOSED, case=case.id)
    if act.command is cmd.RequestCorrections and case.status in (Status.RECEIVED, Status.CORRECTING):
        if case.corrections:
            return told(Reason.SECOND_NOTICE, on=case.corrections.on)
        return told(Reason.NOTHING_MISSING)
    if act.command is cmd.AcceptCase and case.lacking and case.status in (Status.RECEIVED, Status.CORRECTING):
        names = "、".join(line.name for line in case.lacking)
        reason = Reason.CORRECTION_INCOMPLETE if case.status is Status.CORRECTING else Reason.MATERIALS_MISSING
        return told(reason, materials=names)
    return told(Reason.WRONG_STATE, case=case.id, status=case.status.value)
