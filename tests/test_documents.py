"""The papers: what is drawn can be read back, by eye, by copying and by scanner."""

from __future__ import annotations

import math
import re
import subprocess
import sys
from functools import cache
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import get_type_hints

import law_papers
import pypdf
import pypdfium2
import pytest
import zxingcpp
from making import made
from msgspec.structs import replace

from windowdesk.documents import Drawn, UndrawableError, UnfitError, draw_seal, render, undrawable
from windowdesk.models.notice import TITLES, Listing, Notice, PaperKind, Parcel, SealMark

FONTS = Path(__file__).parents[1] / "data" / "fonts"
CASE = "510824202611230011000123"
QR = "WD1:" + "7X8KQ2M$ 9*Z4%CW+EV-ED.CW/EV:0A" * 6
SEAL = SealMark("5108240010001", "苍溪县行政审批局", "行政审批专用章", 42.0, "510824001-2026-000123")

COMMON = {
    "issuer": "苍溪县行政审批局",
    "dated": "2026年11月23日",
    "case_no": CASE,
    "window_phone": "0839-5221234",
    "complaint_phone": "12345",
    "seal": SEAL,
}

REMEDIES = (
    "如不服本决定，可以自收到本决定书之日起六十日内向苍溪县人民政府申请行政复议，"
    "也可以自收到本决定书之日起六个月内依法向苍溪县人民法院提起行政诉讼。",
    "行政复议机关：苍溪县人民政府（苍溪县陵江镇北门街1号）；管辖法院：苍溪县人民法院。",
)

RECEIPT = Notice(
    PaperKind.RECEIPT,
    "苍审批收〔2026〕第000123号",
    facts=(
        ("申请人", "𬭊㛃䶮"),
        ("证件号码", "**************0018"),
        ("联系电话", "13800138000"),
        ("收件时间", "2026年11月23日 09:05"),
        ("申请事项", "食品经营许可（餐饮服务经营者，含网络经营）首次申请"),
        ("办件类型", "承诺件"),
        ("法定时限", "20个工作日"),
        ("最迟答复日期", "2026年11月30日"),
        ("取件方式", "窗口领取"),
    ),
    listings=(
        Listing(
            "已收材料",
            ("序号", "材料名称", "形式", "份数", "页数"),
            (
                ("1", "食品经营许可申请书", "原件", "1", "4"),
                ("2", "营业执照（复印件须加盖公章，与原件核对无误后退还原件）", "复印件", "1", "1"),
                ("3", "与食品经营相适应的主要设备设施布局、操作流程等文件", "原件", "1", "3"),
                ("4", "食品安全自查、从业人员健康管理等保证食品安全的规章制度", "电子", "1", "12"),
            ),
        ),
    ),
    paragraphs=(
        "本凭证仅表明收到上述材料，不代表已经受理。本机关自收到申请材料之日起五个工作日内作出是否受理的决定或者"
        "一次告知需要补正的全部内容；逾期不告知的，自收到申请材料之日起即为受理（《中华人民共和国行政许可法》第三十二条）。",
    ),
    query_code="428913",
    counterfoil=True,
    **COMMON,
)

ACCEPTANCE = Notice(
    PaperKind.ACCEPTANCE,
    "苍审批受〔2026〕第000123号",
    addressee="苍溪县陵江镇“老院子”餐馆（经营者：张三丰）",
    facts=(
        ("申请事项", "食品经营许可"),
        ("办件类型", "承诺件"),
        ("法定时限", "20个工作日"),
        ("承诺时限", "8个工作日"),
        ("办结期限", "2026年12月3日（如遇特殊环节依法顺延）"),
        ("收费", "不收费"),
        ("特殊环节", "现场核查，5个工作日，不计入办理时限（《中华人民共和国行政许可法》第四十五条）"),
    ),
    listings=(
        Listing("已收材料", ("序号", "材料名称", "份数"), (("1", "申请书", "1"), ("2", "营业执照", "1"))),
        Listing("尚需材料", ("材料名称", "形式", "期限"), (("健康证明", "复印件", "2026年12月1日"),)),
    ),
    paragraphs=(
        "你（单位）于2026年11月23日提出的食品经营许可申请，经审查，申请材料齐全、符合法定形式。根据《中华人民共和国"
        "行政许可法》第三十二条第一款第（五）项的规定，本机关决定予以受理，并将于下列期限前办结该事项。",
        "领取结果时请携带本通知书和身份证件；委托他人领取的，另须携带委托书和受托人身份证件。"
        "办理进度可凭申报号和查询密码在窗口或者网站查询。",
    ),
    signatures=("申请人确认以上内容属实（签字）", "日期"),
    provisional=True,
    **COMMON,
)

