"""What the desk's pages may ask of the database: constants, whatever the number of matters."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from egret.cases.models import AdministrativeCase
from egret.demo import offences
from egret.demo.matters import ASSAULT
from tests.building.org import NOON, District

pytestmark = pytest.mark.django_db
Enter = Callable[..., Client]
LISTS = {"desk:worklist": 40, "desk:incidents": 40, "desk:cases": 40}
"""Most queries of a page that lists matters."""
CASE_FILE = 140
"""Most queries of a case file: its panels, its clocks, and every guard asked for the menu."""


def asked(client: Client, path: str) -> int:
    client.get(path)  # What is kept between requests is not counted.
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


def test_a_list_asks_the_same_for_two_matters_as_for_six(city: District, signed_in: Enter) -> None:
    client = signed_in("officer")
    for turn in range(2):
        offences.assigned(city.squad, replace(ASSAULT, title=f"打架{turn}"), NOON + timedelta(hours=turn))
    few = {name: asked(client, reverse(name)) for name in LISTS}
    for turn in range(2, 6):
        offences.assigned(city.squad, replace(ASSAULT, title=f"打架{turn}"), NOON + timedelta(hours=turn))
    many = {name: asked(client, reverse(name)) for name in LISTS}
    assert many == few, "a query for each row"
    assert not {name: count for name, count in many.items() if count > LISTS[name]}, many


def test_a_case_file_keeps_its_budget_as_it_grows(city: District, signed_in: Enter) -> None:
    client = signed_in("officer")
    young = offences.assigned(city.squad, ASSAULT, NOON)
    old = offences.closed(city.squad, ASSAULT, NOON)
    counts = {case.stage: asked(client, reverse("desk:subject", args=[case.pk])) for case in (young, old)}
    assert all(count <= CASE_FILE for count in counts.values()), counts
    assert AdministrativeCase.objects.count() == 2
