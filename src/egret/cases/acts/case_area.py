"""办案区: the check on entry, health, meals and rest, restraint of the drunk, police implements.

程序规定 行政 53, 58, 71; 程序规定 刑事 154, 157, 201; 使用警械和武器条例 7, 8. A person leaves by the act that ends
what brought them in; here stands what happened in between.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from egret.acts.cards import Ask
from egret.acts.done import By, Done, Hold, Resume
from egret.acts.machine import act
from egret.acts.refusals import refuse
from egret.cases import queries
from egret.cases.acts.measures import later_by
from egret.cases.models import Kept, MeasureKind, StayEntry, StayKind
from egret.intake.models import Person
from egret.org.models import Staff

HERE = (
    "investigating",
    "fast",
    "suspect_in",
    "review",
    "noticed",
    "decided",
    "served",
    "executing",
    "returned",
    "brought_in",
    "questioning",
)
KEEP = "cases.keep_stay"
"""One power for all that is entered about a person's stay: held by who handles the case and who keeps the area."""
INQUIRY_TERMS = ("A01", "A02", "A03", "C01", "C02", "C03", "C04")
"""Limits that do not run while somebody is restrained until sober."""


def restrained(case: Any, _by: By | None = None) -> models.QuerySet[StayEntry]:
    """Who is under restraint now."""
    return StayEntry.objects.filter(subject_id=case.pk, kind=StayKind.RESTRAINT, ended=None).select_related("person")


def _in_order(case: Any, by: By, person: Person, started: datetime, ended: datetime | None = None) -> None:
    """Refuse what lies ahead, ends before it begins, or happened before the person came."""
    since = queries.here_since(case, person, started)
    if since is None or started > by.at or (ended is not None and not started < ended <= by.at):
        raise refuse(_("时间要在到案之后、离开之前，不能晚于现在"), _("请核对时间"), code="time")


def lines_of(text: str) -> list[str]:
    """Things listed one a line."""
    return [line.strip() for line in text.splitlines() if line.strip()]


@act(
    "cases.check_person",
    "人身安全检查",
    "Check the person",
    subject=Kept,
    power=KEEP,
    basis=("公安机关办理行政案件程序规定#53", "公安机关办理刑事案件程序规定#155"),
    at=HERE,
    asks={
        "person": Ask("被检查人", "Person", choices=queries.people_here),
        "checker": Ask("检查人", "Checked by", help=_("女性由女性工作人员检查"), choices=queries.colleagues),
    },
    checklist=(("随身物品逐件登记，由本人签名", "Belongings listed one by one and signed for"),),
    errors=(("没有检查就带入办案区", "Taken into the case area unchecked"),),
    order=101,
)
def check_person(
    case: Kept,
    by: By,
    *,
    person: Person,
    checker: Staff,
    checked_at: Annotated[datetime, Ask("检查时间", "Checked at")],
    items: Annotated[str, Ask("随身物品", "Belongings", help=_("每行一件；没有的写“无”"), lines=True)],
    note: Annotated[str, Ask("体表和健康状况", "Body and health", lines=True)] = "",
    doctor: Annotated[bool, Ask("由医师检查", "By a doctor")] = False,
) -> Done:
    """Search a person who was brought in, before the rooms: nothing dangerous stays with them, all else is listed."""
    _in_order(case, by, person, checked_at)
    entry = StayEntry(
        subject=case,
        person=person,
        kind=StayKind.SAFETY_CHECK,
        started=checked_at,
        ended=checked_at,
        officers=[checker.pk],
        items=lines_of(items),
        note=note,
        ground="医师检查" if doctor else "",
    )
    return Done(rows=[entry])


@act(
    "cases.check_health",
    "健康和体表检查",
    "Medical check",
    subject=Kept,
    power=KEEP,
    basis=("公安机关办理刑事案件程序规定#154", "看守所条例#10"),
    at=HERE,
    asks={"person": Ask("被检查人", "Person", choices=queries.people_here)},
    checklist=(("伤情拍照并问明成因", "Injuries photographed, their cause asked"),),
    order=102,
)
def check_health(
    case: Kept,
    by: By,
    *,
    person: Person,
    checked_at: Annotated[datetime, Ask("检查时间", "Checked at")],
    doctor: Annotated[str, Ask("检查机构和医师", "Doctor")],
    findings: Annotated[str, Ask("健康和体表状况", "Health and body", lines=True)],
) -> Done:
    """A doctor looked at body and health before somebody goes into custody."""
    _in_order(case, by, person, checked_at)
    entry = StayEntry(
        subject=case,
        person=person,
        kind=StayKind.HEALTH_CHECK,
        started=checked_at,
        ended=checked_at,
        officers=[by.actor.pk],
        note=f"{doctor}：{findings}",
    )
    return Done(rows=[entry])


class Care(models.TextChoices):
    """What a person who is kept must not go without."""

    MEAL = "meal", _("饮食")
    REST = "rest", _("休息")


