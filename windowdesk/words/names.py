"""Words for the codes that the register keeps: states, steps, answers, endings, ways, dates and fields."""

from __future__ import annotations

FAULTS = {
    "shape": ("位数或字符不对", "the length or characters are wrong"),
    "birth": ("出生日期不存在", "the date of birth is impossible"),
    "check": ("校验码不符", "the check digit does not match"),
    "used": ("这个号码的邮件已经退回", "the parcel of that number came back"),
    "org_check": ("其中的组织机构代码校验码不符", "the check digit of the organisation code inside does not match"),
}

KINDS = {"person": ("身份证件", "identity"), "organisation": ("统一社会信用代码", "social credit")}

PROCEDURES = {
    "听证": ("听证", "hearing"),
    "招标": ("招标", "tender"),
    "拍卖": ("拍卖", "auction"),
    "检验": ("检验", "inspection"),
    "检测": ("检测", "testing"),
    "检疫": ("检疫", "quarantine"),
    "鉴定": ("鉴定", "appraisal"),
    "专家评审": ("专家评审", "expert review"),
}

STEPS = {
    "receive": ("收件", "receive"),
    "accept": ("受理", "accept"),
    "review": ("审查", "review"),
    "check": ("核", "check"),
    "decide": ("签批", "decide"),
    "stamp": ("盖章", "stamp"),
    "opinion": ("答复征求意见", "give an opinion"),
    "visit": ("现场核查", "site visit"),
    "supervisor": ("督查人员经办", "a supervisor's acting"),
    **PROCEDURES,
}

STATUSES = {
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
    "at_superior": ("已上报，待决定", "at the superior"),
    "verifying": ("已发证，待核查", "promise to be checked"),
    "to_revoke": ("承诺不实，待整改或撤销", "promise broken"),
    "closed": ("办结", "closed"),
}

OUTCOMES = {
    "granted": ("准予", "granted"),
    "denied": ("不予许可", "denied"),
    "not_accepted": ("不予受理", "not accepted"),
    "filed": ("备案", "filed"),
    "withdrawn": ("申请人撤回", "withdrawn"),
    "not_corrected": ("逾期未补正，退件", "returned, not corrected in time"),
    "not_supplemented": ("容缺材料逾期未补，视为撤回，退件", "returned, what was to follow did not come in time"),
    "duplicate": ("同一申请由另一办件继续办理，退件", "returned, the application goes on in another case"),
    "revoked": ("撤销许可", "permit revoked"),
    "cancelled": ("注销许可", "permit cancelled"),
    "forwarded": ("已上报", "sent to the superior"),
}

ANSWERS = {
    "agree": ("同意", "agrees"),
    "disagree": ("不同意", "disagrees"),
    "forward": ("同意但需转报", "agrees, to be forwarded"),
    "acknowledged": ("已签收", "acknowledged"),
    "recalled": ("不再征求", "no longer asked"),
}

WAYS = {
    "new": ("新办", "new"),
    "renew": ("延续", "renewal"),
    "change": ("变更", "change"),
    "duplicate": ("补证", "duplicate"),
    "cancel": ("注销", "cancellation"),
    "revoke": ("撤销", "revocation"),
}

PERMITS = {
    "valid": ("有效", "valid"),
    "replaced": ("已换证", "replaced"),
    "cancelled": ("已注销", "cancelled"),
    "revoked": ("已撤销", "revoked"),
    "expired": ("已过有效期", "expired"),
}

GROUNDS = {
    "no_permit_needed": ("依法不需要取得行政许可", "no permit is needed"),
    "not_our_power": ("依法不属于本机关职权范围", "not in this organ's power"),
    "false_materials": ("隐瞒有关情况或者提供虚假材料", "false materials"),
}
"""Why an application is not accepted (第三十二条第一款、第七十八条)."""

MATTERS = {
    "corrections": ("要求补正", "Corrections were asked for"),
    "hearing_right": ("告知听证权利", "The right to a hearing was told"),
    "hearing": ("申请听证", "A hearing was asked for or held"),
    "mending": ("责令限期整改", "Putting it right was ordered"),
}
"""What is done once."""

WAITS_ON = {
    "applicant": ("申请人", "applicant"),
    "superior": ("上级机关", "superior"),
    "procedure": ("特别程序", "a procedure"),
}

BARS = {
    "false_materials": (
        "隐瞒或者提供虚假材料，不得再次申请该事项",
        "False materials: may not apply for this item again",
    ),
    "fraud": ("以不正当手段取得许可，不得再次申请该事项", "Obtained by fraud: may not apply for this item again"),
    "promise": ("承诺不实，信用修复前不适用告知承诺", "A broken promise: may not promise again"),
}

DATES = {
    "notice_due": ("告知期限", "notice"),
    "statutory_due": ("法定期限", "statutory date"),
    "promised_due": ("承诺期限", "promised date"),
    "serve_due": ("送达期限", "service"),
    "unit_due": ("原单位期限", "home unit"),
    "planned_until": ("特别程序", "procedure"),
    "tolerance_until": ("补交期限", "materials to follow"),
    "check_due": ("承诺核查", "check of the promise"),
    "request_by": ("申请听证", "asking for a hearing"),
    "hold_by": ("组织听证", "holding the hearing"),
    "holder_reply_by": ("持有人陈述", "the holder's statement"),
}

