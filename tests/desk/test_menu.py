"""The act menu of a file: what the case asks for now stands openly, nearest limit first; the rest waits in a fold."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from egret.acts.done import By
from egret.acts.queries import entitled, menu
from egret.demo import crimes
from egret.demo.matters import BURGLARY
from egret.desk import pages
from tests.building.org import NOON, District

pytestmark = pytest.mark.django_db
Enter = Callable[..., Client]


def offered(html: str) -> list[str]:
    return re.findall(r"/do/([a-z_.]+)/", html)


def test_what_answers_the_running_limit_comes_first(city: District) -> None:
    case = crimes.detained(city.squad, BURGLARY, NOON - timedelta(days=2))
    shown, looked_into = pages.menu_of(case, By(city["officer"], NOON))
    names = [item.card.name for item, _url in shown.first]
    assert names[:2] == ["cases.extend_detention", "cases.request_arrest"] and "cases.add_evidence" not in names
    assert all(item.due or item.leads_on for item, _url in shown.first)
    dues = [item.due for item, _url in shown.first if item.allowed and item.due]
    assert dues == sorted(dues) and len(looked_into) < shown.rest


def test_the_fold_holds_all_that_does_not_stand_openly_and_no_more(city: District, signed_in: Enter) -> None:
    case = crimes.detained(city.squad, BURGLARY, NOON - timedelta(days=2))
    client = signed_in(city["officer"])
    openly = offered(client.get(reverse("desk:subject", args=[case.pk])).content.decode().split('id="map"')[0])
    address = reverse("desk:more_acts", args=[case.pk])
    folded = offered(client.get(address, headers={"HX-Request": "true"}).content.decode())
    whole = offered(client.get(address).content.decode())
    assert openly and folded and not set(openly) & set(folded)
    assert sorted({*openly, *folded}) == sorted(set(whole))


def test_a_short_menu_needs_no_fold_but_for_what_has_no_object(city: District) -> None:
    case = crimes.detained(city.squad, BURGLARY, NOON - timedelta(days=2))
    by = By(city["unit_head"], NOON)
    able, items = entitled(case, by), menu(case, by)
    assert {one.card.name for one in able} == {item.card.name for item in items}
    shown, _items = pages.menu_of(case, by)
    if len(able) <= pages.SHOWN_OPENLY:
        assert [item.card.name for item, _url in shown.first] == [i.card.name for i in items if not i.is_idle]
    assert len(shown.first) + shown.rest == len(able)
