"""From the facts of a case to law: proposed from its records, confirmed or corrected by an act."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from egret.acts.done import By
from egret.cases.models import CaseFacts
from egret.desk import acts, queries
from egret.guidance import characterising, learnt
from egret.guidance.acts.characterising import characterise
from egret.guidance.reading_pages import context_of
from egret.org.signed_in import moment, officer, staff_only


@staff_only
@require_GET
def facts(request: HttpRequest, pk: int) -> HttpResponse:
    staff, now = officer(request), moment(request)
    case = queries.subject_for(staff, now, pk)
    if case is None:
        raise Http404(_("没有这一事项，或者它不在您的职权范围之内"))
    acts.keep_look(case, staff, now)
    if not isinstance(case, CaseFacts):
        return render(request, "desk/case_facts.html", {"subject": case, "place": "cases"})
    read = characterising.read_case(case, learnt.current())
    may = not characterise.blocks(case, By(staff, now), {})
    context = context_of(characterising.text_of(case), read, case.conduct_day) | {
        "subject": case,
        "found": characterising.latest(case),
        "url": reverse("desk:act", args=[case.pk, characterise.card.name]) if may else "",
        "names": "\n".join(characterising.charges_of(case, read)),
        "place": "cases",
    }
    return render(request, "desk/case_facts.html", context)
