"""Pages of the law room: laws, versions, articles side by side, search, import reports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from egret.acts.done import By
from egret.acts.refusals import Refused
from egret.law import comparing, importing, queries, words
from egret.law.acts import confirm_effective_date
from egret.law.addresses import address_of, article_address
from egret.law.citations import format as written
from egret.law.citations import parse_cite
from egret.law.forms import ConfirmForm, ListForm, SearchForm
from egret.law.issue_names import ISSUE_NAMES
from egret.law.resolving import ArticleText, article_at
from egret.org.signed_in import officer, staff_only


@dataclass(frozen=True)
class Near:
    """An article beside one that was found."""

    article: Any
    url: str


@dataclass(frozen=True)
class Shown:
    """A hit as the result list shows it, with the articles before and after it."""

    hit: queries.Hit
    pieces: Sequence[tuple[bool, str]]
    url: str
    near: Sequence[Near]


@dataclass(frozen=True)
class LawGroup:
    """Hits in one version of a law, the best first."""

    version: Any
    hits: list[Shown]


@dataclass(frozen=True)
class Wording:
    """An article in one version, with what changed since the version before."""

    side: queries.Side
    runs: Sequence[comparing.Run]


@staff_only
@require_GET
def law_list(request: HttpRequest) -> HttpResponse:
    form = ListForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {"q": "", "level": ""}
    found = queries.laws(words=asked["q"], level=asked["level"])
    page = Paginator(found, 50).get_page(request.GET.get("page"))
    gists = queries.gists()
    return render(
        request,
        "law/list.html",
        {"form": form, "page": page, "counts": queries.counts(), "gist_count": len(gists.gists)},
    )


@staff_only
@require_GET
def law_page(request: HttpRequest, pk: int) -> HttpResponse:
    law = queries.law(pk) or _missing()
    versions = queries.versions_of(law.key)
    today = timezone.localdate()
    label = request.GET.get("version", "")
    holding = [version for version in versions if version.holds_on(today)]
    shown = next((v for v in versions if v.label == label), next(iter((holding or versions)[::-1]), None))
    return render(
        request,
        "law/law.html",
        {
            "law": law, "versions": versions, "shown": shown, "today": today,
            "articles": queries.articles_of(shown) if shown else [],
            "issues": [(_issue_name(issue.kind), issue) for issue in law.issues.all()[:60]],
        },
    )  # fmt: skip


@staff_only
@require_GET
def article_page(request: HttpRequest, pk: int, no: int, sub: int = 0) -> HttpResponse:
    law = queries.law(pk) or _missing()
    sides = queries.article_in_versions(law, no, sub)
    if not any(side.article for side in sides):
        raise Http404
    wordings: list[Wording] = []
    before = ""
    for side in sides:
        text = side.article.text if side.article else ""
        reworded = bool(before and text) and comparing.is_reworded(before, text)
        runs = comparing.compare(before, text) if reworded else [comparing.Run("same", text)]
        wordings.append(Wording(side, runs))
        before = text or before
    label = next(side.article.label for side in sides if side.article)
    context = {
        "law": law,
        "label": label,
        "no": no,
        "sub": sub,
        "wordings": wordings[::-1],
        "today": timezone.localdate(),
    }
    return render(request, "law/article.html", context)


@staff_only
@require_GET
def search(request: HttpRequest) -> HttpResponse:
    form = SearchForm(request.GET)
    asked: dict[str, Any] = form.cleaned_data if form.is_valid() else {}
    query, on = asked.get("q", ""), asked.get("on") or timezone.localdate()
    answer = None
    groups: list[LawGroup] = []
    if query:
        narrowed = {name: asked[name] for name in ("region", "amending", "older", "level")}
        answer = queries.search(query, on=on, top=40, law_name=asked["law"], **narrowed)
        groups = _groups(answer, query)
    missing = [told.split("|") for told in answer.missing] if answer else []
    context = {"form": form, "query": query, "on": on, "answer": answer, "groups": groups, "missing": missing}
    if answer and not groups and not queries.counts()["articles"]:
        context |= {"bare": True, "gists": _gists_of(answer, on)}
    return render(request, "law/search.html", context)


def _gists_of(answer: queries.Answer, on: date) -> list[tuple[str, ArticleText]]:
    """While no law is imported: our own gist of the article that was asked for, with the cite that leads to it."""
    asked = answer.citation
    cites = [f"{law}#{asked.article}" for law in asked.laws] if asked and asked.article else []
    return [(cite, found) for cite in cites if (found := article_at(cite, on))]


def _groups(answer: queries.Answer, query: str) -> list[LawGroup]:
    """Hits by law, in the order of the best of each."""
    found = answer.citation.rest if answer.citation else answer.put_right or query
    terms = [word for word in found.split() if len(word) > 1]
    terms += [pair for run in words.phrases(found) for pair in run if len(pair) > 1]
    terms += [word for legal in answer.looked_for.values() for word in legal]
    near = queries.neighbours([hit.article for hit in answer.hits])
    groups: dict[int, LawGroup] = {}
    for hit in answer.hits:
        pieces = comparing.marked(comparing.excerpt(hit.article.text, terms), terms)
        beside = [Near(one, address_of(one)) for one in near[hit.article.pk] if one is not None]
        group = groups.setdefault(hit.version.pk, LawGroup(hit.version, []))
        group.hits.append(Shown(hit, pieces, address_of(hit.article), beside))
    return list(groups.values())


@staff_only
@require_GET
def cite(request: HttpRequest) -> HttpResponse:
    """Where a citation of a rule or an act leads: the article, or our gist of it."""
    text, on = request.GET.get("c", "")[:200], _day(request.GET.get("on", ""))
    found = article_at(text, on)
    if found is None:
        context = {"cite": text, "citations": [written(one) for one in parse_cite(text)]}
        return render(request, "law/not_held.html", context, status=404)
    if not found.is_gist:
        law = queries.law_by_key(found.citation.law)
        if law is not None and found.citation.article:
            address = article_address(law.pk, found.citation.article, found.citation.sub)
            return HttpResponseRedirect(f"{address}#{found.edition}")
    return render(request, "law/gist.html", {"found": found, "cite": text, "on": on})


@staff_only
@require_http_methods(["GET", "POST"])
def confirm_date(request: HttpRequest, pk: int, label: str) -> HttpResponse:
    law = queries.law(pk) or _missing()
    version = next((v for v in queries.versions_of(law.key) if v.label == label), None) or _missing()
    form = ConfirmForm(request.POST or None, initial={"day": version.in_force_from})
    refused = None
    if request.method == "POST" and form.is_valid():
        staff = officer(request)
        by = By(staff, timezone.now(), key=form.cleaned_data["key"])
        given = {name: form.cleaned_data[name] for name in ("day", "ends", "source")}
        try:
            confirm_effective_date(importing.NOWHERE, by, law=law.key, version=label, **given)
        except Refused as error:
            refused = error
        else:
            messages.success(request, _("施行日期已确认"))
            return redirect("law:law", pk)
    return render(request, "law/confirm.html", {"law": law, "version": version, "form": form, "refused": refused})


@staff_only
@require_GET
def import_report(request: HttpRequest) -> HttpResponse:
    kind = request.GET.get("kind", "")
    found = queries.import_issues(kind)
    page = Paginator(found, 100).get_page(request.GET.get("page"))
    kinds = [(name, _issue_name(name), count) for name, count in queries.issue_counts()]
    rows = [(_issue_name(issue.kind), issue) for issue in page]
    return render(
        request, "law/report.html", {"page": page, "rows": rows, "kinds": kinds, "kind": kind, "runs": queries.runs()}
    )


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return timezone.localdate()


def _issue_name(kind: str) -> str:
    return str(ISSUE_NAMES.get(kind, kind))


def _missing() -> Any:
    raise Http404
