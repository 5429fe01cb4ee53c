"""案件办理: filed cases move, force waits for the filing, nobody acts alone or for themselves (F07, F08, F10-F14)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta

from django.db.models import Exists, F, OuterRef, Q

from egret.acts.models import Subject
from egret.acts.ports import ports
from egret.approvals.models import ApprovalStep
from egret.approvals.stages import StepState
from egret.cases.acts.recusal import KIND as RECUSAL
from egret.cases.models import AdministrativeCase, CriminalCase, Evidence, Measure, Review, Statement
from egret.cases.models.records import StatementPlace
from egret.intake.models import Person
from egret.org.models import Staff
from egret.review.models import ReviewItem
from egret.supervision import records
from egret.supervision.look import Found, Look, detects, having, told
from egret.supervision.rulebook import LOCAL
from egret.supervision.rules.limits import judged_by_limits

CERTIFIED = (StatementPlace.CASE_AREA, StatementPlace.DETENTION_HOUSE, StatementPlace.REMOTE)
"""Places in which one officer will do under a whole recording (治安管理处罚法 108)."""
NAMED_LIKE_STAFF = Q(name__in=Staff.objects.values("name"))


@detects("F07", CriminalCase, of=CriminalCase)
def filed_and_idle(look: Look) -> Iterator[Found]:
    """F07: filed, and since then no evidence, record or measure for so many days."""
    cut, days = look.ago("idle"), timedelta(days=look.number("idle"))
    idle = look.among(CriminalCase.objects.filter(stage__in=("filed", "investigating", "suspect_in")), "pk")
    idle = idle.filter(filed_at__lt=cut)
    idle = idle.filter(~Exists(Evidence.objects.filter(subject_id=OuterRef("pk"), taken_at__gte=cut)))
    idle = idle.filter(~Exists(Statement.objects.filter(subject_id=OuterRef("pk"), started__gte=cut)))
    idle = idle.filter(~Exists(Measure.objects.filter(case_id=OuterRef("pk"), opened__gte=cut)))
    for pk, filed in idle.values_list("pk", "filed_at"):
        assert filed is not None
        yield Found(pk, "case", filed + days, (("立案时间", told(filed)), ("期间", f"{days.days}日内没有侦查记录")))


@detects("F08", having(Measure, measure_kind__in=records.COERCIVE), of=CriminalCase)
def force_before_filing(look: Look) -> Iterator[Found]:
    """F08: before filing nothing that touches a person's liberty may be used (程序规定 174)."""
    filed = "case__criminalcase__filed_at"
    coerced = records.held(look, records.COERCIVE).filter(case__kind=CriminalCase.KIND)
    early = coerced.filter(Q(opened__lt=F(filed)) | Q(**{filed: None}))
    for pk, subject, person, started, at in early.values_list("pk", "case_id", "person_id", "opened", filed):
        yield Found(subject, f"measure:{pk}", started, (("措施开始", told(started)), ("立案时间", told(at))), person)


judged_by_limits("F10", "决定时间")


@detects("F11", having(Person, NAMED_LIKE_STAFF), having(Review, kind=RECUSAL))
def no_recusal(look: Look) -> Iterator[Found]:
    """F11: who has a part in the case bears the name of somebody in it, or goes on after stepping back was decided."""
    yield from _named_alike(look)
    yield from _went_on(look)


def _went_on(look: Look) -> Iterator[Found]:
    """Statements taken by an officer whose recusal in the case had been granted (程序规定 刑事 36; 行政 21)."""
    granted = look.among(Review.objects.filter(kind=RECUSAL, passed=True))
    for subject, officer, decided in granted.values_list("subject_id", "reviewer", "at"):
        after = Statement.objects.filter(subject_id=subject, started__gt=decided).order_by("started", "pk")
        for pk, person, started, officers in after.values_list("pk", "person_id", "started", "officers"):
            if officer in officers:
                shown = (("决定回避", told(decided)), ("回避后又参加笔录", told(started)))
                yield Found(subject, f"statement:{pk}", started, shown, person)


