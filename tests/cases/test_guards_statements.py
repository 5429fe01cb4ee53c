"""Safeguards of questioning and evidence: each is met once, and says why, by which article, and what to do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from egret.cases.acts import evidence, people
from egret.cases.models import EvidenceKind, Statement
from egret.cases.models.records import StatementPlace
from egret.documents.models import Document
from egret.intake.models import Person, Role, Sex
from egret.intake.persons import PersonFacts
from tests.cases.conftest import LATER, Case, Standing, refused, undone

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
START, END = LATER - 40 * MINUTE, LATER - 10 * MINUTE


@pytest.fixture(autouse=True)
def _each_undone(standing: Standing) -> Any:
    with undone():
        yield


def entered(standing: Standing, case: Case, role: Role = Role.SUSPECT, told: bool = True, **facts: Any) -> Person:
    """Somebody new in the case, told their rights a day before."""
    given = {"name": "孙某", "born": date(1985, 1, 1), "sex": Sex.MALE, **facts}
    people.add_person(case, standing.city.by("officer", LATER - 1500 * MINUTE), person=PersonFacts(role=role, **given))
    person = Person.objects.filter(subject_id=case.pk).order_by("-pk")[0]
    if told:
        people.tell_rights(case, standing.city.by("officer", LATER - 1440 * MINUTE), person=person)
    return person


def statement(standing: Standing, person: Person, **more: Any) -> dict[str, Any]:
    return {
        "person": person,
        "officers": standing.city.squad.two,
        "place": StatementPlace.CASE_AREA,
        "started": START,
        "ended": END,
        "text": "问：？\n答：。",
        "recording": "LY-1",
        **more,
    }


MINOR = {"born": date(2010, 1, 1)}
Make = Callable[[Standing, Case], dict[str, Any]]
RECORDS: list[tuple[str, str, str, Make]] = [
    ("R04", "block", "治安", lambda s, c: statement(s, entered(s, c), officers=(s.city["auxiliary"],))),
    (
        "R02",
        "block",
        "治安",
        lambda s, c: statement(s, entered(s, c), officers=(s.city["officer"],), place=StatementPlace.SCENE),
    ),
    ("R01", "block", "刑事", lambda s, c: statement(s, entered(s, c), officers=(s.city["officer"],))),
    ("R15", "block", "治安", lambda s, c: statement(s, entered(s, c, told=False))),
    ("R08", "block", "治安", lambda s, c: statement(s, entered(s, c), recording="")),
    ("R07", "warn", "刑事", lambda s, c: statement(s, entered(s, c), recording="")),
    ("R26", "warn", "治安", lambda s, c: statement(s, entered(s, c, born=None))),
    ("R20", "block", "治安", lambda s, c: statement(s, entered(s, c, **MINOR))),
    ("R20", "block", "刑事", lambda s, c: statement(s, entered(s, c, **MINOR))),
    ("R22", "block", "刑事", lambda s, c: statement(s, entered(s, c, sex=Sex.FEMALE, **MINOR), officers=_men(s))),
    ("R29", "block", "治安", lambda s, c: statement(s, entered(s, c, flags=("no_chinese",)))),
]


def _men(standing: Standing) -> tuple[Any, ...]:
    return (standing.city.second, standing.city["duty_officer"])


@pytest.mark.parametrize(("code", "severity", "kind", "given"), RECORDS, ids=[f"{r[0]}-{r[2]}" for r in RECORDS])
def test_a_statement_meets_its_safeguards(standing: Standing, code: str, severity: str, kind: str, given: Make) -> None:
    case = standing.a("investigating") if kind == "治安" else standing.c("investigating")
    one = refused("cases.record_statement", case, standing.by(), given(standing, case), code, severity)
    assert one.article


def test_the_adult_beside_a_minor_is_no_suspect_of_the_case(standing: Standing) -> None:
    case = standing.a("investigating")
    entered(standing, case, name="共犯")
    adult = entered(standing, case, role=Role.GUARDIAN, name="共犯")
    given = statement(standing, entered(standing, case, **MINOR), adult=adult)
    assert refused("cases.record_statement", case, standing.by(), given, "R21").article


def test_a_minor_with_an_adult_may_be_questioned(standing: Standing) -> None:
    case = standing.a("investigating")
    adult = entered(standing, case, role=Role.GUARDIAN, name="母亲", sex=Sex.FEMALE)
    given = statement(standing, entered(standing, case, **MINOR), adult=adult)
    evidence.record_statement(case, standing.by(), **given)
    assert Statement.objects.get(subject_id=case.pk).adult == adult


def test_one_officer_will_do_in_a_recorded_case_area(standing: Standing) -> None:
    case = standing.a("investigating")
    given = statement(standing, entered(standing, case), officers=(standing.city["officer"],))
    evidence.record_statement(case, standing.by(), **given)
    assert Statement.objects.get(subject_id=case.pk).officers == [standing.city["officer"].pk]


def test_nobody_is_in_two_records_at_one_time(standing: Standing) -> None:
    case, other = standing.a("investigating"), standing.a("examined")
    person = entered(standing, case)
    evidence.record_statement(case, standing.by(), **statement(standing, person))
    again = {"started": END - MINUTE, "ended": END + MINUTE}
    case = standing.a("investigating")
    assert refused("cases.record_statement", case, standing.by(), statement(standing, person, **again), "R06").article
    given = statement(standing, entered(standing, other), **again)
    assert refused("cases.record_statement", other, standing.by(), given, "R05", "warn").article


def test_enough_to_choose_from_in_an_identification(standing: Standing) -> None:
    case = standing.c("investigating")
    for sort, few in (("lineup_persons", 6), ("lineup_photos", 9), ("lineup_objects", 4)):
        given = {
            "person": entered(standing, case, role=Role.WITNESS),
            "sort": sort,
            "shown": few,
            "target": "嫌疑人",
            "started": START,
            "ended": END,
            "place": "派出所",
            "course": "无",
            "result": "无",
            "recording": "LX-1",
        }
        assert refused("cases.identify", case, standing.by(), given, "R40").article
        case = standing.c("investigating")


def test_auxiliaries_do_not_gather_evidence_alone(standing: Standing) -> None:
    case = standing.c("investigating")
    given = {"kind": EvidenceKind.MATERIAL, "title": "撬棍", "officers": (standing.city["auxiliary"],)}
    assert refused("cases.add_evidence", case, standing.by(), given, "R04").article


def test_who_hands_something_in_is_given_a_list(standing: Standing) -> None:
    case = standing.c("investigating")
    two = standing.city.squad.two
    given = {"kind": EvidenceKind.DOCUMENTARY, "title": "购物发票", "officers": two, "handed_in": True}
    found = refused("cases.add_evidence", case, standing.by(), given, "holder")
    assert found.article == "公安机关办理刑事案件程序规定#170"
    bringer = entered(standing, case, name="林报", role=Role.VICTIM)
    evidence.add_evidence(standing.c("investigating"), standing.by(), **{**given, "holder": bringer})
    paper = Document.objects.get(matter_id=case.pk, document_kind="接受证据材料清单")
    assert paper.about == bringer.key


def test_a_scene_without_witnesses_is_recorded(standing: Standing) -> None:
    case = standing.c("investigating")
    given = {"started": START, "ended": END, "place": "502室", "scene": "门锁被撬", "course": "提取指纹"}
    assert refused("cases.inspect_scene", case, standing.by(), given, "R39").article
