"""戒毒: community treatment and compulsory isolated treatment, told to the family, handed over, ended.

禁毒法 33-48; 戒毒条例 13-38. Neither is a penalty: both stand beside one, or in its place where none is given.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime
from typing import Annotated, Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from egret.acts.cards import Ask
from egret.acts.clocks import LOCAL
from egret.acts.done import By, ClockEvent, Done, Lengthen, Start, Stop, Touch
from egret.acts.machine import act
from egret.acts.models import Clock, ClockState
from egret.acts.ports import Paper, ports
from egret.acts.refusals import refuse
from egret.cases import queries
from egret.cases.acts.measures import begun, lengthened, over
from egret.cases.acts.penalty import HEARING, decided, decision_paper, proposed
from egret.cases.acts.settlement import TERMS
from egret.cases.models import (
    AdministrativeCase,
    Decision,
    Measure,
    MeasureKind,
    Notice,
    NoticeKind,
    PartnerReply,
)
from egret.documents.models import Document, Way
from egret.documents.service import WAY_ON_PAPER
from egret.intake.models import Person
from egret.intake.papers import person_fact, staff_fact
from egret.intake.persons import PersonFacts

LAW, RULES = "禁毒法", "戒毒条例"
COMPULSORY, COMMUNITY = "强制隔离戒毒", "社区戒毒"
AT = ("decided", "served", "executing")
INSTEAD = (*TERMS, *HEARING, "L06")
"""Limits that end where treatment is ordered instead of the penalty put forward."""


class TreatmentGround(models.TextChoices):
    """When compulsory treatment is decided (禁毒法 38)."""

    REFUSED = "refused", _("拒绝接受社区戒毒")
    USED = "used", _("在社区戒毒期间吸食、注射毒品")
    BREACHED = "breached", _("严重违反社区戒毒协议")
    RELAPSED = "relapsed", _("经社区戒毒、强制隔离戒毒后再次吸食、注射毒品")
    GRAVE = "grave", _("吸毒成瘾严重，通过社区戒毒难以戒除毒瘾")


WORDS = {
    TreatmentGround.REFUSED: "拒绝接受社区戒毒",
    TreatmentGround.USED: "在社区戒毒期间吸食、注射毒品",
    TreatmentGround.BREACHED: "严重违反社区戒毒协议",
    TreatmentGround.RELAPSED: "经社区戒毒、强制隔离戒毒后再次吸食、注射毒品",
    TreatmentGround.GRAVE: "吸毒成瘾严重，通过社区戒毒难以戒除毒瘾",
}
"""The grounds as they stand on the paper, in every language of the screen."""


class EndGround(models.TextChoices):
    TERM = "term", _("期满")
    EARLY = "early", _("提前解除")
    ANNULLED = "annulled", _("决定被撤销")


END_WORDS = {EndGround.TERM: "期满解除", EndGround.EARLY: "提前解除", EndGround.ANNULLED: "决定被撤销"}
SHORTER, LONGER = "提出提前解除强制隔离戒毒的意见", "提出延长强制隔离戒毒期限的意见"
SHORTENED, LENGTHENED = "提前解除强制隔离戒毒决定书", "延长强制隔离戒毒期限决定书"


class TermOpinion(models.TextChoices):
    """What the place of treatment proposes after it has assessed the person (禁毒法 47)."""

    SHORTER = "shorter", _("提前解除")
    LONGER = "longer", _("延长期限")


class LongerBy(models.TextChoices):
    """The lengthenings offered, by their place among the extensions of A50; together at most a year."""

    YEAR = "0", _("一年")
    THREE_MONTHS = "1", _("三个月")
    SIX_MONTHS = "2", _("六个月")


MONTHS = {LongerBy.YEAR: 12, LongerBy.THREE_MONTHS: 3, LongerBy.SIX_MONTHS: 6}


def treatments(case: Any, _by: By | None = None) -> models.QuerySet[Decision]:
    """Orders of treatment in force."""
    return decided(case).filter(kind__in=(COMPULSORY, COMMUNITY)).order_by("decided_at", "pk")


def unserved(case: Any, _by: By | None = None) -> models.QuerySet[Decision]:
    return treatments(case).filter(served_at=None)


def to_be_told(case: Any, _by: By | None = None) -> models.QuerySet[Decision]:
    """Compulsory treatments served, whose family may still have to be told."""
    return treatments(case).filter(kind=COMPULSORY).exclude(served_at=None)


def to_be_delivered(case: Any, _by: By | None = None) -> models.QuerySet[Decision]:
    return treatments(case).filter(kind=COMPULSORY, executed_at=None)


def to_report(case: Any, _by: By | None = None) -> models.QuerySet[Decision]:
    """Community treatments served, not yet begun."""
    return treatments(case).filter(kind=COMMUNITY, executed_at=None).exclude(served_at=None)


def running_treatments(case: Any, _by: By | None = None) -> models.QuerySet[Measure]:
    return queries.running_measures(case, MeasureKind.DRUG_TREATMENT, MeasureKind.COMMUNITY_TREATMENT)


def isolated(case: Any, _by: By | None = None) -> models.QuerySet[Measure]:
    return queries.running_measures(case, MeasureKind.DRUG_TREATMENT)


def opinions(case: Any, _by: By | None = None) -> models.QuerySet[PartnerReply]:
    """What places of treatment proposed and nobody has decided on."""
    found = PartnerReply.objects.filter(subject_id=case.pk, kind__in=(SHORTER, LONGER)).order_by("at", "pk")
    return found.filter(person__in=_asked_about(case))


def _asked_about(case: Any) -> list[int]:
    clocks = Clock.objects.filter(subject_id=case.pk, rule="A53", state=ClockState.RUNNING)
    return [int(one.about.partition(":")[2]) for one in clocks]


def changed_terms(case: Any, _by: By | None = None) -> models.QuerySet[Document]:
    """Decisions on the term of treatment that were not yet served."""
    found = Document.objects.filter(matter_id=case.pk).exclude(stage="voided").order_by("opened", "pk")
    served = {name for one in found.filter(document_kind="送达回证") for name in one.facts.get("document_name", ())}
    waiting = [
        one.pk
        for one in found.filter(document_kind__in=(SHORTENED, LENGTHENED))
        if f"{one.number}{one.document_kind}" not in served
    ]
    return found.filter(pk__in=waiting)


def _decision(case: AdministrativeCase, by: By, person: Person, kind: str, cite: str, facts: str) -> Decision:
    """A row of its own; before a decision on the penalty it takes the place of what was put forward."""
    put_forward = proposed(case).filter(person=person).first() if case.stage == "noticed" else None
    row = put_forward or Decision(subject=case, person=person)
    row.kind, row.cite, row.facts, row.decided_at = kind, cite, facts, by.at
    row.detention_days, row.fine, row.warning = 0, 0, False
    return row


def _to_and_clocks(case: AdministrativeCase) -> tuple[str, list[ClockEvent]]:
    if case.stage != "noticed":
        return "", []
    return "decided", [Stop(rule) for rule in INSTEAD]


@act(
    "cases.order_drug_treatment",
    "强制隔离戒毒决定",
    "Order compulsory treatment",
    subject=AdministrativeCase,
    basis=(f"{LAW}#38", f"{LAW}#40", f"{RULES}#25", f"{RULES}#27"),
    at=AT,
    documents=("强制隔离戒毒决定书",),
    starts=("A50",),
    stops=INSTEAD,
    approval="强制隔离戒毒",
    asks={"person": Ask("吸毒成瘾人员", "Addict", choices=queries.suspects)},
    checklist=(
        ("成瘾已经有资质的机构认定", "Addiction established by those qualified"),
        ("怀孕、哺乳的妇女不适用", "Never a pregnant or nursing woman"),
    ),
    order=36,
)
def order_drug_treatment(
    case: AdministrativeCase,
    by: By,
    *,
    person: Person,
    ground: Annotated[TreatmentGround, Ask("情形", "Ground")],
    findings: Annotated[str, Ask("认定的吸毒成瘾事实", "Facts of the addiction", lines=True)],
    addiction: Annotated[str, Ask("成瘾认定文书及文号", "Paper on the addiction")],
    review_organ: Annotated[str, Ask("行政复议机关", "Review organ")],
    court: Annotated[str, Ask("管辖法院", "Court")],
) -> Done:
    """The organ decides; the time of treatment counts from the decision (戒毒条例 27)."""
    row = _decision(case, by, person, COMPULSORY, f"{LAW}#38", findings)
    due = ports.rules.due("A50", by.at)
    facts = {
        "party": person_fact(person),
        "findings": findings,
        "evidence": [addiction],
        "legal_basis": [f"{LAW}#38", f"{LAW}#47"],
        "reason": WORDS[TreatmentGround(ground)],
        "starts": by.at.astimezone(LOCAL).date().isoformat(),
        "ends": due.legal.astimezone(LOCAL).date().isoformat(),
        "review_organ": review_organ,
        "court": court,
    }
    to, clocks = _to_and_clocks(case)
    paper = Paper("强制隔离戒毒决定书", facts, about=person.key)
    return Done(to=to, rows=[row], papers=[paper], clocks=[*clocks, Start("A50", by.at, person.key)])


@act(
    "cases.order_community_treatment",
    "责令社区戒毒",
    "Order community treatment",
    subject=AdministrativeCase,
    basis=(f"{LAW}#33", f"{RULES}#13", f"{RULES}#14"),
    at=AT,
    documents=("责令社区戒毒决定书",),
    stops=INSTEAD,
    approval="社区戒毒",
    asks={"person": Ask("吸毒成瘾人员", "Addict", choices=queries.suspects)},
    checklist=(("已确定户籍地或者有固定住所的现居住地", "Place of registration or of a fixed home known"),),
    order=37,
)
def order_community_treatment(
    case: AdministrativeCase,
    by: By,
    *,
    person: Person,
    findings: Annotated[str, Ask("认定的吸毒成瘾事实", "Facts of the addiction", lines=True)],
    addiction: Annotated[str, Ask("成瘾认定文书及文号", "Paper on the addiction")],
    community: Annotated[str, Ask("执行地街道办事处、乡镇人民政府", "Street office or township that carries it out")],
    review_organ: Annotated[str, Ask("行政复议机关", "Review organ")],
    court: Annotated[str, Ask("管辖法院", "Court")],
) -> Done:
    """Treatment at home, under the street office or township, which is told at once."""
    row = _decision(case, by, person, COMMUNITY, f"{LAW}#33", findings)
    facts = {
        "party": person_fact(person),
        "findings": findings,
        "evidence": [addiction],
        "legal_basis": [f"{LAW}#33"],
        "to_organ": community,
        "days": int(ports.rules.amount("community_treatment_report_days", by.at.astimezone(LOCAL).date())),
        "review_organ": review_organ,
        "court": court,
    }
    to, clocks = _to_and_clocks(case)
    paper = Paper("责令社区戒毒决定书", facts, about=person.key)
    return Done(to=to, rows=[row], papers=[paper], clocks=clocks, fields={"community": community})


@act(
    "cases.serve_treatment",
    "送达戒毒决定书",
    "Serve the order of treatment",
    subject=AdministrativeCase,
    power="cases.serve_decision",
    basis=(f"{LAW}#40", f"{RULES}#13"),
    at=("served", "executing"),
    documents=("送达回证",),
    starts=("A49", "L01", "L08"),
    asks={"decision": Ask("戒毒决定", "Order of treatment", choices=unserved)},
    order=12,
)
def serve_treatment(
    case: AdministrativeCase,
    by: By,
    *,
    decision: Decision,
    way: Annotated[Way, Ask("送达方式", "Way of service")] = Way.DIRECT,
    identity_known: Annotated[bool, Ask("身份已查清", "Identity known")] = True,
) -> Done:
    """Before it is carried out; the family is told from here on, or once it is known who the person is (禁毒法 40)."""
    decision.served_at = by.at
    about = decision.person.key
    remedies = f"decision:{decision.pk}"
    """Apart from those of a penalty on the same person, which may run beside."""
    clocks: list[ClockEvent] = [Start("L01", by.at, remedies), Start("L08", by.at, remedies)]
    if decision.kind == COMPULSORY and identity_known:
        clocks.append(Start("A49", by.at, about))
    facts = {
        "receiver": person_fact(decision.person),
        "document_name": [decision_paper(decision)],
        "way": WAY_ON_PAPER[Way(way)],
        "officers": staff_fact(queries.team(case)),
    }
    others = decided(case).filter(served_at=None).exclude(pk=decision.pk).exists()
    to = "served" if case.stage == "decided" and not others else ""
    return Done(to=to, rows=[decision], papers=[Paper("送达回证", facts, about=about)], clocks=clocks)


@act(
    "cases.notify_of_treatment",
    "通知家属、单位和派出所（强制隔离戒毒）",
    "Notify family, employer and station of the treatment",
    subject=AdministrativeCase,
    power="cases.serve_decision",
    basis=(f"{LAW}#40",),
    at=AT,
    documents=("强制隔离戒毒通知书",),
    stops=("A49", "A54"),
    asks={"decision": Ask("强制隔离戒毒决定", "Compulsory treatment", choices=to_be_told)},
    order=13,
)
def notify_of_treatment(
    case: AdministrativeCase,
    by: By,
    *,
    decision: Decision,
    relative: Annotated[PersonFacts, Ask("被通知的家属", "Relative told", personal=True)],
    others: Annotated[str, Ask("所在单位和户籍地派出所", "Employer and station of registration")],
) -> Done:
    """Family, employer and the station of registration know where the person is."""
    facts = {
        "relative": person_fact(relative),
        "party": person_fact(decision.person),
        "prior_document": last_term_paper(case, decision.person) or decision_paper(decision),
        "to_organ": others,
        "officers": staff_fact(queries.team(case)),
    }
    about = decision.person.key
    row = Notice(
        subject=case,
        person=decision.person,
        kind=NoticeKind.FAMILY,
        at=by.at,
        way="书面",
        content=f"强制隔离戒毒；{others}",
    )
    paper = Paper("强制隔离戒毒通知书", facts, about=about)
    return Done(rows=[row], papers=[paper], clocks=[Stop("A49", about), Stop("A54", about)])


@act(
    "cases.deliver_to_treatment",
    "送强制隔离戒毒场所执行",
    "Deliver to the place of treatment",
    subject=AdministrativeCase,
    power="cases.begin_execution",
    basis=(f"{LAW}#41", f"{LAW}#40"),
    at=("executing",),
    asks={"decision": Ask("强制隔离戒毒决定", "Compulsory treatment", choices=to_be_delivered)},
    order=22,
)
def deliver_to_treatment(
    case: AdministrativeCase,
    by: By,
    *,
    decision: Decision,
    place: Annotated[str, Ask("强制隔离戒毒场所", "Place of treatment")],
    received_at: Annotated[datetime, Ask("收治时间", "Received at")],
) -> Done:
    """The deciding organ brings the person; with the receipt the order is carried out."""
    if decision.served_at is None:
        raise refuse(_("决定书还没有送达本人"), _("先办理“送达戒毒决定书”"), f"{LAW}#40", "unserved")
    if not decision.served_at <= received_at <= by.at:
        raise refuse(_("收治时间要在送达之后、现在之前"), _("请核对时间"), code="time")
    assert decision.decided_at is not None
    decision.executed_at = decision.done_at = received_at
    born = begun(
        case,
        by,
        decision.person,
        MeasureKind.DRUG_TREATMENT,
        "A50",
        received_at,
        until=ports.rules.due("A50", decision.decided_at).legal,
        ground=decision.cite,
        place=place,
        paper="强制隔离戒毒决定书",
    )
    return Done(to="executing" if case.stage == "served" else "", rows=[decision], begets=[born])


@act(
    "cases.begin_community_treatment",
    "登记社区戒毒报到",
    "Record that community treatment began",
    subject=AdministrativeCase,
    power="cases.begin_execution",
    basis=(f"{RULES}#14",),
    at=("executing",),
    starts=("A51",),
    asks={"decision": Ask("责令社区戒毒决定", "Community treatment", choices=to_report)},
    order=23,
)
def begin_community_treatment(
    case: AdministrativeCase,
    by: By,
    *,
    decision: Decision,
    community: Annotated[str, Ask("执行地街道办事处、乡镇人民政府", "Street office or township")],
    reported: Annotated[date, Ask("报到日期", "Reported on")],
) -> Done:
    """The street office or township has the person; the term counts from the day of reporting."""
    assert decision.served_at is not None
    if not decision.served_at.astimezone(LOCAL).date() <= reported <= by.at.astimezone(LOCAL).date():
        raise refuse(_("报到日期要在送达之后、今天之前"), _("请核对日期"), code="time")
    start = datetime.combine(reported, datetime.min.time(), LOCAL)
    decision.executed_at = decision.done_at = by.at
    born = begun(
        case,
        by,
        decision.person,
        MeasureKind.COMMUNITY_TREATMENT,
        "A51",
        start,
        until=ports.rules.due("A51", start).legal,
        ground=decision.cite,
        place=community,
        paper="责令社区戒毒决定书",
    )
    clocks = [Start("A51", start, decision.person.key)]
    return Done(to="executing" if case.stage == "served" else "", rows=[decision], begets=[born], clocks=clocks)


AFTER = ("investigating", "decided", "served", "executing", "contested", "closed")


@act(
    "cases.receive_treatment_opinion",
    "收到强制隔离戒毒场所的意见",
    "Receive the opinion of the place of treatment",
    subject=AdministrativeCase,
    power="cases.order_drug_treatment",
    basis=(f"{LAW}#47", f"{RULES}#33"),
    at=AFTER,
    starts=("A53",),
    asks={"measure": Ask("强制隔离戒毒", "Compulsory treatment", choices=isolated)},
    order=25,
)
def receive_treatment_opinion(
    case: AdministrativeCase,
    by: By,
    *,
    measure: Measure,
    opinion: Annotated[TermOpinion, Ask("意见", "Opinion")],
    assessment: Annotated[str, Ask("诊断评估结果", "Assessment", lines=True)],
    number: Annotated[str, Ask("意见文号", "Number of the opinion")],
    received: Annotated[datetime, Ask("收到时间", "Received")],
) -> Done:
    """The place has assessed the person and proposes another term; the deciding organ answers within days."""
    if not measure.started <= received <= by.at:
        raise refuse(_("收到时间要在开始戒毒之后、现在之前"), _("请核对时间"), code="time")
    row = PartnerReply(
        subject=case,
        person=measure.person,
        organ=measure.place[:40],
        kind=SHORTER if TermOpinion(opinion) == TermOpinion.SHORTER else LONGER,
        number=number,
        at=received,
        content=assessment,
    )
    return Done(rows=[row], clocks=[Start("A53", received, measure.person.key)])


@act(
    "cases.decide_treatment_term",
    "决定提前解除、延长强制隔离戒毒",
    "Decide to shorten or lengthen the treatment",
    subject=AdministrativeCase,
    power="cases.order_drug_treatment",
    basis=(f"{LAW}#47", f"{RULES}#33"),
    at=AFTER,
    documents=(f"{SHORTENED}?", f"{LENGTHENED}?"),
    stops=("A53",),
    approval="强制隔离戒毒",
    asks={"opinion": Ask("场所的意见", "Opinion of the place", choices=opinions)},
    checklist=(
        ("提前解除须执行满一年，脱逃被追回的不得提前解除", "Shortened after a year; never for who had escaped"),
        ("延长累计不超过一年，期满前决定", "Lengthened by a year at most, before the term is over"),
    ),
    order=26,
)
def decide_treatment_term(
    case: AdministrativeCase,
    by: By,
    *,
    opinion: PartnerReply,
    agreed: Annotated[bool, Ask("批准", "Agreed")] = False,
    longer: Annotated[LongerBy | None, Ask("延长", "Lengthened by", help=_("批准延长的必填"))] = None,
    reason: Annotated[str, Ask("理由", "Reason", lines=True)],
) -> Done:
    """The organ that ordered the treatment answers what the place of treatment proposes."""
    person = opinion.person
    assert person is not None
    closed = Stop("A53", person.key)
    if not agreed:
        return Done(clocks=[closed], fields={"opinion": opinion.number, "reason": reason}, why="declined")
    measure = isolated(case).get(person=person)
    facts = {
        "party": person_fact(person),
        "prior_document": f"{opinion.organ}{opinion.number}",
        "reason": reason,
        "legal_basis": [f"{LAW}#47", f"{RULES}#33"],
    }
    if opinion.kind == SHORTER:
        facts["ends"] = by.at.astimezone(LOCAL).date().isoformat()
        touch = lengthened(measure, by, "A50", by.at, since=by.at, paper=SHORTENED)
        return Done(papers=[Paper(SHORTENED, facts, about=person.key)], touches=[touch], clocks=[closed])
    assert longer is not None and measure.due is not None
    until = months_after(measure.due, MONTHS[LongerBy(longer)])
    facts["starts"] = measure.due.astimezone(LOCAL).date().isoformat()
    facts["ends"] = until.astimezone(LOCAL).date().isoformat()
    touches: list[Touch] = [lengthened(measure, by, "A50", until, paper=LENGTHENED)]
    clocks: list[ClockEvent] = [closed, Lengthen("A50", int(LongerBy(longer)), person.key)]
    return Done(papers=[Paper(LENGTHENED, facts, about=person.key)], touches=touches, clocks=clocks)


def months_after(moment: datetime, months: int) -> datetime:
    """The same day so many months later; the last of the month where that day is missing."""
    local = moment.astimezone(LOCAL)
    years, month = divmod(local.month - 1 + months, 12)
    first = local.replace(year=local.year + years, month=month + 1, day=1)
    return first.replace(day=min(local.day, monthrange(first.year, first.month)[1]))


def last_term_paper(case: Any, person: Person) -> str:
    """The last decision on this person's term with its number; empty when there was none."""
    found = Document.objects.filter(matter_id=case.pk, document_kind__in=(SHORTENED, LENGTHENED), about=person.key)
    last = found.exclude(stage="voided").order_by("-opened", "-pk").first()
    return f"{last.number}{last.document_kind}" if last else ""


