"""The legal office's pages: queue, register, work in a picture."""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from egret.acts.done import By
from egret.acts.machine import Act, place_of
from egret.acts.refusals import Refused
from egret.desk import queries, review_pages
from egret.desk.forms import ActForm
from egret.desk.sheets import sheet_of
from egret.org.signed_in import officer, staff_only
from egret.review.acts import centre as centre_acts
from egret.review.acts.committee import found_committee
from egret.review.acts.items import receive as take_in
from egret.review.queries import acceptance as unaccepted
from egret.review.queries import committee, items, replies
from egret.ui.paging import keyset_page
from egret.ui.pieces import Tab


@staff_only
@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    staff, now = officer(request), timezone.now()
    groups, group = review_pages.groups(staff, request.GET.get("group", ""))
    context = {
        "tabs": review_pages.tabs("review"),
        "groups": groups,
        "group": group,
        "waiting": review_pages.waiting(staff, now, group),
        "may_receive": review_pages.may_receive(staff, now),
        "items": [(one, review_pages.hand_of(one)) for one in items.in_hand(staff, now, group)[:200]],
        "key": secrets.token_urlsafe(24),
        "at": now,
        "place": "review",
    }
    return render(request, "desk/review/queue.html", context)


@staff_only
@require_POST
def receive(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a paper or a penalty in, and open it."""
    staff, now = officer(request), timezone.now()
    matter = queries.subject_for(staff, now, pk)
    if matter is None:
        raise Http404(_("没有这一事项，或者它不在您的职权范围之内"))
    try:
        outcome = take_in(place_of(matter), By(staff, now, key=request.POST.get("key", "")), matter=matter)
    except Refused as refused:
        for one in refused.refusals:
            messages.error(request, f"{one.sentence}。{one.remedy}")
        return redirect("desk:review")
    return redirect("desk:subject", outcome.subject.pk)


@staff_only
@require_GET
def acceptance(request: HttpRequest) -> HttpResponse:
    staff, now = officer(request), timezone.now()
    when = request.GET.get("when", "")
    found = list(unaccepted.without_outcome(staff, now, when)[: review_pages.MOST])
    context = {
        "rows": review_pages.acceptance_rows(found),
        "whens": review_pages.whens(),
        "may": review_pages.may_oversee(staff, now),
        "is_full": len(found) == review_pages.MOST,
        "shown": review_pages.MOST,
        "at": now,
        "place": "acceptance",
    }
    return render(request, "desk/review/acceptance.html", context)


@staff_only
@require_GET
def agenda(request: HttpRequest) -> HttpResponse:
    staff, now = officer(request), timezone.now()
    page = keyset_page(committee.agenda(staff, now), request.GET, by="-opened", size=queries.PAGE)
    context = {
        "tabs": review_pages.tabs("agenda"),
        "page": page,
        "committees": committee.committees(staff.place),
        "may": review_pages.may_run_committee(staff, now),
        "place": "review",
    }
    return render(request, "desk/review/agenda.html", context)


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def found(request: HttpRequest) -> HttpResponse:
    """Found a committee over one's own unit's branch."""
    return _founding(request, found_committee, Tab(_("集体审议"), reverse("desk:agenda")))


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def found_group(request: HttpRequest) -> HttpResponse:
    """Found a group of the centre over one's own unit's branch."""
    return _founding(request, centre_acts.found_group, Tab(_("执法监督管理中心"), reverse("desk:centre")))


def _founding(request: HttpRequest, act: Act[Any, ...], up: Tab) -> HttpResponse:
    staff, now = officer(request), timezone.now()
    place = review_pages.branch_of(staff)
    by = By(staff, now, key=request.POST.get("key", ""))
    form = ActForm(act, place, by, request.POST or None)
    refused: Refused | None = None
    if request.method == "POST" and form.is_valid():
        try:
            outcome = act(place, by, **form.arguments())
        except Refused as error:
            refused = error
        else:
            return redirect("desk:subject", outcome.subject.pk)
    context = {
        "form": form,
        "sheet": sheet_of(act, None, by),
        "up": up,
        "refused": refused,
        "key": request.POST.get("key") or secrets.token_urlsafe(24),
        "place": "review",
    }
    return render(request, "desk/review/found.html", context, status=422 if request.method == "POST" else 200)


@staff_only
@require_GET
def centre(request: HttpRequest) -> HttpResponse:
    staff, now = officer(request), timezone.now()
    desks, unplaced = review_pages.desks(staff, now)
    context = {
        "tabs": review_pages.tabs("centre"),
        "desks": desks,
        "unplaced": unplaced,
        "panels": [one for one in committee.committees(staff.place) if one.panel],
        "may": review_pages.may_run_centre(staff, now),
        "place": "review",
    }
    return render(request, "desk/review/centre.html", context)


@staff_only
@require_GET
def register(request: HttpRequest) -> HttpResponse:
    staff, now = officer(request), timezone.now()
    kind = request.GET.get("kind", "")
    page = keyset_page(replies.register(staff, now, kind), request.GET, by="-at", size=queries.PAGE)
    context = {
        "tabs": review_pages.tabs("review_register"),
        "page": page,
        "kinds": review_pages.reply_kinds(),
        "place": "review",
    }
    return render(request, "desk/review/register.html", context)


@staff_only
@require_GET
def workload(request: HttpRequest) -> HttpResponse:
    staff, now = officer(request), timezone.now()
    groups, group = review_pages.groups(staff, request.GET.get("group", ""))
    context = {
        "tabs": review_pages.tabs("review_workload"),
        "groups": groups,
        "group": group,
        "pictures": review_pages.pictures(staff, now, group),
        "place": "review",
    }
    return render(request, "desk/review/workload.html", context)
