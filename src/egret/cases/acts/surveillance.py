"""监视居住与取保候审的后续: where a suspect must stay, breaches, the deposit, and the end of either measure.

刑事诉讼法 74-79; 程序规定 96-123.
"""

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
from egret.cases.acts.custody import AT_LARGE, HELD, LIBERTY_CLOCKS, OPEN, day_of
from egret.cases.acts.measures import begun, noted, over
from egret.cases.models import CriminalCase, Measure, MeasureKind, Notice, NoticeKind
from egret.intake.models import Person
from egret.intake.papers import person_fact
from egret.intake.persons import PersonFacts

AFTER = (*HELD, "not_prosecuted", "judged", "dismissed")
"""Bail and its deposit outlive the investigation."""
DUTIES = (
    "未经执行机关批准不得离开执行监视居住的处所。",
    "未经执行机关批准不得会见他人或者通信。",
    "在传讯的时候及时到案。",
    "不得以任何形式干扰证人作证，不得毁灭、伪造证据或者串供。",
    "将出入境证件、身份证件、驾驶证件交执行机关保存。",
)


class SurveillanceGround(models.TextChoices):
    """Who may be kept at home instead of in custody (刑事诉讼法 74)."""

    ILL = "ill", _("患有严重疾病、生活不能自理")
    PREGNANT = "pregnant", _("怀孕或者正在哺乳自己婴儿的妇女")
    SOLE_CARER = "carer", _("系生活不能自理的人的唯一扶养人")
    CASE_NEEDS = "case", _("因案件特殊情况或者办理案件的需要，监视居住更为适宜")
    TERM_OVER = "term", _("羁押期限届满，案件尚未办结")
    NO_SURETY = "surety", _("符合取保候审条件，但不能提出保证人也不交纳保证金")


def under_surveillance(case: Any, _by: By | None = None) -> models.QuerySet[Measure]:
    return queries.running_measures(case, MeasureKind.SURVEILLANCE)


def designated(case: Any, _by: By | None = None) -> models.QuerySet[Measure]:
    return under_surveillance(case).filter(facts__designated=True)


def on_bail(case: Any, _by: By | None = None) -> models.QuerySet[Measure]:
    return queries.running_measures(case, MeasureKind.BAIL)


def with_deposit(case: Any, _by: By | None = None) -> models.QuerySet[Measure]:
    """Bail with a deposit, running or over: the money is still to be accounted for."""
    found = Measure.objects.filter(case_id=case.pk, measure_kind=MeasureKind.BAIL, facts__deposit__gt=0)
    return found.select_related("person").order_by("opened", "pk")


def _surveil(
    case: CriminalCase, by: By, person: Person, ground: SurveillanceGround, place: str, organ: str, away: bool
) -> Done:
    about = person.key
    replaced = [over(one, by.at, "变更为监视居住") for one in queries.running_measures(case, person=person)]
    due = ports.rules.due("C30", by.at).guard
    label = str(SurveillanceGround(ground).label)
    measure = begun(
        case,
        by,
        person,
        MeasureKind.SURVEILLANCE,
        "C30",
        by.at,
        ground=label,
        place=place,
        paper="监视居住决定书",
        facts={"designated": away, "organ": organ},
    )
    facts = {
        "suspect": person_fact(person),
        "charge": case.cause,
        "reason": label,
        "place": place,
        "starts": day_of(by.at),
        "ends": day_of(due),
        "to_organ": organ,
        "duties": list(DUTIES),
    }
    clocks: list[ClockEvent] = [Stop(rule, about) for rule in LIBERTY_CLOCKS if rule != "C30"]
    clocks += [Start(rule, by.at, about) for rule in (("C30", "C31") if away else ("C30",))]
    clocks += queries.report_upward(case, person, by.at)
    told = ("to_organ", "suspect", "charge", "place", "starts", "ends", "duties")
    execution = Paper("监视居住执行通知书", {name: facts[name] for name in told}, about)
    papers = [Paper("监视居住决定书", facts, about), execution]
    return Done(begets=[measure], touches=replaced, papers=papers, clocks=clocks)