CORRECTION = Notice(
    PaperKind.CORRECTION,
    "苍审批补〔2026〕第000045号",
    addressee="张三丰",
    facts=(("申请事项", "食品经营许可"), ("收件日期", "2026年11月23日"), ("补正期限", "2027年2月21日")),
    listings=(
        Listing(
            "需要补正的全部内容",
            ("序号", "材料名称", "存在的问题", "应当如何补正", "依据"),
            tuple(
                (
                    str(n),
                    f"第{n}项材料：主要设备设施布局图",
                    "未标明操作间、清洗消毒间的面积和走向，图面无绘制人签字",
                    "按比例重新绘制并标明各功能区面积，绘制人签字后提交原件一份",
                    "《食品经营许可和备案管理办法》第十三条",
                )
                for n in range(1, 9)
            ),
        ),
    ),
    paragraphs=(
        "你于2026年11月23日提出的申请，经审查，申请材料不齐全、不符合法定形式。根据《中华人民共和国行政许可法》"
        "第三十二条第一款第（四）项的规定，现将需要补正的全部内容一次告知如下。本通知书是唯一一次告知。",
    ),
    signatures=("收到人（签字）", "收到日期"),
    counterfoil=True,
    **COMMON,
)

NOT_ACCEPTED = Notice(
    PaperKind.NOT_ACCEPTED,
    "苍审批不受〔2026〕第000003号",
    addressee="李四",
    facts=(("申请事项", "生育登记"), ("收件日期", "2026年11月23日")),
    paragraphs=(
        "你于2026年11月23日提出的申请，经审查，该事项依法不属于本机关职权范围。",
        "根据《中华人民共和国行政许可法》第三十二条第一款第（二）项的规定，本机关决定不予受理，"
        "请你向苍溪县卫生健康局提出申请。",
    ),
    remedies=REMEDIES,
    signatures=("收到人（签字）", "收到日期"),
    **COMMON,
)

GRANT = Notice(
    PaperKind.GRANT,
    "苍审批许〔2026〕第000088号",
    addressee="苍溪县陵江镇“老院子”餐馆",
    facts=(
        ("被许可人", "苍溪县陵江镇“老院子”餐馆"),
        ("统一社会信用代码", "91510824MA0000015Y"),
        ("许可事项", "热食类食品制售；冷食类食品制售；自制饮品制售"),
        ("有效期", "2026年11月23日至2031年11月22日"),
        ("证件编号", "JY25108240000123"),
        ("颁证期限", "2026年12月7日前"),
    ),
    paragraphs=(
        "你单位于2026年11月13日提出的食品经营许可申请，本机关于2026年11月16日受理。经审查，符合法定条件、标准。",
        "根据《中华人民共和国行政许可法》第三十八条第一款的规定，本机关决定准予行政许可。本决定依法公开，公众有权查阅。",
    ),
    **COMMON,
)

DENIAL = Notice(
    PaperKind.DENIAL,
    "苍审批不许〔2026〕第000007号",
    addressee="苍溪县陵江镇“老院子”餐馆",
    facts=(("申请事项", "食品经营许可"), ("受理日期", "2026年11月16日")),
    paragraphs=(
        "经查，现场核查时操作间与厕所直接相通，无独立的餐用具清洗消毒设施。",
        "上述情形不符合《食品安全国家标准 餐饮服务通用卫生规范》（GB 31654-2021）第4.2.3条、第4.4.1条的规定。",
        "根据《中华人民共和国行政许可法》第三十八条第二款的规定，本机关决定不予行政许可。",
    ),
    remedies=REMEDIES,
    signatures=("收到人（签字）", "收到日期"),
    **COMMON,
)

