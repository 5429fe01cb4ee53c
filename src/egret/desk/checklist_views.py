"""The list of a case: a part of its file, fetched when it is opened; without script a page of its own."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from egret.desk import checklists, queries
from egret.org.signed_in import moment, officer, staff_only


@staff_only
@require_GET
def checklist(request: HttpRequest, pk: int) -> HttpResponse:
    staff, now = officer(request), moment(request)
    case = queries.subject_for(staff, now, pk)
    if case is None:
        raise Http404(_("没有这一事项，或者它不在您的职权范围之内"))
    page = checklists.page_of(case, staff, now)
    in_place = bool(request.headers.get("HX-Request"))
    template = "desk/parts/checklist.html" if in_place else "desk/checklist.html"
    return render(request, template, {"subject": case, "page": page, "at": now, "place": "cases"})
