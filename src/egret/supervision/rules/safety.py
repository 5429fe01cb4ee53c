"""办案安全: checked by the right person before the rooms, held only while drunk, implements on a ground (F40-F43)."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Exists, OuterRef, Q, QuerySet

from egret.cases.acts.case_area import ImplementGround, Restraint
from egret.cases.models import Measure, Statement, StayEntry, StayKind
from egret.cases.models.records import StatementPlace
from egret.intake.models import Role, Sex
from egret.org.models import Sex as StaffSex
from egret.org.models import Staff
from egret.supervision import records
from egret.supervision.look import Found, Look, detects, having, told

BY_A_DOCTOR = "医师检查"


def _entries(look: Look, kind: StayKind) -> QuerySet[StayEntry]:
    return look.among(StayEntry.objects.filter(kind=kind))


def _entry(one: StayEntry, *shown: tuple[str, str]) -> Found:
    more = (("开始", told(one.started)), ("结束", told(one.ended)), *shown)
    return Found(one.subject_id, f"stay:{one.pk}", one.started, more, one.person_id)


@detects("F40", having(StayEntry, kind=StayKind.SAFETY_CHECK))
def checked_by_a_man(look: Look) -> Iterator[Found]:
    """F40: a woman's body is checked by a woman or a doctor (治安管理处罚法 104)."""
    checks = list(_entries(look, StayKind.SAFETY_CHECK).filter(person__sex=Sex.FEMALE).exclude(ground=BY_A_DOCTOR))
    checkers = {key for one in checks for key in one.officers}
    women = set(Staff.objects.filter(pk__in=checkers, sex=StaffSex.FEMALE).values_list("pk", flat=True))
    for one in checks:
        if not women & set(one.officers):
            yield _entry(one, ("检查人", "不是女性工作人员，也不是医师"))


@detects("F41", having(Statement, place=StatementPlace.CASE_AREA))
def unchecked_in_the_rooms(look: Look) -> Iterator[Found]:
    """F41: brought in, and in a room of the case area before anybody checked them."""
    came = Measure.objects.filter(
        Q(closed=None) | Q(closed__gte=OuterRef("started")),
        case_id=OuterRef("subject_id"),
        person_id=OuterRef("person_id"),
        measure_kind__in=records.SUMMONED,
        opened__lte=OuterRef("started"),
    )
    checks = StayEntry.objects.filter(
        subject_id=OuterRef("subject_id"), person_id=OuterRef("person_id"), kind=StayKind.SAFETY_CHECK
    )
    asked = Statement.objects.filter(place=StatementPlace.CASE_AREA, person__role=Role.SUSPECT)
    rows = look.among(asked).filter(Exists(came), ~Exists(checks.filter(started__lte=OuterRef("started"))))
    for pk, subject, person, started in rows.values_list("pk", "subject_id", "person_id", "started"):
        yield Found(subject, f"statement:{pk}", started, (("开始", told(started)), ("安全检查", "没有")), person)


@detects("F43", having(StayEntry, kind__in=(StayKind.RESTRAINT, StayKind.EQUIPMENT)))
def restraint_or_implements(look: Look) -> Iterator[Found]:
    """F43: irons on the drunk, restraint that outlasts the stay, implements without a ground (程序规定 58)."""
    running = Measure.objects.filter(
        case_id=OuterRef("subject_id"),
        person_id=OuterRef("person_id"),
        measure_kind__in=records.SUMMONED,
        closed=None,
    )
    held = _entries(look, StayKind.RESTRAINT)
    for one in held.filter(ended=None).filter(~Exists(running)):
        yield _entry(one, ("约束", "没有解除"))
    for one in held.filter(ended=None, started__lt=look.ago("longest")).filter(Exists(running)):
        yield _entry(one, ("约束", "没有解除"))
    for one in held.filter(ground=Restraint.CUFFS.label):
        yield _entry(one, ("约束方式", one.ground))
    for one in _entries(look, StayKind.EQUIPMENT).filter(ground=ImplementGround.NONE):
        yield _entry(one, ("使用警械的情形", "没有"))
