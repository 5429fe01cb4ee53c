"""The desk's list of property under measure, the panel of the case file and the page of one measure."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from egret.acts.queries import visible_to
from egret.cases import queries
from egret.cases.acts import freezing, keeping, loans, seizure
from egret.cases.models import AssetKind, CriminalCase, CriminalProperty
from egret.demo.hands import sign_all
from egret.desk import acts
from tests.building import cases
from tests.building.org import NOON, District

Enter = Callable[..., Client]
FROZEN: dict[str, Any] = {"to_organ": "鹭岛银行", "amount": Decimal(900), "extent": "及于孳息", "reason": "涉案资金"}


@pytest.fixture
def case(city: District) -> CriminalCase:
    """A burglary with one seizure and two freezes, the longer one first."""
    made = cases.burglary(city)
    by, person = city.by("officer"), queries.suspects(made)[0]
    items = ("金项链，1条，断裂",)
    sign_all(seizure.seize(made, by, holder=person, items=items, reason="赃物", recording="KY-1"), NOON)
    for asset, account in ((AssetKind.SECURITIES, "证券账户1"), (AssetKind.DEPOSIT, "银行账户2")):
        sign_all(freezing.freeze(made, by, person=person, asset=asset, account=account, **FROZEN), NOON)
    return CriminalCase.objects.get(pk=made.pk)


def test_what_lapses_first_stands_first_and_what_has_no_term_apart(case: CriminalCase, signed_in: Enter) -> None:
    page = signed_in("officer").get(reverse("desk:property"))
    titles = [one.title for one in page.context["page"].rows]
    assert len(titles) == 2 and "存款" in titles[0] and "债券" in titles[1]
    apart = signed_in("officer").get(reverse("desk:property") + "?kind=criminal_property&term=none")
    assert [one.title for one in apart.context["page"].rows] == ["扣押：金项链"]
    only = signed_in("officer").get(reverse("desk:property") + "?measure=seize")
    assert not only.context["page"].rows


def test_the_file_shows_what_is_under_measure_until_when(case: CriminalCase, signed_in: Enter) -> None:
    client = signed_in("officer")
    page = client.get(reverse("desk:subject", args=[case.pk])).content.decode()
    assert "涉案财物措施" in page and "扣押：金项链" in page
    measure = CriminalProperty.objects.get(case_id=case.pk, measure_kind="seize")
    one = client.get(reverse("desk:subject", args=[measure.pk]))
    text = one.content.decode()
    assert one.status_code == 200 and "断裂" in text and case.number in text and "移交保管" in text
    assert client.get(reverse("desk:replay", args=[measure.pk])).status_code == 200


def test_the_page_says_who_has_a_thing_and_until_when(city: District, case: CriminalCase, signed_in: Enter) -> None:
    measure = CriminalProperty.objects.get(case_id=case.pk, measure_kind="seize")
    keeping.hand_over_seized(measure, city.by("officer"), keeper="杨木", register="RK-7")
    measure.refresh_from_db()
    items, until = tuple(loans.in_store(measure)), NOON + timedelta(days=1)
    given: dict[str, Any] = {"purpose": loans.LoanPurpose.EXPERT, "until": until, "state": "完好"}
    sign_all(loans.borrow_exhibits(measure, city.by("officer"), items=items, borrower=city["officer"], **given), NOON)
    text = signed_in("officer").get(reverse("desk:subject", args=[measure.pk])).content.decode()
    assert f"调用：{city['officer'].name}" in text and "应当归还时间" in text


def test_another_station_sees_nothing_of_it(city: District, case: CriminalCase, signed_in: Enter) -> None:
    client = signed_in(city.stranger)
    assert not client.get(reverse("desk:property")).context["page"].rows
    for one in CriminalProperty.objects.filter(case_id=case.pk):
        assert client.get(reverse("desk:subject", args=[one.pk])).status_code == 404


def test_it_is_as_secret_as_its_case(city: District, case: CriminalCase, signed_in: Enter) -> None:
    head = city["unit_head"]
    acts.narrow(case, city.by("unit_head"), viewers=(city.second,), reason="涉未成年人")
    later = NOON + timedelta(hours=1)
    seen = {
        name: visible_to(who, later, CriminalProperty).count() for name, who in (("a", city["officer"]), ("h", head))
    }
    assert seen == {"a": 3, "h": 3}, "the owner and who narrowed it"
    assert not visible_to(city["duty_officer"], later, CriminalProperty).exists()
    born = CriminalCase.objects.get(pk=case.pk)
    given = {"holder": queries.suspects(born)[0], "items": ("手镯，1只",), "reason": "赃物", "recording": "KY-2"}
    sign_all(seizure.seize(born, city.by("officer", later), **given), later)
    newest = CriminalProperty.objects.latest("pk")
    assert newest.sensitivity == 1
    assert visible_to(city.second, later, CriminalProperty).filter(pk=newest.pk).exists()
    assert not visible_to(city["duty_officer"], later, CriminalProperty).filter(pk=newest.pk).exists()
    acts.widen(CriminalCase.objects.get(pk=case.pk), city.by("unit_head", later), reason="已不需要")
    assert visible_to(city["duty_officer"], later, CriminalProperty).count() == 4
