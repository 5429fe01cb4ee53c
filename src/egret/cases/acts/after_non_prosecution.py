"""不起诉以后: what the police still do when the procuratorate does not prosecute (程序规定 (刑事) 293)."""

from __future__ import annotations

from typing import Annotated

from django.utils.translation import gettext_lazy as _

from egret.acts.cards import Ask
from egret.acts.done import By, Done
from egret.acts.machine import act
from egret.acts.refusals import refuse
from egret.cases.acts.custody import last_organ
from egret.cases.acts.endings import administrative_of
from egret.cases.models import CriminalCase, PartnerReply

RULES = "公安机关办理刑事案件程序规定"
ADVISED = "行政处罚检察意见"


@act(
    "cases.punish_after_non_prosecution",
    "不起诉后转行政处罚",
    "Penalty after non-prosecution",
    subject=CriminalCase,
    basis=(f"{RULES}#293",),
    at=("not_prosecuted",),
    documents=("受案登记表",),
    starts=("A10",),
    approval="刑事转行政",
    checklist=(("处理结果及时通知检察院", "The procuratorate is told the result in good time"),),
    order=40,
)
def punish_after_non_prosecution(
    case: CriminalCase,
    by: By,
    *,
    organ: Annotated[str, Ask("检察院", "Procuratorate", initial=lambda case, by: last_organ(case))],
    number: Annotated[str, Ask("检察意见书文号", "Number of the opinion")],
    content: Annotated[str, Ask("检察意见", "What it says", lines=True)],
    cause: Annotated[str, Ask("案由", "Nature of the case")],
    cause_cite: Annotated[str, Ask("案由依据", "Article", help=_("例如 治安管理处罚法(2025)#51"))],
) -> Done:
    """The procuratorate does not prosecute but finds a penalty due: an administrative case of the same people opens."""
    if PartnerReply.objects.filter(subject_id=case.pk, kind=ADVISED).exists():
        raise refuse(_("已经按检察意见转为行政案件"), _("在该行政案件中办理"), f"{RULES}#293", "twice")
    reply = PartnerReply(subject=case, organ=organ, kind=ADVISED, number=number, at=by.at, content=content)
    return Done(rows=[reply], begets=[administrative_of(case, by, cause, cause_cite, content)])