@act(
    "cases.log_care",
    "登记饮食、休息",
    "Note a meal or rest",
    subject=Kept,
    power=KEEP,
    basis=("公安机关办理刑事案件程序规定#201", "公安机关办理行政案件程序规定#71"),
    at=HERE,
    asks={"person": Ask("在案人员", "Person", choices=queries.people_here)},
    order=103,
)
def log_care(
    case: Kept,
    by: By,
    *,
    person: Person,
    kind: Annotated[Care, Ask("事项", "What")],
    started: Annotated[datetime, Ask("开始时间", "From")],
    ended: Annotated[datetime, Ask("结束时间", "Until")],
) -> Done:
    """Food and rest were given; both stand in the file."""
    _in_order(case, by, person, started, ended)
    entry = StayEntry(
        subject=case, person=person, kind=StayKind(kind), started=started, ended=ended, officers=[by.actor.pk]
    )
    return Done(rows=[entry])


class Restraint(models.TextChoices):
    """What holds a drunk person; the last is what the rules forbid."""

    WATCHED = "watched", _("专人看护，不用器具")
    BELT = "belt", _("约束带")
    ROPE = "rope", _("警绳")
    CUFFS = "cuffs", _("手铐、脚镣等警械")


@act(
    "cases.restrain_drunk",
    "醉酒约束",
    "Restrain until sober",
    subject=Kept,
    power=KEEP,
    basis=("公安机关办理行政案件程序规定#58",),
    at=HERE,
    asks={
        "person": Ask("被约束人", "Person", choices=queries.people_here),
        "keeper": Ask("看护人", "Watched by", choices=queries.colleagues),
    },
    errors=(("使用手铐、脚镣约束醉酒的人", "Handcuffs or leg irons on a drunk person"),),
    order=104,
)
def restrain_drunk(
    case: Kept,
    by: By,
    *,
    person: Person,
    keeper: Staff,
    means: Annotated[Restraint, Ask("约束方式", "Means")],
    started: Annotated[datetime, Ask("开始时间", "From")],
    reason: Annotated[str, Ask("理由", "Reason", lines=True)],
) -> Done:
    """Keep a drunk person from harm, watched by name; the hours of inquiry stand still."""
    _in_order(case, by, person, started)
    if restrained(case).filter(person=person).exists():
        raise refuse(_("此人已在约束中"), _("酒醒后登记解除"), code="twice")
    entry = StayEntry(
        subject=case,
        person=person,
        kind=StayKind.RESTRAINT,
        started=started,
        officers=[keeper.pk],
        note=reason,
        ground=str(Restraint(means).label),
    )
    held = [Hold(rule, started, "醉酒约束", person.key) for rule in INQUIRY_TERMS]
    return Done(rows=[entry], clocks=held)


@act(
    "cases.end_restraint",
    "解除醉酒约束",
    "End the restraint",
    subject=Kept,
    power=KEEP,
    basis=("公安机关办理行政案件程序规定#58",),
    at=HERE,
    asks={"entry": Ask("被约束人", "Person", choices=restrained)},
    order=105,
)
def end_restraint(
    case: Kept, by: By, *, entry: StayEntry, sober_at: Annotated[datetime, Ask("酒醒时间", "Sober at")]
) -> Done:
    """Sober: free of restraint at once, and the hours of inquiry run again from here."""
    if not entry.started < sober_at <= by.at:
        raise refuse(_("酒醒时间要在约束开始之后、现在之前"), _("请核对时间"), code="time")
    entry.ended = sober_at
    person = entry.person
    again = [Resume(rule, sober_at, person.key) for rule in INQUIRY_TERMS]
    kept = queries.running_measures(case, MeasureKind.SUMMONS, MeasureKind.COMPELLED, person=person)
    later = [later_by(measure, entry.lasted) for measure in kept]
    return Done(rows=[entry], touches=later, clocks=again)


class Implement(models.TextChoices):
    CUFFS = "cuffs", _("手铐、脚镣、警绳等约束性警械")
    BATON = "baton", _("警棍、催泪器等制服性警械")


class ImplementGround(models.TextChoices):
    """The situations of 使用警械和武器条例 7 and 8."""

    ESCORT = "escort", _("抓获、押解、审讯、拘传中可能脱逃、行凶、自杀、自伤")
    VIOLENCE = "violence", _("以暴力抗拒、袭击，经警告无效")
    NONE = "none", _("没有上述情形")


@act(
    "cases.log_equipment",
    "登记使用警械",
    "Note the use of implements",
    subject=Kept,
    power=KEEP,
    basis=(
        "人民警察使用警械和武器条例#7",
        "人民警察使用警械和武器条例#8",
        "公安机关办理刑事案件程序规定#157",
    ),
    at=HERE,
    asks={
        "person": Ask("被使用人", "Person", choices=queries.people_here),
        "officers": Ask("使用人", "Used by", choices=queries.colleagues),
    },
    order=106,
)
def log_equipment(
    case: Kept,
    by: By,
    *,
    person: Person,
    officers: tuple[Staff, ...],
    implement: Annotated[Implement, Ask("警械", "Implement")],
    ground: Annotated[ImplementGround, Ask("情形", "Ground")],
    started: Annotated[datetime, Ask("开始时间", "From")],
    ended: Annotated[datetime, Ask("结束时间", "Until")],
    course: Annotated[str, Ask("经过和后果", "Course and effect", lines=True)],
) -> Done:
    """Implements were used on somebody who is here: why, for how long, by whom, and whether it hurt."""
    _in_order(case, by, person, started, ended)
    entry = StayEntry(
        subject=case,
        person=person,
        kind=StayKind.EQUIPMENT,
        started=started,
        ended=ended,
        officers=[officer.pk for officer in officers],
        note=f"{Implement(implement).label}：{course}",
        ground=str(ground),
    )
    return Done(rows=[entry])
