"""The search box: results in groups, and suggestions while typing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from egret.acts.models import Subject, noun_named
from egret.desk import acts, finding, pages
from egret.desk.pages import FOUND, Row
from egret.law import queries as law
from egret.law.addresses import address_of
from egret.law.citations import format as written
from egret.law.citations import parse
from egret.law.variants import simplified
from egret.org.models import Staff
from egret.org.signed_in import officer, staff_only

SHOWN, SUGGESTED, OF_LAW = 60, 8, 4


@dataclass(frozen=True, slots=True)
class Article:
    """A citation somebody typed, and where the law's own search reads it."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Group:
    """Results of one kind."""

    title: str
    kind: str
    rows: Sequence[Row]


def _article(query: str) -> Article | None:
    """`刑法264` leads to the law; a query without an article number is none."""
    if not finding.HAN.search(query) or not any(
        letter.isdigit() or letter in "一二三四五六七八九十" for letter in query
    ):
        return None
    cited = parse(simplified(query[:60]), law.book())
    if cited is None or not cited.article or not cited.laws:
        return None
    return Article(written(cited), f"{reverse('law:search')}?{urlencode({'q': query})}")


def _of_law(query: str, now: datetime) -> list[Article]:
    """Articles the law's search has for words; a number, or a name of two characters, is not asked there."""
    if len("".join(finding.HAN.findall(query))) < 3:
        return []
    on = timezone.localdate(now)
    found = law.search(query, on=on, top=OF_LAW)
    asked = f"{reverse('law:search')}?{urlencode({'q': query})}"
    lines = [Article(f"{hit.version.law.title} {hit.article.name}", address_of(hit.article)) for hit in found.hits]
    return [*lines, Article(_("更多条文"), asked)] if lines else []


def _names(query: str) -> list[Article]:
    """Laws whose name, other name or pinyin initials begin so."""
    return [Article(name.title, reverse("law:law", args=[name.law])) for name in law.completions(query, 3)]


def _found(staff: Staff, now: datetime, query: str, kind: str, limit: int) -> list[Subject]:
    """What the query finds; a search by ID number or telephone is recorded, whatever it finds."""
    asked = finding.read(query)
    found = finding.found_by(staff, now, asked, kind=kind, limit=limit)
    if asked.secret:
        acts.keep_trace(staff, now, asked.secret, found)
        for one in found:
            acts.keep_look(one, staff, now)
    return found


@staff_only
@never_cache
@require_GET
def search(request: HttpRequest) -> HttpResponse:
    staff, now = officer(request), timezone.now()
    query, kind = request.GET.get("q", "").strip()[:80], request.GET.get("kind", "")
    found = _found(staff, now, query, kind, SHOWN)
    rows = pages.rows(found)
    groups = [Group(_title(one), one, [row for row in rows if row.subject.kind == one]) for one in FOUND]
    context = {
        "query": query,
        "groups": [group for group in groups if group.rows],
        "kinds": [(one, _title(one)) for one in FOUND],
        "is_full": len(found) == SHOWN,
        "shown": SHOWN,
        "article": _article(query),
        "of_law": _of_law(query, now) if not kind and not finding.read(query).secret else [],
        "at": now,
    }
    return render(request, "desk/search.html", context)


@staff_only
@never_cache
@require_GET
def suggest(request: HttpRequest) -> HttpResponse:
    staff, now = officer(request), timezone.now()
    query = request.GET.get("q", "").strip()[:80]
    asked = finding.read(query)
    # A number of a person is looked up only when it is asked for: half-typed ones are nobody's business.
    found = [] if asked.secret else finding.found_by(staff, now, asked, limit=SUGGESTED)
    lines = [(one, one.noun().stage_now.label) for one in found]
    context = {"query": query, "lines": lines, "secret": bool(asked.secret), "article": _article(query)}
    context["names"] = [] if asked.secret else _names(query)
    return render(request, "desk/search_suggest.html", context)


def _title(kind: str) -> str:
    return str(noun_named(kind)._meta.verbose_name)
