"""人身检查、采样: a body is examined, and pictures, prints, blood or urine are taken, by consent or against a refusal.

刑事诉讼法 132; 程序规定 刑事 217, 行政 83, 84, 94; 治安管理处罚法(2025) 102. What is looked for on a body or in its
clothes is a check or a search (`checks`, `search`); here the body itself says something.
"""

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
from egret.cases.acts.preservation import AT as ADMIN_AT
from egret.cases.acts.seizure import AT as CRIMINAL_AT
from egret.cases.acts.seizure import attesting
from egret.cases.models import AdministrativeCase, CaseFacts, CriminalCase, Evidence, EvidenceKind
from egret.documents.models import Document
from egret.intake.models import Person
from egret.intake.papers import people_fact, person_fact, staff_fact
from egret.org.models import Staff

CPL, XS = "刑事诉讼法", "公安机关办理刑事案件程序规定"
LAW, XZ = "治安管理处罚法(2025)", "公安机关办理行政案件程序规定"
APPROVAL, RECORD = "强制检查采样审批表", "人身检查采样笔录"
COMPELLED, PERMITTED, DRUG_TEST = "强制检查、提取、采集", "人身检查、提取、采集", "强制吸毒检测"
"""What an approval allows, as its paper words it."""


class Sample(models.TextChoices):
    BODY = "body", _("检查人身")
    PORTRAIT = "portrait", _("采集肖像")
    PRINTS = "prints", _("采集指纹信息")
    BLOOD = "blood", _("采集血液")
    URINE = "urine", _("采集尿液")
    HAIR = "hair", _("采集毛发")
    CELLS = "cells", _("采集脱落细胞")


WORDS = {
    Sample.BODY: "检查人身",
    Sample.PORTRAIT: "采集肖像",
    Sample.PRINTS: "采集指纹信息",
    Sample.BLOOD: "采集血液",
    Sample.URINE: "采集尿液",
    Sample.HAIR: "采集毛发",
    Sample.CELLS: "采集脱落细胞",
}
"""The same on papers, in every language of the screen."""


class Purpose(models.TextChoices):
    """Which law the taking rests on."""

    FACTS = "facts", _("确定某些特征、伤害情况或者生理状态")
    DRUGS = "drugs", _("吸毒检测")
    DRIVING = "driving", _("检验驾驶人体内酒精、药物含量")


class Answer(models.TextChoices):
    AGREED = "agreed", _("本人同意")
    GUARDIAN = "guardian", _("监护人同意")
    SILENT = "silent", _("没有拒绝")
    REFUSED = "refused", _("拒绝")


SAID = {Answer.AGREED: "本人同意", Answer.GUARDIAN: "监护人同意", Answer.SILENT: "没有拒绝", Answer.REFUSED: "本人拒绝"}


def sample_choices(_case: Any, _by: By | None = None) -> list[tuple[str, Any]]:
    return [(str(value), label) for value, label in Sample.choices]


def bodies(case: Any, _by: By | None = None) -> models.QuerySet[Person]:
    """Whose body may say something: suspects and victims."""
    return queries.people(case, "suspect", "victim")


SAMPLES = Ask("检查、提取、采集的项目", "What is examined or taken", choices=sample_choices)


def worded(samples: tuple[str, ...]) -> list[str]:
    return [WORDS[Sample(one)] for one in samples]


def allowed(case: Any, person: Person, *kinds: str) -> Document | None:
    """The last approval about this person for one of these."""
    found = Document.objects.filter(matter_id=case.pk, document_kind=APPROVAL, about=person.key).exclude(stage="voided")
    return next((one for one in found.order_by("-opened", "-id") if one.facts.get("measure_kind") in kinds), None)


def taken_before(case: Any, person: Person) -> set[str]:
    """What was taken from this person already in the case, as the records word it."""
    found = Document.objects.filter(matter_id=case.pk, document_kind=RECORD, about=person.key).exclude(stage="voided")
    return {one for record in found for one in record.facts.get("samples", ())}


def _approval(case: CaseFacts, person: Person, kind: str, samples: tuple[str, ...], reason: str, said: str) -> Done:
    facts = {
        "party": person_fact(person),
        "measure_kind": kind,
        "samples": worded(samples),
        "reason": reason,
        "extra": said,
        "officers": staff_fact(queries.team(case)),
    }
    return Done(papers=[Paper(APPROVAL, facts, person.key)])


@act(
    "cases.compel_examination",
    "呈请强制检查、采样",
    "Ask to examine or take samples by force",
    subject=CriminalCase,
    basis=(f"{CPL}#132", f"{XS}#217"),
    at=CRIMINAL_AT,
    documents=(APPROVAL,),
    approval="强制检查",
    asks={"person": Ask("犯罪嫌疑人", "Suspect", choices=queries.suspects), "samples": SAMPLES},
    checklist=(("先向本人说明，拒绝的才强制", "Explain first; force only against a refusal"),),
    errors=(("对被害人强制检查", "A victim examined by force"),),
    order=136,
)
def compel_examination(
    case: CriminalCase,
    by: By,
    *,
    person: Person,
    samples: tuple[str, ...],
    refusal: Annotated[str, Ask("拒绝的情况", "How the suspect refused", lines=True)],
    reason: Annotated[str, Ask("强制的必要", "Why it is necessary", lines=True)],
) -> Done:
    """A suspect refuses and investigators hold it necessary: the head of the unit allows force."""
    return _approval(case, person, COMPELLED, samples, reason, refusal)


