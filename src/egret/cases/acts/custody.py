"""到案与强制措施: summons, detention, arrest, bail, release; every hour of liberty on a clock.

刑事诉讼法 66-100, 119; 程序规定 78-168.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from egret.acts.cards import Ask
from egret.acts.clocks import LOCAL
from egret.acts.done import By, ClockEvent, Done, Start, Stop, Touch
from egret.acts.machine import act
from egret.acts.ports import Paper, ports
from egret.acts.refusals import refuse
from egret.cases import queries
from egret.cases.acts.filing import evidence_titles
from egret.cases.acts.measures import begun, lengthened, over, passed_on
from egret.cases.models import CriminalCase, Measure, MeasureKind, Notice, NoticeKind, PartnerReply
from egret.documents.models import Document
from egret.intake.models import Person
from egret.intake.papers import people_fact, person_fact, staff_fact
from egret.intake.persons import PersonFacts

OPEN = ("investigating", "suspect_in")
HELD = (*OPEN, "concluded", "sent", "returned", "charged", "not_prosecuted")
SUMMONED = (MeasureKind.SUMMONS,)
IN_CUSTODY = (MeasureKind.DETENTION, MeasureKind.ARREST)
AT_LARGE = (MeasureKind.BAIL, MeasureKind.SURVEILLANCE)
BEFORE_CUSTODY = ("C01", "C02", "C03", "C04", "C29", "C30")
"""Limits of what detention takes the place of: summons, compelled appearance, bail, surveillance."""
BEFORE_ARREST = ("C09", "C10", "C11")
LIBERTY_CLOCKS = (
    "C01",
    "C02",
    "C03",
    "C04",
    "C05",
    "C07",
    "C08",
    *BEFORE_ARREST,
    "C12",
    "C19",
    "C20",
    "C21",
    "C22",
    "C23",
    "C24",
    "C29",
    "C30",
    "N01",
)


class DetentionTerm(models.TextChoices):
    """How long before arrest must be asked for; the rulebook holds the days."""

    SPECIAL = "C10", _("特殊情况，延长一日至四日")
    ROAMING = "C11", _("流窜、多次、结伙作案，延长至三十日")


def summoned(case: Any, _by: By | None = None) -> models.QuerySet[Measure]:
    return queries.running_measures(case, *SUMMONED)


def detained(case: Any, _by: By | None = None) -> models.QuerySet[Measure]:
    return queries.running_measures(case, MeasureKind.DETENTION)


def in_custody(case: Any, _by: By | None = None) -> models.QuerySet[Measure]:
    return queries.running_measures(case, *IN_CUSTODY)


def restricted(case: Any, _by: By | None = None) -> models.QuerySet[Measure]:
    return queries.running_measures(case)


def paper_number(case: CriminalCase, kind: str, person: Person) -> str:
    """Number and name of the last paper of a kind about a person, as other papers rely on it.

    Papers of a case that was merged into this one stay there, and are relied on here.
    """
    paper = queries.papers_about(case, person).filter(document_kind=kind).order_by("-opened", "-id").first()
    return f"{paper.number}{kind}" if paper else kind


@act(
    "cases.summon_suspect",
    "刑事传唤",
    "Summon the suspect",
    subject=CriminalCase,
    basis=("刑事诉讼法#119", "公安机关办理刑事案件程序规定#198"),
    at=OPEN,
    documents=("刑事传唤证",),
    approval="传唤证",
    asks={"person": Ask("犯罪嫌疑人", "Suspect", choices=queries.suspects)},
    order=100,
)
def summon_suspect(
    case: CriminalCase,
    by: By,
    *,
    person: Person,
    arrive_by: Annotated[datetime, Ask("应到时间", "To appear by")],
    place: Annotated[str, Ask("到案地点", "Where to appear")],
) -> Done:
    """Call a suspect in on paper; no coercion."""
    facts = {
        "suspect": person_fact(person),
        "charge": case.cause,
        "arrive_by": arrive_by.isoformat(),
        "place": place,
        "officers": staff_fact(queries.team(case)),
    }
    return Done(papers=[Paper("刑事传唤证", facts, about=person.key)])


@act(
    "cases.record_suspect_arrival",
    "登记嫌疑人到案",
    "Record the suspect's arrival",
    subject=CriminalCase,
    power="cases.record_arrival",
    basis=("公安机关办理刑事案件程序规定#199", "公安机关办理刑事案件程序规定#200"),
    at=("suspect_in",),
    starts=("C01",),
    asks={"person": Ask("犯罪嫌疑人", "Suspect", choices=queries.suspects)},
    checklist=(("到案时间由本人填写并签名，拒签的注明", "Arrival time filled in and signed by the person"),),
    order=102,
)
def record_suspect_arrival(
    case: CriminalCase,
    by: By,
    *,
    person: Person,
    arrived_at: Annotated[datetime, Ask("到案时间", "Arrived at")],
    way: Annotated[str, Ask("到案方式", "How", help=_("例如持证传唤、口头传唤、投案、扭送、抓获"))],
    place: Annotated[str, Ask("场所", "Place")],
    signed: Annotated[bool, Ask("时间由本人填写并签名", "Times filled in and signed by the person")] = True,
    refusal_note: Annotated[str, Ask("拒绝填写、签名的说明", "Note on a refusal to sign")] = "",
) -> Done:
    """A suspect is here; the hours run from the arrival, to the minute."""
    if arrived_at > by.at:
        raise refuse(_("到案时间晚于现在"), _("请核对时间"), code="time")
    if queries.running_measures(case, *SUMMONED, *IN_CUSTODY, person=person).exists():
        raise refuse(_("此人已经在案"), _("先登记离开，或核对人员"), code="twice")
    told = queries.signed_or_not(signed, refusal_note)
    measure = begun(case, by, person, MeasureKind.SUMMONS, "C01", arrived_at, ground=way, place=place)
    return Done(to="suspect_in", begets=[measure], clocks=[Start("C01", arrived_at, person.key)], fields=told)


@act(
    "cases.extend_summons",
    "延长传唤时间",
    "Extend the summons",
    subject=CriminalCase,
    basis=("刑事诉讼法#119", "公安机关办理刑事案件程序规定#200"),
    at=("suspect_in",),
    starts=("C02",),
    stops=("C01",),
    approval="延长传唤",
    asks={"measure": Ask("到案人", "Suspect", choices=summoned)},
    errors=(("基本时限届满后才审批", "Approved after the base term had run out"),),
    order=104,
)
def extend_summons(
    case: CriminalCase,
    by: By,
    *,
    measure: Measure,
    reason: Annotated[str, Ask("理由", "Reason", help=_("案情特别重大、复杂，需要采取拘留、逮捕措施"))],
) -> Done:
    """Keep a suspect longer where detention or arrest is needed; counted from the same arrival."""
    if measure.due is not None and by.at > measure.due:
        raise refuse(_("传唤时限已经届满，不能再延长"), _("立即让其离开或依法采取强制措施"), "刑事诉讼法#119", "F17")
    counted = queries.counted_from(case, measure)
    touch = lengthened(measure, by, "C02", ports.rules.due("C02", counted).guard)
    about = measure.person.key
    clocks: list[ClockEvent] = [Stop("C01", about), Start("C02", counted, about)]
    return Done(touches=[touch], clocks=clocks, fields={"reason": reason})


@act(
    "cases.record_suspect_departure",
    "登记嫌疑人离开",
    "Record the suspect's departure",
    subject=CriminalCase,
    power="cases.record_arrival",
    basis=("公安机关办理刑事案件程序规定#199",),
    at=HELD,
    stops=("C01", "C02"),
    asks={"measure": Ask("到案人", "Suspect", choices=summoned)},
    order=106,
)
def record_suspect_departure(
    case: CriminalCase,
    by: By,
    *,
    measure: Measure,
    left_at: Annotated[datetime, Ask("离开时间", "Left at")],
    why: Annotated[str, Ask("去向", "Where to")],
    signed: Annotated[bool, Ask("时间由本人填写并签名", "Times filled in and signed by the person")] = True,
    refusal_note: Annotated[str, Ask("拒绝填写、签名的说明", "Note on a refusal to sign")] = "",
) -> Done:
    """A summoned suspect left."""
    if not measure.started <= left_at <= by.at:
        raise refuse(_("离开时间要在到案之后、现在之前"), _("请核对时间"), code="time")
    about = measure.person.key
    told = queries.signed_or_not(signed, refusal_note)
    return Done(touches=[over(measure, left_at, why)], clocks=[Stop("C01", about), Stop("C02", about)], fields=told)


@act(
    "cases.detain",
    "呈请刑事拘留",
    "Ask for detention",
    subject=CriminalCase,
    basis=("刑事诉讼法#82", "公安机关办理刑事案件程序规定#124"),
    at=OPEN,
    documents=("呈请拘留报告书", "拘留证"),
    approval="拘留",
    asks={"person": Ask("犯罪嫌疑人", "Suspect", choices=queries.suspects)},
    checklist=(
        ("属于现行犯或者重大嫌疑分子的法定情形", "One of the statutory situations"),
        ("人大代表、政协委员身份已查", "Deputy status checked"),
    ),
    order=150,
)
def detain(
    case: CriminalCase,
    by: By,
    *,
    person: Person,
    findings: Annotated[str, Ask("涉嫌犯罪事实", "Facts", lines=True)],
    reason: Annotated[str, Ask("拘留理由", "Reason", lines=True)],
    custody_place: Annotated[str, Ask("看守所", "Detention house")],
) -> Done:
    """Issue the warrant; the hours run only when it is announced to the person."""
    officers = staff_fact(queries.team(case))
    common = {"suspect": person_fact(person), "charge": case.cause, "officers": officers}
    report = {**common, "findings": findings, "evidence": evidence_titles(case), "reason": reason}
    about = person.key
    return Done(
        papers=[
            Paper("呈请拘留报告书", report, about),
            Paper("拘留证", {**common, "custody_place": custody_place}, about),
        ]
    )


@act(
    "cases.execute_detention",
    "宣布拘留",
    "Announce the detention",
    subject=CriminalCase,
    power="cases.detain",
    basis=("刑事诉讼法#85", "公安机关办理刑事案件程序规定#126"),
    starts=("C05", "C07", "C08", "C09", "C58"),
    stops=BEFORE_CUSTODY,
    asks={"person": Ask("被拘留人", "Person detained", choices=queries.suspects)},
    checklist=(("出示拘留证，责令签名、捺指印", "Show the warrant; signature and fingerprint"),),
    order=152,
)
def execute_detention(
    case: CriminalCase,
    by: By,
    *,
    person: Person,
    announced_at: Annotated[datetime, Ask("宣布时间", "Announced at")],
    place: Annotated[str, Ask("执行地点", "Where")],
) -> Done:
    """The warrant is announced: delivery, family, first interrogation and request for arrest are on the clock now."""
    if not queries.papers_about(case, person).filter(document_kind="拘留证").exists():
        raise refuse(_("没有此人的拘留证"), _("先呈请刑事拘留；批准后再宣布"), "刑事诉讼法#85")
    if announced_at > by.at:
        raise refuse(_("宣布时间晚于现在"), _("请核对时间"), code="time")
    if queries.running_measures(case, *IN_CUSTODY, person=person).exists():
        raise refuse(_("此人已经被拘留或者逮捕"), _("请核对人员"), code="twice")
    about = person.key
    replaced = queries.running_measures(case, *SUMMONED, MeasureKind.COMPELLED, *AT_LARGE, person=person)
    ended = [over(one, announced_at, "宣布拘留") for one in replaced]
    measure = begun(case, by, person, MeasureKind.DETENTION, "C09", announced_at, place=place, paper="拘留证")
    starts = [Start(rule, announced_at, about) for rule in ("C05", "C07", "C08", "C09")]
    starts += queries.report_upward(case, person, announced_at)
    stops = [Stop(rule, about) for rule in BEFORE_CUSTODY]
    return Done(to="suspect_in", begets=[measure], touches=ended, clocks=[*stops, *starts])


@act(
    "cases.deliver_to_house",
    "送看守所羁押",
    "Deliver to the detention house",
    subject=CriminalCase,
    basis=("刑事诉讼法#85", "公安机关办理刑事案件程序规定#126"),
    at=("suspect_in",),
    stops=("C05",),
    asks={"measure": Ask("被羁押人", "Person in custody", choices=in_custody)},
    order=154,
)
def deliver_to_house(
    case: CriminalCase,
    by: By,
    *,
    measure: Measure,
    house: Annotated[str, Ask("看守所", "Detention house")],
    received_at: Annotated[datetime, Ask("收押时间", "Received at")],
) -> Done:
    """The detention house took the person in, after the medical check."""
    if not measure.started <= received_at <= by.at:
        raise refuse(_("收押时间要在宣布之后、现在之前"), _("凭看守所回执填写"), code="time")
    facts = {**measure.facts, "received_at": received_at.isoformat()}
    touch = Touch(measure, changes={"place": house, "facts": facts})
    return Done(touches=[touch], clocks=[Stop("C05", measure.person.key)])


@act(
    "cases.notify_family_of_custody",
    "通知家属（拘留、逮捕）",
    "Notify the family of custody",
    subject=CriminalCase,
    power="cases.notify_family",
    basis=("刑事诉讼法#85", "刑事诉讼法#93"),
    at=("suspect_in",),
    documents=("拘留通知书?", "逮捕通知书?"),
    stops=("C07", "C20"),
    asks={"measure": Ask("被羁押人", "Person in custody", choices=in_custody)},
    order=156,
)
def notify_family_of_custody(
    case: CriminalCase,
    by: By,
    *,
    measure: Measure,
    relative: Annotated[PersonFacts | None, Ask("被通知的家属", "Relative told", personal=True)] = None,
    way: Annotated[str, Ask("通知方式", "How")] = "",
    not_told_ground: Annotated[
        str, Ask("不能通知的理由", "Why not", help=_("无法通知，或法律允许的有碍侦查情形"))
    ] = "",
) -> Done:
    """Tell the family, or write on the notice why that could not be done; once the obstacle is gone, at once."""
    if relative is None and not not_told_ground:
        raise refuse(_("要么写明通知了谁，要么写明不能通知的理由"), _("补填其中一项"), "刑事诉讼法#85", "R30")
    person, arrested = measure.person, measure.measure_kind == MeasureKind.ARREST
    notice = Notice(
        subject=case,
        person=person,
        kind=NoticeKind.FAMILY,
        at=by.at,
        way=way,
        content=relative.name if relative else "",
        not_told_ground=not_told_ground,
    )
    papers = []
    if relative:
        facts = {
            "relative": person_fact(relative),
            "suspect": person_fact(person),
            "charge": case.cause,
            "starts_at": measure.started.isoformat(),
            "custody_place": measure.place,
        }
        if arrested:
            facts["to_organ"] = str(measure.facts.get("organ", "检察院"))
        papers.append(Paper("逮捕通知书" if arrested else "拘留通知书", facts, about=person.key))
    return Done(rows=[notice], papers=papers, clocks=[Stop("C20" if arrested else "C07", person.key)])


@act(
    "cases.extend_detention",
    "延长拘留期限",
    "Extend the detention",
    subject=CriminalCase,
    basis=("刑事诉讼法#91", "公安机关办理刑事案件程序规定#129"),
    at=("suspect_in",),
    documents=("呈请延长拘留期限报告书", "延长拘留期限通知书"),
    starts=("C10", "C11"),
    stops=("C09", "C10"),
    approval="延长拘留期限",
    asks={"measure": Ask("被拘留人", "Person detained", choices=detained)},
    checklist=(
        (
            "延长至最长期限的：流窜、多次或者结伙作案的证据在卷",
            "Long term: evidence of roaming, repetition or gang",
        ),
    ),
    order=160,
)
def extend_detention(
    case: CriminalCase,
    by: By,
    *,
    measure: Measure,
    term: Annotated[DetentionTerm, Ask("延长情形", "Ground of the law")],
    reason: Annotated[str, Ask("具体理由和证据", "Facts and evidence", lines=True)],
) -> Done:
    """More days to ask for arrest; counted from the day of detention."""
    due = ports.rules.due(term, measure.started)
    if measure.due is not None and due.guard <= measure.due:
        raise refuse(_("所选期限不比现在的长"), _("请选择更长的期限"), "刑事诉讼法#91")
    paper = "延长拘留期限通知书"
    touch = lengthened(measure, by, str(term), due.guard, paper=paper)
    facts = {
        "custody_place": measure.place,
        "suspect": person_fact(measure.person),
        "charge": case.cause,
        "reason": reason,
        "starts": day_of(measure.due or measure.started),
        "ends": day_of(due.guard),
    }
    about = measure.person.key
    clocks: list[ClockEvent] = [
        *(Stop(rule, about) for rule in ("C09", "C10")),
        Start(str(term), measure.started, about),
    ]
    report = {**facts, "officers": staff_fact(queries.team(case))}
    papers = [Paper("呈请延长拘留期限报告书", report, about), Paper(paper, facts, about)]
    return Done(touches=[touch], papers=papers, clocks=clocks)


def day_of(moment: datetime) -> str:
    return moment.astimezone(LOCAL).date().isoformat()


@act(
    "cases.request_arrest",
    "提请批准逮捕",
    "Ask for arrest",
    subject=CriminalCase,
    basis=("刑事诉讼法#87", "公安机关办理刑事案件程序规定#137"),
    at=("suspect_in",),
    documents=("提请批准逮捕书",),
    starts=("C12",),
    stops=BEFORE_ARREST,
    approval="提请批准逮捕",
    asks={"persons": Ask("犯罪嫌疑人", "Suspects", choices=queries.suspects)},
    checklist=(
        ("有证据证明有犯罪事实、可能判处徒刑以上、有社会危险性", "Facts proved, prison possible, danger shown"),
        ("认罪认罚情况已写明", "Plea noted"),
    ),
    order=170,
)
def request_arrest(
    case: CriminalCase,
    by: By,
    *,
    persons: tuple[Person, ...],
    to_organ: Annotated[str, Ask("检察院", "Procuratorate", initial=lambda case, by: last_organ(case))],
    findings: Annotated[str, Ask("犯罪事实", "Facts", lines=True)],
    reason: Annotated[str, Ask("社会危险性和逮捕必要性", "Danger and need", lines=True)],
    plea: Annotated[str, Ask("认罪认罚情况", "Plea")] = "",
) -> Done:
    """Send the request with the file; the procuratorate's own term begins when it has it."""
    facts: dict[str, Any] = {
        "to_organ": to_organ,
        "suspects": people_fact(persons),
        "charge": case.cause,
        "source": str(case.report.get_channel_display()) if case.report else "办案中发现",
        "findings": findings,
        "evidence": evidence_titles(case),
        "reason": reason,
    }
    if plea:
        facts["attitude"] = plea
    clocks: list[ClockEvent] = [Stop(rule, one.key) for one in persons for rule in BEFORE_ARREST]
    clocks += [Start("C12", by.at, one.key) for one in persons]
    held = detained(case).filter(person__in=[one.pk for one in persons])
    touches = [passed_on(one, by, "C12", paper="提请批准逮捕书") for one in held]
    return Done(papers=[Paper("提请批准逮捕书", facts)], clocks=clocks, touches=touches)