@act(
    "cases.surveil",
    "监视居住",
    "Residential surveillance",
    subject=CriminalCase,
    basis=("刑事诉讼法#75", "公安机关办理刑事案件程序规定#110", "公安机关办理刑事案件程序规定#111"),
    at=OPEN,
    documents=("监视居住决定书", "监视居住执行通知书"),
    starts=("C30", "C58"),
    stops=tuple(rule for rule in LIBERTY_CLOCKS if rule != "C30"),
    approval="监视居住",
    asks={"person": Ask("犯罪嫌疑人", "Suspect", choices=queries.suspects)},
    checklist=(("符合逮捕条件，并有所选情形的证明", "Conditions of arrest met, the ground proved"),),
    errors=(("监视居住期间中断侦查", "Letting the investigation rest meanwhile"),),
    order=192,
)
def surveil(
    case: CriminalCase,
    by: By,
    *,
    person: Person,
    ground: Annotated[SurveillanceGround, Ask("情形", "Ground")],
    dwelling: Annotated[str, Ask("住处", "Dwelling", help=_("本市、县内的合法住处"))],
    to_organ: Annotated[str, Ask("执行机关", "Executing organ", help=_("居住地派出所"))],
) -> Done:
    """Keep a suspect at home under conditions, in place of custody."""
    return _surveil(case, by, person, ground, dwelling, to_organ, away=False)


@act(
    "cases.surveil_in_place",
    "指定居所监视居住",
    "Surveillance in a designated place",
    subject=CriminalCase,
    basis=("刑事诉讼法#75", "公安机关办理刑事案件程序规定#111", "公安机关办理刑事案件程序规定#113"),
    at=OPEN,
    documents=("监视居住决定书", "监视居住执行通知书"),
    starts=("C30", "C31", "C58"),
    stops=tuple(rule for rule in LIBERTY_CLOCKS if rule != "C30"),
    approval="指定居所监视居住",
    asks={"person": Ask("犯罪嫌疑人", "Suspect", choices=queries.suspects)},
    errors=(
        ("在羁押场所、办案场所或者办公场所执行", "Carried out in a place of custody, a case area or an office"),
        ("要求被监视居住人支付费用", "Making the person pay"),
    ),
    order=193,
)
def surveil_in_place(
    case: CriminalCase,
    by: By,
    *,
    person: Person,
    ground: Annotated[SurveillanceGround, Ask("情形", "Ground")],
    why_away: Annotated[
        str, Ask("不在住处执行的理由", "Why not at home", help=_("无固定住处，或国安、恐怖案件有碍侦查"))
    ],
    designated_place: Annotated[str, Ask("指定的居所", "Designated place")],
    to_organ: Annotated[str, Ask("执行机关", "Executing organ", help=_("居所所在地派出所"))],
) -> Done:
    """Only without a fixed home, or in security and terror cases; the family is told within the hours."""
    done = _surveil(case, by, person, ground, designated_place, to_organ, away=True)
    done.fields = {"why_away": why_away}
    return done


@act(
    "cases.notify_family_of_surveillance",
    "通知家属（指定居所监视居住）",
    "Notify the family of surveillance",
    subject=CriminalCase,
    power="cases.notify_family",
    basis=("刑事诉讼法#75", "公安机关办理刑事案件程序规定#113"),
    at=HELD,
    documents=("监视居住通知书?",),
    stops=("C31",),
    asks={"measure": Ask("被监视居住人", "Person under surveillance", choices=designated)},
    order=194,
)
def notify_family_of_surveillance(
    case: CriminalCase,
    by: By,
    *,
    measure: Measure,
    relative: Annotated[PersonFacts | None, Ask("被通知的家属", "Relative told", personal=True)] = None,
    way: Annotated[str, Ask("通知方式", "How")] = "",
    not_told_ground: Annotated[str, Ask("无法通知的理由", "Why it could not be done")] = "",
) -> Done:
    """Tell the family; only where that is impossible it waits, and the reason is written."""
    if relative is None and not not_told_ground:
        raise refuse(
            _("要么写明通知了谁，要么写明不能通知的理由"), _("补填其中一项"), "公安机关办理刑事案件程序规定#113", "R30"
        )
    person = measure.person
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
            "place": measure.place,
        }
        papers.append(Paper("监视居住通知书", facts, person.key))
    return Done(rows=[notice], papers=papers, clocks=[Stop("C31", person.key)])


