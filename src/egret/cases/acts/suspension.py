"""暂缓执行行政拘留: asked for, answered within a day, on a guarantor or a deposit, and resumed when its ground is gone.

治安管理处罚法 126-127; 程序规定 222-233.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Annotated, Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from egret.acts.cards import Ask
from egret.acts.clocks import people_under
from egret.acts.done import By, Done, Start, Stop
from egret.acts.machine import act
from egret.acts.ports import Paper
from egret.acts.refusals import refuse
from egret.cases import queries
from egret.cases.acts.measures import begun, over
from egret.cases.acts.penalty import decision_paper
from egret.cases.acts.remedies import standing
from egret.cases.models import AdministrativeCase, Decision, MeasureKind, Review
from egret.intake.papers import person_fact
from egret.intake.persons import PersonFacts

LAW = "治安管理处罚法(2025)"
RULES = "公安机关办理行政案件程序规定"
AT = ("served", "executing", "contested")
SUSPENDED = "暂缓执行"
DUTIES = [
    "未经决定机关批准不得离开所居住的市、县。",
    "住址、工作单位和联系方式有变动的，及时向决定机关报告。",
    "不得干扰证人作证、伪造证据或者串供。",
    "不得逃避、拒绝或者阻碍处罚的执行。",
]


class SuspensionGround(models.TextChoices):
    CONTEST = "contest", _("申请行政复议或者提起行政诉讼")
    EXAM = "exam", _("参加升学考试")
    BIRTH = "birth", _("子女出生")
    DYING = "dying", _("近亲属病危、死亡")


def detentions(case: Any, _by: By | None = None) -> models.QuerySet[Decision]:
    """Decisions of detention not yet served to the end."""
    return standing(case).filter(detention_days__gt=0, done_at=None)


def asked(case: Any, _by: By | None = None) -> models.QuerySet[Decision]:
    """Detentions whose suspension was asked for and not answered."""
    return detentions(case).filter(person_id__in=people_under(case, "A33"))


def suspended(case: Any, _by: By | None = None) -> models.QuerySet[Review]:
    """Suspensions in force."""
    return Review.objects.filter(subject_id=case.pk, kind=SUSPENDED, passed=True).order_by("at")


@act(
    "cases.request_suspension",
    "登记暂缓执行拘留申请",
    "Record a request to suspend detention",
    subject=AdministrativeCase,
    basis=(f"{LAW}#126", f"{RULES}#222"),
    at=AT,
    starts=("A33",),
    asks={"decision": Ask("拘留决定", "Detention", choices=detentions)},
    order=62,
)
def request_suspension(
    case: AdministrativeCase,
    by: By,
    *,
    decision: Decision,
    ground: Annotated[SuspensionGround, Ask("申请理由", "Ground")],
    reason: Annotated[str, Ask("具体情况", "Circumstances", lines=True)],
) -> Done:
    """Spoken or written, the request starts the hours in which it must be answered."""
    if asked(case).filter(pk=decision.pk).exists():
        raise refuse(_("已经登记过，正在等待决定"), _("在期限内作出决定"), f"{RULES}#223", "twice")
    clock = Start("A33", by.at, decision.person.key)
    return Done(clocks=[clock], fields={"ground": str(ground), "reason": reason})


@act(
    "cases.suspend_detention",
    "暂缓执行行政拘留",
    "Suspend the detention",
    subject=AdministrativeCase,
    basis=(f"{LAW}#126", f"{LAW}#127", f"{RULES}#223"),
    at=AT,
    documents=("暂缓执行行政拘留决定书", "暂缓执行行政拘留担保人保证书?", "暂缓执行行政拘留保证金收据?"),
    stops=("A33",),
    approval="暂缓执行行政拘留",
    asks={"decision": Ask("拘留决定", "Detention", choices=asked)},
    checklist=(("担保人的四项条件已核实", "The four conditions of a guarantor checked"),),
    order=63,
)
def suspend_detention(
    case: AdministrativeCase,
    by: By,
    *,
    decision: Decision,
    reason: Annotated[str, Ask("暂缓的理由", "Why", lines=True)],
    guarantor: Annotated[PersonFacts | None, Ask("担保人", "Guarantor", personal=True)] = None,
    deposit: Annotated[Decimal, Ask("保证金（元）", "Deposit, yuan")] = Decimal(0),
) -> Done:
    """On one security, never two; who is inside is let out, and the days outside do not count."""
    left = decision.detention_days * 86400
    ended = []
    for measure in queries.running_measures(case, MeasureKind.ADMIN_DETENTION, person=decision.person):
        if measure.due is not None:
            left = max(0, int((measure.due - by.at).total_seconds()))
        ended.append(over(measure, by.at, SUSPENDED))
    points = {"decision": decision.pk, "left": left, "deposit": str(deposit)}
    row = Review(
        subject=case, kind=SUSPENDED, reviewer=by.actor.pk, at=by.at, passed=True, points=points, opinion=reason
    )
    facts: dict[str, Any] = {
        "party": person_fact(decision.person),
        "prior_document": decision_paper(decision),
        "reason": reason,
        "duties": DUTIES,
    }
    about = decision.person.key
    who = {name: facts[name] for name in ("party", "prior_document")}
    papers = [Paper("暂缓执行行政拘留决定书", facts, about)]
    if guarantor:
        facts["guarantor"] = person_fact(guarantor)
        undertaken = {**who, "guarantor": facts["guarantor"], "duties": DUTIES}
        papers.append(Paper("暂缓执行行政拘留担保人保证书", undertaken, about))
    if deposit:
        facts["amount"] = str(deposit)
        papers.append(Paper("暂缓执行行政拘留保证金收据", {**who, "amount": facts["amount"]}, about))
    return Done(rows=[row], touches=ended, papers=papers, clocks=[Stop("A33", about)])


@act(
    "cases.refuse_suspension",
    "不予暂缓执行拘留",
    "Refuse to suspend the detention",
    subject=AdministrativeCase,
    power="cases.suspend_detention",
    basis=(f"{RULES}#224",),
    at=AT,
    documents=("不予暂缓执行行政拘留决定书",),
    stops=("A33",),
    approval="暂缓执行行政拘留",
    asks={"decision": Ask("拘留决定", "Detention", choices=asked)},
    order=64,
)
def refuse_suspension(
    case: AdministrativeCase, by: By, *, decision: Decision, reason: Annotated[str, Ask("理由", "Reason", lines=True)]
) -> Done:
    """Flight, other suspicion, or other danger: refused, and the applicant is told."""
    facts = {
        "party": person_fact(decision.person),
        "prior_document": decision_paper(decision),
        "reason": reason,
    }
    about = decision.person.key
    paper = Paper("不予暂缓执行行政拘留决定书", facts, about=about)
    return Done(papers=[paper], clocks=[Stop("A33", about)])


@act(
    "cases.resume_detention",
    "恢复执行行政拘留",
    "Resume the detention",
    subject=AdministrativeCase,
    power="cases.begin_execution",
    basis=(f"{RULES}#230", f"{RULES}#232"),
    at=("executing", "contested"),
    asks={"suspension": Ask("暂缓执行", "Suspension", choices=suspended)},
    checklist=(("开始执行时退还保证金", "The deposit is returned when execution begins"),),
    order=65,
)
def resume_detention(
    case: AdministrativeCase,
    by: By,
    *,
    suspension: Review,
    custody_place: Annotated[str, Ask("拘留所", "Place of detention")],
    received_at: Annotated[datetime, Ask("收拘时间", "Received at")],
    reason: Annotated[str, Ask("恢复执行的理由", "Why now")],
    deposit_returned: Annotated[bool, Ask("保证金已退还", "Deposit returned")] = False,
) -> Done:
    """What was left of the detention is executed; the deposit goes back."""
    if not suspension.at <= received_at <= by.at:
        raise refuse(_("收拘时间要在暂缓执行之后、现在之前"), _("请核对时间"), code="time")
    if Decimal(suspension.points["deposit"]) and not deposit_returned:
        raise refuse(_("保证金还没有退还"), _("退还保证金并勾选"), f"{RULES}#232", "deposit")
    decision = Decision.objects.select_related("person").get(pk=suspension.points["decision"])
    suspension.passed = False
    measure = begun(
        case,
        by,
        decision.person,
        MeasureKind.ADMIN_DETENTION,
        "",
        received_at,
        until=received_at + timedelta(seconds=suspension.points["left"]),
        ground=decision.cite,
        place=custody_place,
        facts={"resumed": True},
    )
    decision.executed_at = decision.executed_at or received_at
    to = "executing" if case.stage == "served" else ""
    return Done(to=to, rows=[suspension, decision], begets=[measure], fields={"reason": reason})
