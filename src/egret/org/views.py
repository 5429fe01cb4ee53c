"""Pages of the organisation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django import forms as django_forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from egret.acts import queries as acts_queries
from egret.acts.cards import act_named
from egret.acts.done import By
from egret.acts.machine import Act
from egret.acts.ports import Place, ports
from egret.acts.refusals import Refusal, Refused
from egret.org import forms, importing, lists, passwords, queries, staging
from egret.org.acts import accounts, organs, people
from egret.org.posts import post_kind, post_kinds
from egret.org.signed_in import officer, staff_only


def _may(by: By, name: str, place: Place) -> Refusal | None:
    return ports.powers.refusal(by.actor, act_named(name).card.power, place, by.at)


def _own_menu(shown: Any, by: By) -> list[acts_queries.MenuItem]:
    """The room's own acts on it; acts common to all matters have their page at the desk."""
    return [item for item in acts_queries.menu(shown, by) if item.card.room == "org"]


def _submitted(request: HttpRequest) -> By:
    return By(officer(request), timezone.now(), key=request.POST.get("key", "")[:64])


@require_safe
@staff_only
def tree(request: HttpRequest) -> HttpResponseBase:
    """Organs and their units."""
    viewer = officer(request)
    by = By(viewer, timezone.now())
    context = {"agencies": queries.tree(viewer), "imports": _may(by, "org.enrol_staff", viewer.place) is None}
    return render(request, "org/tree.html", context)


