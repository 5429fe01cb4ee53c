"""Pages of the approval matrix: the chains of a day, a chain's history, a new version, and what it would change."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from egret.acts.done import By
from egret.acts.machine import place_of
from egret.acts.ports import ports
from egret.acts.queries import visible_to
from egret.acts.refusals import Refused
from egret.approvals import matrix_pages, revision_acts, revision_forms, revisions
from egret.approvals.models import LOCAL, ChainRevision
from egret.law import approval_chains
from egret.law.approval_chains import Chain
from egret.org.models import Staff
from egret.org.signed_in import officer, staff_only

TOLD = {
    "simulate": gettext_lazy("已模拟，请第二人看清结果后批准"),
    "approve": gettext_lazy("已批准，到生效日期起用"),
    "refuse": gettext_lazy("已决定不批准"),
    "withdraw": gettext_lazy("已撤回"),
}
ACTS: Mapping[str, Callable[..., Any]] = {
    "simulate": revision_acts.simulate_revision,
    "approve": revision_acts.approve_revision,
    "refuse": revision_acts.refuse_revision,
    "withdraw": revision_acts.withdraw_revision,
}


@staff_only
@require_GET
def matrix(request: HttpRequest) -> HttpResponse:
    staff, today = officer(request), _today(timezone.now())
    form = revision_forms.MatrixFilter(request.GET or None)
    asked = form.cleaned_data if form.is_bound and form.is_valid() else {}
    on = asked.get("on") or today
    rows = matrix_pages.matrix(staff.place, on, asked.get("kind") or "")
    context = {"form": form, "rows": rows, "on": on, "is_today": on == today}
    return render(request, "approvals/matrix.html", context)


@staff_only
@require_GET
def chain(request: HttpRequest, kind: str, name: str) -> HttpResponse:
    staff, now = officer(request), timezone.now()
    held = _held(kind, name)
    versions = matrix_pages.history(held, staff, now, _today(now))
    context = {"held": held, "label": matrix_pages.chain_label(held), "versions": versions}
    context["visible"] = matrix_pages.visible_keys(held, staff, now)
    context |= {"lines": matrix_pages.lines(versions), "may_revise": _may_revise(staff, now)}
    return render(request, "approvals/chain.html", {**context, "kind": matrix_pages.kind_label(held.case_kind)})


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def revise(request: HttpRequest, kind: str, name: str) -> HttpResponse:
    staff, now = officer(request), timezone.now()
    held, today = _held(kind, name), _today(now)
    law, as_it_is = held.forms.on(today), revisions.form_on(held, staff.place, today)
    if not _may_revise(staff, now) or law is None or as_it_is is None:
        raise Http404
    form = revision_forms.RevisionForm(request.POST or None, law=law, now=as_it_is)
    refused = None
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        by = By(staff, now, key=given["key"])
        proposed = {"chain": held.name, "case_kind": held.case_kind, "valid_from": given["valid_from"]}
        try:
            outcome = revision_acts.propose_revision(
                staff.place, by, **proposed, steps=form.chosen(), reason=given["reason"]
            )
        except Refused as error:
            refused = error
        else:
            messages.success(request, _("已提出，下一步先模拟"))
            return redirect("approvals:revision", outcome.subject.pk)
    context = {"held": held, "label": matrix_pages.chain_label(held), "form": form, "refused": refused, "law": law}
    return render(request, "approvals/revise.html", context, status=422 if request.method == "POST" else 200)


@staff_only
@require_GET
def revision(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, pk)


@staff_only
@require_POST
def decide_revision(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """One button pressed: the act happens, or the page says why not."""
    if verb not in ACTS:
        raise Http404
    staff, now = officer(request), timezone.now()
    found = _revision(staff, now, pk)
    form = revision_forms.RevisionStep(request.POST)
    if not form.is_valid():
        return _page(request, pk)
    given = form.cleaned_data
    by = By(staff, now, seen=given["version"], key=given["key"])
    said = {"approve": {"digest": given["digest"]}, "simulate": {}}.get(verb, {"reasons": given["reasons"]})
    try:
        ACTS[verb](found, by, **said)
    except Refused as refused:
        return _page(request, pk, refused)
    messages.success(request, str(TOLD[verb]))
    return redirect("approvals:revision", pk)


def _page(request: HttpRequest, pk: int, refused: Refused | None = None) -> HttpResponse:
    staff, now = officer(request), timezone.now()
    found = _revision(staff, now, pk)
    held = approval_chains.chain_of(found.chain, found.chain_kind)
    before = matrix_pages.Version(found.law_since, _before(held, found), None, False)
    versions = [before, matrix_pages.Version(found.valid_from, revisions.form_of(held, found), found, True)]
    context = {
        "revision": found,
        "held": held,
        "label": matrix_pages.chain_label(held),
        "kind": matrix_pages.kind_label(held.case_kind),
        "lines": matrix_pages.lines(versions),
        "found": matrix_pages.found(found, staff, now),
        "refused": refused,
        "may_revise": _may_revise(staff, now),
        "is_mine": found.proposer_id == staff.pk,
        "is_open": found.stage in ("proposed", "simulated"),
        "form": revision_forms.RevisionStep(auto_id="step_%s"),
        "waits": found.stage == "approved" and found.valid_from > _today(now),
    }
    return render(request, "approvals/revision.html", context, status=422 if refused else 200)


def _before(held: Chain, found: ChainRevision) -> approval_chains.Form:
    """The chain it takes the place of: an earlier version of the force, else the law's form."""
    earlier = revisions.versions(held, place_of(found)).filter(
        stage=revisions.HELD, valid_from__lt=found.valid_from, law_since=found.law_since
    )
    last = earlier.order_by("-valid_from").first()
    law = held.forms.on(found.law_since)
    assert law is not None
    return revisions.form_of(held, last) if last is not None else law


def _revision(staff: Staff, now: datetime, pk: int) -> ChainRevision:
    rows = visible_to(staff, now, ChainRevision).select_related("proposer", "approver")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _held(kind: str, name: str) -> Chain:
    try:
        return approval_chains.chain_of(name, kind)
    except LookupError as missing:
        raise Http404 from missing


def _may_revise(staff: Staff, now: datetime) -> bool:
    return ports.powers.refusal(staff, revision_acts.POWER, staff.place, now) is None


def _today(now: datetime) -> date:
    return now.astimezone(LOCAL).date()
