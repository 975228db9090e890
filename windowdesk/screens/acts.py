"""What may be done to a case: the key, the command behind it, and the dialog that asks for the rest."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from windowdesk.i18n import say
from windowdesk.models import commands as cmd
from windowdesk.models.case import Case
from windowdesk.screens.keys import Key
from windowdesk.screens.session import Session
from windowdesk.screens.sheet import ActSheet, Confirm
from windowdesk.screens.sheets import (
    clocks,
    hearings,
    joint,
    materials,
    money,
    opinions,
    papers,
    service,
    stopping,
    taking,
    ways,
    whose,
)

Open = Callable[[Session, Case], ActSheet]


@dataclass(frozen=True, slots=True)
class Act:
    """One act of the case page. Those of the `main` path stay in the key bar while they are grey."""

    key: str
    command: type
    sheet: Open
    label: tuple[str, str]
    why: tuple[str, str]
    main: bool = False

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
_HEARING_RIGHT = _confirm(
    ("告知听证权利", "Tell the right to a hearing"),
    (
        "书面告知申请人、利害关系人；五个工作日内可以申请听证，其间不能签批。",
        "Told in writing; it may be asked for within five working days, and nothing is decided before that.",
    ),
    cmd.TellHearingRight,
)

# Small letters for what is done every day, capitals for what is rare. Where two acts belong together they share a
# letter: the small one begins (h to the unit, b a break, f a fee), the capital ends it (H back, B over, F paid).
ACTS: tuple[Act, ...] = (
    Act("a", cmd.AcceptCase, _ACCEPT, ("受理", "accept"), ("受理并出具通知书", "Accept and issue the notice"), True),
    Act(
        "q",
        cmd.AcceptTolerantly,
        ways.Tolerate,
        ("容缺", "tolerate"),
        ("容缺受理：次要材料承诺后补", "Accept; secondary materials follow"),
    ),
    Act(
        "g",
        cmd.AcceptOnPromise,
        ways.Promise,
        ("承诺", "promise"),
        ("告知承诺受理，事后核查", "Accept on a promise, checked later"),
    ),
    Act("c", cmd.RequestCorrections, stopping.Corrections, ("补正", "correct"), ("一次告知补正", "Tell it once"), True),
    Act("m", cmd.SupplementMaterials, materials.Supplement, ("补交", "materials"), ("补交材料", "More materials came")),
    Act("r", cmd.RefuseAcceptance, stopping.RefuseAcceptance, ("不受理", "refuse"), ("不予受理", "Refuse acceptance")),
    Act("v", cmd.ReviewCase, opinions.Review, ("审查", "review"), ("审查意见", "The reviewer's opinion"), True),
    Act("k", cmd.CheckCase, opinions.Check, ("核", "check"), ("另一人核", "A second person checks"), True),
    Act("o", cmd.AskOpinions, joint.AskOpinions, ("征询", "ask"), ("同时征求各部门意见", "Ask every department")),
    Act("A", cmd.RecordReply, joint.RecordReply, ("纸答", "reply"), ("登记纸质答复", "A reply came on paper")),
    Act("d", cmd.DecideCase, opinions.Decide, ("签批", "decide"), ("准予或不予", "Grant or deny"), True),
    Act("U", cmd.DispatchUpward, ways.Upward, ("报上级", "send up"), ("报上级机关决定", "Send up to the superior")),
    Act("D", cmd.RecordSuperior, ways.Superior, ("上级决定", "superior"), ("登记上级的决定", "The superior decided")),
    Act("z", cmd.MakeCertificate, _MAKE, ("制证", "make"), ("制作证件", "Make the certificate"), True),
    Act("t", cmd.StampCertificate, _STAMP, ("盖章", "stamp"), ("在证件上盖章", "Stamp the certificate"), True),
    Act("i", cmd.HandOverResult, service.HandOver, ("发证", "issue"), ("窗口发证", "Issue at the window"), True),
    Act("e", cmd.PostResult, service.Post, ("邮寄", "EMS"), ("EMS 邮寄发证", "Issue by EMS"), True),
    Act("y", cmd.ConfirmDelivery, service.Delivered, ("签收", "delivered"), ("邮件签收", "The parcel was delivered")),
    Act("Y", cmd.RecordReturn, service.CameBack, ("退回", "returned"), ("邮件退回，没有送达", "The parcel came back")),
    Act(
        "f",
        cmd.NotifyFee,
        money.NotifyFee,
        ("缴费", "fee"),
        ("缴费通知，按公布的标准", "Tell the published fee"),
    ),
    Act("F", cmd.RecordPayment, money.RecordPayment, ("缴讫", "paid"), ("登记缴费票据", "The receipt is shown")),
    Act("h", cmd.SendToUnit, ways.ToUnit, ("转单位", "to unit"), ("转原单位，另计时限", "To the home unit, own limit")),
    Act("H", cmd.ReturnFromUnit, ways.FromUnit, ("单位回", "from unit"), ("原单位办完退回", "The home unit is done")),
    Act(
        "b",
        cmd.StartProcedure,
        clocks.StartProcedure,
        ("停计", "break"),
        ("特别程序，所需时间不计", "A procedure that is not counted"),
    ),
    Act("B", cmd.EndProcedure, clocks.EndProcedure, ("续计", "resume"), ("特别程序结束，继续计时", "It has ended")),
    Act("E", cmd.ExtendDecision, clocks.Extend, ("延期", "extend"), ("延长办理期限，限一次", "Extend, once only")),
    Act(
        "V",
        cmd.RecordSiteVisit,
        hearings.SiteVisit,
        ("核查", "visit"),
        ("现场核查，两人以上", "Two or more went"),
    ),
    Act("I", cmd.TellParty, hearings.TellParty, ("利害人", "party"), ("告知利害关系人", "Tell an interested party")),
    Act("S", cmd.HearStatement, hearings.HearStatement, ("陈述", "statement"), ("听取陈述申辩", "Hear a statement")),
    Act("T", cmd.TellHearingRight, _HEARING_RIGHT, ("听证权", "right"), ("告知听证权利", "A hearing may be asked for")),
    Act(
        "P",
        cmd.DeclareHearing,
        hearings.DeclareHearing,
        ("认定听", "declare"),
        ("认定涉及重大公共利益，应当听证", "A hearing is due in the public interest"),
    ),
    Act("Q", cmd.RequestHearing, hearings.RequestHearing, ("求听证", "asked"), ("申请听证", "A hearing is asked for")),
    Act(
        "N", cmd.AnnounceHearing, hearings.AnnounceHearing, ("听证会", "hearing"), ("听证通知", "When and where it is")
    ),
    Act("L", cmd.HoldHearing, hearings.HoldHearing, ("笔录", "record"), ("听证笔录", "The record of the hearing")),
    Act("K", cmd.RecordLaterCheck, ways.LaterCheck, ("后查", "later"), ("核查承诺是否属实", "Was the promise kept?")),
    Act("M", cmd.OrderMending, taking.OrderMending, ("整改", "mend"), ("责令限期整改", "Order it to be put right")),
    Act("G", cmd.CheckMending, taking.CheckMending, ("复查", "recheck"), ("整改复查", "Was it put right?")),
    Act(
        "J",
        cmd.TellHolder,
        taking.TellHolder,
        ("告知人", "holder"),
        ("告知持有人拟撤销、注销", "Tell the holder what is meant"),
    ),
    Act("R", cmd.RevokePermit, taking.Revoke, ("撤销", "revoke"), ("撤销许可", "Revoke the permit")),
    Act("C", cmd.CancelPermit, taking.Cancel, ("注销", "cancel"), ("注销许可", "Cancel the permit")),
    Act("W", cmd.WithdrawApplication, ways.Withdraw, ("撤回", "withdraw"), ("申请人撤回申请", "It is taken back")),
    Act("Z", cmd.HandOverCase, whose.HandOverCase, ("移交", "hand over"), ("移交别的窗口办理", "To another window")),
    Act("X", cmd.ReturnDuplicate, whose.ReturnDuplicate, ("重件", "twin"), ("重复收件，退件", "It goes on elsewhere")),
    Act("p", cmd.ReprintPaper, papers.Reprint, ("补打", "reprint"), ("补打纸件", "Print a paper again")),
    Act("x", cmd.ShowIdentity, papers.Unmask, ("显示", "unmask"), ("查看完整个人信息", "Show personal data in full")),
)
BY_KEY = {act.key: act for act in ACTS}
