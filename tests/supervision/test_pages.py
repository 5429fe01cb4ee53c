"""The pages of findings: listed for whoever sees the subject, with what shows them; nobody is ranked."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from egret.intake import acts as intake
from egret.intake.models import Channel, IncidentKind
from egret.supervision.models import Finding
from egret.supervision.patrol import patrol
from tests.building.org import NOON, District, later
from tests.desk.conftest import _quick_passwords, axe, browser, city, home, page, sign_in, signed_in  # noqa: F401

pytestmark = pytest.mark.django_db


@pytest.fixture
def finding(city: District) -> Finding:  # noqa: F811
    """Reported on Monday, entered on Thursday."""
    intake.register(
        city.station.place,
        city.by("officer", later(days=3)),
        channel=Channel.WALK_IN,
        sort=IncidentKind.OTHER,
        title="遗失物招领",
        account="拾得钱包一个。",
        reported_at=NOON,
    )
    patrol(later(days=4))
    return Finding.objects.select_related("matter").get()


def test_list_shows_rule_severity_article_subject_and_since(finding: Finding, signed_in: Any) -> None:  # noqa: F811
    text = signed_in("officer").get(reverse("supervision:findings")).content.decode()
    for said in ("不如实登记", "较重", "受案立案制度的意见", "遗失物招领", "03-03 12:00"):
        assert said in text, said
    assert reverse("desk:subject", args=[finding.matter_id]) in text


def test_list_is_filtered_by_severity_stage_and_state(finding: Finding, signed_in: Any) -> None:  # noqa: F811
    client, address = signed_in("officer"), reverse("supervision:findings")
    there = {
        query: "遗失物招领" in client.get(f"{address}?{query}").content.decode()
        for query in ("severity=B", "severity=A", "stage=intake", "stage=admin", "state=gone", "severity=x&stage=y")
    }
    assert there == {
        "severity=B": True,
        "severity=A": False,
        "stage=intake": True,
        "stage=admin": False,
        "state=gone": False,
        "severity=x&stage=y": True,
    }


def test_finding_shows_its_data_and_its_rule(finding: Finding, signed_in: Any) -> None:  # noqa: F811
    text = signed_in("unit_head").get(reverse("supervision:finding", args=[finding.pk])).content.decode()
    for said in ("F02", "接报时间", "2026-03-02 12:00", "登记时间", "2026-03-05 12:00", finding.number):
        assert said in text, said


def test_case_file_shows_what_is_held_against_it(finding: Finding, signed_in: Any) -> None:  # noqa: F811
    text = signed_in("officer").get(reverse("desk:subject", args=[finding.matter_id])).content.decode()
    assert reverse("supervision:finding", args=[finding.pk]) in text


def test_who_does_not_see_the_subject_does_not_see_the_finding(
    finding: Finding,
    city: District,  # noqa: F811
    signed_in: Any,  # noqa: F811
) -> None:
    client = signed_in(city.stranger)
    assert "遗失物招领" not in client.get(reverse("supervision:findings")).content.decode()
    assert client.get(reverse("supervision:finding", args=[finding.pk])).status_code == 404
    intake_of = finding.matter.noun()
    from egret.acts.cards import act_named

    act_named("subjects.narrow")(intake_of, city.by("unit_head", timezone.now()), viewers=(), reason="涉及民警")
    other = signed_in("duty_officer")
    assert other.get(reverse("supervision:finding", args=[finding.pk])).status_code == 404
    assert other.get(reverse("desk:subject", args=[finding.pk])).status_code == 404, "nor by the finding's own number"


def test_in_english_the_rule_is_english(finding: Finding, signed_in: Any) -> None:  # noqa: F811
    client = signed_in("officer")
    client.cookies["django_language"] = "en"
    text = client.get(reverse("supervision:findings")).content.decode()
    assert "Not registered truthfully or in time" in text and "Serious" in text


def test_list_asks_few_questions(finding: Finding, signed_in: Any, django_assert_max_num_queries: Any) -> None:  # noqa: F811
    client = signed_in("officer")
    client.get(reverse("supervision:findings"))
    with django_assert_max_num_queries(16):
        client.get(reverse("supervision:findings"))
