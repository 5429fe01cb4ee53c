"""Proposing, signing, sending back, refusing, withdrawing, delegating (公安机关办理行政案件程序规定 170, 171, 263)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Annotated, Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.utils.translation import gettext as _

from egret.acts import arguments as codec
from egret.acts.cards import Ask, act_named
from egret.acts.done import Approved, By, Done, Outcome, Signature
from egret.acts.machine import act, place_of
from egret.acts.models import Subject
from egret.acts.ports import Place
from egret.acts.refusals import Refusal, Refused, refuse
from egret.approvals import queries
from egret.approvals.chains import Chain, chain_of
from egret.approvals.models import Approval, ApprovalStep, Delegation, Superseded, plain_text
from egret.approvals.queries import PROPOSER
from egret.approvals.stages import StepState
from egret.journal import reading
from egret.org.models import Category, Staff

ONLINE = ("公安机关办理行政案件程序规定#263",)
REVIEW = ("公安机关办理行政案件程序规定#170", "公安机关办理行政案件程序规定#171")
URGENT = "行政强制法#19"


NO_WORDS: Mapping[str, Mapping[str, str]] = {}


def _is_signer(approval: Approval, by: By) -> bool:
    return bool(queries.my_steps(approval, by.actor.pk, by.at))


@act(
    "approvals.propose",
    "呈批",
    "Propose for approval",
    subject=Approval,
    creates=True,
    basis=ONLINE,
    menu=False,
)
def propose(
    place: Place,
    by: By,
    *,
    target: Subject,
    name: str,
    arguments: Mapping[str, Any],
    shown: Mapping[str, Any],
    chain: Chain,
    urgent: bool = False,
    wording: Mapping[str, Mapping[str, str]] = NO_WORDS,
) -> Done:
    """An act asks for the signatures of its chain; what the signers are shown is fixed here, by its digest."""
    card = act_named(name).card
    fixed = codec.digest(shown)
    if Approval.objects.filter(target=target.pk, digest=fixed, is_open=True).exists():
        raise refuse(_("同一内容已经呈批，尚未办结"), _("请在“我的呈批”中查看，不必重复呈批"), code="twice")
    approval = Approval(
        target=Subject.objects.get(pk=target.pk),
        title=f"{card.title} · {target.number}",
        act=name,
        owner=by.actor.pk,
        proposer=Staff.objects.get(pk=by.actor.pk),
        proposed_at=by.at,
        sensitivity=target.sensitivity,
        chain=chain.name,
        chain_kind=chain.case_kind,
        facts=codec.encode(chain.facts),
        batch_safe=chain.batch_safe,
        urgent=urgent,
        paper_due=by.at + chain.regularise if urgent and chain.regularise is not None else None,
    )
    _fix(approval, arguments, shown, wording)
    approval.due = approval.paper_due
    return Done(
        subject=approval,
        rows=_steps(approval, chain, place, by),
        rel=(target.obj,),
        fields={"proposed": name, "digest": fixed},
        why="urgent" if urgent else "",
    )


@act(
    "approvals.sign",
    "签批",
    "Sign",
    subject=Approval,
    basis=REVIEW,
    entitled=_is_signer,
    menu=False,
    checklist=(
        (
            "核对事实、证据、定性、法律适用、程序和处理意见",
            "Check facts, evidence, law, procedure and what is proposed",
        ),
    ),
)
def sign(
    approval: Approval,
    by: By,
    *,
    digest: str,
    opinion: Annotated[str, Ask("意见", "Opinion", lines=True)] = "",
    objecting: Annotated[bool, Ask("持不同意见", "With an objection")] = False,
    version: int | None = None,
) -> Done:
    """Sign one's step: what was shown, with the opinion. The last signature carries the act out.

    A later signer may sign against an objection, with reasons, and then answers alone for it (执法过错责任追究规定
    5-11).
    When facts have changed so that the act may no longer happen, the signature stands and the approval goes back.
    """
    step, signer = _my_step(approval, by)
    _same(approval, digest)
    later = queries.steps_now(approval).filter(state=StepState.PENDING).exists()
    objections = queries.steps_now(approval).filter(state=StepState.SIGNED, objecting=True).exists()
    if objecting and not later:
        raise refuse(_("最后一级不能带着不同意见签批"), _("请选择退回或者不批准，并写明理由"), code="objection")
    if objecting and not opinion.strip():
        raise refuse(_("持不同意见须写明理由"), _("请填写意见"), code="reasons")
    if objections and not objecting and not opinion.strip():
        raise refuse(_("前面的审批人持不同意见，不采纳时须写明理由"), _("请填写不采纳的理由"), code="reasons")
    _sign(step, by, signer, StepState.SIGNED, opinion)
    step.objecting, step.overrules, step.version = objecting, objections and not objecting, version
    step.digest = approval.digest
    step.save()
    return _advance(approval, by, step)


@act(
    "approvals.record_partner_decision",
    "登记外单位决定",
    "Record a partner's decision",
    subject=Approval,
    basis=ONLINE,
    menu=False,
)
def record_partner_decision(
    approval: Approval,
    by: By,
    *,
    digest: str,
    decision: Annotated[str, Ask("决定", "Decision")],
    number: Annotated[str, Ask("来文文号", "Number of the paper")],
    dated: Annotated[date, Ask("来文日期", "Date of the paper")],
    opinion: Annotated[str, Ask("来文要点", "What it says", lines=True)] = "",
) -> Done:
    """The legal office enters what the procuratorate or the court decided, from the paper it received."""
    waiting = queries.steps_now(approval).filter(state=StepState.WAITING)
    step = next((one for one in waiting if one.is_partners), None)
    if step is None:
        raise refuse(_("现在没有待外单位决定的环节"), _("请查看审批进度"), code="turn")
    if by.actor.pk == approval.proposer_id:
        raise refuse(_("呈批人不能登记对自己呈批的决定"), _("请由法制部门的其他人员登记"), code="self")
    if not queries.records_partner(approval, by.actor.pk, by.at):
        raise refuse(_("外单位决定由法制部门登记"), _("请把来文交法制部门"), code="level")
    _same(approval, digest)
    if not number.strip():
        raise refuse(_("没有来文文号"), _("请填写来文上的文号"), code="paper")
    step.paper_number, step.paper_date = number.strip(), dated
    states = {"granted": StepState.SIGNED, "returned": StepState.SENT_BACK, "refused": StepState.REFUSED}
    if decision not in states:
        raise refuse(_("没有这种决定"), _("请选择批准、退回或者不批准"), code="choice")
    _sign(step, by, queries.Signer(Staff.objects.get(pk=by.actor.pk)), states[decision], opinion)
    step.digest = approval.digest
    step.save()
    if decision == "granted":
        return _advance(approval, by, step)
    if decision == "returned":
        return _back_to_proposer(approval, [], step)
    return _end(approval, "refused", step)


@act(
    "approvals.send_back",
    "退回",
    "Send back",
    subject=Approval,
    power="approvals.sign",
    basis=REVIEW,
    entitled=_is_signer,
    menu=False,
)
def send_back(
    approval: Approval,
    by: By,
    *,
    digest: str,
    reasons: Annotated[str, Ask("退回理由", "Reasons", lines=True)],
    to: Annotated[str, Ask("退回给", "Back to")] = PROPOSER,
    version: int | None = None,
) -> Done:
    """Back to the proposer, or to a step already signed; from there on everything is signed anew."""
    step, signer = _my_step(approval, by)
    _same(approval, digest)
    if not reasons.strip():
        raise refuse(_("退回须写明理由"), _("请写清需要补正什么"), code="reasons")
    earlier = None if to == PROPOSER else _earlier(approval, step, to)
    _sign(step, by, signer, StepState.SENT_BACK, reasons)
    step.digest, step.version = approval.digest, version
    step.save()
    if earlier is None:
        return _back_to_proposer(approval, [], step)
    _sign_anew(approval, by, earlier.turn, step)
    return Done(to="waiting", rel=_rel(approval), fields=_said(step))


@act(
    "approvals.refuse",
    "不批准",
    "Refuse",
    subject=Approval,
    power="approvals.sign",
    basis=REVIEW,
    entitled=_is_signer,
    menu=False,
)
def refuse_approval(
    approval: Approval,
    by: By,
    *,
    digest: str,
    reasons: Annotated[str, Ask("理由", "Reasons", lines=True)],
    version: int | None = None,
) -> Done:
    """The act does not happen. What was done first on an urgent ground must be undone at once (行政强制法 19)."""
    step, signer = _my_step(approval, by)
    _same(approval, digest)
    if not reasons.strip():
        raise refuse(_("不批准须写明理由"), _("请填写理由"), code="reasons")
    _sign(step, by, signer, StepState.REFUSED, reasons)
    step.digest, step.version = approval.digest, version
    step.save()
    return _end(approval, "refused", step)


@act(
    "approvals.add_reviewer",
    "加签",
    "Add a reviewer",
    subject=Approval,
    power="approvals.sign",
    basis=REVIEW,
    entitled=_is_signer,
    menu=False,
)
def add_reviewer(
    approval: Approval,
    by: By,
    *,
    reviewer: Staff,
    question: Annotated[str, Ask("请其审查什么", "What to look at")] = "",
) -> Done:
    """Ask a colleague by name before signing oneself; one's own step comes after the colleague's."""
    step, _signer = _my_step(approval, by)
    if reviewer.pk == approval.proposer_id:
        raise refuse(_("呈批人不能审查自己的呈批"), _("请另选一人"), code="self")
    if reviewer.pk == by.actor.pk:
        raise refuse(_("不能把自己加为审查人"), _("请另选一人，或者直接签批"), code="self")
    if reviewer.stage != "serving" or reviewer.category != Category.OFFICER:
        raise refuse(_("只能请在岗的人民警察审查"), _("请另选一人"), code="reviewer")
    steps = list(queries.steps_now(approval))
    if any(one.staff_id == reviewer.pk and one.state == StepState.WAITING for one in steps):
        raise refuse(_("已请此人审查，尚未答复"), _("请等待其意见"), code="twice")
    here = step.turn
    for one in steps:
        if one.turn > here and one.state == StepState.PENDING:
            one.turn += 1
            one.save()
    step.turn, step.state, step.waiting_since = here + 1, StepState.PENDING, None
    step.save()
    added = ApprovalStep(
        approval=approval,
        round=approval.round,
        turn=here,
        role="加签审查",
        role_en="Added reviewer",
        question=question[:60],
        unit=approval.unit,
        district=approval.district,
        city=approval.city,
        staff=reviewer,
        added_by=Staff.objects.get(pk=by.actor.pk),
        state=StepState.WAITING,
        waiting_since=by.at,
    )
    return Done(to="waiting", rows=[added], rel=_rel(approval))


@act(
    "approvals.reword",
    "修改文书文字",
    "Change the words of a paper",
    subject=Approval,
    basis=(*REVIEW, "公安机关人民警察执法过错责任追究规定#5"),
    at=("waiting",),
    entitled=_is_signer,
    menu=False,
    checklist=(("只改文字，不改事实、处理和条文", "Words only: not facts, outcome or articles"),),
)
def reword(
    approval: Approval,
    by: By,
    *,
    digest: str,
    paper: str,
    fact: str,
    words: Annotated[str, Ask("改为", "New words", lines=True)],
    reasons: Annotated[str, Ask("修改理由", "Why", lines=True)] = "",
) -> Done:
    """A signer changes words of a paper before signing: who changed what, and the version each one saw, stays.

    Signatures given before stand under the version they were given on; what takes effect is the last one.
    """
    _step, _signer = _my_step(approval, by)
    _same(approval, digest)
    if approval.urgent:
        raise refuse(_("先行办理的文书已经制作，不能再改"), _("确有错误的，批准后办理“更正文书”"), code="issued")
    changed = {**approval.wording, paper: {**approval.wording.get(paper, {}), fact: words}}
    target = Subject._base_manager.select_for_update().get(pk=approval.target_id).noun()
    shown = act_named(approval.act).show(target, replace(approval.as_proposed(), wording=changed), _decoded(approval))
    if codec.digest(shown) == approval.digest:
        raise refuse(_("没有改动"), _("改动文字后再保存，或者直接签批"), code="same")
    old = _superseded(approval, by, reasons)
    _fix(approval, approval.arguments, shown, changed)
    fields = {"before": old.digest, "digest": approval.digest, "paper": paper, "fact": fact, "reasons": reasons}
    return Done(rows=[old], rel=_rel(approval), fields=fields)


def _superseded(approval: Approval, by: By, reason: str) -> Superseded:
    return Superseded(
        approval=approval,
        number=approval.superseded.count() + 1,
        digest=approval.digest,
        shown_text=approval.shown_text,
        replaced_by=Staff.objects.get(pk=by.actor.pk),
        replaced_at=by.at,
        reason=reason,
    )


@act("approvals.withdraw", "撤回", "Withdraw", subject=Approval, basis=ONLINE, menu=False)
def withdraw(
    approval: Approval, by: By, *, reasons: Annotated[str, Ask("撤回理由", "Reasons", lines=True)] = ""
) -> Done:
    """The proposer takes it back before it took effect; what was done first cannot be taken back."""
    _only_proposer(approval, by)
    if approval.urgent:
        raise refuse(
            _("已经先行办理的，不能撤回补办的审批"), _("请继续补办批准手续，或者请审批人不予批准"), URGENT, "urgent"
        )
    return _end(approval, "withdrawn", None, reasons)


@act(
    "approvals.resubmit", "重新呈批", "Resubmit", subject=Approval, power="approvals.propose", basis=ONLINE, menu=False
)
def resubmit(
    approval: Approval,
    by: By,
    *,
    arguments: Mapping[str, Any] | None = None,
    answer: Annotated[str, Ask("补正说明", "What was put right", lines=True)] = "",
    wording: Mapping[str, Mapping[str, str]] | None = None,
) -> Done:
    """After it came back: with new arguments or the old ones, shown and signed anew along the chain of today."""
    _only_proposer(approval, by)
    entry = act_named(approval.act)
    given = dict(arguments) if arguments is not None else _decoded(approval)
    words = wording if wording is not None else {} if arguments is not None else approval.wording
    target = Subject._base_manager.select_for_update().get(pk=approval.target_id).noun()
    if not approval.urgent:
        blocks = entry.blocks(target, by, given)
        if blocks:
            raise Refused(blocks)
        shown = entry.show(target, replace(by, key="", seen=None, wording=words), given)
    else:
        shown = approval.shown  # what was done is done; only its paper is missing
    chain = chain_of(entry.card, target, by.at, given)
    encoded = codec.encode(given)
    old = _superseded(approval, by, answer) if codec.digest(shown) != approval.digest else None
    approval.round += 1
    approval.refusals = []
    if not approval.urgent:
        approval.proposed_at = by.at
    approval.facts = codec.encode(chain.facts)
    _fix(approval, encoded, shown, words)
    if Approval.objects.filter(target=approval.target_id, digest=approval.digest, is_open=True).exclude(pk=approval.pk):
        raise refuse(_("同一内容已经另行呈批，尚未办结"), _("请撤回其中一件"), code="twice")
    if not chain.links:
        raise refuse(_("按现在的情况不需要审批"), _("请撤回后直接办理"), code="chain")
    rows = [*([old] if old is not None else []), *_steps(approval, chain, place_of(approval), by)]
    return Done(to="waiting", rows=rows, rel=_rel(approval), fields={"digest": approval.digest, "answer": answer})


@act(
    "approvals.delegate",
    "委托审批",
    "Delegate signing",
    subject=Delegation,
    creates=True,
    basis=ONLINE,
    menu=False,
)
def delegate(
    place: Place,
    by: By,
    *,
    taker: Staff,
    levels: Sequence[str],
    since: Annotated[datetime, Ask("起", "From")],
    until: Annotated[datetime, Ask("止", "Until")],
    ground: Annotated[str, Ask("事由", "Ground")],
) -> Done:
    """Let a colleague sign for oneself for a time; both keep answering for what they sign."""
    giver = Staff.objects.get(pk=by.actor.pk)
    if taker.pk == giver.pk:
        raise refuse(_("不能委托给自己"), _("请另选一人"), code="self")
    if taker.stage != "serving" or taker.category != giver.category or taker.agency != giver.agency:
        raise refuse(_("只能委托给本机关在岗的人民警察"), _("请另选一人"), code="taker")
    missing = [one for one in levels if one not in queries.levels_of(giver.pk, by.at)]
    if missing or not levels:
        raise refuse(
            _("只能委托您自己的审批级别"),
            _("您现在的级别：%s") % "、".join(queries.levels_of(giver.pk, by.at)),
            code="level",
        )
    if until <= since or until <= by.at:
        raise refuse(_("委托的截止时间须在开始时间和现在之后"), _("请核对起止时间"), code="time")
    if not ground.strip():
        raise refuse(_("委托须写明事由"), _("例如出差、休假"), code="reasons")
    delegation = Delegation(
        title=f"{giver.name} → {taker.name}",
        owner=giver.pk,
        giver=giver,
        taker=taker,
        levels=sorted(set(levels)),
        since=since,
        until=until,
        ground=ground,
    )
    return Done(subject=delegation, rel=(giver.obj, taker.obj))


@act(
    "approvals.end_delegation",
    "终止委托",
    "End a delegation",
    subject=Delegation,
    power="approvals.delegate",
    basis=ONLINE,
    entitled=lambda delegation, by: by.actor.pk in (delegation.giver_id, delegation.taker_id),
    menu=False,
)
def end_delegation(delegation: Delegation, by: By) -> Done:
    """The giver takes the right to sign back before its time; the taker may lay it down."""
    if by.actor.pk not in (delegation.giver_id, delegation.taker_id):
        raise refuse(_("只有委托人或者受托人可以终止委托"), _("请与委托人联系"), code="self")
    return Done(to="ended")


def sign_batch(chosen: Sequence[tuple[Approval, str]], by: By, *, opinion: str = "") -> list[Outcome]:
    """One signature over many approvals, each with the digest that was shown: all or nothing, one entry each.

    Only where every chosen approval's chain is marked safe for it in the rulebook.
    """
    unsafe = [approval for approval, _digest in chosen if not approval.batch_safe]
    if unsafe:
        raise Refused(
            [
                Refusal(_("“%s”不能成批签批") % approval.title, _("请打开后逐件审查签批"), code="batch")
                for approval in unsafe
            ]
        )
    with transaction.atomic():
        return [
            sign(
                approval,
                replace(by, seen=None, key=f"{by.key}-{approval.pk}"[:64] if by.key else ""),
                digest=digest,
                opinion=opinion,
            )
            for approval, digest in sorted(chosen, key=lambda pair: pair[0].pk)
        ]


def check_chain(chain: Chain, place: Place, by: By) -> list[Refusal]:
    """Levels of the chain that nobody but the proposer could sign."""
    found = []
    for link in chain.links:
        if queries.asked_level(link.level, place, by.at, by.actor.pk) is None:
            found.append(
                Refusal(
                    _("“%(role)s”（%(level)s）这一级没有可以签批的人，呈批人不能签自己的呈批")
                    % {"role": link.role, "level": link.level},
                    _("请政工部门任命或者指定代理人，或者由该级领导委托他人审批"),
                    code="level",
                )
            )
    return found


def _steps(approval: Approval, chain: Chain, place: Place, by: By) -> list[ApprovalStep]:
    missing = check_chain(chain, place, by)
    if missing:
        raise Refused(missing)
    first = min((link.turn for link in chain.links), default=0)
    return [
        ApprovalStep(
            approval=approval,
            round=approval.round,
            turn=link.turn,
            level=link.level,
            asked_level=queries.asked_level(link.level, place, by.at, by.actor.pk) or link.level,
            role=link.role,
            role_en=link.role_en,
            unit=place.unit,
            district=place.district,
            city=place.city,
            state=StepState.WAITING if link.turn == first else StepState.PENDING,
            waiting_since=by.at if link.turn == first else None,
        )
        for link in chain.links
    ]


def _fix(
    approval: Approval,
    arguments: Mapping[str, Any],
    shown: Mapping[str, Any],
    wording: Mapping[str, Mapping[str, str]],
) -> None:
    approval.wording_text = plain_text(wording) if wording else ""
    approval.arguments_text, approval.shown_text = plain_text(arguments), plain_text(shown)
    approval.digest = codec.digest(shown)
    approval.is_open = True


def _rel(approval: Approval) -> tuple[str, ...]:
    return (approval.target.obj,)


def _said(step: ApprovalStep) -> dict[str, Any]:
    """What an entry commits to of a signature: the digest can be disclosed without the opinion."""
    return {"digest": step.digest, "opinion": step.opinion, "level": step.level or "named", "state": str(step.state)}


def _my_step(approval: Approval, by: By) -> tuple[ApprovalStep, queries.Signer]:
    mine = queries.my_steps(approval, by.actor.pk, by.at)
    if mine:
        return mine[0]
    if by.actor.pk == approval.proposer_id:
        raise refuse(_("不能审批自己的呈批"), _("请等待其他审批人"), code="self")
    waiting = list(queries.steps_now(approval).filter(state=StepState.WAITING))
    who = "；".join(f"{one.label}：{queries.names(queries.signers(one, by.at)) or _('暂无')}" for one in waiting)
    raise refuse(_("现在不由您签批"), _("待签：%s") % who, code="turn")


def _same(approval: Approval, digest: str) -> None:
    if digest != approval.digest:
        raise refuse(_("呈批内容已经更新，您看到的不是现在的内容"), _("请刷新页面，看清后再签"), code="stale")


def _sign(step: ApprovalStep, by: By, signer: queries.Signer, state: StepState, opinion: str) -> None:
    step.state, step.opinion = state, opinion.strip()
    step.signed_by, step.signed_at, step.for_staff = signer.staff, by.at, signer.for_staff


def _advance(approval: Approval, by: By, step: ApprovalStep) -> Done:
    """The next turn begins when nobody of this one is waited for; after the last one the act takes effect."""
    steps = list(queries.steps_now(approval))
    if any(one.state == StepState.WAITING for one in steps):
        return Done(to="waiting", rel=_rel(approval), fields=_said(step))
    pending = [one for one in steps if one.state == StepState.PENDING]
    if not pending:
        return _take_effect(approval, by, step, steps)
    turn = min(one.turn for one in pending)
    for one in pending:
        if one.turn == turn:
            _call(one, approval, by)
    return Done(to="waiting", rel=_rel(approval), fields=_said(step))


def _call(step: ApprovalStep, approval: Approval, by: By) -> None:
    """A step's turn has come; who holds its level now may be somebody else than when it was proposed."""
    step.state, step.waiting_since = StepState.WAITING, by.at
    if step.level:
        found = queries.asked_level(step.level, approval.place, by.at, approval.proposer_id)
        step.asked_level = found or step.asked_level
    step.save()


