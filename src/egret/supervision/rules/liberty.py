"""人身自由: every hour of liberty against its limit, its approval and its notices (F15-F28)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet

from egret.acts.models import Clock, Subject
from egret.acts.ports import ports
from egret.approvals.models import Approval
from egret.approvals.stages import StepState
from egret.cases.acts.questioning import short_limit
from egret.cases.models import (
    AdministrativeCase,
    CriminalCase,
    Measure,
    MeasureKind,
    Notice,
    NoticeKind,
    Questioning,
    Statement,
)
from egret.cases.models.records import StatementKind
from egret.cases.queries import papers_about
from egret.documents.models import Document
from egret.intake.models import Person, Role
from egret.supervision import records
from egret.supervision.look import Found, Look, detects, having, overdue, person_of, told
from egret.supervision.rulebook import LOCAL

BASE: dict[type[Subject], str] = {AdministrativeCase: "A01", CriminalCase: "C01"}
"""The term of a summons that needs no approval."""
EXTENDING = ("cases.extend_inquiry", "cases.extend_summons", "cases.extend_compelled_appearance")
GRANTED = ("carried_out", "granted")
LONGER = ("Q02", "Q03")
"""Hours of continued questioning beyond the first."""
CUSTODY_TERMS = ("C21", "C22", "C23")


def _past_term(measure: Measure) -> Found:
    assert measure.due is not None
    shown = (("开始", told(measure.started)), ("期限届满", told(measure.due)), ("结束", told(measure.ended)))
    return Found(measure.case_id, f"measure:{measure.pk}", measure.due, shown, measure.person_id)


@detects("F15", having(Measure, records.PAST_TERM, measure_kind__in=records.SUMMONED))
def kept_too_long(look: Look) -> Iterator[Found]:
    """F15: from arrival to leaving, to the minute."""
    yield from map(_past_term, records.overran(look, records.SUMMONED))


def _again() -> Exists:
    """That the person was summoned in this or another case besides."""
    summoned = Measure.objects.filter(person_id=OuterRef("person_id"), measure_kind__in=records.SUMMONED)
    return Exists(summoned.exclude(pk=OuterRef("pk")))


@detects("F16", having(Measure, _again(), measure_kind__in=records.SUMMONED))
def chained(look: Look) -> Iterator[Found]:
    """F16: called in again before a real gap has passed: hidden custody."""
    gap = timedelta(hours=int(ports.rules.amount("session_gap", look.at.astimezone(LOCAL).date())))
    often = records.held(look, records.SUMMONED).values("person_id").annotate(times=Count("pk")).filter(times__gt=1)
    rows = records.held(look, records.SUMMONED).filter(person_id__in=often.values("person_id"))
    rows = rows.order_by("case_id", "person_id", "opened", "pk")
    columns = rows.values_list("case_id", "person_id", "pk", "opened", "closed")
    for (subject, person, _pk, _begun, left), (same, who, pk, started, _end) in pairwise(look.each(columns)):
        if (subject, person) == (same, who) and left is not None and started - left < gap:
            yield Found(
                subject, f"measure:{pk}", started, (("上次离开", told(left)), ("再次到案", told(started))), person
            )


@detects("F17", having(Measure, measure_kind__in=records.SUMMONED))
def extended_without_approval(look: Look) -> Iterator[Found]:
    """F17: kept beyond the base term, and nobody had approved it before that term ended."""
    day = look.at.astimezone(LOCAL).date()
    for noun in look.of(BASE):
        hours = ports.rules.deadline(BASE[noun], day).length
        base = timedelta(hours=hours)
        stays = records.with_hours(records.held(look, records.SUMMONED)).filter(case__kind=noun.KIND)
        rows = stays.filter(records.lasted_over(look, hours))
        approved = _approved({measure.case_id for measure in rows})
        for measure in rows:
            until = measure.started + base
            if not any(measure.started <= at <= until for at in approved[measure.case_id]):
                shown = (("到案", told(measure.started)), ("基本期限届满", told(until)), ("届满前的批准", "没有"))
                yield Found(measure.case_id, f"measure:{measure.pk}", until, shown, measure.person_id)


def _approved(subjects: set[int]) -> defaultdict[int, list[datetime]]:
    """When extensions of a summons were signed through, by case."""
    passed = Approval.objects.filter(target_id__in=subjects, act__in=EXTENDING, stage__in=GRANTED)
    signed = passed.annotate(last=Max("steps__signed_at", filter=Q(steps__state=StepState.SIGNED)))
    found: defaultdict[int, list[datetime]] = defaultdict(list)
    for target, last in signed.values_list("target_id", "last"):
        if last is not None:
            found[target].append(last)
    return found


@detects("F18", having(Measure, closed=None, measure_kind__in=records.SUMMONED))
def leaving_not_entered(look: Look) -> Iterator[Found]:
    """F18: nobody wrote down that and when the person left."""
    rows = records.held(look, records.SUMMONED).filter(closed=None)
    forgotten = rows.filter(Q(case__closed__isnull=False) | Q(due__lt=look.ago("grace")))
    for measure in forgotten:
        since = measure.due or measure.started
        shown = (("到案", told(measure.started)), ("离开", told(None)))
        yield Found(measure.case_id, f"measure:{measure.pk}", since, shown, measure.person_id)


@detects("F19", Clock, having(Questioning))
def kept_for_questioning(look: Look) -> Iterator[Found]:
    """F19: beyond the hours, or somebody the law does not let be kept, or not be kept so long (R34)."""
    yield from (overdue(clock, "带至公安机关") for clock in look.late())
    matters = look.among(Questioning.objects.all(), "pk").values_list("pk", "arrived_at", "limit")
    found = {pk: (arrived, limit) for pk, arrived, limit in look.each(matters)}
    people = Person.objects.filter(subject__kind=Questioning.KIND, role=Role.SUSPECT)
    for person in look.each(look.among(people)):
        if person.subject_id not in found:
            continue
        arrived, limit = found[person.subject_id]
        faults = []
        if {"ill", "mental"} & set(person.flags):
            faults.append(("不得继续盘问", "患有精神病、急性传染病或者其他严重疾病"))
        if _already_in_a_case(person, arrived):
            faults.append(("不得继续盘问", "所涉案件已经受理或者立案"))
        if limit in LONGER and short_limit(person, arrived):
            faults.append(("不得延长", "怀孕、哺乳、不满十六周岁或者已满七十周岁"))
        if faults:
            shown = (("带至公安机关", told(arrived)), *faults)
            yield Found(person.subject_id, f"person:{person.pk}", arrived, shown, person.pk)


def _already_in_a_case(person: Person, at: datetime) -> bool:
    """Whether the same person was a suspect in a case open at that moment."""
    if not person.id_index:
        return False
    known = Person.objects.filter(id_index=person.id_index, role=Role.SUSPECT, subject__opened__lt=at)
    known = known.filter(subject__kind__in=(AdministrativeCase.KIND, CriminalCase.KIND))
    return known.filter(Q(subject__closed=None) | Q(subject__closed__gt=at)).exists()


@detects("F20", Clock, of=CriminalCase)
def delivered_late(look: Look) -> Iterator[Found]:
    """F20: the detention house's own receipt counts, not when it was entered here."""
    for clock in look.late():
        rows = records.measures_about(clock).filter(measure_kind__in=records.IN_CUSTODY)
        received = [facts["received_at"] for facts in rows.values_list("facts", flat=True) if "received_at" in facts]
        if not any(datetime.fromisoformat(at) <= clock.legal_due for at in received):
            yield overdue(clock, "宣布拘留")


