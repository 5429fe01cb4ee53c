"""Every kind of document is whole, cited, and makes a paper; the words cannot be turned into markup."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from egret.documents import body, content, fonts, paper, reference, words
from egret.documents.kinds import KindWrong, all_kinds, kind_named, of_definition, resolve

ROOT = Path(__file__).resolve().parents[2]
SYSTEM = {"case_name": "银江路殴打他人案", "case_number": "A350211", "unit": "银江派出所"}
NEEDED = {
    "接报案登记表", "受案登记表", "受案回执", "不予受理告知书", "移送案件通知书", "接受证据材料清单", "传唤证",
    "被传唤人家属通知书", "行政案件权利义务告知书", "询问笔录", "检查证", "检查笔录", "证据保全决定书",
    "证据保全清单", "鉴定聘请书", "鉴定意见告知书", "延长办案期限审批表", "治安调解协议书", "呈请处罚审批表",
    "法制审核意见书", "集体讨论记录", "行政处罚告知笔录", "陈述申辩复核意见书", "听证告知书", "行政处罚决定书",
    "不予行政处罚决定书", "当场处罚决定书", "送达回证", "行政拘留执行回执", "行政拘留家属通知书", "罚款缴纳通知书",
    "收缴追缴物品清单", "终止案件调查决定书", "结案报告", "呈请立案报告书", "立案决定书", "不予立案通知书",
    "立案告知书", "刑事传唤证", "拘传证", "诉讼权利义务告知书", "讯问笔录", "刑事询问笔录", "现场勘验笔录",
    "搜查证", "搜查笔录", "扣押决定书", "扣押清单", "辨认笔录", "刑事鉴定聘请书", "刑事鉴定意见通知书",
    "价格认定委托书", "呈请拘留报告书", "拘留证", "拘留通知书", "延长拘留期限通知书", "取保候审决定书",
    "提请批准逮捕书", "逮捕证", "逮捕通知书", "执行回执", "释放证明书", "要求复议意见书", "延长侦查羁押期限意见书",
    "侦查终结报告书", "起诉意见书", "随案移送清单", "移送起诉告知书", "补充侦查报告书", "撤销案件决定书",
    "终止侦查决定书", "法律援助通知书",
}  # fmt: skip

needs_font = pytest.mark.skipif(
    not fonts.system_fonts.chinese_fonts(), reason="no Chinese font: apt-get install fonts-noto-cjk"
)


def sheet(name: str, proven: paper.Proven | None = None, **over: Any) -> paper.Sheet:
    kind = kind_named(name)
    facts = content.plain(kind, {**kind.example(), **over}, SYSTEM)
    number = kind.number("鹭公（银江）", 2026, 3)
    return paper.Sheet(
        kind, facts, number, "0123456789abcdef" * 2, date(2026, 11, 23), "白鹭分局", "白鹭分局", proven=proven
    )


def text_of(pdf: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def dense(text: str) -> str:
    return "".join(text.split())


def test_all_kinds_of_the_two_stories_are_there() -> None:
    assert set(all_kinds()) >= NEEDED


@needs_font
@pytest.mark.parametrize("name", sorted(all_kinds()))
def test_kind_makes_a_paper_that_says_all_it_knows(name: str) -> None:
    made = sheet(name)
    text = dense(text_of(paper.to_pdf(made)))
    assert dense(made.kind.title) in text
    assert dense(made.number) in text
    assert made.code in text
    for block in paper.drawn(made)["blocks"]:
        for said in [block.get("text", ""), *block.get("lines", []), *(c for r in block.get("rows", []) for c in r)]:
            if isinstance(block.get("rows"), list) and block["block"] == "opinions":
                continue
            # Numbers and Latin break off at line ends in extraction; compare the Chinese part.
            wanted = [c for c in dense(said) if "一" <= c <= "鿿"]
            assert all(c in text for c in wanted), said


@pytest.mark.parametrize("name", sorted(all_kinds()))
def test_kind_needs_only_its_required_facts(name: str) -> None:
    kind = kind_named(name)
    least = {fact: value for fact, value in kind.example().items() if kind.by_name[fact].required}
    drawn = body.filled(kind.body, kind.by_name, content.plain(kind, least, SYSTEM))
    assert drawn
    assert kind.basis(date(2026, 11, 23)), "a paper rests on an article"


@pytest.mark.parametrize("name", sorted(all_kinds()))
def test_missing_or_unknown_fact_is_named(name: str) -> None:
    kind = kind_named(name)
    required = [fact.name for fact in kind.facts if fact.required and not fact.is_system]
    for gone in required:
        facts = {fact: value for fact, value in kind.example().items() if fact != gone}
        with pytest.raises(content.FactsWrong, match=rf"{name}：{gone}"):
            content.plain(kind, facts, SYSTEM)
    with pytest.raises(content.FactsWrong, match=f"{name}：colour"):
        content.plain(kind, {**kind.example(), "colour": "红"}, SYSTEM)


@pytest.mark.parametrize(
    ("fact", "value"),
    [
        ("fine", 500.0),
        ("fine", "-1"),
        ("fine", "1.234"),
        ("party", {"sex": "男"}),
        ("party", {"name": "某", "shoe": "42"}),
        ("officers", 7),
        ("decision", "  \n "),
        ("findings", {"a": 1}),
    ],
)
def test_ill_formed_fact_is_refused(fact: str, value: Any) -> None:
    kind = kind_named("当场处罚决定书")
    with pytest.raises(content.FactsWrong, match=fact):
        content.plain(kind, {**kind.example(), fact: value}, SYSTEM)


def test_articles_follow_the_law_of_the_day() -> None:
    summons = kind_named("传唤证")
    assert summons.basis(date(2025, 12, 31))[0] == "治安管理处罚法#82"
    assert summons.basis(date(2026, 1, 1))[0] == "治安管理处罚法#96"
    assert summons.basis(date(2000, 1, 1)) == ()


def test_kind_nobody_wrote_is_a_lookup_error() -> None:
    with pytest.raises(LookupError, match="没有这种文书：通行证"):
        kind_named("通行证")


@needs_font
def test_long_list_runs_over_pages_with_its_head_on_each() -> None:
    items = [{"name": f"物品{at}", "quantity": "1件", "features": "长" * 60} for at in range(60)]
    pages = PdfReader(io.BytesIO(paper.to_pdf(sheet("扣押清单", items=items)))).pages
    assert len(pages) > 3
    assert all("序号" in page.extract_text() for page in pages[:3])
    assert f"共{len(pages)}页" in dense(pages[0].extract_text())


def test_series_are_told_apart() -> None:
    codes = [kind.series for kind in all_kinds().values()]
    assert len(set(codes)) == len(codes)
    assert kind_named("立案决定书").number("鹭公白鹭", 2026, 12) == "鹭公白鹭立字〔2026〕00012号"


def test_definition_kept_with_a_paper_makes_the_same_kind() -> None:
    for kind in all_kinds().values():
        again = of_definition(kind.definition)
        assert again.version == kind.version
        assert again.body == kind.body


@pytest.mark.parametrize(
    ("text", "facts", "told"),
    [
        ("{{colour}}", ["reason"], "unknown facts"),
        ("空白", ["reason"], "never shown"),
        ("{{reason}}", ["reason?"], "outside an #if"),
        ("{{table reason}}", ["reason"], "cannot show"),
        ("{{reason}}", ["colour"], "not in the vocabulary"),
    ],
)
def test_kind_that_contradicts_itself_is_refused(text: str, facts: list[str], told: str) -> None:
    word = {"zh": "x", "en": "x", "type": "prose", "personal": True, "example": "x"}
    vocabulary = dict.fromkeys(("reason", "case_name", "case_number", "unit"), word)
    raw = {
        "kind": "试", "title_en": "T", "series": "试", "basis": ["刑事诉讼法#82"], "copies": ["附卷"], "seal": "none",
        "signatures": [], "facts": facts, "body": text,
    }  # fmt: skip
    with pytest.raises(KindWrong, match=told):
        of_definition(resolve(raw, vocabulary, "criminal"))


@pytest.mark.parametrize("source", ["{{#if a}}", "{{/if}}", "甲{{#if a}}乙", "{{a.b}}", "{{A}}", "{{a", "甲{{/if}}"])
def test_broken_body_does_not_parse(source: str) -> None:
    with pytest.raises(body.BodyWrong):
        body.parse(source)


@pytest.mark.parametrize(
    ("amount", "written"),
    [
        ("0", "零元整"),
        ("500", "伍佰元整"),
        ("3050.6", "叁仟零伍拾元陆角"),
        ("10010", "壹万零壹拾元整"),
        ("100050", "壹拾万零伍拾元整"),
        ("20030405.07", "贰仟零叁万零肆佰零伍元零柒分"),
        ("1000000000", "壹拾亿元整"),
        ("0.05", "伍分"),
    ],
)
def test_sum_in_bankers_numerals(amount: str, written: str) -> None:
    assert words.capital_yuan(amount) == written


def test_cites_read_as_people_write_them() -> None:
    assert words.cited("治安管理处罚法(2025)#51(1)(2)") == "《治安管理处罚法》第五十一条第一款第二项"
    assert words.cited("刑法#133-1") == "《刑法》第一百三十三条之一"


# What a font can draw: everything else is refused by name, which is tested apart.
DRAWABLE = st.text(
    st.sampled_from("#$*_`~@<>[]{}()\\/\"'=-+|^&%!?;:,.0aZ 张三李四的，。“”《》\n\t")
    | st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5),
    min_size=1,
    max_size=60,
).filter(lambda text: bool(text.strip()))
HOSTILE = [
    '#image("/etc/passwd")',
    '"); #import "x.typ"',
    "$ sum_(i=1) $ *bold* _it_ `raw` <label> @ref",
    "{{decision}} {{#if fine}}",
    "\\u{202e} \\ #sys.inputs",
    "// 注释 /* */ = 标题",
    ']#eval("1")[',
]


@needs_font
@settings(max_examples=25, deadline=None)
@given(DRAWABLE)
def test_what_a_party_says_is_never_markup(said: str) -> None:
    _says_exactly(said)


@needs_font
@pytest.mark.parametrize("said", HOSTILE)
def test_hostile_words_stand_on_the_paper_as_said(said: str) -> None:
    _says_exactly(said)


def _says_exactly(said: str) -> None:
    made = sheet("撤销案件决定书", reason=said)
    blocks = paper.drawn(made)["blocks"]
    assert dense(content.plain(made.kind, {**made.kind.example(), "reason": said}, SYSTEM)["reason"]).rstrip(
        "。；！？，"
    ) in dense("".join(block.get("text", "") for block in blocks))
    drawn = dense(text_of(paper.to_pdf(made)))
    for character in set(dense(said)):
        assert character in drawn or not character.isprintable(), character


@needs_font
def test_same_paper_same_bytes_and_archival() -> None:
    proven = paper.Proven("HTTPS://HOST/J/2026/17/" + "A" * 52, "c2sp.org/tlog-proof@v1\n", "2026/17")
    first = paper.to_pdf(sheet("行政处罚决定书", proven))
    assert first == paper.to_pdf(sheet("行政处罚决定书", proven))
    reader = PdfReader(io.BytesIO(first))
    assert {name: data[0] for name, data in reader.attachments.items()} == {
        "proof.tlog-proof": b"c2sp.org/tlog-proof@v1\n"
    }
    assert b"<pdfaid:part>3</pdfaid:part>" in first
    assert "2026/17，扫码核验" in dense(text_of(first))
    plain = paper.to_pdf(sheet("行政处罚决定书"))
    assert b"<pdfaid:part>2</pdfaid:part>" in plain
    assert "证明随后" in dense(text_of(plain))


@needs_font
def test_words_told_without_a_question_stand_on_the_paper() -> None:
    said = [{"ask": "", "answer": "昨晚有人撬门"}, {"ask": "看清了吗", "answer": ""}]
    page = dense(text_of(paper.to_pdf(sheet("询问笔录", answers=said))))
    assert "昨晚有人撬门" in page and "问：看清了吗" in page and "问：昨晚" not in page and "答：昨晚" not in page
    with pytest.raises(content.FactsWrong):
        sheet("询问笔录", answers=[{"ask": "", "answer": ""}])


@needs_font
def test_missing_glyph_is_named() -> None:
    with pytest.raises(paper.GlyphMissing, match=r"U\+1F600") as caught:
        paper.to_pdf(sheet("立案决定书", charge="盗😀窃罪"))
    assert caught.value.characters == "😀"


@needs_font
def test_rare_characters_of_names_are_drawn() -> None:
    assert "翀" in text_of(paper.to_pdf(sheet("立案决定书", charge="翀㛃䶮𬱖𠮷")))


def test_marks_that_turn_text_round_are_dropped() -> None:
    assert paper._visible({"a": ["甲\u202e乙\u200b"]}) == {"a": ["甲乙"]}


def test_without_a_chinese_font_the_remedy_is_told(tmp_path: Path) -> None:
    with pytest.raises(fonts.NoChineseFont, match="fonts-noto-cjk"):
        fonts.faces(str(tmp_path / "nothing"))


def test_reference_page_is_current() -> None:
    page = (ROOT / "docs/reference/documents.md").read_text("utf-8")
    assert page == reference.as_markdown(), "write reference.as_markdown() to docs/reference/documents.md"


def test_money_given_as_decimal_keeps_its_cents() -> None:
    assert content.CHECKS["money"](Decimal("10.50")) == "10.50"
    assert content.CHECKS["money"](500) == "500"