def _take_effect(approval: Approval, by: By, step: ApprovalStep, steps: Sequence[ApprovalStep]) -> Done:
    """The last signature: the act happens as its proposer's act. If it may not any more, the approval goes back."""
    if approval.urgent:
        return _end(approval, "granted", step)
    signatures = tuple(
        Signature(one.signed_by, one.level or "named", one.signed_at, one.digest, one.opinion)
        for one in sorted(steps, key=lambda one: (one.turn, one.pk))
        if one.state == StepState.SIGNED and one.signed_by is not None and one.signed_at is not None
    )
    approved = Approved(approval.pk, _entry_of_proposal(approval), signatures)
    entry = act_named(approval.act)
    target = Subject._base_manager.get(pk=approval.target_id).noun()
    actor = By(approval.proposer, by.at, approved=approved, wording=approval.wording)
    try:
        with transaction.atomic():
            outcome = entry.carry_out(
                target, actor, _decoded(approval), approval.digest, proposed=approval.as_proposed()
            )
    except Refused as refused:
        return _back_to_proposer(approval, refused.refusals, step)
    except ObjectDoesNotExist:
        gone = Refusal(_("呈批内容所指的记录已不存在"), _("请重新呈批"), code="changed")
        return _back_to_proposer(approval, [gone], step)
    approval.carried_uid = outcome.uid
    return _end(approval, "carried_out", step)