CERTIFICATE = Notice(
    PaperKind.CERTIFICATE,
    "JY25108240000123",
    title="食品经营许可证",
    facts=(
        ("经营者名称", "苍溪县陵江镇“老院子”餐馆"),
        ("统一社会信用代码", "91510824MA0000015Y"),
        ("经营者", "张三丰"),
        ("经营场所", "四川省广元市苍溪县陵江镇解放路中段128号附3号"),
        ("许可项目", "热食类食品制售；冷食类食品制售；自制饮品制售"),
        ("有效期", "2026年11月23日至2031年11月22日"),
    ),
    **{**COMMON, "issuer": "苍溪县市场监督管理局", "window_phone": "", "complaint_phone": "12345"},
)

PICKUP = Notice(
    PaperKind.PICKUP,
    "苍审批取〔2026〕第000123号",
    addressee="张三丰",
    facts=(
        ("取件窗口", "7号出证窗口"),
        ("领取物", "食品经营许可证 正本、副本各一"),
        ("领取人证件", "居民身份证，尾号 0018"),
    ),
    listings=(Listing("领取时请携带", ("材料", "说明"), (("本凭证", "原件"), ("身份证件", "原件，核验后退还"))),),
    paragraphs=("你（单位）申请的事项已经办结，请凭本凭证到下列窗口领取。",),
    query_code="428913",
    signatures=("领取人（签字）", "领取时间", "经办人（签字）"),
    counterfoil=True,
    **COMMON,
)

SERVICE = Notice(
    PaperKind.SERVICE,
    "苍审批送〔2026〕第000021号",
    facts=(
        ("受送达人", "苍溪县陵江镇“老院子”餐馆"),
        ("送达文书", "准予行政许可决定书（苍审批许〔2026〕第000088号）"),
        ("送达地点", "苍溪县政务服务中心7号窗口"),
        ("送达方式", "☑直接送达　☐留置送达　☐邮寄送达　☐电子送达　☐公告送达"),
        ("送达时间", "2026年11月23日 16:40"),
        ("代收理由", ""),
        ("拒收事由和见证人", ""),
    ),
    signatures=("受送达人（签章）", "代收人（签字）", "送达人（签字）", "收到时间"),
    paragraphs=("注：受送达人是公民的，本人不在时交与其同住的成年家属签收；受送达人已指定代收人的，交代收人签收。",),
    **COMMON,
)

PARCEL = Parcel(
    "苍溪县行政审批局出证窗口",
    "0839-5221234",
    "四川省广元市苍溪县陵江镇滨江路9号政务服务中心",
    "欧阳𬭊",
    "13800138000",
    "四川省广元市苍溪县云峰镇狮岭村三组47号（村委会旁老院子）",
    "EE123456785CN",
)
EMS_LABEL = Notice(PaperKind.EMS_LABEL, "苍审批寄〔2026〕第000031号", parcel=PARCEL, **COMMON)

EMS_LIST = Notice(
    PaperKind.EMS_LIST,
    "苍审批寄〔2026〕第000031号",
    facts=(("寄件人", "苍溪县行政审批局出证窗口"), ("交寄日期", "2026年11月23日"), ("承运", "中国邮政速递物流")),
    listings=(
        Listing(
            "内件清单",
            ("序号", "邮件号", "内件名称", "性质", "数量"),
            (
                ("1", "EE123456785CN", "食品经营许可证", "证照", "2"),
                ("2", "1199830687479", "准予行政许可决定书", "公文", "1"),
            ),
        ),
    ),
    parcel=PARCEL,
    signatures=("交寄人（签字）", "揽收员（签字）", "揽收时间"),
    **{**COMMON, "seal": None},
)

REFERRAL = Notice(
    PaperKind.REFERRAL,
    "苍审批引〔2026〕第000009号",
    addressee="李四",
    facts=(
        ("事项", "生育登记"),
        ("办理单位", "苍溪县卫生健康局"),
        ("地点", "二楼B区21号窗口"),
        ("电话", "0839-5220000"),
    ),
    paragraphs=("你询问的事项不在本窗口办理，请到下列窗口。本单不收费，也不影响你向任何机关提出申请的权利。",),
    **{**COMMON, "seal": None},
)

SAMPLES = (RECEIPT, ACCEPTANCE, CORRECTION, NOT_ACCEPTED, GRANT, DENIAL)
SAMPLES += (CERTIFICATE, PICKUP, SERVICE, EMS_LABEL, EMS_LIST, REFERRAL)
SAMPLES += law_papers.NOTICES

