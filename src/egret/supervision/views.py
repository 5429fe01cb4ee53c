"""Pages of supervision: the findings an officer may see, and one of them."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from egret.approvals.links import subject_address
from egret.org.signed_in import officer, staff_only
from egret.supervision import queries
from egret.supervision.models import Finding, Severity
from egret.supervision.rulebook import Rule, groups, rule
from egret.ui.paging import keyset_page
from egret.ui.pieces import Tab

PAGE = 25


@dataclass(frozen=True, slots=True)
class Line:
    """A finding as a page shows it."""

    finding: Finding
    rule: Rule
    about: str
    address: str


def _line(one: Finding, names: dict[int, str]) -> Line:
    return Line(one, rule(one.rule), names.get(one.person or 0, ""), subject_address(one.matter))


@staff_only
@require_GET
def findings(request: HttpRequest) -> HttpResponse:
    staff, now = officer(request), timezone.now()
    gone = request.GET.get("state") == "gone"
    severity, stage = request.GET.get("severity", ""), request.GET.get("stage", "")
    found = queries.visible_findings(staff, now).filter(gone_at__isnull=not gone)
    if severity in Severity.values:
        found = found.filter(severity=severity)
    stages = {group.key: group for group in groups()}
    if stage in stages:
        found = found.filter(rule__in=[one.id for one in stages[stage].rules])
    page = keyset_page(found, request.GET, by="-since", size=PAGE)
    names = queries.names_in(page.rows)
    context = {
        "page": page,
        "lines": [_line(one, names) for one in page.rows],
        "tabs": [Tab(_("存在"), "?state=held", not gone), Tab(_("已不存在"), "?state=gone", gone)],
        "severities": [(one.value, one.label) for one in Severity],
        "stages": [(group.key, group.label) for group in groups()],
        "state": "gone" if gone else "held",
        "severity": severity,
        "stage": stage,
        "at": now,
        "place": "findings",
    }
    return render(request, "supervision/findings.html", context)


@staff_only
@require_GET
def finding(request: HttpRequest, pk: int) -> HttpResponse:
    staff, now = officer(request), timezone.now()
    one = queries.visible_findings(staff, now).filter(pk=pk).first()
    if one is None:
        raise Http404(_("没有这一问题，或者它所属的事项不在您的职权范围之内"))
    line = _line(one, queries.names_in([one]))
    return render(request, "supervision/finding.html", {"line": line, "at": now, "place": "findings"})