def last_organ(case: Any) -> str:
    """The procuratorate the district last wrote to."""
    kinds = ("提请批准逮捕书", "起诉意见书")
    found = Document.objects.filter(district=case.district, document_kind__in=kinds).order_by("-opened", "-id").first()
    return str(found.content.get("to_organ", "")) if found else ""


class ArrestAnswer(models.TextChoices):
    APPROVED = "approved", _("批准逮捕")
    REFUSED = "refused", _("不批准逮捕")


@act(
    "cases.record_arrest_decision",
    "登记检察院批捕决定",
    "Record the decision on arrest",
    subject=CriminalCase,
    basis=("刑事诉讼法#90", "公安机关办理刑事案件程序规定#140"),
    at=("suspect_in",),
    starts=("C15",),
    stops=("C12",),
    asks={"person": Ask("犯罪嫌疑人", "Suspect", choices=queries.suspects)},
    errors=(("不批准逮捕后没有立即释放", "Not released at once after a refusal"),),
    order=172,
)
def record_arrest_decision(
    case: CriminalCase,
    by: By,
    *,
    person: Person,
    organ: Annotated[str, Ask("检察院", "Procuratorate", initial=lambda case, by: last_organ(case))],
    answer: Annotated[ArrestAnswer, Ask("决定", "Decision")],
    number: Annotated[str, Ask("决定书文号", "Number")],
    reason: Annotated[str, Ask("理由", "Reason", lines=True)] = "",
) -> Done:
    """What the procuratorate decided. After a refusal the person goes free at once; the objection comes afterwards."""
    reply = PartnerReply(
        subject=case, person=person, organ=organ, kind=str(answer.label), number=number, at=by.at, content=reason
    )
    clocks: list[ClockEvent] = [Stop("C12", person.key)]
    if answer == ArrestAnswer.REFUSED:
        clocks.append(Start("C15", by.at, person.key))
    free_now = in_custody(case).filter(person=person) if answer == ArrestAnswer.REFUSED else []
    touches = [Touch(one, changes={"due": by.at}) for one in free_now]
    return Done(rows=[reply], clocks=clocks, touches=touches)


