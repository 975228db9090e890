"""Why not, in words: what stands in the way of a step of a case. Each sentence says what to do."""

from __future__ import annotations

from windowdesk.models.refusal import Reason

CASES: dict[Reason, tuple[str, str]] = {
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
        "{on} 已经办过一次，不能再次{matter}。",
        "{matter} on {on} already; a second time is not allowed.",
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
}

WAYS: dict[Reason, tuple[str, str]] = {
    Reason.NOT_TOLERABLE: (
        "“{item}”不能容缺受理：所缺的 {materials} 不是可容缺的次要材料，或者不符合形式。请一次告知补正。",
        "“{item}” cannot be accepted while {materials} lack: not secondary, or faulty. Ask for corrections.",
    ),
    Reason.TOLERANCE_OPEN: (
        "容缺的材料还没有补齐：{materials}。补齐以前不能作出决定。",
        "What was to follow is not in: {materials}. No decision before it is.",
    ),
    Reason.PROMISE_NOT_OPEN: (
        "“{item}”没有列入告知承诺事项，请按一般程序受理。",
        "“{item}” is not listed for promises. Accept it in the usual way.",
    ),
    Reason.PROMISE_BROKEN: (
        "{name}此前承诺不实（办件 {case}），信用修复前不适用告知承诺，请按一般程序办理。",
        "{name} broke a promise before (case {case}) and may not promise again. Take the usual way.",
    ),
    Reason.GROUND_UNLAWFUL: (
        "“{ground}”不是法定情形，只能选：{listed}。",
        "“{ground}” is no ground the law knows, only: {listed}.",
    ),
    Reason.DECISION_OTHER_WAY: (
        "办件 {case} 是机关依职权启动的，不能这样办结：请撤销或注销，或决定不予撤销、注销。",
        "Case {case} was begun by the organ itself: revoke or cancel, or decide not to.",
    ),
    Reason.MENDING_NOT_ORDERED: (
        "办件 {case} 承诺不实，应当先责令限期整改；不能整改的，撤销时写明理由。",
        "Case {case}: a broken promise is first ordered to be put right; where it cannot be, say why when revoking.",
    ),
    Reason.MENDING_RUNNING: (
        "整改期限到 {until}，期满并复查以前不能撤销，也不能认定没有整改。",
        "It may be put right until {until}. Before that day has passed and it was checked again, nothing is revoked.",
    ),
}

CLOCKS: dict[Reason, tuple[str, str]] = {
    Reason.EXTENDED_ALREADY: (
        "办件 {case} 已经延长过一次，到 {due}，不能再延长。",
        "Case {case} was extended once, to {due}. It cannot be extended again.",
    ),
    Reason.EXTENSION_NOT_PROVIDED: (
        "“{item}”的期限没有规定可以延长，请在期限内作出决定。",
        "No provision extends the period of “{item}”. Decide in time.",
    ),
    Reason.EXTENSION_LATE: (
        "办理期限 {due} 已经届满，不能再延长，请尽快作出决定。",
        "The period ended on {due} and cannot be extended any more. Decide now.",
    ),
    Reason.APPROVER_WRONG: (
        "须经{office}负责人批准，请填写负责人姓名和批准文号。",
        "The head of {office} must approve: fill in the head's name and the approval.",
    ),
    Reason.PROCEDURE_NOT_LISTED: (
        "“{procedure}”不是可以不计时间的程序，只有：{listed}。时限照常计算。",
        "The time of “{procedure}” counts; only these do not: {listed}.",
    ),
    Reason.PROCEDURE_RUNNING: (
        "“{procedure}”正在进行，预计到 {until}。请先登记结果，再办下一步。",
        "“{procedure}” is under way, planned until {until}. Record its result first.",
    ),
    Reason.NO_PROCEDURE: (
        "办件 {case} 没有正在进行的特别程序。",
        "Case {case} has no procedure under way. Check the case number.",
    ),
    Reason.AT_UNIT: (
        "办件在{unit}办理，限 {until} 退回。请先登记原单位的结果。",
        "{unit} has the case until {until}. Record its result first.",
    ),
    Reason.NOT_AT_UNIT: (
        "办件 {case} 没有转原单位。",
        "Case {case} is not with its home unit. Check the case number.",
    ),
    Reason.LIMIT_TOO_LONG: (
        "给的期限太长，会超过本办件的办理期限 {due}，请缩短。",
        "The limit goes beyond the case's own date, {due}. Give fewer days.",
    ),
}

