"""The case file says which text of the law governs what, for a case whose acts lie on both sides of 2026-01-01."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest
from django.test import Client
from django.urls import reverse

from egret.acts.done import By
from egret.acts.queries import timeline
from egret.cases.acts import penalty
from egret.cases.models import AdministrativeCase
from egret.demo import offences
from egret.demo.matters import ASSAULT
from egret.desk.governing import governing
from egret.desk.pages import rests_on
from tests.building.org import NOON, District, police_city
from tests.desk.conftest import account_of

pytestmark = pytest.mark.django_db
OLD = datetime.fromisoformat("2025-12-29T12:00:00+08:00")
OLD_LAW, NEW_LAW = "治安管理处罚法(2012)", "治安管理处罚法(2025)"


@pytest.fixture
def city(db: None) -> District:
    return police_city(datetime.fromisoformat("2025-06-02T09:00:00+08:00"))


def straddling(city: District) -> AdministrativeCase:
    """Filed in the last days of 2025, put forward on a working day of 2026, on the new text because it is lighter."""
    case = offences.examined(city.squad, replace(ASSAULT, cite=f"{OLD_LAW}#43"), OLD)
    given = {"person": offences.suspect_of(case), "findings": "打人", "fine": 800, "lighter": "可以单处罚款"}
    penalty.submit_for_review(case, By(city["officer"], NOON), cite=f"{NEW_LAW}#51", **given)
    return offences.again(case)


def test_penalty_by_the_conduct_procedure_by_each_act(city: District) -> None:
    case = straddling(city)
    found = governing(case, timeline(case))
    assert found is not None and found.straddles
    assert (found.conduct, found.penalty_law, found.lighter) == (date(2025, 12, 29), OLD_LAW, [f"{NEW_LAW}#51"])
    assert [span.law for span in found.spans] == [OLD_LAW, NEW_LAW]
    assert found.spans[0].last.year == 2025 and found.spans[1].count == 1
    compared = {one.title: (one.before, one.after) for one in found.compared}
    assert compared["询问未成年人通知监护人"] == (f"{OLD_LAW}#84", f"{NEW_LAW}#98")
    assert compared["违法记录封存"] == ("", f"{NEW_LAW}#136")


def test_each_line_of_time_names_the_article_of_its_day(city: District) -> None:
    case = straddling(city)
    cited = {entry.act: rests_on(entry) for entry in timeline(case)}
    assert f"{OLD_LAW}#82" in cited["cases.summon"]
    new = offences.assigned(city.squad, ASSAULT, NOON)
    told = {entry.act: rests_on(entry) for entry in timeline(offences.heard(city.squad, ASSAULT, NOON))}
    assert f"{NEW_LAW}#96" in told["cases.summon"]
    plain = governing(new, timeline(new))
    assert plain is not None and not plain.straddles and not plain.compared


def test_the_page_shows_both_texts(city: District) -> None:
    case = straddling(city)
    client = Client()
    client.force_login(account_of(city, city["officer"]))
    page = client.get(reverse("desk:subject", args=[case.pk])).content.decode()
    for words in ("适用法律", OLD_LAW, NEW_LAW, "新法较轻，从新法", "新旧条文对照"):
        assert words in page