@act(
    "cases.lift_surveillance",
    "解除监视居住",
    "Lift the surveillance",
    subject=CriminalCase,
    basis=("公安机关办理刑事案件程序规定#122", "公安机关办理刑事案件程序规定#123"),
    at=HELD,
    documents=("解除监视居住决定书",),
    stops=("C30", "C31"),
    approval="解除监视居住",
    asks={"measure": Ask("被监视居住人", "Person under surveillance", choices=under_surveillance)},
    errors=(("期满不解除", "Not lifted at the end of the term"),),
    order=195,
)
def lift_surveillance(
    case: CriminalCase, by: By, *, measure: Measure, reason: Annotated[str, Ask("解除理由", "Reason", lines=True)]
) -> Done:
    """The surveillance is over: at the end of its term at the latest."""
    about = measure.person.key
    facts = {
        "suspect": person_fact(measure.person),
        "charge": case.cause,
        "starts": day_of(measure.started),
        "reason": reason,
        "place": measure.place,
    }
    paper = Paper("解除监视居住决定书", facts, about)
    touch = over(measure, by.at, "解除监视居住")
    return Done(touches=[touch], papers=[paper], clocks=[Stop("C30", about), Stop("C31", about)])


@act(
    "cases.lift_bail",
    "解除取保候审",
    "Lift the bail",
    subject=CriminalCase,
    basis=("公安机关办理刑事案件程序规定#107", "公安机关办理刑事案件程序规定#108"),
    at=AFTER,
    documents=("解除取保候审决定书",),
    stops=("C29",),
    approval="解除取保候审",
    asks={"measure": Ask("被取保候审人", "Person on bail", choices=on_bail)},
    errors=(("期满不解除", "Not lifted at the end of the term"),),
    order=196,
)
def lift_bail(
    case: CriminalCase, by: By, *, measure: Measure, reason: Annotated[str, Ask("解除理由", "Reason", lines=True)]
) -> Done:
    """Bail is over: at the end of its term at the latest; the deposit is then to be returned."""
    about = measure.person.key
    facts = {
        "suspect": person_fact(measure.person),
        "charge": case.cause,
        "starts": day_of(measure.started),
        "reason": reason,
        "to_organ": measure.place,
    }
    paper = Paper("解除取保候审决定书", facts, about)
    return Done(touches=[over(measure, by.at, "解除取保候审")], papers=[paper], clocks=[Stop("C29", about)])


@act(
    "cases.record_breach",
    "登记违反取保、监居规定",
    "Record a breach of conditions",
    subject=CriminalCase,
    basis=("公安机关办理刑事案件程序规定#89", "公安机关办理刑事案件程序规定#96", "公安机关办理刑事案件程序规定#115"),
    at=HELD,
    asks={
        "measure": Ask(
            "违反规定的人", "Who broke them", choices=lambda case, by: queries.running_measures(case, *AT_LARGE)
        )
    },
    checklist=(("由执行机关查证属实", "Verified by the executing organ"),),
    order=197,
)
def record_breach(
    case: CriminalCase,
    by: By,
    *,
    measure: Measure,
    broken_at: Annotated[datetime, Ask("违反时间", "When")],
    breach: Annotated[str, Ask("查实的违反情形", "What was done", lines=True)],
) -> Done:
    """A condition was broken, proved: what follows (repentance, forfeiture, custody) is decided on its own."""
    if not measure.started <= broken_at <= by.at:
        raise refuse(_("违反时间要在措施开始之后、现在之前"), _("请核对时间"), code="time")
    touch = noted(measure, breaches=[*measure.facts.get("breaches", []), broken_at.isoformat()])
    return Done(touches=[touch], fields={"breach": breach})


