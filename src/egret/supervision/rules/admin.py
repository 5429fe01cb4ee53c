"""行政处罚: told, heard, reviewed, within the terms and the power (F60-F66, F69, F70, F72, F73)."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Exists, OuterRef, Q, QuerySet

from egret.acts.models import Clock
from egret.acts.ports import ports
from egret.cases.acts.collective import DELIBERATED, REFERRED
from egret.cases.models import AdministrativeCase, Decision, Measure, MeasureKind, Notice, NoticeKind, Review
from egret.intake.models import Person
from egret.supervision.look import Found, LateClock, Look, any_word, detects, having, overdue, person_of, told
from egret.supervision.rulebook import LOCAL
from egret.supervision.rules.limits import judged_by_limits

ON_SPOT, NONE_GIVEN = "当场处罚", "不予处罚"
NEXT = {"A10": "A11", "A11": "A12", "A12": "A13"}
SPARED = ("blind", "deaf", "mental")
PUBLIC_SECURITY = "治安管理处罚法"


def _amount(look: Look, name: str) -> int:
    return int(ports.rules.amount(name, look.at.astimezone(LOCAL).date()))


def _penalties(look: Look) -> QuerySet[Decision]:
    """Penalties decided, with whom they are about."""
    decided = Decision.objects.filter(subject__kind=AdministrativeCase.KIND, decided_at__lte=look.at)
    given = decided.filter(Q(fine__gt=0) | Q(detention_days__gt=0) | Q(warning=True))
    return look.among(given).select_related("person")


def _decided(one: Decision, *shown: tuple[str, str]) -> Found:
    assert one.decided_at is not None
    more = (("决定时间", told(one.decided_at)), *shown)
    return Found(one.subject_id, f"decision:{one.pk}", one.decided_at, more, one.person_id)


def _extended(look: Look) -> set[tuple[int, str]]:
    """Which late terms were followed by an extension all the same, by subject and rule."""
    late = [clock for clock in look.late(*NEXT) if clock.ended is not None]
    followers = Clock.objects.filter(subject_id__in={clock.subject for clock in late}, rule__in=NEXT.values())
    there = set(followers.values_list("subject_id", "rule"))
    return {(clock.subject, clock.rule) for clock in late if (clock.subject, NEXT[clock.rule]) in there}


@detects("F60", Clock, of=AdministrativeCase)
def out_of_time(look: Look) -> Iterator[Found]:
    """F60: the term ended without a decision and without an extension."""
    extended = _extended(look)
    yield from (overdue(one, "立案时间") for one in look.late() if (one.subject, one.rule) not in extended)


@detects("F61", Clock, of=AdministrativeCase)
def extended_afterwards(look: Look) -> Iterator[Found]:
    """F61: the extension came when there was nothing left to extend."""
    extended = _extended(look)
    yield from (overdue(one, "立案时间") for one in look.late() if (one.subject, one.rule) in extended)


@detects("F62", Clock, having(Clock, rule="A07"), of=AdministrativeCase)
def fast_track_misused(look: Look) -> Iterator[Found]:
    """F62: too late, too heavy, or for somebody who cannot well consent (程序规定 41)."""
    yield from (overdue(clock, "到案时间") for clock in look.late())
    fast = look.among(Clock.objects.filter(rule="A07"))
    taken = {(one.subject_id, person_of(one.about)): one for one in fast}
    people = {one.pk: one for one in Person.objects.filter(pk__in={person for _subject, person in taken})}
    adult = _amount(look, "adult_age")
    for (subject, key), clock in taken.items():
        person = people.get(key or 0)
        age = person.age_on(clock.started.astimezone(LOCAL).date()) if person else None
        if person and ((age is not None and age < adult) or set(SPARED) & set(person.flags)):
            yield Found(
                subject,
                f"person:{key}",
                clock.started,
                (("到案时间", told(clock.started)), ("人员", "不适用快速办理")),
                key,
            )
    decided = _penalties(look).filter(
        Exists(Clock.objects.filter(subject_id=OuterRef("subject_id"), rule="A07", ended=OuterRef("decided_at")))
    )
    heavy = Q(detention_days__gte=_amount(look, "fast_track_detention_from")) | Q(
        fine__gte=_amount(look, "hearing_fine_public_security")
    )
    for one in decided.filter(heavy):
        yield _decided(one, ("拘留", f"{one.detention_days}日"), ("罚款", f"{one.fine}元"))


@detects("F63", Clock, having(Decision, kind=ON_SPOT), of=AdministrativeCase)
def beyond_the_spot(look: Look) -> Iterator[Found]:
    """F63: more than may be imposed on the spot, for a cause that may not, or not filed with the unit."""
    yield from (overdue(clock, "当场处罚") for clock in look.late())
    spot = _penalties(look).filter(kind=ON_SPOT)
    public = Q(cite__startswith=PUBLIC_SECURITY)
    over = public & Q(fine__gt=_amount(look, "on_spot_fine_public_security"))
    over |= ~public & Q(fine__gt=_amount(look, "on_spot_fine_unit_other"))
    barred = any_word("subject__administrativecase__cause", look.rule.words)
    for one in spot.filter(over | Q(detention_days__gt=0) | barred):
        yield _decided(one, ("罚款", f"{one.fine}元"), ("拘留", f"{one.detention_days}日"))


@detects("F64", Decision, of=AdministrativeCase)
def not_told_or_checked(look: Look) -> Iterator[Found]:
    """F64: no penalty before the person knows of it, and none while their plea is unanswered."""
    notices = Notice.objects.filter(
        subject_id=OuterRef("subject_id"), person_id=OuterRef("person_id"), kind=NoticeKind.PENALTY
    )
    before = notices.filter(at__lte=OuterRef("decided_at"))
    unchecked = before.filter(answer_checked="").exclude(answer="")
    for one in _penalties(look).filter(~Exists(before)):
        yield _decided(one, ("处罚前告知", "没有"))
    for one in _penalties(look).filter(Exists(unchecked)):
        yield _decided(one, ("陈述申辩", "没有复核"))


@detects("F65", Decision, of=AdministrativeCase)
def hearing_not_offered(look: Look) -> Iterator[Found]:
    """F65: a fine above the line, or the detention of a minor that was carried out (治安管理处罚法 117)."""
    offered = Notice.objects.filter(
        subject_id=OuterRef("subject_id"), person_id=OuterRef("person_id"), kind=NoticeKind.HEARING
    )
    unheard = _penalties(look).filter(~Exists(offered))
    public = Q(cite__startswith=PUBLIC_SECURITY)
    heavy = public & Q(fine__gte=_amount(look, "hearing_fine_public_security"))
    heavy |= ~public & Q(fine__gte=_amount(look, "hearing_fine_person_other"))
    for one in unheard.filter(heavy):
        yield _decided(one, ("罚款", f"{one.fine}元"), ("听证告知", "没有"))
    taken_in = Measure.objects.filter(
        case_id=OuterRef("subject_id"), person_id=OuterRef("person_id"), measure_kind=MeasureKind.ADMIN_DETENTION
    )
    adult = _amount(look, "adult_age")
    for one in unheard.filter(Exists(taken_in), detention_days__gt=0).exclude(person__born=None):
        assert one.decided_at is not None
        age = one.person.age_on(one.decided_at.astimezone(LOCAL).date())
        if age is not None and age < adult:
            yield _decided(one, ("年龄", f"{age}岁"), ("听证告知", "没有"))


REVIEWED = Review.objects.filter(subject_id=OuterRef("subject_id"), at__lte=OuterRef("decided_at"))
UNREVIEWED = ~Exists(REVIEWED.filter(kind="法制审核", passed=True))


@detects(
    "F66",
    having(Decision, UNREVIEWED, ~Q(kind=ON_SPOT)),
    having(Review, kind=REFERRED),
    of=AdministrativeCase,
)
def not_reviewed(look: Look) -> Iterator[Found]:
    """F66: the ordinary procedure needs a favourable legal review; what was referred to leaders, their talk."""
    ordinary = _penalties(look).exclude(kind=ON_SPOT)
    for one in ordinary.filter(UNREVIEWED):
        if not Clock.objects.filter(subject_id=one.subject_id, rule="A07", ended=one.decided_at).exists():
            yield _decided(one, ("法制审核", "没有同意的意见"))
    referred = Review.objects.filter(kind=REFERRED).values("subject_id")
    talked = REVIEWED.filter(kind=DELIBERATED)
    for one in ordinary.filter(subject_id__in=referred).filter(Exists(REVIEWED.filter(kind=REFERRED)), ~Exists(talked)):
        yield _decided(one, ("集体讨论", "没有"))


@detects("F69", having(Measure, measure_kind=MeasureKind.ADMIN_DETENTION), of=AdministrativeCase)
def detained_though_spared(look: Look) -> Iterator[Found]:
    """F69: pregnant, nursing, too young or too old; for the last two the leaders may have decided otherwise."""
    held = look.among(Measure.objects.filter(measure_kind=MeasureKind.ADMIN_DETENTION), "case_id").select_related(
        "person"
    )
    under, over = _amount(look, "no_detention_under"), _amount(look, "no_detention_from")
    talked = Review.objects.filter(subject_id=OuterRef("case_id"), kind=DELIBERATED)
    for one in held.annotate(talked=Exists(talked)):
        age = one.person.age_on(one.started.astimezone(LOCAL).date())
        barred = {"pregnant", "nursing"} & set(one.person.flags)
        by_age = age is not None and (age < under or age >= over) and not one.talked
        if barred or by_age:
            shown = (("执行时间", told(one.started)), ("年龄", f"{age}岁" if age is not None else "未查明"))
            yield Found(one.case_id, f"measure:{one.pk}", one.started, shown, one.person_id)


@detects("F70", Clock, of=AdministrativeCase)
def served_late(look: Look) -> Iterator[Found]:
    """F70: the service's own time counts, not when it was entered."""
    for clock in look.late():
        if not _served_in_time(clock):
            yield overdue(clock, "决定时间")


def _served_in_time(clock: LateClock) -> bool:
    served = Decision.objects.filter(subject_id=clock.subject, person_id=clock.whom, served_at__lte=clock.legal_due)
    return clock.person is not None and served.exists()


@detects("F72", Clock, having(Clock, rule="A32"), of=AdministrativeCase)
def mediation_drags_on(look: Look) -> Iterator[Found]:
    """F72: a second try must be soon, and no mediation lasts for ever."""
    yield from (overdue(clock, "第一次调解") for clock in look.late())
    longest = look.ago("longest")
    begun = Clock.objects.filter(rule="A32", started__lt=longest, subject__stage="mediation")
    for pk, subject, started in look.among(begun).values_list("pk", "subject_id", "started"):
        yield Found(subject, f"mediation:{pk}", started + (look.at - longest), (("开始调解", told(started)),))


judged_by_limits("F73", "当场收缴")