CODED = (RECEIPT, ACCEPTANCE, CORRECTION, NOT_ACCEPTED, GRANT, DENIAL, CERTIFICATE, PICKUP)


@cache
def drawn(notice: Notice, qr: str = "", copy: int = 0) -> Drawn:
    return render(notice, fonts=FONTS, qr=qr, copy=copy)


def copied(pdf: bytes) -> list[str]:
    """The text of each page as pdfium copies it, lines joined as the eye joins them."""
    document = pypdfium2.PdfDocument(pdf)
    return [re.sub(r"[\r\n]+", "", page.get_textpage().get_text_range()) for page in document]


def also_copied(pdf: bytes) -> str:
    """The same as pypdf reads it."""
    return re.sub(r"\n", "", "".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(pdf)).pages))


def tight(text: str) -> str:
    return re.sub(r"\s", "", text)


def texts_of(notice: Notice) -> list[str]:
    """Every text that a paper must carry."""
    found = [notice.heading, notice.number, notice.issuer, notice.dated, *notice.paragraphs, *notice.remedies]
    found += [text for fact in notice.facts for text in fact]
    for table in notice.listings:
        found += [table.title, *table.heads, *(text for row in table.rows for text in row)]
    return [text for text in found if text]


def codes_on(pdf: bytes, dpi: int = 203) -> set[str]:
    found: set[str] = set()
    for page in pypdfium2.PdfDocument(pdf):
        image = page.render(scale=dpi / 72, grayscale=True).to_pil().point(lambda v: 255 if v > 127 else 0)
        found |= {code.text for code in zxingcpp.read_barcodes(image)}
    return found


def test_every_kind_of_paper_has_a_sample_and_a_layout() -> None:
    assert {notice.kind for notice in SAMPLES} == set(PaperKind) == set(TITLES)


@pytest.mark.parametrize("notice", [n for n in SAMPLES if n.parcel is None or n.listings], ids=lambda n: n.kind)
def test_a_paper_carries_every_word_of_its_notice(notice: Notice) -> None:
    said = tight("".join(copied(drawn(notice, QR).pdf)))
    read = tight(also_copied(drawn(notice, QR).pdf))
    for text in texts_of(notice):
        assert tight(text) in said
        assert tight(text) in read


@pytest.mark.parametrize("notice", SAMPLES, ids=lambda n: n.kind)
def test_the_same_notice_gives_the_same_bytes_and_no_font_is_left_out(notice: Notice) -> None:
    first = render(notice, fonts=FONTS, qr=QR).pdf
    render(RECEIPT, fonts=FONTS, qr="between", copy=3)
    assert render(notice, fonts=FONTS, qr=QR).pdf == first
    reader = pypdf.PdfReader(BytesIO(first))
    fonts = [font.get_object() for page in reader.pages for font in page["/Resources"]["/Font"].values()]
    assert fonts
    for font in fonts:
        assert "/FontFile2" in font["/FontDescriptor"].get_object()
    assert b"Helvetica" not in first


def test_bytes_do_not_depend_on_the_process() -> None:
    program = (
        "import sys, hashlib; sys.path[:0] = ['.', 'tests']; import test_documents as t;"
        "print(hashlib.sha256(t.render(t.RECEIPT, fonts=t.FONTS, qr=t.QR).pdf).hexdigest())"
    )
    run = [sys.executable, "-W", "ignore", "-c", program]
    seen = {
        subprocess.run(
            run, cwd=FONTS.parents[1], env={"PYTHONHASHSEED": seed}, capture_output=True, check=True, text=True
        ).stdout
        for seed in ("1", "2")
    }
    assert len(seen) == 1
    assert len(seen.pop()) == 65


def test_names_numbers_and_marks_copy_out_exactly() -> None:
    name, value = "𬭊㛃䶮㼆", "51082419980101001X，（尾号：001X）；￥1,234.50“元”——2026年11月23日 09:05"
    pdf = drawn(replace(RECEIPT, facts=(("申请人", name), ("备注", value)))).pdf
    for text in ("".join(copied(pdf)), also_copied(pdf)):
        assert name in text
        assert value in text
        assert CASE in text
        assert "428913" in text


