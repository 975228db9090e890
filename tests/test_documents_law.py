"""What the papers of the law in full must say, whose seal they bear, and who keeps which part of them."""

from __future__ import annotations

from pathlib import Path

import desks
import law_papers
import pytest
from desks import at
from law_papers import CASE, HOLDER, KINDS, PARTY, WRITTEN, drawn, notice
from test_documents import FONTS, assert_apart, copied, texts_of, tight
from test_documents import drawn as rendered

from windowdesk.desk import Desk, press
from windowdesk.documents import undrawable
from windowdesk.models import commands as cmd
from windowdesk.models import events as ev
from windowdesk.models.notice import Notice, PaperKind
from windowdesk.models.papers import opinions, ways

K = PaperKind
COMMON = ("苍溪县", CASE, "窗口电话", "监督电话：12345", "二维码")

MUST: dict[str, tuple[str, ...]] = {
    "容缺承诺": ("自愿", "补交期限", "视为撤回", "信用", "承诺人签名或盖章", "日期："),
    "容缺受理": ("食品安全管理制度文本", "2026年11月30日", "邮寄", "到达之日", "视为撤回", "一式两份"),
    "告知承诺": ("自愿选择", "40个工作日", "第六十九条", "有三名以上专职从业人员", "承诺人签名或盖章", "一式两份"),
    "延长": (
        "原法定办结日期",
        "延长后办结日期",
        "周远征（苍溪县市场监督管理局负责人）",
        "第四十二条第一款",
        "不再延长",
    ),
    "联办延长": ("罗振邦（苍溪县人民政府负责人）", "第四十二条第二款", "经苍溪县人民政府负责人批准"),
    "特别程序": (
        "第四十五条",
        "专家评审",
        "《娱乐场所管理条例》第八条",
        "15个工作日",
        "开始日期",
        "预计结束日期",
        "郑文博",
    ),
    "检验": ("广元市检验检测中心", "王敏、何川"),
    "恢复": ("结果是：通过。", "自2026年12月14日的次日起", "超过书面告知的时间已计入"),
    "期限变更": ("第八十二条", "原日期", "现日期", "2027年1月13日", "放假安排已公布至", "以本告知书为准"),
    "交接": ("移交材料", "移交人签名", "接收人签名", "接收时间", "收回时间", "2026年11月27日", "一式两份"),
    "上报": (
        "广元市卫生健康委员会",
        "第三十五条",
        "初步审查意见",
        "随文报送的全部申请材料",
        "审查人",
        "复核人",
        "签发人",
    ),
    "联系": ("第二十六条第二款", "同意；不同意（应当说明理由和依据）；同意但需转报", "随附材料", "2026年11月30日"),
    "默认同意的联系": ("逾期未答复的，依照《苍溪县并联审批办法》第九条，视为同意",),
    "抄送": ("绿色通道", "签收期限", "同步准备"),
    "不同意的回执": ("苍溪县市场监督管理局：", "不同意", "理由和依据", "签署人", "罗红梅"),
    "转报的回执": ("同意，但需转报", "转报的结果另行函复"),
    "汇总": ("准予。理由：", "不同意", "视为同意", "逾期未答复（《苍溪县并联审批办法》第九条）", "罗红梅", "签批人"),
    "退件": ("退还的材料", "60日内向苍溪县人民政府", "6个月内", "自收到本通知单之日起"),
    "撤回": ("撤回理由", "退还的材料", "申请人（代理人）签名或盖章"),
    "利害关系人": ("第三十六条", "陈述和申辩", "油烟和噪声", "陈述申辩期限"),
    "听证权利": ("第四十七条", "2026年11月30日", "20个工作日内组织听证", "不承担组织听证的费用"),
    "听证": ("第四十八条", "公开举行", "2026年12月3日09:30", "三楼听证室", "听证主持人", "申请回避", "不承担费用"),
    "听证公告": ("第四十六条", "《娱乐场所管理条例》第十条", "现予公告", "旁听"),
    "缴费": ("第五十八条、第五十九条", "每证20元", "20.00元", "非税收入缴款码", "全部上缴国库", "凭财政票据"),
    "缴费登记": ("川财票2026-0000001", "20.00元", "不代替财政票据"),
    "撤销": (
        "陈述、申辩",
        "第六十九条第二款",
        "不受保护",
        "至2029年11月23日止不得",
        "第七十条第四项",
        "60日内",
    ),
    "注销": ("法人或者其他组织依法终止", "第七十条第三项", "交回", "60日内"),
    "申请注销": ("申请注销该行政许可", "第七十条第六项"),
    "不予撤销": ("依职权", "不予撤销", "继续有效"),
    "虚假材料": ("给予警告", "第七十八条", "至2027年11月23日止不得再次申请"),
    "撤销的送达": ("撤销行政许可决定书", "受送达人签名或盖章"),
}
"""What each must carry beside what every paper carries: 行政许可法 and the halls' own templates."""