@act(
    "cases.serve_treatment_term",
    "送达戒毒期限变更决定书",
    "Serve the decision on the term",
    subject=AdministrativeCase,
    power="cases.serve_decision",
    basis=(f"{RULES}#33",),
    at=AFTER,
    documents=("送达回证",),
    starts=("A54",),
    asks={"paper": Ask("决定书", "Decision", choices=changed_terms)},
    order=27,
)
def serve_treatment_term(
    case: AdministrativeCase,
    by: By,
    *,
    paper: Document,
    way: Annotated[Way, Ask("送达方式", "Way of service")] = Way.HOUSE,
) -> Done:
    """Served on the person in the place of treatment; the family is told within hours from here on."""
    person = queries.everyone(case).get(pk=int(paper.about.partition(":")[2]))
    facts = {
        "receiver": person_fact(person),
        "document_name": [f"{paper.number}{paper.document_kind}"],
        "way": WAY_ON_PAPER[Way(way)],
        "officers": staff_fact(queries.team(case)),
    }
    papers = [Paper("送达回证", facts, about=person.key)]
    return Done(papers=papers, clocks=[Start("A54", by.at, person.key)], rel=[paper.obj])


@act(
    "cases.end_treatment",
    "登记解除戒毒",
    "Record the end of treatment",
    subject=AdministrativeCase,
    power="cases.begin_execution",
    basis=(f"{RULES}#34", f"{RULES}#23"),
    at=AFTER,
    stops=("A50", "A51"),
    asks={"decision": Ask("戒毒决定", "Order of treatment", choices=treatments)},
    order=24,
)
def end_treatment(
    case: AdministrativeCase,
    by: By,
    *,
    decision: Decision,
    ended: Annotated[datetime, Ask("解除时间", "Ended at")],
    ground: Annotated[EndGround, Ask("解除原因", "Why it ends")] = EndGround.TERM,
    number: Annotated[str, Ask("解除证明书、通知书或者裁判文书文号", "Number of the paper it rests on")],
) -> Done:
    """The term is over, or the order was annulled; the paper that says so is in the file."""
    running = running_treatments(case).filter(person=decision.person)
    if any(not measure.started <= ended <= by.at for measure in running):
        raise refuse(_("解除时间要在开始之后、现在之前"), _("请核对时间"), code="time")
    decision.done_at = decision.done_at or by.at
    about = decision.person.key
    return Done(
        rows=[decision],
        touches=[over(measure, ended, END_WORDS[EndGround(ground)]) for measure in running],
        clocks=[Stop("A50", about), Stop("A51", about)],
        fields={"number": number},
    )