@pytest.mark.parametrize("text", ["<b>x</b>", "[red]李[/red]", "&amp;", "&lt;", "\\(x\\)", "%s {0} $1", "(未闭合"])
def test_markup_is_text(text: str) -> None:
    notice = replace(
        DENIAL,
        addressee=text,
        title=f"决定{text}",
        issuer=text,
        facts=((text, text),),
        listings=(Listing(text, (text,), ((text,),)),),
        paragraphs=(text,),
        remedies=(text,),
        signatures=(text,),
        seal=None,
    )
    assert tight("".join(copied(drawn(notice).pdf))).count(tight(text)) >= 11
    parcel = replace(PARCEL, receiver_name=text, receiver_address=text)
    assert tight("".join(copied(drawn(replace(EMS_LABEL, parcel=parcel)).pdf))).count(tight(text)) == 2


def test_a_long_paper_flows_and_loses_nothing() -> None:
    name = "".join(chr(0x4E00 + n * 7) for n in range(200))
    materials = tuple((str(n), f"第{n:02d}号材料：{name[n : n + 60]}", "原件", "1") for n in range(1, 61))
    faults = tuple(
        (str(n), f"缺陷{n:02d}—{name[:50]}", f"补正{n:02d}—{name[50:90]}", "第三十二条") for n in range(1, 41)
    )
    notice = replace(
        CORRECTION,
        addressee=name,
        facts=(("申请人", name), *CORRECTION.facts),
        listings=(
            Listing("已收材料", ("序号", "名称", "形式", "份数"), materials),
            Listing("需要补正", ("序号", "问题", "要求", "依据"), faults),
        ),
    )
    pdf = drawn(notice, QR).pdf
    pages = copied(pdf)
    said = tight("".join(pages))
    assert all(tight(text) in said for text in texts_of(notice))
    assert len(pages) > 5
    assert f"第 {len(pages)} 页" in pages[-1]
    assert all(f"共 {len(pages)} 页" in page for page in pages)
    assert all("序号" in page for page in pages[1:-1])
    assert_apart(pdf)


def test_a_cell_longer_than_a_page_is_torn_and_not_cut() -> None:
    text = "".join(f"{n}、补正说明。" for n in range(1200))
    notice = replace(CORRECTION, listings=(Listing("清单", ("序号", "说明"), (("1", text),)),), facts=(("备注", text),))
    said = tight("".join(copied(drawn(notice).pdf)))
    furniture = rf"第\d+页共\d+页|{notice.number}|序号说明"
    assert re.sub(furniture, "", said).count(text) == 2  # form and list; the counterfoil keeps what a file is found by


def assert_apart(pdf: bytes) -> None:
    """No two lines of text overlap and all stand on the sheet."""
    for page in pypdfium2.PdfDocument(pdf):
        text, (wide, high) = page.get_textpage(), page.get_size()
        boxes = [text.get_rect(n) for n in range(text.count_rects())]
        for left, bottom, right, top in boxes:
            assert 0 <= left <= right <= wide
            assert 0 <= bottom <= top <= high
        for number, a in enumerate(boxes):
            for b in boxes[number + 1 :]:
                across = min(a[2], b[2]) - max(a[0], b[0])
                down = min(a[3], b[3]) - max(a[1], b[1])
                assert across < 1 or down < 1.5


@pytest.mark.parametrize("notice", SAMPLES, ids=lambda n: n.kind)
@pytest.mark.parametrize("stretch", [1, 12])
def test_nothing_overlaps_and_nothing_leaves_the_sheet(notice: Notice, stretch: int) -> None:
    if stretch > 1:
        notice = replace(
            notice,
            facts=tuple((label, value * stretch) for label, value in notice.facts),
            number=notice.number * 4,
            addressee=notice.addressee * stretch,
            issuer=notice.issuer * 4,
            signatures=tuple(label * 6 for label in notice.signatures),
            remedies=notice.remedies * 3,
            window_phone=notice.window_phone * 4,
            title=notice.heading * 6,
        )
    assert_apart(drawn(notice, QR, 1).pdf)


def test_lines_begin_and_end_with_the_right_marks() -> None:
    from windowdesk.documents.fonts import load
    from windowdesk.documents.lines import break_lines

    face = load(FONTS).song
    text = "根据《中华人民共和国行政许可法》（2019年修正）第三十二条，“材料”510824198001010018齐全。——完 " * 5
    for width in range(60, 400, 7):
        lines = break_lines(text, face, 12, width, 24 if width > 100 else 0)
        assert "".join(lines) == text
        assert all(face.width(line.rstrip(), 12) <= width + 0.1 for line in lines)
        if width > 130:
            assert not any(line[0] in "，。）》”—、" for line in lines)
            assert not any(line[-1] in "（《“" for line in lines)
            assert sum("510824198001010018" in line for line in lines) == 5
    assert break_lines("", face, 12, 100) == [""]
    assert break_lines("。" * 50, face, 12, 24) == ["。。"] * 25