@detects("F21", Clock, of=CriminalCase)
def questioned_late(look: Look) -> Iterator[Found]:
    """F21: the interrogation's own time counts, not when its record was entered."""
    for clock in look.late():
        asked = Statement.objects.filter(subject_id=clock.subject, person_id=clock.whom)
        in_time = asked.filter(
            kind=StatementKind.INTERROGATION, started__gte=clock.started, started__lte=clock.legal_due
        )
        if not in_time.exists() and not records.over_before(look, clock, records.IN_CUSTODY):
            yield overdue(clock, "拘留、逮捕")


@detects("F22", Clock)
def family_not_told(look: Look) -> Iterator[Found]:
    """F22: neither told nor a reason written; where the law says at once, some hours are allowed before it is held."""
    grace = timedelta(hours=look.number("grace"))
    for clock in look.late():
        until = max(clock.legal_due, clock.started + grace)
        told_them = Notice.objects.filter(subject_id=clock.subject, person_id=clock.whom, kind=NoticeKind.FAMILY)
        in_time = told_them.filter(at__gte=clock.started, at__lte=until).exists()
        if until < look.at and not in_time and (clock.ended is None or clock.ended > until):
            yield overdue(clock, "限制人身自由")


@detects("F23", Clock, of=CriminalCase)
def arrest_asked_late(look: Look) -> Iterator[Found]:
    """F23: neither asked for arrest nor set free when the term of detention ended."""
    for clock in look.late():
        if not records.over_before(look, clock, records.IN_CUSTODY):
            yield overdue(clock, "拘留")