@act(
    "cases.forfeit_deposit",
    "没收保证金",
    "Forfeit the deposit",
    subject=CriminalCase,
    basis=("公安机关办理刑事案件程序规定#96", "公安机关办理刑事案件程序规定#97"),
    at=AFTER,
    documents=("没收保证金决定书",),
    starts=("C33",),
    approval="没收保证金",
    asks={"measure": Ask("被取保候审人", "Person on bail", choices=with_deposit)},
    order=198,
)
def forfeit_deposit(
    case: CriminalCase,
    by: By,
    *,
    measure: Measure,
    amount: Annotated[int, Ask("没收金额（元）", "Forfeited, yuan")],
    findings: Annotated[str, Ask("违反规定的事实", "The breach", lines=True)],
    bank: Annotated[str, Ask("存入银行", "Bank")],
) -> Done:
    """Part or all of the deposit is lost for a breach; the larger sums are for the city level to decide."""
    touch = noted(measure, forfeited=int(measure.facts.get("forfeited", 0)) + amount)
    about = measure.person.key
    facts = {
        "suspect": person_fact(measure.person),
        "charge": case.cause,
        "bail": str(measure.facts["deposit"]),
        "amount": str(amount),
        "findings": findings,
        "bank": bank,
    }
    paper = Paper("没收保证金决定书", facts, about)
    return Done(touches=[touch], papers=[paper], clocks=[Start("C33", by.at, about)])


@act(
    "cases.announce_forfeiture",
    "宣读没收保证金决定",
    "Announce the forfeiture",
    subject=CriminalCase,
    power="cases.forfeit_deposit",
    basis=("公安机关办理刑事案件程序规定#98", "公安机关办理刑事案件程序规定#99"),
    at=AFTER,
    starts=("C34",),
    stops=("C33",),
    asks={"measure": Ask("被取保候审人", "Person on bail", choices=with_deposit)},
    order=199,
)
def announce_forfeiture(
    case: CriminalCase,
    by: By,
    *,
    measure: Measure,
    announced_at: Annotated[datetime, Ask("宣读时间", "Announced at")],
    signed: Annotated[str, Ask("签名情况", "Signature", help=_("拒签、无法送达的，写明情况和见证人"))],
) -> Done:
    """Read out to the person, with the right to ask for reconsideration; that term runs from now."""
    if announced_at > by.at:
        raise refuse(_("宣读时间晚于现在"), _("请核对时间"), code="time")
    about = measure.person.key
    return Done(clocks=[Stop("C33", about), Start("C34", announced_at, about)], fields={"signed": signed})


@act(
    "cases.settle_forfeiture",
    "登记没收保证金复议结果",
    "Record how the forfeiture stood",
    subject=CriminalCase,
    power="cases.forfeit_deposit",
    basis=("公安机关办理刑事案件程序规定#99",),
    at=AFTER,
    stops=("C34",),
    asks={"measure": Ask("被取保候审人", "Person on bail", choices=with_deposit)},
    order=200,
)
def settle_forfeiture(
    case: CriminalCase,
    by: By,
    *,
    measure: Measure,
    upheld: Annotated[int, Ask("维持没收的金额（元）", "Forfeiture upheld, yuan", help=_("撤销的填 0"))],
    note: Annotated[str, Ask("复议、复核情况", "Reconsideration", help=_("没有申请的写明期满未申请"))],
) -> Done:
    """Reconsidered, reviewed, or the term went by: what is upheld goes to the treasury, the rest is returned."""
    touch = noted(measure, forfeited=upheld)
    return Done(touches=[touch], clocks=[Stop("C34", measure.person.key)], fields={"note": note})


@act(
    "cases.return_deposit",
    "退还保证金",
    "Return the deposit",
    subject=CriminalCase,
    basis=("公安机关办理刑事案件程序规定#101",),
    at=AFTER,
    documents=("退还保证金决定书",),
    asks={"measure": Ask("被取保候审人", "Person on bail", choices=with_deposit)},
    errors=(("解除取保后不通知退款", "No word to the bank after bail was lifted"),),
    order=201,
)
def return_deposit(
    case: CriminalCase,
    by: By,
    *,
    measure: Measure,
    reason: Annotated[str, Ask("退还理由", "Reason")],
    bank: Annotated[str, Ask("存入银行", "Bank")],
) -> Done:
    """Whoever kept the conditions gets the money back when bail ends; what was forfeited is taken off."""
    deposit = int(measure.facts["deposit"])
    amount = deposit - int(measure.facts.get("forfeited", 0))
    touch = noted(measure, returned=amount)
    facts = {
        "suspect": person_fact(measure.person),
        "charge": case.cause,
        "bail": str(deposit),
        "amount": str(amount),
        "reason": reason,
        "bank": bank,
    }
    paper = Paper("退还保证金决定书", facts, measure.person.key)
    return Done(touches=[touch], papers=[paper])
