"""A force's own chains: proposed by one person of the legal office, tried on the last days, approved by another.

What the law asks for stays (procedure.md 4); a version counts from its day, and every earlier one stays to be read.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from egret.acts.cards import Ask
from egret.acts.done import By, Done
from egret.acts.machine import act
from egret.acts.ports import Place
from egret.acts.refusals import Refusal, Refused, refuse
from egret.approvals import revisions, simulating
from egret.approvals.models import LOCAL, ChainRevision
from egret.law import approval_chains, chain_choices
from egret.law.approval_chains import ROLES, Form
from egret.law.chain_choices import Chosen, Fault
from egret.org.models import Staff

POWER = "approvals.revise"
BASIS = ("公安机关办理行政案件程序规定#171", "公安机关办理行政案件程序规定#263")


@act(
    "approvals.propose_revision",
    "提出审批链修订",
    "Propose a version of a chain",
    subject=ChainRevision,
    creates=True,
    power=POWER,
    basis=BASIS,
    menu=False,
    checklist=(
        ("法律规定的环节不能减少，也不能降低级别", "Steps the law asks for are neither taken out nor lowered"),
        ("提出人和批准人不是同一人", "Who proposes does not approve"),
    ),
)
def propose_revision(
    place: Place,
    by: By,
    *,
    chain: str,
    case_kind: str,
    valid_from: Annotated[date, Ask("生效日期", "Valid from")],
    steps: Sequence[Chosen],
    reason: Annotated[str, Ask("修订理由", "Reason", lines=True)],
) -> Done:
    """One person of the legal office says how a chain shall run from a day on; nothing changes by that yet."""
    try:
        held = approval_chains.chain_of(chain, case_kind)
    except LookupError as missing:
        raise refuse(_("没有这条审批链"), _("请从审批链一览中选择"), code="chain") from missing
    _in_future(valid_from, by)
    since = revisions.law_since(held, valid_from)
    law = held.forms.on(valid_from)
    if law is None or since is None:
        raise refuse(_("法律在那一天还没有这条审批链"), _("请核对生效日期"), code="chain")
    if problems := refusals_of(law, steps):
        raise Refused(problems)
    if not reason.strip():
        raise refuse(_("修订须写明理由"), _("请填写理由"), code="reasons")
    open_ = revisions.versions(held, place).filter(stage__in=("proposed", "simulated"))
    if open_.exists():
        raise refuse(_("这条审批链已有尚未办结的修订"), _("请先批准、不批准或者撤回它"), code="twice")
    as_it_is = revisions.form_on(held, place, valid_from)
    if as_it_is is not None and as_it_is.steps == chain_choices.chosen_form(law, steps).steps:
        raise refuse(_("与现行审批链相同"), _("请选择要改变的环节"), code="same")
    revision = ChainRevision(
        title=f"{held.name}审批链",
        owner=by.actor.pk,
        chain=held.name,
        chain_kind=held.case_kind,
        valid_from=valid_from,
        law_since=since,
        steps=chain_choices.canonical(steps),
        reason=reason.strip(),
        proposer=Staff.objects.get(pk=by.actor.pk),
    )
    return Done(subject=revision, fields={"steps": revision.steps, "valid_from": valid_from.isoformat()})


@act(
    "approvals.simulate_revision",
    "模拟审批链修订",
    "Try a version of a chain",
    subject=ChainRevision,
    power=POWER,
    basis=BASIS,
    menu=False,
)
def simulate_revision(revision: ChainRevision, by: By) -> Done:
    """Route the last days' approvals and the running cases along both chains; the result is part of the version."""
    revision.result = simulating.simulate(revision, by.at)
    revision.digest = simulating.signed_digest(revision, revision.result)
    return Done(to="simulated", fields={"digest": revision.digest})