WHOSE = {
    "party": ("利害关系人{name}陈述", "statement of {name}"),
    "opinion": ("{name}答复", "answer of {name}"),
}
"""The dates of others, by the word before their names."""

CLOCKS = {"notice": ("补正", "notice"), "decision": ("办结", "decision"), "service": ("发证", "service")}

LIGHTS = {
    "green": ("{left}天", "{left} d"),
    "yellow": ("剩{left}天", "{left} d left"),
    "red": ("超{left}天", "{left} d over"),
    "blue": ("不计时", "no clock"),
    "paused": ("停", "paused"),
    "done": ("办结", "done"),
}

FIELDS = {
    "about": ("证件编号", "certificate"),
    "about_until": ("证件有效期", "the certificate's last day"),
    "address": ("地址", "address"),
    "answer": ("答复", "answer"),
    "approval": ("批准文号", "approval"),
    "approver": ("批准人", "approver"),
    "basis": ("依据", "basis"),
    "body": ("承办机构", "body"),
    "case_id": ("办件编号", "case number"),
    "certificate": ("证件编号", "certificate"),
    "channel": ("渠道", "channel"),
    "contact": ("联系人", "contact"),
    "days": ("天数", "days"),
    "deficiencies": ("补正内容", "corrections"),
    "departments": ("部门", "departments"),
    "document": ("文号", "document"),
    "facts": ("事实", "facts"),
    "beyond_mending": ("不能整改的理由", "why it cannot be put right"),
    "department": ("部门", "department"),
    "findings": ("结论", "findings"),
    "form": ("形式", "form"),
    "ground": ("情形", "ground"),
    "held_on": ("举行日期", "day of the hearing"),
    "interest": ("利害关系", "interest"),
    "item": ("事项", "item"),
    "items": ("事项", "items"),
    "mail_no": ("邮件号", "mail number"),
    "material": ("材料", "material"),
    "materials": ("材料", "materials"),
    "matter": ("事由", "matter"),
    "mend_by": ("整改期限", "to be put right by"),
    "name": ("姓名或名称", "name"),
    "note": ("备注", "note"),
    "number": ("号码", "number"),
    "on": ("日期", "date"),
    "opinion": ("意见", "opinion"),
    "opinion_id": ("征求意见编号", "question"),
    "paper_no": ("字号", "paper number"),
    "persons": ("人员", "persons"),
    "phone": ("电话", "telephone"),
    "place": ("地点", "place"),
    "power": ("委托书", "power"),
    "presider": ("主持人", "presider"),
    "procedure": ("程序", "procedure"),
    "quantity": ("数量", "quantity"),
    "question": ("征求意见内容", "question"),
    "reason": ("理由", "reason"),
    "reasons": ("理由", "reasons"),
    "receipt_no": ("票据号", "receipt number"),
    "receiver": ("领取人", "receiver"),
    "receiver_number": ("领取人证件号码", "the receiver's number"),
    "record": ("笔录", "record"),
    "reply_days": ("补正天数", "days to reply"),
    "required": ("要求", "what is required"),
    "result": ("结果", "result"),
    "right_office": ("有权机关", "the right office"),
    "signed_by": ("签收人", "signed by"),
    "signer": ("签署人", "signer"),
    "state": ("状态", "state"),
    "statement": ("陈述申辩", "statement"),
    "time": ("时间", "time"),
    "to": ("受送达人", "who receives it"),
    "valid_until": ("有效期", "last day"),
    "way": ("办理方式", "way"),
    "what": ("整改内容", "what to put right"),
    "who": ("何人", "who"),
    "why": ("事由", "why"),
    "wrong": ("问题", "what is wrong"),
    "zone": ("资费区", "zone"),
}
"""What a command's field is called on a screen."""

EXPLAINED = {
    "notice": ("一次告知", "Notice"),
    "correction": ("申请人补正", "Corrections"),
    "tolerance": ("容缺后补", "What is to follow"),
    "statutory": ("决定（法定）", "Decision, by statute"),
    "promised": ("决定（承诺）", "Decision, as promised"),
    "procedure": ("特别程序", "Procedure"),
    "inspection": ("指派检验人员", "Sending inspectors"),
    "unit": ("原单位办理", "Home unit"),
    "party": ("利害关系人陈述", "Interested party"),
    "hearing_asked": ("申请听证", "Asking for a hearing"),
    "hearing_held": ("举行听证", "Holding the hearing"),
    "holder": ("持有人陈述", "The holder's statement"),
    "mending": ("限期整改", "Putting it right"),
    "service": ("送达", "Service"),
    "check": ("事后核查", "Later check"),
}

DAYS = {
    "day0": ("第 0 日，当日不计", "day 0, not counted"),
    "workday": ("工作日", "working day"),
    "makeup": ("调休上班", "make-up working day"),
    "weekend": ("休息日", "weekend"),
    "paused": ("特别程序期间，不计", "left out: a procedure runs"),
    "natural": ("自然日", "calendar day"),
}

WEEKDAYS = (
    ("周一", "Mon"),
    ("周二", "Tue"),
    ("周三", "Wed"),
    ("周四", "Thu"),
    ("周五", "Fri"),
    ("周六", "Sat"),
    ("周日", "Sun"),
)
