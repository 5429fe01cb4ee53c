"""The pages of measures: who is held or restricted now, and one measure with its terms and its history."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from egret.acts.queries import timeline, visible_to
from egret.cases import queries
from egret.cases.models import Measure
from egret.desk import acts, measures, pages
from egret.documents.queries import documents_of
from egret.org.signed_in import officer, staff_only
from egret.ui.paging import keyset_page


@staff_only
@require_GET
def restricted(request: HttpRequest) -> HttpResponse:
    staff, now = officer(request), timezone.now()
    everybody = queries.restricted(staff, now)
    form = measures.Narrowed(request.GET, everybody)
    found = form.narrow(everybody)
    late = list(found.filter(due__lt=now).order_by("due", "pk")[: measures.SIZE])
    page = keyset_page(found.filter(due__gte=now), request.GET, by="due", size=measures.SIZE)
    open_ended = list(found.filter(due=None).order_by("opened", "pk")[: measures.SIZE])
    shown = measures.held([*late, *page.rows, *open_ended], now)
    context = {
        "late": shown[: len(late)],
        "running": shown[len(late) : len(late) + len(page.rows)],
        "open_ended": shown[len(late) + len(page.rows) :],
        "page": page,
        "form": form,
        "at": now,
        "place": "restricted",
    }
    return render(request, "desk/restricted.html", context)


@staff_only
@require_GET
def measure(request: HttpRequest, pk: int) -> HttpResponse:
    staff, now = officer(request), timezone.now()
    found = visible_to(staff, now, Measure).select_related("person", "case").filter(pk=pk).first()
    if found is None:
        raise Http404(_("没有这项措施，或者它不在您的职权范围之内"))
    acts.keep_look(found, staff, now)
    entries = timeline(found)
    counted = queries.measures_in_matter([found.person])[found.person_id]
    context = {
        "measure": found,
        "dial": measures.dial(found),
        "terms": measures.terms(found),
        "course": measures.course(found.person, found.case_id, counted, (), now),
        "events": pages.events(entries, documents_of(found), pages.people_of(found, entries)),
        "at": now,
        "place": "restricted",
    }
    return render(request, "desk/measure.html", context)
