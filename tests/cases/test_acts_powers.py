"""Every act on a report or a case: refused without its power, with who may do it; offered to who holds it."""

from __future__ import annotations

from typing import Any

import pytest

from egret.acts.cards import act_named, all_acts
from egret.acts.done import By
from egret.cases.models import AdministrativeCase, CaseFacts
from egret.intake.models import Incident
from egret.org.posts import post_kind
from tests.cases.conftest import LATER, Standing, undone

pytestmark = pytest.mark.django_db
NAMES = [
    entry.card.name
    for entry in all_acts()
    if issubclass(entry.card.subject, Incident | CaseFacts) and not entry.card.creates and entry.card.entitled is None
]


@pytest.fixture(autouse=True)
def _each_undone(standing: Standing) -> Any:
    with undone():
        yield


def subject_of(standing: Standing, name: str) -> Any:
    noun = act_named(name).card.subject
    if issubclass(noun, Incident):
        return Incident.objects.earliest("pk")
    if issubclass(AdministrativeCase, noun):
        return standing.a("investigating")
    return standing.c("investigating")


@pytest.mark.parametrize("name", NAMES)
def test_only_who_holds_the_power_there_may_do_it(standing: Standing, name: str) -> None:
    card = act_named(name).card
    subject = subject_of(standing, name)
    holders = 0
    for post, staff in standing.city.officers.items():
        found = [one for one in act_named(name).refusals(subject, By(staff, LATER), {}) if one.code == "power"]
        holds = post_kind(post).holds(card.power)
        holders += holds
        assert bool(found) == (not holds), f"{post}: {found}"
        assert all(str(one.sentence) and str(one.remedy) for one in found)
    assert holders or card.system, "somebody may"


@pytest.mark.parametrize("name", NAMES)
def test_nobody_of_another_station_may_do_it(standing: Standing, name: str) -> None:
    subject = subject_of(standing, name)
    for stranger in (standing.city.stranger, standing.city.stranger_head):
        found = act_named(name).refusals(subject, By(stranger, LATER), {})
        assert "power" in [one.code for one in found]
