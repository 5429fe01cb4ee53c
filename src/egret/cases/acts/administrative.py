"""行政案件 beyond the straight path: more time, an end without decision, another competence, a crime after all."""

from __future__ import annotations

from typing import Annotated

from django.utils.translation import gettext_lazy as _

from egret.acts.cards import Ask
from egret.acts.clocks import LOCAL
from egret.acts.done import Born, By, Done, Start, Stop
from egret.acts.machine import act
from egret.acts.models import Clock, ClockState
from egret.acts.ports import Paper, ports
from egret.acts.refusals import refuse
from egret.cases import queries
from egret.cases.acts.penalty import HEARING
from egret.cases.acts.settlement import TERMS
from egret.cases.models import AdministrativeCase, CriminalCase
from egret.intake.models import Role
from egret.intake.papers import people_fact, staff_fact
from egret.intake.persons import copy_of

NEXT_TERM = {"A10": "A11", "A11": "A12"}
WORKING = ("investigating", "fast", "review", "noticed")


@act(
    "cases.extend_term",
    "延长办案期限",
    "Extend the term of the case",
    subject=AdministrativeCase,
    basis=("治安管理处罚法(2025)#118",),
    at=WORKING,
    documents=("延长办案期限审批表",),
    starts=("A11", "A12"),
    stops=("A10", "A11"),
    approval="延长办案期限",
    errors=(("期满后才呈批", "Asked for after the term had run out"),),
    order=810,
)
def extend_term(
    case: AdministrativeCase, by: By, *, reason: Annotated[str, Ask("延长理由", "Reason", lines=True)]
) -> Done:
    """Add the next extension; it runs from the un-rolled end of the term before, so nothing is won by a holiday."""
    running = Clock.objects.filter(subject_id=case.pk, rule__in=NEXT_TERM, state=ClockState.RUNNING).first()
    if running is None:
        raise refuse(
            _("没有可以延长的办案期限"),
            _("期限已延长两次，或正因鉴定、调解暂停计算"),
            "治安管理处罚法(2025)#118",
            "F61",
        )
    if by.at > running.legal_due:
        raise refuse(
            _("办案期限已经届满，不能再延长"),
            _("立即作出处理决定，并说明超期原因"),
            "治安管理处罚法(2025)#118",
            "F61",
        )
    extended = NEXT_TERM[running.rule]
    if extended == "A12" and not ports.rules.article("term_second", by.day):
        raise refuse(
            _("办案期限已经延长过一次，当时的法律只允许延长一次"),
            _("立即作出处理决定，并说明超期原因"),
            "治安管理处罚法(2025)#118",
            "F61",
        )
    ends = ports.rules.due(extended, running.guard_due)
    facts = {
        "cause": case.cause,
        "accepted_at": case.opened.isoformat(),
        "ends": ends.guard.astimezone(LOCAL).date().isoformat(),
        "reason": reason,
        "officers": staff_fact(queries.team(case)),
    }
    paper = Paper("延长办案期限审批表", facts)
    return Done(papers=[paper], clocks=[Stop(running.rule), Start(extended, running.guard_due)])


@act(
    "cases.terminate",
    "终止案件调查",
    "Terminate the investigation",
    subject=AdministrativeCase,
    basis=("公安机关办理行政案件程序规定#259",),
    documents=("终止案件调查决定书",),
    stops=TERMS,
    approval="终止案件调查",
    checklist=(("没有违法事实、超过追究时效、违法嫌疑人死亡等法定情形", "One of the grounds of the article"),),
    order=830,
)
def terminate(case: AdministrativeCase, by: By, *, reason: Annotated[str, Ask("理由", "Reason", lines=True)]) -> Done:
    """No offence, out of time, or nobody left to pursue."""
    facts = {"cause": case.cause, "reason": reason, "officers": staff_fact(queries.team(case))}
    return Done(to="terminated", papers=[Paper("终止案件调查决定书", facts)], clocks=[Stop(rule) for rule in TERMS])


@act(
    "cases.transfer",
    "移送管辖",
    "Transfer",
    subject=AdministrativeCase,
    basis=("公安机关办理行政案件程序规定#61",),
    documents=("移送案件通知书",),
    stops=(*TERMS, "G02"),
    approval="移送案件",
    order=840,
)
def transfer(
    case: AdministrativeCase,
    by: By,
    *,
    to: Annotated[str, Ask("移送至", "Transferred to")],
    reason: Annotated[str, Ask("移送理由", "Reason", lines=True)],
) -> Done:
    """Hand the case to the unit or agency that is competent."""
    facts = {"to_organ": to, "cause": case.cause, "reason": reason}
    involved = people_fact(queries.people(case, Role.SUSPECT))
    if involved:
        facts["parties"] = involved  # type: ignore[assignment]
    return Done(
        to="transferred",
        papers=[Paper("移送案件通知书", facts)],
        clocks=[*(Stop(rule) for rule in TERMS), Stop("G02")],
    )


@act(
    "cases.turn_criminal",
    "转为刑事案件",
    "Turn criminal",
    subject=AdministrativeCase,
    basis=("公安机关办理行政案件程序规定#65", "公安机关办理行政案件程序规定#172"),
    documents=("受案登记表",),
    starts=("G05",),
    stops=(*TERMS, *HEARING),
    approval="行政转刑事",
    order=800,
)
def turn_criminal(
    case: AdministrativeCase,
    by: By,
    *,
    charge: Annotated[str, Ask("涉嫌罪名", "Suspected crime")],
    charge_cite: Annotated[str, Ask("罪名依据", "Article", help=_("例如 刑法#264"))],
    reason: Annotated[str, Ask("理由", "Reason", lines=True)],
) -> Done:
    """A crime shows itself: a criminal case is opened with the same people; the administrative case is not revoked."""
    born = CriminalCase(
        report=case.report,
        title=case.title,
        cause=charge,
        cause_cite=charge_cite,
        conduct_at=case.conduct_at,
        place=case.place,
        summary=case.summary,
        amount=case.amount,
        owner=case.owner,
        handlers=case.handlers,
        unit=case.unit,
        district=case.district,
        city=case.city,
        agency=case.agency,
        opened=by.at,
    )
    facts = {
        "source": "行政案件转来",
        "cause": charge,
        "reported_at": case.opened.isoformat(),
        "summary": case.summary,
        "handling": reason,
        "officers": staff_fact(queries.team(case)),
    }
    people = [copy_of(person, born) for person in queries.people(case)]
    paper = Paper("受案登记表", facts)
    return Done(
        to="to_criminal",
        begets=[Born(born, people, [paper], [Start("G05", by.at)])],
        clocks=[Stop(rule) for rule in (*TERMS, *HEARING)],
        fields={"reason": reason},
    )
