"""处理涉案财物: what is collected by an administrative decision, and what a judgment does with the goods.

程序规定 (行政) 193-196; 刑事诉讼法 245.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from django.db import models
from django.utils.translation import gettext_lazy as _

from egret.acts.cards import Ask
from egret.acts.done import By, Done, Stop
from egret.acts.machine import act
from egret.acts.ports import Paper
from egret.cases.acts.freezing import FREEZES
from egret.cases.acts.goods import end, gone, left_after, party_fact, shown_items
from egret.cases.acts.releases import held
from egret.cases.models import AdministrativeProperty, CriminalProperty, ItemState, PropertyItem
from egret.cases.models.property import CollectSort
from egret.intake.papers import staff_fact

ADMIN_TERMS = ("P01", "P02", "P05", "P06")


@act(
    "cases.collect_property",
    "收缴、追缴",
    "Collect or recover",
    subject=AdministrativeProperty,
    basis=("公安机关办理行政案件程序规定#194", "公安机关办理行政案件程序规定#195"),
    at=("in_force",),
    documents=("收缴追缴物品清单",),
    stops=ADMIN_TERMS,
    approval="收缴追缴",
    asks={"items": Ask("收缴、追缴的财物", "What is collected", choices=held)},
    checklist=(("当事人在清单上签名，一份交当事人", "The party signs the list and has a copy"),),
    order=40,
)
def collect_property(
    measure: AdministrativeProperty,
    by: By,
    *,
    items: tuple[PropertyItem, ...],
    sort: Annotated[CollectSort, Ask("种类", "What it is")],
    prior_document: Annotated[str, Ask("所依据的决定书", "Decision relied upon")],
    value: Annotated[Decimal | None, Ask("价值（元）", "Value, yuan")] = None,
    disputed: Annotated[bool, Ask("当事人对价值有异议", "The value is disputed")] = False,
    for_victim: Annotated[bool, Ask("追缴后退还被侵害人", "Recovered for the victim")] = False,
) -> Done:
    """Contraband, tools and proceeds are taken for good; a station decides alone only over little."""
    last = not left_after(measure, items)
    facts = {
        "party": party_fact(measure.holder),
        "prior_document": prior_document,
        "legal_basis": ["公安机关办理行政案件程序规定#194"],
        "items": shown_items(items, measure.holder),
        "officers": staff_fact(measure.officers),
    }
    rows = gone(items, ItemState.COLLECTED, by.at, "收缴、追缴", str(CollectSort(sort).label))
    if last:
        end(measure, by.at, "收缴、追缴")
    stops = [Stop(rule) for rule in ADMIN_TERMS] if last else []
    return Done(to="disposed" if last else "", rows=rows, papers=[Paper("收缴追缴物品清单", facts)], clocks=stops)


class Ruling(models.TextChoices):
    """What the judgment says of a thing (刑事诉讼法 245)."""

    VICTIM = "victim", _("返还被害人")
    OWNER = "owner", _("返还被告人或者其他权利人")
    TREASURY = "treasury", _("没收、上缴国库")
    DESTROYED = "destroyed", _("没收后销毁")
    FILE = "file", _("随卷保存")


@act(
    "cases.dispose_by_judgment",
    "按判决处理财物",
    "Dispose as the judgment says",
    subject=CriminalProperty,
    basis=("刑事诉讼法#245",),
    at=("in_force", "handed_over"),
    stops=(*FREEZES, "P03", "C39", "C40"),
    asks={"items": Ask("处理的财物", "What is disposed of", choices=held)},
    checklist=(("执行回单随案送法院，一份附卷", "The receipt of execution goes to the court and into the file"),),
    order=50,
)
def dispose_by_judgment(
    measure: CriminalProperty,
    by: By,
    *,
    items: tuple[PropertyItem, ...],
    ruling: Annotated[Ruling, Ask("判决的处理方式", "What the judgment says")],
    number: Annotated[str, Ask("判决书、裁定书文号", "Number of the judgment")],
    receipt: Annotated[str, Ask("执行回单或者领取手续", "Receipt")],
) -> Done:
    """Carry out what the judgment says of each thing, and keep the receipt."""
    last = not left_after(measure, items)
    rows = gone(items, ItemState.JUDGED, by.at, str(Ruling(ruling).label), f"{number}；{receipt}")
    if last:
        end(measure, by.at, "按判决处理")
    stops = [Stop(rule) for rule in (*FREEZES, "P03", "C39", "C40")] if last else []
    return Done(to="disposed" if last else "", rows=rows, clocks=stops, fields={"number": number, "receipt": receipt})