@act(
    "approvals.approve_revision",
    "批准审批链修订",
    "Approve a version of a chain",
    subject=ChainRevision,
    power=POWER,
    basis=BASIS,
    menu=False,
)
def approve_revision(revision: ChainRevision, by: By, *, digest: str) -> Done:
    """A second person has seen the version and its simulation, and signs the digest of both; it counts from its day."""
    _another(revision, by)
    if digest != revision.digest:
        raise refuse(_("修订已重新模拟，您看到的不是现在的结果"), _("请刷新页面，看清后再批准"), code="stale")
    _in_future(revision.valid_from, by)
    held = approval_chains.chain_of(revision.chain, revision.chain_kind)
    if revisions.law_since(held, revision.valid_from) != revision.law_since:
        raise refuse(_("所依据的规定已有新的版本"), _("请撤回后按新规定另行提出"), code="law")
    revision.approver, revision.approved_at = Staff.objects.get(pk=by.actor.pk), by.at
    return Done(to="approved", fields={"digest": digest})


@act(
    "approvals.refuse_revision",
    "不批准审批链修订",
    "Refuse a version of a chain",
    subject=ChainRevision,
    power=POWER,
    basis=BASIS,
    menu=False,
)
def refuse_revision(
    revision: ChainRevision, by: By, *, reasons: Annotated[str, Ask("理由", "Reasons", lines=True)]
) -> Done:
    """The chain stays as it is."""
    _another(revision, by)
    if not reasons.strip():
        raise refuse(_("不批准须写明理由"), _("请填写理由"), code="reasons")
    return Done(to="refused", fields={"reasons": reasons.strip()})


@act(
    "approvals.withdraw_revision",
    "撤回审批链修订",
    "Withdraw a version of a chain",
    subject=ChainRevision,
    power=POWER,
    basis=BASIS,
    menu=False,
)
def withdraw_revision(
    revision: ChainRevision, by: By, *, reasons: Annotated[str, Ask("理由", "Reasons", lines=True)] = ""
) -> Done:
    """Before its day only; a version that counts is followed by another, and stays to be read."""
    if revision.stage == "approved" and revision.valid_from <= by.at.astimezone(LOCAL).date():
        raise refuse(_("已经生效的版本不能撤回"), _("请提出新的修订，从以后某日起生效"), code="in_force")
    return Done(to="withdrawn", fields={"reasons": reasons.strip()})


def refusals_of(law: Form, steps: Sequence[Chosen]) -> list[Refusal]:
    """Why a choice is not open, in the officer's words, with the article the step rests on."""
    return [_told(fault, law) for fault in chain_choices.faults(law, steps)]


def _told(fault: Fault, law: Form) -> Refusal:
    role = ROLES.get(fault.level, (fault.level, fault.level))[(get_language() or "").startswith("en")]
    about = {"role": role, "level": fault.level}
    said = {
        "required": (_("“%(role)s”（%(level)s）的审批是法律规定的，不能取消"), _("保留这一环节")),
        "narrower": (_("“%(role)s”（%(level)s）的审批是法律规定的，不能另加条件"), _("选择“一律”或者“按规定”")),
        "deciding": (_("“%(role)s”（%(level)s）作最后决定，不能与前一级同时签"), _("取消同时签批")),
        "first": (_("“%(role)s”（%(level)s）是第一个环节，没有可以同时签的前一级"), _("取消同时签批")),
        "fact": (_("“%(role)s”（%(level)s）的条件不在可以选择之列"), _("从所列情形中选择")),
        "as_is": (_("规定中没有“%(role)s”（%(level)s）这一环节"), _("选择“一律”或者一种情形")),
    }
    sentence, remedy = said.get(fault.code, (_("审批环节填写有误"), _("每一级只写一次，从所列级别中选择")))
    cite = law.basis.cite if fault.code in ("required", "narrower", "deciding") else ""
    return Refusal(sentence % about, remedy, cite, fault.code)


def _in_future(day: date, by: By) -> None:
    if day <= by.at.astimezone(LOCAL).date():
        raise refuse(_("生效日期要在今天之后"), _("生效前须经模拟和第二人批准"), code="day")


def _another(revision: ChainRevision, by: By) -> None:
    if by.actor.pk == revision.proposer_id:
        raise refuse(_("不能批准自己提出的修订"), _("请法制部门的另一人办理；要收回的请撤回"), code="self")
