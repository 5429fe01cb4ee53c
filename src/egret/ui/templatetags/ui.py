"""Template tags and filters of the design system; `ui/README.md` lists them with an example each."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any

import lucide
from django import template
from django.contrib.messages import get_messages
from django.forms import BaseForm, CheckboxInput, CheckboxSelectMultiple, RadioSelect, Textarea
from django.forms.boundfield import BoundField
from django.http import HttpRequest, QueryDict
from django.template import Context
from django.template.loader import render_to_string
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from egret.ui import frame, lines, moments
from egret.ui import rail as rails
from egret.ui.path_picture import FONT
from egret.ui.pieces import Check, Dial, Event, Step, Tab

register = template.Library()


def _request(context: Context) -> HttpRequest | None:
    request = context.get("request")
    return request if isinstance(request, HttpRequest) else None


def _now(context: Context, at: datetime | None) -> datetime:
    """The page's moment: given, else the view's `at`, else the clock (templates stand beside views)."""
    return at or context.get("at") or timezone.now()


# The frame


@register.simple_tag(takes_context=True)
def again(context: Context, name: str) -> str:
    """The text of a block once more: the title of the window is also the heading of the page."""
    blocks = context.render_context.get(BLOCK_CONTEXT_KEY)
    block = blocks.get_block(name) if blocks is not None else None
    return block.render(context) if block is not None else ""


@register.inclusion_tag("ui/parts/rail.html", takes_context=True)
def rail(context: Context) -> dict[str, Any]:
    request = _request(context)
    if request is None or frame.who(request) is None:
        return {"groups": []}
    return {"groups": rails.groups(request, str(context.get("place") or ""))}


@register.inclusion_tag("ui/parts/search_box.html", takes_context=True)
def search_box(context: Context) -> dict[str, Any]:
    request = _request(context)
    signed_in = request is not None and frame.who(request) is not None
    return {
        "address": frame.search_address() if signed_in else "",
        "suggest": frame.suggest_address(),
        "asked": request.GET.get("q", "") if request is not None and request.path == frame.search_address() else "",
    }


@register.inclusion_tag("ui/parts/who.html", takes_context=True)
def who_am_i(context: Context) -> dict[str, Any]:
    request = _request(context)
    who = frame.who(request) if request is not None else None
    return {
        "who": who,
        "sign_out": frame.address(who.sign_out) if who else "",
        "request": request,
        "csrf_token": context.get("csrf_token"),
    }


@register.inclusion_tag("ui/parts/language.html", takes_context=True)
def language_switch(context: Context) -> dict[str, Any]:
    request = _request(context)
    return {
        "address": frame.address("ui:language") if request is not None else "",
        "here": request.get_full_path() if request is not None and request.method in ("GET", "HEAD") else "",
        "is_english": (get_language() or "").startswith("en"),
        "csrf_token": context.get("csrf_token"),
    }


@register.inclusion_tag("ui/parts/messages.html", takes_context=True)
def messages_region(context: Context) -> dict[str, Any]:
    request = _request(context)
    return {"messages": get_messages(request) if request is not None and hasattr(request, "_messages") else []}


@register.inclusion_tag("ui/parts/demo_accounts.html")
def demo_accounts() -> dict[str, Any]:
    return {"accounts": frame.demo_accounts()}


@register.simple_block_tag
def crumbs(content: str) -> SafeString:
    """The way here: `{% crumbs %}<li><a …>案件</a></li>{% endcrumbs %}`."""
    return format_html('<ol class="crumbs">{}</ol>', content)


# Small words


@lru_cache(maxsize=512)
def _icon(name: str, size: int, label: str) -> SafeString:
    attributes: dict[str, Any] = {"class": "icon", "focusable": "false"}
    attributes |= {"role": "img", "aria_label": label} if label else {"aria_hidden": "true"}
    try:
        text = lucide._render_icon(name, size, **attributes)
    except lucide.IconDoesNotExist:  # a house test names it; a page must not fail for a decoration
        text = lucide._render_icon("circle-dashed", size, **attributes)
    return mark_safe("".join(line.strip() for line in text.splitlines()))


@register.simple_tag
def icon(name: str, size: int = 18, label: str = "") -> SafeString:
    """A lucide icon; without a label it is decoration and hidden from readers."""
    return _icon(str(name), size, str(label))


@register.simple_tag
def tag(text: Any, tone: str = "", icon: str = "") -> SafeString:
    """A short word on coloured ground; tones ok, warn, bad, law, brand."""
    drawn = _icon(str(icon), 14, "") if icon else SafeString("")
    return format_html('<span class="tag{}">{}{}</span>', f" {tone}" if tone else "", drawn, text)


@register.simple_tag
def cite(citation: str, text: str = "") -> SafeString:
    """A citation, `刑事诉讼法#82`, written § 刑事诉讼法 82 and leading to the article where one can be read."""
    if not citation:
        return SafeString("")
    shown = text or str(citation).replace("#", " ")
    address = frame.citation_address(str(citation))
    if address:
        return format_html('<a class="cite" href="{}">{}</a>', address, shown)
    return format_html('<span class="cite">{}</span>', shown)


@register.simple_tag
def once(key: str = "") -> SafeString:
    """The hidden field that makes a form happen once, however often it is sent."""
    return format_html('<input type="hidden" name="key" value="{}">', key or uuid.uuid4().hex)


@register.simple_tag(takes_context=True)
def left(context: Context, due: datetime | None, at: datetime | None = None, tone: str = "") -> SafeString:
    """Time left as a clock shows it, kept going by the page's script: 还剩 1 日 12:18, or 已超 0:40."""
    if due is None:
        return SafeString("")
    now = _now(context, at)
    word, span = moments.left_words(due, now)
    return format_html(
        '<time class="left{}" datetime="{}" data-at="{}"><span class="w">{}</span> <span class="t">{}</span></time>',
        f" {tone}" if tone else (" late" if due < now else ""),
        moments.iso(due),
        moments.iso(now),
        word,
        span,
    )