@detects("F24", having(Clock), of=CriminalCase)
def long_term_ungrounded(look: Look) -> Iterator[Found]:
    """F24: the longest term is for roaming, repeated or joint offending; neither the reason nor the case shows any."""
    extended = look.among(Clock.objects.filter(rule__in=look.rule.clocks))
    for pk, subject, about, started in extended.values_list("pk", "subject_id", "about", "started"):
        papers = _extensions(subject, about)
        reasons = " ".join(str(paper.facts.get("reason", "")) for paper in papers)
        alone = Person.objects.filter(subject_id=subject, role=Role.SUSPECT).count() < 2
        if alone and not any(word in reasons for word in look.rule.words):
            shown = (("拘留时间", told(started)), ("嫌疑人", "1人"), ("理由", "没有流窜、多次、结伙作案"))
            yield Found(subject, f"clock:{pk}", started, shown, person_of(about))


def _extensions(subject: int, about: str) -> QuerySet[Document]:
    """Papers by which a detention was lengthened, in the case or in one merged into it since."""
    kind = "延长拘留期限通知书"
    papers = Document.objects.filter(matter_id=subject, document_kind=kind, about=about)
    if papers.exists():
        return papers
    person = Person.objects.select_related("subject").get(pk=person_of(about) or 0)
    return papers_about(person.subject, person).filter(document_kind=kind)


@detects("F25", Clock, having(Measure, measure_kind=MeasureKind.ADMIN_DETENTION))
def held_too_long(look: Look) -> Iterator[Found]:
    """F25: custody beyond its term, or a detention served longer than decided."""
    for clock in look.late():
        if not records.over_before(look, clock, records.IN_CUSTODY):
            yield overdue(clock, "羁押起算")
    yield from map(_past_term, records.overran(look, (MeasureKind.ADMIN_DETENTION,)))


@detects("F26", having(Document, document_kind="延长侦查羁押期限意见书"), of=CriminalCase)
def extension_asked_late(look: Look) -> Iterator[Found]:
    """F26: the procuratorate must have the request so many days before the term ends."""
    asked = look.among(Document.objects.filter(document_kind="延长侦查羁押期限意见书"), "matter_id")
    day = look.at.astimezone(LOCAL).date()
    ahead = timedelta(days=ports.rules.deadline("C25", day).length)
    for pk, subject, about, opened in asked.values_list("pk", "matter_id", "about", "opened"):
        terms = Clock.objects.filter(subject_id=subject, rule__in=CUSTODY_TERMS, started__lte=opened)
        terms = terms.filter(Q(about=about) | Q(about=""), Q(ended=None) | Q(ended__gte=opened))
        due = terms.order_by("legal_due").values_list("legal_due", flat=True).first()
        if due is not None and due - opened < ahead:
            shown = (("提请时间", told(opened)), ("羁押期限届满", told(due)))
            yield Found(subject, f"document:{pk}", due - ahead, shown, person_of(about))


@detects("F27", having(Measure, records.PAST_TERM, measure_kind__in=records.AT_LARGE), of=CriminalCase)
def not_lifted(look: Look) -> Iterator[Found]:
    """F27: bail or surveillance ran out and goes on."""
    yield from map(_past_term, records.overran(look, records.AT_LARGE))


@detects("F28", having(Measure, closed=None, measure_kind__in=records.AT_LARGE), of=CriminalCase)
def idle_during_bail(look: Look) -> Iterator[Found]:
    """F28: the investigation may not stop because somebody is on bail (程序规定 107)."""
    cut, days = look.ago("idle"), timedelta(days=look.number("idle"))
    idle = records.held(look, records.AT_LARGE).filter(closed=None, case__changed__lt=cut, case__closed=None)
    for pk, subject, person, changed in idle.values_list("pk", "case_id", "person_id", "case__changed"):
        yield Found(subject, f"measure:{pk}", changed + days, (("最近一次办理", told(changed)),), person)
