"""变卖、拍卖: what would spoil or cannot be kept is sold before the case ends, and its price kept in its place.

程序规定 (刑事) 236: by leave of the main leader; (行政) 191: of the leader; in both after photographs or film.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from egret.acts.cards import Ask
from egret.acts.done import By, Done
from egret.acts.machine import act
from egret.acts.ports import Paper
from egret.acts.refusals import refuse
from egret.cases import queries
from egret.cases.acts.goods import gone, party_fact, shown_items
from egret.cases.models import AdministrativeProperty, CriminalProperty, ItemState, PropertyItem, PropertyMeasure
from egret.intake.papers import staff_fact

XS, XZ = "公安机关办理刑事案件程序规定#236", "公安机关办理行政案件程序规定#191"


class SaleGround(models.TextChoices):
    """What may be sold before the case ends; dangerous goods in administrative cases only (行政 191)."""

    PERISHABLE = "perishable", _("易损毁、灭失、腐烂、变质，不宜长期保存")
    HARD_TO_KEEP = "hard_to_keep", _("难以保管")
    DANGEROUS = "dangerous", _("危险物品（行政案件）")


WORDS = {
    SaleGround.PERISHABLE: "易损毁、灭失、腐烂、变质，不宜长期保存",
    SaleGround.HARD_TO_KEEP: "难以保管",
    SaleGround.DANGEROUS: "属于危险物品",
}


def unsold(measure: Any, _by: By | None = None) -> Any:
    return queries.held_items(measure).filter(sale_at=None, out_to="")


def for_sale(measure: Any, _by: By | None = None) -> Any:
    """What may be sold by a decision, and is not sold yet."""
    return queries.held_items(measure).exclude(sale_at=None)


ASKS = {"items": Ask("变卖、拍卖的财物", "What is to be sold", choices=unsold)}
CHECKLIST = (
    ("拍照或者录音录像后再变卖、拍卖", "Pictured or filmed first"),
    ("价款暂予保存，结案后一并处理", "The price is kept until the case ends"),
)


@act(
    "cases.order_sale",
    "变卖、拍卖（诉讼终结前）",
    "Sell before judgment",
    subject=CriminalProperty,
    power="cases.order_sale",
    basis=(XS,),
    at=("in_force",),
    documents=("变卖拍卖决定书",),
    approval="变卖拍卖",
    asks=ASKS,
    checklist=CHECKLIST,
    order=44,
)
def order_sale(
    measure: CriminalProperty,
    by: By,
    *,
    items: tuple[PropertyItem, ...],
    ground: Annotated[SaleGround, Ask("情形", "Ground")],
    reason: Annotated[str, Ask("理由", "Reason", lines=True)],
    photos: Annotated[str, Ask("照片、录像编号", "Photographs")],
    to_organ: Annotated[str, Ask("受委托的部门", "Who sells")],
    contraband: Annotated[bool, Ask("是违禁品", "It is contraband")] = False,
    owner_objects: Annotated[bool, Ask("已知的权利人不同意", "The known owner does not agree")] = False,
) -> Done:
    """Before judgment the main leader lets what spoils be sold through those whose trade it is."""
    return _ordered(measure, by, items, ground, reason, (photos, to_organ))


@act(
    "cases.order_admin_sale",
    "变卖、拍卖（结案前）",
    "Sell before the case closes",
    subject=AdministrativeProperty,
    power="cases.order_sale",
    basis=(XZ,),
    at=("in_force",),
    documents=("变卖拍卖决定书",),
    approval="变卖拍卖",
    asks=ASKS,
    checklist=CHECKLIST,
    order=44,
)
def order_admin_sale(
    measure: AdministrativeProperty,
    by: By,
    *,
    items: tuple[PropertyItem, ...],
    ground: Annotated[SaleGround, Ask("情形", "Ground")],
    reason: Annotated[str, Ask("理由", "Reason", lines=True)],
    photos: Annotated[str, Ask("照片、录像编号", "Photographs")],
    to_organ: Annotated[str, Ask("受委托的部门", "Who sells")],
    contraband: Annotated[bool, Ask("是违禁品", "It is contraband")] = False,
    owner_objects: Annotated[bool, Ask("已知的权利人不同意", "The known owner does not agree")] = False,
) -> Done:
    """The leader lets what spoils, is hard to keep or dangerous be sold before the case closes."""
    return _ordered(measure, by, items, ground, reason, (photos, to_organ))


def _ordered(
    measure: PropertyMeasure,
    by: By,
    items: tuple[PropertyItem, ...],
    ground: SaleGround,
    reason: str,
    how: tuple[str, str],
) -> Done:
    photos, to_organ = how
    for one in items:
        one.sale_at, one.photos = by.at, photos[:80]
    facts = {
        "party": party_fact(measure.holder),
        "reason": f"{WORDS[SaleGround(ground)]}。{reason}",
        "recorded": photos,
        "to_organ": to_organ,
        "items": shown_items(items, measure.holder),
        "officers": staff_fact(measure.officers),
    }
    about = measure.holder.key if measure.holder else ""
    return Done(rows=list(items), papers=[Paper("变卖拍卖决定书", facts, about)])


class SaleWay(models.TextChoices):
    SALE = "sale", _("变卖")
    AUCTION = "auction", _("拍卖")


@act(
    "cases.record_sale",
    "登记变卖、拍卖结果",
    "Record the sale",
    subject=PropertyMeasure,
    power="cases.order_sale",
    basis=(XS, XZ),
    at=("in_force", "handed_over"),
    asks={"items": Ask("已卖出的财物", "What was sold", choices=for_sale)},
    checklist=(("成交单据、价款缴存凭证附卷", "Bill of sale and proof of deposit in the file"),),
    order=45,
)
def record_sale(
    measure: PropertyMeasure,
    by: By,
    *,
    items: tuple[PropertyItem, ...],
    way: Annotated[SaleWay, Ask("方式", "How")],
    price: Annotated[Decimal, Ask("成交价款（元）", "Price, yuan")],
    buyer: Annotated[str, Ask("买受人", "Buyer", help=_("不得是办案人员"))],
    receipt: Annotated[str, Ask("价款缴存凭证", "Proof of deposit")],
    fees: Annotated[Decimal, Ask("费用（元）", "Fees, yuan")] = Decimal(0),
) -> Done:
    """The goods are gone, their price lies in their place: a line of the same measure, to be decided with the case."""
    net = price - fees
    if price <= 0 or fees < 0 or net <= 0:
        raise refuse(_("价款减去费用应当大于零"), _("核对成交单据"), XS if _criminal(measure) else XZ, "price")
    word = "变卖" if way == SaleWay.SALE else "拍卖"
    rows = gone(items, ItemState.SOLD, by.at, buyer, f"{word}，价款{price}元，费用{fees}元；{receipt}")
    proceeds = PropertyItem(
        subject_id=measure.pk,
        name=f"{word}价款",
        quantity=f"{net}元",
        features=f"{'、'.join(one.name for one in items)}的价款，缴存凭证{receipt}"[:400],
        value=net,
    )
    return Done(rows=[*rows, proceeds], fields={"price": str(price), "fees": str(fees)})


def _criminal(measure: PropertyMeasure) -> bool:
    return measure.case_kind == "criminal"
