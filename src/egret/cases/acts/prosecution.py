"""侦查终结、移送起诉与补充侦查: the case leaves for the procuratorate, and what comes back (程序规定 283-300)."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from egret.acts.cards import Ask
from egret.acts.done import By, ClockEvent, Done, Start, Stop, Touch
from egret.acts.machine import act
from egret.acts.ports import Paper
from egret.acts.refusals import refuse
from egret.cases import queries
from egret.cases.acts.custody import LIBERTY_CLOCKS, OPEN, day_of, in_custody, last_organ
from egret.cases.acts.file_map import path_paper
from egret.cases.acts.filing import evidence_titles
from egret.cases.acts.goods import shown_items
from egret.cases.acts.measures import over, passed_on
from egret.cases.models import CriminalCase, Evidence, EvidenceKind, Measure, Notice, NoticeKind, PartnerReply
from egret.intake.models import Person, Role
from egret.intake.papers import people_fact, person_fact, staff_fact

OUTSIDE_CLOCKS = ("C36", "C37")


def course_of(case: CriminalCase, at: datetime) -> str:
    """Where the case came from, what was done to whom, and how long they were held, in one paragraph."""
    parts = [f"本案由{case.report.get_channel_display()}" if case.report else "本案在办案中发现"]
    if case.filed_at:
        parts.append(f"于{day_of(case.filed_at)}立案侦查")
    for one in Measure.objects.filter(case_id=case.pk).select_related("person").order_by("opened", "pk"):
        parts.append(f"{one.person.name}于{day_of(one.started)}被{one.get_measure_kind_display()}")
    for person, days in queries.days_held(case, at):
        parts.append(f"截至{day_of(at)}，{person.name}就本案先后被羁押共{days}日")
    return "，".join(parts) + "。"


@act(
    "cases.inspect_scene",
    "现场勘验",
    "Inspect the scene",
    subject=CriminalCase,
    basis=("刑事诉讼法#128", "公安机关办理刑事案件程序规定#213"),
    at=("filing_review", "filed", *OPEN),
    documents=("现场勘验笔录",),
    asks={
        "witnesses": Ask("见证人", "Attesting witnesses", choices=lambda case, by: queries.people(case, Role.WITNESS))
    },
    order=125,
)
def inspect_scene(
    case: CriminalCase,
    by: By,
    *,
    started: Annotated[datetime, Ask("开始时间", "Started")],
    ended: Annotated[datetime, Ask("结束时间", "Ended")],
    place: Annotated[str, Ask("勘验地点", "Place")],
    scene: Annotated[str, Ask("现场情况", "Scene", lines=True)],
    course: Annotated[str, Ask("勘验过程和提取的痕迹物证", "Course and traces", lines=True)],
    recording: Annotated[str, Ask("录像编号", "Recording")] = "",
    witnesses: tuple[Person, ...] = (),
) -> Done:
    """Keep what the scene showed, with attesting witnesses, or with a recording where none could be had."""
    if not started < ended <= by.at:
        raise refuse(_("勘验的起止时间不对"), _("请核对时间"), code="time")
    if not witnesses and not recording:
        raise refuse(
            _("没有见证人的，要全程录像"), _("选择见证人，或填写录像编号"), "公安机关办理刑事案件程序规定#194", "R39"
        )
    keys = list(queries.team(case))
    facts: dict[str, Any] = {
        "reported_at": case.opened.isoformat(),
        "starts_at": started.isoformat(),
        "ends_at": ended.isoformat(),
        "place": place,
        "officers": staff_fact(keys),
        "recorder": staff_fact(keys[-1:]),
        "scene": scene,
        "record_of": course,
    }
    if witnesses:
        facts["witnesses"] = people_fact(witnesses)
    if recording:
        facts["recorded"] = recording
    item = Evidence(
        subject=case, kind=EvidenceKind.SCENE, title="现场勘验笔录", source=place, taken_at=ended, taken_by=keys
    )
    return Done(rows=[item], papers=[Paper("现场勘验笔录", facts)])


@act(
    "cases.identify",
    "辨认",
    "Identification",
    subject=CriminalCase,
    basis=("公安机关办理刑事案件程序规定#258", "公安机关办理刑事案件程序规定#260"),
    at=OPEN,
    documents=("辨认笔录",),
    asks={
        "person": Ask("辨认人", "Person identifying", choices=queries.everyone),
        "witnesses": Ask("见证人", "Attesting witnesses", choices=lambda case, by: queries.people(case, Role.WITNESS)),
    },
    errors=(("陪衬数量不足或者有暗示", "Too few fillers, or a hint"),),
    order=138,
)
def identify(
    case: CriminalCase,
    by: By,
    *,
    person: Person,
    sort: Annotated[str, Ask("辨认方式", "Way", choices=lambda case, by: LINE_UPS)],
    shown: Annotated[int, Ask("对象总数", "Number shown", help=_("含被辨认对象"))],
    target: Annotated[str, Ask("被辨认对象", "What is to be identified")],
    started: Annotated[datetime, Ask("开始时间", "Started")],
    ended: Annotated[datetime, Ask("结束时间", "Ended")],
    place: Annotated[str, Ask("地点", "Place")],
    course: Annotated[str, Ask("辨认过程", "Course", lines=True)],
    result: Annotated[str, Ask("辨认结果", "Result", lines=True)],
    recording: Annotated[str, Ask("录像编号", "Recording")] = "",
    witnesses: tuple[Person, ...] = (),
) -> Done:
    """Somebody picks a person, a picture or a thing out of enough others, alone and without a hint."""
    if not started < ended <= by.at:
        raise refuse(_("辨认的起止时间不对"), _("请核对时间"), code="time")
    keys = list(queries.team(case))
    facts: dict[str, Any] = {
        "party": person_fact(person),
        "subject_matter": f"{target}（{SHOWN_AS.get(sort, '')}，共{shown}个对象）",
        "starts_at": started.isoformat(),
        "ends_at": ended.isoformat(),
        "place": place,
        "officers": staff_fact(keys),
        "recorder": staff_fact(keys[-1:]),
        "record_of": course,
        "result": result,
    }
    if witnesses:
        facts["witnesses"] = people_fact(witnesses)
    if recording:
        facts["recorded"] = recording
    item = Evidence(
        subject=case,
        kind=EvidenceKind.SCENE,
        title=f"{person.name}辨认笔录",
        source=place,
        taken_at=ended,
        taken_by=keys,
        person=person,
    )
    return Done(rows=[item], papers=[Paper("辨认笔录", facts, about=person.key)])


LINE_UPS = (
    ("lineup_persons", _("真人列队")),
    ("lineup_photos", _("照片")),
    ("lineup_objects", _("物品")),
    ("lineup_object_photos", _("物品照片")),
)
SHOWN_AS = {
    "lineup_persons": "真人列队",
    "lineup_photos": "照片",
    "lineup_objects": "物品",
    "lineup_object_photos": "物品照片",
}
"""The way of showing as the record words it, in every language of the screen."""
"""Ways of identification; the key names the smallest number in the rulebook."""


@act(
    "cases.conclude",
    "侦查终结",
    "Conclude the investigation",
    subject=CriminalCase,
    basis=("刑事诉讼法#162", "公安机关办理刑事案件程序规定#283"),
    documents=("侦查终结报告书",),
    approval="侦查终结",
    checklist=(
        ("事实清楚，证据确实充分，性质和罪名认定正确，法律手续完备，依法应当追究刑事责任", "The five conditions"),
        ("听取辩护律师意见并附卷", "Counsel heard, opinion in the file"),
        ("非法证据已排除", "Illegal evidence excluded"),
    ),
    order=300,
)
def conclude(
    case: CriminalCase,
    by: By,
    *,
    findings: Annotated[str, Ask("查明的犯罪事实", "Facts", lines=True)],
    result: Annotated[str, Ask("采取的措施及财物情况", "Measures and property", lines=True)],
    proposal: Annotated[str, Ask("处理意见", "Proposal", lines=True)],
) -> Done:
    """The investigation is over: the report says so and why."""
    facts = {
        "suspects": people_fact(queries.suspects(case)),
        "charge": case.cause,
        "source": course_of(case, by.at),
        "findings": findings,
        "evidence": evidence_titles(case),
        "result": result,
        "legal_basis": [case.cause_cite] if case.cause_cite else ["刑事诉讼法#162"],
        "proposal": proposal,
        "officers": staff_fact(queries.team(case)),
    }
    return Done(to="concluded", papers=[Paper("侦查终结报告书", facts)])


@act(
    "cases.reopen_investigation",
    "退回继续侦查",
    "Send back for more investigation",
    subject=CriminalCase,
    power="cases.legal_review",
    basis=("公安机关办理刑事案件程序规定#284",),
    order=20,
)
def reopen_investigation(
    case: CriminalCase, by: By, *, reason: Annotated[str, Ask("需要补正的事项", "What is missing", lines=True)]
) -> Done:
    """The legal office finds the file not ready; nothing leaves for the procuratorate."""
    return Done(to="suspect_in", fields={"reason": reason})


@act(
    "cases.send_for_prosecution",
    "移送审查起诉",
    "Send for prosecution",
    subject=CriminalCase,
    basis=("刑事诉讼法#162", "公安机关办理刑事案件程序规定#289"),
    documents=("起诉意见书", "随案移送清单?", "移送起诉告知书?"),
    starts=("C37",),
    stops=("C21", "C22", "C23", "C24", "N01"),
    approval="移送审查起诉",
    checklist=(("随案移送清单与扣押物逐件相符", "List of goods agrees with what was seized"),),
    errors=(("遗漏嫌疑人或者扣押物", "A suspect or a seized item left out"),),
    order=10,
)
def send_for_prosecution(
    case: CriminalCase,
    by: By,
    *,
    to_organ: Annotated[str, Ask("检察院", "Procuratorate", initial=lambda case, by: last_organ(case))],
    findings: Annotated[str, Ask("犯罪事实", "Facts", lines=True)],
    attitude: Annotated[str, Ask("认罪认罚及其他情节", "Plea and circumstances", lines=True)],
) -> Done:
    """The opinion goes out with the file and the goods; suspect and victim are told."""
    accused = list(queries.suspects(case))
    suspects = people_fact(accused)
    facts: dict[str, Any] = {
        "to_organ": to_organ,
        "suspects": suspects,
        "charge": case.cause,
        "source": course_of(case, by.at),
        "findings": findings,
        "evidence": evidence_titles(case),
        "attitude": attitude,
        "legal_basis": [case.cause_cite] if case.cause_cite else ["刑事诉讼法#162"],
    }
    papers, rows = [], []
    measures = list(queries.running_property(case))
    items = [line for one in measures for line in shown_items(queries.held_items(one), one.holder)]
    if items:
        facts["items"] = items
        goods = {"to_organ": to_organ, "prior_document": "起诉意见书", "items": items}
        papers.append(Paper("随案移送清单", {**goods, "officers": staff_fact(queries.team(case))}))
    for person in queries.people(case, Role.SUSPECT, Role.VICTIM):
        told = {
            "party": person_fact(person),
            "suspects": suspects,
            "charge": case.cause,
            "to_organ": to_organ,
            "date_of": day_of(by.at),
        }
        papers.append(Paper("移送起诉告知书", told, about=person.key))
        rows.append(Notice(subject=case, person=person, kind=NoticeKind.PROSECUTION, at=by.at, way=str(_("书面"))))
    papers.insert(0, Paper("起诉意见书", facts))
    stops = [Stop(rule) for rule in ("C21", "C22", "C23", "C24", "N01")]
    touches = [Touch(one, to="handed_over") for one in measures]
    touches += [passed_on(one, by, "C37", paper="起诉意见书") for one in in_custody(case)]
    return Done(to="sent", rows=rows, papers=papers, clocks=[*stops, Start("C37", by.at)], touches=touches)


@act(
    "cases.record_return",
    "登记退回补充侦查",
    "Record the return for supplement",
    subject=CriminalCase,
    basis=("刑事诉讼法#175", "公安机关办理刑事案件程序规定#295"),
    starts=("C36",),
    stops=("C37",),
    order=20,
)
def record_return(
    case: CriminalCase,
    by: By,
    *,
    organ: Annotated[str, Ask("检察院", "Procuratorate", initial=lambda case, by: last_organ(case))],
    number: Annotated[str, Ask("退回补充侦查决定书文号", "Number")],
    outline: Annotated[str, Ask("补充侦查提纲", "Outline", lines=True)],
) -> Done:
    """The procuratorate wants more; the term to supply it begins."""
    reply = PartnerReply(subject=case, organ=organ, kind=RETURNED, number=number, at=by.at, content=outline)
    back = [Touch(one, to="in_force") for one in queries.running_property(case, "handed_over")]
    back += [passed_on(one, by, "C36") for one in in_custody(case)]
    return Done(to="returned", rows=[reply], clocks=[Stop("C37"), Start("C36", by.at)], touches=back)


RETURNED = "退回补充侦查"


def returns_of(case: Any) -> models.QuerySet[PartnerReply]:
    return PartnerReply.objects.filter(subject_id=case.pk, kind=RETURNED).order_by("at")


@act(
    "cases.resend",
    "补充侦查后重新移送",
    "Send again after the supplement",
    subject=CriminalCase,
    basis=("公安机关办理刑事案件程序规定#296",),
    documents=("补充侦查报告书",),
    starts=("C37",),
    stops=("C36",),
    approval="补充侦查",
    errors=(("退而不查：没有新证据就重新移送", "Sending again without anything new"),),
    order=10,
)
def resend(
    case: CriminalCase,
    by: By,
    *,
    result: Annotated[str, Ask("补充侦查结果", "Result", lines=True)],
) -> Done:
    """What was asked for was looked into; the file goes back with a report, and a new term of review runs."""
    last = returns_of(case).last()
    facts = {
        "to_organ": last.organ if last else last_organ(case),
        "prior_document": last.number if last else RETURNED,
        "suspects": people_fact(queries.suspects(case)),
        "charge": case.cause,
        "result": result,
    }
    papers: list[Paper] = [Paper("补充侦查报告书", facts)]
    clocks: list[ClockEvent] = [Stop("C36"), Start("C37", by.at)]
    touches = [Touch(one, to="handed_over") for one in queries.running_property(case, "in_force")]
    touches += [passed_on(one, by, "C37", paper="补充侦查报告书") for one in in_custody(case)]
    return Done(to="sent", papers=papers, clocks=clocks, touches=touches)


@act(
    "cases.record_charge",
    "登记提起公诉",
    "Record the charge",
    subject=CriminalCase,
    basis=("刑事诉讼法#176",),
    stops=OUTSIDE_CLOCKS,
    order=10,
)
def record_charge(
    case: CriminalCase,
    by: By,
    *,
    organ: Annotated[str, Ask("检察院", "Procuratorate", initial=lambda case, by: last_organ(case))],
    number: Annotated[str, Ask("起诉书文号", "Number")],
) -> Done:
    """The procuratorate brought the case to court."""
    reply = PartnerReply(subject=case, organ=organ, kind="提起公诉", number=number, at=by.at)
    touches = [passed_on(one, by, "") for one in in_custody(case)]
    return Done(to="charged", rows=[reply], clocks=[Stop("C37")], touches=touches)


@act(
    "cases.record_non_prosecution",
    "登记不起诉",
    "Record a non-prosecution",
    subject=CriminalCase,
    basis=("公安机关办理刑事案件程序规定#293",),
    starts=("C38",),
    stops=(*OUTSIDE_CLOCKS,),
    order=30,
)
def record_non_prosecution(
    case: CriminalCase,
    by: By,
    *,
    organ: Annotated[str, Ask("检察院", "Procuratorate", initial=lambda case, by: last_organ(case))],
    number: Annotated[str, Ask("不起诉决定书文号", "Number")],
    reason: Annotated[str, Ask("理由", "Reason", lines=True)],
) -> Done:
    """Not prosecuted: who is in custody goes free at once; the term to ask for reconsideration runs."""
    reply = PartnerReply(subject=case, organ=organ, kind="不起诉", number=number, at=by.at, content=reason)
    return Done(to="not_prosecuted", rows=[reply], clocks=[Stop("C37"), Start("C38", by.at)])


@act(
    "cases.record_judgment",
    "登记判决",
    "Record the judgment",
    subject=CriminalCase,
    basis=("刑事诉讼法#264",),
    stops=LIBERTY_CLOCKS,
    order=10,
)
def record_judgment(
    case: CriminalCase,
    by: By,
    *,
    organ: Annotated[str, Ask("法院", "Court")],
    number: Annotated[str, Ask("判决书文号", "Number")],
    content: Annotated[str, Ask("判决主文", "Judgment", lines=True)],
) -> Done:
    """The court's judgment is in force; measures of the investigation are over."""
    reply = PartnerReply(subject=case, organ=organ, kind="判决", number=number, at=by.at, content=content)
    ended = [over(one, by.at, "判决生效") for one in queries.running_measures(case)]
    return Done(to="judged", rows=[reply], touches=ended, clocks=[Stop(rule) for rule in LIBERTY_CLOCKS])