def arrest_approval(case: CriminalCase, person: Person) -> PartnerReply | None:
    """The procuratorate's last answer about a person, when it was an approval."""
    found = PartnerReply.objects.filter(subject_id=case.pk, person=person).order_by("-at", "-pk").first()
    return found if found and found.kind == str(ArrestAnswer.APPROVED.label) else None


@act(
    "cases.execute_arrest",
    "执行逮捕",
    "Execute the arrest",
    subject=CriminalCase,
    basis=("刑事诉讼法#93", "公安机关办理刑事案件程序规定#142"),
    at=("suspect_in",),
    documents=("逮捕证", "执行回执"),
    starts=("C14", "C19", "C20", "C21", "C58", "N01"),
    stops=(*BEFORE_CUSTODY, "C05", "C07", "C08", *BEFORE_ARREST),
    approval="逮捕执行",
    asks={"person": Ask("犯罪嫌疑人", "Suspect", choices=queries.suspects)},
    order=174,
)
def execute_arrest(
    case: CriminalCase,
    by: By,
    *,
    person: Person,
    arrested_at: Annotated[datetime, Ask("执行时间", "Executed at")],
    custody_place: Annotated[str, Ask("看守所", "Detention house")],
) -> Done:
    """The leader signs the warrant on the procuratorate's approval; the term of custody begins."""
    approval = arrest_approval(case, person)
    if approval is None:
        raise refuse(_("没有检察院对此人的批准逮捕决定"), _("先登记检察院的决定"), "刑事诉讼法#80")
    ended = [over(one, arrested_at, "执行逮捕") for one in queries.running_measures(case, person=person)]
    measure = begun(
        case,
        by,
        person,
        MeasureKind.ARREST,
        "C21",
        arrested_at,
        ground=approval.number,
        place=custody_place,
        paper="逮捕证",
        facts={"organ": approval.organ},
    )
    common = {"suspect": person_fact(person), "to_organ": approval.organ, "prior_document": approval.number}
    warrant = {
        **common,
        "charge": case.cause,
        "custody_place": custody_place,
        "officers": staff_fact(queries.team(case)),
    }
    receipt = {**common, "starts_at": arrested_at.isoformat(), "result": f"已执行逮捕，羁押于{custody_place}。"}
    about = person.key
    papers = [Paper("逮捕证", warrant, about), Paper("执行回执", receipt, about)]
    stops = [Stop(rule, about) for rule in (*BEFORE_CUSTODY, "C05", "C07", "C08", *BEFORE_ARREST)]
    starts = [Start(rule, arrested_at, about) for rule in ("C14", "C19", "C20", "C21", "N01")]
    starts += queries.report_upward(case, person, arrested_at)
    return Done(begets=[measure], touches=ended, papers=papers, clocks=[*stops, *starts])


