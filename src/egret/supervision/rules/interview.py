"""询问讯问: recorded, in the right place, with everybody who must be there, signed (F30, F33-F37, F39)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db.models import CharField, Exists, Min, OuterRef, Q, QuerySet
from django.db.models.functions import Cast

from egret.acts.ports import ports
from egret.cases.models import AdministrativeCase, CriminalCase, Measure, Statement, StatementKind, StayEntry, StayKind
from egret.cases.models.records import StatementPlace
from egret.intake.models import Role
from egret.supervision import records
from egret.supervision.look import Found, Look, any_word, detects, having, told
from egret.supervision.rulebook import LOCAL

LONGEST_YEAR = 366
DAY, HOUR = timedelta(hours=24), timedelta(hours=1)
NEEDS_INTERPRETER = ("deaf", "no_chinese")
RECORDED = ~Q(recording="") & (Q(recording_from__isnull=False) | ~Q(recording_digest=""))
"""Statements of whose recording more than its name is known."""
HEARD = (Role.SUSPECT, Role.VICTIM, Role.WITNESS)


def _row(one: Statement, *shown: tuple[str, str]) -> Found:
    more = (("开始", told(one.started)), *shown)
    return Found(one.subject_id, f"statement:{one.pk}", one.started, more, one.person_id)


def _statements(look: Look) -> QuerySet[Statement]:
    return look.among(Statement.objects.select_related("person").defer("text"))


@detects("F30", having(Statement, recording=""))
def not_recorded(look: Look) -> Iterator[Found]:
    """F30: R07 for grave crimes, R08 for whoever is asked in a case area, R09 for whoever is asked from afar."""
    silent = _statements(look).filter(recording="")
    in_area = Q(subject__kind=AdministrativeCase.KIND, kind=StatementKind.INQUIRY, place=StatementPlace.CASE_AREA)
    grave = Q(subject__kind=CriminalCase.KIND, kind=StatementKind.INTERROGATION)
    grave &= any_word("subject__criminalcase__cause", look.rule.words)
    for one in silent.filter(in_area | grave | Q(place=StatementPlace.REMOTE)):
        yield _row(one, ("地点", str(StatementPlace(one.place).label)), ("录音录像", "没有"))


def _tolerance(look: Look) -> timedelta:
    return timedelta(minutes=int(ports.rules.amount("recording_tolerance", look.at.astimezone(LOCAL).date())))


def _recorded(look: Look) -> Iterator[tuple[Statement, datetime, datetime]]:
    """Statements with the span of their recording."""
    known = _statements(look).filter(RECORDED).exclude(recording_from=None).exclude(recording_until=None)
    for one in look.each(known):
        assert one.recording_from is not None and one.recording_until is not None
        yield one, one.recording_from, one.recording_until


@detects("F31", having(Statement, RECORDED))
def recording_incomplete(look: Look) -> Iterator[Found]:
    """F31: recorded for less time than the record took, or its digest is another one elsewhere in the case."""
    slack = _tolerance(look)
    for one, begun, until in _recorded(look):
        if until - begun + slack < one.ended - one.started:
            yield _row(one, ("笔录结束", told(one.ended)), ("录制", f"{told(begun)}至{told(until)}"))
    other = Statement.objects.filter(subject_id=OuterRef("subject_id"), recording=OuterRef("recording"))
    broken = other.exclude(recording_digest="").exclude(recording_digest=OuterRef("recording_digest"))
    known = _statements(look).filter(RECORDED).exclude(recording_digest="")
    for one in known.filter(Exists(broken)):
        yield _row(one, ("录音录像校验值", "与本案另一笔录所记不符"))


@detects("F32", having(Statement, RECORDED))
def recording_of_another_time(look: Look) -> Iterator[Found]:
    """F32: long enough, and of another time than the record says."""
    slack = _tolerance(look)
    for one, begun, until in _recorded(look):
        whole = until - begun + slack >= one.ended - one.started
        if whole and (begun > one.started + slack or until < one.ended - slack):
            yield _row(one, ("笔录结束", told(one.ended)), ("录制", f"{told(begun)}至{told(until)}"))


@detects("F38", having(Measure, measure_kind__in=records.SUMMONED))
def without_food_or_rest(look: Look) -> Iterator[Found]:
    """F38: a meal after some hours, an unbroken rest in every full day (both are proposals of the rulebook)."""
    day = look.at.astimezone(LOCAL).date()
    hours = (int(ports.rules.amount(name, day)) for name in ("custody_meal_after", "custody_rest_block"))
    meal_after, rest = (timedelta(hours=number) for number in hours)
    stays = records.with_hours(records.held(look, records.SUMMONED))
    for measure in stays.filter(records.lasted_over(look, meal_after / HOUR)):
        until = measure.closed or look.at
        entries = StayEntry.objects.filter(subject_id=measure.case_id, person_id=measure.person_id)
        given = list(entries.filter(started__gte=measure.started, started__lte=until))
        rests = sum(one.kind == StayKind.REST and one.lasted >= rest for one in given)
        if not any(one.kind == StayKind.MEAL for one in given) or rests < (until - measure.started) // DAY:
            shown = (("到案", told(measure.started)), ("离开", told(measure.closed)), ("饮食、休息", "记录不足"))
            since = measure.started + meal_after
            yield Found(measure.case_id, f"measure:{measure.pk}", since, shown, measure.person_id)


@detects("F33", having(Statement, kind=StatementKind.INTERROGATION), of=CriminalCase)
def in_the_wrong_place(look: Look) -> Iterator[Found]:
    """F33: once in the detention house, only there (刑事诉讼法 118); before, elsewhere only on a ground of 198."""
    unsaid = Q(place__in=(StatementPlace.SCENE, StatementPlace.HOME), place_ground="")
    for one in _statements(look).filter(unsaid, kind=StatementKind.INTERROGATION, person__role=Role.SUSPECT):
        yield _row(one, ("地点", str(StatementPlace(one.place).label)), ("在办案场所外讯问的情形", "没有"))
    elsewhere = _statements(look).filter(kind=StatementKind.INTERROGATION).exclude(place=StatementPlace.DETENTION_HOUSE)
    delivered = _delivered(elsewhere)
    for one in elsewhere:
        for received, ended in delivered.get(one.person_id, ()):
            if received <= one.started and (ended is None or one.started < ended):
                yield _row(one, ("收押", told(received)), ("地点", str(StatementPlace(one.place).label)))
                break


def _delivered(rows: QuerySet[Statement]) -> dict[int, list[tuple[datetime, datetime | None]]]:
    """From when to when each of these people was in a detention house."""
    found: dict[int, list[tuple[datetime, datetime | None]]] = {}
    custody = Measure.objects.filter(measure_kind__in=records.IN_CUSTODY, person_id__in=rows.values("person_id"))
    for person, facts, ended in custody.values_list("person_id", "facts", "closed"):
        if "received_at" in facts:
            found.setdefault(person, []).append((datetime.fromisoformat(facts["received_at"]), ended))
    return found


@detects("F34", Statement)
def records_overlap(look: Look) -> Iterator[Found]:
    """F34: nobody is in two records of one case at one time."""
    for who in ("person", "officers"):
        for earlier, later, _key in records.overlaps(records.sittings(look), who):
            if earlier.subject == later.subject and (look.only is None or later.subject in look.only):
                shown = (
                    ("前一笔录", f"{told(earlier.started)}至{told(earlier.ended)}"),
                    ("后一笔录", f"{told(later.started)}至{told(later.ended)}"),
                )
                yield Found(later.subject, f"statement:{later.pk}", later.started, shown, later.person)


@detects("F35", having(Statement, adult=None))
def minor_alone(look: Look) -> Iterator[Found]:
    """F35: under age on that day, and nobody who may sit beside them."""
    adult = int(ports.rules.amount("adult_age", look.at.astimezone(LOCAL).date()))
    alone = _statements(look).filter(adult=None)
    first = alone.aggregate(first=Min("started"))["first"]
    if first is None:
        return
    # Who was of age at the earliest record was so at every later one.
    youngest = first.date() - timedelta(days=LONGEST_YEAR * adult)
    for one in alone.filter(person__born__gt=youngest):
        age = one.person.age_on(one.started.astimezone(LOCAL).date())
        if age is not None and age < adult:
            yield _row(one, ("年龄", f"{age}岁"), ("到场成年人", "没有"))


@detects("F36", having(Statement, ~Q(person__flags=[]), interpreter=None))
def no_interpreter(look: Look) -> Iterator[Found]:
    """F36: who cannot hear or does not have the language is asked through an interpreter."""
    alone: Any = _statements(look).filter(interpreter=None)
    alone = alone.annotate(flags_text=Cast("person__flags", CharField()))
    for one in alone.filter(any_word("flags_text", NEEDS_INTERPRETER)):
        yield _row(one, ("翻译人员", "没有"))


@detects("F37", having(Statement, rights_told=False))
def rights_not_told(look: Look) -> Iterator[Found]:
    """F37: rights come before the first question."""
    for one in _statements(look).filter(rights_told=False, person__role__in=HEARD):
        yield _row(one, ("权利义务告知", "没有"))


@detects("F39", having(Statement, signed=False, refusal_note=""))
def not_signed(look: Look) -> Iterator[Found]:
    """F39: unsigned, and nobody wrote down why."""
    for one in _statements(look).filter(signed=False, refusal_note=""):
        yield _row(one, ("签名", "没有"), ("拒签说明", "没有"))
