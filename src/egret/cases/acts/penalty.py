"""处罚: proposal, legal review, notice, decision, service, execution, closing.

治安管理处罚法 109-123; 程序规定 165-258.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Annotated, Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from egret.acts.cards import Ask
from egret.acts.clocks import LOCAL
from egret.acts.done import By, ClockEvent, Done, Start, Stop, Touch
from egret.acts.machine import act
from egret.acts.ports import Paper, ports
from egret.acts.queries import of_kind
from egret.acts.refusals import Refused, refuse
from egret.cases import queries
from egret.cases.acts.measures import begun, over
from egret.cases.acts.settlement import TERMS
from egret.cases.models import AdministrativeCase, Decision, Evidence, MeasureKind, Notice, NoticeKind, Review
from egret.documents import service
from egret.documents.models import Document
from egret.documents.service import Handing
from egret.intake.models import Person, Role
from egret.intake.papers import person_fact, staff_fact
from egret.intake.persons import PersonFacts

HEARING = ("A15", "A16", "A18")
"""Terms of a hearing that may be asked for: to ask, to admit, to hold."""


class ReviewPoint(models.TextChoices):
    """The six points of the review (程序规定 170)."""

    COMPETENCE = "competence", _("主体合格、有管辖权")
    PERSON = "person", _("违法嫌疑人基本情况清楚")
    FACTS = "facts", _("事实清楚、证据确实充分")
    NATURE = "nature", _("定性准确")
    LAW = "law", _("适用法律正确、裁量适当")
    PROCEDURE = "procedure", _("程序合法、文书完备")


@act(
    "cases.submit_for_review",
    "呈请处罚审核",
    "Submit for review",
    subject=AdministrativeCase,
    basis=("公安机关办理行政案件程序规定#170",),
    documents=("呈请处罚审批表",),
    asks={"person": Ask("违法嫌疑人", "Offender", choices=queries.suspects)},
    checklist=(
        ("证据在两种以上，不只有本人陈述", "Two kinds of evidence at least, not only the person's own words"),
        ("行为时间对应的法律版本已核对", "Version of the law checked against the day of the conduct"),
    ),
    order=300,
)
def submit_for_review(
    case: AdministrativeCase,
    by: By,
    *,
    person: Person,
    findings: Annotated[str, Ask("查明的事实", "Facts found", lines=True)],
    cite: Annotated[str, Ask("处罚依据", "Article", help=_("例如 治安管理处罚法(2025)#51"))],
    detention_days: Annotated[int, Ask("拟拘留日数", "Days of detention")] = 0,
    fine: Annotated[Decimal, Ask("拟罚款（元）", "Fine, yuan")] = Decimal(0),
    warning: Annotated[bool, Ask("拟警告", "Warning")] = False,
    attitude: Annotated[str, Ask("从重、从轻情节", "Circumstances", lines=True)] = "",
    lighter: Annotated[
        str, Ask("适用新法较轻的理由", "Why the later text is lighter", help=_("行为在新法施行前而引新法的必填"))
    ] = "",
) -> Done:
    """Put a penalty forward; legal office and leader decide on it later, after the person was heard."""
    if not (detention_days or fine or warning):
        raise refuse(_("没有选择任何处罚种类"), _("认为不应处罚的，改办不予处罚"), code="empty")
    kinds = [_("警告")] if warning else []
    kinds += [_("行政拘留")] if detention_days else []
    kinds += [_("罚款")] if fine else []
    decision = Decision(
        subject=case,
        person=person,
        kind="、".join(str(kind) for kind in kinds),
        cite=cite,
        detention_days=detention_days,
        fine=fine,
        warning=warning,
        facts=findings,
        reasons=weighed(attitude, lighter),
    )
    facts: dict[str, Any] = {
        "party": person_fact(person),
        "cause": case.cause,
        "findings": findings,
        "evidence": evidence_lines(case),
        "legal_basis": rests_on(cite, lighter),
        "proposal": penalty_text(decision),
        "officers": staff_fact(queries.team(case)),
    }
    if decision.reasons:
        facts["attitude"] = decision.reasons
    return Done(to="review", rows=[decision], papers=[Paper("呈请处罚审批表", facts, about=person.key)])


LIGHTER = "适用较轻的新法："


def weighed(attitude: str, lighter: str) -> str:
    """Circumstances of weight, and why the later text is applied to earlier conduct."""
    return "；".join(part for part in (attitude, f"{LIGHTER}{lighter}" if lighter else "") if part)


def rests_on(cite: str, lighter: str) -> list[str]:
    """The article of the penalty, with the rule of the lighter text where that brought it in."""
    return [cite, "行政处罚法#37"] if lighter else [cite]


def basis_of(decision: Decision) -> list[str]:
    return rests_on(decision.cite, LIGHTER if LIGHTER in decision.reasons else "")


def penalty_text(decision: Decision) -> str:
    """The penalty in one sentence of the paper."""
    parts = ["警告"] if decision.warning else []
    if decision.detention_days:
        parts.append(f"行政拘留{decision.detention_days}日")
    if decision.fine:
        parts.append(f"罚款{decision.fine:.0f}元" if decision.fine == int(decision.fine) else f"罚款{decision.fine}元")
    return "给予" + "，并处".join(parts) + "的处罚。" if parts else "不予处罚。"


def evidence_lines(case: AdministrativeCase) -> list[str]:
    rows = Evidence.objects.filter(subject_id=case.pk, excluded_at=None).order_by("taken_at", "pk")
    return [row.title for row in rows] or ["无"]


def proposed(case: Any, _by: By | None = None) -> models.QuerySet[Decision]:
    """Penalties put forward and not yet decided."""
    return Decision.objects.filter(subject_id=case.pk, decided_at=None).select_related("person")


def decided(case: Any, _by: By | None = None) -> models.QuerySet[Decision]:
    return Decision.objects.filter(subject_id=case.pk).exclude(decided_at=None).select_related("person")


@act(
    "cases.legal_review",
    "法制审核",
    "Legal review",
    subject=AdministrativeCase,
    basis=("治安管理处罚法(2025)#114", "行政处罚法#58"),
    at=("review",),
    documents=("法制审核意见书",),
    asks={"decision": Ask("拟处罚意见", "Penalty put forward", choices=proposed)},
    checklist=(("逐项审核六个要点，不同意的写明理由", "Go through the six points; say why when not agreed"),),
    order=10,
)
def legal_review(
    case: AdministrativeCase,
    by: By,
    *,
    decision: Decision,
    points: Annotated[
        tuple[str, ...], Ask("审核无误的要点", "Points found right", choices=lambda case, by: ReviewPoint.choices)
    ],
    passed: Annotated[bool, Ask("同意", "Agreed")],
    opinion: Annotated[str, Ask("审核意见", "Opinion", lines=True)],
) -> Done:
    """The legal office gives its written view; without a favourable one no penalty may be decided."""
    missing = [str(point.label) for point in ReviewPoint if point.value not in points]
    if passed and missing:
        raise refuse(
            _("还有要点未审核无误：%(points)s") % {"points": "、".join(missing)},
            _("逐项核对；确有问题的不选“同意”，退回补正"),
            "公安机关办理行政案件程序规定#170",
        )
    review = Review(
        subject=case,
        kind="法制审核",
        reviewer=by.actor.pk,
        at=by.at,
        passed=passed,
        points=list(points),
        opinion=opinion,
    )
    facts = {
        "party": person_fact(decision.person),
        "cause": case.cause,
        "proposal": penalty_text(decision),
        "opinion": opinion,
        "reviewer": staff_fact([by.actor.pk]),
    }
    return Done(rows=[review], papers=[Paper("法制审核意见书", facts)])


@act(
    "cases.return_from_review",
    "退回补充调查",
    "Return for more investigation",
    subject=AdministrativeCase,
    power="cases.legal_review",
    basis=("公安机关办理行政案件程序规定#171",),
    order=50,
)
def return_from_review(
    case: AdministrativeCase, by: By, *, reason: Annotated[str, Ask("需要补正的事项", "What is missing", lines=True)]
) -> Done:
    """Back to the officers with what is missing; what was put forward is dropped and put forward anew."""
    for row in proposed(case):
        row.delete()
    review = Review(
        subject=case, kind="退回补正", reviewer=by.actor.pk, at=by.at, passed=False, points=[], opinion=reason
    )
    return Done(to="investigating", rows=[review])


@act(
    "cases.give_notice",
    "处罚前告知",
    "Notice before the penalty",
    subject=AdministrativeCase,
    basis=("治安管理处罚法(2025)#112", "公安机关办理行政案件程序规定#167"),
    documents=("行政处罚告知笔录", "听证告知书?"),
    starts=("A15", "A16", "A18"),
    asks={
        "decision": Ask("拟处罚意见", "Penalty put forward", choices=proposed),
        "guardian": Ask("到场监护人", "Guardian present", choices=queries.adults_for),
    },
    order=20,
)
def give_notice(
    case: AdministrativeCase,
    by: By,
    *,
    decision: Decision,
    place: Annotated[str, Ask("告知地点", "Where")],
    plea: Annotated[str, Ask("陈述和申辩", "Plea", help=_("没有的填“不陈述、不申辩”"), lines=True)],
    hearing_wanted: Annotated[bool, Ask("要求听证", "Wants a hearing")] = False,
    hearing_waived: Annotated[bool, Ask("明确放弃听证", "Waives the hearing")] = False,
    guardian: Person | None = None,
) -> Done:
    """Tell the person facts, ground and intended penalty, and hear them; offer a hearing where the law gives one."""
    entitled = hearing_offered(case, decision, by)
    facts: dict[str, Any] = {
        "party": person_fact(decision.person),
        "starts_at": by.at.isoformat(),
        "place": place,
        "officers": staff_fact(queries.team(case)),
        "findings": decision.facts,
        "legal_basis": basis_of(decision),
        "decision": penalty_text(decision),
        "plea": plea,
    }
    if guardian:
        facts["guardian"] = person_fact(guardian)
    notice = Notice(
        subject=case,
        person=decision.person,
        kind=NoticeKind.PENALTY,
        at=by.at,
        way=str(_("当面")),
        content=penalty_text(decision),
        answer=plea,
        penalty={"days": decision.detention_days, "fine": str(decision.fine), "warning": decision.warning},
    )
    rows, papers, clocks = [notice], [], []
    if entitled:
        term = ports.rules.deadline("A15", by.at.astimezone(LOCAL).date())
        facts["hearing_right"] = f"应当自被告知之日起{term.length}个工作日内提出"
        told = {name: facts[name] for name in ("party", "findings", "legal_basis", "decision", "officers")}
        papers.append(Paper("听证告知书", {**told, "hearing_days": term.length}, about=decision.person.key))
        state = "要求听证" if hearing_wanted else "放弃听证" if hearing_waived else "待定"
        hearing = Notice(subject=case, person=decision.person, kind=NoticeKind.HEARING, at=by.at, answer=state)
        rows.append(hearing)
        about = decision.person.key
        if hearing_wanted:
            clocks += [Start("A16", by.at, about), Start("A18", by.at, about)]
        elif not hearing_waived:
            clocks.append(Start("A15", by.at, about))
    papers.insert(0, Paper("行政处罚告知笔录", facts, about=decision.person.key))
    return Done(to="noticed", rows=rows, papers=papers, clocks=clocks)


def hearing_offered(case: AdministrativeCase, decision: Decision, by: By) -> bool:
    """Whether the law gives a right to a hearing before this penalty (R48).

    Since the later text a minor who may be detained after all has it too; whether that will be is known only later,
    so every minor for whom detention is put forward is offered it.
    """
    if decision.fine >= ports.rules.amount("hearing_fine_public_security", by.day):
        return True
    age = decision.person.age_on(by.day)
    is_minor = age is not None and age < ports.rules.amount("adult_age", by.day)
    after_all = ports.rules.article("hearing_minor", by.day) and ports.rules.article("spared_lifted", case.conduct_day)
    return bool(decision.detention_days and is_minor and after_all)


@act(
    "cases.check_plea",
    "复核陈述申辩",
    "Check the plea",
    subject=AdministrativeCase,
    basis=("治安管理处罚法(2025)#112", "行政处罚法#45"),
    at=("noticed",),
    documents=("陈述申辩复核意见书",),
    asks={"notice": Ask("陈述申辩", "Plea", choices=lambda case, by: pleas(case))},
    order=15,
)
def check_plea(
    case: AdministrativeCase,
    by: By,
    *,
    notice: Notice,
    findings: Annotated[str, Ask("复核查明的情况", "What was found", lines=True)],
    opinion: Annotated[str, Ask("复核意见", "View", lines=True)],
) -> Done:
    """Check what the person said in their defence; a defence never makes the penalty heavier."""
    assert notice.person is not None
    notice.answer_checked = opinion
    facts = {
        "party": person_fact(notice.person),
        "plea": notice.answer,
        "findings": findings,
        "opinion": opinion,
        "reviewer": staff_fact([by.actor.pk]),
    }
    return Done(rows=[notice], papers=[Paper("陈述申辩复核意见书", facts, about=notice.person.key)])


def pleas(case: Any) -> models.QuerySet[Notice]:
    """Pleas not yet answered."""
    return Notice.objects.filter(subject_id=case.pk, kind=NoticeKind.PENALTY, answer_checked="").exclude(answer="")


@act(
    "cases.waive_hearing",
    "放弃听证",
    "Waive the hearing",
    subject=AdministrativeCase,
    power="cases.give_notice",
    basis=("行政处罚法#64",),
    at=("noticed",),
    stops=HEARING,
    asks={"person": Ask("当事人", "Person", choices=queries.suspects)},
    order=16,
)
def waive_hearing(case: AdministrativeCase, by: By, *, person: Person) -> Done:
    """The person says in writing that no hearing is wanted."""
    rows = list(Notice.objects.filter(subject_id=case.pk, person=person, kind=NoticeKind.HEARING))
    for row in rows:
        row.answer = "放弃听证"
    return Done(rows=rows, clocks=[Stop(rule, person.key) for rule in HEARING])


@act(
    "cases.return_after_notice",
    "告知后退回调查",
    "Back to investigation after the notice",
    subject=AdministrativeCase,
    power="cases.submit_for_review",
    basis=("治安管理处罚法(2025)#112",),
    stops=HEARING,
    order=700,
)
def return_after_notice(
    case: AdministrativeCase, by: By, *, reason: Annotated[str, Ask("理由", "Reason", lines=True)]
) -> Done:
    """The plea showed something new: investigate again, and put a penalty forward anew."""
    for row in proposed(case):
        row.delete()
    return Done(to="investigating", clocks=[Stop(rule) for rule in HEARING], fields={"reason": reason})


@act(
    "cases.decide_penalty",
    "行政处罚决定",
    "Decide the penalty",
    subject=AdministrativeCase,
    basis=("治安管理处罚法(2025)#113", "公安机关办理行政案件程序规定#172", "公安机关办理行政案件程序规定#175"),
    documents=("行政处罚决定书",),
    starts=("A19", "A21", "A42"),
    stops=(*TERMS, *HEARING, "L06"),
    approval="行政处罚决定",
    asks={"decision": Ask("拟处罚意见", "Penalty put forward", choices=proposed)},
    checklist=(
        ("陈述申辩已复核，听证权利已保障", "Plea checked, hearing right honoured"),
        ("法制审核意见书在卷", "Written legal review in the file"),
    ),
    errors=(("因当事人申辩而加重处罚", "A heavier penalty because of the plea"),),
    order=30,
)
def decide_penalty(
    case: AdministrativeCase,
    by: By,
    *,
    decision: Decision,
    review_organ: Annotated[
        str, Ask("行政复议机关", "Review organ", initial=lambda case, by: last_said(case, "review_organ"))
    ],
    court: Annotated[str, Ask("管辖法院", "Court", initial=lambda case, by: last_said(case, "court"))],
    custody_place: Annotated[str, Ask("拘留执行场所", "Place of detention", help=_("有拘留的必填"))] = "",
) -> Done:
    """The penalty takes effect as put forward and told; remedies and their terms stand on the paper."""
    if decision.detention_days and not custody_place:
        raise refuse(_("拘留处罚没有写执行场所"), _("填写拘留所名称"), code="custody_place")
    facts: dict[str, Any] = {
        "party": person_fact(decision.person),
        "findings": decision.facts,
        "evidence": evidence_lines(case),
        "legal_basis": basis_of(decision),
        "decision": penalty_text(decision),
        "review_organ": review_organ,
        "court": court,
    }
    if decision.reasons:
        facts["attitude"] = decision.reasons
    if custody_place:
        facts["custody_place"] = custody_place
    if decision.fine:
        term = ports.rules.deadline("A23", by.at.astimezone(LOCAL).date())
        facts["bank"] = f"自收到本决定书之日起{term.length}日内到指定银行或者通过电子支付系统缴纳"
    decision.decided_at = by.at
    victims = [Start("A21", by.at, victim.key) for victim in queries.victims(case)]
    clocks: list[ClockEvent] = [
        *(Stop(rule) for rule in (*TERMS, *HEARING, "L06")),
        Start("A19", by.at, decision.person.key),
        *victims,
    ]
    paper = Paper("行政处罚决定书", facts, about=decision.person.key)
    if decision.detention_days:
        clocks += queries.report_upward(case, decision.person, by.at)
    return Done(to="decided", rows=[decision], papers=[paper], clocks=clocks)


def last_said(case: Any, name: str) -> str:
    """What the last decision of the district named, as a first proposal."""
    found = (
        of_kind(Document)
        .filter(district=case.district, document_kind="行政处罚决定书")
        .order_by("-opened", "-id")
        .first()
    )
    return str(found.content.get(name, "")) if found else ""


@act(
    "cases.decide_no_penalty",
    "不予处罚决定",
    "Decide not to penalise",
    subject=AdministrativeCase,
    basis=("公安机关办理行政案件程序规定#172",),
    documents=("不予行政处罚决定书",),
    starts=("A19", "A21"),
    stops=(*TERMS, *HEARING, "L06"),
    approval="不予处罚",
    asks={"decision": Ask("拟处罚意见", "Penalty put forward", choices=proposed)},
    order=35,
)
def decide_no_penalty(
    case: AdministrativeCase,
    by: By,
    *,
    decision: Decision,
    reason: Annotated[str, Ask("不予处罚的理由", "Reason", lines=True)],
    review_organ: Annotated[
        str, Ask("行政复议机关", "Review organ", initial=lambda case, by: last_said(case, "review_organ"))
    ],
    court: Annotated[str, Ask("管辖法院", "Court", initial=lambda case, by: last_said(case, "court"))],
) -> Done:
    """No penalty: not proved, minor and undone, or the person may not be penalised."""
    decision.decided_at, decision.kind, decision.reasons = by.at, "不予处罚", reason
    decision.detention_days, decision.fine, decision.warning = 0, Decimal(0), False
    facts = {
        "party": person_fact(decision.person),
        "findings": decision.facts,
        "evidence": evidence_lines(case),
        "legal_basis": [decision.cite],
        "reason": reason,
        "review_organ": review_organ,
        "court": court,
    }
    clocks: list[ClockEvent] = [
        *(Stop(rule) for rule in (*TERMS, *HEARING, "L06")),
        Start("A19", by.at, decision.person.key),
    ]
    clocks += [Start("A21", by.at, victim.key) for victim in queries.victims(case)]
    paper = Paper("不予行政处罚决定书", facts, about=decision.person.key)
    return Done(to="decided", rows=[decision], papers=[paper], clocks=clocks)


@act(
    "cases.send_copy",
    "送达被侵害人",
    "Serve the victim a copy",
    subject=AdministrativeCase,
    power="cases.serve_decision",
    basis=("治安管理处罚法(2025)#116",),
    at=("decided", "served", "executing"),
    documents=("送达回证",),
    stops=("A21",),
    checklist=(("首先直接送达本人", "Hand it to the person first"),),
    asks={
        "victim": Ask("被侵害人", "Victim", choices=queries.victims),
        "decision": Ask("决定", "Decision", choices=decided),
    },
    order=25,
)
def send_copy(
    case: AdministrativeCase,
    by: By,
    *,
    victim: Person,
    decision: Decision,
    handing: Annotated[Handing, Ask("送达情况", "How it was served")],
) -> Done:
    """The victim gets a copy of the decision."""
    document = document_of(decision)
    _lawfully(document, handing, by)
    facts = _service_facts(case, victim, document, handing, by)
    return Done(
        rows=[service.row(document, victim.name, handing, by)],
        papers=[Paper("送达回证", facts, about=victim.key)],
        clocks=[Stop("A21", victim.key)],
        touches=[Touch(document)],
    )


@act(
    "cases.serve_decision",
    "送达决定书",
    "Serve the decision",
    subject=AdministrativeCase,
    basis=("治安管理处罚法(2025)#116", "公安机关办理行政案件程序规定#36"),
    documents=("送达回证", "罚款缴纳通知书?"),
    starts=("A23", "L01", "L08"),
    stops=("A19", "A22"),
    asks={"decision": Ask("决定", "Decision", choices=decided)},
    checklist=(("首先直接送达本人，签名注明日期", "Hand it to the person first; signature and date"),),
    errors=(
        ("留置送达没有见证人或者录音录像", "Left without a witness or a recording"),
        ("没有试过其他方式就公告", "Published before other ways were tried"),
    ),
    order=10,
)
def serve_decision(
    case: AdministrativeCase,
    by: By,
    *,
    decision: Decision,
    handing: Annotated[Handing, Ask("送达情况", "How it was served")],
) -> Done:
    """The person has the decision in hand: terms of payment and of remedies run from here."""
    document = document_of(decision)
    _lawfully(document, handing, by)
    moment = service.moment(handing, document, by.at)
    decision.served_at = moment
    about = decision.person.key
    papers = [Paper("送达回证", _service_facts(case, decision.person, document, handing, by), about=about)]
    clocks: list[ClockEvent] = [Stop("A19", about), Start("L01", moment, about), Start("L08", moment, about)]
    if decision.fine:
        due = ports.rules.due("A23", moment)
        facts = {
            "party": person_fact(decision.person),
            "prior_document": decision_paper(decision),
            "fine": str(decision.fine),
            "bank": "凭本通知书到指定银行或者通过电子支付系统缴纳",
            "ends": due.legal.astimezone(LOCAL).date().isoformat(),
        }
        papers.append(Paper("罚款缴纳通知书", facts, about=about))
        clocks.append(Start("A23", moment, about))
    rows = [decision, service.row(document, decision.person.name, handing, by)]
    on_paper = Touch(document, "served", [Stop("A22")])
    return Done(to="served", rows=rows, papers=papers, clocks=clocks, touches=[on_paper])


_PAPERS = {"强制隔离戒毒": ("强制隔离戒毒决定书",), "社区戒毒": ("责令社区戒毒决定书",)}


def _paper_of(decision: Decision) -> Document | None:
    kinds = _PAPERS.get(decision.kind, ("行政处罚决定书", "不予行政处罚决定书"))
    found = Document.objects.filter(matter_id=decision.subject_id, document_kind__in=kinds, about=decision.person.key)
    return found.exclude(stage="voided").order_by("-opened", "-id").first()


def document_of(decision: Decision) -> Document:
    """The last paper that announces the decision."""
    paper = _paper_of(decision)
    if paper is None:
        raise refuse(_("没有找到这份决定的决定书"), _("请核对决定书是否已经作废；作废的先重新制作"), code="paper")
    return paper


def decision_paper(decision: Decision) -> str:
    """Number and name of the decision's paper, as other papers rely on it."""
    paper = _paper_of(decision)
    return f"{paper.number}{paper.document_kind}" if paper else "行政处罚决定书"


