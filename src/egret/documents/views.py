"""Pages of documents. The check page is open to all: it says what the journal holds, never about whom."""

from __future__ import annotations

import secrets

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from egret.acts.done import By
from egret.acts.refusals import Refused
from egret.documents import forms, pages, proofs, queries, signing
from egret.documents.fonts import NoChineseFont
from egret.documents.paper import GlyphMissing
from egret.journal.formats.proof import BadProof, parse_short, short_address
from egret.org.signed_in import officer, staff_only

PROOF_TYPE = "text/plain; charset=utf-8"


@require_safe
@staff_only
def to_serve(request: HttpRequest) -> HttpResponse:
    """Papers that have not reached whom they must reach, the most urgent first."""
    at = timezone.now()
    return render(
        request, "documents/to_serve.html", {"rows": pages.to_serve(officer(request), at), "at": at, "place": "service"}
    )


@require_safe
@staff_only
def document(request: HttpRequest, pk: int) -> HttpResponse:
    """The paper as approvers saw it, its number, its proof and how it was served."""
    at, staff = timezone.now(), officer(request)
    found = get_object_or_404(queries.visible_documents(staff, at), pk=pk)
    context = {
        "document": found,
        "paper": queries.drawn(found),
        "standing": queries.standing(found),
        "services": queries.services_of(found),
        "signed": queries.signatures_of(found),
        "may_sign": bool(signing.places(found)) and not signing.take_signature.refusals(found, By(staff, at), {}),
        "corrections": found.corrections.order_by("pk"),
        "kind": queries.kind_of(found),
        "verbs": pages.verbs(found, By(staff, at, seen=found.version)),
        "at": at,
    }
    return render(request, "documents/document.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def sign(request: HttpRequest, pk: int) -> HttpResponse:
    """The paper as the person is shown it, and beneath it the place to sign."""
    at, staff = timezone.now(), officer(request)
    found = get_object_or_404(queries.visible_documents(staff, at), pk=pk)
    by = By(staff, at, key=request.POST.get("key", ""))
    form = forms.SignatureForm(found, by, request.POST or None)
    refused: Refused | None = None
    if request.method == "POST" and form.is_valid():
        try:
            signing.take_signature(found, by, **form.arguments())
        except Refused as error:
            refused = error
        else:
            messages.success(request, _("签名已登记"))
            return redirect("documents:document", pk)
    context = {
        "document": found,
        "paper": queries.drawn(found),
        "form": form,
        "refused": refused,
        "key": request.POST.get("key") or secrets.token_urlsafe(24),
    }
    return render(request, "documents/sign.html", context, status=422 if request.method == "POST" else 200)


@require_safe
@staff_only
def pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """Download the paper; it is made now when no finished one is filed."""
    found = get_object_or_404(queries.visible_documents(officer(request), timezone.now()), pk=pk)
    try:
        made = queries.pdf_of(found)
    except (GlyphMissing, NoChineseFont) as wrong:
        return render(request, "documents/unmade.html", {"document": found, "why": str(wrong)}, status=503)
    disposition = content_disposition_header(as_attachment=False, filename=f"{found.number}{found.title}.pdf")
    return HttpResponse(made, content_type="application/pdf", headers={"Content-Disposition": disposition or "inline"})


@require_safe
@staff_only
def proof(request: HttpRequest, pk: int) -> HttpResponse:
    """The proof file of the act that issued the paper."""
    found = get_object_or_404(queries.visible_documents(officer(request), timezone.now()), pk=pk)
    made = proofs.proof_of(found)
    if made is None:
        raise Http404(_("日志尚未签发含有本文书的检查点，请稍后再取"))
    return _proof_file(made.text, f"document-{found.pk}.tlog-proof")


@require_safe
def check(request: HttpRequest, log: str, index: str, leaf: str) -> HttpResponse:
    """What the QR code on a paper leads to: whether the journal holds the entry, and proves it."""
    found = _checked(log, index, leaf)
    context = {"checked": found, "log": log, "index": index, "leaf": leaf}
    return render(request, "documents/check.html", context, status=200 if found.recorded else 404)


@require_safe
def check_proof(request: HttpRequest, log: str, index: str, leaf: str) -> HttpResponse:
    """The proof of the entry, laying open nothing."""
    found = _checked(log, index, leaf)
    if found.proof is None:
        raise Http404(_("日志中没有这一项，或者尚未签发检查点"))
    return _proof_file(found.proof.text, f"{log}-{index}.tlog-proof")


def _checked(log: str, index: str, leaf: str) -> proofs.Checked:
    address = f"HTTPS://EGRET/J/{log}/{index}/{leaf}"
    try:
        _host, year, number, hashed = parse_short(address)
    except (BadProof, ValueError) as wrong:
        raise Http404(_("不是执法日志的核验地址")) from wrong
    # The last letter carries four idle bits: only the one spelling our papers bear is taken.
    if short_address("HTTPS://EGRET", year, number, hashed) != address:
        raise Http404(_("不是执法日志的核验地址"))
    return proofs.checked(year, number, hashed)


def _proof_file(text: str, name: str) -> HttpResponse:
    return HttpResponse(
        text, content_type=PROOF_TYPE, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
