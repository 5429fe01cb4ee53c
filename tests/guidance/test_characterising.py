"""From the records of a case to law: proposed, confirmed or corrected by an act, and what closed cases teach."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import models
from django.test import Client
from django.urls import reverse

from egret.acts.done import By
from egret.acts.models import Subject
from egret.acts.refusals import Refused
from egret.cases.models import CriminalCase
from egret.demo import crimes, offences
from egret.demo.matters import ASSAULT, BURGLARY
from egret.guidance import characterising
from egret.guidance.acts.characterising import characterise
from egret.guidance.models import Characterisation
from egret.intake.models import Person
from tests.building.org import NOON, later
from tests.guidance.conftest import account_of

pytestmark = pytest.mark.django_db
THEFT = "嫌疑人趁被害人不备，扒窃其手机一部，经鉴定价值人民币4200元。"


def told(case: Any, summary: str) -> Any:
    models.QuerySet(type(case)).filter(pk=case.pk).update(summary=summary)
    case.refresh_from_db()
    return case


@pytest.fixture
def case(city: Any) -> CriminalCase:
    return told(crimes.detained(city.squad, BURGLARY, NOON), THEFT)


def by(city: Any, days: int = 3) -> By:
    return city.squad.by(later(days=days))


def test_the_officer_confirms_what_is_proposed(city: Any, case: CriminalCase) -> None:
    characterise(case, by(city), names="盗窃罪")
    found = characterising.latest(case)
    assert found is not None and (found.names, found.proposed, found.agrees) == (["盗窃罪"], ["盗窃罪"], True)


def test_a_correction_says_why_and_is_kept_beside_the_proposal(city: Any, case: CriminalCase) -> None:
    with pytest.raises(Refused, match="没有写理由"):
        characterise(case, by(city), names="抢夺罪")
    characterise(case, by(city), names="抢夺罪\n抢夺罪", reason="趁人不备公然夺取")
    characterise(case, by(city, 4), names="盗窃罪")
    assert [one.names for one in Characterisation.objects.order_by("pk")] == [["抢夺罪"], ["盗窃罪"]]
    latest = characterising.latest(case)
    assert latest is not None and latest.agrees


@pytest.mark.parametrize("names", ["偷东西", "", "殴打他人"])
def test_names_outside_the_tables_are_refused(city: Any, case: CriminalCase, names: str) -> None:
    with pytest.raises(Refused, match="表中"):
        characterise(case, by(city), names=names)


def test_who_has_no_power_over_the_case_is_refused(city: Any, case: CriminalCase) -> None:
    with pytest.raises(Refused):
        characterise(case, By(city.stranger, later(days=3)), names="盗窃罪")


def test_an_administrative_case_takes_a_violation(city: Any) -> None:
    case = offences.assigned(city.squad, ASSAULT, NOON)
    characterise(case, by(city), names="殴打他人")
    with pytest.raises(Refused, match="表中"):
        characterise(case, by(city), names="故意伤害罪")


def test_the_page_shows_proposal_evidence_and_what_was_found(city: Any, case: CriminalCase, signed_in: Any) -> None:
    client: Client = signed_in("officer")
    page = client.get(reverse("desk:facts", args=[case.pk])).content.decode()
    assert "盗窃罪" in page and "<mark>" in page and "guidance.characterise" in page
    assert reverse("desk:facts", args=[case.pk]) in client.get(reverse("desk:subject", args=[case.pk])).content.decode()
    characterise(case, by(city), names="抢夺罪", reason="公然夺取")
    page = client.get(reverse("desk:facts", args=[case.pk])).content.decode()
    assert "与推荐不同" in page and "公然夺取" in page
    assert "不是案件" in client.get(reverse("desk:facts", args=[case.report_id])).content.decode()


def test_who_may_not_see_the_case_sees_no_facts(city: Any, case: CriminalCase, signed_in: Any) -> None:
    models.QuerySet(Subject).filter(pk=case.pk).update(sensitivity=1, owner=None)
    assert signed_in("officer").get(reverse("desk:facts", args=[case.pk])).status_code == 404


def test_only_closed_open_cases_teach_and_without_their_people(city: Any, case: CriminalCase, tmp_path: Path) -> None:
    assert list(characterising.training_rows()) == []
    name = Person.objects.filter(subject_id=case.pk).values_list("name", flat=True)[0]
    told(case, f"{name}扒窃手机。")
    characterise(case, by(city), names="抢夺罪", reason="公然夺取")
    models.QuerySet(Subject).filter(pk=case.pk).update(closed=later(days=9))
    file = tmp_path / "rows.jsonl"
    call_command("guide", "train", "--rows", str(file), stdout=StringIO())
    (row,) = map(json.loads, file.read_text("utf-8").splitlines())
    assert row["charges"] == ["抢夺罪"] and name not in row["fact"] and "扒窃手机" in row["fact"]
    models.QuerySet(Subject).filter(pk=case.pk).update(sensitivity=2)
    assert list(characterising.training_rows()) == []


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_confirmed_by_keyboard_wide_and_narrow(
    live_server: Any, page: Any, city: Any, sign_in: Any, axe: Any, shoot: Any
) -> None:
    found = told(crimes.detained(city.squad, BURGLARY, NOON), THEFT)
    sign_in(page, account_of(city, city["officer"]))
    page.goto(live_server.url + reverse("desk:facts", args=[found.pk]))
    axe(page)
    shoot(page, "case-facts")
    page.focus("a.btn.go")
    page.keyboard.press("Enter")
    page.wait_for_selector("textarea[name=names]")
    assert page.input_value("textarea[name=names]") == "盗窃罪"
    axe(page)
    page.focus("form .go")
    page.keyboard.press("Enter")
    page.wait_for_url("**/s/*/")
    assert Characterisation.objects.count() == 1