def _lawfully(document: Document, handing: Handing, by: By) -> None:
    """Refuse a way the law does not know here, or one without what stands for it."""
    wrong = service.problems(handing, document, by.at)
    if wrong:
        raise Refused(wrong)


def _service_facts(
    case: AdministrativeCase, receiver: Person, document: Document, handing: Handing, by: By
) -> dict[str, Any]:
    return {
        "receiver": person_fact(receiver),
        "officers": staff_fact(queries.team(case)),
        **service.receipt_facts(document, handing, by.at),
    }


class SparedException(models.TextChoices):
    """When detention is executed on people whom the law spares otherwise (治安管理处罚法 23)."""

    GRAVE = "grave", _("情节严重、影响恶劣")
    AGAIN = "again", _("一年以内二次以上违反治安管理")
    NOT_FIRST = "not_first", _("已满十六周岁，不是初次违反治安管理")


@act(
    "cases.begin_execution",
    "交付执行",
    "Begin execution",
    subject=AdministrativeCase,
    basis=("治安管理处罚法(2025)#122", "公安机关办理行政案件程序规定#164"),
    documents=("行政拘留执行回执?", "行政拘留家属通知书?"),
    asks={"decision": Ask("决定", "Decision", choices=decided)},
    order=20,
)
def begin_execution(
    case: AdministrativeCase,
    by: By,
    *,
    decision: Decision,
    custody_place: Annotated[str, Ask("拘留所", "Place of detention")] = "",
    received_at: Annotated[datetime | None, Ask("收拘时间", "Received at")] = None,
    offset_days: Annotated[
        int,
        Ask(
            "折抵日数",
            "Days offset",
            help=_("先前限制人身自由的一日折抵一日"),
            initial=lambda case, by: offset(case, by),
        ),
    ] = 0,
    relative: Annotated[PersonFacts | None, Ask("被通知的家属", "Relative told", personal=True)] = None,
    not_executed_ground: Annotated[str, Ask("依法不执行拘留的理由", "Why detention is not executed")] = "",
    exception: Annotated[
        str,
        Ask(
            "一般不执行拘留而应当执行的情形",
            "Why one of those spared is detained",
            choices=lambda case, by: SparedException.choices,
        ),
    ] = "",
) -> Done:
    """Deliver the person to the place of detention, or set out to collect the fine."""
    decision.executed_at = by.at
    if not decision.detention_days or not_executed_ground:
        decision.not_executed_ground = not_executed_ground
        return Done(to="executing", rows=[decision])
    if not custody_place or received_at is None:
        raise refuse(_("拘留要写明拘留所和收拘时间"), _("凭执行回执填写"), "公安机关办理行政案件程序规定#164")
    if offset_days > decision.detention_days:
        raise refuse(_("折抵日数超过了拘留日数"), _("请核对先前限制人身自由的日数"), "公安机关办理行政案件程序规定#163")
    ends = received_at + timedelta(days=decision.detention_days - offset_days)
    measure = begun(
        case,
        by,
        decision.person,
        MeasureKind.ADMIN_DETENTION,
        "",
        received_at,
        until=ends,
        ground=decision.cite,
        place=custody_place,
        paper="行政拘留执行回执",
        facts={"days": decision.detention_days, "offset": offset_days}
        | ({"exception": exception} if exception else {}),
    )
    common = {
        "party": person_fact(decision.person),
        "prior_document": decision_paper(decision),
        "custody_place": custody_place,
        "days": decision.detention_days,
        "starts": received_at.astimezone(LOCAL).date().isoformat(),
        "ends": ends.astimezone(LOCAL).date().isoformat(),
        "officers": staff_fact(queries.team(case)),
    }
    about = decision.person.key
    papers = [Paper("行政拘留执行回执", {**common, "served_at": received_at.isoformat()}, about=about)]
    if relative:
        told = {**common, "relative": person_fact(relative), "cause": case.cause}
        papers.append(Paper("行政拘留家属通知书", told, about=about))
    return Done(to="executing", rows=[decision], begets=[measure], papers=papers)


