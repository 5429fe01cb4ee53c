"""Who reports is heard in writing before there is a case; what they said is evidence in the case opened on it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from egret.cases import queries
from egret.cases.acts import acceptance, first_inquiry
from egret.cases.models import AdministrativeCase, Evidence, EvidenceKind, Statement
from egret.demo import offences
from egret.demo.hands import sign_all
from egret.demo.matters import ASSAULT
from egret.documents.models import Document
from egret.intake.models import Incident, Person
from tests.building.org import NOON
from tests.cases.conftest import LATER, Standing, refused, undone

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _each_undone(standing: Standing) -> Any:
    with undone():
        yield


def report(standing: Standing) -> Incident:
    return offences.reported(standing.city.squad, ASSAULT, NOON)


def said(standing: Standing, incident: Incident, **more: Any) -> dict[str, Any]:
    return {
        "person": first_inquiry.who_reports(incident)[0],
        "officers": standing.city.squad.two,
        "place": "scene",
        "rights_told": True,
        "started": LATER - 30 * MINUTE,
        "ended": LATER - 10 * MINUTE,
        "text": "问：请说一下经过。\n答：他打了我一拳。",
        **more,
    }


def test_what_was_said_on_the_report_is_evidence_of_the_case(standing: Standing) -> None:
    incident = report(standing)
    given = said(standing, incident)
    first_inquiry.record_first_inquiry(incident, standing.by(), **given)
    paper = Document.objects.get(matter_id=incident.pk, document_kind="询问笔录")
    assert paper.facts["answers"][0]["answer"] == "他打了我一拳。" and paper.facts["place"] == "现场"
    incident = Incident.objects.get(pk=incident.pk)
    opened = {"cause": ASSAULT.cause, "cause_cite": ASSAULT.cite}
    sign_all(acceptance.accept_administrative(incident, standing.by(), **opened), LATER)
    case = AdministrativeCase.objects.get(report_id=incident.pk)
    item = Evidence.objects.get(subject_id=case.pk)
    assert item.kind in (EvidenceKind.WITNESS, EvidenceKind.VICTIM)
    assert item.statement == Statement.objects.get(subject_id=incident.pk) and item.source == incident.number
    assert not queries.statements_of(case, queries.everyone(case)[0]).exists(), "it stays where it was taken down"


def test_one_officer_hears_under_a_recording_and_no_auxiliary_alone(standing: Standing) -> None:
    incident = report(standing)
    alone = said(standing, incident, officers=standing.city.squad.two[:1])
    assert refused("cases.record_first_inquiry", incident, standing.by(), alone, "R02").article
    outside = {**alone, "recording": "BWC-1"}
    assert refused("cases.record_first_inquiry", incident, standing.by(), outside, "R02").article
    untold = said(standing, incident, rights_told=False)
    assert refused("cases.record_first_inquiry", incident, standing.by(), untold, "R15").article
    helper = said(standing, incident, officers=(standing.city["auxiliary"],), recording="BWC-1")
    assert refused("cases.record_first_inquiry", incident, standing.by(), helper, "R04").article
    late = said(standing, incident, ended=LATER - 40 * MINUTE)
    assert refused("cases.record_first_inquiry", incident, standing.by(), late, "time").remedy
    first_inquiry.record_first_inquiry(incident, standing.by(), **{**outside, "place": "case_area"})


def test_a_child_who_reports_is_heard_beside_a_guardian(standing: Standing) -> None:
    incident = report(standing)
    person: Person = first_inquiry.who_reports(incident)[0]
    person.born = date(2013, 1, 1)
    given = {**said(standing, incident), "person": person}
    found = first_inquiry.record_first_inquiry.refusals(incident, standing.by(), given)
    assert "R20" in {one.code for one in found}