@register.simple_tag
def moment(at: datetime | None, short: bool = False, now: datetime | None = None) -> SafeString:
    """A moment in Shanghai time, for people and machines."""
    return moments.drawn(at, short=short, now=now)


@register.filter
def shanghai(at: datetime | None) -> str:
    return moments.moment(at)


@register.filter
def day(on: date | datetime | None) -> str:
    return moments.day(on)


@register.filter
def grouped(number: Any) -> str:
    """1,234,567."""
    return f"{number:,}" if isinstance(number, int | float) else str(number)


@register.simple_tag
def picture(drawn: str) -> SafeString:
    """A picture drawn by `ui.path_picture`, which escapes every text in it."""
    return mark_safe(drawn.replace(f' font-family="{FONT}"', ""))


# Blocks


@register.simple_block_tag
def card(content: str, title: Any = "", note: Any = "", tone: str = "", id: str = "", place: str = "") -> str:
    """A card with a heading; `tone` colours its edge, `place` is first or last where columns fold into one."""
    values = {"content": content, "title": title, "note": note, "tone": tone, "id": id, "place": place}
    return render_to_string("ui/parts/card.html", values)


@register.simple_block_tag
def note(content: str, tone: str = "", icon: str = "info") -> SafeString:
    """A remark in the page; tones ok, warn, bad, law."""
    drawn = _icon(str(icon), 18, "")
    return format_html('<div class="note{}">{}<div>{}</div></div>', f" {tone}" if tone else "", drawn, content)


@register.simple_block_tag
def filters(content: str, action: str = "") -> str:
    """A bar of fields that narrow a list, sent by GET."""
    return render_to_string("ui/parts/filters.html", {"content": content, "action": action})


@register.simple_block_tag
def confirm(content: str, label: Any, tone: str = "", icon: str = "") -> str:
    """A button that first opens what is to be confirmed; a form with the true button goes inside."""
    values = {"content": content, "label": label, "tone": tone, "icon": icon}
    return render_to_string("ui/parts/confirm.html", values)


@register.inclusion_tag("ui/parts/empty.html")
def empty(text: Any, remedy: Any = "", icon: str = "inbox", url: str = "", link: Any = "") -> dict[str, Any]:
    """Nothing there, said kindly, with what to do."""
    return {"text": text, "remedy": remedy, "icon": icon, "url": url, "link": link}


@register.inclusion_tag("ui/parts/refusals.html")
def refusals(found: Any, title: Any = "", tone: str = "bad") -> dict[str, Any]:
    """Why not, which article says so, what to do next: a list of refusals, one of them, or the exception."""
    several = getattr(found, "refusals", None)
    if several is None:
        several = found if isinstance(found, Sequence | tuple) and not isinstance(found, str) else [found]
    return {"refusals": [one for one in several if one], "title": title, "tone": tone}


@register.inclusion_tag("ui/parts/stages.html")
def stages(steps: Iterable[Step]) -> dict[str, Any]:
    return {"steps": steps}


@register.inclusion_tag("ui/parts/clock.html", takes_context=True)
def clock(context: Context, dial: Dial, at: datetime | None = None) -> dict[str, Any]:
    """A time limit with its filled time, the guard's mark and the time left in words."""
    now = _now(context, at)
    whole = max(int((dial.legal_due - dial.started).total_seconds()), 2)

    def share(until: datetime) -> int:
        return min(max(int((until - dial.started).total_seconds()), 0), whole)

    tone, guard = dial.tone(now), share(dial.guard_due)
    # The meter takes its colour from where its value lies between low and high; so the tone sets both.
    low, high = {"late": (1, 1), "soon": (1, whole)}.get(tone, (whole, whole))
    return {
        "dial": dial,
        "at": now,
        "tone": tone,
        "due": dial.due(now),
        "past_guard": dial.state == "running" and dial.guard_due < now <= dial.legal_due,
        "whole": whole,
        "used": max(share(now), 2),
        "low": low,
        "high": high,
        "guard": f"{100 * guard / whole:.2f}%",
        "mark": guard < whole,
        "percent": 100 * share(now) // whole,
    }


