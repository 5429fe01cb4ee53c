"""搜查: bodies, things and places are searched, on a warrant, or without one at an arrest (程序规定 222-226)."""

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
from egret.cases import queries
from egret.cases.acts.goods import item_lines
from egret.cases.acts.seizure import AT, attesting
from egret.cases.models import CriminalCase, Evidence, EvidenceKind
from egret.documents.models import Document
from egret.intake.models import Person
from egret.intake.papers import people_fact, person_fact, staff_fact
from egret.org.models import Staff

RULES = "公安机关办理刑事案件程序规定"


class SearchEmergency(models.TextChoices):
    """When an arrest may be a search without a warrant (程序规定 224)."""

    WEAPON = "weapon", _("可能随身携带凶器")
    DANGEROUS = "dangerous", _("可能隐藏爆炸、剧毒等危险物品")
    EVIDENCE = "evidence", _("可能隐匿、毁弃、转移犯罪证据")
    SUSPECT = "suspect", _("可能隐匿其他犯罪嫌疑人")
    SUDDEN = "sudden", _("其他突然发生的紧急情况")


def search_warrant(case: Any, person: Person) -> Document | None:
    """The last warrant to search this person or their places."""
    found = Document.objects.filter(matter_id=case.pk, document_kind="搜查证", about=person.key).exclude(stage="voided")
    return found.order_by("-opened", "-id").first()


@act(
    "cases.ask_search",
    "呈请搜查",
    "Ask for a search warrant",
    subject=CriminalCase,
    basis=("刑事诉讼法#138", f"{RULES}#222"),
    at=AT,
    documents=("搜查证",),
    approval="搜查证",
    asks={"person": Ask("被搜查人", "Whom to search", choices=queries.everyone)},
    errors=(("搜查证没有写明搜查对象", "The warrant does not say what is to be searched"),),
    order=132,
)
def ask_search(
    case: CriminalCase,
    by: By,
    *,
    person: Person,
    place: Annotated[str, Ask("搜查的人身、物品、住处或者地方", "What is to be searched")],
    reason: Annotated[str, Ask("搜查理由", "Reason", lines=True)],
) -> Done:
    """Ask the leader for a warrant to search a suspect, or whoever may hide suspects or evidence."""
    facts = {
        "suspect": person_fact(person),
        "charge": case.cause,
        "place": place,
        "officers": staff_fact(queries.team(case)),
    }
    return Done(papers=[Paper("搜查证", facts, person.key)], fields={"reason": reason})


@act(
    "cases.search",
    "搜查",
    "Search",
    subject=CriminalCase,
    power="cases.ask_search",
    basis=("刑事诉讼法#138", "刑事诉讼法#139", "刑事诉讼法#140", f"{RULES}#223", f"{RULES}#225"),
    at=AT,
    documents=("搜查笔录",),
    asks={
        "person": Ask("被搜查人", "Person searched", choices=queries.everyone),
        "officers": Ask("执行人员", "Officers", help=_("不少于二人"), choices=queries.colleagues),
        "witnesses": Ask("在场的见证人", "Attesting witnesses", choices=attesting),
        "searcher": Ask("搜查身体的人员", "Who searched the body", choices=queries.colleagues),
    },
    checklist=(
        (
            "出示搜查证；被搜查人、家属、邻居或者见证人在场",
            "Warrant shown; the person, family, neighbours or witnesses there",
        ),
        ("发现的证据另行扣押并开列清单", "What is found is seized with a list of its own"),
    ),
    order=133,
)
def search(
    case: CriminalCase,
    by: By,
    *,
    person: Person,
    officers: tuple[Staff, ...],
    place: Annotated[str, Ask("搜查地点", "Place")],
    started: Annotated[datetime, Ask("开始时间", "Started")],
    ended: Annotated[datetime, Ask("结束时间", "Ended")],
    course: Annotated[str, Ask("搜查经过和结果", "Course and result", lines=True)],
    found: Annotated[
        tuple[str, ...], Ask("发现的物品", "What was found", help=_("每行一件：名称，数量，特征"), lines=True)
    ] = (),
    emergency: Annotated[
        SearchEmergency | None,
        Ask("不用搜查证的紧急情况", "Emergency without a warrant", help=_("仅限执行拘留、逮捕时")),
    ] = None,
    person_there: Annotated[
        bool, Ask("被搜查人或者其家属、邻居在场", "The person, family or neighbours were there")
    ] = False,
    witnesses: tuple[Person, ...] = (),
    body: Annotated[bool, Ask("搜查了身体", "The body was searched")] = False,
    searcher: Staff | None = None,
    recording: Annotated[str, Ask("录音录像编号", "Recording")] = "",
    unsigned: Annotated[str, Ask("拒绝签名、不在场的说明", "Note when unsigned")] = "",
) -> Done:
    """What was searched, before whom, and what came to light; nothing is taken by this alone."""
    if not started < ended <= by.at:
        raise refuse(_("搜查的起止时间不对"), _("请核对时间"), code="time")
    keys, warrant = [officer.pk for officer in officers], search_warrant(case, person)
    facts: dict[str, Any] = {
        "suspect": person_fact(person),
        "place": place,
        "starts_at": started.isoformat(),
        "ends_at": ended.isoformat(),
        "officers": staff_fact(keys),
        "recorder": staff_fact(keys[-1:]),
        "prior_document": f"{warrant.number}搜查证" if warrant else f"执行拘留、逮捕时的紧急情况：{_said(emergency)}",
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
        title="搜查笔录",
        source=place,
        taken_at=ended,
        taken_by=keys,
        person=person,
    )
    return Done(rows=[item], papers=[Paper("搜查笔录", facts, person.key)])


def _said(emergency: SearchEmergency | None) -> str:
    return str(SearchEmergency(emergency).label) if emergency else ""