def page_of(one: Notice) -> str:
    return tight("".join(copied(rendered(one, "WD1:X").pdf)))


def foil(one: Notice) -> str:
    """The part below the line to tear along, or ""."""
    return page_of(one).partition("沿此线裁开")[2]


def test_every_kind_is_written_by_the_models() -> None:
    assert set(KINDS) <= {notice(name).kind for name in WRITTEN}
    assert len(KINDS) == 25


@pytest.mark.parametrize("name", MUST)
def test_a_paper_says_what_it_must(name: str) -> None:
    said = page_of(notice(name))
    assert [words for words in (*COMMON, *MUST[name]) if tight(words) not in said] == []


@pytest.mark.parametrize("name", WRITTEN)
def test_a_paper_says_nothing_twice(name: str) -> None:
    one = notice(name)
    labels = [label for label, _ in one.facts]
    assert len(labels) == len(set(labels))
    values = [value for _, value in one.facts if len(value) > 12 and value[0] not in "约0123456789"]
    assert not [value for value in values if any(value in text for text in one.paragraphs)]
    assert not any("。。" in text or "；。" in text or "：。" in text for text in texts_of(one))


@pytest.mark.parametrize("name", WRITTEN)
def test_no_paper_is_without_its_end(name: str) -> None:
    assert all(text[-1] in "。" for text in (*notice(name).paragraphs, *notice(name).remedies))


def test_whose_seal_a_paper_bears() -> None:
    bare = {K.TOLERANCE_PROMISE, K.UNIT_SLIP}
    agency = {K.UPWARD, K.MENDING, K.HOLDER, K.REVOCATION, K.CANCELLATION}
    for one in law_papers.NOTICES:
        line = None if one.seal is None else one.seal.line
        assert line == (None if one.kind in bare else "" if one.kind in agency else "行政审批专用章"), one.kind
        assert one.seal is None or one.seal.ring == one.issuer
    assert notice("不同意的回执").issuer == "苍溪县消防救援大队"


def test_who_keeps_which_part() -> None:
    back = {K.CONTACT, K.COPY, K.UPWARD}
    kept = {K.TOLERANCE, K.EXTENSION, K.PROCEDURE, K.RESUMED, K.NEW_DATES, K.RETURN, K.PARTY}
    kept |= {K.HEARING_RIGHT, K.HEARING, K.FEE, K.MENDING, K.HOLDER, K.RENUMBERED}
    for one in law_papers.NOTICES:
        said = foil(one)
        assert bool(said) == (one.kind in back | kept), one.kind
        assert ("（回执联）" in said) == (one.kind in back), one.kind
        assert ("（存根联）" in said) == (one.kind in kept), one.kind
        assert not said or (one.number in said and CASE in said and HOLDER.name in said)
    assert "签收人（签字）：签收时间：联系电话：" in foil(notice("联系"))
    assert "收到人（签字）：收到日期：" in foil(notice("延长"))


def test_what_is_made_in_two_copies() -> None:
    twice = {drawn(name).notice.kind for name in WRITTEN if drawn(name).copies == 2}
    assert twice == {K.TOLERANCE, K.PROMISE, K.UNIT_SLIP}
    assert all("一式两份" in page_of(one) for one in law_papers.NOTICES if one.kind in twice)


def test_what_the_applicant_promises_is_not_signed_by_the_organ() -> None:
    said = page_of(notice("容缺承诺"))
    assert said.count("苍溪县市场监督管理局") == 2  # the form's head, and to whom it is promised
    assert said.index("承诺人签名或盖章：") < said.index("窗口电话")


def test_accepted_with_something_missing_never_says_complete() -> None:
    one = notice("容缺时的受理通知")
    assert "主要申请材料齐全" in one.paragraphs[0] and "，申请材料齐全" not in one.paragraphs[0]
    received, missing = one.listings
    assert [row[1] for row in missing.rows] == list(law_papers.MISSING) and missing.title == "未收材料"
    assert law_papers.MISSING[0] not in str(received)


def test_a_hearing_is_told_to_everybody_and_nobody_reads_anothers_telephone() -> None:
    assert [notice(name).addressee for name in ("听证", "关系人的听证", "听证公告")] == [HOLDER.name, PARTY.name, ""]
    assert [notice(name).addressee for name in ("听证权利", "关系人的听证权利")] == [HOLDER.name, PARTY.name]
    for name in ("听证", "关系人的听证", "听证公告", "听证权利", "关系人的听证权利", "利害关系人"):
        for private in (HOLDER.phone, HOLDER.number, HOLDER.address):
            assert private not in page_of(notice(name))
    assert PARTY.phone not in page_of(notice("听证")) + page_of(notice("听证公告"))


