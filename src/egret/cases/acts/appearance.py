"""立案前调查核实、拘传、投案: what may be asked before filing; how a suspect comes in (程序规定 78-80, 169, 174)."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from egret.acts.cards import Ask
from egret.acts.done import By, ClockEvent, Done, Start, Stop
from egret.acts.machine import act
from egret.acts.ports import Paper, ports
from egret.acts.refusals import refuse
from egret.cases import queries
from egret.cases.acts.custody import OPEN
from egret.cases.acts.measures import begun, lengthened, over
from egret.cases.models import CriminalCase, Measure, MeasureKind
from egret.documents.models import Document
from egret.intake.models import Person
from egret.intake.papers import person_fact, staff_fact


class CheckWay(models.TextChoices):
    """What may be done before filing: nothing that touches a person's liberty or property (程序规定 174)."""

    INQUIRY = "inquiry", _("询问")
    LOOK_UP = "look_up", _("查询")
    SCENE = "scene", _("勘验")
    EXPERT = "expert", _("鉴定")
    CALL_FOR = "call_for", _("调取证据材料")


@act(
    "cases.check_before_filing",
    "立案前调查核实",
    "Check before filing",
    subject=CriminalCase,
    basis=("公安机关办理刑事案件程序规定#174",),
    at=("filing_review",),
    approval="调查核实",
    errors=(("对被调查人采取强制措施，或者查封扣押冻结其财产", "Coercion, seizure or freezing before filing"),),
    order=40,
)
def check_before_filing(
    case: CriminalCase,
    by: By,
    *,
    way: Annotated[CheckWay, Ask("核实方法", "How")],
    unclear: Annotated[str, Ask("不明的事实或者线索", "What is not clear", lines=True)],
    coercion: Annotated[bool, Ask("涉及限制人身或者财产权利", "Touches liberty or property")] = False,
) -> Done:
    """Look into facts that are not clear, with the head's leave and without any force; the review's term goes on."""
    return Done(fields={"way": str(way), "unclear": unclear})


def compelled(case: Any, _by: By | None = None) -> models.QuerySet[Measure]:
    return queries.running_measures(case, MeasureKind.COMPELLED)


def not_yet(case: CriminalCase, by: By, person: Person, arrived_at: datetime) -> None:
    """Refuse an arrival that lies ahead, or of somebody who is here already."""
    if arrived_at > by.at:
        raise refuse(_("到案时间晚于现在"), _("请核对时间"), code="time")
    here = (MeasureKind.SUMMONS, MeasureKind.COMPELLED, MeasureKind.DETENTION, MeasureKind.ARREST)
    if queries.running_measures(case, *here, person=person).exists():
        raise refuse(_("此人已经在案"), _("先登记离开，或核对人员"), code="twice")


@act(
    "cases.request_compelled_appearance",
    "呈请拘传",
    "Ask for a warrant to bring in",
    subject=CriminalCase,
    basis=("刑事诉讼法#66", "公安机关办理刑事案件程序规定#78"),
    at=OPEN,
    documents=("呈请拘传报告书", "拘传证"),
    approval="拘传",
    asks={"person": Ask("犯罪嫌疑人", "Suspect", choices=queries.suspects)},
    order=108,
)
def request_compelled_appearance(
    case: CriminalCase,
    by: By,
    *,
    person: Person,
    reason: Annotated[str, Ask("拘传理由", "Reason", lines=True)],
    place: Annotated[str, Ask("讯问地点", "Where questioned", help=_("嫌疑人所在市、县的执法办案场所"))],
) -> Done:
    """Issue the warrant; a summons need not come first. The hours run from the arrival."""
    facts = {
        "suspect": person_fact(person),
        "charge": case.cause,
        "reason": reason,
        "place": place,
        "officers": staff_fact(queries.team(case)),
    }
    return Done(papers=[Paper(kind, facts, person.key) for kind in ("呈请拘传报告书", "拘传证")])


@act(
    "cases.compel_appearance",
    "拘传到案",
    "Bring in by warrant",
    subject=CriminalCase,
    basis=("刑事诉讼法#119", "公安机关办理刑事案件程序规定#79", "公安机关办理刑事案件程序规定#80"),
    at=("suspect_in",),
    starts=("C03",),
    asks={"person": Ask("被拘传人", "Person brought in", choices=queries.suspects)},
    checklist=(
        ("出示拘传证，由本人填写到案时间并签名，拒签的注明", "Warrant shown, arrival time filled in and signed"),
    ),
    errors=(("连续拘传变相拘禁", "Chained warrants as hidden custody"),),
    order=109,
)
def compel_appearance(
    case: CriminalCase,
    by: By,
    *,
    person: Person,
    arrived_at: Annotated[datetime, Ask("到案时间", "Arrived at")],
    place: Annotated[str, Ask("场所", "Place")],
    signed: Annotated[bool, Ask("时间由本人填写并签名", "Times filled in and signed by the person")] = True,
    refusal_note: Annotated[str, Ask("拒绝填写、签名的说明", "Note on a refusal to sign")] = "",
) -> Done:
    """The warrant is shown and the person is here; the hours run from the arrival, to the minute."""
    if not Document.objects.filter(matter_id=case.pk, document_kind="拘传证", about=person.key).exists():
        raise refuse(_("没有此人的拘传证"), _("先呈请拘传；批准后再执行"), "公安机关办理刑事案件程序规定#78")
    not_yet(case, by, person, arrived_at)
    told = queries.signed_or_not(signed, refusal_note)
    measure = begun(case, by, person, MeasureKind.COMPELLED, "C03", arrived_at, place=place, paper="拘传证")
    return Done(to="suspect_in", begets=[measure], clocks=[Start("C03", arrived_at, person.key)], fields=told)