@pytest.mark.parametrize("notice", CODED, ids=lambda n: n.kind)
def test_codes_read_back_from_paper(notice: Notice) -> None:
    found = codes_on(drawn(notice, QR, 1).pdf)
    assert QR in found
    assert (CASE in found) == (notice.kind in {PaperKind.RECEIPT, PaperKind.PICKUP})
    said = "".join(copied(drawn(notice, QR, 1).pdf))
    assert "二维码为完整性与来源证明，不是国家政务服务平台统一电子印章" in said
    assert "统一电子印章" not in "".join(copied(drawn(notice).pdf))


def test_the_label_tells_the_carrier_what_it_may_know_and_no_more() -> None:
    pdf = drawn(EMS_LABEL, QR).pdf
    assert codes_on(pdf) == {PARCEL.mail_no}
    box = pypdf.PdfReader(BytesIO(pdf)).pages[0].mediabox
    assert (float(box.width), float(box.height)) == pytest.approx((100 / 25.4 * 72, 150 / 25.4 * 72), abs=0.01)
    said = "".join(copied(pdf))
    rest = tight(said)
    for text in (*(getattr(PARCEL, name) for name in PARCEL.__slots__), PARCEL.mail_no):
        assert tight(text) in rest
        rest = rest.replace(tight(text), "", 1)
    for text in ("邮政特快专递", "收", "寄", "收件人签收：", "日期："):
        assert text in rest
        rest = rest.replace(text, "", 1)
    assert rest == ""
    about = pypdf.PdfReader(BytesIO(pdf)).metadata or {}
    assert EMS_LABEL.number not in str(about)
    assert codes_on(drawn(replace(EMS_LABEL, parcel=replace(PARCEL, mail_no="1199830687479"))).pdf) == {"1199830687479"}


def test_a_label_shrinks_its_type_and_refuses_what_cannot_fit() -> None:
    long = replace(PARCEL, receiver_address="四川省广元市苍溪县云峰镇狮岭村三组47号" * 10)
    assert tight(long.receiver_address) in tight("".join(copied(drawn(replace(EMS_LABEL, parcel=long)).pdf)))
    with pytest.raises(UnfitError):
        drawn(replace(EMS_LABEL, parcel=replace(PARCEL, receiver_address="四川省" * 900)))
    with pytest.raises(ValueError, match="parcel"):
        drawn(replace(EMS_LABEL, parcel=None))


@pytest.mark.parametrize("notice", SAMPLES, ids=lambda n: n.kind)
def test_a_reprint_says_so_on_every_page(notice: Notice) -> None:
    assert not any("补打" in page for page in copied(drawn(notice).pdf))
    assert all("补打 7" in page for page in copied(drawn(notice, "", 7).pdf))


@pytest.mark.parametrize("notice", [n for n in SAMPLES if n.seal and n.kind != "ems_label"], ids=lambda n: n.kind)
def test_the_seal_sits_over_issuer_and_date(notice: Notice) -> None:
    """骑年盖月: the date runs through the lower half of the seal, issuer and date about its middle."""
    paper = drawn(notice, QR)
    assert paper.seal_box is not None
    left, bottom, right, top = paper.seal_box
    assert right - left == pytest.approx(42 / 25.4 * 72, abs=0.01)
    assert top - bottom == pytest.approx(42 / 25.4 * 72, abs=0.01)
    page = pypdfium2.PdfDocument(paper.pdf)[paper.seal_page]
    assert left >= 0
    assert bottom >= 0
    assert right <= page.get_width()
    assert notice.issuer + notice.dated in re.sub(
        r"\s", "", page.get_textpage().get_text_bounded(left - 60, bottom, right + 60, top)
    )
    search = page.get_textpage().search(notice.dated)
    spots = []
    while hit := search.get_next():
        spots.append(page.get_textpage().get_charbox(hit[0]))
    assert any(left < x and bottom < y < (bottom + top) / 2 for x, y, *_ in spots)


