"""Decided cases of a kind beside its range: counted for those who may see them, never of sealed ones."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import models

from egret.acts.models import Subject
from egret.cases.models import Decision
from egret.demo import offences
from egret.demo.matters import ASSAULT
from egret.guidance import queries
from tests.building.org import NOON, later
from tests.guidance.conftest import account_of

pytestmark = pytest.mark.django_db
LAW = "治安管理处罚法(2025)"
PAGE = "/guidance/penalty/"


@pytest.fixture
def decided(city: Any) -> Any:
    """One case decided by acts, five more decisions of its kind beside it."""
    case = offences.closed(city.squad, ASSAULT, NOON)
    one = Decision.objects.get(subject_id=case.pk)
    for number in range(5):
        copy = Decision.objects.get(pk=one.pk)
        copy.pk, copy.detention_days, copy.decided_at = None, 5 + number, NOON - timedelta(days=number + 1)
        models.Model.save(copy)
    return case


def test_the_spread_of_what_an_officer_sees(city: Any, decided: Any) -> None:
    found = queries.comparable(city["officer"], later(days=60), "殴打他人", LAW)
    assert found.count == 6 and found.days is not None and found.days.least == 5 and len(found.latest) == 5
    assert not queries.comparable(city["officer"], later(days=60), "盗窃", LAW).count
    assert not queries.comparable(city["officer"], later(days=60), "殴打他人", "治安管理处罚法(2012)").count
    assert not queries.comparable(city["officer"], later(days=60 + 3 * 366), "殴打他人", LAW).count


def test_sealed_cases_are_in_nobodys_spread(city: Any, decided: Any) -> None:
    models.QuerySet(Subject).filter(pk=decided.pk).update(sensitivity=2)
    assert not queries.comparable(city["officer"], later(days=60), "殴打他人", LAW).count


def test_too_few_are_not_compared(city: Any) -> None:
    offences.closed(city.squad, ASSAULT, NOON)
    found = queries.comparable(city["officer"], later(days=60), "殴打他人", LAW)
    assert (found.count, found.days, found.yuan, list(found.latest)) == (1, None, None, [])


def test_the_page_shows_them_beside_the_range(decided: Any, signed_in: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr("egret.guidance.views.moment", lambda _request: later(days=60))
    asked = {"name": "殴打他人", "on": "2026-03-01", "decided": "2026-03-01"}
    shown = signed_in("officer").get(PAGE, asked).content.decode()
    assert "本机关同类已决案件" in shown and decided.number in shown and "不拘束本案" in shown
    few = signed_in("officer").get(PAGE, asked | {"name": "盗窃"}).content.decode()
    assert "只有 0 件" in few
    assert 'id="decided"' not in signed_in("officer").get(PAGE, {"name": "盗窃罪", "on": "2026-03-01"}).content.decode()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_spread_is_readable_wide_and_narrow(
    live_server: Any, page: Any, city: Any, decided: Any, sign_in: Any, axe: Any, shoot: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr("egret.guidance.views.moment", lambda _request: later(days=60))
    sign_in(page, account_of(city, city["officer"]))
    page.goto(f"{live_server.url}{PAGE}?name=殴打他人&on=2026-03-01&decided=2026-03-01")
    page.wait_for_selector("#decided table")
    axe(page)
    shoot(page, "penalty-comparable")
