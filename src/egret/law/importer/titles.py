"""Titles of laws: the key that ties versions together, short names, issuer, level and region."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_DATE_TAIL = re.compile(r"\(\s*(?:\d{4}-\d{2}-\d{2}|\d{4}年?\d{0,2}月?\d{0,2}日?|\d{8})\s*\)$|_\d{8}$")
_DROPPED = re.compile(r"[《》〈〉<>\s,、，\u200b]|中华人民共和国")


@lru_cache(maxsize=20_000)
def law_key(title: str) -> str:
    """The title as versions of one law share it: 中华人民共和国, book marks, blanks, 、 and a date at the end left
    out."""
    key = unicodedata.normalize("NFKC", title).strip()
    if not re.search(r"修正案\s*\(\d{4}年\)$", key):
        key = _DATE_TAIL.sub("", key).strip()
    key = _DROPPED.sub("", key)
    return key or unicodedata.normalize("NFKC", title).strip()


def is_amending(title: str) -> bool:
    """An amending document quotes articles of another law and is not that law."""
    key = law_key(title)
    return bool(re.search(r"修正案(\(.{1,6}\))?$", key) or re.search(r"关于(修改|修订|废止).*决定", key))


_ISSUERS = (
    ("最高人民法院最高人民检察院", "最高人民法院、最高人民检察院"),
    ("最高人民法院", "最高人民法院"),
    ("最高人民检察院", "最高人民检察院"),
    ("人民检察院", "最高人民检察院"),
    ("全国人民代表大会常务委员会", "全国人民代表大会常务委员会"),
    ("全国人民代表大会", "全国人民代表大会"),
    ("国务院", "国务院"),
    ("公安部", "公安部"),
    ("公安机关", "公安部"),
    ("司法部", "司法部"),
)
_LEVELS = {
    "宪法": "constitution",
    "宪法相关法": "law",
    "刑法": "law",
    "民法典": "law",
    "民法商法": "law",
    "行政法": "law",
    "经济法": "law",
    "社会法": "law",
    "诉讼与非诉讼程序法": "law",
    "生态环境法": "law",
    "行政法规": "regulation",
    "司法解释": "interpretation",
    "法律解释": "interpretation",
    "部门规章": "rule",
    "案例": "case",
    "其他": "other",
    "有关法律问题和重大问题的决定": "decision",
}
_LOCAL = re.compile(
    r"^(?P<region>[\u4e00-\u9fff]{2,7}?(?:省|自治区|经济特区|自治州|市|县|自治县|旗|区))(?!人民检察院)[\u4e00-\u9fff、《》()]{2,}"
    r"(?:条例|规定|办法|规则|决定|细则)(?:\(.*\))?$"
)


def level_and_region(folders: tuple[str, ...], title: str) -> tuple[str, str]:
    """Rank of a law and the region it binds, from its folder, else from its title."""
    if folders and folders[0] == "DLC":
        return "local", folders[-1] if len(folders) > 1 else ""
    for folder in folders:
        if folder in _LEVELS:
            return _LEVELS[folder], ""
    local = _LOCAL.match(law_key(title))
    if local:
        return "local", local["region"]
    if re.search(r"(解释|批复)(\(.{1,3}\))?$", law_key(title)):
        return "interpretation", ""
    if title.startswith("中华人民共和国") and re.search(r"(法|法典)$", law_key(title)):
        return "law", ""
    return "other", ""


def issuer_of(folders: tuple[str, ...], title: str, history: str) -> str:
    """Who made the law; empty when neither folder, title nor history says."""
    key = law_key(title)
    for start, issuer in _ISSUERS:
        if key.startswith(start):
            return issuer
    if len(folders) > 1 and folders[0] == "部门规章":
        return folders[1]
    for start, issuer in (
        ("全国人民代表大会常务委员会", "全国人民代表大会常务委员会"),
        ("届全国人民代表大会第", "全国人民代表大会"),
        ("国务院", "国务院"),
        ("公安部", "公安部"),
        ("最高人民法院", "最高人民法院"),
        ("最高人民检察院", "最高人民检察院"),
    ):
        if start in history:
            return issuer
    return ""


_DOCUMENT_NUMBER = re.compile(
    r"((?:法释|高检发\w{0,3}字?|法发|公通字|公发|国发|法〔)\s*[〔\[（(]?\s*\d{4}\s*[〕\])）]\s*\d+\s*号"
    r"|(?:中华人民共和国)?(?:公安部|国务院|主席|司法部)?令\s*第?\s*\d+\s*号)"
)


def document_number(text: str) -> str:
    """法释〔2025〕13号, 公安部令第159号 …: the newest number named in a header; empty when none."""
    found = _DOCUMENT_NUMBER.findall(unicodedata.normalize("NFKC", text).replace("[", "〔").replace("]", "〕"))
    return str(found[-1]).strip() if found else ""
