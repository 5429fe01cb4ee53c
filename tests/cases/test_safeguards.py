"""Each safeguard of the field twice: a breach meets it as hard as the list says, a lawful run does not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from unittest.mock import patch

import pytest
from django.db import models

from egret.acts.cards import act_named, ask_guards
from egret.acts.deed import Deed, under
from egret.acts.done import By
from egret.acts.refusals import Refusal, Refused
from egret.cases import queries
from egret.cases.acts import (
    case_area,
    counsel,
    custody,
    evidence,
    foreigners,
    inquiry,
    investigation,
    loans,
    minors,
    penalty,
    people,
    sealing,
)
from egret.cases.acts.remedies import Contest
from egret.cases.models import Evidence, EvidenceKind, Examination
from egret.cases.models.base import SEALED
from egret.cases.models.questioning import Outcome
from egret.cases.models.records import StatementPlace
from egret.demo.hands import sign_all
from egret.documents.models import Document
from egret.intake import acts as intake
from egret.intake.models import IdKind, Incident, Person, Role, Sex
from egret.intake.persons import PersonFacts
from egret.law.safeguards import listed
from egret.org.acts.people import confirm_minors_training
from egret.org.system import SETUP
from tests.cases.conftest import LATER, Standing, undone
from tests.cases.test_collective import referred, sitting
from tests.cases.test_contests import refused_arrest
from tests.cases.test_foreigners import held_abroad
from tests.cases.test_guards_criminal import ARREST, CONCLUDE
from tests.cases.test_guards_penalty import REMEDIES, decision_of, put_forward, submitted
from tests.cases.test_guards_statements import END, MINOR, MINUTE, START, entered, statement
from tests.cases.test_loans import lent
from tests.cases.test_on_spot import penalised
from tests.cases.test_property import TAKEN, taken
from tests.cases.test_questioning import NIGHT, approved, report, stop

pytestmark = pytest.mark.django_db
Found = Sequence[Refusal]
Tried = Callable[[Standing], Found]
BREACHES: dict[str, Tried] = {}
LAWFUL: dict[str, Tried] = {}
HOUR = timedelta(hours=1)


def breach(key: str) -> Callable[[Tried], Tried]:
    def keep(tried: Tried) -> Tried:
        assert key not in BREACHES
        return BREACHES.setdefault(key, tried)

    return keep


def lawful(*keys: str) -> Callable[[Tried], Tried]:
    def keep(tried: Tried) -> Tried:
        for key in keys:
            assert key not in LAWFUL
            LAWFUL[key] = tried
        return tried

    return keep


@pytest.fixture(autouse=True)
def _each_undone(standing: Standing) -> Any:
    with undone():
        yield


@pytest.mark.parametrize("key", [f"R{number:02d}" for number in range(1, 57)])
def test_a_breach_meets_it_and_a_lawful_run_does_not(standing: Standing, key: str) -> None:
    assert key in BREACHES, "every safeguard has a planted breach"
    with undone():
        met = [one for one in BREACHES[key](standing) if one.code == key]
    assert listed()[key].severity in {one.severity for one in met}, f"{key} was not met as hard as the list says"
    assert all(str(one.sentence) and str(one.remedy) and one.article for one in met)
    if listed()[key].severity == "warn":
        assert "block" not in {one.severity for one in met}
    with undone():
        weights = ("block", "warn", "hint")[: 3 if listed()[key].severity == "hint" else 2]
        again = [one for one in LAWFUL[key](standing) if one.code == key and one.severity in weights]
    assert not again, [str(one) for one in again]


def says(standing: Standing, name: str, case: Any, given: dict[str, Any], post: str = "officer") -> Found:
    """What stands against an act, as it asks under the lock."""
    return act_named(name).refusals(type(case).objects.get(pk=case.pk), standing.by(post), given)


def record(standing: Standing, case: Any, person: Person, **more: Any) -> Found:
    span = {"recording_from": START - MINUTE, "recording_until": END + MINUTE}
    return says(standing, "cases.record_statement", case, statement(standing, person, **{**span, **more}))


def tries(standing: Standing, name: str, case: Any, given: dict[str, Any], post: str = "officer") -> Found:
    """What an act answers when it is done: nothing, once it went through or waits for signatures."""
    try:
        act_named(name)(type(case).objects.get(pk=case.pk), standing.by(post), **given)
    except Refused as met:
        return met.refusals
    return []


def in_the_rooms(standing: Standing, hours: float = 1, sex: Sex = Sex.MALE) -> tuple[Any, Person]:
    """A suspect of an administrative case who came in some hours ago."""
    case = standing.a("investigating")
    person = entered(standing, case, sex=sex)
    came = LATER - hours * HOUR
    by = standing.city.by("officer", came)
    inquiry.record_arrival(case, by, person=person, arrived_at=came, way="传唤", place="办案区")
    return standing.a("investigating"), person


def checked(standing: Standing, case: Any, person: Person, at: Any = START - MINUTE) -> None:
    checker = standing.city["officer"]
    case_area.check_person(case, standing.by(), person=person, checker=checker, checked_at=at, items="无")


# Questioning


@breach("R01")
def _(s: Standing) -> Found:
    case = s.c("investigating")
    return record(s, case, entered(s, case), officers=(s.city["officer"],))


@breach("R02")
def _(s: Standing) -> Found:
    case = s.a("investigating")
    return record(s, case, entered(s, case), officers=(s.city["officer"],), place=StatementPlace.SCENE)


@breach("R04")
def _(s: Standing) -> Found:
    case = s.a("investigating")
    return record(s, case, entered(s, case), officers=(s.city["auxiliary"],))


@lawful("R01", "R04", "R07", "R10", "R11", "R15", "R29")
def _(s: Standing) -> Found:
    case = s.c("investigating")
    return record(s, case, entered(s, case))


@lawful("R02", "R05", "R06", "R08", "R09")
def _(s: Standing) -> Found:
    case = s.a("investigating")
    return record(s, case, entered(s, case), officers=(s.city["officer"],))


@breach("R03")
def _(s: Standing) -> Found:
    case = s.c("investigating")
    case.handlers, case.owner = [s.city["officer"].pk], s.city["officer"].pk
    return act_named("cases.seize").refusals(case, s.by(), {})


@lawful("R03", "R41")
def _(s: Standing) -> Found:
    return seizing(s)


@breach("R05")
def _(s: Standing) -> Found:
    case, other = s.a("investigating"), s.a("examined")
    evidence.record_statement(case, s.by(), **statement(s, entered(s, case)))
    return record(s, other, entered(s, other))


@breach("R06")
def _(s: Standing) -> Found:
    case = s.a("investigating")
    evidence.record_statement(case, s.by(), **statement(s, entered(s, case)))
    return record(s, case, entered(s, s.a("investigating"), name="同案"))


@breach("R07")
def _(s: Standing) -> Found:
    case = s.c("investigating")
    person = entered(s, case)
    case = s.c("investigating")
    case.cause_cite = "刑法#232"
    return act_named("cases.record_statement").refusals(case, s.by(), statement(s, person, recording=""))


@breach("R08")
def _(s: Standing) -> Found:
    case = s.a("investigating")
    return record(s, case, entered(s, case), recording="")


@breach("R09")
def _(s: Standing) -> Found:
    case = s.a("investigating")
    return record(s, case, entered(s, case), recording="", place=StatementPlace.REMOTE)


@breach("R10")
def _(s: Standing) -> Found:
    case = s.a("investigating")
    return record(s, case, entered(s, case), recording_from=START + 5 * MINUTE)


@breach("R11")
def _(s: Standing) -> Found:
    case = s.c("detained")
    (measure,) = custody.in_custody(case)
    return record(s, case, measure.person)


@breach("R15")
def _(s: Standing) -> Found:
    case = s.a("investigating")
    return record(s, case, entered(s, case, told=False))


@breach("R29")
def _(s: Standing) -> Found:
    case = s.a("investigating")
    person = entered(s, case, flags=("deaf",))
    interpreter = entered(s, s.a("investigating"), role=Role.INTERPRETER, name="周某", told=False)
    return record(s, case, person, interpreter=interpreter)


def test_an_interpreter_with_an_identity_and_no_side_will_do(standing: Standing) -> None:
    case = standing.a("investigating")
    person = entered(standing, case, flags=("deaf",))
    known = {"id_kind": IdKind.PASSPORT, "id_number": "E12345678"}
    interpreter = entered(standing, standing.a("investigating"), role=Role.INTERPRETER, told=False, **known)
    found = record(standing, case, person, interpreter=interpreter)
    assert "R29" not in {one.code for one in found}
    entered(standing, standing.a("investigating"), role=Role.WITNESS, name="同一人", told=False, **known)
    assert "R29" in {one.code for one in record(standing, case, person, interpreter=interpreter)}


# Minors


def minor(s: Standing, role: Role = Role.SUSPECT, **facts: Any) -> tuple[Any, Person]:
    case = s.c("investigating")
    return case, entered(s, case, role=role, **{**MINOR, "name": "童某", **facts})


@breach("R20")
def _(s: Standing) -> Found:
    case, person = minor(s)
    teacher = entered(s, case, role=Role.GUARDIAN, name="老师", relation="班主任", told=False)
    return record(s, case, person, adult=teacher)


@breach("R21")
def _(s: Standing) -> Found:
    case, person = minor(s)
    officer = entered(s, case, role=Role.GUARDIAN, name=s.city.second.name, relation="社工", told=False)
    return record(s, case, person, adult=officer, guardian_absent="在外地")


@breach("R22")
def _(s: Standing) -> Found:
    case, girl = minor(s, sex=Sex.FEMALE)
    return record(s, case, girl, officers=(s.city.second, s.city["duty_officer"]))


@lawful("R20", "R21", "R22")
def _(s: Standing) -> Found:
    case, girl = minor(s, sex=Sex.FEMALE)
    teacher = entered(s, case, role=Role.GUARDIAN, name="老师", relation="班主任", told=False)
    return record(s, case, girl, adult=teacher, guardian_absent="父母在外地，已电话告知")


@breach("R23")
def _(s: Standing) -> Found:
    case, girl = minor(s, role=Role.VICTIM)
    return record(s, case, girl, recording="")


@lawful("R23")
def _(s: Standing) -> Found:
    case, girl = minor(s, role=Role.VICTIM, sex=Sex.FEMALE)
    return record(s, case, girl, adult=entered(s, case, role=Role.GUARDIAN, name="母亲", told=False))


def test_a_child_victim_is_not_asked_again_without_a_warning(standing: Standing) -> None:
    case, girl = minor(standing, role=Role.VICTIM, sex=Sex.FEMALE)
    mother = entered(standing, case, role=Role.GUARDIAN, name="母亲", told=False)
    evidence.record_statement(case, standing.by(), **statement(standing, girl, adult=mother))
    again = record(standing, case, girl, adult=mother, started=END, ended=END + MINUTE)
    assert ("R23", "warn") in {(one.code, one.severity) for one in again}


# The case area


@breach("R12")
def _(s: Standing) -> Found:
    case, person = in_the_rooms(s)
    (measure,) = queries.running_measures(case)
    inquiry.record_departure(case, s.by(), measure=measure, left_at=LATER - MINUTE, why="离开")
    return says(s, "cases.record_arrival", case, {"person": person, "arrived_at": LATER})


@lawful("R12")
def _(s: Standing) -> Found:
    case, person = in_the_rooms(s, hours=20)
    (measure,) = queries.running_measures(case)
    inquiry.record_departure(case, s.by(), measure=measure, left_at=LATER - 13 * HOUR, why="离开")
    return says(s, "cases.record_arrival", case, {"person": person, "arrived_at": LATER})


@breach("R13")
def _(s: Standing) -> Found:
    case, _person = in_the_rooms(s, hours=7)
    (measure,) = queries.running_measures(case)
    return says(s, "cases.record_departure", case, {"measure": measure, "left_at": LATER})


@lawful("R13", "R14")
def _(s: Standing) -> Found:
    case, person = in_the_rooms(s, hours=7)
    (measure,) = queries.running_measures(case)
    meal = {"kind": case_area.Care.MEAL, "started": LATER - 2 * HOUR, "ended": LATER - HOUR}
    case_area.log_care(case, s.by("premises_keeper"), person=person, **meal)
    return says(s, "cases.record_departure", case, {"measure": measure, "left_at": LATER})


def test_a_full_day_asks_for_one_unbroken_rest(standing: Standing) -> None:
    case, person = in_the_rooms(standing, hours=25)
    (measure,) = queries.running_measures(case)
    given = {"measure": measure, "left_at": LATER}
    assert len([one for one in says(standing, "cases.record_departure", case, given) if one.code == "R13"]) == 2
    rest = {"kind": case_area.Care.REST, "started": LATER - 12 * HOUR, "ended": LATER - 6 * HOUR}
    case_area.log_care(case, standing.by(), person=person, **rest)
    assert len([one for one in says(standing, "cases.record_departure", case, given) if one.code == "R13"]) == 1


@breach("R14")
def _(s: Standing) -> Found:
    case = s.a("investigating")
    given = {"person": queries.suspects(case)[0], "arrived_at": LATER, "signed": False}
    return says(s, "cases.record_arrival", case, given)


@breach("R28")
def _(s: Standing) -> Found:
    case, woman = in_the_rooms(s, sex=Sex.FEMALE)
    return says(s, "cases.check_person", case, {"person": woman, "checker": s.city.second})


@lawful("R28")
def _(s: Standing) -> Found:
    case, woman = in_the_rooms(s, sex=Sex.FEMALE)
    return says(s, "cases.check_person", case, {"person": woman, "checker": s.city["officer"]})


@breach("R31")
def _(s: Standing) -> Found:
    case = s.c("suspect_in")
    (measure,) = queries.running_measures(case)
    return says(s, "cases.deliver_to_house", case, {"measure": measure})


@lawful("R31")
def _(s: Standing) -> Found:
    case = s.c("suspect_in")
    (measure,) = queries.running_measures(case)
    seen = {"checked_at": LATER - MINUTE, "doctor": "第一医院", "findings": "无外伤"}
    case_area.check_health(case, s.by(), person=measure.person, **seen)
    return says(s, "cases.deliver_to_house", case, {"measure": measure})


@breach("R32")
def _(s: Standing) -> Found:
    case, person = in_the_rooms(s)
    return record(s, case, person)


@lawful("R32")
def _(s: Standing) -> Found:
    case, person = in_the_rooms(s)
    checked(s, case, person)
    return record(s, case, person)


def drunk(s: Standing, **more: Any) -> tuple[Any, dict[str, Any]]:
    case, person = in_the_rooms(s, hours=7.5)
    how = {"means": case_area.Restraint.BELT, "started": LATER - 7.5 * HOUR, "reason": "醉酒闹事"}
    return case, {"person": person, "keeper": s.city.second, **how, **more}


@breach("R36")
def _(s: Standing) -> Found:
    case, given = drunk(s, means=case_area.Restraint.CUFFS)
    return says(s, "cases.restrain_drunk", case, given)


@lawful("R36")
def _(s: Standing) -> Found:
    case, given = drunk(s)
    return says(s, "cases.restrain_drunk", case, given)


def test_the_hours_of_a_drunk_person_begin_when_sober(standing: Standing) -> None:
    """Came at ten in the evening, sober at half past five: eight hours from half past five."""
    case, given = drunk(standing)
    (measure,) = queries.running_measures(case)
    case_area.restrain_drunk(case, standing.by(), **given)
    assert "R36" in {one.code for one in says(standing, "cases.record_departure", case, {"measure": measure})}
    case = standing.a("investigating")
    (entry,) = case_area.restrained(case)
    case_area.end_restraint(case, standing.by(), entry=entry, sober_at=LATER)
    (measure,) = queries.running_measures(standing.a("investigating"))
    assert measure.due == LATER + 8 * HOUR
    clock = case.clocks.get(rule="A01", about=measure.person.key)
    assert clock.guard_due == LATER + 8 * HOUR
    found = says(standing, "cases.record_departure", case, {"measure": measure, "left_at": LATER})
    assert "R36" not in {one.code for one in found}


@breach("R54")
def _(s: Standing) -> Found:
    case, person = in_the_rooms(s)
    return says(s, "cases.log_equipment", case, {"person": person, "ground": case_area.ImplementGround.NONE})


@lawful("R54")
def _(s: Standing) -> Found:
    case, person = in_the_rooms(s)
    used = {"implement": case_area.Implement.CUFFS, "ground": case_area.ImplementGround.ESCORT, "course": "押解上铐"}
    span = {"started": LATER - 30 * MINUTE, "ended": LATER - 20 * MINUTE}
    case_area.log_equipment(case, s.by(), person=person, officers=s.city.squad.two, **used, **span)
    return says(s, "cases.log_equipment", case, {"person": person, **used})


# Defence and custody


@breach("R16")
def _(s: Standing) -> Found:
    return says(s, "cases.request_arrest", s.c("detained"), ARREST)


@lawful("R16")
def _(s: Standing) -> Found:
    return says(s, "cases.request_arrest", s.c("detained"), {**ARREST, "plea": "自愿认罪认罚"})


@breach("R17")
def _(s: Standing) -> Found:
    case, _person = minor(s)
    return says(s, "cases.conclude", case, CONCLUDE)


@lawful("R17")
def _(s: Standing) -> Found:
    case, person = minor(s)
    counsel.notify_legal_aid(case, s.by(), person=person, to_organ="法律援助中心", reason="未成年人")
    return says(s, "cases.conclude", case, CONCLUDE)


def meeting(s: Standing, listened: bool) -> Found:
    case = s.c("detained")
    wish = {"person": queries.suspects(case)[0], "wish": counsel.CounselRequest.MEETING}
    counsel.record_counsel_request(case, s.by(), asked_at=LATER - HOUR, **wish)
    return tries(s, "cases.answer_counsel_request", case, {**wish, "done_at": LATER, "listened": listened})


@breach("R18")
def _(s: Standing) -> Found:
    return meeting(s, listened=True)


@lawful("R18")
def _(s: Standing) -> Found:
    return meeting(s, listened=False)


def defended(s: Standing) -> tuple[Any, Person]:
    case = s.c("detained")
    person = queries.suspects(case)[0]
    people.add_person(case, s.by(), person=PersonFacts("郑某", role=Role.LAWYER), of=person)
    return s.c("detained"), person


@breach("R19")
def _(s: Standing) -> Found:
    case, _person = defended(s)
    return says(s, "cases.conclude", case, CONCLUDE)


@lawful("R19")
def _(s: Standing) -> Found:
    case, person = defended(s)
    said = {"opinion": "数额有误", "view": "已核实"}
    counsel.hear_counsel(case, s.by(), person=person, lawyer=counsel.lawyers(case)[0], **said)
    return says(s, "cases.conclude", case, CONCLUDE)


@breach("R30")
def _(s: Standing) -> Found:
    return tries(s, "cases.notify_family", s.a("investigating"), {"person": queries.suspects(s.a("investigating"))[0]})


@lawful("R30")
def _(s: Standing) -> Found:
    return says(s, "cases.conclude", s.c("detained"), CONCLUDE)


@breach("R33")
def _(s: Standing) -> Found:
    case = s.c("investigating")
    return says(s, "cases.detain", case, {"person": entered(s, case, flags=("pregnant",))})


@lawful("R33")
def _(s: Standing) -> Found:
    case = s.c("investigating")
    return says(s, "cases.detain", case, {"person": entered(s, case)})


@breach("R56")
def _(s: Standing) -> Found:
    return says(s, "cases.contest_non_arrest", s.c("detained"), refused_arrest(s, free=False))


@lawful("R56")
def _(s: Standing) -> Found:
    return says(s, "cases.contest_non_arrest", s.c("detained"), refused_arrest(s))


# Evidence and goods


def scene(s: Standing, **more: Any) -> Found:
    shown = {"started": START, "ended": END, "place": "502室", "scene": "门锁被撬", "course": "提取指纹"}
    return tries(s, "cases.inspect_scene", s.c("investigating"), {**shown, **more})


@breach("R39")
def _(s: Standing) -> Found:
    return scene(s)


@lawful("R39")
def _(s: Standing) -> Found:
    return scene(s, recording="KC-1")


@breach("R40")
def _(s: Standing) -> Found:
    return says(s, "cases.identify", s.c("investigating"), {"sort": "lineup_persons", "shown": 6})


@lawful("R40")
def _(s: Standing) -> Found:
    return says(s, "cases.identify", s.c("investigating"), {"sort": "lineup_persons", "shown": 7})


def seizing(s: Standing, **more: Any) -> Found:
    case = s.c("investigating")
    given = {**TAKEN, "holder": queries.suspects(case)[0], **more}
    return says(s, "cases.seize", case, given)


@breach("R41")
def _(s: Standing) -> Found:
    return seizing(s, holder=None)


@breach("R42")
def _(s: Standing) -> Found:
    return seizing(s, valuable=True)


@breach("R43")
def _(s: Standing) -> Found:
    return seizing(s)


@lawful("R42", "R43")
def _(s: Standing) -> Found:
    return seizing(s, valuable=True, photos="ZP-1", value=Decimal(30000), left_for_life="留存生活费三千元")


@breach("R44")
def _(s: Standing) -> Found:
    return says(s, "cases.hand_over_seized", taken(s, "detained"), {"keeper": s.city["officer"].name})


@lawful("R44")
def _(s: Standing) -> Found:
    return says(s, "cases.hand_over_seized", taken(s, "detained"), {"keeper": "杨木"})


@breach("R45")
def _(s: Standing) -> Found:
    measure = lent(s)
    late = s.city.by("officer", LATER + 25 * HOUR)
    given = {"items": tuple(loans.out(measure)), "receiver": "杨木", "state": "完好"}
    return act_named("cases.return_exhibits").refusals(measure, late, given)


@lawful("R45")
def _(s: Standing) -> Found:
    measure = lent(s)
    given = {"items": tuple(loans.out(measure)), "receiver": "杨木", "state": "完好"}
    return act_named("cases.return_exhibits").refusals(measure, s.city.by("officer", LATER + HOUR), given)


@breach("R46")
def _(s: Standing) -> Found:
    case = s.c("detained")
    sign_all(evidence.commission_examination(case, s.by(), kind="指纹", agency="鉴定中心"), LATER)
    row = Examination.objects.get(subject_id=case.pk)
    evidence.receive_examination(s.c("detained"), s.by(), examination=row, conclusion="同一")
    return says(s, "cases.conclude", case, CONCLUDE)


@lawful("R46")
def _(s: Standing) -> Found:
    return says(s, "cases.submit_for_review", s.a("examined"), put_forward(s, s.a("examined")))


# The penalty


def told(s: Standing, plea: str, **facts: Any) -> tuple[Any, dict[str, Any]]:
    case, decision = submitted(s, **facts)
    penalty.give_notice(case, s.by(), decision=decision, place="派出所", plea=plea)
    return case, {"decision": decision_of(case), **REMEDIES}


@breach("R47")
def _(s: Standing) -> Found:
    case, given = told(s, "我没有打人")
    return says(s, "cases.decide_penalty", case, given)


@lawful("R47")
def _(s: Standing) -> Found:
    case, given = told(s, "我没有打人")
    (plea,) = penalty.pleas(case)
    penalty.check_plea(case, s.by(), notice=plea, findings="有监控为证", opinion="不予采纳")
    return says(s, "cases.decide_penalty", case, given)


def again_put_forward(s: Standing, plea: str, **facts: Any) -> tuple[Any, dict[str, Any]]:
    """A case that came back after the notice, with what is put forward anew."""
    case, _given = told(s, plea, detention_days=3, fine=Decimal(0))
    penalty.return_after_notice(case, s.by(), reason="核实申辩")
    case = type(case).objects.get(pk=case.pk)
    heard = queries.suspects(case).order_by("-pk")[0]
    return case, {**put_forward(s, case), "person": heard, "detention_days": 3, "fine": Decimal(0), **facts}


def test_nothing_is_made_heavier_for_a_plea(standing: Standing) -> None:
    """治安管理处罚法 112: the same or less may be put forward; more only on what came to light since."""
    case, given = again_put_forward(standing, "我没有打人", detention_days=5)
    assert "R47" in {one.code for one in says(standing, "cases.submit_for_review", case, given)}
    same = {**given, "detention_days": 3}
    assert "R47" not in {one.code for one in says(standing, "cases.submit_for_review", case, same)}
    more_fine = {**same, "fine": Decimal(200)}
    assert "R47" in {one.code for one in says(standing, "cases.submit_for_review", case, more_fine)}
    later = By(standing.city["officer"], LATER + HOUR)
    new = {"kind": EvidenceKind.MEDIA, "title": "另一监控录像", "officers": standing.city.squad.two, "source": "店主"}
    evidence.add_evidence(case, later, **new, digest="sha256:" + "a" * 64)
    found = penalty.submit_for_review.refusals(type(case).objects.get(pk=case.pk), later, given)
    assert "R47" not in {one.code for one in found}


def test_one_kind_of_evidence_is_not_enough(standing: Standing) -> None:
    case = standing.a("examined")
    given = put_forward(standing, case)
    kinds = list(Evidence.objects.filter(subject_id=case.pk).values_list("kind", flat=True).distinct())
    assert len(kinds) >= 2
    with undone(), under(Deed("test")):
        for row in Evidence.objects.filter(subject_id=case.pk).exclude(kind=EvidenceKind.VICTIM):
            row.excluded_at = LATER
            row.save()
        assert "R49" in {one.code for one in says(standing, "cases.submit_for_review", case, given)}


def test_a_crime_is_not_concluded_on_own_words_only(standing: Standing) -> None:
    case = standing.c("detained")
    assert "R49" not in {one.code for one in says(standing, "cases.conclude", case, CONCLUDE)}
    with undone(), under(Deed("test")):
        for row in Evidence.objects.filter(subject_id=case.pk).exclude(kind=EvidenceKind.SUSPECT):
            row.excluded_at = LATER
            row.save()
        own = Evidence.objects.filter(subject_id=case.pk, excluded_at=None).exists()
        assert own
        assert "R49" in {one.code for one in says(standing, "cases.conclude", case, CONCLUDE)}


@breach("R48")
def _(s: Standing) -> Found:
    case, decision = submitted(s, fine=Decimal(5000))
    return says(s, "cases.decide_penalty", case, {"decision": decision, **REMEDIES})


@lawful("R48")
def _(s: Standing) -> Found:
    case, given = told(s, "", fine=Decimal(5000))
    penalty.waive_hearing(case, s.by(), person=given["decision"].person)
    return says(s, "cases.decide_penalty", case, given)


@breach("R49")
def _(s: Standing) -> Found:
    return says(s, "cases.submit_for_review", s.a("investigating"), put_forward(s, s.a("investigating")))


@lawful("R49")
def _(s: Standing) -> Found:
    return says(s, "cases.submit_for_review", s.a("examined"), put_forward(s, s.a("examined")))


@breach("R50")
def _(s: Standing) -> Found:
    case = referred(s)
    return says(s, "cases.deliberate", case, sitting(s, case, chair=s.city["duty_officer"]), "legal_reviewer")


@breach("R52")
def _(s: Standing) -> Found:
    case = referred(s)
    given = sitting(s, case, members=(s.city["officer"],))
    return says(s, "cases.deliberate", case, given, "legal_reviewer")


@lawful("R50", "R52")
def _(s: Standing) -> Found:
    case = referred(s)
    return says(s, "cases.deliberate", case, sitting(s, case), "legal_reviewer")


@breach("R51")
def _(s: Standing) -> Found:
    case = penalised(s)
    return says(s, "cases.record_contest", case, {"way": Contest.SUIT})


@lawful("R51")
def _(s: Standing) -> Found:
    case = penalised(s)
    return says(s, "cases.record_contest", case, {"way": Contest.RECONSIDERATION})


@breach("R53")
def _(s: Standing) -> Found:
    return says(s, "cases.legal_review", s.a("review"), {"decision": decision_of(s.a("review"))})


@lawful("R53")
def _(s: Standing) -> Found:
    given = {"decision": decision_of(s.a("review"))}
    return says(s, "cases.legal_review", s.a("review"), given, "legal_reviewer")


# Continued questioning


@breach("R34")
def _(s: Standing) -> Found:
    return says(s, "cases.bring_in_for_questioning", report(s), stop(s, bars=("surrendered",)))


@lawful("R34")
def _(s: Standing) -> Found:
    return says(s, "cases.bring_in_for_questioning", report(s), stop(s))


def sent_out(s: Standing, **more: Any) -> Found:
    kept = approved(s, arrived_at=NIGHT - HOUR, flags=("pregnant",))
    given = {"outcome": Outcome.CLEARED, "ended_at": NIGHT, "note": "排除嫌疑", **more}
    return act_named("cases.end_questioning").refusals(kept, s.by(), given)


@breach("R35")
def _(s: Standing) -> Found:
    return sent_out(s)


@lawful("R35")
def _(s: Standing) -> Found:
    return sent_out(s, handed_to="丈夫领回")


# Minors, sealing, deputies, data

YOUNG: dict[str, Any] = {"name": "童小某", "born": date(2010, 1, 10)}
"""Turned sixteen some weeks before the act: near an age at which responsibility changes."""


@breach("R24")
def _(s: Standing) -> Found:
    case = s.c("investigating")
    entered(s, case, role=Role.VICTIM, **YOUNG)
    return says(s, "cases.offer_reward", case, {"told": "被害人童小某被打伤", "sought": "一名男子"})


@lawful("R24")
def _(s: Standing) -> Found:
    case = s.c("investigating")
    entered(s, case, role=Role.VICTIM, **YOUNG)
    return says(s, "cases.offer_reward", case, {"told": "一名学生被打伤", "sought": "一名男子"})


def test_the_name_of_a_child_leaves_the_title(standing: Standing) -> None:
    title, child = "童小某被殴打案", Person(name="童小某", born=date(2010, 1, 10))
    assert people.without_minors(title, [child], LATER) == "童某被殴打案"
    assert people.without_minors(title, [Person(name="童小某", born=date(1990, 1, 10))], LATER) == title


def test_a_wanted_order_names_no_child_of_the_case(standing: Standing) -> None:
    case = standing.c("investigating")
    entered(standing, case, role=Role.VICTIM, **YOUNG)
    case = standing.c("investigating")
    person = queries.suspects(case)[0]
    given = {"person": person, "range_of": "本市", "contact": "刑侦大队", "looks": "曾与童小某同校"}
    assert "R24" in {one.code for one in says(standing, "cases.publish_wanted_order", case, given)}
    case.summary = "黄某将童小某打伤后逃跑。"
    done = investigation.publish_wanted_order.body(case, standing.by(), **{**given, "looks": "身高一米七"})
    assert done.papers[0].facts["summary"] == "黄某将童某打伤后逃跑。"


def test_the_name_of_a_child_leaves_the_title_once_the_age_is_proved(standing: Standing) -> None:
    case = standing.c("investigating")
    case.title = "童小某被殴打案"
    child = Person(name="童小某", role=Role.VICTIM, subject=case)
    given = {"person": child, "born": date(2010, 1, 10), "papers": "出生医学证明", "officers": ()}
    minors.prove_age.body(case, standing.by(), **given)
    assert case.title == "童某被殴打案"


def test_the_name_of_a_child_leaves_the_title_of_a_report(standing: Standing) -> None:
    incident = Incident(title="童小某报称被打", stage="registered")
    intake.add_person.body(incident, standing.by(), person=PersonFacts("童小某", born=date(2010, 1, 10)))
    assert incident.title == "童某报称被打"


@pytest.mark.parametrize(("born", "found"), [(date(2010, 1, 10), {"R24"}), (date(1990, 1, 10), set())])
def test_a_paper_for_a_child_is_not_announced(standing: Standing, born: date, found: set[str]) -> None:
    case = standing.a("decided")
    person = queries.suspects(case)[0]
    person.born = born
    models.Model.save(person)
    paper = Document.objects.filter(matter_id=case.pk, about=person.key)[0]
    given = {"where": "分局公告栏"}
    told = {one.code for one in ask_guards(act_named("documents.publish").card, paper, standing.by(), given)}
    assert told & {"R24"} == found


@breach("R25")
def _(s: Standing) -> Found:
    case, child = minor(s)
    return record(s, case, child)


@lawful("R25")
def _(s: Standing) -> Found:
    course = {"since": date(2025, 6, 1), "course": "未成年人案件办理培训"}
    confirm_minors_training(s.city["officer"], By(SETUP, LATER), **course)
    case, child = minor(s)
    return record(s, case, child)


def test_a_training_to_come_is_none(standing: Standing) -> None:
    ahead = {"since": date(2027, 1, 1), "course": "培训"}
    with pytest.raises(Refused):
        confirm_minors_training(standing.city["officer"], By(SETUP, LATER), **ahead)


@breach("R26")
def _(s: Standing) -> Found:
    case = s.c("detained")
    return says(s, "cases.request_arrest", case, {"persons": (entered(s, case, **YOUNG),), **ARREST})


@lawful("R26")
def _(s: Standing) -> Found:
    case = s.c("detained")
    child = entered(s, case, **YOUNG)
    found = {"born": YOUNG["born"], "papers": "出生医学证明", "officers": s.city.squad.two}
    minors.prove_age(s.c("detained"), s.by(), person=child, **found)
    assert Evidence.objects.filter(subject_id=case.pk, title="童小某年龄证明材料").exists()
    return says(s, "cases.request_arrest", case, {"persons": (Person.objects.get(pk=child.pk),), **ARREST})


@breach("R27")
def _(s: Standing) -> Found:
    return act_named("cases.archive").refusals(s.a("served"), s.by(), {})


@lawful("R27")
def _(s: Standing) -> Found:
    case = s.a("served")
    case.sensitivity = SEALED
    return act_named("cases.archive").refusals(case, s.by(), {})


def test_the_crime_of_a_minor_is_not_put_away_unsealed(standing: Standing) -> None:
    case, archive = standing.c("sent"), act_named("cases.archive_criminal")
    assert "R27" not in {one.code for one in archive.refusals(case, standing.by(), {})}
    child = queries.suspects(case)[0]
    child.born = date(2010, 1, 10)
    with patch.object(queries, "suspects", return_value=[child]):
        assert "R27" in {one.code for one in archive.refusals(case, standing.by(), {})}
        beyond = {"unsealed_ground": "判处有期徒刑七年"}
        assert "R27" not in {one.code for one in archive.refusals(case, standing.by(), beyond)}


@breach("R37")
def _(s: Standing) -> Found:
    case = s.c("detained")
    return says(s, "cases.detain", case, {"person": entered(s, case, flags=("deputy",))})


@lawful("R37")
def _(s: Standing) -> Found:
    case = s.c("detained")
    person = entered(s, case, flags=("deputy",))
    leave = {"step": people.DeputyStep.PERMISSION, "organ": "鹭湖区人大常委会", "number": "许可〔2026〕1号"}
    people.record_deputy_step(s.c("detained"), s.by(), person=person, **leave)
    return says(s, "cases.detain", case, {"person": person})


def test_the_conference_is_informed_before_and_the_township_told_after(standing: Standing) -> None:
    case = standing.c("detained")
    member = entered(standing, case, flags=("consultative",))
    given = {"person": member}
    assert "R37" in {one.code for one in says(standing, "cases.execute_detention", case, given)}
    informed = {"step": people.DeputyStep.NOTICE, "organ": "鹭湖区政协", "number": "通报1号"}
    people.record_deputy_step(standing.c("detained"), standing.by(), person=member, **informed)
    assert "R37" not in {one.code for one in says(standing, "cases.execute_detention", case, given)}
    case = standing.c("suspect_in")
    held = entered(standing, case, flags=("township_deputy",))
    terms = {"reason": "无危险", "to_organ": "派出所", "deposit": 1000}
    sign_all(custody.bail(standing.c("suspect_in"), standing.by(), person=held, **terms), LATER)
    assert "R37" in {one.code for one in says(standing, "cases.conclude", case, CONCLUDE)}
    reported = {"step": people.DeputyStep.REPORT, "organ": "后溪镇人大", "number": "报告1号"}
    people.record_deputy_step(standing.c("suspect_in"), standing.by(), person=held, **reported)
    assert "R37" not in {one.code for one in says(standing, "cases.conclude", case, CONCLUDE)}


@breach("R55")
def _(s: Standing) -> Found:
    asked = {"receiver": "某商业机构", "police": False, "use": sealing.DataUse.UNRELATED}
    return says(s, "cases.give_out_data", s.c("detained"), asked)


@lawful("R55")
def _(s: Standing) -> Found:
    case = s.c("detained")
    asked = {"what": "血样", "receiver": "市刑侦支队", "police": True, "letter": "调证1号"}
    given = {"about": queries.suspects(case)[0], "use": sealing.DataUse.CRIME, **asked}
    return tries(s, "cases.give_out_data", case, given)


# Foreigners


@breach("R38")
def _(s: Standing) -> Found:
    case, _person = held_abroad(s)
    return says(s, "cases.conclude", case, CONCLUDE)


@lawful("R38")
def _(s: Standing) -> Found:
    case, person = held_abroad(s)
    foreigners.report_foreigner(case, s.by(), person=person, organ="省公安厅", content="已层报")
    step = {"step": foreigners.ConsularStep.TOLD, "consulate": "加拿大驻广州总领事馆"}
    foreigners.record_consular_step(type(case).objects.get(pk=case.pk), s.by(), person=person, **step)
    return says(s, "cases.conclude", case, CONCLUDE)
