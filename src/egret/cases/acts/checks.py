"""行政检查: places, things and bodies are checked, on a warrant or on the spot under a recording.

治安管理处罚法(2025) 103, 104; 程序规定 (行政) 82-86. A home is checked on a warrant only.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from egret.acts.cards import Ask
from egret.acts.done import By, Done
from egret.acts.machine import act
from egret.acts.ports import Paper
from egret.acts.refusals import refuse
from egret.cases import queries
from egret.cases.acts.goods import day_of, item_lines
from egret.cases.acts.preservation import AT
from egret.cases.acts.seizure import attesting
from egret.cases.models import AdministrativeCase, Evidence, EvidenceKind
from egret.documents.models import Document
from egret.intake.models import Person
from egret.intake.papers import people_fact, person_fact, staff_fact
from egret.org.models import Staff

RULES, LAW = "公安机关办理行政案件程序规定", "治安管理处罚法(2025)"


class CheckTarget(models.TextChoices):
    PLACE = "place", _("场所")
    HOME = "home", _("公民住所")
    BODY = "body", _("人身")
    GOODS = "goods", _("物品")


def check_warrant(case: Any, person: Person, at: datetime | None = None) -> Document | None:
    """The last warrant to check a place of this person, if it is still valid then."""
    found = Document.objects.filter(matter_id=case.pk, document_kind="检查证", about=person.key).exclude(stage="voided")
    last = found.order_by("-opened", "-id").first()
    if last is None or at is None or str(last.facts.get("ends", "")) >= day_of(at):
        return last
    return None


@act(
    "cases.ask_check",
    "呈请检查",
    "Ask for a warrant to check",
    subject=AdministrativeCase,
    basis=(f"{LAW}#103", f"{RULES}#82"),
    at=AT,
    documents=("检查证",),
    approval="检查证",
    asks={"person": Ask("被检查人", "Whose place", choices=queries.everyone)},
    order=132,
)
def ask_check(
    case: AdministrativeCase,
    by: By,
    *,
    person: Person,
    place: Annotated[str, Ask("检查的场所", "Place to be checked")],
    reason: Annotated[str, Ask("检查理由", "Reason", lines=True)],
    valid_until: Annotated[date, Ask("有效期至", "Valid until")],
) -> Done:
    """Ask the leader for the warrant without which no home, and no place in peace, is checked."""
    facts = {
        "party": person_fact(person),
        "place": place,
        "reason": reason,
        "officers": staff_fact(queries.team(case)),
        "ends": valid_until.isoformat(),
    }
    return Done(papers=[Paper("检查证", facts, person.key)])


@act(
    "cases.check",
    "检查",
    "Check",
    subject=AdministrativeCase,
    power="cases.ask_check",
    basis=(f"{LAW}#103", f"{LAW}#104", f"{RULES}#82", f"{RULES}#86"),
    at=AT,
    documents=("检查笔录",),
    asks={
        "person": Ask("被检查人", "Person checked", choices=queries.everyone),
        "officers": Ask("检查人员", "Officers", help=_("不少于二人"), choices=queries.colleagues),
        "witnesses": Ask("见证人", "Attesting witnesses", choices=attesting),
        "checker": Ask("检查身体的人员", "Who checked the body", choices=queries.colleagues),
    },
    checklist=(
        ("出示人民警察证；检查场所的出示检查证", "Police cards shown; for a place, the warrant too"),
        ("发现的证据另行扣押或者登记保存", "What is found is seized or registered by an act of its own"),
    ),
    order=133,
)
def check(
    case: AdministrativeCase,
    by: By,
    *,
    person: Person,
    target: Annotated[CheckTarget, Ask("检查对象", "What was checked")],
    officers: tuple[Staff, ...],
    place: Annotated[str, Ask("地点", "Place")],
    started: Annotated[datetime, Ask("开始时间", "Started")],
    ended: Annotated[datetime, Ask("结束时间", "Ended")],
    course: Annotated[str, Ask("检查过程及结果", "Course and result", lines=True)],
    found: Annotated[
        tuple[str, ...], Ask("发现的物品", "What was found", help=_("每行一件：名称，数量，特征"), lines=True)
    ] = (),
    person_there: Annotated[bool, Ask("被检查人在场", "The person was there")] = False,
    witnesses: tuple[Person, ...] = (),
    checker: Staff | None = None,
    doctor: Annotated[bool, Ask("由医师检查身体", "A doctor checked the body")] = False,
    recording: Annotated[str, Ask("录音录像编号", "Recording", help=_("当场检查场所的必填"))] = "",
    unsigned: Annotated[str, Ask("拒绝签名、不在场的说明", "Note when unsigned")] = "",
) -> Done:
    """What was checked, before whom, and what came to light; nothing is taken by this alone."""
    if not started < ended <= by.at:
        raise refuse(_("检查的起止时间不对"), _("请核对时间"), code="time")
    keys, warrant = [officer.pk for officer in officers], check_warrant(case, person, ended)
    facts: dict[str, Any] = {
        "party": person_fact(person),
        "place": f"{CheckTarget(target).label}：{place}",
        "starts_at": started.isoformat(),
        "ends_at": ended.isoformat(),
        "officers": staff_fact(keys),
        "recorder": staff_fact(keys[-1:]),
        "prior_document": f"{warrant.number}检查证" if warrant else _without(target),
        "record_of": f"{course}\n{unsigned}" if unsigned else course,
    }
    if witnesses:
        facts["witnesses"] = people_fact(witnesses)
    if found:
        facts["items"] = item_lines(found, person)
    if recording:
        facts["recorded"] = recording
    item = Evidence(
        subject=case,
        kind=EvidenceKind.SCENE,
        title="检查笔录",
        source=place,
        taken_at=ended,
        taken_by=keys,
        person=person,
    )
    return Done(rows=[item], papers=[Paper("检查笔录", facts, person.key)])


def _without(target: CheckTarget) -> str:
    """On what ground it was checked without a warrant."""
    if target in (CheckTarget.BODY, CheckTarget.GOODS):
        return "出示人民警察证；检查人身、物品不需要检查证"
    return "确有必要立即检查，出示人民警察证当场检查"
