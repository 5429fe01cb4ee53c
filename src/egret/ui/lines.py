"""Lines that a case file has by the hundred, written straight to HTML: a template would take four times as long.

Every text is escaped here; `cite`, `icon` and `tag` are the tags of the same name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from egret.ui import moments
from egret.ui.pieces import Event

Cite = Callable[[str], str]
SHOWN_ARTICLES = 3


def act_line(
    item: Any, url: str, go: bool, label: Any, *, left: str, cite: Cite, icon: Callable[[str, int], str]
) -> SafeString:
    """A line of the act menu; `item` is `acts.queries.MenuItem` or alike (card, allowed, blocks, cautions).

    `left` is the time left of the limit that the act ends, as HTML, or nothing.
    """
    name, title = escape(item.card.label), escape(label or item.card.label)
    if item.allowed:
        why = "".join(_sentence(one, "", cite) for one in item.cautions)
        rests = _basis(item.card.basis[:SHOWN_ARTICLES], item.card.approval, get_language() or "", cite, icon)
        words = f'{gettext("办理")}<span class="vh"> {name}</span>'
        button = f'<a class="btn{" go" if go else ""}" href="{escape(url)}">{words}</a>'
        return mark_safe(f"<li><strong>{title}{left and f' {left}'}</strong>{button}{why}{rests}</li>")
    drawn = icon("triangle-alert", 16)
    why = "".join(_sentence(one, drawn, cite) + _remedy(one) for one in item.blocks)
    wait = f'<span class="tag warn">{gettext("还不能办")}</span>'
    return mark_safe(f'<li class="no"><strong>{title}{left and f" {left}"}</strong>{wait}{why}</li>')


def _sentence(refusal: Any, drawn: str, cite: Cite) -> str:
    article = f" {cite(refusal.article)}" if refusal.article else ""
    return f'<p class="why">{drawn}{escape(refusal.sentence)}{article}</p>'


def _remedy(refusal: Any) -> str:
    return f'<p class="remedy">{escape(refusal.remedy)}</p>' if refusal.remedy else ""


@lru_cache(maxsize=4096)
def _basis(articles: tuple[str, ...], approval: str, language: str, cite: Cite, icon: Callable[[str, int], str]) -> str:
    """What an act rests on and by which chain it is approved: the same on every page of one language."""
    if not articles:
        return ""
    cited = "".join(f"{cite(one)} " for one in articles)
    chain = f'<span class="tag brand">{icon("stamp", 14)}{escape(approval)}</span>' if approval else ""
    return f'<p class="why">{cited}{chain}</p>'


def event_lines(events: Iterable[Event], cite: Cite) -> SafeString:
    """The line of time: who did what when, with number, articles and words."""
    return mark_safe(f'<ol class="line">{"".join(_event(one, cite) for one in events)}</ol>')


def _event(event: Event, cite: Cite) -> str:
    anchor = f' id="{escape(event.anchor)}"' if event.anchor else ""
    tone = f' class="{escape(event.tone)}"' if event.tone else ""
    title: str = escape(event.title)
    if event.url:
        title = f'<a href="{escape(event.url)}">{title}</a>'
    number = f' <span class="no">{escape(event.number)}</span>' if event.number else ""
    cited = "".join(f" {cite(one)}" for one in event.articles)
    said = " · ".join(str(escape(one)) for one in (event.text, event.who) if one)
    more = f'<div class="more">{said}</div>' if said else ""
    return f"<li{anchor}{tone}>{moments.drawn(event.at, short=True)}<b>{title}</b>{number}{cited}{more}</li>"