@act(
    "cases.record_execution",
    "登记执行与财物处置",
    "Record execution and disposal",
    subject=CriminalCase,
    basis=("公安机关办理刑事案件程序规定#300",),
    order=10,
)
def record_execution(
    case: CriminalCase, by: By, *, note: Annotated[str, Ask("执行和涉案财物处置情况", "How", lines=True)]
) -> Done:
    """The judgment is carried out and the goods are disposed of as it says."""
    return Done(to="executed", fields={"note": note})


@act(
    "cases.archive_criminal",
    "归档",
    "Archive",
    subject=CriminalCase,
    power="cases.archive",
    basis=("公安机关办理刑事案件程序规定#287",),
    documents=("刑事案件流程图",),
    stops=("C38", "G17"),
    order=90,
)
def archive_criminal(
    case: CriminalCase,
    by: By,
    *,
    shelf: Annotated[str, Ask("档号", "Archive number")],
    unsealed_ground: Annotated[
        str, Ask("依法不封存的理由", "Why it is not sealed", help=_("行为时未满十八周岁的人不封存时填写"))
    ] = "",
) -> Done:
    """The file is complete and goes to the archive."""
    papers = [path_paper(case, shelf)]
    told = {"shelf": shelf, "unsealed": unsealed_ground}
    return Done(to="archived", papers=papers, clocks=[Stop("C38"), Stop("G17")], fields=told)