@register.simple_tag(takes_context=True)
def act(context: Context, item: Any, url: str, go: bool = False, label: Any = "") -> SafeString:
    """A line of the act menu; `item` is `acts.queries.MenuItem` or alike (card, allowed, blocks, cautions, due)."""
    due = getattr(item, "due", None)
    left_over = left(context, due) if due else ""
    return lines.act_line(item, url, go, label, left=left_over, cite=cite, icon=icon)


@register.simple_tag
def timeline(events: Iterable[Event]) -> SafeString:
    """What happened, as a line."""
    return lines.event_lines(events, cite)


@register.inclusion_tag("ui/parts/checklist.html")
def checklist(checks: Iterable[Check]) -> dict[str, Any]:
    return {"checks": checks}


@register.inclusion_tag("ui/parts/proof.html")
def proof(entry: int | None, at: datetime | None = None, digest: str = "", url: str = "") -> dict[str, Any]:
    """Where in the journal it stands, and where the proof can be fetched."""
    return {"entry": entry, "at": at, "digest": digest, "url": url}


@register.inclusion_tag("ui/parts/tabs.html")
def tabs(places: Iterable[Tab], label: Any = "") -> dict[str, Any]:
    return {"places": places, "label": label}


@register.inclusion_tag("ui/parts/pager.html", takes_context=True)
def pager(context: Context, page: Any, note: Any = "") -> dict[str, Any]:
    """Links to the pages beside this one, keeping the filters; `page` has after and before, as `paging.Page`."""
    request = _request(context)
    asked = request.GET if request is not None else QueryDict()

    def to(name: str, mark: str) -> str:
        query = asked.copy()
        query.pop("after", None)
        query.pop("before", None)
        query[name] = mark
        return f"?{query.urlencode()}"

    before, after = getattr(page, "before", ""), getattr(page, "after", "")
    return {
        "before": to("before", before) if before else "",
        "after": to("after", after) if after else "",
        "note": note,
    }


@register.inclusion_tag("ui/parts/chips.html", takes_context=True)
def chips(
    context: Context, name: str, choices: Iterable[tuple[Any, Any]], label: Any, every: Any = ""
) -> dict[str, Any]:
    """Quick choices of one parameter of the address, beside the one for all; the other parameters stay.

    A choice is its key and its text; the one that the address names is marked.
    """
    request = _request(context)
    asked = request.GET if request is not None else QueryDict()
    chosen = asked.get(name, "")

    def to(key: str) -> str:
        query = asked.copy()
        for dropped in (name, "after", "before"):
            query.pop(dropped, None)
        if key:
            query[name] = key
        return f"?{query.urlencode()}"

    offered = [(str(key), text) for key, text in choices]
    known = chosen in {key for key, _text in offered}
    first = ("", every or gettext("全部"))
    return {
        "label": label,
        "chips": [(to(key), text, key == (chosen if known else "")) for key, text in (first, *offered)],
    }


# Forms


@register.inclusion_tag("ui/parts/wrongs.html")
def errors(*forms: BaseForm) -> dict[str, Any]:
    """All that is wrong with a form, on top of it, each line leading to its field."""
    found: list[tuple[str, str, str]] = []
    for form in forms:
        found += [("", "", str(text)) for text in form.non_field_errors()]
        for bound in form:
            found += [(_anchor(bound), str(bound.label), str(text)) for text in bound.errors]
    return {"found": found}


def _anchor(bound: BoundField) -> str:
    """Where the link of an error leads; groups of choices have no one field, so it leads to the first."""
    widget = bound.field.widget
    return f"{bound.auto_id}_0" if isinstance(widget, RadioSelect | CheckboxSelectMultiple) else bound.id_for_label


@register.inclusion_tag("ui/parts/field.html")
def field(bound: BoundField, full: bool = False, across: bool = False, help: bool = True) -> dict[str, Any]:
    """Label, input, help and errors of a field; `full` takes the whole width among `fields`."""
    if not help:
        bound.help_text = ""
    widget = bound.field.widget
    return {
        "field": bound,
        "is_tick": isinstance(widget, CheckboxInput),
        "is_group": bound.use_fieldset,
        "full": full or isinstance(widget, Textarea),
        "across": across,
    }


@register.inclusion_tag("ui/parts/fields.html")
def fields(form: BaseForm) -> dict[str, Any]:
    """Every field of a form in its own order, hidden ones included."""
    return {"form": form}


@register.filter
def masked(number: str | None) -> str:
    """An ID number short of its middle: enough to tell two people apart, not enough to use."""
    if not number:
        return "—"
    return number if len(number) < 8 else number[:6] + "*" * (len(number) - 10) + number[-4:]