def _decoded(approval: Approval) -> dict[str, Any]:
    decoded: dict[str, Any] = codec.decode(approval.arguments)
    return decoded


def _entry_of_proposal(approval: Approval) -> str:
    """Name of the entry with which the current round was proposed: what the act's own entry points at."""
    proposals = ("approvals.propose", "approvals.resubmit")
    return next((one.uid for one in reversed(reading.history(approval.obj)) if one.act in proposals), "")


def _end(approval: Approval, stage: str, step: ApprovalStep | None, reasons: str = "") -> Done:
    for one in queries.steps_now(approval):
        if one.state in (StepState.WAITING, StepState.PENDING):
            one.state = StepState.VOID
            one.save()
    approval.is_open = False
    approval.due = None
    fields = _said(step) if step is not None else {"reasons": reasons}
    return Done(to=stage, rel=_rel(approval), fields=fields)


def _back_to_proposer(approval: Approval, refusals: Sequence[Refusal], step: ApprovalStep) -> Done:
    for one in queries.steps_now(approval):
        if one.state in (StepState.WAITING, StepState.PENDING):
            one.state = StepState.VOID
            one.save()
    approval.refusals = [[str(one.sentence), str(one.remedy), one.article] for one in refusals]
    return Done(
        to="sent_back",
        rel=_rel(approval),
        fields={**_said(step), "refusals": approval.refusals},
        why="changed" if refusals else "",
    )


