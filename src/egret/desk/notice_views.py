"""The page of notices, and the mark that keeps itself current."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from egret.acts.models import Subject
from egret.acts.queries import visible_to
from egret.desk import notices
from egret.org.signed_in import officer, staff_only
from egret.ui.paging import keyset_page

PAGE = 25


@staff_only
@require_http_methods(["GET", "HEAD"])
def listed(request: HttpRequest) -> HttpResponse:
    staff, now = officer(request), timezone.now()

    def sees(keys: Sequence[int]) -> set[int]:
        return set(visible_to(staff, now, Subject).filter(pk__in=keys).values_list("pk", flat=True))

    page = keyset_page(notices.of_staff(staff.pk), request.GET, by="-at", size=PAGE)
    context = {
        "page": page,
        "lines": notices.lines(staff, page.rows, sees),
        "unread": notices.unread(staff.pk),
        "at": now,
        "place": "notices",
    }
    return render(request, "desk/notices.html", context)


@staff_only
@require_GET
def latest(request: HttpRequest) -> HttpResponse:
    """The line that says how many are unread. Unchanged, the answer is 304 and no page is made."""
    staff = officer(request)
    stamp = notices.stamp(staff.pk)
    answer: HttpResponse
    if request.headers.get("If-None-Match") == stamp:
        answer = HttpResponseNotModified()
    else:
        answer = render(request, "desk/notices_latest.html", {"unread": notices.unread(staff.pk)})
    answer["ETag"] = stamp
    answer["Cache-Control"] = "private, no-cache"
    return answer


@staff_only
@require_POST
def read(request: HttpRequest) -> HttpResponse:
    """Mark one notice, or all, as read."""
    asked = request.POST.get("notice", "")
    one = int(asked) if asked.isdigit() and len(asked) < 18 else None
    if one is not None or "all" in request.POST:
        notices.mark_read(officer(request).pk, timezone.now(), one)
    return redirect("desk:notices")
