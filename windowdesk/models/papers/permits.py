"""Papers that take a permit away, under the agency's own seal (行政许可法 第六十九、七十条)."""

from __future__ import annotations

from datetime import date

from windowdesk.models import events as ev
from windowdesk.models.case import Case
from windowdesk.models.notice import PaperKind
from windowdesk.models.papers.applications import remedies
from windowdesk.models.papers.common import Facts, day, draw, holder, sentence
from windowdesk.models.rules.permits import CANCELLATION_GROUNDS, REVOCATION_GROUNDS
from windowdesk.models.setting import Act, Setting

ACT = "《中华人民共和国行政许可法》"
FRAUD = "第六十九条第二款"


def revocation(
    setting: Setting, act: Act, case: Case, made: ev.PermitRevoked, barred_until: date | None = None
) -> ev.PaperDrawn:
    """撤销行政许可决定书: facts, what the holder said, ground, what follows, and the remedies with organ and period."""
    heard = "；".join(f"{one.who}：{one.statement.rstrip('。')}" for one in case.statements)
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
            f"本机关听取了陈述、申辩，内容为：{heard}。",
            f"以上事实属于{REVOCATION_GROUNDS[made.ground]}的情形。依照{ACT}{made.ground}，决定撤销该行政许可。{bar}",
            f"{_afterwards(case, made.ground)}本机关将依照{ACT}第七十条第四项办理注销手续，请自收到本决定书之日起"
            "交回证件。",
        ),
        remedies=remedies(setting, case.item, act.today),
    )


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


def cancellation(setting: Setting, act: Act, case: Case, made: ev.PermitCancelled) -> ev.PaperDrawn:
    """注销行政许可决定书: on whose request or on what ground, and the remedies."""
    if case.ground:
        opening = f"经查，该行政许可有下列情形：{CANCELLATION_GROUNDS[made.ground]}。{sentence(made.reasons)}"
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
