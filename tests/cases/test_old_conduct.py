"""Conduct of long ago: every act of the menu can be asked, and the file opens, under the law of either day."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from egret.acts.queries import menu
from egret.demo import crimes, offences
from egret.demo.matters import ASSAULT, BURGLARY
from tests.building.org import NOON, later, police_city

pytestmark = pytest.mark.django_db
YEARS = (1998, 2004, 2008, 2012, 2020, 2025)


def before(year: int) -> timedelta:
    return NOON - datetime(year, 12, 24, 4, tzinfo=NOON.tzinfo)


@pytest.mark.parametrize("year", YEARS)
def test_the_menu_of_a_case_about_old_conduct_answers(year: int) -> None:
    city = police_city()
    crime = crimes.detained(city.squad, replace(BURGLARY, before=before(year)), NOON)
    old = "治安管理处罚法(2012)#43" if year < 2026 else ASSAULT.cite
    offence = offences.assigned(city.squad, replace(ASSAULT, before=before(year), cite=old), NOON)
    for case in (crime, offence):
        found = menu(case, city.by("officer", later(days=5)))
        assert any(item.allowed for item in found) and any(not item.allowed for item in found)
