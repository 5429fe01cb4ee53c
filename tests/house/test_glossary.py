"""Promise: each word of the house stands in the glossary once, with one Chinese term and one meaning."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

GLOSSARY = Path(__file__).resolve().parents[2] / "docs" / "reference" / "glossary.md"
WORDS = {
    "subject": "事项",
    "act": "执法行为",
    "power": "职权",
    "guard": "拦截事由",
    "approval": "网上审批",
    "clock": "期限",
    "document": "法律文书",
    "journal": "执法日志",
    "rule": "规则",
    "follower": "跟随者",
    "finding": "监督问题",
}
"""The words the whole house is built of."""


def rows() -> list[tuple[str, str, str]]:
    found = re.findall(r"^\| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", GLOSSARY.read_text("utf-8"), re.M)
    return [(zh, en, meaning) for zh, en, meaning in found if zh not in ("中文", "---")]


@pytest.mark.parametrize("word", WORDS)
def test_each_word_of_the_house_stands_in_the_glossary(word: str) -> None:
    assert [zh for zh, en, _meaning in rows() if en == word] == [WORDS[word]]


def test_no_term_stands_twice_and_each_is_told() -> None:
    told = rows()
    assert len(told) >= 80
    assert len({zh for zh, _en, _meaning in told}) == len(told)
    assert len({en for _zh, en, _meaning in told}) == len(told)
    assert all(re.search(r"[\u4e00-\u9fff]", zh) and re.fullmatch(r"[ -~]+", en) for zh, en, _meaning in told)
