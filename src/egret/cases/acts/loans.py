"""调用涉案财物: the handlers may have exhibits out for their work, by leave of their head, and bring them back in time.

程序规定 (行政) 190.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from egret.acts.cards import Ask
from egret.acts.done import By, Done
from egret.acts.machine import act
from egret.acts.refusals import refuse
from egret.cases import queries
from egret.cases.models import PropertyItem, PropertyMeasure
from egret.org.models import Staff

XZ = "公安机关办理行政案件程序规定#190"


class LoanPurpose(models.TextChoices):
    """For what exhibits may leave the store (行政 190)."""

    QUESTIONING = "questioning", _("询问、讯问")
    EXPERT = "expert", _("鉴定")
    IDENTIFY = "identify", _("辨认")
    TEST = "test", _("检验、检查")


def in_store(measure: Any, _by: By | None = None) -> Any:
    return queries.held_items(measure).filter(out_to="")


def out(measure: Any, _by: By | None = None) -> Any:
    """What is out on loan."""
    return queries.held_items(measure).exclude(out_to="")


def handlers(measure: Any, by: By) -> Any:
    return Staff.objects.filter(pk__in=list(queries.team(measure.case.noun())))


@act(
    "cases.borrow_exhibits",
    "调用涉案财物",
    "Borrow exhibits",
    subject=PropertyMeasure,
    basis=(XZ,),
    at=("in_force", "handed_over"),
    approval="调用涉案财物",
    asks={
        "items": Ask("调用的财物", "What is borrowed", choices=in_store),
        "borrower": Ask("调用人", "Borrower", choices=handlers),
    },
    checklist=(("交接时双方核对财物现状并签名", "State checked and signed by both on handing over"),),
    order=12,
)
def borrow_exhibits(
    measure: PropertyMeasure,
    by: By,
    *,
    items: tuple[PropertyItem, ...],
    borrower: Staff,
    purpose: Annotated[LoanPurpose, Ask("用途", "Purpose")],
    until: Annotated[datetime, Ask("归还时间", "To be back by")],
    state: Annotated[str, Ask("财物现状", "State of the goods", lines=True)],
) -> Done:
    """A handler has exhibits out of the store for the work the rules name, until a stated time."""
    if until <= by.at:
        raise refuse(_("归还时间要晚于现在"), _("填写将来的时间"), XZ, "time")
    for one in items:
        one.out_to, one.out_at, one.out_until = borrower.name[:40], by.at, until
    return Done(rows=list(items), fields={"purpose": str(LoanPurpose(purpose).label), "state": state})


@act(
    "cases.return_exhibits",
    "归还调用的财物",
    "Take exhibits back",
    subject=PropertyMeasure,
    power="cases.borrow_exhibits",
    basis=(XZ,),
    asks={"items": Ask("归还的财物", "What comes back", choices=out)},
    checklist=(("保管人员逐件核对，双方签名", "The keeper checks each, both sign"),),
    order=13,
)
def return_exhibits(
    measure: PropertyMeasure,
    by: By,
    *,
    items: tuple[PropertyItem, ...],
    receiver: Annotated[str, Ask("接收的保管人员", "Keeper")],
    state: Annotated[str, Ask("归还时的现状", "State on return", lines=True)],
    unchanged: Annotated[bool, Ask("与调用时一致", "As it was lent")] = True,
) -> Done:
    """The keeper has them again, and says in what state; late or changed, they come back all the same."""
    for one in items:
        one.out_to, one.out_at, one.out_until = "", None, None
    return Done(rows=list(items), fields={"receiver": receiver, "state": state, "unchanged": str(unchanged)})