@act(
    "cases.extend_compelled_appearance",
    "延长拘传时间",
    "Extend the compelled appearance",
    subject=CriminalCase,
    basis=("刑事诉讼法#119", "公安机关办理刑事案件程序规定#80"),
    at=("suspect_in",),
    starts=("C04",),
    stops=("C03",),
    approval="延长拘传",
    asks={"measure": Ask("被拘传人", "Person brought in", choices=compelled)},
    errors=(("基本时限届满后才审批", "Approved after the base term had run out"),),
    order=110,
)
def extend_compelled_appearance(
    case: CriminalCase,
    by: By,
    *,
    measure: Measure,
    reason: Annotated[str, Ask("理由", "Reason", help=_("案情特别重大、复杂，需要采取拘留、逮捕措施"))],
) -> Done:
    """Keep longer where detention or arrest is needed; counted from the same arrival."""
    if measure.due is not None and by.at > measure.due:
        raise refuse(_("拘传时限已经届满，不能再延长"), _("立即让其离开或依法采取强制措施"), "刑事诉讼法#119", "F17")
    counted = queries.counted_from(case, measure)
    touch = lengthened(measure, by, "C04", ports.rules.due("C04", counted).guard)
    about = measure.person.key
    clocks: list[ClockEvent] = [Stop("C03", about), Start("C04", counted, about)]
    return Done(touches=[touch], clocks=clocks, fields={"reason": reason})


@act(
    "cases.end_compelled_appearance",
    "结束拘传",
    "End the compelled appearance",
    subject=CriminalCase,
    power="cases.compel_appearance",
    basis=("公安机关办理刑事案件程序规定#79", "公安机关办理刑事案件程序规定#80"),
    at=("suspect_in",),
    stops=("C03", "C04"),
    asks={"measure": Ask("被拘传人", "Person brought in", choices=compelled)},
    order=111,
)
def end_compelled_appearance(
    case: CriminalCase,
    by: By,
    *,
    measure: Measure,
    left_at: Annotated[datetime, Ask("拘传结束时间", "Ended at")],
    why: Annotated[str, Ask("去向", "Where to")],
    signed: Annotated[bool, Ask("时间由本人填写并签名", "Times filled in and signed by the person")] = True,
    refusal_note: Annotated[str, Ask("拒绝填写、签名的说明", "Note on a refusal to sign")] = "",
) -> Done:
    """The time of the end stands on the warrant; without a further decision the person leaves at once."""
    if not measure.started <= left_at <= by.at:
        raise refuse(_("离开时间要在到案之后、现在之前"), _("请核对时间"), code="time")
    about = measure.person.key
    told = queries.signed_or_not(signed, refusal_note)
    return Done(touches=[over(measure, left_at, why)], clocks=[Stop("C03", about), Stop("C04", about)], fields=told)


@act(
    "cases.accept_surrender",
    "接受投案",
    "Accept a surrender",
    subject=CriminalCase,
    power="cases.record_arrival",
    basis=("公安机关办理刑事案件程序规定#169", "公安机关办理刑事案件程序规定#200"),
    at=("suspect_in",),
    starts=("C01",),
    asks={"person": Ask("投案人", "Who surrenders", choices=queries.suspects)},
    checklist=(("投案的时间、方式、陪同人写明，可能成立自首", "When, how and with whom: it may lighten the sentence"),),
    order=103,
)
def accept_surrender(
    case: CriminalCase,
    by: By,
    *,
    person: Person,
    arrived_at: Annotated[datetime, Ask("投案时间", "Came at")],
    how: Annotated[str, Ask("投案方式", "How", help=_("例如本人到所、亲属陪同、电话投案后等候"))],
    place: Annotated[str, Ask("场所", "Place")],
    account: Annotated[str, Ask("投案时的陈述", "What was said", lines=True)],
    signed: Annotated[bool, Ask("时间由本人填写并签名", "Times filled in and signed by the person")] = True,
    refusal_note: Annotated[str, Ask("拒绝填写、签名的说明", "Note on a refusal to sign")] = "",
) -> Done:
    """Who comes on their own is received at once; the circumstances are kept, for they may count as 自首."""
    not_yet(case, by, person, arrived_at)
    measure = begun(
        case,
        by,
        person,
        MeasureKind.SUMMONS,
        "C01",
        arrived_at,
        ground=f"投案：{how}",
        place=place,
        facts={"surrendered": True},
    )
    clocks = [Start("C01", arrived_at, person.key)]
    told = {"account": account, **queries.signed_or_not(signed, refusal_note)}
    return Done(to="suspect_in", begets=[measure], clocks=clocks, fields=told)
