"""集体讨论: complex or grave cases are decided by the leaders together (治安管理处罚法 113; 行政处罚法 57)."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from egret.acts.cards import Ask
from egret.acts.done import By, Done
from egret.acts.machine import act
from egret.acts.ports import Paper
from egret.acts.refusals import refuse
from egret.cases.acts.penalty import proposed
from egret.cases.models import AdministrativeCase, Decision, Review
from egret.intake.papers import person_fact, staff_fact
from egret.org.models import Staff

REFERRED, DELIBERATED = "提交集体讨论", "集体讨论"


class ReferralGround(models.TextChoices):
    """Why a case goes before the leaders together."""

    COMPLEX = "complex", _("情节复杂")
    GRAVE = "grave", _("重大违法行为")
    SPARED = "spared", _("拟对一般不执行拘留的人执行拘留")
    SPLIT = "split", _("办案部门与法制部门意见不一致")
    PUBLIC = "public", _("社会影响重大")


def referred(case: Any) -> Review | None:
    """The last time the case was found to need the leaders together."""
    found = Review.objects.filter(subject_id=case.pk, kind=REFERRED).order_by("-at", "-pk")
    return found.first()


def deliberated(case: Any) -> Review | None:
    """What the leaders concluded last."""
    return Review.objects.filter(subject_id=case.pk, kind=DELIBERATED).order_by("-at", "-pk").first()


def settled(case: Any) -> bool:
    """Whether nothing is owed: never referred, or deliberated since and agreed."""
    asked, answered = referred(case), deliberated(case)
    if asked is None:
        return True
    return answered is not None and answered.pk > asked.pk and answered.passed


def of_the_district(case: Any, _by: By) -> models.QuerySet[Staff]:
    """Officers of the bureau whose case it is."""
    found = Staff.objects.filter(closed=None)
    found = found.filter(district=case.district) if case.district else found.filter(city=case.city)
    return found.order_by("police_number")


@act(
    "cases.refer_to_leaders",
    "提交集体讨论",
    "Refer to the leaders together",
    subject=AdministrativeCase,
    power="cases.legal_review",
    basis=("治安管理处罚法(2025)#113", "行政处罚法#57"),
    at=("review", "noticed"),
    order=40,
)
def refer_to_leaders(
    case: AdministrativeCase,
    by: By,
    *,
    ground: Annotated[ReferralGround, Ask("提交的情形", "Ground")],
    reason: Annotated[str, Ask("说明", "Why", lines=True)],
) -> Done:
    """Find the case complex or grave: from now no penalty is decided without their deliberation."""
    row = Review(
        subject=case,
        kind=REFERRED,
        reviewer=by.actor.pk,
        at=by.at,
        passed=False,
        points={"ground": str(ground)},
        opinion=reason,
    )
    return Done(rows=[row], why=str(ground))


@act(
    "cases.deliberate",
    "登记集体讨论",
    "Record the leaders' deliberation",
    subject=AdministrativeCase,
    power="cases.legal_review",
    basis=("治安管理处罚法(2025)#113", "行政处罚法#57"),
    at=("review", "noticed"),
    documents=("集体讨论记录",),
    asks={
        "decision": Ask("讨论的处罚意见", "Penalty discussed", choices=proposed),
        "chair": Ask("主持人", "Chair", choices=of_the_district),
        "members": Ask("参加讨论的负责人", "Leaders present", choices=of_the_district),
        "abstained": Ask("回避人员", "Stood aside", choices=of_the_district),
    },
    checklist=(("逐人记录意见，不同意见如实记载", "Each view recorded, dissent as it was said"),),
    errors=(("会后补记、代签", "Written up later, signed for others"),),
    order=41,
)
def deliberate(
    case: AdministrativeCase,
    by: By,
    *,
    decision: Decision,
    chair: Staff,
    members: tuple[Staff, ...],
    held_at: Annotated[datetime, Ask("讨论时间", "Held at")],
    place: Annotated[str, Ask("地点", "Place")],
    views: Annotated[str, Ask("各人意见", "Views", help=_("每行一人：姓名：意见"), lines=True)],
    agreed: Annotated[bool, Ask("同意拟处罚意见", "Penalty agreed")],
    conclusion: Annotated[str, Ask("讨论结论", "Conclusion", lines=True)],
    abstained: tuple[Staff, ...] = (),
) -> Done:
    """Who sat, what each said, who stood aside, what was concluded; dissent stays in the record."""
    if held_at > by.at:
        raise refuse(_("讨论时间晚于现在"), _("请核对时间"), code="time")
    said = [turn(line) for line in views.splitlines() if line.strip()]
    silent = [one.name for one in (chair, *members) if one.name not in {view["by"] for view in said}]
    if silent:
        raise refuse(
            _("没有记录%(names)s的意见") % {"names": "、".join(dict.fromkeys(silent))},
            _("每行写一人：姓名：意见"),
            "治安管理处罚法(2025)#113",
            "F66",
        )
    asked = referred(case)
    row = Review(
        subject=case,
        kind=DELIBERATED,
        reviewer=chair.pk,
        at=by.at,
        passed=agreed,
        points={"members": [one.pk for one in members], "abstained": [one.pk for one in abstained]},
        opinion=conclusion,
    )
    facts = {
        "party": person_fact(decision.person),
        "starts_at": held_at.isoformat(),
        "place": place,
        "chair": staff_fact([chair.pk]),
        "members": staff_fact([one.pk for one in members]),
        "recorder": staff_fact([by.actor.pk]),
        "reason": asked.opinion if asked else "案件情节复杂或者重大，提请集体讨论决定。",
        "opinions": said,
        "decision": conclusion,
    }
    return Done(rows=[row], papers=[Paper("集体讨论记录", facts, about=decision.person.key)])


def turn(line: str) -> dict[str, str]:
    """One person's view: what stands before the colon is the name."""
    name, _colon, view = line.strip().replace(":", "：", 1).partition("：")
    return {"by": name.strip(), "view": view.strip()}
