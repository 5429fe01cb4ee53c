"""The case file asks the database little, and what it shows once within a look is what holds outside of one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from egret.acts.cards import ask_guards
from egret.acts.done import By
from egret.acts.queries import menu
from tests.building import cases
from tests.building.org import NOON, District

pytestmark = pytest.mark.django_db


def test_a_menu_holds_against_each_act_what_its_guards_hold_when_asked_alone(city: District) -> None:
    case = cases.investigated(city)
    by = By(city["officer"], NOON + timedelta(days=1))
    items = menu(case, by)
    assert len(items) > 20
    for item in items:
        alone = ask_guards(item.card, case, by, {})
        assert [one for one in item.refusals if one.code != "nobody"] == alone, item.card.name


def test_the_number_of_questions_does_not_grow_with_the_menu(city: District, signed_in: Callable[..., Client]) -> None:
    case = cases.investigated(city)
    client = signed_in(city["officer"])
    address = reverse("desk:subject", args=[case.pk])
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    assert len(asked) <= 65