@act(
    "cases.return_execution_receipt",
    "送回执行回执",
    "Return the execution receipt",
    subject=CriminalCase,
    power="cases.execute_arrest",
    basis=("公安机关办理刑事案件程序规定#142",),
    at=HELD,
    stops=("C14",),
    asks={"person": Ask("犯罪嫌疑人", "Suspect", choices=queries.suspects)},
    order=176,
)
def return_execution_receipt(case: CriminalCase, by: By, *, person: Person) -> Done:
    """The procuratorate has the receipt."""
    return Done(clocks=[Stop("C14", person.key)])


@act(
    "cases.release",
    "释放",
    "Release",
    subject=CriminalCase,
    basis=("刑事诉讼法#91", "刑事诉讼法#99", "公安机关办理刑事案件程序规定#140"),
    at=HELD,
    documents=("释放证明书",),
    stops=tuple(rule for rule in LIBERTY_CLOCKS if rule != "C29"),
    asks={"measure": Ask("被羁押人", "Person in custody", choices=in_custody)},
    order=180,
)
def release(
    case: CriminalCase,
    by: By,
    *,
    measure: Measure,
    released_at: Annotated[datetime, Ask("释放时间", "Released at")],
    reason: Annotated[str, Ask("释放理由", "Reason")],
) -> Done:
    """Set free: no approval stands between a person and the end of a term."""
    if not measure.started <= released_at <= by.at:
        raise refuse(_("释放时间要在羁押之后、现在之前"), _("请核对时间"), code="time")
    facts = {
        "suspect": person_fact(measure.person),
        "charge": case.cause,
        "starts": day_of(measure.started),
        "reason": reason,
        "date_of": day_of(released_at),
    }
    about = measure.person.key
    stops = [Stop(rule, about) for rule in LIBERTY_CLOCKS if rule != "C29"]
    paper = Paper("释放证明书", facts, about)
    return Done(touches=[over(measure, released_at, reason)], papers=[paper], clocks=stops)


