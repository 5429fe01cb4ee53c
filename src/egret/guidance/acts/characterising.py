"""The officer's word on what the facts are in law: confirmed or corrected, never taken over unseen."""

from __future__ import annotations

from typing import Annotated

from django.utils.translation import gettext_lazy as _

from egret.acts.cards import Ask
from egret.acts.done import By, Done
from egret.acts.machine import act
from egret.acts.refusals import refuse
from egret.cases.acts.people import OPEN
from egret.cases.models import CaseFacts
from egret.guidance import assessing, characterising, learnt
from egret.guidance.models import Characterisation
from egret.org.models import Staff


@act(
    "guidance.characterise",
    "认定罪名或者违法行为",
    "Find charges or violations",
    subject=CaseFacts,
    basis=("刑事诉讼法#162", "公安机关办理行政案件程序规定#170"),
    at=(*OPEN, "review", "concluded", "returned"),
    menu=False,
    order=136,
)
def characterise(
    case: CaseFacts,
    by: By,
    *,
    names: Annotated[
        str, Ask("罪名或者违法行为", "Charges or violations", lines=True, help=_("每行一个全称，例如 盗窃罪"))
    ],
    reason: Annotated[str, Ask("理由", "Reason", lines=True, help=_("与推荐不同的，写明为什么"))] = "",
) -> Done:
    """Say which charges or violations the facts are; what was proposed at that moment is kept beside it."""
    found = tuple(dict.fromkeys(line.strip() for line in names.splitlines() if line.strip()))
    kind = "crime" if case.case_kind == "criminal" else "violation"
    unknown = [name for name in found if assessing.known(name) != kind]
    if not found or unknown:
        raise refuse(
            _("“%(name)s”不在罪名、违法行为表中") % {"name": "、".join(unknown) or "（空）"},
            _("写全称，每行一个；刑事案件写罪名，行政案件写违法行为"),
            code="unknown",
        )
    model = learnt.current()
    proposed = characterising.proposed(case, model)
    if proposed and set(proposed) != set(found) and not reason.strip():
        raise refuse(_("与推荐的不同，没有写理由"), _("写明为什么不是推荐的罪名"), code="why")
    row = Characterisation(
        subject=case,
        names=list(found),
        proposed=list(proposed),
        learnt=model.made if model else "",
        reason=reason.strip(),
        by=Staff.objects.get(pk=by.actor.pk),
        at=by.at,
    )
    return Done(rows=[row])
