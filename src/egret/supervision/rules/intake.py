"""接报受理: what was reported is registered, receipted, reviewed in time and accepted (F01-F06, F09)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from egret.acts.models import Clock
from egret.acts.ports import ports
from egret.cases.models import AdministrativeCase, CriminalCase, Decision, Examination
from egret.documents.models import Document
from egret.guidance.assessing import reached
from egret.guidance.tables import thresholds
from egret.intake.models import Incident, IncidentKind, Person, Role
from egret.org.models import Unit
from egret.supervision.look import Found, Look, any_word, detects, having, overdue, told
from egret.supervision.records import SLACK, Hours
from egret.supervision.rulebook import LOCAL
from egret.supervision.rules.limits import judged_by_limits

CASES = (AdministrativeCase, CriminalCase)
ENDED_WITHOUT = ("handled", "settled")
"""Ends of an incident that no case follows."""
NOT_GRAVE = ("不构成轻伤", "未达到轻伤", "不构成重伤")


@detects("F01", having(Incident, stage__in=ENDED_WITHOUT), of=Incident)
def not_accepted(look: Look) -> Iterator[Found]:
    """F01: an offence ended as a dispute or a call for help; or the account of one speaks of an offence."""
    ended = look.among(Incident.objects.filter(stage__in=ENDED_WITHOUT, closed__gte=look.ago("back")), "pk")
    for model in CASES:
        ended = ended.filter(~Exists(model.objects.filter(report=OuterRef("pk"))))
    offences = Q(sort__in=(IncidentKind.CRIME, IncidentKind.OFFENCE))
    hidden = ended.filter(offences | any_word("account", look.rule.words))
    for pk, sort, stage, closed in hidden.values_list("pk", "sort", "stage", "closed"):
        assert closed is not None
        shown = (("类别", IncidentKind(sort).label), ("办结", Incident.STAGES[stage].title), ("办结时间", told(closed)))
        yield Found(pk, "incident", closed, tuple((what, str(value)) for what, value in shown))


@detects("F02", Clock, having(Document, document_kind="接报案登记表"), of=Incident)
def registered_late(look: Look) -> Iterator[Found]:
    """F02: a report of our own came into the register after the term. What another register held first is no breach."""
    yield from (overdue(clock, "紧急处置完毕") for clock in look.late())
    hours = ports.rules.deadline("G01", look.at.astimezone(LOCAL).date()).length
    term = timedelta(hours=hours)
    forms = Document.objects.filter(document_kind="接报案登记表", matter__incident__outside_number="")
    reported = "matter__incident__reported_at"
    waited = forms.annotate(hours=Hours(F("opened"), F(reported))).filter(hours__gt=hours + SLACK)
    late = look.among(waited, "matter_id")
    for subject, at, opened in late.values_list("matter_id", reported, "opened"):
        yield Found(subject, "incident", at + term, (("接报时间", told(at)), ("登记时间", told(opened))))


@detects("F03", *(having(model, report__isnull=False) for model in CASES))
def no_receipt(look: Look) -> Iterator[Found]:
    """F03: somebody reported it and holds no receipt; the paper lies on the incident or on a case born of it."""
    receipts = Document.objects.filter(document_kind="受案回执")
    own = receipts.filter(matter_id=OuterRef("pk"))
    for model in look.of(CASES):
        reported = look.among(model.objects.exclude(report=None), "pk")
        reported = reported.filter(Exists(Person.objects.filter(subject_id=OuterRef("report_id"), role=Role.REPORTER)))
        bare = list(reported.filter(~Exists(own)).values_list("pk", "report_id", "opened"))
        elsewhere = _receipted(receipts, {report for _pk, report, _opened in bare})
        for pk, report, opened in bare:
            if report not in elsewhere:
                yield Found(pk, "receipt", opened, (("受案时间", told(opened)), ("受案回执", "没有")))


def _receipted(receipts: QuerySet[Document], reports: set[int | None]) -> set[int | None]:
    """Of these incidents, those that have a receipt themselves or on another case born of them."""
    found: set[int | None] = set()
    for path in ("matter_id", "matter__administrativecase__report_id", "matter__criminalcase__report_id"):
        found |= set(receipts.filter(**{f"{path}__in": reports}).values_list(path, flat=True))
    return found


judged_by_limits("F04", "登记时间")
judged_by_limits("F05", "登记时间")
judged_by_limits("F09", "接报或者审查结果")


def grave_injuries(look: Look) -> QuerySet[Examination]:
    """Opinions in administrative cases that name an injury of the second degree or above, without a criminal case."""
    criminal = CriminalCase.objects.filter(report_id=OuterRef("subject__administrativecase__report_id"))
    found = look.among(Examination.objects.filter(subject__kind=AdministrativeCase.KIND).exclude(received_at=None))
    grave = found.filter(any_word("conclusion", look.rule.words)).exclude(any_word("conclusion", NOT_GRAVE))
    return grave.exclude(subject__stage="to_criminal").filter(~Exists(criminal))


def injury(row: Any) -> Found:
    """A grave injury handled administratively, as a finding."""
    pk, subject, person, received = row
    return Found(
        subject, f"examination:{pk}", received, (("收到鉴定意见", told(received)), ("刑事案件", "没有")), person
    )


INJURY = ("pk", "subject_id", "person_id", "received_at")


SUMS = having(AdministrativeCase, amount__isnull=False)
"""Administrative cases whose sum is known."""


def criminal_sums(look: Look, which: Any) -> Iterator[Found]:
    """Administrative cases of theft, fraud and the like whose sum surely reaches the local line of the crime.

    The line is the region's own where it set one, else the higher end of the national span.
    """
    if not look.may_hold(SUMS):
        return
    causes = {one.charge.removesuffix("罪"): one.charge for one in thresholds() if one.tier == 1}
    criminal = CriminalCase.objects.filter(report_id=OuterRef("report_id"), report__isnull=False)
    found = look.among(AdministrativeCase.objects.filter(which, cause__in=causes, amount__isnull=False), "pk")
    found = found.exclude(stage="to_criminal").filter(~Exists(criminal))
    rows = list(found.values_list("pk", "cause", "amount", "conduct_at", "opened", "unit"))
    codes = dict(Unit.objects.filter(pk__in={unit for *_rest, unit in rows}).values_list("pk", "code"))
    for pk, cause, amount, conduct, opened, unit in rows:
        region = f"{codes.get(unit, '')[:2]}0000"
        reach = reached(causes[cause], int(amount or 0), conduct.astimezone(LOCAL).date(), region)
        if reach is not None and reach.tier and reach.by is not None:
            line = f"{causes[cause]}{reach.by.tag}，{reach.by.high}元"
            shown = (("涉案金额", f"{amount:f}元"), ("刑事追诉数额", line), ("刑事案件", "没有"))
            yield Found(pk, "amount", opened, shown)


@detects("F06", Examination, SUMS, of=AdministrativeCase)
def not_filed(look: Look) -> Iterator[Found]:
    """F06: injury or sum is a crime's, nothing is decided yet, and no criminal case is filed."""
    decided = Decision.objects.filter(subject_id=OuterRef("subject_id")).exclude(decided_at=None)
    open_ones = grave_injuries(look).filter(~Exists(decided))
    yield from (injury(row) for row in open_ones.values_list(*INJURY))
    penalised = Decision.objects.filter(subject_id=OuterRef("pk")).exclude(decided_at=None)
    yield from criminal_sums(look, ~Exists(penalised))
