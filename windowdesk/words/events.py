"""What happened, as a sentence of the history, without its time and person."""

from __future__ import annotations

EVENTS: dict[str, tuple[str, str]] = {
    "DeskOpened": ("窗口登记簿开启", "The desk's register was opened"),
    "SessionOpened": ("窗口开始工作", "The desk began to work"),
    "CaseReceived": ("收件：{applicant}申请“{item}”{also}", "Received: {applicant} applies for “{item}”{also}"),
    "MaterialsSupplemented": ("补交材料：{materials}{also}", "Materials handed in: {materials}{also}"),
    "CorrectionRequested": (
        "一次告知补正：{materials}，{reply_by}前",
        "Told once what is missing: {materials}, by {reply_by}",
    ),
    "CaseAccepted": ("受理，自{on}起算{deemed}{due}", "Accepted as of {on}{deemed}{due}"),
    "CaseNotAccepted": ("不予受理：{reason}{right_office}", "Not accepted: {reason}{right_office}"),
    "CaseReviewed": ("审查：{opinion}", "Reviewed: {opinion}"),
    "CaseChecked": ("核：{opinion}", "Checked: {opinion}"),
    "DecisionMade": ("{outcome}{basis}{reasons}{also}", "{outcome}{basis}{reasons}{also}"),
    "CertificateMade": ("制证：{name} {number}{replaces}", "Certificate made: {name} {number}{replaces}"),
    "CertificateStamped": ("盖章：印迹 {impression}", "Stamped: impression {impression}"),
    "ResultHandedOver": ("窗口发证：{receiver}领取", "Handed over at the window to {receiver}"),
    "ParcelPosted": ("邮寄送达：{mail_no}", "Posted by EMS: {mail_no}"),
    "ParcelDelivered": ("{on} 签收：{signed_by}", "Delivered on {on}, signed by {signed_by}"),
    "ParcelReturned": ("{on} 邮件退回：{mail_no}，{why}", "Parcel {mail_no} came back on {on}: {why}"),
    "CaseClosed": ("办结归档：{result}", "Closed: {result}"),
    "PaperDrawn": ("出具{title} {number}", "Paper issued: {title} {number}"),
    "PaperReprinted": ("补打 {copy}：{paper_no}", "Reprint {copy}: {paper_no}"),
    "IdentityShown": ("查看完整个人信息，事由：{why}", "Personal data shown in full, because: {why}"),
    "MatterReferred": ("指引：{item_name} → {office}", "Referred: {item_name} → {office}"),
    "ApplicationWithdrawn": ("申请人撤回申请：{reason}", "Withdrawn by the applicant: {reason}"),
    "ToleranceGranted": (
        "容缺受理：{materials} {until}前补齐，逾期视为撤回",
        "Accepted with materials to follow: {materials} by {until}, else deemed withdrawn",
    ),
    "PromiseMade": (
        "告知承诺：承诺 {conditions}；决定后{check_days}个工作日内核查",
        "Promised: {conditions}; to be checked within {check_days} working days of the decision",
    ),
    "DecisionExtended": (
        "延长{days}个工作日：{before} 改为 {due}，{approver}批准（{approval}），理由：{reasons}",
        "Extended by {days} working days from {before} to {due}, approved by {approver} ({approval}): {reasons}",
    ),
    "ProcedureStarted": (
        "特别程序开始：{procedure}，计划{days}个工作日，到 {planned_until}，{approver}批准；依据：{basis}{body}{due}",
        "{procedure} began: {days} working days planned, to {planned_until}, approved by {approver}; "
        "basis: {basis}{body}{due}",
    ),
    "ProcedureEnded": (
        "特别程序结束：{procedure}，结果：{result}；不计到 {skipped_to}{due}",
        "{procedure} ended: {result}; not counted until {skipped_to}{due}",
    ),
    "SentToUnit": (
        "转{unit}：{matter}，限{days}个工作日，{due}前退回",
        "Sent to {unit}: {matter}, {days} working days, back by {due}",
    ),
    "ReturnedFromUnit": ("{unit}退回：{result}{late}", "Back from {unit}: {result}{late}"),
    "DispatchedUpward": ("上报{to}：{opinion}{late}", "Dispatched to {to}: {opinion}{late}"),
    "OpinionAsked": ("{what}{department}，{due}前{reply}", "{what} {department}, {reply} by {due}"),
    "OpinionGiven": ("{answer}{reasons}，{signer}{late}{document}", "{answer}{reasons}, {signer}{late}{document}"),
    "OpinionRecalled": (
        "不再征求{department}的意见：{why}",
        "What {department} was asked waits no longer: {why}",
    ),
    "OpinionDueMoved": (
        "日历更新，{department}答复期限 {before} 改为 {after}",
        "Counted again with the newer calendar: {department} answers by {after}, not {before}",
    ),
    "PartyTold": (
        "告知利害关系人{name}（{interest}），可陈述申辩到 {reply_by}",
        "{name} was told ({interest}) and may speak until {reply_by}",
    ),
    "StatementHeard": ("听取{who}陈述申辩：{statement}", "{who} was heard: {statement}"),
    "HearingRightTold": (
        "告知听证权利，{request_by}前可申请",
        "The right to a hearing was told, to be asked for by {request_by}",
    ),
    "HearingDeclared": (
        "认定属于涉及公共利益的重大事项，应当听证：{why}，凭{instrument}",
        "Found to be of major public interest, to be heard: {why}, under {instrument}",
    ),
    "HearingRequested": ("{who}申请听证，{hold_by}前举行", "{who} asked for a hearing, to be held by {hold_by}"),
    "HearingAnnounced": (
        "听证通知：{held_on} {time} {place}，{presider}主持",
        "Hearing announced: {held_on} {time} {place}, {presider} presides",
    ),
    "HearingHeld": ("举行听证，笔录 {record}，结论：{findings}", "Hearing held, record {record}, findings: {findings}"),
    "SiteVisited": ("现场核查（{persons}）：{findings}", "Site visit by {persons}: {findings}"),
    "FeeNotified": (
        "缴费通知：{yuan} 元，标准：{standard}{counted}",
        "Payment notice: {yuan} yuan, rate: {standard}{counted}",
    ),
    "FeePaid": ("缴费 {yuan} 元，票据号 {receipt_no}", "Paid {yuan} yuan, receipt {receipt_no}"),
    "LaterCheckDone": ("事后核查（{persons}）：{kept}，{findings}", "Checked later by {persons}: {kept}, {findings}"),
    "HolderTold": (
        "书面告知持有人拟作出的决定{to}：{facts}，可陈述申辩到 {reply_by}",
        "The holder was told what is meant to be done{to}: {facts}; they may speak until {reply_by}",
    ),
    "MendingOrdered": (
        "责令限期整改：{what}，{mend_by}前改正，凭{instrument}",
        "Ordered to be put right: {what}, by {mend_by}, under {instrument}",
    ),
    "MendingChecked": (
        "整改复查（{persons}）：{mended}，{findings}",
        "Checked again by {persons}: {mended}, {findings}",
    ),
    "PermitRevoked": (
        "撤销证件 {certificate}，依据{ground}，理由：{reasons}{beyond_mending}{basis}",
        "Certificate {certificate} revoked under {ground}, because: {reasons}{beyond_mending}{basis}",
    ),
    "PermitCancelled": (
        "注销证件 {certificate}，依据{ground}{reasons}{basis}",
        "Certificate {certificate} cancelled under {ground}{reasons}{basis}",
    ),
    "BarImposed": ("{bar}{until}", "{bar}{until}"),
    "CaseRenumbered": (
        "编号更正：原编号 {before} 与另一件重复，现编号 {number}，两个编号都能查到",
        "Renumbered: {before} had been given twice; it is {number} now, and both numbers find it",
    ),
    "ActSetAside": (
        "另一台机器已先办理 {case_id}，本机的这一笔留存待裁定",
        "{case_id} had gone on at another machine first; this act is kept until somebody rules",
    ),
    "DateConfirmed": (
        "确认今天是 {on}（上一笔的时间是 {before}）",
        "It was confirmed that today is {on} (the entry before was of {before})",
    ),
    "CaseHandedOver": ("移交 {to} 号窗口：{reason}", "Handed over to window {to}: {reason}"),
    "CaseReassigned": ("大厅办公室指定 {to} 号窗口办理：{reason}", "Given to window {to} by the hall office: {reason}"),
    "HallPublished": (
        "发布大厅资料 {count} 项，撤去 {gone} 项",
        "Hall file published: {count} parts, {gone} taken away",
    ),
    "ItemsPublished": ("发布事项 {count} 个，撤去 {gone} 个", "Matters published: {count}, {gone} taken away"),
    "CalendarPublished": ("发布 {year} 年放假安排{gone}", "Days off of {year} published{gone}"),
    "TariffPublished": (
        "发布邮政资费 {count} 条，撤去 {gone} 条",
        "Express rates published: {count}, {gone} taken away",
    ),
    "VersionClash": (
        "两处各记了第 {version} 步，按到达大厅的先后，以 {stream} 第 {seq} 条为准，{fallen} 不生效",
        "Step {version} was written twice: the first to reach the hall, {stream} line {seq}, stands, {fallen} does not",
    ),
    "NumberClash": (
        "编号重复：以 {stream} 第 {seq} 条的收件为准，{fallen} 的收件应重新收件",
        "The number was given twice: the receipt in {stream} line {seq} keeps it, that in {fallen} is to be made anew",
    ),
    "DecidedTwice": (
        "一事两决（{task}）：{first} 与 {second} {effect}",
        "Decided twice ({task}): {first} and {second} {effect}",
    ),
    "ClashRuled": (
        "{by}裁定：以 {stream} 第 {seq} 条为准，理由：{reason}",
        "Ruled by {by}: {stream} line {seq} stands, because: {reason}",
    ),
    "DuplicateFound": (
        "两头受理：同一申请另在 {other_window} 号窗口收件，编号 {other}",
        "Received twice: the same application is case {other} at window {other_window}",
    ),
    "DuplicateRuled": (
        "督查人员{by}裁定：同一申请由办件 {main} 继续办理，{other} 退件，理由：{reason}",
        "Ruled by {by}: the application goes on as {main}, {other} is returned, because: {reason}",
    ),
    "DatesRecomputed": ("日历更新，期限重算：{moved}", "Counted again with the newer calendar: {moved}"),
}
