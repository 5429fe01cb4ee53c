"""Pages of guidance: what the law allows for a charge or a violation. A look is a read; nothing is kept of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from egret.guidance import assessing, learnt, reading, sentencing, tables, words
from egret.guidance.forms import AskForm, CrimeForm, FactsForm, ViolationForm
from egret.guidance.merging import several_crimes
from egret.guidance.queries import FEW, comparable
from egret.guidance.reading_pages import context_of
from egret.guidance.tables import Tier, ViolationTier
from egret.law.rulebook import threshold
from egret.org.signed_in import moment, officer, staff_only


@dataclass(frozen=True, slots=True)
class Line:
    """A tier as the page shows it."""

    tier: Tier | ViolationTier
    penalty: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Counted:
    """One step of the trace at both ends."""

    what: str
    low: str
    high: str


@staff_only
@require_GET
def penalty(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    name = request.GET.get("name", "").strip()[:80]
    kind = assessing.known(name)
    asked = request.GET if request.GET else None
    if asked is None or not kind:
        form = AskForm(asked, initial={"on": today})
        nearby = assessing.like(name) if name else []
        context = {"form": form, "nearby": nearby, "name": name, "on": request.GET.get("on", "")}
    else:
        context = (_crime if kind == "crime" else _violation)(request, today)
    context |= {"kind": kind, "names": assessing.all_names(), "place": "penalty"}
    return render(request, "guidance/penalty.html", context)


def _crime(request: HttpRequest, today: date) -> dict[str, Any]:
    form = CrimeForm(request.GET)
    tiers = tables.charges()[request.GET["name"].strip()]
    factors = [(code, _weight(one)) for code, one in tables.factors().items() if not code.endswith("_with")]
    form.offer([(one.number, f"{one.number} {one.tag}{_unit(one)}") for one in tiers], factors, _("按数额判断"))
    if not form.is_valid():
        return {"form": form}
    answer = assessing.of_crime(form.facts(form.cleaned_data["on"]))
    lines = [Line(one, words.penalty_of(one), one is answer.tier) for one in answer.tiers]
    amounts = [
        (one, words.UNITS[one.unit], "" if one.metric == assessing.PLAIN else one.metric) for one in answer.amounts
    ]
    context: dict[str, Any] = {"form": form, "answer": answer, "lines": lines, "amounts": amounts}
    if answer.why_not:
        context["why_not"] = words.why_not(answer.why_not)
    if answer.range is not None:
        context |= _counted(answer, answer.range)
        others = form.other_terms()
        if others:
            low, high = (several_crimes(answer.on, [one, *others]) for one in answer.range.months)
            if low.term and high.term:
                context |= {"merged": words.span(low.term[0], high.term[1]), "capped": high.capped}
    return context


def _counted(answer: assessing.CrimeAnswer, found: sentencing.Range) -> dict[str, Any]:
    ends = found.low, found.high
    move = threshold("judge_adjustment")
    return {
        "range": words.span(*found.months),
        "trace": _trace(answer, found),
        "rules": list(dict.fromkeys(str(words.RULES[end.rule]) for end in ends)),
        "otherwise": next((words.time(end.otherwise) for end in ends if end.otherwise), ""),
        "needs_person": any(end.needs_person for end in ends),
        "absorbed": [(words.named(one.factor), one.absorbed_by) for one in answer.used if one.absorbed_by],
        "adjustment": move.on(answer.on) if answer.on >= move.values.days[0] else None,
        "open_life": answer.tier is not None and (answer.tier.life or answer.tier.death),
    }


def _trace(answer: assessing.CrimeAnswer, found: sentencing.Range) -> Sequence[Counted]:
    known = tables.factors()
    told = {
        "start": _("量刑起点"),
        "added": _("加上其他犯罪事实，得基准刑"),
        "sum": _("各项同向相加、逆向相减之后"),
    }
    lines = []
    for low, high in zip(found.low.steps, found.high.steps, strict=True):
        if low.of:
            what = words.named(known[low.of])
            cells = [f"{float(step.percent):+g}%" for step in (low, high) if step.percent is not None]
            times = [words.exact(step.months) for step in (low, high)]
            sign = "→ " if low.what == "first" else ""
            lines.append(Counted(what, *(f"{cell} {sign}{one}" for cell, one in zip(cells, times, strict=True))))
        else:
            lines.append(Counted(told[low.what], words.exact(low.months), words.exact(high.months)))
    ends = found.low, found.high
    lines.append(Counted(_("四舍五入到整月"), *(str(end.rounded) for end in ends)))
    lines.append(Counted(_("依法定刑调整之后"), *(str(end.months) for end in ends)))
    return lines


def _violation(request: HttpRequest, today: date) -> dict[str, Any]:
    form = ViolationForm(request.GET)
    name, text = request.GET["name"].strip(), tables.text_on(_day(request.GET.get("on", "")) or today) or ""
    tiers = tables.violations().get(text, {}).get(name, ())
    factors = [(code, _weight(one)) for code, one in tables.weighings(text).items()]
    form.offer([(one.number, one.tag) for one in tiers], factors, _("尚未认定"))
    if not form.is_valid():
        return {"form": form}
    said = form.cleaned_data
    answer = assessing.of_violation(name, said["on"], said["decided"] or today, said["tier"], said["factors"])
    beside = [
        (one, words.penalty_of_violation(one.old), one.new and words.penalty_of_violation(one.new),
         words.ANSWERS[one.answer])
        for one in answer.compared
    ]  # fmt: skip
    return {
        "form": form,
        "answer": answer,
        "lines": [Line(one, words.penalty_of_violation(one), one is answer.tier) for one in answer.tiers],
        "beside": beside,
        "weighed": [(words.named(one), words.EFFECTS[one.effect], one.cite) for one in answer.weighed],
        "related": assessing.related(name),
        "decided": comparable(officer(request), moment(request), name, f"治安管理处罚法({answer.text})")
        if answer.tiers
        else None,
        "few": FEW,
        "cap": threshold("detention_combined_cap").on(said["on"]) if answer.text else None,
    }


def _weight(one: tables.Factor | tables.Weighing) -> str:
    """A circumstance with what it does, as its box says it."""
    told = str(words.EFFECTS[one.effect])
    if isinstance(one, tables.Factor):
        sign = "+" if one.increases else "−"
        low, high = one.bounds or (0, 0)
        least = f"{sign}{low} %" if low else "0"
        told = f"{least}…{sign}{high} %" if one.bounds else _("无全国比例")
    return _("%(name)s（%(effect)s）") % {"name": words.named(one), "effect": told}


def _unit(one: Tier) -> str:
    return _("（单位责任人员）") if one.for_unit else ""


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def facts(request: HttpRequest) -> HttpResponse:
    """Facts in, proposals out. Sent by POST so that no fact stands in an address; nothing is kept."""
    form = FactsForm(request.POST or None, initial={"on": timezone.localdate()})
    context: dict[str, Any] = {"form": form, "place": "penalty"}
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        context |= context_of(
            said["fact"], reading.read(said["fact"], said["on"], said["region"], learnt.current()), said["on"]
        )
    return render(request, "guidance/facts.html", context)
