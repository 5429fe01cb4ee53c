"""涉案金额: stated with what it rests on, corrected by stating it anew."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from egret.acts.refusals import Refused
from egret.cases.acts import amounts
from tests.cases.conftest import Standing, refused, undone

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _each_undone(standing: Standing) -> Any:
    with undone():
        yield


@pytest.mark.parametrize("kind", ["a", "c"])
def test_the_sum_of_a_case(standing: Standing, kind: str) -> None:
    read = standing.a if kind == "a" else standing.c
    for amount in ("2800", "3200.50"):
        amounts.record_amount(
            read("investigating"), standing.by(), amount=Decimal(amount), rests_on="价格认定结论书鹭价认〔2026〕7号"
        )
        assert read("investigating").amount == Decimal(amount)


def test_a_sum_needs_a_number_and_what_it_rests_on(standing: Standing) -> None:
    case = standing.a("investigating")
    assert refused("cases.record_amount", case, standing.by(), {"amount": Decimal(0), "rests_on": "发票"}, "amount")
    assert refused("cases.record_amount", case, standing.by(), {"amount": Decimal(9), "rests_on": " "}, "rests_on")
    with pytest.raises(Refused) as no:
        amounts.record_amount(case, standing.by("supervisor"), amount=Decimal(9), rests_on="发票")
    assert {one.code for one in no.value.refusals} == {"power"}