def test_a_hearing_no_statute_prescribes_is_not_posted_up() -> None:
    from windowdesk.models.papers import hearings

    told = hearings.hearing(law_papers.setting(), law_papers.act(), law_papers.case(), law_papers.HEARING)
    assert [paper.notice.heading for paper in told] == ["听证通知书"]


@pytest.mark.parametrize("name", ["延长", "特别程序", "恢复"])
def test_a_date_beyond_the_known_calendar_says_so(name: str) -> None:
    assert "约2027年1月11日（暂定" in page_of(notice(name))
    assert "本件所载期限为预计" in page_of(notice(name))
    assert "本件所载期限为预计" not in page_of(notice("期限变更"))


def test_a_name_with_quotation_marks_is_quoted_by_the_rules() -> None:
    from windowdesk.models.papers.common import quoted

    assert quoted("开办餐饮店“一件事”") == "“开办餐饮店‘一件事’”"


def test_what_was_written_in_lines_becomes_paragraphs_and_prints() -> None:
    said = "一、出入口不足；\n二、疏散距离超过规定。"
    setting, act = law_papers.setting(), law_papers.act()
    withdrawn = ev.ApplicationWithdrawn(said, law_papers.TODAY)
    one = ways.withdrawal(setting, act, law_papers.case(), withdrawn).notice
    assert dict(one.facts)["撤回理由"] == "一、出入口不足；　二、疏散距离超过规定。"
    given = ev.OpinionGiven("disagree", said, "罗红梅", law_papers.TODAY)
    answers = (law_papers.opinion("消防救援大队", "disagree", said),)
    table = opinions.summary(setting, act, law_papers.case("110"), answers, law_papers.DECIDED).notice
    reply = opinions.reply(setting, act, law_papers.opinion("卫生健康局"), given).notice
    returned = ways.returned(setting, act, law_papers.case(), said).notice
    assert returned.paragraphs[:2] == ("一、出入口不足；", "二、疏散距离超过规定。")
    assert all("疏散距离超过规定" in page_of(paper) for paper in (one, table, reply, returned))


def test_a_long_table_of_opinions_loses_nothing() -> None:
    answers = tuple(law_papers.opinion("消防救援大队", "disagree", f"第{n}条：" + "疏散距离" * 40) for n in range(25))
    setting, act = law_papers.setting(), law_papers.act()
    one = opinions.summary(setting, act, law_papers.case("110"), answers, law_papers.DECIDED).notice
    paper = rendered(one, "WD1:X")
    pages = copied(paper.pdf)
    said = tight("".join(pages))
    assert len(pages) > 2 and all("理由和依据" in page for page in pages[:-1])
    assert all(tight(text) in said for text in texts_of(one))
    assert_apart(paper.pdf)


def test_one_row_too_many_is_set_closer_before_it_takes_a_sheet() -> None:
    assert len(copied(rendered(notice("检验"), "WD1:X").pdf)) == 1
    assert len(copied(rendered(notice("告知承诺"), "WD1:X").pdf)) == 1


def test_every_character_the_papers_may_use_is_in_the_fonts() -> None:
    folder = Path(ways.__file__).parent
    for path in (*folder.glob("*.py"), *(desks.DATA / name for name in ("items.toml", "demo-hall.toml"))):
        assert undrawable(path.read_text(encoding="utf-8").replace("\n", ""), fonts=FONTS) == "", path.name


def test_the_code_of_an_extension_tells_the_new_date(desk: Desk) -> None:
    case_id = desks.receive(desk)
    desk.do(cmd.AcceptCase(case_id), desks.staff(desk, "1001"), at("2026-11-23 10:00"))
    extend = cmd.ExtendDecision(case_id, "需要核查历史档案", "周远征", "苍市监延〔2026〕4号")
    desk.do(extend, desks.staff(desk, "1003"), at("2026-11-24 10:00"))
    due = desks.the_case(desk, case_id).statutory_due
    assert due is not None
    entries = {entry.event.notice.kind: entry for entry in _papers(desk, case_id)}
    for kind, day in ((K.ACCEPTANCE, "2026-12-02"), (K.EXTENSION, due.on.isoformat())):
        was = desk.case_at(entries[kind])
        assert was is not None and press.due_on(was, entries[kind]) == day


def _papers(desk: Desk, case_id: str) -> list[ev.Recorded]:
    from windowdesk.store import register

    entries = register.case_entries(desk.store.read(), case_id)
    return [entry for entry in entries if isinstance(entry.event, ev.PaperDrawn)]
