"""案件办理: filed cases move, force waits for the filing, nobody acts alone or for themselves (F07, F08, F10-F14)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q

from egret.acts.ports import ports
from egret.cases.models import AdministrativeCase, CriminalCase, Evidence, Measure, Statement
from egret.cases.models.records import StatementPlace
from egret.intake.models import Person
from egret.org.models import Staff
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


@detects("F11", having(Person, NAMED_LIKE_STAFF))
def no_recusal(look: Look) -> Iterator[Found]:
    """F11: a handler bears the name of somebody in the case: to be checked, and to step back if it is the same."""
    named = look.among(Person.objects.filter(NAMED_LIKE_STAFF))
    people = list(named.values_list("subject_id", "pk", "name"))
    cases: dict[int, tuple[datetime, list[int]]] = {}
    for model in (AdministrativeCase, CriminalCase):
        rows = model.objects.filter(pk__in={subject for subject, _pk, _name in people})
        cases |= {pk: (opened, team) for pk, opened, team in rows.values_list("pk", "opened", "handlers")}
    handlers = {key for _opened, team in cases.values() for key in team}
    names = dict(Staff.objects.filter(pk__in=handlers).values_list("pk", "name"))
    for subject, person, name in people:
        opened, team = cases.get(subject, (look.at, []))
        same = sum(names.get(key) == name for key in team)
        if same:
            yield Found(subject, f"person:{person}", opened, (("办案人员", f"{same}人与其同名"),), person)


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