def _earlier(approval: Approval, step: ApprovalStep, to: str) -> ApprovalStep:
    for one in queries.earlier_steps(approval, step):
        if str(one.pk) == str(to):
            return one
    raise refuse(_("不能退回到这一环节"), _("请选择本轮已签的前一环节，或者退回呈批人"), code="turn")


def _sign_anew(approval: Approval, by: By, turn: int, step: ApprovalStep) -> None:
    """From this turn on every signature is asked for again, in rows of their own; the old ones stay to be read."""
    for one in list(queries.steps_now(approval)):
        if one.turn < turn:
            continue
        if one.pk != step.pk:
            one.state = StepState.VOID
            one.save()
        again = ApprovalStep(
            approval=approval,
            round=approval.round,
            turn=one.turn,
            level=one.level,
            asked_level=one.asked_level,
            role=one.role,
            role_en=one.role_en,
            question=one.question,
            unit=one.unit,
            district=one.district,
            city=one.city,
            staff=one.staff,
            added_by=one.added_by,
        )
        if one.turn == turn:
            _call(again, approval, by)
        else:
            again.save()


def _only_proposer(approval: Approval, by: By) -> None:
    if by.actor.pk != approval.proposer_id:
        raise refuse(_("只有呈批人可以办理"), _("请与呈批人%s联系") % approval.proposer.label, code="self")
