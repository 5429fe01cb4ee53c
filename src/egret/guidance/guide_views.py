"""Pages of class-case guides: the kinds, a guide as it counts on a day, its versions, its model dossiers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from egret.acts.clocks import LOCAL
from egret.acts.done import By
from egret.acts.models import Subject
from egret.acts.queries import visible_to
from egret.acts.refusals import Refused
from egret.guidance import books, guide_forms, guide_pages, guides
from egret.guidance.acts import dossiers as dossier_acts
from egret.guidance.acts import guides as acts
from egret.guidance.books import Book
from egret.guidance.models import GuideVersion, ModelDossier
from egret.org.models import Staff
from egret.org.signed_in import moment, officer, staff_only

PLACE = "guides"
TOLD = {
    "propose": gettext_lazy("已提请，由法制部门的另一人核定"),
    "approve": gettext_lazy("已核定，到生效日期起用"),
    "return": gettext_lazy("已退回草稿"),
    "withdraw": gettext_lazy("已撤回"),
}
ACTS: Mapping[str, Callable[..., Any]] = {
    "propose": acts.propose_guide,
    "approve": acts.approve_guide,
    "return": acts.return_guide,
    "withdraw": acts.withdraw_guide,
}


@staff_only
@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    staff, now = officer(request), moment(request)
    on, form = _asked_day(request, now)
    context = {"form": form, "rows": guide_pages.rows(staff, now, on), "on": on, "place": PLACE}
    return render(request, "guidance/guides.html", context)


@staff_only
@require_GET
def guide(request: HttpRequest, number: str) -> HttpResponse:
    staff, now = officer(request), moment(request)
    book = _book(number)
    on, form = _asked_day(request, now)
    found = guides.in_force(staff.place, on, [number])[number]
    context = {
        "guide": found,
        "title": guide_pages.title_of(book),
        "form": form,
        "on": on,
        "is_today": on == _today(now),
        "dossiers": guides.dossiers(number, staff, now),
        "versions": guides.versions(number, staff, now),
        "visible": set(visible_to(staff, now, GuideVersion).filter(guide=number).values_list("pk", flat=True)),
        "may_revise": guide_pages.may_revise(staff, now),
        "shared": guide_pages.needs(books.common().must),
        "gates": guide_pages.laws(books.common().gates),
        **_shown(found.book),
    }
    return render(request, "guidance/guide.html", context)


def _shown(book: Book) -> dict[str, Any]:
    """The parts of a book as the templates draw them."""
    content = book.content
    return {
        "content": content,
        "basis": guide_pages.basis(book),
        "laws": guide_pages.laws(book.law),
        "must": guide_pages.needs(content.must),
        "when": guide_pages.needs(content.when),
        "points": guide_pages.points(content.opinion),
        "place": PLACE,
    }


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: HttpRequest, number: str) -> HttpResponse:
    """A new draft on what counts today."""
    staff, now = officer(request), moment(request)
    book = _book(number)
    if not guide_pages.may_revise(staff, now):
        raise Http404
    now_in_force = guides.in_force(staff.place, _today(now), [number])[number]
    form = guide_forms.BookForm(now_in_force.content, data=request.POST or None)

    def act(by: By) -> Any:
        return acts.draft_guide(
            staff.place, by, guide=number, content=form.content(), reason=form.lists.cleaned_data["reason"]
        )

    return _written(request, form, act, {"title": guide_pages.title_of(book), "number": number})


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """A draft written anew."""
    staff, now = officer(request), moment(request)
    version = _version(staff, now, pk)
    if version.stage != "draft" or not guide_pages.may_revise(staff, now):
        raise Http404
    book = guides.book_of(version)
    form = guide_forms.BookForm(book.content, version.reason, request.POST or None)

    def act(by: By) -> Any:
        return acts.edit_guide(version, by, content=form.content(), reason=form.lists.cleaned_data["reason"])

    return _written(
        request, form, act, {"title": guide_pages.title_of(book), "number": version.guide, "version": version}
    )


def _written(
    request: HttpRequest, form: guide_forms.BookForm, act: Callable[[By], Any], context: dict[str, Any]
) -> HttpResponse:
    refused = None
    if request.method == "POST" and form.is_valid():
        seen = request.POST.get("version", "")
        by = By(officer(request), moment(request), seen=int(seen) if seen.isdigit() else None, key=request.POST["key"])
        try:
            outcome = act(by)
        except Refused as error:
            refused = error
        else:
            messages.success(request, _("草稿已保存"))
            return redirect("guidance:guide_version", outcome.subject.pk)
    status = 422 if request.method == "POST" else 200
    context |= {"form": form, "refused": refused, "place": PLACE}
    return render(request, "guidance/guide_edit.html", context, status=status)


@staff_only
@require_GET
def version(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, pk)


@staff_only
@require_POST
def decide(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """One button pressed: the act happens, or the page says why not."""
    if verb not in ACTS:
        raise Http404
    found = _version(officer(request), moment(request), pk)
    page = _pressed(request, ACTS[verb], verb, found, partial(_page, request, pk))
    if page is None:
        messages.success(request, str(TOLD[verb]))
    return page or redirect("guidance:guide_version", pk)


def _pressed(
    request: HttpRequest, act: Callable[..., Any], verb: str, found: Subject, again: Callable[..., HttpResponse]
) -> HttpResponse | None:
    """What the pressed button says, done as its act; else the page anew, with what stands against it."""
    staff, now = officer(request), moment(request)
    form = guide_forms.StepForm(request.POST)
    if not form.is_valid():
        return again()
    given = form.cleaned_data
    said = {
        "approve": {"digest": given["digest"]},
        "publish": {"digest": given["digest"]},
        "propose": {"valid_from": given["valid_from"] or _today(now)},
    }.get(verb, {"reasons": given["reasons"]})
    try:
        act(found, By(staff, now, seen=given["version"], key=given["key"]), **said)
    except Refused as refused:
        return again(refused)
    return None


def _page(request: HttpRequest, pk: int, refused: Refused | None = None) -> HttpResponse:
    staff, now = officer(request), moment(request)
    found = _version(staff, now, pk)
    book = guides.book_of(found)
    before = guide_pages.before(found)
    context = {
        "version": found,
        "title": guide_pages.title_of(book),
        "before": before,
        "changes": guide_pages.changes(before.content, book.content),
        "refused": refused,
        "may_revise": found.stage != "withdrawn" and guide_pages.may_revise(staff, now),
        "is_mine": found.proposer_id == staff.pk,
        "form": guide_forms.StepForm(auto_id="step_%s", initial={"valid_from": _today(now)}),
        **_shown(book),
    }
    return render(request, "guidance/guide_version.html", context, status=422 if refused else 200)


DOSSIER_ACTS: Mapping[str, Callable[..., Any]] = {
    "publish": dossier_acts.publish_dossier,
    "withdraw": dossier_acts.withdraw_dossier,
}
DOSSIER_TOLD = {"publish": gettext_lazy("已采用，本单位都可以查阅"), "withdraw": gettext_lazy("已撤回")}


@staff_only
@require_GET
def dossier(request: HttpRequest, pk: int) -> HttpResponse:
    return _dossier_page(request, pk)


@staff_only
@require_POST
def decide_dossier(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """A second person publishes it, or somebody of the legal office takes it back."""
    if verb not in DOSSIER_ACTS:
        raise Http404
    found = _dossier(officer(request), moment(request), pk)
    page = _pressed(request, DOSSIER_ACTS[verb], verb, found, partial(_dossier_page, request, pk))
    if page is None:
        messages.success(request, str(DOSSIER_TOLD[verb]))
    return page or redirect("guidance:guide", found.guide)


def _dossier_page(request: HttpRequest, pk: int, refused: Refused | None = None) -> HttpResponse:
    staff, now = officer(request), moment(request)
    found = _dossier(staff, now, pk)
    context = {
        "dossier": found,
        "version": found,
        "title": guide_pages.title_of(books.book(found.guide)),
        "removed": guide_pages.removed(found),
        "listed": guide_pages.listed(found),
        "refused": refused,
        "may_revise": guide_pages.may_revise(staff, now),
        "is_mine": found.maker_id == staff.pk,
        "place": PLACE,
    }
    return render(request, "guidance/dossier.html", context, status=422 if refused else 200)


def _dossier(staff: Staff, now: datetime, pk: int) -> ModelDossier:
    rows = ModelDossier.objects.select_related("maker", "approver")
    own = guides.published(staff.place).filter(pk=pk).exists()
    seen = own or visible_to(staff, now, ModelDossier).exclude(stage="withdrawn").filter(pk=pk).exists()
    found = rows.filter(pk=pk).first() if seen else None
    if found is None:
        raise Http404
    return found


def _version(staff: Staff, now: datetime, pk: int) -> GuideVersion:
    """A version the person may read: an approved one of the force, or a draft they see."""
    rows = GuideVersion.objects.select_related("proposer", "approver")
    own = guides.ever_approved(staff.place).filter(pk=pk).exists()
    seen = own or visible_to(staff, now, GuideVersion).filter(pk=pk).exists()
    found = rows.filter(pk=pk).first() if seen else None
    if found is None:
        raise Http404
    return found


def _book(number: str) -> Book:
    try:
        return books.book(number)
    except LookupError as missing:
        raise Http404 from missing


def _asked_day(request: HttpRequest, now: datetime) -> tuple[date, guide_forms.GuidesFilter]:
    form = guide_forms.GuidesFilter(request.GET or None)
    asked = form.cleaned_data.get("on") if form.is_bound and form.is_valid() else None
    return asked or _today(now), form


def _today(now: datetime) -> date:
    return now.astimezone(LOCAL).date()
