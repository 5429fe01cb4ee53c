"""退查、不捕、不诉台账: the legal office says why a case came back, what follows, and how that ended (“两统一”)."""

from __future__ import annotations

from typing import Annotated

from django.utils.translation import gettext_lazy as _

from egret.acts.cards import Ask
from egret.acts.done import By, Done
from egret.acts.machine import act
from egret.acts.refusals import refuse
from egret.cases.models import CRIMINAL_STAGES, CriminalCase, PartnerReply
from egret.org.models import Staff
from egret.review.models import FollowUp
from egret.review.models.replies import Cause
from egret.review.queries import replies as queries

EVERY_STAGE = tuple(stage.key for stage in CRIMINAL_STAGES)
"""The register is kept after the case is over, too."""


@act(
    "review.explain_reply",
    "分析退查不捕不诉原因",
    "Explain why it came back",
    subject=CriminalCase,
    power="review.agree",
    basis=("公安机关办理刑事案件程序规定#293", "公安机关办理刑事案件程序规定#295"),
    at=EVERY_STAGE,
    asks={"reply": Ask("检察院决定", "The procuratorate's answer", choices=queries.unexplained)},
    order=810,
)
def explain_reply(
    case: CriminalCase,
    by: By,
    *,
    reply: PartnerReply,
    cause: Annotated[Cause, Ask("原因", "Cause")],
    analysis: Annotated[str, Ask("原因分析", "Analysis", lines=True)],
    measures: Annotated[str, Ask("跟进措施", "What follows", lines=True)],
) -> Done:
    """The register says why the procuratorate gave it back, and what is done about it."""
    row = FollowUp(
        subject=case,
        reply=reply,
        cause=cause,
        analysis=analysis,
        measures=measures,
        by=Staff.objects.get(pk=by.actor.pk),
        at=by.at,
    )
    return Done(rows=[row], why=str(cause))


@act(
    "review.finish_follow_up",
    "跟进完成",
    "Finish the follow-up",
    subject=CriminalCase,
    power="review.agree",
    basis=("公安机关办理刑事案件程序规定#293", "公安机关办理刑事案件程序规定#295"),
    at=EVERY_STAGE,
    asks={"follow_up": Ask("台账记录", "Register entry", choices=queries.running)},
    order=811,
)
def finish_follow_up(
    case: CriminalCase,
    by: By,
    *,
    follow_up: FollowUp,
    outcome: Annotated[str, Ask("跟进结果", "How it ended", lines=True)],
) -> Done:
    """What was to follow has been done, and how it ended stands in the register."""
    if not outcome.strip():
        raise refuse(_("没有写跟进结果"), _("写明补了什么、结果如何"), code="reasons")
    follow_up.done_at, follow_up.outcome = by.at, outcome
    return Done(rows=[follow_up])
