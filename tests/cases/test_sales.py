"""Sales before the end: by leave of the leader, pictured first, and the price stays in the place of the goods."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from egret.cases import queries
from egret.cases.acts import sales
from egret.cases.models import CriminalProperty, ItemState, PropertyItem
from egret.demo.hands import sign_all
from egret.documents.models import Document
from tests.cases.conftest import LATER, Standing, refused, undone
from tests.cases.test_preservation import seized
from tests.cases.test_property import again, frozen, levels, taken

pytestmark = pytest.mark.django_db
ORDER: dict[str, Any] = {
    "ground": sales.SaleGround.PERISHABLE,
    "reason": "冷冻海鲜无处存放",
    "photos": "ZP-3",
    "to_organ": "鹭岛市拍卖行",
}
SOLD: dict[str, Any] = {
    "way": sales.SaleWay.AUCTION,
    "price": Decimal(800),
    "fees": Decimal(50),
    "buyer": "王某商行",
    "receipt": "JK-1",
}


@pytest.fixture(autouse=True)
def _each_undone(standing: Standing) -> Any:
    with undone():
        yield


def ordered(standing: Standing) -> CriminalProperty:
    measure = taken(standing)
    items = tuple(sales.unsold(measure))[:1]
    sign_all(sales.order_sale(measure, standing.by(), items=items, **ORDER), LATER)
    return again(measure)


def test_the_leader_lets_it_be_sold_and_the_price_stays_in_the_measure(standing: Standing) -> None:
    measure = taken(standing)
    items = tuple(sales.unsold(measure))[:1]
    assert levels(standing, sales.order_sale, measure, items=items, **ORDER) == ["L2", "L4"]


def test_what_is_sold_is_gone_and_its_price_is_held(standing: Standing) -> None:
    measure = ordered(standing)
    assert Document.objects.filter(document_kind="变卖拍卖决定书", matter_id=measure.pk).exists()
    items = tuple(sales.for_sale(measure))
    sales.record_sale(measure, standing.by(), items=items, **SOLD)
    sold = PropertyItem.objects.get(pk=items[0].pk)
    assert sold.state == ItemState.SOLD and sold.gone_to == "王某商行"
    money = queries.held_items(measure).latest("pk")
    assert (money.name, money.value) == ("拍卖价款", Decimal(750)) and sold.name in money.features
    assert again(measure).stage == "in_force" and not sales.for_sale(again(measure)).exists()


def test_an_administrative_case_sells_dangerous_goods_too(standing: Standing) -> None:
    measure = seized(standing)
    given = {**ORDER, "items": tuple(sales.unsold(measure)), "ground": sales.SaleGround.DANGEROUS}
    sign_all(sales.order_admin_sale(measure, standing.by(), **given), LATER)
    assert sales.for_sale(measure).count() == 2


def test_what_may_not_be_sold(standing: Standing) -> None:
    measure = taken(standing)
    given = {**ORDER, "items": tuple(sales.unsold(measure))}
    for more, code in (({"contraband": True}, "contraband"), ({"ground": sales.SaleGround.DANGEROUS}, "ground")):
        assert refused("cases.order_sale", measure, standing.by(), {**given, **more}, code).article
    warned = refused("cases.order_sale", measure, standing.by(), {**given, "owner_objects": True}, "owner", "warn")
    assert warned.article == "公安机关办理刑事案件程序规定#236"
    account = frozen(standing)
    frozen_items = {**given, "items": tuple(queries.held_items(account))}
    assert refused("cases.order_sale", account, standing.by(), frozen_items, "kind").article


def test_no_handler_buys_and_a_price_is_more_than_its_costs(standing: Standing) -> None:
    measure = ordered(standing)
    given = {**SOLD, "items": tuple(sales.for_sale(measure))}
    own = {**given, "buyer": standing.city["officer"].name}
    assert refused("cases.record_sale", measure, standing.by(), own, "buyer").article
    assert refused("cases.record_sale", measure, standing.by(), {**given, "fees": Decimal(900)}, "price").article


def test_nothing_is_sold_or_ordered_twice(standing: Standing) -> None:
    measure = ordered(standing)
    assert not set(sales.unsold(measure)) & set(sales.for_sale(measure))