@act(
    "cases.dismiss",
    "撤销案件",
    "Dismiss the case",
    subject=CriminalCase,
    basis=("刑事诉讼法#163", "公安机关办理刑事案件程序规定#186"),
    documents=("撤销案件报告书", "撤销案件决定书"),
    starts=("G17",),
    stops=(*LIBERTY_CLOCKS, "C36", "P03"),
    approval="撤销案件",
    order=850,
)
def dismiss(case: CriminalCase, by: By, *, reason: Annotated[str, Ask("撤销理由", "Reason", lines=True)]) -> Done:
    """No crime, or not to be pursued: measures end now, the people are told within the term."""
    ended = [over(one, by.at, "撤销案件") for one in queries.running_measures(case)]
    facts: dict[str, Any] = {
        "charge": case.cause,
        "date_of": day_of(case.filed_at or case.opened),
        "reason": reason,
    }
    accused = people_fact(queries.suspects(case))
    if accused:
        facts["suspects"] = accused
    clocks: list[ClockEvent] = [Stop(rule) for rule in (*LIBERTY_CLOCKS, "C36", "P03")]
    report = {**facts, "officers": staff_fact(queries.team(case))}
    papers = [Paper("撤销案件报告书", report), Paper("撤销案件决定书", facts)]
    return Done(to="dismissed", touches=ended, papers=papers, clocks=[*clocks, Start("G17", by.at)])


@act(
    "cases.tell_dismissal",
    "告知撤案",
    "Tell of the dismissal",
    subject=CriminalCase,
    power="cases.dismiss",
    basis=("公安机关办理刑事案件程序规定#189",),
    at=("dismissed",),
    stops=("G17",),
    order=10,
)
def tell_dismissal(case: CriminalCase, by: By, *, whom: Annotated[str, Ask("告知对象和方式", "Whom and how")]) -> Done:
    """The suspects, the victims and the procuratorate know."""
    return Done(clocks=[Stop("G17")], fields={"whom": whom})