@act(
    "cases.bail",
    "取保候审",
    "Bail",
    subject=CriminalCase,
    basis=("刑事诉讼法#67", "公安机关办理刑事案件程序规定#81"),
    at=OPEN,
    documents=("取保候审决定书", "取保候审执行通知书", "取保候审保证书?", "收取保证金通知书?"),
    starts=("C29", "C58"),
    stops=tuple(rule for rule in LIBERTY_CLOCKS if rule != "C29"),
    approval="取保候审",
    asks={"person": Ask("犯罪嫌疑人", "Suspect", choices=queries.suspects)},
    errors=(("同时要求保证人和保证金", "Asking for both surety and deposit"),),
    order=190,
)
def bail(
    case: CriminalCase,
    by: By,
    *,
    person: Person,
    reason: Annotated[str, Ask("理由", "Reason", lines=True)],
    to_organ: Annotated[str, Ask("执行机关", "Executing organ", help=_("居住地派出所"))],
    deposit: Annotated[int, Ask("保证金（元）", "Deposit, yuan", help=_("采用保证人的填 0"))] = 0,
    guarantor: Annotated[PersonFacts | None, Ask("保证人", "Surety", personal=True)] = None,
) -> Done:
    """Let a suspect stay at large under conditions: a surety or a deposit, never both."""
    if bool(deposit) == bool(guarantor):
        raise refuse(_("保证人和保证金只能选一种，也必须选一种"), _("改填其中一项"), "刑事诉讼法#68", "F29")
    ended = [over(one, by.at, "变更为取保候审") for one in queries.running_measures(case, person=person)]
    measure = begun(
        case,
        by,
        person,
        MeasureKind.BAIL,
        "C29",
        by.at,
        ground=reason[:200],
        place=to_organ,
        paper="取保候审决定书",
        facts={"deposit": deposit, "guarantor": bool(guarantor)},
    )
    facts: dict[str, Any] = {
        "suspect": person_fact(person),
        "charge": case.cause,
        "reason": reason,
        "starts": day_of(by.at),
        "to_organ": to_organ,
        "duties": [
            "未经执行机关批准不得离开所居住的市、县。",
            "住址、工作单位和联系方式发生变动的，在规定时限以内向执行机关报告。",
            "在传讯的时候及时到案。",
            "不得以任何形式干扰证人作证，不得毁灭、伪造证据或者串供。",
        ],
    }
    if deposit:
        facts["bail"] = str(deposit)
    if guarantor:
        facts["guarantor"] = person_fact(guarantor)
    about = person.key
    stops = [Stop(rule, about) for rule in LIBERTY_CLOCKS if rule != "C29"]
    common = {name: facts[name] for name in ("suspect", "charge")}
    execution = {**common, **{name: facts[name] for name in ("to_organ", "starts", "duties")}}
    papers = [Paper("取保候审决定书", facts, about), Paper("取保候审执行通知书", execution, about)]
    if guarantor:
        papers.append(Paper("取保候审保证书", {**common, "guarantor": facts["guarantor"]}, about))
    if deposit:
        papers.append(Paper("收取保证金通知书", {**common, "bail": facts["bail"]}, about))
    starts = [Start("C29", by.at, about), *queries.report_upward(case, person, by.at)]
    return Done(
        begets=[measure],
        touches=ended,
        papers=papers,
        clocks=[*stops, *starts],
    )
