"""移交保管: who investigates does not keep what was taken (程序规定 (刑事) 235; (行政) 188, 190)."""

from __future__ import annotations

from typing import Annotated

from django.utils.translation import gettext_lazy as _

from egret.acts.cards import Ask
from egret.acts.done import By, Done, Stop
from egret.acts.machine import act
from egret.cases.models import PropertyMeasure

KEEPING = ("P01", "P02", "P03")
"""Limits to bring goods, or the papers of what stays elsewhere, to the keeper."""


@act(
    "cases.hand_over_seized",
    "移交保管、送交登记",
    "Hand the goods to the keeper",
    subject=PropertyMeasure,
    power="cases.seize",
    basis=("公安机关办理刑事案件程序规定#235", "公安机关办理行政案件程序规定#190"),
    at=("in_force", "handed_over"),
    stops=KEEPING,
    checklist=(("与清单逐件核对，双方签名", "Checked against the list line by line, signed by both"),),
    order=10,
)
def hand_over_seized(
    measure: PropertyMeasure,
    by: By,
    *,
    keeper: Annotated[str, Ask("接收的保管人员", "Keeper", help=_("不能是本案办案人员"))],
    register: Annotated[str, Ask("保管登记号", "Store register number")],
) -> Done:
    """The keeper, who is not one of the investigators, has the goods, or has entered what stays elsewhere."""
    measure.keeper, measure.register, measure.kept_at = keeper, register, by.at
    return Done(clocks=[Stop(rule) for rule in KEEPING], fields={"keeper": keeper, "register": register})
