"""Why not, in words: who asks, for which item, for whom, and the desk itself. Each sentence says what to do."""

from __future__ import annotations

from windowdesk.models.refusal import Reason

PERSONS: dict[Reason, tuple[str, str]] = {
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
    Reason.NOT_THIS_WINDOW: (
        "{name}不是 {window} 号窗口的人员，今天也没有顶岗安排。请由本窗口人员办理，或先登记顶岗。",
        "{name} does not belong to window {window} and is not named to stand in today. Ask someone of this window.",
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
}

ITEMS: dict[Reason, tuple[str, str]] = {
    Reason.ITEM_UNKNOWN: ("事项目录中没有“{item}”。", "The catalogue has no item “{item}”."),
    Reason.ITEM_NOT_IN_FORCE: (
        "“{item}”今天不在有效期内（{since} 至 {until}），不能收件或受理。",
        "“{item}” is not in force today ({since} to {until}): it cannot be received or accepted.",
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
    Reason.PROXY_EXPIRED: (
        "代{department}办理“{item}”的委托今天不含“{step}”，或已经到期。请引导到主管部门，或先登记新的委托书。",
        "The instrument for {department} does not cover “{step}” of “{item}” today. Lead the applicant to it.",
    ),
    Reason.CERTIFICATE_MISSING: (
        "办理“{item}”须指明哪一本证件，请输入证件编号；非本大厅颁发的还要持证人。",
        "“{item}” concerns a certificate: enter its number, and its holder when this hall did not issue it.",
    ),
    Reason.CERTIFICATE_NOT_THEIRS: (
        "证件 {certificate} 不是该申请人的，或不是这个事项的证件。请核对证件编号和申请人。",
        "Certificate {certificate} is not this applicant's, or not of this item. Compare number and holder.",
    ),
    Reason.CERTIFICATE_ENDED: (
        "证件 {certificate} 已经失效（{state}），请按新申请办理。",
        "Certificate {certificate} has ended ({state}). Apply for a new one.",
    ),
    Reason.RENEWAL_LATE: (
        "证件 {until} 届满，延续应在 {last} 以前提出，现已逾期。请按新申请办理。",
        "The certificate ends on {until}: renewal was to be asked for by {last}. Apply for a new one.",
    ),
    Reason.GREEN_NOT_OPEN: (
        "绿色通道只适用于企业、社会法人和外来投资者，{name}不在其中。请按一般方式收件。",
        "The green channel is for enterprises, legal persons and outside investors, not {name}. Receive it as usual.",
    ),
    Reason.BARRED: (
        "{name}在 {until} 以前不得申请“{item}”，请说明依据并告知期满后再来。",
        "{name} may not apply for “{item}” until {until}. Name the provision and the day.",
    ),
}

APPLICANTS: dict[Reason, tuple[str, str]] = {
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
    Reason.PERSONAL_ATTENDANCE: (
        "“{item}”依法须由申请人本人到场，不能代办。请申请人本人来。",
        "“{item}” must be applied for in person, not by an agent. Ask the applicant to come.",
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
}

MACHINE: dict[Reason, tuple[str, str]] = {
    Reason.CLOCK_WENT_BACK: (
        "本机时间 {now} 早于登记簿最后一笔 {last}，请先校准时钟；时钟没有错的，请负责人确认今天的日期。",
        "This machine's clock says {now}, before the last entry at {last}. Set the clock first; if it is right, a head "
        "confirms today's date.",
    ),
    Reason.CLOCK_FAR_AHEAD: (
        "本机时间 {now} 比最后已知的时间 {last} 晚 {days} 天，期限不能按它计算。请先校准时钟；"
        "时钟没有错的，请负责人确认今天的日期。",
        "This machine's clock says {now}, {days} days after the last known time {last}: no period is counted by it. "
        "Set the clock first; if it is right, a head confirms today's date.",
    ),
    Reason.CLOCK_DIFFERS: (
        "本机时间 {now} 与大厅时间 {hall} 相差太大。请校准时钟后同步一次；大厅时间有误的，请负责人确认今天的日期。",
        "This machine's clock says {now}, the hall's {hall}. Set the clock and synchronise; if the hall is wrong, a "
        "head confirms today's date.",
    ),
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
    Reason.IDENTITIES_SPENT: (
        "{window} 号窗口的九个身份都已用过，不能再发编号，没有丢失任何内容。请联系大厅办公室换一个窗口号。",
        "Window {window} has used all nine of its identities and can give no more numbers; nothing was lost. Ask the "
        "hall office for another window code.",
    ),
    Reason.STORE_NEWER: (
        "窗口数据文件是更新版本的软件写的（第 {found} 版，本软件只认到第 {known} 版），没有改动。请先升级本软件。",
        "A newer release wrote this desk's data file (version {found}; this one knows {known}). Nothing was changed: "
        "upgrade first.",
    ),
}
