"""Papers of the other ways an application goes: materials that follow, promises, withdrawal, return, money."""

from __future__ import annotations

from windowdesk.models import events as ev
from windowdesk.models.case import Case
from windowdesk.models.notice import Listing, PaperKind
from windowdesk.models.papers.applications import remedies
from windowdesk.models.papers.common import NOT_STATED, day, draw, due, letter, materials_of, who
from windowdesk.models.setting import Act, Setting


def tolerance(setting: Setting, act: Act, case: Case, made: ev.ToleranceGranted) -> tuple[ev.PaperDrawn, ev.PaperDrawn]:
    """申请容缺受理承诺书, signed by the applicant, and 容缺受理通知书: what follows, until when, what if not."""
    until = due(made.due)
    rows = tuple(
        (str(n), line.name, line.form or "—", str(line.copies), until)
        for n, line in enumerate((one for one in case.materials if one.name in made.materials), 1)
    )
    missing = Listing("容后补交的材料", ("序号", "材料名称", "形式", "份数", "补交期限"), rows)
    organ = setting.department(case.item).full_name
    promise = draw(
        setting,
        act,
        case.item,
        PaperKind.TOLERANCE_PROMISE,
        case_no=case.id,
        addressee=organ,
        facts=(*who(case.applicant), ("申请事项", case.item.name)),
        paragraphs=(
            "本人（单位）自愿申请容缺受理，并承诺：一、在补交期限前补齐下列材料，所补材料真实、合法、有效；"
            "二、逾期未补齐的，本次申请视为撤回，由此造成的损失自行承担，并愿意接受将失信情况记入信用记录。",
        ),
        listings=(missing,),
        signatures=("承诺人签名或盖章", "日期"),
    )
    notice = letter(
        setting,
        act,
        case,
        PaperKind.TOLERANCE,
        (
            "你（单位）申请的事项列入本大厅公布的容缺受理范围，基本条件具备，主要申请材料齐全、符合法定形式。"
            "经你（单位）书面承诺，本机关先予受理，现一次告知需要补交的全部材料。",
            "请在补交期限前到窗口、以邮寄方式或者委托代理人补交，以材料到达之日为准。补齐前不作出决定；补齐的，在承诺的期限内"
            "办结；逾期未补齐的，本次申请视为撤回，已收材料退还。",
            "本通知书一式两份，申请人和受理窗口各执一份。",
        ),
        listings=(missing,),
        counterfoil=True,
        query_code=case.query_code,
        copies=2,
    )
    return promise, notice


def promise(setting: Setting, act: Act, case: Case, made: ev.PromiseMade) -> ev.PaperDrawn:
    """告知承诺书: what the organ tells under its seal and what the applicant promises by hand, in two copies."""
    rows = tuple((str(n), text) for n, text in enumerate(made.conditions, 1))
    return letter(
        setting,
        act,
        case,
        PaperKind.PROMISE,
        (
            "一、本机关告知：本事项可以自愿选择以告知承诺方式办理，也可以选择按照一般程序办理。选择告知承诺方式的，应当符合下列"
            "全部条件。本机关在作出决定前，申请人可以撤回承诺。",
            f"二、作出准予决定后{made.check_days}个工作日内，本机关对承诺的履行情况进行核查。实际情况与承诺内容不符的，责令限期"
            "整改；逾期拒不整改、整改后仍不符合条件，或者未履行承诺、不符合条件的，依照《中华人民共和国行政许可法》第六十九条撤销"
            "决定，并记入信用记录，在信用修复前不适用告知承诺。",
            "三、申请人承诺：已经知晓本机关告知的全部内容；符合下列全部条件，提交的材料真实、合法、有效；以上承诺是真实的意思"
            "表示，愿意承担承诺不实的法律责任。",
            "本承诺书一式两份，本机关和申请人各执一份。",
        ),
        ("法定依据", case.item.basis or NOT_STATED),
        listings=(Listing("告知的条件", ("序号", "内容"), rows),),
        signatures=("承诺人签名或盖章", "日期"),
        copies=2,
    )


def returned(setting: Setting, act: Act, case: Case, reason: str) -> ev.PaperDrawn:
    """退件通知单: why the application ends here, which materials go back, and the way to challenge it."""
    held = tuple(line for line in case.materials if line.state != "missing")
    return letter(
        setting,
        act,
        case,
        PaperKind.RETURN,
        (reason, "所附材料退还你（单位）。条件具备后可以重新申请。"),
        ("收件日期", day(case.received_on)),
        listings=(materials_of(held, "退还的材料"),),
        remedies=remedies(setting, case.item, act.today, "本通知单"),
        counterfoil=True,
    )


def withdrawal(setting: Setting, act: Act, case: Case, made: ev.ApplicationWithdrawn) -> ev.PaperDrawn:
    """撤回申请确认书, signed by the applicant; the materials go back."""
    held = tuple(line for line in case.materials if line.state != "missing")
    return letter(
        setting,
        act,
        case,
        PaperKind.WITHDRAWAL,
        (
            "你（单位）在本机关作出决定前申请撤回，本机关予以确认，本次申请的办理终止，所附材料退还。条件具备后可以重新申请。",
        ),
        ("收件日期", day(case.received_on)),
        ("撤回日期", day(made.on)),
        ("撤回理由", made.reason),
        listings=(materials_of(held, "退还的材料"),),
        signatures=("申请人（代理人）签名或盖章", "日期"),
    )


def fee(setting: Setting, act: Act, case: Case, made: ev.FeeNotified) -> ev.PaperDrawn:
    """缴费通知书: basis, published rate, amount and account; all of it goes to the treasury (行政许可法 第五十九条)."""
    department = setting.department(case.item)
    return letter(
        setting,
        act,
        case,
        PaperKind.FEE,
        (
            "办理你（单位）的申请，依照法律、行政法规应当收取下列费用。收费项目和标准已经公布，所收费用全部上缴国库"
            "（《中华人民共和国行政许可法》第五十八条、第五十九条）。除本通知所列外，不收取任何费用。",
            "请在领取办理结果前缴纳，并凭财政票据到窗口登记。",
        ),
        ("收费依据", made.basis),
        ("收费标准", made.standard),
        *_counted(made),
        ("应缴金额", yuan(made.fen)),
        ("缴款账户", department.account or "以非税收入缴款码为准"),
        counterfoil=True,
    )


def _counted(made: ev.FeeNotified) -> tuple[tuple[str, str], ...]:
    """How the amount comes about where the rate is one a unit."""
    if made.rate is None:
        return ()
    return (
        ("数量", f"{made.quantity}{made.unit}"),
        ("计算", f"{yuan(made.rate)}×{made.quantity}＝{yuan(made.fen)}"),
    )


def paid(setting: Setting, act: Act, case: Case, made: ev.FeePaid) -> ev.PaperDrawn:
    """缴费登记凭证 with the number of the treasury's receipt."""
    return letter(
        setting,
        act,
        case,
        PaperKind.PAID,
        ("你（单位）应缴的费用已经缴清。本凭证登记缴费情况，不代替财政票据。",),
        ("收费依据", case.fee.basis if case.fee else NOT_STATED),
        ("财政票据号", made.receipt_no),
        ("缴费金额", yuan(made.fen)),
        ("缴费日期", day(made.on)),
    )


def yuan(fen: int) -> str:
    """An amount as papers print it, counted without fractions of a coin."""
    return f"{fen // 100}.{fen % 100:02d}元"
