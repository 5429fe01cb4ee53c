"""The dates of a law: events of its header, and when it says itself that it enters into force."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from egret.kit import numerals
from egret.law.importer.parsed import Event, Issue, ParsedArticle, fold

_DAY = re.compile(
    r"(\d{4}|[〇○零一二三四五六七八九]{4})\s*年\s*(\d{1,2}|[一二三四五六七八九十]{1,3})\s*月\s*(\d{1,2}|[一二三四五六七八九十]{1,3})\s*日"
)
_FULL_WIDTH = re.compile("[０-９]")


def dates_in(text: str) -> list[tuple[int, date]]:
    """Calendar days named in a text, with where they stand; impossible days are passed over."""
    found = []
    for match in _DAY.finditer(unicodedata.normalize("NFKC", text)):
        year, month, day = (numerals.read(part) for part in match.groups())
        try:
            found.append((match.end(), date(year or 0, month or 0, day or 0)))
        except ValueError:
            continue
    return found


def read_history(lines: list[tuple[int, str]]) -> tuple[list[Event], list[Issue]]:
    """Events of the header lines. A line never fails: what cannot be read is reported."""
    events: list[Event] = []
    issues: list[Issue] = []
    for number, raw in lines:
        line = fold(raw)
        if not line:
            continue
        if _FULL_WIDTH.search(raw):
            issues.append(Issue("full-width-date", number, line[:80]))
        plain = unicodedata.normalize("NFKC", line)
        days = dates_in(plain)
        cut_off = plain.count("(") != plain.count(")") or plain.endswith(("根据", "根据《"))
        unreadable = len(days) < len(_DAY.findall(plain))
        if cut_off or unreadable or (not days and not re.search(r"令|号|公告|通过|公布", plain)):
            issues.append(Issue("broken-history", number, line[:80]))
        ends = [end for end, _ in days]
        for index, (end, day) in enumerate(days):
            until = ends[index + 1] if index + 1 < len(days) else len(plain)
            words = _DAY.sub("", plain[end:until]).strip(" ,，。;；、")
            events.append(Event(day, words))
    return events, issues


_FROM = re.compile(
    r"自\s*(?P<day>(?:\d{4}|[〇○零一二三四五六七八九]{4})年.{1,3}月.{1,3}日)\s*起(?:正式)?(?:施行|实施|生效|执行)"
)
_AT_ONCE = re.compile(r"自(?:公布|发布|颁布|印发|下发)之日起(?:施行|实施|生效|执行)")


def stated_in_force(articles: list[ParsedArticle]) -> date | str | None:
    """When the text says it enters into force: a day, `published` (on publication), or None. The last articles are
    asked first."""
    for article in reversed(articles[-6:]):
        text = unicodedata.normalize("NFKC", fold(article.text)).replace(" ", "")
        match = _FROM.search(text)
        if match and re.match(r".{0,60}$", text[: match.start()]):
            days = dates_in(match["day"])
            if days:
                return days[0][1]
        if _AT_ONCE.search(text):
            return "published"
    return None