@act(
    "cases.approve_examination",
    "呈请人身检查、采样",
    "Ask to examine a person or take samples",
    subject=AdministrativeCase,
    basis=(f"{LAW}#102",),
    at=ADMIN_AT,
    documents=(APPROVAL,),
    approval="人身检查",
    asks={"person": Ask("被检查采样人", "Whom", choices=bodies), "samples": SAMPLES},
    checklist=(("被侵害人须本人或者监护人同意", "A victim or the victim's guardian must agree"),),
    errors=(("重复提取、采集", "Taken twice"),),
    order=136,
)
def approve_examination(
    case: AdministrativeCase,
    by: By,
    *,
    person: Person,
    samples: tuple[str, ...],
    answer: Annotated[Answer, Ask("本人的态度", "How the person answered")],
    reason: Annotated[str, Ask("检查、采样的理由", "Reason", lines=True)],
) -> Done:
    """In public security cases the head of the unit allows it first, whether or not the person agrees."""
    return _approval(case, person, PERMITTED, samples, reason, SAID[Answer(answer)])


@act(
    "cases.compel_drug_test",
    "呈请强制吸毒检测",
    "Ask for a drug test by force",
    subject=AdministrativeCase,
    basis=(f"{XZ}#94", "禁毒法#32"),
    at=ADMIN_AT,
    documents=(APPROVAL,),
    approval="强制吸毒检测",
    asks={"person": Ask("涉嫌吸毒的人员", "Suspected user", choices=queries.suspects), "samples": SAMPLES},
    order=137,
)
def compel_drug_test(
    case: AdministrativeCase,
    by: By,
    *,
    person: Person,
    samples: tuple[str, ...],
    refusal: Annotated[str, Ask("拒绝的情况", "How the person refused", lines=True)],
    reason: Annotated[str, Ask("涉嫌吸毒的依据", "Why drug use is suspected", lines=True)],
) -> Done:
    """Who is suspected of drug use is tested; against a refusal the leader allows force."""
    return _approval(case, person, DRUG_TEST, samples, reason, refusal)


@act(
    "cases.examine_person",
    "人身检查、采样",
    "Examine a person, take samples",
    subject=CaseFacts,
    basis=(f"{CPL}#132", f"{XS}#217", f"{XZ}#83", f"{XZ}#84", f"{LAW}#102"),
    at=tuple(dict.fromkeys((*CRIMINAL_AT, *ADMIN_AT))),
    documents=(RECORD,),
    asks={
        "person": Ask("被检查采样人", "Whom", choices=bodies),
        "samples": SAMPLES,
        "officers": Ask("检查人员", "Officers", help=_("不少于二人"), choices=queries.colleagues),
        "checker": Ask("检查身体、采集样本的人员", "Who examined or took them", choices=queries.colleagues),
        "guardian": Ask("到场或者同意的监护人", "Guardian there or agreeing", choices=queries.adults_for),
        "witnesses": Ask("见证人", "Attesting witnesses", choices=attesting),
    },
    checklist=(
        ("尊重人格尊严；妇女由女性进行", "With respect; a woman by a woman"),
        (
            "样本当场封装、编号，另行登记送检",
            "Samples sealed and numbered at once; sent on by an act of its own",
        ),
    ),
    order=138,
)
def examine_person(
    case: CaseFacts,
    by: By,
    *,
    person: Person,
    samples: tuple[str, ...],
    purpose: Annotated[Purpose, Ask("目的", "Purpose")] = Purpose.FACTS,
    answer: Annotated[Answer, Ask("本人的态度", "How the person answered")],
    officers: tuple[Staff, ...],
    checker: Staff | None = None,
    doctor: Annotated[bool, Ask("由医师进行", "By a doctor")] = False,
    guardian: Person | None = None,
    witnesses: tuple[Person, ...] = (),
    place: Annotated[str, Ask("地点", "Place")],
    started: Annotated[datetime, Ask("开始时间", "Started")],
    ended: Annotated[datetime, Ask("结束时间", "Ended")],
    course: Annotated[str, Ask("过程和结果", "Course and result", lines=True)],
    recording: Annotated[str, Ask("录音录像编号", "Recording", help=_("没有见证人的必填"))] = "",
    unsigned: Annotated[str, Ask("拒绝签名的注明", "Note when unsigned")] = "",
) -> Done:
    """What was examined or taken, on whose word, before whom; a refusal to sign is noted."""
    if not started < ended <= by.at:
        raise refuse(_("检查、采样的起止时间不对"), _("请核对时间"), code="time")
    if not samples:
        raise refuse(_("没有选择检查、提取、采集的项目"), _("至少选择一项"), code="samples")
    paper = allowed(case, person, *(COMPELLED, PERMITTED, DRUG_TEST))
    keys = [officer.pk for officer in officers]
    facts: dict[str, Any] = {
        "party": person_fact(person),
        "samples": worded(samples),
        "starts_at": started.isoformat(),
        "ends_at": ended.isoformat(),
        "place": place,
        "officers": staff_fact(keys),
        "prior_document": f"{paper.number}{APPROVAL}" if paper else SAID[Answer(answer)],
        "record_of": f"{course}\n{unsigned}" if unsigned else course,
    }
    if guardian:
        facts["guardian"] = person_fact(guardian)
    if witnesses:
        facts["witnesses"] = people_fact(witnesses)
    if recording:
        facts["recorded"] = recording
    item = Evidence(
        subject=case,
        kind=EvidenceKind.SCENE,
        title=RECORD,
        source=place,
        taken_at=ended,
        taken_by=keys,
        person=person,
    )
    return Done(rows=[item], papers=[Paper(RECORD, facts, person.key)])
