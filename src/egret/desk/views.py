"""The desk's pages: load, ask or act, answer."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from egret.acts import arguments as codec
from egret.acts.cards import act_named
from egret.acts.clocks import LOCAL
from egret.acts.done import By
from egret.acts.looking import looking_at
from egret.acts.machine import Act
from egret.acts.queries import as_of, timeline
from egret.acts.refusals import Refused
from egret.approvals import acts as approving
from egret.approvals import queries as approvals
from egret.approvals.models import Approval
from egret.cases.models import AdministrativeCase, CriminalCase, Kept, Measure, Questioning
from egret.desk import acts, checklists, drafts, measures, pages, panels, queries
from egret.desk.case_map import case_map
from egret.desk.forms import ActForm
from egret.desk.governing import governing
from egret.desk.open_file import OpenFile
from egret.desk.sheets import sheet_of
from egret.documents.models import Document
from egret.documents.queries import documents_of
from egret.intake import acts as intake
from egret.intake.models import INCIDENT_STAGES, Incident
from egret.org.models import Staff
from egret.org.signed_in import moment, officer, staff_only
from egret.ui.paging import keyset_page
from egret.ui.pieces import Tab

LISTED: tuple[type[Kept], ...] = (AdministrativeCase, CriminalCase, Questioning)
"""What has a register of its own, one tab each."""


@staff_only
@require_GET
def worklist(request: HttpRequest) -> HttpResponse:
    staff, now = officer(request), moment(request)
    whose = "unit" if request.GET.get("whose") == "unit" else "mine"
    found = queries.by_due(queries.mine(staff) if whose == "mine" else queries.ours(staff, now))
    tabs = [
        Tab(_("我主办的"), "?whose=mine", whose == "mine"),
        Tab(_("本单位的"), "?whose=unit", whose == "unit"),
    ]
    signing = approvals.inbox(staff, now, 5)
    context = {
        "rows": pages.rows(found),
        "tabs": tabs,
        "signing": signing,
        "whose": whose,
        "at": now,
        "place": "worklist",
    }
    return render(request, "desk/worklist.html", context)


@staff_only
@require_GET
def incidents(request: HttpRequest) -> HttpResponse:
    staff, now = officer(request), moment(request)
    found = queries.incidents(staff, now)
    stage = request.GET.get("stage", "")
    if stage in INCIDENT_STAGES.stages:
        found = found.filter(stage=stage)
    page = keyset_page(found, request.GET, by="-opened", size=queries.PAGE)
    stages = [(one.key, one.label) for one in INCIDENT_STAGES]
    context = {"page": page, "rows": pages.rows(page.rows), "stages": stages, "at": now, "place": "incidents"}
    return render(request, "desk/incidents.html", context)


@staff_only
@require_GET
def cases(request: HttpRequest) -> HttpResponse:
    staff, now = officer(request), moment(request)
    kind = request.GET.get("kind", "")
    model = next((one for one in LISTED if kind == one.KIND), AdministrativeCase)
    found = queries.cases(staff, now, (model.KIND,))
    table = model.STAGES
    stage = request.GET.get("stage", "")
    if stage in table.stages:
        found = found.filter(stage=stage)
    page = keyset_page(found, request.GET, by="-opened", size=queries.PAGE)
    tabs = [Tab(one._meta.verbose_name or "", f"?kind={one.KIND}", one is model) for one in LISTED]
    stages = [(one.key, one.label) for one in table]
    context = {"page": page, "rows": pages.rows(page.rows), "stages": stages, "tabs": tabs, "kind": model.KIND}
    return render(request, "desk/cases.html", {**context, "at": now, "place": "cases"})


@staff_only
@require_GET
def subject(request: HttpRequest, pk: int) -> HttpResponse:
    staff, now = officer(request), moment(request)
    found = _subject(request, pk, now)
    if found.kind == Measure.KIND:
        return redirect("desk:measure", found.pk)
    acts.keep_look(found, staff, now)
    with looking_at(found):
        context = _case_file(found, staff, now)
    return render(request, "desk/subject.html", context)


def _case_file(found: Any, staff: Staff, now: datetime) -> dict[str, Any]:
    """What the page of a subject shows."""
    entries = timeline(found)
    menu, items = pages.menu_of(found, By(staff, now, seen=found.version))
    dials = pages.dials(found)
    file, names = OpenFile(found), pages.people_of(found, entries)
    return {
        "subject": found,
        "menu": menu,
        "dials": dials,
        "map": case_map(file, entries, items, dials, now),
        "steps": pages.strip(found, entries),
        "events": pages.events(entries, file.papers, names),
        "last": entries[-1] if entries else None,
        "panels": panels.of(file),
        "courses": measures.courses(file, staff, now) if found.kind in pages.CASES else [],
        "governing": governing(found, entries),
        "guide": checklists.kind_of(found),
        "handlers": pages.handlers(found, names),
        "approvals": approvals.open_on(found) if file.has(Approval) else [],
        "at": now,
        "place": _place(found.kind),
    }


@staff_only
@require_GET
def more_acts(request: HttpRequest, pk: int) -> HttpResponse:
    """The folded part of a menu, fetched when it is opened; without script a page of its own, with all of it."""
    staff, now = officer(request), moment(request)
    found = _subject(request, pk, now)
    in_place = bool(request.headers.get("HX-Request"))
    with looking_at(found):
        rest = pages.rest_of(found, By(staff, now, seen=found.version), whole=not in_place)
    template = "desk/parts/more_acts.html" if in_place else "desk/more_acts.html"
    return render(request, template, {"subject": found, "rest": rest, "at": now, "place": _place(found.kind)})


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def act(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    staff, now = officer(request), moment(request)
    found = _subject(request, pk, now)
    entry = _act(name)
    if entry.card.creates or not isinstance(found, entry.card.subject):
        raise Http404(_("这一事项没有这种执法行为"))
    urgent = request.POST.get("urgent") == "1"
    by = By(
        staff,
        now,
        seen=_seen(request, found.version),
        key=request.POST.get("key", ""),
        urgent=urgent,
        wording=drafts.wording_in(request.POST.dict()),
    )
    form = ActForm(entry, found, by, request.POST or None)
    returned = approvals.returned_to(staff.pk, found, name, request.GET.get("approval", ""))
    if returned is not None:
        form.fill(codec.decode(returned.arguments))
    elif request.method != "POST":
        form.fill(request.GET.dict())
    standing = entry.refusals(found, by, {})
    refused: Refused | None = None
    looking = request.GET.get("look") == "1"
    shown: list[drafts.Draft] = []
    if request.method == "POST" and form.is_valid():
        try:
            if looking or by.wording:
                shown = drafts.drafts(entry, found, by, form.arguments())
            if looking:
                return _act_page(request, entry, found, by, form, standing, drafts=shown)
            if returned is not None:
                again = By(staff, now, key=by.key)
                approving.resubmit(returned, again, arguments=form.arguments(), wording=by.wording)
                messages.success(request, _told(entry, proposed=True))
                return redirect("desk:subject", found.pk)
            outcome = entry(found, by, **form.arguments())
        except Refused as error:
            refused = error
        else:
            messages.success(request, _told(entry, outcome.proposed is not None))
            if found.kind == Document.KIND:
                return redirect("documents:document", found.pk)
            born = [one.pk for one in outcome.begets if one.kind in pages.WORK]
            there = born[0] if born else found.pk
            return redirect("desk:subject", there)
    status = 422 if request.method == "POST" else 200
    return _act_page(request, entry, found, by, form, standing, status=status, refused=refused, drafts=shown)


def _act_page(
    request: HttpRequest,
    entry: Act[Any, ...],
    found: Any,
    by: By,
    form: ActForm,
    standing: Any,
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    """The form of an act, with its papers as they would be issued where they were asked for."""
    context = {
        "subject": found,
        "guide": checklists.kind_of(found) if entry.card.name in checklists.BEFORE else None,
        "form": form,
        "sheet": sheet_of(entry, found, by),
        "standing": standing,
        "at": by.at,
        "key": _key(request),
        "seen": by.seen,
        "urgent": by.urgent,
        "returned": request.GET.get("approval", ""),
        **more,
    }
    return render(request, "desk/act.html", context, status=status)


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    staff, now = officer(request), moment(request)
    place = staff.place
    by = By(staff, now, key=request.POST.get("key", ""))
    form = ActForm(intake.register, place, by, request.POST or None)
    refused: Refused | None = None
    if request.method == "POST" and form.is_valid():
        try:
            outcome = intake.register(place, by, **form.arguments())
        except Refused as error:
            refused = error
        else:
            messages.success(request, _told(intake.register, proposed=False))
            return redirect("desk:subject", outcome.subject.pk)
    context = {
        "form": form,
        "sheet": sheet_of(intake.register, None, by),
        "refused": refused,
        "at": now,
        "key": _key(request),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "desk/register.html", {**context, "place": "register"}, status=status)


@staff_only
@require_GET
def replay(request: HttpRequest, pk: int) -> HttpResponse:
    now = timezone.now()
    found = _subject(request, pk, now)
    entries = timeline(found)
    at = _moment(request.GET.get("at", "")) or now
    past = as_of(found, at, Measure.objects.filter(case_id=found.pk).order_by("pk"))
    context = {
        "subject": found,
        "past": pages.past_page(found, past),
        "events": pages.events(past.entries, documents_of(found), pages.people_of(found, past.entries)),
        "moments": [(one.at, pages.act_title(one.act)) for one in entries],
        "asked": at,
        "nearest": max((one.at for one in past.entries), default=None),
        "at": now,
        "place": "cases",
    }
    return render(request, "desk/replay.html", context)


def _subject(request: HttpRequest, pk: int, now: datetime) -> Any:
    found = queries.subject_for(officer(request), now, pk)
    if found is None:
        raise Http404(_("没有这一事项，或者它不在您的职权范围之内"))
    return found


def _place(kind: str) -> str:
    """Where in the rail a subject lies."""
    if kind in pages.PROPERTY:
        return "property"
    return "incidents" if kind == Incident.KIND else "cases"


def _act(name: str) -> Act[Any, ...]:
    try:
        return act_named(name)
    except LookupError as error:
        raise Http404(str(error)) from error


def _seen(request: HttpRequest, version: int) -> int:
    posted = request.POST.get("version", "")
    return int(posted) if posted.isdigit() and len(posted) < 10 else version


def _key(request: HttpRequest) -> str:
    return request.POST.get("key") or secrets.token_urlsafe(24)


def _moment(text: str) -> datetime | None:
    try:
        found = parse_datetime(text)
    except ValueError:
        return None
    return found.replace(tzinfo=LOCAL) if found and found.tzinfo is None else found


def _told(entry: Act[Any, ...], proposed: bool) -> str:
    words = _("“%s”已呈批，待审批后生效") if proposed else _("“%s”已办理")
    return words % entry.card.label