def offset(case: Any, by: By) -> int:
    """What goes off the detention for what restricted the person before, when one decision alone is to be executed."""
    waiting = list(decided(case).filter(detention_days__gt=0, executed_at=None).select_related("person")[:2])
    if len(waiting) != 1:
        return 0
    return min(queries.offset_owed(waiting[0].person, by.at), waiting[0].detention_days)


@act(
    "cases.complete_execution",
    "执行完毕",
    "Execution completed",
    subject=AdministrativeCase,
    power="cases.begin_execution",
    basis=("公安机关办理行政案件程序规定#258",),
    at=("executing", "contested"),
    stops=("A23",),
    asks={"decision": Ask("决定", "Decision", choices=lambda case, by: unfinished(case))},
    order=10,
)
def complete_execution(
    case: AdministrativeCase,
    by: By,
    *,
    decision: Decision,
    ticket: Annotated[str, Ask("罚款票据号", "Receipt of the fine", help=_("有罚款的必填"))] = "",
    released_at: Annotated[datetime | None, Ask("解除拘留时间", "Released at", help=_("有拘留的必填"))] = None,
) -> Done:
    """Fine paid and detention served: nothing of the decision is left to do."""
    if decision.fine and not ticket:
        raise refuse(_("罚款没有票据号"), _("填写财政票据或银行回单号"), "治安管理处罚法(2025)#123", "F73")
    ended = []
    running = queries.running_measures(case, MeasureKind.ADMIN_DETENTION, person=decision.person).first()
    if running is not None:
        if released_at is None or not running.started <= released_at <= by.at:
            raise refuse(_("没有填写解除拘留的时间，或时间不对"), _("凭解除拘留证明书填写"), code="time")
        ended.append(over(running, released_at, "期满解除"))
    decision.done_at = by.at
    fields = {"ticket": ticket} if ticket else {}
    return Done(rows=[decision], touches=ended, clocks=[Stop("A23", decision.person.key)], fields=fields)


def unfinished(case: Any) -> models.QuerySet[Decision]:
    return decided(case).filter(done_at=None)


@act(
    "cases.close",
    "结案",
    "Close",
    subject=AdministrativeCase,
    basis=("公安机关办理行政案件程序规定#258",),
    documents=("结案报告",),
    stops=("A21", "A23"),
    approval="结案",
    order=40,
)
def close(
    case: AdministrativeCase,
    by: By,
    *,
    result: Annotated[str, Ask("处理及执行情况", "Handling and execution", lines=True)],
    reason: Annotated[str, Ask("结案理由", "Ground of closing")],
) -> Done:
    """Every decision is executed: the case is closed with a report. The party's own terms of remedy run on."""
    facts = {
        "cause": case.cause,
        "accepted_at": case.opened.isoformat(),
        "findings": case.summary,
        "result": result,
        "reason": reason,
        "officers": staff_fact(queries.team(case)),
    }
    involved = [person_fact(person) for person in queries.people(case, Role.SUSPECT)]
    if involved:
        facts["parties"] = involved
    return Done(to="closed", papers=[Paper("结案报告", facts)], clocks=[Stop("A21"), Stop("A23")])
