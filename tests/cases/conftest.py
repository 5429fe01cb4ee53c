"""Cases that stand at each stage, built once for all tests of a file; every test undoes what it does."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from egret.acts.cards import act_named, ask_guards
from egret.acts.done import By
from egret.acts.refusals import Refusal, Refused
from egret.cases.models import AdministrativeCase, CriminalCase
from egret.demo import crimes, offences
from egret.demo.matters import ASSAULT, BURGLARY
from tests.building.org import NOON, District, later, police_city

Case = AdministrativeCase | CriminalCase
LATER = later(days=30)
ADMINISTRATIVE: dict[str, Callable[..., AdministrativeCase]] = {
    "filed": offences.accepted,
    "investigating": offences.assigned,
    "examined": offences.examined,
    "review": offences.submitted,
    "noticed": offences.noticed,
    "decided": offences.decided,
    "served": offences.served,
    "executing": offences.executing,
}
CRIMINAL: dict[str, Callable[..., CriminalCase]] = {
    "investigating": crimes.investigating,
    "suspect_in": crimes.suspect_in,
    "detained": crimes.detained,
    "sent": crimes.sent,
}


class Standing:
    """One case of each kind for each stage named above, and the city they are in."""

    def __init__(self, city: District) -> None:
        self.city = city
        self.admin = {name: way(city.squad, ASSAULT, NOON).pk for name, way in ADMINISTRATIVE.items()}
        self.criminal = {name: way(city.squad, BURGLARY, NOON).pk for name, way in CRIMINAL.items()}

    def a(self, name: str) -> AdministrativeCase:
        return AdministrativeCase.objects.get(pk=self.admin[name])

    def c(self, name: str) -> CriminalCase:
        return CriminalCase.objects.get(pk=self.criminal[name])

    def by(self, post: str = "officer", **more: Any) -> By:
        return self.city.by(post, LATER, **more)


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def standing(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Standing]:
    with django_db_blocker.unblock(), undone():
        yield Standing(police_city())


def refused(name: str, case: Any, by: By, given: Mapping[str, Any], code: str, severity: str = "block") -> Refusal:
    """The refusal of that code which an act meets; a block must stop the act, the others must not be a block."""
    if severity == "block":
        before = type(case).objects.get(pk=case.pk).version
        with pytest.raises(Refused) as met:
            act_named(name)(case, by, **given)
        found = met.value.refusals
        assert type(case).objects.get(pk=case.pk).version == before, "a refusal writes nothing"
    else:
        found = tuple(ask_guards(act_named(name).card, case, by, given))
    (one, *_more) = [refusal for refusal in found if refusal.code == code and refusal.severity == severity] or [None]
    assert one is not None, [(refusal.code, refusal.severity, str(refusal)) for refusal in found]
    assert str(one.sentence) and str(one.remedy), "a refusal says why and what to do"
    return one
