"""涉案金额: the sum a case is about, stated with what it rests on; what the law attaches to a sum is measured by it.

价格认定规定 4; 程序规定 行政 65.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from django.utils.translation import gettext_lazy as _

from egret.acts.cards import Ask
from egret.acts.done import By, Done
from egret.acts.machine import act
from egret.acts.refusals import refuse
from egret.cases.acts.people import OPEN
from egret.cases.models import CaseFacts


@act(
    "cases.record_amount",
    "登记涉案金额",
    "Record the sum",
    subject=CaseFacts,
    basis=("价格认定规定#4", "公安机关办理行政案件程序规定#65"),
    at=OPEN,
    checklist=(("达到刑事追诉数额的，移送刑事立案审查", "At the line of a crime the case goes to the filing review"),),
    order=330,
)
def record_amount(
    case: CaseFacts,
    by: By,
    *,
    amount: Annotated[Decimal, Ask("涉案金额（元）", "Sum, yuan")],
    rests_on: Annotated[str, Ask("认定依据", "What it rests on", help=_("例如价格认定结论书、有效价格证明、转账记录"))],
) -> Done:
    """How much the case is about; a later finding takes the place of an earlier one, and both stay in the journal."""
    if amount <= 0:
        raise refuse(_("涉案金额应当大于零"), _("核对认定依据后填写"), "价格认定规定#4", "amount")
    if not rests_on.strip():
        raise refuse(_("没有写认定依据"), _("写明价格认定结论、有效价格证明或者其他依据"), "价格认定规定#4", "rests_on")
    case.amount = amount
    return Done(fields={"amount": f"{amount:f}", "rests_on": rests_on})
