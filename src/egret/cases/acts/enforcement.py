"""罚款不缴: deferred on hardship, reminded, and after the terms of remedy put before the court.

行政处罚法 66, 72; 行政强制法 53-55; 程序规定 206-217.
"""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Annotated, Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from egret.acts.cards import Ask
from egret.acts.clocks import LOCAL, people_under
from egret.acts.done import By, ClockEvent, Done, Start, Stop
from egret.acts.machine import act
from egret.acts.models import Clock
from egret.acts.ports import Paper, ports
from egret.acts.refusals import refuse
from egret.cases.acts.on_spot import cash
from egret.cases.acts.penalty import decision_paper
from egret.cases.acts.remedies import standing
from egret.cases.models import AdministrativeCase, Decision, Review
from egret.intake.papers import person_fact

RULES = "公安机关办理行政案件程序规定"
AT = ("served", "executing")
DEFERRED = "缓缴罚款"


def unpaid(case: Any, _by: By | None = None) -> models.QuerySet[Decision]:
    """Fines in force that are neither paid nor taken in cash."""
    taken = [one.pk for rule in ("A24", "A25") for one in cash(case, rule)]
    return standing(case).filter(fine__gt=0, done_at=None).exclude(served_at=None).exclude(pk__in=taken)


def reminded(case: Any, _by: By | None = None) -> models.QuerySet[Decision]:
    """Fines whose reminder was served."""
    return unpaid(case).filter(person_id__in=people_under(case, "A26"))


def deferral(case: Any, decision: Decision) -> Review | None:
    found = Review.objects.filter(subject_id=case.pk, kind=DEFERRED, points__decision=decision.pk)
    return found.order_by("-at", "-pk").first()


def payable_until(case: Any, decision: Decision) -> datetime | None:
    """When payment was due: the deferral's day, else the term of the decision."""
    put_off = deferral(case, decision)
    if put_off is not None:
        return datetime.combine(date.fromisoformat(put_off.points["until"]), time.max, LOCAL)
    term = Clock.objects.filter(subject_id=case.pk, rule="A23", about=decision.person.key).order_by("-started").first()
    return term.legal_due if term else None


def remedies_until(case: Any, decision: Decision) -> datetime | None:
    """When the last remedy of the person runs out."""
    terms = Clock.objects.filter(subject_id=case.pk, rule__in=("L01", "L08"), about=decision.person.key)
    return terms.order_by("-legal_due").values_list("legal_due", flat=True).first()


@act(
    "cases.defer_fine",
    "暂缓或者分期缴纳罚款",
    "Defer the fine or take it in parts",
    subject=AdministrativeCase,
    basis=("行政处罚法#72", f"{RULES}#217"),
    at=AT,
    documents=("暂缓分期缴纳罚款决定书",),
    stops=("A23",),
    approval="暂缓分期缴纳罚款",
    asks={"decision": Ask("罚款决定", "Decision with a fine", choices=unpaid)},
    order=66,
)
def defer_fine(
    case: AdministrativeCase,
    by: By,
    *,
    decision: Decision,
    hardship: Annotated[str, Ask("经济困难情况", "Hardship", lines=True)],
    plan: Annotated[str, Ask("缴纳安排", "How it is to be paid", help=_("分期的写明各期日期和金额"))],
    until: Annotated[date, Ask("缴清日期", "Paid in full by")],
) -> Done:
    """On request and for real hardship; meanwhile nothing is added, and the court's term waits."""
    if until <= decision_day(decision):
        raise refuse(_("缴清日期要在决定之后"), _("请核对日期"), code="time")
    row = Review(
        subject=case,
        kind=DEFERRED,
        reviewer=by.actor.pk,
        at=by.at,
        passed=True,
        points={"decision": decision.pk, "until": until.isoformat()},
        opinion=plan,
    )
    facts = {
        "party": person_fact(decision.person),
        "prior_document": decision_paper(decision),
        "fine": str(decision.fine),
        "reason": hardship,
        "performance": plan,
        "ends": until.isoformat(),
    }
    about = decision.person.key
    paper = Paper("暂缓分期缴纳罚款决定书", facts, about=about)
    return Done(rows=[row], papers=[paper], clocks=[Stop("A23", about)])


def decision_day(decision: Decision) -> date:
    assert decision.decided_at is not None
    return decision.decided_at.astimezone(LOCAL).date()


@act(
    "cases.urge_payment",
    "催告缴纳罚款",
    "Remind of the fine",
    subject=AdministrativeCase,
    basis=("行政强制法#54",),
    at=AT,
    documents=("催告书",),
    starts=("A26", "A27"),
    stops=("A23", "A26", "A27"),
    asks={"decision": Ask("罚款决定", "Decision with a fine", choices=unpaid)},
    order=67,
)
def urge_payment(case: AdministrativeCase, by: By, *, decision: Decision) -> Done:
    """A last call in writing; the court is asked only when it has passed in vain."""
    term = ports.rules.deadline("A26", by.at.astimezone(LOCAL).date())
    facts = {
        "party": person_fact(decision.person),
        "prior_document": decision_paper(decision),
        "fine": str(decision.fine),
        "bank": "到指定银行或者通过电子支付系统缴纳",
        "days": term.length,
    }
    about = decision.person.key
    clocks: list[ClockEvent] = [*(Stop(rule, about) for rule in ("A23", "A26", "A27")), Start("A26", by.at, about)]
    ends = remedies_until(case, decision)
    put_off = payable_until(case, decision) if deferral(case, decision) else None
    begins = max((moment for moment in (ends, put_off) if moment), default=None)
    if begins is not None:
        clocks.append(Start("A27", begins, about))
    return Done(papers=[Paper("催告书", facts, about=about)], clocks=clocks)


@act(
    "cases.apply_enforcement",
    "申请法院强制执行",
    "Apply to the court for enforcement",
    subject=AdministrativeCase,
    basis=("行政强制法#53", "行政强制法#55", f"{RULES}#206"),
    at=("executing",),
    documents=("强制执行申请书",),
    stops=("A26", "A27"),
    approval="申请法院强制执行",
    asks={"decision": Ask("罚款决定", "Decision with a fine", choices=reminded)},
    order=68,
)
def apply_enforcement(
    case: AdministrativeCase,
    by: By,
    *,
    decision: Decision,
    court: Annotated[str, Ask("人民法院", "Court")],
    views: Annotated[str, Ask("当事人的意见和催告情况", "Views of the person, reminder", lines=True)],
) -> Done:
    """Decision, facts, the person's views and the reminder go to the court, signed by the organ's leader."""
    facts = {
        "party": person_fact(decision.person),
        "to_organ": court,
        "prior_document": decision_paper(decision),
        "findings": decision.facts,
        "legal_basis": [decision.cite],
        "opinion": views,
        "fine": str(decision.fine),
    }
    about = decision.person.key
    return Done(papers=[Paper("强制执行申请书", facts, about=about)], clocks=[Stop("A26", about), Stop("A27", about)])
