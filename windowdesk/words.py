"""Every reason, state, event and paper as a sentence a clerk reads, in Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from windowdesk.i18n import say
from windowdesk.models.clocks import Clock
from windowdesk.models.refusal import Reason, Refused
from windowdesk.models.rows import HistoryLine, Light

REASONS: dict[Reason, tuple[str, str]] = {
    Reason.NOT_SIGNED_IN: ("请先登录。", "Sign in first."),
    Reason.WRONG_PIN: ("工号或口令不对，请再输一次。", "The staff number or PIN is wrong. Try again."),
    Reason.SIGN_IN_LOCKED: (
        "口令连续输错，{until} 以后再试，或请督查人员重设。",
        "Too many wrong PINs. Try after {until}, or have the PIN set anew.",
    ),
    Reason.STAFF_UNKNOWN: ("大厅资料中没有工号 {number}。", "The hall file has no staff number {number}."),
    Reason.TEMPORARY_STAFF: (
        "{name}是临时人员，只能导办，不能收件、受理、审核或决定。",
        "{name} is temporary staff and may guide only, not receive, accept, review or decide.",
    ),
    Reason.NO_DELEGATION: (
        "{name}今天没有“{step}”的有效授权，请换有授权的人员，或先登记委托书。",
        "{name} has no live delegation for “{step}” today. Ask someone who has, or register the instrument.",
    ),
    Reason.SAME_PERSON: (
        "一审一核：{name}已经审查过，须由另一人核。",
        "One reviews, another checks: {name} reviewed it, a second person must check.",
    ),
    Reason.SEAL_NOT_READY: (
        "印章“{seal}”现在不能用：{fault}。没有印章的书面凭证不合法，请先处理印章。",
        "The seal “{seal}” cannot be used now: {fault}. A paper without its seal would not be lawful.",
    ),
    Reason.NO_SEAL: (
        "本窗口没有{department}用于这种文书的印章，请联系大厅办公室。",
        "This window has no seal of {department} for this paper. Ask the hall office.",
    ),
    Reason.ITEM_UNKNOWN: ("事项目录中没有“{item}”。", "The catalogue has no item “{item}”."),
    Reason.ITEM_NOT_IN_FORCE: (
        "“{item}”今天不在有效期内（{since} 至 {until}），不能收件。",
        "“{item}” is not in force today ({since} to {until}) and cannot be received.",
    ),
    Reason.ITEM_OUTSIDE_HALL: (
        "“{item}”不在大厅办理，请到{office} {address}。按指引键可打印指引单。",
        "“{item}” is not handled in the hall: go to {office}, {address}. A referral slip can be printed.",
    ),
    Reason.ITEM_INSIDE_HALL: ("“{item}”在大厅办理：{right}。", "“{item}” is handled in the hall: {right}."),
    Reason.ITEM_SECRET: (
        "涉及国家秘密的事项不在窗口办理，请当面引导申请人到主管部门。本次未留下任何记录。",
        "State secrets are not taken at a window. Lead the applicant to the department. Nothing was recorded.",
    ),
    Reason.ITEM_NOT_AT_WINDOW: (
        "本窗口不受理“{item}”，请引导到：{right}。",
        "This window does not take “{item}”. The right window: {right}.",
    ),
    Reason.KIND_NEEDS_OTHER_WAY: (
        "“{item}”是{kind}，窗口系统尚不办理，请按原渠道交{office}。",
        "“{item}” is a matter of kind {kind}, which the desk does not handle yet: pass it to {office} as before.",
    ),
    Reason.NAME_MISSING: ("请填写申请人姓名或名称。", "Fill in the applicant's name."),
    Reason.NUMBER_WRONG: (
        "{kind}号码不对：{fault}。请对照证件重新输入。",
        "The {kind} number is wrong: {fault}. Compare it with the document.",
    ),
    Reason.PHONE_WRONG: (
        "联系电话不对：应为 11 位手机号或带区号的固定电话。",
        "The telephone is wrong: 11 digits for a mobile, or a landline with its area code.",
    ),
    Reason.ADDRESS_MISSING: ("邮寄须有收件地址。", "A parcel needs an address."),
    Reason.AGENT_WITHOUT_POWER: (
        "代理人应有姓名和书面委托，请填写委托书编号或要点。",
        "An agent needs a name and a written power: fill in its number or gist.",
    ),
    Reason.TEXT_TOO_LONG: (
        "“{field}”有 {length} 个字符，最多 {limit} 个，请删减。",
        "“{field}” has {length} characters, at most {limit} fit. Shorten it.",
    ),
    Reason.TEXT_UNPRINTABLE: (
        "“{field}”中有不能打印的字符 {character}，请删去后重新输入。",
        "“{field}” holds the character {character}, which cannot be printed. Delete it.",
    ),
    Reason.CHARACTER_NOT_IN_FONT: (
        "字库中没有“{character}”（{code}），纸件打不出来，本次操作没有进行。请改用规范字形或联系管理员加装字库。",
        "No font has “{character}” ({code}): the paper could not be printed, so nothing was done.",
    ),
    Reason.CASE_UNKNOWN: ("没有办件 {case}。", "There is no case {case}."),
    Reason.CASE_CLOSED: ("办件 {case} 已经办结，不能再改动。", "Case {case} is closed and cannot be changed."),
    Reason.CASE_ELSEWHERE: (
        "办件 {case} 在 {window} 号窗口办理，本窗口只能查看。",
        "Case {case} is with window {window}; this window can only look at it.",
    ),
    Reason.CASE_CHANGED: (
        "办件 {case} 刚刚有变化，请刷新后再试。",
        "Case {case} has just changed. Look again and retry.",
    ),
    Reason.WRONG_STATE: (
        "办件 {case} 现在是“{status}”，还不能做这一步。",
        "Case {case} stands at “{status}”; this step does not follow from there.",
    ),
    Reason.DUPLICATE_CASE: (
        "同一申请人的“{item}”已有未办结的办件 {case}，不能重复收件。",
        "The same applicant has an open case for “{item}”: {case}. It cannot be received twice.",
    ),
    Reason.NOTHING_RECEIVED: ("“{item}”没有收到任何材料。", "No material was received for “{item}”."),
    Reason.MATERIAL_UNKNOWN: (
        "事项目录没有列出的材料不能要求提交：{materials}。",
        "Materials the item does not list cannot be demanded: {materials}.",
    ),
    Reason.MATERIALS_MISSING: (
        "材料不齐或不符合形式：{materials}。应当一次告知全部内容。",
        "Missing or faulty: {materials}. Everything must be told at once.",
    ),
    Reason.NOTHING_MISSING: (
        "材料齐全、符合形式，应当受理，不能要求补正。",
        "Everything is there and in form: the application must be accepted.",
    ),
    Reason.CORRECTION_INCOMPLETE: (
        "补正还没有完成：{materials}。",
        "The corrections are not complete: {materials}.",
    ),
    Reason.SECOND_NOTICE: (
        "{on} 已经一次告知，不能再次要求补正。",
        "Everything was told once on {on}; a second notice is not allowed.",
    ),
    Reason.ALREADY_ACCEPTED: (
        "{on} 已经受理，不能再要求补正。",
        "It was accepted on {on}; corrections can no longer be asked for.",
    ),
    Reason.REASON_MISSING: ("请写明理由和依据。", "State the reasons and their basis."),
    Reason.RIGHT_OFFICE_MISSING: ("请写明应当向哪个机关申请。", "Name the office the applicant should go to."),
    Reason.OPINION_NEGATIVE: (
        "审查意见不赞成（{opinion}），不能直接准予，请退回重审或作出不予决定。",
        "The review was unfavourable ({opinion}): it cannot be granted as it stands.",
    ),
    Reason.DATE_IMPOSSIBLE: ("“{field}”的日期或天数不可能。", "The date or number of days in “{field}” is impossible."),
    Reason.CLOCK_WENT_BACK: (
        "本机时间 {now} 早于登记簿最后一笔 {last}，请先校准时钟。",
        "This machine's clock says {now}, before the last entry at {last}. Set the clock first.",
    ),
    Reason.MAIL_NUMBER_WRONG: (
        "邮件号不对：{fault}。请再扫一次面单。",
        "The mail number is wrong: {fault}. Scan the label again.",
    ),
    Reason.ZONE_UNKNOWN: ("资费表中没有“{zone}”，可选：{zones}。", "The tariff has no zone “{zone}”, only: {zones}."),
    Reason.NOT_POSTABLE: ("“{item}”的结果不能邮寄，请到窗口领取。", "The result of “{item}” cannot be posted."),
    Reason.RECEIVER_MISSING: (
        "请填写领取人姓名；代领的还要填写代理人证件号码。",
        "Name the receiver; an agent's number too.",
    ),
    Reason.PAPER_UNKNOWN: ("本办件没有纸件 {paper}。", "This case has no paper {paper}."),
    Reason.COMMAND_UNKNOWN: ("没有命令“{command}”。", "There is no command “{command}”."),
    Reason.COMMAND_MALFORMED: ("命令内容不对：{field}。", "The command is malformed: {field}."),
    Reason.DESK_BUSY: (
        "本机的窗口数据正被另一个程序占用，请关闭后再试，没有丢失任何内容。",
        "Another program holds this desk's data. Close it and try again; nothing was lost.",
    ),
    Reason.DISK_FULL: (
        "磁盘已满或不可写，本次操作没有进行，已有内容完好。请清理磁盘。",
        "The disk is full or cannot be written. Nothing was done and nothing was lost. Make room.",
    ),
    Reason.STORE_DAMAGED: (
        "窗口数据文件损坏（{detail}）。请停止使用，运行 windowdesk doctor，按提示恢复。",
        "The desk's data file is damaged ({detail}). Stop, and run windowdesk doctor.",
    ),
}

_FAULTS = {
    "shape": ("位数或字符不对", "the length or characters are wrong"),
    "birth": ("出生日期不存在", "the date of birth is impossible"),
    "check": ("校验码不符", "the check digit does not match"),
    "org_check": ("其中的组织机构代码校验码不符", "the check digit of the organisation code inside does not match"),
}
_KINDS = {"person": ("身份证件", "identity"), "organisation": ("统一社会信用代码", "social credit")}
_STEPS = {
    "review": ("审查", "review"),
    "check": ("核", "check"),
    "decide": ("签批", "decide"),
    "stamp": ("盖章", "stamp"),
    "supervisor": ("督查人员经办", "a supervisor's acting"),
}

STATUSES: dict[str, tuple[str, str]] = {
    "received": ("已收件，待受理", "received"),
    "correcting": ("待补正", "corrections awaited"),
    "accepted": ("已受理，待审查", "accepted"),
    "reviewed": ("已审查，待核", "reviewed"),
    "checked": ("已核，待签批", "checked"),
    "granted": ("已准予，待制证", "granted"),
    "certified": ("已制证，待盖章", "certificate made"),
    "ready": ("待发证", "ready to issue"),
    "denied": ("不予许可，待送达", "denied, to be served"),
    "posted": ("已交寄，待签收", "posted"),
    "closed": ("办结", "closed"),
}

EVENTS: dict[str, tuple[str, str]] = {
    "DeskOpened": ("窗口登记簿开启", "The desk's register was opened"),
    "CaseReceived": ("收件：{applicant}申请“{item}”", "Received: {applicant} applies for “{item}”"),
    "MaterialsSupplemented": ("补交材料：{materials}", "Materials handed in: {materials}"),
    "CorrectionRequested": (
        "一次告知补正：{materials}，{reply_by}前",
        "Told once what is missing: {materials}, by {reply_by}",
    ),
    "CaseAccepted": ("受理，自{on}起算{deemed}", "Accepted as of {on}{deemed}"),
    "CaseNotAccepted": ("不予受理：{reason}{right_office}", "Not accepted: {reason}{right_office}"),
    "CaseReviewed": ("审查：{opinion}", "Reviewed: {opinion}"),
    "CaseChecked": ("核：{opinion}", "Checked: {opinion}"),
    "DecisionMade": ("{outcome}，凭{instrument}{reasons}", "{outcome}, under {instrument}{reasons}"),
    "CertificateMade": ("制证：{name} {number}", "Certificate made: {name} {number}"),
    "CertificateStamped": ("盖章：印迹 {impression}", "Stamped: impression {impression}"),
    "ResultHandedOver": ("窗口发证：{receiver}领取", "Handed over at the window to {receiver}"),
    "ParcelPosted": ("邮寄送达：{mail_no}", "Posted by EMS: {mail_no}"),
    "ParcelDelivered": ("{on} 签收：{signed_by}", "Delivered on {on}, signed by {signed_by}"),
    "CaseClosed": ("办结归档：{result}", "Closed: {result}"),
    "PaperDrawn": ("出具{title} {number}", "Paper issued: {title} {number}"),
    "PaperReprinted": ("补打 {copy}：{paper_no}", "Reprint {copy}: {paper_no}"),
    "IdentityShown": ("查看完整个人信息，事由：{why}", "Personal data shown in full, because: {why}"),
    "MatterReferred": ("指引：{item_name} → {office}", "Referred: {item_name} → {office}"),
}

_CLOCKS = {"notice": ("补正", "notice"), "decision": ("办结", "decision"), "service": ("发证", "service")}
_LIGHTS = {
    "green": ("{left}天", "{left} d"),
    "yellow": ("剩{left}天", "{left} d left"),
    "red": ("超{left}天", "{left} d over"),
    "blue": ("不计时", "no clock"),
}


def _pick(pair: tuple[str, str]) -> str:
    return say(*pair)


class _Told(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "—"


def sentence(refused: Refused) -> str:
    """A refusal as one sentence, with its article."""
    told = _Told({key: value or "—" for key, value in refused.told.items()})
    for key, words in (("fault", _FAULTS), ("kind", _KINDS), ("step", _STEPS), ("status", STATUSES)):
        if told.get(key) in words:
            told[key] = _pick(words[told[key]])
    text = _pick(REASONS[refused.reason]).format_map(told)
    return f"{text}（{refused.article}）" if refused.article else text


def both(refused: Refused) -> tuple[str, str]:
    """A refusal's sentence in Chinese and in English, for machines that pass it on."""
    from windowdesk import i18n

    before = i18n.english()
    try:
        i18n.choose("zh")
        chinese = sentence(refused)
        i18n.choose("en")
        return chinese, sentence(refused)
    finally:
        i18n.choose("en" if before else "zh")


