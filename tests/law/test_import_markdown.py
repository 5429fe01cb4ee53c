"""The Markdown reader meets each trap of the public collections, on small invented statutes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from egret.law.importer import collection, markdown, titles
from egret.law.importer.parsed import ParsedFile, Unreadable, content_hash

END = "<!-- INFO END -->"


def law(
    body: str,
    *,
    title: str = "中华人民共和国渡鸦法",
    header: str = "2020年1月1日 某会通过",
    path: str = "行政法/渡鸦法(2020-01-01).md",
) -> ParsedFile:
    return markdown.read(path, f"# {title}\n\n{header}\n\n{END}\n\n{body}\n".encode())


def labels(file: ParsedFile) -> list[tuple[int, int]]:
    return [(article.no, article.sub) for article in file.numbered]


def kinds(file: ParsedFile) -> list[str]:
    return [issue.kind for issue in file.issues]


def lines_of(*texts: str) -> str:
    return "\n\n".join(texts)


def test_trap_1_marker_with_a_blank_inside_or_none_after() -> None:
    file = law(lines_of("第一条 甲。", "第二 条乙。", "第三条丙。", "第四条 丁。"))
    assert labels(file) == [(1, 0), (2, 0), (3, 0), (4, 0)]
    assert kinds(file).count("loose-marker") == 2
    assert [a.text for a in file.numbered] == ["甲。", "乙。", "丙。", "丁。"]
    assert [i.line for i in file.issues if i.kind == "loose-marker"] == [9, 11]


def test_trap_1_a_paragraph_that_begins_with_a_citation_is_no_article() -> None:
    file = law(lines_of("第一条 甲。", "第十七条的规定适用于渡鸦。", "第二条 乙。"))
    assert labels(file) == [(1, 0), (2, 0)]
    assert file.numbered[0].text == "甲。\n第十七条的规定适用于渡鸦。"


def test_trap_1_loose_marker_with_the_next_sub_number() -> None:
    file = law(lines_of("第一条 甲。", "第一条之一乙。", "第一条之二 丙。", "第二条 丁。"))
    assert labels(file) == [(1, 0), (1, 1), (1, 2), (2, 0)]


def test_trap_2_bamboo_character() -> None:
    file = law(lines_of("第一条 甲。", "笫二条 乙。"))
    assert labels(file) == [(1, 0), (2, 0)]
    assert "wrong-character" in kinds(file)


def test_trap_3_several_articles_on_one_line() -> None:
    file = law("第一条 甲。第二条 乙，依照第九条 的规定。第三条 丙。")
    assert labels(file) == [(1, 0), (2, 0), (3, 0)]
    assert file.numbered[1].text == "乙，依照第九条 的规定。"
    assert kinds(file).count("run-on") == 2


def test_trap_3_marker_in_mid_sentence_is_reported_not_guessed() -> None:
    file = law(lines_of("第一条 甲和乙第二条 丙。", "第三条 丁。"))
    assert labels(file) == [(1, 0), (3, 0)]
    assert {"mid-sentence", "jump"} <= set(kinds(file))


def test_trap_4_jump_is_reported_and_the_rest_imported() -> None:
    file = law(lines_of("第一条 甲。", "第四条 乙。", "第五条 丙。"))
    assert labels(file) == [(1, 0), (4, 0), (5, 0)]
    [jump] = [issue for issue in file.issues if issue.kind == "jump"]
    assert (jump.line, jump.text) == (9, "第一条之后是第四条")


def test_trap_4_a_far_number_is_a_quotation() -> None:
    file = law(lines_of("第五十二条 增加一节：", "第一百二十三条 渡鸦委员会是机关。", "第五十三条 完。"))
    assert labels(file) == [(52, 0), (53, 0)]
    assert "quotation" in kinds(file)


@pytest.mark.parametrize("start", ["第三人有请求权的，应当提出。", "第三方可以参加。", "第一审程序照此办理。"])
def test_trap_5_paragraphs_that_begin_with_a_number_word(start: str) -> None:
    file = law(lines_of("第一条 甲。", start, "第二条 乙。"))
    assert labels(file) == [(1, 0), (2, 0)]
    assert start in file.numbered[0].text


def test_trap_6_level_comes_from_the_word_not_from_the_marks() -> None:
    body = lines_of(
        "## 第一编 总则",
        "### 第一章　总　则",
        "#### 第一节 一般",
        "第一条 甲。",
        "### 第二章 渡\u2002\u2002鸦",
        "第二条 乙。",
        "## 第二编 分则",
        "### 第一分编  通则",
        "第三条 丙。",
        "## 附 则",
        "第四条 丁。",
    )
    paths = [article.path for article in law(body).numbered]
    assert paths == [
        ("第一编 总则", "第一章 总则", "第一节 一般"),
        ("第一编 总则", "第二章 渡鸦"),
        ("第二编 分则", "第一分编 通则"),
        ("附则",),
    ]
    flat = law(lines_of("## 第一章 总则", "### 第一节 一般", "第一条 甲。", "## 第二章 罚则", "第二条 乙。"))
    assert [a.path for a in flat.numbered] == [("第一章 总则", "第一节 一般"), ("第二章 罚则",)]


def test_trap_7_supplementary_provisions_are_no_annex_and_an_annex_keeps_its_articles() -> None:
    file = law(lines_of("第一条 甲。", "## 第二章 附则", "第二条 乙。", "附件：", "第三条 附件里的条。"))
    assert labels(file) == [(1, 0), (2, 0)]
    assert [a.kind for a in file.articles][-1] == "annex"


def test_trap_8_parts_of_one_law_are_joined() -> None:
    def part(name: str, body: str) -> ParsedFile:
        text = f"# 中华人民共和国渡鸦典\n\n# {name}\n\n2020年5月28日 某会通过\n\n{END}\n\n{body}\n"
        return markdown.read(f"渡鸦典/{name}.md", text.encode())

    [joined] = collection.join([part("附则", "第三条 丙。"), part("总则", lines_of("第一条 甲。", "第二条 乙。"))])
    [version] = joined.versions
    assert [(a.no, a.path[0]) for a in version.articles] == [(1, "总则"), (2, "总则"), (3, "附则")]
    assert "merged-parts" in [issue.kind for _, issue in version.issues]


def test_trap_9_no_articles_items_or_the_whole_text() -> None:
    items = law(lines_of("前言。", "一、甲。", "甲的下文。", "二、乙。"), title="渡鸦法修正案")
    assert [(a.kind, a.no) for a in items.articles] == [("text", 0), ("item", 1), ("item", 2)]
    assert items.articles[1].text == "甲。\n甲的下文。"
    whole = law("批复如下：可以。", title="关于渡鸦的批复")
    assert [a.kind for a in whole.articles] == ["text"]
    assert "no-articles" in kinds(whole)


@pytest.mark.parametrize(
    ("title", "amending"),
    [
        ("中华人民共和国刑法修正案（八）", True),
        ("关于修改〈渡鸦法〉的决定", True),
        ("渡鸦法", False),
        ("关于惩治渡鸦的决定", False),
    ],
)
def test_trap_10_amending_documents_are_marked(title: str, amending: bool) -> None:
    assert titles.is_amending(title) is amending


def test_trap_10_version_is_the_newest_event_that_is_not_its_entry_into_force() -> None:
    header = "1979年7月1日 某会通过\n\n2023年12月29日 某会通过的修正案\n\n2024年3月1日 施行"
    file = law("第一条 甲。", header=header, path="刑法/渡鸦法.md")
    assert collection.version_date(file) == date(2023, 12, 29)


@pytest.mark.parametrize(
    "title",
    ["中华人民共和国渡鸦法", "渡鸦法(2020-01-01)", "《渡鸦法》", "渡 鸦 法", "渡鸦法（2020年）"],
)
def test_trap_11_one_key_for_all_spellings(title: str) -> None:
    assert titles.law_key(title) == "渡鸦法"


def test_trap_11_a_trial_mark_is_no_date() -> None:
    assert titles.law_key("渡鸦规则（试行）") == "渡鸦规则(试行)"


def test_trap_11_one_text_dated_by_adoption_and_by_promulgation() -> None:
    first = law("第一条 甲。", path="司法解释/渡鸦法(2022-04-01).md", header="2022年4月1日 公布")
    second = law("第一条 甲。", path="司法解释/渡鸦法(2022-04-02).md", header="2022年4月1日 公布")
    [one] = collection.join([first, second])
    assert len(one.versions) == 1
    assert "near-date" in [issue.kind for _, issue in one.versions[0].issues]


def test_trap_12_exact_copies_are_kept_once() -> None:
    [one] = collection.join(
        [
            law("第一条 甲。", path="行政法/渡鸦法(2020-01-01).md"),
            law("第一条  甲。", path="社会法/渡鸦法(2020-01-01).md"),
        ]
    )
    assert len(one.versions) == 1
    assert "duplicate" in [issue.kind for _, issue in one.versions[0].issues]


def test_trap_13_a_revised_law_states_its_own_day() -> None:
    file = law(lines_of("第一条 甲。", "第二条 本法自2021年7月1日起施行。"))
    [version] = collection.join([file])[0].versions
    assert (version.in_force_from, version.from_source) == (date(2021, 7, 1), "text")
    assert "effective-unconfirmed" in [issue.kind for _, issue in version.issues]


def test_trap_13_an_amended_law_keeps_its_first_day_in_the_text_which_is_not_believed() -> None:
    file = law(
        lines_of("第一条 甲。", "第二条 本法自2006年3月1日起施行。"),
        header="2005年8月28日 通过\n\n2012年10月26日 某会修正",
        path="行政法/渡鸦法(2012-10-26).md",
    )
    [version] = collection.join([file])[0].versions
    assert (version.in_force_from, version.from_source) == (date(2012, 10, 26), "history")


def test_trap_13_a_version_ends_when_the_next_one_begins_not_when_it_is_adopted() -> None:
    old = law(
        lines_of("第一条 甲。", "第二条 自2012年1月1日起施行。"),
        path="a/渡鸦法(2011-06-30).md",
        header="2011年6月30日 通过",
    )
    new = law(
        lines_of("第一条 新。", "第二条 自2026年1月1日起施行。"),
        path="a/渡鸦法(2025-06-27).md",
        header="2025年6月27日 修订",
    )
    [one] = collection.join([new, old])
    assert [(v.label, v.in_force_to) for v in one.versions] == [("2011-06-30", date(2026, 1, 1)), ("2025-06-27", None)]


def test_trap_14_full_width_digits() -> None:
    file = law("第一条 培训８０学时。", header="２０１２年１２月３日 某会通过")
    assert file.events[0].on == date(2012, 12, 3)
    assert "full-width-date" in kinds(file)
    assert file.numbered[0].text == "培训８０学时。"


@pytest.mark.parametrize(
    "line",
    ["2012年12月13日 公安部令第127号修订发布。根据", "2020年7月20日 修正）", "2019年13月40日 通过", "某年某月", "（"],
)
def test_trap_15_broken_history_never_fails(line: str) -> None:
    file = law("第一条 甲。", header=line)
    assert labels(file) == [(1, 0)]
    assert "broken-history" in kinds(file)


def test_trap_15_two_events_in_one_line() -> None:
    file = law("第一条 甲。", header="2003年9月26日 某会修正 2012年9月27日某会第二次修正")
    assert [event.on.year for event in file.events] == [2003, 2012]


def test_trap_16_invisible_characters_change_no_meaning() -> None:
    plain, odd = law("第一条 甲乙。"), law("第一条\u3000甲\u200b乙\u00a0。")
    assert labels(odd) == [(1, 0)]
    assert content_hash(plain.numbered[0].text) == content_hash(odd.numbered[0].text)
    assert "invisible" in kinds(odd)


def test_trap_17_tables_are_kept_row_by_row() -> None:
    file = law(lines_of("第一条 罪名如下：", "| 条文 | 罪名 |", "| 第二条 | 渡鸦罪 |"))
    assert labels(file) == [(1, 0)]
    assert file.numbered[0].lines[-1] == "| 第二条 | 渡鸦罪 |"
    assert "table" in kinds(file)


@pytest.mark.parametrize("marker", ["第一百零一条", "第一百〇一条", "第101条", "第１０１条"])
def test_trap_18_numerals_of_markers(marker: str) -> None:
    assert labels(law(lines_of("第一百条 甲。", f"{marker} 乙。"))) == [(100, 0), (101, 0)]


def test_trap_19_two_versions_of_one_number_stand_apart() -> None:
    old = law(lines_of("第一条 甲。", "第二条 殴打。"), path="a/渡鸦法(2012-10-26).md", header="2012年10月26日 修正")
    new = law(lines_of("第一条 甲。", "第二条 电网。"), path="a/渡鸦法(2025-06-27).md", header="2025年6月27日 修订")
    first, second = collection.join([old, new])[0].versions
    assert first.articles[0].content_hash == second.articles[0].content_hash
    assert first.articles[1].content_hash != second.articles[1].content_hash


def test_trap_20_local_law_with_nested_marks_and_no_body() -> None:
    path = "DLC/渡口地方法规/地方性法规/渡口/渡口市实施《国家渡鸦法》办法 (2012-09-27).md"
    file = markdown.read(
        path, f"# 渡口市实施《中华人民共和国国家渡鸦法》办法\n\n2012年9月27日 修正\n\n{END}\n".encode()
    )
    [one] = collection.join([file])
    assert (one.key, one.level, one.region) == ("渡口市实施国家渡鸦法办法", "local", "渡口")
    assert "empty-body" in kinds(file)
    assert file.dated == date(2012, 9, 27)


def test_trap_21_paragraphs_and_items_are_addressable() -> None:
    file = law(
        lines_of(
            "第一条 有下列情形之一的：",
            "（一）甲；",
            "（二）乙：",
            "1.丙；",
            "（三）丁。",
            "前款规定不适用。",
            "第二条 完。",
        )
    )
    first = file.numbered[0]
    assert [p.text for p in first.paragraphs] == ["有下列情形之一的：", "前款规定不适用。"]
    assert [item.no for item in first.paragraphs[0].items] == [1, 2, 3]
    assert first.paragraphs[0].items[1].text.endswith("1.丙；")


def test_a_city_may_load_its_own() -> None:
    assert titles.level_and_region((), "厦门经济特区渡鸦条例") == ("local", "厦门经济特区")


def test_typical_cases_are_cut_into_sections() -> None:
    body = lines_of("## 基本案情", "第一条 引文。", "<!-- FORCE BREAK -->", "## 裁判结果", "赔138 000元。")
    file = markdown.read("案例/渡鸦/某案.md", f"# 某案\n\n{END}\n\n{body}\n".encode())
    assert [(a.kind, a.path) for a in file.articles] == [("section", ("基本案情",)), ("section", ("裁判结果",))]
    assert file.numbered == []


@pytest.mark.parametrize(
    ("data", "line", "reason"),
    [
        (b"# \xe6\xb3\x95\n\n\xff\xfe", 3, "UTF-8"),
        ("没有标题".encode(), 1, "标题"),
        ("# 法\n\n\0".encode(), 3, "空字符"),
    ],
)
def test_a_broken_file_names_its_line(data: bytes, line: int, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason) as caught:
        markdown.read("x.md", data)
    assert caught.value.line == line


def test_a_folder_with_a_broken_file_gives_the_others(tmp_path: Path) -> None:
    (tmp_path / "好(2020-01-01).md").write_text(f"# 好法\n\n2020年1月1日 通过\n\n{END}\n\n第一条 甲。\n", "utf-8")
    (tmp_path / "坏.md").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "_index.md").write_text("# 目录", "utf-8")
    reading = collection.read(tmp_path)
    assert [law.key for law in reading.laws] == ["好法"]
    assert [(file, issue.kind, issue.line) for file, issue in reading.broken] == [("坏.md", "broken-file", 1)]


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside.md"
    outside.write_text("# 外\n", "utf-8")
    inside = tmp_path / "in"
    inside.mkdir()
    (inside / "link.md").symlink_to(outside)
    assert collection.read(inside).files == 0


def test_dates_of_a_database_beside_the_files_are_read_by_column_name(tmp_path: Path) -> None:
    import sqlite3

    (tmp_path / "渡鸦法(2018-10-26).md").write_text(
        f"# 渡鸦法\n\n2018年10月26日 修正\n\n{END}\n\n第一条 甲。\n", "utf-8"
    )
    with sqlite3.connect(tmp_path / "db.sqlite3") as database:
        database.execute("create table law (valid_to text, name text, publish text, filename text, valid_from text)")
        database.execute(
            "insert into law values ('2099-12-31', '渡鸦法', '2018-10-26', '渡鸦法(2018-10-26)', '2019-01-01')"
        )
    [version] = collection.read(tmp_path).laws[0].versions
    assert (version.in_force_from, version.from_source, version.in_force_to) == (date(2019, 1, 1), "db", None)
