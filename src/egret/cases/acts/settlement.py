"""治安调解: a minor offence born of a civil dispute may end in an agreement that is kept.

治安管理处罚法 9; 程序规定 178-186.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from django.utils.translation import gettext_lazy as _

from egret.acts.cards import Ask
from egret.acts.done import By, Done, Hold, Start, Stop
from egret.acts.machine import act
from egret.acts.ports import Paper
from egret.acts.refusals import refuse
from egret.cases import queries
from egret.cases.models import AdministrativeCase
from egret.intake.models import Person
from egret.intake.papers import person_fact, staff_fact

TERMS = ("A10", "A11", "A12")


@act(
    "cases.mediate",
    "治安调解",
    "Mediate",
    subject=AdministrativeCase,
    basis=("治安管理处罚法(2025)#9", "公安机关办理行政案件程序规定#178"),
    starts=("A32",),
    checklist=(
        ("属于民间纠纷引起、情节较轻", "Born of a civil dispute, minor"),
        ("双方自愿；未成年人的监护人到场", "Both agree; guardians of minors present"),
    ),
    errors=(
        ("雇凶伤人、寻衅滋事、多次违法等案件不得调解", "Never for hired assault, picking quarrels or repeat offenders"),
    ),
    order=40,
)
def mediate(
    case: AdministrativeCase,
    by: By,
    *,
    dispute: Annotated[str, Ask("纠纷起因", "Origin of the dispute", lines=True)],
    minor: Annotated[bool, Ask("情节较轻", "Minor circumstances", help=_("不具备这一条的不得调解"))],
    consent: Annotated[bool, Ask("双方自愿调解", "Both sides agree")],
) -> Done:
    """Begin mediation; meanwhile the term of the case does not run, and starts anew when mediation fails."""
    if not minor:
        raise refuse(_("情节不属较轻，不适用调解"), _("按一般程序调查处理"), "治安管理处罚法(2025)#9", "F72")
    if not consent:
        raise refuse(_("一方不同意调解"), _("按一般程序调查处理"), "公安机关办理行政案件程序规定#179", "F72")
    held = [Hold(rule, by.at, "调解") for rule in TERMS]
    return Done(to="mediation", clocks=[*held, Start("A32", by.at)], fields={"dispute": dispute})


@act(
    "cases.record_agreement",
    "达成调解协议",
    "Record the agreement",
    subject=AdministrativeCase,
    basis=("公安机关办理行政案件程序规定#184",),
    documents=("治安调解协议书",),
    stops=("A32",),
    asks={
        "party": Ask("甲方（违法行为人）", "First party", choices=queries.suspects),
        "victim": Ask("乙方（被侵害人）", "Second party", choices=queries.victims),
    },
    order=20,
)
def record_agreement(
    case: AdministrativeCase,
    by: By,
    *,
    party: Person,
    victim: Person,
    findings: Annotated[str, Ask("主要事实", "Facts", lines=True)],
    agreement: Annotated[str, Ask("协议内容", "Terms", lines=True)],
    performance: Annotated[str, Ask("履行方式和期限", "Performance")],
) -> Done:
    """Both sides agreed; the case is not closed before the agreement is performed."""
    facts = {
        "party": person_fact(party),
        "victim": person_fact(victim),
        "findings": findings,
        "agreement": agreement,
        "performance": performance,
        "chair": staff_fact([by.actor.pk]),
    }
    return Done(to="agreed", papers=[Paper("治安调解协议书", facts)], clocks=[Stop("A32")])


@act(
    "cases.confirm_performance",
    "确认协议已履行",
    "Confirm performance",
    subject=AdministrativeCase,
    basis=("治安管理处罚法(2025)#9", "公安机关办理行政案件程序规定#185"),
    stops=TERMS,
    order=10,
)
def confirm_performance(
    case: AdministrativeCase,
    by: By,
    *,
    performed_at: Annotated[datetime, Ask("履行时间", "Performed at")],
    note: Annotated[str, Ask("履行情况", "How", lines=True)],
) -> Done:
    """Performed in full: no penalty, the case is closed."""
    if performed_at > by.at:
        raise refuse(_("履行时间晚于现在"), _("请核对时间"), code="time")
    return Done(to="closed", clocks=[Stop(rule) for rule in TERMS], fields={"note": note})


def _anew(by: By) -> list[Stop | Start]:
    """The term of the case counts from the day mediation failed (程序规定 185)."""
    return [*(Stop(rule) for rule in TERMS), Stop("A32"), Start("A10", by.at)]


@act(
    "cases.fail_mediation",
    "调解不成",
    "Mediation failed",
    subject=AdministrativeCase,
    basis=("公安机关办理行政案件程序规定#185",),
    starts=("A10",),
    stops=(*TERMS, "A32"),
    order=30,
)
def fail_mediation(case: AdministrativeCase, by: By, *, reason: Annotated[str, Ask("原因", "Reason")]) -> Done:
    """No agreement: the case goes on as a penalty case and its term starts now."""
    return Done(to="investigating", clocks=_anew(by), fields={"reason": reason})


@act(
    "cases.fail_performance",
    "协议未履行",
    "Agreement not performed",
    subject=AdministrativeCase,
    basis=("公安机关办理行政案件程序规定#185",),
    starts=("A10",),
    stops=(*TERMS, "A32"),
    order=20,
)
def fail_performance(case: AdministrativeCase, by: By, *, reason: Annotated[str, Ask("原因", "Reason")]) -> Done:
    """The agreement was not kept: the case goes on, the other side is told of civil suit, the term starts now."""
    return Done(to="investigating", clocks=_anew(by), fields={"reason": reason})
