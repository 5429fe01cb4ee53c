"""Forced summons: only after a summons that was not obeyed, by leave of the head of the unit."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from egret.cases.acts import inquiry
from egret.demo.hands import sign_all
from egret.documents.models import Document
from egret.intake.models import Person
from tests.cases.conftest import LATER, Standing, refused, undone
from tests.cases.test_guards_statements import entered

pytestmark = pytest.mark.django_db
FORCE = {"ground": inquiry.Unwilling.EVADES, "reason": "收到传唤证后躲往他处", "place": "白鹭派出所"}


@pytest.fixture(autouse=True)
def _each_undone(standing: Standing) -> Any:
    with undone():
        yield


def evader(standing: Standing) -> Person:
    return entered(standing, standing.a("investigating"), name="林躲")


def test_after_a_summons_in_vain_the_head_of_the_unit_lets_force_be_used(standing: Standing) -> None:
    person = evader(standing)
    call = {"reason": "涉嫌殴打他人", "arrive_by": LATER + timedelta(hours=2), "place": "白鹭派出所"}
    sign_all(inquiry.summon(standing.a("investigating"), standing.by(), person=person, **call), LATER)
    outcome = inquiry.force_summons(standing.a("investigating"), standing.by(), person=person, **FORCE)
    assert outcome.proposed is not None, "the head of the unit decides"
    sign_all(outcome, LATER)
    papers = Document.objects.filter(document_kind="传唤证", about=person.key)
    assert papers.count() == 2
    given = {"person": person, "arrived_at": LATER, "way": "强制传唤", "place": "白鹭派出所"}
    inquiry.record_arrival(standing.a("investigating"), standing.by(), **given)
    assert not inquiry.summoned(standing.a("investigating")).filter(pk=person.pk).exists()


def test_who_was_never_summoned_is_not_forced(standing: Standing) -> None:
    given = {"person": evader(standing), **FORCE}
    case = standing.a("investigating")
    assert refused("cases.force_summons", case, standing.by(), given, "unsummoned").article == "治安管理处罚法(2025)#96"
    future = {**given, "oral_at": LATER + timedelta(hours=1)}
    refused("cases.force_summons", case, standing.by(), future, "unsummoned")
    oral = inquiry.force_summons(case, standing.by(), oral_at=LATER - timedelta(hours=1), **given)
    assert oral.proposed is not None, "an oral summons at the scene is a summons"