def status(value: str) -> str:
    """Where a case stands, in words."""
    return _pick(STATUSES[value])


def history(line: HistoryLine) -> str:
    """An event as a sentence, without its time and person."""
    return _pick(EVENTS[line.kind]).format_map(_Told(line.told))


def due(on: date | None, *, provisional: bool = False) -> str:
    """A date in a list; one beyond the known calendar is marked."""
    if on is None:
        return "—"
    return f"≈{on:%Y-%m-%d}{say('（暂）', ' (prov.)')}" if provisional else f"{on:%Y-%m-%d}"


def light(value: Light) -> str:
    """The running clock in words: a colour never stands alone."""
    return _pick(_LIGHTS[value.level]).format(left=abs(value.left or 0))


def clock_line(found: tuple[Clock, ...]) -> str:
    """The three clocks on one line: 补正 3/5 · 办结 12/20(承诺 7) · 发证 –/10."""
    parts = []
    for clock in found:
        used = "–" if clock.used is None else str(clock.used)
        total = say("未载明", "not stated") if clock.total is None else str(clock.total)
        promised = "" if clock.promised is None else f"({say('承诺', 'promised')} {clock.promised})"
        parts.append(f"{_pick(_CLOCKS[clock.name])} {used}/{total}{promised}")
    return " · ".join(parts)


def outcome(value: str) -> str:
    """How a case ended."""
    words: Mapping[str, tuple[str, str]] = {
        "granted": ("准予", "granted"),
        "denied": ("不予许可", "denied"),
        "not_accepted": ("不予受理", "not accepted"),
        "filed": ("备案", "filed"),
        "not_corrected": ("逾期未补正，退件", "returned, not corrected in time"),
    }
    return _pick(words.get(value, ("—", "—")))
