"""Papers that take a permit away, under the agency's own seal (行政许可法 第六十九、七十条)."""

from __future__ import annotations

from datetime import date

from windowdesk.models import events as ev
from windowdesk.models.case import Case
from windowdesk.models.notice import PaperKind
from windowdesk.models.papers.applications import remedies
from windowdesk.models.papers.common import Facts, clerk, day, draw, due, holder, sentence
from windowdesk.models.rules.permits import CANCELLATION_GROUNDS, REVOCATION_GROUNDS
from windowdesk.models.setting import Act, Setting

ACT = "《中华人民共和国行政许可法》"
FRAUD = "第六十九条第二款"


def mending(setting: Setting, act: Act, case: Case, made: ev.MendingOrdered) -> ev.PaperDrawn:
    """责令限期整改通知书: what does not agree with the promise, and until when it is to be put right."""
    found = case.broken.findings if case.broken else ""
    number = case.certificate.number if case.certificate else case.about
    return draw(
        setting,
        act,
        case.item,
        PaperKind.MENDING,
        case_no=case.id,
        addressee=case.applicant.name,
        facts=(*_permit(act, case, number), ("整改内容", made.what), ("整改期限", day(made.mend_by))),
        paragraphs=(
            f"经核查，你（单位）的实际情况与告知承诺的内容不符：{sentence(found)}现责令限期整改。",
            "请在整改期限前改正，并告知本机关复查。逾期拒不整改或者整改后仍不符合条件的，本机关将依法撤销行政许可决定。",
            "你（单位）对上述事实有权进行陈述和申辩。",
        ),
        remedies=remedies(setting, case.item, act.today, "本通知书"),
        counterfoil=True,
    )


def holder_told(setting: Setting, act: Act, case: Case, made: ev.HolderTold) -> ev.PaperDrawn:
    """拟撤销（注销）行政许可告知书: which permit, on which facts and ground, and until when the holder may speak."""
    word = "注销" if case.way == "cancel" else "撤销"
    ground = case.ground or "第六十九条第一款第四项"
    said = CANCELLATION_GROUNDS[ground] if word == "注销" else REVOCATION_GROUNDS[ground]
    number = case.about if case.ground or case.certificate is None else case.certificate.number
    return draw(
        setting,
        act,
        case.item,
        PaperKind.HOLDER,
        title=f"拟{word}行政许可告知书",
        case_no=case.id,
        addressee=made.to or case.applicant.name,
        facts=(
            *holder(case.applicant),
            *((("受送达人", made.to),) if made.to else ()),
            ("许可事项", case.item.name),
            ("证件编号", number),
            ("陈述申辩期限", due(made.reply_by)),
            ("经办窗口", clerk(setting, act)),
        ),
        paragraphs=(
            f"经查：{sentence(made.facts)}",
            f"以上事实属于{said}的情形。依照{ACT}{ground}，本机关拟决定{word}该行政许可。",
            f"依照{ACT}第七条，你（单位）有权进行陈述和申辩，请在期限内到窗口或者书面提出。逾期未提出的，不影响本机关依法"
            "作出决定。",
        ),
        counterfoil=True,
        provisional=made.reply_by.provisional,
    )


def revocation(
    setting: Setting, act: Act, case: Case, made: ev.PermitRevoked, barred_until: date | None = None
) -> ev.PaperDrawn:
    """撤销行政许可决定书: facts, what the holder said, ground, what follows, and the remedies with organ and period."""
    said = "；".join(f"{one.who}：{one.statement.rstrip('。')}" for one in case.statements)
    told = f"本机关于{day(case.holder_told.on)}书面告知了拟作出的决定。" if case.holder_told else ""
    heard = f"本机关听取了陈述、申辩，内容为：{said}。" if said else "在告知的期限内没有收到陈述、申辩。"
    bar = (
        f"依照{ACT}第七十九条，你（单位）自本决定作出之日起至{day(barred_until)}止不得再次申请该行政许可。"
        if barred_until
        else ""
    )
    return draw(
        setting,
        act,
        case.item,
        PaperKind.REVOCATION,
        case_no=case.id,
        addressee=case.applicant.name,
        facts=_permit(act, case, made.certificate),
        paragraphs=(
            f"经查：{sentence(made.reasons)}",
            *_mended(case, made),
            f"{told}{heard}",
            f"以上事实属于{REVOCATION_GROUNDS[made.ground]}的情形。依照{ACT}{made.ground}，决定撤销该行政许可。{bar}",
            f"{_afterwards(case, made.ground)}本机关将依照{ACT}第七十条第四项办理注销手续，请自收到本决定书之日起"
            "交回证件。",
        ),
        remedies=remedies(setting, case.item, act.today),
    )


def _mended(case: Case, made: ev.PermitRevoked) -> tuple[str, ...]:
    """What came of the order to put a broken promise right, or why there was none."""
    if case.mending and case.mending_checked:
        ordered = f"本机关于{day(case.mending.on)}责令在{day(case.mending.mend_by)}前整改。"
        return (f"{ordered}{day(case.mending_checked.on)}复查：{sentence(case.mending_checked.findings)}",)
    return (f"未责令整改的理由：{sentence(made.beyond_mending)}",) if made.beyond_mending else ()


def _afterwards(case: Case, ground: str) -> str:
    """What 第六十九条第四款 says of the holder's interests; a holder who promised falsely is owed nothing."""
    if ground == FRAUD:
        return f"依照{ACT}第六十九条第四款，基于该行政许可取得的利益不受保护。"
    if case.promise:
        return ""
    return f"合法权益因此受到损害的，可以依照{ACT}第六十九条第四款要求赔偿。"


def _permit(act: Act, case: Case, certificate: str) -> Facts:
    """Whose permit, which, and who signs."""
    return (
        *holder(case.applicant),
        ("许可事项", case.item.name),
        ("证件编号", certificate),
        ("签批人", act.by.name if act.by else ""),
    )


def _said(case: Case) -> str:
    """That the holder was told, and what was said."""
    if case.holder_told is None:
        return ""
    said = "；".join(f"{one.who}：{one.statement.rstrip('。')}" for one in case.statements)
    heard = f"听取的陈述、申辩为：{said}。" if said else "在告知的期限内没有收到陈述、申辩。"
    return f"本机关于{day(case.holder_told.on)}书面告知了拟作出的决定，{heard}"


def cancellation(setting: Setting, act: Act, case: Case, made: ev.PermitCancelled) -> ev.PaperDrawn:
    """注销行政许可决定书: on whose request or on what ground, and the remedies."""
    if case.ground:
        opening = (
            f"经查，该行政许可有下列情形：{CANCELLATION_GROUNDS[made.ground]}。{sentence(made.reasons)}{_said(case)}"
        )
    else:
        opening = f"你（单位）于{day(case.received_on)}申请注销该行政许可。{sentence(made.reasons)}"
    return draw(
        setting,
        act,
        case.item,
        PaperKind.CANCELLATION,
        case_no=case.id,
        addressee=case.applicant.name,
        facts=_permit(act, case, made.certificate),
        paragraphs=(
            opening,
            f"依照{ACT}{made.ground}，决定注销该行政许可。自本决定作出之日起，不得继续从事该行政许可事项的活动；"
            "证件尚未交回的，请自收到本决定书之日起交回。",
        ),
        remedies=remedies(setting, case.item, act.today),
    )
