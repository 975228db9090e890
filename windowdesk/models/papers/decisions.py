"""Papers of a decision: granted or denied, and the certificate (行政许可法 第三十八、三十九条)."""

from __future__ import annotations

from datetime import date

from windowdesk.models.case import Case
from windowdesk.models.catalogue import Item
from windowdesk.models.events import CertificateMade, PaperDrawn
from windowdesk.models.notice import TITLES, PaperKind
from windowdesk.models.papers.applications import barred, remedies
from windowdesk.models.papers.common import day, draw, holder, quoted, sentence, who
from windowdesk.models.parties import PartyKind
from windowdesk.models.setting import Act, Setting


def decision(
    setting: Setting,
    act: Act,
    case: Case,
    *,
    granted: bool,
    reasons: str,
    basis: str,
    valid_until: date | None,
    deemed: bool = False,
    false_materials: bool = False,
) -> PaperDrawn:
    """准予 or 不予行政许可决定书. Matters that are not permits say 办理 in place of 行政许可."""
    if case.ground:
        return left_standing(setting, act, case, reasons)
    item, permit = case.item, case.item.type in ("行政许可", "")
    kind = PaperKind.GRANT if granted else PaperKind.DENIAL
    matter = "行政许可" if permit else "办理"
    body: tuple[str, ...]
    rests = basis or item.basis or "《中华人民共和国行政许可法》第三十八条"
    if granted and deemed:
        body = (
            f"你（单位）提出的{quoted(item.name)}申请，本机关在原证件有效期届满前未作出决定。依照《中华人民共和国行政许可法》"
            "第五十条第二款，视为准予延续。",
            "本机关将自视为准予之日起十个工作日内颁发、送达证件（《中华人民共和国行政许可法》第四十四条）。",
        )
    elif granted:
        body = (
            f"你（单位）提出的{quoted(item.name)}申请，本机关已依法受理并审查。经审查，符合法定条件、标准。依照{rests}和"
            f"《中华人民共和国行政许可法》第三十八条第一款，决定准予{matter}。",
            "本机关将自作出决定之日起十个工作日内颁发、送达证件（《中华人民共和国行政许可法》第四十四条）。"
            "本决定依法公开，公众有权查阅（《中华人民共和国行政许可法》第四十条）。",
        )
    else:
        body = (
            f"你（单位）提出的{quoted(item.name)}申请，本机关已依法受理并审查。经审查：{sentence(reasons)}",
            f"依照{rests}和《中华人民共和国行政许可法》第三十八条第二款，决定不予{matter}。",
            *(_false(setting, act, case) if false_materials else ()),
        )
    rows: list[tuple[str, str]] = [*who(case.applicant), ("事项", item.name)]
    if granted:
        rows.append(("证件名称", item.result or "本决定书即为批准文件"))
        rows.append(("有效期", f"至{day(valid_until)}" if valid_until else "长期或者事项目录未载明"))
    if case.about:
        rows.append(("原证件编号", case.about))
    if case.hearing:
        rows.append(("听证笔录", case.hearing.record))
    rows.append(("签批人", act.by.name if act.by else "依法视为准予，无签批人"))
    return draw(
        setting,
        act,
        item,
        kind,
        title="" if permit else title_of(kind, item),
        case_no=case.id,
        addressee=case.applicant.name,
        facts=tuple(rows),
        paragraphs=body,
        remedies=() if granted else remedies(setting, case.item, act.today),
    )


def title_of(kind: PaperKind, item: Item) -> str:
    """The title of a decision on an item: only permits are called so."""
    return TITLES[kind] if item.type in ("行政许可", "") else TITLES[kind].replace("行政许可", "办理")


def title_of_denial(case: Case) -> str:
    """The title of the decision that refuses; of one the organ itself began, that leaves the permit standing."""
    if not case.ground:
        return title_of(PaperKind.DENIAL, case.item)
    return f"不予{'撤销' if case.way == 'revoke' else '注销'}行政许可决定书"


def _false(setting: Setting, act: Act, case: Case) -> tuple[str, ...]:
    """The warning for false materials, and the year in which nobody may apply again (第七十八条)."""
    warning = (
        "你（单位）隐瞒有关情况或者提供虚假材料申请行政许可，依照《中华人民共和国行政许可法》第七十八条，给予警告。"
    )
    bar = barred(setting, case.item, act.today)
    return (warning, bar) if bar else (warning,)


def left_standing(setting: Setting, act: Act, case: Case, reasons: str) -> PaperDrawn:
    """不予撤销（注销）决定书: the organ began by itself and found that the permit stands."""
    word = "撤销" if case.way == "revoke" else "注销"
    return draw(
        setting,
        act,
        case.item,
        PaperKind.DENIAL,
        title=title_of_denial(case),
        case_no=case.id,
        addressee=case.applicant.name,
        facts=(
            *holder(case.applicant),
            ("许可事项", case.item.name),
            ("证件编号", case.about),
            ("立案日期", day(case.received_on)),
            ("签批人", act.by.name if act.by else ""),
        ),
        paragraphs=(
            f"本机关依职权对上列行政许可是否应当{word}进行了审查。经审查：{sentence(reasons)}",
            f"不属于《中华人民共和国行政许可法》{case.ground}规定的情形，决定不予{word}，该行政许可继续有效。",
        ),
        remedies=remedies(setting, case.item, act.today),
    )


def certificate(setting: Setting, act: Act, case: Case, made: CertificateMade) -> PaperDrawn:
    """The certificate itself, to be stamped with the seal the matrix names (行政许可法 第三十九条)."""
    rows = [("证件编号", made.number), ("持有人", case.applicant.name)]
    if case.applicant.kind is PartyKind.ORGANISATION:
        rows.append(("统一社会信用代码", case.applicant.number))
    rows.append(("许可事项", case.item.name))
    if case.about:
        rows.append(("原证件编号", case.about))
    rows.append(("有效期", f"{day(made.issued_on)}至{day(made.valid_until)}" if made.valid_until else "长期"))
    return draw(
        setting,
        act,
        case.item,
        PaperKind.CERTIFICATE,
        title=made.name,
        case_no=case.id,
        addressee=case.applicant.name,
        facts=tuple(rows),
        paragraphs=("经审查，符合法定条件、标准，特发此证。",),
    )
