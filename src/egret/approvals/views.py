"""Pages of the approvals room: what waits for me, one approval, delegations."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from egret.acts.done import By
from egret.acts.refusals import Refused
from egret.approvals import acts, forms, pages, queries
from egret.org.signed_in import officer, staff_only
from egret.ui.pieces import Tab
from egret.ui.rail import Text


@dataclass(frozen=True, slots=True)
class Verb:
    """One button of the approval page."""

    form: type[forms.Decided]
    act: Callable[..., Any]
    told: Text


VERBS = {
    "sign": Verb(forms.SignForm, acts.sign, gettext_lazy("已签批")),
    "send_back": Verb(forms.SendBackForm, acts.send_back, gettext_lazy("已退回")),
    "refuse": Verb(forms.RefuseForm, acts.refuse_approval, gettext_lazy("已决定不批准")),
    "add_reviewer": Verb(forms.ReviewerForm, acts.add_reviewer, gettext_lazy("已请其审查")),
    "withdraw": Verb(forms.WithdrawForm, acts.withdraw, gettext_lazy("已撤回")),
    "resubmit": Verb(forms.ResubmitForm, acts.resubmit, gettext_lazy("已重新呈批")),
    "reword": Verb(forms.RewordForm, acts.reword, gettext_lazy("已修改，原文和修改人已留痕")),
    "partner": Verb(forms.PartnerForm, acts.record_partner_decision, gettext_lazy("已登记外单位决定")),
}


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def inbox(request: HttpRequest) -> HttpResponse:
    staff, now = officer(request), timezone.now()
    found = pages.waiting(staff, now)
    offered = [one.approval for one in found if one.approval.batch_safe]
    form = forms.BatchForm(request.POST or None, offered=offered)
    refused = None
    if request.method == "POST" and form.is_valid():
        by = By(staff, now, key=form.cleaned_data["key"])
        try:
            done = acts.sign_batch(form.pairs(), by, opinion=form.cleaned_data["opinion"])
        except Refused as error:
            refused = error
        else:
            messages.success(request, _("已签批 %d 件") % len(done))
            return redirect("approvals:inbox")
    status = 422 if request.method == "POST" else 200
    context = {"found": found, "form": form, "refused": refused, "is_batch": bool(offered), "tabs": _tabs("inbox")}
    return render(request, "approvals/inbox.html", {**context, "at": now}, status=status)


@staff_only
@require_GET
def sent(request: HttpRequest) -> HttpResponse:
    found = queries.sent_by(officer(request).pk)
    return render(request, "approvals/sent.html", {"found": found, "tabs": _tabs("sent"), "at": timezone.now()})


@staff_only
@require_GET
def signed(request: HttpRequest) -> HttpResponse:
    found = queries.signed_by(officer(request).pk)
    return render(request, "approvals/signed.html", {"found": found, "tabs": _tabs("signed")})


@staff_only
@require_GET
def approval(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, pk)


@staff_only
@require_POST
def decide(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """One button pressed: the act happens, or the page says why not."""
    if verb not in VERBS:
        raise Http404
    staff, now = officer(request), timezone.now()
    found = queries.find(staff, pk, now) or _missing()
    form = _form(verb, request, pages.page_of(found, staff, now), now)
    if not form.is_valid():
        return _page(request, pk, bound={verb: form})
    # A parallel signature makes no page stale: what was shown is guarded by its digest, and `version` is noted.
    seen = form.cleaned_data["version"] if verb in ("withdraw", "resubmit") else None
    by = By(staff, now, seen=seen, key=form.cleaned_data["key"])
    try:
        outcome = VERBS[verb].act(found, by, **form.arguments())
    except Refused as refused:
        return _page(request, pk, bound={verb: form}, refused=refused)
    if outcome.subject.stage == "sent_back" and verb in ("sign", "partner"):
        messages.warning(request, _("签名已保留，但情况有变，未能生效，已退回呈批人"))
    else:
        messages.success(request, str(VERBS[verb].told))
    return redirect("approvals:approval", pk)


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def delegations(request: HttpRequest) -> HttpResponse:
    staff, now = officer(request), timezone.now()
    people, levels = queries.delegates(staff, now), queries.levels_of(staff.pk, now)
    form = forms.DelegationForm(request.POST or None, people=people, levels=levels)
    refused = None
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        by = By(staff, now, key=given.pop("key"))
        try:
            acts.delegate(staff.place, by, **given)
        except Refused as error:
            refused = error
        else:
            messages.success(request, _("委托已登记"))
            return redirect("approvals:delegations")
    found = queries.delegations_of(staff.pk, now)
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "found": found, "levels": levels, "refused": refused, "tabs": _tabs("delegations")}
    return render(request, "approvals/delegations.html", {**context, "at": now}, status=status)


@staff_only
@require_POST
def end_delegation(request: HttpRequest, pk: int) -> HttpResponse:
    staff, now = officer(request), timezone.now()
    found = queries.delegations_of(staff.pk, now).filter(pk=pk).first() or _missing()
    try:
        acts.end_delegation(found, By(staff, now, key=request.POST.get("key", "")[:64]))
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("委托已终止"))
    return redirect("approvals:delegations")


def _page(
    request: HttpRequest, pk: int, bound: dict[str, forms.Decided] | None = None, refused: Refused | None = None
) -> HttpResponse:
    staff, now = officer(request), timezone.now()
    found = queries.find(staff, pk, now) or _missing()
    page = pages.page_of(found, staff, now)
    shown = {verb: _form(verb, None, page, now) for verb in VERBS}
    forms_shown = {**shown, **(bound or {})}
    context = {"page": page, "forms": forms_shown, "refused": refused, "at": now, "place": "approvals"}
    context["standing"] = acts.sign.blocks(found, By(staff, now), {}) if page.mine else []
    return render(request, "approvals/approval.html", context, status=422 if bound or refused else 200)


def _form(verb: str, request: HttpRequest | None, page: pages.ApprovalPage, now: datetime) -> forms.Decided:
    options: dict[str, Any] = {"approval": page.approval}
    if verb == "send_back" and page.mine:
        options["steps"] = queries.earlier_steps(page.approval, page.mine[0])
    if verb == "add_reviewer" and page.mine:
        options["people"] = [one for one in queries.reviewers(page.approval, now) if one.pk != page.staff.pk]
    return VERBS[verb].form(request.POST if request is not None else None, **options)


def _tabs(current: str) -> list[Tab]:
    named = [
        ("inbox", _("待我审批")),
        ("sent", _("我呈批的")),
        ("signed", _("我签过的")),
        ("delegations", _("审批委托")),
    ]
    return [Tab(label, reverse(f"approvals:{name}"), name == current) for name, label in named]


def _missing() -> Any:
    raise Http404
