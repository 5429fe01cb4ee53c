"""Property under measure: what is held where, from whom, until when."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from egret.cases.models import AdministrativeProperty, CriminalProperty, PropertyKind
from egret.desk import queries
from egret.org.signed_in import officer, staff_only
from egret.ui.paging import keyset_page
from egret.ui.pieces import Tab


@staff_only
@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """Everything under measure that the officer may see, what lapses first on top."""
    staff, now = officer(request), timezone.now()
    model = AdministrativeProperty if request.GET.get("kind") == AdministrativeProperty.KIND else CriminalProperty
    with_term = request.GET.get("term") != "none"
    found = queries.property_under_measure(staff, now, model, with_term=with_term)
    kind = request.GET.get("measure", "")
    if kind in PropertyKind.values:
        found = found.filter(measure_kind=kind)
    page = keyset_page(found, request.GET, by="until" if with_term else "-opened", size=queries.PAGE)
    tabs = [
        Tab(label, f"?kind={one.KIND}{more}", one is model and term == with_term)
        for one, term, more, label in (
            (CriminalProperty, True, "", _("刑事（有期限）")),
            (CriminalProperty, False, "&term=none", _("刑事（无期限）")),
            (AdministrativeProperty, True, "", _("行政（有期限）")),
            (AdministrativeProperty, False, "&term=none", _("行政（无期限）")),
        )
    ]
    kinds = [(one.value, one.label) for one in PropertyKind]
    context = {"page": page, "tabs": tabs, "kinds": kinds, "with_term": with_term}
    return render(request, "desk/property.html", {**context, "at": now, "place": "property"})