@require_safe
@staff_only
def unit(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A unit: its people, its lower units, what may be done."""
    viewer, at = officer(request), timezone.now()
    shown = get_object_or_404(queries.units_seen_by(viewer).select_related("parent"), pk=pk)
    by = By(viewer, at)
    context = {
        "unit": shown,
        "children": queries.units_seen_by(viewer).filter(parent=shown),
        "people": [(one, queries.posts_of(one.pk, at)) for one in queries.staff_at(shown.place, at)[:200]],
        "menu": _own_menu(shown, by),
        "may_found": _may(by, "org.found_unit", shown.place) is None,
        "may_enrol": _may(by, "org.enrol_staff", shown.place) is None,
    }
    return render(request, "org/unit.html", context)


@require_safe
@staff_only
def staff(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A person: posts with their dates, lendings, substitutions, single powers."""
    viewer, at = officer(request), timezone.now()
    shown = get_object_or_404(queries.staff_seen_by(viewer).select_related("account"), pk=pk)
    by = By(viewer, at)
    context = {
        "person": shown,
        "unit": queries.units_by_id([shown.unit]).get(shown.unit),
        "posts": queries.posts_of(shown.pk, at),
        "appointments": queries.appointments_of(shown),
        "lendings": queries.lendings_of(shown),
        "substitutions": queries.substitutions_of(shown),
        "grants": queries.grants_of(shown),
        "qualified": shown.qualified(timezone.localdate(at)),
        "menu": _own_menu(shown, by),
        "may_account": _may(by, "org.open_account", shown.place) is None,
        "at": at,
    }
    return render(request, "org/staff.html", context)


@require_http_methods(["GET", "POST"])
@staff_only
def found_unit(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Found a unit under this one."""
    parent = get_object_or_404(queries.units_seen_by(officer(request)), pk=pk)
    form = forms.FoundUnit(request.POST or None)
    return _creation(request, organs.found_unit, parent.place, form, "org:unit", str(parent))


@require_http_methods(["GET", "POST"])
@staff_only
def enrol_staff(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Enrol a person into this unit, with a first post if one is chosen."""
    host = get_object_or_404(queries.units_seen_by(officer(request)), pk=pk)
    form = forms.EnrolStaff(request.POST or None)
    return _creation(request, people.enrol_staff, host.place, form, "org:staff", str(host))


def _creation(
    request: HttpRequest, act: Act[Any, ...], place: Place, form: django_forms.Form, then: str, over: str
) -> HttpResponse:
    refused: Refused | None = None
    by = _submitted(request)
    if request.method == "POST" and form.is_valid():
        values: Mapping[str, Any] = {k: v for k, v in form.cleaned_data.items() if k != "post"}
        try:
            made = act(place, by, **values).subject
            if form.cleaned_data.get("post"):
                host = queries.units_by_id([place.unit])[place.unit]
                people.appoint(made, By(by.actor, by.at), post=form.cleaned_data["post"], unit=host)  # type: ignore[arg-type]
            return redirect(then, pk=made.pk)
        except Refused as refusal:
            refused = refusal
    elif request.method == "GET":
        why = _may(by, act.card.name, place)
        refused = Refused([why]) if why else None
    context = {"form": form, "refused": refused, "card": act.card, "over": over}
    return render(request, "org/creation.html", context, status=422 if request.method == "POST" else 200)


@require_http_methods(["GET", "POST"])
@staff_only
def act_on_unit(request: HttpRequest, pk: int, name: str) -> HttpResponseBase:
    """Do one of the acts that happen to a unit."""
    return _act_on(request, get_object_or_404(queries.units_seen_by(officer(request)), pk=pk), name, "org:unit")


@require_http_methods(["GET", "POST"])
@staff_only
def act_on_staff(request: HttpRequest, pk: int, name: str) -> HttpResponseBase:
    """Do one of the acts that happen to a person."""
    return _act_on(request, get_object_or_404(queries.staff_seen_by(officer(request)), pk=pk), name, "org:staff")


def _act_on(request: HttpRequest, target: Any, name: str, then: str) -> HttpResponse:
    own = (one for one in acts_queries.acts_on(type(target)) if one.card.room == "org" and one.card.menu)
    act = next((one for one in own if one.card.name == name), None)
    if act is None:
        raise Http404
    by = _submitted(request)
    form = forms.OwnAct(act, target, by, request.POST if request.method == "POST" else None)
    refused: Refused | None = None
    if request.method == "POST" and form.is_valid():
        try:
            act(target, _with_version(by, request), **form.arguments())
            return redirect(then, pk=target.pk)
        except Refused as refusal:
            refused = refusal
    elif request.method == "GET":
        standing = act.blocks(target, by, {})
        refused = Refused(standing) if standing else None
    context = {"form": form, "refused": refused, "card": act.card, "over": str(target), "version": target.version}
    return render(request, "org/creation.html", context, status=422 if request.method == "POST" else 200)


def _with_version(by: By, request: HttpRequest) -> By:
    seen = request.POST.get("version", "")
    return replace(by, seen=int(seen)) if seen.isdigit() and len(seen) < 10 else by


@never_cache
@require_http_methods(["GET", "POST"])
@staff_only
def account(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Open or shut a person's account, or give a password for one use; it is shown this once."""
    shown = get_object_or_404(queries.staff_seen_by(officer(request)).select_related("account"), pk=pk)
    by, refused, password = _submitted(request), None, ""
    if request.method == "POST":
        try:
            password = _done_to_account(request.POST.get("do", ""), shown, by)
        except Refused as refusal:
            refused = refusal
        shown = queries.staff_seen_by(officer(request)).select_related("account").get(pk=pk)
    context = {"person": shown, "refused": refused, "password": password}
    return render(request, "org/account.html", context, status=422 if refused else 200)


def _done_to_account(what: str, shown: Any, by: By) -> str:
    """The password to hand over, when one was made."""
    if what in ("open", "reset"):
        password = passwords.handed_over()
        act: Act[Any, ...] = accounts.open_account if what == "open" else accounts.reset_password
        # A repeated submit must not show a password that was never set.
        if act(shown, by, password=password).repeated:
            raise Refused([Refusal(_("这次提交已经办理过，密码只显示一次"), _("如未记下密码，请再次重设"), code="key")])
        return password
    if what == "close":
        accounts.close_account(shown, by)
    elif what == "unlock":
        accounts.unlock_account(shown, by)
    else:
        raise Http404
    return ""


@require_safe
@staff_only
def posts(request: HttpRequest) -> HttpResponseBase:
    """All posts, with how many acts each may do."""
    counted = [(kind, sum(len(one.cards) for one in lists.powers_of(kind))) for kind in post_kinds()]
    return render(request, "org/posts.html", {"posts": counted})


@require_safe
@staff_only
def post(request: HttpRequest, key: str) -> HttpResponseBase:
    """责任清单、权力清单 of a post."""
    kind = _kind_or_404(key)
    return render(request, "org/post.html", {"kind": kind, "rooms": lists.powers_of(kind)})


@require_safe
@staff_only
def post_pdf(request: HttpRequest, key: str) -> HttpResponseBase:
    """The same lists on paper."""
    kind = _kind_or_404(key)
    response = HttpResponse(lists.pdf(kind), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{kind.key}.pdf"'
    return response


def _kind_or_404(key: str) -> Any:
    try:
        return post_kind(key)
    except LookupError as unknown:
        raise Http404 from unknown


@require_safe
@staff_only
def my_account(request: HttpRequest) -> HttpResponseBase:
    """The own account: password, second factors, sessions, and who came in with it of late."""
    viewer = officer(request)
    recent = [one for one in acts_queries.timeline(viewer) if one.act.startswith("org.sign_")]
    context = {"person": viewer, "recent": [(act_named(one.act).card, one) for one in recent[-10:][::-1]]}
    return render(request, "org/my_account.html", context)


@require_safe
@staff_only
def my_posts(request: HttpRequest) -> HttpResponseBase:
    """The own page in the register."""
    return redirect("org:staff", pk=officer(request).pk)


def _headings(columns: Mapping[str, str]) -> list[str]:
    return [importing.heading(key, title) for key, title in columns.items()]


@require_http_methods(["GET", "POST"])
@staff_only
def import_start(request: HttpRequest) -> HttpResponseBase:
    """Hand in a file of units or people."""
    viewer, unreadable = officer(request), ""
    form = forms.ImportFile(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            rows = importing.read(file.name, file.read(), form.cleaned_data["sort"])
            staged = staging.keep(form.cleaned_data["sort"], file.name, rows, viewer, timezone.now())
            return redirect("org:import_preview", pk=staged.pk)
        except importing.Unreadable as problem:
            unreadable = str(problem)
    context = {
        "form": form,
        "unreadable": unreadable,
        "columns": [
            (_("单位"), _headings(importing.UNIT_COLUMNS)),
            (_("人员"), _headings(importing.STAFF_COLUMNS)),
        ],
    }
    return render(request, "org/import.html", context, status=422 if unreadable or form.errors else 200)


@require_http_methods(["GET", "POST"])
@staff_only
def import_preview(request: HttpRequest, pk: int) -> HttpResponseBase:
    """What the file would do, row by row; confirmed, it is done whole or not at all."""
    staged = get_object_or_404(queries.staged_imports(officer(request)), pk=pk)
    refused: importing.RowRefused | None = None
    if request.method == "POST" and staged.carried_out is None:
        try:
            staging.carry_out(staged, By(officer(request), timezone.now()))
            return redirect("org:import_preview", pk=pk)
        except importing.RowRefused as refusal:
            refused = refusal
    rows = importing.checked(staged.sort, staged.rows)
    context = {
        "staged": staged,
        "heads": _headings(importing.UNIT_COLUMNS if staged.sort == "units" else importing.STAFF_COLUMNS),
        "rows": [(row, [v for k, v in row.values.items() if k != "line"]) for row in rows],
        "wrong": sum(1 for row in rows if row.errors),
        "refused": refused,
    }
    return render(request, "org/import_preview.html", context, status=422 if refused else 200)