ORGANS: dict[Reason, tuple[str, str]] = {
    Reason.DECIDED_ABOVE: (
        "“{item}”由{superior}决定，请上报审查意见和全部材料。",
        "“{item}” is decided by {superior}: dispatch the opinion and all materials.",
    ),
    Reason.NOT_UPWARD: (
        "“{item}”由本机关决定，不上报，请直接签批。",
        "“{item}” is decided here, not above. Decide it.",
    ),
    Reason.OPINIONS_NOT_ASKED: (
        "还没有征求 {departments} 的意见，请先发并联审批联系单。",
        "The opinion of {departments} was not asked. Ask first.",
    ),
    Reason.OPINIONS_OPEN: (
        "{departments} 还没有答复，意见到齐后才能决定，请催办。",
        "{departments} has not answered; decide when all are in. Send a reminder.",
    ),
    Reason.OPINION_AGAINST: (
        "{departments} 不同意。要准予，须书面写明不采纳的理由。",
        "{departments} disagrees. To grant all the same, state the reasons in writing.",
    ),
    Reason.VETOED: (
        "{departments} 不同意，本大厅实行一票否决，不能准予，请作出不予决定或协调。",
        "{departments} disagrees, and this hall's custom gives it a veto: deny, or bring them to agree.",
    ),
    Reason.ALREADY_ASKED: (
        "{departments} 已经征求过意见，不能重复。",
        "{departments} was asked already, once is enough.",
    ),
    Reason.DEPARTMENT_NOT_ASKABLE: (
        "不能征求意见：{departments} 不在大厅、本事项目录也没有列明，或就是主办部门。",
        "Not to be asked: {departments} is neither in the hall nor listed by the matter, or leads this case.",
    ),
    Reason.OPINION_UNKNOWN: (
        "没有编号为 {opinion} 的征求意见或抄送。",
        "There is no question or copy {opinion}.",
    ),
    Reason.OPINION_ELSEWHERE: (
        "这件由{department}答复，本窗口不能代答。请转告该部门窗口。",
        "{department} answers this, not this window. Tell its window.",
    ),
    Reason.OPINION_SETTLED: (
        "{opinion} 已经答复或已逾期视为同意，不能再改。",
        "{opinion} was answered, or silence became consent. It cannot be changed.",
    ),
    Reason.OPINION_RECALLED: (
        "{opinion} 所在的办件已经终结，{on} 起不再征求意见，不用答复。",
        "The case of {opinion} has ended: since {on} no answer is asked for.",
    ),
    Reason.REPLY_INCOMPLETE: (
        "请写明{department}纸质答复的文号和签署人。",
        "Give the number of {department}'s reply on paper and who signed it.",
    ),
    Reason.ANSWER_UNLAWFUL: (
        "“{answer}”不是这里可以作的答复。征求意见只能答：同意、不同意（附理由）、同意但需转报；抄送件只能签收。",
        "“{answer}” is no answer here: to a question agree, disagree with reasons, or forward; acknowledge a copy.",
    ),
}