def _parts(subjects: set[int]) -> dict[int, dict[int, str]]:
    """Who has a part in these cases: officer and part, the nearest to the case first."""
    found: dict[int, dict[int, str]] = {}

    def took(subject: int, officers: Iterable[int | None], part: str) -> None:
        for key in officers:
            if key is not None:
                found.setdefault(subject, {}).setdefault(key, part)

    for model in (AdministrativeCase, CriminalCase):
        for pk, team in model.objects.filter(pk__in=subjects).values_list("pk", "handlers"):
            took(pk, team, "办案人员")
    asked = Statement.objects.filter(subject_id__in=subjects).values_list("subject_id", "officers")
    for subject, officers in asked:
        took(subject, officers, "笔录人员")
    signed = ApprovalStep.objects.filter(approval__target_id__in=subjects, state=StepState.SIGNED)
    for subject, signer in signed.values_list("approval__target_id", "signed_by_id"):
        took(subject, [signer], "审批人员")
    reviewed = ReviewItem.objects.filter(matter_id__in=subjects)
    for subject, reviewer in reviewed.values_list("matter_id", "reviewer_id"):
        took(subject, [reviewer], "审核人员")
    return found


def _named_alike(look: Look) -> Iterator[Found]:
    """People of a case named like somebody who has a part in it: to be checked, and to step back if it is the same."""
    named = look.among(Person.objects.filter(NAMED_LIKE_STAFF))
    people = list(named.values_list("subject_id", "pk", "name"))
    opened = dict(Subject._base_manager.filter(pk__in={one for one, *_ in people}).values_list("pk", "opened"))
    parts = _parts(set(opened))
    keys = {key for told_of in parts.values() for key in told_of}
    names = dict(Staff.objects.filter(pk__in=keys).values_list("pk", "name"))
    for subject, person, name in people:
        same = [part for key, part in parts.get(subject, {}).items() if names.get(key) == name]
        if same:
            shown = tuple((part, f"{same.count(part)}人与其同名") for part in dict.fromkeys(same))
            yield Found(subject, f"person:{person}", opened[subject], shown, person)


@detects("F12", Statement, Evidence)
def fewer_than_two(look: Look) -> Iterator[Found]:
    """F12: one officer alone, where the law does not let one do."""
    day = look.at.astimezone(LOCAL).date()
    criminal, admin = (int(ports.rules.amount(name, day)) for name in ("interrogators_minimum", "officers_minimum"))
    asked = records.with_police(look.among(Statement.objects.all()), "officers").filter(police__gt=0)
    crime = Q(subject__kind=CriminalCase.KIND)
    certified = Q(place__in=CERTIFIED) & ~Q(recording="")
    few = asked.filter((crime & Q(police__lt=criminal)) | (~crime & Q(police__lt=admin) & ~certified))
    for pk, subject, person, started, number in few.values_list("pk", "subject_id", "person_id", "started", "police"):
        yield Found(subject, f"statement:{pk}", started, (("民警", f"{number}人"), ("开始", told(started))), person)
    taken = records.with_police(records.gathered(look), "taken_by").filter(police__gt=0, police__lt=criminal)
    for pk, subject, at, number in taken.values_list("pk", "subject_id", "taken_at", "police"):
        yield Found(subject, f"evidence:{pk}", at, (("取证民警", f"{number}人"), ("取得时间", told(at))))


@detects("F13", Statement)
def in_two_places(look: Look) -> Iterator[Found]:
    """F13: one officer sits in two matters at one time; held against both."""
    for earlier, later, _officer in records.overlaps(records.sittings(look), "officers"):
        if earlier.subject != later.subject:
            for mine, other in ((earlier, later), (later, earlier)):
                if look.only is None or mine.subject in look.only:
                    shown = (
                        ("本笔录", f"{told(mine.started)}至{told(mine.ended)}"),
                        ("另一笔录", f"{told(other.started)}至{told(other.ended)}"),
                    )
                    yield Found(mine.subject, f"statement:{mine.pk}", later.started, shown)


@detects("F14", Statement, Evidence)
def auxiliaries_alone(look: Look) -> Iterator[Found]:
    """F14: no police officer at a record, or at taking evidence."""
    asked = records.with_police(look.among(Statement.objects.all()), "officers").filter(police=0)
    for pk, subject, person, started in asked.values_list("pk", "subject_id", "person_id", "started"):
        yield Found(subject, f"statement:{pk}", started, (("民警", "没有"), ("开始", told(started))), person)
    taken = records.with_police(look.among(Evidence.objects.exclude(taken_by=[])), "taken_by")
    for pk, subject, at in taken.filter(police=0).values_list("pk", "subject_id", "taken_at"):
        yield Found(subject, f"evidence:{pk}", at, (("取证民警", "没有"), ("取得时间", told(at))))