def test_no_page_bears_a_seal_alone() -> None:
    for extra in range(0, 40, 3):
        notice = replace(DENIAL, paragraphs=DENIAL.paragraphs + ("补充说明。",) * extra)
        paper = drawn(notice)
        page = copied(paper.pdf)[paper.seal_page]
        assert "行政复议机关" in page
        assert notice.dated in page


def test_a_certificate_of_several_sheets_bears_its_seal_beside_particulars() -> None:
    for extra in range(12):
        notice = replace(CERTIFICATE, facts=CERTIFICATE.facts + (("备注", "另附清单"),) * extra)
        paper = drawn(notice, QR)
        assert len(copied(paper.pdf)) == paper.seal_page + 1
        assert ("备注" if extra else "有效期") in copied(paper.pdf)[paper.seal_page]
        assert_apart(paper.pdf)


def test_an_ordinary_receipt_and_its_counterfoil_share_one_sheet() -> None:
    assert len(copied(drawn(RECEIPT, QR).pdf)) == 1


def test_reprints_are_counted_from_one() -> None:
    with pytest.raises(ValueError, match="counted"):
        render(RECEIPT, fonts=FONTS, copy=-1)


def test_without_a_seal_no_place_is_kept() -> None:
    paper = drawn(REFERRAL)
    assert paper.seal_box is None
    assert paper.seal_page == 0


def test_particular_marks_are_printed() -> None:
    said = ["".join(copied(drawn(notice).pdf)) for notice in (RECEIPT, ACCEPTANCE, NOT_ACCEPTED, GRANT)]
    assert "存根联" in said[0]
    assert "沿此线裁开" in said[0]
    assert "查询密码" in said[0]
    assert "预计" in said[1]
    assert "救济途径" in said[2]
    assert "救济途径" not in said[3]
    assert "预计" not in said[3]
    assert all("窗口电话：0839-5221234" in text and "监督电话：12345" in text for text in said)
    stub = said[0][said[0].index("沿此线裁开") :]
    assert RECEIPT.query_code not in stub
    assert RECEIPT.number in stub
    assert CASE in stub


def test_ballot_boxes_are_drawn_and_copied() -> None:
    assert "☑直接送达　☐留置送达" in "".join(copied(drawn(SERVICE).pdf))
    assert undrawable("☑☐", fonts=FONTS) == ""
    dark = []
    for box in "☑☐":
        page = pypdfium2.PdfDocument(drawn(replace(SERVICE, facts=(("送达方式", box),), signatures=())).pdf)[0]
        dark.append(sum(page.render(scale=2, grayscale=True).to_pil().histogram()[:128]))
    assert dark[0] > dark[1]


@pytest.mark.parametrize(
    "character",
    ["\x00", "\n", "\t", "\u200e", "\u202e", "\u2069", "\u200b", "\ud800", "\udfff", "\ufeff", "🙂", "ɸ", "𠀀"],
)
def test_what_cannot_be_drawn_is_named_and_refused(character: str) -> None:
    assert undrawable(f"张{character}三{character}", fonts=FONTS) == character
    for notice in (
        replace(GRANT, addressee=f"张{character}三"),
        replace(GRANT, facts=(("许可事项", character),)),
        replace(EMS_LABEL, parcel=replace(PARCEL, receiver_name=character)),
    ):
        with pytest.raises(UndrawableError, match=re.escape(f"U+{ord(character):04X}")) as told:
            render(notice, fonts=FONTS)
        assert told.value.character == character
        str(told.value).encode()


def test_undrawable_and_render_agree() -> None:
    from windowdesk.documents.fonts import load

    book = load(FONTS)
    for face in (book.song, book.bold, book.hei, book.hei_bold):
        for code in [*range(0x20, 0x3100), *range(0x4DC0, 0x9FFF, 13), *range(0xE000, 0x2FFFF, 29)]:
            character = chr(code)
            try:
                face.width(character, 1)
                can = True
            except UndrawableError:
                can = False
            assert can == (undrawable(character, fonts=FONTS) == ""), hex(code)
    assert undrawable("", fonts=FONTS) == ""
    assert undrawable("苍溪县㛃䶮𬭊，（）“”￥", fonts=FONTS) == ""
    assert undrawable("🙂a\x00🙂", fonts=FONTS) == "🙂\x00"