PARTIES: dict[Reason, tuple[str, str]] = {
    Reason.PERSONS_TOO_FEW: (
        "“{step}”须由两名以上工作人员进行，请填写两人以上的姓名。",
        "“{step}” takes two members of staff or more: name at least two.",
    ),
    Reason.VISIT_MISSING: (
        "“{item}”须现场核查，请先登记核查情况，再审查。",
        "“{item}” needs a site visit. Record it before the review.",
    ),
    Reason.PARTY_NOT_HEARD: (
        "利害关系人{name}可以陈述申辩到 {until}，还没有听取。请先听取，或等期满。",
        "{name}, whose interest is touched, may speak until {until}. Hear them, or wait.",
    ),
    Reason.HOLDER_NOT_TOLD: (
        "还没有书面告知{name}拟作出的决定和陈述申辩的权利，请先告知。",
        "{name} was not told in writing what is meant to be done, and that they may speak. Tell them first.",
    ),
    Reason.HOLDER_NOT_HEARD: (
        "告知以后{name}还没有陈述申辩，可以陈述到 {until}。请先听取并登记，或等期满。",
        "{name} has not spoken since they were told, and may until {until}. Hear them, or wait.",
    ),
    Reason.HEARING_RIGHT_NOT_TOLD: (
        "本件直接涉及申请人与{name}之间的重大利益关系，还没有告知听证权利。请先告知，再作决定。",
        "A major interest of {name} is touched, and the right to a hearing was not told. Tell it before the decision.",
    ),
    Reason.HEARING_NOT_THEIRS: (
        "{name}不是申请人，也不是已经告知的利害关系人，不能申请听证。是利害关系人的，请先告知。",
        "{name} is neither the applicant nor a party that was told. If their interest is touched, tell them first.",
    ),
    Reason.HEARING_DUE_ALREADY: (
        "本件已经应当听证（{basis}），不必再认定，请发听证通知。",
        "A hearing is due already ({basis}). Announce it.",
    ),
    Reason.HEARING_NOT_TOLD: (
        "办件 {case} 还没有告知听证权利或发出听证通知，请先办上一步。",
        "For case {case} the right to a hearing was not told, or no hearing was announced. Do that first.",
    ),
    Reason.HEARING_ASKED_LATE: (
        "申请听证的期限 {until} 已过，不再组织听证，可以听取陈述申辩。",
        "A hearing was to be asked for by {until}. A statement can still be heard.",
    ),
    Reason.HEARING_RIGHT_RUNNING: (
        "申请听证的期限到 {until}，期满以前不能作出决定。",
        "A hearing may be asked for until {until}. No decision before that.",
    ),
    Reason.HEARING_NOT_HELD: (
        "听证（{basis}）还没有举行，不能作出决定。请先通知并举行听证。",
        "The hearing ({basis}) has not been held. Announce and hold it before the decision.",
    ),
    Reason.HEARING_TOO_SOON: (
        "听证须提前通知，最早 {earliest} 才能举行，请改日期或到时再登记。",
        "A hearing is announced beforehand and held on {earliest} at the earliest. Change the day.",
    ),
    Reason.HEARING_TOO_LATE: (
        "听证最迟应在 {latest} 举行，请提前日期。",
        "The hearing is to be held by {latest}. Choose an earlier day.",
    ),
    Reason.PRESIDER_REVIEWS: (
        "{name}不能既审查、核或者现场核查，又主持听证，请另定一人；主持人姓名不能空。",
        "{name} cannot both examine the application and preside: name another person.",
    ),
}

WHOSE: dict[Reason, tuple[str, str]] = {
    Reason.WINDOW_UNFIT: (
        "“{item}”不能移交 {window} 号窗口，可以移交：{right}。",
        "“{item}” cannot go to window {window}. The windows that take it: {right}.",
    ),
    Reason.OFFICE_ONLY: (
        "这由督查人员在大厅办公室（000）办理，不是{name}在 {window} 号窗口办的。",
        "A supervisor does this at the hall office (000), not {name} at window {window}.",
    ),
    Reason.CASE_STOPPED: (
        "办件 {case} 有两处记录相抵，停止办理，等大厅办公室裁定；期间只能查看、补打。",
        "Two registers contradict each other on case {case}: it is stopped until the hall office has ruled.",
    ),
    Reason.CASE_GOES_ON_ELSEWHERE: (
        "办件 {case} 经裁定由办件 {main} 继续办理，本件只能退件或由申请人撤回。",
        "Case {case} goes on as case {main} by ruling: here it can only be returned, or withdrawn.",
    ),
    Reason.NO_DISPUTE: (
        "办件 {case} 与 {other} 之间没有需要裁定的，见 hall disputes。",
        "There is nothing to rule between case {case} and {other}: see `hall disputes`.",
    ),
    Reason.NOT_DUPLICATE: (
        "办件 {case} 没有裁定由别的办件继续办理，请照常办理。",
        "No ruling says that another case goes on in place of {case}. Go on with it.",
    ),
}

MONEY: dict[Reason, tuple[str, str]] = {
    Reason.FEE_WITHOUT_BASIS: (
        "“{item}”没有法律、行政法规依据和公布的标准，不得收费。",
        "“{item}” has no fee with a legal basis and a published rate: nothing may be charged.",
    ),
    Reason.QUANTITY_WRONG: (
        "只能按公布的标准收费（{standard}）：按数量收的填写数量，最多两位小数；定额的不填。",
        "Only the published rate is charged ({standard}): give the quantity, two decimals at most; none if fixed.",
    ),
    Reason.FEE_TOLD_ALREADY: (
        "{on} 已经出具缴费通知书，不能重复收费。可以补打。",
        "The payment notice was given on {on}: nothing is charged twice. It can be printed again.",
    ),
    Reason.FEE_NOT_TOLD: (
        "办件 {case} 没有待缴的费用：先出具缴费通知书；已缴的不再登记。",
        "Case {case} has no fee to pay: give the notice first; what is paid is not recorded again.",
    ),
    Reason.FEE_UNPAID: (
        "应缴 {yuan} 元还没有缴纳，请先缴费登记，再发证。",
        "{yuan} yuan are to be paid. Record the payment before the result is handed over.",
    ),
}
