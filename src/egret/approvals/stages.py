"""The stage tables of an approval and of a delegation, and the states of one step."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from egret.acts.stages import Stage, StageTable, Step

APPROVAL_STAGES = StageTable(
    "网上审批",
    [
        Stage("waiting", "审批中", "Waiting for signature", "审批人"),
        Stage("sent_back", "已退回", "Sent back", "呈批人"),
        Stage("carried_out", "已批准并生效", "Approved and carried out", "无", final=True),
        Stage("granted", "已补办批准", "Approved afterwards", "无", final=True),
        Stage("refused", "不批准", "Refused", "无", final=True),
        Stage("withdrawn", "已撤回", "Withdrawn", "无", final=True),
    ],
    [
        *(
            Step(act, ("waiting",), to)
            for act in ("approvals.sign", "approvals.record_partner_decision")
            for to in ("waiting", "carried_out", "granted", "sent_back")
        ),
        Step("approvals.record_partner_decision", ("waiting",), "refused"),
        Step("approvals.send_back", ("waiting",), "waiting"),
        Step("approvals.send_back", ("waiting",), "sent_back"),
        Step("approvals.refuse", ("waiting",), "refused"),
        Step("approvals.add_reviewer", ("waiting",), "waiting"),
        Step("approvals.withdraw", ("waiting", "sent_back"), "withdrawn"),
        Step("approvals.resubmit", ("sent_back",), "waiting"),
    ],
)

DELEGATION_STAGES = StageTable(
    "审批委托",
    [
        Stage("in_force", "有效", "In force", "委托人"),
        Stage("ended", "已终止", "Ended", "无", final=True),
    ],
    [Step("approvals.end_delegation", ("in_force",), "ended")],
)


REVISION_STAGES = StageTable(
    "审批链修订",
    [
        Stage("proposed", "已提出", "Proposed", "法制部门"),
        Stage("simulated", "已模拟", "Simulated", "法制部门"),
        Stage("approved", "已批准", "Approved", "法制部门", final=True),
        Stage("refused", "未批准", "Refused", "无", final=True),
        Stage("withdrawn", "已撤回", "Withdrawn", "无", final=True),
    ],
    [
        Step("approvals.simulate_revision", ("proposed", "simulated"), "simulated"),
        Step("approvals.approve_revision", ("simulated",), "approved"),
        Step("approvals.refuse_revision", ("proposed", "simulated"), "refused"),
        Step("approvals.withdraw_revision", ("proposed", "simulated", "approved"), "withdrawn"),
    ],
)


class StepState(models.TextChoices):
    PENDING = "pending", _("未到")
    WAITING = "waiting", _("待签")
    SIGNED = "signed", _("已签")
    SENT_BACK = "sent_back", _("退回")
    REFUSED = "refused", _("不同意")
    VOID = "void", _("作废")
    """Signed or due before a step back; signed anew in a later row."""