def test_checking_a_name_loads_neither_reportlab_nor_the_rare_font() -> None:
    program = (
        "import sys; from pathlib import Path; from windowdesk.documents import undrawable, coverage;"
        f"f = Path({str(FONTS)!r}); assert undrawable('张三', fonts=f) == '';"
        "assert coverage.covered.cache_info().currsize == 1; assert undrawable('㼆', fonts=f) == '';"
        "assert coverage.covered.cache_info().currsize == 2; assert 'reportlab' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], cwd=FONTS.parents[1], check=True)


@pytest.mark.parametrize("length", [1, 4, 8, 14, 20, 26, 32])
def test_a_seal_holds_its_name_evenly_on_the_arc(length: int) -> None:
    ring = "苍溪县住房和城乡建设局行政审批服务科县文物广电旅游体育局县农业村"[:length]
    pdf = draw_seal(replace(SEAL, ring=ring), fonts=FONTS)
    assert pdf == draw_seal(replace(SEAL, ring=ring), fonts=FONTS)
    page = pypdfium2.PdfDocument(pdf)[0]
    side = 42 / 25.4 * 72
    assert page.get_size() == pytest.approx((side, side), abs=0.01)
    found = tight(page.get_textpage().get_text_range())
    assert sorted(found) == sorted(ring + SEAL.line + SEAL.impression)
    image = page.render(scale=6, grayscale=True).to_pil()
    middle = image.width / 2
    for degree in range(360):  # between the name and the ring there is white all round
        x, y = math.cos(math.radians(degree)), math.sin(math.radians(degree))
        assert image.getpixel((int(middle + 0.92 * middle * x), int(middle + 0.92 * middle * y))) > 250
    turns = re.findall(
        rb"([-\d.]+) ([-\d.]+) [-\d. ]+ Tm", pypdf.PdfReader(BytesIO(pdf)).pages[0].get_contents().get_data()
    )
    angles = [math.degrees(math.atan2(-float(b), float(a))) for a, b in turns[:length]]
    steps = [b - a for a, b in pairwise(angles)]
    assert all(step == pytest.approx(steps[0], abs=0.05) and step > 7 for step in steps)
    assert angles[0] == pytest.approx(-angles[-1], abs=0.05)


def test_a_seal_is_red_and_transparent() -> None:
    page = pypdfium2.PdfDocument(draw_seal(SEAL, fonts=FONTS))[0]
    image = page.render(scale=2, fill_color=(0, 0, 0, 0), maybe_alpha=True).to_pil().convert("RGBA")
    assert image.getpixel((2, 2))[3] == 0
    centre = image.getpixel((image.width // 2, image.height // 2))
    assert centre[0] > 150
    assert centre[1] < 60


def test_a_seal_without_a_name_or_of_no_size_is_refused() -> None:
    for mark in (replace(SEAL, ring=""), replace(SEAL, diameter_mm=0), replace(SEAL, diameter_mm=float("nan"))):
        with pytest.raises(ValueError, match="seal"):
            draw_seal(mark, fonts=FONTS)
    with pytest.raises(UndrawableError):
        draw_seal(replace(SEAL, ring="苍溪🙂"), fonts=FONTS)


def test_many_threads_draw_the_same_paper() -> None:
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(8) as pool:
        papers = [pool.submit(render, n, fonts=FONTS, qr=QR) for n in SAMPLES]
        assert [p.result().pdf for p in papers] == [drawn(n, QR).pdf for n in SAMPLES]


def test_code_128_takes_ascii_only() -> None:
    from windowdesk.documents.codes import bars

    for text in ("", "苍", "a\n"):
        with pytest.raises(ValueError, match="Code 128"):
            bars(text)


def test_everything_that_stands_on_a_paper_is_in_its_text() -> None:
    said: list[str] = []

    def word() -> str:
        said.append(f"«{len(said)}»")
        return said[-1]

    seal = SealMark("", word(), word(), 42.0, word())
    hints = {name: hint for name, hint in get_type_hints(Notice).items() if name not in ("kind", "seal")}
    parts = {name: made(hints[name], word) for name in Notice.__struct_fields__ if name in hints}
    text = Notice(kind=PaperKind.EMS_LABEL, seal=seal, **parts).text
    assert len(said) > 20
    assert [one for one in said if one not in text] == []
